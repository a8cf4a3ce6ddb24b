"""Moments are milliseconds; texts are Toloka's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talka.kernel.clock import DAY, HOUR, MINUTE, SECOND, from_text, real_now, to_text, to_text_z

MOMENT = 1_614_334_412_921


def test_units():
    assert (SECOND, MINUTE, HOUR, DAY) == (1000, 60_000, 3_600_000, 86_400_000)


def test_now_is_the_systems_time_in_milliseconds():
    assert abs(real_now() - datetime.now(UTC).timestamp() * 1000) < 5000


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (0, "1970-01-01T00:00:00"),
        (MOMENT, "2021-02-26T10:13:32.921"),
        (MOMENT - 921, "2021-02-26T10:13:32"),
        (MOMENT - 920, "2021-02-26T10:13:32.001"),
        (-1, "1969-12-31T23:59:59.999"),
        (1_709_164_800_000, "2024-02-29T00:00:00"),
    ],
)
def test_a_moment_as_text(moment: int, text: str):
    assert to_text(moment) == text
    assert to_text_z(moment) == text + "Z"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2021-02-26T10:13:32.921", MOMENT),
        ("2021-02-26T10:13:32.921Z", MOMENT),
        ("2021-02-26T10:13:32.921+00:00", MOMENT),
        ("2021-02-26 10:13:32.921", MOMENT),
        ("2021-02-26T10:13:32.921999", MOMENT),
        ("2021-02-26T10:13:32.9", MOMENT - 21),
        ("2021-02-26T10:13:32", MOMENT - 921),
        ("2021-02-26T10:13", MOMENT - 32_921),
        ("2021-02-26", 1_614_297_600_000),
    ],
)
def test_every_form_that_clients_send(text: str, moment: int):
    assert from_text(text) == moment


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2021",
        "2021-02",
        "2021-02-30",
        "2021-13-01T00:00:00",
        "2021-02-26T24:00:00",
        "2021-02-26T10:13:60",
        "2021-02-26T10:13:32+03:00",
        "2021-02-26T10:13:32.",
        "2021-02-26T10:13:32\n",
        "0000-01-01",
        "1614334412921",
    ],
)
def test_what_is_no_time_is_refused(text: str):
    with pytest.raises(ValueError, match=r".+"):
        from_text(text)


@given(st.integers(-2_208_988_800_000, 253_402_300_799_999))  # the years 1900 to 9999
def test_a_moment_survives_the_round_trip(moment: int):
    assert from_text(to_text(moment)) == moment
    assert from_text(to_text_z(moment)) == moment
