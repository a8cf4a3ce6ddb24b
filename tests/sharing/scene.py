"""Two requesters, one of whom may act in the other's account."""

from __future__ import annotations

from typing import Any

from http_client import Client, Side

PATH = "/api/v1/shared-access"
HEADER = "X-Act-Under-Account-ID"
PROJECT = {
    "public_name": "Cats",
    "task_spec": {"input_spec": {}, "output_spec": {"cat": {"type": "boolean"}}},
}
POOL = {
    "private_name": "pool",
    "will_expire": "2099-01-01T00:00:00",
    "reward_per_assignment": 0.05,
    "assignment_max_duration_seconds": 600,
    "defaults": {"default_overlap_for_new_task_suites": 9},
}


async def share(owner: Client, other: Client, role: str, **options: Any) -> Any:
    """Let the other act in the owner's account."""
    return await owner.call("PUT", PATH, {"requester_id": other.id, "role": role}, **options)


def acting(platform: Side, actor: Client, account_id: str) -> Client:
    """The same requester, acting in another account."""
    return platform.client({"Authorization": f"OAuth {actor.token}", HEADER: account_id}, actor.id)


async def make_project(requester: Client) -> str:
    return str((await requester.call("POST", "/api/v1/projects", PROJECT, status=201))["id"])


async def make_pool(requester: Client) -> str:
    """An open pool of three suites."""
    form = {"project_id": await make_project(requester), **POOL}
    pool_id = str((await requester.call("POST", "/api/v1/pools", form, status=201))["id"])
    suite = {"pool_id": pool_id, "overlap": 9, "tasks": [{"input_values": {}}]}
    await requester.call("POST", "/api/v1/task-suites", [suite] * 3)
    await requester.call("POST", f"/api/v1/pools/{pool_id}/open")
    return pool_id


async def work(worker: Client, pool_id: str) -> str:
    """Answer a page; the assignment's id."""
    page = await worker.call("POST", f"/api/worker/v1/pools/{pool_id}/assignments")
    answers = {"solutions": [{"output_values": {"cat": True}}]}
    await worker.call("POST", f"/api/worker/v1/assignments/{page['id']}/submit", answers)
    return str(page["id"])
