"""General tasks whose overlap is complete: what there is to vote with, and whose answers are judged now.

A task is looked at when an answer of it comes in and all slots of its overlap then have answers, or when its
overlap is lowered to as many as it has. Rejected answers keep their slots and neither vote nor are judged.
One that gets more answers later is judged again, for those who gave them.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

import msgspec

from talka.assignments import store as assignments
from talka.assignments.model import Assignment, AssignmentStatus
from talka.assignments.service import solutions_of
from talka.quality_control import store
from talka.quality_control.happenings import TaskAnswered
from talka.storage.query import POSTGRESQL
from talka.storage.tx import Tx
from talka.task_suites import store as suites
from talka.tasks import store as task_store
from talka.tasks.model import Task, TaskKind

_ACTIVE = AssignmentStatus.ACTIVE.value
_REJECTED = AssignmentStatus.REJECTED.value

Slots = Mapping[str, str]
"""The assignments in a unit's slots, and their states."""


def lock_units(tx: Tx, assignment: Assignment) -> None:
    """Lock what the page's answers go to, so that of two last answers at once the second sees the first."""
    if tx.dialect != POSTGRESQL:
        return  # SQLite has one writer
    if assignment.mixed:
        task_store.get_many(tx, assignment.tasks, lock=True)
    else:
        suites.get(tx, assignment.suite_id, lock=True)


def answered(tx: Tx, assignment: Assignment) -> list[TaskAnswered]:
    """The tasks of a page handed in whose last answer this was."""
    if not assignment.mixed:
        return answered_suite(tx, assignment.suite_id)
    return answered_tasks(tx, assignment.tasks)


def answered_tasks(tx: Tx, task_ids: Sequence[str]) -> list[TaskAnswered]:
    """Those of these mixed tasks that are complete and have answers that were not judged yet."""
    full = [task.id for task in _in_order(tx, task_ids) if _is_full(task)]
    if not full:
        return []
    slots = assignments.slots_of_tasks(tx, full)
    complete = {task_id: found for task_id, found in slots.items() if _is_complete(found)}
    return _to_judge(tx, complete, {task_id: [task_id] for task_id in complete})


def answered_suite(tx: Tx, suite_id: str) -> list[TaskAnswered]:
    """The general tasks of a manual suite that is complete, where it has answers that were not judged yet."""
    suite = suites.get(tx, suite_id)
    if suite is None or suites.unit_of(suite).free != 0:
        return []
    slots = assignments.slots_of_suite(tx, suite_id)
    if not _is_complete(slots):
        return []
    tasks = _in_order(tx, suites.task_ids_of(suite))
    general = [task.id for task in tasks if task.kind == TaskKind.GENERAL]
    return _to_judge(tx, {suite_id: slots}, {suite_id: general})


def _in_order(tx: Tx, task_ids: Sequence[str]) -> list[Task]:
    """Tasks as they stand on their page: so they are judged, whatever the database finds first."""
    found = task_store.get_many(tx, task_ids)
    return [found[task_id] for task_id in task_ids if task_id in found]


def _is_full(task: Task) -> bool:
    return task.kind == TaskKind.GENERAL and task_store.unit_of(task).free == 0


def _is_complete(slots: Slots) -> bool:
    return _ACTIVE not in slots.values()


def _to_judge(tx: Tx, slots: Mapping[str, Slots], tasks: Mapping[str, Sequence[str]]) -> list[TaskAnswered]:
    """What is to be judged in these units, which is remembered."""
    if not slots:
        return []
    before = store.judged(tx, list(slots))
    voting = {
        unit_id: [one for one, status in taken.items() if status != _REJECTED]
        for unit_id, taken in slots.items()
    }
    new = {unit_id: set(votes) - set(before.get(unit_id, ())) for unit_id, votes in voting.items()}
    judged = {unit_id: [*before.get(unit_id, ()), *sorted(ids)] for unit_id, ids in new.items() if ids}
    if not judged:
        return []
    store.judge(tx, judged)
    given = _answers(tx, {one for unit_id in judged for one in voting[unit_id]})
    return [
        _task_answered(task_id, [given[one] for one in voting[unit_id]], new[unit_id])
        for unit_id in judged
        for task_id in tasks[unit_id]
    ]


class _Answers(msgspec.Struct, frozen=True):
    """What a worker answered on a page, by task."""

    assignment_id: str
    user_id: str
    by_task: dict[str, dict[str, object]]


def _answers(tx: Tx, assignment_ids: Iterable[str]) -> dict[str, _Answers]:
    found = {}
    for assignment_id, user_id, task_ids, text in assignments.answers(tx, sorted(assignment_ids)):
        solutions = solutions_of(text) or []
        by_task = {
            task_id: solution.output_values for task_id, solution in zip(task_ids, solutions, strict=True)
        }
        found[assignment_id] = _Answers(assignment_id, user_id, by_task)
    return found


def _task_answered(task_id: str, voting: Iterable[_Answers], new: Container[str]) -> TaskAnswered:
    votes = [one for one in voting if task_id in one.by_task]
    return TaskAnswered(
        {one.user_id: one.by_task[task_id] for one in votes},
        frozenset(one.user_id for one in votes if one.assignment_id in new),
    )
