"""A pool that nobody works on any more is archived by itself, and never one in which something is open."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from distribution.world import DAY, World, known
from talka.jobs.schedule import scheduled_at
from talka.pools import lifecycle, rules
from talka.pools import service as pools
from talka.pools.model import Counters, Pool
from talka.storage.database import Database

MONTH, QUARTER = 30 * DAY, 90 * DAY


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def used_pool(world: World, **changes: Any) -> int:
    """A closed pool of one suite."""
    pool_id = world.pool(**changes)
    world.upload_suites(pool_id, {"overlap": 3})
    world.open(pool_id)
    world.close(pool_id)
    return pool_id


def status(world: World, pool_id: int) -> str:
    return world.find_pool(pool_id).status


@pytest.mark.parametrize(
    ("kind", "cloned", "counters", "days"),
    [
        ("REGULAR", 0, Counters(general=1), 30),
        ("REGULAR", 0, Counters(suites=1), 30),
        ("REGULAR", 0, Counters(control=3, training=2), 90),
        ("REGULAR", 0, Counters(), 90),
        ("REGULAR", 1, Counters(general=1), 90),
        ("TRAINING", 0, Counters(training=1), 30),
        ("TRAINING", 1, Counters(), 30),
    ],
)
def test_how_long_a_pool_may_lie_idle(kind: str, cloned: int, counters: Counters, days: int):
    values: dict[str, Any] = dict.fromkeys(Pool.__struct_fields__)
    pool = Pool(**(values | {"type": kind, "cloned": cloned}))
    assert rules.idle_period(pool, counters) == days * DAY


def test_after_a_month_without_anything(world: World):
    pool_id = used_pool(world)
    world.advance(MONTH - 1)
    assert status(world, pool_id) == "CLOSED"
    world.advance(1)
    assert status(world, pool_id) == "ARCHIVED"
    assert world.faults() == []
    assert world.read(lambda tx: scheduled_at(tx, lifecycle.IDLE, str(pool_id))) is None


@pytest.mark.parametrize("deed", ["upload", "answer", "reopen", "edit"])
def test_whatever_is_done_begins_the_month_anew(world: World, deed: str):
    pool_id, ann = used_pool(world), world.worker()
    if deed == "answer":
        world.open(pool_id)
        page = world.take(ann, pool_id)
        world.close(pool_id)
    world.advance(599_000)
    match deed:
        case "upload":
            world.upload_suites(pool_id, {})
        case "answer":
            world.submit(ann, page)
        case "reopen":
            world.open(pool_id)
            world.close(pool_id)
        case "edit":
            form = pools.form_of(world.find_pool(pool_id))
            world.write(lambda tx: pools.update_pool(tx, world.requester, str(pool_id), form))
    world.advance(MONTH - 1)
    assert status(world, pool_id) == "CLOSED"
    world.advance(1)
    assert status(world, pool_id) == "ARCHIVED"


def test_a_clone_and_an_empty_pool_may_wait_for_a_quarter(world: World):
    source, empty = used_pool(world), world.pool()
    cloned = world.write(lambda tx: pools.clone_pool(tx, world.requester, str(source)))
    clone = int(msgspec.json.decode(cloned.details)["pool_id"])
    world.upload_suites(clone, {})
    world.advance(QUARTER - 1)
    assert [status(world, one) for one in (source, empty, clone)] == ["ARCHIVED", "CLOSED", "CLOSED"]
    world.advance(1)
    assert [status(world, one) for one in (empty, clone)] == ["ARCHIVED", "ARCHIVED"]


def test_an_open_pool_is_not_idle(world: World):
    pool_id = used_pool(world)
    world.open(pool_id)
    world.advance(3 * MONTH)
    world.close(pool_id)
    world.advance(MONTH - 1)
    assert status(world, pool_id) == "CLOSED"
    world.advance(1)
    assert status(world, pool_id) == "ARCHIVED"


def test_work_that_is_not_settled_keeps_a_pool(world: World):
    pool_id = used_pool(world, auto_accept_solutions=False, assignment_max_duration_seconds=100 * 86_400)
    world.open(pool_id)
    ann, bob = world.worker("ann"), world.worker("bob")
    pages = [world.take(worker, pool_id) for worker in (ann, bob)]
    world.close(pool_id)
    world.advance(MONTH - DAY)
    world.submit(bob, pages[1])
    world.advance(DAY)
    world.reject(pages[1].id)
    world.advance(MONTH)
    assert status(world, pool_id) == "CLOSED", "a page is being worked on"
    world.advance(40 * DAY)
    assert world.counters(pool_id).expired == 1
    world.advance(MONTH)
    assert status(world, pool_id) == "ARCHIVED"


def test_a_training_waits_for_the_pools_that_it_opens(world: World):
    training_id = world.training()
    hint = {"known_solutions": known(), "message_on_unknown_solution": "Look again"}
    world.upload_tasks(training_id, {**hint, "infinite_overlap": True})
    requirement = {"training_pool_id": str(training_id), "training_passing_skill_value": 50}
    pool_id = used_pool(world, quality_control={"training_requirement": requirement})
    world.advance(10 * DAY)
    world.upload_suites(pool_id, {})
    world.advance(MONTH - 1)
    assert status(world, training_id) == "CLOSED"
    world.advance(1)
    assert (status(world, pool_id), status(world, training_id)) == ("ARCHIVED", "CLOSED")
    world.advance(DAY)
    assert status(world, training_id) == "ARCHIVED"
