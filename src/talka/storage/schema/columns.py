"""What tables of both databases are made of."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

metadata = sa.MetaData()

ID = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
NUMBER = sa.BigInteger()
TIME = sa.BigInteger()
MONEY = sa.BigInteger()
FLAG = sa.SmallInteger()
KIND = sa.SmallInteger()
JSON = sa.Text()
REAL: sa.Double[float] = sa.Double()

# The one sequence of all numeric ids; SQLite has no sequences and counts in a row of `numbers`.
object_numbers = sa.Sequence("object_numbers", start=1_000_000_000, metadata=metadata)


def table(name: str, *parts: Any, clustered: bool = False) -> sa.Table:
    """A table; a ``clustered`` one is kept in the order of its key where the database can."""
    return sa.Table(name, metadata, *parts, sqlite_with_rowid=not clustered)


def column(name: str, kind: Any, *args: Any, **options: Any) -> sa.Column[Any]:
    options.setdefault("nullable", False)
    return sa.Column(name, kind, *args, **options)


def key(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, primary_key=True, nullable=False, autoincrement=False)


def optional(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True)
