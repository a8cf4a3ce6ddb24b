"""Accepted answers as aggregation reads them, and its results as rows."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.aggregation.model import AggregatedAnswer, AggregatedSolutionView, Value
from talka.assignments.model import AssignmentStatus, Solution
from talka.http.lists import Field, Kind, ListSpec
from talka.kernel.ids import pool_bounds
from talka.storage import schema
from talka.storage.query import Query
from talka.storage.tx import Tx

_a = schema.assignments.c
_IS_ACCEPTED = _a.status == sa.literal_column(f"'{AssignmentStatus.ACCEPTED.value}'")
_ACCEPTED = Query(
    sa.select(_a.id, _a.user_id, _a.task_ids, _a.solutions)
    .where(_a.id > bindparam("after"), _a.id < bindparam("end"), _IS_ACCEPTED)
    .order_by(_a.id)
    .limit(bindparam("size", type_=sa.BigInteger()))
)
_st = schema.suite_tasks.c
_ACCEPTED_OF_TASK = Query(
    sa.select(_a.id, _a.user_id, _a.task_ids, _a.solutions)
    .select_from(sa.join(schema.suite_tasks, schema.assignments, _st.suite_id == _a.suite_id))
    .where(_st.task_id == bindparam("task_id"), _IS_ACCEPTED)
    .order_by(_a.id)
)
_s = schema.aggregated_solutions.c
_COLUMNS = (_s.pool_id, _s.task_id, _s.confidence, _s.output_values)
_IN_OPERATION = _s.operation_id == bindparam("operation_id")
_DELETE_BETWEEN = Query(
    sa.delete(schema.aggregated_solutions).where(
        _IN_OPERATION, _s.task_id > bindparam("after"), _s.task_id <= bindparam("last")
    )
)
_DELETE_AFTER = Query(
    sa.delete(schema.aggregated_solutions).where(_IN_OPERATION, _s.task_id > bindparam("after"))
)
_NTH = Query(
    sa.select(_s.task_id)
    .where(_IN_OPERATION)
    .order_by(_s.task_id)
    .offset(bindparam("skipped", type_=sa.BigInteger()))
    .limit(1)
)

LIST = ListSpec(
    columns=_COLUMNS,
    fields={"task_id": Field(_s.task_id, Kind.TEXT_ID, ranges=True, sort=True)},
    tie="task_id",
)
OPERATION = _s.operation_id

_task_ids = msgspec.json.Decoder(list[str])
_solutions = msgspec.json.Decoder(list[Solution])
_output_values = msgspec.json.Decoder(dict[str, Value])


class Accepted(msgspec.Struct, frozen=True):
    """A worker's accepted assignment; ``task_ids`` and ``solutions`` as stored."""

    id: str
    worker_id: str
    task_ids: str
    solutions: str

    def answers(self) -> list[tuple[str, Solution]]:
        """The id of each task, and what was answered to it."""
        return list(zip(_task_ids.decode(self.task_ids), _solutions.decode(self.solutions), strict=True))


def accepted(tx: Tx, pool_id: int, after: str, size: int) -> list[Accepted]:
    """The first ``size`` accepted assignments of a pool behind the id ``after``, by id; "" is before all."""
    start, end = pool_bounds(pool_id)
    rows = tx.all(_ACCEPTED, after=max(start, after), end=end, size=size)
    return [Accepted(*row) for row in rows]


def accepted_with_task(tx: Tx, task_id: str) -> list[Accepted]:
    """The accepted assignments that a task is in."""
    return [Accepted(*row) for row in tx.all(_ACCEPTED_OF_TASK, task_id=task_id)]


def view_of(pool_id: int, task_id: str, confidence: float, output_values: str) -> AggregatedSolutionView:
    """A result from the columns of its row."""
    return AggregatedSolutionView(str(pool_id), task_id, confidence, _output_values.decode(output_values))


def replace(
    tx: Tx,
    operation_id: str,
    pool_id: int,
    bounds: tuple[str, str | None],
    answers: Iterable[tuple[str, AggregatedAnswer]],
) -> None:
    """Make these the results, by task id, of all tasks behind ``bounds[0]`` and up to ``bounds[1]``.

    Whatever an earlier run left between the two goes; None for the second means to the end.
    """
    after, last = bounds
    if last is None:
        tx.run(_DELETE_AFTER, operation_id=operation_id, after=after)
    else:
        tx.run(_DELETE_BETWEEN, operation_id=operation_id, after=after, last=last)
    tx.bulk(
        schema.aggregated_solutions,
        [
            {
                "operation_id": operation_id,
                "task_id": task_id,
                "pool_id": pool_id,
                "confidence": answer.confidence,
                "output_values": msgspec.json.encode(answer.output_values).decode(),
            }
            for task_id, answer in answers
        ],
    )


def drop_some(tx: Tx, operation_id: str, count: int) -> bool:
    """Delete an operation's first ``count`` results; True when there are more."""
    last = tx.value(_NTH, operation_id=operation_id, skipped=count - 1)
    if last is None:
        tx.run(_DELETE_AFTER, operation_id=operation_id, after="")
        return False
    tx.run(_DELETE_BETWEEN, operation_id=operation_id, after="", last=last)
    return True
