"""One transaction, as business functions see it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from operator import itemgetter
from typing import Any, Protocol

import msgspec
import sqlalchemy as sa

from talka.kernel.events import Event, Listeners
from talka.kernel.ids import RisingIds
from talka.storage.query import POSTGRESQL, SQLITE, Query
from talka.words.speaking import read_by


class Cursor(Protocol):
    """What sqlite3 and psycopg cursors have in common."""

    @property
    def rowcount(self) -> int: ...
    def execute(self, sql: str, parameters: Any, /) -> Any: ...
    def executemany(self, sql: str, parameters: Any, /) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def fetchone(self) -> Any: ...
    def fetchmany(self, size: int, /) -> list[Any]: ...


class BeginAnew(Exception):  # noqa: N818  no error: the transaction is run once more, and nobody hears of it
    """The transaction has to begin anew, and then hold these names to itself as soon as it takes any lock."""

    def __init__(self, *names: str) -> None:
        super().__init__(*names)
        self.names = frozenset(names)


class Tx:
    """A transaction at the business time ``now``.

    Business functions read and write through it and never begin, commit or roll back: whoever opened it
    does. Rows come back as plain tuples in the order of the statement's columns.
    """

    __slots__ = (
        "_alone",
        "_cursor",
        "_listeners",
        "_locked",
        "_shared",
        "after",
        "dialect",
        "ids",
        "known",
        "now",
        "read_only",
        "rivals",
        "shard",
    )

    def __init__(
        self,
        cursor: Cursor,
        dialect: str,
        now: int,
        ids: RisingIds,
        listeners: Listeners,
        *,
        read_only: bool,
        shard: int = 0,
        rivals: int = 0,
        alone: frozenset[str] = frozenset(),
    ) -> None:
        self._cursor = cursor
        self._alone = alone
        self._locked: frozenset[str] = frozenset()
        self._shared: frozenset[str] = frozenset()
        # Which rows of a sum that many transactions add to are this one's to change, and how many
        # transactions there may be at once.
        self.shard = shard
        self.rivals = rivals
        self._listeners = listeners
        self.dialect = dialect
        self.now = now
        self.ids = ids
        self.read_only = read_only
        self.after: list[Callable[[], None]] = []
        # What a slice's store read and need not read again: rows that nobody else can change while this
        # transaction lasts, by table and key. Whoever changes one here takes it out.
        self.known: dict[tuple[str, object], Any] = {}

    @property
    def is_steady(self) -> bool:
        """Whether nobody else's commit is seen until this transaction ends (else locked rows alone stand)."""
        return self.read_only or self.dialect == SQLITE

    def lock(self, name: str) -> None:
        """Hold ``name`` alone until the transaction ends (SQLite has one writer, who holds everything).

        Locks are taken in the order schedule, worker, pool, pool's row, units, money; of several workers or
        pools, in the order of their names.

        Raises:
            BeginAnew: it is shared by this transaction, and two that wait for each other's end would never.
        """
        if self.dialect == SQLITE or self.read_only or name in self._locked:
            return
        if name in self._shared:
            raise BeginAnew(name)
        self._lock_in_order(name, shared=False)

    def share(self, name: str) -> None:
        """Hold ``name`` together with others who share it, so that nobody holds it alone meanwhile."""
        if self.dialect == SQLITE or self.read_only or name in self._shared or name in self._locked:
            return
        self._lock_in_order(name, shared=name not in self._alone)

    def _lock_in_order(self, asked: str, *, shared: bool) -> None:
        """Lock what was asked for, and before it what a first try found to be needed and comes earlier."""
        kind = _kind_of(asked)
        needed = {name for name in self._alone if _kind_of(name) <= kind} - self._locked
        for name in sorted(needed | {asked}, key=lambda name: (_kind_of(name), name)):
            if name == asked and shared:
                self._execute(_SHARE, {"name": name})
                self._shared |= {name}
            else:
                self._execute(_LOCK, {"name": name})
                self._locked |= {name}

    def need_alone(self, *names: str) -> None:
        """Go on only when nobody shares any of these: what is read now is then the whole truth.

        Raises:
            BeginAnew: somebody may share one.
        """
        missing = set(names) - self._locked
        if self.dialect != SQLITE and missing:
            raise BeginAnew(*missing)

    def holds_any(self, names: Iterable[str]) -> bool:
        """Whether one of these is locked by this transaction, alone or together with others."""
        return not (self._locked | self._shared).isdisjoint(names)

    def all(self, query: Query, **parameters: object) -> list[tuple[Any, ...]]:
        """Every row."""
        self._execute(query, parameters)
        return self._cursor.fetchall()

    def one(self, query: Query, **parameters: object) -> tuple[Any, ...] | None:
        """The first row, or None."""
        self._execute(query, parameters)
        row: tuple[Any, ...] | None = self._cursor.fetchone()
        return row

    def value(self, query: Query, **parameters: object) -> Any:
        """The first column of the first row, or None."""
        row = self.one(query, **parameters)
        return None if row is None else row[0]

    def run(self, query: Query, **parameters: object) -> int:
        """Execute; the number of rows touched."""
        self._execute(query, parameters)
        return self._cursor.rowcount

    def many(self, query: Query, rows: Iterable[Mapping[str, object]]) -> int:
        """Execute once a row; the number of rows touched."""
        sql, constants = query.render(self.dialect)
        batch = [{**constants, **row} for row in rows] if constants else list(rows)
        if not batch:
            return 0
        self._cursor.executemany(sql, batch)
        return self._cursor.rowcount

    def bulk(self, table: sa.Table, rows: Sequence[Mapping[str, object]]) -> None:
        """Insert many new rows the driver's fastest way (``executemany``, or ``COPY``)."""
        if not rows:
            return
        names = list(rows[0])
        self.bulk_tuples(table, names, map(itemgetter(*names), rows))  # there is no table of one column

    def bulk_tuples(self, table: sa.Table, names: Sequence[str], rows: Iterable[tuple[object, ...]]) -> None:
        """:meth:`bulk` of rows whose values stand in the order of the columns named."""
        listed = ", ".join(f'"{name}"' for name in names)
        if self.dialect == SQLITE:
            # By position: to look up each value of each row by its name takes a third of the time.
            marks = ", ".join("?" for _ in names)
            self._cursor.executemany(f"INSERT INTO {table.name} ({listed}) VALUES ({marks})", rows)  # noqa: S608
            return
        copy: Any = self._cursor
        with copy.copy(f"COPY {table.name} ({listed}) FROM STDIN") as out:
            for row in rows:
                out.write_row(row)

    def stream(
        self, query: Query, *, size: int = 1000, **parameters: object
    ) -> Iterator[list[tuple[Any, ...]]]:
        """Rows in lists of ``size``. The transaction runs nothing else until the last is taken."""
        if self.dialect == SQLITE:
            self._execute(query, parameters)
            while batch := self._cursor.fetchmany(size):
                yield batch
            return
        # A plain cursor of psycopg's takes every row into memory first; a named one stays at the server.
        sql, constants = query.render(self.dialect)
        cursor: Any = self._cursor
        with cursor.connection.cursor(name="stream") as portal:
            portal.execute(sql, {**constants, **parameters})
            while batch := portal.fetchmany(size):
                yield batch

    def next_number(self) -> int:
        """The next id of the numeric kind, unique among all objects of the environment."""
        self._cursor.execute(_NEXT_NUMBER[self.dialect], ())
        row = self._cursor.fetchone()
        return int(row[0])

    def next_numbers(self, count: int) -> list[int]:
        """The next so many of them, rising."""
        self._cursor.execute(_NEXT_NUMBERS[self.dialect], (count,))
        found = [int(row[0]) for row in self._cursor.fetchall()]
        return list(range(found[0] - count, found[0])) if self.dialect == SQLITE else found

    def new_pool_ids(self, pool_id: int, count: int) -> list[str]:
        """Rising ids for ``count`` new tasks, suites or assignments of a pool."""
        return self.ids.take(pool_id, self.now, count)

    def new_id(self) -> str:
        """A rising id of 24 hex digits, for what belongs to no pool alone."""
        return self.ids.take(0, self.now, 1)[0].rpartition("-")[2]

    def announce(self, event: Event) -> None:
        """Let everyone who listens act within this transaction.

        What they write is for others than the caller, so it is not in the caller's language.
        """
        with read_by(()):
            self._listeners.tell(self, event)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """Undo everything since here when the block raises, and let the rest of the transaction stand."""
        before = len(self.after)
        locks = self._locked, self._shared
        self._cursor.execute("SAVEPOINT step", ())
        try:
            yield
        except BaseException:
            self._cursor.execute("ROLLBACK TO SAVEPOINT step", ())
            self._cursor.execute("RELEASE SAVEPOINT step", ())
            del self.after[before:]
            self._locked, self._shared = locks
            self.known.clear()
            raise
        self._cursor.execute("RELEASE SAVEPOINT step", ())

    def after_commit(self, action: Callable[[], None]) -> None:
        """Run ``action`` once this transaction is durable (to wake a job, never to change data)."""
        self.after.append(action)

    def _execute(self, query: Query, parameters: dict[str, object]) -> None:
        sql, constants = query.render(self.dialect)
        if constants:
            parameters = {**constants, **parameters}
        self._cursor.execute(sql, parameters)


_KINDS = ("schedule", "worker", "pool")


def _kind_of(name: str) -> int:
    """Where locks of a kind stand in the order of all; a name begins with its kind."""
    return _KINDS.index(name.partition(" ")[0])


# Advisory locks live in the server's memory: a take writes no row that others of its pool write too. The
# schema's name keeps the two environments of one database apart.
_key = sa.func.hashtextextended(sa.func.current_schema() + "/" + sa.bindparam("name", type_=sa.Text()), 0)
_LOCK = Query(sa.select(sa.func.pg_advisory_xact_lock(_key)))
_SHARE = Query(sa.select(sa.func.pg_advisory_xact_lock_shared(_key)))
_NEXT_NUMBER = {
    SQLITE: "UPDATE numbers SET value = value + 1 RETURNING value - 1",
    POSTGRESQL: "SELECT nextval('object_numbers')",
}
_NEXT_NUMBERS = {
    SQLITE: "UPDATE numbers SET value = value + ? RETURNING value",
    POSTGRESQL: "SELECT nextval('object_numbers') FROM generate_series(1, %s)",
}


def _as_json_list(values: list[Any]) -> str:
    return msgspec.json.encode(values).decode()


# A list parameter reaches SQLite as a JSON array, which `in_list` unfolds; psycopg takes lists as they are.
sqlite3.register_adapter(list, _as_json_list)
