"""Where an environment's data lives in a test: files, or schemas of a real PostgreSQL."""

from __future__ import annotations

import os
import shutil
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from talka.kernel.events import Listeners
from talka.storage.database import Database
from talka.storage.migrate import migrate_postgresql, migrate_sqlite
from talka.storage.postgresql import PostgresqlDatabase
from talka.storage.sqlite import SqliteDatabase

FILES = {False: "production.db", True: "sandbox.db"}
SCHEMAS = {False: "talka", True: "talka_sandbox"}

# Enough for a test's own concurrency; both environments of all xdist workers share one server.
CONNECTIONS = 8


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
        self._tables = self._names("SELECT schemaname, tablename FROM pg_tables", "tablename")
        self._sequences = self._names("SELECT schemaname, sequencename FROM pg_sequences", "sequencename")
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
        commands += [sql.SQL("ALTER SEQUENCE {} RESTART").format(sequence) for sequence in self._sequences]
        self._connection.execute(sql.SQL("; ").join(commands))
        return PostgresqlPlace(directory, self.url)

    def close(self) -> None:
        self._connection.close()

    def _names(self, query: str, column: str) -> list[sql.Identifier]:
        rows = self._connection.execute(
            f"{query} WHERE schemaname = ANY(%s) AND {column} <> 'alembic_version'",
            [list(SCHEMAS.values())],
        )
        return [sql.Identifier(*row) for row in rows]

    def _filled(self) -> list[sql.Identifier]:
        """The tables with rows in them: few, and to truncate all of them would take most of a test's time."""
        probes = [
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(number, table)
            for number, table in enumerate(self._tables)
        ]
        return [self._tables[row[0]] for row in self._connection.execute(sql.SQL(" UNION ALL ").join(probes))]


def _seed_of(table: sql.Identifier) -> sql.Identifier:
    return sql.Identifier("public", "_".join(table._obj))
