"""The databases that tests run on, SQLite and PostgreSQL alike."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, settings

from places import KeptConnections, Place, PostgresqlTemplate, SqliteTemplate
from postgres import Session, Unavailable, server_url
from talka.accounts import service as accounts
from talka.kernel.events import Listeners
from talka.storage.database import Database
from talka.storage.postgresql import PostgresqlDatabase

pytest_plugins = ["buckets", "http_client"]

SESSION = pytest.StashKey[Session]()
KINDS = ("sqlite", "postgresql")

# Time limits on examples make tests fail on a busy machine only; a database fixture is shared by a test's
# examples on purpose, and such tests look at differences. A failure in continuous integration is to mean a
# change: its examples are the same each time.
settings.register_profile(
    "talka",
    deadline=None,
    derandomize="CI" in os.environ,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("talka")


MEMORY = Path("/dev/shm")  # noqa: S108  the kernel's own; only directories with names of their own go there
MEMORY_NEEDED = 4 << 30


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        if config.option.markexpr == "not accept":
            _write_to_memory()
        config.stash[SESSION] = Session()


def _write_to_memory() -> None:
    """Databases of tests wait for no disk where the machine has memory to spare: each commit is flushed."""
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return
    if shutil.disk_usage(MEMORY).free >= MEMORY_NEEDED:
        os.environ["TMPDIR"] = str(MEMORY)  # for the workers and every program that they start
        tempfile.tempdir = None  # read anew


@pytest.fixture(autouse=True, scope="session")
def _quick_passwords() -> Iterator[None]:
    """Passwords are slow to check by intent, which no test is about."""
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with pytest.MonkeyPatch.context() as patches:
        patches.setattr(accounts, "_hasher", lambda: cheap)
        yield


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["session_directory"] = str(node.config.stash[SESSION].directory)


def pytest_unconfigure(config: pytest.Config) -> None:
    if session := config.stash.get(SESSION, None):
        session.end()


@pytest.fixture(scope="session")
def session_directory(request: pytest.FixtureRequest) -> Path:
    """A directory that all processes of this pytest session share and that goes away with it."""
    if inputs := getattr(request.config, "workerinput", None):
        return Path(inputs["session_directory"])
    return request.config.stash[SESSION].directory


@pytest.fixture(scope="session")
def postgresql_server(session_directory: Path) -> str:
    """The URL of the server's first database, as its superuser.

    Skips when there is no server, unless TALKA_REQUIRE_POSTGRESQL=1 makes that a failure.
    """
    try:
        return server_url(session_directory)
    except Unavailable as reason:
        if os.environ.get("TALKA_REQUIRE_POSTGRESQL") == "1":
            pytest.fail(f"PostgreSQL is required: {reason}", pytrace=False)
        pytest.skip(f"no PostgreSQL: {reason}")


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str) -> Iterator[PostgresqlTemplate]:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    template = PostgresqlTemplate(postgresql_server, f"talka_{worker}")
    yield template
    template.close()


@pytest.fixture(scope="session")
def kept_connections() -> Iterator[KeptConnections]:
    """The connections of databases that tests have closed."""
    kept = KeptConnections()
    yield kept
    kept.close()


@pytest.fixture(autouse=True)
def _connections(kept_connections: KeptConnections, monkeypatch: pytest.MonkeyPatch) -> None:
    """Databases of the test's own process go on with the connections of those before."""

    def take(database: PostgresqlDatabase, *wanted: Any) -> Any:
        return kept_connections.take(database, *wanted)

    def close(database: PostgresqlDatabase) -> None:
        kept_connections.give_back(database)

    monkeypatch.setattr(PostgresqlDatabase, "_connections", take)
    monkeypatch.setattr(PostgresqlDatabase, "close", close)


@pytest.fixture(scope="session")
def postgresql_url(postgresql_template: PostgresqlTemplate) -> str:
    """A database of this process's own, with both environments' schemas migrated."""
    return postgresql_template.url


@pytest.fixture(scope="session")
def sqlite_template(session_directory: Path) -> SqliteTemplate:
    return SqliteTemplate(session_directory)


@pytest.fixture(params=KINDS)
def database_kind(request: pytest.FixtureRequest) -> str:
    """Both kinds in turn; ``parametrize("database_kind", ["sqlite"], indirect=True)`` asks for one."""
    return str(request.param)


@pytest.fixture
def place(database_kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> Place:
    """Both environments' databases, migrated and empty."""
    if database_kind == "sqlite":
        template: SqliteTemplate = request.getfixturevalue("sqlite_template")
        return template.copy_to(tmp_path)
    database: PostgresqlTemplate = request.getfixturevalue("postgresql_template")
    return database.empty(tmp_path)


@pytest.fixture
def listeners() -> Listeners:
    """Who listens in the database fixture; a test may add to it."""
    return Listeners()


@pytest.fixture
def database(place: Place, listeners: Listeners) -> Iterator[Database]:
    """An empty sandbox: its clock may be moved."""
    opened = place.open(listeners, movable_clock=True)
    yield opened
    opened.close()
