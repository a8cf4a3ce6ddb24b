"""What a pool's dynamic overlap and speed/quality balance may be."""

from __future__ import annotations

from typing import Any

import pytest

from aggregation.scene import OUTPUT

DYNAMIC: dict[str, Any] = {
    "type": "BASIC",
    "max_overlap": 5,
    "min_confidence": 0.85,
    "fields": [{"name": "result"}, {"name": "sure"}],
}
TOP = "TOP_PERCENTAGE_BY_QUALITY"
BEST = "BEST_CONCURRENT_USERS_BY_QUALITY"


async def form_of(requester: Any) -> dict[str, Any]:
    project = await requester.call(
        "POST",
        "/api/v1/projects",
        {"public_name": "P", "task_spec": {"input_spec": {"n": {"type": "string"}}, "output_spec": OUTPUT}},
    )
    skill = await requester.call("POST", "/api/v1/skills", {"name": "trust"})
    return {
        "project_id": project["id"],
        "private_name": "pool",
        "will_expire": "2099-01-01T00:00:00",
        "reward_per_assignment": 0.01,
        "assignment_max_duration_seconds": 600,
        "defaults": {"default_overlap_for_new_task_suites": 1, "default_overlap_for_new_tasks": 3},
        "mixer_config": {"real_tasks_count": 3, "golden_tasks_count": 0, "training_tasks_count": 0},
        "dynamic_overlap_config": {**DYNAMIC, "answer_weight_skill_id": skill["id"]},
    }


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_settings_are_checked_when_saved(platform: Any) -> None:
    requester, other = await platform.requester(), await platform.requester(name="Other")
    form = await form_of(requester)
    hidden = (await other.call("POST", "/api/v1/skills", {"name": "another's"}))["id"]
    pool = await requester.call("POST", "/api/v1/pools", form, status=201)
    assert {name: pool[name] for name in form} == form

    async def wrong(**changes: Any) -> dict[str, tuple[str, Any]]:
        asked = {**form["dynamic_overlap_config"], **changes}
        asked = {name: value for name, value in asked.items() if value is not None}
        answers = [
            await requester.call(*call, {**form, "dynamic_overlap_config": asked}, status=400)
            for call in (("POST", "/api/v1/pools"), ("PUT", f"/api/v1/pools/{pool['id']}"))
        ]
        assert answers[0]["payload"] == answers[1]["payload"]
        return {
            path.removeprefix("dynamic_overlap_config."): (error["code"], error.get("params"))
            for path, error in answers[0]["payload"].items()
        }

    assert await wrong(max_overlap=3) == {"max_overlap": ("VALUE_LESS_THAN_MIN", [4])}
    assert await wrong(max_overlap=30_001) == {"max_overlap": ("VALUE_OUT_OF_BOUNDS", [1, 30_000])}
    assert await wrong(min_confidence=1.5) == {"min_confidence": ("VALUE_OUT_OF_BOUNDS", [0, 1])}
    assert await wrong(type="CLEVER") == {"type": ("UNKNOWN_ENUM_VALUE", ["BASIC"])}
    for skill_id in ("77", "none", hidden):
        found = await wrong(answer_weight_skill_id=skill_id)
        assert found == {"answer_weight_skill_id": ("ENTITY_DOES_NOT_EXIST", None)}
    names = [{"name": name} for name in ("result", "note", "nothing")]
    found = await wrong(fields=names)
    assert found == {"fields.1.name": ("INVALID_VALUE", None), "fields.2.name": ("INVALID_VALUE", None)}
    assert await wrong(fields=[]) == {"fields": ("ARRAY_SIZE_LESS_THAN_MIN", [1])}
    for name in ("max_overlap", "min_confidence", "answer_weight_skill_id", "fields"):
        assert await wrong(**{name: None}) == {name: ("VALUE_REQUIRED", None)}

    manual = {name: value for name, value in form.items() if name != "mixer_config"}
    refused = await requester.call("POST", "/api/v1/pools", manual, status=400)
    assert {path: error["code"] for path, error in refused["payload"].items()} == {
        "mixer_config": "VALUE_REQUIRED"
    }


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_clone_whose_project_has_other_fields_is_refused(platform: Any) -> None:
    requester = await platform.requester()
    form = await form_of(requester)
    pool = await requester.call("POST", "/api/v1/pools", form, status=201)
    await requester.call("POST", f"/api/v1/pools/{pool['id']}/clone", status=202)
    project = {
        "public_name": "P",
        "task_spec": {
            "input_spec": {"n": {"type": "string"}},
            "output_spec": {name: spec for name, spec in OUTPUT.items() if name != "sure"},
        },
    }
    await requester.call("PUT", f"/api/v1/projects/{form['project_id']}", project, status=200)

    refused = await requester.call("POST", f"/api/v1/pools/{pool['id']}/clone", status=400)
    assert list(refused["payload"]) == ["dynamic_overlap_config.fields.1.name"]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("balance", "wrong"),
    [
        ({"type": TOP, "percent": 10}, {}),
        ({"type": TOP, "percent": 100}, {}),
        ({"type": BEST, "count": 3000}, {}),
        ({"type": TOP}, {"percent": "VALUE_REQUIRED"}),
        ({"type": TOP, "percent": 0}, {"percent": "VALUE_OUT_OF_BOUNDS"}),
        ({"type": TOP, "percent": 15}, {"percent": "INVALID_VALUE"}),
        ({"type": BEST}, {"count": "VALUE_REQUIRED"}),
        ({"type": BEST, "count": 0}, {"count": "VALUE_LESS_THAN_MIN"}),
        ({"type": "FAST"}, {"type": "UNKNOWN_ENUM_VALUE"}),
    ],
)
async def test_a_balance_is_checked_when_saved(
    platform: Any, balance: dict[str, Any], wrong: dict[str, str]
) -> None:
    requester = await platform.requester()
    form = {**await form_of(requester), "speed_quality_balance": balance}
    answer = await requester.request("POST", "/api/v1/pools", json=form)
    if not wrong:
        assert answer.json()["speed_quality_balance"] == balance
        return
    found = {path: error["code"] for path, error in answer.json()["payload"].items()}
    assert found == {f"speed_quality_balance.{name}": code for name, code in wrong.items()}
