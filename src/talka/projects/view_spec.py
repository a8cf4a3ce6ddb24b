"""The task interface: checking a ``view_spec`` and bringing it into the form that is stored and answered.

Two kinds: ``classic`` (markup, styles, script) and ``tb`` (a Template Builder config with the versions of its
components in ``lock``). What a requester adds beyond the known keys is kept: clients send settings and
components that nobody listed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final

import msgspec

from talka.http import forms
from talka.kernel.errors import FieldErrors

CLASSIC: Final = "classic"
TEMPLATE_BUILDER: Final = "tb"
KINDS: Final = (CLASSIC, TEMPLATE_BUILDER)

# Every page of tasks carries its interface to the worker's device. Pictures belong to their own addresses.
LARGEST_BYTES: Final = 4 * 1024 * 1024

_VERSION: Final = re.compile(r"1\.")


class _Settings(msgspec.Struct, rename="camel"):
    show_finish: bool | None = None
    show_fullscreen: bool | None = None
    show_instructions: bool | None = None
    show_message: bool | None = None
    show_reward: bool | None = None
    show_skip: bool | None = None
    show_submit: bool | None = None
    show_timer: bool | None = None
    show_title: bool | None = None


class _SourceText(msgspec.Struct, rename="camel"):
    key: Annotated[str, msgspec.Meta(min_length=1)]
    default_value: str | None = None


class _SourceTexts(msgspec.Struct):
    keys: list[_SourceText] | None = None


class _Assets(msgspec.Struct):
    style_urls: list[str] | None = None
    script_urls: list[str] | None = None


class _Common(msgspec.Struct, rename="camel"):
    settings: _Settings | None = None
    localization_config: _SourceTexts | None = None


class _Classic(_Common):
    markup: str | None = None
    styles: str | None = None
    script: str | None = None
    assets: _Assets | None = None


class _TemplateBuilder(_Common, rename="camel"):
    lock: dict[str, str] | None = None
    infer_data_spec: bool | None = None


def check_view_spec(spec: object, path: str, errors: FieldErrors) -> None:
    """Report everything wrong with a ``view_spec`` below ``path``."""
    if not isinstance(spec, dict):
        errors.add(path, "OBJECT_EXPECTED", "The task interface must be an object")
        return
    if _bytes_of(spec) > LARGEST_BYTES:
        words = f"The task interface may have at most {LARGEST_BYTES} bytes"
        errors.add(path, "STRING_LENGTH_GREATER_THAN_MAX", words, [LARGEST_BYTES])
        return
    kind = _kind_of(spec)
    if kind not in KINDS:
        words = f"The value must be one of: {', '.join(KINDS)}"
        errors.add(f"{path}.type", "UNKNOWN_ENUM_VALUE", words, KINDS)
        return
    found = forms.explain(spec, _Classic if kind == CLASSIC else _TemplateBuilder)
    if kind == TEMPLATE_BUILDER:
        _check_config(spec.get("config"), found)
        lock = spec.get("lock")
        if isinstance(lock, dict):
            _check_lock(lock, found)
    errors.update(found.as_dict(), prefix=path)


def normalise_view_spec(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The form in which a sound ``view_spec`` is stored and answered.

    Clients insist on ``type``, and with ``tb`` on ``config`` as text and on the key ``lock``: an absent type
    is classic, a config sent as an object becomes its JSON text, one sent as text stays as it is to the byte,
    an absent lock becomes an empty one. Nulls are left out.
    """
    view = {name: value for name, value in spec.items() if value is not None}
    view["type"] = _kind_of(spec)
    if isinstance(view.get("settings"), dict):
        view["settings"] = {name: value for name, value in view["settings"].items() if value is not None}
    if view["type"] == TEMPLATE_BUILDER:
        view.setdefault("lock", {})
        if not isinstance(view["config"], str):
            view["config"] = msgspec.json.encode(view["config"]).decode()
    return view


def _bytes_of(spec: Mapping[str, Any]) -> int:
    return len(msgspec.json.encode(spec))


def _kind_of(spec: Mapping[str, Any]) -> object:
    kind = spec.get("type")
    return CLASSIC if kind is None else kind


def _check_config(config: object, errors: FieldErrors) -> None:
    if config is None:
        errors.add("config", "VALUE_REQUIRED", "A Template Builder interface needs its config")
        return
    if isinstance(config, str):
        try:
            config = msgspec.json.decode(config)
        except (ValueError, RecursionError) as error:
            errors.add("config", "JSON_EXPECTED", f"The config is not JSON: {error}")
            return
    if not isinstance(config, dict):
        errors.add("config", "OBJECT_EXPECTED", "The config must be an object, or the JSON text of one")


def _check_lock(lock: Mapping[str, Any], errors: FieldErrors) -> None:
    """Clients take the core's version from a lock that is not empty, and can only read components of 1.x."""
    if lock and "core" not in lock:
        errors.add("lock.core", "VALUE_REQUIRED", "A lock names the version of the core")
    for component, version in lock.items():
        if isinstance(version, str) and _VERSION.match(version) is None:
            errors.add(f"lock.{component}", "INVALID_VALUE", "Only versions 1.x are supported")
