"""Names of countries, cities and languages of people: CLDR's, and for cities those that maps have."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

COLUMNS = {"RU": 1, "ES": 2, "DE": 3}
"""In which column of the table a language is; the first has what the program calls the place."""


@cache
def names(language: str) -> Mapping[str, str]:
    """What a language calls places, by their English names, and languages by their codes."""
    return {row[0]: row[COLUMNS[language]] for row in table()}


@cache
def table() -> list[list[str]]:
    """The rows of the table."""
    text = (files("talka.words") / "places.tsv").read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()]
