"""A worker's use cases: what is there to do, taking it, handing it in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

import msgspec

from talka.accounts import store as accounts
from talka.assignments import service as assignments
from talka.assignments import store as assignment_store
from talka.assignments.model import Assignment, AssignmentStatus
from talka.distribution import access, cards, explain, ranking, take
from talka.distribution.maps import Choice
from talka.distribution.rules import Nothing
from talka.http.auth import Worker
from talka.http.environment import Platform
from talka.kernel import clock
from talka.kernel.errors import DoesNotExist, EntityTooLarge, InappropriateStatus, TalkaError
from talka.kernel.ids import parse_number
from talka.pools import store as pools
from talka.pools.config import config_of
from talka.pools.model import Pool, PoolStatus
from talka.projects.translation import Languages
from talka.storage.tx import Tx
from talka.words.speaking import named, say
from talka.worker_api import views
from talka.worker_api.model import (
    MAX_DRAFT_BYTES,
    AccessView,
    CheckView,
    DraftForm,
    History,
    TaskItem,
    WhyNot,
    WorkView,
)

Place: TypeAlias = tuple[int, int, int]
Listed: TypeAlias = dict[int, tuple[Place, TaskItem]]

FAR_FUTURE = 1 << 62


class Listing(msgspec.Struct, frozen=True):
    """What the worker can take. In the ``unnoted`` pools, which rank workers, this one is to be noted."""

    items: list[TaskItem]
    unnoted: list[int]


def get_tasks(tx: Tx, worker: Worker, platform: Platform, *, everything: bool) -> Listing:
    """``GET /tasks``: what the worker can take now, best paid first; ``everything`` adds what is refused."""
    held: dict[int, list[str]] = {}
    for assignment_id, pool_id, _ in assignment_store.all_active(tx, worker.id):
        held.setdefault(pool_id, []).append(assignment_id)
    listed: Listed = {}
    unnoted = []
    for pool in pools.open_pools(tx):
        if not pool.is_training:
            failed = _list_pool(tx, worker, pool, platform, held, listed, everything=everything)
            if ranking.is_unnoted(tx, worker.id, pool, config_of(pool), failed):
                unnoted.append(pool.id)
    return Listing(_in_order(listed.values()), unnoted)


def _in_order(listed: Iterable[tuple[Place, TaskItem]]) -> list[TaskItem]:
    """Best paid first, what can be taken before the rest; the pools of a card together, in its order."""
    found = sorted(listed, key=lambda pair: (-pair[1].reward, pair[1].why_not is not None, pair[0]))
    by_card: dict[tuple[str, bool], list[TaskItem]] = {}
    for _, item in found:
        by_card.setdefault((item.group, item.why_not is not None), []).append(item)
    return [item for items in by_card.values() for item in items]


def _list_pool(
    tx: Tx,
    worker: Worker,
    pool: Pool,
    platform: Platform,
    held: dict[int, list[str]],
    listed: Listed,
    *,
    everything: bool,
) -> list[str]:
    """List the pool, or the training that opens it; which checks the worker does not pass."""
    offer = take.offer(tx, worker.id, pool, platform)
    if access.needs_training_only(offer.checks) and offer.config.training_id is not None:
        training = pools.get(tx, offer.config.training_id)
        if training is not None and training.status == PoolStatus.OPEN and training.id not in listed:
            _list_offer(
                tx,
                take.offer(tx, worker.id, training, platform),
                held,
                listed,
                worker.languages,
                everything=False,
            )
    _list_offer(tx, offer, held, listed, worker.languages, everything=everything)
    return [check.check for check in access.failures(offer.checks)]


def _list_offer(
    tx: Tx,
    offer: take.Offer,
    held: dict[int, list[str]],
    listed: Listed,
    languages: Languages,
    *,
    everything: bool,
) -> None:
    active = held.get(offer.pool.id, [])
    failed = access.failures(offer.checks)
    available = bool(active) or (not failed and isinstance(offer.found, take.Page))
    why_not = None
    if not available:
        if not everything:
            return
        why_not = [WhyNot(check.code, check.words) for check in failed]
        if isinstance(offer.found, Nothing):
            why_not.append(WhyNot(take.NoTasksAvailable.code, offer.found.words))
    item = views.task_item(
        tx, offer, active, why_not, languages, training_required=offer.config.training_id is not None
    )
    listed[offer.pool.id] = (cards.place_in_card(offer.pool, offer.config), item)


def take_suite(
    tx: Tx, worker: Worker, pool_id: str, platform: Platform, choice: Choice | None = None
) -> tuple[WorkView | TalkaError, bool]:
    """``POST /pools/{id}/assignments``: the view, or the refusal to raise; whether it is a new one."""
    taken = take.take(tx, worker.id, pool_id, platform, choice)
    if taken.refusal is not None:
        return taken.refusal, False
    if taken.assignment is None:
        raise AssertionError
    return views.open_view(tx, taken.assignment, worker.languages, just_now=taken.created), taken.created


def get_access(tx: Tx, worker: Worker, pool_id: str, platform: Platform) -> AccessView:
    """``GET /pools/{id}/access``: what a take would come to, check by check."""
    number = parse_number(pool_id)
    pool = None if number is None else pools.get(tx, number)
    if pool is None:
        raise DoesNotExist("pool", pool_id)
    found = explain.every_check(tx, worker.id, pool, platform)
    return AccessView(
        allowed=not access.failures(found),
        checks=[CheckView(check.check, check.passed, check.words) for check in found],
    )


def own(tx: Tx, worker: Worker, assignment_id: str) -> Assignment:
    """The worker's assignment.

    Raises:
        DoesNotExist: there is none, or it is another's.
    """
    assignment = assignment_store.get(tx, assignment_id)
    if assignment is None or assignment.user_id != worker.id:
        raise DoesNotExist("assignment", assignment_id)
    return assignment


def own_locked(tx: Tx, worker: Worker, assignment_id: str, *, alone: bool = False) -> tuple[Assignment, Pool]:
    """The worker's assignment, locked, and its pool; with ``alone``, while nobody else works in the pool."""
    assignment = own(tx, worker, assignment_id)
    accounts.hold_worker(tx, worker.id)
    pool = (pools.get_alone if alone else pools.join)(tx, assignment.pool_id)
    locked = assignment_store.get(tx, assignment_id, lock=True)
    if pool is None or locked is None:
        raise AssertionError(f"assignment {assignment_id} lost its pool")
    return locked, pool


def get_assignment(tx: Tx, worker: Worker, assignment_id: str) -> WorkView:
    """``GET /assignments/{id}``."""
    return views.open_view(tx, own(tx, worker, assignment_id), worker.languages)


def get_history(tx: Tx, worker: Worker, statuses: list[str], before: str | None, limit: int) -> History:
    """``GET /assignments``: newest first."""
    wanted = statuses or [status.value for status in AssignmentStatus]
    found = assignment_store.history(tx, worker.id, wanted, _before(tx, worker, before), limit + 1)
    return History([views.work_view(tx, one, worker.languages) for one in found[:limit]], len(found) > limit)


def save_draft(tx: Tx, worker: Worker, assignment_id: str, form: DraftForm) -> None:
    """``PUT /assignments/{id}/draft``: keep unfinished answers; the last write wins."""
    own(tx, worker, assignment_id)
    # Locked, so that a draft does not come after the answers that it is a draft of.
    assignment = assignment_store.get(tx, assignment_id, lock=True)
    if assignment is None:
        raise AssertionError(f"assignment {assignment_id} vanished")
    require_active(tx, assignment)
    text = msgspec.json.encode(form.solutions).decode()
    if len(text.encode()) > MAX_DRAFT_BYTES:
        words = say("A draft holds at most {limit} bytes", limit=MAX_DRAFT_BYTES)
        raise EntityTooLarge(words, {"limit": MAX_DRAFT_BYTES})
    assignment_store.save_draft(tx, assignment_id, text)


def skip(tx: Tx, worker: Worker, assignment_id: str) -> WorkView:
    """``POST /assignments/{id}/skip``: not offered again (a training's pages are). Safe to repeat."""
    assignment, pool = own_locked(tx, worker, assignment_id, alone=True)
    if assignment.status != AssignmentStatus.SKIPPED:
        require_active(tx, assignment)
        assignment = assignments.skip(tx, assignment, offer_again=pool.is_training)
    return views.work_view(tx, assignment, worker.languages)


def exit_assignment(tx: Tx, worker: Worker, assignment_id: str) -> WorkView:
    """``POST /assignments/{id}/exit``: given up at once; it may come back. Safe to repeat."""
    assignment, _ = own_locked(tx, worker, assignment_id, alone=True)
    if assignment.status != AssignmentStatus.EXPIRED:
        require_active(tx, assignment)
        assignment = assignments.expire(tx, assignment)
    return views.work_view(tx, assignment, worker.languages)


def require_active(tx: Tx, assignment: Assignment) -> None:
    """Refuse what only an active assignment whose time is not up allows."""
    if assignment.status != AssignmentStatus.ACTIVE:
        words = say("The assignment is {status} already", status=named(assignment.status))
        raise InappropriateStatus(words, [AssignmentStatus.ACTIVE.value])
    if tx.now >= assignment.deadline:
        words = say("The time for this assignment ended at {time}", time=clock.to_words(assignment.deadline))
        raise InappropriateStatus(words, [AssignmentStatus.ACTIVE.value])


def _before(tx: Tx, worker: Worker, before: str | None) -> tuple[int, str]:
    if before is None:
        return FAR_FUTURE, ""
    return own(tx, worker, before).created, before
