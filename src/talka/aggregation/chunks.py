"""A table of labels cut into chunks small enough for the processor's cache.

Where many tasks have equally many labels, which is the rule in a pool, a chunk is a rectangle and sums over
labels are sums of its rows. The others (control tasks that every worker did, say) go by index.

The table holds small numbers, and NumPy indexes with large ones. So a chunk is made anew in each pass, and
only one of them at a time is held in the large ones.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import NamedTuple, Protocol

import numpy as np

from talka.aggregation.labels import Floats, LabelTable, Numbers

_CHUNK_FIGURES = 1 << 16
"""How many figures, one an option and task, a chunk holds: half a megabyte of them."""

_MIN_CHUNK_TASKS = 1 << 10
"""However many options there are: below this, the calls would cost more than the arithmetic."""

_RAGGED_LABELS = 1 << 16
"""How many labels a chunk of unequal tasks holds, give or take a task."""

_WORTH_A_RECTANGLE = 256
"""How many equally long tasks are needed for each label that one has."""


class Chunk(Protocol):
    """Some neighbouring tasks of a table, with their labels' cells."""

    @property
    def first_task(self) -> int: ...

    @property
    def task_count(self) -> int: ...

    def sum_over_labels(self, of_cells: Floats, out: Floats) -> None:
        """Write each task's sum of a figure that its labels' cells have."""

    def add_to_cells(self, of_cells: Floats, of_tasks: Floats) -> None:
        """Add each task's figure to the cells of its labels."""


class EvenChunk:
    """Tasks with the same number of labels: a row holds one label of every task."""

    __slots__ = ("_rows", "first_task", "task_count")

    def __init__(self, first_task: int, cells: Numbers, labels_per_task: int) -> None:
        self.first_task = first_task
        self._rows = np.array(cells.reshape(-1, labels_per_task).T, dtype=np.intp, order="C")
        self.task_count = self._rows.shape[1]

    def sum_over_labels(self, of_cells: Floats, out: Floats) -> None:
        of_cells.take(self._rows).sum(axis=0, out=out)

    def add_to_cells(self, of_cells: Floats, of_tasks: Floats) -> None:
        for row in self._rows:
            np.add.at(of_cells, row, of_tasks)


class RaggedChunk:
    """Tasks with any numbers of labels."""

    __slots__ = ("_cells", "_tasks", "first_task", "task_count")

    def __init__(self, first_task: int, cells: Numbers, labels_per_task: Numbers) -> None:
        self.first_task = first_task
        self.task_count = len(labels_per_task)
        self._cells = cells.astype(np.intp)
        self._tasks = np.repeat(np.arange(self.task_count), labels_per_task)

    def sum_over_labels(self, of_cells: Floats, out: Floats) -> None:
        out[:] = np.bincount(self._tasks, of_cells.take(self._cells), self.task_count)

    def add_to_cells(self, of_cells: Floats, of_tasks: Floats) -> None:
        np.add.at(of_cells, self._cells, of_tasks.take(self._tasks))


class Cut(NamedTuple):
    """Where a chunk is in its table: from which task to before which, and whether it is a rectangle."""

    first: int
    end: int
    even: bool

    def chunk(self, table: LabelTable) -> Chunk:
        """The chunk itself."""
        starts = table.starts[self.first : self.end + 1]
        cells = table.cells[starts[0] : starts[-1]]
        if self.even:
            return EvenChunk(self.first, cells, int(starts[1] - starts[0]))
        return RaggedChunk(self.first, cells, np.diff(starts))


def cuts_of(table: LabelTable) -> list[Cut]:
    """Cut a table; its tasks are ordered by their number of labels, so equally long ones stand together."""
    size = max(_CHUNK_FIGURES // table.option_count, _MIN_CHUNK_TASKS)
    return [
        cut
        for first, end, even in _stretches(np.diff(table.starts))
        for cut in (_even(first, end, size) if even else _ragged(table.starts, first, end, size))
    ]


def _stretches(labels_per_task: Numbers) -> Iterator[tuple[int, int, bool]]:
    """From which task to which one, and whether as rectangles; runs too short for one are put together."""
    changes = np.flatnonzero(np.diff(labels_per_task)) + 1
    bounds = [0, *changes.tolist(), len(labels_per_task)]
    ragged_from = 0
    for first, end in itertools.pairwise(bounds):
        if end - first >= _WORTH_A_RECTANGLE * labels_per_task[first]:
            if ragged_from < first:
                yield ragged_from, first, False
            yield first, end, True
            ragged_from = end
    if ragged_from < len(labels_per_task):
        yield ragged_from, len(labels_per_task), False


def _even(first: int, end: int, size: int) -> Iterator[Cut]:
    for start in range(first, end, size):
        yield Cut(start, min(start + size, end), even=True)


def _ragged(starts: Numbers, first: int, end: int, size: int) -> Iterator[Cut]:
    start = first
    while start < end:
        full = int(np.searchsorted(starts, int(starts[start]) + _RAGGED_LABELS))
        stop = min(max(full, start + 1), start + size, end)
        yield Cut(start, stop, even=False)
        start = stop
