"""An answer counts for the tasks of other open pools that ask the very same, where the project wants it."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import msgspec
import pytest

from distribution.world import RIGHT, World, known
from talka.assignments import service as assignments
from talka.assignments import store as assignment_store
from talka.assignments.model import AssignmentView
from talka.http.lists import parse_list
from talka.http.parameters import Parameters
from talka.kernel.errors import TalkaError
from talka.storage.database import Database
from talka.tasks.model import TaskKind
from talka.tasks.service import PreparedTask

ONE_BY_ONE = {"real_tasks_count": 1, "golden_tasks_count": 0, "training_tasks_count": 0}
CAT = {"input_values": {"image": "cat.png", "page": "1"}}
SPEC = {
    "input_spec": {
        "image": {"type": "string", "required": False},
        "page": {"type": "string", "required": False},
    },
    "output_spec": {"cat": {"type": "string", "required": False}},
}


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    made = World(database)
    made.project_id = made.project(assignments_automerge_enabled=True, task_spec=SPEC)
    yield made
    assert made.faults() == []


def pool_of(
    world: World, *tasks: dict[str, Any], opened: bool = True, **changes: Any
) -> tuple[int, list[str]]:
    """A pool of pages of one task each, with these tasks."""
    pool_id = world.pool(**{"mixer_config": ONE_BY_ONE, **changes})
    ids = world.upload_tasks(pool_id, *tasks)
    if opened:
        world.open(pool_id)
    return pool_id, ids


def answers(world: World, pool_id: int) -> list[AssignmentView]:
    """The pool's assignments, as its requester sees them."""
    request = parse_list(assignment_store.LIST, Parameters([("pool_id", str(pool_id))]), 100)
    return world.read(lambda tx: assignments.get_assignments(tx, world.requester, request)).items


def work(world: World, worker: Any, pool_id: int) -> None:
    world.submit(worker, world.take(worker, pool_id))


def test_an_answer_counts_for_the_same_task_of_another_open_pool(world: World):
    ann, bob = world.worker("ann"), world.worker("bob")
    first, _ = pool_of(world, CAT)
    second, (twin,) = pool_of(world, {**CAT, "overlap": 2})
    page = world.take(ann, first)
    before = world.money()

    answer = world.submit(ann, page)
    (copied,) = answers(world, second)

    assert (copied.status, copied.automerged, copied.mixed, copied.reward) == ("ACCEPTED", True, True, 0)
    assert (copied.user_id, copied.tasks[0].id, copied.solutions[0].output_values) == (ann.id, twin, RIGHT)
    assert copied.created == copied.submitted == copied.accepted
    suite = world.suite(copied.task_suite_id)
    assert (suite.automerged, suite.mixed, suite.overlap, suite.remaining_overlap) == (True, True, 1, 0)
    assert world.task(twin).remaining_overlap == 1
    counters = world.counters(second)
    assert (counters.issued, counters.accepted, counters.active, counters.free_slots) == (1, 1, 0, 1)
    assert [one.automerged for one in answers(world, first)] == [False]
    paid = {account: balance - before.get(account, 0) for account, balance in world.money().items()}
    assert paid[f"worker:{ann.id}"] == page.reward
    with pytest.raises(Exception, match="no more tasks"):
        world.take(ann, second)
    assert world.take(bob, second).tasks == [twin]
    assert answer.assignment.status == "ACCEPTED"


def test_a_repeated_submit_copies_nothing_twice(world: World):
    ann = world.worker()
    first, _ = pool_of(world, CAT)
    second, _ = pool_of(world, {**CAT, "overlap": 5})
    page = world.take(ann, first)

    world.submit(ann, page)
    world.submit(ann, page)

    assert len(answers(world, second)) == 1


@pytest.mark.parametrize(
    "other",
    [
        {"input_values": {"page": "1", "image": "cat.png"}},
        {"input_values": {"image": "cat.png", "page": "2"}},
        {**CAT, "known_solutions": known()},
        {**CAT, "known_solutions": known(), "message_on_unknown_solution": "Look"},
        {**CAT, "reserved_for": ["somebody else"]},
    ],
    ids=["another order", "other values", "a control task", "a training task", "reserved"],
)
def test_what_is_no_twin(world: World, other: dict[str, Any]):
    ann = world.worker()
    first, _ = pool_of(world, CAT)
    second, _ = pool_of(world, other, CAT | {"input_values": {"image": "dog.png"}})

    work(world, ann, first)

    assert answers(world, second) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"opened": False},
        {"auto_accept_solutions": False},
        {"may_contain_adult_content": True},
        {"filter": {"and": [{"category": "profile", "key": "country", "operator": "EQ", "value": "DE"}]}},
    ],
    ids=["closed", "reviewed", "not for the worker", "filtered"],
)
def test_a_pool_that_gets_no_copies(world: World, changes: dict[str, Any]):
    ann = world.worker()
    first, _ = pool_of(world, CAT)
    second, _ = pool_of(world, CAT, **changes)

    work(world, ann, first)

    assert answers(world, second) == []


def test_answers_under_review_are_not_copied(world: World):
    ann = world.worker()
    first, _ = pool_of(world, CAT, auto_accept_solutions=False)
    second, _ = pool_of(world, CAT)

    work(world, ann, first)

    assert answers(world, second) == []


def test_a_project_that_does_not_ask_for_it(world: World):
    world.project_id = world.project(task_spec=SPEC)
    ann = world.worker()
    first, _ = pool_of(world, CAT)
    second, _ = pool_of(world, CAT)

    work(world, ann, first)

    assert answers(world, second) == []


def test_a_full_task_and_a_worker_who_has_had_it(world: World):
    ann, bob = world.worker("ann"), world.worker("bob")
    second, (twin,) = pool_of(world, {**CAT, "overlap": 2, "unavailable_for": ["cy"]})
    work(world, ann, second)
    first, _ = pool_of(world, {**CAT, "overlap": 3})
    full, _ = pool_of(world, CAT)
    work(world, bob, full)
    assert len(answers(world, second)) == 2
    assert len(answers(world, first)) == 1

    work(world, ann, first)

    assert [one.user_id for one in answers(world, second)] == [ann.id, bob.id]
    assert world.task(twin).remaining_overlap == 0
    assert len(answers(world, full)) == 1


def test_several_pools_and_pages_of_several_tasks(world: World):
    ann = world.worker()
    dog = {"input_values": {"image": "dog.png"}}
    two = {"mixer_config": {**ONE_BY_ONE, "real_tasks_count": 2}}
    third, thirds = pool_of(world, dog, CAT, {"input_values": {"image": "cow.png"}}, **two)
    first, _ = pool_of(world, CAT, dog, **two)
    second, seconds = pool_of(world, dog, {**CAT, "infinite_overlap": True, "overlap": None})
    page = world.take(ann, first)
    cat_first = world.task(page.tasks[0]).input_values == CAT["input_values"]
    given = {"CAT": {"cat": "yes"}, "dog": {"cat": "no"}}
    in_order = [given["CAT"], given["dog"]] if cat_first else [given["dog"], given["CAT"]]

    world.submit_answers(ann, page, in_order)

    for pool_id, (dog_id, cat_id, *_) in ((second, seconds), (third, thirds)):
        found = {one.tasks[0].id: one.solutions[0].output_values for one in answers(world, pool_id)}
        assert found == {dog_id: given["dog"], cat_id: given["CAT"]}


def test_a_pool_that_a_copy_completes_is_closed(world: World):
    ann = world.worker()
    first, _ = pool_of(world, CAT, {"input_values": {}})
    second, _ = pool_of(world, CAT)

    work(world, ann, first)
    if not answers(world, second):
        work(world, ann, first)
    world.advance(1)

    assert world.find_pool(second).last_close_reason == "COMPLETED"


def test_tasks_of_a_large_batch_are_found_as_well():
    """What is known of a checked task goes through the batch's chunks as JSON."""

    prepared = PreparedTask(1, TaskKind.GENERAL, 1, None, None, -(2**63))

    assert msgspec.json.decode(msgspec.json.encode(prepared), type=PreparedTask) == prepared


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_answers_copied_to_and_fro_at_once(world: World):
    """No task is answered beyond its overlap, and nobody answers one twice, whoever waits for whom."""
    workers = [world.worker(f"worker{number}") for number in range(6)]
    tasks = [{"input_values": {"image": str(number)}, "overlap": 3} for number in range(8)]
    pool_ids = [pool_of(world, *tasks)[0] for _ in range(3)]

    def work(number: int) -> None:
        for turn in range(10):
            try:
                page = world.take(workers[number], pool_ids[(number + turn) % 3])
                world.submit(workers[number], page)
            except TalkaError:
                continue

    with ThreadPoolExecutor(len(workers)) as threads:
        list(threads.map(work, range(len(workers))))
    for pool_id in pool_ids:
        given = [(one.user_id, one.tasks[0].id) for one in answers(world, pool_id)]
        assert len(given) == len(set(given))
        assert world.counters(pool_id).accepted + world.counters(pool_id).free_slots == 24
    assert any(one.automerged for one in answers(world, pool_ids[0]))
