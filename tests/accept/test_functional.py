"""toloka-kit's own functional tests, against a server of ours.

``TOLOKA_KIT_SRC`` names a checkout of toloka-kit. Nothing of it is changed: its tests are copied, and the
copy's fixtures name our server, and on it a project and pool like those that they expect of the hosted one.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from accept.conftest import OwnServer, run_in_kit

pytestmark = pytest.mark.accept

ASSIGNMENTS = 63
TASKS = 606
"""What the tests expect of the pool: so many accepted assignments, with so many answers in all."""

NEVER = {
    "client/test_assignment.py::test_get_assignment": "names an assignment of the hosted service by its id",
    "template_builder/test_completeness.py": "reads a registry of the hosted service over the network",
}
"""Tests that cannot pass here, and why."""

PROJECT = {
    "public_name": "A project with a pool",
    "public_description": "What is in the picture?",
    "public_instructions": "<p>Look and choose.</p>",
    "task_spec": {
        "input_spec": {"image": {"type": "url"}},
        "output_spec": {"result": {"type": "string", "allowed_values": ["cat", "dog"]}},
        "view_spec": {"type": "classic", "markup": "<img src={{image}}>"},
    },
    "assignments_issuing_type": "AUTOMATED",
}


@pytest.fixture
def functional_tests(tmp_path: Path) -> Path:
    """A directory with a copy of the tests."""
    source = os.environ.get("TOLOKA_KIT_SRC")
    if not source:
        pytest.skip("TOLOKA_KIT_SRC does not name a checkout of toloka-kit")
    copy = tmp_path / "functional_tests"
    shutil.copytree(Path(source) / "functional_tests", copy)
    with (copy / "conftest.py").open("a") as conftest:
        conftest.write("\n\nfrom functional_fixtures import *\n")
    return tmp_path


def test_they_pass(functional_tests: Path, kit_python: Path, server: OwnServer) -> None:
    token = server.requester(balance="1000")
    made = hosted_objects(server, token)
    passed = run_in_kit(
        kit_python,
        f"toloka-kit's functional tests on {server.kind}",
        [*(f"--deselect=functional_tests/{name}" for name in NEVER), "functional_tests"],
        functional_tests,
        TALKA_URL=server.url,
        TALKA_TOKEN=token,
        **made,
    )
    for name, why in NEVER.items():
        print(f"  left out: {name}: {why}")  # noqa: T201  the check's report
    for folder, least in (("client", 15), ("template_builder", 90)):
        assert sum(name.startswith(f"functional_tests/{folder}/") for name in passed) >= least


def hosted_objects(server: OwnServer, token: str) -> dict[str, str]:
    """The project and the pool that the tests read, with its answers."""

    def call(method: str, path: str, body: object = None) -> Any:
        return server.call(method, f"/api/v1{path}", f"OAuth {token}", body)

    project = call("POST", "/projects", PROJECT)
    pool = call("POST", "/pools", _pool(project["id"]))
    call("POST", "/task-suites", _suites(pool["id"]))
    call("POST", f"/pools/{pool['id']}/open")
    _, worker = server.worker("ada")
    for _ in range(ASSIGNMENTS):
        _answer_a_suite(server, worker, pool["id"])
    call("POST", f"/pools/{pool['id']}/close")
    return {"TALKA_PROJECT_ID": project["id"], "TALKA_POOL_ID": pool["id"]}


def _pool(project_id: str) -> dict[str, Any]:
    return {
        "project_id": project_id,
        "private_name": "A pool with answers",
        "will_expire": "2099-01-01T00:00:00",
        "reward_per_assignment": 0.01,
        "assignment_max_duration_seconds": 600,
        "auto_accept_solutions": True,
        "defaults": {"default_overlap_for_new_task_suites": 1},
    }


def _suites(pool_id: str) -> list[dict[str, Any]]:
    """Suites that make up the tasks, one in each of them a control task."""
    sizes = [TASKS // ASSIGNMENTS + (number < TASKS % ASSIGNMENTS) for number in range(ASSIGNMENTS)]
    return [
        {"pool_id": pool_id, "overlap": 1, "tasks": [_task(suite, number) for number in range(size)]}
        for suite, size in enumerate(sizes)
    ]


def _task(suite: int, number: int) -> dict[str, Any]:
    task: dict[str, Any] = {"input_values": {"image": f"https://pictures.example/{suite}/{number}.png"}}
    return task if number else task | {"known_solutions": [{"output_values": {"result": "cat"}}]}


def _answer_a_suite(server: OwnServer, worker: str, pool_id: str) -> None:
    path = "/api/worker/v1"
    taken = server.call("POST", f"{path}/pools/{pool_id}/assignments", f"Bearer {worker}")
    solutions = [{"output_values": {"result": "cat"}} for _ in taken["tasks"]]
    body = {"solutions": solutions}
    server.call("POST", f"{path}/assignments/{taken['id']}/submit", f"Bearer {worker}", body)
