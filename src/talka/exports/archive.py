"""A ZIP archive that is sent while it is made: never more of it than a chunk is in memory."""

from __future__ import annotations

import asyncio
import zipfile
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import msgspec

from talka.http.lists import Page
from talka.kernel.clock import SECOND
from talka.storage.database import Database
from talka.storage.tx import Tx

_CHUNK = 64 * 1024
_LEVEL = 3
_FIRST_YEAR = 1980  # for ZIP nothing is older


class Member(msgspec.Struct):
    """A file of the archive; ``packed`` is False for what gets no smaller, as photographs do."""

    name: str
    chunks: AsyncIterator[bytes]
    packed: bool = True


class _Outgoing:
    """A file that can only be written to; zipfile then writes sizes behind what they are of."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def write(self, data: bytes) -> int:
        self.waiting += data
        return len(data)

    def flush(self) -> None:
        """Nothing waits anywhere else."""

    def take(self) -> bytes:
        taken, self.waiting = bytes(self.waiting), bytearray()
        return taken


async def zipped(members: AsyncIterator[Member], made: int) -> AsyncIterator[bytes]:
    """The archive's bytes; its files are dated ``made``, in milliseconds."""
    out = _Outgoing()
    moment = datetime.fromtimestamp(made // SECOND, UTC).timetuple()
    date = (max(moment.tm_year, _FIRST_YEAR), *moment[1:6])
    with zipfile.ZipFile(out, "w") as archive:  # type: ignore[call-overload]  # a file that is only written
        async for member in members:
            info = zipfile.ZipInfo(member.name, date)
            info.compress_type = zipfile.ZIP_DEFLATED if member.packed else zipfile.ZIP_STORED
            info._compresslevel = _LEVEL  # type: ignore[attr-defined]  # noqa: SLF001  public from 3.13 on
            with archive.open(info, "w", force_zip64=True) as file:
                async for chunk in member.chunks:
                    await asyncio.to_thread(file.write, chunk)
                    if len(out.waiting) >= _CHUNK:
                        yield out.take()
    yield out.take()


async def document(database: Database, look: Callable[[Tx], Any]) -> AsyncIterator[bytes]:
    """One object as a file of its own."""
    found = await database.read(look)
    yield msgspec.json.format(msgspec.json.encode(found), indent=1) + b"\n"


async def lines(database: Database, fetch: Callable[[Tx, str], Page[Any]]) -> AsyncIterator[bytes]:
    """A list as lines of JSON, a page of it at a time; ``fetch`` is told the id of what it goes on after.

    Each page is of its own moment: what is made meanwhile may or may not be among them.
    """
    after = ""
    while True:
        page = await database.read(lambda tx, after=after: fetch(tx, after))  # type: ignore[misc]
        if page.items:
            yield b"".join(msgspec.json.encode(item) + b"\n" for item in page.items)
        if not page.has_more or not page.items:
            return
        last = page.items[-1]
        after = str(last["id"] if isinstance(last, dict) else last.id)
