"""What clients ask of an environment before they have a token."""

from __future__ import annotations

import pytest

from http_client import Platform

LANGUAGES = {
    "AR": "30724",
    "DE": "26377",
    "EN": "26366",
    "ES": "32346",
    "FR": "26711",
    "HE": "44954",
    "HU": "54378",
    "ID": "39821",
    "JA": "26513",
    "PT": "26714",
    "RU": "26296",
    "SV": "29789",
    "UK": "48836",
    "ZH-HANS": "44742",
}


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("environment", ["production", "sandbox"])
async def test_it_pairs_verified_languages_with_their_skills(platform: Platform, environment: str):
    side = platform.sandbox if environment == "sandbox" else platform
    answer = await side.anonymous.call("GET", "/api/env", status=200)
    pairs = answer["config"]["public_verifiedLanguages"]
    assert dict(zip(pairs[::2], pairs[1::2], strict=True)) == LANGUAGES


async def test_the_skills_are_there_global_and_read_only(platform: Platform):
    requester = await platform.requester()
    listed = await requester.call("GET", "/api/v1/skills?global=true")
    assert {skill["id"] for skill in listed["items"]} == set(LANGUAGES.values())
    english = next(skill for skill in listed["items"] if skill["id"] == LANGUAGES["EN"])
    assert english["global"] is True
    path = f"/api/v1/skills/{english['id']}"
    await requester.call("PUT", path, {"name": "Mine now"}, status=404)
    assert await requester.call("GET", path) == english
