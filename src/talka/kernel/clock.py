"""Time: the only place that reads the system's clock.

A moment is an ``int``: milliseconds since 1970-01-01 UTC, which is as fine as Toloka's API prints. Business
time (assignments, periods, bans, timestamps) is real time plus the environment's offset, which only the
sandbox can move; leases, login sessions and throttles use :func:`real_now`.
"""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime
from functools import lru_cache

from talka.words.speaking import written_time

SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

_PATTERN = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?(?:Z|\+00:00)?\Z"
)


def real_now() -> int:
    """The system's time, in milliseconds."""
    return time.time_ns() // 1_000_000


def to_text(moment: int) -> str:
    """Toloka's form: ``2021-02-26T10:13:32`` or ``...:32.921``, UTC without a zone letter."""
    seconds, millis = divmod(moment, 1000)
    text = _second_to_text(seconds)
    return f"{text}.{millis:03d}" if millis else text


@lru_cache(maxsize=10_000)
def _second_to_text(seconds: int) -> str:
    # Lists are full of moments close together.
    return datetime.fromtimestamp(seconds, UTC).isoformat()[:19]


def to_text_z(moment: int) -> str:
    """The worker's API form, with ``Z``: a browser reads a zone-less time as local."""
    return to_text(moment) + "Z"


def to_words(moment: int) -> str:
    """For a person to read: as their language writes a date and time, in English as the API does."""
    return written_time(moment) or to_text_z(moment)


def from_text(text: str) -> int:
    """Read a time in Toloka's forms (also with ``Z``, without seconds, or a bare date).

    Raises:
        ValueError: the text is not a time.
    """
    match = _PATTERN.match(text)
    if match is None:
        raise ValueError(f"{text!r} is not a UTC time like 2021-02-26T10:13:32")
    year, month, day, hour, minute, second, fraction = match.groups()
    whole = datetime(
        int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0), tzinfo=UTC
    )
    millis = int((fraction or "0").ljust(3, "0")[:3])
    return int(whole.timestamp()) * 1000 + millis
