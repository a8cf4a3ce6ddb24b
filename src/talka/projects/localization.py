"""Translations of a project: the shape of its ``localization_config``, which is stored as it was sent."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec

from talka.http import forms
from talka.kernel.errors import FieldErrors

_Language = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{2}(-[A-Z]{2,8})?\Z")]


class _Translation(msgspec.Struct):
    value: str | None = None
    source: Literal["REQUESTER"] | None = None


class _InterfaceText(msgspec.Struct):
    key: str
    value: str | None = None
    source: Literal["REQUESTER"] | None = None


class _InterfaceTexts(msgspec.Struct):
    keys: list[_InterfaceText] | None = None


class _AdditionalLanguage(msgspec.Struct):
    language: _Language
    public_name: _Translation | None = None
    public_description: _Translation | None = None
    public_instructions: _Translation | None = None
    tb_view_spec: _InterfaceTexts | None = None


class _Localization(msgspec.Struct):
    default_language: _Language | None = None
    additional_languages: list[_AdditionalLanguage] | None = None


def check_localization(config: dict[str, Any], errors: FieldErrors) -> None:
    """Report everything wrong with the translations below ``localization_config``."""
    found = forms.explain(config, _Localization)
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
