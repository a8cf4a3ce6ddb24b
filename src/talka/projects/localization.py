"""Translations: the shape of a ``localization_config``."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from talka.http import forms
from talka.kernel.errors import FieldErrors

_Language = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}(-[A-Z]{2,8})?\Z")]


class Translation(msgspec.Struct, frozen=True, omit_defaults=True):
    """A text in another language."""

    value: str | None = None
    source: Literal["REQUESTER"] | None = None


class InterfaceText(msgspec.Struct, frozen=True, omit_defaults=True):
    """A text of a task interface, by its key."""

    key: str
    value: str | None = None
    source: Literal["REQUESTER"] | None = None


class InterfaceTexts(msgspec.Struct, frozen=True, omit_defaults=True):
    """The texts of a task interface."""

    keys: list[InterfaceText] | None = None


class AdditionalLanguage(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is translated into one language. A hint is a task's, the rest a project's."""

    language: _Language
    public_name: Translation | None = None
    public_description: Translation | None = None
    public_instructions: Translation | None = None
    message_on_unknown_solution: Translation | None = None
    tb_view_spec: InterfaceTexts | None = None


class Localization(msgspec.Struct, frozen=True, omit_defaults=True):
    """A ``localization_config``."""

    default_language: _Language | None = None
    additional_languages: list[AdditionalLanguage] | None = None


def normalise_localization(config: dict[str, Any]) -> dict[str, Any]:
    """A sound ``localization_config`` as it is stored: without what nobody knows, and without nulls."""
    normal: dict[str, Any] = msgspec.to_builtins(msgspec.convert(config, Localization))
    return normal


def check_localization(config: dict[str, Any], errors: FieldErrors) -> None:
    """Report everything wrong with the translations below ``localization_config``."""
    found = forms.explain(config, Localization)
    if not found and config.get("additional_languages"):
        if config.get("default_language") is None:
            words = "Translations need to know the language they are made from"
            found.add("default_language", "VALUE_REQUIRED", words)
        _check_languages([entry["language"] for entry in config["additional_languages"]], found)
    errors.update(found.as_dict(), prefix="localization_config")


def _check_languages(languages: list[str], errors: FieldErrors) -> None:
    seen = set()
    for place, language in enumerate(languages):
        if language in seen:
            words = "A language can be translated into only once"
            errors.add(f"additional_languages.{place}.language", "DUPLICATE_VALUE_IN_ARRAY", words)
        seen.add(language)
