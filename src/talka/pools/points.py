"""Suites with free slots that are chosen on a map: where they are to be found.

They stand here as other units stand in the queue. There is no cursor: what a worker has had is passed by the
worker's memory, so a place may be taken and left at any time and in any order.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.pools.geometry import Position, cell_of
from talka.storage import schema
from talka.storage.query import Query, insert
from talka.storage.tx import Tx

EVERYBODY = ""
"""In place of a worker's id: the points of suites that are not reserved."""

_p = schema.points.c
_INSERT = insert(schema.points, ignore_conflicts=True)
_DELETE = Query(
    sa.delete(schema.points).where(
        *(_p[name] == bindparam(name) for name in ("pool_id", "worker_id", "cell", "unit_id"))
    )
)


class Point(msgspec.Struct, frozen=True):
    """A suite's place on the map, and for whom it stands there."""

    pool_id: int
    unit_id: str
    latitude: float
    longitude: float
    reserved_for: list[str] | None
    unavailable_for: str | None

    @property
    def owners(self) -> list[str]:
        """Under whose names it stands."""
        return list(dict.fromkeys(self.reserved_for or [EVERYBODY]))

    @property
    def place(self) -> Position:
        """Where it is."""
        return Position(self.latitude, self.longitude)


def stand_new(tx: Tx, points: Iterable[Point]) -> None:
    """Put new suites on the map."""
    tx.bulk(schema.points, [row for point in points for row in _rows(point)])


def stand(tx: Tx, point: Point) -> None:
    """Put a suite back on the map, if it is not there."""
    tx.many(_INSERT, _rows(point))


def leave(tx: Tx, point: Point) -> None:
    """Take a suite off the map."""
    cell = cell_of(point.place)
    tx.many(
        _DELETE,
        [
            {"pool_id": point.pool_id, "worker_id": owner, "cell": cell, "unit_id": point.unit_id}
            for owner in point.owners
        ],
    )


def _rows(point: Point) -> list[dict[str, object]]:
    cell = cell_of(point.place)
    return [
        {
            "pool_id": point.pool_id,
            "worker_id": owner,
            "cell": cell,
            "unit_id": point.unit_id,
            "latitude": point.latitude,
            "longitude": point.longitude,
            "unavailable_for": point.unavailable_for,
        }
        for owner in point.owners
    ]
