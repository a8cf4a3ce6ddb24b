"""Whatever comes apart of what rules remember, the audit says so; of rules at work it says nothing."""

from __future__ import annotations

import pytest

from distribution.world import DAY, World
from quality_control.crew import config, rule, rules, scopes
from talka.quality_control.audit import faults
from talka.storage.database import Database
from talka.storage.tx import Tx

BAN = {"scope": "PROJECT", "duration_days": 1}


@pytest.fixture
def world(database: Database) -> World:
    """Two pages of a worker who is banned for the second time, and is kept from the pool now."""
    world = World(database)
    often = rule("RESTRICTION", ("assignments_accepted_count", "GTE", 1), **BAN)
    fast = rule("RESTRICTION", ("fast_submitted_count", "GTE", 1), **BAN)
    rich = rule("RESTRICTION", ("income_sum_for_last_24_hours", "GT", 0), **BAN)
    judged = rule("RESTRICTION", ("total_answers_count", "GTE", 99), **BAN)
    accepted = rule("CHANGE_OVERLAP", ("accepted_assignments_count", "GTE", 9), delta=1)
    lost = rule("CHANGE_OVERLAP", ("pool_access_revoked_reason", "EQ", "RESTRICTION"), delta=1)
    pool_id = world.pool(
        **rules(
            config("ANSWER_COUNT", often),
            config("ASSIGNMENT_SUBMIT_TIME", fast, fast_submit_threshold_seconds=9, history_size=5),
            config("INCOME", rich),
            config("MAJORITY_VOTE", judged, answer_threshold=1),
            config("ASSIGNMENTS_ASSESSMENT", accepted),
            config("USERS_ASSESSMENT", lost),
        )
    )
    world.upload_suites(pool_id, *[{}] * 3)
    world.open(pool_id)
    ann = world.worker()
    world.work(ann, pool_id)
    world.advance(DAY)
    world.work(ann, pool_id)
    assert scopes(world, ann.id, pool_id) == ["PROJECT"]
    return world


def test_of_rules_at_work_nothing_is_said(world: World) -> None:
    assert world.read(faults) == []


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("UPDATE suite_reviews SET pending = pending + 1", "its assignments make [0, 1, 0]"),
        ("UPDATE suite_reviews SET accepted = 0", "its assignments make [0, 1, 0]"),
        ("UPDATE quality_incomes SET amount = amount + 1", "its pages make 50001 micro-units"),
        ("DELETE FROM quality_incomes", "its pages make 0 micro-units"),
        ("DELETE FROM quality_statistics WHERE store LIKE 'INCOME%'", "and no sum of them"),
        (
            "UPDATE quality_statistics SET recent = ',1,1,1' WHERE recent <> ''",
            "remembers 3 observations of 2",
        ),
        ("UPDATE quality_statistics SET keep = 0 WHERE recent <> ''", "remembers 2 observations of 2"),
        ("UPDATE quality_statistics SET count = 0, recent = ''", "after 1 of 0"),
        (
            """UPDATE judged_units SET unit_id = 'gone'
            WHERE unit_id = (SELECT min(unit_id) FROM judged_units)""",
            "gone was judged by majority vote and is nowhere",
        ),
        (
            """UPDATE put_back SET assignment_id = 'gone'
            WHERE assignment_id = (SELECT min(assignment_id) FROM put_back)""",
            "assignment gone was put back by rule",
        ),
        ("DELETE FROM user_restrictions", "PROJECT restriction"),
        ("UPDATE pools SET status = 'ARCHIVED'", "is to hear who loses access"),
    ],
)
def test_damage_is_told_in_words(world: World, damage: str, words: str) -> None:
    def break_it(tx: Tx) -> int:
        tx._cursor.execute(damage)
        return tx._cursor.rowcount

    assert world.write(break_it) > 0
    told = world.read(faults)
    assert any(words in fault for fault in told), told
