"""A requester's tokens: several, named, listed without their secrets, revoked."""

from __future__ import annotations

import asyncio

from http_client import Client, Platform
from talka.sharing.service import MOST_TOKENS

PATH = "/api/v1/api-tokens"


def with_token(platform: Platform, token: str) -> Client:
    return platform.client({"Authorization": f"ApiKey {token}"})


async def test_several_tokens_are_one_requester(platform: Platform):
    requester = await platform.requester()
    made = await requester.call("POST", PATH, {"name": "pipeline"}, status=201)
    second = with_token(platform, made["token"])
    assert (await second.call("GET", "/api/v1/requester"))["id"] == requester.id
    listed = (await second.call("GET", PATH))["items"]
    assert [(one["name"], one["current"]) for one in listed] == [("first", False), ("pipeline", True)]
    assert all(set(one) == {"id", "name", "created", "current"} for one in listed)
    assert (await second.call("GET", f"{PATH}?name=pipeline"))["items"] == listed[1:]


async def test_a_revoked_token_is_nobodys(platform: Platform):
    requester, other = await platform.requester(), await platform.requester(name="Other")
    made = await requester.call("POST", PATH, {"name": "pipeline"})
    second = with_token(platform, made["token"])
    await other.call("DELETE", f"{PATH}/{made['id']}", status=404)
    await second.call("DELETE", f"{PATH}/{made['id']}", status=204)  # its own, too
    assert (await second.call("GET", "/api/v1/requester", status=401))["code"] == "AUTHENTICATION_ERROR"
    await requester.call("DELETE", f"{PATH}/{made['id']}", status=404)
    await requester.call("GET", "/api/v1/requester", status=200)


async def test_there_are_fifty_at_most_however_many_are_made_at_once(platform: Platform):
    requester = await platform.requester()
    for number in range(MOST_TOKENS - 3):
        await requester.call("POST", PATH, {"name": str(number)}, status=201)
    answers = await asyncio.gather(*(requester.post(PATH, json={"name": "last"}) for _ in range(6)))
    assert sorted(answer.status_code for answer in answers) == [201, 201, 409, 409, 409, 409]
    refused = next(answer.json() for answer in answers if answer.status_code == 409)
    assert refused["code"] == "API_TOKENS_COUNT_EXCEEDED"
    assert len((await requester.call("GET", f"{PATH}?limit=100"))["items"]) == MOST_TOKENS


async def test_a_token_needs_a_name(platform: Platform):
    requester = await platform.requester()
    for body, code in (({}, "VALUE_REQUIRED"), ({"name": ""}, "STRING_LENGTH_OUT_OF_BOUNDS")):
        answer = await requester.call("POST", PATH, body, status=400)
        assert answer["payload"]["name"]["code"] == code


async def test_a_workers_sessions_are_no_tokens(platform: Platform):
    worker = await platform.worker()
    assert (await worker.get(PATH)).status_code == 403
