"""PostgreSQL keeps no NUL in a text: whatever holds one is refused in words, on both databases alike."""

from __future__ import annotations

import pytest

from http_client import Platform


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("skills?name=a%00b", "name"),
        ("projects?owner=%00&limit=1", "owner"),
        ("operations?id_gt=%00", "id_gt"),
        ("operations?type=POOL.OPEN,%00", "type"),
    ],
)
async def test_a_parameter_is_refused_by_its_name(platform: Platform, path: str, wrong: str):
    requester = await platform.requester()
    answer = await requester.call("GET", f"/api/v1/{path}", status=400)
    assert answer["payload"][wrong]["code"] == "CHARACTER_NOT_ALLOWED"


@pytest.mark.parametrize("kind", ["tasks", "task-suites", "assignments", "operations", "pools", "skills"])
async def test_an_id_with_one_is_nobodys(platform: Platform, kind: str):
    requester = await platform.requester()
    answer = await requester.call("GET", f"/api/v1/{kind}/a%00b", status=404)
    assert answer["code"] == "DOES_NOT_EXIST"


async def test_a_field_is_refused_by_its_path(platform: Platform):
    requester = await platform.requester()
    answer = await requester.call("POST", "/api/v1/skills", {"name": "a\0b"}, status=400)
    assert answer["payload"]["name"]["code"] == "CHARACTER_NOT_ALLOWED"
    named = {"name": "good", "public_name": {"EN": "a\0b"}}
    answer = await requester.call("POST", "/api/v1/skills", named, status=400)
    assert answer["payload"]["public_name.EN"]["code"] == "CHARACTER_NOT_ALLOWED"


async def test_words_that_only_look_like_one_are_kept(platform: Platform):
    requester = await platform.requester()
    made = await requester.call("POST", "/api/v1/skills", {"name": r"a\u0000b"}, status=201)
    assert made["name"] == r"a\u0000b"
