"""``talka migrate`` between two servers' data, killed again and again: everything comes along once."""

from __future__ import annotations

import csv
import io
import os
import random
import subprocess
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from accept.conftest import TALKA, OwnServer
from places import PostgresqlTemplate, SqliteTemplate

pytestmark = pytest.mark.accept

TASKS, SUITES, WORKERS = 4000, 1500, 12
PROJECT = {
    "public_name": "Cats",
    "task_spec": {"input_spec": {"n": {"type": "integer"}}, "output_spec": {"cat": {"type": "string"}}},
}
POOL = {
    "private_name": "pool",
    "will_expire": "2099-01-01T00:00:00",
    "reward_per_assignment": 0.05,
    "assignment_max_duration_seconds": 600,
    "defaults": {"default_overlap_for_new_task_suites": 2, "default_overlap_for_new_tasks": 2},
}
MIXER = {"real_tasks_count": 5, "golden_tasks_count": 0, "training_tasks_count": 0}


def fill(server: OwnServer) -> tuple[str, dict[str, int]]:
    """An account with a few thousand things in it; its token, and how many of each kind."""
    token = server.requester("Acme", "10000")

    def call(path: str, body: object = None) -> Any:
        return server.call("POST", f"/api/v1/{path}", f"OAuth {token}", body)

    project = call("projects", PROJECT)["id"]
    mixed = call("pools", {**POOL, "project_id": project, "mixer_config": MIXER})["id"]
    manual = call("pools", {**POOL, "project_id": project, "auto_accept_solutions": False})["id"]
    call("tasks", [{"pool_id": mixed, "overlap": 2, "input_values": {"n": n}} for n in range(TASKS)])
    call(
        "task-suites",
        [{"pool_id": manual, "overlap": 2, "tasks": [{"input_values": {"n": n}}]} for n in range(SUITES)],
    )
    for pool in (mixed, manual):
        call(f"pools/{pool}/open")
    pages = 0
    for i in range(WORKERS):
        user_id, worker = server.worker(f"worker{i}")
        for pool, count in ((mixed, 40), (manual, 60)):
            for _ in range(count):
                page = server.call("POST", f"/api/worker/v1/pools/{pool}/assignments", f"Bearer {worker}")
                answers = {"solutions": [{"output_values": {"cat": "yes"}}] * len(page["tasks"])}
                path = f"/api/worker/v1/assignments/{page['id']}/submit"
                server.call("POST", path, f"Bearer {worker}", answers)
                pages += 1
        call("user-bonuses", {"user_id": user_id, "amount": 0.5})
    mixed_pages = 40 * WORKERS
    return token, {
        "projects": 1,
        "pools": 2,
        "tasks": TASKS + SUITES,
        "task-suites": SUITES + mixed_pages,
        "assignments": pages,
        "user-bonuses": WORKERS,
        "users": WORKERS,
    }


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_killed_at_random_and_run_again(
    server: OwnServer, target: str, tmp_path: Path, request: pytest.FixtureRequest
):
    token, expected = fill(server)
    folder = tmp_path / "target"
    folder.mkdir()
    if target == "sqlite":
        template: SqliteTemplate = request.getfixturevalue("sqlite_template")
        place: Any = template.copy_to(folder)
    else:
        database: PostgresqlTemplate = request.getfixturevalue("postgresql_template")
        place = database.empty(folder)
    where = ["--data", str(folder), *(["--database-url", place.database_url] if place.database_url else [])]
    _run("requester", "create", "--name", "Acme", *where)
    words = ["migrate", "--from", server.url, *where, "--report", str(tmp_path / "report.jsonl")]
    environment = {**os.environ, "TALKA_TOKEN": token}
    chance, killed = random.Random(7), 0
    while True:
        process = subprocess.Popen(
            [str(TALKA), *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        try:
            out, err = process.communicate(timeout=None if killed >= 12 else 1.0 + 2.5 * chance.random())
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            killed += 1
            continue
        assert process.returncode == 0, err
        break
    assert killed >= 2, out
    rows = list(csv.reader(io.StringIO(_run("migration-map", *where))))[1:]
    assert Counter(row[0] for row in rows) - Counter({"skills": 99}) == Counter(expected)
    assert len({(row[0], row[2]) for row in rows}) == len(rows)
    assert "all is well" in _run("doctor", *where)
    again = subprocess.run([str(TALKA), *words], env=environment, capture_output=True, text=True, check=True)
    assert again.stdout.startswith("there was nothing to do")


def _run(*words: str) -> str:
    done = subprocess.run([str(TALKA), *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
