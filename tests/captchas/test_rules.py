"""When a captcha is due, and when an answer is right."""

from __future__ import annotations

import pytest

from talka.captchas import rules
from talka.pools.model import CaptchaFrequency

ID = "6f1d"


@pytest.mark.parametrize(
    ("frequency", "tasks"),
    [(CaptchaFrequency.LOW, 20), (CaptchaFrequency.MEDIUM, 10), (CaptchaFrequency.HIGH, 10)],
)
def test_is_due_after_so_many_tasks(frequency: CaptchaFrequency, tasks: int) -> None:
    assert not rules.is_due(frequency, tasks - 1)
    assert rules.is_due(frequency, tasks)


def test_is_never_due_where_none_is_asked_for() -> None:
    assert not rules.is_due(None, 10_000)


@pytest.mark.parametrize(
    "given", ["012345", " 012 345\n", "0 1 2 3 4 5", "\u0660\u0661\u0662\u0663\u0664\u0665"]
)
def test_spaces_and_scripts_do_not_matter(given: str) -> None:
    assert rules.is_right(rules.seal(ID, "012345"), rules.seal(ID, given))


def test_case_does_not_matter() -> None:
    assert rules.is_right(rules.seal(ID, "Open Sesame"), rules.seal(ID, "opensesame"))


@pytest.mark.parametrize("given", ["", "12345", "0123456", "543210", "\ud800", "\0"])
def test_another_answer_is_wrong(given: str) -> None:
    assert not rules.is_right(rules.seal(ID, "012345"), rules.seal(ID, given))


def test_a_seal_does_not_show_the_answer_nor_which_are_alike() -> None:
    assert "012345" not in rules.seal(ID, "012345")
    assert rules.seal(ID, "012345") != rules.seal("6f1e", "012345")
