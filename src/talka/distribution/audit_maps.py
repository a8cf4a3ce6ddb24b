"""Whether points on the map, merged answers and tasks that ask the same agree with what they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec
import sqlalchemy as sa

from talka.assignments.model import AssignmentStatus
from talka.pools.geometry import Position, cell_of
from talka.pools.points import EVERYBODY
from talka.storage import schema
from talka.storage.query import Query
from talka.storage.tx import Tx
from talka.tasks import twins

MOST = 20
"""Lines about each kind of fault; where one unit is wrong, a thousand often are."""

_a = schema.assignments.c
_suites = schema.task_suites.c
_tasks = schema.tasks.c


def each(tx: Tx, query: Query) -> Iterator[tuple[Any, ...]]:
    """Every row of a query that may have very many."""
    for rows in tx.stream(query):
        yield from rows


# --- the map -----------------------------------------------------------------------------------------

_stands = sa.or_(_suites.infinite == 1, _suites.occupied < _suites.overlap)
_suites_on_map = sa.select(
    _suites.id.label("unit_id"),
    sa.literal_column("0").label("part"),
    _suites.reserved_for.label("who"),
    _suites.latitude.label("latitude"),
    _suites.longitude.label("longitude"),
    sa.literal_column("0", sa.BigInteger()).label("cell"),
    sa.case((_stands, 1), else_=0).label("stands"),
).where(_suites.mixed == 0, _suites.latitude.is_not(None))
_points = schema.points.c
_rows_of_map = sa.select(
    _points.unit_id,
    sa.literal_column("1"),
    _points.worker_id,
    _points.latitude,
    _points.longitude,
    _points.cell,
    sa.literal_column("1"),
)
_suites_and_points = sa.union_all(_suites_on_map, _rows_of_map).subquery()
_MAP = Query(sa.select(_suites_and_points).order_by(_suites_and_points.c.unit_id, _suites_and_points.c.part))


def faults_of_maps(tx: Tx) -> Iterator[str]:
    """A suite's row, which says where it is to stand on the map, comes right before where it does stand."""
    told = 0
    for suite_id, rows in groupby(each(tx, _MAP), key=itemgetter(0)):
        expected: set[tuple[Any, ...]] = set()
        found: set[tuple[Any, ...]] = set()
        for _, part, who, latitude, longitude, cell, stands in rows:
            if part:
                found.add((who, latitude, longitude, cell))
            elif stands:
                owners = [EVERYBODY] if who is None else msgspec.json.decode(who, type=list[str])
                place = Position(latitude, longitude)
                expected = {(owner, *place, cell_of(place)) for owner in owners}
        if expected != found and (told := told + 1) <= MOST:
            yield (
                f"suite {suite_id} is to stand on the map {len(expected)} times: "
                f"{len(expected - found)} are missing, {len(found - expected)} are wrong"
            )


# --- merged answers ----------------------------------------------------------------------------------

_MERGED = Query(
    sa.select(_a.id)
    .outerjoin(schema.task_suites, _suites.id == _a.suite_id)
    .where(
        sa.or_(
            _a.automerged != sa.func.coalesce(_suites.automerged, 0),
            sa.and_(
                _a.automerged == 1,
                sa.or_(_a.status != AssignmentStatus.ACCEPTED.value, _a.mixed == 0, _a.reward + _a.fee != 0),
            ),
        )
    )
    .limit(MOST)
)


_TWINS = Query(
    sa.select(schema.twins.c.task_id, schema.twins.c.hash, _tasks.body).outerjoin(
        schema.tasks, sa.and_(_tasks.id == schema.twins.c.task_id, _tasks.pool_id == schema.twins.c.pool_id)
    )
)


def faults_of_twins(tx: Tx) -> Iterator[str]:
    told = 0
    for task_id, kept, body in each(tx, _TWINS):
        asks = None if body is None else twins.hash_of(msgspec.json.decode(body)["input_values"])
        if kept != asks and (told := told + 1) <= MOST:
            yield f"{task_id} is kept among the tasks that ask the same by what it does not ask"


def faults_of_merges(tx: Tx) -> Iterator[str]:
    for (assignment_id,) in tx.all(_MERGED):
        yield f"assignment {assignment_id} is a merged answer by halves: these are mixed, accepted and free"
