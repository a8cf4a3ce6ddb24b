"""What a file is called, and what kind of file it is."""

from __future__ import annotations

import re

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
}
_FURTHER_SIGNATURES = {"image/gif": ((0, b"GIF89a"),)}

# Other kinds that begin alike: what the client says of these bytes may be finer than what they show.
_FINER = {
    "application/zip": ("application/",),
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
    return said if _MEDIA_TYPE.match(said) and said not in _SIGNATURES else OCTETS


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
