"""talka import and talka export, against a server of their own."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bulk.scene import MIXER
from commands import Talka
from places import Place
from serving import Server

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

READY_SECONDS = 60
TASKS = "INPUT:image\nhttps://a/1\nhttps://a/2\n"


@pytest.fixture
def server(place: Place, tmp_path: Path) -> Iterator[Server]:
    server = Server(place.data_dir, place.database_url, tmp_path / "server.log")
    server.start()
    yield server
    server.stop()


def make_pool(url: str, token: str) -> str:
    with httpx.Client(base_url=url, headers={"authorization": f"OAuth {token}"}) as client:

        def post(path: str, form: dict[str, Any]) -> str:
            return str(client.post(path, json=form).raise_for_status().json()["id"])

        spec = {"input_spec": {"image": {"type": "url"}}, "output_spec": {"result": {"type": "string"}}}
        project = post("/api/v1/projects", {"public_name": "Files", "task_spec": spec})
        return post(
            "/api/v1/pools",
            {
                "project_id": project,
                "private_name": "pool",
                "will_expire": "2099-01-01T00:00:00",
                "reward_per_assignment": 0.01,
                "assignment_max_duration_seconds": 600,
                "defaults": {"default_overlap_for_new_task_suites": 1},
                "mixer_config": MIXER,
            },
        )


def test_files_come_and_go(talka: Talka, run: Talka, server: Server, tmp_path: Path) -> None:
    token = talka("requester", "create", "--name", "Acme", "--balance", "100").out.strip()
    server.wait_ready(READY_SECONDS)
    pool = make_pool(server.url, token)
    here = ("--pool", pool, "--url", server.url, f"--token={token}")  # it may begin with a hyphen
    file = tmp_path / "tasks.tsv.gz"
    file.write_bytes(gzip.compress(TASKS.encode()))

    operation_id = "6a5f9d4e-1111-4222-8333-444455556666"
    for _ in range(2):  # the second finds what the first began
        done = run("import", file, *here, "--operation-id", operation_id)
        assert (done.status, done.out, done.err) == (0, f"2 of 2 created, operation {operation_id}\n", "")

    wrong = tmp_path / "wrong.tsv"
    wrong.write_text(TASKS + "ftp://a/3\n")
    refused = run("import", wrong, *here)
    assert (refused.status, refused.err) == (1, "talka: Nothing was created: 1 of 3 are wrong\n")
    assert refused.out.startswith("Line 4, INPUT:image: ")
    assert "INVALID_URL_SYNTAX" in refused.out
    part = run("import", wrong, *here, "--skip-invalid-items", "--open-pool", "--quiet")
    assert part.status == 3
    assert "2 of 3 created" in part.out

    strange = tmp_path / "tasks.doc"
    strange.write_text(TASKS)
    assert "Say which format the file has" in run("import", strange, *here).err
    assert run("import", strange, *here, "--format", "csv").status == 0
    assert "there is no such file" in run("import", tmp_path / "none.tsv", *here).err

    results = tmp_path / "results.csv"
    written = run(
        "export", *here, "-o", results, "--fields", "ASSIGNMENT:task_id", "--status", "APPROVED,ACTIVE"
    )
    assert (written.status, written.out) == (0, f"{results}: 0 rows, {results.stat().st_size} bytes\n")
    header = next(csv.reader(io.StringIO(results.read_text())))
    assert header == [
        "INPUT:image",
        "OUTPUT:result",
        "GOLDEN:result",
        "HINT:text",
        "HINT:default_language",
        "ASSIGNMENT:task_id",
    ]
    packed = tmp_path / "results.jsonl.gz"
    assert run("export", *here, "-o", packed).status == 0
    assert gzip.decompress(packed.read_bytes()) == b""
    assert "format must be one of" in run("export", *here, "-o", tmp_path / "results.doc").err
    assert sorted(one.name for one in tmp_path.glob("results*")) == ["results.csv", "results.jsonl.gz"]

    assert "The token is missing or unknown" in run("import", file, *here[:-1], "--token=nobody").err
    assert "no pool with id 1" in run("export", "--pool", "1", *here[2:], "-o", results).err
    server.stop()
    assert "cannot be reached" in run("import", file, *here).err
