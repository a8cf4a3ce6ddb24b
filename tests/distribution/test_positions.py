"""Which positions a distribution function makes special."""

from hypothesis import given
from hypothesis import strategies as st

from talka.distribution.positions import special_positions
from talka.pools.model import FrequencyInterval

DOCUMENTED = [FrequencyInterval(from_=1, to=5, frequency=3), FrequencyInterval(from_=6, to=1000, frequency=5)]


def test_documented_pages_of_seven_tasks():
    assert special_positions(DOCUMENTED, 0, 7) == [1, 4, 6]
    assert special_positions(DOCUMENTED, 7, 7) == [11]


def test_after_the_last_interval_nothing_is_special():
    assert special_positions(DOCUMENTED, 990, 20) == [991, 996]
    assert special_positions(DOCUMENTED, 1000, 20) == []


def test_an_interval_without_an_end_goes_on():
    assert special_positions([FrequencyInterval(from_=10, frequency=100)], 1_000_000, 200) == [
        1_000_010,
        1_000_110,
    ]


def test_gaps_between_intervals_have_no_special_positions():
    intervals = [
        FrequencyInterval(from_=8, to=9, frequency=1),
        FrequencyInterval(from_=2, to=3, frequency=10),
    ]

    assert special_positions(intervals, 0, 12) == [2, 8, 9]


def test_an_interval_from_zero_counts_from_zero():
    assert special_positions([FrequencyInterval(from_=0, to=100, frequency=5)], 0, 11) == [5, 10]


def test_an_empty_page_has_no_positions():
    assert special_positions(DOCUMENTED, 0, 0) == []


def test_an_interval_without_a_beginning_begins_at_one():
    assert special_positions([FrequencyInterval(to=9, frequency=4)], 0, 20) == [1, 5, 9]


@given(st.integers(0, 60), st.integers(0, 40), st.integers(0, 300), st.integers(1, 40), st.integers(0, 50))
def test_every_position_obeys_the_formula(from_, length, done, frequency, count):
    interval = FrequencyInterval(from_=from_, to=from_ + length, frequency=frequency)

    assert special_positions([interval], done, count) == [
        position
        for position in range(done + 1, done + count + 1)
        if from_ <= position <= from_ + length and (position - from_) % frequency == 0
    ]
