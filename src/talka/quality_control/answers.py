"""When two answers are the same."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any


def answer_key(value: Any) -> Hashable:
    """A key that two JSON values share exactly when they are the same answer.

    Text counts letter by letter, arrays in order, objects in any order of their keys. 1 and 1.0 are one
    number; true and false are no numbers (Python itself takes ``True`` for 1).
    """
    match value:
        case bool():
            return bool, value
        case list() | tuple():
            return list, tuple(answer_key(item) for item in value)
        case Mapping():
            return dict, frozenset((name, answer_key(item)) for name, item in value.items())
        case _:
            number_text_or_null: Hashable = value
            return number_text_or_null


def solution_key(output_values: Mapping[str, Any]) -> Hashable:
    """A key that two solutions of a task share when all their output fields are the same answers.

    A field left out and a field that is null say the same: nothing.
    """
    return answer_key({name: value for name, value in output_values.items() if value is not None})
