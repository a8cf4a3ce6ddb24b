"""PostgreSQL: a pool of psycopg connections, each transaction on a thread of its own."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, TypeVar

import psycopg
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool

from talka.kernel.events import Listeners
from talka.storage.database import Database
from talka.storage.query import POSTGRESQL
from talka.storage.tx import BeginAnew, Tx

T = TypeVar("T")

CONNECTIONS = 8
ATTEMPTS = 8
RETRIED = (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)
"""Two transactions were in each other's way, and this one was chosen to begin anew."""

_COMMON = "-c search_path={schema} -c client_min_messages=warning"
# What writes asks for few rows by keys, again and again: planning it costs more than doing it, so plans are
# kept. A plan made while tables are empty is kept too, and would read them whole on the first busy day: it
# may not, nor join by building tables in memory, which leaves the walk along indexes. Nor does a kept plan
# know how few rows are asked for: in a pool of a million it would have helpers and compiled code find them.
_WRITES = (
    _COMMON + " -c plan_cache_mode=force_generic_plan"
    " -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off"
    " -c max_parallel_workers_per_gather=0 -c jit=off"
)
# What only reads may ask for anything, and is planned each time for the tables as they are.
_READS = _COMMON + " -c plan_cache_mode=force_custom_plan -c jit=off"
PREPARED_AFTER = 3
MOST_PREPARED = 500

SHARDS = 128
"""In how many rows at most a sum is kept that many transactions add to at once: one for each connection.

Two connections never share one, so that two transactions never wait for each other's parts of two sums.
"""

_OWN_SHARD = """
SELECT number FROM generate_series(1, %s::int) AS number
WHERE pg_try_advisory_lock(hashtext(current_schema() || '/shard'), number) LIMIT 1
"""

_SWALLOWED = "an action caught a database error outside a savepoint; nothing of it can be kept"


class PostgresqlDatabase(Database):
    """One schema of a PostgreSQL database."""

    dialect = POSTGRESQL

    def __init__(
        self,
        url: str,
        schema: str,
        listeners: Listeners,
        *,
        movable_clock: bool,
        connections: int = CONNECTIONS,
    ) -> None:
        super().__init__(listeners, movable_clock=movable_clock)
        self.url = url
        self.schema = schema
        readers = max(1, connections // 3)
        writers = max(1, connections - readers)
        self._pool = self._connections(_WRITES, writers, _to_write)
        self._reading = self._connections(_READS, readers, None)
        self._threads = ThreadPoolExecutor(writers, thread_name_prefix=f"pg {schema}")
        self._reading_threads = ThreadPoolExecutor(readers, thread_name_prefix=f"pg read {schema}")
        with self._pool.connection() as connection:
            row = connection.execute("SHOW max_connections").fetchone()
        self._rivals = int(row[0]) if row else SHARDS

    def _connections(
        self, options: str, most: int, configure: Callable[[_Connection], None] | None
    ) -> ConnectionPool[_Connection]:
        pool = ConnectionPool(
            self.url,
            min_size=1,
            max_size=most,
            kwargs={"autocommit": True, "options": options.format(schema=self.schema)},
            configure=configure,
            connection_class=_Connection,
            open=False,
            name=self.schema,
        )
        pool.open(wait=True, timeout=30)
        return pool

    async def write(self, action: Callable[[Tx], T]) -> T:
        context = copy_context()
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, context.run, self.write_now, action
        )

    async def read(self, action: Callable[[Tx], T]) -> T:
        context = copy_context()
        return await asyncio.get_running_loop().run_in_executor(
            self._reading_threads, context.run, self.read_now, action
        )

    def write_now(self, action: Callable[[Tx], T]) -> T:
        alone: frozenset[str] = frozenset()
        attempt = 0
        while True:
            try:
                return self._write(action, alone)
            except BeginAnew as wanted:
                if wanted.names <= alone:
                    raise AssertionError(
                        f"{set(wanted.names)} are held alone, and asked for again"
                    ) from wanted
                alone |= wanted.names
            except RETRIED:
                attempt += 1
                if attempt == ATTEMPTS:
                    raise
                time.sleep(random.uniform(0, 0.005 * 2**attempt))  # noqa: S311  spreads contenders only

    def read_now(self, action: Callable[[Tx], T]) -> T:
        with self._reading.connection() as connection, connection.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                return action(self._tx(_as_cursor(cursor), read_only=True))
            finally:
                connection.execute("ROLLBACK")

    def close(self) -> None:
        for threads in (self._threads, self._reading_threads):
            threads.shutdown()
        for pool in (self._pool, self._reading):
            pool.close()

    def _write(self, action: Callable[[Tx], T], alone: frozenset[str]) -> T:
        with self._pool.connection() as connection, connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                shard = connection.shard
                tx = self._tx(_as_cursor(cursor), shard=shard, rivals=self._rivals, alone=alone)
                answer = action(tx)
                _commit(cursor)
            except BaseException:
                connection.rollback()
                raise
        self._follow_up(tx.after)
        return answer


class _Connection(psycopg.Connection[Any]):
    """A connection with the shard that it alone writes, as long as it lives."""

    shard = 0


def _to_write(connection: _Connection) -> None:
    connection.prepare_threshold = PREPARED_AFTER
    connection.prepared_max = MOST_PREPARED
    row = connection.execute(_OWN_SHARD, [SHARDS]).fetchone()
    if row is None:
        raise psycopg.OperationalError(f"more than {SHARDS} connections write; let each process have fewer")
    connection.shard = int(row[0])


def _commit(cursor: psycopg.Cursor[Any]) -> None:
    # In a failed transaction COMMIT would roll back and say nothing of it.
    if cursor.connection.info.transaction_status is TransactionStatus.INERROR:
        raise psycopg.errors.InFailedSqlTransaction(_SWALLOWED)
    cursor.execute("COMMIT")


def _as_cursor(cursor: psycopg.Cursor[Any]) -> Any:
    return cursor
