"""Plural forms, by the rules of Unicode's CLDR for the languages that are spoken here."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping


class Form(enum.StrEnum):
    """CLDR's names of plural forms, those that are in use here."""

    ONE = "one"
    FEW = "few"
    MANY = "many"
    OTHER = "other"


class Plural:
    """A text that depends on a number: on the one that stands in its place ``by``.

    ``other`` is for fractions too.
    """

    __slots__ = ("by", "forms")

    def __init__(
        self, by: str, *, one: str, other: str, few: str | None = None, many: str | None = None
    ) -> None:
        self.by = by
        given = {Form.ONE: one, Form.FEW: few, Form.MANY: many, Form.OTHER: other}
        self.forms: Mapping[Form, str] = {form: text for form, text in given.items() if text is not None}


def _germanic(number: float) -> Form:
    return Form.ONE if number == 1 else Form.OTHER


def _russian(number: float) -> Form:
    if number != int(number):
        return Form.OTHER
    ten, hundred = abs(int(number)) % 10, abs(int(number)) % 100
    if ten == 1 and hundred != 11:  # noqa: PLR2004
        return Form.ONE
    if ten in (2, 3, 4) and hundred not in (12, 13, 14):
        return Form.FEW
    return Form.MANY


# Spanish has "many" for whole millions, which "other" is right for in all that is said here.
RULES: Mapping[str, Callable[[float], Form]] = {
    "EN": _germanic,
    "RU": _russian,
    "ES": _germanic,
    "DE": _germanic,
}

FORMS: Mapping[str, frozenset[Form]] = {
    "EN": frozenset({Form.ONE, Form.OTHER}),
    "RU": frozenset(Form),
    "ES": frozenset({Form.ONE, Form.OTHER}),
    "DE": frozenset({Form.ONE, Form.OTHER}),
}
"""Which forms a text needs in a language."""
