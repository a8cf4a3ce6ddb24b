"""How many tasks a worker has completed in a pool or a project, of late.

A row is a running total: what was completed by the end of an hour of the worker's work. What was completed
since any hour is then the difference of two rows, each found by one seek however long the window and however
much the worker has done. Everything that one worker does is done one thing after the other, so nobody else
writes a worker's rows.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.assignments.model import Assignment
from talka.kernel.clock import DAY, HOUR
from talka.storage import schema
from talka.storage.query import Query, upsert
from talka.storage.tx import Tx
from talka.tasks.model import RawTask, TaskKind, kind_of

_c = schema.completed_tasks.c
_UNTIL = Query(
    sa.select(_c.general, _c.control, _c.training, _c.hour)
    .where(
        _c.worker_id == bindparam("worker_id"),
        _c.scope_id == bindparam("scope_id"),
        _c.hour < bindparam("hour", type_=schema.NUMBER),
    )
    .order_by(_c.hour.desc())
    .limit(1)
)
_SAVE = upsert(schema.completed_tasks)
_EVER = 2**62


class Completed(msgspec.Struct, frozen=True):
    """Tasks completed, by kind."""

    general: int = 0
    control: int = 0
    training: int = 0

    @property
    def total(self) -> int:
        """Of every kind."""
        return self.general + self.control + self.training

    def of(self, kind: TaskKind) -> int:
        """Of one kind."""
        return {
            TaskKind.GENERAL: self.general,
            TaskKind.CONTROL: self.control,
            TaskKind.TRAINING: self.training,
        }[kind]


def within(tx: Tx, worker_id: str, scope_id: int, days: int) -> Completed:
    """What the worker completed in the pool or project within the last days, to the hour."""
    first = (tx.now - days * DAY) // HOUR
    ever, before = (_until(tx, worker_id, scope_id, hour)[0] for hour in (_EVER, first))
    return Completed(
        ever.general - before.general, ever.control - before.control, ever.training - before.training
    )


def count(tx: Tx, assignment: Assignment, contents: Sequence[RawTask]) -> None:
    """Count a page that was handed in, whatever becomes of it: in its pool and in its project."""
    kinds = [kind_of(task.known_solutions, task.message_on_unknown_solution) for task in contents]
    rows = []
    for scope_id in (assignment.pool_id, assignment.project_id):
        total, last_hour = _until(tx, assignment.user_id, scope_id, _EVER)
        rows.append(
            {
                "worker_id": assignment.user_id,
                "scope_id": scope_id,
                # Servers' clocks may differ a little; totals only ever grow along the hours.
                "hour": max(last_hour, tx.now // HOUR),
                "general": total.general + kinds.count(TaskKind.GENERAL),
                "control": total.control + kinds.count(TaskKind.CONTROL),
                "training": total.training + kinds.count(TaskKind.TRAINING),
            }
        )
    tx.many(_SAVE, rows)


def _until(tx: Tx, worker_id: str, scope_id: int, hour: int) -> tuple[Completed, int]:
    """The total before an hour, and the hour of the last work before it."""
    row = tx.one(_UNTIL, worker_id=worker_id, scope_id=scope_id, hour=hour)
    return (Completed(), 0) if row is None else (Completed(*row[:3]), row[3])
