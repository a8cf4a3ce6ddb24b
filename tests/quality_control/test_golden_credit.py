"""When an answer to a control task is right, and what it earns."""

import pytest

from talka.quality_control.memory import rate
from talka.quality_control.rules import credit
from talka.tasks.model import KnownSolution


def known(weight=1, /, **output_values):
    return KnownSolution(output_values, weight)


@pytest.mark.parametrize(
    ("expected", "given"),
    [
        ("cat", "cat"),
        (1, 1),
        (1, 1.0),
        (0.5, 0.5),
        (True, True),
        (None, None),
        (["a", "b"], ["a", "b"]),
        ({"x": 1, "y": [2, {"z": True}]}, {"y": [2.0, {"z": True}], "x": 1}),
    ],
)
def test_same_answers(expected, given):
    assert credit([known(result=expected)], {"result": given}) == 1.0


@pytest.mark.parametrize(
    ("expected", "given"),
    [
        ("cat", "Cat"),
        ("cat", "cat "),
        ("1", 1),
        (1, 2),
        (True, 1),
        (1, True),
        (0, False),
        (False, None),
        ("", None),
        ([True], [1]),
        (["a", "b"], ["b", "a"]),
        (["a"], "a"),
        ([], {}),
        ({"x": 1}, {"x": 1, "y": 2}),
        ({"x": {"y": 0}}, {"x": {"y": False}}),
    ],
)
def test_different_answers(expected, given):
    assert credit([known(result=expected)], {"result": given}) == 0.0


def test_only_the_fields_of_the_known_solution_count():
    solution = known(result="cat", count=2)

    assert credit([solution], {"result": "cat", "count": 2, "comment": "furry"}) == 1.0
    assert credit([solution], {"result": "cat", "count": 3}) == 0.0
    assert credit([solution], {"result": "cat"}) == 0.0


def test_any_known_solution_will_do_and_earns_its_weight():
    colours = [known(0.95, color="black"), known(0.7, color="gray")]

    assert credit(colours, {"color": "black"}) == 0.95
    assert credit(colours, {"color": "gray"}) == 0.7
    assert credit(colours, {"color": "pink"}) == 0.0


def test_of_several_that_match_the_highest_weight_is_earned():
    partly = [known(0.4, animal="cat"), known(0.9, animal="cat", color="black"), known(0.5, color="black")]

    assert credit(partly, {"animal": "cat", "color": "black"}) == 0.9
    assert credit(partly, {"animal": "cat", "color": "gray"}) == 0.4


def test_a_missing_weight_is_one_and_a_weight_of_zero_is_zero():
    assert credit([KnownSolution({"result": "cat"})], {"result": "cat"}) == 1.0
    assert credit([known(0, result="cat")], {"result": "cat"}) == 0.0


def test_a_known_solution_that_lists_nothing_is_matched_by_nothing():
    assert credit([known()], {"result": "cat"}) == 0.0


def test_a_general_task_cannot_be_judged():
    assert credit([], {"result": "cat"}) is None
    assert credit(None, {"result": "cat"}) is None


def test_training_score_is_the_mean_credit_of_first_attempts():
    def training_score(credits_earned):
        return rate(sum(credits_earned), len(credits_earned))

    assert training_score([1.0, 0.0, 1.0, 1.0]) == 75.0
    assert training_score([1.0]) == 100.0
    assert training_score([0.95, 0.7, 0.0]) == 55.0
    assert training_score([0.1] * 10) == 10.0
    assert training_score([0.0]) == 0.0
    assert training_score([]) is None
