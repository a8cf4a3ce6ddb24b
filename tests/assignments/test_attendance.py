"""Who has worked in a pool: first times count once, and the last time is kept to a minute."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from talka.assignments import attendance
from talka.assignments.attendance import PRECISION
from talka.storage import schema
from talka.storage.database import Database
from talka.storage.query import Query
from talka.storage.tx import Tx

POOL, OTHER = 1, 2
START = 1_800_000_000_000
_LAST = Query(sa.select(sa.func.max(schema.pool_workers.c.at_work)))


class Attendance:
    """One worker; ``at`` is when they do something."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def took(self, at: int, pool_id: int = POOL) -> bool:
        return self._do(attendance.took, at, pool_id)

    def handed_in(self, at: int, pool_id: int = POOL) -> bool:
        return self._do(attendance.handed_in, at, pool_id)

    def _do(self, what: Callable[[Tx, int, str], bool], at: int, pool_id: int) -> bool:
        def at_the_time(tx: Tx) -> bool:
            tx.now = at
            return what(tx, pool_id, "ann")

        return self.database.write_now(at_the_time)


@pytest.fixture
def ann(database: Database) -> Attendance:
    return Attendance(database)


def seen_since(database: Database, moment: int) -> bool:
    last: int = database.read_now(lambda tx: tx.value(_LAST))
    return last > moment


def test_the_first_page_of_each_pool_is_told(ann: Attendance):
    assert [ann.took(START), ann.took(START), ann.took(START + 10 * PRECISION)] == [True, False, False]
    assert ann.took(START, OTHER)


def test_the_first_page_handed_in_is_told(ann: Attendance):
    ann.took(START)
    ann.took(START, OTHER)
    assert [ann.handed_in(START), ann.handed_in(START + 10 * PRECISION)] == [True, False]
    assert ann.handed_in(START + 20 * PRECISION, OTHER)


def test_nobody_hands_in_what_they_did_not_take(ann: Attendance):
    assert not ann.handed_in(START)


@pytest.mark.parametrize("deed", ["took", "handed_in"])
def test_the_last_time_lags_by_a_minute_at_most(ann: Attendance, database: Database, deed: str):
    ann.took(START)
    ann.handed_in(START)
    getattr(ann, deed)(START + PRECISION - 1)
    assert not seen_since(database, START)
    getattr(ann, deed)(START + PRECISION)
    assert seen_since(database, START + PRECISION - 1)
