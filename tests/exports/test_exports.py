"""Archives of what requesters and workers have: whole, their own, and without a secret."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from http_client import Client, Platform
from migration.scene import JPEG, Account, all_of, everything, full_account

PROXIES = "/api/new/requester/proxy/proxy"
REQUESTER = "/api/v1/requester/export"
WORKER = "/api/worker/v1/me/export"
on_one = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


async def archive_of(client: Client, path: str, **query: str) -> dict[str, bytes]:
    answer = await client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/zip"
    return unzipped(answer.content)


def unzipped(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def lines(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content.splitlines()]


@pytest.fixture
async def account(platform: Platform) -> Account:
    return await full_account(platform)


async def test_a_requester_gets_everything(platform: Platform, account: Account):
    await full_account(platform, "2")  # somebody else's, of which nothing is in it
    server = {"accessRights": "PUBLIC", "type": "HTTP", "baseUrl": "files.example.org"}
    secrets = {"additionalHeaders": {"X-Key": ["secret"]}, "additionalQueryArgs": {"key": ["secret"]}}
    made = await account.requester.call("POST", PROXIES, {"name": "files", "params": server | secrets})
    found = await archive_of(account.requester, REQUESTER)

    kept = {"additionalHeaders": {"X-Key": []}, "additionalQueryArgs": {"key": []}}
    assert lines(found["proxies.jsonl"]) == [made | {"params": server | kept}]
    shown = await everything(account.requester)
    shown["message-threads"] = await all_of(account.requester, "message-threads")
    shown["webhook-subscriptions"] = await all_of(account.requester, "webhook-subscriptions")
    assert shown["message-threads"]
    assert {one["thread_id"] for one in lines(found["messages.jsonl"])} == {
        one["id"] for one in shown["message-threads"]
    }
    shown["skills"] = await all_of(account.requester, "skills")
    shown["operations"] = await all_of(account.requester, "operations")
    for path, items in shown.items():
        by_id = {one["id"]: one for one in lines(found[f"{path}.jsonl"])}
        assert by_id == {one["id"]: one for one in items}, path
    assert json.loads(found["requester.json"]) == await account.requester.call("GET", "/api/v1/requester")
    money = lines(found["money.jsonl"])
    available = [line["amount"] for line in money if line["purse"] == "available"]
    held = [line["amount"] for line in money if line["purse"] == "held"]
    balance = json.loads(found["requester.json"])["balance"]
    assert sum(available) + sum(held) == pytest.approx(balance)
    assert not any(name.startswith("attachments/") for name in found)


@on_one
async def test_the_files_come_too_when_they_are_asked_for(account: Account):
    found = await archive_of(account.requester, REQUESTER, attachments="true")
    (listed,) = lines(found["attachments.jsonl"])
    assert found[f"attachments/{listed['id']}/cat.jpg"] == JPEG
    ann = account.workers[0]
    theirs = await archive_of(ann, WORKER, attachments="true")
    assert theirs[f"attachments/{listed['id']}/cat.jpg"] == JPEG
    for client, said in ((account.requester, found), (ann, theirs)):
        everything_said = b"".join(said.values())
        assert client.token.encode() not in everything_said
        assert b"password" not in everything_said


@on_one
async def test_whose_token_it_is_counts(platform: Platform):
    requester, worker = await platform.requester(), await platform.worker()
    assert (await platform.anonymous.get(REQUESTER)).status_code == 401
    assert (await worker.get(REQUESTER)).status_code == 403
    assert (await requester.get(WORKER)).status_code == 403


async def test_a_worker_gets_what_is_theirs_to_see(account: Account):
    ann, bob, cy, _ = account.workers
    found = await archive_of(cy, WORKER)

    assert json.loads(found["me.json"])["user_id"] == cy.id
    pages = lines(found["assignments.jsonl"])
    assert [one["status"] for one in pages] == ["ACTIVE", "SKIPPED", "REJECTED"]
    assert pages[-1]["public_comment"] == "Wrong"
    assert pages[-1]["solutions"]
    assert [one["id"] for one in lines(found["messages.jsonl"])] == [
        one["id"] for one in (await cy.call("GET", "/api/worker/v1/messages"))["items"]
    ]
    restrictions = {one["scope"]: one for one in lines(found["restrictions.jsonl"])}
    assert set(restrictions) == {"PROJECT", "POOL", "ALL_PROJECTS"}
    assert restrictions["PROJECT"]["project_name"] == "Cats"
    earned = lines((await archive_of(bob, WORKER))["earnings.jsonl"])
    assert sum(one["amount"] for one in earned if one["status"] == "ACCEPTED") == pytest.approx(
        1.25 + 4 * 0.05 - 0.05
    )
    everything_said = b"".join(found.values())
    for kept_from_them in (b"no cats", b"known_solutions", ann.id.encode(), b"Look again"):
        assert kept_from_them not in everything_said
