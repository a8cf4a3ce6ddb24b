"""The pages on submitted responses: guide/concepts/submitted-answers and api/concepts/completed."""

from __future__ import annotations

from quality_control.pages.scene import DAY, Scene, Worker, action, ban, config, rule, set_skill

KEY = "assignments_accepted_count"


async def test_twelve_pages_of_a_pool(scene: Scene, ann: Worker) -> None:
    """The API's page: a pause of ten days. Pages of any day count, as soon as they are handed in."""
    pool = await scene.general_pool(
        config("ANSWER_COUNT", rule(ban(10, scope="POOL"), f"{KEY} GTE 12")),
        tasks=20,
        auto_accept_solutions=False,
    )
    for _ in range(11):
        await scene.answer(ann, pool, seconds=0)
    await scene.skip(ann, pool)
    await scene.platform.advance(DAY)
    assert await scene.scopes(ann, pool) == []
    await scene.answer(ann, pool, seconds=0)
    assert await scene.bans(ann, pool) == {"POOL": 10 * DAY}


async def test_one_page_and_out_for_good(scene: Scene, ann: Worker, ben: Worker) -> None:
    """The guide's example: a survey with as many workers as can be."""
    pool = await scene.general_pool(
        config("ANSWER_COUNT", rule(ban(None, comment="took part in the survey"), f"{KEY} EQ 1"))
    )
    other = await scene.general_pool()
    await scene.answer(ann, pool)
    assert await scene.bans(ann, pool) == {"PROJECT": None}
    assert [await scene.is_barred(worker, other) for worker in (ann, ben)] == [True, False]


async def test_workers_of_a_pool_are_marked_for_a_filter_elsewhere(scene: Scene, ann: Worker) -> None:
    """toloka-kit's example: whoever completes anything here does not check it there."""
    skill = await scene.skill("took part")
    pool = await scene.general_pool(config("ANSWER_COUNT", rule(set_skill(skill, 1), f"{KEY} GT 0")))
    checking = await scene.general_pool(
        filter={"or": [{"category": "skill", "key": skill, "operator": "EQ", "value": None}]}
    )
    await scene.take(ann, checking)
    ben = await scene.worker("ben")
    await scene.answer(ben, pool)
    assert await scene.value(ben, skill) == 1
    refused = await ben.http.call("POST", f"/api/worker/v1/pools/{checking}/assignments", status=403)
    assert [reason["code"] for reason in refused["payload"]["reasons"]] == ["SKILL"]


async def test_everything_is_accepted_after_three_pages(scene: Scene, ann: Worker, ben: Worker) -> None:
    """Accepting all that waits needs manual review, and is about one worker and one pool."""
    pool = await scene.general_pool(
        config("ANSWER_COUNT", rule(action("APPROVE_ALL_ASSIGNMENTS"), f"{KEY} GTE 3")),
        auto_accept_solutions=False,
    )
    of_ben = await scene.answer(ben, pool)
    pages = [await scene.answer(ann, pool) for _ in range(2)]
    await scene.review(pages[0], "REJECTED")
    pages.append(await scene.answer(ann, pool))
    assert await scene.statuses(*pages, of_ben) == ["REJECTED", "ACCEPTED", "ACCEPTED", "SUBMITTED"]
