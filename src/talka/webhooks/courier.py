"""The courier: takes what is to be told to where it belongs, at least once.

What is sent together is a delivery, a row that keeps the very bytes until they were received or tried often
enough. Who sends to a subscription holds a lease on it, in real time; when its process dies, the lease runs
out and any process sends again (the same one, started anew, does so at once). Attempts after a failure wait
in the ``due`` table, in business time.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

import msgspec
import structlog

from talka.http.proxies import Network
from talka.jobs.schedule import schedule
from talka.kernel import clock
from talka.kernel.clock import SECOND
from talka.storage.database import Database
from talka.storage.tx import Tx
from talka.webhooks import rules, store
from talka.webhooks.model import (
    Attempt,
    Delivery,
    DeliveryStatus,
    ErrorType,
    EventType,
    Outcome,
    Subscription,
    Test,
    TestResult,
)

if TYPE_CHECKING:
    from talka.webhooks.sending import Sender

log = structlog.get_logger(__name__)

RETRY = "webhook.retry"

CONCURRENCY = 32
MOST_OF_REQUESTER = 8
"""How many of a process's requests go to one requester's URLs at a time: slow ones hold up nobody else's."""

TESTS_AT_ONCE = 8
LEASE = 30 * SECOND
"""Much longer than a request may take."""

PAUSE = SECOND
LINGER = 200
"""So many milliseconds after a failure, or after fewer events than fit, nothing is sent to the subscription.

What happens meanwhile goes together. Both are real time."""

IDLE_SECONDS = 2.0


class _Claim(msgspec.Struct, frozen=True):
    """A delivery that this process is to send now, alone until the lease ends."""

    subscription: Subscription
    delivery: Delivery
    until: int


class Courier:
    """Sends one environment's deliveries, as ``owner``: a name that no other process has."""

    def __init__(self, database: Database, allowed: tuple[Network, ...], owner: str) -> None:
        self._database = database
        self._allowed = allowed
        self._owner = owner
        self._wake = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._dispatcher: asyncio.Task[None] | None = None
        self._sending: set[asyncio.Task[None]] = set()
        self._of_requesters: Counter[str] = Counter()
        self._testing = 0
        self._sender: Sender | None = None
        self._making_sender = asyncio.Lock()
        self._new_first = False

    async def start(self) -> None:
        """Begin. What this owner was sending when it was ended is sent again."""
        self._loop = asyncio.get_running_loop()
        await self._database.write(lambda tx: store.release(tx, self._owner))
        self._dispatcher = asyncio.create_task(self._dispatch())

    async def stop(self) -> None:
        """Stop; what is under way is sent again after the next start, or by another process."""
        tasks = [*self._sending, *filter(None, [self._dispatcher])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._database.write(lambda tx: store.release(tx, self._owner))
        if self._sender is not None:
            await self._sender.close()
            self._sender = None

    def wake(self) -> None:
        """Look for something to send now. May be called from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake.set)

    async def test(self, test: Test) -> TestResult:
        """Send a test event now, and once only; what came of it. It stands in the log too."""
        outcome = await self._try_test(test)
        ended = await self._database.write(partial(_note_test, test, outcome))
        return TestResult(
            success=outcome.success,
            uuids=[test.uuid],
            response_received_at=None if outcome.status_code is None else ended,
            error_type=outcome.error_type,
            original_status_code=outcome.status_code,
        )

    async def _try_test(self, test: Test) -> Outcome:
        if self._testing >= TESTS_AT_ONCE:
            return Outcome(0, error_type=ErrorType.TOO_MANY_CONNECTIONS)
        self._testing += 1
        try:
            return await self._send(test.subscription, test.body)
        finally:
            self._testing -= 1

    async def _dispatch(self) -> None:
        while True:
            self._wake.clear()
            try:
                while len(self._sending) < CONCURRENCY and (claimed := await self._claim()) is not None:
                    self._begin(claimed)
            except Exception:
                log.exception("looking for webhooks to send failed; it is tried again")
            # Not `wait_for`: before Python 3.12 it swallows a cancellation that comes together with the wake.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(IDLE_SECONDS):
                    await self._wake.wait()

    async def _claim(self) -> _Claim | None:
        busy = [who for who, count in self._of_requesters.items() if count >= MOST_OF_REQUESTER]
        if not await self._database.read(lambda tx: store.is_claimable(tx, clock.real_now(), busy)):
            return None
        # In turns, so that neither the retries of receivers that are gone nor new events hold up the others.
        self._new_first = not self._new_first
        return await self._database.write(
            partial(claim, owner=self._owner, busy_requesters=busy, new_first=self._new_first)
        )

    def _begin(self, claimed: _Claim) -> None:
        requester_id = claimed.subscription.requester_id
        self._of_requesters[requester_id] += 1
        task = asyncio.create_task(self._deliver(claimed))
        self._sending.add(task)

        def ended(task: asyncio.Task[None]) -> None:
            self._sending.discard(task)
            self._of_requesters[requester_id] -= 1
            if not self._of_requesters[requester_id]:
                del self._of_requesters[requester_id]
            self._wake.set()

        task.add_done_callback(ended)

    async def _deliver(self, claimed: _Claim) -> None:
        try:
            outcome = await self._send(claimed.subscription, claimed.delivery.body or "")
            wait = await self._database.write(
                partial(note, claimed=claimed, outcome=outcome, owner=self._owner)
            )
        except Exception:
            log.exception(
                "a webhook's delivery was not noted; it is sent again", delivery=claimed.delivery.id
            )
        else:
            asyncio.get_running_loop().call_later((wait + 1) / SECOND, self._wake.set)

    async def _send(self, subscription: Subscription, body: str) -> Outcome:
        async with self._making_sender:
            if self._sender is None:
                self._sender = await asyncio.to_thread(_make_sender, self._allowed)
        return await self._sender.send(
            subscription.webhook_url, subscription.secret_key, body.encode(), clock.real_now()
        )


def _make_sender(allowed: tuple[Network, ...]) -> Sender:
    """Its library is loaded with the first webhook, for it takes a part of the start's time."""
    sending = import_module("talka.webhooks.sending")
    made: Sender = sending.Sender(allowed)
    return made


def claim(tx: Tx, *, owner: str, busy_requesters: list[str], new_first: bool = False) -> _Claim | None:
    """Take a delivery that is to be sent, or make one of the events that wait.

    ``busy_requesters`` have as many under way as one may have; ``new_first`` looks for events first.
    """
    real_now = clock.real_now()
    looks = (_ready, _new) if not new_first else (_new, _ready)
    for look in looks:
        found = look(tx, real_now, busy_requesters)
        if found is not None:
            subscription, delivery = found
            store.lease(tx, subscription.id, owner, real_now + LEASE)
            return _Claim(subscription, delivery, real_now + LEASE)
    return None


def _ready(tx: Tx, real_now: int, busy_requesters: list[str]) -> tuple[Subscription, Delivery] | None:
    found = store.free_with_ready(tx, real_now, busy_requesters)
    if found is None:
        return None
    delivery, subscription = store.delivery(tx, found[0]), store.get(tx, found[1])
    return None if delivery is None or subscription is None else (subscription, delivery)


def _new(tx: Tx, real_now: int, busy_requesters: list[str]) -> tuple[Subscription, Delivery] | None:
    subscription_id = store.free_with_events(tx, real_now, busy_requesters)
    subscription = None if subscription_id is None else store.get(tx, subscription_id)
    if subscription is None:
        return None
    delivery = _made(tx, subscription)
    return None if delivery is None else (subscription, delivery)


def _made(tx: Tx, subscription: Subscription) -> Delivery | None:
    events = store.take_events(tx, subscription.id, rules.MOST_EVENTS)
    if not events:
        return None
    delivery = Delivery(
        id=tx.new_id(),
        subscription_id=subscription.id,
        type=subscription.event_type,
        status=DeliveryStatus.SENDING.value,
        created=tx.now,
        ready=tx.now,
        next_attempt=None,
        finished=None,
        body=rules.delivery_body(events),
        uuids=store.uuids_of(events),
        attempts="[]",
    )
    store.add_delivery(tx, delivery)
    return delivery


def note(tx: Tx, *, claimed: _Claim, outcome: Outcome, owner: str) -> int:
    """Keep what came of an attempt; in how many milliseconds more may be sent to the subscription.

    An attempt whose lease was over meanwhile is another's to note.
    """
    wait = _wait_after(claimed.delivery, outcome)
    if not store.end_lease(tx, claimed.subscription.id, owner, claimed.until, clock.real_now() + wait):
        return 0
    attempts = [*store.attempts_of(claimed.delivery), _attempt(outcome, tx.now)]
    again = None if outcome.success else rules.retry_at(len(attempts), tx.now)
    waits = again is not None
    status = DeliveryStatus.DELIVERED if outcome.success else DeliveryStatus.FAILED
    store.save_delivery(
        tx,
        msgspec.structs.replace(
            claimed.delivery,
            status=DeliveryStatus.WAITING.value if waits else status.value,
            ready=None,
            next_attempt=again,
            finished=None if waits else tx.now,
            body=claimed.delivery.body if waits else None,
            attempts=msgspec.json.encode(attempts).decode(),
        ),
    )
    if again is not None:
        schedule(tx, RETRY, claimed.delivery.id, again)
    return wait


def _wait_after(delivery: Delivery, outcome: Outcome) -> int:
    if not outcome.success:
        return PAUSE
    return 0 if store.uuid_count(delivery) >= rules.MOST_EVENTS else LINGER


def _attempt(outcome: Outcome, now: int) -> Attempt:
    return Attempt(
        ended=clock.to_text(now),
        success=outcome.success,
        milliseconds=outcome.milliseconds,
        status_code=outcome.status_code,
        error_type=outcome.error_type,
        message=outcome.message,
    )


def _note_test(test: Test, outcome: Outcome, tx: Tx) -> str:
    attempt = _attempt(outcome, tx.now)
    status = DeliveryStatus.DELIVERED if outcome.success else DeliveryStatus.FAILED
    if store.hold(tx, test.subscription.id):
        store.add_delivery(
            tx,
            Delivery(
                id=tx.new_id(),
                subscription_id=test.subscription.id,
                type=EventType.TEST_EVENT.value,
                status=status.value,
                created=tx.now,
                ready=None,
                next_attempt=None,
                finished=tx.now,
                body=None,
                uuids=msgspec.json.encode([test.uuid]).decode(),
                attempts=msgspec.json.encode([attempt]).decode(),
            ),
        )
    return attempt.ended


def when_retry_due(wake: Callable[[], None], tx: Tx, delivery_id: str) -> None:
    """A failed delivery is to be tried again; ``wake`` is called once that is durable."""
    delivery = store.delivery(tx, delivery_id)
    if delivery is None or delivery.status != DeliveryStatus.WAITING:
        return
    store.save_delivery(
        tx,
        msgspec.structs.replace(
            delivery, status=DeliveryStatus.SENDING.value, ready=tx.now, next_attempt=None
        ),
    )
    tx.after_commit(wake)
