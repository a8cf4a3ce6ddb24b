"""What may be said of a person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from msgspec import UNSET

from talka.accounts.codes import COUNTRIES, LANGUAGES
from talka.accounts.model import MIN_PASSWORD, Profile, ProfileForm
from talka.kernel.errors import FieldErrors
from talka.words.speaking import say

MINIMUM_AGE = 18
MAXIMUM_AGE = 120
MAX_PASSWORD = 1024
_LOGIN = re.compile(r"[\w.@+-]{1,100}\Z")


def check_login(login: str, errors: FieldErrors) -> None:
    """Add what is wrong with a (folded) login."""
    if not _LOGIN.match(login):
        errors.add("login", "INVALID_VALUE", say("Use 1 to 100 letters, digits or . _ @ + -"))


def check_password(password: str, errors: FieldErrors, field: str = "password") -> None:
    """Add what is wrong with a new password."""
    if len(password) < MIN_PASSWORD:
        message = say("Use at least {least} characters", least=MIN_PASSWORD)
        errors.add(field, "STRING_LENGTH_LESS_THAN_MIN", message, [MIN_PASSWORD])
    if len(password) > MAX_PASSWORD:
        message = say("Use at most {most} characters", most=MAX_PASSWORD)
        errors.add(field, "STRING_LENGTH_GREATER_THAN_MAX", message, [MAX_PASSWORD])


def changed_profile(profile: Profile, form: ProfileForm, now: int, errors: FieldErrors) -> Profile:
    """The profile with what the form says put in; what is wrong with the form is added to ``errors``."""
    said: dict[str, Any] = {
        name: getattr(form, name)
        for name in ("gender", "education", "adult_allowed")
        if getattr(form, name) is not UNSET
    }
    for name in ("full_name", "city"):
        said |= _text(name, getattr(form, name))
    for name in ("country", "citizenship"):
        said |= _country(name, getattr(form, name), errors)
    if form.languages is not UNSET:
        said["languages"] = _languages(form.languages or [], errors)
    said |= _birth(form, now, errors)
    return msgspec.structs.replace(profile, **said)


def _text(name: str, value: Any) -> Mapping[str, str | None]:
    if value is UNSET:
        return {}
    return {name: None if value is None else value.strip() or None}


def _country(name: str, value: Any, errors: FieldErrors) -> Mapping[str, str | None]:
    if value is UNSET:
        return {}
    code = None if value is None else value.strip().upper()
    if code is not None and code not in COUNTRIES:
        words = say("{value} is not a country's two-letter code (ISO 3166-1)", value=repr(value))
        errors.add(name, "INVALID_VALUE", words)
    return {name: code}


def _languages(values: list[str], errors: FieldErrors) -> list[str]:
    codes = [value.strip().upper() for value in values]
    for place, code in enumerate(codes):
        if code not in LANGUAGES:
            message = say("{value} is not a language's two-letter code (ISO 639-1)", value=repr(code))
            errors.add(f"languages.{place}", "INVALID_VALUE", message)
    return list(dict.fromkeys(codes))


def _birth(form: ProfileForm, now: int, errors: FieldErrors) -> Mapping[str, str | None]:
    """A year alone means its first day; of both, the date is kept and must lie in the year."""
    day, year = form.date_of_birth, form.year_of_birth
    if isinstance(day, str):
        born = _date(day, "date_of_birth", errors)
        _check_age(born, "date_of_birth", now, errors)
        if born is not None and isinstance(year, int) and year != born.year:
            words = say("This is not the year of the date of birth")
            errors.add("year_of_birth", "INVALID_VALUE", words)
        return {"date_of_birth": day}
    if isinstance(year, int):
        born = _date(f"{year:04d}-01-01", "year_of_birth", errors)
        _check_age(born, "year_of_birth", now, errors)
        return {"date_of_birth": f"{year:04d}-01-01"}
    return {} if day is UNSET and year is UNSET else {"date_of_birth": None}


def _date(text: str, path: str, errors: FieldErrors) -> date | None:
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            return date.fromisoformat(text)
    except ValueError:
        pass
    errors.add(path, "INVALID_DATE_SYNTAX", say("The value must be a date like 1990-12-31"))
    return None


def _check_age(born: date | None, path: str, now: int, errors: FieldErrors) -> None:
    if born is None:
        return
    today = datetime.fromtimestamp(now / 1000, UTC).date()
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    if age < MINIMUM_AGE:
        words = say("Workers must be at least {age} years old", age=MINIMUM_AGE)
        errors.add(path, "DATE_OUT_OF_RANGE", words)
    elif age > MAXIMUM_AGE:
        errors.add(path, "DATE_OUT_OF_RANGE", say("The value must be a date of birth"))
