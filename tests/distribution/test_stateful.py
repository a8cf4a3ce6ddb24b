"""Whatever happens to a pool, in whatever order: no slot is given twice or lost, and nothing drifts."""

from __future__ import annotations

import os
import random

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from distribution.story import Event, Scene, Story, event, scenes
from talka.kernel import chance
from talka.storage.database import Database

EXAMPLES = {"sqlite": 24, "postgresql": 4}
EVENTS = 20
LONG_EXAMPLES = {"sqlite": 150, "postgresql": 30}
LONG_EVENTS = 50


def tell(
    database: Database,
    examples: int,
    events: int,
    seed_number: int | None = None,
) -> None:
    """Play many stories of that many events."""

    @settings(max_examples=examples)
    @given(scenes, st.lists(event, min_size=events, max_size=events))
    def one(scene: Scene, happening: list[Event]) -> None:
        # Random places and pages must be the same when a story is told again.
        with chance.repeatable("0"):
            Story(database, scene).play(happening)

    (one if seed_number is None else seed(seed_number)(one))()


def test_a_pool_agrees_with_the_naive_model(database: Database, database_kind: str):
    tell(database, EXAMPLES[database_kind], EVENTS)


@pytest.mark.accept
def test_long_stories_agree_too(database: Database, database_kind: str):
    number = int(os.environ.get("TALKA_SEED") or random.SystemRandom().getrandbits(32))
    print(f"seed {number}")  # noqa: T201  what to tell it again with
    tell(database, LONG_EXAMPLES[database_kind], LONG_EVENTS, number)
