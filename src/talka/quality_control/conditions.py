"""Conditions of rules: a collector's number compared with one of the requester's."""

from __future__ import annotations

import enum
import operator as python
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, TypeAlias

import msgspec

from talka.kernel.errors import FieldErrors
from talka.projects.quality import Condition

Value: TypeAlias = float | str | bool
"""What a key stands for at one moment."""
Values: TypeAlias = Mapping[str, Value]
"""Keys that have a value now; a condition on any other does not hold."""


class Kind(enum.Enum):
    """What a key's values are: a count or sum, a percentage 0 to 100, true or false, or one of some names."""

    NUMBER = "number"
    RATE = "rate"
    FLAG = "flag"
    NAME = "name"


class Key(msgspec.Struct, frozen=True):
    """What a condition can ask a collector for. ``names`` has the names there are; without any, all are."""

    name: str
    kind: Kind = Kind.NUMBER
    names: tuple[str, ...] = ()


def keys_of(*keys: Key) -> dict[str, Key]:
    """Keys by name."""
    return {key.name: key for key in keys}


_ORDER: dict[str, Callable[[Any, Any], bool]] = {
    "EQ": python.eq,
    "NE": python.ne,
    "GT": python.gt,
    "GTE": python.ge,
    "LT": python.lt,
    "LTE": python.le,
}
_IDENTITY = ("EQ", "NE")


class Test(msgspec.Struct, frozen=True):
    """A condition that can be asked."""

    key: str
    operator: str
    value: Value

    def holds(self, values: Values) -> bool:
        """Whether it is true of these values; never of a key that has none."""
        found = values.get(self.key)
        return found is not None and _ORDER[self.operator](found, self.value)


def read(condition: Condition, keys: Mapping[str, Key], path: str, errors: FieldErrors) -> Test | None:
    """A condition as it is asked; None, and ``errors``, for one that cannot be.

    Numbers may come as texts of them, operators and flags in any case.
    """
    key = keys.get(condition.key)
    if key is None:
        words = f"The collector knows {', '.join(keys)}"
        errors.add(f"{path}.key", "VALUE_NOT_ALLOWED", words, list(keys))
        return None
    comparison = condition.operator.upper()
    allowed = tuple(_ORDER) if key.kind in (Kind.NUMBER, Kind.RATE) else _IDENTITY
    if comparison not in allowed:
        words = f"{key.name} is compared by {', '.join(allowed)}"
        code = "VALUE_NOT_ALLOWED" if comparison in _ORDER else "UNKNOWN_ENUM_VALUE"
        errors.add(f"{path}.operator", code, words, list(allowed))
        return None
    value = _value(condition.value, key, f"{path}.value", errors)
    return None if value is None else Test(key.name, comparison, value)


def read_all(
    conditions: Sequence[Condition], keys: Mapping[str, Key], path: str, errors: FieldErrors
) -> tuple[Test, ...]:
    """Every condition of a rule that can be asked."""
    if not conditions:
        errors.add(path, "ARRAY_SIZE_LESS_THAN_MIN", "A rule needs a condition", [1])
    found = (read(one, keys, f"{path}.{place}", errors) for place, one in enumerate(conditions))
    return tuple(test for test in found if test is not None)


def _value(sent: Any, key: Key, path: str, errors: FieldErrors) -> Value | None:
    if sent is None:
        errors.add(path, "VALUE_REQUIRED", f"Say what {key.name} is compared with")
        return None
    if key.kind is Kind.NAME:
        return _name(sent, key, path, errors)
    if key.kind is Kind.FLAG:
        return _flag(sent, path, errors)
    number = _number(sent)
    if number is None:
        errors.add(path, "FLOAT_EXPECTED", f"{key.name} is compared with a number")
    return number


def _name(sent: Any, key: Key, path: str, errors: FieldErrors) -> str | None:
    if isinstance(sent, bool) or not isinstance(sent, str | int):
        errors.add(path, "STRING_EXPECTED", f"{key.name} is compared with a text")
        return None
    if key.names and sent not in key.names:
        words = f"{key.name} is one of {', '.join(key.names)}"
        errors.add(path, "UNKNOWN_ENUM_VALUE", words, list(key.names))
        return None
    return str(sent)


def _flag(sent: Any, path: str, errors: FieldErrors) -> bool | None:
    if isinstance(sent, bool):
        return sent
    found = {"true": True, "false": False}.get(sent.lower()) if isinstance(sent, str) else None
    if found is None:
        errors.add(path, "BOOLEAN_EXPECTED", "The value is true or false")
    return found


def _number(sent: Any) -> float | None:
    if isinstance(sent, bool) or not isinstance(sent, int | float | str):
        return None
    try:
        number = Decimal(str(sent).strip())
    except InvalidOperation:
        return None
    return float(number) if number.is_finite() else None
