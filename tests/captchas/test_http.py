"""Captchas as workers meet them over HTTP, in production and in the sandbox."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from talka.captchas import routes
from talka.simulation.crowd import run_crowd
from talka.simulation.model import Crowd, Truth, VirtualWorker

BASE = "/api/worker/v1"
OPENS = "open sesame"
PROJECT = {
    "public_name": "Cats",
    "task_spec": {"input_spec": {"n": {"type": "string"}}, "output_spec": {"r": {"type": "string"}}},
}


@pytest.fixture
def platform_settings() -> dict[str, Any]:
    return {"sandbox_captcha_answer": OPENS}


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The digits of every captcha that was drawn."""
    digits: list[str] = []
    draw = routes._draw

    def watched(text: str) -> Any:
        digits.append(text)
        return draw(text)

    monkeypatch.setattr(routes, "_draw", watched)
    return digits


async def open_pools(side: Any, *suites: int) -> list[str]:
    """Pools of one card with so many suites each, that ask for a captcha after each page of ten tasks."""
    requester = await side.requester()
    project = await requester.call("POST", "/api/v1/projects", PROJECT)
    form = {
        "project_id": project["id"],
        "private_name": "pool",
        "will_expire": "2099-01-01T00:00:00",
        "reward_per_assignment": 0.01,
        "assignment_max_duration_seconds": 600,
        "defaults": {"default_overlap_for_new_task_suites": 3, "default_overlap_for_new_tasks": 3},
        "quality_control": {"captcha_frequency": "HIGH"},
    }
    made = []
    for count in suites:
        pool = await requester.call("POST", "/api/v1/pools", form)
        tasks = [{"input_values": {"n": str(n)}} for n in range(10)]
        suite = {"pool_id": pool["id"], "overlap": 3, "tasks": tasks}
        await requester.call("POST", "/api/v1/task-suites", [suite] * count, status=201)
        await requester.call("POST", f"/api/v1/pools/{pool['id']}/open", status=202)
        made.append(str(pool["id"]))
    return made


async def work(worker: Any, pool_id: str) -> Any:
    """Do a page and ask for the next."""
    page = await worker.call("POST", f"{BASE}/pools/{pool_id}/assignments", status=201)
    body = {"solutions": [{"output_values": {"r": "x"}}] * len(page["tasks"])}
    return await worker.call("POST", f"{BASE}/assignments/{page['id']}/submit?next=true", body, status=200)


async def answer(worker: Any, captcha: Any, text: str, status: int = 200) -> Any:
    body = {"captcha_id": captcha["captcha_id"], "answer": text}
    return await worker.call("POST", f"{BASE}/captcha", body, status=status)


async def test_a_take_waits_for_a_captcha_and_everybody_is_told_so(platform: Any, drawn: list[str]) -> None:
    (pool_id,) = await open_pools(platform, 4)
    worker = await platform.worker()
    assert (await worker.call("GET", f"{BASE}/captcha", status=409))["code"] == "CAPTCHA_NOT_REQUIRED"

    submitted = await work(worker, pool_id)
    assert submitted["assignment"]["status"] == "ACCEPTED"
    assert (submitted["next"], submitted["why_not"]["code"]) == (None, "CAPTCHA_REQUIRED")
    refused = await worker.call("POST", f"{BASE}/pools/{pool_id}/assignments", status=403)
    assert refused["code"] == "CAPTCHA_REQUIRED"
    (item,) = (await worker.call("GET", f"{BASE}/tasks"))["items"]
    assert item["captcha_required"] is True
    access = await worker.call("GET", f"{BASE}/pools/{pool_id}/access")
    assert access["allowed"] is False
    assert [one["check"] for one in access["checks"] if not one["passed"]] == ["captcha"]

    answered = await worker.get(f"{BASE}/captcha")
    assert answered.headers["cache-control"] == "no-store"
    captcha = answered.json()
    assert captcha["image"].startswith("data:image/png;base64,")
    assert captcha["audio"].startswith("data:audio/wav;base64,")
    assert captcha["expires"].endswith("Z")
    assert all(captcha[text] for text in ("words", "image_text", "audio_text"))
    assert captcha["kind"] == "DIGITS"

    digits = drawn[-1]
    assert await answer(worker, captcha, f" {digits[:3]} {digits[3:]}\n") == {"passed": True}
    assert await answer(worker, captcha, digits) == {"passed": True}
    assert (await answer(worker, captcha, "1", 409))["code"] == "CAPTCHA_USED"
    (item,) = (await worker.call("GET", f"{BASE}/tasks"))["items"]
    assert "captcha_required" not in item
    await work(worker, pool_id)


async def test_wrong_answers_and_those_of_others(platform: Any, drawn: list[str]) -> None:
    (pool_id,) = await open_pools(platform, 4)
    worker, other = await platform.worker("ann"), await platform.worker("bob")
    await work(worker, pool_id)
    first = await worker.call("GET", f"{BASE}/captcha")
    second = await worker.call("GET", f"{BASE}/captcha")
    assert (await answer(worker, first, drawn[0], 409))["code"] == "CAPTCHA_EXPIRED"
    for stranger in (second, {"captcha_id": "none"}):
        assert (await answer(other, stranger, drawn[1], 404))["code"] == "DOES_NOT_EXIST"
    # What opens the sandbox's does not open production's.
    assert await answer(worker, second, OPENS) == {"passed": False}
    await worker.call("POST", f"{BASE}/pools/{pool_id}/assignments", status=403)
    for body in (
        {},
        {"captcha_id": second["captcha_id"]},
        {"captcha_id": "a", "answer": "1" * 101},
        {"captcha_id": "\0", "answer": "1"},
    ):
        refused = await worker.call("POST", f"{BASE}/captcha", body, status=400)
        assert refused["code"] == "VALIDATION_ERROR"
    await platform.anonymous.call("GET", f"{BASE}/captcha", status=401)


async def test_many_pictures_at_once_are_refused(platform: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes.rules, "MOST_ASKED", 2)
    (pool_id,) = await open_pools(platform, 4)
    worker = await platform.worker()
    await work(worker, pool_id)
    for _ in range(2):
        await worker.call("GET", f"{BASE}/captcha", status=200)
    assert (await worker.call("GET", f"{BASE}/captcha", status=429))["code"] == "TOO_MANY_REQUESTS"


async def test_a_captcha_before_another_pool_of_the_card_is_no_end(platform: Any, drawn: list[str]) -> None:
    first, second = await open_pools(platform, 1, 2)
    worker = await platform.worker()
    submitted = await work(worker, first)
    assert (submitted["next"], submitted["why_not"]["code"]) == (None, "CAPTCHA_REQUIRED")
    captcha = await worker.call("GET", f"{BASE}/captcha")
    await answer(worker, captcha, drawn[-1])
    assert (await work(worker, second))["why_not"]["code"] == "CAPTCHA_REQUIRED"


@pytest.mark.parametrize(("known", "pages"), [(OPENS, 4), (None, 1), ("nonsense", 1)])
async def test_a_virtual_crowd_gets_through_where_the_operator_lets_it(
    platform: Any, known: str | None, pages: int
) -> None:
    (pool_id,) = await open_pools(platform.sandbox, 4)
    result = await run_crowd(
        Crowd(
            base_url="http://testserver/sandbox",
            pool_ids=[pool_id],
            truth=Truth(key_field="n", options={"r": ["x"]}, answers={}),
            workers=[VirtualWorker(login="ann", password="secret-word")],
            captcha_answer=known,
        ),
        transport=httpx.ASGITransport(app=platform.application),
    )
    (ann,) = result.workers
    assert (ann.error, ann.suites) == (None, pages)
    reasons = [reason.code for found in ann.refused.values() for reason in found]
    assert reasons == ([] if pages == 4 else ["CAPTCHA_REQUIRED"])
