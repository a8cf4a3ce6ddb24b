"""Workers' labels as integer arrays, in the order in which aggregation reads them.

A label is one worker's choice of one option for one task. Tasks, workers and options are numbered from 0;
numbers that no label uses cost nothing but a little memory.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from talka.aggregation.model import Outcome, Value
from talka.quality_control.answers import answer_key

Ints = NDArray[np.intp]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Winners:
    """For each task number the chosen option (-1 where nobody answered) and its confidence from 0 to 1."""

    labels: Ints
    confidences: Floats

    @classmethod
    def empty(cls, task_count: int) -> Winners:
        """Nothing chosen yet."""
        return cls(np.full(task_count, -1, dtype=np.intp), np.zeros(task_count))


@dataclass(frozen=True, slots=True)
class LabelTable:
    """Labels grouped by task. A label is kept as the number of its cell: a worker together with an option.

    Tasks are ordered by their number of labels. The order in which labels came leaves no trace, so the
    same labels always give the same figures, to the last bit.
    """

    tasks: Ints
    """The number of each task that has labels, by place in the table."""
    starts: Ints
    """Where each task's labels begin in ``cells``, and the end of the last."""
    cells: Ints
    """Per label: its cell. Cells are ordered by worker, then by option."""
    options: Ints
    """The options that anybody chose, ascending."""
    cell_options: Ints
    """Per cell: the place of its option in ``options``."""
    worker_starts: Ints
    """The first cell of each worker."""

    @property
    def label_count(self) -> int:
        return len(self.cells)

    @property
    def task_count(self) -> int:
        return len(self.tasks)

    @property
    def option_count(self) -> int:
        return len(self.options)

    @property
    def cell_count(self) -> int:
        return len(self.cell_options)


def as_indices(numbers: NDArray[np.integer]) -> Ints:
    """The numbers as NumPy's own index type, copied only when they are of another.

    Raises:
        ValueError: they are not one row of numbers from 0 up.
    """
    indices = np.asarray(numbers)
    if indices.ndim != 1 or indices.dtype.kind not in "iu":
        raise ValueError("labels are given as one-dimensional arrays of integers")
    if len(indices) and indices.min() < 0:
        raise ValueError("tasks, workers and options are numbered from 0")
    return indices.astype(np.intp, copy=False)


def label_table(task: Ints, worker: Ints, label: Ints) -> LabelTable:
    """Put labels in order. The three arrays are equally long and hold at least one label."""
    options, option = dense(label)
    codes, cell = dense(worker * len(options) + option)
    cell_workers, cell_options = np.divmod(codes, len(options))
    per_task = np.bincount(task)
    tasks = np.argsort(per_task, kind="stable").astype(np.intp, copy=False)
    tasks = tasks[per_task[tasks] > 0]
    starts = np.zeros(len(tasks) + 1, dtype=np.intp)
    np.cumsum(per_task[tasks], out=starts[1:])
    place = np.empty(len(per_task), dtype=np.intp)
    place[tasks] = np.arange(len(tasks))
    return LabelTable(
        tasks=tasks,
        starts=starts,
        cells=_grouped(place[task], cell, len(codes)),
        options=options,
        cell_options=cell_options,
        worker_starts=run_starts(cell_workers),
    )


def _grouped(group: Ints, member: Ints, member_count: int) -> Ints:
    """The members by group and number: both packed in one integer, since plain sorting is NumPy's fastest."""
    bits = member_count.bit_length()
    packed = group << bits
    packed |= member
    packed.sort()
    packed &= (1 << bits) - 1
    return packed


def dense(codes: Ints) -> tuple[Ints, Ints]:
    """The codes that occur, ascending, and for each code given its place among them."""
    span = int(codes.max()) + 1
    if span > 2 * len(codes):
        found, places = np.unique(codes, return_inverse=True)
        return found, places.astype(np.intp, copy=False)
    occurs = np.zeros(span, dtype=np.bool_)
    occurs[codes] = True
    ranks = np.cumsum(occurs, dtype=np.intp)
    ranks -= 1
    return np.flatnonzero(occurs), ranks[codes]


def run_starts(ordered: NDArray[np.integer]) -> Ints:
    """Where each run of equal numbers begins."""
    changes = np.ones(len(ordered), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=changes[1:])
    return np.flatnonzero(changes)


@dataclass(frozen=True, slots=True)
class NumberedVotes:
    """Votes by id, turned into numbers."""

    task_ids: list[str]
    worker_ids: list[str]
    options: Sequence[Value]
    task: Ints
    worker: Ints
    label: Ints

    def outcomes(self, winners: Winners) -> dict[str, Outcome]:
        """The winners by task id, in the order in which the tasks first appeared."""
        chosen = zip(self.task_ids, winners.labels.tolist(), winners.confidences.tolist(), strict=True)
        return {task_id: Outcome(self.options[label], confidence) for task_id, label, confidence in chosen}


def number_votes(votes: Iterable[tuple[str, str, Value]], options: Sequence[Value]) -> NumberedVotes:
    """Number votes given as (task id, worker id, value). Votes for no option of the field are left out."""
    label_of = {answer_key(option): number for number, option in enumerate(options)}
    task_of: dict[str, int] = {}
    worker_of: dict[str, int] = {}
    task, worker, label = array("q"), array("q"), array("q")
    for task_id, worker_id, value in votes:
        number = label_of.get(answer_key(value))
        if number is not None:
            task.append(task_of.setdefault(task_id, len(task_of)))
            worker.append(worker_of.setdefault(worker_id, len(worker_of)))
            label.append(number)
    return NumberedVotes(
        list(task_of), list(worker_of), options, *(_indices_of(numbers) for numbers in (task, worker, label))
    )


def _indices_of(numbers: array[int]) -> Ints:
    return np.frombuffer(numbers, dtype=np.int64).astype(np.intp, copy=False)
