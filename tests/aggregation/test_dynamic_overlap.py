"""Overlap grows until answers agree: the documented figures through real submits, and the edges."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from aggregation.dynamic import Dynamic
from distribution.world import SECOND, known
from talka import app
from talka.assignments import store as assignment_store
from talka.assignments.model import AnswersArrived, Assignment, AssignmentSubmitted, Solution
from talka.distribution.take import NoTasksAvailable
from talka.kernel.errors import Conflict
from talka.kernel.events import Listeners
from talka.storage.database import Database
from talka.storage.tx import Tx

Make = Callable[..., Dynamic]


@pytest.fixture
def listeners() -> Listeners:
    """Everybody who listens on a real server."""
    return app.listeners()


@pytest.fixture
def make(database: Database, listeners: Listeners) -> Make:
    return lambda **settings: Dynamic(database, listeners, **settings)


# --- the documented figures ---


def test_two_who_agree_are_enough(make: Make):
    scene = make(overlap=2, confidence=0.95)
    (task,) = scene.tasks({})

    given = [scene.answer("ann", 70, "OK"), scene.answer("bob", 90, "OK")]

    (done,) = scene.completed
    assert (done.task_id, done.output_values, done.assignment_ids) == (task, {"result": "OK"}, given)
    assert done.confidence == pytest.approx(0.9767, abs=5e-5)
    assert (done.pool_id, done.requester_id) == (scene.pool_id, scene.world.requester.id)
    assert scene.overlap(task) == 2


def test_who_disagree_need_a_third(make: Make):
    scene = make(overlap=2, confidence=0.95)
    (task,) = scene.tasks({})

    scene.answer("ann", 70, "OK")
    assert scene.completed == []
    scene.answer("bob", 90, "BAD")
    assert scene.completed == []
    view = scene.world.task(task)
    assert (view.overlap, view.remaining_overlap) == (3, 1)
    assert scene.world.faults() == []

    scene.answer("cid", 80, "BAD")
    (done,) = scene.completed
    assert done.output_values == {"result": "BAD"}
    assert done.confidence == pytest.approx(0.9621, abs=5e-5)
    assert len(done.assignment_ids) == 3
    assert scene.overlap(task) == 3


@pytest.mark.parametrize(("confidence", "overlap"), [(0.76, 2), (0.761, 3)])
def test_the_confidence_in_the_winner_is_what_counts(make: Make, confidence: float, overlap: int):
    scene = make(overlap=2, confidence=confidence)
    (task,) = scene.tasks({})

    scene.answer("ann", 70, "OK")
    scene.answer("bob", 90, "BAD")  # 0.7606

    assert scene.overlap(task) == overlap


@pytest.mark.parametrize("skill", [10, 30, 60, 70, 90])
def test_to_reach_the_confidence_is_enough(make: Make, skill: int):
    scene = make(overlap=1, confidence=skill / 100)
    scene.tasks({})

    scene.answer("ann", skill, "OK")

    assert [done.confidence for done in scene.completed] == [pytest.approx(skill / 100)]


def test_the_most_is_the_end(make: Make):
    scene = make(overlap=1, most=3, confidence=1)
    (task,) = scene.tasks({})
    for login in ("ann", "bob"):
        scene.answer(login, 90, "OK")
        assert scene.completed == []
    scene.answer("cid", 90, "OK")

    assert [done.task_id for done in scene.completed] == [task]
    assert (scene.overlap(task), scene.world.task(task).remaining_overlap) == (3, 0)
    with pytest.raises(Conflict):
        scene.take("dee")


# --- who votes ---


def test_baseline_solutions_vote_with_their_weight(make: Make):
    scene = make(overlap=1, confidence=0.95)
    baseline = {"output_values": {"result": "OK"}, "confidence_weight": 0.9}
    agreeing, alone = scene.tasks({"baseline_solutions": [baseline]}, {})

    scene.answer("ann", 70, "OK")
    scene.answer("ann", 70, "OK")

    (done,) = scene.completed
    assert done.task_id == agreeing
    assert done.confidence == pytest.approx(0.9767, abs=5e-5)
    assert len(done.assignment_ids) == 1
    assert scene.overlap(alone) == 2


def test_the_least_sure_field_decides(make: Make):
    scene = make(overlap=1, most=2, confidence=0.8, fields=("result", "sure"))
    first, second, third = scene.tasks({}, {}, {})
    scene.worker("ann", 90)
    scene.worker("bob", 90)
    answers = ({"result": "OK", "sure": True}, {"result": "OK"}, {"note": "?"})
    for answer in answers:
        scene.answer("ann", 90, answer)
    assert [done.task_id for done in scene.completed] == [first, second], "an empty field is not asked about"
    assert scene.overlap(third) == 2

    scene.answer("bob", None, {"note": "nothing"})
    last = scene.completed[-1]
    assert (last.task_id, last.confidence, last.output_values) == (third, 0, {})


def test_skills_count_as_they_are_in_the_end(make: Make):
    scene = make(overlap=2, confidence=0.95)
    (task,) = scene.tasks({})
    scene.answer("ann", 10, "OK")
    scene.worker("ann", 90)  # what she has learned since
    scene.answer("bob", 70, "OK")

    assert scene.completed[0].confidence == pytest.approx(0.9767, abs=5e-5)
    assert scene.overlap(task) == 2


def test_a_worker_without_the_skill_is_right_half_of_the_time(make: Make):
    scene = make(overlap=1, confidence=0.5)
    scene.tasks({})
    scene.answer("ann", None, "OK")

    assert scene.completed[0].confidence == pytest.approx(0.5)


def test_answers_under_review_count_and_rejected_ones_do_not(make: Make):
    scene = make(overlap=2, most=3, confidence=0.95, auto_accept_solutions=False)
    (task,) = scene.tasks({})
    scene.world.reject(scene.answer("ann", 70, "OK"))
    second = scene.answer("bob", 90, "OK")
    assert scene.overlap(task) == 3, "one answer that counts is not sure enough"

    third = scene.answer("cid", 70, "OK")

    (done,) = scene.completed
    assert done.assignment_ids == [second, third]
    assert done.confidence == pytest.approx(0.9767, abs=5e-5)
    scene.world.reject(third)
    assert scene.overlap(task) == 3, "what was finished is not begun again"
    assert scene.world.faults() == []


# --- when ---


def test_a_slot_that_comes_back_is_waited_for(make: Make):
    scene = make(overlap=2, confidence=0.99)
    (task,) = scene.tasks({})
    held, skipped = scene.take("bob"), scene.take("cid")
    scene.world.skip(scene.worker("cid"), skipped)
    scene.answer("ann", 70, "OK")
    scene.world.exit(scene.worker("bob"), held)
    assert (scene.completed, scene.overlap(task)) == ([], 2)

    scene.answer("dee", 70, "OK")

    assert (scene.completed, scene.overlap(task)) == ([], 3)


def test_an_overlap_raised_by_hand_is_filled_first(make: Make):
    scene = make(overlap=1, most=2, confidence=0.5)
    (task,) = scene.tasks({})
    scene.world.patch_task(task, overlap=4)
    for login in ("ann", "bob", "cid"):
        scene.answer(login, 10, "OK")
    assert scene.completed == []

    scene.answer("dee", 10, "OK")

    assert [done.task_id for done in scene.completed] == [task], "above the most it does not grow"
    assert scene.overlap(task) == 4


def test_an_overlap_lowered_by_hand_stands(make: Make):
    scene = make(overlap=3, confidence=0.99)
    (task,) = scene.tasks({})
    scene.answer("ann", 70, "OK")

    scene.world.limit_task(task, 0)

    assert (scene.completed, scene.overlap(task)) == ([], 1)
    assert scene.world.task(task).remaining_overlap == 0


def test_only_general_tasks_with_an_end_are_judged(make: Make):
    scene = make(overlap=1, confidence=1)
    scene.world.upload_tasks(scene.pool_id, {"infinite_overlap": True})
    (control,) = scene.world.upload_tasks(scene.pool_id, {"known_solutions": known({"result": "OK"})})
    (suite,) = scene.world.upload_suites(scene.pool_id, {"tasks": [{}]})
    scene.world.open(scene.pool_id)
    for _ in range(2):
        scene.answer("ann", 70, "OK")

    assert scene.completed == []
    assert scene.overlap(control) == 1
    assert scene.world.suite(suite).overlap == 1, "manual suites keep the minimum"


def test_each_task_of_a_page_is_judged_by_itself(make: Make):
    scene = make(overlap=2, page=3, confidence=0.95)
    ids = scene.tasks({}, {}, {})
    pages = {login: scene.take(login) for login in ("ann", "bob")}
    scene.worker("ann", 70), scene.worker("bob", 90)
    for login, said in (("ann", "OK"), ("bob", "BAD")):
        wanted = {ids[0]: "OK", ids[1]: said, ids[2]: "OK"}
        scene.hand_in(login, pages[login], *(wanted[task_id] for task_id in pages[login].tasks))

    assert sorted(done.task_id for done in scene.completed) == [ids[0], ids[2]]
    assert [scene.overlap(task_id) for task_id in ids] == [2, 3, 2]
    assert scene.take("cid").tasks == [ids[1]]
    assert scene.world.faults() == []


# --- the pool ---


def test_a_pool_is_complete_when_its_last_task_is_finished(make: Make):
    scene = make(overlap=1, most=2, confidence=0.9, auto_close_after_complete_delay_seconds=60)
    scene.tasks({}, {})
    scene.answer("ann", 95, "OK")
    scene.answer("ann", 95, {"note": "?"})  # one more is to say
    scene.world.advance(3600 * SECOND)
    assert scene.world.find_pool(scene.pool_id).status == "OPEN"
    assert scene.world.faults() == []

    scene.answer("bob", 95, "OK")
    scene.world.advance(61 * SECOND)
    assert scene.world.find_pool(scene.pool_id).last_close_reason == "COMPLETED"


def test_a_new_slot_calls_the_closing_off(make: Make):
    scene = make(overlap=1, most=3, confidence=0.9, auto_close_after_complete_delay_seconds=60)
    (task,) = scene.tasks({})
    scene.answer("ann", 95, "OK")
    scene.world.advance(59 * SECOND)
    scene.world.patch_task(task, overlap=2)
    page = scene.take("bob")
    scene.worker("bob", 95)
    scene.world.advance(59 * SECOND)
    scene.hand_in("bob", page, "BAD")
    scene.world.advance(300 * SECOND)

    assert scene.overlap(task) == 3
    assert scene.world.find_pool(scene.pool_id).status == "OPEN"


def test_a_pool_is_opened_for_the_cost_of_the_least(make: Make):
    scene = make(overlap=2, most=30_000)
    world = scene.world
    world.upload_tasks(scene.pool_id, {}, {})
    world.withdraw(world.money()["AVAILABLE"] - 4 * 55_000 if "AVAILABLE" in world.money() else 0)
    world.open(scene.pool_id)

    assert world.find_pool(scene.pool_id).status == "OPEN"


# --- two at once ---


def _submit_alone(tx: Tx, page: Assignment, answer: str) -> None:
    """What of a submit concerns the tasks: nothing that submits of a pool may share lets them go in turn."""
    held = assignment_store.get(tx, page.id, lock=True)
    assert held is not None
    tx.announce(AnswersArrived(held))
    solutions = msgspec.json.encode([Solution({"result": answer}) for _ in held.tasks]).decode()
    done = msgspec.structs.replace(held, status="ACCEPTED", solutions=solutions, submitted=tx.now)
    assignment_store.save(tx, done)
    tx.announce(AssignmentSubmitted(done))


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_last_answers_at_once_are_judged_once(make: Make):
    scene = make(overlap=4, most=9, page=3, confidence=0.999)
    world = scene.world
    logins = ("ann", "bob", "cid", "dee")
    for login in logins:
        scene.worker(login, 60)
    for _ in range(3):
        ids = scene.tasks({}, {}, {})
        pages = [scene.take(login) for login in logins]
        assert all(set(page.tasks) == set(ids) for page in pages)
        start = threading.Barrier(len(pages))

        def run(page: Assignment, start: threading.Barrier = start) -> None:
            start.wait()
            world.write(lambda tx: _submit_alone(tx, page, "OK"))

        with ThreadPoolExecutor(len(pages)) as threads:
            list(threads.map(run, pages))

        assert [scene.overlap(task_id) for task_id in ids] == [5, 5, 5]
        for task_id in ids:
            world.limit_task(task_id, 0)
    assert scene.completed == []


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_a_crowd_at_once_finishes_every_task_once(make: Make):
    scene = make(overlap=2, most=4, page=3, confidence=0.9)
    ids = scene.tasks(*({} for _ in range(9)))
    logins = [f"worker{number}" for number in range(6)]
    for login in logins:
        scene.worker(login, 70)

    def work(login: str) -> None:
        chance = random.Random(login)
        while True:
            try:
                page = scene.take(login)
            except NoTasksAvailable as refusal:
                if refusal.payload["finished"]:
                    return
                time.sleep(0.01)
                continue
            scene.hand_in(login, page, *(chance.choice(["OK", "OK", "BAD"]) for _ in page.tasks))

    with ThreadPoolExecutor(len(logins)) as threads:
        list(threads.map(work, logins))

    assert sorted(done.task_id for done in scene.completed) == ids
    for done in scene.completed:
        overlap = scene.overlap(done.task_id)
        assert len(done.assignment_ids) == overlap <= 4
        assert done.confidence >= 0.9 or overlap == 4
    assert scene.world.faults() == []
