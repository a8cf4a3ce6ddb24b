"""Commands that copy an account from elsewhere, and that write out what somebody has here."""

from __future__ import annotations

import csv
import io
import json
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from commands import Talka, read, write
from places import Place
from talka.accounts import store
from talka.accounts.model import WorkerAccount
from talka.http import auth

PROJECT = {
    "id": "17",
    "public_name": "Cats",
    "public_description": "Cats",
    "status": "ACTIVE",
    "created": "2020-01-02T03:04:05",
    "task_spec": {"input_spec": {}, "output_spec": {"cat": {"type": "boolean"}}},
}
POOL = {
    "id": "23",
    "project_id": "17",
    "private_name": "pool",
    "status": "OPEN",
    "created": "2020-01-03T03:04:05",
    "will_expire": "2099-01-01T00:00:00",
    "reward_per_assignment": 0.02,
    "assignment_max_duration_seconds": 600,
    "defaults": {"default_overlap_for_new_task_suites": 3},
    "colour": "red",
    "filter": {"category": "profile", "key": "shoe_size", "operator": "EQ", "value": 42},
}
LISTS: dict[str, list[dict[str, Any]]] = {"projects": [PROJECT], "pools": [POOL], "skills": []}


class Elsewhere(BaseHTTPRequestHandler):
    """A server that speaks a part of the API, and that only."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        name, query = parts.path.removeprefix("/api/v1/"), parse_qs(parts.query)
        if self.headers["Authorization"] != "OAuth secret":
            self._answer(401, {"code": "AUTHENTICATION_ERROR", "message": "who are you?"})
        elif name == "requester":
            self._answer(200, {"id": "them", "balance": 5})
        elif name in LISTS:
            items = [one for one in LISTS[name] if int(one["id"]) > int(query.get("id_gt", ["0"])[0])]
            self._answer(200, {"items": items, "has_more": False})
        else:
            self._answer(404, {"code": "NOT_FOUND", "message": "no such thing"})

    def _answer(self, status: int, body: object) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def acme(talka: Talka) -> None:
    talka("requester", "create", "--name", "Acme", "--email", "a@example.org")


class TestMigrate:
    @pytest.mark.usefixtures("acme")
    def test_what_there_is_comes_along_and_the_rest_is_told(
        self, talka: Talka, elsewhere: str, tmp_path: Path
    ):
        report, file = tmp_path / "report.jsonl", tmp_path / "map.csv"
        words = ("migrate", "--from", f"{elsewhere}/api/v1/", "--token", "secret", "--report", report)
        ran = talka(*words)
        assert (ran.status, ran.err) == (0, "")
        assert "projects" in ran.out
        notes = [json.loads(line) for line in report.read_text().splitlines()]
        assert ran.out.endswith(f"{len(notes)} things to know are in {report}\n")
        said = {(note["kind"], note["old_id"], note["what"]): note for note in notes}
        assert said["pools", "23", "DIFFERENT"]["details"] == {"colour": "red"}
        assert said["pools", "23", "LEFT_OUT filter"]["details"] == POOL["filter"]
        assert ("pools", "23", "CLOSED") in said
        assert ("tasks", "23", "NOT_SHOWN") in said
        assert ("user-bonuses", "*", "NOT_SHOWN") in said

        assert talka(*words).out.startswith("there was nothing to do\n")
        assert talka("migration-map", file).out == f"{file}: 2 ids\n"
        rows = list(csv.reader(file.open(newline="")))
        assert rows[0] == ["kind", "old_id", "new_id"]
        assert [row[:2] for row in rows[1:]] == [["pools", "23"], ["projects", "17"]]
        printed = talka("migration-map").out
        assert list(csv.reader(io.StringIO(printed))) == rows
        assert talka("doctor").status == 0

    def test_counting(self, run: Talka, elsewhere: str):
        ran = run("migrate", "--from", elsewhere, "--token", "secret", "--dry-run")
        assert ran.status == 0
        assert [line.split() for line in ran.out.splitlines()[1:4]] == [
            ["projects", "1"],
            ["pools", "1"],
            ["not", "shown:", "/trainings", "answers", "404:", "NOT_FOUND:", "no", "such", "thing"],
        ]

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("--token", "wrong"), "the source does not know this token"),
            (("--token", "secret", "--from", "there"), "'there' is not an address"),
            (("--token", "secret", "--only", "projects,cats"), "--only takes some of skills"),
            (("--token", "secret", "--requester", "nobody"), "there is no requester nobody here"),
        ],
    )
    @pytest.mark.usefixtures("acme")
    def test_mistakes_are_said_in_one_line(
        self, talka: Talka, elsewhere: str, words: tuple[str, ...], said: str
    ):
        where = () if "--from" in words else ("--from", elsewhere)
        ran = talka("migrate", *where, *words)
        assert (ran.status, ran.out) == (1, "")
        assert ran.err.startswith(f"talka: {said}")
        assert ran.err.count("\n") == 1

    def test_of_several_requesters_one_is_to_be_named(self, talka: Talka, elsewhere: str):
        for name in ("Acme", "Ajax"):
            talka("requester", "create", "--name", name)
        ran = talka("migrate", "--from", elsewhere, "--token", "secret")
        assert (ran.status, ran.err) == (
            1,
            "talka: say into whose account with --requester ID or --requester EMAIL\n",
        )
        assert talka("migration-map").status == 1


def unzipped(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_archives_of_a_requester_and_of_a_worker(talka: Talka, place: Place):
    talka("requester", "create", "--name", "Acme", "--email", "a@example.org", "--balance", "5")
    talka("worker", "create", "--login", "ada")
    file = place.data_dir / "all.zip"
    ran = talka("requester", "export", "a@example.org", "-o", file)
    assert (ran.status, ran.out) == (0, f"{file}: {file.stat().st_size} bytes\n")
    assert json.loads(unzipped(file)["requester.json"])["balance"] == 5
    assert talka("worker", "export", "ada", "-o", file).status == 0
    assert json.loads(unzipped(file)["me.json"])["login"] == "ada"
    for who in ("requester", "worker"):
        ran = talka(who, "export", "nobody", "-o", file)
        assert (ran.status, ran.err.count("\n")) == (1, 1)
    assert [one.name for one in place.data_dir.glob("*.part")] == []


def test_a_worker_is_adopted_once(talka: Talka, place: Place):
    write(place, lambda tx: store.add_worker(tx, WorkerAccount("a" * 32, None, None, "{}", 0, tx.now, None)))
    ran = talka("worker", "adopt", "a" * 32, "--login", "Ada")
    assert ran.status == 0
    user_id, token = ran.out.split()
    assert read(place, lambda tx: auth.worker_of(tx, auth.hash_token(token))).id == user_id == "a" * 32
    ran = talka("worker", "adopt", "a" * 32, "--login", "eve")
    assert (ran.status, ran.err) == (1, f"talka: There is no worker without a login with id {'a' * 32}\n")


@pytest.mark.parametrize(
    "words", [("migrate",), ("migration-map",), ("requester", "export"), ("worker", "export")]
)
def test_they_help(run: Talka, words: tuple[str, ...]):
    ran = run(*words, "--help")
    assert ran.status == 0
    assert "Usage: talka" in ran.out
