"""What a file is called, and what kind of file it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

OCTETS = "application/octet-stream"
HEAD_BYTES = 16
MAX_NAME = 255

_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}\Z")

# How files of a kind begin: the place and the bytes.
_SIGNATURES: dict[str, tuple[tuple[int, bytes], ...]] = {
    "image/jpeg": ((0, b"\xff\xd8\xff"),),
    "image/png": ((0, b"\x89PNG\r\n\x1a\n"),),
    "image/gif": ((0, b"GIF87a"),),
    "image/webp": ((0, b"RIFF"), (8, b"WEBP")),
    "audio/wav": ((0, b"RIFF"), (8, b"WAVE")),
    "audio/flac": ((0, b"fLaC"),),
    "video/webm": ((0, b"\x1aE\xdf\xa3"),),
    "application/pdf": ((0, b"%PDF-"),),
    "application/zip": ((0, b"PK\x03\x04"),),
    "application/gzip": ((0, b"\x1f\x8b\x08"),),
    "image/avif": ((4, b"ftypavif"),),
    "image/heic": ((4, b"ftypheic"),),
    "image/tiff": ((0, b"II*\x00"),),
    "video/mp4": ((4, b"ftyp"),),
    "video/x-msvideo": ((0, b"RIFF"), (8, b"AVI ")),
    "audio/ogg": ((0, b"OggS"),),
    "audio/mpeg": ((0, b"ID3"),),
}
_FURTHER_SIGNATURES = {
    "image/gif": ((0, b"GIF89a"),),
    "image/heic": ((4, b"ftypheix"),),
    "image/tiff": ((0, b"MM\x00*"),),
}
# Files of these kinds may begin otherwise too, so bytes that do not show it are no proof against the claim.
_NOT_ALWAYS_SHOWN = frozenset({"audio/mpeg", "image/heic", "image/avif", "video/mp4"})

# Other kinds that begin alike: what the client says of these bytes may be finer than what they show.
_FINER = {
    "application/zip": ("application/",),
    "application/gzip": ("application/",),
    "audio/ogg": ("audio/", "video/ogg", "application/ogg"),
    "audio/mpeg": ("audio/",),
    "video/mp4": ("video/", "audio/", "image/heic", "image/heif", "image/avif"),
    "audio/wav": ("audio/",),
    "video/webm": ("audio/webm", "video/x-matroska", "audio/x-matroska"),
}


def media_type(claimed: str | None, head: bytes) -> str:
    """The kind of a file by its first bytes where they tell, else by the client's word.

    A claim that the bytes give the lie to, or that is no media type, is worth nothing.
    """
    said = (claimed or "").partition(";")[0].strip().lower()
    shown = _by_signature(head)
    if shown is not None:
        return said if _MEDIA_TYPE.match(said) and said.startswith(_FINER.get(shown, ("-",))) else shown
    contradicted = said in _SIGNATURES and said not in _NOT_ALWAYS_SHOWN
    return said if _MEDIA_TYPE.match(said) and not contradicted else OCTETS


def is_allowed(kind: str, allowed: Sequence[str]) -> bool:
    """Whether a media type is among these, as it is or by its first half (``image/*``); none means all."""
    return not allowed or kind in allowed or f"{kind.partition('/')[0]}/*" in allowed


def allowed_types(text: str) -> tuple[str, ...]:
    """Media types from a list with commas: ``image/*, application/pdf``.

    Raises:
        ValueError: one of them is none.
    """
    found = tuple(filter(None, (part.strip().lower() for part in text.split(","))))
    for one in found:
        if not _MEDIA_TYPE.match(one.removesuffix("*") + "x" if one.endswith("/*") else one):
            raise ValueError(f"{one!r} is not a media type like image/png or image/*")
    return found


def file_name(name: str | None) -> str:
    """A name without folders and without characters that only machines see, never empty."""
    last = re.split(r"[/\\]", name or "")[-1]
    shown = "".join(character if character.isprintable() else "_" for character in last).strip()
    return shown[:MAX_NAME] if shown.strip(".") else "file"


def _by_signature(head: bytes) -> str | None:
    for table in (_SIGNATURES, _FURTHER_SIGNATURES):
        for kind, marks in table.items():
            if all(head[place : place + len(mark)] == mark for place, mark in marks):
                return kind
    return None
