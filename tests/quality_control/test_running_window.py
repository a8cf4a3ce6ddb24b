"""Counting judgements: over everything, and over the last few."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from talka.quality_control.rules import RunningWindow, Tally


def windows(credits_earned, size):
    window = RunningWindow(size)
    for one in credits_earned:
        window = window.observe(one)
        yield window


def shown(rate):
    """As a page shows it: whole percents, the rest cut off."""
    return int(rate)


def test_documented_course_of_a_skill_over_the_last_ten_answers():
    answers = (1, 0, 1, 1, 0, 1, 1, 0, 0, 0, 1, 1)

    tallies = [window.tally for window in windows(answers, 10)]

    skill = [shown(tally.correct_rate) for tally in tallies if tally.count >= 3]
    assert skill == [66, 75, 60, 66, 71, 62, 55, 50, 50, 60]
    assert [tally.count for tally in tallies] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10]


def test_documented_ban_check_over_the_last_five_beside_a_skill_over_the_last_ten():
    answers = (1, 1, 0, 1, 1, 1, 1, 1, 0, 0, 1, 0)

    last_five = [shown(window.tally.correct_rate) for window in windows(answers, 5)]

    assert last_five[3:] == [75, 80, 80, 80, 100, 80, 60, 60, 40]


def test_nothing_has_no_rate():
    assert Tally().correct_rate is None
    assert Tally().incorrect_rate is None
    assert RunningWindow(10).tally == Tally()


def test_partial_credit_counts_as_much_as_it_weighs():
    tally = Tally().observe(0.7).observe(0.0)

    assert (tally.count, tally.correct_rate, tally.incorrect_rate) == (2, 35.0, 65.0)


def test_decimal_weights_add_up_exactly():
    tally = Tally()
    for _ in range(10):
        tally = tally.observe(0.1)

    assert tally.correct_rate == 10.0
    assert Tally().observe(0.57).correct_rate == 57.0


@given(st.lists(st.integers(0, 100), min_size=1, max_size=40), st.integers(1, 12))
def test_a_window_counts_the_last_observations_and_a_tally_all(hundredths, size):
    credits_earned = [n / 100 for n in hundredths]
    *_, window = windows(credits_earned, size)
    everything = Tally()
    for one in credits_earned:
        everything = everything.observe(one)

    last = hundredths[-size:]
    assert window.credits == tuple(credits_earned[-size:])
    assert window.tally.correct_rate == round(float(Fraction(sum(last), len(last))), 9)
    assert everything.correct_rate == round(float(Fraction(sum(hundredths), len(hundredths))), 9)
