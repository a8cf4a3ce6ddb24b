"""The pages on results of manual review: guide/concepts/reviewing-assignments and api/concepts/accept_ban."""

from __future__ import annotations

import pytest

from quality_control.pages.scene import DAY, Scene, Worker, ban, config, rule, skill_from

COUNT, ACCEPTED, REJECTED = (
    "total_assignments_count",
    "accepted_assignments_rate",
    "rejected_assignments_rate",
)


async def reviewed(scene: Scene, worker: Worker, pool: str, verdicts: str) -> list[str]:
    """Pages handed in and then reviewed, ``1`` accepted and ``0`` rejected."""
    pages = [await scene.answer(worker, pool, seconds=0) for _ in verdicts]
    for page, verdict in zip(pages, verdicts, strict=True):
        await scene.review(page, "ACCEPTED" if verdict == "1" else "REJECTED")
    return pages


async def test_more_than_half_are_rejected(scene: Scene, ann: Worker, ben: Worker) -> None:
    """The guide's first example: from three reviews on, out of everything for 15 days."""
    pool = await scene.general_pool(
        config(
            "ACCEPTANCE_RATE",
            rule(ban(15, scope="ALL_PROJECTS"), f"{COUNT} GTE 3", f"{REJECTED} GT 50"),
            history_size=10,
        ),
        auto_accept_solutions=False,
    )
    await reviewed(scene, ben, pool, "1010")
    assert await scene.scopes(ben, pool) == []
    await reviewed(scene, ann, pool, "00")
    assert await scene.scopes(ann, pool) == []
    await reviewed(scene, ann, pool, "1")
    assert await scene.bans(ann, pool) == {"ALL_PROJECTS": 15 * DAY}


async def test_without_a_number_the_first_rejection_bans(scene: Scene, ann: Worker) -> None:
    """The guide's incorrect settings."""
    pool = await scene.general_pool(
        config("ACCEPTANCE_RATE", rule(ban(15), f"{REJECTED} GT 50"), history_size=10),
        auto_accept_solutions=False,
    )
    await reviewed(scene, ann, pool, "0")
    assert await scene.scopes(ann, pool) == ["PROJECT"]


async def test_a_skill_from_three_reviews_on(scene: Scene, ann: Worker) -> None:
    """The guide's second example; work that nobody has looked at does not count."""
    skill = await scene.skill()
    pool = await scene.general_pool(
        config("ACCEPTANCE_RATE", rule(skill_from(skill, ACCEPTED), f"{COUNT} GTE 3"), history_size=10),
        auto_accept_solutions=False,
    )
    await scene.answer(ann, pool)
    await reviewed(scene, ann, pool, "10")
    assert await scene.value(ann, skill) is None
    await reviewed(scene, ann, pool, "1")
    assert await scene.value(ann, skill) == pytest.approx(200 / 3)


async def test_forty_percent_of_ten_are_a_percentage(scene: Scene, ann: Worker) -> None:
    """The API's page: its words say 40 %, its sample 0.4; rates are 0 to 100, so one of ten is above 0.4."""
    banned = rule(ban(10), f"{COUNT} GTE 10", f"{REJECTED} GT 0.4")
    meant = rule(ban(20), f"{COUNT} GTE 10", f"{REJECTED} GT 40")
    pool = await scene.general_pool(
        config("ACCEPTANCE_RATE", banned, meant, history_size=10), tasks=20, auto_accept_solutions=False
    )
    await reviewed(scene, ann, pool, "011111111")
    assert await scene.scopes(ann, pool) == []
    await reviewed(scene, ann, pool, "1")
    assert await scene.bans(ann, pool) == {"PROJECT": 10 * DAY}
    assert [line["values"][REJECTED] for line in await scene.log(pool)] == [10]


async def test_what_is_accepted_at_once_was_not_reviewed(scene: Scene, ann: Worker) -> None:
    """The rule is for pools with manual review."""
    skill = await scene.skill()
    pool = await scene.general_pool(
        config("ACCEPTANCE_RATE", rule(skill_from(skill, ACCEPTED), f"{COUNT} GTE 1"))
    )
    await scene.answer(ann, pool)
    assert (await scene.value(ann, skill), await scene.log(pool)) == (None, [])


async def test_an_acceptance_after_all_is_another_review(scene: Scene, ann: Worker) -> None:
    skill = await scene.skill()
    pool = await scene.general_pool(
        config("ACCEPTANCE_RATE", rule(skill_from(skill, ACCEPTED), f"{COUNT} GTE 1")),
        auto_accept_solutions=False,
    )
    (page,) = await reviewed(scene, ann, pool, "0")
    assert await scene.value(ann, skill) == 0
    await scene.review(page, "ACCEPTED")
    assert await scene.value(ann, skill) == 50
