"""How good a worker's answers are likely to be, and who are the best: values in, an answer out."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

_SMOOTHING = 0.5
_DIGITS = 6

FEWEST = 10
"""A share of fewer workers says little: as long as no more than these are there, all of them are kept."""


class Reviews(msgspec.Struct, frozen=True):
    """How reviews of a worker's answers ended."""

    accepted: int = 0
    rejected: int = 0

    @property
    def rate(self) -> float:
        """The share accepted, 0 to 100; few reviews say little, and none at all 50."""
        total = self.accepted + self.rejected
        return 100 * (_SMOOTHING + self.accepted) / (2 * _SMOOTHING + total)


def forecast(skills: Sequence[float], in_project: Reviews, everywhere: Reviews) -> float:
    """A worker's quality to be expected in a project, 0 to 100.

    The mean of the worker's values in the skills that tell quality there and of the acceptance rate there.
    Of whom nothing is known in the project, the acceptance rate everywhere tells.
    """
    known = list(skills)
    if in_project.accepted or in_project.rejected:
        known.append(in_project.rate)
    return round(sum(known) / len(known) if known else everywhere.rate, _DIGITS)


def place_of_the_last(workers: int, percent: int) -> int | None:
    """Which place the last worker of the best ``percent`` has, the best having 1; None where all are kept."""
    if workers < FEWEST:
        return None
    return -(-workers * percent // 100)
