"""Serving: granian within this process, so that one process is all there is to run and to stop.

Several processes (:mod:`talka.processes`) are several such servers on one port, over one PostgreSQL.
"""

from __future__ import annotations

import asyncio
import fcntl
import gc
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

import structlog
import uvloop
from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server

from talka import processes
from talka.app import Application
from talka.kernel.errors import TalkaError
from talka.settings import Settings

log = structlog.get_logger(__name__)

GARBAGE_THRESHOLDS = (50_000, 20, 50)


def run(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM."""
    _configure_logs(settings)
    with _alone(settings):
        if settings.processes == 1:
            uvloop.run(_serve(settings))
        else:
            processes.run(settings, serve_one)


def serve_one(settings: Settings, parent: Connection) -> None:
    """Serve as one of several processes, until told to stop or the parent is gone."""
    _configure_logs(settings)
    uvloop.run(_serve(settings, parent))


class DataInUse(TalkaError):  # noqa: N818
    """Another server works on the same data."""


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """One server process writes a folder of SQLite databases; a second one is refused, not let in to wait."""
    settings.data.mkdir(parents=True, exist_ok=True)
    with (settings.data / "server.lock").open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise DataInUse(f"Another server is running on {settings.data}") from None
        yield


async def _serve(settings: Settings, parent: Connection | None = None) -> None:
    application = Application(settings)
    await application.start()
    server = Server(
        application,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.auto,
        websockets=False,
        log_enabled=False,
        backlog=1024,
    )
    # What was made until here lives as long as the process: the collector need not look at it again.
    gc.collect()
    gc.freeze()
    # Uploads make many objects that all live; looking for garbage among them takes most of their time.
    gc.set_threshold(*GARBAGE_THRESHOLDS)
    serving = asyncio.create_task(server.serve())
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    if parent is not None:
        loop.add_reader(parent.fileno(), stop.set)  # nothing is ever sent: it can be read when it was closed
    log.info("serving", url=settings.base_url, sandbox=f"{settings.base_url}/sandbox")
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if parent is not None:
        loop.remove_reader(parent.fileno())
    if serving.done():
        serving.result()
    server.stop()  # type: ignore[no-untyped-call]
    await asyncio.wait({serving}, timeout=10)
    await application.stop()
    log.info("stopped")


def _configure_logs(settings: Settings) -> None:
    renderer = (
        structlog.processors.JSONRenderer()
        if settings.log_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
