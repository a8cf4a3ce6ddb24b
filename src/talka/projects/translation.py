"""A project's texts in a reader's language. What is not translated stays as it was written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from talka.projects.localization import AdditionalLanguage, InterfaceText, Localization, Translation

Languages = Sequence[str]
"""Codes as ``localization_config`` has them (``DE``, ``ZH-HANS``), the one liked best first."""

_NONE = AdditionalLanguage("")


def translation_for(config: Localization | dict[str, Any] | None, languages: Languages) -> AdditionalLanguage:
    """The translation into the first of the languages that there is; an empty one if the source is."""
    if config is None:
        return _NONE
    texts = msgspec.convert(config, Localization) if isinstance(config, dict) else config
    known = {one.language: one for one in texts.additional_languages or ()}
    for language in languages:
        if language == texts.default_language:
            return _NONE
        if language in known:
            return known[language]
    return _NONE


def said(translation: Translation | None, source: str | None) -> str | None:
    """The translated text, or the source's where it was not translated."""
    return translation.value if translation is not None and translation.value else source


def translated_view(spec: dict[str, Any] | None, translation: AdditionalLanguage) -> dict[str, Any] | None:
    """A task interface whose own texts are the translated ones; keys that were not translated stay."""
    if spec is None or translation.tb_view_spec is None:
        return spec
    given: list[InterfaceText] = translation.tb_view_spec.keys or []
    values = {text.key: text.value for text in given if text.value}
    config = spec.get("localizationConfig") or {}
    keys = [
        {**key, "defaultValue": values.pop(key["key"], key.get("defaultValue"))}
        for key in config.get("keys") or ()
    ]
    keys += [{"key": key, "defaultValue": value} for key, value in values.items()]
    return {**spec, "localizationConfig": {**config, "keys": keys}} if keys else spec
