"""One thing that cannot be done does not keep the rest from being done."""

from __future__ import annotations

import asyncio

import psycopg
import pytest

from distribution.world import DAY, SECOND, World
from talka.app import sources
from talka.assignments.model import AssignmentExpired
from talka.jobs.schedule import DueTable, Schedule, schedule, scheduled_at
from talka.kernel.clock import MINUTE
from talka.kernel.events import Listeners
from talka.storage.database import Database
from talka.storage.tx import Tx

NOW = 1_800_000_000_000


def test_a_step_that_fails_is_tried_again_after_the_drain_and_the_others_are_done(database: Database):
    done: list[tuple[str, int]] = []

    def handle(tx: Tx, subject: str) -> None:
        done.append((subject, tx.now))
        if subject == "hopeless":
            raise ValueError(subject)

    table = DueTable()
    table.on("deed", handle)
    for subject, at in (("hopeless", 1), ("first", 2), ("second", 3)):
        database.write_now(lambda tx, subject=subject, at=at: schedule(tx, "deed", subject, NOW + at))

    asyncio.run(Schedule(database, [table]).drain(NOW + DAY))

    assert done == [("hopeless", NOW + 1), ("first", NOW + 2), ("second", NOW + 3)]
    again = database.read_now(lambda tx: scheduled_at(tx, "deed", "hopeless"))
    assert again == NOW + DAY + MINUTE


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_a_step_that_stood_in_another_s_way_is_done_again_at_once(database: Database):
    done: list[int] = []

    def handle(tx: Tx, _subject: str) -> None:
        done.append(tx.now)
        if len(done) == 1:
            raise psycopg.errors.DeadlockDetected

    table = DueTable()
    table.on("deed", handle)
    database.write_now(lambda tx: schedule(tx, "deed", "one", NOW))

    asyncio.run(Schedule(database, [table]).drain(NOW))

    assert done == [NOW, NOW]


def test_what_a_failing_step_wrote_is_undone(database: Database):
    def handle(tx: Tx, subject: str) -> None:
        schedule(tx, "consequence", subject, NOW + 2 * DAY)
        raise ValueError(subject)

    table = DueTable()
    table.on("deed", handle)
    database.write_now(lambda tx: schedule(tx, "deed", "one", NOW))

    asyncio.run(Schedule(database, [table]).drain(NOW))

    assert database.read_now(lambda tx: scheduled_at(tx, "consequence", "one")) is None


def test_an_expiry_that_fails_does_not_hold_up_the_others(database: Database, listeners: Listeners):
    hopeless: list[str] = []

    def fail(_tx: object, event: AssignmentExpired) -> None:
        if event.assignment.id in hopeless:
            raise ValueError(event.assignment.id)

    listeners.on(AssignmentExpired, fail)
    world = World(database)
    pool_id = world.pool()
    world.upload_suites(pool_id, {}, {})
    world.open(pool_id)
    stuck = world.take(world.worker("ann"), pool_id)
    world.now += SECOND
    other = world.take(world.worker("bob"), pool_id)
    hopeless.append(stuck.id)

    world.advance(DAY)

    assert world.assignment(stuck.id).status == "ACTIVE"
    assert world.assignment(other.id).status == "EXPIRED"
    assert world.faults() == []

    hopeless.clear()
    world.advance(SECOND)
    assert world.assignment(stuck.id).status == "ACTIVE", "it is left alone for a minute of real time"
    world.schedule = Schedule(database, sources())
    world.advance(SECOND)
    assert world.assignment(stuck.id).expired == stuck.deadline
    assert world.faults() == []


@pytest.mark.parametrize("reason", ["EXPIRED", "FOR_UPDATE"])
def test_dates_of_a_pool_are_kept(database: Database, reason: str):
    world = World(database)
    pool_id = world.pool(will_expire="2027-01-15T08:20:00")
    world.upload_suites(pool_id, {})
    world.open(pool_id)
    if reason == "FOR_UPDATE":
        world.close_for_update(pool_id)
        world.advance(15 * MINUTE - 1)
        assert world.find_pool(pool_id).status == "CLOSED"
        world.advance(1)
        assert world.find_pool(pool_id).status == "OPEN"

    world.advance(DAY)

    pool = world.find_pool(pool_id)
    assert (pool.status, pool.last_close_reason) == ("CLOSED", "EXPIRED")
