"""Workers' labels as integer arrays, in the order in which aggregation reads them.

A label is one worker's choice of one option for one task. Tasks, workers and options are numbered from 0;
numbers that no label uses cost nothing but a little memory.

There may be many labels, and so what is kept of each is four bytes wherever the numbers allow, and what is
worked out on the way is done a stretch of labels at a time.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from talka.aggregation.model import Outcome, Value
from talka.quality_control.answers import answer_key

Ints = NDArray[np.intp]
Floats = NDArray[np.float64]
Numbers = NDArray[np.integer]
"""Integers of any width."""

_STRETCH = 1 << 16
_NARROW = np.iinfo(np.int32).max
_MOST_SPAN = 2
"""How many times more numbers than labels a table over all numbers may have."""


def width_for(largest: int) -> np.dtype[np.integer]:
    """The narrower of two types that holds numbers up to this."""
    return np.dtype(np.int32 if largest <= _NARROW else np.int64)


def stretches(count: int) -> Iterator[slice]:
    """Parts of so many labels."""
    for start in range(0, count, _STRETCH):
        yield slice(start, min(start + _STRETCH, count))


@dataclass(frozen=True, slots=True)
class Winners:
    """For each task number the chosen option (-1 where nobody answered) and its confidence from 0 to 1."""

    labels: Numbers
    confidences: Floats

    @classmethod
    def empty(cls, task_count: int, largest_label: int = 0) -> Winners:
        """Nothing chosen yet."""
        return cls(np.full(task_count, -1, dtype=width_for(largest_label)), np.zeros(task_count))


@dataclass(frozen=True, slots=True)
class KnownLabels:
    """Labels of tasks whose true options are known, as equally long arrays of numbers."""

    worker: Numbers
    truth: Numbers
    label: Numbers


@dataclass(frozen=True, slots=True)
class LabelTable:
    """Labels grouped by task. A label is kept as the number of its cell: a worker together with an option.

    Tasks are ordered by their number of labels. The order in which labels came leaves no trace, so the
    same labels always give the same figures, to the last bit.
    """

    tasks: Numbers
    """The number of each task that has labels, by place in the table."""
    starts: Numbers
    """Where each task's labels begin in ``cells``, and the end of the last."""
    cells: Numbers
    """Per label: its cell. Cells are ordered by worker, then by option."""
    options: Ints
    """The options that anybody chose, or that are known to be true, ascending."""
    cell_options: Ints
    """Per cell: the place of its option in ``options``."""
    cell_workers: Ints
    """Per cell: the number of its worker."""
    worker_starts: Ints
    """The first cell of each worker."""
    known: Floats | None
    """How many labels of each cell, in a row for each true option, are of tasks known to have that one."""

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


def as_numbers(numbers: Numbers) -> Numbers:
    """The numbers as they are, once they are looked through.

    Raises:
        ValueError: they are not one row of numbers from 0 up.
    """
    checked = np.asarray(numbers)
    if checked.ndim != 1 or checked.dtype.kind not in "iu":
        raise ValueError("labels are given as one-dimensional arrays of integers")
    if len(checked) and checked.min() < 0:
        raise ValueError("tasks, workers and options are numbered from 0")
    return checked


def as_indices(numbers: Numbers) -> Ints:
    """The numbers as NumPy's own index type, copied only when they are of another.

    Raises:
        ValueError: they are not one row of numbers from 0 up.
    """
    return as_numbers(numbers).astype(np.intp, copy=False)


def label_table(
    task: Numbers, worker: Numbers, label: Numbers, known: KnownLabels | None = None
) -> LabelTable:
    """Put labels in order. The three arrays are equally long and hold at least one label."""
    if known is None:
        options, (option,) = dense(label)
        codes, (cell,) = dense(cell_codes(worker, option, len(options)))
    else:
        options, (option, known_option, truth) = dense(label, known.label, known.truth)
        of_known = cell_codes(known.worker, known_option, len(options))
        codes, (cell, known_cell) = dense(cell_codes(worker, option, len(options)), of_known)
    cell_workers, cell_options = np.divmod(codes, len(options))
    tasks, starts, place = _order(task)
    return LabelTable(
        tasks=tasks,
        starts=starts,
        cells=_grouped(task, place, cell, len(codes)),
        options=options,
        cell_options=cell_options,
        cell_workers=cell_workers,
        worker_starts=run_starts(cell_workers),
        known=None if known is None else count_cells(truth, known_cell, (len(options), len(codes))),
    )


def cell_codes(worker: Numbers, option: Numbers, option_count: int) -> Numbers:
    """One number for each pair of a worker and an option."""
    largest = (int(worker.max(initial=0)) + 1) * option_count
    codes: Numbers = worker.astype(width_for(largest))
    codes *= option_count
    codes += option
    return codes


def _order(task: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """The tasks by their number of labels, where the labels of each begin, and the place of each task."""
    span = int(task.max()) + 1
    per_task = np.bincount(task).astype(width_for(max(span, len(task))))
    tasks = np.argsort(per_task, kind="stable").astype(width_for(span))
    tasks = tasks[np.count_nonzero(per_task == 0) :]
    starts = np.zeros(len(tasks) + 1, dtype=width_for(len(task)))
    np.cumsum(per_task[tasks], out=starts[1:])
    place = per_task  # no more needed as what it was
    place[tasks] = np.arange(len(tasks))
    return tasks, starts, place


def _grouped(task: Numbers, place: Numbers, cell: Numbers, cell_count: int) -> Numbers:
    """The cells by the place of their tasks, then by number.

    Both are packed in one integer, since plain sorting is NumPy's fastest.
    """
    bits = cell_count.bit_length()
    packed = np.empty(len(cell), dtype=np.int64)
    for part in stretches(len(cell)):
        packed[part] = place[task[part]]
        packed[part] <<= bits
        packed[part] |= cell[part]
    packed.sort()
    for part in stretches(len(cell)):
        cell[part] = packed[part] & ((1 << bits) - 1)
    return cell


def count_cells(row: Numbers, column: Numbers, shape: tuple[int, int]) -> Floats:
    """How many labels there are of each row and column."""
    found = np.zeros(shape)
    np.add.at(found, (row, column), 1.0)
    return found


def dense(codes: Numbers, *more: Numbers) -> tuple[Ints, list[Numbers]]:
    """The codes that occur in any of the arrays, ascending; for each array its codes' places among them."""
    arrays = (codes, *more)
    count = sum(map(len, arrays))
    span = max(int(array.max(initial=-1)) for array in arrays) + 1
    if span > _MOST_SPAN * count:
        found = np.unique(np.concatenate(arrays) if more else codes)
        places: list[Numbers] = [np.empty(len(array), dtype=width_for(len(found))) for array in arrays]
        for array, place in zip(arrays, places, strict=True):
            for part in stretches(len(array)):
                place[part] = np.searchsorted(found, array[part])
        return found.astype(np.intp, copy=False), places
    occurs = np.zeros(span, dtype=np.bool_)
    for array in arrays:
        for part in stretches(len(array)):
            occurs[array[part]] = True
    ranks: Numbers = np.cumsum(occurs, dtype=width_for(span))
    ranks -= 1
    places = [np.empty(len(array), dtype=ranks.dtype) for array in arrays]
    for array, place in zip(arrays, places, strict=True):
        for part in stretches(len(array)):
            place[part] = ranks[array[part]]
    return np.flatnonzero(occurs), places


def run_starts(ordered: Numbers) -> Ints:
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
    task: Numbers
    worker: Numbers
    label: Numbers

    def outcomes(self, winners: Winners) -> dict[str, Outcome]:
        """The winners by task id, in the order in which the tasks first appeared."""
        chosen = zip(self.task_ids, winners.labels.tolist(), winners.confidences.tolist(), strict=True)
        return {task_id: Outcome(self.options[label], confidence) for task_id, label, confidence in chosen}


def number_votes(votes: Iterable[tuple[str, str, Value]], options: Sequence[Value]) -> NumberedVotes:
    """Number votes given as (task id, worker id, value). Votes for no option of the field are left out."""
    label_of = {answer_key(option): number for number, option in enumerate(options)}
    task_of: dict[str, int] = {}
    worker_of: dict[str, int] = {}
    task, worker, label = array("i"), array("i"), array("i")
    for task_id, worker_id, value in votes:
        number = label_of.get(answer_key(value))
        if number is not None:
            task.append(task_of.setdefault(task_id, len(task_of)))
            worker.append(worker_of.setdefault(worker_id, len(worker_of)))
            label.append(number)
    return NumberedVotes(list(task_of), list(worker_of), options, *map(numbers_of, (task, worker, label)))


def numbers_of(column: array[int]) -> Numbers:
    """An array of four-byte numbers as NumPy has them. Nothing may be added to it from now on."""
    return np.frombuffer(column, dtype=np.intc)
