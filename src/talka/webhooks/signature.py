"""The signature by which a webhook's receiver knows its sender."""

from __future__ import annotations

import hashlib
import hmac
import re

HEADER = "Toloka-Signature"

_VERSION = "1"
_PATTERN = re.compile(r"\{\s*v=([0-9]+)\s*,\s*ts=([0-9]+)\s*,\s*sign=([0-9a-f]{64})\s*\}")


def sign(secret_key: str, now: int, body: bytes) -> str:
    """The header's value for a body sent at ``now`` (milliseconds). Sign the very bytes that are sent."""
    moment = str(now)
    return f"{{v={_VERSION}, ts={moment}, sign={_digest(secret_key, moment, body)}}}"


def verify(secret_key: str, header: str, body: bytes) -> bool:
    """Whether a header's value was made with this secret for this body, however long ago."""
    match = _PATTERN.fullmatch(header.strip())
    if match is None:
        return False
    version, moment, given = match.groups()
    return version == _VERSION and hmac.compare_digest(given, _digest(secret_key, moment, body))


def _digest(secret_key: str, moment: str, body: bytes) -> str:
    message = f"{moment}.{_VERSION}.".encode() + body
    return hmac.new(secret_key.encode(), message, hashlib.sha256).hexdigest()
