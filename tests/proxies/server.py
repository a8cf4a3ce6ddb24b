"""A requester's own server: a real HTTP server on a port of its own."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

HOST = "127.0.0.1"
NETWORKS = f"{HOST}/32"


@dataclass(frozen=True)
class Asked:
    """A request as it came in."""

    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> list[str]:
        """The values of a header, in order."""
        return [value for known, value in self.headers if known.lower() == name]


@dataclass
class Said:
    """What is answered, to the byte but for the length."""

    body: bytes = b"as asked"
    status: int = 200
    headers: list[tuple[str, str]] = field(default_factory=lambda: [("Content-Type", "text/plain")])


class OwnServer:
    """Answers with what ``answer`` says of a request."""

    def __init__(self) -> None:
        self.port = 0
        self.asked: list[Asked] = []
        self.answer: Callable[[Asked], Said] = lambda _: Said()
        self.lost: asyncio.Event = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()

    @property
    def base(self) -> str:
        return f"{HOST}:{self.port}"

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in self._writers:
            writer.transport.abort()
            with contextlib.suppress(ConnectionError):
                await writer.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            line, *rest = head.strip().split("\r\n")
            headers = [(name, value) for name, _, value in (one.partition(": ") for one in rest)]
            length = next((int(value) for name, value in headers if name.lower() == "content-length"), 0)
            method, target, _ = line.split(" ")
            asked = Asked(method, target, headers, await reader.readexactly(length))
            self.asked.append(asked)
            await self._say(self.answer(asked), asked, writer)
        writer.close()
        self.lost.set()

    async def _say(self, said: Said, asked: Asked, writer: asyncio.StreamWriter) -> None:
        lines = [f"HTTP/1.1 {said.status} Words", *(f"{name}: {value}" for name, value in said.headers)]
        if all(name.lower() not in ("content-length", "transfer-encoding") for name, _ in said.headers):
            lines.append(f"Content-Length: {len(said.body)}")
        writer.write("\r\n".join([*lines, "", ""]).encode("latin-1"))
        if asked.method != "HEAD":
            writer.write(said.body)
        await writer.drain()


@contextlib.asynccontextmanager
async def serving() -> AsyncIterator[OwnServer]:
    """A server that listens."""
    made = OwnServer()
    await made.start()
    try:
        yield made
    finally:
        await made.stop()
