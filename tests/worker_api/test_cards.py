"""Pools of a project that look alike to a worker are one card, and work goes on from one to the next."""

from __future__ import annotations

from typing import Any

from http_client import Client, Platform

PROJECT = {
    "public_name": "Cards",
    "task_spec": {"input_spec": {}, "output_spec": {"r": {"type": "string", "required": False}}},
}
ANSWERS = {"solutions": [{"output_values": {"r": "x"}}]}


class Cards:
    """A requester with one project, and the pools that they open."""

    def __init__(self, requester: Client, project_id: str) -> None:
        self.requester = requester
        self.project_id = project_id

    async def pool(self, **changes: Any) -> str:
        form = {
            "project_id": self.project_id,
            "private_name": "pool",
            "will_expire": "2099-01-01T00:00:00",
            "reward_per_assignment": 0.01,
            "assignment_max_duration_seconds": 600,
            "defaults": {"default_overlap_for_new_task_suites": 1},
            **changes,
        }
        pool_id = (await self.requester.call("POST", "/api/v1/pools", form, status=201))["id"]
        suite = {"pool_id": pool_id, "overlap": 1, "tasks": [{"input_values": {}}]}
        await self.requester.call("POST", "/api/v1/task-suites", suite, status=201)
        await self.requester.call("POST", f"/api/v1/pools/{pool_id}/open", status=202)
        return str(pool_id)


async def cards(platform: Platform) -> Cards:
    requester = await platform.requester()
    project = await requester.call("POST", "/api/v1/projects", PROJECT, status=201)
    return Cards(requester, project["id"])


async def listed(worker: Client) -> list[str]:
    items = (await worker.call("GET", "/api/worker/v1/tasks", status=200))["items"]
    return [item["pool_id"] for item in items]


async def take(worker: Client, pool_id: str) -> str:
    page = await worker.call("POST", f"/api/worker/v1/pools/{pool_id}/assignments", status=201)
    return str(page["id"])


async def submit(worker: Client, page_id: str) -> Any:
    return await worker.call(
        "POST", f"/api/worker/v1/assignments/{page_id}/submit?next=true", ANSWERS, status=200
    )


async def test_a_cards_pools_come_by_priority_and_then_by_who_was_started_first(platform: Platform):
    scene, worker = await cards(platform), await platform.worker()
    first, second = await scene.pool(), await scene.pool()
    urgent, late = await scene.pool(priority=100), await scene.pool(priority=0)
    other_card = await scene.pool(public_description="Something else", priority=50)
    found = await listed(worker)
    assert found == [urgent, first, second, late, other_card]

    await scene.requester.call("PATCH", f"/api/v1/pools/{urgent}", {"priority": -100}, status=200)
    # Of the cards, the one with the most urgent pool comes first.
    assert await listed(worker) == [other_card, first, second, late, urgent]
    await scene.requester.call("POST", f"/api/v1/pools/{first}/close", status=202)
    await scene.requester.call("POST", f"/api/v1/pools/{first}/open", status=202)
    assert await listed(worker) == [other_card, second, late, first, urgent]


async def test_work_goes_on_in_the_next_pool_of_the_card_and_in_no_other(platform: Platform):
    scene, worker = await cards(platform), await platform.worker()
    first = await scene.pool()
    dearer = await scene.pool(reward_per_assignment=0.02, priority=100)
    reviewed = await scene.pool(auto_accept_solutions=False, priority=100)
    late, urgent = await scene.pool(), await scene.pool(priority=7)
    barred = await scene.pool(may_contain_adult_content=True, priority=100)

    page, seen = await take(worker, first), []
    while True:
        answer = await submit(worker, page)
        again = await submit(worker, page)
        assert (again["next"] or {}).get("id") == (answer["next"] or {}).get("id")
        if answer["next"] is None:
            break
        page = answer["next"]["id"]
        seen.append(answer["next"]["pool_id"])
    assert seen == [urgent, late]
    assert answer["why_not"]["code"] == "NO_TASKS_AVAILABLE"
    assert await listed(worker) == [dearer, reviewed]
    assert barred not in await listed(worker)


async def test_a_closed_pool_sends_on_too(platform: Platform):
    scene, worker = await cards(platform), await platform.worker()
    first, second = await scene.pool(), await scene.pool()
    page = await take(worker, first)
    await scene.requester.call("POST", f"/api/v1/pools/{first}/close", status=202)
    answer = await submit(worker, page)
    assert (answer["next"]["pool_id"], answer["why_not"]) == (second, None)


async def test_a_reward_that_no_ledger_could_hold_is_refused(platform: Platform):
    made = await cards(platform)
    form = {
        "project_id": made.project_id,
        "private_name": "pool",
        "will_expire": "2099-01-01T00:00:00",
        "reward_per_assignment": 1e300,
        "assignment_max_duration_seconds": 600,
        "defaults": {"default_overlap_for_new_task_suites": 1},
    }

    refused = await made.requester.call("POST", "/api/v1/pools", form, status=400)

    assert refused["payload"]["reward_per_assignment"]["code"] == "VALUE_OUT_OF_BOUNDS"
