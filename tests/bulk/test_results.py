"""Results: Toloka's assignments.tsv, streams and files, and what each form makes of values."""

from __future__ import annotations

import csv
import gzip
import io
import json
from typing import Any

import openpyxl
import pytest
from pyarrow import parquet

from bulk.scene import answer_all, ended, make_pool, send
from http_client import Client, Platform
from talka.bulk import exporting, jobs, writing
from talka.kernel.ids import new_uuid

IN_ORDER = {"assignments_issuing_config": {"issue_task_suites_in_creation_order": True}}
DEFAULTS = [
    *("INPUT:image", "INPUT:comment", "OUTPUT:result", "GOLDEN:result", "HINT:text", "HINT:default_language"),
    *("ASSIGNMENT:link", "ASSIGNMENT:assignment_id", "ASSIGNMENT:worker_id", "ASSIGNMENT:status"),
    "ASSIGNMENT:started",
]
ALL = ",".join(
    f"ASSIGNMENT:{name}"
    for name in (
        *("link", "assignment_id", "task_id", "task_suite_id", "worker_id", "status", "started"),
        *("submitted", "accepted", "rejected", "skipped", "expired", "reward"),
    )
)


def tsv_of(pool_id: str) -> str:
    return f"/api/new/requester/pools/{pool_id}/assignments.tsv"


async def rows(requester: Client, path: str, **asked: Any) -> list[dict[str, str]]:
    """The rows of a TSV."""
    answer = await requester.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text, newline=""), delimiter="\t"))


async def refusal(requester: Client, path: str, method: str = "GET", **asked: Any) -> tuple[int, list[str]]:
    answer = await requester.request(method, path, params=asked)
    return answer.status_code, list(answer.json().get("payload") or [])


async def test_a_row_for_each_task_with_tolokas_columns(platform: Platform) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    pool_id = await make_pool(requester, mixed=False, **IN_ORDER)
    content = "INPUT:image\tGOLDEN:result\nhttps://a/1\t\nhttps://a/2\tdog\n\nhttps://a/3\t\n"
    await send(requester, pool_id, content, open_pool=True)
    first, second = await answer_all(worker, pool_id, {"result": "cat"}, pages=2)
    found = await rows(requester, tsv_of(pool_id), addRowDelimiter="false")
    assert list(found[0]) == DEFAULTS
    assert [(one["INPUT:image"], one["OUTPUT:result"], one["GOLDEN:result"]) for one in found] == [
        ("https://a/1", "cat", ""),
        ("https://a/2", "cat", "dog"),
        ("https://a/3", "cat", ""),
    ]
    assert [one["ASSIGNMENT:assignment_id"] for one in found] == [first, first, second]
    assert {one["ASSIGNMENT:status"] for one in found} == {"APPROVED"}
    link = found[0]["ASSIGNMENT:link"]
    assert (await requester.call("GET", link.removeprefix("http://testserver")))["id"] == first

    full = await rows(requester, tsv_of(pool_id), addRowDelimiter="false", field=ALL)
    assignment = await requester.call("GET", f"/api/v1/assignments/{first}")
    expected = {
        "task_id": assignment["tasks"][0]["id"],
        "task_suite_id": assignment["task_suite_id"],
        "worker_id": worker.id,
        "started": assignment["created"],
        "submitted": assignment["submitted"],
        "accepted": assignment["accepted"],
        "rejected": "",
        "skipped": "",
        "expired": "",
        "reward": "0.05",
    }
    assert {name: full[0][f"ASSIGNMENT:{name}"] for name in expected} == expected
    assert full[1]["ASSIGNMENT:task_id"] == assignment["tasks"][1]["id"]
    answer = await requester.get(tsv_of(pool_id))
    assert answer.headers["content-type"] == "text/tab-separated-values; charset=utf-8"
    blank = [number for number, line in enumerate(answer.text.split("\n")) if not line]
    assert blank == [3, 5, 6]  # behind each assignment, and the end


async def test_statuses_times_and_columns_of_a_review(platform: Platform) -> None:
    requester, worker = await platform.sandbox.requester(), await platform.sandbox.worker()
    pool_id = await make_pool(requester, auto_accept_solutions=False)
    tasks = "".join(f"https://a/{n}\n" for n in range(5))
    await send(requester, pool_id, f"INPUT:image\n{tasks}", open_pool=True)
    first, second = await answer_all(worker, pool_id, {"result": "cat"}, pages=2)
    await platform.advance(3600)
    (third,) = await answer_all(worker, pool_id, {"result": "dog"})
    held = await worker.call("POST", f"/api/worker/v1/pools/{pool_id}/assignments")
    for one, status in ((first, "ACCEPTED"), (second, "REJECTED")):
        patch = {"status": status, "public_comment": f"because, {status}"}
        await requester.call("PATCH", f"/api/v1/assignments/{one}", patch)

    async def ids(**asked: Any) -> list[str]:
        found = await rows(requester, tsv_of(pool_id), addRowDelimiter="false", **asked)
        return [one["ASSIGNMENT:assignment_id"] for one in found]

    everything = "ACTIVE,SUBMITTED,APPROVED,REJECTED,SKIPPED,EXPIRED"
    assert await ids() == [first]
    assert await ids(status="REJECTED,SUBMITTED") == [second, third]
    assert await ids(status=everything) == [first, second, third, held["id"]]
    submitted = (await requester.call("GET", f"/api/v1/assignments/{third}"))["submitted"]
    assert await ids(status=everything, startTimeFrom=submitted) == [third, held["id"]]
    assert await ids(status=everything, startTimeTo=submitted) == [first, second]
    found = await rows(requester, tsv_of(pool_id), status=everything)
    assert [(one["ACCEPT:verdict"], one["ACCEPT:comment"]) for one in found] == [
        ("+", "because, ACCEPTED"),
        ("-", "because, REJECTED"),
        ("", ""),
        ("", ""),
    ]
    assert found[3]["OUTPUT:result"] == ""


async def test_answers_of_banned_workers_are_left_out_when_asked_for(platform: Platform) -> None:
    requester, ann, ben = (
        await platform.requester(),
        await platform.worker("ann"),
        await platform.worker("ben"),
    )
    pool_id = await make_pool(requester)
    await send(requester, pool_id, "INPUT:image\nhttps://a/1\n", open_pool=True)
    for worker in (ann, ben):
        await answer_all(worker, pool_id, {"result": "cat"})
    ban = {"scope": "ALL_PROJECTS", "user_id": ann.id}
    await requester.call("PUT", "/api/v1/user-restrictions", ban)
    workers = [
        one["ASSIGNMENT:worker_id"] for one in await rows(requester, tsv_of(pool_id), excludeBanned="true")
    ]
    assert workers == [ben.id]
    assert len(await rows(requester, tsv_of(pool_id), excludeBanned="false", addRowDelimiter="false")) == 2


async def test_of_a_training_task_the_first_attempt_is_shown(platform: Platform) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    pool_id = await make_pool(requester, mixed=False)
    content = (
        "INPUT:image\tGOLDEN:result\tHINT:text\tHINT:default_language\n"
        "https://a/1\tcat\tIt meows\tEN\nhttps://a/2\t\t\t\n"
    )
    await send(requester, pool_id, content, open_pool=True)
    page = await worker.call("POST", f"/api/worker/v1/pools/{pool_id}/assignments")
    for said in (("dog", "dog"), ("cat", "cat")):
        answers = {"solutions": [{"output_values": {"result": one}} for one in said]}
        await worker.request("POST", f"/api/worker/v1/assignments/{page['id']}/submit", json=answers)
    first, second = await rows(requester, tsv_of(pool_id), addRowDelimiter="false")
    assert (first["OUTPUT:result"], first["GOLDEN:result"], second["OUTPUT:result"]) == ("dog", "cat", "cat")
    assert (first["HINT:text"], first["HINT:default_language"]) == ("It meows", "EN")


async def test_what_is_refused(platform: Platform) -> None:
    requester, other = await platform.requester(), await platform.requester(name="Other")
    pool_id = await make_pool(requester)
    export = f"/api/v1/pools/{pool_id}/assignments/export"
    assert (await refusal(other, tsv_of(pool_id)))[0] == 404
    assert (await refusal(other, export))[0] == 404
    assert (await refusal(other, export, "POST"))[0] == 404
    assert (await refusal(platform.anonymous, tsv_of(pool_id)))[0] == 401
    assert await refusal(requester, tsv_of(pool_id), status="ACCEPTED") == (400, ["status"])
    assert await refusal(requester, tsv_of(pool_id), field="ASSIGNMENT:mood") == (400, ["field"])
    assert await refusal(requester, tsv_of(pool_id), startTimeFrom="today") == (400, ["startTimeFrom"])
    assert await refusal(requester, export, format="xlsx") == (400, ["format"])
    assert await refusal(requester, export, "POST", format="doc") == (400, ["format"])
    assert await refusal(requester, export, "POST", format="xlsx", gzip="true") == (400, ["gzip"])
    assert await refusal(requester, export, formulas="run") == (400, ["formulas"])
    assert await rows(requester, tsv_of(pool_id)) == []


OUTPUTS: dict[str, Any] = {
    "text": {"type": "string"},
    "number": {"type": "float", "required": False},
    "many": {"type": "array_integer", "required": False},
    "thing": {"type": "json", "required": False},
    "truth": {"type": "boolean", "required": False},
}
SAID = {"text": '=1+1\t"x"\nü', "number": 2.5, "many": [1, 2], "thing": {"a": [None, "b"]}, "truth": True}


async def filled(platform: Platform) -> tuple[Client, str]:
    """A pool with one answer of every type."""
    requester, worker = await platform.requester(), await platform.worker()
    pool_id = await make_pool(requester, outputs=OUTPUTS)
    await send(requester, pool_id, "INPUT:image\nhttps://a/1\n", open_pool=True)
    await answer_all(worker, pool_id, SAID)
    return requester, pool_id


async def exported(requester: Client, pool_id: str, **asked: Any) -> tuple[Any, bytes]:
    """Export by an operation; it, and the file's bytes."""
    begun = await requester.call(
        "POST", f"/api/v1/pools/{pool_id}/assignments/export", params=asked, status=202
    )
    operation = await ended(requester, begun["id"])
    answer = await requester.get(f"/api/v1/operations/{begun['id']}/file")
    assert answer.status_code == 200, (operation, answer.text)
    return operation, answer.content


async def test_every_form_tells_the_same(platform: Platform) -> None:
    requester, pool_id = await filled(platform)

    operation, table = await exported(requester, pool_id)
    assert (operation["type"], operation["status"], operation["progress"]) == ("POOL.EXPORT", "SUCCESS", 100)
    assert operation["details"]["rows"] == 1
    assert operation["details"]["size"] == len(table)
    (row,) = csv.DictReader(io.StringIO(table.decode(), newline=""), delimiter="\t")
    told = {name: row[f"OUTPUT:{name}"] for name in SAID}
    assert told == {
        "text": SAID["text"],
        "number": "2.5",
        "many": "[1,2]",
        "thing": '{"a":[null,"b"]}',
        "truth": "true",
    }

    for form in ("json", "jsonl"):
        _, content = await exported(requester, pool_id, format=form)
        (value,) = json.loads(content) if form == "json" else map(json.loads, content.splitlines())
        assert {name: value[f"OUTPUT:{name}"] for name in SAID} == SAID

    _, content = await exported(requester, pool_id, format="xlsx")
    header, cells = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows()
    by_name = {name.value: cell for name, cell in zip(header, cells, strict=True)}
    assert by_name["OUTPUT:text"].value == SAID["text"]
    assert by_name["OUTPUT:text"].data_type != "f"  # a text, which no spreadsheet runs
    assert (by_name["OUTPUT:number"].value, by_name["OUTPUT:truth"].value) == (2.5, True)
    assert by_name["OUTPUT:many"].value == "[1,2]"

    _, content = await exported(requester, pool_id, format="parquet", field="ASSIGNMENT:reward")
    (stored,) = parquet.read_table(io.BytesIO(content)).to_pylist()
    assert {name: stored[f"OUTPUT:{name}"] for name in SAID} == {**SAID, "thing": '{"a":[null,"b"]}'}
    assert stored["ASSIGNMENT:reward"] == 0.05


async def test_csv_keeps_texts_from_running_as_formulas(platform: Platform) -> None:
    requester, pool_id = await filled(platform)
    path = f"/api/v1/pools/{pool_id}/assignments/export"
    for asked, text in (({}, f"'{SAID['text']}"), ({"formulas": "keep"}, SAID["text"])):
        answer = await requester.get(path, params={"format": "csv", **asked})
        (row,) = csv.DictReader(io.StringIO(answer.text, newline=""))
        assert row["OUTPUT:text"] == text
    packed = await requester.get(path, params={"format": "jsonl", "gzip": "true"})
    assert packed.headers["content-type"] == "application/gzip"
    assert json.loads(gzip.decompress(packed.content))["OUTPUT:text"] == SAID["text"]
    assert packed.headers["content-disposition"] == f'attachment; filename="assignments-{pool_id}.jsonl.gz"'


async def test_a_file_of_results_is_its_requesters_and_waits_for_a_day(platform: Platform) -> None:
    requester, other = await platform.sandbox.requester(), await platform.sandbox.requester(name="Other")
    pool_id = await make_pool(requester)
    asked = {"operation_id": new_uuid()}
    path = f"/api/v1/pools/{pool_id}/assignments/export"
    begun = await requester.call("POST", path, params=asked, status=202)
    assert begun["id"] == asked["operation_id"]
    await requester.call("POST", path, params=asked, status=409)
    await ended(requester, begun["id"])
    file = f"/api/v1/operations/{begun['id']}/file"
    await other.call("GET", file, status=404)
    part = await requester.get(file, headers={"range": "bytes=0-4"})
    assert (part.status_code, part.content) == (206, b"INPUT")
    listed = await requester.call("GET", "/api/v1/operations")
    assert begun["id"] not in [one["id"] for one in listed["items"]]  # Toloka's clients know no such type

    side = platform.sandbox.running
    assert await jobs.sweep(side.database, side.bulk) == 0
    await platform.advance(24 * 3600)
    gone = await requester.call("GET", file, status=409)
    assert gone["code"] == "RESULTS_EXPIRED"
    assert await jobs.sweep(side.database, side.bulk) == 1
    assert [one for one in side.bulk.scratch.parent.rglob("*") if one.is_file()] == []
    assert (await requester.call("GET", file, status=409))["code"] == "RESULTS_EXPIRED"


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_what_a_form_cannot_hold_is_said(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    pool_id = await make_pool(requester, outputs={"text": {"type": "string"}, "n": {"type": "integer"}})
    await send(requester, pool_id, "INPUT:image\nhttps://a/1\n", open_pool=True)
    await answer_all(worker, pool_id, {"text": "x" * 40_000, "n": 2**70})
    for form, words in (("xlsx", "32767"), ("parquet", "Parquet cannot hold")):
        path = f"/api/v1/pools/{pool_id}/assignments/export"
        begun = await requester.call("POST", path, params={"format": form}, status=202)
        operation = await ended(requester, begun["id"])
        assert operation["status"] == "FAIL"
        assert words in operation["details"]["message"]
        refused = await requester.call("GET", f"/api/v1/operations/{begun['id']}/file", status=409)
        assert refused["code"] == "INAPPROPRIATE_STATUS"
    monkeypatch.setattr(writing, "find_spec", lambda _: None)
    assert await refusal(requester, path, "POST", format="parquet") == (400, ["format"])


async def test_an_export_that_is_run_twice_leaves_one_file(platform: Platform) -> None:
    requester, pool_id = await filled(platform)
    operation, content = await exported(requester, pool_id)
    side = platform.running
    await exporting.run_export(side.bulk, operation["id"], side.database)
    files = [one for one in side.bulk.scratch.parent.rglob("*") if one.is_file()]
    assert [one.read_bytes() for one in files] == [content]
