"""Majority vote as a judge of workers: the documented tables."""

from talka.quality_control.collectors import MajorityVote
from talka.quality_control.memory import Statistics, rate
from talka.quality_control.rules import majority_marks

WORKERS = ("1", "2", "3", "4", "5")
TASKS = (
    ("OK", "BAD", "OK", "BAD", "OK"),
    ("BAD", "OK", "OK", "BAD", "404"),
    ("404", "OK", "404", "OK", "OK"),
    ("OK", "BAD", "OK", "404", "404"),
    ("OK", "BAD", "OK", "404", "OK"),
)


def mark(answers, answer_threshold):
    solutions = {worker: {"result": answer} for worker, answer in zip(WORKERS, answers, strict=True)}
    return majority_marks(solutions, answer_threshold)


def test_only_tasks_in_which_an_answer_reaches_the_threshold_count():
    assert [number for number, answers in enumerate(TASKS, 1) if mark(answers, 3)] == [1, 3, 5]


def test_rates_of_the_five_workers():
    weigh = MajorityVote(answer_threshold=3).weigh
    tallies = dict.fromkeys(WORKERS, Statistics())
    for answers in TASKS:
        for worker, right in mark(answers, 3).items():
            tallies[worker] = tallies[worker].observe(float(right), weigh, keep=0)

    assert [int(rate(*reversed(tallies[worker].sums))) for worker in WORKERS] == [66, 33, 66, 33, 100]
    assert [tallies[worker].count for worker in WORKERS] == [3, 3, 3, 3, 3]


def test_with_a_low_threshold_several_answers_are_right():
    marks = mark(("OK", "OK", "BAD", "BAD", "404"), 2)

    assert marks == {"1": True, "2": True, "3": True, "4": True, "5": False}


def test_solutions_agree_only_when_all_their_fields_do():
    solutions = {
        "1": {"animal": "cat", "tags": ["a", "b"]},
        "2": {"tags": ["a", "b"], "animal": "cat"},
        "3": {"animal": "cat", "tags": ["a"]},
    }

    assert majority_marks(solutions, 2) == {"1": True, "2": True, "3": False}
    assert majority_marks(solutions, 3) == {}


def test_a_field_left_out_is_the_same_as_an_empty_one():
    solutions = {"1": {"animal": "cat", "comment": None}, "2": {"animal": "cat"}, "3": {"animal": "dog"}}

    assert majority_marks(solutions, 2) == {"1": True, "2": True, "3": False}


def test_true_is_no_one():
    solutions = {"1": {"count": 1}, "2": {"count": 1.0}, "3": {"count": True}}

    assert majority_marks(solutions, 2) == {"1": True, "2": True, "3": False}


def test_nobody_answered():
    assert majority_marks({}, 1) == {}
