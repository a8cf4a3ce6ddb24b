"""Serving: granian within this process, so that one process is all there is to run and to stop."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys

import structlog
import uvloop
from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server

from talka.app import Application
from talka.settings import Settings

log = structlog.get_logger(__name__)


def run(settings: Settings) -> None:
    """Serve until SIGINT or SIGTERM."""
    _configure_logs(settings)
    uvloop.run(_serve(settings))


async def _serve(settings: Settings) -> None:
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
    serving = asyncio.create_task(server.serve())
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    log.info("serving", url=settings.base_url, sandbox=f"{settings.base_url}/sandbox")
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait({serving, waiting}, return_when=asyncio.FIRST_COMPLETED)
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
