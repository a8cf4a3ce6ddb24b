"""Conditions in words for a person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from talka.filters import regions
from talka.filters.conditions import Kind, attribute_of
from talka.filters.model import Category, Condition, Operator
from talka.words.speaking import named, say, to_say, written, written_date

NAMELESS: Mapping[int, str] = MappingProxyType({})

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ORDERS = {
    Operator.EQ: to_say("{what} must be {wanted} ({has})"),
    Operator.NE: to_say("{what} must not be {wanted} ({has})"),
    Operator.GT: to_say("{what} must be more than {wanted} ({has})"),
    Operator.GTE: to_say("{what} must be {wanted} or more ({has})"),
    Operator.LT: to_say("{what} must be less than {wanted} ({has})"),
    Operator.LTE: to_say("{what} must be {wanted} or less ({has})"),
    Operator.IN: to_say("{what} must be {wanted} ({has})"),
    Operator.NOT_IN: to_say("{what} must not be {wanted} ({has})"),
}
_DATES = _ORDERS | {
    Operator.GT: to_say("{what} must be after {wanted} ({has})"),
    Operator.GTE: to_say("{what} must be {wanted} or later ({has})"),
    Operator.LT: to_say("{what} must be before {wanted} ({has})"),
    Operator.LTE: to_say("{what} must be {wanted} or earlier ({has})"),
}
_LANGUAGES = {
    Operator.IN: to_say("{what} must include {wanted} ({has})"),
    Operator.NOT_IN: to_say("{what} must not include {wanted} ({has})"),
}
_NAMES = {
    "IE": "Internet Explorer",
    "IE_MOBILE": to_say("Internet Explorer on a phone"),
    "CHROME": "Chrome",
    "CHROME_MOBILE": to_say("Chrome on a phone or tablet"),
    "CHROMIUM": "Chromium",
    "FIREFOX": "Firefox",
    "MOBILE_FIREFOX": to_say("Firefox on a phone or tablet"),
    "SAFARI": "Safari",
    "MOBILE_SAFARI": to_say("Safari on a phone or tablet"),
    "YANDEX_BROWSER": "Yandex Browser",
    "WINDOWS": "Windows",
    "OS_X": "macOS",
    "MAC_OS": to_say("Mac OS 9 or older"),
    "LINUX": "Linux",
    "BSD": "BSD",
    "ANDROID": "Android",
    "IOS": "iOS",
    "BLACKBERRY": "BlackBerry",
    "PERSONAL_COMPUTER": to_say("a personal computer"),
    "SMARTPHONE": to_say("a smartphone"),
    "TABLET": to_say("a tablet"),
    "WEARABLE_COMPUTER": to_say("a wearable computer"),
    "MOBILE_BROWSER": to_say("a mobile browser"),
    "TOLOKA_APP": to_say("the mobile app"),
    "MALE": to_say("male"),
    "FEMALE": to_say("female"),
    "OTHER": to_say("other"),
    "BASIC": to_say("basic"),
    "MIDDLE": to_say("middle"),
    "HIGH": to_say("high"),
}
_BROWSERS = {"client_type": to_say("a browser"), "user_agent_type": to_say("a desktop browser")}


def words_of(condition: Condition, names: Mapping[int, str], *, own: Any) -> str:
    """The condition as a sentence without its full stop, and what the worker has in place of it.

    Of a skill that is not in ``names`` neither name nor value is told.
    """
    if condition.category == Category.SKILL:
        return _of_skill(condition, names.get(int(condition.key)), own)
    what = say(attribute_of(condition).label)
    if isinstance(condition.value, bool):
        is_wanted = condition.value == (condition.operator == Operator.EQ)
        return _presence(what, is_wanted=is_wanted)
    return _requirement(condition, what, _own(condition, own))


def _of_skill(condition: Condition, name: str | None, own: float | None) -> str:
    if name is None:
        return say("A skill that is not shown must be as the requester wants it")
    what = say("The skill “{name}”", name=name)
    if condition.value is None:
        return _presence(what, is_wanted=condition.operator == Operator.NE)
    has = say("there is none") if own is None else say("it is {value}", value=_number(own))
    return _requirement(condition, what, has)


def _presence(what: str, *, is_wanted: bool) -> str:
    return say("{what} is needed", what=what) if is_wanted else say("{what} must be absent", what=what)


def _requirement(condition: Condition, what: str, has: str) -> str:
    if condition.value is None:
        if condition.operator in {Operator.EQ, Operator.IN}:
            return say("{what} must be unknown ({has})", what=what, has=has)
        return say("{what} must be known ({has})", what=what, has=has)
    if condition.key == "languages":
        phrases = _LANGUAGES
    else:
        phrases = _DATES if condition.key == "date_of_birth" else _ORDERS
    wanted = _said(condition, condition.value)
    return say(phrases[condition.operator], what=what, wanted=wanted, has=has)


def _own(condition: Condition, own: Any) -> str:
    if condition.key == "languages":
        if not own:
            return say("none is named")
        return say("they are {languages}", languages=", ".join(named(one) for one in own))
    if own is None or own == "UNKNOWN":
        return say("it is not known")
    return say("it is {value}", value=_said(condition, own))


def _said(condition: Condition, value: Any) -> str:
    if condition.key == "date_of_birth":
        return written_date((_EPOCH + timedelta(seconds=value)).date())
    if attribute_of(condition).kind == Kind.REGION:
        return regions.name_of(value)
    if isinstance(value, str):
        if condition.key in {"country", "citizenship"}:
            return regions.country_name(value)
        return named(value) if condition.key == "languages" else _name(condition.key, value)
    return _number(value)


def _name(key: str, value: str) -> str:
    if value == "BROWSER":
        return say(_BROWSERS[key])
    return say(_NAMES.get(value, value.replace("_", " ").lower()))


def _number(value: float) -> str:
    return written(int(value) if value == int(value) else value)
