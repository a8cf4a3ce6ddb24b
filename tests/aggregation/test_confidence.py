"""Weighted dynamic overlap: the documented figures, and what the formula must always keep."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talka.aggregation.confidence import weighted_dynamic_overlap
from talka.aggregation.model import Outcome, Vote
from talka.aggregation.rules import aggregate_task, baseline_voter, worker_voter
from talka.tasks.model import BaselineSolution

RESULT = ("OK", "BAD", "404")


def decide(options, *votes):
    return weighted_dynamic_overlap(options, [Vote(value, accuracy) for value, accuracy in votes])


@pytest.mark.parametrize(
    ("votes", "value", "confidence"),
    [
        ([("OK", 0.7), ("OK", 0.9)], "OK", 0.9767),
        ([("OK", 0.7), ("BAD", 0.9)], "BAD", 0.7606),
        ([("OK", 0.7), ("BAD", 0.9), ("BAD", 0.8)], "BAD", 0.9621),
    ],
)
def test_documented_examples(votes, value, confidence):
    outcome = decide(RESULT, *votes)

    assert outcome.value == value
    assert outcome.confidence == pytest.approx(confidence, abs=5e-5)


def test_the_larger_sum_of_accuracies_wins_even_when_the_other_option_is_likelier():
    outcome = decide(("A", "B"), ("A", 0.6), ("A", 0.6), ("B", 0.95))

    assert outcome.value == "A"
    assert outcome.confidence == pytest.approx(0.018 / 0.170)


def test_one_answer_is_as_sure_as_its_worker():
    assert decide(RESULT, ("OK", 0.7)).confidence == pytest.approx(0.7)


def test_equal_sums_are_decided_by_probability():
    # In binary .1 + .2 exceeds .3; such a difference decides nothing.
    outcome = decide(("A", "B"), ("A", 0.1), ("A", 0.2), ("B", 0.3))

    assert outcome.value == "B"


def test_equal_sums_and_probabilities_are_decided_by_the_order_of_options():
    votes = [("BAD", 0.8), ("OK", 0.8)]

    assert decide(("OK", "BAD"), *votes).value == "OK"
    assert decide(("BAD", "OK"), *votes).value == "BAD"


def test_a_perfect_skill_and_a_hopeless_one_do_not_decide_for_ever():
    assert decide(("A", "B"), ("A", 1.0)) == decide(("A", "B"), ("A", 0.99))
    assert decide(("A", "B"), ("A", 0.0)) == decide(("A", "B"), ("A", 0.01))
    assert decide(("A", "B"), ("A", 1.0)).confidence == pytest.approx(0.99)


def test_a_field_with_one_possible_value_is_certain():
    assert decide(("yes",), ("yes", 0.2)) == Outcome("yes", 1.0)


def test_votes_for_no_option_are_left_out():
    assert decide((0, 1), (True, 0.9), (1, 0.7)) == decide((0, 1), (1, 0.7))
    assert decide((0, 1), (2, 0.9)) is None
    assert decide((0, 1)) is None


def test_a_float_votes_for_the_same_integer_option():
    assert decide((0, 1), (1.0, 0.9)).value == 1


def test_ten_thousand_voters_do_not_underflow():
    split = [("A", 0.6), ("B", 0.6)] * 5000

    assert decide(("A", "B"), *split).confidence == pytest.approx(0.5)
    assert decide(("A", "B"), *split, ("B", 0.8)) == Outcome("B", pytest.approx(0.8))


@given(
    st.lists(st.tuples(st.sampled_from(RESULT), st.floats(0.01, 0.99)), min_size=1, max_size=12),
)
def test_confidence_is_the_winners_share_of_the_product_of_likelihoods(votes):
    def likelihood(option):
        return math.prod(q if value == option else (1 - q) / 2 for value, q in votes)

    outcome = decide(RESULT, *votes)

    total = sum(likelihood(option) for option in RESULT)
    assert outcome.confidence == pytest.approx(likelihood(outcome.value) / total, rel=1e-9)


OPTIONS = {"result": RESULT, "visible": (False, True)}


def test_fields_are_decided_apart_and_the_least_certain_one_speaks_for_the_task():
    voters = [
        worker_voter({"result": "OK", "visible": True}, 70),
        worker_voter({"result": "OK", "visible": False}, 90),
    ]

    answer = aggregate_task(OPTIONS, voters)

    assert answer.output_values == {"result": "OK", "visible": False}
    assert answer.confidence == pytest.approx(0.3 * 0.9 / (0.3 * 0.9 + 0.7 * 0.1))


def test_an_empty_field_is_no_vote_and_a_field_without_votes_is_missing():
    voters = [worker_voter({"result": "OK", "visible": None}, 70), worker_voter({"result": "OK"}, 90)]

    assert aggregate_task(OPTIONS, voters).output_values == {"result": "OK"}


def test_a_task_without_any_vote_has_no_answer():
    assert aggregate_task(OPTIONS, [worker_voter({"comment": "?"}, 70)]) is None
    assert aggregate_task(OPTIONS, []) is None


def test_a_worker_without_the_skill_is_right_half_the_time():
    assert worker_voter({}, None).accuracy == 0.5
    assert worker_voter({}, 87.5).accuracy == 0.875
    assert worker_voter({}, 100).accuracy == 0.99


def test_baseline_solutions_vote_with_their_weight():
    voters = [
        worker_voter({"result": "OK"}, 70),
        baseline_voter(BaselineSolution({"result": "BAD"}, 0.9)),
    ]

    answer = aggregate_task({"result": RESULT}, voters)

    assert answer.output_values == {"result": "BAD"}
    assert answer.confidence == pytest.approx(0.7606, abs=5e-5)


def test_a_baseline_solution_weighs_most_when_it_names_no_weight():
    assert baseline_voter(BaselineSolution({})).accuracy == 0.99
    assert baseline_voter(BaselineSolution({}, 0)).accuracy == 0.01
