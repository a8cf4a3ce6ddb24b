"""The job behind a large upload: every chunk once, whoever runs it, and every pool opened."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from distribution.world import POOL, PROJECT, World
from talka.kernel.ids import new_uuid
from talka.operations import batch
from talka.operations import store as operation_store
from talka.operations.batch import Options, run_batch_operation
from talka.pools import store as pools
from talka.storage.database import Database
from talka.tasks.service import TASKS

MIXER = {"mixer_config": {"real_tasks_count": 1, "golden_tasks_count": 0, "training_tasks_count": 0}}


@pytest.fixture
def world(database: Database, monkeypatch: pytest.MonkeyPatch) -> World:
    """Chunks are of two tasks."""
    monkeypatch.setattr(batch, "CHUNK", 2)
    return World(database)


def begin(world: World, pool_ids: list[int], **options: Any) -> str:
    """Begin an upload of one task for each of the pools named; the operation's id."""
    raws = [
        msgspec.json.encode({"pool_id": str(pool_id), "input_values": {}, "overlap": 1})
        for pool_id in pool_ids
    ]
    forms, _ = batch.decode_all(TASKS, raws)
    contexts = world.read(lambda tx: TASKS.load(tx, world.requester, [form for _, form in forms]))
    operation_id = new_uuid()
    chosen = Options(async_mode=True, operation_id=operation_id, **options)
    prepared, refused = TASKS.check(forms, raws, contexts, chosen)
    assert refused == []
    request: Any = SimpleNamespace(environment=SimpleNamespace(wake=lambda: None))

    async def write(run: Any, **_: Any) -> Any:
        return world.write(lambda tx: run(tx, world.requester))

    request.write = write
    upload = batch.Batch(TASKS, chosen, prepared, refused, single=False, total=len(raws))
    asyncio.run(upload.begin(request))
    return operation_id


async def run(world: World, operation_id: str, times: int = 1) -> None:
    jobs = [run_batch_operation(TASKS, world.platform, operation_id, world.database) for _ in range(times)]
    await asyncio.gather(*jobs)


def test_every_pool_of_the_batch_is_opened_not_those_of_its_last_chunk_only(world: World):
    first, second = world.pool(**MIXER), world.pool(**MIXER)
    operation_id = begin(world, [first] * 3 + [second] * 2, open_pool=True)

    asyncio.run(run(world, operation_id))

    assert [world.find_pool(pool_id).status for pool_id in (first, second)] == ["OPEN", "OPEN"]
    assert [world.counters(pool_id).general for pool_id in (first, second)] == [3, 2]


def test_two_runs_of_one_operation_create_everything_once(world: World):
    pool_id = world.pool(**MIXER)
    operation_id = begin(world, [pool_id] * 7)

    asyncio.run(run(world, operation_id, times=2))
    asyncio.run(run(world, operation_id))

    operation = world.read(lambda tx: operation_store.get(tx, operation_id))
    assert operation is not None
    assert (operation.status, msgspec.json.decode(operation.details)["success_count"]) == ("SUCCESS", 7)
    assert world.read(lambda tx: pools.counters(tx, pool_id)).general == 7
    assert world.faults() == []


async def test_an_upload_that_was_waited_for_is_not_repeated_under_its_operation_s_id(platform: Any):
    side = platform.sandbox
    requester = await side.requester()
    project = await requester.call("POST", "/api/v1/projects", PROJECT, status=201)
    form = {**POOL, **MIXER, "project_id": project["id"]}
    pool = await requester.call("POST", "/api/v1/pools", form, status=201)
    task = {"pool_id": pool["id"], "input_values": {}, "overlap": 1}
    path = f"/api/v1/tasks?operation_id={new_uuid()}"

    created = await requester.call("POST", path, [task], status=201)
    refused = await requester.call("POST", path, [task], status=409)

    assert refused["code"] == "OPERATION_ALREADY_EXISTS"
    listed = await requester.call("GET", f"/api/v1/tasks?pool_id={pool['id']}")
    assert [item["id"] for item in listed["items"]] == [created["items"]["0"]["id"]]
