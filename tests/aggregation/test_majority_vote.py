"""Majority vote, plain and by skill."""

import numpy as np
import pytest

from talka.aggregation.majority_vote import majority, majority_vote
from talka.aggregation.model import Outcome

VOTES = [
    ("t1", "ann", "BAD"),
    ("t1", "bob", "OK"),
    ("t1", "eve", "BAD"),
    ("t2", "ann", "OK"),
    ("t3", "bob", "404"),
    ("t3", "eve", "BAD"),
]
OPTIONS = ("OK", "BAD", "404")


def test_most_votes_win_and_the_share_of_votes_is_the_confidence():
    outcomes = majority_vote(VOTES, OPTIONS)

    assert outcomes["t1"] == Outcome("BAD", pytest.approx(2 / 3))
    assert outcomes["t2"] == Outcome("OK", 1.0)


def test_equal_votes_go_to_the_first_option():
    assert majority_vote(VOTES, OPTIONS)["t3"] == Outcome("BAD", 0.5)
    assert majority_vote(VOTES, OPTIONS[::-1])["t3"] == Outcome("404", 0.5)


def test_skill_can_outweigh_numbers():
    outcomes = majority_vote(VOTES, OPTIONS, skills={"ann": 0.2, "bob": 0.9, "eve": 0.4})

    assert outcomes["t1"] == Outcome("OK", pytest.approx(0.9 / 1.5))
    assert outcomes["t3"] == Outcome("404", pytest.approx(0.9 / 1.3))


def test_workers_without_the_skill_weigh_the_default():
    outcomes = majority_vote(VOTES, OPTIONS, skills={"bob": 0.9}, default_skill=0.5)

    assert outcomes["t1"] == Outcome("BAD", pytest.approx(1.0 / 1.9))


def test_sums_equal_in_decimal_are_a_tie():
    votes = [("t", "ann", "B"), ("t", "bob", "B"), ("t", "eve", "A")]

    assert majority_vote(votes, ("A", "B"), skills={"ann": 0.1, "bob": 0.2, "eve": 0.3})["t"].value == "A"


def test_votes_for_no_option_are_left_out():
    assert majority_vote([("t", "ann", True), ("u", "ann", 1)], (0, 1)) == {"u": Outcome(1, 1.0)}


def test_nothing_to_vote_on():
    assert majority_vote([], OPTIONS) == {}


def test_task_numbers_without_labels_have_no_winner():
    winners = majority(np.array([3, 1, 3]), np.array([7, 0, 7]))

    assert winners.labels.tolist() == [-1, 0, -1, 7]
    assert winners.confidences.tolist() == [0.0, 1.0, 0.0, 1.0]


def test_weights_of_nothing_give_no_confidence():
    winners = majority(np.array([0, 0]), np.array([2, 1]), np.zeros(2))

    assert (winners.labels.tolist(), winners.confidences.tolist()) == ([1], [0.0])


@pytest.mark.parametrize(
    ("task", "label", "weights"),
    [
        ([0, 1], [0], None),
        ([0, 1], [0, 1], [1.0]),
        ([0, 1], [0, 1], [1.0, -1.0]),
        ([0, -1], [0, 1], None),
        ([0.5, 1.0], [0, 1], None),
        ([[0], [1]], [0, 1], None),
    ],
)
def test_arrays_that_do_not_fit_are_refused(task, label, weights):
    with pytest.raises(ValueError, match=r"label|weight|numbered"):
        majority(np.array(task), np.array(label), None if weights is None else np.array(weights))
