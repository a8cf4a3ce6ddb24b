"""What aggregation learnt of the workers: how often each says what when what is true."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from talka.aggregation.labels import Floats, Ints, KnownLabels, Numbers, cell_codes, count_cells, dense

LEAST_COUNT = 1e-6
"""Counts that are smaller are of the model's smoothing and of tasks of which it is certain otherwise."""


@dataclass(frozen=True, slots=True)
class Entry:
    """How often a worker said one option, or is thought to have, when another or the same was true.

    The probability is the count's share of all that the worker said then.
    """

    truth: int
    given: int
    probability: float
    count: float


@dataclass(frozen=True, slots=True)
class Matrices:
    """Every worker's matrix. Cells are pairs of a worker and an option that they gave, in this order."""

    options: Ints
    """The numbers of the options, by place."""
    cell_workers: Numbers
    cell_options: Numbers
    """The place of the option that each cell's worker gave."""
    counts: Floats
    """By place of the true option, and by cell."""

    @classmethod
    def counted(cls, known: KnownLabels | None) -> Matrices:
        """The matrices that labels make whose tasks' true options are known."""
        if known is None or not len(known.worker):
            nothing = np.empty(0, dtype=np.intp)
            return cls(nothing, nothing, nothing, np.empty((0, 0)))
        options, (given, truth) = dense(known.label, known.truth)
        codes, (cell,) = dense(cell_codes(known.worker, given, len(options)))
        workers, places = np.divmod(codes, len(options))
        return cls(options, workers, places, count_cells(truth, cell, (len(options), len(codes))))

    def of_worker(self, number: int) -> list[Entry]:
        """What is in one worker's matrix, by true and given option; empty for whom nothing is known."""
        start, end = np.searchsorted(self.cell_workers, [number, number + 1])
        counts = self.counts[:, start:end]
        given = self.options[self.cell_options[start:end]]
        totals = counts.sum(axis=1)
        return [
            Entry(
                int(self.options[row]),
                int(given[cell]),
                float(counts[row, cell] / totals[row]),
                float(counts[row, cell]),
            )
            for row, cell in zip(*np.nonzero(counts >= LEAST_COUNT), strict=True)
        ]
