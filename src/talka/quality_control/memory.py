"""What is kept of a worker's observations: sums over all of them, and the last ones one by one.

Both are moved on with each observation, so nothing is ever counted again. A rule whose ban has ended sees
only what came after it; the other rules over the same observations see everything.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TypeAlias

import msgspec

DIGITS = 9
"""Weights are decimal (0.1, 0.57): rounding here keeps a rate of ten tenths from falling short of 100."""

Sums: TypeAlias = tuple[float, ...]
Weigh: TypeAlias = Callable[[float], Sums]
"""What one observation adds to each sum."""


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """Where a rule's memory begins: how many observations there were then, and what their sums were."""

    count: int
    sums: Sums


class Statistics(msgspec.Struct, frozen=True):
    """A worker's observations in one store.

    ``recent`` has the last of them, the newest at its end, as a text with a comma before each: one more is
    put to its end, and a rule reads as many from there as it looks at, however many there are. ``keep`` is
    the most that anybody asked to have remembered.
    """

    count: int = 0
    sums: Sums = ()
    recent: str = ""
    marks: dict[str, Mark] = {}
    keep: int = 0

    def observe(self, value: float, weigh: Weigh, keep: int) -> Statistics:
        """One more observation, of which and of those before at least ``keep`` are remembered one by one."""
        recent, keep = self.recent, max(keep, self.keep)
        if keep:
            recent = f"{recent},{value:.12g}"
            if recent.count(",") > 2 * keep:
                recent = _tail(recent, keep)
        return Statistics(self.count + 1, add(self.sums, weigh(value)), recent, self.marks, keep)

    def last(self, size: int) -> list[float]:
        """The last observations, oldest first, no more than are remembered."""
        return [float(one) for one in self.recent.rsplit(",", size)[1:]] if size else []

    def begin_anew(self, value: float, weigh: Weigh) -> Statistics:
        """An observation that makes all earlier ones worthless."""
        return Statistics(self.count + 1, weigh(value))

    def forget(self, rule: str) -> Statistics:
        """From now on this rule sees nothing of what was observed so far, if anything was."""
        if not self.count:
            return self
        return msgspec.structs.replace(self, marks=self.marks | {rule: Mark(self.count, self.sums)})

    def seen_by(self, rule: str, history_size: int | None, weigh: Weigh) -> Sums:
        """The sums over what the rule looks at: the last ``history_size`` observations, or all."""
        mark = self.marks.get(rule)
        if history_size is None:
            return self.sums if mark is None else subtract(self.sums, mark.sums)
        since = self.count if mark is None else self.count - mark.count
        size = min(history_size, since)
        return total([weigh(value) for value in self.last(size)], len(self.sums))


def _tail(recent: str, size: int) -> str:
    return "," + ",".join(recent.rsplit(",", size)[1:])


def add(left: Sums, right: Sums) -> Sums:
    """Sum by sum; nothing yet is zero."""
    if not left:
        return right
    return tuple(round(one + other, DIGITS) for one, other in zip(left, right, strict=True))


def subtract(left: Sums, right: Sums) -> Sums:
    """The same with the right ones taken off."""
    return tuple(round(one - other, DIGITS) for one, other in zip(left, right, strict=True))


def total(rows: Sequence[Sums], width: int) -> Sums:
    """The sums of several."""
    if not rows:
        return (0.0,) * width
    return tuple(round(math.fsum(column), DIGITS) for column in zip(*rows, strict=True))


def rate(part: float, whole: float) -> float | None:
    """A percentage, 0 to 100; None of nothing."""
    return round(100 * part / whole, DIGITS) if whole else None
