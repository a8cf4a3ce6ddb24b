"""The option with the most votes, or with the most skill behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from talka.aggregation.labels import (
    Floats,
    Ints,
    Winners,
    as_indices,
    dense,
    number_votes,
    run_starts,
)
from talka.aggregation.model import Outcome, Value

_TIE = 1e-9
"""Sums that differ by less are equal: far above rounding, far below any vote's weight."""


def majority_vote(
    votes: Iterable[tuple[str, str, Value]],
    options: Sequence[Value],
    skills: Mapping[str, float] | None = None,
    default_skill: float = 0.5,
) -> dict[str, Outcome]:
    """The winner of each task among votes given as (task id, worker id, value), by task id.

    A vote weighs 1, or with ``skills`` its worker's skill (``default_skill`` for workers without one).
    The confidence is the winner's share of all weight. Equal weights: the first among ``options`` wins.
    """
    numbered = number_votes(votes, options)
    weights = None
    if skills is not None:
        by_worker = [skills.get(worker_id, default_skill) for worker_id in numbered.worker_ids]
        weights = np.asarray(by_worker, dtype=np.float64)[numbered.worker]
    return numbered.outcomes(majority(numbered.task, numbered.label, weights))


def majority(task: NDArray[np.integer], label: NDArray[np.integer], weights: Floats | None = None) -> Winners:
    """The winner of each task number among equally long arrays; ``weights``, one a label, are not negative.

    Equal weights: the option with the lowest number wins. Where all weights are 0, so is the confidence.

    Raises:
        ValueError: the arrays do not fit together.
    """
    tasks, labels = as_indices(task), as_indices(label)
    if len(tasks) != len(labels) or (weights is not None and len(weights) != len(tasks)):
        raise ValueError("every label needs a task, and a weight if there are weights")
    if weights is not None and (weights < 0).any():
        raise ValueError("weights are not negative")
    if not len(tasks):
        return Winners.empty(0)
    span = int(labels.max()) + 1
    codes, (pair,) = dense(tasks * span + labels)
    pair_tasks, pair_labels = np.divmod(codes, span)
    return _winners(pair_tasks, pair_labels, np.bincount(pair, weights).astype(np.float64))


def _winners(pair_tasks: Ints, pair_labels: Ints, scores: Floats) -> Winners:
    """The best option of each task, from the score of each (task, option) in that order."""
    starts = run_starts(pair_tasks)
    best = np.maximum.reduceat(scores, starts)
    total = np.add.reduceat(scores, starts)
    options_per_task = np.diff(starts, append=len(scores))
    leaders = np.flatnonzero(scores > np.repeat(best, options_per_task) - _TIE)
    first = leaders[run_starts(pair_tasks[leaders])]
    winners = Winners.empty(int(pair_tasks[-1]) + 1)
    winners.labels[pair_tasks[first]] = pair_labels[first]
    winners.confidences[pair_tasks[first]] = np.divide(
        scores[first], total, out=np.zeros(len(first)), where=total > 0
    )
    return winners
