"""What commands share: their common options, how mistakes are said, how a database is changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar

from cyclopts import Parameter

from talka.http.environment import PRODUCTION, SANDBOX
from talka.settings import Settings
from talka.storage.tx import Tx

T = TypeVar("T")

Data = Annotated[Path, Parameter(help="Folder of the SQLite databases and uploaded files.")]
DatabaseUrl = Annotated[str | None, Parameter(help="A PostgreSQL database instead of SQLite.")]
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
