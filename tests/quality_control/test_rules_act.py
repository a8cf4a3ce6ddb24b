"""Rules at work: what they observe, when they fire, in which order, and what comes of it."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from distribution.world import DAY, RIGHT, SECOND, World, known
from quality_control.crew import config, effects, log, rule, rules, scopes, skill, value_of
from talka.assignments.model import AssignmentStatus
from talka.captchas import service as captchas
from talka.captchas.model import Captcha
from talka.distribution.access import CaptchaRequired
from talka.distribution.take import NoTasksAvailable
from talka.http.auth import Worker
from talka.kernel.errors import AccessDenied
from talka.skills import service as skills
from talka.skills.model import UserSkillForm
from talka.storage import schema
from talka.storage.query import Query

WRONG = {"cat": "no"}
CONTROL = {"known_solutions": known(), "infinite_overlap": True}
CONTROL_PAGE = {"real_tasks_count": 0, "golden_tasks_count": 1, "training_tasks_count": 0}
REAL_PAGE = {"real_tasks_count": 1, "golden_tasks_count": 0, "training_tasks_count": 0}


def control_pool(world: World, count: int, *configs: dict[str, Any], **settings: Any) -> int:
    pool_id = world.pool(mixer_config=CONTROL_PAGE, **rules(*configs), **settings)
    world.upload_tasks(pool_id, *[CONTROL] * count)
    world.open(pool_id)
    return pool_id


def real_pool(world: World, count: int, *configs: dict[str, Any], overlap: int = 1, **settings: Any) -> int:
    pool_id = world.pool(mixer_config=REAL_PAGE, **rules(*configs), **settings)
    world.upload_tasks(pool_id, *[{"overlap": overlap}] * count)
    world.open(pool_id)
    return pool_id


def answer(
    world: World, worker: Worker, pool_id: int, given: dict[str, Any] = RIGHT, seconds: int = 60
) -> str:
    page = world.take(worker, pool_id)
    world.advance(seconds * SECOND)
    world.submit(worker, page, given)
    return page.id


def test_a_skill_is_recalculated_within_the_window_on_each_answer(world: World, ann: Worker) -> None:
    quality = skill(world)
    seen = []
    pool_id = control_pool(
        world,
        12,
        config(
            "GOLDEN_SET",
            rule(
                "SET_SKILL_FROM_OUTPUT_FIELD",
                ("total_answers_count", "GTE", "3"),
                skill_id=quality,
                from_field="correct_answers_rate",
            ),
            history_size=10,
        ),
    )
    for right in (1, 0, 1, 1, 0, 1, 1, 0, 0, 0, 1, 1):
        answer(world, ann, pool_id, RIGHT if right else WRONG)
        value = value_of(world, ann.id, quality)
        seen.append(None if value is None else int(value))
    assert seen == [None, None, 66, 75, 60, 66, 71, 62, 55, 50, 50, 60]
    assert [one.values["total_answers_count"] for one in log(world, pool_id)] == [*range(3, 11), 10, 10]
    assert world.faults() == []


def test_a_ban_sees_the_new_skill_and_the_worker_is_out(world: World, ann: Worker) -> None:
    quality = skill(world)
    pool_id = control_pool(
        world,
        5,
        config(
            "GOLDEN_SET",
            rule(
                "RESTRICTION_V2",
                ("golden_set_incorrect_answers_rate", "GT", 50),
                ("golden_set_answers_count", "GTE", 2),
                scope="PROJECT",
                duration=2,
                duration_unit="DAYS",
                private_comment="guesses",
            ),
            rule("SET_SKILL", ("total_answers_count", "EQ", 2), skill_id=quality, skill_value=7),
        ),
    )
    answer(world, ann, pool_id, WRONG)
    assert scopes(world, ann.id, pool_id) == []
    answer(world, ann, pool_id, WRONG)
    assert [kind for kind, _ in effects(world, pool_id)] == ["SET_SKILL", "RESTRICTION_V2"]
    assert (value_of(world, ann.id, quality), scopes(world, ann.id, pool_id)) == (7.0, ["PROJECT"])
    with pytest.raises(AccessDenied):
        world.take(ann, pool_id)
    world.advance(2 * DAY)
    answer(world, ann, pool_id, RIGHT)
    assert scopes(world, ann.id, pool_id) == []
    # The ban's own rule begins anew: one wrong answer of two is not more than half.
    answer(world, ann, pool_id, WRONG)
    assert scopes(world, ann.id, pool_id) == []
    assert world.faults() == []


def test_the_majority_is_asked_when_the_overlap_is_complete(world: World) -> None:
    quality = skill(world)
    answers = [
        "OK BAD OK BAD OK",
        "BAD OK OK BAD 404",
        "404 OK 404 OK OK",
        "OK BAD OK 404 404",
        "OK BAD OK 404 OK",
    ]
    pool_id = world.pool(
        **rules(
            config(
                "MAJORITY_VOTE",
                rule(
                    "SET_SKILL_FROM_OUTPUT_FIELD",
                    ("total_answers_count", "GTE", 1),
                    skill_id=quality,
                    from_field="correct_answers_rate",
                ),
                answer_threshold=3,
            )
        )
    )
    world.upload_suites(pool_id, *[{"tasks": [{"input_values": {}}], "overlap": 5}] * 5)
    world.open(pool_id)
    crowd = [world.worker(f"w{number}") for number in range(5)]
    for number, worker in enumerate(crowd):
        for _ in range(5):
            page = world.take(worker, pool_id)
            # Suites come in no order of ours: what is answered goes by the suite.
            place = sorted_suites(world, pool_id).index(page.suite_id)
            world.submit(worker, page, {"cat": answers[place].split()[number]})
    values = [value_of(world, worker.id, quality) for worker in crowd]
    assert [None if value is None else int(value) for value in values] == [66, 33, 66, 33, 100]
    assert world.faults() == []


def sorted_suites(world: World, pool_id: int) -> list[str]:
    query = Query(
        sa.select(schema.task_suites.c.id).where(schema.task_suites.c.pool_id == pool_id).order_by("id")
    )
    return [row[0] for row in world.read(lambda tx: tx.all(query))]


def test_skips_in_a_row(world: World, ann: Worker) -> None:
    pool_id = real_pool(
        world,
        9,
        config(
            "SKIPPED_IN_ROW_ASSIGNMENTS",
            rule("RESTRICTION", ("skipped_in_row_count", "GTE", 3), scope="POOL", duration_days=1),
        ),
    )
    for _ in range(2):
        world.skip(ann, world.take(ann, pool_id))
    answer(world, ann, pool_id)
    for _ in range(2):
        world.skip(ann, world.take(ann, pool_id))
    assert scopes(world, ann.id, pool_id) == []
    world.skip(ann, world.take(ann, pool_id))
    assert scopes(world, ann.id, pool_id) == ["POOL"]


def test_all_answers_of_one_who_is_too_fast_are_rejected_and_given_to_others(
    world: World, ann: Worker
) -> None:
    pool_id = real_pool(
        world,
        3,
        config(
            "ASSIGNMENT_SUBMIT_TIME",
            rule("REJECT_ALL_ASSIGNMENTS", ("fast_submitted_count", "GTE", 2), public_comment="Too fast"),
            fast_submit_threshold_seconds=20,
            history_size=5,
        ),
        config(
            "ASSIGNMENTS_ASSESSMENT",
            rule("CHANGE_OVERLAP", ("assessment_event", "EQ", "REJECT"), delta=1, open_pool=True),
        ),
        auto_accept_solutions=False,
    )
    fast = [answer(world, ann, pool_id, seconds=19), answer(world, ann, pool_id, seconds=5)]
    assert [world.assignment(one).status for one in fast] == [AssignmentStatus.REJECTED.value] * 2
    assert [kind for kind, _ in effects(world, pool_id)] == [
        "REJECT_ALL_ASSIGNMENTS",
        *["CHANGE_OVERLAP"] * 2,
    ]
    task = world.task(world.assignment(fast[0]).tasks[0])
    assert (task.overlap, task.remaining_overlap) == (2, 1)
    ben = world.worker("ben")
    for _ in range(3):
        answer(world, ben, pool_id)
    with pytest.raises(NoTasksAvailable):
        world.take(ben, pool_id)
    assert world.faults() == []


def test_a_review_may_give_the_page_s_worker_a_skill(world: World, ann: Worker) -> None:
    careful = skill(world)
    given = rule("SET_SKILL", ("assessment_event", "EQ", "ACCEPT"), skill_id=careful, skill_value=70)
    pool_id = real_pool(world, 2, config("ASSIGNMENTS_ASSESSMENT", given), auto_accept_solutions=False)
    first, second = answer(world, ann, pool_id), answer(world, ann, pool_id)
    assert value_of(world, ann.id, careful) is None
    world.reject(second)
    assert value_of(world, ann.id, careful) is None
    world.accept(first)
    assert value_of(world, ann.id, careful) == 70


def test_the_work_of_one_who_is_banned_is_put_back_once(world: World, ann: Worker) -> None:
    pool_id = real_pool(
        world,
        4,
        config(
            "ANSWER_COUNT",
            rule("RESTRICTION", ("assignments_accepted_count", "GTE", 3), scope="PROJECT", duration_days=1),
        ),
        config(
            "USERS_ASSESSMENT",
            rule("CHANGE_OVERLAP", ("pool_access_revoked_reason", "EQ", "RESTRICTION"), delta=1),
        ),
    )
    done = [answer(world, ann, pool_id) for _ in range(3)]
    assert effects(world, pool_id)[-1] == ("CHANGE_OVERLAP", {"assignments": 3, "changed": 3})
    tasks = [world.task(world.assignment(one).tasks[0]) for one in done]
    assert [task.overlap for task in tasks] == [2, 2, 2]
    world.advance(DAY)
    done.append(answer(world, ann, pool_id))
    assert scopes(world, ann.id, pool_id) == []  # the rule counts anew
    assert world.faults() == []


def test_the_work_of_one_whose_skill_falls_below_the_filter_is_put_back(world: World, ann: Worker) -> None:
    quality = skill(world)

    def give(value: float) -> None:
        form = UserSkillForm(quality, ann.id, value)
        world.write(lambda tx: skills.set_user_skill(tx, world.requester, form))

    give(80)
    pool_id = real_pool(
        world,
        2,
        config(
            "USERS_ASSESSMENT",
            rule(
                "CHANGE_OVERLAP",
                ("pool_access_revoked_reason", "EQ", "SKILL_CHANGE"),
                ("skill_id", "EQ", quality),
                delta=1,
                open_pool=True,
            ),
        ),
        filter={"or": [{"category": "skill", "key": quality, "operator": "GTE", "value": 60}]},
    )
    one = answer(world, ann, pool_id)
    give(70)
    assert effects(world, pool_id) == []
    give(50)
    assert [effect for _, effect in effects(world, pool_id)] == [{"assignments": 1, "changed": 1}]
    give(80)
    give(50)
    assert world.task(world.assignment(one).tasks[0]).overlap == 2
    assert world.faults() == []


def test_captchas_are_a_collector_too(world: World, ann: Worker) -> None:
    ban = rule(
        "RESTRICTION_V2",
        ("stored_results_count", "GTE", 2),
        ("success_rate", "LTE", 60),
        scope="PROJECT",
        duration=15,
        duration_unit="DAYS",
    )
    quality = rules(config("CAPTCHA", ban, history_size=5))["quality_control"]
    pool_id = world.pool(mixer_config=REAL_PAGE, quality_control={**quality, "captcha_frequency": "HIGH"})
    world.upload_tasks(pool_id, *[{}] * 40)
    world.open(pool_id)
    for passed in (True, False):
        for _ in range(10):
            answer(world, ann, pool_id)
        with pytest.raises(CaptchaRequired):
            world.take(ann, pool_id)
        assert scopes(world, ann.id, pool_id) == []
        shown = world.write(lambda tx: captchas.show(tx, ann.id, "123456"))
        assert isinstance(shown, Captcha)
        given = "123456" if passed else "654321"
        world.write(lambda tx, shown=shown, given=given: captchas.answer(tx, ann.id, shown.id, given))
    assert scopes(world, ann.id, pool_id) == ["PROJECT"]
    assert [one.values for one in log(world, pool_id)] == [
        {"stored_results_count": 2, "success_rate": 50, "fail_rate": 50}
    ]
