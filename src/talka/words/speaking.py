"""Saying something to whoever is reading.

A text stands in the code in English, whole, with names in its places: ``say("The login {login} is taken",
login=login)``. It comes out in the language of the one reader that the call is for, by the catalogue of that
language; English needs none. Where nobody has said who reads, it is English: whatever requesters and programs
get is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import Final, NamedTuple, TypeAlias

from talka.words import english, german, places, russian, spanish
from talka.words.plurals import RULES, Plural

Text: TypeAlias = str | Plural
Catalogue: TypeAlias = Mapping[str, Text]

ENGLISH: Final = "EN"
CATALOGUES: Final[Mapping[str, Catalogue]] = {
    ENGLISH: english.TEXTS,
    "RU": russian.TEXTS,
    "ES": spanish.TEXTS,
    "DE": german.TEXTS,
}
LANGUAGES: Final = tuple(CATALOGUES)
"""What is spoken here. English is complete by itself: its catalogue has only what depends on a number."""

PLACE: Final = re.compile(r"\{(\w+)\}")

_COMMA_FROM = 10_000  # smaller numbers are written without a mark between thousands
_THOUSANDS: Final = {"RU": "\u00a0", "ES": "\u00a0", "DE": "."}
_DATES: Final = {"RU": "%d.%m.%Y", "ES": "%d/%m/%Y", "DE": "%d.%m.%Y"}
_TIMES: Final = {"RU": "%d.%m.%Y в %H:%M UTC", "ES": "%d/%m/%Y a las %H:%M UTC", "DE": "%d.%m.%Y, %H:%M UTC"}


class _Reader(NamedTuple):
    """Which language is spoken to somebody, and all that they read."""

    spoken: str = ENGLISH
    languages: tuple[str, ...] = ()


_reader: ContextVar[_Reader] = ContextVar("the reader", default=_Reader())  # noqa: B039  it is immutable


def spoken() -> str:
    """The language that is spoken now."""
    return _reader.get().spoken


def reads() -> tuple[str, ...]:
    """The languages that the reader reads, the one liked best first: for texts that others have written."""
    return _reader.get().languages


@contextmanager
def read_by(languages: Sequence[str]) -> Iterator[None]:
    """What is said in the block is for somebody who reads these languages, the one liked best first.

    It is said in the first that is spoken here; in English if none is.
    """
    language = next((one for one in languages if one in CATALOGUES), ENGLISH)
    before = _reader.set(_Reader(language, tuple(languages)))
    try:
        yield
    finally:
        _reader.reset(before)


def say(text: str, /, **given: str | float) -> str:
    """The text in the reader's language, with what is given in its places.

    Numbers are written as the language does, and choose its plural form.
    """
    language = spoken()
    found = CATALOGUES[language].get(text, text)
    if isinstance(found, Plural):
        number = given[found.by]
        if not isinstance(number, (int, float)):
            raise TypeError(f"{found.by} is {number!r}, no number to choose a plural form by: {text}")
        found = found.forms[RULES[language](number)]
    if not given:
        return found
    return PLACE.sub(lambda match: _written(given[match[1]], language), found)


def to_say(text: str) -> str:
    """The text itself, which is to be said later: what stands in a table must be in the catalogues too."""
    return text


def in_every_language(saying: Callable[[], str]) -> dict[str, str]:
    """What is said for readers of each language, by language: for what is kept and read later."""
    said = {}
    for language in LANGUAGES:
        with read_by((language,)):
            said[language] = saying()
    return said


def named(name: str) -> str:
    """What the reader's language calls something that has a name of its own: a country, a city, a browser.

    A name that its catalogue does not have stays as it is.
    """
    language = spoken()
    if language == ENGLISH:
        return name
    text = CATALOGUES[language].get(name)
    return text if isinstance(text, str) else places.names(language).get(name, name)


def written(number: float) -> str:
    """A number as the reader's language writes it."""
    return _written(number, spoken())


def written_date(day: date) -> str:
    """A date as the reader's language writes it; in English as the API does."""
    form = _DATES.get(spoken())
    return day.isoformat() if form is None else day.strftime(form)


def written_time(moment: int) -> str | None:
    """A moment, in milliseconds, as the reader's language writes it; None in English, which has the API's."""
    form = _TIMES.get(spoken())
    return None if form is None else datetime.fromtimestamp(moment / 1000, UTC).strftime(form)


def _written(value: str | float, language: str) -> str:
    if isinstance(value, str) or language == ENGLISH:
        return str(value)
    if isinstance(value, int):
        return str(value) if value < _COMMA_FROM else f"{value:,}".replace(",", _THOUSANDS[language])
    return str(value).replace(".", ",")
