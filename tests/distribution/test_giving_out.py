"""Who is given what, told in small scenes."""

from __future__ import annotations

import pytest

from distribution.world import FEE, REWARD, SECOND, World, known
from talka.distribution.rules import Nothing
from talka.distribution.take import NoTasksAvailable, Page, PoolIsClosed, TooManyActiveAssignments, offer
from talka.http.auth import Worker
from talka.kernel.errors import AccessDenied, AssignmentsCount, Conflict, InappropriateStatus
from talka.pools.queue import Lane
from talka.storage.database import Database
from talka.worker_api import service as work
from talka.worker_api.model import DraftForm, TaskItem

MIXED = {"mixer_config": {"real_tasks_count": 1, "golden_tasks_count": 0, "training_tasks_count": 0}}
WITH_CONTROL = {"mixer_config": {"real_tasks_count": 1, "golden_tasks_count": 1, "training_tasks_count": 0}}
IN_ORDER = {"assignments_issuing_config": {"issue_task_suites_in_creation_order": True}}
CONTROL = {"known_solutions": known(), "infinite_overlap": True}


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


@pytest.fixture
def ann(world: World) -> Worker:
    return world.worker("ann")


@pytest.fixture
def bob(world: World) -> Worker:
    return world.worker("bob")


def listed(world: World, worker: Worker, *, everything: bool = False) -> list[TaskItem]:
    return world.read(lambda tx: work.get_tasks(tx, worker, world.platform, everything=everything)).items


# --- the order of suites ---


def test_suites_go_in_the_order_of_their_override_and_then_of_their_creation(world: World, ann: Worker):
    pool_id = world.pool(**IN_ORDER)
    second, third, first = world.upload_suites(pool_id, {}, {}, {"issuing_order_override": 5})
    world.open(pool_id)

    given = []
    for _ in range(3):
        page = world.take(ann, pool_id)
        given.append(page.suite_id)
        world.submit(ann, page)

    assert given == [first, second, third]


def test_a_raised_overlap_does_not_put_a_suite_before_its_turn(world: World, ann: Worker):
    pool_id = world.pool(**IN_ORDER)
    first, second = world.upload_suites(pool_id, {}, {})
    world.open(pool_id)

    world.patch_suite(second, overlap=5)

    assert world.take(ann, pool_id).suite_id == first


def test_a_slot_that_came_back_is_given_before_new_suites(world: World, ann: Worker, bob: Worker):
    pool_id = world.pool(**IN_ORDER)
    first, second = world.upload_suites(pool_id, {}, {})
    world.open(pool_id)
    page = world.take(ann, pool_id)
    assert world.take(bob, pool_id).suite_id == second

    world.skip(ann, page)

    assert world.take(world.worker("cy"), pool_id).suite_id == first


def test_a_suite_reopened_by_its_overlap_is_met_by_those_who_had_passed_it(
    world: World, ann: Worker, bob: Worker
):
    pool_id = world.pool(**IN_ORDER)
    first, _ = world.upload_suites(pool_id, {}, {})
    world.open(pool_id)
    world.submit(ann, world.take(ann, pool_id))
    world.submit(bob, world.take(bob, pool_id))

    world.patch_suite(first, overlap=2)

    assert world.take(bob, pool_id).suite_id == first
    assert isinstance(world.next_page(ann, pool_id), Nothing)


def test_what_is_uploaded_later_is_reached_by_those_who_came_to_the_end(world: World, ann: Worker):
    pool_id = world.pool()
    world.upload_suites(pool_id, {})
    world.open(pool_id)
    world.submit(ann, world.take(ann, pool_id))

    (later,) = world.upload_suites(pool_id, {})

    assert world.take(ann, pool_id).suite_id == later


def test_a_suite_of_a_task_without_input_values_is_a_page_like_any_other(world: World, ann: Worker):
    pool_id = world.pool()
    (suite_id,) = world.upload_suites(pool_id, {"tasks": [{}, {"input_values": {}}]})
    world.open(pool_id)

    world.submit(ann, world.take(ann, pool_id))

    assert [task.input_values for task in world.suite(suite_id).tasks] == [{}, {}]


# --- overlap ---


def test_an_infinite_overlap_made_finite_counts_what_was_given_out(world: World, ann: Worker, bob: Worker):
    pool_id = world.pool(**MIXED)
    (task_id,) = world.upload_tasks(pool_id, {"infinite_overlap": True})
    world.open(pool_id)
    page = world.take(ann, pool_id)
    world.submit(bob, world.take(bob, pool_id))

    with pytest.raises(AssignmentsCount):
        world.patch_task(task_id, overlap=1)
    assert world.limit_task(task_id, 0).overlap == 2
    assert world.counters(pool_id).finite_units == 1

    world.exit(ann, page)
    assert world.task(task_id).remaining_overlap == 1
    assert world.faults() == []


def test_an_overlap_made_infinite_opens_a_full_task_to_everybody(world: World, ann: Worker, bob: Worker):
    pool_id = world.pool(**MIXED)
    (task_id,) = world.upload_tasks(pool_id, {"overlap": 1})
    world.open(pool_id)
    world.submit(ann, world.take(ann, pool_id))

    world.patch_task(task_id, infinite_overlap=True)

    assert world.take(bob, pool_id).tasks == [task_id]
    assert isinstance(world.next_page(ann, pool_id), Nothing)
    assert world.faults() == []


def test_overlap_and_kind_changed_at_once(world: World, ann: Worker):
    pool_id = world.pool(**MIXED)
    task_id, other = world.upload_tasks(pool_id, {"overlap": 1}, {"overlap": 1})
    world.open(pool_id)

    world.patch_task(task_id, overlap=5, known_solutions=known())

    assert world.reachable(ann, pool_id, Lane.GENERAL) == {other}
    assert world.reachable(ann, pool_id, Lane.CONTROL) == {task_id}
    counters = world.counters(pool_id)
    assert (counters.general, counters.control, counters.finite_units, counters.free_slots) == (1, 1, 1, 1)
    assert world.faults() == []


def test_a_task_inside_a_suite_has_no_overlap_of_its_own(world: World, ann: Worker):
    pool_id = world.pool()
    (suite_id,) = world.upload_suites(pool_id, {})
    task_id = world.suite(suite_id).tasks[0].id
    assert task_id is not None

    for change in (
        lambda: world.patch_task(task_id, overlap=3),
        lambda: world.patch_task(task_id, infinite_overlap=True),
        lambda: world.limit_task(task_id, 0),
    ):
        with pytest.raises(Conflict, match=suite_id):
            change()

    world.open(pool_id)
    world.submit(ann, world.take(ann, pool_id))
    world.advance(SECOND)
    assert world.find_pool(pool_id).last_close_reason == "COMPLETED"


def test_a_training_s_tasks_stay_with_everybody(world: World):
    training_id = world.training()
    (task_id,) = world.upload_tasks(
        training_id, {"known_solutions": known(), "message_on_unknown_solution": "Look again"}
    )

    for change in (lambda: world.patch_task(task_id, overlap=1), lambda: world.limit_task(task_id, 0)):
        with pytest.raises(Conflict, match="for every worker"):
            change()

    assert world.task(task_id).infinite_overlap


# --- what a worker remembers ---


def test_a_control_task_is_shown_once_even_on_a_page_that_was_given_up(world: World, ann: Worker):
    pool_id = world.pool(**WITH_CONTROL)
    general, first, second = world.upload_tasks(pool_id, {}, CONTROL, CONTROL)
    world.open(pool_id)

    shown = []
    for _ in range(2):
        page = world.take(ann, pool_id)
        assert general in page.tasks
        shown += [task_id for task_id in page.tasks if task_id != general]
        world.exit(ann, page)

    assert sorted(shown) == sorted([first, second])
    with pytest.raises(NoTasksAvailable, match="control tasks"):
        world.take(ann, pool_id)


def test_tasks_of_a_manual_suite_that_was_given_up_may_be_mixed_after_all(
    world: World, ann: Worker, bob: Worker
):
    pool_id = world.pool(**MIXED)
    (task_id,) = world.upload_tasks(pool_id, {"overlap": 3})
    (suite_id,) = world.upload_suites(pool_id, {"tasks": [{"id": task_id}]})
    world.open(pool_id)
    page = world.take(ann, pool_id)
    assert page.suite_id == suite_id
    assert world.reachable(ann, pool_id, Lane.GENERAL) == set()

    world.exit(ann, page)
    world.submit(bob, world.take(bob, pool_id))

    assert world.take(ann, pool_id).tasks == [task_id]


def test_giving_up_a_manual_suite_does_not_bring_back_what_was_done_before(
    world: World, ann: Worker, bob: Worker
):
    pool_id = world.pool(**MIXED)
    (task_id,) = world.upload_tasks(pool_id, {"overlap": 2})
    world.open(pool_id)
    world.submit(ann, world.take(ann, pool_id))
    held = world.take(bob, pool_id)
    (suite_id,) = world.upload_suites(pool_id, {"tasks": [{"id": task_id}]})

    page = world.take(ann, pool_id)
    assert page.suite_id == suite_id
    world.exit(ann, page)
    world.limit_suite(suite_id, 0)
    world.exit(bob, held)

    assert world.reachable(ann, pool_id, Lane.GENERAL) == set()
    assert world.reachable(bob, pool_id, Lane.GENERAL) == {task_id}


# --- the last tasks ---


def test_suites_for_somebody_else_do_not_hold_up_the_last_tasks(world: World, ann: Worker, bob: Worker):
    mixer = {"real_tasks_count": 2, "golden_tasks_count": 0, "training_tasks_count": 0}
    pool_id = world.pool(mixer_config=mixer)
    (last,) = world.upload_tasks(pool_id, {})
    world.upload_suites(pool_id, {"reserved_for": [bob.id]}, {"reserved_for": [bob.id]})
    world.open(pool_id)

    assert world.take(ann, pool_id).tasks == [last]


# --- money, limits, and why not ---


def test_the_pool_closes_when_the_next_page_cannot_be_paid_for(world: World, ann: Worker, bob: Worker):
    pool_id = world.pool()
    world.upload_suites(pool_id, {"overlap": 2})
    world.open(pool_id)
    world.withdraw(world.money()["available"] - 2 * (REWARD + FEE) + 1)
    page = world.take(ann, pool_id)

    with pytest.raises(AccessDenied) as refused:
        world.take(bob, pool_id)

    assert refused.value.payload == {
        "reasons": [
            {"code": "REQUESTER_BALANCE", "words": "The requester cannot pay for more work at the moment"}
        ]
    }
    assert world.find_pool(pool_id).last_close_reason == "NOT_ENOUGH_BALANCE"
    with pytest.raises(PoolIsClosed):
        world.take(bob, pool_id)
    assert world.submit(ann, page).assignment.status == "ACCEPTED"


def test_a_worker_at_the_project_s_limit_is_told_so_beforehand(world: World, ann: Worker):
    world.project_id = world.project(max_active_assignments_count=1)
    held, other = (world.pool() for _ in range(2))
    for pool_id in (held, other):
        world.upload_suites(pool_id, {})
        world.open(pool_id)
    world.take(ann, held)

    assert [item.pool_id for item in listed(world, ann)] == [str(held)]
    (refused,) = [item for item in listed(world, ann, everything=True) if item.pool_id == str(other)]
    assert refused.why_not is not None
    assert [reason.code for reason in refused.why_not] == ["TOO_MANY_ACTIVE_ASSIGNMENTS"]
    with pytest.raises(TooManyActiveAssignments):
        world.take(ann, other)


def test_what_is_offered_is_what_a_take_gives(world: World, ann: Worker):
    pool_id = world.pool(**IN_ORDER)
    first, _ = world.upload_suites(pool_id, {}, {})
    world.open(pool_id)
    pool = world.find_pool(pool_id)

    offered = world.read(lambda tx: offer(tx, ann.id, pool, world.platform)).found

    assert isinstance(offered, Page)
    assert offered.suite_id == first == world.take(ann, pool_id).suite_id


def test_the_page_that_is_held_is_given_again_even_when_the_pool_has_closed(world: World, ann: Worker):
    pool_id = world.pool()
    world.upload_suites(pool_id, {}, {})
    world.open(pool_id)
    page = world.take(ann, pool_id)
    world.close(pool_id)

    assert world.take(ann, pool_id) == page
    assert world.counters(pool_id).issued == 1


def test_no_draft_comes_after_the_answers(world: World, ann: Worker):
    pool_id = world.pool()
    world.upload_suites(pool_id, {})
    world.open(pool_id)
    page = world.take(ann, pool_id)
    draft = DraftForm([{"output_values": {"cat": "perhaps"}}])
    world.write(lambda tx: work.save_draft(tx, ann, page.id, draft))

    done = world.submit(ann, page)

    assert done.assignment.draft is None
    with pytest.raises(InappropriateStatus):
        world.write(lambda tx: work.save_draft(tx, ann, page.id, draft))


# --- completion ---


def test_a_pool_closes_once_all_is_given_out_and_handed_in(world: World, ann: Worker, bob: Worker):
    pool_id = world.pool(auto_close_after_complete_delay_seconds=60)
    world.upload_suites(pool_id, {"overlap": 2})
    world.open(pool_id)
    world.submit(ann, world.take(ann, pool_id))
    world.advance(61 * SECOND)
    assert world.find_pool(pool_id).status == "OPEN"

    page = world.take(bob, pool_id)
    world.advance(61 * SECOND)
    assert world.find_pool(pool_id).status == "OPEN"

    world.submit(bob, page)
    world.advance(59 * SECOND)
    assert world.find_pool(pool_id).status == "OPEN"
    world.advance(SECOND)
    assert world.find_pool(pool_id).last_close_reason == "COMPLETED"


def test_new_work_calls_the_closing_off(world: World, ann: Worker):
    pool_id = world.pool(auto_close_after_complete_delay_seconds=60)
    (suite_id,) = world.upload_suites(pool_id, {})
    world.open(pool_id)
    world.submit(ann, world.take(ann, pool_id))
    world.advance(59 * SECOND)

    world.patch_suite(suite_id, overlap=2)
    world.advance(3600 * SECOND)

    assert world.find_pool(pool_id).status == "OPEN"
    assert world.faults() == []


def test_a_worker_named_twice_is_kept_once(world: World, ann: Worker, bob: Worker):
    pool_id = world.pool(**MIXED)
    twice = {"reserved_for": [ann.id, bob.id, ann.id], "unavailable_for": ["x", "x"], "overlap": 1}

    task = world.task(world.upload_tasks(pool_id, twice)[0])
    suite = world.suite(world.upload_suites(world.pool(), twice)[0])

    for one in (task, suite):
        assert (one.reserved_for, one.unavailable_for) == ([ann.id, bob.id], ["x"])
