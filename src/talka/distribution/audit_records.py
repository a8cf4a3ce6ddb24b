"""Whether what is kept of workers' records, and of tasks to be checked, agrees with what they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from talka.assignments.model import AssignmentStatus
from talka.distribution.audit_maps import MOST
from talka.distribution.ranking import EVERYWHERE
from talka.pools.model import PoolType
from talka.pools.queue import Lane
from talka.storage import schema
from talka.storage.query import Query
from talka.storage.tx import Tx

_a = schema.assignments.c
_pairs = schema.suite_tasks.c
_queue = schema.queue.c
_pool = schema.pools.c


def _number(value: Any) -> sa.ColumnElement[Any]:
    return sa.cast(value, sa.BigInteger())


def _flag(condition: Any) -> sa.ColumnElement[Any]:
    return sa.case((condition, 1), else_=0)


def _total(value: Any) -> sa.ColumnElement[Any]:
    return _number(sa.func.coalesce(sa.func.sum(value), 0))


# --- checks by majority vote -------------------------------------------------------------------------

_UNKNOWN_CHECKS = Query(
    sa.select(_queue.unit_id, _queue.pool_id)
    .join(schema.pools, _pool.id == _queue.pool_id)
    .where(
        _queue.lane.in_([lane.returned for lane in Lane if lane.is_check]),
        ~sa.exists().where(
            schema.check_pools.c.project_id == _pool.project_id,
            schema.check_pools.c.lane == _queue.lane - 1,
            schema.check_pools.c.pool_id == _pool.id,
        ),
    )
    .limit(MOST)
)


def faults_of_checks(tx: Tx) -> Iterator[str]:
    for unit_id, pool_id in tx.all(_UNKNOWN_CHECKS):
        yield f"task {unit_id} is to be checked, and would not be found once its pool {pool_id} is closed"


def _completed_query() -> Query:
    kept = schema.completed_tasks.c
    total = kept.general + kept.control + kept.training
    totals = sa.select(
        kept.worker_id,
        kept.scope_id,
        _number(sa.func.max(total)).label("kept"),
        sa.literal_column("0").label("counted"),
    ).group_by(kept.worker_id, kept.scope_id)
    work = (
        sa.select(_a.user_id, _a.pool_id, _a.project_id)
        .join(schema.suite_tasks, _pairs.suite_id == _a.suite_id)
        .join(schema.pools, _pool.id == _a.pool_id)
        .where(_a.submitted.is_not(None), _a.automerged == 0, _pool.type != PoolType.TRAINING.value)
        .cte()
    )
    counts = [
        sa.select(work.c.user_id, scope, sa.literal_column("0"), _number(sa.func.count())).group_by(
            work.c.user_id, scope
        )
        for scope in (work.c.pool_id, work.c.project_id)
    ]
    every = sa.union_all(totals, *counts).subquery()
    sums = [_total(every.c[name]) for name in ("kept", "counted")]
    return Query(
        sa.select(every.c.worker_id, every.c.scope_id, *sums)
        .group_by(every.c.worker_id, every.c.scope_id)
        .having(sums[0] != sums[1])
        .limit(MOST)
    )


_COMPLETED = _completed_query()


def faults_of_completed_tasks(tx: Tx) -> Iterator[str]:
    for worker_id, scope_id, kept, counted in tx.all(_COMPLETED):
        yield f"worker {worker_id}: {kept} tasks completed in {scope_id} are kept, their pages make {counted}"


# --- reviews -----------------------------------------------------------------------------------------


def _review_query() -> Query:
    """The reviews that ended, counted by worker and project and by worker alone, against those kept."""
    ended = _a.review_until.is_not(None)
    outcomes = [_flag(_a.status == status.value) for status in _REVIEWED]
    counted = [
        sa.select(_a.user_id.label("worker_id"), project.label("project_id"), *outcomes).where(ended)
        for project in (_a.project_id, _number(EVERYWHERE))
    ]
    kept = sa.select(_reviews.worker_id, _reviews.project_id, -_reviews.accepted, -_reviews.rejected)
    every = sa.union_all(*counted, kept).subquery()
    worker, project, accepted, rejected = every.c
    sums = [_total(accepted), _total(rejected)]
    return Query(
        sa.select(worker, project, *sums)
        .group_by(worker, project)
        .having(sa.or_(*(total != 0 for total in sums)))
        .limit(MOST)
    )


_REVIEWED = (AssignmentStatus.ACCEPTED, AssignmentStatus.REJECTED)
_reviews = schema.reviews.c
_REVIEWS = _review_query()


def faults_of_reviews(tx: Tx) -> list[str]:
    """Where the reviews counted for forecasts of quality are not those of the assignments."""
    return [
        f"worker {worker_id}'s reviews in project {project_id or '(all)'} are kept wrongly: "
        f"{accepted:+} accepted and {rejected:+} rejected are missing"
        for worker_id, project_id, accepted, rejected in tx.all(_REVIEWS)
    ]
