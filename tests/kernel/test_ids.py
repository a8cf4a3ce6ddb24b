"""Ids in Toloka's forms, which sort as text as they sort by age."""

from __future__ import annotations

import re
import threading
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talka.kernel.ids import (
    FIRST_NUMBER,
    RisingIds,
    new_user_id,
    new_uuid,
    parse_number,
    parse_uuid,
    pool_of,
    pool_prefix,
)

NOW = 1_614_334_412_921
pool_ids = st.integers(FIRST_NUMBER, 16**10 - 1)
moments = st.integers(0, 4_102_444_800_000)  # until 2100


def test_an_id_names_its_pool_and_its_second():
    (made,) = RisingIds().take(FIRST_NUMBER, NOW, 1)
    assert re.fullmatch(r"[0-9a-f]{10}--[0-9a-f]{24}", made)
    assert made.startswith("003b9aca00--6038c9cc")
    assert int(made[12:20], 16) == NOW // 1000


@given(st.lists(st.tuples(moments, st.integers(1, 20)), min_size=1, max_size=20))
def test_ids_rise_as_text_whatever_the_clock_does(takes: list[tuple[int, int]]):
    source = RisingIds()
    ids = [made for now, count in takes for made in source.take(FIRST_NUMBER, now, count)]
    assert len(ids) == sum(count for _, count in takes)
    assert all(before < after for before, after in pairwise(ids))


@given(moments, moments)
def test_ids_of_two_processes_sort_by_time(one: int, other: int):
    (first,), (second,) = RisingIds().take(1, one, 1), RisingIds().take(1, other, 1)
    if one != other:
        assert (first < second) == (one < other)
    else:
        assert first != second


@given(pool_ids, moments)
def test_the_pool_can_be_read_from_an_id(pool_id: int, now: int):
    (made,) = RisingIds().take(pool_id, now, 1)
    assert made.startswith(pool_prefix(pool_id))
    assert pool_of(made) == pool_id


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1000000000",
        "003b9aca00",
        "003b9aca00--",
        "003b9aca00-6038c9ccaaaaaaaaaaaaaaaa",
        "003b9aca0--06038c9ccaaaaaaaaaaaaaaaa",
        "003b9aca00--6038c9ccaaaaaaaaaaaaaaa",
        "003b9aca00--6038c9ccaaaaaaaaaaaaaaaaa",
        "003b9aca0g--6038c9ccaaaaaaaaaaaaaaaa",
        "003b9aca00--6038c9ccaaaaaaaaaaaaaaag",
    ],
)
def test_no_other_text_names_a_pool(text: str):
    assert pool_of(text) is None


@given(st.text(max_size=40))
def test_reading_a_pool_from_any_text_is_safe(text: str):
    assert pool_of(text) is None


def test_threads_that_share_a_source_get_different_ids():
    source, taken = RisingIds(), []

    def take() -> None:
        for _ in range(200):
            taken.extend(source.take(1, NOW, 2))

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(taken)) == len(taken) == 4 * 200 * 2


def test_ids_of_people_are_32_hex_digits():
    first, second = new_user_id(), new_user_id()
    assert re.fullmatch(r"[0-9a-f]{32}", first)
    assert first != second


def test_a_uuid_reads_back_as_itself():
    made = new_uuid()
    assert parse_uuid(made) == made
    assert parse_uuid(made.upper()) == made


@pytest.mark.parametrize("text", ["", "1", "no uuid", "9f8a1c5e-0b5d-4d1c-8a53-6d1c2f3b4a5", "g" * 32])
def test_what_is_no_uuid_is_none(text: str):
    assert parse_uuid(text) is None


@given(st.integers(0, 10**18 - 1))
def test_a_number_reads_back_as_itself(number: int):
    assert parse_number(str(number)) == number


@pytest.mark.parametrize(
    "text", ["", "-1", "+1", "1.0", " 1", "1\n", "1_000", "ten", "²", "\u0661", "1" * 19]
)
def test_what_is_no_number_is_none(text: str):
    assert parse_number(text) is None
