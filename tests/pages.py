"""An OpenAPI page as a judge of answers: an answer has a status, a type and fields that the page knows.

Schemas are closed first: a field that the page does not name is a fault, unless it says that more may stand
there.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

import jsonschema_rs

JSON = "application/json"
Document = dict[str, Any]


class Validator:
    """One schema, compiled."""

    def __init__(self, schema: Document, components: Document) -> None:
        used: Document = {}
        wanted = _references(schema)
        while wanted:
            name = wanted.pop()
            if name not in used:
                used[name] = components["schemas"][name]
                wanted |= _references(used[name])
        self._compiled = jsonschema_rs.Draft202012Validator(schema | {"components": {"schemas": used}})

    def faults(self, value: Any) -> list[str]:
        """Where a value is not what the schema says."""
        if self._compiled.is_valid(value):
            return []
        return [
            f"{'.'.join(map(str, error.instance_path))}: {error.message[:300]}"
            for error in self._compiled.iter_errors(value)
        ]


def _references(value: Any) -> set[str]:
    """The names of the components that a schema names."""
    if isinstance(value, list):
        return set().union(*map(_references, value))
    if not isinstance(value, dict):
        return set()
    found = set().union(*map(_references, value.values()))
    named = value.get("$ref")
    return found | {named.rpartition("/")[2]} if isinstance(named, str) else found


class Operation:
    """One call of the page; what it says is under ``said``."""

    def __init__(self, page: Page, method: str, path: str, said: Document) -> None:
        self.page = page
        self.method = method
        self.path = path
        self.said = said
        self._validators: dict[str, Validator | None] = {}

    def response(self, status: int) -> Document | None:
        """What the page says of a status."""
        found = self.said["responses"].get(str(status))
        return None if found is None else followed(found, self.page.document)

    def validator(self, status: int) -> Validator | None:
        """The judge of the status's JSON; None where it has none."""
        key = str(status)
        if key not in self._validators:
            content = (self.response(status) or {}).get("content", {}).get(JSON)
            made = None if content is None else self.page.validator(content["schema"])
            self._validators[key] = made
        return self._validators[key]


class Page:
    """An OpenAPI document, below whose ``base`` its paths stand."""

    def __init__(self, document: Document, base: str = "") -> None:
        self.document = document
        self.base = base
        self._found: dict[tuple[str, str], Operation | None] = {}

    @cached_property
    def operations(self) -> list[Operation]:
        """Every call; those with the fewest parameters in their paths first."""
        found = [
            Operation(self, method.upper(), path, said)
            for path, item in self.document["paths"].items()
            for method, said in item.items()
            if method in {"get", "post", "put", "patch", "delete"}
        ]
        return sorted(found, key=lambda one: one.path.count("{"))

    def find(self, method: str, path: str) -> Operation | None:
        """The call that a request is."""
        wanted = "GET" if method == "HEAD" else method
        below = path.removeprefix(self.base).rstrip("/")
        return next((one for one in self._at(below) if one.method == wanted), None)

    def knows(self, path: str) -> bool:
        """Whether some call has this path."""
        return bool(self._at(path.removeprefix(self.base).rstrip("/")))

    def _at(self, path: str) -> list[Operation]:
        matching = [one for one in self.operations if self._patterns[one.path].fullmatch(path)]
        return [one for one in matching if one.path == matching[0].path]

    @cached_property
    def _patterns(self) -> dict[str, re.Pattern[str]]:
        paths = {one.path for one in self.operations}
        return {path: re.compile(re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(path))) for path in paths}

    def validator(self, schema: Document) -> Validator:
        """The judge of what a schema of this page describes."""
        return Validator(closed(schema, self.document), self._components)

    def requests(self, schema: Document) -> Validator:
        """The judge of a part of a request: what the schema does not name is ignored."""
        return Validator(as_sent(schema), self._components_as_sent)

    @cached_property
    def _components_as_sent(self) -> Document:
        return {"schemas": as_sent(self.document["components"]["schemas"])}

    @cached_property
    def _components(self) -> Document:
        schemas = self.document["components"]["schemas"]
        return {"schemas": {name: closed(schema, self.document) for name, schema in schemas.items()}}


def followed(value: Document, document: Document) -> Document:
    """What a reference names."""
    while "$ref" in value:
        place: Any = document
        for part in value["$ref"].removeprefix("#/").split("/"):
            place = place[part.replace("~1", "/").replace("~0", "~")]
        value = place
    return value


def merged(schema: Document, document: Document) -> Document:
    """An object of several parts as one: the later parts win."""
    parts = [merged(followed(part, document), document) for part in schema.get("allOf", ())]
    own = {key: value for key, value in schema.items() if key != "allOf"}
    whole: Document = {}
    properties: Document = {}
    required: list[str] = []
    for part in [*parts, own]:
        whole |= part
        properties |= part.get("properties", {})
        required += part.get("required", [])
    if properties:
        whole["properties"] = properties
    if required:
        whole["required"] = sorted(set(required))
    return whole


def as_sent(schema: Any) -> Any:
    """The schema of a request without what is only read, whose value is ignored whatever it is."""
    if isinstance(schema, list):
        return [as_sent(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {} if schema.get("readOnly") is True else {key: as_sent(part) for key, part in schema.items()}


def closed(schema: Any, document: Document) -> Any:
    """The schema with nothing let in that it does not name. A name like ``<n>`` stands for any."""
    if isinstance(schema, list):
        return [closed(part, document) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "allOf" in schema:
        schema = merged(schema, document)
    # A field may have the name of a keyword; what is below `properties` is fields.
    shut = {
        key: {name: closed(field, document) for name, field in value.items()}
        if key in {"properties", "patternProperties"} and isinstance(value, dict)
        else value
        if key in {"example", "examples", "enum", "const", "default"}
        else closed(value, document)
        for key, value in schema.items()
        # OpenAPI 3.0 says by a flag that a bound is itself left out; no answer stands on one.
        if not (key in {"exclusiveMinimum", "exclusiveMaximum"} and isinstance(value, bool))
    }
    fields = shut.get("properties")
    if not isinstance(fields, dict) or not fields or "additionalProperties" in shut:
        return shut
    wild = [name for name in fields if name.startswith("<")]
    rest = shut["properties"].pop(wild[0]) if wild else False
    needed = [name for name in shut.get("required", ()) if name not in wild]
    return shut | {"additionalProperties": rest, "required": needed}
