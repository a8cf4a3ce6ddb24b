"""PostgreSQL: a pool of psycopg connections, each transaction on a thread of its own."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import psycopg
from psycopg.pq import TransactionStatus
from psycopg_pool import ConnectionPool

from talka.kernel.events import Listeners
from talka.storage.database import Database
from talka.storage.query import POSTGRESQL
from talka.storage.tx import BeginAnew, Tx

T = TypeVar("T")

CONNECTIONS = 16
ATTEMPTS = 8
RETRIED = (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)
"""Two transactions were in each other's way, and this one was chosen to begin anew."""

# Plans made while tables are empty would be kept for the session's life (sequential scans on the first
# busy day), so each execution is planned for the tables as they are.
_SESSION = "-c search_path={schema} -c plan_cache_mode=force_custom_plan -c client_min_messages=warning"

SHARDS = 64
"""In how many rows a sum is kept that many transactions add to at once."""

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
        self._pool = ConnectionPool(
            url,
            min_size=1,
            max_size=connections,
            kwargs={"autocommit": True, "options": _SESSION.format(schema=schema)},
            open=False,
            name=schema,
        )
        self._threads = ThreadPoolExecutor(connections, thread_name_prefix=f"pg {schema}")
        self._pool.open(wait=True, timeout=30)
        with self._pool.connection() as connection:
            row = connection.execute("SHOW max_connections").fetchone()
        self._rivals = int(row[0]) if row else SHARDS

    async def write(self, action: Callable[[Tx], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.write_now, action)

    async def read(self, action: Callable[[Tx], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, self.read_now, action)

    def write_now(self, action: Callable[[Tx], T]) -> T:
        alone: frozenset[str] = frozenset()
        attempt = 0
        while True:
            try:
                return self._write(action, alone)
            except BeginAnew as wanted:
                if wanted.name in alone:
                    raise AssertionError(f"{wanted.name} is held alone, and asked for again") from wanted
                alone |= {wanted.name}
            except RETRIED:
                attempt += 1
                if attempt == ATTEMPTS:
                    raise
                time.sleep(random.uniform(0, 0.005 * 2**attempt))  # noqa: S311  spreads contenders only

    def read_now(self, action: Callable[[Tx], T]) -> T:
        with self._pool.connection() as connection, connection.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                return action(self._tx(_as_cursor(cursor), read_only=True))
            finally:
                connection.execute("ROLLBACK")

    def close(self) -> None:
        self._threads.shutdown()
        self._pool.close()

    def _write(self, action: Callable[[Tx], T], alone: frozenset[str]) -> T:
        with self._pool.connection() as connection, connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                # Connections get their server processes' numbers one after the other, so few share a shard.
                shard = 1 + connection.info.backend_pid % SHARDS
                tx = self._tx(_as_cursor(cursor), shard=shard, rivals=self._rivals, alone=alone)
                answer = action(tx)
                _commit(cursor)
            except BaseException:
                connection.rollback()
                raise
        self._follow_up(tx.after)
        return answer


def _commit(cursor: psycopg.Cursor[Any]) -> None:
    # In a failed transaction COMMIT would roll back and say nothing of it.
    if cursor.connection.info.transaction_status is TransactionStatus.INERROR:
        raise psycopg.errors.InFailedSqlTransaction(_SWALLOWED)
    cursor.execute("COMMIT")


def _as_cursor(cursor: psycopg.Cursor[Any]) -> Any:
    return cursor
