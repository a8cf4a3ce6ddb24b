"""What is too large is refused with 413, whether its length was told before or not."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from litestar.routes import HTTPRoute

from http_client import Client, Platform
from sharing.scene import POOL, PROJECT
from talka.app import routes
from talka.http.rate_limits import RateLimits
from talka.operations.sizes import sizes_of

MOST = 4_000
JSON = {"content-type": "application/json"}
ONLY_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@pytest.fixture
def platform_settings() -> dict[str, Any]:
    return {"max_body_bytes": MOST}


def with_body() -> list[tuple[str, str]]:
    """Every call whose body is JSON."""
    app = routes(MOST, ())
    return [
        (method, route.path_format)
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in handler.http_methods
        if "form" in handler.opt and handler.opt.get("consumes") is None
    ]


async def in_pieces(body: bytes) -> AsyncIterator[bytes]:
    """A body without a Content-Length."""
    for start in range(0, len(body), 500):
        yield body[start : start + 500]


async def endless() -> AsyncIterator[bytes]:
    """One that would never end; whoever reads on after the limit is found out by the count."""
    for _ in range(100):
        yield b"[" * 1000
    raise AssertionError("it is still read")


def too_large(answer: httpx.Response) -> bool:
    body = answer.json()
    assert {"request_id", "code", "message"} <= set(body)
    return answer.status_code == 413 and body["code"] == "ENTITY_TOO_LARGE"


@ONLY_SQLITE
async def test_every_call_that_takes_a_body(platform: Platform):
    requester, worker = await platform.requester(), await platform.worker()
    calls = with_body()
    assert len(calls) > 25
    body = json.dumps([{"a": "x" * MOST}]).encode()
    missed = []
    for method, template in calls:
        path = template.replace("{", "").replace("}", "")
        side = platform.sandbox if "clock" in path else platform
        caller = worker if path.startswith("/api/worker/") else requester
        if side is platform.sandbox:
            caller = await side.requester()
        for content in (body, in_pieces(body), endless()):
            answer = await caller.request(method, path, content=content, headers=JSON)
            if not too_large(answer):
                missed.append((method, path, answer.status_code))
    assert missed == []


@ONLY_SQLITE
async def test_a_body_of_the_limit_is_read_in_pieces_too(platform: Platform):
    requester = await platform.requester()
    form = {**PROJECT, "public_instructions": ""}
    form["public_instructions"] = "x" * (MOST - len(json.dumps(form)))
    body = json.dumps(form).encode()
    assert len(body) == MOST
    for content in (body, in_pieces(body)):
        answer = await requester.post("/api/v1/projects", content=content, headers=JSON)
        assert answer.status_code == 201, answer.text
    assert too_large(await requester.post("/api/v1/projects", content=body + b" ", headers=JSON))


class TestValues:
    """The sizes of a batch's values, where the operator has set them."""

    @pytest.fixture
    def platform_settings(self) -> dict[str, Any]:
        return {"rate_limits": RateLimits(input_values_bytes=100, output_values_bytes=200)}

    async def make_pool(self, requester: Client, **settings: Any) -> str:
        spec = {"input_spec": {"a": {"type": "string"}}, "output_spec": {"b": {"type": "string"}}}
        project = await requester.call("POST", "/api/v1/projects", {**PROJECT, "task_spec": spec})
        form = {"project_id": project["id"], **POOL, **settings}
        return str((await requester.call("POST", "/api/v1/pools", form, status=201))["id"])

    @ONLY_SQLITE
    @pytest.mark.parametrize("query", ["", "?async_mode=true", "?skip_invalid_items=true"])
    async def test_all_of_a_request_together(self, platform: Platform, query: str):
        requester = await platform.requester()
        mixer = {"real_tasks_count": 1, "golden_tasks_count": 0, "training_tasks_count": 0}
        pool_id = await self.make_pool(requester, mixer_config=mixer)
        task: dict[str, Any] = {"pool_id": pool_id, "input_values": {"a": "x" * 42}, "overlap": 1}
        assert len(json.dumps(task["input_values"], separators=(",", ":"))) == 50
        path = f"/api/v1/tasks{query}"
        await requester.call("POST", path, [task] * 2)
        answer = await requester.call("POST", path, [task, task, {**task, "input_values": {}}], status=413)
        assert (answer["code"], answer["payload"]) == (
            "ENTITY_TOO_LARGE",
            {"field": "input_values", "limit": 100},
        )
        known = [{"output_values": {"b": "y" * 92}}]
        with_known = {**task, "known_solutions": known, "baseline_solutions": known}
        await requester.call("POST", path, with_known)
        too_much = {**task, "known_solutions": [{"output_values": {"b": "y" * 193}}]}
        answer = await requester.call("POST", path, too_much, status=413)
        assert answer["payload"] == {"field": "output_values", "limit": 200}

    @ONLY_SQLITE
    async def test_those_of_suites_are_their_tasks(self, platform: Platform):
        requester = await platform.requester()
        pool_id = await self.make_pool(requester)
        tasks = [{"input_values": {"a": "x" * 42}}] * 2
        suite = {"pool_id": pool_id, "overlap": 1, "tasks": tasks}
        await requester.call("POST", "/api/v1/task-suites", suite, status=201)
        answer = await requester.post("/api/v1/task-suites", json=[suite, suite])
        assert too_large(answer)


def test_values_are_measured_as_they_were_sent():
    tasks = [b'{"input_values": {"a" : 1}, "known_solutions": [{"output_values": {"b":2}}]}']
    assert sizes_of(tasks) == (len('{"a" : 1}'), len('{"b":2}'))
    suite = b'{"tasks": [{"input_values": {}}, {"input_values": {"a": "\xc3\xa9"}}]}'
    assert sizes_of([suite]) == (2 + len(b'{"a": "\xc3\xa9"}'), 0)


@pytest.mark.parametrize("raw", [b"[]", b"7", b'{"tasks": 3}', b'{"input_values": [1]}', b'{"a": 1}'])
def test_what_is_no_task_is_left_to_be_refused_for_that(raw: bytes):
    assert sizes_of([raw])[1] == 0
