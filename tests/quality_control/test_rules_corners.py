"""Where the reference evaluator and the engine once differed, or could: each as a short story."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import msgspec
import pytest

from distribution.world import DAY, PROJECT, RIGHT, World, known
from distribution.world import POOL as POOL_FORM
from quality_control.crew import config, effects, log, rule, rules, scopes, skill, value_of
from talka.http.auth import Worker
from talka.pools import service as pools
from talka.pools.model import PoolForm
from talka.projects import service as projects
from talka.projects.model import ProjectForm
from talka.storage.database import Database

WRONG = {"cat": "no"}
REAL_PAGE = {"real_tasks_count": 1, "golden_tasks_count": 0, "training_tasks_count": 0}
HINT = {"known_solutions": known(), "infinite_overlap": True, "message_on_unknown_solution": "Look again"}


def answer(world: World, worker: Worker, pool_id: int, given: dict[str, Any] = RIGHT) -> str:
    page = world.take(worker, pool_id)
    world.submit(worker, page, given)
    return page.id


def edit(world: World, pool_id: int, **form: Any) -> None:
    sent = msgspec.convert({"project_id": world.project_id, **POOL_FORM, **form}, PoolForm)
    world.close(pool_id)
    world.write(lambda tx: pools.update_pool(tx, world.requester, str(pool_id), sent))
    world.open(pool_id)


@pytest.mark.parametrize("collector", ["ANSWER_COUNT", "INCOME"])
def test_a_ban_ends_after_its_collector_was_cleaned(world: World, ann: Worker, collector: str) -> None:
    """Nothing is left to be forgotten then, and what comes after counts from the first page on."""
    key, enough = {
        "ANSWER_COUNT": ("assignments_accepted_count", 2),
        "INCOME": ("income_sum_for_last_24_hours", 0.1),
    }[collector]
    pool_id = world.pool(
        mixer_config=REAL_PAGE,
        **rules(
            config(
                collector,
                rule(
                    "RESTRICTION_V2", (key, "GTE", enough), scope="POOL", duration=9, duration_unit="MINUTES"
                ),
                rule("CLEAN_COLLECTOR", (key, "GTE", enough)),
            )
        ),
    )
    world.upload_tasks(pool_id, *[{}] * 9)
    world.open(pool_id)
    for _ in range(2):
        answer(world, ann, pool_id)
        assert scopes(world, ann.id, pool_id) == []
        answer(world, ann, pool_id)
        assert scopes(world, ann.id, pool_id) == ["POOL"]
        world.advance(540_000)
    assert [kind for kind, _ in effects(world, pool_id)] == ["RESTRICTION_V2", "CLEAN_COLLECTOR"] * 2
    assert world.faults() == []


def test_a_rate_of_nothing_is_no_skill(world: World, ann: Worker) -> None:
    """Answers to training tasks alone make no rate of control tasks."""
    quality = skill(world)
    pool_id = world.pool(
        mixer_config={"real_tasks_count": 0, "golden_tasks_count": 0, "training_tasks_count": 1},
        **rules(
            config(
                "GOLDEN_SET",
                rule(
                    "SET_SKILL_FROM_OUTPUT_FIELD",
                    ("total_answers_count", "GTE", 1),
                    skill_id=quality,
                    from_field="golden_set_correct_answers_rate",
                ),
            )
        ),
    )
    world.upload_tasks(pool_id, HINT)
    world.open(pool_id)
    answer(world, ann, pool_id)
    assert value_of(world, ann.id, quality) is None
    assert effects(world, pool_id) == [
        (
            "SET_SKILL_FROM_OUTPUT_FIELD",
            {"skipped": "There is no golden_set_correct_answers_rate yet"},
        )
    ]


@pytest.mark.parametrize("of_project", [False, True])
def test_suites_are_counted_anew_for_a_rule_that_comes_back(database: Database, *, of_project: bool) -> None:
    """What was handed in while no rule asked is among the counts of one that asks again."""
    world = World(database)
    asking = rules(
        config(
            "ASSIGNMENTS_ASSESSMENT",
            rule("CHANGE_OVERLAP", ("pending_assignments_count", "GTE", 1), delta=1),
        )
    )
    form: dict[str, Any] = {"auto_accept_solutions": False}

    def ask(wanted: dict[str, Any]) -> None:
        if of_project:
            sent = msgspec.convert({**PROJECT, **wanted}, ProjectForm)
            world.write(lambda tx: projects.update_project(tx, world.requester, world.project_id, sent))
        else:
            edit(world, pool_id, **form, **wanted)

    pool_id = world.pool(**form)
    world.upload_suites(pool_id, {"overlap": 9})
    world.open(pool_id)
    crowd = [world.worker(f"w{number}") for number in range(3)]
    for worker, wanted in zip(crowd, (asking, rules(), asking), strict=True):
        ask(wanted)
        answer(world, worker, pool_id)
    assert [one.values["pending_assignments_count"] for one in log(world, pool_id)] == [1, 3]
    assert world.faults() == []


def test_of_actions_alike_the_pools_own_come_first(database: Database) -> None:
    """Whatever the collectors: the project's value is the one that stays."""
    world = World(database)
    quality = skill(world)

    def setting(collector: str, key: str, value: int) -> dict[str, Any]:
        return config(collector, rule("SET_SKILL", (key, "GT", 0), skill_id=quality, skill_value=value))

    world.project_id = world.project(**rules(setting("ANSWER_COUNT", "assignments_accepted_count", 3)))
    pool_id = world.pool(
        mixer_config=REAL_PAGE,
        **rules(
            setting("INCOME", "income_sum_for_last_24_hours", 1),
            setting("ANSWER_COUNT", "assignments_accepted_count", 2),
        ),
    )
    world.upload_tasks(pool_id, {})
    world.open(pool_id)
    ann = world.worker("ann")
    answer(world, ann, pool_id)
    assert [effect["value"] for _, effect in effects(world, pool_id)] == [1, 2, 3]
    assert value_of(world, ann.id, quality) == 3


def test_what_was_earned_goes_out_of_the_day_page_by_page(world: World, ann: Worker) -> None:
    quality = skill(world)
    pool_id = world.pool(
        mixer_config=REAL_PAGE,
        auto_accept_solutions=False,
        **rules(
            config(
                "INCOME",
                rule(
                    "SET_SKILL", ("income_sum_for_last_24_hours", "GTE", 0), skill_id=quality, skill_value=1
                ),
            )
        ),
    )
    world.upload_tasks(pool_id, *[{}] * 9)
    world.open(pool_id)
    first = answer(world, ann, pool_id)
    world.advance(DAY - 1)
    second = answer(world, ann, pool_id)
    world.advance(1)
    answer(world, ann, pool_id)  # the first one is a day old
    world.reject(second)
    world.reject(first)  # which counts no more, so that nothing is taken off
    world.accept(second)
    assert [one.values["income_sum_for_last_24_hours"] for one in log(world, pool_id)] == [
        pytest.approx(one) for one in (0.05, 0.1, 0.1, 0.05, 0.05, 0.1)
    ]
    assert world.faults() == []


def test_rejected_answers_neither_vote_nor_are_judged(world: World) -> None:
    pool_id = world.pool(
        mixer_config=REAL_PAGE,
        auto_accept_solutions=False,
        **rules(
            config(
                "MAJORITY_VOTE",
                rule("RESTRICTION", ("total_answers_count", "GTE", 1), scope="POOL"),
                answer_threshold=2,
            )
        ),
    )
    world.upload_tasks(pool_id, {"overlap": 3})
    world.open(pool_id)
    crowd = [world.worker(f"w{number}") for number in range(3)]
    world.reject(answer(world, crowd[0], pool_id, RIGHT))
    answer(world, crowd[1], pool_id, WRONG)
    answer(world, crowd[2], pool_id, WRONG)
    assert {one.user_id for one in log(world, pool_id)} == {worker.id for worker in crowd[1:]}


def test_a_collector_cloned_into_another_project_is_seen_in_both(world: World, ann: Worker) -> None:
    """The clone's answers count in its home's pools and in those of its own project, not the other way."""
    quality = skill(world)

    def counting(identity: str) -> dict[str, Any]:
        given = rule("SET_SKILL", ("total_answers_count", "GTE", 1), skill_id=quality, skill_value=1)
        return rules(config("GOLDEN_SET", given, uuid=identity, history_size=9))

    home, elsewhere = world.project_id, world.project()
    control = {"real_tasks_count": 0, "golden_tasks_count": 1, "training_tasks_count": 0}
    shared, own = str(uuid4()), str(uuid4())
    pool_ids = [
        world.pool(project_id=project, mixer_config=control, **counting(identity))
        for project, identity in ((home, shared), (elsewhere, shared), (elsewhere, own))
    ]
    for pool_id in pool_ids:
        world.upload_tasks(pool_id, *[{"known_solutions": known(), "infinite_overlap": True}] * 3)
        world.open(pool_id)
    original, clone, neighbour = pool_ids
    for pool_id in (original, clone, neighbour, clone, original):
        answer(world, ann, pool_id)
    counts = [[int(one.values["total_answers_count"]) for one in log(world, pool_id)] for pool_id in pool_ids]
    assert counts == [[1, 4], [2, 3], [2]]
