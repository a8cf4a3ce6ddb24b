"""Query parameters, each wrong one refused by name."""

from __future__ import annotations

from collections.abc import Sequence

from talka.kernel.errors import FieldErrors
from talka.kernel.ids import parse_uuid
from talka.words.speaking import say

_TRUE = {"true", "1"}
_FALSE = {"false", "0"}


class Parameters:
    """The parameters of one request. Read what is known, then :meth:`done` refuses what was wrong.

    Unknown parameters are let pass: clients of other versions send some.
    """

    def __init__(self, items: Sequence[tuple[str, str]]) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in items:
            self._values.setdefault(name, []).append(value)
        self.errors = FieldErrors()

    def text(self, name: str) -> str | None:
        """The last value given, or None; an empty one counts as absent."""
        values = self._allowed(name)
        return values[-1] if values and values[-1] != "" else None

    def texts(self, name: str) -> list[str]:
        """Every value, comma lists unfolded."""
        return [part.strip() for value in self._allowed(name) for part in value.split(",") if part]

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A truth value."""
        value = self.text(name)
        if value is None:
            return default
        lowered = value.lower()
        if lowered not in _TRUE | _FALSE:
            self.errors.add(name, "BOOLEAN_EXPECTED", say("{name} must be true or false", name=name))
        return lowered in _TRUE

    def integer(self, name: str, default: int, *, minimum: int = 1) -> int:
        """A whole number of at least ``minimum``."""
        value = self.text(name)
        if value is None:
            return default
        if not value.lstrip("-").isdigit() or not value.isascii():
            self.errors.add(name, "INTEGER_EXPECTED", say("{name} must be a whole number", name=name))
            return default
        number = int(value[:18])
        if number < minimum:
            words = say("{name} must be at least {minimum}", name=name, minimum=minimum)
            self.errors.add(name, "VALUE_LESS_THAN_MIN", words, [minimum])
        return number

    def uuid(self, name: str) -> str | None:
        """A UUID in its canonical form."""
        value = self.text(name)
        if value is None:
            return None
        parsed = parse_uuid(value)
        if parsed is None:
            self.errors.add(name, "UUID_EXPECTED", say("{name} must be a UUID", name=name))
        return parsed

    def _allowed(self, name: str) -> list[str]:
        values = self._values.get(name, [])
        if any("\0" in value for value in values):
            # PostgreSQL would refuse the whole statement.
            words = say("{name} must not hold the character NUL", name=name)
            self.errors.add(name, "CHARACTER_NOT_ALLOWED", words)
            return []
        return values

    def done(self) -> None:
        """Refuse the request if anything read so far was wrong."""
        self.errors.raise_if_any()
