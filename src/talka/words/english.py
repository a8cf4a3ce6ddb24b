"""English texts that depend on a number. All others are said as they stand in the code."""

from __future__ import annotations

from collections.abc import Mapping

from talka.words.plurals import Plural

TEXTS: Mapping[str, str | Plural] = {
    "At least {low} characters are needed": Plural(
        "low", one="At least {low} character is needed", other="At least {low} characters are needed"
    ),
    "At most {high} characters are allowed": Plural(
        "high", one="At most {high} character is allowed", other="At most {high} characters are allowed"
    ),
    "At least {low} items are needed": Plural(
        "low", one="At least {low} item is needed", other="At least {low} items are needed"
    ),
    "At most {high} items are allowed": Plural(
        "high", one="At most {high} item is allowed", other="At most {high} items are allowed"
    ),
    "There must be at least {low} characters": Plural(
        "low", one="There must be at least {low} character", other="There must be at least {low} characters"
    ),
    "There must be at most {high} characters": Plural(
        "high", one="There must be at most {high} character", other="There must be at most {high} characters"
    ),
    "There must be at least {low} items": Plural(
        "low", one="There must be at least {low} item", other="There must be at least {low} items"
    ),
    "There must be at most {high} items": Plural(
        "high", one="There must be at most {high} item", other="There must be at most {high} items"
    ),
    "There must be at least {low} entries": Plural(
        "low", one="There must be at least {low} entry", other="There must be at least {low} entries"
    ),
    "There must be at most {high} entries": Plural(
        "high", one="There must be at most {high} entry", other="There must be at most {high} entries"
    ),
    "Finish one of the {held} pages you hold first": Plural(
        "held",
        one="Finish the page you hold first",
        other="Finish one of the {held} pages you hold first",
    ),
    "The {count} best workers who are here do these tasks now; ask again later": Plural(
        "count",
        one="The best worker who is here does these tasks now; ask again later",
        other="The {count} best workers who are here do these tasks now; ask again later",
    ),
}
