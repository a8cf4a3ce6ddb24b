"""What is known of workers: their answers to tasks with known solutions, in any pool of the project.

Such an answer tells of its worker as much as an answer to a task of which the model is certain, and so they
are counted as such. Rejected answers count too: they tell most.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from talka.aggregation.labels import KnownLabels, Numbers, numbers_of
from talka.aggregation.votes import Votes
from talka.assignments.model import Solution
from talka.quality_control.answers import answer_key
from talka.tasks.model import KnownSolution


class WorkerHistory:
    """The known answers of everybody whose votes are aggregated, by field."""

    def __init__(self, votes: Votes) -> None:
        self._votes = votes
        self._fields = {name: _FieldHistory(field.label_of) for name, field in votes.fields.items()}

    def is_of(self, worker_id: str) -> bool:
        """Whether this is somebody whose votes are aggregated."""
        return self._votes.worker_number(worker_id) is not None

    def learn(
        self,
        worker_id: str,
        answers: Iterable[tuple[str, Solution]],
        solutions: Mapping[str, Sequence[KnownSolution]],
    ) -> None:
        """Count a worker's answers to those tasks whose ``solutions`` are given by task id."""
        worker = self._votes.worker_number(worker_id)
        if worker is None:
            return
        for task_id, solution in answers:
            known = solutions.get(task_id)
            if known:
                task = self._votes.task_number(task_id)
                for name, field in self._fields.items():
                    field.learn(worker, task, solution.output_values.get(name), known_value(known, name))

    def labels(self, field: str) -> KnownLabels:
        """What was learnt of the workers. Nothing may be learnt from now on."""
        return self._fields[field].labels()

    def truths(self, field: str, task_count: int) -> Numbers:
        """The known option of each task that is voted on, or -1."""
        truths = np.full(task_count, -1, dtype=np.int32)
        for task, option in self._fields[field].truth_of.items():
            truths[task] = option
        return truths


class _FieldHistory:
    def __init__(self, label_of: Mapping[object, int]) -> None:
        self._label_of = label_of
        self._worker, self._truth, self._label = array("i"), array("i"), array("i")
        self.truth_of: dict[int, int] = {}

    def learn(self, worker: int, task: int | None, given: object, true: object) -> None:
        truth = None if true is None else self._label_of.get(answer_key(true))
        if truth is None:
            return
        if task is not None:
            self.truth_of[task] = truth
        label = None if given is None else self._label_of.get(answer_key(given))
        if label is not None:
            self._worker.append(worker)
            self._truth.append(truth)
            self._label.append(label)

    def labels(self) -> KnownLabels:
        return KnownLabels(*map(numbers_of, (self._worker, self._truth, self._label)))


def known_value(solutions: Sequence[KnownSolution], field: str) -> object:
    """The value that all of a task's known solutions give a field; None where they differ or give none."""
    values = [solution.output_values.get(field) for solution in solutions]
    return values[0] if len({answer_key(value) for value in values}) == 1 else None
