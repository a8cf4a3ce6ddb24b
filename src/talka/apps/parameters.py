"""Checking an app project's parameters by the app's ``param_spec``: the part of JSON Schema that it uses.

Known are ``type``, ``required``, ``properties``, ``additionalProperties: false``, ``items``, ``enum``,
lengths, bounds and ``format: uri``. What is not said is allowed: parameters that nobody asked for are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from talka.kernel.errors import FieldErrors

_TYPES: Mapping[str, tuple[tuple[type, ...], str]] = {
    "string": ((str,), "STRING_EXPECTED"),
    "boolean": ((bool,), "BOOLEAN_EXPECTED"),
    "integer": ((int,), "INTEGER_EXPECTED"),
    "number": ((int, float), "FLOAT_EXPECTED"),
    "array": ((list,), "ARRAY_EXPECTED"),
    "object": ((dict,), "OBJECT_EXPECTED"),
}
_ADDRESSES = ("http://", "https://")
KNOWN = frozenset(
    {
        "type",
        "required",
        "properties",
        "additionalProperties",
        "items",
        "enum",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minimum",
        "maximum",
        "format",
        "title",
        "description",
        "default",
        "example",
    }
)


def check(schema: Mapping[str, Any], value: Any, path: str, errors: FieldErrors) -> None:
    """Report what of ``value`` is not as the schema says, each fault under its path."""
    kind = schema.get("type")
    if kind is not None:
        types, code = _TYPES[kind]
        if not isinstance(value, types) or (isinstance(value, bool) and kind != "boolean"):
            errors.add(path, code, f"The value must be of type {kind}")
            return
    if "enum" in schema and value not in schema["enum"]:
        known = ", ".join(map(str, schema["enum"]))
        errors.add(path, "UNKNOWN_ENUM_VALUE", f"The value must be one of: {known}", schema["enum"])
    if isinstance(value, str):
        _check_text(schema, value, path, errors)
    elif isinstance(value, list):
        _check_array(schema, value, path, errors)
    elif isinstance(value, dict):
        _check_object(schema, value, path, errors)
    elif kind in ("integer", "number"):
        _check_bounds(schema, value, path, errors, ("minimum", "maximum", "VALUE", "The value"))


def _check_text(schema: Mapping[str, Any], value: str, path: str, errors: FieldErrors) -> None:
    if schema.get("minLength") and not value.strip():
        errors.add(path, "BLANK_STRING_NOT_ALLOWED", "The text must not be blank")
    _check_bounds(
        schema, len(value), path, errors, ("minLength", "maxLength", "STRING_LENGTH", "The text's length")
    )
    if schema.get("format") == "uri" and not value.startswith(_ADDRESSES):
        errors.add(path, "INVALID_URL_SYNTAX", "Value must be in valid url format")


def _check_array(schema: Mapping[str, Any], value: list[Any], path: str, errors: FieldErrors) -> None:
    _check_bounds(
        schema, len(value), path, errors, ("minItems", "maxItems", "ARRAY_SIZE", "The number of items")
    )
    for place, item in enumerate(value):
        check(schema.get("items", {}), item, f"{path}.{place}", errors)


def _check_object(schema: Mapping[str, Any], value: dict[str, Any], path: str, errors: FieldErrors) -> None:
    properties: Mapping[str, Any] = schema.get("properties", {})
    for name in schema.get("required", ()):
        if value.get(name) is None:
            errors.add(f"{path}.{name}", "VALUE_REQUIRED", "Value must be present and not equal to null")
    for name, inner in value.items():
        if name in properties:
            if inner is not None:
                check(properties[name], inner, f"{path}.{name}", errors)
        elif schema.get("additionalProperties") is False:
            errors.add(f"{path}.{name}", "VALUE_NOT_ALLOWED", f"There is no parameter {name!r}")


def _check_bounds(
    schema: Mapping[str, Any], number: float, path: str, errors: FieldErrors, names: tuple[str, str, str, str]
) -> None:
    low, high, code, words = names
    if low in schema and number < schema[low]:
        least = schema[low]
        errors.add(path, f"{code}_LESS_THAN_MIN", f"{words} must be at least {least}", [least])
    if high in schema and number > schema[high]:
        most = schema[high]
        errors.add(path, f"{code}_GREATER_THAN_MAX", f"{words} must be at most {most}", [most])


def faults(schema: Any, path: str, note: Callable[[str], None]) -> None:
    """Note what of a schema is not in the part of JSON Schema that is known here."""
    if not isinstance(schema, dict):
        note(f"{path} is no object")
        return
    for name in schema.keys() - KNOWN:
        note(f"{path}.{name} is not known")
    if schema.get("type", "object") not in _TYPES:
        note(f"{path}.type is {schema.get('type')!r}")
    for name, inner in schema.get("properties", {}).items():
        faults(inner, f"{path}.properties.{name}", note)
    if "items" in schema:
        faults(schema["items"], f"{path}.items", note)
