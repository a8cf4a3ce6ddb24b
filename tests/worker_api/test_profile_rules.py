"""What a worker may say of themselves."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from talka.accounts.codes import COUNTRIES, LANGUAGES
from talka.accounts.model import Gender, Profile, ProfileForm
from talka.accounts.rules import changed_profile
from talka.kernel import clock
from talka.kernel.errors import FieldErrors

NOW = clock.from_text("2024-03-01T12:00:00")
SAID = Profile(
    full_name="Ada Lovelace",
    country="GB",
    languages=["EN", "FR"],
    date_of_birth="1985-12-10",
    gender=Gender.FEMALE,
    adult_allowed=True,
)


def changed(profile: Profile = SAID, **form: Any) -> Profile:
    errors = FieldErrors()
    after = changed_profile(profile, msgspec.convert(form, ProfileForm), NOW, errors)
    assert not errors
    return after


def codes(**form: Any) -> dict[str, str]:
    errors = FieldErrors()
    changed_profile(Profile(), msgspec.convert(form, ProfileForm), NOW, errors)
    return {path: error.code for path, error in errors.as_dict().items()}


def test_what_is_not_sent_stays():
    assert changed() == SAID
    assert changed(city="London") == msgspec.structs.replace(SAID, city="London")


def test_null_takes_a_word_back():
    empty = changed(full_name=None, country=None, languages=None, date_of_birth=None, gender=None)
    assert empty == Profile(adult_allowed=True)


def test_blank_words_are_no_words():
    assert changed(full_name="  ", city=" London ") == msgspec.structs.replace(
        SAID, full_name=None, city="London"
    )


def test_codes_are_kept_in_capitals():
    after = changed(country="de", citizenship="gb", languages=["de", "zh-Hans", "DE"])
    assert (after.country, after.citizenship, after.languages) == ("DE", "GB", ["DE", "ZH-HANS"])


def test_unknown_codes_are_named():
    assert codes(country="ZZ", citizenship="Germany", languages=["EN", "english", "xx"]) == {
        "country": "INVALID_VALUE",
        "citizenship": "INVALID_VALUE",
        "languages.1": "INVALID_VALUE",
        "languages.2": "INVALID_VALUE",
    }


def test_the_tables_of_codes_are_whole():
    assert len(COUNTRIES) == 249
    assert len(LANGUAGES) == 183 + 2


def test_of_a_year_the_first_of_january_is_kept():
    assert changed(year_of_birth=1990).date_of_birth == "1990-01-01"


def test_a_date_and_its_year_may_come_together():
    assert changed(date_of_birth="1990-05-06", year_of_birth=1990).date_of_birth == "1990-05-06"
    assert codes(date_of_birth="1990-05-06", year_of_birth=1991) == {"year_of_birth": "INVALID_VALUE"}


@pytest.mark.parametrize("day", ["2006-03-01", "1990-01-01", "1904-03-01"])
def test_workers_are_18_or_older(day: str):
    assert changed(date_of_birth=day).date_of_birth == day


@pytest.mark.parametrize("day", ["2006-03-02", "2020-01-01", "2025-01-01", "1850-01-01"])
def test_children_and_the_unborn_are_no_workers(day: str):
    assert codes(date_of_birth=day) == {"date_of_birth": "DATE_OUT_OF_RANGE"}


def test_who_was_born_on_a_29_february_is_18_on_the_1_march():
    form = ProfileForm(date_of_birth="2008-02-29")
    before, after = FieldErrors(), FieldErrors()
    changed_profile(Profile(), form, clock.from_text("2026-02-28T23:59:59"), before)
    changed_profile(Profile(), form, clock.from_text("2026-03-01"), after)
    assert (bool(before), bool(after)) == (True, False)


@pytest.mark.parametrize("day", ["1990", "1990-13-01", "1990-02-30", "01.02.1990", "19900102", "1990-W01-1"])
def test_a_date_has_one_form(day: str):
    assert codes(date_of_birth=day) == {"date_of_birth": "INVALID_DATE_SYNTAX"}


@pytest.mark.parametrize("year", [2007, 3000, 0])
def test_a_year_of_birth_obeys_the_same_rule(year: int):
    assert list(codes(year_of_birth=year)) == ["year_of_birth"]
