"""Ids, in Toloka's forms.

Tasks, suites and assignments: ``<pool id as 10 hex digits>--<24 hex digits>``, the first eight of the latter
being the creation's unix time; they sort as text as they sort by age. Projects, pools and trainings: decimal
text from one sequence that starts at 1,000,000,000, so that text order is numeric order there too. Workers:
32 hex digits. Operations, attachments and collectors: UUIDs.
"""

from __future__ import annotations

import random
import re
import threading
import uuid

from talka.kernel import chance

FIRST_NUMBER = 1_000_000_000
_POOL_ID = re.compile("([0-9a-f]{10})--[0-9a-f]{24}")
_COUNTER_BITS = 44
_MILLIS_BITS = 20
_LOW_BITS = _COUNTER_BITS + _MILLIS_BITS


class RisingIds:
    """96-bit numbers that only rise: unix seconds, the rest of the time, a counter begun at random.

    One source serves one environment of one process; the random start of the counter keeps two processes
    that share a database apart within one millisecond.
    """

    def __init__(self, after: str = "") -> None:
        """``after``: an id that all of these come after."""
        self._lock = threading.Lock()
        self._last = int(after.rpartition("-")[2] or "0", 16)
        # The numbers must differ, not be hard to guess: chance is asked for a seed only.
        self._random = random.Random(chance.bits(128))  # noqa: S311

    def take(self, pool_id: int, now: int, count: int) -> list[str]:
        """``count`` ids for tasks, suites or assignments of a pool, rising in order of creation."""
        seconds, millis = divmod(now, 1000)
        start = self._random.getrandbits(_COUNTER_BITS - 1)
        fresh = (seconds << _LOW_BITS) | (millis << _COUNTER_BITS) | start
        with self._lock:
            # A clock that stands still or was set back must not break the order inside a pool.
            first = max(fresh, self._last + 1)
            self._last = first + count - 1
        prefix = pool_prefix(pool_id)
        return [f"{prefix}--{number:024x}" for number in range(first, first + count)]


def pool_prefix(pool_id: int) -> str:
    """The first part of the ids of everything in a pool."""
    return f"{pool_id:010x}"


def pool_bounds(pool_id: int) -> tuple[str, str]:
    """Every id of a pool's tasks, suites and assignments lies between these two texts."""
    prefix = pool_prefix(pool_id)
    return f"{prefix}--", f"{prefix}-."


def pool_of(object_id: str) -> int | None:
    """The pool that a task's, suite's or assignment's id names, or None when it is not such an id."""
    match = _POOL_ID.fullmatch(object_id)
    return None if match is None else int(match[1], 16)


def new_user_id() -> str:
    """32 hex digits for a worker or requester."""
    return f"{chance.bits(128):032x}"


def new_uuid() -> str:
    """A random UUID in its usual text form."""
    return str(uuid.UUID(int=chance.bits(128), version=4))


def parse_uuid(text: str) -> str | None:
    """The canonical text of a UUID, or None when the text is none."""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return None


def parse_number(text: str) -> int | None:
    """The number that an id of the numeric kind names, or None when it is no such id."""
    if not text.isascii() or not text.isdigit() or len(text) > 18:  # noqa: PLR2004  fits a BIGINT
        return None
    return int(text)


def each_once(ids: list[str] | None) -> list[str] | None:
    """The ids in their order, each once; none at all is None."""
    return list(dict.fromkeys(ids)) or None if ids else None
