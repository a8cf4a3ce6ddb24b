"""Rules that cannot hold are refused when they are saved, each fault under its path."""

from __future__ import annotations

from typing import Any

import pytest

from quality_control.pages.scene import (
    PROJECT,
    Json,
    Scene,
    action,
    ban,
    condition,
    config,
    put_back,
    rule,
    set_skill,
    skill_from,
)

# What a request alone tells to be wrong is the same on any database.
ON_ONE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
ROOT = "quality_control.configs.0"
RULE = f"{ROOT}.rules.0"
KEY, OPERATOR, VALUE = (f"{RULE}.conditions.0.{part}" for part in ("key", "operator", "value"))
ACTION, PARAMETERS = f"{RULE}.action.type", f"{RULE}.action.parameters"
COLLECTOR = f"{ROOT}.collector_config"

# A rule of each collector that is right but for what a test changes.
ANY = {
    "GOLDEN_SET": "total_answers_count GTE 1",
    "MAJORITY_VOTE": "total_answers_count GTE 1",
    "ASSIGNMENT_SUBMIT_TIME": "fast_submitted_count GTE 1",
    "SKIPPED_IN_ROW_ASSIGNMENTS": "skipped_in_row_count GTE 1",
    "ANSWER_COUNT": "assignments_accepted_count GTE 1",
    "INCOME": "income_sum_for_last_24_hours GTE 1",
    "ACCEPTANCE_RATE": "total_assignments_count GTE 1",
    "ASSIGNMENTS_ASSESSMENT": "assessment_event EQ REJECT",
    "USERS_ASSESSMENT": "pool_access_revoked_reason EQ RESTRICTION",
    "CAPTCHA": "stored_results_count GTE 1",
    "TRAINING": "submitted_assignments_count GTE 1",
}
NEEDED: Json = {
    "MAJORITY_VOTE": {"answer_threshold": 2},
    "ASSIGNMENT_SUBMIT_TIME": {"fast_submit_threshold_seconds": 5},
}
KEYS = {
    "GOLDEN_SET": "skipped_in_row_count",
    "MAJORITY_VOTE": "golden_set_answers_count",
    "ASSIGNMENT_SUBMIT_TIME": "total_answers_count",
    "SKIPPED_IN_ROW_ASSIGNMENTS": "fast_submitted_count",
    "ANSWER_COUNT": "accepted_assignments_count",
    "INCOME": "assignments_accepted_count",
    "ACCEPTANCE_RATE": "accepted_assignments_count",
    "ASSIGNMENTS_ASSESSMENT": "accepted_assignments_rate",
    "USERS_ASSESSMENT": "assessment_event",
    "CAPTCHA": "correct_answers_rate",
    "TRAINING": "golden_set_correct_answers_rate",
}
"""A key that another collector knows."""


async def faults(scene: Scene, *configs: Json, **quality: Any) -> dict[str, str]:
    """Why a pool with these rules is refused, by path."""
    form = scene.form(*configs, quality=quality)
    answer = await scene.requester.call("POST", "/api/v1/pools", form, status=400)
    assert (answer["code"], set(answer)) == ("VALIDATION_ERROR", {"request_id", "code", "message", "payload"})
    return {path: fault["code"] for path, fault in answer["payload"].items()}


@ON_ONE
@pytest.mark.parametrize("collector", KEYS)
async def test_a_key_that_its_collector_does_not_know(scene: Scene, collector: str) -> None:
    """toloka-kit refuses such a pair itself, whoever writes the request alone is told by the platform."""
    what = put_back() if collector.endswith("_ASSESSMENT") else set_skill(await scene.skill(), 1)
    asked = f"{KEYS[collector]} GTE 1"
    made = config(collector, rule(what, asked), **NEEDED.get(collector, {}))
    assert await faults(scene, made) == {KEY: "VALUE_NOT_ALLOWED"}


@ON_ONE
@pytest.mark.parametrize(
    ("collector", "kind"),
    [
        *[
            ("ASSIGNMENTS_ASSESSMENT", kind)
            for kind in ("RESTRICTION_V2", "REJECT_ALL_ASSIGNMENTS", "APPROVE_ALL_ASSIGNMENTS")
        ],
        *[("USERS_ASSESSMENT", kind) for kind in ("RESTRICTION", "REJECT_ALL_ASSIGNMENTS")],
        *[(one, "CHANGE_OVERLAP") for one in ANY if not one.endswith("_ASSESSMENT")],
        ("SKIPPED_IN_ROW_ASSIGNMENTS", "SET_SKILL_FROM_OUTPUT_FIELD"),
        ("ANSWER_COUNT", "SET_SKILL_FROM_OUTPUT_FIELD"),
        ("INCOME", "SET_SKILL_FROM_OUTPUT_FIELD"),
        ("ASSIGNMENT_SUBMIT_TIME", "SET_SKILL_FROM_OUTPUT_FIELD"),
    ],
)
async def test_an_action_that_its_collector_does_not_allow(scene: Scene, collector: str, kind: str) -> None:
    made = config(collector, rule(action(kind, delta=1), ANY[collector]), **NEEDED.get(collector, {}))
    assert await faults(scene, made) == {ACTION: "VALUE_NOT_ALLOWED"}


@ON_ONE
@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"operator": "LIKE"}, {OPERATOR: "UNKNOWN_ENUM_VALUE"}),
        ({"value": "many"}, {VALUE: "FLOAT_EXPECTED"}),
        ({"value": None}, {VALUE: "VALUE_REQUIRED"}),
        ({"key": "stars"}, {KEY: "VALUE_NOT_ALLOWED"}),
    ],
)
async def test_a_condition_that_says_nothing(scene: Scene, changed: Json, expected: dict[str, str]) -> None:
    made = config("ANSWER_COUNT", rule(ban(1), ANY["ANSWER_COUNT"]))
    made["rules"][0]["conditions"][0] |= changed
    assert await faults(scene, made) == expected


@ON_ONE
@pytest.mark.parametrize(
    ("collector", "words", "expected"),
    [
        ("ASSIGNMENTS_ASSESSMENT", "assessment_event GTE REJECT", {OPERATOR: "VALUE_NOT_ALLOWED"}),
        ("ASSIGNMENTS_ASSESSMENT", "assessment_event EQ FORGET", {VALUE: "UNKNOWN_ENUM_VALUE"}),
        ("USERS_ASSESSMENT", "pool_access_revoked_reason LT RESTRICTION", {OPERATOR: "VALUE_NOT_ALLOWED"}),
        ("USERS_ASSESSMENT", "pool_access_revoked_reason EQ AGE", {VALUE: "UNKNOWN_ENUM_VALUE"}),
        (
            "USERS_ASSESSMENT",
            "skill_id GT 987654321",
            {OPERATOR: "VALUE_NOT_ALLOWED", VALUE: "ENTITY_DOES_NOT_EXIST"},
        ),
        ("USERS_ASSESSMENT", "skill_id EQ 987654321", {VALUE: "ENTITY_DOES_NOT_EXIST"}),
    ],
)
async def test_names_are_compared_for_equality(
    scene: Scene, collector: str, words: str, expected: dict[str, str]
) -> None:
    assert await faults(scene, config(collector, rule(put_back(), words))) == expected


@ON_ONE
@pytest.mark.parametrize(
    ("collector", "what", "expected"),
    [
        ("MAJORITY_VOTE", ban(1), {f"{COLLECTOR}.parameters.answer_threshold": "VALUE_REQUIRED"}),
        (
            "ANSWER_COUNT",
            action("REJECT_ALL_ASSIGNMENTS"),
            {f"{PARAMETERS}.public_comment": "VALUE_REQUIRED"},
        ),
        ("USERS_ASSESSMENT", action("CHANGE_OVERLAP"), {f"{PARAMETERS}.delta": "VALUE_REQUIRED"}),
        (
            "ANSWER_COUNT",
            action("RESTRICTION_V2", scope="POOL"),
            {f"{PARAMETERS}.duration_unit": "VALUE_REQUIRED"},
        ),
        (
            "ANSWER_COUNT",
            action("RESTRICTION_V2", scope="POOL", duration_unit="DAYS"),
            {f"{PARAMETERS}.duration": "VALUE_REQUIRED"},
        ),
        ("ANSWER_COUNT", action("RESTRICTION", duration_days=1), {f"{PARAMETERS}.scope": "VALUE_REQUIRED"}),
        (
            "ANSWER_COUNT",
            action("SET_SKILL"),
            {f"{PARAMETERS}.skill_id": "VALUE_REQUIRED", f"{PARAMETERS}.skill_value": "VALUE_REQUIRED"},
        ),
        (
            "GOLDEN_SET",
            action("SET_SKILL_FROM_OUTPUT_FIELD"),
            {f"{PARAMETERS}.skill_id": "VALUE_REQUIRED", f"{PARAMETERS}.from_field": "VALUE_REQUIRED"},
        ),
    ],
)
async def test_what_a_rule_needs(scene: Scene, collector: str, what: Json, expected: dict[str, str]) -> None:
    assert await faults(scene, config(collector, rule(what, ANY[collector]))) == expected


@ON_ONE
@pytest.mark.parametrize(
    ("collector", "expected"),
    [
        ("FORTUNE", {f"{COLLECTOR}.type": "UNKNOWN_ENUM_VALUE"}),
        ("answer_count", {f"{COLLECTOR}.type": "UNKNOWN_ENUM_VALUE"}),
    ],
)
async def test_no_such_collector(scene: Scene, collector: str, expected: dict[str, str]) -> None:
    assert await faults(scene, config(collector, rule(ban(1), ANY["ANSWER_COUNT"]))) == expected


@ON_ONE
async def test_no_such_action(scene: Scene) -> None:
    made = config("ANSWER_COUNT", rule(action("PRAISE"), ANY["ANSWER_COUNT"]))
    assert await faults(scene, made) == {ACTION: "UNKNOWN_ENUM_VALUE"}


@ON_ONE
@pytest.mark.parametrize(
    ("what", "path"),
    [
        (ban(1, scope="SYSTEM"), "scope"),
        (ban(1, "WEEKS"), "duration_unit"),
        (ban(0), "duration"),
        (action("RESTRICTION", scope="POOL", duration_days=-1), "duration_days"),
        (action("REJECT_ALL_ASSIGNMENTS", public_comment=""), "public_comment"),
        (action("REJECT_ALL_ASSIGNMENTS", public_comment="x" * 2049), "public_comment"),
    ],
)
async def test_parameters_out_of_range(scene: Scene, what: Json, path: str) -> None:
    """Among others, a rule cannot ban from the whole platform."""
    found = await faults(scene, config("ANSWER_COUNT", rule(what, ANY["ANSWER_COUNT"])))
    assert list(found) == [f"{PARAMETERS}.{path}"]


@ON_ONE
@pytest.mark.parametrize("value", [-1, 101, 1.5])
async def test_a_skill_out_of_range(scene: Scene, value: float) -> None:
    what = action("SET_SKILL", skill_id=await scene.skill(), skill_value=value)
    found = await faults(scene, config("ANSWER_COUNT", rule(what, ANY["ANSWER_COUNT"])))
    assert list(found) == [f"{PARAMETERS}.skill_value"]


@ON_ONE
@pytest.mark.parametrize("size", [0, -1, 2.5, "ten", 10_001])
async def test_a_window_of_no_size(scene: Scene, size: object) -> None:
    found = await faults(scene, config("GOLDEN_SET", rule(ban(1), ANY["GOLDEN_SET"]), history_size=size))
    assert list(found) == [f"{COLLECTOR}.parameters.history_size"]


@ON_ONE
@pytest.mark.parametrize(
    ("collector", "field"),
    [
        ("GOLDEN_SET", "total_answers_count"),
        ("MAJORITY_VOTE", "golden_set_correct_answers_rate"),
        ("ACCEPTANCE_RATE", "correct_answers_rate"),
        ("CAPTCHA", "accepted_assignments_rate"),
    ],
)
async def test_a_skill_comes_from_a_rate_of_the_collectors(scene: Scene, collector: str, field: str) -> None:
    what = skill_from(await scene.skill(), field)
    made = config(collector, rule(what, ANY[collector]), **NEEDED.get(collector, {}))
    assert await faults(scene, made) == {f"{PARAMETERS}.from_field": "VALUE_NOT_ALLOWED"}


async def test_skills_that_are_not_the_requesters(scene: Scene) -> None:
    """One that is missing, another requester's, and no number at all, in both actions."""
    other = await scene.platform.sandbox.requester(name="Other")
    foreign = (await other.call("POST", "/api/v1/skills", {"name": "theirs"}, status=201))["id"]
    rules = [
        *[rule(set_skill(skill, 1), ANY["GOLDEN_SET"]) for skill in ("987654321", foreign, "best")],
        rule(skill_from(foreign, "correct_answers_rate"), ANY["GOLDEN_SET"]),
    ]
    assert await faults(scene, config("GOLDEN_SET", *rules)) == {
        f"{ROOT}.rules.{place}.action.parameters.skill_id": "ENTITY_DOES_NOT_EXIST" for place in range(4)
    }


async def test_trainings_that_are_not_the_projects(scene: Scene) -> None:
    """One of another project, another requester's, a pool that is none, and none at all."""
    path = "quality_control.training_requirement.training_pool_id"
    other = await scene.platform.sandbox.requester(name="Other")
    theirs = (await other.call("POST", "/api/v1/projects", PROJECT, status=201))["id"]
    makers = [(scene.requester, await scene.project()), (other, theirs)]
    ids = [await _training(requester, project_id) for requester, project_id in makers]
    found = []
    for training_id in (*ids, await scene.pool(), "987654321"):
        required = {"training_pool_id": training_id, "training_passing_skill_value": 50}
        found.append(await faults(scene, training_requirement=required))
    assert found == [{path: "INVALID_VALUE"}, *[{path: "ENTITY_DOES_NOT_EXIST"}] * 3]


async def _training(requester: Any, project_id: str) -> str:
    form = {
        "project_id": project_id,
        "private_name": "training",
        "inherited_instructions": True,
        "training_tasks_in_task_suite_count": 1,
    }
    return (await requester.call("POST", "/api/v1/trainings", form, status=201))["id"]


@ON_ONE
async def test_every_fault_is_told_at_once(scene: Scene) -> None:
    """A rule without conditions, a collector without rules, an identity that is none."""
    good = config("ANSWER_COUNT", rule(ban(1), ANY["ANSWER_COUNT"]))
    found = await faults(
        scene,
        good,
        config("ANSWER_COUNT", rule(ban(1))),
        config("ANSWER_COUNT"),
        config("ANSWER_COUNT", rule(ban(1), ANY["ANSWER_COUNT"]), uuid="mine"),
        config("GOLDEN_SET", rule(put_back(), ANY["GOLDEN_SET"]), rule(ban(1), "stars GT 4")),
    )
    assert found == {
        "quality_control.configs.1.rules.0.conditions": "ARRAY_SIZE_LESS_THAN_MIN",
        "quality_control.configs.2.rules": "ARRAY_SIZE_LESS_THAN_MIN",
        "quality_control.configs.3.collector_config.uuid": "UUID_EXPECTED",
        "quality_control.configs.4.rules.0.action.type": "VALUE_NOT_ALLOWED",
        "quality_control.configs.4.rules.1.conditions.0.key": "VALUE_NOT_ALLOWED",
    }


@pytest.mark.parametrize("call", ["POST", "PUT"])
async def test_a_projects_rules_are_checked_as_a_pools(scene: Scene, call: str) -> None:
    made = config("USERS_ASSESSMENT", rule(ban(1), ANY["USERS_ASSESSMENT"]))
    made["rules"][0]["conditions"].append(condition("skill_id EQ 987654321"))
    path = "/api/v1/projects" + (f"/{scene.project_id}" if call == "PUT" else "")
    form = PROJECT | {"quality_control": {"configs": [made]}}
    answer = await scene.requester.call(call, path, form, status=400)
    assert {where: fault["code"] for where, fault in answer["payload"].items()} == {
        ACTION: "VALUE_NOT_ALLOWED",
        f"{RULE}.conditions.1.value": "ENTITY_DOES_NOT_EXIST",
    }


async def test_a_refused_change_leaves_the_rules_as_they_were(scene: Scene) -> None:
    pool = await scene.pool(config("ANSWER_COUNT", rule(ban(1), ANY["ANSWER_COUNT"])))
    before = await scene.get_pool(pool)
    form = scene.form(config("ANSWER_COUNT", rule(put_back(), ANY["ANSWER_COUNT"])))
    await scene.requester.call("PUT", f"/api/v1/pools/{pool}", form, status=400)
    assert await scene.get_pool(pool) == before
