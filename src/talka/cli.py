"""The command line. Commands may run beside a live server on the same data."""

from __future__ import annotations

import secrets
import sqlite3
import sys
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Annotated, TypeVar

import structlog
from cyclopts import App, Parameter
from cyclopts.config import Env
from msgspec import UNSET

from talka import moving
from talka.accounts import attributes
from talka.accounts import service as accounts
from talka.accounts.attributes import Known
from talka.attachments import rules as file_rules
from talka.command_line import (
    DEFAULT_DATA,
    Data,
    DatabaseUrl,
    FileStoreUrl,
    Sandbox,
    UserMistake,
    check_file_store,
    existing,
    write,
)
from talka.http.environment import PRODUCTION, SANDBOX, Limits
from talka.http.proxies import networks
from talka.http.rate_limits import RateLimits, read_rate_limits
from talka.kernel.errors import TalkaError, ValidationFailed
from talka.migration.model import MigrationRefused
from talka.remote import commands
from talka.remote.model import Refused
from talka.requester_commands import requester_app
from talka.settings import Settings
from talka.storage.tx import Tx
from talka.web import rules as web_rules

T = TypeVar("T")

app = App(
    name="talka",
    help="A self-hosted crowdsourcing platform that speaks the Toloka API.",
    config=Env("TALKA_", command=False),
)
worker_app = App(name="worker", help="Workers: who does it.")
app.command(requester_app)
app.command(worker_app)
app.command(commands.import_file, name="import")
app.command(commands.export_results, name="export")
moving.add_commands(app, requester_app, worker_app)


@app.command
def serve(
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    data: Data = DEFAULT_DATA,
    database_url: DatabaseUrl = None,
    processes: int = 1,
    files: Path | None = None,
    file_store: FileStoreUrl = None,
    geoip: Path | None = None,
    apps: Path | None = None,
    trusted_proxies: str = "",
    webhook_networks: str = "",
    public_url: str | None = None,
    files_origin: str | None = None,
    classic_origin: str | None = None,
    classic_sources: str = "",
    map_tiles: str | None = None,
    map_attribution: str = "",
    cors_origins: str = "",
    fee_percent: Decimal = Decimal(0),
    currency: str = "USD",
    registration: bool = True,
    max_body_bytes: int = Limits().body_bytes,
    max_attachment_bytes: int = Limits().attachment_bytes,
    attachment_types: str = "",
    max_import_bytes: int = Limits().import_bytes,
    log_json: bool = False,
    connections: int | None = None,
    sandbox_captcha_answer: str | None = None,
    rate_limits: str = "off",
) -> None:
    """Run the platform: both environments, both APIs, background work.

    Args:
        host: Address to listen on.
        port: Port to listen on.
        data: Folder of the SQLite databases and uploaded files; made at the first start.
        database_url: A PostgreSQL database instead of SQLite.
        processes: Server processes; more than one needs PostgreSQL.
        files: A folder served read-only at /files/, for task inputs to point to.
        file_store: A bucket for what workers upload, s3://BUCKET/PREFIX, instead of the data folder. Its
            endpoint, region and keys come from TALKA_S3_ENDPOINT, TALKA_S3_REGION, TALKA_S3_ACCESS_KEY_ID,
            TALKA_S3_SECRET_ACCESS_KEY and TALKA_S3_SESSION_TOKEN, or from the usual AWS_ variables.
        geoip: A table in MaxMind's format that says which country an address belongs to.
        apps: A folder of apps of your own, a JSON file each, beside those that ship.
        trusted_proxies: Addresses and networks, separated by commas, of proxies whose word is taken for the
            address of a client.
        webhook_networks: Addresses and networks, separated by commas, that webhooks may be sent to, and
            requesters' servers may be in, though they are not public.
        public_url: How the platform is reached from outside.
        files_origin: Another origin that uploaded files are served from.
        classic_origin: Another origin, with a host name of its own for this server, that interfaces which
            requesters wrote themselves run in; needs --public-url.
        classic_sources: Where such interfaces may load from: origins and hosts, separated by commas; any
            https: address unless named.
        map_tiles: Address of map pictures, with {z}, {x} and {y} in it; maps are blank without.
        map_attribution: Whom maps have to name for their pictures.
        cors_origins: Origins, separated by commas, whose pages may call with a Bearer token.
        fee_percent: The platform's fee on rewards and bonuses.
        currency: What money is called on screens.
        registration: Whether workers may sign up by themselves.
        max_body_bytes: The largest body of a request.
        max_attachment_bytes: The largest file that a worker may upload.
        attachment_types: Media types, separated by commas, that workers may upload, such as
            image/*,application/pdf; all unless named.
        max_import_bytes: The largest file of tasks that a requester may upload.
        log_json: Log JSON lines instead of lines for people.
        connections: PostgreSQL connections of one process for each environment (by default 8 in all, and
            no fewer than 4 each).
        sandbox_captcha_answer: An answer that passes any captcha of the sandbox, for programs that work
            there. Production has none.
        rate_limits: How much requesters may ask for: off, toloka (what its page documents), or a TOML file.
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
    check_file_store(file_store)
    _check_apps(apps)
    _check_public_addresses(public_url, files_origin)
    settings = Settings(
        data=data,
        database_url=database_url,
        host=host,
        port=port,
        files=files,
        file_store=file_store,
        geoip=geoip,
        apps=apps,
        trusted_proxies=_right("--trusted-proxies", networks, trusted_proxies),
        webhook_networks=_right("--webhook-networks", networks, webhook_networks),
        public_url=public_url,
        files_origin=files_origin,
        classic_origin=_classic_origin(classic_origin, public_url),
        classic_sources=_right("--classic-sources", web_rules.check_sources, classic_sources),
        map_tiles=None if map_tiles is None else _right("--map-tiles", web_rules.check_tiles, map_tiles),
        map_attribution=map_attribution,
        cors_origins=tuple(origin.strip() for origin in cors_origins.split(",") if origin.strip()),
        fee_percent=fee_percent,
        currency=currency,
        registration=registration,
        max_body_bytes=max_body_bytes,
        max_attachment_bytes=max_attachment_bytes,
        attachment_types=_right("--attachment-types", file_rules.allowed_types, attachment_types),
        max_import_bytes=max_import_bytes,
        log_json=log_json,
        processes=processes,
        connections=connections,
        sandbox_captcha_answer=sandbox_captcha_answer,
        rate_limits=_rate_limits(rate_limits),
    )
    from talka.server import run  # noqa: PLC0415  the other commands need no web server

    run(settings)


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

    user_id, token = write(data, database_url, create, sandbox=sandbox)
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
    write(data, database_url, lambda tx: accounts.replace_password(tx, login, password_hash), sandbox=sandbox)


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

    known = write(data, database_url, vouch, sandbox=sandbox)
    said = "verified" if known.verified else "not verified"
    print(f"{said}, telephone of {known.country_by_phone or 'an unknown country'}")  # noqa: T201


@app.command(name="backup")
def write_backup(
    file: Path,
    *,
    data: Data = DEFAULT_DATA,
    database_url: DatabaseUrl = None,
    file_store: FileStoreUrl = None,
) -> None:
    """Write both environments and all uploaded files to one archive. The server may go on working.

    Files in a bucket stay there: the archive names it, and a restore needs it. Keep copies of it by its own
    means, such as versions or replication.

    Args:
        file: The archive; one that is there is replaced once the new one is whole.
        data: Folder of the SQLite databases and uploaded files.
        database_url: A PostgreSQL database instead of SQLite; pg_dump must be installed.
        file_store: The bucket that files are in, s3://BUCKET/PREFIX, if they are in none of the folders.
    """
    from talka.backup import BackupRefused, back_up  # noqa: PLC0415

    try:
        count = back_up(existing(data, database_url, file_store), file)
    except BackupRefused as refusal:
        raise UserMistake(str(refusal)) from None
    files = f"{count} uploaded files" if file_store is None else f"no files: those stay in {file_store}"
    print(f"{file}: both environments and {files}, {file.stat().st_size} bytes")  # noqa: T201


@app.command(name="restore")
def restore_backup(
    file: Path,
    *,
    force: Annotated[bool, Parameter(negative="")] = False,
    data: Data = DEFAULT_DATA,
    database_url: DatabaseUrl = None,
    file_store: FileStoreUrl = None,
) -> None:
    """Put back what an archive holds. Stop the server first.

    With a bucket, files of the archive are put into it, beside what is there. An archive whose files stayed
    in a bucket needs one that has them.

    Args:
        file: The archive.
        force: Replace the data that is there.
        data: Folder of the SQLite databases and uploaded files.
        database_url: A PostgreSQL database instead of SQLite; pg_restore must be installed.
        file_store: The bucket for uploaded files, s3://BUCKET/PREFIX, instead of the data folder.
    """
    from talka.backup import BackupRefused, restore  # noqa: PLC0415

    try:
        count = restore(existing(data, database_url, file_store), file, force=force)
    except BackupRefused as refusal:
        raise UserMistake(str(refusal)) from None
    print(f"both environments and {count} uploaded files are back")  # noqa: T201


@app.command(name="doctor")
def check_data(
    *, data: Data = DEFAULT_DATA, database_url: DatabaseUrl = None, file_store: FileStoreUrl = None
) -> None:
    """Check that money, counters and files agree with the rows; exit status 1 when something does not.

    Args:
        data: Folder of the SQLite databases and uploaded files.
        database_url: A PostgreSQL database instead of SQLite.
        file_store: The bucket that uploaded files are in, s3://BUCKET/PREFIX, instead of the data folder.
    """
    from talka.app import open_database, open_files  # noqa: PLC0415
    from talka.backup import ENVIRONMENTS, is_set_up  # noqa: PLC0415
    from talka.doctor import examine  # noqa: PLC0415

    settings = existing(data, database_url, file_store)
    all_is_well = True
    for name in ENVIRONMENTS:
        if not is_set_up(settings, name):
            raise UserMistake(f"There is no {name} database to look at")
        database = open_database(settings, name)
        try:
            findings = examine(database, open_files(settings, name))
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


def _check_apps(folder: Path | None) -> None:
    from talka.apps.registry import BadApp, apps_of  # noqa: PLC0415  only the server has apps

    try:
        apps_of(folder)
    except (OSError, BadApp) as error:
        raise UserMistake(f"--apps {folder}: {error}") from None


def _check_public_addresses(public_url: str | None, files_origin: str | None) -> None:
    for option, url in (("--public-url", public_url), ("--files-origin", files_origin)):
        if url is not None:
            _right(option, web_rules.origin_of, url)


def _classic_origin(text: str | None, public_url: str | None) -> str | None:
    if text is None:
        return None
    if public_url is None:
        raise UserMistake(
            "--classic-origin needs --public-url: only the app's own pages may show what is there"
        )
    origin = _right("--classic-origin", web_rules.check_origin, text)
    if origin == web_rules.origin_of(public_url):
        raise UserMistake("--classic-origin has to differ from --public-url")
    return origin


def _right(option: str, check: Callable[[str], T], text: str) -> T:
    """What a check makes of an option's value."""
    try:
        return check(text)
    except ValueError as error:
        raise UserMistake(f"{option}: {error}") from None


def _rate_limits(text: str) -> RateLimits | None:
    try:
        return read_rate_limits(text)
    except (OSError, ValueError) as error:
        raise UserMistake(f"--rate-limits {text}: {error}") from None


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
    if isinstance(error, (UserMistake, Refused, MigrationRefused, TalkaError)):
        return str(error)
    if isinstance(error, (OSError, sqlite3.OperationalError, OperationalError)):
        return (str(error).strip() or type(error).__name__).splitlines()[0]
    return None


if __name__ == "__main__":
    main()
