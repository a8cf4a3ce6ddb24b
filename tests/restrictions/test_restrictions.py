"""Restrictions: one of each scope and target, the latest end wins, and what is told when it is over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from places import Place
from talka.app import due_table
from talka.http.environment import Platform
from talka.jobs.schedule import scheduled_at
from talka.kernel.events import Listeners
from talka.restrictions import service, store
from talka.restrictions.model import Restriction, RestrictionEnded, RestrictionScope, RestrictionSet
from talka.storage.database import Database
from talka.storage.tx import Tx

HOUR = 3_600_000


@pytest.fixture
def told() -> list[Any]:
    return []


@pytest.fixture
def database(place: Place, told: list[Any]) -> Iterator[Database]:
    listeners = Listeners()
    listeners.on(RestrictionSet, lambda _tx, event: told.append(event))
    listeners.on(RestrictionEnded, lambda _tx, event: told.append(event))
    database = place.open(listeners, movable_clock=False)
    yield database
    database.close()


def _restrict(
    database: Database, until: int | None, comment: str | None = None, *, now: int | None = None
) -> Restriction:
    def restrict(tx: Tx) -> Restriction:
        tx.now = now or tx.now
        return service.restrict(
            tx,
            user_id="w",
            scope=RestrictionScope.PROJECT,
            requester_id="r",
            project_id=7,
            until=until,
            private_comment=comment,
        )

    return database.write_now(restrict)


def test_the_later_end_wins(database: Database, told: list[Any]) -> None:
    now = database.read_now(lambda tx: tx.now)
    first = _restrict(database, now + 2 * HOUR, "two hours")
    assert _restrict(database, now + HOUR, "one hour") == first
    longer = _restrict(database, now + 3 * HOUR, "three hours")
    assert (longer.id, longer.will_expire, longer.private_comment) == (
        first.id,
        now + 3 * HOUR,
        "three hours",
    )
    assert database.read_now(lambda tx: store.find(tx, "w", "PROJECT", "7")) == longer
    assert database.read_now(lambda tx: scheduled_at(tx, service.END, str(first.id))) == now + 3 * HOUR
    assert told == [RestrictionSet(first)]


def test_for_good_is_later_than_any_time(database: Database) -> None:
    now = database.read_now(lambda tx: tx.now)
    first = _restrict(database, None)
    assert _restrict(database, now + HOUR).will_expire is None
    assert database.read_now(lambda tx: scheduled_at(tx, service.END, str(first.id))) is None


def test_it_ends_by_itself_and_is_told(database: Database, told: list[Any]) -> None:
    now = database.read_now(lambda tx: tx.now)
    restriction = _restrict(database, now + HOUR)

    def an_hour_later(tx: Tx) -> None:
        tx.now = now + HOUR
        found = due_table(Platform()).earliest(tx, tx.now)
        assert found is not None
        found[1](tx)

    database.write_now(an_hour_later)
    assert told == [RestrictionSet(restriction), RestrictionEnded(restriction)]
    assert database.read_now(lambda tx: store.get(tx, restriction.id)) is None


def test_one_that_ran_out_a_moment_ago_is_over_before_the_next_begins(
    database: Database, told: list[Any]
) -> None:
    now = database.read_now(lambda tx: tx.now)
    old = _restrict(database, now + HOUR)
    new = _restrict(database, now + 3 * HOUR, now=now + 2 * HOUR)
    assert told == [RestrictionSet(old), RestrictionEnded(old), RestrictionSet(new)]
    assert new.id != old.id
