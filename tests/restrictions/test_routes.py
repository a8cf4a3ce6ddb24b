"""The calls of user restrictions: set, changed, read, listed and lifted, each one's own."""

from __future__ import annotations

from typing import Any

import pytest

import official
from distribution.test_plans import statements as statements  # noqa: PLC0414  a fixture
from distribution.test_plans import whole_tables_read
from http_client import Client, Platform
from talka.restrictions import service
from talka.restrictions.model import RestrictionScope
from talka.storage.tx import Tx

PATH = "/api/v1/user-restrictions"
PROJECT = {
    "public_name": "Cats",
    "public_description": "Cats",
    "task_spec": {
        "input_spec": {"image": {"type": "string"}},
        "output_spec": {"cat": {"type": "boolean"}},
        "view_spec": {"type": "classic", "markup": "<p>{{image}}</p>"},
    },
}
POOL = {
    "private_name": "pool",
    "will_expire": "2099-01-01T00:00:00",
    "reward_per_assignment": 0.05,
    "assignment_max_duration_seconds": 600,
    "defaults": {"default_overlap_for_new_task_suites": 3},
}


async def make_pool(requester: Client, **settings: Any) -> tuple[str, str]:
    """A new project and an open pool of it with two suites."""
    project = await requester.call("POST", "/api/v1/projects", PROJECT)
    form = {"project_id": project["id"], **POOL, **settings}
    pool = await requester.call("POST", "/api/v1/pools", form)
    suites = [{"pool_id": pool["id"], "overlap": 1, "tasks": [{"input_values": {"image": "a"}}]}] * 2
    await requester.call("POST", "/api/v1/task-suites?async_mode=false", suites)
    await requester.call("POST", f"/api/v1/pools/{pool['id']}/open")
    return project["id"], pool["id"]


async def work(worker: Client, pool_id: str) -> dict[str, Any]:
    page = await worker.call("POST", f"/api/worker/v1/pools/{pool_id}/assignments")
    answers = {"solutions": [{"output_values": {"cat": True}}]}
    await worker.call("POST", f"/api/worker/v1/assignments/{page['id']}/submit", answers)
    return page


async def refused(worker: Client, pool_id: str) -> bool:
    answer = await worker.post(f"/api/worker/v1/pools/{pool_id}/assignments")
    return answer.status_code == 403 and answer.json()["payload"]["reasons"][0]["code"] == "RESTRICTED"


async def test_a_worker_is_kept_out_until_the_restriction_is_lifted(platform: Platform) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    project_id, pool_id = await make_pool(requester)
    sent = {"scope": "PROJECT", "user_id": worker.id, "project_id": int(project_id), "private_comment": "So"}
    made = await requester.call("PUT", PATH, sent, status=201)
    assert made == {
        "id": made["id"],
        "scope": "PROJECT",
        "user_id": worker.id,
        "created": made["created"],
        "project_id": project_id,
        "private_comment": "So",
    }
    assert await refused(worker, pool_id)
    again = {**sent, "will_expire": "2099-03-28T18:08:07", "private_comment": "Longer"}
    changed = await requester.call("PUT", PATH, again, status=200)
    assert changed == {**made, "will_expire": "2099-03-28T18:08:07", "private_comment": "Longer"}
    assert await requester.call("GET", f"{PATH}/{made['id']}") == changed
    assert official.faults("UserRestrictionViewV1", changed) == []
    page = await requester.call("GET", PATH)
    assert official.faults("PageOfV1UserRestrictionViewV1", page) == []
    assert page == {"items": [changed], "has_more": False}
    await requester.call("DELETE", f"{PATH}/{made['id']}", status=204)
    assert not await refused(worker, pool_id)
    await requester.call("GET", f"{PATH}/{made['id']}", status=404)


async def test_one_that_ends_by_itself(platform: Platform) -> None:
    sandbox = platform.sandbox
    requester, worker = await sandbox.requester(), await sandbox.worker()
    _, pool_id = await make_pool(requester)
    now = (await requester.call("GET", "/api/clock"))["now"]
    until = f"{int(now[:4]) + 1}{now[4:19]}"
    sent = {"scope": "POOL", "user_id": worker.id, "pool_id": pool_id, "will_expire": until}
    made = await requester.call("PUT", PATH, sent, status=201)
    assert await refused(worker, pool_id)
    await platform.advance(366 * 86_400)
    assert not await refused(worker, pool_id)
    await requester.call("GET", f"{PATH}/{made['id']}", status=404)


async def test_a_ban_by_hand_puts_work_back_where_a_rule_says_so(platform: Platform) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    rule = {
        "conditions": [{"key": "pool_access_revoked_reason", "operator": "EQ", "value": "RESTRICTION"}],
        "action": {"type": "CHANGE_OVERLAP", "parameters": {"delta": 1, "open_pool": True}},
    }
    config = {"collector_config": {"type": "USERS_ASSESSMENT"}, "rules": [rule]}
    _, pool_id = await make_pool(requester, quality_control={"configs": [config]})
    await work(worker, pool_id)
    done = (await requester.call("GET", f"/api/v1/assignments?pool_id={pool_id}"))["items"][0]
    await requester.call("PUT", PATH, {"scope": "ALL_PROJECTS", "user_id": worker.id}, status=201)
    suite = await requester.call("GET", f"/api/v1/task-suites/{done['task_suite_id']}")
    assert (suite["overlap"], suite["remaining_overlap"]) == (2, 1)
    (line,) = (await requester.call("GET", f"/api/v1/users/{worker.id}/quality-log"))["items"]
    assert line["values"] == {"pool_access_revoked_reason": "RESTRICTION"}


async def test_lists_and_their_filters(platform: Platform) -> None:
    requester, other = await platform.requester(), await platform.requester(name="Other")
    ann, ben = await platform.worker("ann"), await platform.worker("ben")
    project_id, pool_id = await make_pool(requester)
    await work(ann, pool_id)
    for sent in (
        {"scope": "ALL_PROJECTS", "user_id": ann.id},
        {"scope": "PROJECT", "user_id": ann.id, "project_id": project_id},
        {"scope": "POOL", "user_id": ben.id, "pool_id": pool_id},
    ):
        await requester.call("PUT", PATH, sent, status=201)
    await other.call("PUT", PATH, {"scope": "ALL_PROJECTS", "user_id": ann.id}, status=201)

    def block(tx: Tx) -> None:
        for user_id in (ann.id, ben.id):
            service.restrict(
                tx, user_id=user_id, scope=RestrictionScope.SYSTEM, requester_id=None, until=None
            )

    await platform.database.write(block)

    async def listed(query: str) -> list[tuple[str, str]]:
        found = await requester.call("GET", f"{PATH}?sort=id{query}")
        return [(one["scope"], one["user_id"]) for one in found["items"]]

    # The platform's block of ben is nothing to a requester for whom ben has not worked.
    mine = [("ALL_PROJECTS", ann.id), ("PROJECT", ann.id), ("POOL", ben.id)]
    assert await listed("") == [*mine, ("SYSTEM", ann.id)]
    assert await listed("&scope=SYSTEM") == [("SYSTEM", ann.id)]
    assert await listed("&scope=POOL") == [("POOL", ben.id)]
    assert await listed(f"&user_id={ben.id}") == [("POOL", ben.id)]
    assert await listed(f"&project_id={project_id}") == [("PROJECT", ann.id)]
    assert await listed(f"&pool_id={pool_id}") == [("POOL", ben.id)]
    assert await listed("&limit=1") == mine[:1]
    system = (await requester.call("GET", f"{PATH}?scope=SYSTEM"))["items"][0]
    answer = await requester.call("DELETE", f"{PATH}/{system['id']}", status=409)
    assert answer["code"] == "SYSTEM_SCOPE_MODIFICATION"


async def test_what_is_refused(platform: Platform) -> None:
    requester, other = await platform.requester(), await platform.requester(name="Other")
    worker = await platform.worker()
    project_id, pool_id = await make_pool(requester)
    mine = await requester.call("PUT", PATH, {"scope": "ALL_PROJECTS", "user_id": worker.id}, status=201)
    for sent, path, code in (
        ({"scope": "POOL", "user_id": worker.id}, "pool_id", "VALUE_REQUIRED"),
        ({"scope": "PROJECT", "user_id": worker.id}, "project_id", "VALUE_REQUIRED"),
        ({"scope": "POOL", "user_id": worker.id, "pool_id": pool_id}, "pool_id", "ENTITY_DOES_NOT_EXIST"),
        (
            {"scope": "PROJECT", "user_id": worker.id, "project_id": project_id},
            "project_id",
            "ENTITY_DOES_NOT_EXIST",
        ),
        ({"scope": "ALL_PROJECTS", "user_id": "nobody"}, "user_id", "ENTITY_DOES_NOT_EXIST"),
        ({"scope": "HOUSE", "user_id": worker.id}, "scope", "UNKNOWN_ENUM_VALUE"),
        (
            {"scope": "ALL_PROJECTS", "user_id": worker.id, "private_comment": "x" * 500},
            "private_comment",
            "STRING_LENGTH_GREATER_THAN_MAX",
        ),
    ):
        answer = await other.call("PUT", PATH, sent, status=400)
        assert (answer["code"], answer["payload"][path]["code"]) == ("VALIDATION_ERROR", code), sent
    answer = await other.call("PUT", PATH, {"scope": "SYSTEM", "user_id": worker.id}, status=409)
    assert answer["code"] == "SYSTEM_SCOPE_MODIFICATION"
    for method in ("GET", "DELETE"):
        await other.call(method, f"{PATH}/{mine['id']}", status=404)
        await worker.call(method, f"{PATH}/{mine['id']}", status=403)
        await platform.anonymous.call(method, f"{PATH}/{mine['id']}", status=401)
        await requester.call(method, f"{PATH}/nothing", status=404)


@pytest.mark.parametrize("body", ["", "{", "[]", "null"])
async def test_malformed_bodies(platform: Platform, body: str) -> None:
    requester = await platform.requester()
    answer = await requester.request("PUT", PATH, content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR")


async def test_an_end_in_the_past_keeps_nobody_out(platform: Platform) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    project_id, pool_id = await make_pool(requester)
    sent = {"scope": "PROJECT", "user_id": worker.id, "project_id": project_id}
    await requester.call("PUT", PATH, {**sent, "will_expire": "2016-03-28T18:08:07"}, status=201)
    assert not await refused(worker, pool_id)


async def test_a_list_looks_at_nobody_elses_restrictions(
    platform: Platform, statements: dict[str, tuple[str, dict[str, Any]]]
) -> None:
    requester = await platform.requester()
    for query in ("", "?scope=SYSTEM", "?scope=PROJECT&sort=-created"):
        await requester.call("GET", f"{PATH}{query}")
    listed = {sql: one for sql, one in statements.items() if "user_restrictions" in sql}
    assert len(listed) == 3
    assert whole_tables_read(platform, listed) == {}
