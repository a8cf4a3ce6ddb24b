"""Selective majority-vote checks: which tasks are chosen, in which order they come, and with what overlap."""

from __future__ import annotations

from typing import Any

import pytest

from distribution.world import DAY, SECOND, World, known
from talka.assignments.model import Assignment
from talka.distribution import take
from talka.http.auth import Worker
from talka.pools.queue import Lane
from talka.storage.database import Database

HOUR = 3600 * SECOND
CONTROL = {"known_solutions": known()}


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


@pytest.fixture
def ann(world: World) -> Worker:
    return world.worker("ann")


@pytest.fixture
def bob(world: World) -> Worker:
    return world.worker("bob")


def checked(
    target: int,
    *,
    frequency: int = 3,
    start: int = 1,
    kind: str = "real",
    scope: str = "POOL",
    days: int = 30,
) -> dict[str, Any]:
    function = {
        "scope": scope,
        "distribution": "UNIFORM",
        "window_days": days,
        "intervals": [{"from": start, "frequency": frequency}],
    }
    settings = {"target_overlap": target, "task_distribution_function": function}
    return {"checkpoints_config": {f"{kind}_settings": settings}}


def pool_of(world: World, quality: dict[str, Any], *, real: int = 3, golden: int = 0, **more: Any) -> int:
    mixer = {
        "real_tasks_count": real,
        "golden_tasks_count": golden,
        "training_tasks_count": 0,
        "mix_tasks_in_creation_order": True,
        "shuffle_tasks_in_task_suite": False,
    }
    return world.pool(mixer_config=mixer, quality_control=quality, **more)


def overlaps(world: World, page: Assignment) -> list[int | None]:
    return [world.task(task_id).overlap for task_id in page.tasks]


# --- where the tasks come from ---


def test_a_fresh_task_of_the_pool_is_chosen_and_gets_the_higher_overlap(world: World, ann: Worker):
    pool_id = pool_of(world, checked(5))
    tasks = world.upload_tasks(pool_id, *[{"overlap": 1}] * 6)
    world.open(pool_id)

    pages = [world.work(ann, pool_id) for _ in range(2)]

    assert [page.tasks for page in pages] == [tasks[:3], tasks[3:]]
    assert [overlaps(world, page) for page in pages] == [[5, 1, 1], [5, 1, 1]]
    assert [world.task(task_id).remaining_overlap for task_id in tasks] == [4, 0, 0, 4, 0, 0]
    counters = world.counters(pool_id)
    assert (counters.finite_units, counters.open_units, counters.free_slots) == (6, 2, 8)
    assert world.faults() == []


def test_or_a_lower_one(world: World, ann: Worker, bob: Worker):
    pool_id = pool_of(world, checked(2))
    tasks = world.upload_tasks(pool_id, *[{"overlap": 4}] * 3)
    world.open(pool_id)

    assert overlaps(world, world.work(ann, pool_id)) == [2, 4, 4]

    assert world.work(bob, pool_id).tasks == tasks
    assert [world.task(task_id).remaining_overlap for task_id in tasks] == [0, 2, 2]
    assert world.faults() == []


def test_but_not_below_the_slots_that_are_taken(world: World, ann: Worker, bob: Worker):
    elsewhere = pool_of(world, {}, real=1)
    world.upload_tasks(elsewhere, {})
    world.open(elsewhere)
    pool_id = pool_of(world, checked(1, start=2, frequency=1, scope="PROJECT"), real=1)
    (task_id,) = world.upload_tasks(pool_id, {"overlap": 5})
    world.open(pool_id)
    for worker in (ann, bob):
        world.work(worker, pool_id)
    cy = world.worker("cy")
    world.work(cy, elsewhere)

    world.work(cy, pool_id)

    assert (world.task(task_id).overlap, world.task(task_id).remaining_overlap) == (3, 0)
    assert world.faults() == []


def test_a_task_chosen_by_another_comes_first_at_a_checked_place(world: World, ann: Worker, bob: Worker):
    pool_id = pool_of(world, checked(2))
    tasks = world.upload_tasks(pool_id, *[{"overlap": 1}] * 9)
    world.open(pool_id)
    assert world.work(ann, pool_id).tasks == tasks[:3]

    page = world.work(bob, pool_id)

    assert page.tasks == [tasks[0], tasks[3], tasks[4]]
    assert overlaps(world, page) == [2, 1, 1], "one was to be checked, and that one is"
    assert world.reachable(world.worker("cy"), pool_id, Lane.GENERAL) == set(tasks[5:])
    assert world.faults() == []


def test_at_other_places_it_comes_only_when_nothing_else_is_left(world: World, ann: Worker, bob: Worker):
    pool_id = pool_of(world, checked(3, start=3, frequency=100), real=1)
    tasks = world.upload_tasks(pool_id, *[{"overlap": 1}] * 4)
    world.open(pool_id)
    for _ in range(3):
        world.work(ann, pool_id)
    assert world.task(tasks[2]).overlap == 3

    assert [world.work(bob, pool_id).tasks for _ in range(2)] == [[tasks[3]], [tasks[2]]]
    world.work(world.worker("cy"), pool_id)
    world.advance(SECOND)
    assert world.find_pool(pool_id).last_close_reason == "COMPLETED"


def test_a_closed_pool_s_unfinished_checks_go_on_in_a_copy(world: World, ann: Worker, bob: Worker):
    old = pool_of(world, checked(3))
    origin, *_ = world.upload_tasks(old, *[{"overlap": 1, "input_values": {"image": "a"}}] * 3)
    world.open(old)
    world.work(ann, old)
    new = pool_of(world, checked(5))
    tasks = world.upload_tasks(new, *[{"overlap": 1}] * 6)
    world.open(new)
    assert world.work(world.worker("cy"), new).tasks == tasks[:3], "the old pool is open still"
    world.limit_task(tasks[0], 1)
    world.close(old)

    page = world.work(bob, new)

    copies = [task_id for task_id in page.tasks if task_id not in tasks]
    assert len(copies) == 1
    copy = world.task(copies[0])
    assert (copy.origin_task_id, copy.input_values, copy.pool_id) == (origin, {"image": "a"}, str(new))
    assert (copy.overlap, copy.remaining_overlap) == (2, 1), "what is missing of three, the answer here taken"
    assert (world.task(origin).overlap, world.task(origin).remaining_overlap) == (1, 0)
    assert world.counters(new).general == 7
    assert world.faults() == []

    assert copy.unavailable_for == [ann.id]
    assert copies[0] not in world.work(ann, new).tasks
    assert copies[0] in world.work(world.worker("dee"), new).tasks
    assert world.faults() == []


def test_archived_pools_are_looked_into_and_pools_of_other_projects_are_not(
    world: World, ann: Worker, bob: Worker
):
    old = pool_of(world, checked(2), real=1)
    (origin,) = world.upload_tasks(old, {"overlap": 1})
    world.open(old)
    world.work(ann, old)
    world.close(old)
    world.archive(old)

    here, world.project_id = world.project_id, world.project()
    foreign = pool_of(world, checked(2), real=1)
    (own,) = world.upload_tasks(foreign, {"overlap": 1})
    world.open(foreign)
    assert world.work(bob, foreign).tasks == [own]
    world.project_id = here
    new = pool_of(world, checked(2), real=1)
    world.upload_tasks(new, {"overlap": 1})
    world.open(new)

    (copied,) = world.work(bob, new).tasks

    assert world.task(copied).origin_task_id == origin
    assert world.task(copied).remaining_overlap == 0
    assert world.faults() == []


def test_a_pool_closed_for_an_update_keeps_its_checks(world: World, ann: Worker, bob: Worker):
    old, new = (pool_of(world, checked(2), real=1) for _ in range(2))
    for pool_id in (old, new):
        world.upload_tasks(pool_id, {"overlap": 1})
        world.open(pool_id)
    world.work(ann, old)
    world.close_for_update(old)

    (given,) = world.work(bob, new).tasks

    assert world.task(given).origin_task_id is None


def test_what_is_offered_changes_nothing(world: World, ann: Worker, bob: Worker):
    old, new = (pool_of(world, checked(2), real=1) for _ in range(2))
    for pool_id in (old, new):
        world.upload_tasks(pool_id, {"overlap": 1})
        world.open(pool_id)
    world.work(ann, old)
    world.close(old)
    before = world.counters(new), world.counters(old)

    offered = world.read(lambda tx: take.offer(tx, bob.id, world.find_pool(new), world.platform))

    assert isinstance(offered.found, take.Page)
    assert (world.counters(new), world.counters(old)) == before


def test_a_closed_pool_is_no_source_of_its_own_tasks(world: World, ann: Worker, bob: Worker):
    pool_id = pool_of(world, checked(3, frequency=2))
    world.upload_tasks(pool_id, {"overlap": 1})
    world.open(pool_id)
    world.work(ann, pool_id)
    world.upload_tasks(pool_id, *[{"overlap": 1}] * 3)
    world.close(pool_id)

    found = world.next_page(bob, pool_id)

    assert isinstance(found, take.Page)
    assert len(set(found.task_ids)) == len(found.task_ids) == 3


# --- positions ---


def test_positions_count_tasks_of_their_kind_only_and_the_window_forgets(world: World, ann: Worker):
    pool_id = pool_of(world, checked(2, frequency=4, days=1), real=2, golden=2)
    world.upload_tasks(pool_id, *[{"overlap": 1}] * 20, *[{**CONTROL, "infinite_overlap": True}] * 20)
    world.open(pool_id)

    def chosen() -> int:
        return overlaps(world, world.work(ann, pool_id)).count(2)

    assert [chosen() for _ in range(4)] == [1, 0, 1, 0]
    world.advance(DAY + HOUR)
    assert chosen() == 1
    assert world.faults() == []


def test_positions_of_a_project_are_shared_by_its_pools(world: World, ann: Worker):
    pools = [pool_of(world, checked(2, frequency=2, scope="PROJECT"), real=1) for _ in range(2)]
    for pool_id in pools:
        world.upload_tasks(pool_id, *[{"overlap": 1}] * 4)
        world.open(pool_id)

    pages = [world.work(ann, pool_id) for pool_id in (pools[0], pools[1], pools[1], pools[0])]

    assert [overlaps(world, page) for page in pages] == [[2], [1], [2], [1]]


def test_a_short_page_is_checked_at_the_places_it_has(world: World, ann: Worker):
    pool_id = pool_of(world, checked(2, frequency=2), real=4)
    world.upload_tasks(pool_id, {"overlap": 1}, {"overlap": 1})
    world.open(pool_id)

    assert overlaps(world, world.work(ann, pool_id)) == [2, 1]


def test_control_tasks_are_checked_alike_and_those_without_an_end_stay_so(
    world: World, ann: Worker, bob: Worker
):
    pool_id = pool_of(world, checked(3, kind="golden", frequency=1), real=1, golden=1)
    general = world.upload_tasks(pool_id, *[{"overlap": 5}] * 4)
    finite, endless = world.upload_tasks(
        pool_id, {**CONTROL, "overlap": 1}, {**CONTROL, "infinite_overlap": True}
    )
    world.open(pool_id)

    assert world.work(ann, pool_id).tasks == [general[0], finite]
    assert world.work(ann, pool_id).tasks == [general[1], endless]
    assert world.work(bob, pool_id).tasks == [general[0], finite]

    assert (world.task(finite).overlap, world.task(finite).remaining_overlap) == (3, 1)
    assert world.task(endless).infinite_overlap
    assert world.faults() == []


# --- what happens to a chosen task afterwards ---


def test_an_answer_that_never_came_is_asked_for_again_as_a_check(world: World, ann: Worker, bob: Worker):
    pool_id = pool_of(world, checked(2), real=1)
    first, second = world.upload_tasks(pool_id, *[{"overlap": 1}] * 2)
    world.open(pool_id)
    world.work(ann, pool_id)
    page = world.take(bob, pool_id)
    assert page.tasks == [first]

    world.exit(bob, page)

    assert world.reachable(bob, pool_id, Lane.GENERAL_CHECK) == {first}
    assert world.take(world.worker("cy"), pool_id).tasks == [first]
    assert world.task(second).overlap == 1
    assert world.faults() == []


def test_the_requester_may_still_change_its_overlap_and_its_kind(world: World, ann: Worker, bob: Worker):
    pool_id = pool_of(world, checked(2), real=1)
    first, *_ = world.upload_tasks(pool_id, *[{"overlap": 1}] * 2)
    world.open(pool_id)
    world.work(ann, pool_id)

    world.patch_task(first, overlap=3)
    assert world.reachable(bob, pool_id, Lane.GENERAL_CHECK) == {first}
    world.limit_task(first, 0)
    assert world.reachable(bob, pool_id, Lane.GENERAL_CHECK) == set()
    world.patch_task(first, overlap=3, known_solutions=known())

    assert world.reachable(bob, pool_id, Lane.CONTROL) == {first}
    assert world.reachable(bob, pool_id, Lane.CONTROL_CHECK) == set()
    assert world.faults() == []


def test_a_reserved_task_that_is_chosen_stays_reserved(world: World, ann: Worker, bob: Worker):
    pool_id = pool_of(world, checked(2), real=1)
    (task_id,) = world.upload_tasks(pool_id, {"overlap": 1, "reserved_for": [ann.id, bob.id]})
    world.open(pool_id)

    assert world.work(ann, pool_id).tasks == [task_id]

    assert world.reachable(bob, pool_id, Lane.GENERAL_CHECK) == {task_id}
    assert world.reachable(world.worker("cy"), pool_id, Lane.GENERAL_CHECK) == set()
    assert world.faults() == []
    assert world.work(bob, pool_id).tasks == [task_id]
    assert world.faults() == []
