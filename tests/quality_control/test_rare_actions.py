"""The actions that Toloka lists and does not describe, the collector of trainings, and many pages at once."""

from __future__ import annotations

from typing import Any

import pytest

from distribution.world import RIGHT, World, known
from quality_control.crew import (
    UNFINISHED,
    config,
    effects,
    log,
    rule,
    rules,
    run_operations,
    scopes,
    skill,
    value_of,
)
from talka.assignments.model import AssignmentStatus
from talka.distribution.take import PoolIsClosed
from talka.http.auth import Worker
from talka.http.lists import ListRequest
from talka.operations import service as operations
from talka.operations.model import OperationType
from talka.storage.database import Database
from talka.storage.tx import Tx

WRONG = {"cat": "no"}
REAL_PAGE = {"real_tasks_count": 1, "golden_tasks_count": 0, "training_tasks_count": 0}
CONTROL_PAGE = {"real_tasks_count": 0, "golden_tasks_count": 1, "training_tasks_count": 0}
CONTROL = {"known_solutions": known(), "infinite_overlap": True}
HINT = {**CONTROL, "message_on_unknown_solution": "Look again"}


def answer(world: World, worker: Worker, pool_id: int, given: dict[str, Any] = RIGHT) -> str:
    page = world.take(worker, pool_id)
    world.submit(worker, page, given)
    return page.id


def test_a_pool_is_completed_by_a_rule(world: World, ann: Worker) -> None:
    pool_id = world.pool(
        mixer_config=REAL_PAGE,
        **rules(config("ANSWER_COUNT", rule("SET_POOL_COMPLETE", ("assignments_accepted_count", "GTE", 2)))),
    )
    tasks = world.upload_tasks(pool_id, *[{"overlap": 3}] * 60)
    world.open(pool_id)
    answer(world, ann, pool_id)
    answer(world, ann, pool_id)
    pool = world.find_pool(pool_id)
    assert (pool.status, pool.last_close_reason) == ("CLOSED", "COMPLETED")
    with pytest.raises(PoolIsClosed):
        world.take(ann, pool_id)
    assert run_operations(world) == [OperationType.QUALITY_COMPLETE_POOL]
    assert sorted(world.task(one).overlap for one in tasks) == [0] * 58 + [1, 1]
    assert effects(world, pool_id)[-1][1] == {"closed": "COMPLETED", "cancelled": 60}
    assert world.faults() == []


def test_a_collector_forgets_the_worker(world: World, ann: Worker) -> None:
    quality = skill(world)
    pool_id = world.pool(
        mixer_config=REAL_PAGE,
        **rules(
            config(
                "ANSWER_COUNT",
                rule("CLEAN_COLLECTOR", ("assignments_accepted_count", "EQ", 2)),
                rule("SET_SKILL", ("assignments_accepted_count", "EQ", 3), skill_id=quality, skill_value=1),
            )
        ),
    )
    world.upload_tasks(pool_id, *[{}] * 5)
    world.open(pool_id)
    for _ in range(5):
        answer(world, ann, pool_id)
    assert [kind for kind, _ in effects(world, pool_id)] == ["CLEAN_COLLECTOR", "CLEAN_COLLECTOR"]
    assert value_of(world, ann.id, quality) is None


def test_tasks_are_mixed_again_for_a_worker_whose_history_is_forgotten(world: World, ann: Worker) -> None:
    clean = rule("CLEAN_ASSIGNMENTS_HISTORY", ("total_answers_count", "EQ", 2))
    pool_id = world.pool(mixer_config=CONTROL_PAGE, **rules(config("GOLDEN_SET", clean)))
    world.upload_tasks(pool_id, *[CONTROL] * 2)
    world.open(pool_id)
    for _ in range(4):
        answer(world, ann, pool_id)
    assert [one.values["total_answers_count"] for one in log(world, pool_id)] == [2]


def test_the_rules_of_a_project_hear_of_its_trainings(database: Database) -> None:
    world = World(database)
    quality = skill(world)
    world.project_id = world.project(
        **rules(
            config(
                "TRAINING",
                rule(
                    "SET_SKILL_FROM_OUTPUT_FIELD",
                    ("next_assignment_available", "EQ", False),
                    ("submitted_assignments_count", "GTE", 2),
                    skill_id=quality,
                    from_field="correct_answers_rate",
                ),
            )
        )
    )
    training = world.training()
    world.upload_tasks(training, *[HINT] * 2)
    pool_id = world.pool(
        mixer_config=REAL_PAGE,
        quality_control={
            "training_requirement": {"training_pool_id": str(training), "training_passing_skill_value": 50}
        },
    )
    world.upload_tasks(pool_id, {})
    world.open(training)
    world.open(pool_id)
    ann = world.worker("ann")
    answer(world, ann, training)
    assert value_of(world, ann.id, quality) is None
    page = world.take(ann, training)
    assert world.submit(ann, page, WRONG).mistakes
    world.submit(ann, page, RIGHT)
    assert value_of(world, ann.id, quality) == 50
    assert [one.source for one in log(world, training)] == ["PROJECT"]


def test_what_concerns_many_pages_goes_on_as_operations(world: World, ann: Worker) -> None:
    pool_id = world.pool(
        mixer_config=REAL_PAGE,
        auto_accept_solutions=False,
        **rules(
            config(
                "ANSWER_COUNT",
                rule(
                    "REJECT_ALL_ASSIGNMENTS", ("assignments_accepted_count", "EQ", 130), public_comment="No"
                ),
                rule("RESTRICTION", ("assignments_accepted_count", "EQ", 130), scope="ALL_PROJECTS"),
            ),
            config(
                "USERS_ASSESSMENT",
                rule("CHANGE_OVERLAP", ("pool_access_revoked_reason", "EQ", "RESTRICTION"), delta=1),
            ),
        ),
    )
    world.upload_tasks(pool_id, *[{}] * 130)
    world.open(pool_id)
    done = [answer(world, ann, pool_id) for _ in range(130)]
    assert scopes(world, ann.id, pool_id) == ["ALL_PROJECTS"]
    assert world.assignment(done[0]).status == AssignmentStatus.SUBMITTED
    assert sorted(run_operations(world)) == [OperationType.QUALITY_PUT_BACK, OperationType.QUALITY_REVIEW_ALL]
    assert {world.assignment(one).status for one in done} == {AssignmentStatus.REJECTED.value}
    assert {world.task(world.assignment(one).tasks[0]).overlap for one in done} == {2}
    assert effects(world, pool_id) == [
        ("REJECT_ALL_ASSIGNMENTS", {"rejected": 130}),
        ("RESTRICTION", effects(world, pool_id)[1][1]),
        ("CHANGE_OVERLAP", {"assignments": 130, "changed": 130}),
    ]
    assert world.faults() == []


def test_operations_that_rules_began_are_not_listed(world: World, ann: Worker) -> None:
    pool_id = world.pool(
        mixer_config=REAL_PAGE,
        **rules(config("ANSWER_COUNT", rule("SET_POOL_COMPLETE", ("assignments_accepted_count", "EQ", 1)))),
    )
    world.upload_tasks(pool_id, *[{}] * 2)
    world.open(pool_id)
    answer(world, ann, pool_id)

    def listed(tx: Tx) -> set[str]:
        request = ListRequest((), {}, (("id", False),), 100)
        return {one.type for one in operations.get_operations(tx, world.requester, request).items}

    assert world.read(lambda tx: tx.all(UNFINISHED))[0][1] == OperationType.QUALITY_COMPLETE_POOL
    assert not any(kind.startswith("QUALITY.") for kind in world.read(listed))
