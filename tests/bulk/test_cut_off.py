"""Jobs about files that are killed anywhere go on from there: every row once, and no file is left."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

import pytest

from bulk.scene import log, make_pool, suites, tasks
from http_client import Client, Platform
from talka.bulk import importing, jobs
from talka.bulk.exporting import run_export
from talka.bulk.files import BulkStore
from talka.bulk.importing import run_import
from talka.kernel import clock
from talka.operations import store as operations
from talka.storage.database import Database
from talka.task_suites.service import SUITES
from talka.tasks.service import TASKS


class Killed(BaseException):
    """The process is gone."""


class Dying:
    """A database whose process dies in the middle of a run: before a write, or once it is durable."""

    def __init__(self, database: Database, lives: int, *, durable: bool) -> None:
        self._database = database
        self._lives = lives
        self._durable = durable
        self.read = database.read

    async def write(self, action: Any) -> Any:
        self._lives -= 1
        if self._lives < 0 and not self._durable:
            raise Killed
        found = await self._database.write(action)
        if self._lives < 0:
            raise Killed
        return found


@pytest.fixture
async def stopped(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Platform:
    """No job runs by itself, and a chunk holds two objects."""
    monkeypatch.setattr(importing, "CHUNK", 2)
    await platform.running.runner.stop()
    return platform


async def begin(requester: Client, path: str, content: str | None = None, **asked: Any) -> str:
    answer = await requester.post(path, params=asked, content=content)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def files_of(platform: Platform) -> list[Any]:
    return [one for one in platform.running.bulk.scratch.parent.rglob("*") if one.is_file()]


async def run_to_the_end(platform: Platform, operation_id: str, job: Any) -> int:
    """Run a job, killed in each run a write later than in the one before; how often it was killed."""
    database = platform.running.database
    for kills in range(100):
        dying: Any = Dying(database, kills // 2 % 3, durable=kills % 2 == 1)
        try:
            await job(operation_id, dying)
        except Killed:
            continue
        operation = await database.read(lambda tx: operations.get(tx, operation_id))
        assert operation is not None
        if operation.finished is not None:
            return kills
    raise AssertionError("it never ends")


@pytest.mark.parametrize("mixed", [True, False])
async def test_a_killed_import_creates_every_row_once(stopped: Platform, *, mixed: bool) -> None:
    requester = await stopped.requester()
    pool_id = await make_pool(requester, mixed=mixed)
    names = [f"https://a/{n}" for n in range(11)]
    lines = [*names[:5], "ftp://wrong", *names[5:]]
    separator = "\n" if mixed else "\n\n"
    content = "INPUT:image\n" + separator.join(lines) + "\n"
    asked = {"format": "tsv", "skip_invalid_items": True, "allow_defaults": True}
    operation_id = await begin(requester, f"/api/v1/pools/{pool_id}/tasks/import", content, **asked)
    job = partial(
        run_import, TASKS if mixed else SUITES, stopped.running.bulk, stopped.running.environment.platform
    )

    assert await run_to_the_end(stopped, operation_id, job) > 5

    operation = await requester.call("GET", f"/api/v1/operations/{operation_id}")
    assert operation["status"] == "SUCCESS"
    assert (operation["details"]["success_count"], operation["details"]["not_valid_count"]) == (11, 1)
    if mixed:
        found = [task["input_values"]["image"] for task in await tasks(requester, pool_id)]
    else:
        found = [suite["tasks"][0]["input_values"]["image"] for suite in await suites(requester, pool_id)]
    assert found == names
    (failed,) = [line for line in await log(requester, operation) if not line["success"]]
    assert failed["input"]["line"] == (7 if mixed else 12)
    await sweep_later(stopped)
    assert files_of(stopped) == []


async def test_two_runs_of_one_import_create_everything_once(stopped: Platform) -> None:
    requester = await stopped.requester()
    pool_id = await make_pool(requester)
    content = "INPUT:image\n" + "".join(f"https://a/{n}\n" for n in range(9))
    path = f"/api/v1/pools/{pool_id}/tasks/import"
    operation_id = await begin(requester, path, content, format="tsv", allow_defaults=True)
    side = stopped.running
    runs = [
        run_import(TASKS, side.bulk, side.environment.platform, operation_id, side.database) for _ in range(3)
    ]
    await asyncio.gather(*runs, return_exceptions=True)
    await run_import(TASKS, side.bulk, side.environment.platform, operation_id, side.database)
    operation = await requester.call("GET", f"/api/v1/operations/{operation_id}")
    assert (operation["status"], operation["details"]["success_count"]) == ("SUCCESS", 9)
    assert len(await tasks(requester, pool_id)) == 9


async def test_a_killed_refusal_leaves_nothing(stopped: Platform) -> None:
    requester = await stopped.requester()
    pool_id = await make_pool(requester)
    content = "INPUT:image\n" + "".join(f"https://a/{n}\n" for n in range(5)) + "wrong\n"
    path = f"/api/v1/pools/{pool_id}/tasks/import"
    operation_id = await begin(requester, path, content, format="tsv", allow_defaults=True)
    side = stopped.running
    job = partial(run_import, TASKS, side.bulk, side.environment.platform)
    await run_to_the_end(stopped, operation_id, job)
    assert (await requester.call("GET", f"/api/v1/operations/{operation_id}"))["status"] == "FAIL"
    assert await side.database.read(lambda tx: operations.chunk(tx, operation_id, 0)) is None
    assert await tasks(requester, pool_id) == []
    await sweep_later(stopped)
    assert files_of(stopped) == []


async def test_an_import_whose_file_is_gone_fails_in_words(stopped: Platform) -> None:
    requester = await stopped.requester()
    pool_id = await make_pool(requester)
    path = f"/api/v1/pools/{pool_id}/tasks/import"
    operation_id = await begin(requester, path, "INPUT:image\nhttps://a\n", format="tsv")
    for file in files_of(stopped):
        file.unlink()
    side = stopped.running
    await run_import(TASKS, side.bulk, side.environment.platform, operation_id, side.database)
    operation = await requester.call("GET", f"/api/v1/operations/{operation_id}")
    assert operation["status"] == "FAIL"
    assert operation["details"]["message"] == "The file that was uploaded is not there any more"


async def test_a_killed_export_leaves_one_file(stopped: Platform) -> None:
    requester = await stopped.requester()
    pool_id = await make_pool(requester)
    operation_id = await begin(requester, f"/api/v1/pools/{pool_id}/assignments/export")
    await run_to_the_end(stopped, operation_id, partial(run_export, stopped.running.bulk))
    file = await requester.get(f"/api/v1/operations/{operation_id}/file")
    assert file.text.startswith("INPUT:image\t")
    await sweep_later(stopped)
    assert [one.read_text() for one in files_of(stopped)] == [file.text]


async def sweep_later(platform: Platform) -> None:
    """Sweep as if files had lain for two hours."""
    bulk: BulkStore = platform.running.bulk
    was = clock.real_now
    clock.real_now = lambda: was() + 2 * clock.HOUR
    try:
        await jobs.sweep(platform.running.database, bulk)
    finally:
        clock.real_now = was
