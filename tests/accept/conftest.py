"""A server process of its own for each check, started as an operator would start it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from places import Place

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
KIT = Path(__file__).parent / "kit"
KIT_PYTHON = ROOT / ".venv-kit" / "bin" / "python"
TALKA = Path(sys.executable).with_name("talka")

SECONDS_TO_START = 30
SECONDS_TO_STOP = 20


class Server:
    """``talka serve`` on a place's databases. ``url`` is production's base, ``sandbox`` the sandbox's."""

    def __init__(self, place: Place, log: Path) -> None:
        self._where = ["--data", str(place.data_dir)]
        if place.database_url is not None:
            self._where += ["--database-url", place.database_url]
        self._log = log
        self.kind = place.kind
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.sandbox = f"{self.url}/sandbox"
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                [str(TALKA), "serve", "--port", str(self.port), *self._where],
                stdout=out,
                stderr=subprocess.STDOUT,
                env=_environment(),
            )

    def command(self, *words: str) -> str:
        """What a ``talka`` command prints, run beside the server on the same data."""
        done = subprocess.run(
            [str(TALKA), *words, *self._where],
            capture_output=True,
            text=True,
            check=False,
            env=_environment(),
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

    def wait_until_ready(self) -> float:
        """Wait until it serves; the seconds that took."""
        began = time.monotonic()
        while time.monotonic() < began + SECONDS_TO_START:
            if self._process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=2):  # noqa: S310  our own server
                    return time.monotonic() - began
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        self.stop()
        pytest.fail(f"The server did not start:\n{self.last_words()}", pytrace=False)

    def stop(self) -> int:
        """End it gently; the exit status."""
        self._process.terminate()
        try:
            return self._process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def last_words(self) -> str:
        """The end of its log."""
        return self._log.read_text(errors="replace")[-4000:]


@pytest.fixture
def server(place: Place, tmp_path: Path) -> Iterator[Server]:
    """A running server, once on each kind of database; it must log no failure of its own and end cleanly."""
    running = Server(place, tmp_path / "server.log")
    running.wait_until_ready()
    yield running
    status = running.stop()
    assert status == 0, f"The server ended with {status}:\n{running.last_words()}"
    assert "Traceback" not in running.last_words(), running.last_words()


@pytest.fixture
def kit_python() -> Path:
    """The Python of toloka-kit's own environment."""
    if not KIT_PYTHON.exists():
        pytest.skip("toloka-kit's environment .venv-kit is not there; make accept makes it")
    return KIT_PYTHON


def run_in_kit(python: Path, arguments: list[str], directory: Path, **environment: str) -> list[str]:
    """Run pytest among toloka-kit's libraries, every test passing; its closing lines are printed.

    The answer names the outcome of each test, as ``PASSED module::test``.
    """
    done = subprocess.run(
        [
            *(str(python), "-m", "pytest", "-rA", "-q", "--no-header", "--tb=short", "-W", "ignore"),
            *("-p", "no:cacheprovider", "-c", str(KIT / "pytest.ini"), *arguments),
        ],
        cwd=directory,
        env=_environment() | {"PYTHONPATH": str(KIT), "PYTHONDONTWRITEBYTECODE": "1"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    outcomes = [
        line for line in done.stdout.splitlines() if line.startswith(("PASSED ", "FAILED ", "ERROR "))
    ]
    assert done.returncode == 0, f"pytest ended with {done.returncode}:\n{done.stdout[-12000:]}{done.stderr}"
    print(f"\n{arguments[-1]}: {done.stdout.strip().splitlines()[-1]}")  # noqa: T201  the check's report
    return outcomes


def _environment() -> dict[str, str]:
    """This process's, without what an operator's settings would change."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("TALKA_", "PYTEST_"))}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
