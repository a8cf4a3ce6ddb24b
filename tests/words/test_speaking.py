"""Texts come out in the reader's language, with numbers, times and names as it has them."""

from __future__ import annotations

from datetime import date

import pytest

from talka.kernel import clock
from talka.kernel.errors import DoesNotExist, ValidationFailed
from talka.words.speaking import in_every_language, named, read_by, reads, say, spoken, written, written_date

KEPT = "At least {low} characters are needed"
DRAFT = "A draft holds at most {limit} bytes"


@pytest.mark.parametrize(
    ("languages", "spoken_then"),
    [
        ((), "EN"),
        (("RU",), "RU"),
        (("FR", "DE-AT", "DE", "EN"), "DE"),
        (("EN", "RU"), "EN"),
        (("FR",), "EN"),
    ],
)
def test_the_first_language_that_is_spoken_here_is_taken(languages: tuple[str, ...], spoken_then: str):
    with read_by(languages):
        assert (spoken(), reads()) == (spoken_then, languages)
    assert (spoken(), reads()) == ("EN", ())


def test_the_reader_before_is_back_when_something_is_raised():
    with read_by(("RU",)), pytest.raises(KeyError), read_by(("DE",)):
        raise KeyError
    assert spoken() == "EN"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "Нужен хотя бы 1 символ"),
        (2, "Нужно не меньше 2 символов"),
        (11, "Нужно не меньше 11 символов"),
        (21, "Нужен хотя бы 21 символ"),
        (1.5, "Нужно не меньше 1,5 символа"),
    ],
)
def test_a_number_chooses_the_plural_form(number: float, words: str):
    with read_by(("RU",)):
        assert say(KEPT, low=number) == words


def test_english_has_a_singular_too():
    assert [say(KEPT, low=1), say(KEPT, low=2)] == [
        "At least 1 character is needed",
        "At least 2 characters are needed",
    ]


def test_what_is_given_is_not_taken_for_places():
    assert say("The login {login} is taken", login="{login}") == "The login {login} is taken"


def test_a_plural_form_is_not_chosen_by_a_text():
    with pytest.raises(TypeError, match="no number"):
        say(KEPT, low="two")


@pytest.mark.parametrize(
    ("language", "large", "broken", "day", "moment"),
    [
        ("EN", "1048576", "79.6", "1990-12-31", "2026-11-27T08:05:00Z"),
        ("RU", "1\u00a0048\u00a0576", "79,6", "31.12.1990", "27.11.2026 в 08:05 UTC"),
        ("ES", "1\u00a0048\u00a0576", "79,6", "31/12/1990", "27/11/2026 a las 08:05 UTC"),
        ("DE", "1.048.576", "79,6", "31.12.1990", "27.11.2026, 08:05 UTC"),
    ],
)
def test_numbers_and_times_are_written_as_the_language_does(
    language: str, large: str, broken: str, day: str, moment: str
):
    with read_by((language,)):
        assert large in say(DRAFT, limit=1_048_576)
        assert written(79.6) == broken
        assert written_date(date(1990, 12, 31)) == day
        assert clock.to_words(clock.from_text("2026-11-27T08:05:00")) == moment


def test_things_are_called_by_their_names():
    with read_by(("DE",)):
        assert [named("Germany"), named("Moscow"), named("FR"), named("REJECTED"), named("Atlantis")] == [
            "Deutschland",
            "Moskau",
            "Französisch",
            "abgelehnt",
            "Atlantis",
        ]
    assert named("FR") == "FR"


def test_what_is_kept_is_said_in_every_language():
    assert in_every_language(lambda: say("You get no tasks for now")) == {
        "EN": "You get no tasks for now",
        "RU": "Вам временно не выдаются задания",
        "ES": "Por ahora no recibes tareas",
        "DE": "Sie bekommen vorerst keine Aufgaben",
    }


def test_an_error_is_in_the_language_of_whom_it_is_raised_for():
    with read_by(("RU",)):
        assert DoesNotExist("attachment", "7").message == "Не найдено: файл 7"
        assert ValidationFailed({}).message == "Проверьте введённые данные"
    assert DoesNotExist("attachment", "7").message == "There is no attachment with id 7"
