"""Bringing a database to the schema of this version."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from talka.storage import sqlite

if TYPE_CHECKING:
    import psycopg

HEAD = "0001"


def migrate_sqlite(path: Path) -> None:
    """Create the file and its tables, or bring them up to date."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite.connect(path)
    try:
        if _sqlite_revision(connection) == HEAD:
            return
    finally:
        connection.close()
    engine = sa.create_engine(f"sqlite:///{path.resolve()}")
    try:
        with engine.begin() as opened:
            opened.exec_driver_sql("BEGIN IMMEDIATE")
            _upgrade(opened)
    finally:
        engine.dispose()


def migrate_postgresql(url: str, schema: str) -> None:
    """Create the schema and its tables, or bring them up to date. Several processes may call it at once."""
    import psycopg  # noqa: PLC0415  a server on SQLite does without it, and it is slow to import

    with psycopg.connect(url, autocommit=True) as connection:
        if _postgresql_revision(connection, schema) == HEAD:
            return
    engine = sa.create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(url))
    try:
        with engine.begin() as opened:
            opened.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext('talka migrations'))")
            opened.exec_driver_sql(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
            opened.exec_driver_sql(f'SET search_path TO "{schema}"')
            _upgrade(opened)
    finally:
        engine.dispose()


def _sqlite_revision(connection: sqlite3.Connection) -> str | None:
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError:
        return None
    return None if row is None else str(row[0])


def _postgresql_revision(connection: psycopg.Connection[Any], schema: str) -> str | None:
    from psycopg import sql  # noqa: PLC0415

    found = connection.execute("SELECT to_regclass(%s)", [f"{schema}.alembic_version"]).fetchone()
    if found is None or found[0] is None:
        return None
    row = connection.execute(
        sql.SQL("SELECT version_num FROM {}.alembic_version").format(sql.Identifier(schema))
    ).fetchone()
    return None if row is None else str(row[0])


def _upgrade(connection: sa.Connection) -> None:
    # Alembic is needed on the first start of a version only, and is slow to import.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
