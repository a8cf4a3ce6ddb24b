"""The pages on fast responses: guide/concepts/quick-answers and api/concepts/fast."""

from __future__ import annotations

from quality_control.pages.scene import DAY, Scene, Worker, action, ban, config, rule

SLOW = 60


async def test_four_of_ten_faster_than_three_seconds(scene: Scene, ann: Worker, ben: Worker) -> None:
    """The API's page: the tenth page decides; four fast ones of ten are a ban, three are none."""
    pool = await scene.general_pool(
        config(
            "ASSIGNMENT_SUBMIT_TIME",
            rule(ban(10), "total_submitted_count EQ 10", "fast_submitted_count GTE 4"),
            history_size=10,
            fast_submit_threshold_seconds=3,
        ),
        tasks=20,
        overlap=2,
    )
    for worker, fast in ((ben, 3), (ann, 4)):
        for number in range(10):
            assert await scene.scopes(worker, pool) == []
            await scene.answer(worker, pool, seconds=0 if number < fast else SLOW)
    assert await scene.bans(ann, pool) == {"PROJECT": 10 * DAY}
    assert await scene.scopes(ben, pool) == []
    assert [line["values"] for line in await scene.log(pool)] == [
        {"total_submitted_count": 10, "fast_submitted_count": 4}
    ]


async def test_with_a_window_the_tenth_page_decides_again_and_again(scene: Scene, ann: Worker) -> None:
    """The same rule later: the count stays at its window's ten, and fast ones move out of it."""
    pool = await scene.general_pool(
        config(
            "ASSIGNMENT_SUBMIT_TIME",
            rule(ban(10), "total_submitted_count EQ 10", "fast_submitted_count GTE 4"),
            history_size=10,
            fast_submit_threshold_seconds=3,
        ),
        tasks=20,
    )
    for is_fast in "011100000000111":
        await scene.answer(ann, pool, seconds=0 if is_fast == "1" else SLOW)
    assert await scene.scopes(ann, pool) == []
    await scene.answer(ann, pool, seconds=0)
    assert await scene.scopes(ann, pool) == ["PROJECT"]


async def test_one_page_in_less_than_ten_seconds(scene: Scene, ann: Worker, ben: Worker) -> None:
    """The guide's first example: out of everything of the requester's for ten days."""
    pool = await scene.general_pool(
        config(
            "ASSIGNMENT_SUBMIT_TIME",
            rule(ban(10, scope="ALL_PROJECTS", comment="quick answers"), "fast_submitted_count GTE 1"),
            history_size=10,
            fast_submit_threshold_seconds=10,
        )
    )
    elsewhere = await scene.general_pool(project_id=await scene.project())
    await scene.answer(ann, pool, seconds=10)
    await scene.answer(ben, pool, seconds=0)
    assert [await scene.scopes(worker, pool) for worker in (ann, ben)] == [[], ["ALL_PROJECTS"]]
    assert [await scene.is_barred(worker, elsewhere) for worker in (ann, ben)] == [False, True]


async def test_two_of_three_pages_pause_the_pool(scene: Scene, ann: Worker) -> None:
    """The guide's second example: 20 seconds, from three pages on, for ten days and in the pool only."""
    pool = await scene.general_pool(
        config(
            "ASSIGNMENT_SUBMIT_TIME",
            rule(ban(10, scope="POOL"), "total_submitted_count GTE 3", "fast_submitted_count GTE 2"),
            history_size=10,
            fast_submit_threshold_seconds=20,
        )
    )
    other = await scene.general_pool()
    await scene.answer(ann, pool, seconds=5)
    await scene.answer(ann, pool, seconds=5)
    assert await scene.scopes(ann, pool) == []
    await scene.answer(ann, pool, seconds=SLOW)
    assert await scene.bans(ann, pool) == {"POOL": 10 * DAY}
    assert not await scene.is_barred(ann, other)


async def test_four_of_five_pages_reject_everything(scene: Scene, ann: Worker) -> None:
    """toloka-kit's example: more than 3 of the last 5 in less than 20 seconds."""
    pool = await scene.general_pool(
        config(
            "ASSIGNMENT_SUBMIT_TIME",
            rule(
                action("REJECT_ALL_ASSIGNMENTS", public_comment="Too fast responses."),
                "fast_submitted_count GT 3",
            ),
            history_size=5,
            fast_submit_threshold_seconds=20,
        ),
        auto_accept_solutions=False,
    )
    pages = [await scene.answer(ann, pool, seconds=seconds) for seconds in (SLOW, 5, 5, 5)]
    await scene.review(pages[0], "ACCEPTED")
    assert await scene.statuses(*pages) == ["ACCEPTED", *["SUBMITTED"] * 3]
    pages.append(await scene.answer(ann, pool, seconds=5))
    assert await scene.statuses(*pages) == ["ACCEPTED", *["REJECTED"] * 4]
    assert (await scene.assignment(pages[-1]))["public_comment"] == "Too fast responses."
