"""Distribution functions: which tasks on a worker's way through a pool are special.

A worker's tasks are counted from 1. A special position asks for a control or training task, or for one that
will be checked by majority vote, as the function's owner says.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec


class Interval(msgspec.Struct, frozen=True, kw_only=True):
    """Positions ``from`` to ``to``, both included: the first is special, and every ``frequency``-th after it.

    Without ``to`` the interval never ends.
    """

    from_: int = msgspec.field(name="from")
    to: int | None = None
    frequency: int


def special_positions(intervals: Iterable[Interval], done: int, count: int) -> list[int]:
    """The special ones among the next ``count`` positions of a worker who has done ``done`` tasks, ascending.

    Position ``p`` stands at place ``p - done - 1`` of the next page, counted from 0. Intervals do not
    overlap.
    """
    first, last = done + 1, done + count
    return sorted(position for interval in intervals for position in _within(interval, first, last))


def _within(interval: Interval, first: int, last: int) -> range:
    """The interval's special positions between two."""
    end = last if interval.to is None else min(last, interval.to)
    skipped = max(0, -((interval.from_ - first) // interval.frequency))
    return range(interval.from_ + skipped * interval.frequency, end + 1, interval.frequency)
