"""What tests of the command line share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa

from places import Place
from talka.kernel.events import Listeners
from talka.storage import schema
from talka.storage.query import Query
from talka.storage.tx import Tx

T = TypeVar("T")
ENVIRONMENTS = {False: "production", True: "sandbox"}


class Ran(NamedTuple):
    """What became of a command."""

    status: int
    out: str
    err: str


Talka = Callable[..., Ran]


def read(place: Place, question: Callable[[Tx], T], *, sandbox: bool = False) -> T:
    """Ask one environment's database."""
    database = place.open(Listeners(), movable_clock=sandbox)
    try:
        return database.read_now(question)
    finally:
        database.close()


def write(place: Place, action: Callable[[Tx], T], *, sandbox: bool = False) -> T:
    """Change one environment's database."""
    database = place.open(Listeners(), movable_clock=sandbox)
    try:
        return database.write_now(action)
    finally:
        database.close()


def everything(place: Place) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of both environments."""

    def rows(tx: Tx) -> dict[str, list[tuple[Any, ...]]]:
        return {table.name: sorted(tx.all(Query(sa.select(table))), key=repr) for table in _TABLES}

    return {
        f"{name} {table}": found
        for sandbox, name in ENVIRONMENTS.items()
        for table, found in read(place, rows, sandbox=sandbox).items()
    }


_TABLES = schema.metadata.sorted_tables
