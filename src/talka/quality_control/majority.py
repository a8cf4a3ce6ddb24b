"""General tasks whose overlap is complete: what there is to vote with, and whose answers are judged now.

A task is looked at when an answer of it comes in and all slots of its overlap then have answers, or when its
overlap is lowered to as many as it has. Rejected answers keep their slots and neither vote nor are judged.
One that gets more answers later is judged again, for those who gave them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.assignments.model import Assignment, AssignmentStatus
from talka.assignments.service import solutions_of
from talka.quality_control import store
from talka.quality_control.happenings import TaskAnswered
from talka.storage import schema
from talka.storage.query import POSTGRESQL, Query, in_list
from talka.storage.tx import Tx
from talka.task_suites import store as suites
from talka.tasks import store as task_store
from talka.tasks.model import Task, TaskKind

_ACTIVE = AssignmentStatus.ACTIVE.value
_REJECTED = AssignmentStatus.REJECTED.value
_a = schema.assignments.c
_pair = schema.suite_tasks.c
_takes_a_slot = _a.status.not_in([AssignmentStatus.SKIPPED.value, AssignmentStatus.EXPIRED.value])
_ANSWER = (_a.id, _a.user_id, _a.status, _a.task_ids, _a.solutions)
_OF_TASKS = Query(
    sa.select(_pair.task_id, *_ANSWER)
    .select_from(sa.join(schema.suite_tasks, schema.assignments, _a.suite_id == _pair.suite_id))
    .where(in_list(_pair.task_id, "task_ids"), _a.mixed == sa.literal_column("1"), _takes_a_slot)
    .order_by(_pair.task_id, _a.id)
)
_OF_SUITE = Query(
    sa.select(_a.suite_id, *_ANSWER)
    .where(_a.suite_id == bindparam("suite_id"), _a.mixed == sa.literal_column("0"), _takes_a_slot)
    .order_by(_a.id)
)
_task_ids = msgspec.json.Decoder(list[str])


class _Slot(msgspec.Struct, frozen=True):
    """An assignment in a slot, and the worker's answers by task once there are any."""

    assignment_id: str
    user_id: str
    status: str
    task_ids: str
    solutions: str | None

    def answer(self, task_id: str) -> dict[str, object] | None:
        """What the worker answered to the task."""
        solutions = solutions_of(self.solutions)
        if solutions is None:
            return None
        given = dict(zip(_task_ids.decode(self.task_ids), solutions, strict=True)).get(task_id)
        return None if given is None else given.output_values


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
    full = [task.id for task in task_store.get_many(tx, task_ids).values() if _is_full(task)]
    if not full:
        return []
    slots: dict[str, list[_Slot]] = {}
    for task_id, *slot in tx.all(_OF_TASKS, task_ids=full):
        slots.setdefault(task_id, []).append(_Slot(*slot))
    complete = {task_id: found for task_id, found in slots.items() if _is_complete(found)}
    return _to_judge(tx, complete, {task_id: [task_id] for task_id in complete})


def answered_suite(tx: Tx, suite_id: str) -> list[TaskAnswered]:
    """The general tasks of a manual suite that is complete, where it has answers that were not judged yet."""
    suite = suites.get(tx, suite_id)
    if suite is None or suites.unit_of(suite).free != 0:
        return []
    slots = [_Slot(*slot) for _, *slot in tx.all(_OF_SUITE, suite_id=suite_id)]
    if not _is_complete(slots):
        return []
    tasks = task_store.get_many(tx, suites.task_ids_of(suite))
    general = [task.id for task in tasks.values() if task.kind == TaskKind.GENERAL]
    return _to_judge(tx, {suite_id: slots}, {suite_id: general})


def _is_full(task: Task) -> bool:
    return task.kind == TaskKind.GENERAL and task_store.unit_of(task).free == 0


def _is_complete(slots: Iterable[_Slot]) -> bool:
    return all(slot.status != _ACTIVE for slot in slots)


def _to_judge(
    tx: Tx, slots: Mapping[str, Sequence[_Slot]], tasks: Mapping[str, Sequence[str]]
) -> list[TaskAnswered]:
    """What is to be judged in these units, which is remembered."""
    before = store.judged(tx, list(slots)) if slots else {}
    found: list[TaskAnswered] = []
    judged: dict[str, list[str]] = {}
    for unit_id, taken in slots.items():
        voting = [slot for slot in taken if slot.status != _REJECTED]
        known = set(before.get(unit_id, ()))
        new = [slot for slot in voting if slot.assignment_id not in known]
        if new:
            judged[unit_id] = [*before.get(unit_id, ()), *(slot.assignment_id for slot in new)]
            found += [_task_answered(task_id, voting, new) for task_id in tasks[unit_id]]
    store.judge(tx, judged)
    return found


def _task_answered(task_id: str, voting: Iterable[_Slot], new: Iterable[_Slot]) -> TaskAnswered:
    given = {slot.user_id: slot.answer(task_id) for slot in voting}
    solutions = {user_id: answer for user_id, answer in given.items() if answer is not None}
    return TaskAnswered(solutions, frozenset(slot.user_id for slot in new) & solutions.keys())
