"""Distribution functions: which tasks on a worker's way through a pool are special.

A worker's tasks are counted from 1. A special position asks for a control or training task, or for one that
will be checked by majority vote, as the function's owner says.
"""

from __future__ import annotations

from collections.abc import Iterable

from talka.pools.model import FrequencyInterval


def special_positions(intervals: Iterable[FrequencyInterval], done: int, count: int) -> list[int]:
    """The special ones among the next ``count`` positions of a worker who has done ``done`` tasks, ascending.

    In an interval, both ends included, the first position is special and every ``frequency``-th after it;
    without a ``from`` it begins at 1, without a ``to`` it never ends. Intervals do not overlap. Position
    ``p`` stands at place ``p - done - 1`` of the next page, counted from 0.
    """
    first, last = done + 1, done + count
    return sorted(
        position
        for interval in intervals
        if interval.to is None or interval.to >= first  # of ten thousand intervals, most are past
        for position in _within(interval, first, last)
    )


def _within(interval: FrequencyInterval, first: int, last: int) -> range:
    """The interval's special positions between two, both included."""
    start = 1 if interval.from_ is None else interval.from_
    end = last if interval.to is None else min(last, interval.to)
    skipped = max(0, -((start - first) // interval.frequency))
    return range(start + skipped * interval.frequency, end + 1, interval.frequency)
