"""Requests that are no call of the API: unknown routes, other methods, strange paths."""

from __future__ import annotations

import pytest

import contract
from http_client import Platform

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


async def test_a_method_that_a_path_has_not_is_refused_with_those_that_it_has(platform: Platform) -> None:
    requester = await platform.requester()
    for path in {one.path for one in contract.own_page().operations}:
        known = {one.method for one in contract.own_page().operations if one.path == path}
        for method in [one for one in METHODS if one not in known]:
            answer = await requester.request(method, path.replace("{", "").replace("}", ""))
            # A path with a parameter may be another's too: /colours/{id} is also /colours/red.
            assert answer.status_code in {404, 405} or answer.status_code == 400, (method, path)
            if answer.status_code == 405:
                assert answer.json()["code"] == "METHOD_NOT_ALLOWED"
                assert known <= set(answer.headers["allow"].replace(" ", "").split(",")), (method, path)


@pytest.mark.parametrize("method", [*METHODS, "TRACE", "PROPFIND"])
@pytest.mark.parametrize(
    "path",
    [
        "/api",
        "/api/v1",
        "/api/v1/colours",
        "/api/v1/pools/1/2/3",
        "/api/v9/pools",
        "/api/v1/%00",
        "/api/v1/\u732b",
    ],
)
async def test_a_route_that_is_not_there(platform: Platform, method: str, path: str) -> None:
    answer = await platform.anonymous.request(method, path)
    assert answer.status_code in {404, 405}
    assert set(answer.json()) == {"code", "message", "request_id"}


@pytest.mark.parametrize(
    "text",
    ["\\ud800", "\\udc00\\ud800", "a\\u0000", "\\u0000"],
    ids=["half", "turned", "nul at the end", "nul"],
)
async def test_texts_that_no_database_keeps(platform: Platform, text: str) -> None:
    """In a field that is read, and (half a character) in one that nobody reads but that is stored as sent."""
    requester = await platform.requester()
    headers = {"content-type": "application/json"}
    body = f'{{"name": "{text}"}}'.encode()
    answer = await requester.post("/api/v1/skills", content=body, headers=headers)
    assert answer.status_code == 400
    unread = f'{{"pool_id": "1", "input_values": {{}}, "note": "{text}"}}'.encode()
    answer = await requester.post("/api/v1/tasks", content=unread, headers=headers)
    assert answer.status_code == 400
