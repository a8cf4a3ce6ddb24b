"""Every statement of a take and a submit is found by an index, whatever the size of pool and history."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from distribution.world import RIGHT, World, known
from talka.assignments.model import Solution
from talka.distribution import forecast
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
        "output_spec": {"r": {"type": "string", "allowed_values": ["x", "y"], "required": False}},
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


# Pages whose places depend on what was done, of tasks that are checked by majority vote.
FUNCTION = {
    "scope": "PROJECT",
    "distribution": "UNIFORM",
    "window_days": 10,
    "intervals": [{"from": 1, "frequency": 2}],
}
CHECKED = {
    "mixer_config": {
        "real_tasks_count": 2,
        "golden_tasks_count": 0,
        "training_tasks_count": 0,
        "golden_task_distribution_function": FUNCTION,
    },
    "quality_control": {
        "checkpoints_config": {
            "real_settings": {
                "target_overlap": 3,
                "task_distribution_function": {**FUNCTION, "intervals": [{"from": 1, "frequency": 1}]},
            }
        }
    },
}


async def checked_pool(requester: Any, project: Any) -> Any:
    pool = await requester.call("POST", "/api/v1/pools", pool_form(project["id"], **CHECKED))
    general = {"pool_id": pool["id"], "input_values": {"n": "g"}, "overlap": 1}
    known = {"known_solutions": [{"output_values": {"r": "x"}}]}
    tasks = [general] * 4 + [{**general, **known}] * 4
    await requester.call("POST", "/api/v1/tasks", tasks, status=201)
    await requester.call("POST", f"/api/v1/pools/{pool['id']}/open", status=202)
    return pool


async def test_no_statement_of_a_take_or_submit_reads_a_whole_table(
    platform: Any, statements: dict[str, tuple[str, dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forecast, "FEWEST", 1)
    requester = await platform.requester()
    project = await requester.call("POST", "/api/v1/projects", PROJECT)
    skill = await requester.call("POST", "/api/v1/skills", {"name": "trust"})
    mixer = {
        "real_tasks_count": 2,
        "golden_tasks_count": 1,
        "training_tasks_count": 0,
        "mix_tasks_in_creation_order": True,
    }
    growing = {
        "type": "BASIC",
        "max_overlap": 5,
        "min_confidence": 1,
        "answer_weight_skill_id": skill["id"],
        "fields": [{"name": "r"}],
    }
    best_share = {"type": "TOP_PERCENTAGE_BY_QUALITY", "percent": 10}
    best_few = {"type": "BEST_CONCURRENT_USERS_BY_QUALITY", "count": 5}
    form = pool_form(
        project["id"],
        mixer_config=mixer,
        dynamic_overlap_config=growing,
        speed_quality_balance=best_share,
    )
    mixed = await requester.call("POST", "/api/v1/pools", form)
    manual = await requester.call(
        "POST",
        "/api/v1/pools",
        pool_form(project["id"], auto_accept_solutions=False, speed_quality_balance=best_few),
    )
    worker = await platform.worker("ann")
    general = [
        {"pool_id": mixed["id"], "input_values": {"n": str(i)}, "overlap": 1 + (i > 1)} for i in range(8)
    ]
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

    left = await checked_pool(requester, project)
    await take_and_submit(await platform.worker("bob"), left["id"])
    await requester.call("POST", f"/api/v1/pools/{left['id']}/close", status=202)
    checked = await checked_pool(requester, project)

    statements.clear()
    for pool in (mixed, manual, twin, checked):
        await take_and_submit(worker, pool["id"])
        held = (await worker.call("GET", "/api/worker/v1/assignments?status=ACTIVE"))["items"]
        if held:
            await worker.call("POST", f"/api/worker/v1/assignments/{held[0]['id']}/skip", status=200)
    first = (await requester.call("GET", f"/api/v1/tasks?pool_id={mixed['id']}"))["items"][0]
    assert first["overlap"] == 2, "the scene has a task that was judged"
    assert len(statements) > 50
    assert any("check_pools" in sql and sql.startswith("SELECT") for sql in statements)
    assert any("completed_tasks" in sql for sql in statements)
    assert whole_tables_read(platform, dict(statements)) == {}


def whole_tables_read(platform: Any, watched: dict[str, tuple[str, dict[str, Any]]]) -> dict[str, list[str]]:
    """The statements that read a whole table, and their plans."""
    found = {}
    for sql, (_, parameters) in watched.items():
        lines = platform.database.write_now(lambda tx, s=sql, p=parameters: explain(tx, s, p))
        if scans(lines):
            found[sql] = lines
    return found


async def test_no_statement_on_a_map_reads_a_whole_table(
    platform: Any, statements: dict[str, tuple[str, dict[str, Any]]]
) -> None:
    requester = await platform.requester()
    texts = {"title_template": "Shop", "description_template": "Go there"}
    form = {
        **PROJECT,
        "assignments_issuing_type": "MAP_SELECTOR",
        "assignments_issuing_view_config": texts,
    }
    project = await requester.call("POST", "/api/v1/projects", form)
    pool = await requester.call("POST", "/api/v1/pools", pool_form(project["id"]))
    worker = await platform.worker("ann")
    suites = [
        {
            "pool_id": pool["id"],
            "overlap": 1 + i % 2,
            "latitude": 52 + i / 1000,
            "longitude": 13,
            "tasks": [{"input_values": {"n": "x"}}],
            "reserved_for": [worker.id] if i % 7 == 0 else [],
        }
        for i in range(80)
    ]
    made = await requester.call("POST", "/api/v1/task-suites", suites, status=201)
    named = {"task_suite_id": made["items"]["0"]["id"]}
    await requester.call("POST", f"/api/v1/pools/{pool['id']}/open", status=202)

    statements.clear()
    path = f"/api/worker/v1/pools/{pool['id']}"
    here = {"latitude": 52.04, "longitude": 13}
    for choice in (here, named, here):
        page = await worker.call("POST", f"{path}/assignments", choice, status=201)
        if choice is named:
            await worker.call("POST", f"/api/worker/v1/assignments/{page['id']}/exit", status=200)
        else:
            body = {"solutions": [{"output_values": {"r": "x"}}]}
            await worker.call("POST", f"/api/worker/v1/assignments/{page['id']}/submit", body, status=200)
    listed = await worker.call("GET", f"{path}/points?bbox=12,51,14,53", status=200)
    assert len(listed["items"]) == 50
    last = listed["items"][-1]["task_suite_id"]
    await worker.call("GET", f"{path}/points?bbox=12,51,14,53&before={last}", status=200)
    assert len(statements) > 30
    assert whole_tables_read(platform, dict(statements)) == {}


async def test_no_statement_of_a_merged_answer_reads_a_whole_table(
    platform: Any, statements: dict[str, tuple[str, dict[str, Any]]]
) -> None:
    requester = await platform.requester()
    project = await requester.call(
        "POST", "/api/v1/projects", {**PROJECT, "assignments_automerge_enabled": True}
    )
    mixer = {"real_tasks_count": 2, "golden_tasks_count": 0, "training_tasks_count": 0}
    worker = await platform.worker("ann")
    pool_ids = []
    for _ in range(3):
        pool = await requester.call("POST", "/api/v1/pools", pool_form(project["id"], mixer_config=mixer))
        tasks = [{"pool_id": pool["id"], "input_values": {"n": str(i)}, "overlap": 2} for i in range(4)]
        await requester.call("POST", "/api/v1/tasks", tasks, status=201)
        await requester.call("POST", f"/api/v1/pools/{pool['id']}/open", status=202)
        pool_ids.append(pool["id"])

    statements.clear()
    await take_and_submit(worker, pool_ids[1])
    copies = await requester.call("GET", f"/api/v1/assignments?pool_id={pool_ids[0]}")
    assert [(one["automerged"], one["reward"]) for one in copies["items"]] == [(True, 0)] * 2
    assert any("twins" in sql for sql in statements)
    assert whole_tables_read(platform, dict(statements)) == {}


async def test_no_statement_of_a_captcha_reads_a_whole_table(
    platform: Any, statements: dict[str, tuple[str, dict[str, Any]]]
) -> None:
    requester = await platform.requester()
    project = await requester.call("POST", "/api/v1/projects", PROJECT)
    form = pool_form(project["id"], quality_control={"captcha_frequency": "HIGH"})
    pool = await requester.call("POST", "/api/v1/pools", form)
    suites = [{"pool_id": pool["id"], "overlap": 2, "tasks": [{"input_values": {"n": "x"}}] * 10}] * 3
    await requester.call("POST", "/api/v1/task-suites", suites, status=201)
    await requester.call("POST", f"/api/v1/pools/{pool['id']}/open", status=202)
    worker = await platform.worker("ann")

    statements.clear()
    await take_and_submit(worker, pool["id"])
    await worker.call("POST", f"/api/worker/v1/pools/{pool['id']}/assignments", status=403)
    for given in ("wrong", "wrong again"):
        captcha = await worker.call("GET", "/api/worker/v1/captcha", status=200)
        body = {"captcha_id": captcha["captcha_id"], "answer": given}
        await worker.call("POST", "/api/worker/v1/captcha", body, status=200)
    await worker.call("GET", "/api/worker/v1/tasks", status=200)
    assert sum("captcha" in sql for sql in statements) >= 7
    assert whole_tables_read(platform, dict(statements)) == {}


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


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_kept_plans_find_few_rows_without_helpers(database: Database) -> None:
    """What a plan may cost when it does not know that a page asks for few of a million rows."""
    for setting, wanted in {"jit": "off", "max_parallel_workers_per_gather": "0"}.items():
        query = Query(sa.select(sa.func.current_setting(setting)))
        assert database.write_now(lambda tx, query=query: tx.value(query)) == wanted
