"""Everything that falls due, in business time.

A thing to do later is a row ``(kind, subject, at)``; assignments' deadlines are an index of their own. Both
are drained earliest first, each with ``now`` set to its due time, so that moving the sandbox's clock over a
week looks as if the week had passed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import sqlalchemy as sa
import structlog
from sqlalchemy import bindparam

from talka.kernel.clock import MINUTE
from talka.storage import schema
from talka.storage.database import Database, is_transient
from talka.storage.query import POSTGRESQL, SQLITE, Query, upsert
from talka.storage.tx import Tx

log = structlog.get_logger(__name__)

# A step locks its pool and its requester's money. On PostgreSQL the next step would lock another pool while
# it holds these, against the order that everyone keeps; SQLite has one writer, and a commit is dear there.
STEPS_PER_COMMIT = {SQLITE: 50, POSTGRESQL: 1}

_due = schema.due.c
_UPSERT = upsert(schema.due)
_DELETE = Query(
    sa.delete(schema.due).where(_due.kind == bindparam("kind"), _due.subject == bindparam("subject"))
)
_AT = Query(sa.select(_due.at).where(_due.kind == bindparam("kind"), _due.subject == bindparam("subject")))
_FIRST = (
    sa.select(_due.kind, _due.subject, _due.at)
    .where(_due.at <= bindparam("until"))
    .order_by(_due.at, _due.kind, _due.subject)
    .limit(1)
)
_EARLIEST = {True: Query(_FIRST), False: Query(_FIRST.with_for_update(skip_locked=True))}


def schedule(tx: Tx, kind: str, subject: str, at: int) -> None:
    """Have ``kind`` done for ``subject`` at ``at``; an earlier appointment of the pair is replaced."""
    tx.run(_UPSERT, kind=kind, subject=subject, at=at)


def unschedule(tx: Tx, kind: str, subject: str) -> None:
    """Forget the appointment, if there is one."""
    tx.run(_DELETE, kind=kind, subject=subject)


def scheduled_at(tx: Tx, kind: str, subject: str) -> int | None:
    """When the appointment is, or None."""
    at: int | None = tx.value(_AT, kind=kind, subject=subject)
    return at


class Step(Protocol):
    """Something that fell due."""

    def __call__(self, tx: Tx) -> None:
        """Do it, with ``tx.now`` at its due time."""


class Source(Protocol):
    """A place where things fall due."""

    def earliest(self, tx: Tx, until: int) -> tuple[int, Step] | None:
        """The first thing due at or before ``until``: its time, and what to do."""


class DueTable:
    """The source behind :func:`schedule`: handlers by kind."""

    def __init__(self) -> None:
        self._handlers: dict[str, Callable[[Tx, str], None]] = {}

    def on(self, kind: str, handler: Callable[[Tx, str], None]) -> None:
        """Call ``handler(tx, subject)`` when ``kind`` falls due."""
        self._handlers[kind] = handler

    def earliest(self, tx: Tx, until: int) -> tuple[int, Step] | None:
        """See :class:`Source`."""
        row = tx.one(_EARLIEST[tx.read_only], until=until)
        if row is None:
            return None
        kind, subject, at = row

        def step(tx: Tx) -> None:
            unschedule(tx, kind, subject)
            try:
                with tx.savepoint():
                    self._handlers[kind](tx, subject)
            except Exception as error:
                if is_transient(error):
                    raise
                log.exception("a due step failed and is tried again", kind=kind, subject=subject)
                # Counted from where this drain ends, so that it does not meet the step again and again.
                schedule(tx, kind, subject, max(at, until) + MINUTE)

        return at, step


class Schedule:
    """Drains every source of one environment."""

    def __init__(self, database: Database, sources: list[Source]) -> None:
        self._database = database
        self._sources = sources

    async def drain(
        self, until: int | None = None, *, move_clock: Callable[[Tx, int], None] | None = None
    ) -> int:
        """Do all that is due at or before ``until`` (default: now); the number of steps done.

        ``move_clock`` is told the time of each step before it runs (the sandbox's clock follows).
        """
        total = 0
        while not await self._database.read(lambda tx: self._is_idle(tx, until)):
            total += await self._database.write(lambda tx: self._some(tx, until, move_clock))
        return total

    def _is_idle(self, tx: Tx, until: int | None) -> bool:
        limit = tx.now if until is None else until
        return all(source.earliest(tx, limit) is None for source in self._sources)

    def _some(self, tx: Tx, until: int | None, move_clock: Callable[[Tx, int], None] | None) -> int:
        tx.lock("schedule")  # of several processes one does the next step, so that the order is kept
        limit = tx.now if until is None else until
        most = STEPS_PER_COMMIT[tx.dialect]
        for done in range(most):
            found = [first for source in self._sources if (first := source.earliest(tx, limit)) is not None]
            if not found:
                return done
            at, step = min(found, key=lambda first: first[0])
            if move_clock is not None:
                move_clock(tx, at)
            tx.now = at
            step(tx)
        return most
