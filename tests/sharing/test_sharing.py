"""Acting in another's account: with which role what can be done, who is told what, and when it ends."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from structlog.testing import capture_logs

from distribution.test_plans import statements as statements  # noqa: PLC0414  a fixture
from distribution.test_plans import whole_tables_read
from http_client import Client, Platform
from sharing.scene import HEADER, PATH, PROJECT, acting, make_pool, make_project, share, work
from talka.storage import schema
from talka.storage.query import Query
from talka.storage.tx import Tx

REFUSED = "ACCESS_DENIED"


@pytest.fixture
async def owner(platform: Platform) -> Client:
    return await platform.requester(name="Owner")


@pytest.fixture
async def other(platform: Platform) -> Client:
    return await platform.requester("7", name="Other")


async def test_what_is_made_is_the_accounts_and_not_the_actors(
    platform: Platform, owner: Client, other: Client
):
    await share(owner, other, "EDITOR")
    actor = acting(platform, other, owner.id)
    project_id = await make_project(actor)
    seen = await actor.call("GET", f"/api/v1/projects/{project_id}")
    company = (await owner.call("GET", "/api/v1/requester"))["company"]["id"]
    assert seen["owner"] == {"id": owner.id, "myself": False, "company_id": company}
    assert (await owner.call("GET", f"/api/v1/projects/{project_id}"))["owner"]["myself"] is True
    await other.call("GET", f"/api/v1/projects/{project_id}", status=404)
    assert (await other.call("GET", "/api/v1/projects"))["items"] == []
    account = await actor.call("GET", "/api/v1/requester")
    assert (account["id"], account["balance"], account["public_name"]) == (owner.id, 1000.0, {"EN": "Owner"})


async def test_every_owned_object_says_whose_it_is(platform: Platform, owner: Client, other: Client):
    await share(owner, other, "ADMIN")
    actor = acting(platform, other, owner.id)
    worker = await platform.worker()
    pool_id = await make_pool(actor)
    await work(worker, pool_id)
    project_id = (await owner.call("GET", f"/api/v1/pools/{pool_id}"))["project_id"]
    training = {
        "project_id": project_id,
        "private_name": "training",
        "inherited_instructions": True,
        "training_tasks_in_task_suite_count": 2,
        "task_suites_required_to_pass": 1,
    }
    await actor.call("POST", "/api/v1/trainings", training, status=201)
    await actor.call("POST", "/api/v1/skills", {"name": "skill"}, status=201)
    for path in ("projects", "pools", "trainings", "skills", f"assignments?pool_id={pool_id}"):
        for caller, myself in ((owner, True), (actor, False)):
            items = (await caller.call("GET", f"/api/v1/{path}"))["items"]
            owners = {(one["owner"]["id"], one["owner"]["myself"]) for one in items if "owner" in one}
            assert owners == {(owner.id, myself)}, path


async def test_an_account_that_is_not_shared_is_refused_like_one_that_is_not(
    platform: Platform, owner: Client, other: Client
):
    worker = await platform.worker()
    refusals = []
    for account_id in (owner.id, "f" * 32, worker.id, "x\0y", "' OR 1=1 --", "\u00e9"):
        headers = {HEADER: account_id.encode()}
        answer = await other.get("/api/v1/projects", headers=headers)
        refusals.append((answer.status_code, answer.json()["code"]))
        words = answer.json()["message"].replace(account_id.replace("\0", ""), "X")
        if account_id.isascii():
            assert words == "The account X is not shared with you"
    assert set(refusals) == {(403, REFUSED)}
    await share(owner, other, "ADMIN")  # it goes one way only
    answer = await owner.get("/api/v1/projects", headers={HEADER: other.id})
    assert answer.status_code == 403


async def test_ones_own_account_and_an_empty_name_are_ones_own(owner: Client):
    for account_id in (owner.id, "", "  "):
        answer = await owner.get("/api/v1/requester", headers={HEADER: account_id})
        assert answer.json()["id"] == owner.id
        assert (await owner.get("/api/v1/api-tokens", headers={HEADER: account_id})).status_code == 200


async def test_a_share_is_no_key_to_what_is_shared_with_the_account(
    platform: Platform, owner: Client, other: Client
):
    third = await platform.requester(name="Third")
    await share(owner, other, "ADMIN")
    await share(other, third, "ADMIN")
    answer = await acting(platform, third, owner.id).get("/api/v1/projects")
    assert answer.status_code == 403


async def test_a_viewer_looks_and_gets_no_answers(platform: Platform, owner: Client, other: Client):
    pool_id = await make_pool(owner)
    page_id = await work(await platform.worker(), pool_id)
    await share(owner, other, "VIEWER")
    actor = acting(platform, other, owner.id)
    for path in (
        "projects",
        "pools",
        f"tasks?pool_id={pool_id}",
        "requester",
        f"pools/{pool_id}/eligibility",
    ):
        await actor.call("GET", f"/api/v1/{path}", status=200)
    project_id = (await actor.call("GET", f"/api/v1/pools/{pool_id}"))["project_id"]
    checked = await actor.call("POST", f"/api/staging/projects/{project_id}/check", PROJECT, status=200)
    assert checked == {"differenceLevel": "EQUAL"}
    refused: list[tuple[str, str, Any]] = [
        ("GET", f"/api/v1/assignments?pool_id={pool_id}", None),
        ("GET", f"/api/v1/assignments/{page_id}", None),
        ("GET", f"/api/v1/attachments?pool_id={pool_id}", None),
        ("POST", "/api/v1/projects", PROJECT),
        ("POST", f"/api/v1/pools/{pool_id}/close", None),
        ("POST", "/api/v1/tasks", {"pool_id": pool_id, "input_values": {}}),
        ("PUT", PATH, {"requester_id": other.id, "role": "ADMIN"}),
        ("GET", PATH, None),
        ("GET", "/api/v1/api-tokens", None),
    ]
    for method, path, body in refused:
        answer = await actor.call(method, path, body, status=403)
        assert answer["code"] == REFUSED
        assert answer["message"].startswith(f"The role VIEWER in the account {owner.id} does not let you ")


async def test_an_editor_works_and_does_not_share(platform: Platform, owner: Client, other: Client):
    await share(owner, other, "EDITOR")
    actor = acting(platform, other, owner.id)
    pool_id = await make_pool(actor)
    page_id = await work(await platform.worker(), pool_id)
    await actor.call("GET", f"/api/v1/assignments/{page_id}", status=200)
    await actor.call("GET", PATH, status=403)
    await share(actor, other, "ADMIN", status=403)


async def test_an_admin_shares_further_but_has_no_tokens_of_the_account(
    platform: Platform, owner: Client, other: Client
):
    await share(owner, other, "ADMIN")
    actor, third = acting(platform, other, owner.id), await platform.requester(name="Third")
    made = await share(actor, third, "VIEWER", status=201)
    assert (made["account_id"], made["granted_by"]) == (owner.id, other.id)
    await actor.call("POST", "/api/v1/api-tokens", {"name": "mine"}, status=403)
    await actor.call("GET", "/api/v1/shared-accounts", status=403)


async def test_shares_are_made_changed_listed_and_ended(platform: Platform, owner: Client, other: Client):
    made = await share(owner, other, "VIEWER", status=201)
    assert made == {
        "id": made["id"],
        "account_id": owner.id,
        "requester_id": other.id,
        "requester_name": "Other",
        "role": "VIEWER",
        "created": made["created"],
        "modified": made["created"],
        "granted_by": owner.id,
    }
    changed = await share(owner, other, "EDITOR", status=200)
    assert (changed["id"], changed["role"], changed["created"]) == (made["id"], "EDITOR", made["created"])
    assert (await owner.call("GET", PATH))["items"] == [changed]
    assert (await owner.call("GET", f"{PATH}?role=VIEWER"))["items"] == []
    assert await owner.call("GET", f"{PATH}/{made['id']}") == changed
    accounts = (await other.call("GET", "/api/v1/shared-accounts"))["items"]
    assert [(one["account_id"], one["account_name"], one["role"]) for one in accounts] == [
        (owner.id, "Owner", "EDITOR")
    ]
    actor = acting(platform, other, owner.id)
    await actor.call("GET", "/api/v1/projects", status=200)
    await owner.call("DELETE", f"{PATH}/{made['id']}", status=204)
    await actor.call("GET", "/api/v1/projects", status=403)
    await owner.call("DELETE", f"{PATH}/{made['id']}", status=404)
    assert (await other.call("GET", "/api/v1/shared-accounts"))["items"] == []


async def test_whoever_it_is_shared_with_may_leave_and_nobody_else_may_end_it(
    platform: Platform, owner: Client, other: Client
):
    made = await share(owner, other, "VIEWER")
    stranger = await platform.requester(name="Stranger")
    await stranger.call("GET", f"{PATH}/{made['id']}", status=404)
    await stranger.call("DELETE", f"{PATH}/{made['id']}", status=404)
    await acting(platform, other, owner.id).call("DELETE", f"{PATH}/{made['id']}", status=403)
    await other.call("GET", f"{PATH}/{made['id']}", status=404)  # of its account, not of theirs
    await other.call("DELETE", f"{PATH}/{made['id']}", status=204)
    assert (await owner.call("GET", PATH))["items"] == []


async def test_only_requesters_and_no_owner_are_given_access(platform: Platform, owner: Client):
    worker = await platform.worker()
    for requester_id, code in ((worker.id, "ENTITY_DOES_NOT_EXIST"), (owner.id, "INVALID_VALUE")):
        answer = await owner.call("PUT", PATH, {"requester_id": requester_id, "role": "ADMIN"}, status=400)
        assert answer["payload"]["requester_id"]["code"] == code
    answer = await owner.call("PUT", PATH, {"requester_id": owner.id, "role": "KING"}, status=400)
    assert answer["payload"]["role"]["code"] == "UNKNOWN_ENUM_VALUE"


async def test_environments_are_apart(platform: Platform, owner: Client, other: Client):
    await share(owner, other, "ADMIN")
    in_sandbox = await platform.sandbox.requester()
    answer = await in_sandbox.get("/api/v1/projects", headers={HEADER: owner.id})
    assert answer.status_code == 403


async def test_one_share_though_it_is_given_many_times_at_once(owner: Client, other: Client):
    roles = ["VIEWER", "EDITOR", "ADMIN"] * 4
    answers = await asyncio.gather(
        *(owner.put(PATH, json={"requester_id": other.id, "role": role}) for role in roles)
    )
    assert sorted(answer.status_code for answer in answers) == [200] * 11 + [201]
    assert len((await owner.call("GET", PATH))["items"]) == 1


async def test_a_worker_is_not_somebody_else_by_the_header(platform: Platform):
    ada, bob = await platform.worker("ada"), await platform.worker("bob")
    answer = await ada.get("/api/worker/v1/me", headers={HEADER: bob.id})
    assert answer.json()["user_id"] == ada.id


async def test_the_log_names_who_changed_something_in_anothers_account(
    platform: Platform, owner: Client, other: Client
):
    await share(owner, other, "ADMIN")
    actor = acting(platform, other, owner.id)
    with capture_logs() as lines:
        await make_project(actor)
        await make_project(owner)
        await actor.call("GET", "/api/v1/projects")
    told = [line for line in lines if line["event"] == "acted for another account"]
    assert told == [
        {
            "event": "acted for another account",
            "log_level": "info",
            "environment": "production",
            "requester": other.id,
            "account": owner.id,
            "method": "POST",
            "path": "/api/v1/projects",
        }
    ]


async def test_tokens_are_kept_hashed_and_shares_by_key(platform: Platform, owner: Client, other: Client):
    await share(owner, other, "ADMIN")

    def rows(tx: Tx) -> list[tuple[Any, ...]]:
        return tx.all(Query(schema.tokens.select()))

    kept = str(await platform.database.read(rows))
    assert owner.token not in kept
    assert other.token not in kept


async def test_nothing_reads_a_whole_table(
    platform: Platform,
    owner: Client,
    other: Client,
    statements: dict[str, tuple[str, dict[str, Any]]],
):
    made = await share(owner, other, "ADMIN")
    await acting(platform, other, owner.id).call("GET", "/api/v1/projects")
    for path in (PATH, f"{PATH}?requester_id={other.id}", f"{PATH}?sort=-created", f"{PATH}/{made['id']}"):
        await owner.call("GET", path)
    for path in ("/api/v1/shared-accounts", f"/api/v1/shared-accounts?account_id={owner.id}"):
        await other.call("GET", path)
    token = await other.call("POST", "/api/v1/api-tokens", {"name": "second"})
    await other.call("GET", "/api/v1/api-tokens?name=second")
    await other.call("DELETE", f"/api/v1/api-tokens/{token['id']}")
    await owner.call("DELETE", f"{PATH}/{made['id']}")
    watched = {
        sql: one
        for sql, one in statements.items()
        if ("shared_access" in sql or "tokens" in sql) and not sql.startswith("INSERT")
    }
    assert len(watched) >= 12
    assert whole_tables_read(platform, watched) == {}
