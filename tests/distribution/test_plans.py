"""Every statement of a take and a submit is found by an index, whatever the size of pool and history."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from distribution.world import RIGHT, World, known
from talka.assignments.model import Solution
from talka.distribution.take import take
from talka.storage.database import Database
from talka.storage.postgresql import PREPARED_AFTER
from talka.storage.query import SQLITE, Query
from talka.storage.tx import Tx
from talka.worker_api.submit import submit_assignment

PROJECT = {
    "public_name": "Plans",
    "task_spec": {
        "input_spec": {"n": {"type": "string"}},
        "output_spec": {"r": {"type": "string", "required": False}},
    },
    "assignments_issuing_type": "AUTOMATED",
}
# One row (an environment's clock), and the values of a list parameter.
SMALL = {"clock_offset", "json_each"}


def pool_form(project_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "project_id": project_id,
        "private_name": "pool",
        "will_expire": "2099-01-01T00:00:00",
        "reward_per_assignment": 0.01,
        "assignment_max_duration_seconds": 600,
        "defaults": {"default_overlap_for_new_task_suites": 2, "default_overlap_for_new_tasks": 2},
        **changes,
    }


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> dict[str, tuple[str, dict[str, Any]]]:
    """Every statement that runs, by its text, with one set of its parameters."""
    seen: dict[str, tuple[str, dict[str, Any]]] = {}
    execute, many = Tx._execute, Tx.many

    def watched(self: Tx, query: Any, parameters: dict[str, Any]) -> None:
        sql, constants = query.render(self.dialect)
        seen[sql] = (self.dialect, {**constants, **parameters})
        execute(self, query, parameters)

    def watched_many(self: Tx, query: Any, rows: Any) -> int:
        batch = list(rows)
        sql, constants = query.render(self.dialect)
        if batch:
            seen[sql] = (self.dialect, {**constants, **batch[0]})
        return many(self, query, batch)

    monkeypatch.setattr(Tx, "_execute", watched)
    monkeypatch.setattr(Tx, "many", watched_many)
    return seen


def explain(tx: Tx, sql: str, parameters: dict[str, Any]) -> list[str]:
    """The plan's lines."""
    if tx.dialect == SQLITE:
        tx._cursor.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
        return [str(row[3]) for row in tx._cursor.fetchall()]
    tx._cursor.execute("SET LOCAL enable_seqscan = off", ())
    tx._cursor.execute("SET LOCAL enable_hashjoin = off", ())
    tx._cursor.execute("SET LOCAL enable_mergejoin = off", ())
    tx._cursor.execute(f"EXPLAIN {sql}", parameters)
    return [str(row[0]).strip() for row in tx._cursor.fetchall()]


def scans(lines: list[str]) -> list[str]:
    """The lines that read a whole table."""
    found = [line for line in lines if line.startswith("SCAN ") or "Seq Scan on" in line]
    return [line for line in found if not any(f" {name}" in line for name in SMALL)]


async def take_and_submit(worker: Any, pool_id: str) -> None:
    page = await worker.call("POST", f"/api/worker/v1/pools/{pool_id}/assignments", status=201)
    body = {"solutions": [{"output_values": {"r": "x"}} for _ in page["tasks"]]}
    path = f"/api/worker/v1/assignments/{page['id']}"
    await worker.call("POST", f"{path}/submit?next=true", body, status=200)


async def test_no_statement_of_a_take_or_submit_reads_a_whole_table(
    platform: Any, statements: dict[str, tuple[str, dict[str, Any]]]
) -> None:
    requester = await platform.requester()
    project = await requester.call("POST", "/api/v1/projects", PROJECT)
    mixer = {"real_tasks_count": 2, "golden_tasks_count": 1, "training_tasks_count": 0}
    mixed = await requester.call("POST", "/api/v1/pools", pool_form(project["id"], mixer_config=mixer))
    manual = await requester.call(
        "POST", "/api/v1/pools", pool_form(project["id"], auto_accept_solutions=False)
    )
    worker = await platform.worker("ann")
    general = [{"pool_id": mixed["id"], "input_values": {"n": str(i)}, "overlap": 2} for i in range(8)]
    reserved = [{**general[0], "reserved_for": [worker.id]}, {**general[0], "unavailable_for": [worker.id]}]
    control = [
        {
            "pool_id": mixed["id"],
            "input_values": {"n": "c"},
            "infinite_overlap": True,
            "known_solutions": [{"output_values": {"r": "x"}}],
        }
        for _ in range(4)
    ]
    await requester.call("POST", "/api/v1/tasks", [*general, *reserved, *control], status=201)
    suites = [
        {"pool_id": manual["id"], "overlap": 1, "tasks": [{"input_values": {"n": str(i)}}]} for i in range(5)
    ]
    await requester.call("POST", "/api/v1/task-suites", suites, status=201)
    # Of one card with the mixed pool: after its only page it goes on there.
    twin = await requester.call("POST", "/api/v1/pools", pool_form(project["id"]))
    suite = {"pool_id": twin["id"], "overlap": 1, "tasks": [{"input_values": {"n": "t"}}]}
    await requester.call("POST", "/api/v1/task-suites", suite, status=201)
    for pool in (mixed, manual, twin):
        await requester.call("POST", f"/api/v1/pools/{pool['id']}/open", status=202)

    statements.clear()
    for pool in (mixed, manual, twin):
        await take_and_submit(worker, pool["id"])
        held = (await worker.call("GET", "/api/worker/v1/assignments?status=ACTIVE"))["items"]
        if held:
            await worker.call("POST", f"/api/worker/v1/assignments/{held[0]['id']}/skip", status=200)
    watched = dict(statements)
    assert len(watched) > 30

    found = {}
    for sql, (_, parameters) in watched.items():
        lines = platform.database.write_now(lambda tx, s=sql, p=parameters: explain(tx, s, p))
        if scans(lines):
            found[sql] = lines
    assert not found


_READ_WHOLE = Query(sa.text("SELECT relname FROM pg_stat_xact_user_tables WHERE seq_scan > 0"))
EMPTY_AT_FIRST = 3 * PREPARED_AFTER


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_plans_kept_since_the_tables_were_empty_read_no_whole_table(database: Database) -> None:
    world = World(database)
    worker = world.worker()
    mixer = {"real_tasks_count": 2, "golden_tasks_count": 1, "training_tasks_count": 0}
    pool_id = world.pool(mixer_config=mixer)
    control = {"infinite_overlap": True, "known_solutions": known()}
    world.upload_tasks(pool_id, *([{}] * 2 * EMPTY_AT_FIRST), *([control] * (EMPTY_AT_FIRST + 1)))
    world.open(pool_id)
    for _ in range(EMPTY_AT_FIRST):
        world.submit(worker, world.take(worker, pool_id))
    world.upload_tasks(pool_id, *([{}] * 20_000))

    def watched(tx: Tx) -> set[str]:
        page = take(tx, worker.id, str(pool_id), world.platform).assignment
        assert page is not None
        submit_assignment(tx, worker, page.id, [Solution(RIGHT)] * len(page.tasks))
        return {row[0] for row in tx.all(_READ_WHOLE)}

    assert world.write(watched) <= SMALL
