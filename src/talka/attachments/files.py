"""Where the bytes are kept, apart from the records about them."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO, Protocol

from talka.http.content import read_file
from talka.kernel.errors import TalkaError
from talka.kernel.ids import new_uuid, parse_uuid
from talka.words.speaking import say

_BUFFER = 1024 * 1024


class FileStoreUnavailable(TalkaError):  # noqa: N818
    """503: the place where files are kept cannot be reached, or refuses; try again later."""

    code = "REMOTE_SERVICE_UNAVAILABLE"
    status = 503

    def __init__(self) -> None:
        super().__init__(say("The place where files are kept does not answer; try again later"))


class FileWriter(Protocol):
    """A file in the making; nobody can read it before it is finished."""

    async def write(self, chunk: bytes) -> None:
        """Add bytes."""

    async def finish(self) -> None:
        """Make it durable and give it its key."""

    async def abort(self) -> None:
        """Leave nothing of it."""


class FileStore(Protocol):
    """Files by key (an attachment's id). They are written once and never change."""

    async def create(self, key: str) -> FileWriter:
        """Begin a file."""

    def read(self, key: str, start: int, length: int) -> AsyncIterator[bytes]:
        """Part of a file in chunks."""

    async def remove(self, key: str) -> None:
        """Remove a file; it may be gone already."""

    def keys(self, before: int) -> AsyncIterator[dict[str, int]]:
        """Every file last written before this real time, in batches: its key, and its size in bytes."""

    async def forget_unfinished(self, before: int) -> None:
        """Remove what was begun before this real time and never finished."""

    async def check(self) -> None:
        """Find out whether it can be used.

        Raises:
            FileStoreUnavailable: it cannot be reached, or refuses.
        """


class LocalFileStore:
    """Files in a directory, spread over 256 below it by the first two letters of their keys."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._incoming = root / "incoming"

    async def create(self, key: str) -> FileWriter:
        """See :class:`FileStore`."""
        # A draft's own name: what was begun before and never finished is in nobody's way.
        return await asyncio.to_thread(_LocalWriter, self._incoming / new_uuid(), self._path(key))

    def read(self, key: str, start: int, length: int) -> AsyncIterator[bytes]:
        """See :class:`FileStore`."""
        return read_file(self._path(key), start, length)

    async def remove(self, key: str) -> None:
        """See :class:`FileStore`."""
        await asyncio.to_thread(self._path(key).unlink, missing_ok=True)

    async def keys(self, before: int) -> AsyncIterator[dict[str, int]]:
        """See :class:`FileStore`."""
        for number in range(256):
            found = await asyncio.to_thread(_written_before, self._root / f"{number:02x}", before)
            if found:
                yield found

    async def forget_unfinished(self, before: int) -> None:
        """See :class:`FileStore`."""
        for name in await asyncio.to_thread(_written_before, self._incoming, before):
            await asyncio.to_thread((self._incoming / name).unlink, missing_ok=True)

    async def check(self) -> None:
        """See :class:`FileStore`."""

    def _path(self, key: str) -> Path:
        if parse_uuid(key) != key:
            raise ValueError(f"{key!r} is not a file's key")
        return self._root / key[:2] / key


class _LocalWriter:
    """Writes beside the target and moves it there when it is whole and durable."""

    def __init__(self, draft: Path, target: Path) -> None:
        draft.parent.mkdir(parents=True, exist_ok=True)
        self._draft = draft
        self._target = target
        self._file: BinaryIO = draft.open("xb", buffering=0)
        self._waiting = bytearray()

    async def write(self, chunk: bytes) -> None:
        self._waiting += chunk
        if len(self._waiting) >= _BUFFER:
            await self._write_out()

    async def finish(self) -> None:
        await self._write_out()
        await asyncio.to_thread(self._settle)

    async def abort(self) -> None:
        self._file.close()
        await asyncio.to_thread(self._draft.unlink, missing_ok=True)

    async def _write_out(self) -> None:
        waiting, self._waiting = self._waiting, bytearray()
        await asyncio.to_thread(_write_all, self._file, waiting)

    def _settle(self) -> None:
        os.fsync(self._file.fileno())
        self._file.close()
        self._target.parent.mkdir(exist_ok=True)
        self._draft.rename(self._target)
        for directory in (self._target.parent, self._target.parent.parent):
            _sync_directory(directory)


def _write_all(file: BinaryIO, content: bytearray) -> None:
    view = memoryview(content)
    while view:
        view = view[file.write(view) :]


def _sync_directory(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _written_before(directory: Path, moment: int) -> dict[str, int]:
    found = {}
    with contextlib.suppress(FileNotFoundError), os.scandir(directory) as entries:
        for entry in entries:
            with contextlib.suppress(FileNotFoundError):  # removed meanwhile
                status = entry.stat()
                if status.st_mtime_ns // 1_000_000 < moment:
                    found[entry.name] = status.st_size
    return found
