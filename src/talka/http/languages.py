"""Which languages a caller reads."""

from __future__ import annotations

import re
from typing import Any

_PART = re.compile(r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*\Z")
_WORKERS = "/api/worker/"
MOST = 20
"""Languages of a header that are looked at."""


def languages_of(header: str | None) -> tuple[str, ...]:
    """The languages of an ``Accept-Language`` header; after each regional one its general one.

    What is no language (``*``) or is refused (``q=0``) is left out, and so is a part that cannot be read.
    """
    weighted = []
    for place, part in enumerate((header or "").split(",")[:MOST]):
        match = _PART.match(part)
        weight = float(match[2] or 1) if match else 0.0
        if match and weight > 0:
            weighted.append((-weight, place, match[1].upper()))
    found: dict[str, None] = {}
    for _, _, tag in sorted(weighted):
        pieces = tag.split("-")
        found |= dict.fromkeys("-".join(pieces[:size]) for size in range(len(pieces), 0, -1))
    return tuple(found)


def reader_of(scope: Any) -> tuple[str, ...]:
    """The languages of whom a request's answer is for: a worker's. To all others English is spoken."""
    if not scope["path"].startswith(_WORKERS):
        return ()
    header = next((value for name, value in scope["headers"] if name == b"accept-language"), b"")
    return languages_of(header.decode("latin-1"))
