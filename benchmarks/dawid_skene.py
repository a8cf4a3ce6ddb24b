"""Dawid-Skene on a million made-up labels, and crowd-kit on the same ones.

Run it by itself for a table with crowd-kit beside it, which takes a few minutes.
"""

from __future__ import annotations

import argparse
import resource
import time
import tracemalloc
import warnings
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from talka.aggregation.dawid_skene import fit

LABELS = 1_000_000
WORKERS = 1000
COLUMNS = ("task", "worker", "label")

Arrays = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]


class Crowd(NamedTuple):
    """How many labels each task has, and how many options there are."""

    labels_per_task: int
    options: int


class Difference(NamedTuple):
    """Seconds of both, what they held beside the input, and labels and confidences that are not the same."""

    ours: float
    theirs: float
    our_megabytes: float
    their_megabytes: float
    their_rounds: int
    labels: int
    confidence: float


class Figure(NamedTuple):
    name: str
    figure: float
    unit: str


CROWDS = (Crowd(3, 2), Crowd(3, 5), Crowd(3, 10), Crowd(10, 2), Crowd(10, 10))


def labels_of(crowd: Crowd, labels: int = LABELS, seed: int = 0) -> Arrays:
    """Tasks, workers and labels of a crowd that is right 50 to 95 times in a hundred."""
    rng = np.random.default_rng(seed)
    tasks = labels // crowd.labels_per_task
    truth = rng.integers(0, crowd.options, tasks)
    task = np.repeat(np.arange(tasks), crowd.labels_per_task)
    worker = rng.integers(0, WORKERS, len(task))
    right = rng.random(len(task)) < rng.uniform(0.5, 0.95, WORKERS)[worker]
    wrong = (truth[task] + rng.integers(1, crowd.options, len(task))) % crowd.options
    return task, worker, np.where(right, truth[task], wrong)


def seconds(arrays: Arrays, repeats: int = 3) -> tuple[float, int]:
    """The quickest of some runs, and its rounds."""
    best, rounds = float("inf"), 0
    for _ in range(repeats):
        start = time.perf_counter()
        rounds = fit(*arrays).rounds
        best = min(best, time.perf_counter() - start)
    return best, rounds


def megabytes(arrays: Arrays) -> float:
    """What the labels take: three numbers of eight bytes each, as NumPy makes them."""
    return sum(array.nbytes for array in arrays) / 1e6


def peak_megabytes(arrays: Arrays) -> float:
    """What a run holds at most beside its input, its answer included, as NumPy and Python ask for it."""
    tracemalloc.start()
    try:
        fit(*arrays)
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def measure() -> list[Figure]:
    """Seconds and rounds for a million labels of each crowd, and the most memory beside the input."""
    figures = []
    for crowd in CROWDS:
        arrays = labels_of(crowd)
        best, rounds = seconds(arrays)
        name = f"Dawid-Skene, {crowd.options} options, {crowd.labels_per_task} labels a task"
        figures += [
            Figure(name, best, "s per 1 M labels"),
            Figure(f"{name}: rounds", rounds, "rounds"),
            Figure(
                f"{name}: memory beside {megabytes(arrays):.0f} MB",
                peak_megabytes(arrays),
                "MB",
            ),
        ]
    return figures


def differences(crowd: Crowd, labels: int) -> Difference:
    """Both libraries on the same labels: what each took, and how far their answers are apart."""
    # Imported here: crowd-kit takes seconds to import and is not needed to measure ours.
    import pandas as pd  # noqa: PLC0415
    from crowdkit.aggregation.classification.dawid_skene import DawidSkene  # noqa: PLC0415

    arrays = labels_of(crowd, labels)
    best, _ = seconds(arrays)
    ours = fit(*arrays).winners
    frame = pd.DataFrame(dict(zip(COLUMNS, arrays, strict=True)))
    reference = DawidSkene()
    start = time.perf_counter()
    theirs = reference.fit_predict_proba(frame).sort_index()
    took = time.perf_counter() - start
    tracemalloc.start()
    try:
        DawidSkene(n_iter=1).fit(frame)
        peak = tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()
    return Difference(
        ours=best,
        theirs=took,
        our_megabytes=peak_megabytes(arrays),
        their_megabytes=peak,
        their_rounds=len(reference.loss_history_),
        labels=int((theirs.idxmax(axis=1).to_numpy() != ours.labels).sum()),
        confidence=float(np.abs(theirs.max(axis=1).to_numpy() - ours.confidences).max()),
    )


def compare(crowd: Crowd, labels: int) -> None:
    """Print both libraries' seconds on the same labels, and how far their answers are apart."""
    arrays = labels_of(crowd, labels)
    rounds = fit(*arrays).rounds
    found = differences(crowd, labels)
    print(
        f"{crowd.labels_per_task:>6} {crowd.options:>7} {rounds:>6} {found.ours:>8.3f}"
        f" {found.our_megabytes:>8.0f}"
        f" {found.their_rounds:>12} {found.theirs:>8.1f} {found.theirs / found.ours:>5.0f}x"
        f" {found.their_megabytes:>8.0f}"
        f" {found.labels:>13} {found.confidence:>11.1e}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--labels", type=int, default=LABELS)
    parser.add_argument("--alone", action="store_true", help="leave crowd-kit out")
    arguments = parser.parse_args()
    if arguments.alone:
        for name, figure, unit in measure():
            print(f"{name:<60} {figure:>10.3f} {unit}")
    else:
        warnings.simplefilter("ignore")
        print(
            "a task options rounds  seconds peak, MB crowd-kit's: rounds  seconds  ratio peak, MB"
            "  diff. labels, confidence"
        )
        for crowd in CROWDS:
            compare(crowd, arguments.labels)
    print(f"peak of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
