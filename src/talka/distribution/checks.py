"""Selective majority-vote checks: which tasks of a page are to be checked, and how they become so (3.6).

A task chosen for a check has an overlap of its own and stands in its kind's check lane. A place on a worker's
way that asks for one gets: the next of this lane that the worker may have; else what a closed pool of the
project has left of its own, copied, its missing answers moved to the copy; else a task of the pool, chosen
now. Other places get tasks of the lane only when nothing else is left, so that the pool can be finished.

Choosing and copying give places in a queue, so the pool's row is locked, then the pool copied from is shared
and its row locked, before any unit. Units are read again under their own row's lock when the page is given
out: what another chose meanwhile is given as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.assignments.model import AssignmentStatus
from talka.distribution import candidates
from talka.distribution.candidates import CursorMove, Picked
from talka.pools import queue
from talka.pools import store as pools
from talka.pools.model import MAX_TASKS, CloseReason, Pool, PoolStatus
from talka.pools.queue import Lane, Unit
from talka.storage import schema
from talka.storage.query import Query
from talka.storage.tx import Tx
from talka.tasks import service as tasks
from talka.tasks import store as task_store
from talka.tasks.model import Task, TaskKind

LOOKED_INTO = 8
"""Closed pools that one take looks into."""

_cp = schema.check_pools.c
_p = schema.pools.c
_q = schema.queue.c
_pair = schema.suite_tasks.c
_a = schema.assignments.c

_SOURCES = Query(
    sa.select(_cp.pool_id)
    .join(schema.pools, _p.id == _cp.pool_id)
    .where(
        _cp.project_id == bindparam("project_id"),
        _cp.lane == bindparam("lane"),
        # A closed pool that is asked what it would give is no source of its own tasks.
        _cp.pool_id != bindparam("pool_id"),
        _p.status.in_([PoolStatus.CLOSED.value, PoolStatus.ARCHIVED.value]),
        # Closed for a quarter of an hour, a pool goes on with its own work.
        sa.func.coalesce(_p.last_close_reason, "") != CloseReason.FOR_UPDATE.value,
        # What is asked and answered must be of this pool's version of the project.
        _p.project_version_major == bindparam("version"),
    )
    .order_by(_cp.pool_id)
    .limit(LOOKED_INTO)
)
_FORGET_SOURCE = Query(
    sa.delete(schema.check_pools).where(
        _cp.project_id == bindparam("project_id"),
        _cp.lane == bindparam("lane"),
        _cp.pool_id == bindparam("pool_id"),
        ~sa.exists().where(_q.pool_id == _cp.pool_id, _q.lane == bindparam("standing")),
    )
)
_WHO_HAD = Query(
    sa.select(_a.user_id)
    .join(schema.suite_tasks, _pair.suite_id == _a.suite_id)
    .where(_pair.task_id == bindparam("task_id"), _a.status != AssignmentStatus.EXPIRED.value)
)


class Source(msgspec.Struct, frozen=True):
    """A pool that units are copied from, and how far the worker came in it."""

    pool_id: int
    units: list[Unit]
    moves: list[CursorMove]


class Chosen(msgspec.Struct):
    """What becomes of a page's tasks when it is given out: overlaps to be given, and units to be copied."""

    targets: dict[str, int] = {}
    sources: list[Source] = []

    def __bool__(self) -> bool:
        return bool(self.targets or self.sources)


def pick(
    tx: Tx,
    worker_id: str,
    pool: Pool,
    lane: Lane,
    count: int,
    checked: Callable[[int], int],
    target: int,
    chosen: Chosen,
    busy: frozenset[str],
) -> Picked:
    """Up to ``count`` units of a kind; of so many, ``checked`` are to be checked, by ``target`` workers."""
    marked = candidates.pick(tx, worker_id, pool.id, lane.check, checked(count), busy)
    missing = checked(count) - len(marked.units)
    copied = _left_elsewhere(tx, worker_id, pool, lane, missing, chosen, busy)
    fresh = candidates.pick(tx, worker_id, pool.id, lane, count - len(marked.units) - len(copied), busy)
    short = count - len(copied) - len(fresh.units)
    if short > len(marked.units):
        marked = candidates.pick(tx, worker_id, pool.id, lane.check, short, busy)
    units = [*marked.units, *copied, *fresh.units]
    to_choose = max(0, checked(len(units)) - len(marked.units) - len(copied))
    chosen.targets |= {unit.id: target for unit in fresh.units[:to_choose]}
    return Picked(units, [*marked.moves, *fresh.moves])


def _left_elsewhere(
    tx: Tx,
    worker_id: str,
    pool: Pool,
    lane: Lane,
    missing: int,
    chosen: Chosen,
    busy: frozenset[str],
) -> list[Unit]:
    """Tasks to be checked that closed pools of the project have left and this worker may have."""
    found: list[Unit] = []
    if missing > 0:
        counters = pools.counters(tx, pool.id)
        missing = min(missing, MAX_TASKS - counters.general - counters.control - counters.training)
    if missing <= 0:
        return found
    rows = tx.all(
        _SOURCES,
        project_id=pool.project_id,
        lane=int(lane.check),
        pool_id=pool.id,
        version=pool.project_version_major,
    )
    for (source_id,) in rows:
        if not tx.read_only and not _held_closed(tx, source_id):
            continue
        picked = candidates.pick(tx, worker_id, source_id, lane.check, missing - len(found), busy)
        # What is reserved for somebody in that pool, or has no end, stays there.
        units = [unit for unit in picked.units if unit.overlap is not None and not unit.reserved_for]
        if units:
            chosen.sources.append(Source(source_id, units, picked.moves))
            found += units
        elif not tx.read_only:
            _forget_source(tx, pool, lane, source_id)
        if len(found) == missing:
            break
    return found


def _held_closed(tx: Tx, source_id: int) -> bool:
    """Whether the pool is closed, and stays so: held as by those who work in it, and its queue too."""
    pools.join(tx, source_id)
    source = pools.get_locked(tx, source_id)
    return source is not None and source.status in (PoolStatus.CLOSED, PoolStatus.ARCHIVED)


def _forget_source(tx: Tx, pool: Pool, lane: Lane, source_id: int) -> None:
    tx.run(
        _FORGET_SOURCE,
        project_id=pool.project_id,
        lane=int(lane.check),
        pool_id=source_id,
        standing=lane.check.returned,
    )


def settle(tx: Tx, worker_id: str, pool: Pool, units: Sequence[Unit], chosen: Chosen) -> dict[str, Unit]:
    """Choose and copy as found, now that the page is given out: the units to give, by the ids found."""
    given = {unit.id: unit for unit in units}
    for source in chosen.sources:
        candidates.save_cursors(tx, worker_id, source.pool_id, source.moves)
        for unit in source.units:
            given[unit.id] = _copy(tx, pool, source.pool_id, unit.id)
    for unit_id, target in chosen.targets.items():
        given[unit_id] = _choose(tx, pool, unit_id, target)
    return given


def _choose(tx: Tx, pool: Pool, unit_id: str, target: int) -> Unit:
    """Give a task a checked one's overlap: more than the pool's or less, but never below its slots taken.

    What has no end stays so: everybody is asked, and a number would let control tasks run out.
    """
    before = task_store.unit_of(_locked_task(tx, unit_id))
    if before.overlap is None or before.lane.is_check:
        return before
    overlap = max(target, before.occupied + 1)
    queue.leave(tx, before)
    task_store.choose_for_check(tx, unit_id, target, overlap)
    after = msgspec.structs.replace(
        before, lane=before.lane.check, overlap=overlap, epoch=None, returned_rank=None
    )
    if after.lane.counts:
        free, was_free = after.free or 0, before.free or 0
        queue.Change(
            open_units=int(was_free == 0), slots=overlap - before.overlap, free_slots=free - was_free
        ).apply(tx, pool.id)
    return _stand(tx, pool, after)


def _copy(tx: Tx, pool: Pool, source_id: int, unit_id: str) -> Unit:
    """Take over from a closed pool what a task still needs: the missing answers are asked for here."""
    task = _locked_task(tx, unit_id)
    origin = queue.with_slots_counted(tx, task_store.unit_of(task))
    source = pools.get_locked(tx, source_id)
    if source is None or not origin.free:
        raise AssertionError(f"task {unit_id} has nothing left to be copied")
    queue.set_overlap(tx, source, origin, origin.occupied).apply(tx, source.id)
    (copy_id,) = tx.new_pool_ids(pool.id, 1)
    copy = Unit(
        id=copy_id,
        pool_id=pool.id,
        lane=origin.lane,
        overlap=origin.free,
        occupied=0,
        level=0.0,
        epoch=None,
        rank=None,
        returned_rank=None,
        reserved_for=None,
    )
    task_store.add(tx, [_row_of_copy(tx, copy, task)])
    tasks.count_kinds(tx, pool.id, [TaskKind(task.kind)])
    queue.change_of_new([copy]).apply(tx, pool.id)
    return _stand(tx, pool, copy)


def _row_of_copy(tx: Tx, copy: Unit, origin: Task) -> dict[str, object]:
    """Whoever has had the origin is not asked again."""
    had = [row[0] for row in tx.all(_WHO_HAD, task_id=origin.id)]
    unavailable = sorted({*had, *(task_store.list_of(origin.unavailable_for) or ())})
    return {
        "id": copy.id,
        "pool_id": copy.pool_id,
        "kind": origin.kind,
        "created": tx.now,
        "overlap": copy.overlap,
        "infinite": 0,
        "occupied": 0,
        "epoch": None,
        "rank": None,
        "returned_rank": None,
        "reserved_for": None,
        "unavailable_for": msgspec.json.encode(unavailable).decode() if unavailable else None,
        "body": origin.body,
        "patch": origin.patch,
        "suite_id": None,
        "origin_task_id": origin.id,
        "target_overlap": origin.target_overlap,
        "operation_id": None,
        "item_index": None,
    }


def _stand(tx: Tx, pool: Pool, unit: Unit) -> Unit:
    """Put a unit into its lane, but for one whose last slot is about to be taken."""
    if unit.free == 1:
        return unit
    queue.stand_again(tx, pool.id, unit)
    return task_store.unit_of(_locked_task(tx, unit.id))


def _locked_task(tx: Tx, task_id: str) -> Task:
    task = task_store.get_locked(tx, task_id)
    if task is None:
        raise AssertionError(f"task {task_id} vanished")
    return task
