"""A server process of its own for each check, and toloka-kit's environment to call it from."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from places import Place
from serving import Server

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
KIT = Path(__file__).parent / "kit"
KIT_PYTHON = ROOT / ".venv-kit" / "bin" / "python"
OUTSIDE_PYTHON = ROOT / ".venv-outside" / "bin" / "python"
TALKA = Path(sys.executable).with_name("talka")

READY_SECONDS = 30
LIMIT_SECONDS = 1800

_NOT_INHERITED = ("TALKA_", "PYTEST_", "PYTHONDONTWRITEBYTECODE")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These checks take longer than a test may."""
    for item in items:
        if item.get_closest_marker("accept"):
            item.add_marker(pytest.mark.timeout(LIMIT_SECONDS))


class OwnServer(Server):
    """``talka serve`` on a place's databases, and the operator's commands beside it.

    ``url`` is production's base, ``sandbox`` the sandbox's.
    """

    def __init__(
        self, place: Place, log: Path, processes: int = 1, options: Sequence[str] = (), **more: Any
    ) -> None:
        super().__init__(place.data_dir, place.database_url, log, processes, options, **more)
        self.kind = place.kind
        self.sandbox = f"{self.url}/sandbox"
        self._where = ["--data", str(place.data_dir)]
        if place.database_url is not None:
            self._where += ["--database-url", place.database_url]

    def command(self, *words: str) -> str:
        """What a ``talka`` command prints, run on the same data."""
        done = subprocess.run(
            [str(TALKA), *words, *self._where],
            capture_output=True,
            text=True,
            check=False,
            env=self._environment,
        )
        assert done.returncode == 0, f"talka {' '.join(words)}: {done.stderr}"
        return done.stdout.strip()

    def requester(self, name: str = "Acme", balance: str = "1000", *flags: str) -> str:
        """The token of a new requester."""
        return self.command("requester", "create", "--name", name, "--balance", balance, *flags)

    def worker(self, login: str, *flags: str) -> tuple[str, str]:
        """The id and the token of a new worker."""
        user_id, token = self.command("worker", "create", "--login", login, *flags).split()
        return user_id, token

    def call(self, method: str, path: str, authorization: str, body: object = None) -> Any:
        """The answer to a call, which must be a success."""
        content = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": authorization, "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}{path}", content, headers, method=method)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310  our own server
                content = answer.read()
        except urllib.error.HTTPError as error:
            pytest.fail(f"{method} {path}: {error.code} {error.read()[:2000]!r}")
        return json.loads(content) if content else None


@pytest.fixture
def server(place: Place, tmp_path: Path) -> Iterator[OwnServer]:
    """A running server, on each kind of database in turn. It must log no failure of its own."""
    running = OwnServer(place, tmp_path / "server.log")
    running.start()
    try:
        running.wait_ready(READY_SECONDS)
        yield running
    finally:
        running.stop()
    log = running.log.read_text(errors="replace")
    assert "Traceback" not in log, log[log.index("Traceback") :][:6000]


@pytest.fixture
def kit_python() -> Path:
    """The Python of toloka-kit's own environment."""
    if not KIT_PYTHON.exists():
        pytest.skip("toloka-kit's environment .venv-kit is not there; make accept makes it")
    return KIT_PYTHON


@pytest.fixture
def outside_python() -> Path:
    """The Python of the environment with autoquality's libraries, Airflow and Toloka's provider for it."""
    if not OUTSIDE_PYTHON.exists():
        pytest.skip(
            "The outside parts' environment .venv-outside is not there; make accept makes it where it can"
        )
    return OUTSIDE_PYTHON


def run_in_kit(
    python: Path, what: str, arguments: list[str], directory: Path, **environment: str
) -> list[str]:
    """Run pytest among toloka-kit's libraries; the tests, all of which must pass. Their sum is printed.

    ``what`` names them in the print, ``arguments`` to pytest.
    """
    # Compiled once and kept: without it, importing toloka-kit takes longer than most tests.
    bytecode = {"PYTHONPATH": str(KIT), "PYTHONPYCACHEPREFIX": str(python.parents[1] / ".bytecode")}
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_INHERITED)}
    done = subprocess.run(
        [
            *(str(python), "-m", "pytest", "-rpfE", "-q", "--no-header"),
            *("--show-capture=no", "-W", "ignore", "--tb=short"),
            *("-p", "no:cacheprovider", "-c", str(KIT / "pytest.ini")),
            *("--rootdir", str(directory), *arguments),
        ],
        cwd=directory,
        env=inherited | bytecode | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    said = "\n".join(line for line in lines if not line.startswith("PASSED "))
    assert done.returncode == 0, f"pytest ended with {done.returncode}:\n{said[-12000:]}{done.stderr}"
    print(f"\n{what}: {lines[-1]}")  # noqa: T201  the check's report
    return [line.removeprefix("PASSED ") for line in lines if line.startswith("PASSED ")]
