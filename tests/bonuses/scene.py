"""A requester whose worker has answered a page, and the calls that bonuses are read by."""

from __future__ import annotations

from typing import Any

from http_client import Client

PATH = "/api/v1/user-bonuses"
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
TEXTS = {"public_title": {"EN": "Perfect job!"}, "public_message": {"EN": "You are the best!"}}


async def make_pool(requester: Client, **settings: Any) -> str:
    """A new project with an open pool of three suites."""
    project = await requester.call("POST", "/api/v1/projects", PROJECT)
    pool = await requester.call("POST", "/api/v1/pools", {"project_id": project["id"], **POOL, **settings})
    suite = {"pool_id": pool["id"], "overlap": 9, "tasks": [{"input_values": {}}]}
    await requester.call("POST", "/api/v1/task-suites", [suite] * 3)
    await requester.call("POST", f"/api/v1/pools/{pool['id']}/open")
    return str(pool["id"])


async def work(worker: Client, pool_id: str) -> str:
    """Answer a page; the assignment's id."""
    page = await worker.call("POST", f"/api/worker/v1/pools/{pool_id}/assignments")
    answers = {"solutions": [{"output_values": {"cat": True}}]}
    await worker.call("POST", f"/api/worker/v1/assignments/{page['id']}/submit", answers)
    return str(page["id"])


async def balance(requester: Client) -> float:
    return float((await requester.call("GET", "/api/v1/requester"))["balance"])


async def earned(worker: Client) -> float:
    return float((await worker.call("GET", "/api/worker/v1/me"))["balance"]["available"])


async def count(requester: Client) -> int:
    return len((await requester.call("GET", f"{PATH}?limit=1000"))["items"])
