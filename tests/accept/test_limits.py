"""Limits over time on a server of its own: as toloka-kit bears them, and across several processes."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from accept.conftest import KIT, READY_SECONDS, OwnServer, run_in_kit
from places import Place

pytestmark = pytest.mark.accept

PROJECT = {
    "public_name": "Cats",
    "task_spec": {"input_spec": {}, "output_spec": {"cat": {"type": "boolean"}}},
}


def limited(place: Place, tmp_path: Path, text: str, processes: int = 1) -> OwnServer:
    file = tmp_path / "limits.toml"
    file.write_text(text)
    server = OwnServer(place, tmp_path / "server.log", processes, ("--rate-limits", str(file)))
    server.start()
    server.wait_ready(READY_SECONDS)
    return server


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_toloka_kit_bears_what_it_is_told(kit_python: Path, place: Place, tmp_path: Path) -> None:
    text = "input_values_bytes = 1000\n[create_project]\nhour = 2\n[create_skill]\nminute = 10\n"
    server = limited(place, tmp_path, text)
    try:
        user_id, worker_token = server.worker("ada")
        passed = run_in_kit(
            kit_python,
            "toloka-kit's clients against limits",
            ["-p", "requester", str(KIT / "asking_too_much.py")],
            tmp_path,
            TALKA_URL=server.url,
            TALKA_TOKEN=server.requester(),
            TALKA_OTHER_TOKEN=server.requester("Another"),
            TALKA_USER_ID=user_id,
            TALKA_WORKER_TOKEN=worker_token,
        )
    finally:
        server.stop()
    assert len(passed) == 12


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_processes_count_together(place: Place, tmp_path: Path) -> None:
    server = limited(place, tmp_path, "[create_project]\nday = 25\n", processes=2)
    try:
        token = server.requester()

        def create(_: int) -> int:
            request = urllib.request.Request(  # noqa: S310  our own server
                f"{server.url}/api/v1/projects",
                json.dumps(PROJECT).encode(),
                {"Authorization": f"OAuth {token}", "Content-Type": "application/json"},
            )
            try:
                with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                    return int(answer.status)
            except urllib.error.HTTPError as error:
                return error.code

        with ThreadPoolExecutor(8) as threads:
            statuses = Counter(threads.map(create, range(60)))
        assert statuses == {201: 25, 429: 35}
    finally:
        server.stop()
