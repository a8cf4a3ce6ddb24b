"""Requesters' regular expressions.

They run on RE2, in linear time. What RE2 has no syntax for (looking around, back references, possessive
repeats, intersections of sets) runs on ``regex`` under a time limit.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

import re2
import regex  # type: ignore[import-untyped]

from talka.kernel.errors import FieldError
from talka.words.speaking import say

PATTERN_SECONDS: Final = 0.05
"""How long a pattern that RE2 cannot run may look at one value."""

MAX_PATTERN_NODES: Final = 100_000
"""How far the repeats in a pattern that RE2 cannot run may unfold; some 40 MB of memory."""

Why = Callable[[Any], FieldError | None]
"""Says why a value of the right JSON type is not allowed, or None when it is."""


class BadPattern(Exception):  # noqa: N818  named for what it is
    """Why a pattern cannot be used, in words."""


def _re2_options() -> re2.Options:
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True
    return options


_RE2_OPTIONS: Final = _re2_options()
_REPEAT: Final = re.compile(r"\{(\d+)")

# What the two compilers raise for a pattern they cannot read, beside their own errors.
_UNREADABLE: Final = (ArithmeticError, LookupError, MemoryError, RuntimeError, TypeError, ValueError)


def compile_pattern(pattern: str) -> Why:
    """A check that the whole of a string matches, anchors or not.

    Raises:
        BadPattern: neither engine can run it.
    """
    if "&&" not in pattern:  # for RE2 an intersection of sets is a set of odd characters
        try:
            run = re2.compile(pattern.encode(), _RE2_OPTIONS).fullmatch
        except (re2.error, *_UNREADABLE):
            pass
        else:
            return lambda text: None if run(text.encode("utf-8", "surrogatepass")) else _mismatch(pattern)
    return _compile_backtracking(pattern)


def _mismatch(pattern: str) -> FieldError:
    words = say("The value must match {pattern}", pattern=pattern)
    return FieldError("PATTERN_MISMATCH", words, [pattern])


def _compile_backtracking(pattern: str) -> Why:
    _refuse_unfolding(pattern)
    try:
        run = regex.compile(pattern, regex.VERSION1).fullmatch
    except (regex.error, *_UNREADABLE) as error:
        raise BadPattern(str(error)) from None

    def why(text: str) -> FieldError | None:
        try:
            return None if run(text, timeout=PATTERN_SECONDS, concurrent=True) else _mismatch(pattern)
        except TimeoutError:
            words = say("Matching {pattern} takes too long", pattern=pattern)
            return FieldError("PATTERN_MISMATCH", words, [pattern])

    return why


def _refuse_unfolding(pattern: str) -> None:
    """``regex`` writes out ``x{1000}`` a thousand times, and nested ones multiply: refuse a memory bomb."""
    nodes = len(pattern)
    for count in _REPEAT.findall(pattern):
        # A count of twenty digits is over the limit as it is, and slow to read.
        nodes *= max(1, int(count[:20]))
        if nodes > MAX_PATTERN_NODES:
            raise BadPattern("its repeats are too large")
