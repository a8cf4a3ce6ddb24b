"""How many tasks a worker has completed in a pool or a project, of late.

A row is a running total: what was completed by the end of an hour of the worker's work. What was completed
since any hour is then the difference of two rows, each found by one seek however long the window and however
much the worker has done. A row is of one worker: nobody waits for another's.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql

from talka.assignments.model import Assignment
from talka.kernel.clock import DAY, HOUR
from talka.storage import schema
from talka.storage.query import Query
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
_KINDS = ("general", "control", "training")


def _adding() -> Query:
    """Begin an hour's row at a total, or add to it where it is there already."""
    table = schema.completed_tasks
    statement = postgresql.insert(table).values(
        {column.name: bindparam(column.name, type_=column.type) for column in table.columns}
    )
    return Query(
        statement.on_conflict_do_update(
            index_elements=[column.name for column in table.primary_key.columns],
            set_={name: _c[name] + bindparam(f"add_{name}", type_=schema.NUMBER) for name in _KINDS},
        )
    )


_ADD = _adding()
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
        number: int = getattr(self, kind.name.lower())
        return number


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
    added = {name: kinds.count(TaskKind[name.upper()]) for name in _KINDS}
    rows = []
    for scope_id in (assignment.pool_id, assignment.project_id):
        total, last_hour = _until(tx, assignment.user_id, scope_id, _EVER)
        # Servers' clocks may differ a little; totals only ever grow along the hours.
        row: dict[str, object] = {"hour": max(last_hour, tx.now // HOUR)}
        for name, number in added.items():
            row |= {name: getattr(total, name) + number, f"add_{name}": number}
        rows.append({"worker_id": assignment.user_id, "scope_id": scope_id, **row})
    tx.many(_ADD, rows)


def _until(tx: Tx, worker_id: str, scope_id: int, hour: int) -> tuple[Completed, int]:
    """The total before an hour, and the hour of the last work before it."""
    row = tx.one(_UNTIL, worker_id=worker_id, scope_id=scope_id, hour=hour)
    return (Completed(), 0) if row is None else (Completed(*row[:3]), row[3])
