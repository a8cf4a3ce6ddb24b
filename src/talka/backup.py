"""One archive of both environments' databases and uploaded files, taken while a server runs.

Files in a bucket are not copied: a bound one never changes and is never removed, so what a database needs is
still there when the database is put back. The manifest names the bucket.

The archive is a gzipped tar: ``manifest.json``, then for each environment its database (``production.db``, or
``production.dump`` in pg_dump's custom format) and its files (``attachments/production/aa/...``). A database
is copied before its files are: a record is written after its file, so no record in the copy lacks one.
"""

from __future__ import annotations

import asyncio
import io
import os
import re
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import IO

import msgspec
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from talka.app import SCHEMAS, database_path, files_path, open_files
from talka.http.content import read_file
from talka.http.environment import PRODUCTION, SANDBOX
from talka.settings import Settings
from talka.storage import sqlite
from talka.storage.migrate import HEAD

FORMAT = 1
ENVIRONMENTS = (PRODUCTION, SANDBOX)
_COMPRESSION = 3  # databases shrink well at any level, and workers' files at none
_MANIFEST = "manifest.json"
_DATABASE = re.compile(r"(production|sandbox)\.(db|dump)\Z")
_FILE = re.compile(r"attachments/(production|sandbox)/[0-9a-f]{2}/[0-9a-f-]{36}\Z")


class BackupRefused(Exception):  # noqa: N818
    """Why there is no backup, or why it cannot be restored, in one line."""


class Manifest(msgspec.Struct, frozen=True):
    """What an archive holds: its own format, and the kind and schema of its databases.

    ``files`` is the bucket that the files stayed in, None where the archive has them.
    """

    format: int
    talka: str
    kind: str
    revision: str
    files: str | None = None


def is_set_up(settings: Settings, name: str) -> bool:
    """Whether the environment's database exists."""
    if settings.database_url is None:
        return database_path(settings.data, name).exists()
    with psycopg.connect(settings.database_url) as connection:
        return _has_tables(connection, SCHEMAS[name])


# ---- taking one ------------------------------------------------------------------------------------------


def back_up(settings: Settings, target: Path) -> int:
    """Write everything to ``target``, replacing what is there once the new archive is whole.

    A server may be at work meanwhile. The number of uploaded files in the archive.

    Raises:
        BackupRefused: there is nothing to back up, or pg_dump cannot do it.
    """
    missing = [name for name in ENVIRONMENTS if not is_set_up(settings, name)]
    if missing:
        raise BackupRefused(f"there is no {missing[0]} database in {_place(settings)}")
    if not target.parent.is_dir():
        raise BackupRefused(f"there is no folder {target.parent}")
    with tempfile.TemporaryDirectory(prefix=".talka-backup-", dir=target.parent) as scratch:
        draft = Path(scratch) / "archive"
        with tarfile.open(draft, "w:gz", compresslevel=_COMPRESSION) as archive:
            _add_manifest(archive, settings)
            count = sum(_add_environment(archive, settings, name, Path(scratch)) for name in ENVIRONMENTS)
        draft.chmod(0o600)  # it holds hashes of passwords, and people's names
        _flush(draft)
        draft.replace(target)
    _flush(target.parent)
    return count


def _add_manifest(archive: tarfile.TarFile, settings: Settings) -> None:
    manifest = Manifest(FORMAT, version("talka"), _kind(settings), HEAD, settings.file_store)
    content = msgspec.json.encode(manifest)
    _add(archive, _MANIFEST, io.BytesIO(content), len(content))


def _add_environment(archive: tarfile.TarFile, settings: Settings, name: str, scratch: Path) -> int:
    copy = scratch / name
    if settings.database_url is None:
        _copy_sqlite(database_path(settings.data, name), copy)
    else:
        _run_tool(
            "pg_dump", settings.database_url, f"--schema={SCHEMAS[name]}", "--format=custom", f"--file={copy}"
        )
    with copy.open("rb") as content:
        _add(archive, _database_name(settings, name), content, copy.stat().st_size)
    copy.unlink()
    if settings.file_store is not None:
        return 0
    return _add_files(archive, files_path(settings.data, name), f"attachments/{name}")


def _add_files(archive: tarfile.TarFile, root: Path, prefix: str) -> int:
    count = 0
    for path in sorted(root.glob("[0-9a-f][0-9a-f]/*")):
        try:
            with path.open("rb") as content:
                size = os.fstat(content.fileno()).st_size
                _add(archive, f"{prefix}/{path.parent.name}/{path.name}", content, size)
        except FileNotFoundError:
            continue  # swept meanwhile: it was part of no answer
        count += 1
    return count


def _add(archive: tarfile.TarFile, name: str, content: IO[bytes], size: int) -> None:
    member = tarfile.TarInfo(name)
    member.size = size
    member.mode = 0o600
    archive.addfile(member, content)
    _forget_members(archive)


def _forget_members(archive: tarfile.TarFile) -> None:
    """Or it would keep what it knows of every file there is."""
    archive.members.clear()  # type: ignore[attr-defined]  # it is public, but unknown to typeshed


def _copy_sqlite(path: Path, copy: Path) -> None:
    """A consistent copy in one step, which keeps no writer waiting."""
    with closing(sqlite.connect(path, read_only=True)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        target.execute("PRAGMA journal_mode = DELETE")  # one file, without a log beside it


# ---- restoring one ---------------------------------------------------------------------------------------


def restore(settings: Settings, source: Path, *, force: bool) -> int:
    """Put back what an archive holds; the number of uploaded files among it.

    The server must not be running. Everything is unpacked and checked before anything is replaced.

    Raises:
        BackupRefused: it is no archive that this version can restore here, the server is running, or there is
            data already and ``force`` was not asked for, or its files stayed in a bucket and none is named.
        FileStoreUnavailable: the bucket does not take its files.
    """
    if not force:
        _require_empty(settings)
    if settings.database_url is None:
        _require_no_server(settings)
    settings.data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".talka-restore-", dir=settings.data) as scratch:
        unpacked = Path(scratch) / "new"
        count = _unpack(settings, source, unpacked)
        if settings.file_store is not None:
            # Before anything is replaced: files beside those that are there disturb nobody.
            asyncio.run(_put_into_bucket(settings, unpacked / "attachments"))
            shutil.rmtree(unpacked / "attachments", ignore_errors=True)
        if settings.database_url is None:
            _check_sqlite(unpacked)
            _replace_data(settings, unpacked, Path(scratch) / "old")
        else:
            with _replaced_schemas(settings.database_url):
                for name in ENVIRONMENTS:
                    dump = unpacked / _database_name(settings, name)
                    once = ("--single-transaction", "--exit-on-error")
                    _run_tool("pg_restore", settings.database_url, *once, str(dump))
                    dump.unlink()
                _replace_data(settings, unpacked, Path(scratch) / "old")
    return count


def _require_empty(settings: Settings) -> None:
    in_folder = settings.data.is_dir() and any(settings.data.iterdir())
    if in_folder and settings.database_url is None:
        raise BackupRefused(f"{settings.data} is not empty; --force replaces what is there")
    if settings.database_url is not None and any(is_set_up(settings, name) for name in ENVIRONMENTS):
        raise BackupRefused("the database is not empty; --force replaces what is there")
    if settings.file_store is None and any(files_path(settings.data, name).exists() for name in ENVIRONMENTS):
        raise BackupRefused(f"{settings.data} holds files; --force replaces what is there")


def _require_no_server(settings: Settings) -> None:
    for name in ENVIRONMENTS:
        path = database_path(settings.data, name)
        if path.exists() and _is_open_elsewhere(path):
            raise BackupRefused(f"{path} is in use; stop the server first")


def _is_open_elsewhere(path: Path) -> bool:
    """Whether another process has the database open: in WAL mode that alone forbids an exclusive lock."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA locking_mode = EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            return True
        except sqlite3.DatabaseError:
            return False  # it is no database: nobody can be using it
    return False


def _unpack(settings: Settings, source: Path, target: Path) -> int:
    """Unpack into an empty directory; only what a backup may hold, wherever its names point to."""
    count = 0
    try:
        with tarfile.open(source, "r:gz") as archive:
            _check_manifest(settings, archive, source)
            while (member := archive.next()) is not None:
                _forget_members(archive)
                if not member.isfile() or not (_DATABASE.match(member.name) or _FILE.match(member.name)):
                    raise BackupRefused(f"{source} is not a backup: it holds {member.name!r}")
                content = archive.extractfile(member)
                if content is None:
                    raise AssertionError
                path = target / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                with path.open("xb") as out:
                    shutil.copyfileobj(content, out, 1024 * 1024)
                    out.flush()
                    os.fsync(out.fileno())
                count += member.name.startswith("attachments/")
    except FileNotFoundError:
        raise BackupRefused(f"there is no file {source}") from None
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BackupRefused(f"{source} cannot be read as a backup: {error}") from None
    missing = [name for name in ENVIRONMENTS if not (target / _database_name(settings, name)).exists()]
    if missing:
        raise BackupRefused(f"{source} is not a whole backup: it lacks the {missing[0]} database")
    return count


def _check_manifest(settings: Settings, archive: tarfile.TarFile, source: Path) -> None:
    member = archive.next()
    content = archive.extractfile(member) if member is not None and member.name == _MANIFEST else None
    try:
        manifest = msgspec.json.decode(content.read() if content else b"", type=Manifest)
    except msgspec.DecodeError:
        raise BackupRefused(f"{source} is not a backup: it does not begin with a manifest") from None
    if manifest.format > FORMAT or manifest.revision > HEAD:
        raise BackupRefused(f"the backup was made by a newer version ({manifest.talka}); install that first")
    if manifest.kind != _kind(settings):
        raise BackupRefused(f"a backup of {manifest.kind} databases cannot be restored to {_place(settings)}")
    if manifest.files is not None and settings.file_store is None:
        raise BackupRefused(f"the files of this backup stayed in {manifest.files}; name it by --file-store")


async def _put_into_bucket(settings: Settings, unpacked: Path) -> None:
    """Store the archive's files where this server will look for them."""
    for name in ENVIRONMENTS:
        files = open_files(settings, name)
        for path in sorted((unpacked / name).glob("*/*")):
            writer = await files.create(path.name)
            async for chunk in read_file(path, 0, path.stat().st_size):
                await writer.write(chunk)
            await writer.finish()


def _check_sqlite(unpacked: Path) -> None:
    for name in ENVIRONMENTS:
        with closing(sqlite3.connect(unpacked / f"{name}.db")) as connection:
            try:
                found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
            except sqlite3.DatabaseError as error:
                found = str(error)
        if found != "ok":
            raise BackupRefused(f"the backup's {name} database is damaged: {found}")


def _replace_data(settings: Settings, new: Path, old: Path) -> None:
    """Move what was there to ``old`` and what is new into its place, or back when that fails."""
    names = ["attachments"] if settings.file_store is None else []
    for name in ENVIRONMENTS:
        database = database_path(settings.data, name).name
        names += [database, f"{database}-wal", f"{database}-shm"]  # a log goes with its database
    old.mkdir()
    moved: list[tuple[Path, Path]] = []
    try:
        for source, target in ((settings.data, old), (new, settings.data)):
            for name in names:
                if (source / name).exists():
                    (source / name).rename(target / name)
                    moved.append((source / name, target / name))
    except BaseException:
        for before, after in reversed(moved):
            after.rename(before)
        raise
    _flush(settings.data)


# ---- PostgreSQL ------------------------------------------------------------------------------------------


@contextmanager
def _replaced_schemas(url: str) -> Iterator[None]:
    """Set the schemas aside while new ones take their names; they come back when the block fails."""
    with psycopg.connect(url, autocommit=True) as connection:
        aside = [name for name in SCHEMAS.values() if _exists(connection, name)]
        for name in aside:
            connection.execute(_statement("DROP SCHEMA IF EXISTS {} CASCADE", f"{name}_replaced"))
            connection.execute(_statement("ALTER SCHEMA {} RENAME TO {}", name, f"{name}_replaced"))
        try:
            yield
        except BaseException:
            for name in SCHEMAS.values():
                connection.execute(_statement("DROP SCHEMA IF EXISTS {} CASCADE", name))
            for name in aside:
                connection.execute(_statement("ALTER SCHEMA {} RENAME TO {}", f"{name}_replaced", name))
            raise
        for name in aside:
            connection.execute(_statement("DROP SCHEMA {} CASCADE", f"{name}_replaced"))


def _statement(text: str, *names: str) -> sql.Composed:
    return sql.SQL(text).format(*map(sql.Identifier, names))


def _exists(connection: psycopg.Connection[tuple[object, ...]], schema: str) -> bool:
    found = connection.execute("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema])
    return found.fetchone() is not None


def _has_tables(connection: psycopg.Connection[tuple[object, ...]], schema: str) -> bool:
    found = connection.execute("SELECT 1 FROM pg_tables WHERE schemaname = %s LIMIT 1", [schema])
    return found.fetchone() is not None


def _run_tool(tool: str, url: str, *options: str) -> None:
    """Run one of PostgreSQL's programs on the database; the password is not shown among its arguments."""
    program = shutil.which(tool)
    if program is None:
        raise BackupRefused(f"{tool} is needed and not found; install PostgreSQL's client programs")
    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    rest = {name: str(value) for name, value in parts.items()}
    environment = os.environ | ({"PGPASSWORD": str(password)} if password else {})
    command = [program, "--no-owner", "--no-privileges", f"--dbname={make_conninfo(**rest)}", *options]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode != 0:
        words = done.stderr.strip().splitlines()
        raise BackupRefused(words[0] if words else f"{tool} failed with status {done.returncode}")


# ---- what both need --------------------------------------------------------------------------------------


def _kind(settings: Settings) -> str:
    return "SQLite" if settings.database_url is None else "PostgreSQL"


def _place(settings: Settings) -> str:
    return str(settings.data) if settings.database_url is None else "the PostgreSQL database"


def _database_name(settings: Settings, name: str) -> str:
    return f"{name}.{'db' if settings.database_url is None else 'dump'}"


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
