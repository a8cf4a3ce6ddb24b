"""The pages on earnings: guide/concepts/income and api/concepts/earn_limit."""

from __future__ import annotations

import pytest

from quality_control.pages.scene import DAY, HOUR, Scene, Worker, ban, config, rule

KEY = "income_sum_for_last_24_hours"


async def test_twenty_dollars_a_day(scene: Scene, ann: Worker) -> None:
    """The API's page: the worker is kept out of all projects for ten days."""
    pool = await scene.general_pool(
        config("INCOME", rule(ban(10, scope="ALL_PROJECTS"), f"{KEY} GTE 20")), reward_per_assignment=9.99
    )
    elsewhere = await scene.general_pool(project_id=await scene.project())
    await scene.answer(ann, pool)
    await scene.answer(ann, pool)
    assert await scene.scopes(ann, pool) == []
    await scene.answer(ann, pool)
    assert await scene.bans(ann, pool) == {"ALL_PROJECTS": 10 * DAY}
    assert await scene.is_barred(ann, elsewhere)
    assert [line["values"] for line in await scene.log(pool)] == [{KEY: pytest.approx(29.97)}]


async def test_a_projects_limit_is_reached_in_one_pool(scene: Scene, ann: Worker, ben: Worker) -> None:
    """The guide's example: 2 dollars in each of three pools are not more than 5; 6 in one are."""
    scene.project_id = await scene.project(config("INCOME", rule(ban(3, scope="POOL"), f"{KEY} GT 5")))
    pools = [await scene.general_pool(reward_per_assignment=2, overlap=2) for _ in range(3)]
    for pool in pools:
        await scene.answer(ann, pool)
    for _ in range(3):
        await scene.answer(ben, pools[0])
    assert [await scene.scopes(ann, pool) for pool in pools] == [[], [], []]
    assert [await scene.scopes(ben, pool) for pool in pools] == [["POOL"], [], []]
    assert [line["source"] for line in await scene.log(pools[0])] == ["PROJECT"]


async def test_what_was_earned_a_day_ago_counts_no_more(scene: Scene, ann: Worker) -> None:
    """The guide's picture: from 5 dollars on a pause of three days."""
    pool = await scene.general_pool(
        config("INCOME", rule(ban(3, scope="POOL"), f"{KEY} GTE 5")), reward_per_assignment=2.5
    )
    await scene.answer(ann, pool)
    await scene.platform.advance(24 * HOUR)
    await scene.answer(ann, pool)
    assert await scene.scopes(ann, pool) == []
    await scene.platform.advance(23 * HOUR)
    await scene.answer(ann, pool)
    assert await scene.bans(ann, pool) == {"POOL": 3 * DAY}


async def test_what_is_rejected_is_not_earned(scene: Scene, ann: Worker) -> None:
    """A page counts when handed in, not once it is rejected, and again when accepted after all."""
    pool = await scene.general_pool(
        config("INCOME", rule(ban(3, scope="POOL"), f"{KEY} GTE 5")),
        reward_per_assignment=2.5,
        auto_accept_solutions=False,
    )
    first = await scene.answer(ann, pool)
    await scene.review(first, "REJECTED")
    await scene.answer(ann, pool)
    assert await scene.scopes(ann, pool) == []
    await scene.review(first, "ACCEPTED")
    assert await scene.scopes(ann, pool) == ["POOL"]
