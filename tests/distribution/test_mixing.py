"""Pages laid out by distribution functions, exams, training tasks among paid ones, and short pages."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from distribution.world import DAY, SECOND, World, known, wipe
from talka.assignments.model import Assignment
from talka.assignments.service import get_assignment
from talka.distribution.take import NoTasksAvailable
from talka.http.auth import Worker
from talka.storage.database import Database

HOUR = 3600 * SECOND
DOCUMENTED = [{"from": 1, "to": 5, "frequency": 3}, {"from": 6, "to": 1000, "frequency": 5}]
CONTROL = {"known_solutions": known(), "infinite_overlap": True}
TRAINING = {**CONTROL, "message_on_unknown_solution": "Look again"}
WRONG = {"cat": "no"}


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


@pytest.fixture
def ann(world: World) -> Worker:
    return world.worker("ann")


def function(intervals: list[dict[str, int]], scope: str = "POOL", days: int = 365) -> dict[str, Any]:
    return {"scope": scope, "distribution": "UNIFORM", "window_days": days, "intervals": intervals}


def mixer(real: int, **more: Any) -> dict[str, Any]:
    return {"real_tasks_count": real, "golden_tasks_count": 0, "training_tasks_count": 0, **more}


def open_pool(
    world: World, config: dict[str, Any], *, general: int = 0, control: int = 0, training: int = 0
) -> int:
    pool_id = world.pool(mixer_config=config)
    world.upload_tasks(pool_id, *[{}] * general, *[CONTROL] * control, *[TRAINING] * training)
    world.open(pool_id)
    return pool_id


def kinds(world: World, page: Assignment) -> str:
    """A page as a word: g, c or t for each task in its order."""
    letters = []
    for task_id in page.tasks:
        task = world.task(task_id)
        hint = task.message_on_unknown_solution
        letters.append("t" if hint else "c" if task.known_solutions else "g")
    return "".join(letters)


# --- positions ---


@pytest.mark.parametrize("shuffled", [True, False])
def test_the_documented_scheme(world: World, ann: Worker, *, shuffled: bool):
    config = mixer(
        7,
        golden_task_distribution_function=function(DOCUMENTED),
        shuffle_tasks_in_task_suite=shuffled,
        mix_tasks_in_creation_order=True,
    )
    pool_id = open_pool(world, config, general=20, control=10)

    first, second = (world.work(ann, pool_id) for _ in range(2))

    assert kinds(world, first) == "cggcgcg"
    assert kinds(world, second) == "gggcggg"
    assert len({*first.tasks, *second.tasks}) == 14
    assert world.faults() == []
    for page in (first, second) if not shuffled else ():
        general = [task for task, kind in zip(page.tasks, kinds(world, page), strict=True) if kind == "g"]
        assert general == sorted(general)


def test_training_tasks_stand_where_their_function_says_and_control_tasks_go_first(world: World, ann: Worker):
    config = mixer(
        4,
        golden_task_distribution_function=function([{"from": 1, "frequency": 4}]),
        training_task_distribution_function=function([{"from": 1, "frequency": 2}]),
    )
    pool_id = open_pool(world, config, general=8, control=3, training=3)

    assert kinds(world, world.work(ann, pool_id)) == "cgtg"


def test_kinds_with_a_number_of_their_own_are_within_the_size_of_the_page(world: World, ann: Worker):
    config = mixer(
        4,
        golden_task_distribution_function=function([{"from": 1, "frequency": 2}]),
        training_tasks_count=1,
        shuffle_tasks_in_task_suite=False,
    )
    pool_id = open_pool(world, config, general=8, control=4, training=4)

    assert kinds(world, world.work(ann, pool_id)) == "cgct"


def test_positions_go_on_across_the_pools_of_a_project(world: World, ann: Worker):
    every_third = function([{"from": 1, "frequency": 3}], scope="PROJECT")
    config = mixer(2, golden_task_distribution_function=every_third)
    one, other = (open_pool(world, config, general=8, control=4) for _ in range(2))
    suites = world.pool()
    world.upload_suites(suites, {"tasks": [{}, {}]})
    world.open(suites)

    pages = [world.work(ann, pool_id) for pool_id in (one, other, suites, other)]

    assert [kinds(world, page) for page in pages] == ["cg", "gc", "gg", "cg"]
    world.project_id = world.project()
    elsewhere = open_pool(world, config, general=8, control=4)
    assert kinds(world, world.work(ann, elsewhere)) == "cg"


def test_work_in_a_training_is_no_work_of_the_project_s(world: World, ann: Worker):
    training_id = world.training()
    world.upload_tasks(training_id, {"known_solutions": known(), "message_on_unknown_solution": "Look"})
    world.open(training_id)
    function_of_project = function([{"from": 1, "frequency": 3}], scope="PROJECT")
    pool_id = world.pool(
        mixer_config=mixer(2, golden_task_distribution_function=function_of_project),
        quality_control={
            "training_requirement": {"training_pool_id": str(training_id), "training_passing_skill_value": 50}
        },
    )
    world.upload_tasks(pool_id, *[{}] * 4, *[CONTROL] * 2)
    world.open(pool_id)
    world.work(ann, training_id)

    assert kinds(world, world.work(ann, pool_id)) == "cg"
    assert world.faults() == []


def test_a_window_forgets_work_and_positions_begin_anew(world: World, ann: Worker):
    config = mixer(
        2, golden_task_distribution_function=function([{"from": 1, "to": 1, "frequency": 1}], days=10)
    )
    pool_id = open_pool(world, config, general=40, control=10)
    start = world.now

    def page_at(moment: int) -> str:
        world.advance(start + moment - world.now)
        return kinds(world, world.work(ann, pool_id))

    assert page_at(0) == "cg"
    assert page_at(6 * DAY) == "gg"
    assert page_at(10 * DAY) == "gg"
    assert page_at(16 * DAY) == "gg", "what was done six days ago is still counted"
    assert page_at(26 * DAY + HOUR) == "cg"
    assert world.faults() == []


def test_who_has_used_up_the_control_tasks_gets_nothing_at_a_place_for_one(world: World, ann: Worker):
    config = mixer(2, golden_task_distribution_function=function([{"from": 1, "frequency": 4}]))
    pool_id = open_pool(world, config, general=20, control=1)

    assert [kinds(world, world.work(ann, pool_id)) for _ in range(2)] == ["cg", "gg"]
    with pytest.raises(NoTasksAvailable, match="control tasks") as refused:
        world.take(ann, pool_id)
    assert refused.value.payload == {"finished": True}


def test_a_page_of_control_tasks_only_needs_no_general_ones(world: World, ann: Worker):
    config = mixer(2, golden_task_distribution_function=function([{"from": 1, "to": 4, "frequency": 1}]))
    pool_id = open_pool(world, config, control=4)

    assert [kinds(world, world.work(ann, pool_id)) for _ in range(2)] == ["cc", "cc"]


def test_the_last_page_ends_before_the_first_empty_place_and_the_next_goes_on_from_there(
    world: World, ann: Worker
):
    config = mixer(6, golden_task_distribution_function=function([{"from": 1, "frequency": 3}]))
    pool_id = open_pool(world, config, general=3, control=9)

    assert kinds(world, world.work(ann, pool_id)) == "cggcg"
    world.upload_tasks(pool_id, *[{}] * 4)
    assert kinds(world, world.work(ann, pool_id)) == "gcggcg"
    assert world.faults() == []


def test_pages_agree_with_positions_counted_from_all_that_was_done(database: Database, database_kind: str):
    """Two pools of a project, two scopes, windows: against a plain recount of what was handed in."""

    @settings(max_examples=6 if database_kind == "sqlite" else 2)
    @given(st.data())
    def walk(data: st.DataObject) -> None:
        _walk_and_recount(database, data)

    walk()


def _walk_and_recount(database: Database, data: st.DataObject) -> None:
    wipe(database)
    world = World(database)
    ann = world.worker()
    scope = data.draw(st.sampled_from(["POOL", "PROJECT"]))
    days = data.draw(st.integers(1, 4))
    cuts = sorted(data.draw(st.sets(st.integers(0, 30), min_size=2, max_size=4)))
    intervals = [
        {"from": low, "to": high - 1, "frequency": data.draw(st.integers(1, 6))}
        for low, high in pairwise(cuts)
    ]
    size = data.draw(st.integers(1, 5))
    config = mixer(size, golden_task_distribution_function=function(intervals, scope, days))
    pools = [open_pool(world, config, general=40, control=40) for _ in range(2)]
    log: list[tuple[int, int]] = []
    for _ in range(8):
        pool_id = data.draw(st.sampled_from(pools))
        page = world.take(ann, pool_id)
        first_hour = (world.now - days * DAY) // HOUR
        done = size * sum(
            at // HOUR >= first_hour and (scope == "PROJECT" or where == pool_id) for where, at in log
        )
        assert world.on_one_snapshot(partial(kinds, world, page)) == "".join(
            "c" if _is_special(intervals, position) else "g" for position in range(done + 1, done + size + 1)
        )
        deed = data.draw(st.sampled_from(["submit", "submit", "submit", "exit"]))
        if deed == "submit":
            world.submit(ann, page)
            log.append((pool_id, world.now))
        else:
            world.exit(ann, page)
        world.advance(data.draw(st.sampled_from([0, SECOND, 7 * HOUR, DAY, 2 * DAY])))
    assert world.faults() == []


def _is_special(intervals: list[dict[str, int]], position: int) -> bool:
    return any(
        one["from"] <= position <= one["to"] and (position - one["from"]) % one["frequency"] == 0
        for one in intervals
    )


# --- exams, and training tasks among others ---


def test_an_exam_gives_full_pages_of_control_tasks_only(world: World, ann: Worker):
    config = {"real_tasks_count": 0, "golden_tasks_count": 2, "training_tasks_count": 0}
    pool_id = world.pool(mixer_config=config, reward_per_assignment=0)
    world.upload_tasks(pool_id, *[CONTROL] * 5)
    world.open(pool_id)

    pages = [world.work(ann, pool_id) for _ in range(2)]

    assert [kinds(world, page) for page in pages] == ["cc", "cc"]
    assert len({task_id for page in pages for task_id in page.tasks}) == 4
    with pytest.raises(NoTasksAvailable, match="control tasks"):
        world.take(ann, pool_id)
    assert kinds(world, world.take(world.worker("bob"), pool_id)) == "cc"
    world.advance(DAY)
    assert world.find_pool(pool_id).status == "OPEN", "an exam is closed by hand or by date"


def test_a_training_task_among_paid_ones_is_repeated_until_it_is_right(world: World, ann: Worker):
    pool_id = open_pool(
        world, mixer(1, golden_tasks_count=1, training_tasks_count=1), general=2, control=2, training=2
    )
    page = world.take(ann, pool_id)
    (hinted,) = [task for task, kind in zip(page.tasks, kinds(world, page), strict=True) if kind == "t"]

    answer = world.submit(ann, page, WRONG)

    assert answer.assignment.status == "ACTIVE"
    assert [(mistake.task_id, mistake.hint) for mistake in answer.mistakes] == [(hinted, "Look again")]
    assert world.money()["held"] > 0

    done = world.submit(ann, page)

    assert (done.mistakes, done.assignment.status) == ([], "ACCEPTED")
    kept = world.read(lambda tx: get_assignment(tx, world.requester, page.id))
    assert [one.output_values for one in kept.first_declined_solution_attempt] == [WRONG] * 3
    assert [one.output_values for one in kept.solutions] == [{"cat": "yes"}] * 3
    assert sorted(kinds(world, world.take(ann, pool_id))) == ["c", "g", "t"]


# --- minimums, order, last pages ---


def test_minimums_of_every_kind(world: World, ann: Worker):
    config = {
        "real_tasks_count": 2,
        "golden_tasks_count": 2,
        "training_tasks_count": 2,
        "min_real_tasks_count": 1,
        "min_golden_tasks_count": 1,
        "min_training_tasks_count": 0,
    }
    pool_id = open_pool(world, config, general=5, control=3, training=2)

    pages = [sorted(kinds(world, world.work(ann, pool_id))) for _ in range(2)]

    assert pages == [list("ccggtt"), list("cgg")]
    with pytest.raises(NoTasksAvailable, match="control tasks"):
        world.take(ann, pool_id)


def test_creation_order_finishes_a_task_s_overlap_before_the_next(world: World):
    pool_id = world.pool(
        mixer_config=mixer(2, mix_tasks_in_creation_order=True, shuffle_tasks_in_task_suite=False)
    )
    tasks = world.upload_tasks(pool_id, *[{"overlap": 2}] * 6)
    world.open(pool_id)

    pages = [world.take(world.worker(f"w{i}"), pool_id).tasks for i in range(6)]

    assert pages == [tasks[0:2], tasks[0:2], tasks[2:4], tasks[2:4], tasks[4:6], tasks[4:6]]


def test_a_page_is_shuffled_unless_the_mixer_says_otherwise(world: World):
    pool_id = world.pool(mixer_config=mixer(12, mix_tasks_in_creation_order=True))
    tasks = world.upload_tasks(pool_id, *[{"overlap": 4}] * 12)
    world.open(pool_id)

    pages = [world.take(world.worker(f"w{i}"), pool_id).tasks for i in range(4)]

    assert all(sorted(page) == tasks for page in pages)
    assert any(page != tasks for page in pages)


def test_the_last_short_page_waits_for_uploads_and_then_for_its_delay(world: World, ann: Worker):
    waiting = open_pool(world, mixer(2, force_last_assignment=False), general=1)
    with pytest.raises(NoTasksAvailable, match="Too few"):
        world.take(ann, waiting)
    pool_id = open_pool(world, mixer(3, force_last_assignment_delay_seconds=60), general=1)
    world.advance(40 * SECOND)
    (task_id,) = world.upload_tasks(pool_id, {})

    world.advance(59 * SECOND)
    with pytest.raises(NoTasksAvailable) as refused:
        world.take(ann, pool_id)
    assert refused.value.payload == {"finished": False, "retry_after_seconds": 1}
    world.patch_task(task_id, overlap=2)
    world.advance(59 * SECOND)
    with pytest.raises(NoTasksAvailable):
        world.take(ann, pool_id)
    world.advance(SECOND)
    assert len(world.take(ann, pool_id).tasks) == 2
