"""The page on the "remember values" parameter: guide/concepts/remember-values, and whose pools count."""

from __future__ import annotations

from typing import Any

import pytest

from quality_control.pages.scene import DAY, Json, Scene, Worker, ban, config, rule, set_skill, skill_from

COUNT, RATE = "total_answers_count", "correct_answers_rate"


def trust(skill: str, least: int = 3, **parameters: Any) -> Json:
    """The page's rule: from so many answers on, the percentage of right ones is the skill."""
    return config("GOLDEN_SET", rule(skill_from(skill, RATE), f"{COUNT} GTE {least}"), **parameters)


async def values_seen(scene: Scene, worker: Worker, pool: str, skill: str, marks: str) -> list[int | None]:
    """The skill after each answer, as it is shown: without its fraction."""
    seen = []
    for mark in marks:
        await scene.answer_control(worker, pool, mark)
        value = await scene.value(worker, skill)
        seen.append(None if value is None else int(value))
    return seen


async def test_the_last_ten_answers(scene: Scene, ann: Worker) -> None:
    """Example 1: the skill is recalculated with each answer; the eleventh has the first forgotten."""
    skill = await scene.skill()
    pool = await scene.control_pool(trust(skill, history_size=10))
    seen = await values_seen(scene, ann, pool, skill, "101101100011")
    assert seen == [None, None, 66, 75, 60, 66, 71, 62, 55, 50, 50, 60]


async def test_two_windows_at_once(scene: Scene, ann: Worker) -> None:
    """Example 4: the skill by the last ten, the ban by the last five; the twelfth answer bans at 60 %.

    The page's own table has 75 after the fifth answer and 70 after the twelfth; its words, 4 of 5 and 60 %.
    """
    skill = await scene.skill()
    pool = await scene.control_pool(
        config("GOLDEN_SET", rule(ban(10), f"{COUNT} GTE 4", f"{RATE} LT 60"), history_size=5),
        trust(skill, history_size=10),
    )
    assert await values_seen(scene, ann, pool, skill, "11011111001") == [
        *[None, None, 66, 75, 80, 83, 85, 87, 77, 70, 70]
    ]
    assert await scene.scopes(ann, pool) == []
    assert await values_seen(scene, ann, pool, skill, "0") == [60]
    assert await scene.scopes(ann, pool) == ["PROJECT"]
    (banned,) = [line for line in await scene.log(pool) if line["action"]["type"] == "RESTRICTION_V2"]
    assert (banned["values"][COUNT], banned["values"][RATE]) == (5, 40)


async def test_pools_that_remember_know_of_each_other(scene: Scene, ann: Worker) -> None:
    """The page's pools A (10), B (not filled in) and C (20): C knows of A, and neither of them of B."""
    skill = await scene.skill()
    a = await scene.control_pool(trust(skill, history_size=10))
    b = await scene.control_pool(trust(skill))
    c = await scene.control_pool(trust(skill, history_size=20), tasks=20)
    assert await values_seen(scene, ann, a, skill, "0111111111") == [
        *[None, None, 66, 75, 80, 83, 85, 87, 88, 90]
    ]
    assert await values_seen(scene, ann, b, skill, "1010") == [90, 90, 66, 50]
    assert await values_seen(scene, ann, c, skill, "1") == [90]  # 10 of 11, A's first answer among them
    assert await values_seen(scene, ann, a, skill, "1") == [100]  # the last ten of A and C
    assert await values_seen(scene, ann, c, skill, "0") == [84]  # 11 of 13


async def test_other_projects_and_other_rules_are_none_of_its_business(scene: Scene, ann: Worker) -> None:
    """A window is over one project and one kind of rule."""
    skill, other = await scene.skill(), await scene.skill("other")
    here = await scene.control_pool(trust(skill, history_size=10))
    there = await scene.control_pool(trust(skill, least=1, history_size=10), project_id=await scene.project())
    fast = await scene.general_pool(
        config(
            "ASSIGNMENT_SUBMIT_TIME",
            rule(set_skill(other, 1), "total_submitted_count GTE 3"),
            history_size=10,
            fast_submit_threshold_seconds=1,
        )
    )
    await scene.answer_control(ann, here, "00")
    await scene.answer_control(ann, there, "1")
    assert await scene.value(ann, skill) == 100
    await scene.answer(ann, fast)
    assert await scene.value(ann, other) is None


async def test_each_workers_answers_are_their_own(scene: Scene, ann: Worker, ben: Worker) -> None:
    skill = await scene.skill()
    pool = await scene.control_pool(trust(skill, history_size=10))
    await scene.answer_control(ann, pool, "00")
    assert await values_seen(scene, ben, pool, skill, "111") == [None, None, 100]


async def test_a_clone_counts_on_where_the_original_was(scene: Scene, ann: Worker) -> None:
    """A clone has the collector of the original; the same rule set anew has one of its own."""
    skill = await scene.skill()
    pool = await scene.control_pool(trust(skill))
    await scene.answer_control(ann, pool, "10")
    cloned = await scene.requester.call("POST", f"/api/v1/pools/{pool}/clone", status=202)
    clone = cloned["details"]["pool_id"]
    anew = await scene.control_pool(trust(skill))
    uuids = [
        (await scene.get_pool(one))["quality_control"]["configs"][0]["collector_config"]["uuid"]
        for one in (pool, clone, anew)
    ]
    assert uuids[0] == uuids[1] != uuids[2]
    await scene.upload_control(clone, 3)
    await scene.open(clone)
    await scene.answer_control(ann, anew, "1")
    assert await scene.value(ann, skill) is None
    await scene.answer_control(ann, clone, "1")
    assert await scene.value(ann, skill) == pytest.approx(200 / 3)
    await scene.answer_control(ann, pool, "1")
    assert await scene.value(ann, skill) == 75


async def test_a_projects_rule_counts_in_each_pool_by_itself(scene: Scene, ann: Worker) -> None:
    """A rule of the project holds in all of its pools; without the parameter each is counted for itself."""
    skill = await scene.skill()
    scene.project_id = await scene.project(trust(skill))
    first, second = await scene.control_pool(), await scene.control_pool()
    await scene.answer_control(ann, first, "11")
    await scene.answer_control(ann, second, "00")
    assert await scene.value(ann, skill) is None
    await scene.answer_control(ann, second, "1")
    assert await scene.value(ann, skill) == pytest.approx(100 / 3)
    assert [line["source"] for line in await scene.log(second)] == ["PROJECT"]
    assert await scene.log(first) == []


async def test_a_projects_rule_with_the_parameter_counts_over_all_pools(scene: Scene, ann: Worker) -> None:
    skill = await scene.skill()
    scene.project_id = await scene.project(trust(skill, history_size=10))
    first, second = await scene.control_pool(), await scene.control_pool()
    await scene.answer_control(ann, first, "11")
    await scene.answer_control(ann, second, "0")
    assert await scene.value(ann, skill) == pytest.approx(200 / 3)


@pytest.mark.parametrize("window", [{}, {"history_size": 10}])
async def test_when_a_ban_ends_its_own_rule_begins_anew(scene: Scene, ann: Worker, window: Json) -> None:
    """Only the history of the rule that banned is cleared; the rule beside it goes on with all answers."""
    skill = await scene.skill()
    pool = await scene.control_pool(
        config(
            "GOLDEN_SET",
            rule(ban(1), f"{COUNT} GTE 2", f"{RATE} LT 60"),
            rule(skill_from(skill, RATE), f"{COUNT} GTE 1"),
            **window,
        )
    )
    await scene.answer_control(ann, pool, "00")
    assert await scene.scopes(ann, pool) == ["PROJECT"]
    await scene.platform.advance(DAY)
    assert await values_seen(scene, ann, pool, skill, "1") == [33]
    assert await scene.scopes(ann, pool) == []
    await scene.answer_control(ann, pool, "0")
    assert await scene.scopes(ann, pool) == ["PROJECT"]
    bans = [line for line in await scene.log(pool) if line["action"]["type"] == "RESTRICTION_V2"]
    assert [(line["values"][COUNT], line["values"][RATE]) for line in bans] == [(2, 0), (2, 50)]


@pytest.mark.parametrize(("window", "banned_again"), [({}, False), ({"history_size": 10}, True)])
async def test_a_pause_clears_what_counts_in_the_pool_only(
    scene: Scene, ann: Worker, window: Json, *, banned_again: bool
) -> None:
    """A pause in the pool clears the history where the field is not filled in; a window stays as it is."""
    pool = await scene.control_pool(
        config("GOLDEN_SET", rule(ban(1, scope="POOL"), f"{COUNT} GTE 2", f"{RATE} LT 60"), **window)
    )
    await scene.answer_control(ann, pool, "00")
    await scene.platform.advance(DAY)
    await scene.answer_control(ann, pool, "1")
    assert await scene.scopes(ann, pool) == (["POOL"] if banned_again else [])


async def test_the_parameter_cannot_be_emptied(scene: Scene) -> None:
    """The page's note: the field may be changed, not emptied; the rule is to be deleted and made anew."""
    skill = await scene.skill()
    pool = await scene.pool(trust(skill, history_size=10))
    kept = await scene.get_pool(pool)
    (kept_config,) = kept["quality_control"]["configs"]
    form = scene.form(trust(skill, history_size=5, uuid=kept_config["collector_config"]["uuid"]))
    await scene.requester.call("PUT", f"/api/v1/pools/{pool}", form, status=200)
    form = scene.form(trust(skill, uuid=kept_config["collector_config"]["uuid"]))
    refused = await scene.requester.call("PUT", f"/api/v1/pools/{pool}", form, status=400)
    path = "quality_control.configs.0.collector_config.parameters.history_size"
    assert (refused["code"], list(refused["payload"])) == ("VALIDATION_ERROR", [path])
    await scene.requester.call("PUT", f"/api/v1/pools/{pool}", scene.form(trust(skill)), status=200)
