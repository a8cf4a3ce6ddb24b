"""Several server processes on one PostgreSQL: none of them does twice or loses what another does."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.deployment import PROJECT, accounts_on
from benchmarks.deployment import Place as BenchPlace
from benchmarks.deployment import load as follow
from benchmarks.load import Outcome, Upload, Work

from accept.conftest import READY_SECONDS, OwnServer
from places import Place

pytestmark = [pytest.mark.accept, pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)]

CROWD = 64
TASKS = 20_000
SECONDS = 8.0


class Group(OwnServer):
    """``talka serve --processes N``."""

    def __init__(self, place: Place, log: Path, processes: int) -> None:
        super().__init__(place, log, processes)
        self.token, self.workers = accounts_on(BenchPlace(place.data_dir, place.database_url), CROWD)

    def wait_for_all(self, count: int) -> list[int]:
        """The ids of its processes, once all of them answer."""
        until = time.monotonic() + READY_SECONDS
        while len(found := self.children()) < count or not self._is_ready():
            assert time.monotonic() < until, self.last_words()
            time.sleep(0.05)
        return found

    def new_pool(self) -> str:
        project = self.call("POST", "/api/v1/projects", f"OAuth {self.token}", PROJECT)["id"]
        form = {
            "project_id": project,
            "private_name": "pool",
            "will_expire": "2099-01-01T00:00:00",
            "reward_per_assignment": 0.01,
            "assignment_max_duration_seconds": 3600,
            "defaults": {"default_overlap_for_new_task_suites": 3},
            "mixer_config": {"real_tasks_count": 1, "golden_tasks_count": 0, "training_tasks_count": 0},
        }
        return str(self.call("POST", "/api/v1/pools", f"OAuth {self.token}", form)["id"])

    def fill(self, pool_id: str, tasks: int) -> None:
        follow(Upload(self.port, pool_id, self.token, batches=1, size=tasks, async_mode=True))
        self.call("POST", f"/api/v1/pools/{pool_id}/open", f"OAuth {self.token}")

    def all_is_well(self) -> None:
        assert self.command("doctor").splitlines() == ["production: all is well", "sandbox: all is well"]


@pytest.fixture
def group(place: Place, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Group]:
    running = Group(place, tmp_path / "server.log", request.param)
    running.start()
    try:
        running.wait_ready(READY_SECONDS)
        yield running
    finally:
        running.stop()
    log = running.log.read_text(errors="replace")
    assert "Traceback" not in log, log[log.index("Traceback") :][:6000]


@pytest.mark.parametrize("group", [1, 2], indirect=True)
def test_a_crowd_at_work(group: Group, request: pytest.FixtureRequest) -> None:
    processes = request.node.callspec.params["group"]
    if processes > 1:
        group.wait_for_all(processes)
    pool_id = group.new_pool()
    group.fill(pool_id, TASKS)
    follow(Work(group.port, pool_id, group.workers, {"result": "cat"}, cycles=2))

    done: Outcome = follow(Work(group.port, pool_id, group.workers, {"result": "cat"}, seconds=SECONDS))

    print(  # noqa: T201  the check's report
        f"{processes} process(es), {CROWD} workers: {done.rate:.0f} takes + submits/s, "
        f"p50 {done.percentile(0.5):.0f} ms, p99 {done.percentile(0.99):.0f} ms, {done.errors or 'no'} errors"
    )
    assert done.errors == {}
    assert done.count > CROWD
    group.all_is_well()


@pytest.mark.parametrize("group", [2], indirect=True)
def test_one_that_dies_is_started_anew_and_its_work_goes_on(group: Group) -> None:
    before = group.wait_for_all(2)
    pool_id = group.new_pool()

    os.kill(before[0], signal.SIGKILL)
    after = group.wait_for_all(2)

    assert before[0] not in after
    assert before[1] in after
    group.fill(pool_id, TASKS)
    done = follow(Work(group.port, pool_id, group.workers[:1], {"result": "cat"}, cycles=20))
    assert (done.count, done.errors) == (20, {})
    group.all_is_well()


@pytest.mark.parametrize("group", [2], indirect=True)
def test_they_end_with_their_parent(group: Group) -> None:
    children = group.wait_for_all(2)

    group.kill()

    until = time.monotonic() + READY_SECONDS
    while any(Path(f"/proc/{child}").exists() for child in children):
        assert time.monotonic() < until
        time.sleep(0.05)
