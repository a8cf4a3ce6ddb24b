"""Suites chosen on a map: the nearest, those in a part of the map, the one that is named.

Nothing here grows with the pool: a part of the map is one range of an index, and a part with many points is
looked at quarter by quarter. Points that the worker has had are passed one by one, so a search costs more
where the worker has had many that still stand for others.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.distribution import rules
from talka.distribution.rules import Nothing
from talka.kernel.errors import DoesNotExist
from talka.pools.geometry import (
    LEVELS,
    WORLD,
    Box,
    Cell,
    Position,
    cell_of,
    distance,
    distance_to,
    level_for,
)
from talka.pools.model import Pool
from talka.pools.points import EVERYBODY
from talka.storage import schema
from talka.storage.query import Query
from talka.storage.tx import Tx
from talka.task_suites import store as suites
from talka.task_suites.model import TaskSuite
from talka.words.speaking import say

DEFAULT_MAXIMUM = 15
"""How many suites of a map project a worker may hold, where the project does not say."""

FEW = 32
"""So many points of a cell are looked at one by one; one with more is quartered."""
_NEIGHBOURS = 8
_PAGE = 100
_SLACK = 0.001  # metres: more than rounding errs, less than anybody walks

_p = schema.points.c
_seen = schema.seen.c
_had = (
    sa.select(sa.literal_column("1"))
    .where(_seen.worker_id == bindparam("worker_id"), _seen.unit_id == _p.unit_id)
    .limit(1)
    .scalar_subquery()
)
_POINTS = sa.select(_p.unit_id, _p.latitude, _p.longitude, _p.unavailable_for, _p.cell).where(
    _p.pool_id == bindparam("pool_id"), _p.worker_id == bindparam("owner"), _had.is_(None)
)
_FORWARD = Query(
    _POINTS.where(
        sa.tuple_(_p.cell, _p.unit_id)
        > sa.tuple_(bindparam("cell", type_=schema.NUMBER), bindparam("after", type_=schema.ID)),
        _p.cell < bindparam("end", type_=schema.NUMBER),
    )
    .order_by(_p.cell, _p.unit_id)
    .limit(bindparam("size"))
)
_BACKWARD = Query(
    _POINTS.where(_p.cell < bindparam("cell", type_=schema.NUMBER))
    .order_by(_p.cell.desc(), _p.unit_id.desc())
    .limit(bindparam("size"))
)
_HAD = Query(
    sa.select(sa.literal_column("1")).where(
        _seen.worker_id == bindparam("worker_id"), _seen.unit_id == bindparam("unit_id")
    )
)

Place: TypeAlias = tuple[int, str]
"""Where one is on the curve: a cell's number, and the last unit passed in it."""


class Choice(msgspec.Struct, frozen=True):
    """What a worker asks for: a suite by its id, or the nearest one to a position."""

    suite_id: str | None = None
    near: Position | None = None


class Spot(NamedTuple):
    """A free suite on the map. ``owner``: in whose part of the index it was found."""

    unit_id: str
    place: Position
    owner: str
    cell: int


class _Search(NamedTuple):
    worker_id: str
    pool_id: int
    owner: str


class _Aim(NamedTuple):
    """Where one is on the curve, and the level whose cells are about as large as the first spot is far."""

    cell: int
    level: int

    def is_far_inside(self, cell: Cell) -> bool:
        """Whether a cell is so large around where one is that its quarters are what to look at."""
        return cell.level < self.level and cell.first <= self.cell < cell.end


# --- choosing ----------------------------------------------------------------------------------------


def choose(
    tx: Tx, worker_id: str, pool: Pool, choice: Choice | None, others_active: int
) -> TaskSuite | Nothing:
    """The suite that the worker asks for, its slots held still; without a choice, any that is free.

    Raises:
        DoesNotExist: the pool has no suite with the id named.
    """
    if choice is not None and choice.suite_id is not None:
        return _named(tx, worker_id, pool, choice.suite_id, others_active)
    near = None if choice is None else choice.near
    spots = _anywhere(tx, worker_id, pool.id) if near is None else nearest(tx, worker_id, pool.id, near)
    for spot in spots:
        suite = suites.get(tx, spot.unit_id, lock=not tx.read_only)
        # Somebody else may have been given the last slot after the spot was seen.
        if suite is not None and suites.unit_of(suite).free != 0:
            return suite
    return rules.nothing_left(others_active)


def _named(tx: Tx, worker_id: str, pool: Pool, suite_id: str, others_active: int) -> TaskSuite | Nothing:
    suite = suites.get(tx, suite_id, lock=True)
    if suite is None or suite.pool_id != pool.id or suite.mixed:
        raise DoesNotExist("task suite", suite_id)
    unit = suites.unit_of(suite)
    if tx.one(_HAD, worker_id=worker_id, unit_id=suite_id) is not None:
        refusal = ("HAD", say("You have had this point already"))
    elif not _is_for(worker_id, unit.reserved_for, suite.unavailable_for):
        refusal = ("NOT_FOR_YOU", say("This point is meant for other workers"))
    elif unit.free == 0:
        refusal = ("GONE", say("Others were quicker: this point is taken"))
    else:
        return suite
    reason, words = refusal
    if next(_anywhere(tx, worker_id, pool.id), None) is not None:
        return Nothing(finished=False, words=words, reason=reason)
    return msgspec.structs.replace(rules.nothing_left(others_active), words=words, reason=reason)


def _is_for(worker_id: str, reserved_for: Sequence[str] | None, unavailable_for: str | None) -> bool:
    return (not reserved_for or worker_id in reserved_for) and not _is_kept_from(worker_id, unavailable_for)


def _is_kept_from(worker_id: str, unavailable_for: str | None) -> bool:
    return unavailable_for is not None and worker_id in msgspec.json.decode(unavailable_for, type=list[str])


# --- searching ---------------------------------------------------------------------------------------


def within(
    tx: Tx, worker_id: str, pool_id: int, boxes: Sequence[Box], after: TaskSuite | None = None
) -> Iterator[Spot]:
    """Every spot in the boxes that the worker may have, those reserved for them last, ``after`` a suite."""
    owners = [EVERYBODY, worker_id]
    start: Place = (0, "")
    if after is not None and after.latitude is not None and after.longitude is not None:
        start = (cell_of(Position(after.latitude, after.longitude)), after.id)
        owners = owners[1:] if after.reserved_for else owners
    for owner in owners:
        yield from _walk(tx, _Search(worker_id, pool_id, owner), WORLD, boxes, start)
        start = (0, "")


def nearest(tx: Tx, worker_id: str, pool_id: int, here: Position) -> Iterator[Spot]:
    """The spots that the worker may have, the nearest first.

    Places within the same smallest cell are as near as makes no difference.
    """
    told: set[str] = set()
    aims: dict[str, _Aim] = {}
    heap: list[tuple[float, int, Any, Any]] = []
    for owner in (EVERYBODY, worker_id):
        search = _Search(worker_id, pool_id, owner)
        spots, any_left = _about(tx, search, cell_of(here))
        if any_left:
            first = min((distance(here, spot.place) for spot in spots), default=math.inf)
            aims[owner] = _Aim(cell_of(here), level_for(first))
            _push_spots(heap, here, spots)
            heapq.heappush(heap, (0.0, 1, (owner, WORLD), (0, "")))
    while heap:
        metres, is_region, what, rest = heapq.heappop(heap)
        if not is_region:
            if what not in told:
                told.add(what)
                yield rest
            continue
        owner, cell = what
        _look_into(tx, _Search(worker_id, pool_id, owner), heap, here, cell, rest, metres, aims[owner])


def _look_into(
    tx: Tx,
    search: _Search,
    heap: list[tuple[float, int, Any, Any]],
    here: Position,
    cell: Cell,
    after: Place,
    metres: float,
    aim: _Aim,
) -> None:
    """Put what a cell holds on the heap: its spots if they are few, its quarters otherwise."""
    if not aim.is_far_inside(cell):
        rows = _rows(tx, search, max(after, (cell.first, "")), cell.end, FEW + 1)
        if len(rows) <= FEW or cell.level == LEVELS:
            spots = _spots(rows, search)
            _push_spots(heap, here, spots)
            if len(rows) > FEW:
                farthest = max((distance(here, spot.place) for spot in spots), default=metres)
                last: Place = (rows[-1][4], rows[-1][0])
                heapq.heappush(heap, (max(metres, farthest), 1, (search.owner, cell), last))
            return
    for quarter in cell.quarters():
        away = max(0.0, distance_to(here, quarter.box) - _SLACK)
        heapq.heappush(heap, (away, 1, (search.owner, quarter), (0, "")))


def _push_spots(heap: list[tuple[float, int, Any, Any]], here: Position, spots: Sequence[Spot]) -> None:
    for spot in spots:
        heapq.heappush(heap, (distance(here, spot.place), 0, spot.unit_id, spot))


def _about(tx: Tx, search: _Search, cell: int) -> tuple[list[Spot], bool]:
    """Some spots next to a place on the curve, which are likely to be near it; and whether any exist."""
    rows = _rows(tx, search, (cell, ""), WORLD.end, _NEIGHBOURS)
    rows += tx.all(_BACKWARD, **_named_parameters(search), cell=cell, size=_NEIGHBOURS)
    return _spots(rows, search), bool(rows)


def _anywhere(tx: Tx, worker_id: str, pool_id: int) -> Iterator[Spot]:
    yield from _walk(tx, _Search(worker_id, pool_id, worker_id), WORLD, [WORLD.box], (0, ""), page=1)
    yield from _walk(tx, _Search(worker_id, pool_id, EVERYBODY), WORLD, [WORLD.box], (0, ""), page=1)


def _walk(
    tx: Tx, search: _Search, cell: Cell, boxes: Sequence[Box], after: Place, page: int = _PAGE
) -> Iterator[Spot]:
    """The spots of a cell that lie in a box, in their order on the curve."""
    box = cell.box
    boxes = [one for one in boxes if one.meets(box)]
    if not boxes or cell.end <= after[0]:
        return
    if cell.level == LEVELS or any(one.contains(box) for one in boxes):
        yield from _all_of(tx, search, cell, boxes, after, page)
        return
    if cell.level >= max(one.level for one in boxes):
        rows = _rows(tx, search, max(after, (cell.first, "")), cell.end, FEW + 1)
        if len(rows) <= FEW:
            yield from (spot for spot in _spots(rows, search) if any(one.holds(spot.place) for one in boxes))
            return
    for quarter in cell.quarters():
        yield from _walk(tx, search, quarter, boxes, after, page)


def _all_of(
    tx: Tx, search: _Search, cell: Cell, boxes: Sequence[Box], after: Place, page: int
) -> Iterator[Spot]:
    place = max(after, (cell.first, ""))
    while rows := _rows(tx, search, place, cell.end, page):
        place = (rows[-1][4], rows[-1][0])
        yield from (spot for spot in _spots(rows, search) if any(one.holds(spot.place) for one in boxes))
        if len(rows) < page:
            return
        page = _PAGE


def _rows(tx: Tx, search: _Search, after: Place, end: int, size: int) -> list[tuple[Any, ...]]:
    return tx.all(_FORWARD, **_named_parameters(search), cell=after[0], after=after[1], end=end, size=size)


def _named_parameters(search: _Search) -> dict[str, object]:
    return {"worker_id": search.worker_id, "pool_id": search.pool_id, "owner": search.owner}


def _spots(rows: Sequence[tuple[Any, ...]], search: _Search) -> list[Spot]:
    return [
        Spot(unit_id, Position(latitude, longitude), search.owner, cell)
        for unit_id, latitude, longitude, unavailable_for, cell in rows
        if not _is_kept_from(search.worker_id, unavailable_for)
    ]
