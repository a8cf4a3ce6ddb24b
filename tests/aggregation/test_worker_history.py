"""The model told of workers' answers to tasks whose truth is known, and the matrices that it learns."""

import numpy as np
import pytest

from talka.aggregation.dawid_skene import fit
from talka.aggregation.history import WorkerHistory, known_value
from talka.aggregation.labels import KnownLabels
from talka.aggregation.majority_vote import majority
from talka.aggregation.matrices import Matrices
from talka.aggregation.votes import Votes
from talka.assignments.model import Solution
from talka.tasks.model import KnownSolution

WORKERS, OPTIONS = 60, 3


def habits():
    """A matrix for each worker: a third are experts, a third careless, a third always say one thing."""
    found = np.empty((WORKERS, OPTIONS, OPTIONS))
    for worker in range(WORKERS):
        if worker % 3 == 2:
            found[worker] = 0.04
            found[worker, :, worker % OPTIONS] = 0.92
        else:
            right = 0.92 if worker % 3 == 0 else 0.6
            found[worker] = (1 - right) / (OPTIONS - 1)
            np.fill_diagonal(found[worker], right)
    return found / found.sum(axis=2, keepdims=True)


def says(rng, matrices, worker, truth):
    sums = matrices[worker, truth].cumsum(axis=1)
    return (rng.random((len(worker), 1)) > sums).sum(axis=1).clip(max=OPTIONS - 1)


def sparse_crowd(seed, *, known):
    """Each worker answers five tasks, each task has three answers; ``known`` control answers a worker."""
    rng = np.random.default_rng(seed)
    matrices = habits()
    tasks = WORKERS * 5 // 3
    truth = rng.integers(0, OPTIONS, tasks)
    task = np.repeat(np.arange(tasks), 3)
    worker = np.concatenate([rng.permutation(WORKERS) for _ in range(5)])
    of_known = np.repeat(np.arange(WORKERS), known)
    true = rng.integers(0, OPTIONS, len(of_known))
    history = KnownLabels(of_known, true, says(rng, matrices, of_known, true))
    return truth, (task, worker, says(rng, matrices, worker, truth[task])), history


def test_what_is_known_of_workers_helps_where_answers_are_few():
    right = {"plain": 0, "told": 0}
    for seed in range(20):
        truth, labels, history = sparse_crowd(seed, known=15)
        right["plain"] += int((fit(*labels).winners.labels == truth).sum())
        right["told"] += int((fit(*labels, known=history).winners.labels == truth).sum())
    share = {name: count / (20 * len(truth)) for name, count in right.items()}
    assert share["told"] > share["plain"] + 0.05


@pytest.mark.parametrize("seed", range(5))
def test_to_know_nothing_changes_nothing_to_the_last_bit(seed):
    _, labels, _ = sparse_crowd(seed, known=0)
    nothing = KnownLabels(*(np.empty(0, dtype=np.int64) for _ in range(3)))

    plain, told = fit(*labels), fit(*labels, known=nothing)

    assert told.rounds == plain.rounds
    assert told.winners.labels.tolist() == plain.winners.labels.tolist()
    assert told.winners.confidences.tolist() == plain.winners.confidences.tolist()
    assert told.matrices.counts.tolist() == plain.matrices.counts.tolist()


def test_one_history_decides_between_two_who_disagree():
    task, worker, label = np.array([0, 0]), np.array([0, 1]), np.array([0, 1])
    truth = np.array([0, 1] * 5)
    liar = KnownLabels(np.zeros(10, dtype=int), truth, 1 - truth)

    assert fit(task, worker, label).winners.confidences[0] == pytest.approx(0.5)
    told = fit(task, worker, label, known=liar).winners
    assert told.labels[0] == 1
    assert told.confidences[0] > 0.9


def test_what_a_worker_said_only_in_the_history_belongs_to_the_matrix():
    known = KnownLabels(np.array([0, 0, 0]), np.array([2, 2, 5]), np.array([2, 9, 9]))

    found = fit(np.array([0]), np.array([0]), np.array([2]), known=known).matrices.of_worker(0)

    rows = {(entry.truth, entry.given): (entry.probability, entry.count) for entry in found}
    assert rows == {
        (2, 2): (pytest.approx(2 / 3), pytest.approx(2)),
        (2, 9): (pytest.approx(1 / 3), pytest.approx(1)),
        (5, 9): (pytest.approx(1), pytest.approx(1)),
    }


def test_without_votes_the_matrices_are_the_history():
    nothing = np.empty(0, dtype=int)
    known = KnownLabels(np.array([4, 4]), np.array([1, 1]), np.array([1, 0]))

    fitted = fit(nothing, nothing, nothing, known=known)

    assert fitted.winners.labels.tolist() == []
    assert [(entry.given, entry.probability) for entry in fitted.matrices.of_worker(4)] == [
        (0, 0.5),
        (1, 0.5),
    ]
    assert fitted.matrices.of_worker(3) == []
    assert fit(nothing, nothing, nothing).matrices.of_worker(0) == []


def test_each_workers_counts_add_up_to_their_answers():
    _, (task, worker, label), history = sparse_crowd(1, known=4)

    matrices = fit(task, worker, label, known=history).matrices

    for number in range(WORKERS):
        assert sum(entry.count for entry in matrices.of_worker(number)) == pytest.approx(9, abs=1e-4)


def test_matrices_against_the_majority():
    task, worker, label = np.array([0, 0, 0, 1, 1]), np.array([0, 1, 2, 0, 2]), np.array([1, 1, 0, 0, 0])

    winners = majority(task, label).labels
    found = Matrices.counted(KnownLabels(worker, winners[task], label)).of_worker(2)

    assert [(one.truth, one.given, one.probability, one.count) for one in found] == [
        (0, 0, 1, 1),
        (1, 0, 1, 1),
    ]


def solved(*values):
    return [KnownSolution({"x": value}) for value in values]


def test_a_value_is_known_when_all_known_solutions_give_it():
    assert known_value(solved("a"), "x") == "a"
    assert known_value(solved("a", "a"), "x") == "a"
    assert known_value(solved("a", "b"), "x") is None
    assert known_value(solved("a"), "y") is None


def test_a_history_learns_of_voters_and_of_options_only():
    votes = Votes({"x": ("a", "b")})
    votes.add("ann", [("t", Solution({"x": "b"})), ("u", Solution({"x": "a"}))])
    history = WorkerHistory(votes)
    known = {"t": solved("a"), "far": solved("b"), "odd": solved("c")}

    history.learn("ann", [(task, Solution({"x": "b"})) for task in ("t", "u", "far", "odd")], known)
    history.learn("ann", [("far", Solution({"x": "c"})), ("far", Solution({}))], known)
    history.learn("bob", [("t", Solution({"x": "a"}))], known)

    found = history.labels("x")
    assert (found.worker.tolist(), found.truth.tolist(), found.label.tolist()) == ([0, 0], [0, 1], [1, 1])
    assert history.truths("x", 2).tolist() == [0, -1]
