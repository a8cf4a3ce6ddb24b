"""A course of training: mistakes and hints, what counts, the skill, and doing it all again."""

from __future__ import annotations

import msgspec
import pytest

from distribution.world import DAY, RIGHT, World, known
from talka.assignments import service as assignments
from talka.assignments.model import Assignment, Solution
from talka.http.auth import Worker
from talka.kernel.errors import AccessDenied
from talka.skills import store as skills
from talka.storage.database import Database
from talka.worker_api import service as work

WRONG = {"cat": "no"}


class Course:
    """A training of two tasks, one a page, and the main pool that it opens."""

    def __init__(self, database: Database, **training) -> None:
        self.world = World(database)
        self.training_id = self.world.training(**training)
        self.world.upload_tasks(self.training_id, *(self._task(hint) for hint in ("ears", "tail")))
        requirement = {"training_pool_id": str(self.training_id), "training_passing_skill_value": 100}
        self.pool_id = self.world.pool(quality_control={"training_requirement": requirement})
        self.world.upload_suites(self.pool_id, *({"overlap": 5} for _ in range(5)))
        for pool_id in (self.training_id, self.pool_id):
            self.world.open(pool_id)
        self.ann: Worker = self.world.worker("ann")

    def _task(self, hint: str):
        return {"known_solutions": known(), "message_on_unknown_solution": hint}

    def take(self) -> Assignment:
        return self.world.take(self.ann, self.training_id)

    @property
    def value(self) -> float | None:
        """The worker's training skill."""

        def read(tx) -> float | None:
            skill = skills.training_skill(tx, int(self.world.project_id))
            assert skill is not None
            found = skills.value_of(tx, self.ann.id, skill.id)
            return None if found is None else found.exact_value

        return self.world.read(read)

    def go_through(self) -> None:
        """Every page right at once."""
        while self.value is None:
            self.world.submit(self.ann, self.take())


@pytest.fixture
def course(database: Database) -> Course:
    return Course(database)


def test_everything_right_at_once_is_worth_100_and_opens_the_pool(course: Course):
    with pytest.raises(AccessDenied, match="Complete the training first"):
        course.world.take(course.ann, course.pool_id)

    course.go_through()

    assert course.value == 100
    assert course.world.take(course.ann, course.pool_id).status == "ACTIVE"


def test_a_wrong_answer_earns_its_hint_and_leaves_the_page_open(course: Course):
    page = course.take()

    answer = course.world.submit(course.ann, page, WRONG)

    assert answer.assignment.status == "ACTIVE"
    assert [mistake.task_id for mistake in answer.mistakes] == page.tasks
    assert answer.mistakes[0].hint in {"ears", "tail"}


def test_the_first_answers_count_and_the_last_are_kept(course: Course):
    page = course.take()
    course.world.submit(course.ann, page, WRONG)
    course.world.submit(course.ann, page, {"cat": "perhaps"})
    course.world.submit(course.ann, page)
    course.world.submit(course.ann, course.take())

    done = course.world.assignment(page.id)
    assert assignments.solutions_of(done.first_attempts) == [Solution(WRONG)]
    assert assignments.solutions_of(done.solutions) == [Solution(RIGHT)]
    assert course.value == 50


@pytest.mark.parametrize("deed", ["exit", "skip"])
def test_giving_a_page_up_does_not_make_a_wrong_answer_undone(course: Course, deed: str):
    page = course.take()
    course.world.submit(course.ann, page, WRONG)
    getattr(course.world, deed)(course.ann, page)

    course.go_through()

    assert course.value == 50


def test_nobody_but_the_worker_sees_the_answers_of_a_page_that_is_open(course: Course):
    page = course.take()
    course.world.submit(course.ann, page, WRONG)

    seen = course.world.read(lambda tx: assignments.get_assignment(tx, course.world.requester, page.id))
    own = course.world.read(lambda tx: work.get_assignment(tx, course.ann, page.id))

    assert (seen.solutions, seen.first_declined_solution_attempt) == (None, None)
    assert own.solutions == [Solution(WRONG)]
    assert b"known_solutions" not in msgspec.json.encode(own)
    assert b'"yes"' not in msgspec.json.encode(own)


def test_hints_that_were_not_earned_are_not_told(course: Course):
    page = course.take()

    own = course.world.read(lambda tx: work.get_assignment(tx, course.ann, page.id))

    assert own.mistakes == []
    assert b"ears" not in msgspec.json.encode(own)
    assert b"tail" not in msgspec.json.encode(own)


@pytest.mark.parametrize("deed", ["exit", "skip"])
def test_a_page_that_was_not_done_comes_again_after_the_others(course: Course, deed: str):
    first = course.take()
    getattr(course.world, deed)(course.ann, first)
    second = course.take()
    course.world.submit(course.ann, second)
    again = course.take()

    assert second.tasks != first.tasks
    assert again.tasks == first.tasks
    course.world.submit(course.ann, again)
    assert course.value == 100


def test_whoever_has_the_skill_is_not_trained_again(course: Course):
    course.go_through()

    with pytest.raises(AccessDenied, match="You have done this training"):
        course.take()


def test_whoever_loses_the_skill_goes_through_the_whole_training_again(database: Database):
    course = Course(database, retry_training_after_days=3)
    page = course.take()
    course.world.submit(course.ann, page, WRONG)
    course.world.exit(course.ann, page)
    course.go_through()
    assert course.value == 50

    course.world.advance(3 * DAY)
    assert course.value is None
    course.go_through()

    assert course.value == 100


def test_a_course_of_fewer_pages_than_there_are_begins_anew_too(database: Database):
    course = Course(database, retry_training_after_days=1, task_suites_required_to_pass=1)
    course.go_through()
    course.world.advance(DAY)
    first = course.take().tasks

    assert course.value is None
    assert len(first) == 1


def test_work_in_the_pool_keeps_the_skill(database: Database):
    course = Course(database, retry_training_after_days=3)
    course.go_through()
    course.world.advance(2 * DAY)
    course.world.submit(course.ann, course.world.take(course.ann, course.pool_id))

    course.world.advance(2 * DAY)
    assert course.value == 100
    course.world.advance(DAY)
    assert course.value is None


def test_tasks_uploaded_meanwhile_belong_to_the_course(course: Course):
    course.world.submit(course.ann, course.take())
    course.world.upload_tasks(course.training_id, course._task("whiskers"))
    course.world.submit(course.ann, course.take())
    assert course.value is None

    course.world.submit(course.ann, course.take(), RIGHT)

    assert course.value == 100
