"""Nothing that a worker is told lacks a language, and no translation tells less than the English does."""

from __future__ import annotations

import pytest

from talka.accounts.codes import LANGUAGES as CODES
from talka.assignments.model import AssignmentStatus
from talka.filters import regions
from talka.words import places
from talka.words.plurals import FORMS, Form, Plural
from talka.words.speaking import CATALOGUES, ENGLISH, LANGUAGES, PLACE
from words.sources import ROOT, kinds_missed, speaking_modules, texts, unsaid

FOREIGN = [language for language in LANGUAGES if language != ENGLISH]

# Where what workers are told is made up, and the functions there whose words are for others alone.
NO_WORDS_OF_THEIR_OWN = {
    "app.py",
    "filters/conditions.py",  # labels; the rest is for requesters, who write filters
    "filters/regions.py",  # names
    "kernel/clock.py",
    "storage/tx.py",
}
FOR_WORKERS: dict[str, frozenset[str]] = {
    **{
        f"{slice_}/{path.name}": frozenset()
        for slice_ in ("worker_api", "captchas", "uploads", "attachments")
        for path in sorted((ROOT / slice_).glob("*.py"))
    },
    "attachments/rules.py": frozenset({"allowed_types"}),  # the operator's setting
    "attachments/s3.py": frozenset({"_get"}),  # nobody hears of it but the server
    "captchas/service.py": frozenset({"_fail"}),  # a note to the operator
    "accounts/rules.py": frozenset(),
    "accounts/service.py": frozenset({"create_requester"}),
    "distribution/access.py": frozenset(),
    "distribution/explain.py": frozenset({"_state_for_requester"}),
    "distribution/maps.py": frozenset(),
    "distribution/ranking.py": frozenset(),
    "distribution/rules.py": frozenset(),
    "distribution/take.py": frozenset(),
    "filters/matching.py": frozenset(),
    "filters/words.py": frozenset(),
    "http/auth.py": frozenset({"requester_of"}),
    "http/call.py": frozenset(),
    "http/content.py": frozenset(),
    "http/errors.py": frozenset(),
    "http/forms.py": frozenset(),
    "http/parameters.py": frozenset(),
    "kernel/errors.py": frozenset(),
    "messages/correspondence.py": frozenset(),
    "messages/notices.py": frozenset(),
    "messages/rules.py": frozenset({"check_compose", "check_texts"}),
    "projects/field_spec.py": frozenset(
        {"parse_spec", "_parse_field", "_parse_type", "_check_bounds", "_check_pattern"}
    ),
    "projects/patterns.py": frozenset(),
    "skills/naming.py": frozenset(),
}


def said() -> dict[str, str]:
    """Every text, and where it is said."""
    return {one.text: one.where for one in texts() if one.text is not None}


def forms_of(text: str | Plural) -> list[str]:
    return [text] if isinstance(text, str) else list(text.forms.values())


@pytest.mark.parametrize("language", FOREIGN)
def test_every_text_has_a_translation(language: str):
    missing = {text: where for text, where in said().items() if text not in CATALOGUES[language]}
    assert missing == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_translated_that_nobody_says(language: str):
    names = {str(status) for status in AssignmentStatus} | {"Yandex Browser"}
    for module in FOR_WORKERS:
        names |= kinds_missed(module)
    assert set(CATALOGUES[language]) - set(said()) - names == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_places_of_the_english_text(language: str):
    for english, text in CATALOGUES[language].items():
        wanted = set(PLACE.findall(english))
        for form in forms_of(text):
            got = set(PLACE.findall(form))
            # Where "one" means one only, it may be said in words.
            may_lack = {text.by} if isinstance(text, Plural) and language != "RU" else set()
            is_one = isinstance(text, Plural) and form == text.forms[Form.ONE]
            assert got == wanted or (is_one and got == wanted - may_lack), (english, form)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plural_has_every_form_of_its_language(language: str):
    for english, text in CATALOGUES[language].items():
        if isinstance(text, Plural):
            assert set(text.forms) == FORMS[language], english
            assert text.by in PLACE.findall(english), english


@pytest.mark.parametrize("language", FOREIGN)
def test_nothing_is_left_in_english(language: str):
    alike = {"Browser", "region {id}", "Region {id}", "captcha"}
    same = {english for english, text in CATALOGUES[language].items() if english in forms_of(text)}
    assert same - alike == set()


def test_what_is_given_stands_in_a_place_of_the_text():
    for one in texts():
        if one.by == "say" and one.text is not None:
            assert one.given == set(PLACE.findall(one.text)), one.where


def test_whatever_speaks_to_workers_is_looked_through():
    assert speaking_modules() - NO_WORDS_OF_THEIR_OWN <= set(FOR_WORKERS)


def test_a_text_is_written_where_it_is_said_or_in_a_table_of_its_module():
    tables = {one.where.partition(":")[0] for one in texts() if one.by == "to_say" and one.text is not None}
    for one in texts():
        assert one.text is not None or one.where.partition(":")[0] in tables, one.where


@pytest.mark.parametrize("module", FOR_WORKERS)
def test_all_that_a_worker_is_told_goes_through_a_catalogue(module: str):
    """A new reason or refusal in plain English is found here."""
    assert unsaid(module, FOR_WORKERS[module]) == []


@pytest.mark.parametrize("language", FOREIGN)
def test_what_may_be_missing_has_a_name(language: str):
    for module in FOR_WORKERS:
        others = {"skill of yours", "worker without a login"}  # requesters' and operators'
        assert kinds_missed(module) - others <= set(CATALOGUES[language]), module


@pytest.mark.parametrize("language", FOREIGN)
def test_every_place_and_language_has_a_name(language: str):
    names = places.names(language)
    assert all(names.values())
    known = {regions.name_of(region) for region in [*range(300), 983, 994, 1056, 29386, 29387]}
    known = {name for name in known if not name.startswith("region ")}
    assert known <= set(names)
    assert set(names) >= CODES


def test_a_place_has_a_row_with_every_language():
    rows = places.table()
    assert {len(row) for row in rows} == {len(places.COLUMNS) + 1}
    assert len({row[0] for row in rows}) == len(rows)
