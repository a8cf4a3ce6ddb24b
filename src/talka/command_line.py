"""What commands share: their common options, how mistakes are said, how a database is changed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

from cyclopts import Parameter

from talka.attachments import s3
from talka.http.environment import PRODUCTION, SANDBOX
from talka.settings import Settings
from talka.storage.tx import Tx

T = TypeVar("T")

Data = Annotated[Path, Parameter(help="Folder of the SQLite databases and uploaded files.")]
DatabaseUrl = Annotated[str | None, Parameter(help="A PostgreSQL database instead of SQLite.")]
FileStoreUrl = Annotated[
    str | None, Parameter(help="Where uploaded files are, if not in the data folder: s3://BUCKET/PREFIX.")
]
Sandbox = Annotated[bool, Parameter(help="In the sandbox instead of production.", negative="")]
DEFAULT_DATA = Path("talka-data")


class UserMistake(Exception):  # noqa: N818
    """Something the person at the command line can put right; said in one line."""


def write(data: Path, database_url: str | None, action: Callable[[Tx], T], *, sandbox: bool) -> T:
    """Change one environment's database, whether a server runs on it or not."""
    from talka.app import open_database  # noqa: PLC0415  help needs no database

    settings = Settings(data=data, database_url=database_url)
    database = open_database(settings, SANDBOX if sandbox else PRODUCTION)
    try:
        return database.write_now(action)
    finally:
        database.close()


def existing(data: Path, database_url: str | None, file_store: str | None) -> Settings:
    """Where the data is that a command is about."""
    check_file_store(file_store)
    return Settings(data=data, database_url=database_url, file_store=file_store)


def check_file_store(url: str | None) -> None:
    """Refuse what names no bucket, and keys that are incomplete."""
    try:
        if url is not None:
            s3.bucket_of(url)
            s3.access_from(os.environ)
    except ValueError as error:
        raise UserMistake(f"--file-store: {error}") from None
