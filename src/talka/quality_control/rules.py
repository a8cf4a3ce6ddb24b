"""How answers are judged, and how judgements are counted."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from talka.quality_control.answers import answer_key, solution_key
from talka.tasks.model import KnownSolution

_DIGITS = 9
"""Weights are decimal (0.1, 0.57): rounding here keeps a rate of ten tenths from falling short of 100."""


def credit(known_solutions: Sequence[KnownSolution] | None, output_values: Mapping[str, Any]) -> float | None:
    """What a solution of a control or training task earns: 0 when wrong, up to 1 when right.

    It is right when it equals a known solution in every field which that one lists; other fields do not
    count. It earns the known solution's ``correctness_weight``, of several that match the highest. None for
    a task without known solutions, which cannot be judged.
    """
    if not known_solutions:
        return None
    weights = (
        known.correctness_weight for known in known_solutions if _matches(known.output_values, output_values)
    )
    return max(weights, default=0.0)


def _matches(known: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    return bool(known) and all(
        answer_key(value) == answer_key(given.get(name)) for name, value in known.items()
    )


class Tally(msgspec.Struct, frozen=True):
    """How many observations were made, and the credit (0 to 1 each) that they earned together."""

    count: int = 0
    credit: float = 0.0

    def observe(self, credit: float) -> Tally:
        """The tally with one more observation."""
        return Tally(self.count + 1, round(self.credit + credit, _DIGITS))

    @property
    def correct_rate(self) -> float | None:
        """The percentage earned, 0 to 100; None before the first observation."""
        return round(100 * self.credit / self.count, _DIGITS) if self.count else None

    @property
    def incorrect_rate(self) -> float | None:
        """What is missing from 100; None before the first observation."""
        correct = self.correct_rate
        return None if correct is None else round(100 - correct, _DIGITS)


class RunningWindow(msgspec.Struct, frozen=True):
    """The last observations, ``size`` of them at most, oldest first."""

    size: int
    credits: tuple[float, ...] = ()

    def observe(self, credit: float) -> RunningWindow:
        """The window with one more observation; the oldest is forgotten when it is full."""
        return RunningWindow(self.size, (*self.credits, credit)[-self.size :])

    @property
    def tally(self) -> Tally:
        """What the window holds."""
        return tally_of(self.credits)


def tally_of(credits_earned: Iterable[float]) -> Tally:
    """The tally of some observations."""
    every = tuple(credits_earned)
    return Tally(len(every), round(math.fsum(every), _DIGITS))


def training_score(first_attempts: Iterable[float]) -> float | None:
    """The training skill's value, 0 to 100, from the credit of the first attempt at each task answered.

    None when nothing was answered.
    """
    return tally_of(first_attempts).correct_rate


def majority_marks(solutions: Mapping[str, Mapping[str, Any]], answer_threshold: int) -> dict[str, bool]:
    """Which workers' solutions of one general task are right by majority vote.

    ``solutions`` holds the ``output_values`` by worker, once the task's overlap is complete. Two solutions
    are the same when all their fields are; every solution that at least ``answer_threshold`` workers gave
    is right. Empty when no solution was given so often: the task then counts for nobody.
    """
    keys = {worker: solution_key(output_values) for worker, output_values in solutions.items()}
    votes = Counter(keys.values())
    if max(votes.values(), default=0) < answer_threshold:
        return {}
    return {worker: votes[key] >= answer_threshold for worker, key in keys.items()}
