"""The pages on recompletion: restore-task-overlap, reassessment-after-accepting, and the API's of both.

Work goes to other workers when its author is banned, when a skill of theirs changes, when it is rejected.
"""

from __future__ import annotations

from typing import Any

import pytest

from quality_control.pages.scene import (
    DAY,
    RIGHT,
    Json,
    Scene,
    Worker,
    action,
    ban,
    condition,
    config,
    put_back,
    rule,
)

BANNED = "pool_access_revoked_reason EQ RESTRICTION"
CHANGED = "pool_access_revoked_reason EQ SKILL_CHANGE"
THREE = {"real_tasks_count": 3, "golden_tasks_count": 1, "training_tasks_count": 0}


def when_banned(delta: int = 1, *, open_pool: bool = False) -> Json:
    return config("USERS_ASSESSMENT", rule(put_back(delta, open_pool=open_pool), BANNED))


def fast(scope: str = "PROJECT", days: int | None = 10) -> Json:
    """A worker who completes a page in less than 10 seconds is banned."""
    return config(
        "ASSIGNMENT_SUBMIT_TIME",
        rule(ban(days, scope=scope), "fast_submitted_count GTE 1"),
        fast_submit_threshold_seconds=10,
    )


def assessed(delta: int, *conditions: str, open_pool: bool = False) -> Json:
    return config("ASSIGNMENTS_ASSESSMENT", rule(put_back(delta, open_pool=open_pool), *conditions))


def at_least(skill: str, value: int) -> Json:
    return {"or": [{"category": "skill", "key": skill, "operator": "GTE", "value": value}]}


# ---- after a ban -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scope", ["PROJECT", "ALL_PROJECTS"])
async def test_all_that_a_banned_worker_did_goes_to_others(
    scene: Scene, ann: Worker, ben: Worker, scope: str
) -> None:
    """The guide's first example: every page of the pool, and not those of other workers."""
    pool = await scene.general_pool(fast(scope), when_banned(), tasks=4)
    of_ben = await scene.answer(ben, pool)
    done = [await scene.answer(ann, pool, seconds=seconds) for seconds in (60, 60, 5)]
    assert await scene.scopes(ann, pool) == [scope]
    assert [await scene.overlap(one) for one in [*done, of_ben]] == [*[(2, 1)] * 3, (1, 0)]
    again = [await scene.answer(ben, pool) for _ in range(3)]
    assert [await scene.overlap(one) for one in again] == [(2, 0)] * 3
    assert await scene.statuses(*done) == ["ACCEPTED"] * 3
    assert await scene.taken(pool) == ["RESTRICTION_V2", "CHANGE_OVERLAP"]


async def test_a_pause_in_the_pool_gives_nothing_back(scene: Scene, ann: Worker) -> None:
    """The glossary: tasks of banned workers are reassigned, those of paused workers are not."""
    pool = await scene.general_pool(fast("POOL"), when_banned())
    page = await scene.answer(ann, pool, seconds=5)
    assert await scene.scopes(ann, pool) == ["POOL"]
    assert (await scene.overlap(page), await scene.taken(pool)) == ((1, 0), ["RESTRICTION_V2"])


@pytest.mark.parametrize(("scope", "overlap"), [("PROJECT", 2), ("ALL_PROJECTS", 2), ("POOL", 1)])
async def test_a_ban_by_hand_is_a_ban(scene: Scene, ann: Worker, scope: str, overlap: int) -> None:
    """The API's page: the requester banned the worker."""
    pool = await scene.general_pool(when_banned())
    other = await scene.general_pool(when_banned())
    pages = [await scene.answer(ann, pool), await scene.answer(ann, other)]
    await scene.restrict(ann, scope, pool)
    assert [(await scene.overlap(page))[0] for page in pages] == [overlap] * 2


@pytest.mark.parametrize("opens", [True, False])
async def test_a_completed_pool_is_opened_if_the_rule_says_so(
    scene: Scene, ann: Worker, ben: Worker, *, opens: bool
) -> None:
    """The guide: turn on "Open pool if closed" where the pool may be completed and closed already."""
    pool = await scene.general_pool(when_banned(open_pool=opens), tasks=1)
    page = await scene.answer(ann, pool)
    await scene.platform.advance(1)
    assert (await scene.get_pool(pool))["last_close_reason"] == "COMPLETED"
    await scene.restrict(ann, "PROJECT", pool)
    assert await scene.overlap(page) == (2, 1)
    assert (await scene.get_pool(pool))["status"] == ("OPEN" if opens else "CLOSED")
    (line,) = await scene.log(pool)
    assert line["effect"]["changed"] == 1
    if opens:
        assert await scene.answer(ben, pool)


async def test_a_page_is_put_back_once_for_a_ban(scene: Scene, ann: Worker) -> None:
    """A longer ban is the same ban; a new one puts back what was done since."""
    pool = await scene.general_pool(when_banned())
    first = await scene.answer(ann, pool)
    await scene.restrict(ann, "PROJECT", pool, days=1)
    await scene.restrict(ann, "PROJECT", pool, days=2)
    await scene.restrict(ann, "ALL_PROJECTS", pool, days=1)
    assert (await scene.overlap(first))[0] == 2
    await scene.platform.advance(2 * DAY)
    second = await scene.answer(ann, pool)
    await scene.restrict(ann, "PROJECT", pool)
    assert [(await scene.overlap(page))[0] for page in (first, second)] == [2, 2]


async def test_a_page_in_hand_may_be_finished_and_is_put_back_with_the_next_ban(
    scene: Scene, ann: Worker
) -> None:
    """Who is banned with a page in hand may hand it in; it is then work like any other."""
    pool = await scene.general_pool(when_banned(), tasks=2)
    first = await scene.answer(ann, pool)
    page = await scene.take(ann, pool)
    await scene.restrict(ann, "PROJECT", pool)
    await scene.submit(ann, page, RIGHT)
    assert [await scene.overlap(one) for one in (first, page["id"])] == [(2, 1), (1, 0)]
    await scene.platform.advance(DAY)
    await scene.restrict(ann, "PROJECT", pool)
    assert [await scene.overlap(one) for one in (first, page["id"])] == [(2, 1), (2, 1)]


async def test_a_projects_rule_puts_back_in_each_of_its_pools(scene: Scene, ann: Worker) -> None:
    """A rule of the project is as good as one of every pool."""
    scene.project_id = await scene.project(when_banned())
    pools = [await scene.general_pool() for _ in range(2)]
    pages = [await scene.answer(ann, pool) for pool in pools]
    await scene.restrict(ann, "PROJECT", pools[0])
    assert [await scene.overlap(page) for page in pages] == [(2, 1)] * 2


async def test_each_general_task_of_a_mixed_page_and_no_control_task(scene: Scene, ann: Worker) -> None:
    """A page that was mixed is given to nobody else: each general task on it is."""
    pool = await scene.pool(when_banned(), mixer_config=THREE)
    general = await scene.upload(pool, 2, overlap=1)
    endless = await scene.upload(pool, 1, infinite_overlap=True)
    control = await scene.upload_control(pool, 1)
    await scene.open(pool)
    page = await scene.answer(ann, pool)
    assert len((await scene.assignment(page))["tasks"]) == 4
    await scene.restrict(ann, "PROJECT", pool)
    tasks = [await scene.requester.call("GET", f"/api/v1/tasks/{one}") for one in general]
    assert [(task["overlap"], task["remaining_overlap"]) for task in tasks] == [(2, 1)] * 2
    for task_id in (*endless, *control):
        task = await scene.requester.call("GET", f"/api/v1/tasks/{task_id}")
        assert (task["infinite_overlap"], task.get("overlap")) == (True, None)
    (line,) = await scene.log(pool)
    assert line["effect"] == {"assignments": 1, "changed": 2}


async def test_a_manual_suite_as_a_whole(scene: Scene, ann: Worker) -> None:
    pool = await scene.manual_pool(when_banned(2), suites=2, tasks=3)
    page = await scene.answer(ann, pool)
    await scene.restrict(ann, "PROJECT", pool)
    assert await scene.overlap(page) == (3, 2)
    suites = await scene.requester.call("GET", f"/api/v1/task-suites?pool_id={pool}&sort=id")
    assert sorted(suite["overlap"] for suite in suites["items"]) == [1, 3]


async def test_what_was_only_skipped_is_not_put_back(scene: Scene, ann: Worker) -> None:
    """The rule is about completed tasks; a skipped page is with the others anyway."""
    pool = await scene.general_pool(when_banned(), tasks=2)
    await scene.skip(ann, pool)
    await scene.restrict(ann, "PROJECT", pool)
    tasks = await scene.requester.call("GET", f"/api/v1/tasks?pool_id={pool}")
    assert [(task["overlap"], task["remaining_overlap"]) for task in tasks["items"]] == [(1, 1)] * 2


# ---- after a skill changed ---------------------------------------------------------------------------------


async def test_work_of_one_who_fails_the_skills_filter_now(scene: Scene, ann: Worker, ben: Worker) -> None:
    """The API's page: reason SKILL_CHANGE and the skill named; the pool is opened."""
    skill, other = await scene.skill(), await scene.skill("other")
    for worker in (ann, ben):
        await scene.give(worker, skill, 80)
        await scene.give(worker, other, 80)
    pool = await scene.general_pool(
        config("USERS_ASSESSMENT", rule(put_back(open_pool=True), CHANGED, f"skill_id EQ {skill}")),
        tasks=1,
        filter={"and": [at_least(skill, 60), at_least(other, 60)]},
    )
    page = await scene.answer(ann, pool)
    await scene.platform.advance(1)
    await scene.give(ann, skill, 60)
    assert await scene.overlap(page) == (1, 0)
    await scene.give(ann, skill, 59)
    assert await scene.overlap(page) == (2, 1)
    assert (await scene.get_pool(pool))["status"] == "OPEN"
    (line,) = await scene.log(pool)
    assert line["values"] == {"pool_access_revoked_reason": "SKILL_CHANGE", "skill_id": skill}
    await scene.give(ann, skill, 90)  # nothing is taken back
    assert await scene.overlap(page) == (2, 1)
    await scene.answer(ben, pool)
    await scene.give(ben, other, 10)
    assert await scene.overlap(page) == (2, 0)


@pytest.mark.parametrize(("reason", "overlap"), [(CHANGED, 2), (BANNED, 1)])
async def test_a_rule_hears_of_its_own_reason(scene: Scene, ann: Worker, reason: str, overlap: int) -> None:
    """A filter's loss is no ban."""
    skill = await scene.skill()
    await scene.give(ann, skill, 80)
    pool = await scene.general_pool(
        config("USERS_ASSESSMENT", rule(put_back(), reason)), filter=at_least(skill, 60)
    )
    page = await scene.answer(ann, pool)
    await scene.give(ann, skill, 10)
    assert (await scene.overlap(page))[0] == overlap


async def test_a_rule_that_lowers_the_skill_has_the_work_done_again(scene: Scene, ann: Worker) -> None:
    """The guide's "Toloker filtered out": one rule sets the skill, the filter takes the worker out."""
    skill = await scene.skill()
    await scene.give(ann, skill, 80)
    pool = await scene.general_pool(
        config(
            "SKIPPED_IN_ROW_ASSIGNMENTS",
            rule(action("SET_SKILL", skill_id=skill, skill_value=0), "skipped_in_row_count GTE 2"),
        ),
        config("USERS_ASSESSMENT", rule(put_back(), CHANGED)),
        filter=at_least(skill, 60),
    )
    page = await scene.answer(ann, pool)
    await scene.skip(ann, pool, 2)
    assert await scene.taken(pool) == ["SET_SKILL", "CHANGE_OVERLAP"]
    assert await scene.overlap(page) == (2, 1)


# ---- after a review ----------------------------------------------------------------------------------------


async def test_a_rejected_page_is_done_by_another(scene: Scene, ann: Worker, ben: Worker) -> None:
    """The API's page, its value a text: this page only is given out again, and the pool opened for it."""
    rejected = rule(put_back(open_pool=True), "assessment_event EQ REJECT")
    rejected["conditions"].insert(0, condition("rejected_assignments_count GTE 1") | {"value": "1"})
    pool = await scene.general_pool(
        config("ASSIGNMENTS_ASSESSMENT", rejected), tasks=2, auto_accept_solutions=False
    )
    pages = [await scene.answer(ann, pool) for _ in range(2)]
    await scene.platform.advance(1)
    assert (await scene.get_pool(pool))["status"] == "CLOSED"
    await scene.review(pages[0], "REJECTED")
    await scene.review(pages[1], "ACCEPTED")
    assert [await scene.overlap(page) for page in pages] == [(2, 1), (1, 0)]
    assert (await scene.get_pool(pool))["status"] == "OPEN"
    again = await scene.answer(ben, pool)
    assert await scene.overlap(again) == (2, 0)


async def test_a_rejection_is_told_once(scene: Scene, ann: Worker) -> None:
    """A new comment on it is no new rejection; an acceptance after all may undo what it did."""
    pool = await scene.general_pool(
        assessed(1, "assessment_event EQ REJECT"),
        assessed(-1, "assessment_event EQ ACCEPT_AFTER_REJECT"),
        auto_accept_solutions=False,
    )
    page = await scene.answer(ann, pool)
    await scene.review(page, "REJECTED")
    await scene.review(page, "REJECTED")
    assert await scene.overlap(page) == (2, 1)
    await scene.review(page, "ACCEPTED")
    assert await scene.overlap(page) == (1, 0)
    assert [line["values"]["assessment_event"] for line in await scene.log(pool)] == [
        "REJECT",
        "ACCEPT_AFTER_REJECT",
    ]


async def test_an_accepted_page_needs_no_more_answers(scene: Scene, ann: Worker, ben: Worker) -> None:
    """The guide: reduce the overlap of what is accepted; never below the answers that there are."""
    pool = await scene.manual_pool(
        assessed(-2, "assessment_event EQ ACCEPT"), suites=2, overlap=3, auto_accept_solutions=False
    )
    first = await scene.answer(ann, pool)
    second = await scene.answer(ben, pool)
    pages = [await scene.assignment(page) for page in (first, second)]
    assert pages[0]["task_suite_id"] == pages[1]["task_suite_id"]
    await scene.review(first, "ACCEPTED")
    assert await scene.overlap(first) == (2, 0)
    await scene.review(second, "ACCEPTED")
    assert await scene.overlap(first) == (2, 0)


@pytest.mark.parametrize(
    ("conditions", "expected"),
    [
        (["pending_assignments_count EQ 2"], [(2, 0, 0), (2, 1, 0)]),
        (["accepted_assignments_count GTE 1"], [(2, 1, 0), (1, 1, 1), (0, 2, 1)]),
        (["rejected_assignments_count EQ 1", "pending_assignments_count EQ 0"], [(0, 2, 1)]),
    ],
)
async def test_the_answers_to_a_suite_are_counted(
    scene: Scene, conditions: list[str], expected: list[tuple[int, int, int]]
) -> None:
    """Those of all workers: handed in and waiting, accepted, rejected. The other suite's are not."""
    pool = await scene.manual_pool(assessed(1, *conditions), suites=2, overlap=3, auto_accept_solutions=False)
    crew = await scene.workers(3)
    pages = [await scene.answer(worker, pool) for worker in crew]
    await scene.answer(crew[0], pool)
    for page, status in zip(pages, ("ACCEPTED", "REJECTED", "ACCEPTED"), strict=True):
        await scene.review(page, status)
    keys = ("pending_assignments_count", "accepted_assignments_count", "rejected_assignments_count")
    found = [tuple(line["values"][key] for key in keys) for line in await scene.log(pool)]
    assert found == expected


async def test_what_a_rule_rejects_is_put_back_by_another(scene: Scene, ann: Worker) -> None:
    """All of a careless worker's answers are rejected, and each rejection is heard once."""
    pool = await scene.general_pool(
        config(
            "SKIPPED_IN_ROW_ASSIGNMENTS",
            rule(action("REJECT_ALL_ASSIGNMENTS", public_comment="Skips"), "skipped_in_row_count GTE 2"),
        ),
        assessed(1, "assessment_event EQ REJECT", open_pool=True),
        auto_accept_solutions=False,
    )
    pages = [await scene.answer(ann, pool) for _ in range(3)]
    await scene.review(pages[0], "ACCEPTED")
    await scene.skip(ann, pool, 3)
    assert await scene.statuses(*pages) == ["ACCEPTED", "REJECTED", "REJECTED"]
    assert [(await scene.overlap(page))[0] for page in pages] == [1, 2, 2]
    taken = await scene.taken(pool)
    assert taken == ["REJECT_ALL_ASSIGNMENTS", *["CHANGE_OVERLAP"] * 2, "REJECT_ALL_ASSIGNMENTS"]


async def test_no_end_of_answers_stays_without_end(scene: Scene, ann: Worker) -> None:
    """A suite with infinite overlap is neither extended nor reduced."""
    pool = await scene.pool(assessed(1, "assessment_event EQ REJECT"), auto_accept_solutions=False)
    suite: Any = {"pool_id": pool, "infinite_overlap": True, "tasks": [{"input_values": {"name": "t"}}]}
    await scene.requester.call("POST", "/api/v1/task-suites", [suite], status=201)
    await scene.open(pool)
    page = await scene.answer(ann, pool, RIGHT)
    await scene.review(page, "REJECTED")
    (line,) = await scene.log(pool)
    assert line["effect"]["changed"] == 0
