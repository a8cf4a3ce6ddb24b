"""A worker reads a project in their own language, as far as it was translated."""

from __future__ import annotations

from typing import Any

import pytest

from http_client import Client, Platform
from talka.http.languages import languages_of

VIEW = {
    "type": "tb",
    "config": '{"view": {"type": "view.text", "content": {"type": "helper.translate", "key": "ask"}}}',
    "lock": {"core": "1.0.0"},
    "localizationConfig": {
        "keys": [{"key": "ask", "defaultValue": "What is it?"}, {"key": "go", "defaultValue": "Go"}]
    },
}
GERMAN = {
    "language": "DE",
    "public_name": {"value": "Bilder", "source": "REQUESTER"},
    "public_instructions": {"value": "Genau hinsehen", "source": "REQUESTER"},
    "tb_view_spec": {"keys": [{"key": "ask", "value": "Was ist das?", "source": "REQUESTER"}]},
}
PROJECT = {
    "public_name": "Pictures",
    "public_description": "Say what it is",
    "public_instructions": "Look closely",
    "task_spec": {
        "input_spec": {},
        "output_spec": {"r": {"type": "string", "required": False}},
        "view_spec": VIEW,
    },
    "localization_config": {"default_language": "EN", "additional_languages": [GERMAN]},
}
HINT = {
    "default_language": "EN",
    "additional_languages": [
        {"language": "DE", "message_on_unknown_solution": {"value": "Es ist ein Hund", "source": "REQUESTER"}}
    ],
}


@pytest.mark.parametrize(
    ("header", "languages"),
    [
        (None, ()),
        ("de-AT,de;q=0.9,en;q=0.5", ("DE-AT", "DE", "EN")),
        ("en;q=0.2, ru", ("RU", "EN")),
        ("zh-Hans-CN", ("ZH-HANS-CN", "ZH-HANS", "ZH")),
        ("*;q=0.1, fr;q=0, es", ("ES",)),
        ("nonsense!!, de;q=9", ()),
    ],
)
def test_a_header_names_languages_in_order(header: str | None, languages: tuple[str, ...]):
    assert languages_of(header) == languages


async def take(platform: Platform, language: str) -> tuple[Client, Any, Any]:
    """A worker who reads this, their list's only item, and its page."""
    requester = await platform.requester()
    project = await requester.call("POST", "/api/v1/projects", PROJECT, status=201)
    await open_pool(requester, project["id"])
    worker = await platform.worker()
    worker.headers["Accept-Language"] = language
    (item,) = (await worker.call("GET", "/api/worker/v1/tasks", status=200))["items"]
    page = await worker.call("POST", f"/api/worker/v1/pools/{item['pool_id']}/assignments", status=201)
    return worker, item, page


async def open_pool(requester: Client, project_id: str) -> None:
    form = {
        "project_id": project_id,
        "private_name": "pool",
        "will_expire": "2099-01-01T00:00:00",
        "reward_per_assignment": 0.01,
        "assignment_max_duration_seconds": 600,
        "defaults": {"default_overlap_for_new_task_suites": 1},
    }
    pool_id = (await requester.call("POST", "/api/v1/pools", form, status=201))["id"]
    task = {
        "input_values": {},
        "known_solutions": [{"output_values": {"r": "dog"}}],
        "message_on_unknown_solution": "It is a dog",
        "localization_config": HINT,
    }
    suite = {"pool_id": pool_id, "overlap": 1, "tasks": [task]}
    await requester.call("POST", "/api/v1/task-suites", suite, status=201)
    await requester.call("POST", f"/api/v1/pools/{pool_id}/open", status=202)


async def test_what_is_translated_is_shown_in_the_worker_s_language(platform: Platform):
    _, item, page = await take(platform, "de-CH, en;q=0.5")

    assert (item["project_name"], item["project_description"]) == ("Bilder", "Say what it is")
    assert (page["project_name"], page["instructions"]) == ("Bilder", "Genau hinsehen")
    assert page["view_spec"]["localizationConfig"]["keys"] == [
        {"key": "ask", "defaultValue": "Was ist das?"},
        {"key": "go", "defaultValue": "Go"},
    ]


@pytest.mark.parametrize("language", ["en, de;q=0.9", "fr"])
async def test_the_source_is_shown_to_who_likes_it_better_or_reads_neither(platform: Platform, language: str):
    _, item, page = await take(platform, language)

    assert (item["project_name"], page["instructions"]) == ("Pictures", "Look closely")
    assert page["view_spec"]["localizationConfig"] == VIEW["localizationConfig"]


@pytest.mark.parametrize(("language", "hint"), [("de", "Es ist ein Hund"), ("es", "It is a dog")])
async def test_a_hint_comes_in_the_worker_s_language(platform: Platform, language: str, hint: str):
    worker, _, page = await take(platform, language)
    address = f"/api/worker/v1/assignments/{page['id']}"

    answer = await worker.call(
        "POST", f"{address}/submit", {"solutions": [{"output_values": {"r": "cat"}}]}, status=200
    )

    assert [mistake["hint"] for mistake in answer["mistakes"]] == [hint]
    assert [mistake["hint"] for mistake in (await worker.call("GET", address, status=200))["mistakes"]] == [
        hint
    ]
