"""Schemas in words and HTML, for the reference page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

import msgspec

from talka.http.samples import resolved
from talka.http.schemas import REF_PREFIX, Schema

_MOST_VALUES = 24
_LITERAL = re.compile(r"`([^`]+)`")


def prose(text: str) -> str:
    """Markdown as far as descriptions use it: paragraphs, lists of one level and literals."""
    blocks = [block for block in text.strip().split("\n\n") if block.strip()]
    return "".join(_block(block) for block in blocks)


def inline(text: str) -> str:
    """One paragraph's words, its literals as code."""
    return _LITERAL.sub(r"<code>\1</code>", escape(text))


def _block(block: str) -> str:
    if not block.startswith("- "):
        return f"<p>{inline(block)}</p>"
    items = re.split(r"^- ", block, flags=re.MULTILINE)[1:]
    return "<ul>" + "".join(f"<li>{inline(item.strip())}</li>" for item in items) + "</ul>"


# ---- fields ----------------------------------------------------------------------------------------------


def fields(schema: Schema, components: Mapping[str, Schema], *, answered: bool) -> str:
    """The fields of an object as a list; an empty string where it has none that are known.

    In what is asked for, the required fields are marked; in what is ``answered``, those that may be missing.
    """
    whole = resolved(schema, components)
    required = whole.get("required", ())
    rows = []
    for name, field in whole.get("properties", {}).items():
        needed = name in required
        mark = "" if answered is needed else OPTIONAL if answered else REQUIRED
        rows.append(row([name], field, field.get("description", ""), components, mark=mark))
    return f"<dl>{''.join(rows)}</dl>" if rows else ""


REQUIRED = ' <span class="needed">required</span>'
OPTIONAL = ' <span class="spare">if there is one</span>'


def row(
    names: Iterable[str], schema: Schema, words: str, components: Mapping[str, Schema], *, mark: str = ""
) -> str:
    """One field or parameter: its name, type and mark, its meaning and its limits."""
    term = "".join(f"<code>{escape(name)}</code>" for name in names)
    facts = list(limits(schema, components))
    limit = f'<div class="limits">{" · ".join(facts)}</div>' if facts else ""
    meaning = f"<dd>{prose(words)}{limit}</dd>" if words or limit else ""
    return f'<div><dt>{term} <span class="type">{type_of(schema)}</span>{mark}</dt>{meaning}</div>'


def type_of(schema: Schema) -> str:
    """A type in a few words, links to named types among them. That it may be null is left unsaid."""
    if "$ref" in schema:
        name = escape(schema["$ref"].removeprefix(REF_PREFIX))
        return f'<a href="#type-{name}">{name}</a>'
    choices = schema.get("anyOf") or schema.get("oneOf")
    if choices:
        return " or ".join(type_of(part) for part in choices if part.get("type") != "null")
    if schema.get("type") == "array":
        return f"array of {type_of(schema['items'])}" if schema.get("items") else "array"
    if schema.get("type") == "object":
        values = schema.get("additionalProperties")
        return f"object of {type_of(values)}" if isinstance(values, dict) else "object"
    if schema.get("format") in _FORMATS:
        return _FORMATS[schema["format"]]
    return escape(str(schema.get("type") or ("value" if "enum" in schema or "const" in schema else "any")))


def limits(schema: Schema, components: Mapping[str, Schema]) -> Iterator[str]:
    """What a value must keep to, as HTML phrases."""
    part = _not_null(schema)
    values = _values(part, components)
    if values:
        yield _one_of(values)
    yield from _bounds(part)
    if isinstance(part.get("pattern"), str):
        yield f"matches <code>{escape(part['pattern'])}</code>"
    if schema.get("default") is not None and schema["default"] not in ([], {}):
        yield f"<code>{_plain(schema['default'])}</code> by default"


_FORMATS = {"date-time": "time", "date-time-local": "time", "uuid": "UUID", "binary": "file"}
"""What is said of a text that is more than a text."""


def _not_null(schema: Schema) -> Schema:
    """The one schema of ``X or null``; anything else as it is."""
    parts = [part for part in schema.get("anyOf", ()) if part.get("type") != "null"]
    return parts[0] if len(parts) == 1 else schema


def _values(part: Schema, components: Mapping[str, Schema]) -> list[Any]:
    """The values of an enumeration, or of an array's items."""
    whole = resolved(part, components)
    if whole.get("type") == "array" and whole.get("items"):
        whole = resolved(whole["items"], components)
    values = [whole["const"]] if "const" in whole else whole.get("enum", [])
    return list(values)


def _one_of(values: list[Any]) -> str:
    shown = ", ".join(f"<code>{_plain(value)}</code>" for value in values[:_MOST_VALUES])
    more = f" and {len(values) - _MOST_VALUES} more" if len(values) > _MOST_VALUES else ""
    return f"one of {shown}{more}" if len(values) > 1 else f"always {shown}"


def _bounds(part: Schema) -> Iterator[str]:
    for low, high, unit in _BOUNDS:
        bottom, top = part.get(low), part.get(high)
        if bottom is not None and top is not None:
            yield f"{bottom} to {top}{unit}" if bottom != top else f"exactly {top}{unit}"
        elif bottom is not None:
            yield f"at least {bottom}{unit}"
        elif top is not None:
            yield f"at most {top}{unit}"
    if part.get("exclusiveMinimum") is not None:
        yield f"more than {part['exclusiveMinimum']}"
    if part.get("exclusiveMaximum") is not None:
        yield f"less than {part['exclusiveMaximum']}"


_BOUNDS = (
    ("minimum", "maximum", ""),
    ("minLength", "maxLength", " characters"),
    ("minItems", "maxItems", " items"),
    ("minProperties", "maxProperties", " entries"),
)


def _plain(value: Any) -> str:
    """A value as JSON, a text without its quotes."""
    return escape(value if isinstance(value, str) else msgspec.json.encode(value).decode())
