"""What all rules have in common: ends of bans, the order of effects, values, and the decision log."""

from __future__ import annotations

from typing import Any

import pytest

from quality_control.pages.scene import (
    DAY,
    HOUR,
    MINUTE,
    WRONG,
    Scene,
    Worker,
    action,
    ban,
    config,
    put_back,
    rule,
    set_skill,
    skill_from,
)

FIRST = "assignments_accepted_count EQ 1"


@pytest.mark.parametrize(
    ("what", "lasts"),
    [
        (action("RESTRICTION", scope="PROJECT", duration_days=3, private_comment="old"), 3 * DAY),
        (action("RESTRICTION", scope="PROJECT"), None),
        (ban(45, "MINUTES"), 45 * MINUTE),
        (ban(5, "HOURS"), 5 * HOUR),
        (ban(2, "DAYS"), 2 * DAY),
        (action("RESTRICTION_V2", scope="PROJECT", duration=1, duration_unit="PERMANENT"), None),
    ],
)
async def test_the_old_form_of_a_ban_and_the_new(
    scene: Scene, ann: Worker, what: dict[str, Any], lasts: int | None
) -> None:
    """The old one counts days, and is for good without; a permanent one's duration does not matter."""
    pool = await scene.general_pool(config("ANSWER_COUNT", rule(what, FIRST)))
    await scene.answer(ann, pool)
    assert await scene.bans(ann, pool) == {"PROJECT": lasts}


async def test_of_several_bans_the_later_end_wins(scene: Scene, ann: Worker) -> None:
    """Whichever comes first, and there is one ban of each scope."""
    pool = await scene.general_pool(
        config("ANSWER_COUNT", rule(ban(2), FIRST), rule(ban(1), FIRST), rule(ban(1, scope="POOL"), FIRST)),
        config("SKIPPED_IN_ROW_ASSIGNMENTS", rule(ban(12, "HOURS"), "skipped_in_row_count GTE 1")),
    )
    await scene.skip(ann, pool)
    assert await scene.bans(ann, pool) == {"PROJECT": 12 * HOUR}
    await scene.platform.advance(12 * HOUR)
    await scene.answer(ann, pool, seconds=0)
    assert await scene.bans(ann, pool) == {"POOL": DAY, "PROJECT": 2 * DAY}


async def test_a_ban_reaches_as_far_as_its_scope(scene: Scene) -> None:
    elsewhere = await scene.general_pool(project_id=await scene.project())
    beside = await scene.general_pool()
    barred = {}
    for scope in ("POOL", "PROJECT", "ALL_PROJECTS"):
        worker = await scene.worker(scope)
        pool = await scene.general_pool(config("ANSWER_COUNT", rule(ban(1, scope=scope), FIRST)))
        await scene.answer(worker, pool)
        barred[scope] = [await scene.is_barred(worker, one) for one in (pool, beside, elsewhere)]
    assert barred == {
        "POOL": [True, False, False],
        "PROJECT": [True, True, False],
        "ALL_PROJECTS": [True, True, True],
    }


async def test_skills_come_first_then_reviews_then_bans_then_overlap(scene: Scene, ann: Worker) -> None:
    """However they are written: a ban sees the new skill, and work is put back last."""
    skill = await scene.skill()
    pool = await scene.general_pool(
        config("ASSIGNMENTS_ASSESSMENT", rule(put_back(), "pending_assignments_count GTE 1")),
        config("ANSWER_COUNT", rule(ban(1), FIRST)),
        config("ANSWER_COUNT", rule(action("APPROVE_ALL_ASSIGNMENTS"), FIRST)),
        config("ANSWER_COUNT", rule(set_skill(skill, 7), FIRST)),
        auto_accept_solutions=False,
    )
    page = await scene.answer(ann, pool)
    assert await scene.taken(pool) == [
        "SET_SKILL",
        "APPROVE_ALL_ASSIGNMENTS",
        "RESTRICTION_V2",
        "CHANGE_OVERLAP",
    ]
    assert await scene.statuses(page) == ["ACCEPTED"]
    assert (await scene.value(ann, skill), await scene.scopes(ann, pool)) == (7, ["PROJECT"])
    assert await scene.overlap(page) == (2, 1)


async def test_all_conditions_of_a_rule_have_to_hold(scene: Scene, ann: Worker) -> None:
    """An older copy of one page joins them by OR."""
    skill, other = await scene.skill(), await scene.skill("other")
    pool = await scene.control_pool(
        config(
            "GOLDEN_SET",
            rule(set_skill(skill, 1), "total_answers_count GTE 2", "correct_answers_rate GTE 100"),
            rule(set_skill(other, 1), "total_answers_count GTE 1", "total_answers_count LT 1"),
        )
    )
    await scene.answer_control(ann, pool, "10")
    assert (await scene.value(ann, skill), await scene.value(ann, other)) == (None, None)
    assert await scene.log(pool) == []


@pytest.mark.parametrize(
    ("operator", "value", "acts_after"),
    [
        ("EQ", 2, [2]),
        ("NE", 2, [1, 3]),
        ("GT", 1, [2, 3]),
        ("GTE", 2, [2, 3]),
        ("LT", 2, [1]),
        ("LTE", 2, [1, 2]),
    ],
)
async def test_operators_and_values_that_are_texts(
    scene: Scene, ann: Worker, operator: str, value: int, acts_after: list[int]
) -> None:
    """Samples of the docs send ``"1"`` where others send 1."""
    skill = await scene.skill()
    made = rule(set_skill(skill, 1), f"assignments_accepted_count {operator} {value}")
    made["conditions"][0]["value"] = str(value)
    pool = await scene.general_pool(config("ANSWER_COUNT", made))
    for _ in range(3):
        await scene.answer(ann, pool, seconds=0)
    counts = [line["values"]["assignments_accepted_count"] for line in await scene.log(pool)]
    assert counts == acts_after


async def test_a_rate_by_its_other_name(scene: Scene, ann: Worker) -> None:
    """The API's pages set a skill from ``wrong_answers_rate``, the percentage of incorrect answers."""
    skill = await scene.skill()
    pool = await scene.control_pool(
        config("GOLDEN_SET", rule(skill_from(skill, "wrong_answers_rate"), "total_answers_count GTE 1"))
    )
    await scene.answer_control(ann, pool, "1110")
    assert await scene.value(ann, skill) == 25


async def test_a_line_of_the_decision_log(scene: Scene, ann: Worker, ben: Worker) -> None:
    """Which rule of which pool acted on whom, with the values that made it true, and what came of it."""
    made = config(
        "GOLDEN_SET",
        rule(ban(10, comment="guesses"), "total_answers_count GTE 2", "correct_answers_rate LT 60"),
        history_size=10,
    )
    pool = await scene.control_pool(made)
    await scene.answer_control(ben, pool, "11")
    await scene.answer_control(ann, pool, "1")
    page = await scene.answer(ann, pool, WRONG, seconds=0)
    (line,) = await scene.log(pool)
    kept = (await scene.get_pool(pool))["quality_control"]["configs"][0]
    assert line.pop("id")
    assert line.pop("created") == (await scene.assignment(page))["submitted"]
    effect = line.pop("effect")
    assert (effect["scope"], len(effect["restriction_id"]) > 0) == ("PROJECT", True)
    assert line == {
        "pool_id": pool,
        "project_id": scene.project_id,
        "user_id": ann.id,
        "assignment_id": page,
        "source": "POOL",
        "collector": {"type": "GOLDEN_SET", "uuid": kept["collector_config"]["uuid"]},
        "conditions": made["rules"][0]["conditions"],
        "action": made["rules"][0]["action"],
        "values": {
            "total_answers_count": 2,
            "correct_answers_rate": 50,
            "incorrect_answers_rate": 50,
            "golden_set_answers_count": 2,
            "golden_set_correct_answers_rate": 50,
            "golden_set_incorrect_answers_rate": 50,
        },
    }


async def test_a_workers_log_over_all_pools_and_nobody_elses(scene: Scene, ann: Worker, ben: Worker) -> None:
    """Newest first; another requester sees nothing of it."""
    skill = await scene.skill()
    counting = config("ANSWER_COUNT", rule(set_skill(skill, 1), "assignments_accepted_count GTE 1"))
    pools = [await scene.general_pool(counting) for _ in range(2)]
    for worker in (ann, ben):
        for pool in pools:
            await scene.answer(worker, pool)
    path = f"/api/v1/users/{ann.id}/quality-log"
    log = await scene.requester.call("GET", path, status=200)
    assert [line["pool_id"] for line in log["items"]] == pools[::-1]
    assert {line["user_id"] for line in log["items"]} == {ann.id}
    first = await scene.requester.call("GET", f"{path}?limit=1&pool_id={pools[0]}", status=200)
    assert ([line["pool_id"] for line in first["items"]], first["has_more"]) == ([pools[0]], False)
    other = await scene.platform.sandbox.requester(name="Other")
    assert (await other.call("GET", path, status=200))["items"] == []
    await other.call("GET", f"/api/v1/pools/{pools[0]}/quality-log", status=404)
