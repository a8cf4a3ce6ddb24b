"""The map: what a worker can take where, and what they chose on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import islice

from talka.distribution import access, maps, take
from talka.distribution.maps import Choice
from talka.http.auth import Worker
from talka.http.environment import Platform
from talka.kernel.errors import (
    AccessDenied,
    Conflict,
    DoesNotExist,
    FieldErrors,
    ValidationFailed,
)
from talka.kernel.ids import parse_number
from talka.kernel.money import to_number
from talka.pools import store as pools
from talka.pools.geometry import WORLD, Box, Position
from talka.pools.model import Pool
from talka.storage.tx import Tx
from talka.task_suites import store as suites
from talka.task_suites.model import TaskSuite
from talka.words.speaking import say
from talka.worker_api.model import Points, PointView, TakeForm

_CORNERS = 4


def choice_of(form: TakeForm) -> Choice | None:
    """What the body of a take asks for.

    Raises:
        ValidationFailed: half a position, or a suite and a position.
    """
    errors = FieldErrors()
    if (form.latitude is None) != (form.longitude is None):
        missing = "latitude" if form.latitude is None else "longitude"
        errors.add(missing, "VALUE_REQUIRED", say("A position has latitude and longitude"))
    if form.task_suite_id is not None and form.latitude is not None:
        words = say("Name a suite, or give a position, not both")
        errors.add("latitude", "VALUE_NOT_ALLOWED", words)
    errors.raise_if_any()
    if form.task_suite_id is not None:
        return Choice(suite_id=form.task_suite_id)
    if form.latitude is None or form.longitude is None:
        return None
    return Choice(near=Position(form.latitude, form.longitude))


def boxes_of(text: str | None, errors: FieldErrors) -> list[Box]:
    """The parts of the map that ``bbox`` means: all of it without one, two across the 180th meridian."""
    if text is None:
        return [WORLD.box]
    corners = _numbers(text)
    if len(corners) != _CORNERS or not all(map(math.isfinite, corners)):
        words = say("bbox is west,south,east,north: four numbers of degrees")
        errors.add("bbox", "INVALID_COORDINATES_SYNTAX", words)
        return []
    west, south, east, north = corners
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):  # noqa: PLR2004
        words = say("Longitudes are from -180 to 180, latitudes from -90 to 90, the southern one first")
        errors.add("bbox", "VALUE_OUT_OF_BOUNDS", words)
        return []
    if west <= east:
        return [Box(west, south, east, north)]
    return [Box(west, south, 180, north), Box(-180, south, east, north)]


def get_points(
    tx: Tx,
    worker: Worker,
    pool_id: str,
    boxes: Sequence[Box],
    before: str | None,
    limit: int,
    platform: Platform,
) -> Points:
    """``GET /pools/{id}/points``: what a take would find there, and nothing else.

    Raises:
        DoesNotExist, PoolIsClosed, AccessDenied: as a take does.
        Conflict: the pool gives out its suites in turn.
    """
    number = parse_number(pool_id)
    pool = None if number is None else pools.get(tx, number)
    if pool is None:
        raise DoesNotExist("pool", pool_id)
    if not pool.on_map:
        raise Conflict(say("The pool gives out its suites in turn; it has no points to choose from"))
    offer = take.offer(tx, worker.id, pool, platform)
    take.require_open(pool, offer.project)
    # Who holds as many as they may looks at the map all the same, for what comes after.
    failed = [
        check for check in access.failures(offer.checks) if check.code != take.TooManyActiveAssignments.code
    ]
    if failed:
        reasons = [{"code": check.code, "words": check.words} for check in failed]
        raise AccessDenied(failed[0].words, {"reasons": reasons})
    spots = maps.within(tx, worker.id, pool.id, boxes, _last(tx, pool, before))
    found = list(islice(spots, limit + 1))
    reward = to_number(offer.reward)
    return Points(
        [PointView(spot.unit_id, *spot.place, reward) for spot in found[:limit]], len(found) > limit
    )


def _last(tx: Tx, pool: Pool, before: str | None) -> TaskSuite | None:
    """The last suite of the previous page, whether it is still free or not."""
    if before is None:
        return None
    suite = suites.get(tx, before)
    if suite is None or suite.pool_id != pool.id:
        words = say("There is no such suite in the pool")
        raise ValidationFailed.of("before", "ENTITY_DOES_NOT_EXIST", words)
    return suite


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        return []
