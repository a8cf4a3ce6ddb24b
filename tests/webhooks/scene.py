"""A requester's pool in the sandbox, a worker in it, and subscriptions to what they do."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

from http_client import Client, Platform, Side
from webhooks.receiver import Receiver

PATH = "/api/v1/webhook-subscriptions"
PROJECT = {
    "public_name": "Cats",
    "task_spec": {
        "input_spec": {"n": {"type": "string"}},
        "output_spec": {"cat": {"type": "boolean"}},
    },
    "assignments_issuing_type": "AUTOMATED",
}
POOL = {
    "private_name": "pool",
    "will_expire": "2099-01-01T00:00:00",
    "reward_per_assignment": 0.05,
    "assignment_max_duration_seconds": 600,
    "auto_accept_solutions": False,
    "defaults": {"default_overlap_for_new_task_suites": 9, "default_overlap_for_new_tasks": 1},
}
EVERY_TYPE = (
    "POOL_CLOSED",
    "DYNAMIC_OVERLAP_COMPLETED",
    "ASSIGNMENT_CREATED",
    "ASSIGNMENT_SUBMITTED",
    "ASSIGNMENT_SKIPPED",
    "ASSIGNMENT_EXPIRED",
    "ASSIGNMENT_APPROVED",
    "ASSIGNMENT_REJECTED",
)
_LONGEST_WAIT = 20.0


class Scene:
    """Ada works in Acme's pool; ``side`` is the sandbox, whose clock ``advance`` moves."""

    def __init__(self, platform: Platform, requester: Client, worker: Client) -> None:
        self.side: Side = platform.sandbox
        self.advance = platform.advance
        self.requester = requester
        self.worker = worker
        self.pool_id = ""
        self.project_id = ""

    async def subscribe(self, receiver: Receiver, *types: str, **more: Any) -> list[str]:
        """Subscribe the receiver to events of the pool; the subscriptions' ids."""
        forms = [
            {"event_type": one, "pool_id": self.pool_id, "webhook_url": receiver.url, **more} for one in types
        ]
        made = await self.requester.call("PUT", PATH, forms, status=201)
        return [made["items"][str(index)]["id"] for index in range(len(forms))]

    async def make_pool(self, **settings: Any) -> None:
        """Go on in a new pool of the project."""
        form = {"project_id": self.project_id, **POOL, **settings}
        self.pool_id = (await self.requester.call("POST", "/api/v1/pools", form))["id"]

    async def open(self) -> None:
        await self.requester.call("POST", f"/api/v1/pools/{self.pool_id}/open")

    async def take(self) -> str:
        page = await self.worker.call("POST", f"/api/worker/v1/pools/{self.pool_id}/assignments")
        return str(page["id"])

    async def submit(self) -> str:
        """Answer a page; the assignment's id."""
        page_id = await self.take()
        answers = {"solutions": [{"output_values": {"cat": True}}]}
        await self.worker.call("POST", f"/api/worker/v1/assignments/{page_id}/submit", answers)
        return page_id

    async def review(self, page_id: str, status: str) -> None:
        body = {"status": status, "public_comment": "seen"}
        await self.requester.call("PATCH", f"/api/v1/assignments/{page_id}", body)

    async def log(self, subscription_id: str, query: str = "") -> list[dict[str, Any]]:
        """The subscription's log, oldest first."""
        answer = await self.requester.call("GET", f"{PATH}/{subscription_id}/log{query}", status=200)
        found: list[dict[str, Any]] = answer["items"]
        return found[::-1]

    async def logged(
        self, subscription_id: str, is_so: Callable[[list[dict[str, Any]]], object]
    ) -> list[dict[str, Any]]:
        """Wait until the log is so."""
        end = time.monotonic() + _LONGEST_WAIT
        while not is_so(found := await self.log(subscription_id)):
            assert time.monotonic() < end, f"the log stays {found}"
            await asyncio.sleep(0.02)
        return found


async def make_scene(platform: Platform, login: str = "ada", **settings: Any) -> Scene:
    """A new scene with an open pool of nine suites."""
    side = platform.sandbox
    scene = Scene(platform, await side.requester(), await side.worker(login))
    scene.project_id = (await scene.requester.call("POST", "/api/v1/projects", PROJECT))["id"]
    await scene.make_pool(**settings)
    suite = {"pool_id": scene.pool_id, "overlap": 9, "tasks": [{"input_values": {"n": "1"}}]}
    await scene.requester.call("POST", "/api/v1/task-suites", [suite] * 9)
    await scene.open()
    return scene
