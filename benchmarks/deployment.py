"""A server at work on a database of its own, with accounts, a project and pools to measure it by."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import msgspec
import psycopg
from psycopg import sql

from benchmarks.load import Order, Outcome
from postgres import machine_binaries, packaged_binaries, running_server
from serving import Server
from talka.accounts import service as accounts
from talka.accounts.model import Profile
from talka.app import open_database
from talka.http.environment import PRODUCTION
from talka.kernel.ids import new_uuid
from talka.kernel.money import to_micros
from talka.ledger import service as ledger
from talka.settings import Settings
from talka.storage.database import Database
from talka.storage.tx import Tx

ROOT = Path(__file__).parent.parent
READY_SECONDS = 120
SQLITE, POSTGRESQL = "sqlite", "postgresql"

# As it comes, fsync and all, but for where it listens: every answer is as durable as an operator's.
POSTGRESQL_SETTINGS = {"listen_addresses": "", "max_connections": "100"}

PROJECT = {
    "public_name": "Pictures",
    "public_description": "What is in the picture?",
    "public_instructions": "<p>Look, and choose.</p>",
    "task_spec": {
        "input_spec": {
            "image": {"type": "url"},
            "number": {"type": "integer"},
            "words": {"type": "string", "max_length": 100},
        },
        "output_spec": {"result": {"type": "string", "allowed_values": ["cat", "dog", "other"]}},
        "view_spec": {"type": "classic", "markup": "<img src={{image}}><p>{{words}}</p>"},
    },
    "assignments_issuing_type": "AUTOMATED",
}
ANSWER: dict[str, object] = {"result": "cat"}
OVERLAP = 3


@dataclass(frozen=True)
class Place:
    """Where one deployment's data is: a folder, and a database's URL unless it is SQLite."""

    data: Path
    url: str | None

    @property
    def settings(self) -> Settings:
        return Settings(data=self.data, database_url=self.url)

    def open(self) -> Database:
        """Production, for work beside the server; the caller closes it."""
        return open_database(self.settings, PRODUCTION)


class Places:
    """New empty places of one kind of database, all below one folder."""

    def __init__(self, kind: str, folder: Path, server_url: str | None) -> None:
        self.kind = kind
        self._folder = folder
        self._server_url = server_url
        self._count = 0

    def new(self) -> Place:
        self._count += 1
        data = self._folder / f"{self.kind}-{self._count}"
        data.mkdir()
        return Place(data, None if self._server_url is None else self._new_database(self._server_url))

    def _new_database(self, server_url: str) -> str:
        name = f"bench_{self._count}"
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        return server_url.replace("/postgres?", f"/{name}?")


@contextlib.contextmanager
def places(kind: str) -> Iterator[Places]:
    """Places of this kind of database, gone in the end."""
    with tempfile.TemporaryDirectory(prefix="talka-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # PostgreSQL may run as another user
        if kind == SQLITE:
            yield Places(kind, folder, None)
            return
        binaries = machine_binaries() + packaged_binaries()
        with running_server(binaries, folder, POSTGRESQL_SETTINGS) as url:
            yield Places(kind, folder, url)


class Deployment:
    """A server on a place, with one requester and many workers."""

    def __init__(self, place: Place, workers: int) -> None:
        self.place = place
        self.token, self.workers = accounts_on(place, workers)
        self.server = Server(place.data, place.url, place.data / "server.log")
        self._project = ""

    def start(self, processes: int = 1) -> float:
        """Start the server; the seconds until it is ready, or all of its processes are."""
        self.server = Server(self.place.data, self.place.url, self.place.data / "server.log", processes)
        self.server.start()
        took = self.server.wait_ready(READY_SECONDS)
        while processes > 1 and len(self.server.children()) < processes:
            time.sleep(0.05)
        return took

    def call(self, method: str, path: str, body: object = None) -> Any:
        """One call of the requester's."""
        answer = httpx.request(
            method,
            self.server.url + path,
            json=body,
            headers={"Authorization": f"OAuth {self.token}"},
            timeout=300,
        )
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def new_pool(
        self,
        *,
        tasks_per_suite: int = 1,
        mixer: dict[str, int] | None = None,
        quality_control: dict[str, Any] | None = None,
    ) -> str:
        """A closed mixed pool whose answers are accepted as they come."""
        self._project = self._project or self.call("POST", "/api/v1/projects", PROJECT)["id"]
        form = {
            "project_id": self._project,
            "private_name": "pool",
            "will_expire": "2099-01-01T00:00:00",
            "reward_per_assignment": 0.01,
            "assignment_max_duration_seconds": 3600,
            "auto_accept_solutions": True,
            "defaults": {"default_overlap_for_new_task_suites": OVERLAP},
            "mixer_config": mixer
            or {"real_tasks_count": tasks_per_suite, "golden_tasks_count": 0, "training_tasks_count": 0},
        }
        if quality_control is not None:
            form["quality_control"] = quality_control
        return str(self.call("POST", "/api/v1/pools", form)["id"])

    def open_pool(self, pool_id: str) -> None:
        self.call("POST", f"/api/v1/pools/{pool_id}/open")

    def processor_seconds(self) -> float:
        """What the server has used of the processors since its start."""
        fields = Path(f"/proc/{self.server.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def most_megabytes(self) -> float:
        """The most memory the server has held since its start."""
        status = Path(f"/proc/{self.server.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024


def load(order: Order) -> Outcome:
    """Have the load generator follow an order."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        input=msgspec.json.encode(order),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        check=True,
    )
    return msgspec.json.decode(done.stdout, type=Outcome)


def accounts_on(place: Place, workers: int) -> tuple[str, list[str]]:
    """The tokens of a new requester, rich, and of so many workers."""
    database = place.open()

    def create(tx: Tx) -> tuple[str, list[str]]:
        requester_id, token = accounts.create_requester(tx, "Acme", None)
        ledger.credit(tx, requester_id, to_micros("1000000000"), f"deposit:{new_uuid()}")
        made = [accounts.create_worker(tx, f"worker{n}", None, Profile())[1] for n in range(workers)]
        return token, made

    try:
        return database.write_now(create)
    finally:
        database.close()
