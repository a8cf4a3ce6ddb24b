"""The pages on control tasks: guide/concepts/goldenset and api/concepts/goldenset."""

from __future__ import annotations

from typing import Any

import pytest

from quality_control.pages.scene import (
    DAY,
    RIGHT,
    WRONG,
    Scene,
    Worker,
    ban,
    config,
    rule,
    set_skill,
    skill_from,
)

COUNT, RATE = "golden_set_answers_count", "golden_set_correct_answers_rate"
TWO_KINDS = {"real_tasks_count": 0, "golden_tasks_count": 1, "training_tasks_count": 1}


async def test_a_skill_and_a_ban_for_ten_days_by_the_last_ten_answers(scene: Scene, ann: Worker) -> None:
    """The API's page: more than 7 answers make a skill; less than 75 % of them right, a ban."""
    skill = await scene.skill()
    pool = await scene.control_pool(
        config(
            "GOLDEN_SET",
            rule(skill_from(skill, RATE), f"{COUNT} GT 7"),
            rule(ban(10), f"{COUNT} GT 7", f"{RATE} LT 75"),
            history_size=10,
        )
    )
    await scene.answer_control(ann, pool, "1110110")
    assert await scene.value(ann, skill) is None
    await scene.answer_control(ann, pool, "1")
    assert (await scene.value(ann, skill), await scene.scopes(ann, pool)) == (75, [])
    await scene.answer_control(ann, pool, "0")
    assert await scene.value(ann, skill) == pytest.approx(100 * 6 / 9)
    assert await scene.bans(ann, pool) == {"PROJECT": 10 * DAY}
    assert await scene.is_barred(ann, pool)
    await scene.platform.advance(10 * DAY)
    assert not await scene.is_barred(ann, pool)


@pytest.mark.parametrize(
    ("duration", "unit", "seconds"), [(12, "HOURS", 43_200), (30, "MINUTES", 1800), (None, "PERMANENT", None)]
)
async def test_other_lengths_of_a_ban(
    scene: Scene, ann: Worker, duration: int | None, unit: str, seconds: int | None
) -> None:
    """The API's page names 12 hours, 30 minutes and for good."""
    pool = await scene.control_pool(config("GOLDEN_SET", rule(ban(duration, unit), f"{RATE} LT 75")), tasks=2)
    await scene.answer_control(ann, pool, "0")
    lasts = None if seconds is None else seconds
    assert await scene.bans(ann, pool) == {"PROJECT": lasts}
    await scene.platform.advance(seconds or 3650 * DAY)
    assert await scene.is_barred(ann, pool) == (seconds is None)


async def test_at_least_three_answers_and_less_than_sixty_percent(
    scene: Scene, ann: Worker, ben: Worker
) -> None:
    """The guide's first example: both rules work independently."""
    skill = await scene.skill()
    pool = await scene.control_pool(
        config("GOLDEN_SET", rule(skill_from(skill, RATE), f"{COUNT} GTE 3"), history_size=10),
        config("GOLDEN_SET", rule(ban(10), f"{COUNT} GTE 3", f"{RATE} LT 60"), history_size=10),
    )
    await scene.answer_control(ann, pool, "011")
    await scene.answer_control(ben, pool, "010")
    values = [await scene.value(worker, skill) for worker in (ann, ben)]
    assert values == [pytest.approx(200 / 3), pytest.approx(100 / 3)]
    assert [await scene.scopes(worker, pool) for worker in (ann, ben)] == [[], ["PROJECT"]]


async def test_without_a_number_of_answers_the_first_wrong_one_bans(scene: Scene, ann: Worker) -> None:
    """The guide's incorrect settings: the skill, which needs three answers, is not assigned."""
    skill = await scene.skill()
    pool = await scene.control_pool(
        config("GOLDEN_SET", rule(skill_from(skill, RATE), f"{COUNT} GTE 3"), history_size=10),
        config("GOLDEN_SET", rule(ban(10), f"{RATE} LT 60"), history_size=10),
    )
    await scene.answer_control(ann, pool, "0")
    assert (await scene.scopes(ann, pool), await scene.value(ann, skill)) == (["PROJECT"], None)


@pytest.mark.parametrize(
    ("marks", "fired"), [("100", [3]), ("1100", [3, 4]), ("111010", [4, 5]), ("11101", [])]
)
async def test_a_set_of_rules_that_forgives_one_mistake(
    scene: Scene, ann: Worker, marks: str, fired: list[int]
) -> None:
    """The guide's alternative settings: 2 wrong of 3, 2 wrong of 4, less than 80 % of 5 and more."""

    def pause(count: int, least: int) -> Any:
        what = ban(10, scope="POOL", comment=f"low accuracy after {count} responses")
        return config("GOLDEN_SET", rule(what, f"{COUNT} GTE {count}", f"{RATE} LT {least}"), history_size=10)

    pool = await scene.control_pool(pause(3, 60), pause(4, 75), pause(5, 80))
    await scene.answer_control(ann, pool, marks)
    assert await scene.scopes(ann, pool) == (["POOL"] if fired else [])
    comments = [line["action"]["parameters"]["private_comment"] for line in await scene.log(pool)]
    assert comments == [f"low accuracy after {count} responses" for count in fired]


async def test_more_answers_than_are_remembered_never_come(scene: Scene, ann: Worker) -> None:
    """The guide's incorrect settings: a rule over the last 2 answers that needs 3."""
    skill = await scene.skill()
    pool = await scene.control_pool(
        config("GOLDEN_SET", rule(skill_from(skill, RATE), f"{COUNT} GTE 3"), history_size=2)
    )
    await scene.answer_control(ann, pool, "11111")
    assert (await scene.value(ann, skill), await scene.log(pool)) == (None, [])


async def test_less_than_forty_percent_of_control_tasks(scene: Scene, ann: Worker, ben: Worker) -> None:
    """The guide's third example: from 5 answers on, for 30 days; the incorrect one looks at the fifth."""
    right = await scene.control_pool(
        config("GOLDEN_SET", rule(ban(30), f"{COUNT} GTE 5", f"{RATE} LT 40"), history_size=10)
    )
    other = await scene.project()
    once = await scene.control_pool(
        config("GOLDEN_SET", rule(ban(30), f"{COUNT} EQ 5", f"{RATE} LT 40"), history_size=10),
        project_id=other,
    )
    await scene.answer_control(ann, right, "110000")
    assert await scene.bans(ann, right) == {"PROJECT": 30 * DAY}
    await scene.answer_control(ben, once, "1100000")
    assert await scene.scopes(ben, once) == []


async def test_what_is_only_trained_counts_for_some_keys(scene: Scene, ann: Worker) -> None:
    """The guide's table: answers to training tasks count among all, not among those to control tasks."""
    quality, control = await scene.skill("both"), await scene.skill("control")
    pool = await scene.pool(
        config(
            "GOLDEN_SET",
            rule(skill_from(quality, "correct_answers_rate"), "total_answers_count GTE 2"),
            rule(skill_from(control, RATE), f"{COUNT} GTE 1"),
            rule(ban(30), f"{COUNT} GTE 1", f"{RATE} LT 40"),
        ),
        mixer_config=TWO_KINDS,
    )
    await scene.upload_control(pool, 1)
    await scene.upload_control(pool, 1, message_on_unknown_solution="It is OK")
    await scene.open(pool)
    page = await scene.take(ann, pool)
    names = [task["input_values"]["name"] for task in page["tasks"]]
    told = await scene.submit(ann, page, *(WRONG if name == "t2" else RIGHT for name in names))
    assert [mistake["hint"] for mistake in told["mistakes"]] == ["It is OK"]
    await scene.submit(ann, page, RIGHT)
    assert (await scene.value(ann, quality), await scene.value(ann, control)) == (50, 100)
    assert await scene.scopes(ann, pool) == []


async def test_a_known_solution_may_be_worth_less(scene: Scene, ann: Worker) -> None:
    """An answer that is right by half earns half (``correctness_weight``)."""
    skill = await scene.skill()
    pool = await scene.pool(
        config("GOLDEN_SET", rule(skill_from(skill, "correct_answers_rate"), "total_answers_count GTE 1")),
        mixer_config={"real_tasks_count": 0, "golden_tasks_count": 1, "training_tasks_count": 0},
    )
    known = [
        {"output_values": {"result": RIGHT}},
        {"output_values": {"result": WRONG}, "correctness_weight": 0.5},
    ]
    await scene.upload(pool, 3, known_solutions=known, infinite_overlap=True)
    await scene.open(pool)
    seen = []
    for result in (WRONG, RIGHT, "404"):
        await scene.answer(ann, pool, result, seconds=0)
        seen.append(await scene.value(ann, skill))
    assert seen == [50, 75, 50]


async def test_an_equality_sets_a_skill_once(scene: Scene, ann: Worker) -> None:
    """What the requester sets by hand afterwards stays, where a rule asks for exactly 2 answers."""
    skill = await scene.skill()
    pool = await scene.control_pool(
        config("GOLDEN_SET", rule(set_skill(skill, 1), "total_answers_count EQ 2")), tasks=4
    )
    await scene.answer_control(ann, pool, "11")
    assert await scene.value(ann, skill) == 1
    await scene.give(ann, skill, 60)
    await scene.answer_control(ann, pool, "11")
    assert await scene.value(ann, skill) == 60
    assert await scene.taken(pool) == ["SET_SKILL"]
