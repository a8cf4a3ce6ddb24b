"""Counting judgements: over everything, and over the last few."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from talka.quality_control.memory import Statistics, rate

RULE = "rule"
WIDTH = 12
"""The longest window here; as many observations are remembered one by one."""


def weigh(credit):
    return 1, credit


def courses(credits_earned):
    known = Statistics()
    for one in credits_earned:
        known = known.observe(one, weigh, keep=WIDTH)
        yield known


def window(known, size):
    """How many observations a rule with this window sees, and what they earned."""
    return known.seen_by(RULE, size, weigh)


def correct_rate(sums):
    count, credit = sums
    return rate(credit, count)


def incorrect_rate(sums):
    count, credit = sums
    return rate(count - credit, count)


def shown(percentage):
    """As a page shows it: whole percents, the rest cut off."""
    return int(percentage)


def test_documented_course_of_a_skill_over_the_last_ten_answers():
    answers = (1, 0, 1, 1, 0, 1, 1, 0, 0, 0, 1, 1)

    tallies = [window(known, 10) for known in courses(answers)]

    skill = [shown(correct_rate(tally)) for tally in tallies if tally[0] >= 3]
    assert skill == [66, 75, 60, 66, 71, 62, 55, 50, 50, 60]
    assert [tally[0] for tally in tallies] == [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10, 10]


def test_documented_ban_check_over_the_last_five_beside_a_skill_over_the_last_ten():
    answers = (1, 1, 0, 1, 1, 1, 1, 1, 0, 0, 1, 0)

    last_five = [shown(correct_rate(window(known, 5))) for known in courses(answers)]

    assert last_five[3:] == [75, 80, 80, 80, 100, 80, 60, 60, 40]


def test_nothing_has_no_rate():
    assert rate(0, 0) is None
    assert Statistics().last(10) == []
    assert Statistics().sums == Statistics().seen_by(RULE, 10, weigh)


def test_partial_credit_counts_as_much_as_it_weighs():
    *_, known = courses([0.7, 0.0])

    assert (known.count, correct_rate(known.sums), incorrect_rate(known.sums)) == (2, 35.0, 65.0)


def test_decimal_weights_add_up_exactly():
    *_, known = courses([0.1] * 10)

    assert correct_rate(known.sums) == 10.0
    (once,) = courses([0.57])
    assert correct_rate(once.sums) == 57.0


@given(st.lists(st.integers(0, 100), min_size=1, max_size=40), st.integers(1, WIDTH))
def test_a_window_counts_the_last_observations_and_sums_all(hundredths, size):
    credits_earned = [n / 100 for n in hundredths]
    *_, known = courses(credits_earned)

    last = hundredths[-size:]
    assert known.last(size) == credits_earned[-size:]
    assert correct_rate(window(known, size)) == round(float(Fraction(sum(last), len(last))), 9)
    assert correct_rate(known.sums) == round(float(Fraction(sum(hundredths), len(hundredths))), 9)


@given(st.lists(st.integers(0, 100), min_size=1, max_size=40), st.integers(1, WIDTH), st.integers(0, 40))
def test_what_is_forgotten_is_seen_no_more(hundredths, size, forgotten):
    known = Statistics()
    for place, one in enumerate(hundredths):
        if place == forgotten:
            known = known.forget(RULE)
        known = known.observe(one / 100, weigh, keep=WIDTH)

    seen = hundredths[forgotten:] if forgotten < len(hundredths) else hundredths
    assert known.seen_by(RULE, None, weigh) == (len(seen), round(sum(seen) / 100, 9))
    assert known.seen_by(RULE, size, weigh) == (len(seen[-size:]), round(sum(seen[-size:]) / 100, 9))
    assert known.seen_by("another", None, weigh) == known.sums
