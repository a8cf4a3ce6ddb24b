"""Dawid-Skene: the true option of every task and the habits of every worker, each estimated from the other.

A. P. Dawid and A. M. Skene, "Maximum likelihood estimation of observer error-rates using the EM algorithm",
Applied Statistics 28 (1979). A worker's habits are a matrix: how often they say one option when another is
true. A round guesses the true options from the habits, then the habits from the guesses.

The rounds, their smoothing and the rule that stops them are crowd-kit 1.4.2's, so that both give the same
labels, and confidences within 1e-6. Only the arithmetic is arranged differently: a round reads each label
twice for each option, in chunks that stay in the processor's cache, and the loss costs no pass of its own,
because it can be had from the sums over cells.

What is known of workers is an addition of ours: their answers to tasks whose truth is known are added to
their matrices in every round, each as much as an answer to a task of which the model is certain. To a
statistician these counts are a Dirichlet prior of each row. Without any, nothing is added, nothing differs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from talka.aggregation.chunks import Chunk, cuts_of
from talka.aggregation.labels import (
    Floats,
    KnownLabels,
    LabelTable,
    Numbers,
    Winners,
    as_numbers,
    label_table,
    number_votes,
)
from talka.aggregation.matrices import Matrices
from talka.aggregation.model import Outcome, Value

MAX_ROUNDS = 100
TOLERANCE = 1e-5

OnRound = Callable[[int, float], None]
"""Told after each round: its number from 1, and the loss (a log-likelihood per label, which rises)."""

_SMALLEST = 1e-10
_LOG_SMALLEST = math.log(_SMALLEST)

_TIE = 1e-12
"""Logarithms that differ by less are equal: above rounding, but below what smoothing alone can decide by."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The winners, how many rounds it took, and what was learnt of the workers in the last."""

    winners: Winners
    rounds: int
    matrices: Matrices


def dawid_skene(
    votes: Iterable[tuple[str, str, Value]], options: Sequence[Value], on_round: OnRound | None = None
) -> dict[str, Outcome]:
    """The most probable option of each task among votes given as (task id, worker id, value), by task id.

    Votes for none of the ``options`` are left out, and so are tasks without any other vote. The winner may
    be an option that nobody chose for the task. Equally probable: the first among ``options``.
    """
    numbered = number_votes(votes, options)
    return numbered.outcomes(fit(numbered.task, numbered.worker, numbered.label, on_round=on_round).winners)


def fit(
    task: Numbers,
    worker: Numbers,
    label: Numbers,
    *,
    known: KnownLabels | None = None,
    max_rounds: int = MAX_ROUNDS,
    tolerance: float = TOLERANCE,
    on_round: OnRound | None = None,
) -> Fit:
    """Fit the model to labels given as three equally long arrays of numbers from 0.

    It stops when a round raises the loss by less than ``tolerance``, or after ``max_rounds``. Equally
    probable options: the lowest number wins. ``known`` holds labels of other tasks, whose truth is known.

    Raises:
        ValueError: the arrays do not fit together, or no round is allowed.
    """
    tasks, workers, labels = as_numbers(task), as_numbers(worker), as_numbers(label)
    if not len(tasks) == len(workers) == len(labels):
        raise ValueError("every label needs a task and a worker")
    if max_rounds < 1:
        raise ValueError("at least one round is needed")
    if not len(tasks):
        return Fit(Winners.empty(0), 0, Matrices.counted(known))
    model = _Model(label_table(tasks, workers, labels, known))
    habits = model.habits_from_votes()
    loss = -math.inf
    rounds = 0
    while True:
        rounds += 1
        used, (habits, new_loss) = habits, model.round(habits)
        if on_round is not None:
            on_round(rounds, new_loss)
        if new_loss - loss < tolerance or rounds == max_rounds:
            return Fit(model.winners(used, int(tasks.max()) + 1), rounds, model.matrices())
        loss = new_loss


@dataclass(frozen=True, slots=True)
class _Habits:
    """What a round learnt: logarithms of how common each option is, and of the workers' errors."""

    log_priors: Floats
    """By true option."""
    log_errors: Floats
    """By true option and cell: how probable the cell's option is when its worker should say the true one.

    Those of the first option are taken off all others: its own need not be added up then, for they are 0.
    """


class _Sums:
    """What a pass over the chunks adds up, by true option."""

    __slots__ = ("by_cell", "entropy", "of_tasks")

    def __init__(self, table: LabelTable) -> None:
        shape = (table.option_count, table.cell_count)
        self.of_tasks = np.zeros(table.option_count)
        self.by_cell = np.zeros(shape) if table.known is None else table.known.copy()
        self.entropy = 0.0

    def add(self, chunk: Chunk, probabilities: Floats) -> None:
        self.of_tasks += probabilities.sum(axis=1)
        for by_cell, of_option in zip(self.by_cell, probabilities, strict=True):
            chunk.add_to_cells(by_cell, of_option)


class _Model:
    """The labels, with the buffers that every pass over them uses anew, and the last pass's counts by cell.

    Where workers are many, figures by cell are what takes room: no more are held than must be.
    """

    def __init__(self, table: LabelTable) -> None:
        self._table = table
        self._cuts = cuts_of(table)
        largest = max(cut.end - cut.first for cut in self._cuts)
        self._buffers = [np.empty(table.option_count * largest) for _ in range(2)]
        self._counts = np.empty(0)

    def habits_from_votes(self) -> _Habits:
        """The first habits: as if each task were in truth what each of its votes says, in equal parts."""
        table = self._table
        sums = _Sums(table)
        says = [(table.cell_options == option).astype(np.float64) for option in range(table.option_count)]
        for chunk in self._chunks():
            shares = self._buffer(0, chunk)
            for of_option, said in zip(shares, says, strict=True):
                chunk.sum_over_labels(said, of_option)
            shares /= shares.sum(axis=0)
            sums.add(chunk, shares)
        return self._learn(sums)[0]

    def round(self, habits: _Habits) -> tuple[_Habits, float]:
        """Guess the true options by the habits, learn the habits from the guesses; also the new loss."""
        self._counts = np.empty(0)
        sums = _Sums(self._table)
        for chunk in self._chunks():
            logs = self._log_likelihoods(chunk, habits)
            probabilities = np.exp(logs, out=self._buffer(1, chunk))
            total = probabilities.sum(axis=0)
            probabilities *= 1 / total
            sums.add(chunk, probabilities)
            logs -= np.log(total, out=total)
            np.maximum(logs, _LOG_SMALLEST, out=logs)
            np.maximum(probabilities, _SMALLEST, out=probabilities)
            sums.entropy -= float(np.multiply(probabilities, logs, out=logs).sum())
        return self._learn(sums)

    def winners(self, habits: _Habits, task_count: int) -> Winners:
        """The likeliest options by these habits, for task numbers below ``task_count``."""
        winners = Winners.empty(task_count, int(self._table.options[-1]))
        for chunk in self._chunks():
            logs = self._log_likelihoods(chunk, habits)
            tasks = self._table.tasks[chunk.first_task : chunk.first_task + chunk.task_count]
            winners.labels[tasks] = self._table.options[(logs > -_TIE).argmax(axis=0)]
            # The winner's own logarithm is 0, and so its share of the whole is one part of the sum.
            winners.confidences[tasks] = 1 / np.exp(logs, out=logs).sum(axis=0)
        return winners

    def matrices(self) -> Matrices:
        """The workers' matrices as they were learnt in the last round."""
        table = self._table
        return Matrices(table.options, table.cell_workers, table.cell_options, self._counts)

    def _chunks(self) -> Iterator[Chunk]:
        for cut in self._cuts:
            yield cut.chunk(self._table)

    def _log_likelihoods(self, chunk: Chunk, habits: _Habits) -> Floats:
        """By option and task, up to a constant for each task that makes the largest 0."""
        logs = self._buffer(0, chunk)
        logs[0] = habits.log_priors[0]
        for of_option, errors, prior in zip(
            logs[1:], habits.log_errors[1:], habits.log_priors[1:], strict=True
        ):
            chunk.sum_over_labels(errors, of_option)
            np.add(of_option, prior, out=of_option)
        logs -= logs.max(axis=0)
        return logs

    def _learn(self, sums: _Sums) -> tuple[_Habits, float]:
        """Frequencies from sums. A worker's errors are shares among the options that the worker ever used.

        Also the loss, per label: the expected log-likelihood, in which a prior counts once a label, plus the
        entropy.
        """
        table = self._table
        cells_of_worker = np.diff(table.worker_starts, append=table.cell_count)
        log_priors = np.log(np.maximum(sums.of_tasks / table.task_count, _SMALLEST))
        log_errors = np.maximum(sums.by_cell, _SMALLEST)
        expected = 0.0
        for errors, counts, prior in zip(log_errors, sums.by_cell, log_priors, strict=True):
            of_worker = np.add.reduceat(errors, table.worker_starts)
            np.divide(errors, np.repeat(of_worker, cells_of_worker), out=errors)
            np.log(errors, out=errors)
            expected += float((counts * (errors + prior)).sum())
        log_errors[1:] -= log_errors[0]
        self._counts = sums.by_cell
        return _Habits(log_priors, log_errors), (expected + sums.entropy) / table.label_count

    def _buffer(self, number: int, chunk: Chunk) -> Floats:
        """Room for a figure by option and task of the chunk; what was there before is lost."""
        shape = (self._table.option_count, chunk.task_count)
        return self._buffers[number][: shape[0] * shape[1]].reshape(shape)
