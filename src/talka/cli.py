"""The command line. Commands may run beside a live server on the same data."""

from __future__ import annotations

import secrets
import sqlite3
import sys
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path
from typing import Annotated, TypeVar

import structlog
from cyclopts import App, Parameter
from cyclopts.config import Env
from msgspec import UNSET

from talka.accounts import attributes
from talka.accounts import service as accounts
from talka.accounts import store as account_store
from talka.accounts.attributes import Known
from talka.attachments.files import LocalFileStore
from talka.http.environment import PRODUCTION, SANDBOX, Limits
from talka.http.proxies import Network, networks
from talka.kernel.errors import TalkaError, ValidationFailed
from talka.kernel.ids import new_uuid
from talka.kernel.money import to_micros
from talka.ledger import service as ledger
from talka.settings import Settings
from talka.storage.tx import Tx

T = TypeVar("T")

app = App(
    name="talka",
    help="A self-hosted crowdsourcing platform that speaks the Toloka API.",
    config=Env("TALKA_", command=False),
)
requester_app = App(name="requester", help="Requesters: who posts work.")
worker_app = App(name="worker", help="Workers: who does it.")
app.command(requester_app)
app.command(worker_app)

Data = Annotated[Path, Parameter(help="Folder of the SQLite databases and uploaded files.")]
DatabaseUrl = Annotated[str | None, Parameter(help="A PostgreSQL database instead of SQLite.")]
Sandbox = Annotated[bool, Parameter(help="In the sandbox instead of production.", negative="")]
DEFAULT_DATA = Path("talka-data")


class UserMistake(Exception):  # noqa: N818
    """Something the person at the command line can put right; said in one line."""


@app.command
def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    data: Data = DEFAULT_DATA,
    database_url: DatabaseUrl = None,
    processes: int = 1,
    files: Path | None = None,
    geoip: Path | None = None,
    trusted_proxies: str = "",
    public_url: str | None = None,
    files_origin: str | None = None,
    cors_origins: str = "",
    fee_percent: Decimal = Decimal(0),
    currency: str = "USD",
    registration: bool = True,
    max_body_bytes: int = Limits().body_bytes,
    max_attachment_bytes: int = Limits().attachment_bytes,
    log_json: bool = False,
    connections: int | None = None,
    sandbox_captcha_answer: str | None = None,
    mass_messages_per_day: int | None = None,
    targeted_messages_per_day: int | None = None,
) -> None:
    """Run the platform: both environments, both APIs, background work.

    Args:
        host: Address to listen on.
        port: Port to listen on.
        data: Folder of the SQLite databases and uploaded files; made at the first start.
        database_url: A PostgreSQL database instead of SQLite.
        processes: Server processes; more than one needs PostgreSQL.
        files: A folder served read-only at /files/, for task inputs to point to.
        geoip: A table in MaxMind's format that says which country an address belongs to.
        trusted_proxies: Addresses and networks, separated by commas, of proxies whose word is taken for the
            address of a client.
        public_url: How the platform is reached from outside.
        files_origin: Another origin that uploaded files are served from.
        cors_origins: Origins, separated by commas, whose pages may call with a Bearer token.
        fee_percent: The platform's fee on rewards and bonuses.
        currency: What money is called on screens.
        registration: Whether workers may sign up by themselves.
        max_body_bytes: The largest body of a request.
        max_attachment_bytes: The largest file that a worker may upload.
        log_json: Log JSON lines instead of lines for people.
        connections: PostgreSQL connections of one process for each environment (by default 8 in all, and
            no fewer than 4 each).
        sandbox_captcha_answer: An answer that passes any captcha of the sandbox, for programs that work
            there. Production has none.
        mass_messages_per_day: How often a day a requester may write to all who worked for them.
        targeted_messages_per_day: How many other messages to workers a requester may begin in a day.
    """
    if processes < 1:
        raise UserMistake("--processes takes a number from 1")
    if processes > 1 and database_url is None:
        raise UserMistake(f"--processes {processes} needs PostgreSQL: give --database-url")
    if connections is not None and connections < 1:
        raise UserMistake("--connections takes a number from 1")
    if files is not None and not files.is_dir():
        raise UserMistake(f"--files {files}: there is no such folder")
    if sandbox_captcha_answer is not None and not sandbox_captcha_answer.strip():
        raise UserMistake("--sandbox-captcha-answer takes an answer that is not empty")
    _check_geoip(geoip)
    settings = Settings(
        data=data,
        database_url=database_url,
        host=host,
        port=port,
        files=files,
        geoip=geoip,
        trusted_proxies=_networks(trusted_proxies),
        public_url=public_url,
        files_origin=files_origin,
        cors_origins=tuple(origin.strip() for origin in cors_origins.split(",") if origin.strip()),
        fee_percent=fee_percent,
        currency=currency,
        registration=registration,
        max_body_bytes=max_body_bytes,
        max_attachment_bytes=max_attachment_bytes,
        log_json=log_json,
        processes=processes,
        connections=connections,
        sandbox_captcha_answer=sandbox_captcha_answer,
        mass_messages_per_day=mass_messages_per_day,
        targeted_messages_per_day=targeted_messages_per_day,
    )
    from talka.server import run  # noqa: PLC0415  the other commands need no web server

    run(settings)


@requester_app.command(name="create")
def create_requester(
    *,
    name: str,
    email: str | None = None,
    balance: str = "0",
    sandbox: Sandbox = False,
    data: Data = DEFAULT_DATA,
    database_url: DatabaseUrl = None,
) -> None:
    """Create a requester and print their API token, which is shown this once only.

    Args:
        name: The public name that workers see.
        email: An address to name the requester by.
        balance: Money to begin with.
        sandbox: In the sandbox instead of production.
        data: Folder of the SQLite databases.
        database_url: A PostgreSQL database instead of SQLite.
    """
    amount = _amount(balance)

    def create(tx: Tx) -> str:
        requester_id, token = accounts.create_requester(tx, name, email)
        ledger.credit(tx, requester_id, amount, f"deposit:{new_uuid()}")
        return token

    print(_write(data, database_url, create, sandbox=sandbox))  # noqa: T201  the command's answer


@requester_app.command(name="credit")
def credit_requester(
    requester: str,
    amount: str,
    *,
    sandbox: Sandbox = False,
    data: Data = DEFAULT_DATA,
    database_url: DatabaseUrl = None,
) -> None:
    """Add money to a requester's balance (take it away, when negative).

    Args:
        requester: The requester's id or e-mail address.
        amount: How much, in units of the currency.
        sandbox: In the sandbox instead of production.
        data: Folder of the SQLite databases.
        database_url: A PostgreSQL database instead of SQLite.
    """
    micros = _amount(amount)

    def credit(tx: Tx) -> int:
        found = account_store.find_requester(tx, requester)
        if found is None:
            raise UserMistake(f"There is no requester {requester}")
        ledger.credit(tx, found, micros, f"deposit:{new_uuid()}")
        return ledger.visible_balance(tx, found)

    balance = _write(data, database_url, credit, sandbox=sandbox)
    print(f"{balance / 1_000_000:.2f}")  # noqa: T201


@worker_app.command(name="create")
def create_worker(
    *,
    login: str,
    password: str | None = None,
    sandbox: Sandbox = False,
    data: Data = DEFAULT_DATA,
    database_url: DatabaseUrl = None,
) -> None:
    """Create a worker and print USER_ID TOKEN.

    Args:
        login: What the worker logs in with.
        password: Their password; without one they can log in with the token only.
        sandbox: In the sandbox instead of production.
        data: Folder of the SQLite databases.
        database_url: A PostgreSQL database instead of SQLite.
    """
    accounts.check_credentials(login, password if password is not None else secrets.token_hex(8))
    password_hash = None if password is None else accounts.hash_password(password)

    def create(tx: Tx) -> tuple[str, str]:
        return accounts.create_worker(tx, login, password_hash, accounts.Profile())

    user_id, token = _write(data, database_url, create, sandbox=sandbox)
    print(user_id, token)  # noqa: T201


@worker_app.command(name="set-password")
def set_password(
    login: str,
    *,
    password: str | None = None,
    sandbox: Sandbox = False,
    data: Data = DEFAULT_DATA,
    database_url: DatabaseUrl = None,
) -> None:
    """Set a worker's password (asked for on standard input unless given) and end their sessions.

    Args:
        login: Whose.
        password: The new one.
        sandbox: In the sandbox instead of production.
        data: Folder of the SQLite databases.
        database_url: A PostgreSQL database instead of SQLite.
    """
    chosen = password if password is not None else sys.stdin.readline().rstrip("\n")
    accounts.check_credentials(login, chosen)
    password_hash = accounts.hash_password(chosen)
    _write(
        data, database_url, lambda tx: accounts.replace_password(tx, login, password_hash), sandbox=sandbox
    )


@worker_app.command(name="vouch")
def vouch_for_worker(
    worker: str,
    *,
    verified: bool | None = None,
    phone_country: str | None = None,
    sandbox: Sandbox = False,
    data: Data = DEFAULT_DATA,
    database_url: DatabaseUrl = None,
) -> None:
    """Record what you found out about a worker, for filters to go by; print what is known now.

    Args:
        worker: The worker's id or login.
        verified: Whether you know who they are.
        phone_country: The country of their telephone, a two-letter code; an empty one takes it back.
        sandbox: In the sandbox instead of production.
        data: Folder of the SQLite databases.
        database_url: A PostgreSQL database instead of SQLite.
    """
    if verified is None and phone_country is None:
        raise UserMistake("Say --verified, --no-verified or --phone-country")

    def vouch(tx: Tx) -> Known:
        return attributes.vouch_for(
            tx,
            accounts.find_worker(tx, worker),
            verified=UNSET if verified is None else verified,
            country_by_phone=UNSET if phone_country is None else phone_country.strip().upper() or None,
        )

    known = _write(data, database_url, vouch, sandbox=sandbox)
    said = "verified" if known.verified else "not verified"
    print(f"{said}, telephone of {known.country_by_phone or 'an unknown country'}")  # noqa: T201


@app.command(name="backup")
def write_backup(file: Path, *, data: Data = DEFAULT_DATA, database_url: DatabaseUrl = None) -> None:
    """Write both environments and all uploaded files to one archive. The server may go on working.

    Args:
        file: The archive; one that is there is replaced once the new one is whole.
        data: Folder of the SQLite databases and uploaded files.
        database_url: A PostgreSQL database instead of SQLite; pg_dump must be installed.
    """
    from talka.backup import BackupRefused, back_up  # noqa: PLC0415

    try:
        count = back_up(Settings(data=data, database_url=database_url), file)
    except BackupRefused as refusal:
        raise UserMistake(str(refusal)) from None
    print(f"{file}: both environments and {count} uploaded files, {file.stat().st_size} bytes")  # noqa: T201


@app.command(name="restore")
def restore_backup(
    file: Path,
    *,
    force: Annotated[bool, Parameter(negative="")] = False,
    data: Data = DEFAULT_DATA,
    database_url: DatabaseUrl = None,
) -> None:
    """Put back what an archive holds. Stop the server first.

    Args:
        file: The archive.
        force: Replace the data that is there.
        data: Folder of the SQLite databases and uploaded files.
        database_url: A PostgreSQL database instead of SQLite; pg_restore must be installed.
    """
    from talka.backup import BackupRefused, restore  # noqa: PLC0415

    try:
        count = restore(Settings(data=data, database_url=database_url), file, force=force)
    except BackupRefused as refusal:
        raise UserMistake(str(refusal)) from None
    print(f"both environments and {count} uploaded files are back")  # noqa: T201


@app.command(name="doctor")
def check_data(*, data: Data = DEFAULT_DATA, database_url: DatabaseUrl = None) -> None:
    """Check that money, counters and files agree with the rows; exit status 1 when something does not.

    Args:
        data: Folder of the SQLite databases and uploaded files.
        database_url: A PostgreSQL database instead of SQLite.
    """
    from talka.app import files_path, open_database  # noqa: PLC0415
    from talka.backup import ENVIRONMENTS, is_set_up  # noqa: PLC0415
    from talka.doctor import examine  # noqa: PLC0415

    settings = Settings(data=data, database_url=database_url)
    all_is_well = True
    for name in ENVIRONMENTS:
        if not is_set_up(settings, name):
            raise UserMistake(f"There is no {name} database to look at")
        database = open_database(settings, name)
        try:
            findings = examine(database, LocalFileStore(files_path(data, name)))
        finally:
            database.close()
        for finding in findings or ["all is well"]:
            print(f"{name}: {finding}")  # noqa: T201
        all_is_well &= not findings
    if not all_is_well:
        sys.exit(1)


@app.command(name="simulate")
def simulate(
    description: Path,
    *,
    seed: int | None = None,
    repetitions: int | None = None,
    json: Path | None = None,
    picture: Path | None = None,
    quiet: Annotated[bool, Parameter(negative="")] = False,
    sandbox: Annotated[
        bool, Parameter(help="A pool that is named by its id is one of the sandbox.", negative="")
    ] = False,
    data: Annotated[Path, Parameter(help="Folder of the databases that such a pool is in.")] = DEFAULT_DATA,
    database_url: Annotated[
        str | None, Parameter(help="The PostgreSQL database that such a pool is in.")
    ] = None,
) -> None:
    """Run a described crowd through a pool's settings, and tell how right, how dear and how fast it would be.

    Everything runs in this process, on a sandbox of its own: no server is needed and nothing is changed. The
    report is a table; the same description and seed always give the same one.

    Args:
        description: The JSON file with the settings to compare, the tasks with their truth, and the crowd.
        seed: Instead of the description's.
        repetitions: How often each variant is simulated, instead of the description's number.
        json: Write the whole report to this file.
        picture: Write a picture of the report to this file, as SVG.
        quiet: Do not show how far it is.
        sandbox: A pool that the description names by its id is one of the sandbox.
        data: Folder of the SQLite databases that such a pool is in.
        database_url: The PostgreSQL database that such a pool is in.
    """
    import msgspec  # noqa: PLC0415  what only this command needs

    from talka.app import listeners, operation_handlers, sources  # noqa: PLC0415
    from talka.simulation.study import picture as pictures  # noqa: PLC0415
    from talka.simulation.study import table  # noqa: PLC0415
    from talka.simulation.study.material import StudyRefused  # noqa: PLC0415
    from talka.simulation.study.progress import Teller  # noqa: PLC0415
    from talka.simulation.study.run import read_study, run_study  # noqa: PLC0415
    from talka.simulation.study.world import Parts  # noqa: PLC0415

    source = partial(_read_existing, Settings(data=data, database_url=database_url), sandbox=sandbox)
    try:
        study = read_study(description, seed=seed, repetitions=repetitions)
        with Teller(study, None if quiet else sys.stderr) as tell:
            parts = Parts(listeners, sources, operation_handlers)
            report = run_study(study, description.parent, parts, source=source, tell=tell)
    except StudyRefused as refusal:
        raise UserMistake(str(refusal)) from None
    if json is not None:
        json.write_bytes(msgspec.json.format(msgspec.json.encode(report), indent=1) + b"\n")
    if picture is not None:
        picture.write_text(pictures.draw(report), encoding="utf-8")
    table.write(report, sys.stdout)


def _read_existing(settings: Settings, question: Callable[[Tx], T], *, sandbox: bool) -> T:
    """Ask a database that is there."""
    from talka.app import open_database  # noqa: PLC0415
    from talka.backup import is_set_up  # noqa: PLC0415

    name = SANDBOX if sandbox else PRODUCTION
    if not is_set_up(settings, name):
        raise UserMistake(f"There is no {name} database to read the pool from")
    database = open_database(settings, name)
    try:
        return database.read_now(question)
    finally:
        database.close()


def _check_geoip(table: Path | None) -> None:
    from maxminddb import InvalidDatabaseError  # noqa: PLC0415  only the server reads tables

    from talka.accounts.geoip import open_table  # noqa: PLC0415

    try:
        if table is not None:
            open_table(table)
    except (OSError, InvalidDatabaseError) as error:
        raise UserMistake(f"--geoip {table}: {error}") from None


def _networks(text: str) -> tuple[Network, ...]:
    try:
        return networks(text)
    except ValueError as error:
        raise UserMistake(f"--trusted-proxies: {error}") from None


def _amount(text: str) -> int:
    try:
        return to_micros(Decimal(text))
    except InvalidOperation:
        raise UserMistake(f"{text!r} is not an amount of money like 1000.00") from None


def _write(data: Path, database_url: str | None, action: Callable[[Tx], T], *, sandbox: bool) -> T:
    from talka.app import open_database  # noqa: PLC0415  help needs no database

    settings = Settings(data=data, database_url=database_url)
    database = open_database(settings, SANDBOX if sandbox else PRODUCTION)
    try:
        return database.write_now(action)
    finally:
        database.close()


def main() -> None:
    """Run a command; what a person can put right is one clear line and exit status 1."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))
    try:
        app(sys.argv[1:])
    except Exception as error:
        line = _said_in_one_line(error)
        if line is None:
            raise
        print(f"talka: {line}", file=sys.stderr)  # noqa: T201
        sys.exit(1)


def _said_in_one_line(error: Exception) -> str | None:
    """What to tell about a mistake or a failing disk or database; None for what nobody foresaw."""
    from psycopg import OperationalError  # noqa: PLC0415  slow to import

    if isinstance(error, ValidationFailed):
        return "; ".join(f"{path}: {reason.message}" for path, reason in error.errors.items())
    if isinstance(error, (UserMistake, TalkaError)):
        return str(error)
    if isinstance(error, (OSError, sqlite3.OperationalError, OperationalError)):
        return (str(error).strip() or type(error).__name__).splitlines()[0]
    return None


if __name__ == "__main__":
    main()
