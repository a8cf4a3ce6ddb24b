"""Registering servers: the documented calls, and who sees what of them."""

from __future__ import annotations

from typing import Any

import pytest

from http_client import Platform
from proxies.scene import PATH, form
from proxies.server import OwnServer


async def test_a_server_is_registered_shown_changed_and_removed(
    platform: Platform, server: OwnServer
) -> None:
    requester = await platform.requester()
    secret = {"Authorization": ["Basic c2VjcmV0"]}
    asked = form(server, additionalHeaders=secret, additionalQueryArgs={"a": ["1", "2"]})
    made = await requester.call("POST", PATH, asked, status=201)
    assert made == {"id": made["id"], **asked}
    assert await requester.call("GET", PATH, status=200) == [made]
    assert await requester.call("GET", f"{PATH}/{made['id']}", status=200) == made
    change = {"name": "other", "params": {"accessRights": "PRIVATE", "additionalQueryArgs": {}}}
    changed = await requester.call("PATCH", f"{PATH}/{made['id']}", change, status=200)
    assert changed["name"] == "other"
    assert changed["params"] == {**made["params"], **change["params"]}
    assert await requester.call("GET", PATH, status=200) == [changed]
    assert await requester.call("PATCH", f"{PATH}/{made['id']}", changed, status=200) == changed
    await requester.call("DELETE", f"{PATH}/{made['id']}", status=204)
    await requester.call("DELETE", f"{PATH}/{made['id']}", status=404)
    assert await requester.call("GET", PATH, status=200) == []


async def test_a_name_is_one_servers_in_an_environment(platform: Platform, server: OwnServer) -> None:
    acme, other = await platform.requester(), await platform.requester(name="Other")
    made = await acme.call("POST", PATH, form(server), status=201)
    for requester in (acme, other):
        refused = await requester.call("POST", PATH, form(server), status=409)
        assert refused["code"] == "CONFLICT_STATE"
    second = await other.call("POST", PATH, form(server, "second"), status=201)
    await other.call("PATCH", f"{PATH}/{second['id']}", {"name": "files"}, status=409)
    sandbox = await platform.sandbox.requester()
    await sandbox.call("POST", PATH, form(server), status=201)
    await acme.call("DELETE", f"{PATH}/{made['id']}", status=204)
    await other.call("PATCH", f"{PATH}/{second['id']}", {"name": "files"}, status=200)


async def test_a_server_is_its_requesters_alone(platform: Platform, server: OwnServer) -> None:
    acme, other = await platform.requester(), await platform.requester(name="Other")
    made = await acme.call("POST", PATH, form(server), status=201)
    assert await other.call("GET", PATH, status=200) == []
    for method, body in (("GET", None), ("PATCH", {"name": "mine"}), ("DELETE", None)):
        await other.call(method, f"{PATH}/{made['id']}", body, status=404)
    worker = await platform.worker()
    for method in ("GET", "POST"):
        await worker.call(method, PATH, form(server) if method == "POST" else None, status=403)
    await platform.anonymous.call("GET", PATH, status=401)
    await platform.anonymous.call("POST", PATH, form(server), status=401)
    assert await acme.call("GET", PATH, status=200) == [made]


async def test_who_may_only_look_at_an_account_does_not_see_its_secrets(
    platform: Platform, server: OwnServer
) -> None:
    acme, viewer = await platform.requester(), await platform.requester(name="Viewer")
    await acme.call("POST", PATH, form(server), status=201)
    access = {"requester_id": viewer.id, "role": "VIEWER"}
    await acme.call("PUT", "/api/v1/shared-access", access)
    under = {"X-Act-Under-Account-ID": acme.id}
    await viewer.call("GET", "/api/v1/projects", status=200, headers=under)
    await viewer.call("GET", PATH, status=403, headers=under)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("name", "params", "field", "code"),
    [
        ("a.b", {}, "name", "CHARACTER_NOT_ALLOWED"),
        ("a/b", {}, "name", "CHARACTER_NOT_ALLOWED"),
        ("файлы", {}, "name", "CHARACTER_NOT_ALLOWED"),
        ("proxy", {}, "name", "VALUE_NOT_ALLOWED"),
        ("a", {"baseUrl": "http://10.0.0.1/x"}, "params.baseUrl", "VALUE_NOT_ALLOWED"),
        ("a", {"baseUrl": "192.168.0.1:80"}, "params.baseUrl", "VALUE_NOT_ALLOWED"),
        ("a", {"baseUrl": "ftp://example.com"}, "params.baseUrl", "INVALID_URL_SYNTAX"),
        ("a", {"baseUrl": "example.com/a?b=c"}, "params.baseUrl", "INVALID_URL_SYNTAX"),
        ("a", {"baseUrl": "http://me:pw@example.com"}, "params.baseUrl", "INVALID_URL_SYNTAX"),
        ("a", {"accessRights": "ANYBODY"}, "params.accessRights", "UNKNOWN_ENUM_VALUE"),
        ("a", {"type": "FTP"}, "params.type", "UNKNOWN_ENUM_VALUE"),
        (
            "a",
            {"additionalHeaders": {"X": ["a\r\nCookie: b"]}},
            "params.additionalHeaders.X",
            "CHARACTER_NOT_ALLOWED",
        ),
        ("a", {"additionalHeaders": {"X Y": ["a"]}}, "params.additionalHeaders.X Y", "CHARACTER_NOT_ALLOWED"),
        ("a", {"additionalHeaders": {"Host": ["a"]}}, "params.additionalHeaders.Host", "VALUE_NOT_ALLOWED"),
        ("a", {"additionalHeaders": {"X": ["a"] * 51}}, "params.additionalHeaders", "VALUE_NOT_ALLOWED"),
        (
            "a",
            {"additionalQueryArgs": {"assignmentId": ["1"]}},
            "params.additionalQueryArgs.assignmentId",
            "VALUE_NOT_ALLOWED",
        ),
    ],
)
async def test_what_cannot_be_registered(
    platform: Platform, server: OwnServer, name: str, params: dict[str, Any], field: str, code: str
) -> None:
    requester = await platform.requester()
    refused = await requester.call("POST", PATH, form(server, name, **params), status=400)
    assert refused["payload"][field]["code"] == code
    made = await requester.call("POST", PATH, form(server), status=201)
    change = {"name": name, "params": params}
    refused = await requester.call("PATCH", f"{PATH}/{made['id']}", change, status=400)
    assert refused["payload"][field]["code"] == code
    assert await requester.call("GET", PATH, status=200) == [made]
