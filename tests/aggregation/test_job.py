"""The job that aggregates a pool: how far it is, and what is left when it is cut off."""

from __future__ import annotations

from typing import Any

import pytest

from aggregation.scene import Scene, stored
from http_client import Platform
from talka.aggregation import jobs, store
from talka.aggregation.jobs import run_aggregation
from talka.aggregation.model import AggregatedAnswer
from talka.operations import store as operation_store
from talka.storage.database import Database


class Cut(Exception):  # noqa: N818
    """The process died."""


class Dying:
    """A database whose process dies before its next write when ``writes`` of them are done."""

    def __init__(self, database: Database, operation_id: str, writes: int) -> None:
        self._database = database
        self._operation_id = operation_id
        self._left = writes
        self.progress: list[int] = []

    async def read(self, action: Any) -> Any:
        return await self._database.read(action)

    async def write(self, action: Any) -> Any:
        if not self._left:
            raise Cut
        self._left -= 1
        answer = await self._database.write(action)
        operation = await self._database.read(lambda tx: operation_store.get(tx, self._operation_id))
        assert operation is not None
        self.progress.append(operation.progress)
        return answer


KINDS = ["DAWID_SKENE", "WEIGHTED_DYNAMIC_OVERLAP", "MAJORITY_VOTE"]


class TestJob:
    @pytest.fixture(autouse=True)
    def small_steps(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(jobs, "READ", 2)
        monkeypatch.setattr(jobs, "WRITTEN", 2)

    @pytest.mark.parametrize("kind", KINDS)
    async def test_progress_is_told_while_it_runs(self, answered: Scene, platform: Platform, kind: str):
        await platform.running.runner.stop()
        operation_id = await answered.begin(kind)
        database = Dying(platform.database, operation_id, 100)
        await run_aggregation(operation_id, database)
        assert len(database.progress) > 4
        assert database.progress == sorted(set(database.progress))
        assert database.progress[-2] < 100 == database.progress[-1]

    @pytest.mark.parametrize("kind", KINDS)
    async def test_wherever_it_is_cut_off_the_next_run_leaves_the_same(
        self, answered: Scene, platform: Platform, kind: str
    ):
        expected = await answered.aggregate(kind)
        await platform.running.runner.stop()
        operation_id = await answered.begin(kind)
        left: list[int] = []
        for writes in range(100):
            try:
                await run_aggregation(operation_id, Dying(platform.database, operation_id, writes))
            except Cut:
                left.append(len(await stored(platform.database, operation_id)))
            else:
                break
        assert len(set(left)) > 2
        assert await answered.results(operation_id) == expected

    async def test_the_runner_takes_up_what_a_dead_process_left(self, answered: Scene, platform: Platform):
        await platform.running.runner.stop()
        operation_id = await answered.begin()
        with pytest.raises(Cut):
            await run_aggregation(operation_id, Dying(platform.database, operation_id, 4))
        await platform.running.runner.start()
        assert (await answered.finished(operation_id))["status"] == "SUCCESS"
        assert len(await answered.results(operation_id)) == 8

    @pytest.mark.parametrize("kind", KINDS)
    async def test_results_of_an_earlier_run_that_are_none_any_more_go(
        self, answered: Scene, platform: Platform, kind: str
    ):
        await platform.running.runner.stop()
        operation_id = await answered.begin(kind)
        known = sorted(answered.tasks.values())
        stale = [known[0][:-24] + "0" * 24, known[1], known[1] + "0", known[-1][:-24] + "f" * 24]
        answer = AggregatedAnswer({"result": "404"}, 0.5)
        await platform.database.write(
            lambda tx: store.replace(
                tx, operation_id, int(answered.pool_id), ("", None), [(one, answer) for one in stale]
            )
        )
        await run_aggregation(operation_id, platform.database)
        left = [task_id for task_id, _, _ in await stored(platform.database, operation_id)]
        assert left == (known[:6] if kind == "WEIGHTED_DYNAMIC_OVERLAP" else known)

    async def test_one_that_is_over_is_not_run_again(self, answered: Scene, platform: Platform):
        operation_id = await answered.begin()
        before = await answered.finished(operation_id)
        rows = await stored(platform.database, operation_id)
        await run_aggregation(operation_id, Dying(platform.database, operation_id, 0))
        assert await answered.finished(operation_id) == before
        assert await stored(platform.database, operation_id) == rows
