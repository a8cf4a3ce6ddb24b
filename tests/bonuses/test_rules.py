"""Single bonuses: what is wrong with one, which are the same, and in which language its texts are read."""

from __future__ import annotations

from typing import Any

import pytest

from talka.bonuses.model import BonusForm
from talka.bonuses.rules import check, in_language, sameness
from talka.http.forms import explain
from talka.kernel.errors import FieldErrors

TEXT = {"EN": "Thanks"}


def faults(**form: Any) -> dict[str, str]:
    errors = FieldErrors()
    check(BonusForm(**{"user_id": "u", "amount": 1, **form}), errors)
    return {path: error.code for path, error in errors.as_dict().items()}


def test_a_message_has_a_title_and_a_text_and_no_message_has_neither() -> None:
    assert faults(public_title=TEXT, public_message=TEXT) == {}
    assert faults(public_title=TEXT, public_message=TEXT, without_message=False) == {}
    assert faults(without_message=True) == {}
    assert faults(without_message=True, public_title={}, public_message=None) == {}
    assert faults() == {}
    assert faults(without_message=False) == {
        "public_title": "VALUE_REQUIRED",
        "public_message": "VALUE_REQUIRED",
    }
    assert faults(public_title=TEXT) == {"public_message": "VALUE_REQUIRED"}
    assert faults(public_message=TEXT, public_title={}) == {"public_title": "VALUE_REQUIRED"}
    assert faults(public_title=TEXT, without_message=True) == {"public_title": "VALUE_NOT_ALLOWED"}


def test_an_amount_has_bounds() -> None:
    assert faults(amount=100) == {}
    assert faults(amount=100.01) == {"amount": "VALUE_GREATER_THAN_MAX"}
    assert explain({"user_id": "u", "amount": 0.005}, BonusForm).as_dict() == {}
    error = explain({"user_id": "u", "amount": 0.0049}, BonusForm).as_dict()["amount"]
    assert (error.code, error.params) == ("VALUE_LESS_THAN_MIN", [0.005])


@pytest.mark.parametrize(
    ("texts", "path"), [({"en": "Hi"}, "public_title.en"), ({"EN": ""}, "public_title.EN")]
)
def test_texts_are_named_by_languages(texts: dict[str, str], path: str) -> None:
    sent = {"user_id": "u", "amount": 1, "public_title": texts, "public_message": {"ZH-HANS": "x"}}
    assert list(explain(sent, BonusForm).as_dict()) == [path]


def test_what_makes_two_bonuses_the_same() -> None:
    one = {"user_id": "u", "amount": 1.5, "public_title": TEXT, "public_message": TEXT}
    same = sameness(BonusForm(**one))
    assert sameness(BonusForm(**one, private_comment="", assignment_id="other")) == same
    for other in (
        {"user_id": "v"},
        {"amount": 1.500001},
        {"public_title": {"EN": "Other"}},
        {"public_message": {"DE": "Thanks"}},
        {"private_comment": "x"},
    ):
        assert sameness(BonusForm(**{**one, **other})) != same


def test_a_text_is_read_in_the_workers_language_else_in_english_else_in_any() -> None:
    texts = {"DE": "Danke", "EN": "Thanks", "ZH-HANS": "谢谢"}
    assert in_language(texts, ["FR", "DE"]) == "Danke"
    assert in_language(texts, ["ZH"]) == "谢谢"
    assert in_language(texts, ["FR"]) == "Thanks"
    assert in_language({"DE": "Danke"}, []) == "Danke"
    assert in_language({}, ["DE"]) is None
    assert in_language(None, ["DE"]) is None
