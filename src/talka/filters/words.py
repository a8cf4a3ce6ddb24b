"""Conditions in words for a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from talka.filters import regions
from talka.filters.conditions import Kind, attribute_of
from talka.filters.model import Category, Condition, Operator

NAMELESS: Mapping[int, str] = MappingProxyType({})

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ORDERS = {
    Operator.EQ: "must be {}",
    Operator.NE: "must not be {}",
    Operator.GT: "must be more than {}",
    Operator.GTE: "must be {} or more",
    Operator.LT: "must be less than {}",
    Operator.LTE: "must be {} or less",
    Operator.IN: "must be {}",
    Operator.NOT_IN: "must not be {}",
}
_DATES = _ORDERS | {
    Operator.GT: "must be after {}",
    Operator.GTE: "must be {} or later",
    Operator.LT: "must be before {}",
    Operator.LTE: "must be {} or earlier",
}
_LANGUAGES = {Operator.IN: "must include {}", Operator.NOT_IN: "must not include {}"}
_NAMES = {
    "IE": "Internet Explorer",
    "IE_MOBILE": "Internet Explorer on a phone",
    "CHROME": "Chrome",
    "CHROME_MOBILE": "Chrome on a phone or tablet",
    "CHROMIUM": "Chromium",
    "FIREFOX": "Firefox",
    "MOBILE_FIREFOX": "Firefox on a phone or tablet",
    "SAFARI": "Safari",
    "MOBILE_SAFARI": "Safari on a phone or tablet",
    "YANDEX_BROWSER": "Yandex Browser",
    "WINDOWS": "Windows",
    "OS_X": "macOS",
    "MAC_OS": "Mac OS 9 or older",
    "LINUX": "Linux",
    "BSD": "BSD",
    "ANDROID": "Android",
    "IOS": "iOS",
    "BLACKBERRY": "BlackBerry",
    "PERSONAL_COMPUTER": "a personal computer",
    "SMARTPHONE": "a smartphone",
    "TABLET": "a tablet",
    "WEARABLE_COMPUTER": "a wearable computer",
    "MOBILE_BROWSER": "a mobile browser",
    "TOLOKA_APP": "the mobile app",
}
_BROWSERS = {"client_type": "a browser", "user_agent_type": "a desktop browser"}


def words_of(condition: Condition, names: Mapping[int, str], *, own: Any) -> str:
    """The condition as a sentence without its full stop, and what the worker has in place of it.

    Of a skill that is not in ``names`` neither name nor value is told.
    """
    if condition.category == Category.SKILL:
        return _of_skill(condition, names.get(int(condition.key)), own)
    if isinstance(condition.value, bool):
        wanted = condition.value == (condition.operator == Operator.EQ)
        return f"{attribute_of(condition).label} {'is needed' if wanted else 'must be absent'}"
    return f"{attribute_of(condition).label} {_requirement(condition)} ({_own(condition, own)})"


def _of_skill(condition: Condition, name: str | None, own: float | None) -> str:
    if name is None:
        return "A skill that is not shown must be as the requester wants it"
    if condition.value is None:
        wanted = condition.operator == Operator.NE
        return f"The skill “{name}” {'is needed' if wanted else 'must be absent'}"
    has = "there is none" if own is None else f"it is {_number(own)}"
    return f"The skill “{name}” {_requirement(condition)} ({has})"


def _requirement(condition: Condition) -> str:
    if condition.value is None:
        unknown = condition.operator in {Operator.EQ, Operator.IN}
        return "must be unknown" if unknown else "must be known"
    if condition.key == "languages":
        phrases = _LANGUAGES
    else:
        phrases = _DATES if condition.key == "date_of_birth" else _ORDERS
    return phrases[condition.operator].format(_said(condition, condition.value))


def _own(condition: Condition, own: Any) -> str:
    if condition.key == "languages":
        return f"they are {', '.join(own)}" if own else "none is named"
    return "it is not known" if own is None or own == "UNKNOWN" else f"it is {_said(condition, own)}"


def _said(condition: Condition, value: Any) -> str:
    if condition.key == "date_of_birth":
        return f"{(_EPOCH + timedelta(seconds=value)).date()}"
    if attribute_of(condition).kind == Kind.REGION:
        return regions.name_of(value)
    if isinstance(value, str):
        if condition.key in {"country", "citizenship"}:
            return regions.country_name(value)
        return value if condition.key == "languages" else _name(condition.key, value)
    return _number(value)


def _name(key: str, value: str) -> str:
    if value == "BROWSER":
        return _BROWSERS[key]
    return _NAMES.get(value, value.replace("_", " ").lower())


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else str(value)
