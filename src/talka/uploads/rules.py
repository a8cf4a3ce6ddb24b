"""What tus's headers say (https://tus.io/protocols/resumable-upload)."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Any

import msgspec

from talka.attachments import rules as files
from talka.kernel.errors import ValidationFailed
from talka.uploads.model import CHECKSUMS, MAX_PIECES, PIECE
from talka.words.speaking import say

MAX_METADATA = 8 * 1024
_MAX_DIGITS = 18


class Said(msgspec.Struct, frozen=True):
    """What ``Upload-Metadata`` says of a file. ``media_type`` is the client's word."""

    name: str
    media_type: str | None
    assignment_id: str | None


class Checksum(msgspec.Struct, frozen=True):
    """What a part should add up to."""

    algorithm: str
    digest: bytes

    def begin(self) -> Any:
        """A running sum to feed the part's bytes to."""
        return hashlib.new(self.algorithm, usedforsecurity=False)


def parse_count(header: str, text: str | None) -> int:
    """A header's number of bytes.

    Raises:
        ValidationFailed: it is missing, or no number.
    """
    if text is None:
        words = say("Send this header, with a number of bytes")
        raise ValidationFailed.of(header, "VALUE_REQUIRED", words)
    digits = text.strip()
    if not digits.isascii() or not digits.isdigit() or len(digits) > _MAX_DIGITS:
        words = say("The header takes a number of bytes, from 0")
        raise ValidationFailed.of(header, "INTEGER_EXPECTED", words)
    return int(digits)


def parse_metadata(text: str) -> dict[str, str]:
    """``Upload-Metadata``: pairs of a key and a base64 value, with commas between them.

    Raises:
        ValidationFailed: it is not made like this, or a value is no UTF-8.
    """
    if len(text) > MAX_METADATA:
        raise _wrong_metadata(say("The header is longer than {most} characters", most=MAX_METADATA))
    found: dict[str, str] = {}
    for part in text.split(",") if text.strip() else ():
        key, _, value = part.strip().partition(" ")
        if not key or key in found:
            raise _wrong_metadata(say("Each key is named, and once only"))
        try:
            found[key] = base64.b64decode(value.strip(), validate=True).decode()
        except (binascii.Error, ValueError):
            words = say("The value of {key} is not UTF-8 text in base64", key=repr(key))
            raise _wrong_metadata(words) from None
    return found


def said_of(metadata: str) -> Said:
    """What ``filename`` or ``name``, ``filetype`` or ``type``, and ``assignment_id`` say of the file."""
    found = parse_metadata(metadata)
    return Said(
        files.file_name(found.get("filename") or found.get("name")),
        found.get("filetype") or found.get("type") or None,
        # PostgreSQL keeps no NUL in a text: an id that has one is nobody's.
        (found.get("assignment_id") or "").replace("\0", "\ufffd").strip() or None,
    )


def parse_checksum(text: str | None) -> Checksum | None:
    """``Upload-Checksum``: the algorithm's name and the sum in base64; None where there is no such header.

    Raises:
        ValidationFailed: the algorithm is not known, or the sum is none of it.
    """
    if text is None:
        return None
    algorithm, _, value = text.strip().partition(" ")
    if algorithm not in CHECKSUMS:
        words = say("The algorithms known here are {names}", names=", ".join(CHECKSUMS))
        raise ValidationFailed.of("Upload-Checksum", "VALUE_NOT_ALLOWED", words)
    try:
        digest = base64.b64decode(value.strip(), validate=True)
    except (binascii.Error, ValueError):
        digest = b""
    checksum = Checksum(algorithm, digest)
    if len(digest) != checksum.begin().digest_size:
        words = say("That is no {algorithm} in base64", algorithm=algorithm)
        raise ValidationFailed.of("Upload-Checksum", "INVALID_VALUE", words)
    return checksum


def most_pieces(length: int) -> int:
    """In how many pieces a file of this length may arrive."""
    return MAX_PIECES + length // PIECE


def _wrong_metadata(words: str) -> ValidationFailed:
    return ValidationFailed.of("Upload-Metadata", "INVALID_VALUE", words)
