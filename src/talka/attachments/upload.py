"""Reading an upload as it arrives: never more than a chunk of it is in memory."""

from __future__ import annotations

from collections.abc import AsyncIterable, Sequence
from typing import Any

import msgspec
from multipart import (  # type: ignore[import-untyped] # it has annotations, but no marker of them
    MultipartError,
    MultipartSegment,
    PushMultipartParser,
    parse_options_header,
)

from talka.attachments import rules
from talka.attachments.files import FileWriter
from talka.kernel.errors import BadRequest, EntityTooLarge, FieldErrors, UnsupportedMediaType
from talka.words.speaking import say

_MAX_PARTS = 16
_MAX_TEXT = 1024

# What a body may hold beside the file: its other fields, headers and boundaries.
ROOM_FOR_THE_REST = 64 * 1024


class Upload(msgspec.Struct, frozen=True):
    """A file that has arrived whole."""

    name: str
    media_type: str
    size: int
    assignment_id: str | None


def boundary_of(content_type: str) -> str:
    """What separates the parts of the body.

    Raises:
        UnsupportedMediaType: the body is not multipart/form-data.
    """
    kind, options = parse_options_header(content_type)
    boundary: str = options.get("boundary", "")
    if kind != "multipart/form-data" or not boundary:
        raise UnsupportedMediaType(say("Send the file as multipart/form-data, in the field `file`"))
    return boundary


def too_large(limit: int) -> EntityTooLarge:
    """The refusal of a file above the limit."""
    return EntityTooLarge(say("The file is larger than {limit} bytes", limit=limit), {"limit": limit})


def require_allowed(kind: str, allowed: Sequence[str]) -> None:
    """Take files of these kinds only.

    Raises:
        UnsupportedMediaType: this is none of them.
    """
    if not rules.is_allowed(kind, allowed):
        words = say(
            "Files that are {kind} are not taken here; those taken are {allowed}",
            kind=kind,
            allowed=", ".join(allowed),
        )
        raise UnsupportedMediaType(words, {"media_type": kind, "allowed": list(allowed)})


async def receive(
    chunks: AsyncIterable[bytes],
    boundary: str,
    writer: FileWriter,
    limit: int,
    allowed: Sequence[str] = (),
) -> Upload:
    """Write the body's ``file`` to the writer as it arrives, and finish it. ``allowed`` kinds only, if any.

    Raises:
        BadRequest: the body cannot be read, or ended too early.
        EntityTooLarge: the file has more than ``limit`` bytes.
        UnsupportedMediaType: it is a file of a kind that is not taken.
        ValidationFailed: there is no file, or more than one.
    """
    reading = _Reading(writer, limit, allowed)
    try:
        with PushMultipartParser(boundary, max_segment_count=_MAX_PARTS) as parser:
            async for chunk in chunks:
                for event in parser.parse(chunk) if chunk else ():
                    await reading.take(event)
    except MultipartError as error:
        words = say("The body is not multipart/form-data: {error}", error=str(error))
        raise BadRequest(words) from None
    return await reading.finish()


class _Reading:
    """What was seen of a body so far."""

    def __init__(self, writer: FileWriter, limit: int, allowed: Sequence[str]) -> None:
        self._writer = writer
        self._limit = limit
        self._allowed = allowed
        self._part: Any = None  # the segment that the bytes belong to
        self._file: Any = None
        self._head = b""
        self._rest = 0
        self._assignment_id = bytearray()
        self._errors = FieldErrors()

    async def take(self, event: MultipartSegment | bytes | bytearray | None) -> None:
        """One event of the parser: a part begins, goes on, or ends."""
        if isinstance(event, MultipartSegment):
            self._begin(event)
        elif event is not None:
            await self._go_on(bytes(event))

    async def finish(self) -> Upload:
        """The body has ended."""
        if self._file is None:
            self._errors.add("file", "VALUE_REQUIRED", say("There is no file in the body"))
        self._errors.raise_if_any()
        file = self._file
        kind = self._kind()
        said = self._assignment_id.decode(errors="replace")
        await self._writer.finish()
        return Upload(
            name=rules.file_name(file.filename),
            media_type=kind,
            size=file.size,
            # PostgreSQL keeps no NUL in a text: an id that has one is nobody's.
            assignment_id=said.replace("\0", "\ufffd").strip() or None,
        )

    def _kind(self) -> str:
        kind = rules.media_type(self._file.content_type, self._head)
        require_allowed(kind, self._allowed)
        return kind

    def _begin(self, part: MultipartSegment) -> None:
        if part.name == "file":
            if self._file is not None:
                self._errors.add("file", "VALUE_NOT_ALLOWED", say("Send one file at a time"))
                self._errors.raise_if_any()
            self._file = part
        self._part = part

    async def _go_on(self, chunk: bytes) -> None:
        part = self._part
        if part is self._file:
            if part.bytes_received > self._limit:
                raise too_large(self._limit)
            if len(self._head) < rules.HEAD_BYTES:
                self._head = (self._head + chunk[: rules.HEAD_BYTES])[: rules.HEAD_BYTES]
                if len(self._head) == rules.HEAD_BYTES:
                    self._kind()
            await self._writer.write(chunk)
            return
        self._rest += len(chunk)
        if self._rest > ROOM_FOR_THE_REST:
            raise too_large(self._limit)
        if part.name == "assignment_id" and len(self._assignment_id) <= _MAX_TEXT:
            self._assignment_id += chunk
