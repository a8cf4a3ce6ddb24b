"""Whatever happened to a pool, its figures are what a count of all that happened makes."""

from __future__ import annotations

import math
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from distribution.naive import GENERAL, SUITE, Naive
from distribution.story import Event, Scene, Story, event, scenes
from distribution.world import REWARD
from talka.analytics import service
from talka.analytics.model import AnalyticsRequest, Figure, Subject
from talka.kernel import chance
from talka.storage.database import Database

EXAMPLES = {"sqlite": 10, "postgresql": 3}
EVENTS = 15
HANDED_IN = ("SUBMITTED", "ACCEPTED", "REJECTED")
COUNTED = (
    *(Figure.REAL_TASKS, Figure.SUBMITTED, Figure.SKIPPED, Figure.REJECTED, Figure.APPROVED, Figure.EXPIRED),
    *(Figure.WORKERS, Figure.SUBMITTERS, Figure.SPENT),
)


class Watched(Story):
    """A story of which the figures alone are looked at."""

    kinds_changed = False

    def change_kind(self, pick: int, kind: str, overlap: int | None) -> None:
        self.kinds_changed = True
        super().change_kind(pick, kind, overlap)

    def check(self) -> None:
        found = self._figures(*COUNTED, Figure.COMPLETION)
        completion = found.pop(Figure.COMPLETION)
        assert found == counted(self.naive)
        slots, done = slots_and_done(self.naive)
        if slots and not completion.approximate and not self.kinds_changed:
            assert completion.value == 100 * done // slots
        if slots:
            assert (completion.value == 100) == self.naive.is_complete()

    def _figures(self, *names: Figure) -> dict[Figure, Any]:
        requests = [AnalyticsRequest(name, Subject.POOL, str(self.pool_id)) for name in names]
        answers = self.world.read(lambda tx: service.answer(tx, self.world.requester, requests))
        return {one.request.name: one.result for one in answers}


def counted(naive: Naive) -> dict[Figure, float]:
    """The figures that need no more than counting."""
    given = list(naive.given.values())

    def number(*statuses: str) -> int:
        return sum(one.status in statuses for one in given)

    return {
        # Each manual suite of a story has one general task of its own.
        Figure.REAL_TASKS: sum(unit.lane in (GENERAL, SUITE) for unit in naive.units.values()),
        Figure.SUBMITTED: number(*HANDED_IN),
        Figure.SKIPPED: number("SKIPPED"),
        Figure.REJECTED: number("REJECTED"),
        Figure.APPROVED: number("ACCEPTED"),
        Figure.EXPIRED: number("EXPIRED"),
        Figure.WORKERS: len({one.worker for one in given}),
        Figure.SUBMITTERS: len({one.worker for one in given if one.status in HANDED_IN}),
        Figure.SPENT: number("ACCEPTED") * REWARD / 1_000_000,
    }


def slots_and_done(naive: Naive) -> tuple[int, int]:
    """The slots of finite overlap that the pool is complete with, and those whose pages are handed in."""
    finite = {
        unit.id: int(unit.overlap)
        for unit in naive.units.values()
        if unit.lane in (GENERAL, SUITE) and unit.overlap != math.inf
    }
    done = sum(
        unit in finite for one in naive.given.values() if one.status in HANDED_IN for unit in one.units
    )
    return sum(finite.values()), done


def test_figures_agree_with_a_count(database: Database, database_kind: str):
    @settings(max_examples=EXAMPLES[database_kind])
    @given(scenes, st.lists(event, min_size=EVENTS, max_size=EVENTS))
    def one(scene: Scene, happening: list[Event]) -> None:
        with chance.repeatable("0"):
            Watched(database, scene).play(happening)

    one()
