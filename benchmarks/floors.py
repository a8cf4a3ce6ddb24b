"""The floors: what the bare driver does with the same tables, rows and commits, and nothing around it.

No HTTP, no checks, no money, no counters: nobody can be faster on the same database and disk. A cycle is five
statements and two commits: the next unit, its slot, the worker's cursor and the assignment; then the answer.
"""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any

import msgspec
import psycopg

from benchmarks.deployment import OVERLAP, Place
from benchmarks.load import Outcome, batch_of
from talka.app import database_path
from talka.http.environment import PRODUCTION

POOL = 1_000_000_001
WORKER = "f" * 32
CHUNK = 2_000
PAGE = 1_000
THREADS = 16

TASK = (
    *("id", "pool_id", "kind", "created", "overlap", "infinite", "occupied", "epoch", "rank"),
    *("returned_rank", "reserved_for", "unavailable_for", "body", "patch", "suite_id"),
    *("origin_task_id", "operation_id", "item_index"),
)
QUEUE = ("pool_id", "lane", "level", "epoch", "rank", "unit_id")
ASSIGNMENT = (
    *("id", "pool_id", "project_id", "requester_id", "suite_id", "user_id", "status", "mixed"),
    *("reward", "fee", "created", "deadline", "automerged", "task_ids"),
)

NEXT = (
    "SELECT epoch, rank, unit_id FROM queue WHERE pool_id = ? AND lane = 0 AND level = 0"
    " AND (epoch, rank) > (?, ?) ORDER BY epoch, rank LIMIT 1"
)
SLOT = "UPDATE tasks SET occupied = occupied + 1 WHERE id = ?"
CURSOR = (
    "INSERT INTO cursors (worker_id, pool_id, lane, level, epoch, rank) VALUES (?, ?, 0, 0, ?, ?)"
    " ON CONFLICT (worker_id, pool_id, lane, level) DO UPDATE"
    " SET epoch = excluded.epoch, rank = excluded.rank"
)
ADD = f"INSERT INTO assignments ({', '.join(ASSIGNMENT)}) VALUES ({', '.join('?' * len(ASSIGNMENT))})"  # noqa: S608
DONE = "UPDATE assignments SET status = 'ACCEPTED', submitted = ?, accepted = ?, solutions = ? WHERE id = ?"
ROWS = "SELECT task_ids, assignments.* FROM assignments WHERE id > ? ORDER BY id LIMIT ?"
SOLUTIONS = '[{"output_values":{"result":"cat"}}]'


class Driver:
    """One connection of the bare driver, in its own way of writing parameters."""

    def __init__(self, place: Place) -> None:
        self._connection: Any
        if place.url is None:
            path = database_path(place.data, PRODUCTION)
            self._connection = sqlite3.connect(path, isolation_level=None)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA synchronous = FULL")
        else:
            self._connection = psycopg.connect(
                place.url,
                autocommit=True,
                options="-c search_path=talka -c plan_cache_mode=force_custom_plan",
            )
        self._mark = "?" if place.url is None else "%s"
        self._cursor = self._connection.cursor()

    def run(self, statement: str, *values: object) -> None:
        self._cursor.execute(statement.replace("?", self._mark), values)

    def all(self, statement: str, *values: object) -> list[Any]:
        self.run(statement, *values)
        found: list[Any] = self._cursor.fetchall()
        return found

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[tuple[object, ...]]) -> None:
        """Many rows, the driver's fastest way."""
        names = ", ".join(columns)
        if self._mark == "?":
            marks = ", ".join("?" * len(columns))
            self._cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608
            return
        with self._cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def bodies(self, task_ids: Sequence[str]) -> list[Any]:
        """The tasks' contents."""
        if self._mark == "?":
            ids: object = msgspec.json.encode(task_ids).decode()
            return self.all("SELECT id, body FROM tasks WHERE id IN (SELECT value FROM json_each(?))", ids)
        return self.all("SELECT id, body FROM tasks WHERE id = ANY (?)", task_ids)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self._cursor.execute("BEGIN")
        yield
        self._cursor.execute("COMMIT")

    def close(self) -> None:
        self._connection.close()


class Worker:
    """A worker who takes the next unit and hands it in, one statement after the other."""

    def __init__(self, driver: Driver, user_id: str) -> None:
        self._driver = driver
        self._user_id = user_id
        self._place = (-1, -1)
        self._numbers = count()
        self._assignment_id = ""

    def take(self) -> None:
        run = self._driver.run
        epoch, rank, unit_id = self._driver.all(NEXT, POOL, *self._place)[0]
        self._place = (epoch, rank)
        suite_id = f"{POOL:010x}--{self._user_id[:12]}{next(self._numbers):012x}"
        self._assignment_id = suite_id
        now = time.time_ns() // 1_000_000
        run(SLOT, unit_id)
        run(CURSOR, self._user_id, POOL, epoch, rank)
        owner = (POOL, POOL, WORKER, suite_id, self._user_id, "ACTIVE", 1, 10_000, 0, now, now + 600_000, 0)
        run(ADD, suite_id, *owner, f'["{unit_id}"]')

    def submit(self) -> None:
        now = time.time_ns() // 1_000_000
        self._driver.run(DONE, now, now, SOLUTIONS, self._assignment_id)


def start(place: Place) -> float:
    """Seconds for an interpreter to start, open the database and ask it something."""
    program = (
        f"import sqlite3; sqlite3.connect({str(database_path(place.data, PRODUCTION))!r}).execute('SELECT 1')"
        if place.url is None
        else f"import psycopg; psycopg.connect({place.url!r}).execute('SELECT 1')"
    )
    begun = time.perf_counter()
    subprocess.run([sys.executable, "-c", program], check=True)
    return time.perf_counter() - begun


def upload(place: Place, size: int) -> Outcome:
    """Tasks and their places in the queue, chunk by chunk. The rows are made beforehand."""
    _tables(place)
    driver = Driver(place)
    took = []
    for first in range(0, size, CHUNK):
        tasks, queued = _rows(first, min(CHUNK, size - first))
        begun = time.perf_counter()
        with driver.transaction():
            driver.insert("tasks", TASK, tasks)
            driver.insert("queue", QUEUE, queued)
        took.append(time.perf_counter() - begun)
    driver.close()
    return Outcome(sum(took), size, took)


def cycles(place: Place, times: int) -> Outcome:
    """One worker's cycles, each step committed by itself."""
    driver = Driver(place)
    worker = Worker(driver, WORKER)
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        with driver.transaction():
            worker.take()
        with driver.transaction():
            worker.submit()
        took.append(time.perf_counter() - begun)
    driver.close()
    return Outcome(sum(took), times, took)


def crowd(place: Place, workers: int, seconds: float) -> Outcome:
    """Many workers' cycles: SQLite commits them in one group, PostgreSQL has a connection a thread."""
    return _group(place, workers, seconds) if place.url is None else _threads(place, seconds)


def read(place: Place) -> Outcome:
    """Every assignment with its tasks' contents, by pages of a thousand, as the driver gives them."""
    driver = Driver(place)
    took = []
    total, after = 0, ""
    while True:
        begun = time.perf_counter()
        page = driver.all(ROWS, after, PAGE)
        driver.bodies([task_id for row in page for task_id in msgspec.json.decode(row[0])])
        took.append(time.perf_counter() - begun)
        total += len(page)
        if len(page) < PAGE:
            break
        after = page[-1][1]
    driver.close()
    return Outcome(sum(took), total, took)


def _group(place: Place, size: int, seconds: float) -> Outcome:
    driver = Driver(place)
    workers = [Worker(driver, f"{number:08x}{'0' * 24}") for number in range(size)]
    took = []
    begun = time.perf_counter()
    while time.perf_counter() - begun < seconds:
        start = time.perf_counter()
        with driver.transaction():
            for worker in workers:
                worker.take()
        with driver.transaction():
            for worker in workers:
                worker.submit()
        took += [time.perf_counter() - start] * size
    driver.close()
    return Outcome(time.perf_counter() - begun, len(took), took)


def _threads(place: Place, seconds: float) -> Outcome:
    took: list[float] = []
    begun = time.perf_counter()

    def work(number: int) -> None:
        driver = Driver(place)
        worker = Worker(driver, f"{number:08x}{'0' * 24}")
        while time.perf_counter() - begun < seconds:
            start = time.perf_counter()
            with driver.transaction():
                worker.take()
            with driver.transaction():
                worker.submit()
            took.append(time.perf_counter() - start)
        driver.close()

    threads = [threading.Thread(target=work, args=[number]) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Outcome(time.perf_counter() - begun, len(took), took)


def _tables(place: Place) -> None:
    """The platform's own tables, empty."""
    place.open().close()


def _rows(first: int, size: int) -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    now = time.time_ns() // 1_000_000
    tasks: list[tuple[object, ...]] = []
    queued: list[tuple[object, ...]] = []
    for number, item in enumerate(batch_of(str(POOL), first, size), first):
        task_id = f"{POOL:010x}--{number:024x}"
        body = msgspec.json.encode(item).decode()
        # Places in a queue of mixed tasks are random; this scatters them as well.
        rank = number * 0x9E3779B97F4A7C15 % (1 << 62)
        slots = (POOL, 0, now, OVERLAP, 0, 0, 0, rank, None, None, None)
        tasks.append((task_id, *slots, body, None, None, None, None, None))
        queued.append((POOL, 0, 0.0, 0, rank, task_id))
    return tasks, queued
