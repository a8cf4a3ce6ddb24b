"""Dynamic overlap: a task is given to one more worker until its answers agree or its overlap is the most.

A task is looked at when an answer of it comes in and all slots of its overlap then have answers: no slot is
free, no assignment with it is active. Rejected answers keep their slots and do not count. A slot that comes
back, or an overlap changed by hand, decides nothing: the next answer does.
"""

from __future__ import annotations

from collections.abc import Mapping

from talka.aggregation import rules
from talka.aggregation.model import AggregatedAnswer, DynamicOverlapCompleted, Value, Voter
from talka.assignments import store as assignment_store
from talka.assignments.model import AnswersArrived, Assignment, AssignmentStatus, AssignmentSubmitted
from talka.assignments.service import solutions_of
from talka.kernel.errors import FieldErrors
from talka.kernel.ids import parse_number
from talka.pools import store as pools
from talka.pools.config import config_of
from talka.pools.model import DynamicOverlapConfig, PoolSettingsGiven
from talka.projects import store as projects
from talka.skills import store as skills
from talka.storage.query import POSTGRESQL
from talka.storage.tx import Tx
from talka.tasks import service as tasks
from talka.tasks import store as task_store
from talka.tasks.model import Task, TaskKind

_ACTIVE = AssignmentStatus.ACTIVE.value
_COUNTED = (AssignmentStatus.SUBMITTED.value, AssignmentStatus.ACCEPTED.value)
_NO_ANSWER = AggregatedAnswer({}, 0.0)


Slots = dict[str, str]
"""The assignments in a task's slots, and their states."""


class _PoolIsNeeded(Exception):  # noqa: N818  no error: it undoes a savepoint
    """This may be a task's last answer, and the pool was not locked before the task."""


def when_settings_given(tx: Tx, event: PoolSettingsGiven) -> None:
    """Refuse fields that cannot be aggregated."""
    dynamic = event.form.dynamic_overlap_config
    if dynamic is None:
        return
    spec = projects.spec_of(projects.spec_version(tx, event.project_id, event.project_version_major)[1])
    wrong = rules.check_fields(spec.output_spec, [field.name for field in dynamic.fields])
    errors = FieldErrors()
    errors.update(wrong.as_dict(), prefix="dynamic_overlap_config")
    errors.raise_if_any()


def when_answers_arrive(tx: Tx, event: AnswersArrived) -> None:
    """Lock the page's tasks, so that of two last answers at once the second sees the first.

    A task that grows takes a new place in its pool's queue, and a pool's row is locked before tasks. Whether
    this is a last answer is known for certain only once the tasks are locked. Then they are let go of, and
    locked again behind the pool.
    """
    assignment = event.assignment
    if tx.dialect != POSTGRESQL or _settings(tx, assignment) is None:
        return  # SQLite has one writer
    try:
        with tx.savepoint():
            _lock_unless_last(tx, assignment)
    except _PoolIsNeeded:
        pools.get_locked(tx, assignment.pool_id)
        task_store.get_many(tx, assignment.tasks, lock=True)


def _lock_unless_last(tx: Tx, assignment: Assignment) -> None:
    found = _full(tx, task_store.get_many(tx, assignment.tasks, lock=True))
    if any(_waited_for(slots) == {assignment.id} for slots in found.values()):
        raise _PoolIsNeeded


def when_submitted(tx: Tx, event: AssignmentSubmitted) -> None:
    """Judge those tasks of the page whose last answer this was."""
    assignment = event.assignment
    dynamic = _settings(tx, assignment)
    if dynamic is None:
        return
    every = task_store.get_many(tx, assignment.tasks)
    complete = {task_id: slots for task_id, slots in _full(tx, every).items() if not _waited_for(slots)}
    if not complete:
        return
    voters = _voters(tx, dynamic, complete)
    options = _options(tx, assignment, dynamic)
    for task_id in complete:
        task = every[task_id]
        baselines = map(rules.baseline_voter, tasks.contents_of(task).baseline_solutions or ())
        own = voters.get(task_id, {})
        answer = rules.aggregate_task(options, [*own.values(), *baselines])
        _decide(tx, assignment, dynamic, task, answer or _NO_ANSWER, list(own))


def _decide(
    tx: Tx,
    assignment: Assignment,
    dynamic: DynamicOverlapConfig,
    task: Task,
    answer: AggregatedAnswer,
    assignment_ids: list[str],
) -> None:
    if rules.wants_another_answer(dynamic, task.overlap or 0, answer.confidence):
        pool = pools.get_locked(tx, task.pool_id)
        if pool is None:
            raise AssertionError(f"task {task.id} lost its pool")
        tasks.change_overlap(tx, pool, task_store.unit_of(task), (task.overlap or 0) + 1)
        return
    completed = DynamicOverlapCompleted(
        requester_id=assignment.requester_id,
        project_id=assignment.project_id,
        pool_id=task.pool_id,
        task_id=task.id,
        confidence=answer.confidence,
        output_values=answer.output_values,
        assignment_ids=assignment_ids,
    )
    tx.announce(completed)


def _settings(tx: Tx, assignment: Assignment) -> DynamicOverlapConfig | None:
    """The dynamic overlap of the page's tasks; those of a manual suite have none."""
    pool = pools.get(tx, assignment.pool_id)
    return None if pool is None or not assignment.mixed else config_of(pool).dynamic_overlap


def _full(tx: Tx, every: Mapping[str, Task]) -> dict[str, Slots]:
    """What stands in the slots of those tasks that are to be judged once they are all answered.

    Tasks with a free slot or without an end of them are left out, and all but general tasks.
    """
    found: dict[str, Slots] = {
        task.id: {}
        for task in every.values()
        if task.kind == TaskKind.GENERAL and task_store.unit_of(task).free == 0
    }
    return assignment_store.slots_of_tasks(tx, list(found)) if found else found


def _waited_for(slots: Slots) -> set[str]:
    """The assignments whose answers are still to come."""
    return {assignment_id for assignment_id, status in slots.items() if status == _ACTIVE}


def _voters(
    tx: Tx, dynamic: DynamicOverlapConfig, complete: Mapping[str, Slots]
) -> dict[str, dict[str, Voter]]:
    """Who voted on each task: voters by assignment, weighed by what their skill is now."""
    counted = {
        assignment_id
        for slots in complete.values()
        for assignment_id, status in slots.items()
        if status in _COUNTED
    }
    rows = assignment_store.answers(tx, sorted(counted))
    skill_id = parse_number(dynamic.answer_weight_skill_id)
    if skill_id is None:
        raise AssertionError(f"{dynamic.answer_weight_skill_id} is no skill's id")
    values = skills.values_of_users(tx, skill_id, sorted({row[1] for row in rows}))
    found: dict[str, dict[str, Voter]] = {}
    for assignment_id, worker_id, task_ids, solutions in rows:
        answered = zip(task_ids, solutions_of(solutions) or (), strict=True)
        for task_id, solution in answered:
            if assignment_id in complete.get(task_id, ()):
                voter = rules.worker_voter(solution.output_values, values.get(worker_id))
                found.setdefault(task_id, {})[assignment_id] = voter
    return found


def _options(tx: Tx, assignment: Assignment, dynamic: DynamicOverlapConfig) -> dict[str, list[Value]]:
    pool = pools.get(tx, assignment.pool_id)
    if pool is None:
        raise AssertionError(f"assignment {assignment.id} lost its pool")
    spec = projects.spec_of(projects.spec_version(tx, pool.project_id, pool.project_version_major)[1])
    return rules.options_by_field(spec.output_spec, [field.name for field in dynamic.fields])
