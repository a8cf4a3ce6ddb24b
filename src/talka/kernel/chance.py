"""Chance: where ids, ranks and the order of tasks on a page come from.

It is the system's. A simulation, alone in its process, makes it repeatable. Secrets (tokens, keys, what a
captcha asks) never come from here: they are nobody's to repeat.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, MutableSequence
from contextlib import contextmanager
from typing import Any

_source: random.Random = random.SystemRandom()


def bits(count: int) -> int:
    """A number of so many random bits."""
    return _source.getrandbits(count)


def shuffle(items: MutableSequence[Any]) -> None:
    """Put the items into a random order."""
    _source.shuffle(items)


@contextmanager
def repeatable(seed: str) -> Iterator[None]:
    """Within the block, the same draws in the same order for the same seed, in the whole process."""
    global _source  # noqa: PLW0603  one source for everything is the point of this module
    before = _source
    _source = random.Random(seed)  # noqa: S311  a simulation, not a secret
    try:
        yield
    finally:
        _source = before
