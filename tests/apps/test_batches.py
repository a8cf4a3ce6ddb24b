"""What becomes of batches: stopped, resumed, archived, in a queue, out of money, copied, decided together."""

from __future__ import annotations

from typing import Any

import pytest

from apps.scene import FORM, SEARCHED, AppScene, honest, opposite, scene_of
from http_client import Platform
from talka.apps import jobs, loading
from talka.kernel.ids import new_uuid
from talka.kernel.money import to_micros
from talka.ledger import service as ledger


async def codes(scene: AppScene, batch_id: str, verb: str) -> Any:
    refused = await scene.post(batch_id, verb, status=409)
    return refused["code"], refused["payload"]["appropriate_statuses"]


async def test_what_is_begun_may_be_finished_after_a_stop(platform: Platform) -> None:
    scene = await scene_of(platform)
    batch_id = await scene.batch("one", "two")
    assert await codes(scene, batch_id, "stop") == ("INAPPROPRIATE_STATUS", ["PROCESSING"])
    assert await codes(scene, batch_id, "resume") == (
        "INAPPROPRIATE_STATUS",
        ["STOPPING", "STOPPED", "NO_MONEY"],
    )
    pool_id = (await scene.post(batch_id, "start"))["pool_id"]
    assert await scene.post(batch_id, "start", status=204) is None
    (ann,) = await scene.workers("ann")
    page = await ann.call("POST", f"/api/worker/v1/pools/{pool_id}/assignments", status=201)
    stopping = await scene.post(batch_id, "stop")
    assert stopping["status"] == "STOPPING"
    assert await scene.post(batch_id, "stop", status=204) is None
    assert (await scene.get(batch_id))["items_per_state"]["PROCESSING"] == 2
    path = f"/api/worker/v1/assignments/{page['id']}/submit"
    await ann.call("POST", path, {"solutions": [{"output_values": {"result": "OK"}}]}, status=200)
    stopped = await scene.until(batch_id, "STOPPED")
    assert stopped["items_per_state"]["STOPPED"] == 2
    assert {one["status"] for one in await scene.items("status=STOPPED")} == {"STOPPED"}
    assert "eta" not in stopped
    refused = await ann.call("POST", f"/api/worker/v1/pools/{pool_id}/assignments", status=409)
    assert refused["code"] == "POOL_CLOSED"
    assert await codes(scene, batch_id, "start") == ("INAPPROPRIATE_STATUS", ["NEW", "NO_MONEY"])

    assert (await scene.post(batch_id, "resume"))["status"] == "PROCESSING"
    for worker in [ann, *await scene.workers("ben", "cid")]:
        await scene.work(worker, pool_id)
    await scene.until(batch_id, "COMPLETED")
    assert await scene.results() == {"one": ["OK"], "two": ["OK"]}


async def test_archiving_puts_a_batch_and_its_items_away_as_they_are(platform: Platform) -> None:
    scene = await scene_of(platform)
    batch_id = await scene.batch("one")
    await scene.post(batch_id, "start")
    refused = await scene.post(batch_id, "archive", status=409)
    assert "PROCESSING" not in refused["payload"]["appropriate_statuses"]
    refused = await scene.call("POST", "/archive", status=409)
    assert refused["payload"] == {"batch_ids": [batch_id]}
    assert (await scene.post(batch_id, "stop"))["status"] == "STOPPED"
    archived = await scene.post(batch_id, "archive")
    assert (archived["status"], archived["read_only"]) == ("ARCHIVE", True)
    assert archived["items_per_state"]["ARCHIVE"] == 1
    assert [one["status"] for one in await scene.items("status=ARCHIVE")] == ["ARCHIVE"]
    assert await scene.post(batch_id, "archive", status=204) is None
    await scene.call("PATCH", f"/batches/{batch_id}", {"name": "x"}, status=409)
    body = {"batch_id": batch_id, "input_data": {"text": "two"}}
    await scene.call("POST", "/items", body, status=409)
    assert (await scene.post(batch_id, "unarchive"))["status"] == "STOPPED"
    assert await scene.post(batch_id, "unarchive", status=204) is None

    assert (await scene.call("POST", "/archive"))["status"] == "ARCHIVED"
    assert await scene.call("POST", "/archive", status=204) is None
    assert (await scene.requester.call("GET", scene.path))["read_only"] is True
    refused = await scene.call("POST", "/batches", {}, status=409)
    assert (refused["code"], refused["payload"]) == (
        "INAPPROPRIATE_STATUS",
        {"appropriate_statuses": ["READY"]},
    )
    await scene.post(batch_id, "resume", status=409)
    assert (await scene.call("POST", "/unarchive"))["status"] == "READY"
    assert await scene.call("POST", "/unarchive", status=204) is None


async def test_batches_wait_for_those_of_a_higher_priority(platform: Platform) -> None:
    scene = await scene_of(platform)
    first = await scene.batch("one", priority_order="ONE")
    larger, smaller = await scene.batch("two", "three"), await scene.batch("four")
    pool_id = (await scene.post(first, "start"))["pool_id"]
    for batch_id in (larger, smaller):
        queued = await scene.post(batch_id, "start")
        assert queued["status"] == "QUEUED"
        assert queued["items_per_state"]["QUEUED"] == queued["items_count"]
        assert queued["current_time"] <= queued["etd"] <= queued["eta"] <= queued["app_project_eta"]
    shown = (await scene.call("GET", "/batches?sort=-status,id"))["content"]
    assert [one["status"] for one in shown] == ["QUEUED", "QUEUED", "PROCESSING"]
    assert shown[2]["app_project_eta"] == max(one["eta"] for one in shown)
    for worker in await scene.workers("ann", "ben", "cid"):
        await scene.work(worker, pool_id)
    await scene.until(first, "COMPLETED")
    going = [await scene.until(batch_id, "PROCESSING") for batch_id in (smaller, larger)]
    assert going[0]["pool_id"] < going[1]["pool_id"]

    urgent = await scene.batch("five", priority_order="TWO")
    assert (await scene.post(urgent, "start"))["status"] == "PROCESSING"
    changed = await scene.call("PATCH", f"/batches/{larger}", {"priority_order": "ONE", "name": "Now"})
    assert (changed["priority_order"], changed["name"]) == ("ONE", "Now")
    pool = await scene.requester.call("GET", f"/api/v1/pools/{changed['pool_id']}")
    assert pool["priority"] == 100
    assert (await scene.call("PATCH", f"/batches/{larger}"))["name"] == "Now"


async def test_a_batch_waits_for_money(platform: Platform) -> None:
    scene = await scene_of(platform, balance="0.01")
    batch_id = await scene.batch("one")
    broke = await scene.post(batch_id, "start")
    assert (broke["status"], broke["items_per_state"]["NO_MONEY"]) == ("NO_MONEY", 1)
    assert [one["status"] for one in await scene.items("status=NO_MONEY")] == ["NO_MONEY"]
    await platform.database.write(
        lambda tx: ledger.credit(tx, scene.requester.id, to_micros("1"), f"deposit:{new_uuid()}")
    )
    assert (await scene.post(batch_id, "start"))["status"] == "PROCESSING"


async def test_what_is_done_to_the_pool_is_done_to_the_batch(platform: Platform) -> None:
    scene = await scene_of(platform)
    batch_id = await scene.batch("one", "two")
    pool_id = (await scene.post(batch_id, "start"))["pool_id"]
    for kind in ("projects", "pools"):
        assert (await scene.requester.call("GET", f"/api/v1/{kind}"))["items"] == []
    operations = (await scene.requester.call("GET", "/api/v1/operations"))["items"]
    assert operations == []
    await scene.requester.call("GET", f"/api/v1/projects/{scene.project['project_id']}")
    path = f"/api/v1/pools/{pool_id}"
    await scene.requester.call("POST", f"{path}/close")
    await scene.until(batch_id, "STOPPED")
    await scene.requester.call("POST", f"{path}/open")
    await scene.until(batch_id, "PROCESSING")
    tasks = (await scene.requester.call("GET", f"/api/v1/tasks?pool_id={pool_id}&sort=id"))["items"]
    lower = {"overlap": 0, "infinite_overlap": False}
    await scene.requester.call("PATCH", f"/api/v1/tasks/{tasks[0]['id']}/set-overlap-or-min", lower)
    await scene.settle()
    failed = await scene.items("status=ERROR")
    assert [one["errors"][0]["code"] for one in failed] == ["NO_ANSWERS"]
    await scene.requester.call("POST", f"{path}/close")
    await scene.requester.call("POST", f"{path}/archive")
    ended = await scene.until(batch_id, "CANCELLED")
    states = ended["items_per_state"]
    assert (states["ERROR"], states["CANCELLED"], ended["read_only"]) == (1, 1, True)


async def test_who_was_answered_before_is_not_asked_again(platform: Platform) -> None:
    scene = await scene_of(platform)
    batch_id = await scene.batch("good", "bad", "good")
    pool_id = (await scene.post(batch_id, "start"))["pool_id"]
    assert (await scene.get(batch_id))["cost"] == 0.12
    workers = await scene.workers("ann", "ben", "cid")
    assert [await scene.work(worker, pool_id) for worker in workers] == [2, 2, 2]
    done = await scene.until(batch_id, "COMPLETED")
    assert (done["items_processed_count"], done["cost_of_processed"]) == (3, 0.12)
    assert [one["output_data"]["result"] for one in await scene.items("sort=id")] == [["OK"], ["BAD"], ["OK"]]

    sync = await scene.call("POST", "/batches/sync", {"name": "again", "items": [{"id": "x", "text": "bad"}]})
    assert [one["output_data"]["result"] for one in sync["items"]] == [["BAD"]]
    assert (sync["id"], sync["batch"]["id"], sync["name"]) == (sync["id"], sync["id"], "again")
    again = await scene.until(sync["id"], "COMPLETED")
    assert "pool_id" not in again

    fresh = await scene.batch("bad", force_new_original=True)
    assert (await scene.post(fresh, "start"))["items_per_state"]["PROCESSING"] == 1


async def test_items_that_come_later(platform: Platform) -> None:
    scene = await scene_of(platform)
    empty = (await scene.call("POST", "/batches", {"name": "empty"}))["id"]
    assert (await scene.post(empty, "start", status=409))["code"] == "CONFLICT_STATE"
    batch_id = await scene.batch("one")
    pool_id = (await scene.post(batch_id, "start"))["pool_id"]
    await scene.call("POST", "/items/bulk", {"batch_id": batch_id, "items": [{"text": "two"}]})
    assert [one["status"] for one in await scene.items()] == ["PROCESSING"] * 2
    workers = await scene.workers("ann", "ben", "cid")
    for worker in workers:
        await scene.work(worker, pool_id)
    await scene.until(batch_id, "COMPLETED")
    item = await scene.call("POST", "/items", {"batch_id": batch_id, "input_data": {"text": "three"}})
    assert (item["status"], item["output_data"], item["errors"]) == ("NEW", {}, [])
    reopened = await scene.get(batch_id)
    assert (reopened["status"], "finished_at" in reopened) == ("NEW", False)
    await scene.post(batch_id, "start")
    for worker in workers:
        await scene.work(worker, pool_id)
    assert (await scene.until(batch_id, "COMPLETED"))["items_processed_count"] == 3


async def test_a_stream_is_worked_on_at_once_and_read_by_the_end_of_its_items(platform: Platform) -> None:
    scene = await scene_of(platform, balance="0.3")
    body = {"items": [{"text": "one"}, {"text": "bad"}]}
    ids = await scene.call("POST", "/items/bulk", body)
    first = await scene.call("GET", f"/items/{ids[0]}")
    assert (first["status"], "batch_id" in first) == ("PROCESSING", False)
    assert (await scene.call("GET", "/batches"))["content"] == []
    workers = await scene.workers("ann", "ben", "cid")
    pool_id = (await workers[0].call("GET", "/api/worker/v1/tasks"))["items"][0]["pool_id"]
    for worker in workers:
        await scene.work(worker, pool_id)
    await scene.settle()
    done = await scene.items("sort=finished")
    assert [one["status"] for one in done] == ["COMPLETED"] * 2
    last = done[-1]["id"]
    assert await scene.items(f"sort=finished&after_id={last}") == []
    more = await scene.call("POST", "/items", {"input_data": {"text": "three"}})
    assert more["status"] == "PROCESSING"
    for worker in workers:
        await scene.work(worker, pool_id)
    await scene.settle()
    (newest,) = await scene.items(f"sort=finished&after_id={last}")
    assert (newest["id"], newest["status"]) == (more["id"], "COMPLETED")
    assert len(await scene.items(f"finished_gt={done[-1]['finished_at']}")) == 1
    assert await scene.results() == {"one": ["OK"], "bad": ["BAD"], "three": ["OK"]}

    dear = await scene.call("POST", "/items/bulk", {"items": [{"text": f"t{n}"} for n in range(9)]})
    assert (await scene.call("GET", f"/items/{dear[0]}"))["status"] == "NO_MONEY"
    assert (await scene.call("POST", "/archive"))["status"] == "ARCHIVED"
    assert {one["status"] for one in await scene.items("limit=9&sort=-id")} == {"STOPPED"}


async def test_a_batch_is_decided_as_a_whole_where_the_app_says_so(platform: Platform) -> None:
    scene = await scene_of(platform, SEARCHED)
    queries = [{"query": f"q{n}", "website_url": f"https://x.example/{n % 2}"} for n in range(6)]
    batch_id = (await scene.call("POST", "/batches", {"items": [*queries, queries[0]]}))["id"]
    pool_id = (await scene.post(batch_id, "start"))["pool_id"]

    def fits(values: Any) -> dict[str, Any]:
        return {"result": "relevant" if values["website_url"].endswith("0") else "irrelevant"}

    def never(_: Any) -> dict[str, Any]:
        return {"result": "irrelevant"}

    ann, ben, cid = await scene.workers("ann", "ben", "cid")
    await scene.work(ann, pool_id, fits)
    await scene.work(ben, pool_id, fits)
    await scene.settle()
    assert {one["status"] for one in await scene.items()} == {"PROCESSING"}
    await scene.work(cid, pool_id, never)
    done = await scene.until(batch_id, "COMPLETED")
    found = [one["output_data"] for one in await scene.items("sort=id")]
    expected = ["relevant" if n % 2 == 0 else "irrelevant" for n in range(6)]
    assert [one["result"] for one in found] == [[word] for word in [*expected, "relevant"]]
    assert done["confidence_avg"] > 0.9
    assert done["items_per_state"]["COMPLETED"] == 7


async def test_several_classes_may_fit(platform: Platform) -> None:
    several = {"option_multiple_choice": True, "option_other": True}
    scene = await scene_of(platform, {**FORM, "parameters": {**FORM["parameters"], **several}})
    batch_id = await scene.batch("one")
    pool_id = (await scene.post(batch_id, "start"))["pool_id"]
    for place, worker in enumerate(await scene.workers("ann", "ben", "cid")):
        values = {"class_1": True, "class_2": place > 0, "class_3": place > 1}
        await scene.work(worker, pool_id, lambda _, values=values: values)
    await scene.until(batch_id, "COMPLETED")
    (item,) = await scene.items()
    assert item["output_data"] == {"text": "one", "result": ["OK", "BAD"], "confidence": 0.6666666667}


@pytest.mark.parametrize("cut", [False, True])
async def test_a_large_batch_is_given_out_by_a_job_that_may_die(
    platform: Platform, monkeypatch: pytest.MonkeyPatch, *, cut: bool
) -> None:
    monkeypatch.setattr(jobs, "CHUNK", 20)
    monkeypatch.setattr(loading, "INLINE", 10)
    scene = await scene_of(platform)
    batch_id = await scene.batch(*(f"text {n}" for n in range(70)), "text 3")
    runner = platform.running.runner
    if cut:
        await runner.stop()
    started = await scene.post(batch_id, "start")
    assert started["status"] == "LOADING"
    if cut:
        claimed = await platform.database.write(runner._claim)
        assert claimed is not None
        from talka.app import operation_handlers
        from talka.http.environment import Platform as Decided

        means = loading.Means(Decided(), lambda: None)
        for _ in range(2):  # and then the process dies
            await platform.database.write(lambda tx: jobs._load(tx, means, claimed[0]))
        assert operation_handlers(Decided())
        half = await scene.get(batch_id)
        assert (half["status"], half["items_per_state"]["NEW"]) == ("LOADING", 31)
        refused = await scene.post(batch_id, "archive", status=409)
        assert refused["code"] == "INAPPROPRIATE_STATUS"
        await runner.start()
    going = await scene.until(batch_id, "PROCESSING")
    assert going["items_per_state"]["PROCESSING"] == 71
    tasks = await scene.requester.call("GET", f"/api/v1/tasks?pool_id={going['pool_id']}&limit=200")
    assert len(tasks["items"]) == 70
    assert len({one["input_values"]["text"] for one in tasks["items"]}) == 70


async def test_an_item_that_gets_another_answer_is_decided_anew(platform: Platform) -> None:
    scene = await scene_of(platform)
    batch_id = await scene.batch("one", "two")
    pool_id = (await scene.post(batch_id, "start"))["pool_id"]
    ann, ben, cid, dan, eve = await scene.workers("ann", "ben", "cid", "dan", "eve")
    for worker, answer in ((ann, honest), (ben, honest), (cid, opposite)):
        await scene.work(worker, pool_id, answer)
    before = await scene.until(batch_id, "COMPLETED")
    (task, _) = (await scene.requester.call("GET", f"/api/v1/tasks?pool_id={pool_id}&sort=id"))["items"]
    path = f"/api/v1/tasks/{task['id']}?open_pool=true"
    await scene.requester.call("PATCH", path, {"overlap": 5, "infinite_overlap": False})
    for worker in (dan, eve):
        await scene.work(worker, pool_id, opposite)
    await scene.settle()
    first, second = await scene.items("sort=id")
    assert first["output_data"] == {"text": "one", "result": ["BAD"], "confidence": 0.6}
    assert second["output_data"]["result"] == ["OK"]
    after = await scene.get(batch_id)
    assert after["finished_at"] == before["finished_at"]
    assert after["items_processed_count"] == 2
    assert after["confidence_avg"] == pytest.approx((0.6 + 2 / 3) / 2)
