"""From an app to results: real projects and pools, real workers, real money."""

from __future__ import annotations

from apps.scene import opposite, scene_of
from http_client import Platform


async def test_a_batch_from_upload_to_results(platform: Platform) -> None:
    scene = await scene_of(platform, balance="10")
    batch_id = await scene.batch("good one", "bad one", "good two")
    made = await scene.get(batch_id)
    assert (made["status"], made["items_count"], made["item_price"], made["cost"]) == ("NEW", 3, 0.06, 0.18)
    assert made["items_per_state"]["NEW"] == 3
    started = await scene.post(batch_id, "start")
    assert started["status"] == "PROCESSING"
    assert {one["status"] for one in await scene.items()} == {"PROCESSING"}

    ann, ben, cid = await scene.workers("ann", "ben", "cid")
    listed = (await ann.call("GET", "/api/worker/v1/tasks"))["items"]
    assert [one["pool_id"] for one in listed] == [started["pool_id"]]
    assert await scene.work(ann, started["pool_id"]) == 3
    assert await scene.work(ben, started["pool_id"]) == 3
    assert await scene.work(cid, started["pool_id"], opposite) == 3
    done = await scene.until(batch_id, "COMPLETED")
    assert await scene.results() == {"good one": ["OK"], "bad one": ["BAD"], "good two": ["OK"]}
    item = (await scene.items("sort=id&limit=1"))[0]
    assert item["output_data"] == {"text": "good one", "result": ["OK"], "confidence": 0.6666666667}
    assert item["status"] == "COMPLETED"
    assert item["created_at"] <= item["started_at"] <= item["finished_at"]
    assert (done["items_processed_count"], done["cost_of_processed"]) == (3, 0.18)
    assert done["confidence_avg"] == 0.6666666667
    balance = (await scene.requester.call("GET", "/api/v1/requester"))["balance"]
    assert balance == 10 - 0.18
