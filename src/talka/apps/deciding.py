"""What the answers to items come to. NumPy is loaded with the first decision: it takes a part of a start."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import msgspec

from talka.aggregation.model import AggregatedAnswer
from talka.apps import store
from talka.apps.model import Batch, Item, ItemError, ItemStatus, Settings
from talka.apps.rules import fields_of, output_of
from talka.assignments import store as assignments
from talka.assignments.model import AssignmentStatus
from talka.assignments.service import solutions_of
from talka.storage.tx import Tx
from talka.tasks import store as tasks

_AWAITED = (AssignmentStatus.ACTIVE.value, AssignmentStatus.SUBMITTED.value)
_NO_ANSWERS = ItemError("NO_ANSWERS", "Nobody's answer to this item was accepted")

Answers = list[tuple[str, dict[str, Any]]]
"""Workers, and what each answered to a task."""


def complete(tx: Tx, items: Sequence[Item]) -> list[Item]:
    """Those of the items to which no answer is awaited any more: no slot is free, nobody is at work."""
    task_ids = [item.task_id for item in items if item.task_id is not None]
    full = {
        task_id for task_id, task in tasks.get_many(tx, task_ids).items() if tasks.unit_of(task).free == 0
    }
    slots = assignments.slots_of_tasks(tx, sorted(full)) if full else {}
    return [
        item
        for item in items
        if item.task_id in full and not any(state in _AWAITED for state in slots[item.task_id].values())
    ]


def answers_to(tx: Tx, items: Sequence[Item]) -> dict[str, Answers]:
    """The accepted answers to items by task."""
    task_ids = [item.task_id for item in items if item.task_id is not None]
    found: dict[str, Answers] = {task_id: [] for task_id in task_ids}
    slots = assignments.slots_of_tasks(tx, task_ids)
    accepted = {
        assignment_id
        for states in slots.values()
        for assignment_id, state in states.items()
        if state == AssignmentStatus.ACCEPTED
    }
    for assignment_id, worker_id, ids, solutions in assignments.answers(tx, sorted(accepted)):
        for task_id, solution in zip(ids, solutions_of(solutions) or (), strict=True):
            if assignment_id in slots.get(task_id, ()):
                found[task_id].append((worker_id, solution.output_values))
    return found


def by_majority(settings: Settings, answers: Answers) -> AggregatedAnswer | None:
    """What most say, each field by itself; None where nobody says anything.

    The confidence is the share of those who say so, in the field where it is least.
    """
    majority_vote = import_module("talka.aggregation.majority_vote").majority_vote
    values: dict[str, Any] = {}
    confidence = 1.0
    for name, options in fields_of(settings).items():
        votes = [("", worker_id, given[name]) for worker_id, given in answers if given.get(name) is not None]
        outcome = majority_vote(votes, options).get("")
        if outcome is not None:
            values[name] = outcome.value
            confidence = min(confidence, outcome.confidence)
    return AggregatedAnswer(values, confidence) if values else None


def settle(tx: Tx, batch: Batch, settings: Settings, item: Item, answer: AggregatedAnswer | None) -> Batch:
    """Keep what an item came to, with those that take it over; the batch with what that changes in it.

    One that had its result already, and got another answer, keeps the time when it was finished.
    """
    again = item.status in (ItemStatus.COMPLETED, ItemStatus.ERROR)
    if answer is None:
        if again:
            return batch
        errors = msgspec.json.encode([_NO_ANSWERS]).decode()
        failed = msgspec.structs.replace(item, status=ItemStatus.ERROR.value, finished=tx.now, errors=errors)
        count = 1 + store.settle(tx, failed)
        return msgspec.structs.replace(
            batch, failed=batch.failed + count, answered=batch.answered - _was_answered(item, count)
        )
    asked = msgspec.json.decode(item.input_data)
    done = msgspec.structs.replace(
        item,
        status=ItemStatus.COMPLETED.value,
        finished=item.finished if again else tx.now,
        output_data=msgspec.json.encode(
            output_of(settings, asked, answer.output_values, answer.confidence)
        ).decode(),
        confidence=answer.confidence,
        errors=None,
    )
    copies = store.settle(tx, done)
    if again:
        return _decided_anew(batch, item, answer.confidence)
    count = 1 + copies
    return msgspec.structs.replace(
        batch,
        completed=batch.completed + count,
        answered=batch.answered - _was_answered(item, count),
        confidence=batch.confidence + answer.confidence * count,
    )


def _was_answered(item: Item, count: int) -> int:
    return count if item.status == ItemStatus.ANSWERED else 0


def _decided_anew(batch: Batch, item: Item, confidence: float) -> Batch:
    failed = item.status == ItemStatus.ERROR
    return msgspec.structs.replace(
        batch,
        completed=batch.completed + failed,
        failed=batch.failed - failed,
        confidence=batch.confidence + confidence - (item.confidence or 0.0),
    )
