"""Taking the bytes of one request, piece by piece: what was recorded is durable, whatever happens next."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterable, Callable
from typing import Any

import structlog
from litestar.exceptions import InternalServerException

from talka.attachments import rules as file_rules
from talka.attachments.files import FileStore, FileStoreUnavailable, FileWriter
from talka.attachments.upload import require_allowed, too_large
from talka.http.auth import Worker
from talka.http.call import Call
from talka.kernel import clock
from talka.kernel.errors import BadRequest, TalkaError
from talka.kernel.ids import new_uuid
from talka.storage.tx import Tx
from talka.uploads import service, store
from talka.uploads.model import LEASE, PIECE, ChecksumMismatch, Piece, ResumableUpload, UploadGone
from talka.uploads.rules import Checksum, said_of
from talka.words.speaking import say

log = structlog.get_logger(__name__)

_SIGN_OF_LIFE = LEASE // 3


class Taking:
    """One request that adds to an upload it holds.

    Without a checksum a piece is recorded every :data:`PIECE` bytes, and what has arrived when the client
    goes away is kept too. With one, nothing is recorded before all bytes of the request are there and add up.
    """

    def __init__(self, call: Call, files: FileStore, upload: ResumableUpload, holder: str) -> None:
        self._call = call
        self._files = files
        self.upload = upload
        self._holder = holder
        self._allowed = call.environment.platform.attachment_types
        self._head = bytes.fromhex(upload.head)
        self._writer: FileWriter | None = None
        self._key = ""
        self._size = 0
        self._seen = clock.real_now()

    async def take(self, chunks: AsyncIterable[bytes], checksum: Checksum | None) -> None:
        """Add what arrives to the upload.

        Raises:
            BadRequest: the client went away.
            ChecksumMismatch: it is not what was sent.
            EntityTooLarge: it is more than was announced, or came in too many small parts.
            UnsupportedMediaType: files of this kind are not taken.
            UploadLocked: another request took over.
            FileStoreUnavailable: it cannot be stored now.
        """
        running: Any = None if checksum is None else checksum.begin()
        try:
            cut = await self._read(chunks, running)
            if checksum is not None and (cut or checksum.digest != running.digest()):
                raise ChecksumMismatch
            await self._settle()
        finally:
            await self._drop()
        if cut:
            raise BadRequest(say("The upload was cut off; what has arrived is kept"))

    async def complete(self) -> ResumableUpload:
        """Make the whole upload an attachment; the bytes are all there.

        Raises:
            UploadGone: a part of it was lost with a store that was put back to an earlier state.
            InappropriateStatus: the assignment was finished meanwhile.
        """
        upload = self.upload
        require_allowed(service.media_type_of(upload), self._allowed)
        pieces = await self._call.worker_read(lambda tx, _who: store.pieces(tx, upload.id))
        whole = pieces[0].file_id if len(pieces) == 1 else await self._join(pieces)
        try:
            done = await self._call.worker_write(
                lambda tx, who: service.finish_upload(tx, who, upload, self._holder, whole)
            )
        except TalkaError:
            if len(pieces) != 1:
                await self._remove(whole)
            raise
        for piece in pieces if len(pieces) > 1 else ():
            await self._remove(piece.file_id)
        return done

    async def release(self) -> None:
        """Let others in. Where that fails, time does it."""
        await self._call.environment.database.write(
            lambda tx: store.release(tx, self.upload.id, self._holder)
        )

    async def _read(self, chunks: AsyncIterable[bytes], running: Any) -> bool:
        """Whether the client went away before the end."""
        try:
            async for chunk in chunks:
                if chunk:
                    if running is not None:
                        running.update(chunk)
                    await self._add(chunk, by_piece=running is None)
        except InternalServerException:
            return True
        return False

    async def _add(self, chunk: bytes, *, by_piece: bool) -> None:
        if self.upload.received + self._size + len(chunk) > self.upload.length:
            raise too_large(self.upload.length)
        self._look_at(chunk)
        view = memoryview(chunk)
        while view:
            if self._writer is None:
                self._key = new_uuid()
                self._writer = await self._files.create(self._key)
            room = PIECE - self._size if by_piece else len(view)
            part, view = view[:room], view[room:]
            await self._writer.write(bytes(part))
            self._size += len(part)
            if by_piece and self._size == PIECE:
                await self._settle()
        await self._show_life()

    def _look_at(self, chunk: bytes) -> None:
        """Find out early what kind of file it is."""
        missing = file_rules.HEAD_BYTES - len(self._head)
        if missing > 0:
            self._head += chunk[:missing]
            if len(self._head) == min(file_rules.HEAD_BYTES, self.upload.length):
                seen = self.upload
                said = said_of(seen.metadata).media_type
                require_allowed(file_rules.media_type(said, self._head), self._allowed)

    async def _settle(self) -> None:
        """Make what has arrived durable, and record it."""
        if self._writer is None:
            return
        await self._writer.finish()
        piece = Piece(self.upload.id, self.upload.received, self._size, self._key)
        self._writer, self._size = None, 0
        try:
            self.upload = await self._write(
                lambda tx, _who: service.add_piece(tx, self.upload, piece, self._holder, self._head.hex())
            )
        except TalkaError:
            await self._remove(piece.file_id)
            raise

    async def _drop(self) -> None:
        """Leave nothing of what was not recorded."""
        writer, self._writer = self._writer, None
        if writer is not None:
            await writer.abort()

    async def _join(self, pieces: list[Piece]) -> str:
        key = new_uuid()
        writer = await self._files.create(key)
        try:
            for piece in pieces:
                async for chunk in self._files.read(piece.file_id, 0, piece.size):
                    await writer.write(chunk)
                    await self._show_life()
            await writer.finish()
        except FileNotFoundError:
            await writer.abort()
            log.warning("a part of an upload is lost", upload=self.upload.id)
            await self._write(lambda tx, _who: store.remove(tx, [self.upload.id]))
            raise UploadGone(say("A part of the upload was lost; begin it anew")) from None
        except BaseException:
            await writer.abort()
            raise
        return key

    async def _show_life(self) -> None:
        """Keep others out for as long as bytes move."""
        now = clock.real_now()
        if now - self._seen >= _SIGN_OF_LIFE:
            self._seen = now
            await self._write(lambda tx, _who: service.prolong(tx, self.upload.id, self._holder))

    async def _remove(self, key: str) -> None:
        with contextlib.suppress(FileStoreUnavailable):  # the sweep finds it
            await self._files.remove(key)

    async def _write(self, action: Callable[[Tx, Worker], Any]) -> Any:
        return await self._call.worker_write(action)
