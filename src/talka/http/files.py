"""``/files/``: a folder of the operator's, read-only, for task inputs to point to."""

from __future__ import annotations

import asyncio
import stat
from functools import partial
from mimetypes import MimeTypes
from pathlib import Path, PurePosixPath
from typing import Any

from litestar import Response, route
from litestar.enums import HttpMethod
from litestar.params import FromPath

from talka.http.call import Call
from talka.http.content import Content, answer_content, read_file
from talka.kernel.errors import TalkaError

OCTETS = "application/octet-stream"

_SHOWN_TEXTS = frozenset({"text/plain", "text/csv", "text/markdown", "text/tab-separated-values", "text/vtt"})
# What Python's own table lacks, in some of its versions; the machine's table is not asked.
_FURTHER_TYPES = {
    ".avif": "image/avif",
    ".flac": "audio/flac",
    ".geojson": "application/geo+json",
    ".js": "text/javascript",
    ".jsonl": "application/jsonl",
    ".m4a": "audio/mp4",
    ".md": "text/markdown",
    ".mkv": "video/x-matroska",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".ogv": "video/ogg",
    ".opus": "audio/ogg",
    ".vtt": "text/vtt",
    ".wav": "audio/wav",
    ".weba": "audio/webm",
    ".webp": "image/webp",
    ".xhtml": "application/xhtml+xml",
}
_types = MimeTypes()
for _ending, _type in _FURTHER_TYPES.items():
    _types.add_type(_type, _ending)


class NoSuchFile(TalkaError):  # noqa: N818
    """404: no folder is served, or it has no such file."""

    code = "NOT_FOUND"
    status = 404

    def __init__(self) -> None:
        super().__init__("There is no such file")


def media_type_of(name: str) -> str:
    """The media type that a file's name tells."""
    found, encoding = _types.guess_type(name, strict=False)
    return OCTETS if found is None or encoding is not None else found


def is_shown(media_type: str) -> bool:
    """Whether a browser may show it: pictures, sounds, films and plain texts, but nothing that can act."""
    if media_type.startswith(("image/", "audio/", "video/")):
        return media_type != "image/svg+xml"
    return media_type in _SHOWN_TEXTS


def find_file(root: Path, path: str) -> tuple[Path, int, int]:
    """The file below ``root``, its size and the nanosecond of its last change.

    Raises:
        NoSuchFile: there is none, it is no plain file, or the path leads out of the folder.
    """
    try:
        found = (root / path.lstrip("/")).resolve(strict=True)
        if not found.is_relative_to(root.resolve()):
            raise NoSuchFile
        status = found.stat()
    except (OSError, ValueError):
        raise NoSuchFile from None
    if not stat.S_ISREG(status.st_mode):
        raise NoSuchFile
    return found, status.st_size, status.st_mtime_ns


@route("/files/{path:path}", http_method=[HttpMethod.GET, HttpMethod.HEAD], include_in_schema=False)
async def serve_file(request: Call, path: FromPath[Path]) -> Response[Any]:
    """A file of the served folder; ranges and conditions are honoured."""
    root = request.environment.platform.files
    if root is None:
        raise NoSuchFile
    found, size, changed = await asyncio.to_thread(find_file, root, str(path))
    name = PurePosixPath(path).name
    media_type = media_type_of(name)
    content = Content(
        size=size,
        etag=f"{changed:x}-{size:x}",
        name=name,
        media_type=media_type,
        inline=is_shown(media_type),
        read=partial(read_file, found),
        modified=changed // 1_000_000_000,
    )
    return await answer_content(request, content)
