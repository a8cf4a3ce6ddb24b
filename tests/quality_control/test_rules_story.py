"""Whatever happens in the pools of two projects, rules do what a slow look at the whole history says."""

from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from quality_control.story import Story
from talka.storage.database import Database

EXAMPLES = {"sqlite": 12, "postgresql": 3}
STEPS = 25
LONG_EXAMPLES = {"sqlite": 200, "postgresql": 40}
LONG_STEPS = 40


def tell(database: Database, examples: int, steps: int) -> None:
    """Play many stories of that many steps."""

    class Told(Story):
        pass

    Told.database = database
    run_state_machine_as_test(Told, settings=settings(max_examples=examples, stateful_step_count=steps))


def test_rules_do_what_the_whole_history_says(database: Database, database_kind: str):
    tell(database, EXAMPLES[database_kind], STEPS)


@pytest.mark.accept
def test_rules_do_what_the_whole_history_says_in_long_stories(database: Database, database_kind: str):
    tell(database, LONG_EXAMPLES[database_kind], LONG_STEPS)
