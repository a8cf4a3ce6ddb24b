"""A pool's votes decided for all tasks at once, each field by itself, and what that says of the workers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from talka.aggregation.dawid_skene import fit
from talka.aggregation.history import WorkerHistory
from talka.aggregation.labels import KnownLabels, Winners
from talka.aggregation.majority_vote import majority
from talka.aggregation.matrices import Entry, Matrices
from talka.aggregation.model import AggregatedAnswer, MatrixEntry, Value
from talka.aggregation.votes import Answers, Votes

WorkerMatrices = list[tuple[str, dict[str, list[MatrixEntry]]]]
"""Worker ids, and the matrix in each field."""


class DecidedVotes:
    """The winners of every field, and the workers' matrices."""

    def __init__(self, votes: Votes, fields: Mapping[str, tuple[Winners, Matrices]]) -> None:
        self._options = votes.options
        self._task_ids = votes.task_ids()
        self._worker_ids = votes.worker_ids()
        self._winners = {name: _padded(winners, len(self._task_ids)) for name, (winners, _) in fields.items()}
        self._matrices = {name: matrices for name, (_, matrices) in fields.items()}

    def answers(self, numbers: Sequence[int]) -> Answers:
        """The answers to tasks given by number, without those whose fields nobody filled in.

        The confidence is that of the least certain field.
        """
        decided = {
            name: (winners.labels[numbers].tolist(), winners.confidences[numbers].tolist())
            for name, winners in self._winners.items()
        }
        answers: Answers = []
        for place, number in enumerate(numbers):
            labels = {name: labels[place] for name, (labels, _) in decided.items() if labels[place] >= 0}
            if labels:
                values = {name: self._options[name][label] for name, label in labels.items()}
                confidence = min(decided[name][1][place] for name in labels)
                answers.append((self._task_ids[number], AggregatedAnswer(values, confidence)))
        return answers

    def workers_in_order(self) -> list[int]:
        """The numbers of the workers in the order of their ids."""
        return sorted(range(len(self._worker_ids)), key=self._worker_ids.__getitem__)

    def matrices(self, workers: Sequence[int]) -> WorkerMatrices:
        """The matrices of workers given by number, without fields that they never filled in."""
        found: WorkerMatrices = []
        for worker in workers:
            entries = {name: matrices.of_worker(worker) for name, matrices in self._matrices.items()}
            fields = {name: self._told(name, every) for name, every in entries.items() if every}
            if fields:
                found.append((self._worker_ids[worker], fields))
        return found

    def _told(self, field: str, entries: Sequence[Entry]) -> list[MatrixEntry]:
        options: Sequence[Value] = self._options[field]
        return [
            MatrixEntry(options[entry.truth], options[entry.given], entry.probability, entry.count)
            for entry in entries
        ]


def _padded(winners: Winners, task_count: int) -> Winners:
    """Winners for every task: the model knows only of those up to the last with a vote in the field."""
    padded = Winners.empty(task_count)
    padded.labels[: len(winners.labels)] = winners.labels
    padded.confidences[: len(winners.confidences)] = winners.confidences
    return padded


def by_majority(votes: Votes) -> DecidedVotes:
    """Decide by majority. The matrices count what workers said where which option won."""
    fields = {}
    for name, field in votes.fields.items():
        task, worker, label = field.numbers()
        winners = majority(task, label)
        fields[name] = winners, Matrices.counted(KnownLabels(worker, winners.labels[task], label))
    return DecidedVotes(votes, fields)


def by_dawid_skene(votes: Votes, history: WorkerHistory | None = None) -> DecidedVotes:
    """Decide by Dawid and Skene's model, which may know more of workers than their votes.

    Tasks whose truth the history knows have it for an answer: there is nothing left to decide of them.
    """
    fields = {}
    for name, field in votes.fields.items():
        task, worker, label = field.numbers()
        if history is None:
            fitted = fit(task, worker, label)
            fields[name] = fitted.winners, fitted.matrices
            continue
        truths = history.truths(name, len(votes.task_ids()))
        is_open = truths[task] < 0
        fitted = fit(task[is_open], worker[is_open], label[is_open], known=history.labels(name))
        winners = _padded(fitted.winners, len(truths))
        answered = np.unique(task[~is_open])
        winners.labels[answered] = truths[answered]
        winners.confidences[answered] = 1.0
        fields[name] = winners, fitted.matrices
    return DecidedVotes(votes, fields)
