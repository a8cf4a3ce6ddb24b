"""Commands that take what requesters and workers have from one place to another."""

from __future__ import annotations

import asyncio
import secrets
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import App, Parameter

from talka.command_line import DEFAULT_DATA, Data, DatabaseUrl, FileStoreUrl, Sandbox, existing
from talka.http.auth import Requester, Worker
from talka.http.environment import PRODUCTION, SANDBOX
from talka.migration.model import LISTS, Kind, MigrationRefused, Outcome
from talka.settings import Settings
from talka.storage.database import Database

if TYPE_CHECKING:
    from talka.attachments.files import FileStore
    from talka.exports.archive import Member

DEFAULT_REPORT = Path("migration-report.jsonl")


def add_commands(app: App, requester_app: App, worker_app: App) -> None:
    """Have the program know the commands."""
    app.command(migrate_account, name="migrate")
    app.command(write_migration_map, name="migration-map")
    requester_app.command(export_requester, name="export")
    worker_app.command(export_worker, name="export")
    worker_app.command(adopt_worker, name="adopt")


def migrate_account(
    *,
    from_: Annotated[str, Parameter(name="--from")],
    token: str,
    requester: str | None = None,
    only: str | None = None,
    dry_run: Annotated[bool, Parameter(negative="")] = False,
    report: Path = DEFAULT_REPORT,
    sandbox: Sandbox = False,
    data: Data = DEFAULT_DATA,
    database_url: DatabaseUrl = None,
    file_store: FileStoreUrl = None,
) -> None:
    """Copy everything a requester has on another server that speaks this API. The server here may run.

    It reads there and writes nothing there. Ended at any moment, it goes on where it was when it is run
    again, and a later run copies what is new.

    Args:
        from_: The other server's address, as toloka-kit's `url` has it.
        token: The token there. TALKA_TOKEN keeps it out of the list of processes.
        requester: Into whose account here, by id or e-mail address; needed where there are several.
        only: Some kinds only, separated by commas: skills, projects, trainings, pools, tasks, task-suites,
            assignments, attachments, user-skills, user-restrictions, user-bonuses.
        dry_run: Count what there is there, and do nothing.
        report: Where to write, as JSON lines, what did not come along or came otherwise.
        sandbox: Into the sandbox instead of production.
        data: Folder of the SQLite databases and uploaded files.
        database_url: A PostgreSQL database instead of SQLite.
        file_store: The bucket of uploaded files, where they are in one.
    """
    kinds = _kinds(only)
    if dry_run:
        _count(from_, token, kinds)
        return
    from talka.migration import run, telling  # noqa: PLC0415  help needs none of it
    from talka.migration.source import Source  # noqa: PLC0415

    settings = existing(data, database_url, file_store)
    with _opened(settings, sandbox=sandbox) as (database, files):
        account: Requester = database.read_now(lambda tx: run.find_requester(tx, requester))
        with telling.Teller(sys.stderr) as teller:

            async def copy() -> tuple[str, Outcome]:
                async with Source(from_, token, tell=teller.say) as source:
                    return await run.migrate(source, database, files, account, only=kinds, told=teller.told)

            migration_id, outcome = asyncio.run(copy())
        if outcome.copied_of_all() == 0:
            print("there was nothing to do")  # noqa: T201  the command's answer
        else:
            telling.write_counts(outcome.copied, "copied", sys.stdout)
        if outcome.notes:
            count = telling.write_report(database, migration_id, report)
            print(f"{count} things to know are in {report}")  # noqa: T201


def _count(url: str, token: str, kinds: list[Kind]) -> None:
    """Count what the source has."""
    from talka.migration import telling  # noqa: PLC0415
    from talka.migration.run import count_all  # noqa: PLC0415
    from talka.migration.source import Source  # noqa: PLC0415

    with telling.Teller(sys.stderr) as teller:

        async def count() -> tuple[dict[str, int], list[str]]:
            async with Source(url, token, tell=teller.say) as source:
                return await count_all(source, kinds, teller.told)

        found, hidden = asyncio.run(count())
    telling.write_counts(found, "there", sys.stdout)
    for words in hidden:
        print(f"not shown: {words}")  # noqa: T201


def write_migration_map(
    file: Path | None = None,
    *,
    requester: str | None = None,
    sandbox: Sandbox = False,
    data: Data = DEFAULT_DATA,
    database_url: DatabaseUrl = None,
) -> None:
    """Write which object here stands for which at the source: kind, old id, new id; workers' ids too.

    Args:
        file: Where to: CSV, or JSON lines where its name ends in .json or .jsonl; without it, CSV is printed.
        requester: Whose account here, by id or e-mail address; needed where there are several.
        sandbox: In the sandbox instead of production.
        data: Folder of the SQLite databases and uploaded files.
        database_url: A PostgreSQL database instead of SQLite.
    """
    from talka.migration import run, store, telling  # noqa: PLC0415

    with _opened(Settings(data=data, database_url=database_url), sandbox=sandbox) as (database, _):
        account: Requester = database.read_now(lambda tx: run.find_requester(tx, requester))
        found = database.read_now(lambda tx: store.of_requester(tx, account.id))
        if not found:
            raise MigrationRefused("nothing was ever copied into this account")
        if file is None:
            for one in found:
                telling.write_map(database, one.id, sys.stdout, as_json=False)
            return
        with file.open("w", encoding="utf-8", newline="") as out:
            as_json = file.suffix in (".json", ".jsonl")
            count = sum(telling.write_map(database, one.id, out, as_json=as_json) for one in found)
        print(f"{file}: {count} ids")  # noqa: T201


def export_requester(
    requester: str,
    *,
    output: Annotated[Path, Parameter(name=("--output", "-o"))],
    attachments: Annotated[bool, Parameter(negative="")] = False,
    sandbox: Sandbox = False,
    data: Data = DEFAULT_DATA,
    database_url: DatabaseUrl = None,
    file_store: FileStoreUrl = None,
) -> None:
    """Write everything a requester has here to a ZIP archive: a file of JSON lines for each list.

    Args:
        requester: Whose, by id or e-mail address.
        output: The archive; one that is there is replaced once the new one is whole.
        attachments: With the files that workers attached.
        sandbox: In the sandbox instead of production.
        data: Folder of the SQLite databases and uploaded files.
        database_url: A PostgreSQL database instead of SQLite.
        file_store: The bucket of uploaded files, where they are in one.
    """
    from talka.exports import requester as exports  # noqa: PLC0415
    from talka.migration.run import find_requester  # noqa: PLC0415

    with _opened(existing(data, database_url, file_store), sandbox=sandbox) as (database, files):
        account: Requester = database.read_now(lambda tx: find_requester(tx, requester))
        members = exports.everything(database, files, account, with_files=attachments)
        _write_archive(members, output)


def export_worker(
    worker: str,
    *,
    output: Annotated[Path, Parameter(name=("--output", "-o"))],
    attachments: Annotated[bool, Parameter(negative="")] = False,
    sandbox: Sandbox = False,
    data: Data = DEFAULT_DATA,
    database_url: DatabaseUrl = None,
    file_store: FileStoreUrl = None,
) -> None:
    """Write everything that is kept of a worker to a ZIP archive, as the worker may ask for it.

    Args:
        worker: Whose, by id or login.
        output: The archive; one that is there is replaced once the new one is whole.
        attachments: With the files that they uploaded.
        sandbox: In the sandbox instead of production.
        data: Folder of the SQLite databases and uploaded files.
        database_url: A PostgreSQL database instead of SQLite.
        file_store: The bucket of uploaded files, where they are in one.
    """
    from talka.accounts.service import find_worker  # noqa: PLC0415
    from talka.exports import worker as exports  # noqa: PLC0415

    with _opened(existing(data, database_url, file_store), sandbox=sandbox) as (database, files):
        account = Worker(database.read_now(lambda tx: find_worker(tx, worker)), "")
        _write_archive(exports.everything(database, files, account, with_files=attachments), output)


def adopt_worker(
    user_id: str,
    *,
    login: str,
    password: str | None = None,
    sandbox: Sandbox = False,
    data: Data = DEFAULT_DATA,
    database_url: DatabaseUrl = None,
) -> None:
    """Have a person stand behind a worker who came with a migration; print USER_ID TOKEN.

    What that worker did, their skills and their restrictions are the person's from now on.

    Args:
        user_id: The worker's id here, as `talka migration-map` says.
        login: What the person logs in with.
        password: Their password; without one they can log in with the token only.
        sandbox: In the sandbox instead of production.
        data: Folder of the SQLite databases and uploaded files.
        database_url: A PostgreSQL database instead of SQLite.
    """
    from talka.accounts import service as accounts  # noqa: PLC0415

    accounts.check_credentials(login, password if password is not None else secrets.token_hex(8))
    password_hash = None if password is None else accounts.hash_password(password)
    with _opened(Settings(data=data, database_url=database_url), sandbox=sandbox) as (database, _):
        token = database.write_now(lambda tx: accounts.adopt_worker(tx, user_id, login, password_hash))
    print(user_id, token)  # noqa: T201


def _write_archive(members: AsyncIterator[Member], output: Path) -> None:
    """Write an archive beside its place, and put it there once it is whole."""
    from talka.exports.archive import zipped  # noqa: PLC0415
    from talka.kernel import clock  # noqa: PLC0415

    draft = output.with_name(f".{output.name}.part")

    async def write() -> None:
        with draft.open("wb") as file:
            async for chunk in zipped(members, clock.real_now()):
                file.write(chunk)

    try:
        asyncio.run(write())
        draft.replace(output)
    finally:
        draft.unlink(missing_ok=True)
    print(f"{output}: {output.stat().st_size} bytes")  # noqa: T201


def _kinds(only: str | None) -> list[Kind]:
    if only is None:
        return list(LISTS)
    names = [name.strip() for name in only.split(",") if name.strip()]
    known = {kind.value: kind for kind in LISTS}
    wrong = [name for name in names if name not in known]
    if wrong or not names:
        raise MigrationRefused(
            f"--only takes some of {', '.join(known)}; not {', '.join(wrong) or 'nothing'}"
        )
    return [known[name] for name in names]


@contextmanager
def _opened(settings: Settings, *, sandbox: bool) -> Iterator[tuple[Database, FileStore]]:
    """An environment's database, closed at the end, and where its files are."""
    from talka.app import open_database, open_files  # noqa: PLC0415  help needs no database

    name = SANDBOX if sandbox else PRODUCTION
    with closing(open_database(settings, name)) as database:
        yield database, open_files(settings, name)
