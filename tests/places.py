"""Where an environment's data lives in a test: files, or schemas of a real PostgreSQL."""

from __future__ import annotations

import os
import shutil
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg_pool import ConnectionPool

from talka.kernel.events import Listeners
from talka.storage.database import Database
from talka.storage.migrate import migrate_postgresql, migrate_sqlite
from talka.storage.postgresql import PostgresqlDatabase
from talka.storage.sqlite import SqliteDatabase

FILES = {False: "production.db", True: "sandbox.db"}
SCHEMAS = {False: "talka", True: "talka_sandbox"}

# Enough for a test's own concurrency; both environments of all xdist workers share one server.
CONNECTIONS = 8


_FILLED = """
SELECT nspname, relname FROM pg_class JOIN pg_namespace ON relnamespace = pg_namespace.oid
WHERE relkind = 'r' AND nspname = ANY(%s) AND relname <> 'alembic_version'
AND pg_relation_size(pg_class.oid) > 0
"""
_RESTART_SEQUENCES = """
SELECT setval(seqrelid, seqstart, false)
FROM pg_sequence JOIN pg_class ON seqrelid = pg_class.oid JOIN pg_namespace ON relnamespace = pg_namespace.oid
WHERE nspname = ANY(%s)
"""


class Place(ABC):
    """Both environments of one deployment, migrated and empty.

    ``data_dir`` and ``database_url`` are what the server's settings take; the URL is None on SQLite.
    """

    kind: str
    data_dir: Path
    database_url: str | None

    @abstractmethod
    def open(self, listeners: Listeners, *, movable_clock: bool) -> Database:
        """Open the sandbox (whose clock moves) or production (whose does not). The caller closes it."""


@dataclass(frozen=True)
class SqlitePlace(Place):
    """A directory with a file for each environment."""

    data_dir: Path
    kind: str = "sqlite"
    database_url: str | None = None

    def open(self, listeners: Listeners, *, movable_clock: bool) -> Database:
        return SqliteDatabase(self.data_dir / FILES[movable_clock], listeners, movable_clock=movable_clock)


@dataclass(frozen=True)
class PostgresqlPlace(Place):
    """A database with a schema for each environment, and a directory for everything else."""

    data_dir: Path
    database_url: str
    kind: str = "postgresql"

    def open(self, listeners: Listeners, *, movable_clock: bool) -> Database:
        return PostgresqlDatabase(
            self.database_url,
            SCHEMAS[movable_clock],
            listeners,
            movable_clock=movable_clock,
            connections=CONNECTIONS,
        )


class SqliteTemplate:
    """A migrated file, made once a session and copied for each test."""

    def __init__(self, directory: Path) -> None:
        self._file = directory / f"template-{os.getpid()}.db"
        migrate_sqlite(self._file)

    def copy_to(self, directory: Path) -> SqlitePlace:
        """A place with both environments' files."""
        for name in FILES.values():
            shutil.copyfile(self._file, directory / name)
        return SqlitePlace(directory)


class PostgresqlTemplate:
    """A migrated database, made once a process and emptied for each test."""

    def __init__(self, server: str, name: str) -> None:
        self.url = server.replace("/postgres?", f"/{name}?")
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        for schema in SCHEMAS.values():
            migrate_postgresql(self.url, schema)
        self._connection = psycopg.connect(self.url, autocommit=True, options="-c lock_timeout=10s")
        self._seeded = self._filled()
        for table in self._seeded:
            self._connection.execute(sql.SQL("CREATE TABLE {} AS TABLE {}").format(_seed_of(table), table))

    def empty(self, directory: Path) -> PostgresqlPlace:
        """The place as a migration leaves it. Nothing else may have the database open."""
        filled = self._filled()
        commands = [sql.SQL("TRUNCATE {}").format(sql.SQL(", ").join(filled))] if filled else []
        commands += [
            sql.SQL("INSERT INTO {} TABLE {}").format(table, _seed_of(table)) for table in self._seeded
        ]
        self._connection.execute(sql.SQL("; ").join(commands))
        self._connection.execute(_RESTART_SEQUENCES, [list(SCHEMAS.values())])
        return PostgresqlPlace(directory, self.url)

    def close(self) -> None:
        self._connection.close()

    def _filled(self) -> list[sql.Identifier]:
        """The tables with something in them: few, and to empty all would take most of a test's time."""
        rows = self._connection.execute(_FILLED, [list(SCHEMAS.values())])
        return [sql.Identifier(*row) for row in rows]


class KeptConnections:
    """PostgreSQL connections that outlive the test that opened them: that took most of many a test's time.

    A database that a test closes leaves its pools here, for the next one that wants the same.
    """

    def __init__(self) -> None:
        self._open = PostgresqlDatabase._connections
        self._free: dict[tuple[Any, ...], ConnectionPool[Any]] = {}
        self._wanted: dict[ConnectionPool[Any], tuple[Any, ...]] = {}

    def take(
        self, database: PostgresqlDatabase, options: str, most: int, configure: Any
    ) -> ConnectionPool[Any]:
        """In place of the database's own way to open a pool."""
        wanted = (database.url, database.schema, options, most)
        pool = self._free.pop(wanted, None)
        if pool is None:
            pool = self._open(database, options, most, configure)
            self._wanted[pool] = wanted
        pool.check()  # a test may have ended some of its connections
        return pool

    def give_back(self, database: PostgresqlDatabase) -> None:
        """In place of closing the database."""
        for threads in (database._threads, database._reading_threads):
            threads.shutdown()
        for pool in (database._pool, database._reading):
            wanted = self._wanted[pool]
            if self._free.setdefault(wanted, pool) is not pool:
                del self._wanted[pool]
                pool.close()

    def close(self) -> None:
        for pool in self._free.values():
            pool.close()
        self._free.clear()


def _seed_of(table: sql.Identifier) -> sql.Identifier:
    return sql.Identifier("public", "_".join(table._obj))
