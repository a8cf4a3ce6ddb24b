"""A webhook's receiver, as a requester would run it: a real HTTP server on a port of its own."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import msgspec

HOST = "127.0.0.1"
NETWORKS = f"{HOST}/32"
_OK = 200
_SUCCESS = range(200, 300)
_LONGEST_WAIT = 20.0


@dataclass(frozen=True)
class Received:
    """A request as it came in, and the status that it was answered with."""

    line: str
    headers: dict[str, str]
    body: bytes
    status: int

    @property
    def events(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = msgspec.json.decode(self.body)["events"]
        return found


class Receiver:
    """Answers with ``status`` after ``delay`` seconds, with ``more`` headers and then ``content``."""

    def __init__(self) -> None:
        self.port = 0
        self.status = _OK
        self.delay = 0.0
        self.more = ""
        self.content = b"thanks"
        self.requests: list[Received] = []
        self.answered: list[Received] = []
        self.open = asyncio.Event()
        self.open.set()
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self.port}/hook"

    @property
    def events(self) -> list[dict[str, Any]]:
        """What it has said that it took in."""
        return [event for one in self.answered if one.status in _SUCCESS for event in one.events]

    def types(self) -> list[str]:
        return [event["type"] for event in self.events]

    async def start(self, tls: ssl.SSLContext | None = None) -> None:
        """Listen, on the same port each time."""
        self._server = await asyncio.start_server(self._answer, HOST, self.port, ssl=tls)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Be gone: connections are refused."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in self._writers:
            writer.transport.abort()
        self._writers.clear()
        await asyncio.sleep(0)

    async def until(self, is_so: Callable[[], object], what: str = "what is expected") -> None:
        """Wait until it is so."""
        end = time.monotonic() + _LONGEST_WAIT
        while not is_so():
            assert time.monotonic() < end, f"{what} did not come; {len(self.requests)} requests did"
            await asyncio.sleep(0.01)

    async def has(self, count: int) -> list[dict[str, Any]]:
        """Wait until so many different events were taken in."""
        await self.until(lambda: len({event["uuid"] for event in self.events}) >= count, f"{count} events")
        return self.events

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            line, *rest = head.strip().split("\r\n")
            headers = {name.lower(): value for name, _, value in (one.partition(": ") for one in rest)}
            body = await reader.readexactly(int(headers["content-length"]))
            status = self.status
            received = Received(line, headers, body, status)
            self.requests.append(received)
            await self.open.wait()
            await asyncio.sleep(self.delay)
            writer.write(
                f"HTTP/1.1 {status} Words\r\nContent-Length: {len(self.content)}\r\n{self.more}\r\n".encode()
            )
            writer.write(self.content)
            await writer.drain()
            self.answered.append(received)
        writer.close()


@contextlib.asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """A receiver that listens."""
    made = Receiver()
    await made.start()
    try:
        yield made
    finally:
        made.open.set()
        await made.stop()
