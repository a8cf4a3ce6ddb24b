"""How virtual workers decide."""

from __future__ import annotations

from collections import Counter

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talka.simulation import rules
from talka.simulation.model import Crowd, Kind, Reason, Truth, VirtualWorker
from talka.simulation.rules import Move, Verdict

DIGITS = [str(digit) for digit in range(10)]
TRUTH = Truth(
    key_field="image",
    options={"digit": DIGITS},
    answers={f"picture-{number}": {"digit": DIGITS[number % 10]} for number in range(2000)},
)


def worker(**changes) -> VirtualWorker:
    return VirtualWorker(**{"login": "w", "password": "p", **changes})


def answers(someone: VirtualWorker, truth: Truth = TRUTH, *, seed: int = 1, in_training: bool = False):
    return {
        key: rules.answer(
            someone,
            truth,
            {"image": key},
            in_training=in_training,
            rng=rules.chance(seed, someone.login, key),
        )["digit"]
        for key in truth.answers
    }


def share_right(given_answers: dict[str, str]) -> float:
    return sum(TRUTH.answers[key]["digit"] == said for key, said in given_answers.items()) / len(
        given_answers
    )


class TestAnswer:
    @pytest.mark.parametrize(
        ("someone", "expected"),
        [
            (worker(accuracy=1.0), 1.0),
            (worker(accuracy=0.8), 0.8),
            (worker(accuracy=0.0), 0.0),
            (worker(kind=Kind.CAREFUL), 0.95),
            (worker(kind=Kind.CARELESS), 0.6),
            (worker(kind=Kind.SPAMMER), 0.1),
            (worker(kind=Kind.SPAMMER, accuracy=1.0), 0.1),
        ],
    )
    def test_is_right_as_often_as_the_worker_is_good(self, someone, expected):
        assert share_right(answers(someone)) == pytest.approx(expected, abs=0.04)

    @given(accuracy=st.floats(0, 1), kind=st.sampled_from(Kind), seed=st.integers(), key=st.text())
    def test_is_always_one_of_the_options(self, accuracy, kind, seed, key):
        someone = worker(kind=kind, accuracy=accuracy)
        said = rules.answer(
            someone, TRUTH, {"image": key}, in_training=False, rng=rules.chance(seed, "w", key)
        )
        assert said["digit"] in DIGITS

    @given(seed=st.integers())
    def test_is_the_same_every_time_it_is_asked(self, seed):
        small = msgspec.structs.replace(TRUTH, answers={"picture-7": {"digit": "7"}})
        someone = worker(accuracy=0.5)
        assert answers(someone, small, seed=seed) == answers(someone, small, seed=seed)

    def test_differs_between_workers_and_between_seeds(self):
        first = answers(worker(accuracy=0.5))
        assert first != answers(worker(accuracy=0.5), seed=2)
        assert first != answers(worker(accuracy=0.5, login="another"))

    def test_follows_the_confusion_row_of_the_right_option(self):
        said = answers(worker(accuracy=1.0, confusion={"1": {"1": 1, "7": 3}}))
        ones = Counter(said[key] for key, right in TRUTH.answers.items() if right == {"digit": "1"})
        assert set(ones) == {"1", "7"}
        assert ones["7"] / ones.total() == pytest.approx(0.75, abs=0.1)
        others = [key for key, right in TRUTH.answers.items() if right != {"digit": "1"}]
        assert all(said[key] == TRUTH.answers[key]["digit"] for key in others)

    def test_is_better_in_training_for_those_who_mind_being_watched(self):
        someone = worker(kind=Kind.SPAMMER, training_accuracy=0.9)
        assert share_right(answers(someone, in_training=True)) == pytest.approx(0.9, abs=0.03)
        assert share_right(answers(someone, in_training=False)) == pytest.approx(0.1, abs=0.03)

    def test_is_a_guess_for_a_task_that_the_truth_does_not_know(self):
        said = {
            rules.answer(
                worker(accuracy=1.0), TRUTH, {"image": key}, in_training=False, rng=rules.chance(1, key)
            )["digit"]
            for key in map(str, range(300))
        }
        assert said == set(DIGITS)

    def test_fills_every_field_with_options_of_any_kind(self):
        truth = Truth(
            key_field="n", options={"even": [True, False], "size": [1, 2]}, answers={"3": {"even": False}}
        )
        someone = worker(accuracy=0.0, confusion={"false": {"false": 1}})
        said = rules.answer(someone, truth, {"n": 3}, in_training=False, rng=rules.chance(1))
        assert said["even"] is False
        assert said["size"] in {1, 2}


class TestHints:
    TASKS = (("a", {"image": "picture-1"}), ("b", {"image": "picture-2"}), ("c", {"image": "picture-3"}))

    def test_mend_the_tasks_they_point_at_and_no_others(self):
        solutions = [{"digit": "9"}, {"digit": "9"}, {"digit": "9"}]
        mended = rules.follow_hints(TRUTH, self.TASKS, solutions, {"b"})
        assert mended == [{"digit": "9"}, {"digit": "2"}, {"digit": "9"}]
        assert solutions[1] == {"digit": "9"}

    def test_do_not_help_where_the_truth_is_unknown(self):
        assert rules.follow_hints(TRUTH, [("a", {"image": "unknown"})], [{"digit": "4"}], {"a"}) == [
            {"digit": "4"}
        ]


def test_right_answers_are_counted_by_every_field():
    inputs = [{"image": "picture-1"}, {"image": "picture-2"}, {"image": "unknown"}]
    assert rules.count_right(TRUTH, inputs, [{"digit": "1"}, {"digit": "3"}, {"digit": "1"}]) == 1


class TestNextMove:
    def moves(self, someone, *, in_training=False):
        return Counter(
            rules.next_move(someone, in_training=in_training, rng=rules.chance(1, str(number)))
            for number in range(2000)
        )

    def test_skips_and_leaves_as_often_as_described(self):
        seen = self.moves(worker(skip_probability=0.2, exit_probability=0.1))
        assert seen[Move.SKIP] / 2000 == pytest.approx(0.2, abs=0.03)
        assert seen[Move.EXIT] / 2000 == pytest.approx(0.1, abs=0.03)

    def test_never_dodges_a_training(self):
        assert set(self.moves(worker(skip_probability=0.9), in_training=True)) == {Move.SUBMIT}


class TestTime:
    @given(tasks=st.integers(0, 50), seed=st.integers())
    def test_strays_around_the_usual_pace(self, tasks, seed):
        taken = rules.seconds_taken(worker(seconds_per_task=2.0), tasks, rules.chance(seed))
        assert tasks * 1.0 <= taken <= tasks * 3.0

    def test_differs_from_suite_to_suite(self):
        someone = worker(seconds_per_task=2.0)
        taken = {rules.seconds_taken(someone, 10, rules.chance(1, suite)) for suite in "abcdefgh"}
        assert len(taken) == 8

    def test_is_none_unless_described(self):
        assert rules.seconds_taken(worker(), 10, rules.chance(1)) == 0


class TestRefusal:
    @pytest.mark.parametrize(
        ("code", "payload", "verdict"),
        [
            ("NO_TASKS_AVAILABLE", {"finished": True}, Verdict.OVER),
            ("NO_TASKS_AVAILABLE", {"finished": False}, Verdict.LATER),
            ("NO_TASKS_AVAILABLE", None, Verdict.LATER),
            ("POOL_CLOSED", None, Verdict.OVER),
            ("TOO_MANY_ACTIVE_ASSIGNMENTS", None, Verdict.BUSY),
            ("CAPTCHA_REQUIRED", None, Verdict.CAPTCHA),
            ("ACCESS_DENIED", None, Verdict.REFUSED),
        ],
    )
    def test_is_understood(self, code, payload, verdict):
        assert rules.understand_refusal(code, "words", payload).verdict is verdict

    def test_keeps_the_pause_that_was_asked_for(self):
        payload = {"finished": False, "retry_after_seconds": 3.5}
        assert rules.understand_refusal("NO_TASKS_AVAILABLE", "", payload).retry_after == 3.5

    def test_keeps_the_reasons(self):
        payload = {
            "reasons": [{"code": "TRAINING_FAILED", "words": "40 of 70", "more": 1}, {"code": "SKILL"}]
        }
        refusal = rules.understand_refusal("ACCESS_DENIED", "no", payload)
        assert refusal.reasons == [Reason("TRAINING_FAILED", "40 of 70"), Reason("SKILL")]

    def test_without_reasons_is_its_own_reason(self):
        refusal = rules.understand_refusal("CAPTCHA_REQUIRED", "Are you human?", None)
        assert refusal.reasons == [Reason("CAPTCHA_REQUIRED", "Are you human?")]

    def test_is_not_made_of_what_is_a_fault(self):
        assert rules.understand_refusal("INTERNAL_ERROR", "", None) is None


class TestDescription:
    def described(self, *workers: dict) -> bytes:
        return msgspec.json.encode(
            {
                "base_url": "http://localhost/sandbox",
                "pool_ids": ["1"],
                "truth": {"key_field": "image", "options": {"digit": ["1", "7"]}, "answers": {}},
                "workers": [{"login": "w", "password": "p"} | changes for changes in workers],
            }
        )

    def test_needs_little(self):
        crowd = msgspec.json.decode(self.described({}), type=Crowd)
        assert crowd.workers == [VirtualWorker(login="w", password="p")]

    @pytest.mark.parametrize(
        ("workers", "words"),
        [
            ([{"skip_probability": 0.5, "exit_probability": 0.5}], "never submit"),
            ([{"accuracy": 1.5}], "accuracy"),
            ([{"kind": "clever"}], "kind"),
            ([{"acuracy": 0.5}], "acuracy"),
            ([{"confusion": {"1": {"8": 1}}}], "is no option"),
            ([{"confusion": {"1": {"7": 0}}}], "no weight"),
            ([{}, {}], "same login"),
        ],
    )
    def test_is_refused_where_it_makes_no_sense(self, workers, words):
        with pytest.raises(msgspec.ValidationError, match=words):
            msgspec.json.decode(self.described(*workers), type=Crowd)
