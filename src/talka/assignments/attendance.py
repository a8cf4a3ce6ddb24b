"""Which workers have worked in which pool, and when they were last at it.

One narrow row for each pair, written by what the worker does and so never by two at once. It is moved on once
a minute at most: most takes and submits read it only.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql

from talka.kernel import clock
from talka.storage import schema
from talka.storage.query import Query
from talka.storage.tx import Tx

PRECISION = clock.MINUTE
"""How far the time at which a worker was last seen may lag behind, in milliseconds."""

_w = schema.pool_workers.c
_now = bindparam("now", type_=schema.TIME)
_stale = bindparam("stale", type_=schema.TIME)
_new = postgresql.insert(schema.pool_workers).values(
    pool_id=bindparam("pool_id", type_=schema.NUMBER),
    worker_id=bindparam("worker_id", type_=schema.ID),
    taken=_now,
    submitted=None,
    at_work=_now,
)
_TOOK = Query(
    _new.on_conflict_do_update(
        index_elements=["pool_id", "worker_id"],
        set_={"at_work": _new.excluded.at_work},
        where=_w.at_work <= _stale,
    ).returning(_w.taken)
)
_HANDED_IN = Query(
    sa.update(schema.pool_workers)
    .where(
        _w.pool_id == bindparam("pool_id"),
        _w.worker_id == bindparam("worker_id"),
        sa.or_(_w.submitted.is_(None), _w.at_work <= _stale),
    )
    .values(submitted=sa.func.coalesce(_w.submitted, _now), at_work=_now)
    .returning(_w.submitted)
)
_recent = sa.join(schema.pool_workers, schema.workers, schema.workers.c.id == _w.worker_id)
_is_recent = sa.and_(_w.at_work > bindparam("since"), schema.workers.c.deleted.is_(None))
_AT_WORK = Query(
    sa.select(_w.worker_id).select_from(_recent).where(_is_recent).distinct().order_by(_w.worker_id)
)
_COUNT_AT_WORK = Query(
    sa.select(sa.func.count(sa.distinct(_w.worker_id))).select_from(_recent).where(_is_recent)
)


def took(tx: Tx, pool_id: int, worker_id: str) -> bool:
    """The worker takes a page; whether it is their first of the pool."""
    return _is_first(tx, _TOOK, pool_id, worker_id)


def handed_in(tx: Tx, pool_id: int, worker_id: str) -> bool:
    """The worker hands in a page; whether it is their first of the pool."""
    return _is_first(tx, _HANDED_IN, pool_id, worker_id)


def _is_first(tx: Tx, query: Query, pool_id: int, worker_id: str) -> bool:
    # What is moved on is older than a minute, so its first time is not now.
    first: int | None = tx.value(
        query, pool_id=pool_id, worker_id=worker_id, now=tx.now, stale=tx.now - PRECISION
    )
    return first == tx.now


def at_work(tx: Tx, since: int) -> list[str]:
    """The workers who took or handed in a page of any pool after ``since``, give or take a minute."""
    return [row[0] for row in tx.all(_AT_WORK, since=since)]


def count_at_work(tx: Tx, since: int) -> int:
    """How many they are."""
    return int(tx.value(_COUNT_AT_WORK, since=since))
