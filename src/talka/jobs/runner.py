"""Runs operations that go on after their request was answered.

An operation is a row; claiming it takes a lease in real time that a heartbeat renews. When the process that
holds it dies, the lease runs out and any process takes the operation up again; the same process, started
anew, does so at once. A handler works in transactions of its
own and keeps how far it came in the operation's ``state``, written together with what it did, so that a step
is never done twice.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any

import msgspec
import sqlalchemy as sa
import structlog
from sqlalchemy import bindparam

from talka.kernel import clock
from talka.kernel.clock import SECOND
from talka.kernel.errors import TalkaError
from talka.storage import schema
from talka.storage.database import Database
from talka.storage.query import Query
from talka.storage.tx import Tx

log = structlog.get_logger(__name__)

LEASE = 30 * SECOND
HEARTBEAT_SECONDS = 8.0
IDLE_SECONDS = 5.0
CONCURRENCY = 2

_op = schema.operations.c
_CLAIMABLE = Query(
    sa.select(_op.id, _op.type)
    .where(
        _op.finished.is_(None),
        sa.or_(_op.lease_until_real.is_(None), _op.lease_until_real < bindparam("real_now")),
    )
    .order_by(_op.submitted, _op.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_CLAIM = Query(
    sa.update(schema.operations)
    .where(_op.id == bindparam("key"))
    .values(
        status="RUNNING",
        started=sa.func.coalesce(_op.started, bindparam("now", type_=sa.BigInteger())),
        lease_until_real=bindparam("until"),
        lease_owner=bindparam("owner"),
    )
)
_mine = sa.and_(_op.finished.is_(None), _op.lease_owner == bindparam("owner"))
_RENEW = Query(
    sa.update(schema.operations)
    .where(_op.id == bindparam("key"), _mine)
    .values(lease_until_real=bindparam("until"))
)
_RELEASE = Query(sa.update(schema.operations).where(_mine).values(lease_until_real=None))
_FAIL = Query(
    sa.update(schema.operations)
    .where(_op.id == bindparam("key"), _mine)
    .values(status="FAIL", finished=bindparam("now"), details=bindparam("failure"), lease_until_real=None)
)

Handler = Callable[[str, Database], Awaitable[None]]


class Runner:
    """Runs one environment's operations, a few at a time, as ``owner``: a name that no other process has."""

    def __init__(self, database: Database, handlers: dict[str, Handler], owner: str) -> None:
        self._database = database
        self._owner = owner
        self._handlers = handlers
        self._wake = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin. What this owner held when it was ended last is up to be taken again."""
        self._loop = asyncio.get_running_loop()
        await self._database.write(lambda tx: tx.run(_RELEASE, owner=self._owner))
        self._tasks = [asyncio.create_task(self._work()) for _ in range(CONCURRENCY)]

    async def stop(self) -> None:
        """Stop claiming; what is under way is taken up again after the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def drain(self) -> None:
        """Instead of :meth:`start`: run what waits, one after another, until nothing does."""
        while (claimed := await self._database.write(self._claim)) is not None:
            await self._run(*claimed)

    def wake(self) -> None:
        """Look for new operations now. May be called from any thread."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake.set)

    async def _work(self) -> None:
        while True:
            try:
                claimed = await self._database.write(self._claim)
            except Exception:
                log.exception("claiming an operation failed")
                claimed = None
            if claimed is not None:
                await self._run(*claimed)
                continue
            self._wake.clear()
            # Not `wait_for`: before Python 3.12 it swallows a cancellation that comes together with the wake.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(IDLE_SECONDS):
                    await self._wake.wait()

    async def _run(self, operation_id: str, kind: str) -> None:
        heartbeat = asyncio.create_task(self._beat(operation_id))
        try:
            await self._handlers[kind](operation_id, self._database)
        except asyncio.CancelledError:
            raise
        except TalkaError as refusal:
            await self._fail(operation_id, {"code": refusal.code, "message": refusal.message})
        except Exception:
            log.exception("an operation failed", operation_id=operation_id, type=kind)
            await self._fail(operation_id, {"code": "INTERNAL_ERROR", "message": "see the server's log"})
        finally:
            heartbeat.cancel()

    async def _fail(self, operation_id: str, failure: dict[str, Any]) -> None:
        text = msgspec.json.encode(failure).decode()
        await self._database.write(lambda tx: self._end(tx, operation_id, text))

    async def _beat(self, operation_id: str) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            until = clock.real_now() + LEASE
            await self._database.write(partial(self._renew, operation_id=operation_id, until=until))

    def _renew(self, tx: Tx, operation_id: str, until: int) -> None:
        tx.run(_RENEW, key=operation_id, until=until, owner=self._owner)

    def _end(self, tx: Tx, operation_id: str, failure: str) -> None:
        tx.run(_FAIL, key=operation_id, now=tx.now, failure=failure, owner=self._owner)

    def _claim(self, tx: Tx) -> tuple[str, str] | None:
        row = tx.one(_CLAIMABLE, real_now=clock.real_now())
        if row is None:
            return None
        operation_id, kind = row
        until = clock.real_now() + LEASE
        tx.run(_CLAIM, key=operation_id, now=tx.now, until=until, owner=self._owner)
        return operation_id, kind
