"""What msgspec knows of our types, learned before there are threads."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import msgspec

_LEARNED: set[type[Any]] = set()


def learn_types() -> int:
    """Have msgspec look at every structure of the program now; how many there are. Each is learned once.

    It does so on a type's first use, and two threads whose first use is the same may crash the process
    (msgspec 0.20): on PostgreSQL each transaction has a thread of its own.
    """
    for one in _structures(msgspec.Struct):
        if one not in _LEARNED and one.__module__.startswith("talka."):
            with contextlib.suppress(TypeError):  # some never come from JSON, and could not
                msgspec.json.Decoder(one)
                _LEARNED.add(one)
    return len(_LEARNED)


def _structures(base: type[Any]) -> Iterator[type[Any]]:
    for one in base.__subclasses__():
        yield one
        yield from _structures(one)
