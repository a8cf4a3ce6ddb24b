"""Where whole files are kept, and where they are worked on."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from talka.attachments.files import FileStore
from talka.bulk.model import FileRefused

_PIECE = 1 << 20


class BulkStore(msgspec.Struct, frozen=True):
    """Files by key, and a folder for copies to work on, which vanish with the process that made them."""

    files: FileStore
    scratch: Path

    def scratch_file(self) -> BinaryIO:
        """An empty file without a name."""
        self.scratch.mkdir(parents=True, exist_ok=True)
        return cast("BinaryIO", tempfile.TemporaryFile(dir=self.scratch))

    @asynccontextmanager
    async def copy_of(self, key: str, size: int) -> AsyncIterator[BinaryIO]:
        """A copy of a stored file, at its beginning.

        Raises:
            FileRefused: the file is gone.
        """
        with await asyncio.to_thread(self.scratch_file) as copy:
            try:
                async for piece in self.files.read(key, 0, size):
                    await asyncio.to_thread(copy.write, piece)
            except FileNotFoundError:
                raise FileRefused("The file that was uploaded is not there any more") from None
            copy.seek(0)
            yield copy

    async def keep(self, key: str, file: BinaryIO) -> int:
        """Store what was written to a file; its size."""
        size = file.tell()
        file.seek(0)
        writer = await self.files.create(key)
        try:
            while piece := await asyncio.to_thread(file.read, _PIECE):
                await writer.write(piece)
            await writer.finish()
        except BaseException:
            await writer.abort()
            raise
        return size
