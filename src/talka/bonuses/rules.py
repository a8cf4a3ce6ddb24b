"""Decisions about single bonuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from talka.bonuses.model import MOST_AMOUNT, BonusForm
from talka.kernel.errors import FieldErrors
from talka.kernel.money import to_micros


def check(form: BonusForm, errors: FieldErrors) -> None:
    """Report what is wrong with a bonus by itself."""
    if form.amount > MOST_AMOUNT:
        words = f"The value must be at most {MOST_AMOUNT}"
        errors.add("amount", "VALUE_GREATER_THAN_MAX", words, [MOST_AMOUNT])
    texts = {"public_title": form.public_title, "public_message": form.public_message}
    if form.without_message is None and not any(texts.values()):
        return
    for name, text in texts.items():
        if form.without_message and text:
            errors.add(name, "VALUE_NOT_ALLOWED", "A bonus without a message has no texts")
        elif not form.without_message and not text:
            errors.add(name, "VALUE_REQUIRED", "A message needs both a title and a text")


def sameness(form: BonusForm) -> tuple[object, ...]:
    """What two bonuses of one request must not have in common."""
    texts = [tuple(sorted((text or {}).items())) for text in (form.public_title, form.public_message)]
    return form.user_id, to_micros(form.amount), *texts, form.private_comment or ""


def in_language(texts: Mapping[str, str] | None, languages: Sequence[str]) -> str | None:
    """The text for somebody who speaks these languages: in the first that there is, else in English."""
    if not texts:
        return None
    for language in (*languages, "EN"):
        for known, text in texts.items():
            if known.partition("-")[0] == language:  # "ZH-HANS" for who says no more than "ZH"
                return text
    return next(iter(texts.values()))
