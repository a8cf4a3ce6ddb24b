"""Which units come next for a worker: a walk along a lane from where the worker stopped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.kernel.ids import pool_bounds
from talka.pools.queue import Lane, Unit
from talka.storage import schema
from talka.storage.query import Query, in_list, upsert
from talka.storage.tx import Tx

BATCH = 32
SPARE = 3  # most workers may have the first units they meet
_START = (-1, -1)

_q = schema.queue.c
_r = schema.reserved_queue.c
_seen = schema.seen.c
_c = schema.cursors.c

_CURSORS = Query(
    sa.select(_c.lane, _c.level, _c.epoch, _c.rank).where(
        _c.worker_id == bindparam("worker_id"), _c.pool_id == bindparam("pool_id")
    )
)
_SAVE_CURSOR = upsert(schema.cursors)
_FORGET_CURSORS = Query(
    sa.delete(schema.cursors).where(
        _c.worker_id == bindparam("worker_id"), _c.pool_id == bindparam("pool_id")
    )
)
_FORGET_SEEN = Query(
    sa.delete(schema.seen).where(
        _seen.worker_id == bindparam("worker_id"),
        _seen.unit_id > bindparam("low", type_=schema.ID),
        _seen.unit_id < bindparam("high", type_=schema.ID),
    )
)
_NEXT_LEVEL = Query(
    sa.select(_q.level)
    .where(
        _q.pool_id == bindparam("pool_id"),
        _q.lane == bindparam("lane"),
        _q.level > bindparam("level", type_=schema.REAL),
    )
    .order_by(_q.level)
    .limit(1)
)


def _unit_columns(table: sa.Table) -> list[sa.ColumnElement[Any]]:
    level = table.c.level if "level" in table.c else sa.literal_column("0.0")
    return [
        table.c.id,
        table.c.pool_id,
        table.c.overlap,
        table.c.infinite,
        table.c.occupied,
        sa.func.coalesce(level, 0.0),
        table.c.epoch,
        table.c.rank,
        table.c.returned_rank,
        table.c.reserved_for,
        table.c.unavailable_for,
        table.c.target_overlap if "target_overlap" in table.c else sa.null(),
    ]


def _seen_probe(unit_id: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    # A scalar probe cannot be turned into a join, whose plan would grow with the worker's history.
    return (
        sa.select(sa.literal_column("1"))
        .where(_seen.worker_id == bindparam("worker_id"), _seen.unit_id == unit_id)
        .limit(1)
        .scalar_subquery()
    )


def _walk_query(table: sa.Table) -> Query:
    return Query(
        sa.select(_q.epoch, _q.rank, _seen_probe(_q.unit_id), *_unit_columns(table))
        .join(table, table.c.id == _q.unit_id)
        .where(
            _q.pool_id == bindparam("pool_id"),
            _q.lane == bindparam("lane"),
            _q.level == bindparam("level", type_=schema.REAL),
            sa.tuple_(_q.epoch, _q.rank)
            > sa.tuple_(bindparam("epoch", type_=schema.NUMBER), bindparam("rank", type_=schema.NUMBER)),
        )
        .order_by(_q.epoch, _q.rank)
        .limit(bindparam("size"))
    )


def _reserved_query(table: sa.Table) -> Query:
    return Query(
        sa.select(_r.level, _r.rank, _seen_probe(_r.unit_id), *_unit_columns(table))
        .join(table, table.c.id == _r.unit_id)
        .where(
            _r.worker_id == bindparam("worker_id"),
            _r.pool_id == bindparam("pool_id"),
            _r.lane == bindparam("lane"),
            sa.tuple_(_r.level, _r.rank)
            > sa.tuple_(bindparam("level", type_=schema.REAL), bindparam("rank", type_=schema.NUMBER)),
        )
        .order_by(_r.level, _r.rank)
        .limit(bindparam("size"))
    )


def _lock_query(table: sa.Table, *, wait: bool) -> Query:
    # In the order of their ids, so that two who wait for each other's units do not wait for ever.
    return Query(
        sa.select(*_unit_columns(table))
        .where(in_list(table.c.id, "ids"))
        .order_by(table.c.id)
        .with_for_update(skip_locked=not wait)
    )


_LOCKS = {
    (table is schema.task_suites, wait): _lock_query(table, wait=wait)
    for table in (schema.task_suites, schema.tasks)
    for wait in (False, True)
}
_WALKS = {True: _walk_query(schema.task_suites), False: _walk_query(schema.tasks)}
_RESERVED = {True: _reserved_query(schema.task_suites), False: _reserved_query(schema.tasks)}


_standing = (
    sa.select(_q.unit_id)
    .join(schema.tasks, schema.tasks.c.id == _q.unit_id)
    .where(
        _q.pool_id == bindparam("pool_id"),
        _q.lane.in_([int(Lane.GENERAL), Lane.GENERAL.returned, Lane.GENERAL_CHECK.returned]),
        schema.tasks.c.infinite == 0,
    )
    .limit(bindparam("size"))
    .subquery()
)
_STANDING = Query(sa.select(sa.func.count(_standing.c.unit_id.distinct())))


class CursorMove(msgspec.Struct, frozen=True):
    """How far a worker came in a lane."""

    lane: int
    level: float
    epoch: int
    rank: int


class Picked(msgspec.Struct):
    """Units found for a worker, and the cursors to save when they are given out."""

    units: list[Unit]
    moves: list[CursorMove]


class _Stop(NamedTuple):
    place: tuple[int, int]
    unit: Unit | None


def load_cursors(tx: Tx, worker_id: str, pool_id: int) -> dict[tuple[int, float], tuple[int, int]]:
    """Where the worker stopped in each lane and level of the pool."""
    rows = tx.all(_CURSORS, worker_id=worker_id, pool_id=pool_id)
    return {(lane, level): (epoch, rank) for lane, level, epoch, rank in rows}


def save_cursors(tx: Tx, worker_id: str, pool_id: int, moves: Sequence[CursorMove]) -> None:
    """Remember how far the worker came."""
    tx.many(
        _SAVE_CURSOR,
        [
            {
                "worker_id": worker_id,
                "pool_id": pool_id,
                "lane": move.lane,
                "level": move.level,
                "epoch": move.epoch,
                "rank": move.rank,
            }
            for move in moves
        ],
    )


def open_tasks(tx: Tx, pool_id: int, most: int) -> int:
    """How many general tasks of finite overlap have free slots for anybody, counted up to ``most``."""
    twice = 2 * most  # a task stands in two queues at most
    return min(most, int(tx.value(_STANDING, pool_id=pool_id, size=twice)))


def forget_pool(tx: Tx, worker_id: str, pool_id: int) -> None:
    """The worker goes through the pool from its beginning, as if they had had nothing of it."""
    low, high = pool_bounds(pool_id)
    tx.run(_FORGET_CURSORS, worker_id=worker_id, pool_id=pool_id)
    tx.run(_FORGET_SEEN, worker_id=worker_id, low=low, high=high)


def lock(tx: Tx, units: Sequence[Unit], worker_id: str, *, wait: bool) -> list[Unit]:
    """Those of the units that nobody else is just taking and that have free slots still, locked, as they are.

    ``wait``: of those that somebody is taking it is waited for what is left. Units of infinite overlap have
    slots for everybody and need no lock.
    """
    locked: dict[str, Unit] = {}
    for is_suite in (False, True):
        wanted = {
            unit.id: unit
            for unit in units
            if unit.overlap is not None and (unit.lane == Lane.SUITE) == is_suite
        }
        if wanted:
            for columns in tx.all(_LOCKS[is_suite, wait], ids=list(wanted)):
                unit = _unit(columns, wanted[columns[0]].lane, worker_id)
                if unit is not None:
                    locked[unit.id] = unit
    return [locked.get(unit.id, unit) for unit in units if unit.overlap is None or unit.id in locked]


def pick(
    tx: Tx, worker_id: str, pool_id: int, lane: Lane, count: int, busy: frozenset[str] = frozenset()
) -> Picked:
    """Up to ``count`` units for this worker: reserved ones first, then slots that came back, then new ones.

    ``busy`` ones are left out, and no cursor passes them.

    Of training tasks there are always enough: those that came back to the worker wait until the others are
    done.

    A unit the worker has had, or may not have, is passed for good: its cursor need not meet it again.
    """
    picked = Picked([], [])
    if count == 0:
        return picked
    for unit in _reserved(tx, worker_id, pool_id, lane):
        if len(picked.units) == count:
            return picked
        if unit.id not in busy:
            picked.units.append(unit)
    if len(picked.units) == count:
        return picked
    cursors = load_cursors(tx, worker_id, pool_id)
    for lane_number in _lanes(lane):
        for level in _levels(tx, pool_id, lane, lane_number):
            start = cursors.get((lane_number, level), _START)
            _collect(tx, worker_id, pool_id, lane, (lane_number, level), start, count, picked, busy)
            if len(picked.units) == count:
                return picked
    return picked


def _lanes(lane: Lane) -> tuple[int, int]:
    """A lane's two queues, the one to look at first before the other."""
    return (int(lane), lane.returned) if lane == Lane.TRAINING else (lane.returned, int(lane))


def _collect(
    tx: Tx,
    worker_id: str,
    pool_id: int,
    lane: Lane,
    where: tuple[int, float],
    start: tuple[int, int],
    count: int,
    picked: Picked,
    busy: frozenset[str],
) -> None:
    taken = {unit.id for unit in picked.units}
    last, passing = start, True
    wanted = count - len(picked.units)
    for stop in _walk(tx, worker_id, pool_id, lane, where, start, wanted + len(busy) + SPARE):
        if stop.unit is not None and stop.unit.id in busy:
            passing = False  # what is taken from here on is remembered one by one
            continue
        last = stop.place if passing else last
        if stop.unit is not None and stop.unit.id not in taken:
            picked.units.append(stop.unit)
            if len(picked.units) == count:
                break
    if last != start:
        picked.moves.append(CursorMove(where[0], where[1], *last))


def _walk(
    tx: Tx,
    worker_id: str,
    pool_id: int,
    lane: Lane,
    where: tuple[int, float],
    start: tuple[int, int],
    size: int,
) -> Iterator[_Stop]:
    query = _WALKS[lane == Lane.SUITE]
    place = start
    while True:
        rows = tx.all(
            query,
            worker_id=worker_id,
            pool_id=pool_id,
            lane=where[0],
            level=where[1],
            epoch=place[0],
            rank=place[1],
            size=size,
        )
        for epoch, rank, had, *columns in rows:
            place = (epoch, rank)
            yield _Stop(place, None if had else _unit(columns, lane, worker_id))
        if len(rows) < size:
            return
        size = max(size, BATCH)


def _reserved(tx: Tx, worker_id: str, pool_id: int, lane: Lane) -> Iterator[Unit]:
    query = _RESERVED[lane == Lane.SUITE]
    level, rank = float("-inf"), -1
    while True:
        rows = tx.all(
            query,
            worker_id=worker_id,
            pool_id=pool_id,
            lane=int(lane),
            level=max(level, -1e9),
            rank=rank,
            size=BATCH,
        )
        for row_level, row_rank, had, *columns in rows:
            level, rank = row_level, row_rank
            unit = None if had else _unit(columns, lane, worker_id)
            if unit is not None:
                yield unit
        if len(rows) < BATCH:
            return


def _levels(tx: Tx, pool_id: int, lane: Lane, lane_number: int) -> Iterator[float]:
    """The levels in use, lowest first; only manual suites have more than one."""
    if lane != Lane.SUITE or lane_number != lane:
        yield 0.0
        return
    level = tx.value(_NEXT_LEVEL, pool_id=pool_id, lane=lane_number, level=-1e9)
    while level is not None:
        yield level
        level = tx.value(_NEXT_LEVEL, pool_id=pool_id, lane=lane_number, level=level)


def _unit(columns: Sequence[Any], lane: Lane, worker_id: str) -> Unit | None:
    """The unit of a row, or None when this worker may not have it."""
    (
        unit_id,
        pool_id,
        overlap,
        infinite,
        occupied,
        level,
        epoch,
        rank,
        returned_rank,
        reserved_for,
        unavailable_for,
        target_overlap,
    ) = columns
    if not infinite and occupied >= overlap:
        return None  # a full unit stands nowhere; were one to, giving it out would be the worse mistake
    if unavailable_for is not None and worker_id in msgspec.json.decode(unavailable_for, type=list[str]):
        return None
    reserved = None if reserved_for is None else msgspec.json.decode(reserved_for, type=list[str])
    return Unit(
        id=unit_id,
        pool_id=pool_id,
        # Another may have chosen it for a check since it was found.
        lane=lane if target_overlap is None else lane.check,
        overlap=None if infinite else overlap,
        occupied=occupied,
        level=level,
        epoch=epoch,
        rank=rank,
        returned_rank=returned_rank,
        reserved_for=reserved,
    )
