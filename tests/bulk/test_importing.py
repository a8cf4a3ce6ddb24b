"""Files of tasks: what they become, and what is told of wrong ones."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest

import official
from bulk.scene import EVERYTHING, ended, log, make_pool, send, sheet, suites, tasks
from http_client import Client, Platform
from talka.kernel.ids import new_uuid

HEADER = "INPUT:image\tINPUT:comment\tGOLDEN:result\tHINT:text\tTASK:overlap\n"


async def test_a_file_of_tasks_becomes_tasks(platform: Platform) -> None:
    requester = await platform.requester()
    pool_id = await make_pool(requester)
    operation = await send(
        requester,
        pool_id,
        HEADER
        + "https://a/1\tHi\t\t\t\n"
        + 'https://a/2\t"Text with ""quotes"", a \ttab\nand a line"\tcat\t\t5\n'
        + "\n"
        + "https://a/3\t\tdog\tIt barks\t\r\n",
    )
    assert (operation["status"], operation["type"], operation["progress"]) == (
        "SUCCESS",
        "TASK.BATCH_CREATE",
        100,
    )
    assert operation["details"] == {
        "items_count": 3,
        "total_count": 3,
        "valid_count": 3,
        "not_valid_count": 0,
        "success_count": 3,
        "failed_count": 0,
    }
    assert operation["parameters"] == {
        "skip_invalid_items": False,
        "allow_defaults": True,
        "open_pool": False,
        "pool_id": pool_id,
        "format": "tsv",
    }
    first, second, third = await tasks(requester, pool_id)
    assert first["input_values"] == {"image": "https://a/1", "comment": "Hi"}
    assert (first["overlap"], second["overlap"]) == (2, 5)
    assert second["input_values"]["comment"] == 'Text with "quotes", a \ttab\nand a line'
    assert second["known_solutions"] == [{"output_values": {"result": "cat"}, "correctness_weight": 1}]
    assert third["input_values"] == {"image": "https://a/3"}
    assert third["message_on_unknown_solution"] == "It barks"
    assert official.faults("TaskViewV1", third) == []
    lines = await log(requester, operation)
    assert [(line["type"], line["output"]["task_id"]) for line in lines] == [
        ("TASK_CREATE", one["id"]) for one in (first, second, third)
    ]


JSON_TASKS: list[dict[str, Any]] = [
    {"input_values": {"image": "https://a/1", "comment": "x,y"}},
    {"input_values": {"image": "https://a/2"}, "known_solutions": [{"output_values": {"result": "cat"}}]},
]
ROWS = [
    ["INPUT:image", "INPUT:comment", "GOLDEN:result"],
    ["https://a/1", "x,y", None],
    ["https://a/2", None, "cat"],
]
FILES = {
    "tsv": "INPUT:image\tINPUT:comment\tGOLDEN:result\nhttps://a/1\tx,y\t\nhttps://a/2\t\tcat".encode(
        "utf-8-sig"
    ),
    "csv": b'INPUT:image,INPUT:comment,GOLDEN:result\r\nhttps://a/1,"x,y",\r\nhttps://a/2,,cat\r\n',
    "json": json.dumps(JSON_TASKS, indent=2).encode("utf-8-sig"),
    "jsonl": "\n\n".join(map(json.dumps, JSON_TASKS)).encode(),
    "xlsx": sheet(ROWS),
}
OLD_JSON = [
    {"INPUT:image": "https://a/1", "INPUT:comment": "x,y"},
    {"INPUT:image": "https://a/2", "GOLDEN:result": "cat"},
]


@pytest.mark.parametrize(
    ("form", "content"),
    [
        *FILES.items(),
        *((form, gzip.compress(FILES[form])) for form in ("tsv", "jsonl")),
        ("json", json.dumps(OLD_JSON).encode()),
    ],
    ids=[*FILES, "tsv.gz", "jsonl.gz", "old json"],
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_every_form_says_the_same(platform: Platform, form: str, content: bytes) -> None:
    requester = await platform.requester()
    pool_id = await make_pool(requester)
    operation = await send(requester, pool_id, content, form)
    assert operation["status"] == "SUCCESS", await log(requester, operation)
    first, second = await tasks(requester, pool_id)
    assert (first["input_values"], second["input_values"]) == (
        {"image": "https://a/1", "comment": "x,y"},
        {"image": "https://a/2"},
    )
    assert second["known_solutions"][0]["output_values"] == {"result": "cat"}


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_cells_are_read_by_the_types_of_their_fields(platform: Platform) -> None:
    """The examples of the guide."""
    requester = await platform.requester()
    pool_id = await make_pool(requester, EVERYTHING)
    cells = {
        "integer": ("1", 1),
        "float": ("2.3", 2.3),
        "boolean": ("TRUE", True),
        "coordinates": ("22.3341,32.32", "22.3341,32.32"),
        "json": (
            '"{""title"":""banner"",""links"":[""https://a"",""https://b""]}"',
            {"title": "banner", "links": ["https://a", "https://b"]},
        ),
        "array_integer": ("1,2", [1, 2]),
        "array_float": ("1,2.3", [1, 2.3]),
        "array_string": (
            '"Hi,Very nice,""This, but"",Text with ""quotes"".,a\\, b,""Text with """"quotes"""" and ,"""',
            ["Hi", "Very nice", "This, but", 'Text with "quotes".', "a, b", 'Text with "quotes" and ,'],
        ),
        "array_url": ('"https://a,https://b"', ["https://a", "https://b"]),
        "array_boolean": ("true,false,true", [True, False, True]),
        "array_coordinates": ('"""22.3341,32.32"",""22.3341,32.32"""', ["22.3341,32.32", "22.3341,32.32"]),
        "array_json": ('"{""a"":1\\,""b"":2},{""a"":[1\\,2]}"', [{"a": 1, "b": 2}, {"a": [1, 2]}]),
    }
    header = "\t".join(f"INPUT:{name}" for name in cells)
    row = "\t".join(cell for cell, _ in cells.values())
    operation = await send(requester, pool_id, f"{header}\n{row}\n")
    assert operation["status"] == "SUCCESS", await log(requester, operation)
    (task,) = await tasks(requester, pool_id)
    assert task["input_values"] == {name: value for name, (_, value) in cells.items()}


WRONG = (
    "INPUT:image\tINPUT:comment\tGOLDEN:result\tTASK:overlap\n"
    "https://a/1\tfine\t\t\n"
    "\tno image\t\t\n"
    'ftp://a/2\t"two\nlines"\thorse\tmany\n'
    "https://a/3\ttoo few\n"
    "https://a/4\tfine\t\t\n"
)


async def test_each_wrong_row_is_told_by_line_and_column_and_nothing_is_created(platform: Platform) -> None:
    requester = await platform.requester()
    pool_id = await make_pool(requester)
    operation = await send(requester, pool_id, WRONG)
    assert operation["status"] == "FAIL"
    counts = operation["details"]
    assert (
        counts["total_count"],
        counts["valid_count"],
        counts["success_count"],
        counts["failed_count"],
    ) == (5, 2, 0, 5)
    lines = await log(requester, operation)
    found = {
        line["input"]["line"]: {key: one["code"] for key, one in line["output"].items()} for line in lines
    }
    assert found == {
        3: {"INPUT:image": "VALUE_REQUIRED"},
        4: {"TASK:overlap": "INTEGER_EXPECTED"},
        6: {"": "ARRAY_SIZE_OUT_OF_BOUNDS"},
    }
    assert lines[0]["output"]["INPUT:image"]["message"].startswith("Line 3, INPUT:image: ")
    assert lines[0]["input"]["row"]["INPUT:comment"] == "no image"
    assert not any(line["success"] for line in lines)
    assert await tasks(requester, pool_id) == []


async def test_sound_rows_are_created_where_the_wrong_ones_are_to_be_skipped(platform: Platform) -> None:
    requester = await platform.requester()
    pool_id = await make_pool(requester)
    operation = await send(requester, pool_id, WRONG, skip_invalid_items=True, open_pool=True)
    assert operation["status"] == "SUCCESS"
    assert operation["details"]["success_count"] == 2
    assert operation["details"]["not_valid_count"] == 3
    assert [one["input_values"]["image"] for one in await tasks(requester, pool_id)] == [
        "https://a/1",
        "https://a/4",
    ]
    lines = await log(requester, operation)
    assert [line["success"] for line in lines] == [True, True, False, False, False]
    assert (await requester.call("GET", f"/api/v1/pools/{pool_id}"))["status"] == "OPEN"


@pytest.mark.parametrize(
    ("form", "content", "words"),
    [
        ("tsv", b"\n\n", "The file is empty"),
        ("tsv", b"INPUT:image\n", "There are no tasks in the file"),
        ("tsv", b"INPUT:image\tINPUT:image\nhttps://a\thttps://b\n", "INPUT:image is there twice"),
        ("tsv", b"INPUT:image\tINPUT:picture\nhttps://a\tb\n", "the project has no field INPUT:picture"),
        ("tsv", b"INPUT:image\tcomment\nhttps://a\tb\n", "comment is none of INPUT:field"),
        ("tsv", b"INPUT:image\t\nhttps://a\tb\n", "Column 2: it has no name"),
        ("tsv", b"INPUT:comment\nhi\n", "There is no column INPUT:image"),
        ("csv", b"INPUT:image\tINPUT:comment\nhttps://a\tb\n", "is the file TSV?"),
        (
            "tsv",
            "INPUT:image\tINPUT:comment\nhttps://a\tnaïve\n".encode("cp1252"),
            "Line 2 is not text in UTF-8",
        ),
        ("tsv", "INPUT:image\nhttps://a\n".encode("utf-16"), "UTF-16"),
        (
            "tsv",
            b'INPUT:image\nhttps://a\n"https://b\nhttps://c\n',
            "beginning on line 3 and ending on line 4",
        ),
        ("tsv", b"INPUT:image\nhttps://a\nhttps://\0b\n", "Line 3 holds the character NUL"),
        ("tsv", b"\x89PNG\r\n\x1a\n" + bytes(50), "a binary file of another kind"),
        ("tsv", sheet([["INPUT:image"]]), "a binary file of another kind"),
        ("tsv", gzip.compress(b"INPUT:image\nhttps://a\n")[:-9], "cannot be unpacked"),
        ("xlsx", b"INPUT:image\nhttps://a\n", "no workbook"),
        ("xlsx", b"PK\x03\x04" + bytes(200), "no workbook"),
        ("json", b"[{]", "Line 1: not JSON"),
        ("json", b'[{"input_values": {}},\n{"input_values": {}', "Line 2: not JSON"),
        ("json", b'[{"input_values": {"image": "https://a"}}\n{}]', "Line 2: a comma"),
        ("json", b"[]", "There are no tasks in the file"),
        ("json", b'[{"input_values": {"image": "https://a"}}] x', "behind the end"),
        ("json", b"[" * 200_000, "nested too deeply"),
        ("json", b'[{"input_values": "\xff"}]', "not text in UTF-8"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_file_that_is_none_is_refused_in_words(
    platform: Platform, form: str, content: bytes, words: str
) -> None:
    requester = await platform.requester()
    pool_id = await make_pool(requester)
    operation = await send(requester, pool_id, content, form, skip_invalid_items=True)
    assert operation["status"] == "FAIL"
    assert operation["details"]["code"] == "INVALID_FILE"
    assert words in operation["details"]["message"]
    assert await tasks(requester, pool_id) == []


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_wrong_objects_are_told_by_their_lines(platform: Platform) -> None:
    requester = await platform.requester()
    pool_id = await make_pool(requester)
    content = (
        '{"input_values": {"image": "https://a/1"}}\n'
        "{oops\n"
        '{"input_values": {"image": 5}, "pool_id": "1"}\n'
        '{"input_values": {"image": 5}}\n'
        "[1]\n"
        '{"INPUT:image": "https://a/2", "INPUT:nothing": 1}\n'
    )
    operation = await send(requester, pool_id, content, "jsonl", skip_invalid_items=True)
    lines = [line for line in await log(requester, operation) if not line["success"]]
    found = {
        line["input"]["line"]: {key: one["code"] for key, one in line["output"].items()} for line in lines
    }
    assert found == {
        2: {"": "JSON_EXPECTED"},
        3: {"pool_id": "INVALID_VALUE"},
        4: {"input_values.image": "STRING_EXPECTED"},
        5: {"": "OBJECT_EXPECTED"},
        6: {"INPUT:nothing": "VALUE_NOT_ALLOWED"},
    }
    assert len(await tasks(requester, pool_id)) == 1


async def test_rows_between_empty_lines_are_suites_where_tasks_are_not_mixed(platform: Platform) -> None:
    requester = await platform.requester()
    pool_id = await make_pool(requester, mixed=False)
    content = (
        "INPUT:image\tTASK:overlap\tAl:latitude\tAl:longitude\n"
        "https://a/1\t\t\t\nhttps://a/2\t4\t1.5\t2.5\n\t\t\t\n\nhttps://a/3\t\t\t\n"
    )
    operation = await send(requester, pool_id, content)
    assert (operation["status"], operation["type"]) == ("SUCCESS", "TASK_SUITE.BATCH_CREATE")
    first, second = await suites(requester, pool_id)
    assert [task["input_values"]["image"] for task in first["tasks"]] == ["https://a/1", "https://a/2"]
    assert (first["overlap"], first["latitude"], first["longitude"], second["overlap"]) == (4, 1.5, 2.5, 2)

    rows = "".join(f"https://a/{n}\n" for n in range(5))
    operation = await send(requester, pool_id, "INPUT:image\n" + rows, tasks_per_suite=2)
    assert [len(one["tasks"]) for one in (await suites(requester, pool_id))[2:]] == [2, 2, 1]

    wrong = "INPUT:image\nhttps://a/1\nftp://b\n\nhttps://a/2\n"
    operation = await send(requester, pool_id, wrong, skip_invalid_items=True)
    (failed,) = [line for line in await log(requester, operation) if not line["success"]]
    assert [(key, one["code"], one["message"][:20]) for key, one in failed["output"].items()] == [
        ("tasks.1.INPUT:image", "INVALID_URL_SYNTAX", "Line 3, INPUT:image:")
    ]
    assert operation["details"]["success_count"] == 1


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_file_without_empty_lines_is_no_suite_of_thousands(platform: Platform) -> None:
    requester = await platform.requester()
    pool_id = await make_pool(requester, mixed=False)
    operation = await send(requester, pool_id, "INPUT:image\n" + "https://a\n" * 600)
    assert operation["status"] == "FAIL"
    assert "tasks_per_suite" in operation["details"]["message"]


async def test_a_form_names_the_file_and_a_repeated_operation_changes_nothing_twice(
    platform: Platform,
) -> None:
    requester = await platform.requester()
    pool_id = await make_pool(requester)
    path, operation_id = f"/api/v1/pools/{pool_id}/tasks/import", new_uuid()
    asked = {"operation_id": operation_id, "allow_defaults": True}
    packed = gzip.compress(b"INPUT:image\nhttps://a\n")
    begun = await requester.post(path, params=asked, files={"file": ("tasks.tsv.gz", packed)})
    assert (begun.status_code, begun.json()["id"]) == (202, operation_id)
    assert (await ended(requester, operation_id))["status"] == "SUCCESS"
    again = await requester.post(path, params=asked, files={"file": ("tasks.tsv.gz", packed)})
    assert (again.status_code, again.json()["code"]) == (409, "OPERATION_ALREADY_EXISTS")
    assert len(await tasks(requester, pool_id)) == 1


async def test_what_is_refused_before_the_file_is_read(platform: Platform) -> None:
    requester, other = await platform.requester(), await platform.requester(name="Other")
    pool_id = await make_pool(requester)
    path = f"/api/v1/pools/{pool_id}/tasks/import"

    async def refused(caller: Client, where: str, **options: Any) -> tuple[int, str, list[str]]:
        answer = await caller.post(where, content=options.pop("content", b"x"), **options)
        return answer.status_code, answer.json()["code"], list(answer.json().get("payload") or [])

    assert await refused(other, path, params={"format": "tsv"}) == (404, "DOES_NOT_EXIST", [])
    assert await refused(requester, "/api/v1/pools/1/tasks/import") == (404, "DOES_NOT_EXIST", [])
    assert await refused(platform.anonymous, path) == (401, "AUTHENTICATION_ERROR", [])
    assert await refused(requester, path) == (400, "VALIDATION_ERROR", ["format"])
    assert await refused(requester, path, params={"format": "parquet"}) == (
        400,
        "VALIDATION_ERROR",
        ["format"],
    )
    assert await refused(requester, path, params={"format": "tsv"}, content=b"") == (
        400,
        "VALIDATION_ERROR",
        [""],
    )
    asked = {"format": "tsv", "tasks_per_suite": 3}
    assert await refused(requester, path, params=asked) == (400, "VALIDATION_ERROR", ["tasks_per_suite"])
    assert await refused(
        requester, path, content=b"x", headers={"content-type": "text/csv"}, params={"tasks_per_suite": "0"}
    ) == (
        400,
        "VALIDATION_ERROR",
        ["tasks_per_suite"],
    )
    await requester.call("POST", f"/api/v1/pools/{pool_id}/archive")
    assert (await refused(requester, path, params={"format": "tsv"}))[:2] == (
        409,
        "POOL_INAPPROPRIATE_STATUS",
    )


class TestLimits:
    @pytest.fixture
    def platform_settings(self) -> dict[str, Any]:
        return {"max_import_bytes": 100}

    @pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
    async def test_a_file_is_as_large_as_the_operator_lets_it_be(self, platform: Platform) -> None:
        requester = await platform.requester()
        pool_id = await make_pool(requester)
        path = f"/api/v1/pools/{pool_id}/tasks/import?format=tsv"
        for options in ({"content": b"x" * 101}, {"files": {"file": b"x" * 101}}):
            answer = await requester.post(path, **options)
            assert (answer.status_code, answer.json()["code"]) == (413, "ENTITY_TOO_LARGE")
        left = [one for one in platform.running.bulk.scratch.parent.rglob("*") if one.is_file()]
        assert left == []
