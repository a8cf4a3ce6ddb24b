"""Whole files where the operator named a bucket: machines that share no folder find them there."""

from __future__ import annotations

from typing import Any

import pytest

from buckets import TestBucket
from bulk.scene import answer_all, ended, make_pool, send, tasks
from http_client import Platform
from talka.app import sweep_files
from talka.bulk import jobs

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@pytest.fixture
def platform_settings(bucket: TestBucket) -> dict[str, Any]:
    return {"file_store": bucket.url}


async def test_they_go_through_the_bucket(platform: Platform, bucket: TestBucket) -> None:
    side = platform.sandbox
    requester, worker = await side.requester(), await side.worker()
    pool_id = await make_pool(requester)
    done = await send(requester, pool_id, "INPUT:image\nhttps://a/1\n", open_pool=True)
    assert done["status"] == "SUCCESS"
    assert len(await tasks(requester, pool_id)) == 1
    await answer_all(worker, pool_id, {"result": "cat"})

    path = f"/api/v1/pools/{pool_id}/assignments/export"
    begun = await requester.call("POST", path, params={"format": "jsonl"}, status=202)
    assert (await ended(requester, begun["id"]))["status"] == "SUCCESS"
    kept = list(bucket.objects())
    assert kept
    assert all(name.startswith("prefix/sandbox-bulk/") for name in kept)
    running = side.running
    await sweep_files(running.database, running.files)
    assert list(bucket.objects()) == kept  # the sweep of workers' files has nothing to do with them
    file = await requester.get(f"/api/v1/operations/{begun['id']}/file")
    assert b'"https://a/1"' in file.content

    await platform.advance(24 * 3600)
    assert await jobs.sweep(running.database, running.bulk) == 1
    assert bucket.objects() == {}
