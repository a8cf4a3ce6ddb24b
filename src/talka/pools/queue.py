"""The queues that work is given out from, and the slots of the units that stand in them.

A *unit* is a manual suite, or a task to be mixed. While it has free slots it stands in a lane of its pool's
queue. A place is ``(level, epoch, rank)``; workers walk a lane by a cursor of their own, so nothing may ever
be put at or before one: an epoch that a cursor has entered takes no more units. A slot that comes back puts
its unit at the end of the lane's second queue, which every worker looks at first (of training tasks, last).
Units with ``reserved_for`` stand once for each of their workers in a queue of these and never in the shared
one. Units that are chosen on a map stand on it (:mod:`talka.pools.points`) and in no queue at all.
"""

from __future__ import annotations

import enum
from collections.abc import Container, Iterable, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.kernel import chance
from talka.pools import points, store
from talka.pools.model import Pool
from talka.pools.points import Point
from talka.storage import schema
from talka.storage.query import Query, insert
from talka.storage.tx import Tx

_SEQUENCE_BITS = 22
_RANDOM_BITS = 40
RETURNED_EPOCH = 0
_CHECK = 8


class Lane(enum.IntEnum):
    """Kinds of units; each lane's returned slots stand in the lane after it.

    Tasks chosen for a majority-vote check stand in a lane of their own, and there in the second queue only:
    at checked places they are met first, at others when there is nothing else.
    """

    GENERAL = 0
    CONTROL = 2
    TRAINING = 4
    SUITE = 6
    GENERAL_CHECK = 8
    CONTROL_CHECK = 10
    TRAINING_CHECK = 12

    @property
    def returned(self) -> int:
        """The lane's second queue."""
        return self + 1

    @property
    def counts(self) -> bool:
        """Whether the pool is complete only when units of this kind are."""
        return self.kind in (Lane.GENERAL, Lane.SUITE)

    @property
    def kind(self) -> Lane:
        """What its units are, chosen for a check or not."""
        return Lane(self % _CHECK)

    @property
    def check(self) -> Lane:
        """Where those of its units stand that were chosen for a majority-vote check."""
        return Lane(self.kind + _CHECK)

    @property
    def is_check(self) -> bool:
        """Whether it is such a lane."""
        return self >= _CHECK


class Unit(msgspec.Struct, frozen=True):
    """A unit's slots and where it stands.

    ``overlap`` is None when infinite, and nobody counts ``occupied`` then.
    """

    id: str
    pool_id: int
    lane: Lane
    overlap: int | None
    occupied: int
    level: float
    epoch: int | None
    rank: int | None
    returned_rank: int | None
    reserved_for: list[str] | None
    point: Point | None = None

    @property
    def free(self) -> int | None:
        """Free slots, or None when there is no end of them."""
        return None if self.overlap is None else max(0, self.overlap - self.occupied)


class Place(msgspec.Struct, frozen=True):
    """Where a new unit was put; ``epoch`` is None for one that does not stand in the shared queue."""

    epoch: int | None
    rank: int


class Change(msgspec.Struct):
    """How a pool's counters move with its slots."""

    finite_units: int = 0
    open_units: int = 0
    slots: int = 0
    free_slots: int = 0

    def apply(self, tx: Tx, pool_id: int, *, grown: bool = False) -> None:
        """Write it down; ``grown`` restarts the wait before a last incomplete suite."""
        store.count(
            tx,
            pool_id,
            at=("last_growth",) if grown else (),
            finite_units=self.finite_units,
            open_units=self.open_units,
            slots=self.slots,
            free_slots=self.free_slots,
        )


_TABLES = {True: schema.task_suites, False: schema.tasks}
_INSERT = insert(schema.queue)
_INSERT_RESERVED = insert(schema.reserved_queue, ignore_conflicts=True)
_INSERT_CHECK_POOL = insert(schema.check_pools, ignore_conflicts=True)
_q = schema.queue.c
_DELETE = Query(
    sa.delete(schema.queue).where(
        *(_q[name] == bindparam(name) for name in ("pool_id", "lane", "level", "epoch", "rank"))
    )
)
_r = schema.reserved_queue.c
_DELETE_RESERVED = Query(
    sa.delete(schema.reserved_queue).where(
        *(_r[name] == bindparam(name) for name in ("worker_id", "pool_id", "lane", "level", "rank"))
    )
)


def _slot_queries(table: sa.Table) -> tuple[Query, Query, Query]:
    occupy = (
        sa.update(table)
        .where(table.c.id == bindparam("unit_id"))
        .values(occupied=table.c.occupied + bindparam("change", type_=schema.NUMBER))
    )
    returned = (
        sa.update(table)
        .where(table.c.id == bindparam("unit_id"))
        .values(returned_rank=bindparam("new_rank", type_=schema.NUMBER))
    )
    overlap = (
        sa.update(table)
        .where(table.c.id == bindparam("unit_id"))
        .values(
            overlap=bindparam("new_overlap", type_=schema.NUMBER),
            infinite=bindparam("new_infinite", type_=schema.FLAG),
            occupied=bindparam("new_occupied", type_=schema.NUMBER),
        )
    )
    return Query(occupy), Query(returned), Query(overlap)


_SLOTS = {is_suite: _slot_queries(table) for is_suite, table in _TABLES.items()}

_a = schema.assignments.c
_takes_a_slot = _a.status.not_in(["SKIPPED", "EXPIRED"])
_TAKEN = {
    True: Query(
        sa.select(sa.func.count()).where(_a.suite_id == bindparam("unit_id"), _a.mixed == 0, _takes_a_slot)
    ),
    False: Query(
        sa.select(sa.func.count())
        .select_from(
            sa.join(schema.suite_tasks, schema.assignments, _a.suite_id == schema.suite_tasks.c.suite_id)
        )
        .where(schema.suite_tasks.c.task_id == bindparam("unit_id"), _a.mixed == 1, _takes_a_slot)
    ),
}


def place_new(tx: Tx, pool: Pool, units: Sequence[Unit], *, in_order: bool) -> list[Place]:
    """Put new units into their lanes. ``pool`` is as just read and locked; its place is moved on.

    Units without a free slot get a place and do not stand anywhere.
    """
    epoch = pool.epoch + pool.epoch_entered
    first = pool.next_rank
    store.save_place(tx, pool.id, epoch=epoch, entered=False, next_rank=first + len(units))
    ranks = [first + i if in_order else _random_rank(first + i) for i in range(len(units))]
    places = [
        Place(None if unit.reserved_for or unit.point else epoch, rank)
        for unit, rank in zip(units, ranks, strict=True)
    ]
    points.stand_new(tx, [unit.point for unit in units if unit.point is not None and unit.free != 0])
    shared = []
    for unit, rank in zip(units, ranks, strict=True):
        if unit.free == 0 or unit.point is not None:
            continue
        if unit.reserved_for:
            _reserve(tx, unit, rank)
        else:
            shared.append(
                {
                    "pool_id": unit.pool_id,
                    "lane": int(unit.lane),
                    "level": unit.level,
                    "epoch": epoch,
                    "rank": rank,
                    "unit_id": unit.id,
                }
            )
    tx.bulk(schema.queue, shared)
    return places


def change_of_new(units: Iterable[Unit]) -> Change:
    """What new units mean for the pool's counters."""
    change = Change()
    for unit in units:
        if unit.lane.counts and unit.overlap is not None:
            change.finite_units += 1
            change.open_units += unit.overlap > 0
            change.slots += unit.overlap
            change.free_slots += unit.overlap
    return change


def occupy(tx: Tx, units: Sequence[Unit]) -> Change:
    """Take one slot of each unit; those that are full leave every queue."""
    change = Change()
    finite = [unit for unit in units if unit.overlap is not None]
    for is_suite in (False, True):
        tx.many(
            _SLOTS[is_suite][0],
            [{"unit_id": unit.id, "change": 1} for unit in finite if (unit.lane == Lane.SUITE) == is_suite],
        )
    for unit in finite:
        full = unit.free == 1
        if full:
            leave(tx, unit)
        if unit.lane.counts:
            change.free_slots -= 1
            change.open_units -= full
    return change


def give_back(tx: Tx, pool: Pool, units: Sequence[Unit], again: Container[str]) -> Change:
    """Return one slot of each unit: it stands at the end of its lane's second queue now.

    ``again`` has the ids of those that may come back to the same worker, who has passed them already. A unit
    of infinite overlap was never missing for anybody else, so it stands again for that reason only.
    """
    change = Change()
    for unit in units:
        if unit.overlap is None:
            if unit.id in again:
                stand_again(tx, pool.id, unit)
            continue
        tx.run(_SLOTS[unit.lane == Lane.SUITE][0], unit_id=unit.id, change=-1)
        if unit.lane.counts and unit.occupied <= unit.overlap:
            change.free_slots += 1
            change.open_units += unit.free == 0
        after = msgspec.structs.replace(unit, occupied=unit.occupied - 1)
        if after.free:
            stand_again(tx, pool.id, after)
    return change


def with_slots_counted(tx: Tx, unit: Unit) -> Unit:
    """The unit with ``occupied`` as its assignments have it, which an infinite overlap leaves uncounted."""
    if unit.overlap is not None:
        return unit
    taken = int(tx.value(_TAKEN[unit.lane == Lane.SUITE], unit_id=unit.id))
    return msgspec.structs.replace(unit, occupied=taken)


def set_overlap(tx: Tx, pool: Pool, unit: Unit, overlap: int | None) -> Change:
    """Change a unit's overlap; None makes it infinite.

    ``unit`` is as :func:`with_slots_counted` gives it, and ``overlap`` is not below what is occupied. Only a
    unit that was full has to stand again: one that stood all the time was passed by nobody who may have it.
    """
    occupied = 0 if overlap is None else unit.occupied
    after = msgspec.structs.replace(unit, overlap=overlap, occupied=occupied)
    tx.run(
        _SLOTS[unit.lane == Lane.SUITE][2],
        unit_id=unit.id,
        new_overlap=overlap,
        new_infinite=int(overlap is None),
        new_occupied=occupied,
    )
    before_free, after_free = unit.free, after.free
    if after_free == 0 and before_free != 0:
        leave(tx, unit)
    elif after_free != 0 and before_free == 0:
        stand_again(tx, pool.id, after)
    change = Change()
    if unit.lane.counts:
        change.finite_units = (overlap is not None) - (unit.overlap is not None)
        change.slots = (overlap or 0) - (unit.overlap or 0)
        change.free_slots = (after_free or 0) - (before_free or 0)
        change.open_units = (bool(after_free)) - (bool(before_free))
    return change


def stand_again(tx: Tx, pool_id: int, unit: Unit) -> None:
    """Put a unit with free slots where every worker will meet it once more."""
    if unit.point is not None:
        points.stand(tx, unit.point)
        return
    pool = store.get_locked(tx, pool_id)
    if pool is None:
        raise AssertionError(f"unit {unit.id} has no pool")
    if unit.reserved_for:
        if unit.rank is None:
            raise AssertionError(f"reserved unit {unit.id} has no rank")
        _reserve(tx, unit, unit.rank)
        return
    if unit.lane.is_check:
        tx.run(_INSERT_CHECK_POOL, project_id=pool.project_id, lane=int(unit.lane), pool_id=pool.id)
    if unit.returned_rank is not None:
        tx.run(_DELETE, **_returned_place(unit))
    rank = pool.next_rank
    store.save_place(tx, pool.id, epoch=pool.epoch, entered=bool(pool.epoch_entered), next_rank=rank + 1)
    tx.run(
        _INSERT,
        pool_id=pool.id,
        lane=unit.lane.returned,
        level=0.0,
        epoch=RETURNED_EPOCH,
        rank=rank,
        unit_id=unit.id,
    )
    tx.run(_SLOTS[unit.lane == Lane.SUITE][1], unit_id=unit.id, new_rank=rank)


def leave(tx: Tx, unit: Unit) -> None:
    """Take a unit out of every queue."""
    if unit.point is not None:
        points.leave(tx, unit.point)
        return
    if unit.reserved_for:
        for worker_id in unit.reserved_for:
            tx.run(
                _DELETE_RESERVED,
                worker_id=worker_id,
                pool_id=unit.pool_id,
                lane=int(unit.lane),
                level=unit.level,
                rank=unit.rank,
            )
        return
    if unit.epoch is not None:
        tx.run(
            _DELETE,
            pool_id=unit.pool_id,
            lane=int(unit.lane),
            level=unit.level,
            epoch=unit.epoch,
            rank=unit.rank,
        )
    if unit.returned_rank is not None:
        tx.run(_DELETE, **_returned_place(unit))
        tx.run(_SLOTS[unit.lane == Lane.SUITE][1], unit_id=unit.id, new_rank=None)


def _returned_place(unit: Unit) -> dict[str, object]:
    return {
        "pool_id": unit.pool_id,
        "lane": unit.lane.returned,
        "level": 0.0,
        "epoch": RETURNED_EPOCH,
        "rank": unit.returned_rank,
    }


def _reserve(tx: Tx, unit: Unit, rank: int) -> None:
    tx.many(
        _INSERT_RESERVED,
        [
            {
                "worker_id": worker_id,
                "pool_id": unit.pool_id,
                "lane": int(unit.lane),
                "level": unit.level,
                "rank": rank,
                "unit_id": unit.id,
            }
            for worker_id in dict.fromkeys(unit.reserved_for or ())
        ],
    )


def _random_rank(sequence: int) -> int:
    """A random place; the sequence in its low bits keeps two units apart."""
    return (chance.bits(_RANDOM_BITS) << _SEQUENCE_BITS) | (sequence & ((1 << _SEQUENCE_BITS) - 1))
