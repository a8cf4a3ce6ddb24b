"""Migrations make the schema, once, on both databases."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from talka.kernel.clock import real_now
from talka.kernel.ids import FIRST_NUMBER
from talka.storage import migrate, schema, sqlite
from talka.storage.migrations.seed import VERIFIED_LANGUAGES

FRESH = "talka_fresh"


@pytest.fixture
def fresh(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Callable[[], None]]:
    """A place where nothing is yet: migrates it."""
    if database_kind == "sqlite":
        yield lambda: migrate.migrate_sqlite(tmp_path / "new" / "fresh.db")
        return
    url = request.getfixturevalue("postgresql_url")
    yield lambda: migrate.migrate_postgresql(url, FRESH)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA IF EXISTS {FRESH} CASCADE")


@pytest.fixture
def engine(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[sa.Engine]:
    """SQLAlchemy's view of the same place."""
    if database_kind == "sqlite":
        engine = sa.create_engine(f"sqlite:///{tmp_path / 'new' / 'fresh.db'}")
    else:
        url = request.getfixturevalue("postgresql_url")
        options = f"-c search_path={FRESH}"
        engine = sa.create_engine(
            "postgresql+psycopg://", creator=lambda: psycopg.connect(url, options=options)
        )
    yield engine
    engine.dispose()


def test_the_tables_are_those_of_the_schema(fresh: Callable[[], None], engine: sa.Engine):
    fresh()
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, schema.metadata) == []


def test_a_difference_would_be_seen(fresh: Callable[[], None], engine: sa.Engine):
    fresh()
    with engine.begin() as connection:
        connection.execute(sa.text("DROP INDEX due_by_time"))
        connection.execute(sa.text("ALTER TABLE drafts ADD COLUMN surplus TEXT"))
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = {difference[0] for difference in compare_metadata(context, schema.metadata)}
    assert {"add_index", "remove_column"} <= differences


def test_the_newest_migration_is_the_one_the_program_expects(fresh: Callable[[], None], engine: sa.Engine):
    fresh()
    with engine.connect() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == migrate.HEAD


def test_migrating_again_changes_nothing(fresh: Callable[[], None], engine: sa.Engine):
    fresh()
    with engine.begin() as connection:
        connection.execute(sa.update(schema.numbers).values(value=5))
    fresh()
    with engine.connect() as connection:
        assert connection.scalar(sa.select(schema.numbers.c.value)) == 5
        assert connection.scalar(sa.select(sa.func.count()).select_from(schema.skills)) == len(
            VERIFIED_LANGUAGES
        )


def test_several_processes_may_start_at_once(fresh: Callable[[], None], engine: sa.Engine):
    failures: list[BaseException] = []
    together = threading.Barrier(3)

    def start() -> None:
        together.wait()
        try:
            fresh()
        except Exception as error:  # noqa: BLE001  whatever it was
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with engine.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(schema.clock_offset)) == 1


def test_an_environment_is_born_with_its_first_rows(fresh: Callable[[], None], engine: sa.Engine):
    before = real_now()
    fresh()
    with engine.connect() as connection:
        assert connection.execute(sa.select(schema.clock_offset)).all() == [(1, 0)]
        assert connection.execute(sa.select(schema.numbers)).all() == [("objects", FIRST_NUMBER)]
        skills = connection.execute(sa.select(schema.skills).order_by(schema.skills.c.id)).mappings().all()
        filled = {
            table.name
            for table in schema.metadata.sorted_tables
            if connection.scalar(sa.select(sa.func.count()).select_from(table))
        }
    assert {skill["id"]: skill["name"] for skill in skills} == {
        number: f"Verified language: {language}" for language, number in VERIFIED_LANGUAGES.items()
    }
    assert all(skill["global"] == 1 and skill["requester_id"] is None for skill in skills)
    assert all(before <= skill["created"] <= real_now() for skill in skills)
    assert filled == {"clock_offset", "numbers", "skills"}


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_files_keep_a_log_beside_them(fresh: Callable[[], None], engine: sa.Engine):
    fresh()
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_a_commit_waits_for_the_disk(tmp_path: Path):
    connection = sqlite.connect(tmp_path / "new.db")
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL
    connection.close()


def test_a_file_that_cannot_be_made_is_told_at_once(tmp_path: Path):
    (tmp_path / "new.db").write_text("no database, and longer than the header of one would be" * 20)
    with pytest.raises(sqlite3.DatabaseError, match="not a database"):
        migrate.migrate_sqlite(tmp_path / "new.db")


def test_a_connection_waits_for_another_that_makes_the_file(tmp_path: Path):
    other = sqlite3.connect(tmp_path / "new.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("CREATE TABLE made (id INTEGER)")
    with ThreadPoolExecutor() as threads:
        connecting = threads.submit(sqlite.connect, tmp_path / "new.db")
        with pytest.raises(TimeoutError):
            connecting.result(timeout=0.05)
        other.execute("COMMIT")
        other.close()
        connection = connecting.result(timeout=5)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
