"""Sending stored bytes: single ranges, conditional requests, and headers that keep them harmless."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Mapping
from datetime import UTC
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec
from litestar import Response
from litestar.response import Stream

from talka.http.call import Call
from talka.http.errors import answer_error
from talka.kernel.errors import RangeNotSatisfiable
from talka.words.speaking import say

CHUNK = 256 * 1024

# Whatever a browser makes of the bytes, it runs no script of theirs and fetches nothing for them.
CONTENT_POLICY = (
    "sandbox; default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'unsafe-inline'"
)
_RANGE = re.compile(r"bytes=(\d*)-(\d*)\Z", re.ASCII)
_ATTRIBUTE_CHARACTERS = "!#$&+-.^_`|~"  # RFC 8187, beside letters and digits


class Content(msgspec.Struct, frozen=True):
    """Bytes to send and what is known of them.

    ``etag`` is without quotes and changes with every byte; ``modified`` is in whole seconds; ``inline`` lets
    a browser show it, else it is a download; ``read(start, length)`` gives the bytes in chunks.
    """

    size: int
    etag: str
    name: str
    media_type: str
    inline: bool
    read: Callable[[int, int], AsyncIterator[bytes]]
    modified: int | None = None


async def answer_content(request: Call, content: Content) -> Response[Any]:
    """The answer to a GET or HEAD of the content: 200, 206, 304 or 416.

    The first bytes are read before it, so that what cannot be read is an error and no answer that breaks off.
    """
    headers = _headers(content)
    if _is_unchanged(request.headers, content):
        return Response(b"", status_code=304, headers=headers)
    start, length, status = 0, content.size, 200
    asked = request.headers.get("range")
    if asked is not None and _range_applies(request.headers.get("if-range"), content):
        found = parse_range(asked, content.size)
        if found == NOTHING:
            return _unsatisfiable(request, content)
        if found is not None:
            (start, length), status = found, 206
            headers["content-range"] = f"bytes {start}-{start + length - 1}/{content.size}"
    headers["content-type"] = _content_type(content.media_type)
    headers["content-length"] = str(length)
    if request.method == "HEAD":
        return Response(b"", status_code=status, headers=headers)
    chunks = content.read(start, length)
    first = await anext(chunks, b"")
    return Stream(_joined(first, chunks), status_code=status, headers=headers)


async def _joined(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for chunk in rest:
        yield chunk


NOTHING = (0, 0)


def parse_range(header: str, size: int) -> tuple[int, int] | None:
    """The start and length that a Range header asks for, ``NOTHING`` when it lies beyond the end.

    None where the header is not one single range of bytes, which means the whole.
    """
    match = _RANGE.match(header.strip())
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        length = min(int(last), size)
        return (size - length, length) if length else NOTHING
    start = int(first)
    if last and int(last) < start:
        return None
    end = min(int(last), size - 1) if last else size - 1
    return (start, end - start + 1) if start < size else NOTHING


def disposition(name: str, *, inline: bool) -> str:
    """A Content-Disposition header: the name in ASCII, and beside it as it is where that differs."""
    plain = re.sub(r"[^ !#-\[\]-~]", "_", name)
    header = f'{"inline" if inline else "attachment"}; filename="{plain}"'
    if plain != name:
        header += f"; filename*=UTF-8''{quote(name, safe=_ATTRIBUTE_CHARACTERS, errors='replace')}"
    return header


async def read_file(path: Path, start: int, length: int) -> AsyncIterator[bytes]:
    """Part of a file in chunks, read on threads."""
    file = await asyncio.to_thread(path.open, "rb")
    try:
        await asyncio.to_thread(file.seek, start)
        while length > 0 and (chunk := await asyncio.to_thread(file.read, min(CHUNK, length))):
            length -= len(chunk)
            yield chunk
    finally:
        file.close()


def _headers(content: Content) -> dict[str, str]:
    headers = {
        "etag": f'"{content.etag}"',
        "accept-ranges": "bytes",
        "cache-control": "private, no-cache",
        "content-disposition": disposition(content.name, inline=content.inline),
        "content-security-policy": CONTENT_POLICY,
        "x-content-type-options": "nosniff",
    }
    if content.modified is not None:
        headers["last-modified"] = formatdate(content.modified, usegmt=True)
    return headers


def _content_type(media_type: str) -> str:
    return f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type


def _is_unchanged(headers: Mapping[str, str], content: Content) -> bool:
    known = has_etag(headers, content.etag)
    if known is not None:
        return known
    since = _seconds(headers.get("if-modified-since"))
    return since is not None and content.modified is not None and content.modified <= since


def has_etag(headers: Mapping[str, str], etag: str) -> bool | None:
    """Whether If-None-Match names the version that there is; None where there is no such header."""
    named = headers.get("if-none-match")
    if named is None:
        return None
    tags = [tag.strip().removeprefix("W/") for tag in named.split(",")]
    return "*" in tags or f'"{etag}"' in tags


def _range_applies(condition: str | None, content: Content) -> bool:
    """Whether the part wanted is of the bytes that the caller has the rest of."""
    if condition is None or condition.strip() == f'"{content.etag}"':
        return True
    return content.modified is not None and _seconds(condition) == content.modified


def _seconds(date: str | None) -> int | None:
    if date is None:
        return None
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return None
    return int(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp())


def _unsatisfiable(request: Call, content: Content) -> Response[Any]:
    answer = answer_error(request, RangeNotSatisfiable(say("There are {size} bytes only", size=content.size)))
    answer.headers["content-range"] = f"bytes */{content.size}"
    return answer
