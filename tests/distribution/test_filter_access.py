"""A pool's filter decides who may take its work, and says why not."""

from __future__ import annotations

from typing import Any

PROJECT = {
    "public_name": "Filters",
    "task_spec": {"input_spec": {"n": {"type": "string"}}, "output_spec": {"r": {"type": "string"}}},
    "assignments_issuing_type": "AUTOMATED",
}
PHONE = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 Chrome/126.0.0.0 Mobile Safari/537.36"
LAPTOP = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
)


def condition(category: str, key: str, operator: str, value: Any) -> dict[str, Any]:
    return {"category": category, "key": key, "operator": operator, "value": value}


async def open_pool(requester: Any, wanted: dict[str, Any]) -> str:
    project = await requester.call("POST", "/api/v1/projects", PROJECT)
    form = {
        "project_id": project["id"],
        "private_name": "pool",
        "will_expire": "2099-01-01T00:00:00",
        "reward_per_assignment": 0.01,
        "assignment_max_duration_seconds": 600,
        "defaults": {"default_overlap_for_new_task_suites": 3},
        "filter": wanted,
    }
    pool = await requester.call("POST", "/api/v1/pools", form, status=201)
    assert pool["filter"] == wanted
    suite = {"pool_id": pool["id"], "overlap": 3, "tasks": [{"input_values": {"n": "1"}}]}
    await requester.call("POST", "/api/v1/task-suites", suite, status=201)
    await requester.call("POST", f"/api/v1/pools/{pool['id']}/open", status=202)
    return str(pool["id"])


async def test_a_skill_opens_the_pool(platform: Any) -> None:
    requester, worker = await platform.requester(), await platform.worker("ann")
    skill = await requester.call("POST", "/api/v1/skills", {"name": "careful", "hidden": False}, status=201)
    pool_id = await open_pool(requester, {"and": [{"or": [condition("skill", skill["id"], "GTE", 80)]}]})
    take = f"/api/worker/v1/pools/{pool_id}/assignments"

    refused = await worker.call("POST", take, status=403)
    assert [reason["code"] for reason in refused["payload"]["reasons"]] == ["SKILL"]
    assert "careful" in refused["message"]
    assert (await worker.call("GET", "/api/worker/v1/tasks"))["items"] == []
    all_items = (await worker.call("GET", "/api/worker/v1/tasks?all=true"))["items"]
    assert [reason["code"] for reason in all_items[0]["why_not"]] == ["SKILL"]

    value = {"skill_id": skill["id"], "user_id": worker.id, "value": 80}
    await requester.call("PUT", "/api/v1/user-skills", value, status=201)
    await worker.call("POST", take, status=201)


async def test_the_device_of_the_request_counts(platform: Any) -> None:
    requester, worker = await platform.requester(), await platform.worker("bob")
    pool_id = await open_pool(
        requester, {"and": [condition("computed", "device_category", "EQ", "SMARTPHONE")]}
    )
    take = f"/api/worker/v1/pools/{pool_id}/assignments"

    refused = await worker.call("POST", take, status=403, headers={"User-Agent": LAPTOP})
    assert [reason["code"] for reason in refused["payload"]["reasons"]] == ["FILTER"]
    listed = await worker.call("GET", "/api/worker/v1/tasks", headers={"User-Agent": PHONE})
    assert [item["pool_id"] for item in listed["items"]] == [pool_id]
    await worker.call("POST", take, status=201, headers={"User-Agent": PHONE})
    seen = await requester.call("GET", f"/api/v1/user-metadata/{worker.id}")
    assert seen["attributes"]["device_category"] == "SMARTPHONE"


async def test_a_wrong_filter_is_refused_by_its_place(platform: Any) -> None:
    requester = await platform.requester()
    project = await requester.call("POST", "/api/v1/projects", PROJECT)
    form = {
        "project_id": project["id"],
        "private_name": "pool",
        "will_expire": "2099-01-01T00:00:00",
        "reward_per_assignment": 0.01,
        "assignment_max_duration_seconds": 600,
        "defaults": {"default_overlap_for_new_task_suites": 3},
        "filter": {"and": [condition("profile", "gender", "EQ", "NOBODY")]},
    }
    refused = await requester.call("POST", "/api/v1/pools", form, status=400)
    assert list(refused["payload"]) == ["filter.and.0.value"]
    elsewhere = {**form, "assignments_issuing_config": {"filter": form.pop("filter")}}
    refused = await requester.call("POST", "/api/v1/pools", elsewhere | {"filter": None}, status=400)
    assert list(refused["payload"]) == ["assignments_issuing_config.filter.and.0.value"]


async def test_a_filter_among_the_issuing_settings_is_the_pools(platform: Any) -> None:
    requester = await platform.requester()
    project = await requester.call("POST", "/api/v1/projects", PROJECT)
    wanted = {"and": [condition("profile", "country", "EQ", "US")]}
    form = {
        "project_id": project["id"],
        "private_name": "pool",
        "will_expire": "2099-01-01T00:00:00",
        "reward_per_assignment": 0.01,
        "assignment_max_duration_seconds": 600,
        "defaults": {"default_overlap_for_new_task_suites": 3},
        "assignments_issuing_config": {"issue_task_suites_in_creation_order": True, "filter": wanted},
    }
    pool = await requester.call("POST", "/api/v1/pools", form, status=201)
    assert pool["filter"] == wanted
    assert pool["assignments_issuing_config"] == {"issue_task_suites_in_creation_order": True}
    other = {"or": [condition("profile", "country", "EQ", "DE")]}
    changed = await requester.call("PUT", f"/api/v1/pools/{pool['id']}", {**form, "filter": other})
    assert changed["filter"] == other
