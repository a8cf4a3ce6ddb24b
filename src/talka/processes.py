"""Several server processes on one machine, all of them listening on the same port.

The parent brings the databases up to date, starts the others and starts those anew that end by themselves. It
answers no requests. When it is gone, however it went, the others stop.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import tempfile
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from types import FrameType

import msgspec
import structlog

from talka.app import SCHEMAS
from talka.http.metrics import SHARED
from talka.kernel.errors import TalkaError
from talka.settings import Settings
from talka.storage.migrate import migrate_postgresql

log = structlog.get_logger(__name__)

STOP_SECONDS = 20
LOOK_SECONDS = 0.5
TOO_SOON_SECONDS = 5
TOO_OFTEN = 3

Target = Callable[[Settings, Connection], None]

# A process that is forked would share the parent's connections and threads.
_context = multiprocessing.get_context("spawn")


class KeepsEnding(TalkaError):  # noqa: N818
    """A server process ends again and again right after its start."""


def run(settings: Settings, target: Target) -> None:
    """Keep ``settings.processes`` of them at work until SIGINT or SIGTERM."""
    if settings.database_url is not None:
        for schema in SCHEMAS.values():
            migrate_postgresql(settings.database_url, schema)
    with tempfile.TemporaryDirectory(prefix="talka-metrics-") as shared:
        os.environ[SHARED] = shared
        group = _Group(settings, target)
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, group.stop)
        try:
            group.watch()
        finally:
            group.end()


class _Member:
    """One process; its end of a pipe tells it whether the parent lives."""

    def __init__(self, settings: Settings, target: Target, number: int) -> None:
        theirs, self.pipe = _context.Pipe(duplex=False)
        own = msgspec.structs.replace(settings, process=number)
        self.process = _context.Process(target=target, args=(own, theirs), name=f"talka {number}")
        self.started = time.monotonic()
        self.process.start()
        theirs.close()


class _Group:
    def __init__(self, settings: Settings, target: Target) -> None:
        self._settings = settings
        self._target = target
        self._stopping = threading.Event()
        self._soon: dict[int, int] = {}
        self._members = {number: self._start(number) for number in range(settings.processes)}

    def _start(self, number: int) -> _Member:
        return _Member(self._settings, self._target, number)

    def stop(self, _signal: int, _frame: FrameType | None) -> None:
        """Stop watching: the signal came."""
        self._stopping.set()

    def watch(self) -> None:
        """Start anew whoever ends."""
        while not self._stopping.is_set():
            sentinels = [member.process.sentinel for member in self._members.values()]
            wait(sentinels, LOOK_SECONDS)
            for number, member in list(self._members.items()):
                if not self._stopping.is_set() and not member.process.is_alive():
                    self._replace(number, member)

    def _replace(self, number: int, member: _Member) -> None:
        status = member.process.exitcode
        soon = time.monotonic() - member.started < TOO_SOON_SECONDS
        self._soon[number] = self._soon.get(number, 0) + 1 if soon else 0
        if self._soon[number] >= TOO_OFTEN:
            raise KeepsEnding(f"Server process {number} keeps ending with {status}; its log says why")
        log.warning("a server process ended and is started anew", process=number, status=status)
        member.pipe.close()
        self._members[number] = self._start(number)

    def end(self) -> None:
        """Have all of them stop, and wait until they did."""
        for member in self._members.values():
            if member.process.is_alive():
                member.process.terminate()
            member.pipe.close()
        until = time.monotonic() + STOP_SECONDS
        for member in self._members.values():
            member.process.join(max(0.0, until - time.monotonic()))
            if member.process.is_alive():
                member.process.kill()
                member.process.join()
