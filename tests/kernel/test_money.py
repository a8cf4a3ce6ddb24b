"""Money is whole micro-units: sums are exact and amounts read as they were written."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talka.kernel.money import MICRO, fee_of, to_micros, to_number


@pytest.mark.parametrize(
    ("amount", "micros"),
    [
        (0, 0),
        (1, MICRO),
        (0.05, 50_000),
        (0.1, 100_000),
        (1e-06, 1),
        ("0.01", 10_000),
        (Decimal("12.345678"), 12_345_678),
        (0.0000005, 1),
        (0.00000049, 0),
        (-0.0000005, -1),
        (1234567.89, 1_234_567_890_000),
    ],
)
def test_an_amount_in_micros(amount: Decimal | float | str, micros: int):
    assert to_micros(amount) == micros


@pytest.mark.parametrize(
    ("micros", "json"), [(0, "0"), (MICRO, "1"), (50_000, "0.05"), (-1_500_000, "-1.5"), (1, "1e-06")]
)
def test_a_number_as_json_shows_it(micros: int, json: str):
    assert repr(to_number(micros)) == json


def test_ten_dimes_are_one_unit():
    assert sum(to_micros(0.1) for _ in range(10)) == to_micros(1)


@given(st.integers(-(10**15), 10**15))
def test_micros_survive_the_round_trip(micros: int):
    assert to_micros(to_number(micros)) == micros


@pytest.mark.parametrize(
    ("amount", "percent", "fee"),
    [
        (50_000, "20", 10_000),
        (50_000, "0", 0),
        (10_000, "12.5", 1250),
        (1, "50", 1),
        (1, "49", 0),
        (3, "20", 1),
    ],
)
def test_a_fee_is_rounded_to_a_micro(amount: int, percent: str, fee: int):
    assert fee_of(amount, Decimal(percent)) == fee


@given(st.integers(0, 10**12), st.decimals(0, 100, places=2))
def test_a_fee_is_never_more_than_half_a_micro_off(amount: int, percent: Decimal):
    assert abs(fee_of(amount, percent) - amount * percent / 100) <= Decimal("0.5")
