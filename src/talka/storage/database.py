"""A database as the program sees it: functions of a transaction go in, durable answers come out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from typing import TypeVar

import sqlalchemy as sa
import structlog

from talka.kernel import clock
from talka.kernel.events import Listeners
from talka.kernel.ids import RisingIds
from talka.storage import schema
from talka.storage.query import Query
from talka.storage.tx import BeginAnew, Cursor, Tx

T = TypeVar("T")
log = structlog.get_logger(__name__)


# PostgreSQL's codes for a deadlock and for a serialization failure; known by number, so that a server on
# SQLite need not load the driver.
_TRANSIENT = ("40P01", "40001")


def is_transient(error: BaseException) -> bool:
    """Whether the transaction only stood in another's way: the database tries it again as a whole."""
    return isinstance(error, BeginAnew) or getattr(error, "sqlstate", None) in _TRANSIENT


class Database(ABC):
    """One environment's data.

    ``write`` answers only after its commit is durable; several callers' transactions may share one commit,
    each within its own savepoint, so that one refusal does not touch its neighbours. An action runs in the
    context (``contextvars``) of whoever asks for it, on whatever thread.
    """

    dialect: str

    def __init__(self, listeners: Listeners, *, movable_clock: bool) -> None:
        self.listeners = listeners
        self.movable_clock = movable_clock
        self._ids = RisingIds()

    @abstractmethod
    async def write(self, action: Callable[[Tx], T]) -> T:
        """Run ``action`` in a read-write transaction; what it raises rolls it back and is raised here."""

    @abstractmethod
    async def read(self, action: Callable[[Tx], T]) -> T:
        """Run ``action`` on one consistent snapshot."""

    @abstractmethod
    def write_now(self, action: Callable[[Tx], T]) -> T:
        """:meth:`write`, for callers without an event loop (the command line)."""

    @abstractmethod
    def read_now(self, action: Callable[[Tx], T]) -> T:
        """:meth:`read`, for callers without an event loop."""

    @abstractmethod
    def close(self) -> None:
        """Finish what was begun and let go of every connection."""

    def _follow_up(self, actions: Iterable[Callable[[], None]]) -> None:
        """Run what waited for a commit. The commit stands, so nobody is to hear of a failure here."""
        for action in actions:
            try:
                action()
            except Exception:
                log.exception("an action after a commit failed")

    def _tx(
        self,
        cursor: Cursor,
        *,
        read_only: bool = False,
        shard: int = 0,
        rivals: int = 0,
        alone: frozenset[str] = frozenset(),
    ) -> Tx:
        now = clock.real_now()
        tx = Tx(
            cursor,
            self.dialect,
            now,
            self._ids,
            self.listeners,
            read_only=read_only,
            shard=shard,
            rivals=rivals,
            alone=alone,
        )
        if self.movable_clock:
            tx.now = now + int(tx.value(OFFSET) or 0)
        return tx


OFFSET = Query(sa.select(schema.clock_offset.c.offset_ms))
