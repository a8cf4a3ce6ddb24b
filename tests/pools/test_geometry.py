"""The curve keeps cells together, and the distance to a cell is never more than that to a place in it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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

positions = st.builds(Position, st.floats(-90, 90), st.floats(-180, 180))
levels = st.integers(0, LEVELS)


def cell_around(place: Position, level: int) -> Cell:
    """The cell of a level that a place lies in, found by going down."""
    cell = WORLD
    for _ in range(level):
        cell = next(part for part in cell.quarters() if part.first <= cell_of(place) < part.end)
    return cell


@settings(max_examples=40)
@given(positions, levels)
def test_a_place_lies_in_the_cells_whose_range_has_its_number(place: Position, level: int):
    cell = cell_around(place, level)
    rounding = 1e-12

    assert cell.box.west - rounding <= place.longitude <= cell.box.east + rounding
    assert cell.box.south - rounding <= place.latitude <= cell.box.north + rounding


@settings(max_examples=40)
@given(levels.filter(lambda level: level < LEVELS), st.data())
def test_a_cell_is_its_four_quarters(level: int, data: st.DataObject):
    cell = cell_around(data.draw(positions), level)
    quarters = cell.quarters()

    assert [part.first for part in quarters] == [cell.first, *(part.end for part in quarters[:-1])]
    assert quarters[-1].end == cell.end
    assert all(cell.box.contains(part.box) for part in quarters)


@settings(max_examples=40)
@given(positions, positions, levels)
def test_a_cell_is_no_farther_than_the_places_in_it(here: Position, there: Position, level: int):
    assert distance_to(here, cell_around(there, level).box) <= distance(here, there) + 0.001


@settings(max_examples=40)
@given(positions, levels)
def test_nothing_is_nearer_than_where_one_is(here: Position, level: int):
    assert distance_to(here, cell_around(here, level).box) == pytest.approx(0, abs=0.001)


@pytest.mark.parametrize(
    ("one", "other", "kilometres"),
    [
        ((0, 0), (0, 1), 111.195),
        ((52.5, 13.4), (48.1, 11.6), 505.5),
        ((0, 179.5), (0, -179.5), 111.195),
        ((90, 0), (90, 123), 0),
        ((90, 0), (-90, 0), 20_015.1),
    ],
)
def test_distances(one: tuple[float, float], other: tuple[float, float], kilometres: float):
    assert distance(Position(*one), Position(*other)) / 1000 == pytest.approx(kilometres, rel=0.001, abs=1e-6)


def test_the_other_side_of_the_180th_meridian_is_near():
    east_of_it = Box(-180, -1, -179, 1)

    assert distance_to(Position(0, 179), east_of_it) == pytest.approx(111_195, rel=0.001)


@pytest.mark.parametrize("metres", [0.0, 0.2, 1.0, 500.0, 40_000.0, 2e7, math.pi * 6_371_008.8, math.inf])
def test_a_level_suits_a_distance(metres: float):
    level = level_for(metres)

    assert 0 <= level <= LEVELS
    height = math.pi * 6_371_008.8 / 2**level
    assert level in {0, LEVELS} or metres <= height <= 2 * metres + 0.001
