"""How work is given out, said as plainly as can be: everything is looked up in all that ever happened.

What the platform keeps counters, queues, cursors and memories for, this model works out anew each time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

GENERAL, CONTROL, TRAINING, SUITE = "general", "control", "training", "suite"
OCCUPYING = ("ACTIVE", "SUBMITTED", "ACCEPTED", "REJECTED")


@dataclass
class Mixer:
    real: int
    golden: int = 0
    training: int = 0
    min_real: int | None = None
    force_last: bool = True
    delay: int = 0

    @property
    def least(self) -> int:
        return self.real if self.min_real is None else self.min_real


@dataclass
class Unit:
    """A manual suite, or a task to be mixed. Units with a lower ``place`` go first where order counts."""

    id: str
    lane: str
    overlap: float
    place: tuple[float, int]
    reserved_for: list[str] = field(default_factory=list)
    unavailable_for: list[str] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)


@dataclass
class Given:
    """An assignment. ``shown`` is everything on it that the worker will remember."""

    id: str
    worker: str
    units: list[str]
    shown: set[str]
    price: int
    deadline: int
    status: str = "ACTIVE"
    review_until: float = math.inf


class Naive:
    """One pool. ``mixer`` is None where suites are made by hand only."""

    def __init__(self, mixer: Mixer | None, deposit: int) -> None:
        self.mixer = mixer
        self.deposit = deposit
        self.units: dict[str, Unit] = {}
        self.given: dict[str, Given] = {}
        self.last_growth = 0
        self.places = 0
        self.slots_came_back = False

    # --- what there is ---

    def add(self, unit: Unit, now: int) -> None:
        self.units[unit.id] = unit
        self.last_growth = now

    def next_place(self, override: float = 0.0) -> tuple[float, int]:
        self.places += 1
        return (-override, self.places)

    def occupied(self, unit: Unit) -> int:
        return sum(unit.id in one.units for one in self.given.values() if one.status in OCCUPYING)

    def free(self, unit: Unit) -> float:
        return unit.overlap - self.occupied(unit)

    def active(self, worker: str | None = None) -> list[Given]:
        return [
            one
            for one in self.given.values()
            if one.status == "ACTIVE" and (worker is None or one.worker == worker)
        ]

    def available_money(self) -> int:
        spent = sum(
            one.price for one in self.given.values() if one.status in ("ACTIVE", "SUBMITTED", "ACCEPTED")
        )
        return self.deposit - spent

    # --- who may have what ---

    def had(self, worker: str) -> set[str]:
        return {unit for one in self.given.values() if one.worker == worker for unit in one.shown}

    def may_have(self, worker: str, lane: str) -> list[Unit]:
        had = self.had(worker)
        return [
            unit
            for unit in self.units.values()
            if unit.lane == lane
            and self.free(unit) > 0
            and unit.id not in had
            and worker not in unit.unavailable_for
            and (not unit.reserved_for or worker in unit.reserved_for)
        ]

    def next_counts(self, worker: str, now: int) -> dict[str, int] | None:
        """How many units of each lane the worker's next page has; None when there is none."""
        if self.may_have(worker, SUITE):
            return {SUITE: 1}
        mixer = self.mixer
        if mixer is None:
            return None
        found = {
            GENERAL: min(mixer.real, len(self.may_have(worker, GENERAL))),
            CONTROL: min(mixer.golden, len(self.may_have(worker, CONTROL))),
            TRAINING: min(mixer.training, len(self.may_have(worker, TRAINING))),
        }
        if found[CONTROL] < mixer.golden or found[TRAINING] < mixer.training:
            return None
        if mixer.real and not found[GENERAL]:
            return None
        if found[GENERAL] < mixer.least and not self._may_be_short(mixer, now):
            return None
        return {lane: count for lane, count in found.items() if count}

    def _may_be_short(self, mixer: Mixer, now: int) -> bool:
        """Whether so few tasks are left for anybody that no full page will ever come.

        Tasks without an end are never the last. Beside manual suites, those reserved for somebody are not
        waited for.
        """
        suites = any(unit.lane == SUITE for unit in self.units.values())
        left = sum(
            self.free(unit) > 0 and not (suites and unit.reserved_for)
            for unit in self.units.values()
            if unit.lane == GENERAL and unit.overlap != math.inf
        )
        return mixer.force_last and left < mixer.least and now >= self.last_growth + mixer.delay

    def is_complete(self) -> bool:
        finite = [
            unit for unit in self.units.values() if unit.lane in (GENERAL, SUITE) and unit.overlap != math.inf
        ]
        return bool(finite) and all(self.free(unit) == 0 for unit in finite) and not self.active()

    # --- what happens ---

    def give(self, one: Given) -> None:
        self.given[one.id] = one

    def end(self, one: Given, status: str) -> None:
        """Skipped, all of it is past. Expired, suites and general tasks may come again."""
        one.status = status
        self.slots_came_back = True
        if status == "EXPIRED":
            one.shown = {unit for unit in one.shown if self.units[unit].lane in (CONTROL, TRAINING)}
