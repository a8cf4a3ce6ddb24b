"""A sample value for a schema: the least that the server would take, to begin a request from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from talka.http.schemas import REF_PREFIX, Schema

_DEEPEST = 8
TEXTS = {
    "date-time": "2030-01-01T00:00:00Z",
    "date-time-local": "2030-01-01T00:00:00",
    "uuid": "00000000-0000-4000-8000-000000000000",
}


def sample_of(schema: Schema, components: Mapping[str, Schema], name: str = "value", depth: int = 0) -> Any:
    """A value that fits. ``name`` is the field's, of which a text is made.

    An object has its required fields, or its first field where none is required. A given example wins, then
    a default. Patterns are not read: a field with one should carry an example of its own.
    """
    schema = resolved(schema, components)
    if schema.get("examples"):
        return schema["examples"][0]
    if "const" in schema or schema.get("enum"):
        return schema["const"] if "const" in schema else schema["enum"][0]
    if schema.get("default") is not None:
        return schema["default"]
    for part in schema.get("anyOf") or schema.get("oneOf") or ():
        if part.get("type") != "null":
            return sample_of(part, components, name, depth)
    return _of_type(schema, components, name, depth)


def resolved(schema: Schema, components: Mapping[str, Schema]) -> Schema:
    """The schema that a reference names; what stands beside the reference is kept and wins."""
    while "$ref" in schema:
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        schema = components[schema["$ref"].removeprefix(REF_PREFIX)] | beside
    return schema


def _of_type(schema: Schema, components: Mapping[str, Schema], name: str, depth: int) -> Any:
    match schema.get("type"):
        case "object":
            return _object(schema, components, depth)
        case "array":
            return _array(schema, components, name, depth)
        case "boolean":
            return True
        case "integer" | "number":
            return _number(schema)
        case "string":
            return _text(schema, name)
        case _:
            return {}


def _object(schema: Schema, components: Mapping[str, Schema], depth: int) -> dict[str, Any]:
    properties: dict[str, Schema] = schema.get("properties", {})
    if depth > _DEEPEST:
        return {}
    wanted = schema.get("required") or list(properties)[:1]
    return {name: sample_of(properties[name], components, name, depth + 1) for name in wanted}


def _array(schema: Schema, components: Mapping[str, Schema], name: str, depth: int) -> list[Any]:
    if "prefixItems" in schema:
        return [sample_of(item, components, name, depth + 1) for item in schema["prefixItems"]]
    if depth > _DEEPEST or "items" not in schema:
        return []
    item = sample_of(schema["items"], components, name, depth + 1)
    return [item] * max(1, schema.get("minItems", 1))


def _number(schema: Schema) -> int | float:
    value: int | float = 1
    if "minimum" in schema:
        value = max(value, schema["minimum"])
    if "exclusiveMinimum" in schema:
        value = max(value, schema["exclusiveMinimum"] + 1)
    if "maximum" in schema:
        value = min(value, schema["maximum"])
    if "exclusiveMaximum" in schema and value >= schema["exclusiveMaximum"]:
        value = schema["exclusiveMaximum"] - 1
    return value


def _text(schema: Schema, name: str) -> str:
    if schema.get("format") in TEXTS:
        return TEXTS[schema["format"]]
    text = "1000000001" if name == "id" or name.endswith("_id") else name.replace("_", " ")
    text = text.ljust(schema.get("minLength", 0), ".")
    return text[: schema["maxLength"]] if "maxLength" in schema else text
