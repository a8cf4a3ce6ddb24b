"""A pool of a million tasks: uploaded, opened, worked on by many at once, and closed."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from benchmarks.deployment import ANSWER, Deployment, load
from benchmarks.deployment import Place as BenchPlace
from benchmarks.load import Upload, Work
from benchmarks.measures import tasks_over

from places import Place
from talka.storage import schema
from talka.storage.query import Query

pytestmark = pytest.mark.accept

TASKS = int(os.environ.get("TALKA_MILLION", "1000000"))
BATCH = 100_000
CROWD = 64
SECONDS = 10.0

_a = schema.assignments.c
_WORK = Query(sa.select(_a.status, sa.func.count()).group_by(_a.status))


@pytest.fixture
def deployment(place: Place) -> Iterator[Deployment]:
    made = Deployment(BenchPlace(place.data_dir, place.database_url), CROWD)
    made.start()
    yield made
    made.server.stop()


def test_a_million_tasks(deployment: Deployment, database_kind: str) -> None:
    pool_id = deployment.new_pool()
    memory = [deployment.server.megabytes()]
    seconds = 0.0
    for first in range(0, TASKS, BATCH):
        order = Upload(
            deployment.server.port,
            pool_id,
            deployment.token,
            batches=1,
            size=min(BATCH, TASKS - first),
            async_mode=True,
            first=first,
        )
        seconds += load(order).seconds
        memory.append(deployment.server.megabytes())
    deployment.open_pool(pool_id)

    done = load(Work(deployment.server.port, pool_id, deployment.workers, ANSWER, seconds=SECONDS))
    deployment.call("POST", f"/api/v1/pools/{pool_id}/close")

    pool = deployment.call("GET", f"/api/v1/pools/{pool_id}")
    print(  # noqa: T201  the check's report
        f"{TASKS:,} tasks on {database_kind}: {TASKS / seconds:,.0f} uploaded/s, memory "
        f"{memory[0]:.0f} MB at first, {memory[1]:.0f} MB after {BATCH:,}, {memory[-1]:.0f} MB after all; "
        f"{done.rate:.0f} takes + submits/s by {CROWD} workers, p99 {done.percentile(0.99):.0f} ms"
    )
    assert (pool["status"], pool["last_close_reason"]) == ("CLOSED", "MANUAL")
    assert done.errors == {}
    database = deployment.place.open()
    try:
        work = dict(database.read_now(lambda tx: tx.all(_WORK)))
        over = database.read_now(tasks_over)
    finally:
        database.close()
    assert work.get("ACCEPTED", 0) == done.count
    assert set(work) <= {"ACCEPTED", "ACTIVE"}
    assert over == 0
