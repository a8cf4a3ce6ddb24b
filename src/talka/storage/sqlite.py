"""SQLite: one write thread that commits callers' transactions in groups, and a few readers.

A commit at ``synchronous=FULL`` costs a flush to disk; a group shares one. Each member of a group runs in a
savepoint of its own, unless it is the only one. Other processes (the command line) write through short
``BEGIN IMMEDIATE`` transactions.
"""

from __future__ import annotations

import asyncio
import contextlib
import queue
import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from pathlib import Path
from typing import Any, TypeVar

import structlog

from talka.kernel.events import Listeners
from talka.storage.database import Database
from talka.storage.query import SQLITE
from talka.storage.tx import Tx

T = TypeVar("T")
log = structlog.get_logger(__name__)

GROUP_SIZE = 64
READERS = 2
BUSY_TIMEOUT_SECONDS = 30

# The log goes back into the file after so many pages (of 4 KiB). Each time the writer stands still for
# milliseconds, and pages that changed often in between are written once.
LOG_PAGES = 8_000


class _Job:
    """A function of a transaction, the context that it was asked in, and where its answer goes."""

    __slots__ = ("action", "answer", "context", "error", "future", "loop")

    def __init__(self, action: Callable[[Tx], Any], loop: asyncio.AbstractEventLoop | None) -> None:
        self.action = action
        self.context = copy_context()
        self.loop = loop
        self.future: Any = Future() if loop is None else loop.create_future()
        self.answer: Any = None
        self.error: BaseException | None = None

    def deliver(self) -> None:
        """Hand the answer over, on the thread that the future belongs to."""
        if self.future.done():
            return
        if self.error is None:
            self.future.set_result(self.answer)
        else:
            self.future.set_exception(self.error)


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A connection as every part of the program uses it: WAL, full durability, manual transactions."""
    uri = f"{path.resolve().as_uri()}?mode={'ro' if read_only else 'rwc'}"
    connection = sqlite3.connect(
        uri, uri=True, isolation_level=None, check_same_thread=False, cached_statements=1000
    )
    connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_SECONDS * 1000}")
    if not read_only:
        _keep_log(connection)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute(f"PRAGMA wal_autocheckpoint = {LOG_PAGES}")
        connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA cache_size = -32768")
    connection.execute("PRAGMA temp_store = MEMORY")
    return connection


def _keep_log(connection: sqlite3.Connection) -> None:
    # SQLite's own busy timeout does not cover this change, which two first starts at once both make.
    until = time.monotonic() + BUSY_TIMEOUT_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


class SqliteDatabase(Database):
    """One file. Exactly one server process may write it at a time, commands beside it briefly."""

    dialect = SQLITE

    def __init__(self, path: Path, listeners: Listeners, *, movable_clock: bool) -> None:
        super().__init__(listeners, movable_clock=movable_clock)
        self.path = path
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._writer = threading.Thread(target=self._work, name=f"write {path.stem}", daemon=True)
        self._connection = connect(path)
        self._started = False
        self._closed = False
        self._state_lock = threading.Lock()
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix=f"read {path.stem}")
        self._local = threading.local()
        self._opened: list[sqlite3.Connection] = []

    async def write(self, action: Callable[[Tx], T]) -> T:
        job = _Job(action, asyncio.get_running_loop())
        self._submit(job)
        answer: T = await job.future
        return answer

    def write_now(self, action: Callable[[Tx], T]) -> T:
        job = _Job(action, None)
        self._submit(job)
        answer: T = job.future.result()
        return answer

    async def read(self, action: Callable[[Tx], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(
            self._readers, copy_context().run, self._read, action
        )

    def read_now(self, action: Callable[[Tx], T]) -> T:
        return self._readers.submit(copy_context().run, self._read, action).result()

    def close(self) -> None:
        with self._state_lock:
            self._closed = True
            started = self._started
            self._jobs.put(None)
        if started:
            self._writer.join()
        self._readers.shutdown()
        for connection in self._opened:
            connection.close()
        self._connection.close()

    def _submit(self, job: _Job) -> None:
        with self._state_lock:  # nothing may stand in the queue behind the end that `close` puts there
            if self._closed:
                raise RuntimeError(f"{self.path.name} is closed")
            if not self._started:
                self._writer.start()
                self._started = True
            self._jobs.put(job)

    def _read(self, action: Callable[[Tx], T]) -> T:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = connect(self.path, read_only=True)
            self._opened.append(connection)
        cursor = connection.cursor()
        cursor.execute("BEGIN")
        try:
            return action(self._tx(cursor, read_only=True))
        finally:
            cursor.execute("ROLLBACK")

    def _work(self) -> None:
        while (first := self._jobs.get()) is not None:
            group = [first]
            last = False
            while len(group) < GROUP_SIZE:
                try:
                    job = self._jobs.get_nowait()
                except queue.Empty:
                    break
                if job is None:
                    last = True
                    break
                group.append(job)
            self._commit(group)
            if last:
                return

    def _commit(self, group: list[_Job]) -> None:
        """Run a group, commit it once, and only then answer its members."""
        after: list[Callable[[], None]] = []
        cursor = self._connection.cursor()
        try:
            cursor.execute("BEGIN IMMEDIATE")
            alone = len(group) == 1
            for job in group:
                self._run(cursor, job, after, alone=alone)
            cursor.execute("ROLLBACK" if alone and group[0].error is not None else "COMMIT")
        except BaseException as error:
            log.exception("commit failed", members=len(group))
            if self._connection.in_transaction:
                self._connection.rollback()
            after.clear()
            for job in group:
                job.answer, job.error = None, error
        _answer(group)
        self._follow_up(after)

    def _run(
        self, cursor: sqlite3.Cursor, job: _Job, after: list[Callable[[], None]], *, alone: bool
    ) -> None:
        tx = self._tx(cursor)
        try:
            if alone:  # the whole transaction is its own to lose
                job.answer = job.context.run(job.action, tx)
            else:
                with tx.savepoint():
                    job.answer = job.context.run(job.action, tx)
        except sqlite3.OperationalError as error:
            if not self._connection.in_transaction:
                raise  # the disk or the file failed and took the whole group with it
            job.error = error
        except BaseException as error:  # noqa: BLE001  it belongs to the caller, whatever it is
            job.error = error
        else:
            after.extend(tx.after)


def _answer(group: list[_Job]) -> None:
    by_loop: dict[asyncio.AbstractEventLoop, list[_Job]] = {}
    for job in group:
        if job.loop is None:
            job.deliver()
        else:
            by_loop.setdefault(job.loop, []).append(job)
    for loop, jobs in by_loop.items():
        # A loop that was closed meanwhile has nobody left to tell.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_deliver_all, jobs)


def _deliver_all(jobs: list[_Job]) -> None:
    for job in jobs:
        job.deliver()
