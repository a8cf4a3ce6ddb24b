"""Accepted answers as aggregation reads them, and its results as rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.aggregation.model import (
    AggregatedAnswer,
    AggregatedSolutionView,
    MatrixEntry,
    Value,
    WorkerMatricesView,
)
from talka.assignments.model import AssignmentStatus, Solution
from talka.http.lists import Field, Kind, ListSpec
from talka.kernel.ids import pool_bounds
from talka.pools.model import PoolType
from talka.storage import schema
from talka.storage.query import Query
from talka.storage.tx import Tx

Bounds = tuple[str, str | None]
"""The id behind which rows are, and the last one; None for the last means to the end."""

_a = schema.assignments.c
_REVIEWABLE = (AssignmentStatus.SUBMITTED, AssignmentStatus.ACCEPTED, AssignmentStatus.REJECTED)
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
_HANDED_IN = Query(
    sa.select(_a.id, _a.user_id, _a.task_ids, _a.solutions)
    .where(
        _a.id > bindparam("after"),
        _a.id < bindparam("end"),
        _a.status.in_([sa.literal_column(f"'{status.value}'") for status in _REVIEWABLE]),
        _a.automerged == sa.literal_column("0"),
    )
    .order_by(_a.id)
    .limit(bindparam("size", type_=sa.BigInteger()))
)
_p = schema.pools.c
_its = schema.pools.alias("its").c
_POOLS_OF_PROJECT = Query(
    sa.select(_p.id)
    .where(
        _p.project_id == sa.select(_its.project_id).where(_its.id == bindparam("pool_id")).scalar_subquery(),
        _p.type != PoolType.TRAINING.value,
    )
    .order_by(_p.id)
)
_s = schema.aggregated_solutions.c
_COLUMNS = (_s.pool_id, _s.task_id, _s.confidence, _s.output_values)
_m = schema.worker_matrices.c
_MATRICES_BEHIND = Query(
    sa.select(_m.user_id, _m.fields)
    .where(_m.operation_id == bindparam("operation_id"), _m.user_id > bindparam("after"))
    .order_by(_m.user_id)
    .limit(bindparam("size", type_=sa.BigInteger()))
)


class _Kept:
    """A table of what operations came to, whose rows are replaced and deleted in the order of a column."""

    def __init__(self, table: sa.Table, key: sa.ColumnElement[str]) -> None:
        self._table = table
        of_operation = table.c.operation_id == bindparam("operation_id")
        self._between = Query(
            sa.delete(table).where(of_operation, key > bindparam("after"), key <= bindparam("last"))
        )
        self._behind = Query(sa.delete(table).where(of_operation, key > bindparam("after")))
        self._nth = Query(
            sa.select(key)
            .where(of_operation)
            .order_by(key)
            .offset(bindparam("skipped", type_=sa.BigInteger()))
            .limit(1)
        )

    def replace(self, tx: Tx, operation_id: str, bounds: Bounds, rows: Sequence[dict[str, object]]) -> None:
        """Make these the only rows behind ``bounds[0]`` and up to ``bounds[1]``."""
        after, last = bounds
        if last is None:
            tx.run(self._behind, operation_id=operation_id, after=after)
        else:
            tx.run(self._between, operation_id=operation_id, after=after, last=last)
        tx.bulk(self._table, rows)

    def drop(self, tx: Tx, operation_id: str, count: int) -> bool:
        """Delete the first ``count`` rows; True when there are more."""
        last = tx.value(self._nth, operation_id=operation_id, skipped=count - 1)
        self.replace(tx, operation_id, ("", last), ())
        return last is not None


_SOLUTIONS = _Kept(schema.aggregated_solutions, _s.task_id)
_MATRICES = _Kept(schema.worker_matrices, _m.user_id)

LIST = ListSpec(
    columns=_COLUMNS,
    fields={"task_id": Field(_s.task_id, Kind.TEXT_ID, ranges=True, sort=True)},
    tie="task_id",
)
OPERATION = _s.operation_id
MATRICES_LIST = ListSpec(
    columns=(_m.user_id, _m.fields),
    fields={"user_id": Field(_m.user_id, Kind.TEXT_ID, ranges=True, sort=True)},
    tie="user_id",
)
MATRICES_OPERATION = _m.operation_id

_task_ids = msgspec.json.Decoder(list[str])
_solutions = msgspec.json.Decoder(list[Solution])
_matrices = msgspec.json.Decoder(dict[str, list[MatrixEntry]])
_output_values = msgspec.json.Decoder(dict[str, Value])


class HandedIn(msgspec.Struct, frozen=True):
    """An assignment that a worker handed in; ``task_ids`` and ``solutions`` as stored."""

    id: str
    worker_id: str
    task_ids: str
    solutions: str

    def tasks(self) -> list[str]:
        """The ids of its tasks."""
        return _task_ids.decode(self.task_ids)

    def answers(self) -> list[tuple[str, Solution]]:
        """The id of each task, and what was answered to it."""
        return list(zip(_task_ids.decode(self.task_ids), _solutions.decode(self.solutions), strict=True))


def accepted(tx: Tx, pool_id: int, after: str, size: int) -> list[HandedIn]:
    """The first ``size`` accepted assignments of a pool behind the id ``after``, by id; "" is before all."""
    start, end = pool_bounds(pool_id)
    rows = tx.all(_ACCEPTED, after=max(start, after), end=end, size=size)
    return [HandedIn(*row) for row in rows]


def handed_in(tx: Tx, pool_id: int, after: str, size: int) -> list[HandedIn]:
    """The same of those that were handed in, whatever review says; copies for merged tasks left out."""
    start, end = pool_bounds(pool_id)
    rows = tx.all(_HANDED_IN, after=max(start, after), end=end, size=size)
    return [HandedIn(*row) for row in rows]


def pools_of_project(tx: Tx, pool_id: int) -> list[int]:
    """All pools, but no trainings, of the project that this pool is of."""
    return [row[0] for row in tx.all(_POOLS_OF_PROJECT, pool_id=pool_id)]


def accepted_with_task(tx: Tx, task_id: str) -> list[HandedIn]:
    """The accepted assignments that a task is in."""
    return [HandedIn(*row) for row in tx.all(_ACCEPTED_OF_TASK, task_id=task_id)]


def view_of(pool_id: int, task_id: str, confidence: float, output_values: str) -> AggregatedSolutionView:
    """A result from the columns of its row."""
    return AggregatedSolutionView(str(pool_id), task_id, confidence, _output_values.decode(output_values))


def replace(
    tx: Tx,
    operation_id: str,
    pool_id: int,
    bounds: Bounds,
    answers: Iterable[tuple[str, AggregatedAnswer]],
) -> None:
    """Make these the results, by task id, of all tasks behind ``bounds[0]`` and up to ``bounds[1]``.

    Whatever an earlier run left between the two goes; None for the second means to the end.
    """
    rows: list[dict[str, object]] = [
        {
            "operation_id": operation_id,
            "task_id": task_id,
            "pool_id": pool_id,
            "confidence": answer.confidence,
            "output_values": msgspec.json.encode(answer.output_values).decode(),
        }
        for task_id, answer in answers
    ]
    _SOLUTIONS.replace(tx, operation_id, bounds, rows)


def replace_matrices(
    tx: Tx,
    operation_id: str,
    bounds: Bounds,
    matrices: Iterable[tuple[str, dict[str, list[MatrixEntry]]]],
) -> None:
    """Make these the matrices, by worker id, of all workers within the bounds, which are as above."""
    rows: list[dict[str, object]] = [
        {"operation_id": operation_id, "user_id": user_id, "fields": msgspec.json.encode(fields).decode()}
        for user_id, fields in matrices
    ]
    _MATRICES.replace(tx, operation_id, bounds, rows)


def matrices_view(user_id: str, fields: str) -> WorkerMatricesView:
    """A worker's matrices from the columns of their row."""
    return WorkerMatricesView(user_id, _matrices.decode(fields))


def matrices_behind(tx: Tx, operation_id: str, after: str, size: int) -> list[WorkerMatricesView]:
    """The first ``size`` workers' matrices behind the worker id ``after``, by id; "" is before all."""
    rows = tx.all(_MATRICES_BEHIND, operation_id=operation_id, after=after, size=size)
    return [matrices_view(*row) for row in rows]


def drop_some(tx: Tx, operation_id: str, count: int) -> bool:
    """Delete an operation's first ``count`` results, or matrices if few are left; True if there are more."""
    return _SOLUTIONS.drop(tx, operation_id, count) or _MATRICES.drop(tx, operation_id, count)
