"""Every statement of rules at work is found by an index, whatever the size of pools, history and log."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any

import pytest

from distribution.test_plans import statements as statements  # noqa: PLC0414  a fixture
from distribution.test_plans import whole_tables_read
from distribution.world import DAY, RIGHT, World, known
from quality_control.crew import config, effects, rule, rules, run_operations, skill
from talka.accounts import store as accounts
from talka.captchas.model import CaptchaShown
from talka.quality_control import effects as quality_effects
from talka.skills import service as skills
from talka.skills.model import UserSkillForm
from talka.storage.database import Database

TABLES = {
    "assessed_pools",
    "collector_homes",
    "judged_units",
    "put_back",
    "quality_bans",
    "quality_decisions",
    "quality_incomes",
    "quality_statistics",
    "suite_reviews",
}
PAUSE = {"scope": "POOL", "duration": 1, "duration_unit": "MINUTES"}


def every_collector(quality: str) -> dict[str, Any]:
    def give(*conditions: tuple[str, str, Any]) -> dict[str, Any]:
        return rule("SET_SKILL", *conditions, skill_id=quality, skill_value=50)

    change = rule("CHANGE_OVERLAP", ("accepted_assignments_count", "GTE", 1), delta=1, open_pool=True)
    lost = rule("CHANGE_OVERLAP", ("pool_access_revoked_reason", "EQ", "SKILL_CHANGE"), delta=1)
    pause = rule("RESTRICTION_V2", ("assignments_accepted_count", "GTE", 3), **PAUSE)
    own = config("GOLDEN_SET", give(("total_answers_count", "GTE", 1)), history_size=5)
    return rules(
        own,
        config("GOLDEN_SET", give(("total_answers_count", "GTE", 1))),
        config("MAJORITY_VOTE", give(("total_answers_count", "GTE", 1)), answer_threshold=1),
        config(
            "ASSIGNMENT_SUBMIT_TIME",
            give(("total_submitted_count", "EQ", 1)),
            fast_submit_threshold_seconds=9,
            history_size=3,
        ),
        config("SKIPPED_IN_ROW_ASSIGNMENTS", give(("skipped_in_row_count", "GTE", 1))),
        config("ANSWER_COUNT", pause, rule("CLEAN_COLLECTOR", ("assignments_accepted_count", "GTE", 9))),
        config(
            "INCOME",
            rule("RESTRICTION_V2", ("income_sum_for_last_24_hours", "GTE", 0.15), **PAUSE),
        ),
        config(
            "ACCEPTANCE_RATE",
            give(("total_assignments_count", "GTE", 1)),
            rule("CLEAN_COLLECTOR", ("total_assignments_count", "GTE", 1)),
            rule("CLEAN_ASSIGNMENTS_HISTORY", ("total_assignments_count", "GTE", 1)),
        ),
        config("ASSIGNMENTS_ASSESSMENT", change),
        config("USERS_ASSESSMENT", lost),
        config("CAPTCHA", rule("APPROVE_ALL_ASSIGNMENTS", ("stored_results_count", "GTE", 1))),
    )


def live_through_everything(world: World, quality: str) -> list[int]:
    """Pages of mixed tasks and of a manual suite handed in, skipped, reviewed; access lost; bans that end."""
    ann, bob = world.worker("ann"), world.worker("bob")
    common = {
        "auto_accept_solutions": False,
        "filter": {"or": [{"category": "skill", "key": quality, "operator": "GTE", "value": 40}]},
    }
    mixer = {"real_tasks_count": 1, "golden_tasks_count": 1, "training_tasks_count": 0}
    mixed = world.pool(mixer_config=mixer, **common, **every_collector(quality))
    world.upload_tasks(mixed, *[{}] * 6, *[{"known_solutions": known(), "infinite_overlap": True}] * 6)
    manual = world.pool(**common, **every_collector(quality))
    world.upload_suites(manual, *[{}] * 6)

    def give(value: float) -> None:
        form = UserSkillForm(quality, ann.id, value)
        world.write(lambda tx: skills.set_user_skill(tx, world.requester, form))

    give(50)
    for pool_id in (mixed, manual):
        world.open(pool_id)
        pages = [world.work(ann, pool_id).id for _ in range(3)]
        world.advance(60_000)
        world.skip(ann, world.take(ann, pool_id))
        world.accept(pages[0])
        world.reject(pages[1])
        world.accept(pages[1])
        world.write(lambda tx, pool_id=pool_id: _show_captcha(tx, world, ann.id, pool_id))
    give(10)
    world.advance(DAY)
    give(50)
    world.submit(ann, world.take(ann, mixed), RIGHT)
    assert bob
    return [mixed, manual]


def _show_captcha(tx: Any, world: World, user_id: str, pool_id: int) -> None:
    accounts.hold_worker(tx, user_id)
    project_id = int(world.project_id)
    tx.announce(CaptchaShown(user_id, pool_id, project_id, world.requester.id, passed=True))


@pytest.mark.parametrize("at_once", [quality_effects.AT_ONCE, 1])
def test_no_statement_of_rules_reads_a_whole_table(
    database: Database, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(quality_effects, "AT_ONCE", at_once)
    world = World(database)
    quality = skill(world)
    seen = request.getfixturevalue("statements")
    pool_ids = live_through_everything(world, quality)
    run_operations(world)
    done = {kind for pool_id in pool_ids for kind, _ in effects(world, pool_id)}
    assert len(done) == 6
    named = {table for sql in seen for table in TABLES if re.search(rf"\b{table}\b", sql)}
    assert named == TABLES
    # The audit, which reads all there is, is not among them; nor is finding unfinished operations.
    at_work = {sql: one for sql, one in seen.items() if not re.search(r"\boperations\b|\bdue\b", sql)}
    assert whole_tables_read(SimpleNamespace(database=database), at_work) == {}
    assert world.faults() == []
