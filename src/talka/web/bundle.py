"""The built files of the app, as they lie in the package."""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path

import msgspec

from talka.http.files import NoSuchFile, find_file, media_type_of

BUILT = Path(__file__).parent / "app"
"""Where the build puts the app. A checkout has it only after ``make web``."""

INDEX = "index.html"
_MANIFEST = "manifest.json"
_ENDINGS = {"br": ".br", "gzip": ".gz"}  # what is sent where a client takes both stands first
_HASHED = re.compile(r"(?:[^/]+/)*assets/[^/]+-[\w-]{8}\.\w+\Z", re.ASCII)
_FURTHER_TYPES = {
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".map": "application/json",
}


class Asset(msgspec.Struct, frozen=True):
    """A file as it is sent. ``etag`` is without quotes; a ``hashed`` one never changes under its name."""

    body: bytes
    etag: str
    media_type: str
    encoding: str | None
    hashed: bool


def is_built(root: Path) -> bool:
    """Whether there is an app to serve."""
    return (root / INDEX).is_file()


def find_asset(root: Path, name: str, encodings: frozenset[str]) -> Asset:
    """A built file, compressed if it was and the client takes it.

    Raises:
        NoSuchFile: there is none of this name.
    """
    if name.endswith(tuple(_ENDINGS.values())):
        raise NoSuchFile
    plain = find_file(root, name)
    media_type = _FURTHER_TYPES.get(plain[0].suffix) or media_type_of(name)
    for encoding, ending in _ENDINGS.items():
        if encoding in encodings:
            try:
                compressed = find_file(root, name + ending)
            except NoSuchFile:
                continue
            body, etag = _read(*compressed)
            return Asset(body, etag, media_type, encoding, is_hashed(name))
    body, etag = _read(*plain)
    return Asset(body, etag, media_type, None, is_hashed(name))


def find_part(root: Path, entry: str) -> tuple[str, ...]:
    """The built files that a part of the app consists of, without those that the document itself names.

    Empty where the build tells of no such part.
    """
    try:
        path, size, changed = find_file(root, _MANIFEST)
    except NoSuchFile:
        return ()
    return _parts(path, size, changed).get(entry, ())


def is_hashed(name: str) -> bool:
    """Whether the build put a hash of the content into the file's name."""
    return _HASHED.match(name.lstrip("/")) is not None


class _Chunk(msgspec.Struct, frozen=True):
    """What Vite's manifest says of one of its files; further keys are of no interest here."""

    file: str
    imports: tuple[str, ...] = ()
    css: tuple[str, ...] = ()
    is_entry: bool = msgspec.field(default=False, name="isEntry")


@lru_cache(maxsize=2)
def _parts(path: Path, size: int, changed: int) -> dict[str, tuple[str, ...]]:
    body, _etag = _read(path, size, changed)
    chunks = msgspec.json.decode(body, type=dict[str, _Chunk])

    def files_of(name: str, found: dict[str, None]) -> dict[str, None]:
        chunk = chunks.get(name)
        if chunk is None or chunk.file in found:
            return found
        found.update(dict.fromkeys((chunk.file, *chunk.css)))
        for imported in chunk.imports:
            files_of(imported, found)
        return found

    named: dict[str, None] = {}
    for name, chunk in chunks.items():
        if chunk.is_entry:
            files_of(name, named)
    return {name: tuple(file for file in files_of(name, {}) if file not in named) for name in chunks}


@lru_cache(maxsize=512)
def _read(path: Path, size: int, changed: int) -> tuple[bytes, str]:  # noqa: ARG001  they tell versions apart
    """A file's bytes and their hash, kept: the whole app is a few megabytes. A new build is a new entry."""
    body = path.read_bytes()
    return body, hashlib.sha256(body).hexdigest()[:20]
