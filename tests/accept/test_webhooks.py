"""The server is killed between a commit and the delivery of what it caused, and nothing is lost."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from accept.conftest import READY_SECONDS, OwnServer
from places import Place
from webhooks.receiver import Receiver, receiving
from webhooks.scene import PATH, POOL, PROJECT

pytestmark = pytest.mark.accept

ROUNDS = 3
PAGES = 5
TYPES = ("ASSIGNMENT_CREATED", "ASSIGNMENT_SUBMITTED", "ASSIGNMENT_APPROVED")


@pytest.fixture
def killed(place: Place, tmp_path: Path) -> Iterator[OwnServer]:
    running = OwnServer(place, tmp_path / "server.log")
    running.start()
    try:
        running.wait_ready(READY_SECONDS)
        yield running
    finally:
        running.stop()


class Caller:
    """A requester and a worker of the server's."""

    def __init__(self, server: OwnServer) -> None:
        self._server = server
        self._requester = f"OAuth {server.requester()}"
        self._worker = f"Bearer {server.worker('ada')[1]}"

    async def ask(self, method: str, path: str, body: object = None) -> Any:
        return await asyncio.to_thread(self._server.call, method, path, self._requester, body)

    async def work(self, path: str, body: object = None) -> Any:
        return await asyncio.to_thread(self._server.call, "POST", f"/api/worker/v1{path}", self._worker, body)


async def _prepare(caller: Caller, receiver: Receiver) -> str:
    project = await caller.ask("POST", "/api/v1/projects", PROJECT)
    form = {**POOL, "project_id": project["id"], "auto_accept_solutions": True}
    pool_id = (await caller.ask("POST", "/api/v1/pools", form))["id"]
    suite = {"pool_id": pool_id, "overlap": 1, "tasks": [{"input_values": {"n": "1"}}]}
    await caller.ask("POST", "/api/v1/task-suites", [suite] * ROUNDS * PAGES)
    await caller.ask("POST", f"/api/v1/pools/{pool_id}/open")
    forms = [{"event_type": one, "webhook_url": receiver.url, "pool_id": pool_id} for one in TYPES]
    await caller.ask("PUT", PATH, forms)
    return str(pool_id)


async def test_killed_between_commit_and_delivery_nothing_is_lost(killed: OwnServer) -> None:
    caller = await asyncio.to_thread(Caller, killed)
    async with receiving() as receiver:
        pool_id = await _prepare(caller, receiver)
        expected: set[tuple[str, str]] = set()
        for _ in range(ROUNDS):
            receiver.open.clear()  # it takes requests and answers none
            for _ in range(PAGES):
                page = await caller.work(f"/pools/{pool_id}/assignments")
                answers = {"solutions": [{"output_values": {"cat": True}} for _ in page["tasks"]]}
                await caller.work(f"/assignments/{page['id']}/submit", answers)
                expected |= {(one, page["id"]) for one in TYPES}
            await receiver.until(lambda: receiver.requests, "a delivery under way")
            killed.kill()
            await receiver.stop()  # with whatever it was asked so far and has not answered
            receiver.requests.clear()
            receiver.open.set()
            await receiver.start()
            killed.start()
            await asyncio.to_thread(killed.wait_ready, READY_SECONDS)
        await _all_of(receiver, expected, caller)


async def _all_of(receiver: Receiver, expected: set[tuple[str, str]], caller: Caller) -> None:
    """Everything was received, and stands in the log; none went out under two names."""
    for _ in range(200):
        listed = await caller.ask("GET", f"{PATH}?limit=100")
        logs = [await caller.ask("GET", f"{PATH}/{one['id']}/log?limit=1000") for one in listed["items"]]
        lines = [line for log in logs for line in log["items"]]
        uuids = [uuid for line in lines if line["status"] == "DELIVERED" for uuid in line["uuids"]]
        if len(uuids) == len(expected):
            break
        await asyncio.sleep(0.1)
    assert len(uuids) == len(set(uuids)) == len(expected)
    assert {(event["type"], event["assignment_id"]) for event in receiver.events} == expected
    assert {event["uuid"] for event in receiver.events} == set(uuids)
