"""A platform of one simulation: the real services on a sandbox in a temporary file, and a clock to be put."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from talka.http.environment import Platform
from talka.jobs.runner import Handler, Runner
from talka.jobs.schedule import Schedule, Source
from talka.kernel.events import Listeners
from talka.storage.database import Database
from talka.storage.query import SQLITE
from talka.storage.sqlite import connect
from talka.storage.tx import Tx

T = TypeVar("T")


class Parts(msgspec.Struct, frozen=True):
    """What the assembly above knows of a platform: who listens, what falls due, what operations do."""

    listeners: Callable[[Platform], Listeners]
    sources: Callable[[Platform], list[Source]]
    handlers: Callable[[Platform], dict[str, Handler]]


class PassingDatabase(Database):
    """A SQLite file that nothing outlives: one connection, no waiting for the disk, time that is ``now``."""

    dialect = SQLITE

    def __init__(self, path: Path, listeners: Listeners, now: int) -> None:
        super().__init__(listeners, movable_clock=False)
        self.now = now
        self._connection = connect(path)
        self._connection.execute("PRAGMA synchronous = OFF")

    async def write(self, action: Callable[[Tx], T]) -> T:
        return self.write_now(action)

    async def read(self, action: Callable[[Tx], T]) -> T:
        return self.read_now(action)

    def write_now(self, action: Callable[[Tx], T]) -> T:
        cursor = self._connection.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        try:
            tx = self._tx(cursor)
            tx.now = self.now
            answer = action(tx)
        except BaseException:
            cursor.execute("ROLLBACK")
            raise
        cursor.execute("COMMIT")
        self._follow_up(tx.after)
        return answer

    def read_now(self, action: Callable[[Tx], T]) -> T:
        cursor = self._connection.cursor()
        cursor.execute("BEGIN")
        try:
            tx = self._tx(cursor, read_only=True)
            tx.now = self.now
            return action(tx)
        finally:
            cursor.execute("ROLLBACK")

    def close(self) -> None:
        self._connection.close()


class World:
    """The platform at work, from one moment to the next."""

    def __init__(self, database: PassingDatabase, parts: Parts, platform: Platform) -> None:
        self.database = database
        self.platform = platform
        self._schedule = Schedule(database, parts.sources(platform))
        self._runner = Runner(database, parts.handlers(platform), "simulation")

    @property
    def now(self) -> int:
        """The business time."""
        return self.database.now

    async def advance(self, until: int) -> None:
        """Let time pass, and everything that falls due on the way happen."""
        await self._schedule.drain(until, move_clock=self._move)
        self.database.now = max(self.now, until)
        await self.settle()

    async def settle(self) -> None:
        """Let operations that were begun come to their end."""
        await self._runner.drain()

    def wake(self) -> None:
        """Operations run at :meth:`settle`; nobody has to be woken."""

    def _move(self, _: Tx, at: int) -> None:
        self.database.now = max(self.now, at)
