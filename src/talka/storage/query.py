"""Statements written once in SQLAlchemy Core, rendered once for each database, run by the driver itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles

SQLITE = "sqlite"
POSTGRESQL = "postgresql"

_DIALECTS: dict[str, sa.Dialect] = {
    SQLITE: sqlite.dialect(paramstyle="named"),
    POSTGRESQL: postgresql.dialect(paramstyle="pyformat"),  # type: ignore[no-untyped-call]
}


class Query:
    """A statement with named parameters (:func:`sqlalchemy.bindparam`), rendered on first use."""

    __slots__ = ("_rendered", "_statement")

    def __init__(self, statement: sa.Executable) -> None:
        self._statement = statement
        self._rendered: dict[str, tuple[str, dict[str, Any]]] = {}

    def render(self, dialect: str) -> tuple[str, dict[str, Any]]:
        """The SQL text and the values of the constants in it."""
        found = self._rendered.get(dialect)
        if found is None:
            compiled = self._statement.compile(dialect=_DIALECTS[dialect])  # type: ignore[attr-defined]
            asked = {name: None for bind, name in compiled.bind_names.items() if bind.required}
            expanded = compiled.construct_expanded_state(asked)  # writes out `in_([1, 2])`
            constants = {name: value for name, value in expanded.parameters.items() if name not in asked}
            found = self._rendered[dialect] = (expanded.statement, constants)
        return found


class _InList(sa.sql.expression.ColumnElement[bool]):
    """``column IN (every value of a list parameter)``, one statement whatever the list's length."""

    inherit_cache = True
    type = sa.Boolean()

    def __init__(self, column: sa.ColumnElement[Any], parameter: str) -> None:
        self.column = column
        self.parameter = parameter

    def self_group(self, against: Any = None) -> _InList:  # noqa: ARG002  SQLAlchemy's signature
        """Stand as it is: SQLite's dialect would compare it with 1, and no index would serve."""
        return self


@compiles(_InList, SQLITE)
def _in_list_sqlite(element: _InList, compiler: Any, **kw: Any) -> str:
    column = compiler.process(element.column, **kw)
    value = compiler.process(sa.bindparam(element.parameter, type_=sa.Text()), **kw)
    return f"{column} IN (SELECT value FROM json_each({value}))"  # noqa: S608  rendered parts, no input


@compiles(_InList, POSTGRESQL)
def _in_list_postgresql(element: _InList, compiler: Any, **kw: Any) -> str:
    column = compiler.process(element.column, **kw)
    array = postgresql.ARRAY(element.column.type)
    value = compiler.process(sa.bindparam(element.parameter, type_=array), **kw)
    return f"{column} = ANY ({value})"


def in_list(column: sa.ColumnElement[Any], parameter: str) -> sa.ColumnElement[bool]:
    """True where the column is one of the values of the list passed as ``parameter``."""
    return _InList(column, parameter)


def insert(table: sa.Table, *, ignore_conflicts: bool = False) -> Query:
    """Insert a row whose parameters are named like the table's columns."""
    values = {column.name: sa.bindparam(column.name, type_=column.type) for column in table.columns}
    if ignore_conflicts:
        # Both dialects write this clause alike; the generic insert has no name for it.
        return Query(postgresql.insert(table).values(values).on_conflict_do_nothing())
    return Query(sa.insert(table).values(values))


def upsert(table: sa.Table, *, keep: Sequence[str] = ()) -> Query:
    """Insert a row, or replace all but its key and the columns in ``keep``."""
    values = {column.name: sa.bindparam(column.name, type_=column.type) for column in table.columns}
    statement = postgresql.insert(table).values(values)
    key = [column.name for column in table.primary_key.columns]
    changed = {
        column.name: statement.excluded[column.name]
        for column in table.columns
        if column.name not in key and column.name not in keep
    }
    return Query(statement.on_conflict_do_update(index_elements=key, set_=changed))


def columns_of(table: sa.Table, row_type: type) -> list[sa.Column[Any]]:
    """The table's columns named by a Struct's fields, in their order, so that ``row_type(*row)`` fits."""
    return [table.c[name] for name in row_type.__struct_fields__]  # type: ignore[attr-defined]
