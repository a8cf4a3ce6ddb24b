"""``POST /api/staging/analytics-2``, as it is called and answered."""

from __future__ import annotations

from typing import Any

PATH = "/api/staging/analytics-2"
PROJECT = {
    "public_name": "Figures",
    "task_spec": {"input_spec": {}, "output_spec": {"r": {"type": "string", "required": False}}},
}


async def pool_of(requester: Any) -> str:
    project = await requester.call("POST", "/api/v1/projects", PROJECT)
    form = {
        "project_id": project["id"],
        "private_name": "pool",
        "will_expire": "2099-01-01T00:00:00",
        "reward_per_assignment": 0.01,
        "assignment_max_duration_seconds": 600,
        "defaults": {"default_overlap_for_new_task_suites": 1},
    }
    return str((await requester.call("POST", "/api/v1/pools", form))["id"])


def about(pool_id: str, name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "subject": "POOL", "subject_id": pool_id, **more}


async def test_the_answer_is_a_finished_operation(platform: Any) -> None:
    requester = await platform.requester()
    pool_id = await pool_of(requester)
    asked = [
        about(pool_id, "submitted_assignments_count"),
        about(pool_id, "active_workers_by_filter_count", interval_hours=3),
        about(pool_id, "completion_percentage"),
    ]
    operation = await requester.call("POST", PATH, asked, status=202)
    assert (operation["type"], operation["status"], operation["progress"]) == ("ANALYTICS", "SUCCESS", 100)
    assert operation["parameters"] == {"value": asked}
    found = operation["details"]["value"]
    assert [one["request"] for one in found] == asked
    assert [one["result"] for one in found] == [
        0,
        0,
        {"type": "NORMAL", "value": 0, "infinite": False, "approximate": False},
    ]
    assert all(len(one["finished"]) in (19, 23) for one in found)
    again = await requester.call("GET", f"/api/v1/operations/{operation['id']}")
    assert again == operation
    listed = await requester.call("GET", "/api/v1/operations?type=ANALYTICS")
    assert listed["items"] == [operation]


async def test_wrong_fields_are_named_by_their_places(platform: Any) -> None:
    requester = await platform.requester()
    pool_id = await pool_of(requester)
    wrong = [
        about(pool_id, "spent_budget"),
        about(pool_id, "favourite_colour"),
        {"name": "spent_budget", "subject": "PROJECT", "subject_id": pool_id},
        {"name": "spent_budget", "subject": "POOL"},
        about(pool_id, "active_workers_by_filter_count", interval_hours=0),
    ]
    refused = await requester.call("POST", PATH, wrong, status=400)
    assert refused["code"] == "VALIDATION_ERROR"
    assert {path: error["code"] for path, error in refused["payload"].items()} == {
        "1.name": "UNKNOWN_ENUM_VALUE",
        "2.subject": "UNKNOWN_ENUM_VALUE",
        "3.subject_id": "VALUE_REQUIRED",
        "4.interval_hours": "VALUE_OUT_OF_BOUNDS",
    }


async def test_pools_of_others_and_strangers_are_refused(platform: Any) -> None:
    requester, other = await platform.requester(), await platform.requester()
    asked = [about(await pool_of(requester), "spent_budget")]
    refused = await other.call("POST", PATH, asked, status=400)
    assert refused["payload"]["0.subject_id"]["code"] == "ENTITY_DOES_NOT_EXIST"
    await platform.anonymous.call("POST", PATH, asked, status=401)
    worker = await platform.worker("ann")
    await worker.call("POST", PATH, asked, status=403)
