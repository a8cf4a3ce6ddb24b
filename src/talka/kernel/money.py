"""Money as whole micro-units (a millionth of the currency), so that sums are exact."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

MICRO = 1_000_000


def to_micros(amount: Decimal | float | str) -> int:
    """Micro-units of an amount in units; a half micro-unit rounds away from zero."""
    return int((Decimal(str(amount)) * MICRO).to_integral_value(ROUND_HALF_UP))


def to_number(micros: int) -> float | int:
    """The amount as JSON shows it: a whole number where it is one, else the shortest decimal."""
    whole, rest = divmod(micros, MICRO)
    return whole if rest == 0 else micros / MICRO


@lru_cache(maxsize=10_000)
def fee_of(amount: int, percent: Decimal) -> int:
    """The platform's fee on an amount, in micro-units."""
    return int((Decimal(amount) * percent / 100).to_integral_value(ROUND_HALF_UP))
