"""A requester can see why nobody, or why one worker does not, work in a pool."""

from __future__ import annotations

from typing import Any

PROJECT = {
    "public_name": "Why",
    "task_spec": {"input_spec": {"n": {"type": "string"}}, "output_spec": {"r": {"type": "string"}}},
    "assignments_issuing_type": "AUTOMATED",
}


async def adult_pool(requester: Any) -> str:
    project = await requester.call("POST", "/api/v1/projects", PROJECT)
    form = {
        "project_id": project["id"],
        "private_name": "pool",
        "will_expire": "2099-01-01T00:00:00",
        "reward_per_assignment": 0.01,
        "assignment_max_duration_seconds": 600,
        "may_contain_adult_content": True,
        "defaults": {"default_overlap_for_new_task_suites": 1},
    }
    pool = await requester.call("POST", "/api/v1/pools", form)
    suite = {"pool_id": pool["id"], "overlap": 1, "tasks": [{"input_values": {"n": "1"}}]}
    await requester.call("POST", "/api/v1/task-suites", suite, status=201)
    return str(pool["id"])


async def test_one_workers_checks_and_the_counts_of_all(platform: Any) -> None:
    requester = await platform.requester()
    pool_id = await adult_pool(requester)
    path = f"/api/v1/pools/{pool_id}/eligibility"
    ann, bob = await platform.worker("ann"), await platform.worker("bob")
    await bob.call("PATCH", "/api/worker/v1/me", {"profile": {"adult_allowed": True}}, status=200)

    closed = await requester.call("GET", f"{path}?user_id={bob.id}", status=200)
    assert (closed["allowed"], [c["check"] for c in closed["checks"] if not c["passed"]]) == (
        False,
        ["status"],
    )

    await requester.call("POST", f"/api/v1/pools/{pool_id}/open", status=202)
    assert (await requester.call("GET", f"{path}?user_id={bob.id}", status=200))["allowed"]
    refused = await requester.call("GET", f"{path}?user_id={ann.id}", status=200)
    assert [c["code"] for c in refused["checks"] if not c["passed"]] == ["ADULT"]

    counted = await requester.call("GET", path, status=200)
    assert (counted["workers"], counted["eligible"]) == (2, 1)
    assert {c["check"]: c["stopped"] for c in counted["counts"]}["adult_content"] == 1

    await bob.call("POST", f"/api/worker/v1/pools/{pool_id}/assignments", status=201)
    done = await requester.call("GET", f"{path}?user_id={ann.id}", status=200)
    assert "NO_TASKS_AVAILABLE" in [c["code"] for c in done["checks"] if not c["passed"]]


async def test_only_ones_own_pools_and_known_workers(platform: Any) -> None:
    requester, other = await platform.requester(), await platform.requester(name="Other")
    path = f"/api/v1/pools/{await adult_pool(requester)}/eligibility"
    await other.call("GET", path, status=404)
    unknown = await requester.call("GET", f"{path}?user_id=nobody", status=400)
    assert unknown["payload"]["user_id"]["code"] == "ENTITY_DOES_NOT_EXIST"
