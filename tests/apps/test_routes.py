"""The calls of apps: what they answer, list and refuse."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path
from typing import Any

import msgspec
import pytest

import official
from apps.scene import (
    FORM,
    IMAGES,
    PARAMETERS,
    PROJECTS,
    ROOT,
    SEARCH,
    SEARCHED,
    TEXTS,
    AppScene,
    scene_of,
    texts,
)
from http_client import Platform

RANGES: dict[str, Callable[[Any, Any], bool]] = {
    "gt": lambda one, other: one > other,
    "gte": lambda one, other: one >= other,
    "lt": lambda one, other: one < other,
    "lte": lambda one, other: one <= other,
}
ONE_KIND = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def faults(name: str, answer: Any) -> list[str]:
    return official.faults(name, answer, official.APPS)


@ONE_KIND
async def test_apps_are_listed_and_told_of(platform: Platform) -> None:
    requester = await platform.requester()
    listed = await requester.call("GET", f"{ROOT}/apps")
    assert faults("AppListResult", listed) == []
    assert [one["id"] for one in listed["content"]] == [TEXTS, SEARCH, IMAGES]
    for one in listed["content"]:
        app = await requester.call("GET", f"{ROOT}/apps/{one['id']}")
        # The page calls the examples of one app an object, its sample and the docs have the list of the list.
        assert [fault for fault in faults("AppResult", app) if not fault.startswith("examples")] == []
        assert {name: app[name] for name in one} == one
        assert app["output_spec"]["result"] == {"type": "array_string", "required": True}
    german = await requester.call("GET", f"{ROOT}/apps/{TEXTS}?lang=de")
    assert german["name"] == "Textklassifikation"
    assert (await requester.call("GET", f"{ROOT}/apps/{TEXTS}?lang=xx"))["name"] == "Text Classification"
    page = await requester.call("GET", f"{ROOT}/apps?sort=-id&limit=1&lang=ru")
    assert (page["content"][0]["name"], page["has_more"]) == ("Классификация изображений", True)
    for query, found in (
        (f"id_gt={TEXTS}", [SEARCH, IMAGES]),
        (f"id_gte={IMAGES}", [IMAGES]),
        (f"id_lt={SEARCH}", [TEXTS]),
        (f"id_lte={SEARCH}&sort=-id", [SEARCH, TEXTS]),
        (f"after_id={SEARCH}", [IMAGES]),
        (f"after_id={SEARCH}&sort=-id", [TEXTS]),
    ):
        page = await requester.call("GET", f"{ROOT}/apps?{query}")
        assert [one["id"] for one in page["content"]] == found, query
    for path in ("apps?after_id=x", "apps?sort=name", "apps?limit=0"):
        assert (await requester.call("GET", f"{ROOT}/{path}", status=400))["code"] == "VALIDATION_ERROR"
    assert (await requester.call("GET", f"{ROOT}/apps/x", status=404))["code"] == "DOES_NOT_EXIST"


@ONE_KIND
@pytest.mark.parametrize("platform_settings", [{"fee_percent": 50}])
async def test_a_price_has_the_fee_in_it(platform: Platform) -> None:
    scene = await scene_of(platform, balance="1")
    assert (await scene.requester.call("GET", f"{ROOT}/apps/{TEXTS}"))["default_item_price"] == 0.09
    batch_id = await scene.batch("one")
    assert (await scene.get(batch_id))["cost"] == 0.09
    pool_id = (await scene.post(batch_id, "start"))["pool_id"]
    for worker in await scene.workers("ann", "ben", "cid"):
        await scene.work(worker, pool_id)
    assert (await scene.requester.call("GET", "/api/v1/requester"))["balance"] == 0.91


async def test_an_app_project_is_a_project(platform: Platform) -> None:
    scene = await scene_of(platform)
    made = scene.project
    assert faults("AppProject", made) == []
    assert (made["status"], made["parameters"], made["item_price"]) == ("READY", PARAMETERS, 0.06)
    assert (made["app"], made["parent_app_project_id"]) == ({"id": TEXTS, "name": "Text Classification"}, "")
    assert await scene.requester.call("GET", scene.path) == made
    project = await scene.requester.call("GET", f"/api/v1/projects/{made['project_id']}")
    assert project["task_spec"]["output_spec"]["result"]["allowed_values"] == ["OK", "BAD"]
    assert project["task_spec"]["input_spec"]["id"]["hidden"] is True
    assert "There are errors &lt;in&gt; the text" in project["public_instructions"]
    view = project["task_spec"]["view_spec"]
    config = msgspec.json.decode(view["config"])
    assert [one["label"] for one in config["view"]["items"][-1]["options"]] == ["Correct", "Mistake"]
    assert view["lock"].keys() == {"core", *_components(config)}

    clone = {"parent_app_project_id": made["id"], "name": "Clone"}
    cloned = await scene.requester.call("POST", PROJECTS, clone, status=200)
    assert (cloned["parent_app_project_id"], cloned["name"], cloned["parameters"]) == (
        made["id"],
        "Clone",
        PARAMETERS,
    )
    assert cloned["project_id"] != made["project_id"]
    searched = await scene.requester.call("POST", PROJECTS, SEARCHED, status=200)
    assert faults("AppProject", searched) == []


def _components(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for one in part:
            yield from _components(one)
    elif isinstance(part, dict):
        if "." in part.get("type", "") and not part["type"].startswith("data."):
            yield part["type"]
        for one in part.values():
            yield from _components(one)


@ONE_KIND
async def test_what_is_wrong_with_an_app_project_is_named(platform: Platform) -> None:
    requester = await platform.requester()
    two = PARAMETERS["instruction_classes"]
    for form, expected in (
        ({}, {"app_id": "VALUE_REQUIRED"}),
        ({"app_id": "x"}, {"app_id": "ENTITY_DOES_NOT_EXIST"}),
        ({"parent_app_project_id": "x"}, {"parent_app_project_id": "ENTITY_DOES_NOT_EXIST"}),
        ({"app_id": 5}, {"app_id": "STRING_EXPECTED"}),
        (
            {"app_id": SEARCH, "parameters": {}},
            {
                f"parameters.{name}": "VALUE_REQUIRED"
                for name in ("default_language", "name", "instruction_classes")
            },
        ),
        (
            {**FORM, "parameters": {**PARAMETERS, "option_other": "no"}},
            {"parameters.option_other": "BOOLEAN_EXPECTED"},
        ),
        (
            {**FORM, "parameters": {**PARAMETERS, "name": " "}},
            {"parameters.name": "BLANK_STRING_NOT_ALLOWED"},
        ),
        (
            {**FORM, "parameters": {**PARAMETERS, "default_language": "??"}},
            {"parameters.default_language": "INVALID_VALUE"},
        ),
        (
            {
                **FORM,
                "parameters": {**PARAMETERS, "instruction_classes": [two[0]], "instruction_examples": []},
            },
            {"parameters.instruction_classes": "ARRAY_SIZE_LESS_THAN_MIN"},
        ),
        (
            {**FORM, "parameters": {**PARAMETERS, "instruction_classes": [two[0], two[0]]}},
            {
                "parameters.instruction_classes.1.label": "DUPLICATE_VALUE_IN_ARRAY",
                "parameters.instruction_classes.1.value": "DUPLICATE_VALUE_IN_ARRAY",
                "parameters.instruction_examples.1.label": "INVALID_VALUE",
            },
        ),
        (
            {**FORM, "parameters": {**PARAMETERS, "instruction_classes": [{"label": "x"}, *two]}},
            {
                "parameters.instruction_classes.0.value": "VALUE_REQUIRED",
                "parameters.instruction_classes.0.description": "VALUE_REQUIRED",
            },
        ),
    ):
        answer = await requester.call("POST", PROJECTS, form, status=400)
        assert faults("RequestError", answer) == []
        assert {path: error["code"] for path, error in answer["payload"].items()} == expected
    assert (await requester.call("GET", PROJECTS))["content"] == []
    assert (await requester.call("GET", "/api/v1/projects"))["items"] == []


@ONE_KIND
async def test_wrong_items_are_named_by_position(platform: Platform) -> None:
    scene = await scene_of(platform, SEARCHED)
    good = {"id": "1", "query": "q", "website_url": "https://x.example"}
    wrong = [
        {"query": "q", "screenshot_url": "nowhere"},
        good,
        {"website_url": "https://x.example"},
        {"query": "q"},
    ]
    expected = {
        "input_data.0.screenshot_url": "INVALID_URL_SYNTAX",
        "input_data.2.query": "VALUE_REQUIRED",
        "input_data.3.website_url": "VALUE_REQUIRED",
    }
    for path, body in (("batches", {}), ("items/bulk", {}), ("batches/sync", {})):
        answer = await scene.call("POST", f"/{path}", {"items": wrong, **body}, status=400)
        assert faults("RequestError", answer) == []
        assert {path: error["code"] for path, error in answer["payload"].items()} == expected
    assert (await scene.items(), (await scene.call("GET", "/batches"))["content"]) == ([], [])
    made = await scene.call("POST", "/batches", {"items": wrong, "ignore_errors": True})
    assert faults("Batch", made) == []
    assert made["items_count"] == 1
    last = made["last_items_import"]
    assert (last["records_count"], last["records_processed"], last["records_skipped"]) == (4, 4, 3)
    assert {path: error["code"] for path, error in last["errors"].items()} == expected
    assert made["validation_errors"] == last["errors"]
    body = {"items": wrong, "ignore_errors": True, "batch_id": made["id"]}
    ids = await scene.call("POST", "/items/bulk", body)
    assert faults("ItemsBulkCreateResponse", ids) == []
    assert len(ids) == 1
    answer = await scene.call("POST", "/items/bulk", {"items": wrong, "ignore_errors": True}, status=400)
    assert list(answer["payload"]) == ["ignore_errors"]
    single = {"batch_id": made["id"], "input_data": {"query": 1, "color": "red"}}
    answer = await scene.call("POST", "/items", single, status=400)
    assert {path: error["code"] for path, error in answer["payload"].items()} == {
        "input_data.query": "STRING_EXPECTED",
        "input_data.color": "VALUE_NOT_ALLOWED",
        "input_data.website_url": "VALUE_REQUIRED",
    }
    for path in ("batches", "items/bulk", "batches/sync"):
        answer = await scene.call("POST", f"/{path}", {"items": [good] * 10_001}, status=413)
        assert answer["code"] == "ENTITY_TOO_LARGE"
    for body in ({"items": [5]}, {"items": None}, []):
        await scene.call("POST", "/items/bulk", body, status=400)


async def test_what_is_anothers_is_not_there(platform: Platform) -> None:
    scene, other = await scene_of(platform), await platform.requester()
    batch_id = await scene.batch("one")
    (item,) = await scene.items()
    mine, second = AppScene(platform, other, scene.project), await scene_of(platform)
    body = {"items": texts("two"), "input_data": {"text": "x"}}
    for method, path in (
        ("GET", ""),
        ("POST", "/archive"),
        ("POST", "/unarchive"),
        ("GET", "/items"),
        ("POST", "/items"),
        ("POST", "/items/bulk"),
        ("GET", f"/items/{item['id']}"),
        ("GET", "/batches"),
        ("POST", "/batches"),
        ("POST", "/batches/sync"),
        ("GET", f"/batches/{batch_id}"),
        ("PATCH", f"/batches/{batch_id}"),
        *(
            ("POST", f"/batches/{batch_id}/{verb}")
            for verb in ("start", "stop", "resume", "archive", "unarchive")
        ),
    ):
        sent = body if method != "GET" else None
        answer = await mine.call(method, path, sent, status=404)
        assert (answer["code"], faults("RequestError", answer)) == ("DOES_NOT_EXIST", [])
        if batch_id in path or item["id"] in path:
            await second.call(method, path, sent, status=404)
    await second.call("POST", "/items", {**body, "batch_id": batch_id}, status=404)
    assert (await other.call("GET", PROJECTS))["content"] == []
    worker = await platform.worker()
    for path in (PROJECTS, f"{ROOT}/apps", f"{ROOT}/apps/{TEXTS}", f"{scene.path}/items"):
        assert (await worker.call("GET", path, status=403))["code"] == "ACCESS_DENIED"
        assert (await platform.anonymous.call("GET", path, status=401))["code"] == "AUTHENTICATION_ERROR"
    assert (await worker.call("POST", f"{scene.path}/items/bulk", {}, status=403))["code"] == "ACCESS_DENIED"


async def test_lists_filter_sort_and_go_on_behind_a_row(platform: Platform) -> None:
    scene = await scene_of(platform.sandbox)
    await platform.advance(1)
    for name, form in (
        ("b", FORM),
        ("a", SEARCHED),
        ("c", {**FORM, "parent_app_project_id": scene.project["id"]}),
    ):
        await scene.requester.call("POST", PROJECTS, {**form, "name": name}, status=200)
        await platform.advance(1)
    first = await scene.batch("one", "two", name="z")
    await platform.advance(1)
    await scene.batch("three", name="y")
    await scene.batch("four", name="y")
    await scene.post(first, "start")
    lists = {
        PROJECTS: ("AppProjectListResult", ("id", "name", "created"), ("id", "name", "created")),
        f"{scene.path}/batches": (
            "BatchListResult",
            ("id", "name", "created_at"),
            ("id", "name", "created", "status"),
        ),
        f"{scene.path}/items": ("ItemListResult", ("id", "created_at"), ("id", "created", "status")),
    }
    for path, (schema, ranged, sorted_by) in lists.items():
        every = await scene.requester.call("GET", path)
        assert faults(schema, every) == []
        rows = every["content"]
        assert len(rows) >= 3
        await _check_ranges(scene, path, rows, ranged)
        await _check_orders(scene, path, rows, sorted_by)
    for query, names in (
        (f"app_id={SEARCH}", ["a"]),
        (f"parent_app_project_id={scene.project['id']}", ["c"]),
        ("status=READY&sort=name", ["Errors", "a", "b", "c"]),
        ("status=ARCHIVED", []),
        ("status=CREATING&scope=MY", []),
        ("scope=COMPANY&sort=-name&limit=1", ["c"]),
        (f"scope=REQUESTER_LIST&requester_ids=x,{scene.requester.id}&app_id={SEARCH}", ["a"]),
        ("scope=REQUESTER_LIST&requester_ids=x", []),
    ):
        page = await scene.requester.call("GET", f"{PROJECTS}?{query}")
        assert [one["name"] for one in page["content"]] == names, query
    assert len(await scene.items(f"batch_id={first}")) == 2
    assert await scene.items("status=COMPLETED") == []
    assert len(await scene.items("status=PROCESSING")) == 2
    assert [one["name"] for one in (await scene.call("GET", "/batches?status=NEW"))["content"]] == ["y", "y"]
    for path in (
        "/batches?status=x",
        "/items?sort=name",
        "/items?after_id=x",
        "/items?created_gt=x",
        "/items?limit=x",
    ):
        await scene.call("GET", path, status=400)
    await scene.requester.call("GET", f"{PROJECTS}?scope=ALL", status=400)


async def _check_ranges(
    scene: AppScene, path: str, rows: list[dict[str, Any]], names: tuple[str, ...]
) -> None:
    for name in names:
        middle = sorted(row[name] for row in rows)[1]
        for suffix, holds in RANGES.items():
            query = f"{name.removesuffix('_at')}_{suffix}={middle}"
            page = await scene.requester.call("GET", f"{path}?{query}")
            expected = [row["id"] for row in rows if holds(row[name], middle)]
            assert [one["id"] for one in page["content"]] == expected, query


async def _check_orders(
    scene: AppScene, path: str, rows: list[dict[str, Any]], names: tuple[str, ...]
) -> None:
    """Pages of two, each begun behind the last row of the one before, are the whole list in order."""
    for pair in permutations([sign + name for name in names for sign in ("", "-")], 2):
        if pair[0].strip("-") == pair[1].strip("-"):
            continue
        expected = sorted(rows, key=lambda row: row["id"])
        for part in reversed(pair):
            name = part.removeprefix("-")
            key = "created_at" if name == "created" and "created_at" in rows[0] else name
            expected.sort(key=lambda row, key=key: row[key], reverse=part.startswith("-"))
        found: list[str] = []
        while True:
            after = f"&after_id={found[-1]}" if found else ""
            page = await scene.requester.call("GET", f"{path}?sort={','.join(pair)}&limit=2{after}")
            found += [one["id"] for one in page["content"]]
            if not page["has_more"]:
                break
        assert found == [row["id"] for row in expected], (path, pair)


@ONE_KIND
async def test_answers_are_as_the_official_page_says(platform: Platform) -> None:
    scene = await scene_of(platform)
    made = await scene.call(
        "POST", "/batches", {"items": texts("one", "two"), "name": "Test", "priority_order": "ONE"}
    )
    assert faults("Batch", made) == []
    started = await scene.post(made["id"], "start")
    assert faults("Batch", started) == []
    assert {"eta", "app_project_eta", "started_at"} <= started.keys()
    assert len(started["current_time"]) in (19, 23)
    sync = await scene.call("POST", "/batches/sync", {"items": texts("three")})
    assert faults("BatchSyncResponse", sync) == []
    assert faults("Batch", sync) == []
    item = await scene.call("POST", "/items", {"batch_id": made["id"], "input_data": {"text": "four"}})
    assert faults("Item", item) == []
    assert faults("Item", await scene.call("GET", f"/items/{item['id']}")) == []
    assert faults("Batch", await scene.call("PATCH", f"/batches/{made['id']}", {"name": "x"})) == []
    assert faults("AppProject", await scene.requester.call("GET", scene.path)) == []


def test_every_call_and_field_of_the_official_page_is_described() -> None:
    from importlib import util

    script = Path(__file__).parents[2] / "scripts" / "api_coverage.py"
    places = [above / "shared" / "spec" / official.APPS for above in Path(__file__).parents[3:]]
    place = next(filter(Path.exists, places), None)
    if place is None:
        pytest.skip("the official page is not beside the checkout (../shared)")
    spec = util.spec_from_file_location("api_coverage", script)
    assert spec is not None
    assert spec.loader is not None
    coverage = util.module_from_spec(spec)
    spec.loader.exec_module(coverage)
    theirs = coverage.operations_of(msgspec.json.decode(place.read_bytes()))
    ours = coverage.operations_of(coverage._own_document(), ROOT)
    rows = coverage.compare(theirs, ours)
    assert len(rows) == 21
    assert [row.call for row in rows if row.ours is None] == []
    assert coverage.missing(rows) == "nothing"
