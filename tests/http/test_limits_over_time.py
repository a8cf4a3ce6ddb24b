"""Limits at the API: what counts, what does not, and that nobody gets past them by asking all at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from http_client import Client, Platform
from sharing.scene import POOL, PROJECT, acting, make_project, share
from talka.http.rate_limits import Quota, RateLimits
from talka.kernel import clock
from talka.kernel.ids import new_uuid
from talka.storage import schema
from talka.storage.query import Query

TASKS = "/api/v1/tasks"
MIXER = {"mixer_config": {"real_tasks_count": 1, "golden_tasks_count": 0, "training_tasks_count": 0}}
LIMITS = RateLimits(
    aggregate=Quota(minute=2),
    set_user_skill=Quota(day=1),
    change_overlap=Quota(hour=2),
    clone_pool=Quota(hour=1),
    clone_training=Quota(day=1),
    create_pool=Quota(hour=5),
    create_project=Quota(minute=3, day=5),
    create_skill=Quota(minute=1),
    create_tasks=Quota(minute=10, day=15),
    create_task_suites=Quota(minute=4),
    create_training=Quota(day=1),
    create_user_bonuses=Quota(day=3),
    share_access=Quota(day=2),
)


@pytest.fixture
def platform_settings() -> dict[str, Any]:
    return {"rate_limits": LIMITS}


async def make_pool(requester: Client, **settings: Any) -> dict[str, Any]:
    form = {"project_id": await make_project(requester), **POOL, **settings}
    pool: dict[str, Any] = await requester.call("POST", "/api/v1/pools", form, status=201)
    return pool


def tasks(pool_id: str, count: int) -> list[dict[str, Any]]:
    return [{"pool_id": pool_id, "input_values": {}, "overlap": 1} for _ in range(count)]


def refusal(answer: httpx.Response, interval: str, limit: int) -> int:
    """What a 429 says, whose Retry-After is answered."""
    assert answer.status_code == 429, answer.text
    body = answer.json()
    assert (body["code"], body["payload"]) == ("TOO_MANY_REQUESTS", {"interval": interval, "limit": limit})
    return int(answer.headers["retry-after"])


async def test_a_minute_and_then_a_day(platform: Platform, pass_time: Callable[[int], None]):
    requester = await platform.requester()
    for _ in range(3):
        await make_project(requester)
    wait = refusal(await requester.post("/api/v1/projects", json=PROJECT), "MIN", 3)
    assert 50 <= wait <= 60
    await make_project(await platform.requester(name="Another"))  # each has their own
    pass_time(clock.MINUTE)
    for _ in range(2):
        await make_project(requester)
    wait = refusal(await requester.post("/api/v1/projects", json=PROJECT), "DAY", 5)
    assert 86_000 <= wait <= 86_400
    pass_time(clock.DAY)
    await make_project(requester)


async def test_business_time_does_not_lift_a_limit(platform: Platform):
    requester = await platform.sandbox.requester()
    for _ in range(3):
        await make_project(requester)
    await platform.advance(7200)
    refusal(await requester.post("/api/v1/projects", json=PROJECT), "MIN", 3)


async def test_what_is_refused_for_another_reason_does_not_count(platform: Platform):
    requester = await platform.requester()
    for _ in range(5):
        await requester.call("POST", "/api/v1/projects", {"public_name": ""}, status=400)
        await requester.call("POST", "/api/v1/pools/1/clone", status=404)
    for _ in range(3):
        await make_project(requester)


@pytest.mark.parametrize("async_mode", ["false", "true"])
async def test_objects_are_counted_and_a_batch_goes_whole_or_not_at_all(platform: Platform, async_mode: str):
    requester = await platform.requester()
    pool_id = (await make_pool(requester, **MIXER))["id"]
    url = f"{TASKS}?async_mode={async_mode}"
    await requester.call("POST", url, tasks(pool_id, 7))
    refusal(await requester.post(url, json=tasks(pool_id, 4)), "MIN", 10)
    await requester.call("POST", url, tasks(pool_id, 3))
    refusal(await requester.post(url, json=tasks(pool_id, 1)[0]), "MIN", 10)
    assert len((await requester.call("GET", f"{TASKS}?pool_id={pool_id}"))["items"]) == 10


async def test_of_a_batch_only_what_is_created_counts(platform: Platform):
    requester = await platform.requester()
    pool_id = (await make_pool(requester, **MIXER))["id"]
    wrong = [{**one, "overlap": 0} for one in tasks(pool_id, 8)]
    for mode in ("async_mode=true", "async_mode=false"):
        await requester.post(f"{TASKS}?{mode}", json=wrong)
        await requester.post(f"{TASKS}?{mode}", json=[*wrong, *tasks(pool_id, 4)])
    await requester.call("POST", f"{TASKS}?skip_invalid_items=true", [*wrong, *tasks(pool_id, 6)], status=201)
    await requester.call("POST", TASKS, tasks(pool_id, 4), status=201)
    refusal(await requester.post(TASKS, json=tasks(pool_id, 1)), "MIN", 10)


async def test_a_repeated_operation_is_known_and_not_counted(platform: Platform):
    requester = await platform.requester()
    pool_id = (await make_pool(requester, **MIXER))["id"]
    url = f"{TASKS}?async_mode=true&operation_id={new_uuid()}"
    await requester.call("POST", url, tasks(pool_id, 6), status=202)
    for _ in range(3):
        await requester.call("POST", url, tasks(pool_id, 6), status=409)
    await requester.call("POST", TASKS, tasks(pool_id, 4), status=201)


async def test_a_large_batch_is_counted_when_it_is_accepted(platform: Platform):
    requester = await platform.requester()
    pool_id = (await make_pool(requester, **MIXER))["id"]
    answer = await requester.post(f"{TASKS}?async_mode=true", json=tasks(pool_id, 5_001))
    refusal(answer, "DAY", 15)
    assert (await requester.call("GET", "/api/v1/operations?type=TASK.BATCH_CREATE"))["items"] == []


async def test_many_at_once_do_not_get_past(platform: Platform):
    """Twenty requests of one task, and ten of one project: as many come through as may."""
    requester = await platform.requester()
    pool_id = (await make_pool(requester, **MIXER))["id"]
    answers = await asyncio.gather(
        *(requester.post(TASKS, json=tasks(pool_id, 1)[0]) for _ in range(20)),
        *(requester.post("/api/v1/projects", json=PROJECT) for _ in range(10)),
    )
    statuses = [answer.status_code for answer in answers]
    assert sorted(statuses[:20]) == [201] * 10 + [429] * 10
    assert sorted(statuses[20:]) == [201] * 2 + [429] * 8  # one was made before
    assert len((await requester.call("GET", f"{TASKS}?pool_id={pool_id}"))["items"]) == 10


async def test_the_account_is_counted_whoever_acts_in_it(platform: Platform):
    owner, other = await platform.requester(), await platform.requester(name="Other")
    await share(owner, other, "EDITOR")
    actor = acting(platform, other, owner.id)
    await make_project(actor)
    await make_project(owner)
    await make_project(actor)
    refusal(await owner.post("/api/v1/projects", json=PROJECT), "MIN", 3)
    await make_project(other)


async def test_only_a_change_of_overlap_is_counted(platform: Platform):
    requester = await platform.requester()
    pool = await make_pool(requester)
    path = f"/api/v1/pools/{pool['id']}"
    for name in ("a", "b", "c", "d"):
        await requester.call("PUT", path, {**pool, "private_name": name}, status=200)
    for overlap in (3, 4):
        changed = {**pool, "defaults": {"default_overlap_for_new_task_suites": overlap}}
        await requester.call("PUT", path, changed, status=200)
    refusal(await requester.put(path, json=pool), "HOUR", 2)
    await requester.call("PUT", path, {**changed, "private_name": "e"}, status=200)


async def test_what_else_is_counted(platform: Platform):
    requester, worker = await platform.requester(), await platform.worker()
    pool = await make_pool(requester)
    training = {
        "project_id": pool["project_id"],
        "private_name": "training",
        "inherited_instructions": True,
        "training_tasks_in_task_suite_count": 2,
        "task_suites_required_to_pass": 1,
    }
    training_id = (await requester.call("POST", "/api/v1/trainings", training, status=201))["id"]
    skill_id = (await requester.call("POST", "/api/v1/skills", {"name": "s"}, status=201))["id"]
    value = {"skill_id": skill_id, "user_id": worker.id, "value": 5}
    bonus = {"user_id": worker.id, "amount": 1, "without_message": True}
    other = await platform.requester(name="Other")
    await requester.call("PUT", "/api/v1/user-skills", value, status=201)
    await requester.call("POST", f"/api/v1/pools/{pool['id']}/clone", status=202)
    await requester.call("POST", f"/api/v1/trainings/{training_id}/clone", status=202)
    await requester.call("POST", "/api/v1/user-bonuses", [{**bonus, "amount": n} for n in (1, 2)])
    suite = {"pool_id": pool["id"], "overlap": 1, "tasks": [{"input_values": {}}]}
    await requester.call("POST", "/api/v1/task-suites", [suite] * 4)
    await share(requester, other, "ADMIN")
    await share(requester, other, "VIEWER")
    again: list[tuple[str, str, Any, str, int]] = [
        ("POST", "/api/v1/trainings", training, "DAY", 1),
        ("POST", "/api/v1/skills", {"name": "t"}, "MIN", 1),
        ("PUT", "/api/v1/user-skills", value, "DAY", 1),
        ("POST", f"/api/v1/pools/{pool['id']}/clone", None, "HOUR", 1),
        ("POST", f"/api/v1/trainings/{training_id}/clone", None, "DAY", 1),
        ("POST", "/api/v1/user-bonuses", [{**bonus, "amount": n} for n in (3, 4)], "DAY", 3),
        ("POST", "/api/v1/task-suites", suite, "MIN", 4),
        ("PUT", "/api/v1/shared-access", {"requester_id": other.id, "role": "EDITOR"}, "DAY", 2),
    ]
    for method, path, body, interval, limit in again:
        refusal(await requester.request(method, path, json=body), interval, limit)


async def test_aggregations_count_together(platform: Platform):
    requester = await platform.requester()
    pool = await make_pool(requester, **MIXER)
    created = await requester.call("POST", TASKS, tasks(pool["id"], 1))
    skill = await requester.call("POST", "/api/v1/skills", {"name": "s"})
    form = {
        "type": "WEIGHTED_DYNAMIC_OVERLAP",
        "pool_id": pool["id"],
        "answer_weight_skill_id": skill["id"],
        "fields": [{"name": "cat"}],
    }
    by_task = {**form, "task_id": created["items"]["0"]["id"]}
    path = "/api/v1/aggregated-solutions"
    await requester.post(f"{path}/aggregate-by-task", json=by_task)
    await requester.post(f"{path}/aggregate-by-pool", json={**form, "type": "DAWID_SKENE"})
    first = await requester.post(f"{path}/aggregate-by-task", json=by_task)
    second = await requester.post(f"{path}/aggregate-by-task", json=by_task)
    assert 429 in (first.status_code, second.status_code)
    refusal(second, "MIN", 2)


async def test_reading_writes_no_row(platform: Platform):
    requester = await platform.requester()
    await requester.call("GET", "/api/v1/projects")
    rows = await platform.database.read(lambda tx: tx.all(Query(schema.rate_counters.select())))
    assert rows == []


class TestSeconds:
    @pytest.fixture
    def platform_settings(self) -> dict[str, Any]:
        return {"rate_limits": RateLimits(requests_per_second=5)}

    @pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
    async def test_a_requesters_calls_with_all_tokens_and_no_workers(
        self, platform: Platform, monkeypatch: pytest.MonkeyPatch
    ):
        moment = clock.real_now()
        monkeypatch.setattr(clock, "real_now", lambda: moment)
        requester, worker = await platform.requester(), await platform.worker()
        made = await requester.call("POST", "/api/v1/api-tokens", {"name": "second"})
        second = platform.client({"Authorization": f"OAuth {made['token']}"})
        for caller in (second, requester, requester, second):
            await caller.call("GET", "/api/v1/projects", status=200)
        answer = await requester.get("/api/v1/projects")
        assert answer.status_code == 429
        assert answer.headers["retry-after"] == "1"
        for path in ("/api/v1/projects", "/api/v1/no-such-thing"):
            kit = await second.get(path, headers={"user-agent": "python-toloka-client-1.2.3"})
            assert "retry-after" not in kit.headers
        for _ in range(10):
            await worker.call("GET", "/api/worker/v1/me", status=200)
            assert (await platform.anonymous.get("/healthz")).status_code == 200
        other = await platform.requester(name="Other")
        await other.call("GET", "/api/v1/projects", status=200)
        moment += 1000
        await requester.call("GET", "/api/v1/projects", status=200)


class TestWithout:
    @pytest.fixture
    def platform_settings(self) -> dict[str, Any]:
        return {}

    @pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
    async def test_nothing_is_limited(self, platform: Platform):
        requester = await platform.requester()
        await asyncio.gather(*(make_project(requester) for _ in range(150)))
        rows = await platform.database.read(lambda tx: tx.all(Query(schema.rate_counters.select())))
        assert rows == []
