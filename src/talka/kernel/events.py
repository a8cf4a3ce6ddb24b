"""What happened, told to whoever listens.

A lower slice announces an event; ``talka.app`` says who listens. Listeners run at once and in the same
transaction, so either everything that follows from an event is durable or nothing is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec


class Event(msgspec.Struct, frozen=True):
    """Base of all events. Names are in the past tense."""


class Listeners:
    """Who listens to what. Filled once at assembly."""

    def __init__(self) -> None:
        self._by_type: dict[type[Event], list[Callable[[Any, Any], None]]] = {}

    def on(self, event_type: type[Event], listener: Callable[[Any, Any], None]) -> None:
        """Call ``listener(tx, event)`` for each event of this type, in the order of registration."""
        self._by_type.setdefault(event_type, []).append(listener)

    def tell(self, tx: object, event: Event) -> None:
        """Let every listener act within the transaction ``tx``."""
        for listener in self._by_type.get(type(event), ()):
            listener(tx, event)
