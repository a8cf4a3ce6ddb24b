"""``talka serve`` in a process of its own, as an operator runs it: for tests that kill it, and to measure."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

HOST = "127.0.0.1"
POLL_SECONDS = 0.005
STOP_SECONDS = 20


class NotReady(Exception):  # noqa: N818  named for what happened
    """The server ended, or was not ready in time; the message has the end of its log."""


class Server:
    """One server on one place's data, with a port that it keeps over restarts.

    Its webhooks may go to this machine, where the tests' receivers are.
    """

    def __init__(
        self,
        data: Path,
        database_url: str | None,
        log: Path,
        processes: int = 1,
        options: Sequence[str] = (),
        *,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.log = log
        self.port = free_port()
        self.url = f"http://{HOST}:{self.port}"
        self._command = [
            *(sys.executable, "-m", "talka.cli", "serve", "--host", HOST, "--port", str(self.port)),
            *("--webhook-networks", f"{HOST}/32"),
            *("--data", str(data), *(("--database-url", database_url) if database_url else ())),
            *(("--processes", str(processes)) if processes > 1 else ()),
            *options,
        ]
        # What the tester's shell says of a server, or of compiling, is not meant for this one. It compiles
        # once, as where it is installed, but never beside the sources; `make` has a place for that.
        self._environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("TALKA_") and name != "PYTHONDONTWRITEBYTECODE"
        }
        self._environment |= environment or {}
        self._environment.setdefault("PYTHONPYCACHEPREFIX", str(log.parent / "bytecode"))
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._running().pid

    def start(self) -> None:
        """Start the process; it is not ready yet."""
        assert self._process is None, "the server runs already"
        with self.log.open("ab") as log:
            self._started = time.monotonic()
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=self._environment
            )

    def wait_ready(self, timeout: float) -> float:
        """Wait for ``/readyz``; the seconds since the start of the process.

        Raises:
            NotReady: the process ended, or ``timeout`` seconds since its start were not enough.
        """
        process = self._running()
        while not self._is_ready():
            if process.poll() is not None:
                raise NotReady(f"the server ended with {process.returncode}: {self.last_words()}")
            if time.monotonic() - self._started > timeout:
                raise NotReady(f"not ready after {timeout} s: {self.last_words()}")
            time.sleep(POLL_SECONDS)
        return time.monotonic() - self._started

    def children(self) -> list[int]:
        """The processes that it started, by their ids."""
        tasks = Path(f"/proc/{self.pid}/task")
        found = " ".join((task / "children").read_text() for task in tasks.iterdir())
        return [
            int(one) for one in found.split() if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()
        ]

    def kill(self) -> None:
        """End it without a word (SIGKILL). Does nothing when it does not run."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """End it as an operator does. Does nothing when it does not run."""
        self._end(signal.SIGTERM)

    def megabytes(self) -> float:
        """Its resident memory now."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024

    def last_words(self) -> str:
        """The end of its log."""
        return self.log.read_text(errors="replace")[-2000:].strip()

    def _is_ready(self) -> bool:
        connection = http.client.HTTPConnection(HOST, self.port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.send_signal(how)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            raise
        finally:
            self._process = None

    def _running(self) -> subprocess.Popen[bytes]:
        assert self._process is not None, "the server does not run"
        return self._process


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
