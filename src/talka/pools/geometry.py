"""The map as numbers: places on a curve that keeps near ones near, and distances on the globe.

The world is a square of cells, each of them four smaller ones. A place's *cell* number is where its smallest
cell (about 30 by 60 centimetres) comes on the curve that goes through the quarters of each cell in turn. So
every cell of every size is one range of these numbers, which an ordinary index finds.
"""

from __future__ import annotations

import math
from typing import NamedTuple

LEVELS = 26
"""How often the world is quartered."""

EARTH_METRES = 6_371_008.8
_SIDE = 1 << LEVELS
_SPREAD = ((16, 0x0000FFFF0000FFFF), (8, 0x00FF00FF00FF00FF), (4, 0x0F0F0F0F0F0F0F0F))
_SPREAD_BITS = (*_SPREAD, (2, 0x3333333333333333), (1, 0x5555555555555555))


class Position(NamedTuple):
    """A place, in degrees."""

    latitude: float
    longitude: float


class Box(NamedTuple):
    """A part of the map, in degrees; it does not cross the 180th meridian."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, place: Position) -> bool:
        """Whether the place lies in it, or on its edge."""
        return self.south <= place.latitude <= self.north and self.west <= place.longitude <= self.east

    def meets(self, other: Box) -> bool:
        """Whether the two have a place in common."""
        return (
            self.west <= other.east
            and other.west <= self.east
            and self.south <= other.north
            and other.south <= self.north
        )

    def contains(self, other: Box) -> bool:
        """Whether the other lies in it as a whole."""
        return (
            self.west <= other.west
            and other.east <= self.east
            and self.south <= other.south
            and other.north <= self.north
        )

    @property
    def level(self) -> int:
        """The level whose cells are about as large as the box."""
        part = max((self.north - self.south) / 180, (self.east - self.west) / 360)
        return LEVELS if part <= 0 else min(LEVELS, max(0, math.ceil(-math.log2(part))))


class Cell(NamedTuple):
    """A square of a level's grid; level 0 is the world."""

    level: int
    row: int
    column: int

    @property
    def first(self) -> int:
        """The first of its places' numbers."""
        return _interleaved(self.row, self.column) << 2 * (LEVELS - self.level)

    @property
    def end(self) -> int:
        """The number after the last one."""
        return self.first + (1 << 2 * (LEVELS - self.level))

    @property
    def box(self) -> Box:
        """The part of the map that it is."""
        side = 1 << self.level
        return Box(
            west=self.column * 360 / side - 180,
            south=self.row * 180 / side - 90,
            east=(self.column + 1) * 360 / side - 180,
            north=(self.row + 1) * 180 / side - 90,
        )

    def quarters(self) -> list[Cell]:
        """The four cells it is made of, in the order of their places' numbers."""
        row, column = 2 * self.row, 2 * self.column
        return [Cell(self.level + 1, row + i // 2, column + i % 2) for i in range(4)]


WORLD = Cell(0, 0, 0)


def cell_of(place: Position) -> int:
    """The number of the smallest cell that a place lies in."""
    row = min(_SIDE - 1, int((place.latitude + 90) / 180 * _SIDE))
    column = min(_SIDE - 1, int((place.longitude + 180) / 360 * _SIDE))
    return _interleaved(row, column)


def level_for(metres: float) -> int:
    """The level whose cells are about so high, the world's being half the way around it."""
    if metres <= 0:
        return LEVELS
    cells = math.pi * EARTH_METRES / metres
    return 0 if cells <= 1 else min(LEVELS, int(math.log2(cells)))


def distance(one: Position, other: Position) -> float:
    """Metres between two places, as the crow flies."""
    return _distance(
        math.radians(one.latitude),
        math.radians(other.latitude),
        math.radians(other.longitude - one.longitude),
    )


def distance_to(place: Position, box: Box) -> float:
    """Metres from a place to the nearest place of a box; 0 inside of it."""
    apart = min(_apart(place.longitude, box.west), _apart(place.longitude, box.east))
    if box.west <= place.longitude <= box.east:
        apart = 0.0
    here, turn = math.radians(place.latitude), math.radians(apart)
    south, north = math.radians(box.south), math.radians(box.north)
    # Along the box's nearer side the distance falls until this latitude and rises after it.
    nearest = math.atan2(math.sin(here), math.cos(here) * math.cos(turn))
    if south <= nearest <= north:
        return _distance(here, nearest, turn)
    return min(_distance(here, south, turn), _distance(here, north, turn))


def _distance(one_latitude: float, other_latitude: float, turn: float) -> float:
    """Everything in radians. This formula is exact for places close together, which others are not."""
    half = (
        math.sin((other_latitude - one_latitude) / 2) ** 2
        + math.cos(one_latitude) * math.cos(other_latitude) * math.sin(turn / 2) ** 2
    )
    return 2 * EARTH_METRES * math.asin(math.sqrt(min(1.0, half)))


def _apart(one: float, other: float) -> float:
    """Degrees between two meridians, the shorter way round."""
    difference = abs(one - other) % 360
    return min(difference, 360 - difference)


def _interleaved(row: int, column: int) -> int:
    return _spread(row) << 1 | _spread(column)


def _spread(bits: int) -> int:
    """The bits of a number of 32, with a gap after each."""
    for shift, mask in _SPREAD_BITS:
        bits = (bits | bits << shift) & mask
    return bits
