"""JSON Schemas of the types that run, under names a reader can say.

msgspec makes the schemas. Here they get their names (``Page[PoolView]`` becomes ``PageOfPoolView``; of two
types with one name each takes its slice's in front), and their docstrings become Markdown.
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias, Union, get_args, get_origin

import msgspec

Schema: TypeAlias = dict[str, Any]

REF_PREFIX = "#/components/schemas/"
_SECTIONS = re.compile(r"\n\s*(?:Args|Returns|Raises|Yields):\n.*", re.DOTALL)
_ROLE = re.compile(r":[a-z]+:`~?([^`]+)`")
_LITERAL = re.compile(r"``([^`]+)``")


def markdown(docstring: str | None) -> str:
    """A docstring as the Markdown of a description: without the sections that speak to programmers."""
    if not docstring:
        return ""
    text = _SECTIONS.sub("", "\n".join(line.strip() for line in docstring.strip().splitlines()))
    return _LITERAL.sub(r"`\1`", _ROLE.sub(r"`\1`", text)).strip()


def members(kind: Any) -> tuple[Any, ...]:
    """The members of a union, or the type alone."""
    if get_origin(kind) in (Union, types.UnionType):
        return get_args(kind)
    return (kind,)


def inlined(kind: Any) -> Schema:
    """The schema of a type with everything in it, for ``Meta(extra_json_schema=inlined(Shape))``.

    It says what is inside a field that a Struct keeps as plain JSON, where more may stand beside it. The type
    must not hold itself.
    """
    (schema,), found = msgspec.json.schema_components([kind], ref_template="{name}")
    written: Schema = _inlined(schema, found)
    return written


def _inlined(value: Any, found: Mapping[str, Any]) -> Any:
    if isinstance(value, list):
        return [_inlined(item, found) for item in value]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("$ref"), str):
        value = found[value["$ref"]] | {key: item for key, item in value.items() if key != "$ref"}
    # A Struct says its name and its docstring, which are for its own module's readers.
    is_object = isinstance(value.get("properties"), dict)
    own = {"title", "description"} if is_object else {"title"}
    kept = {key: _inlined(item, found) for key, item in value.items() if key not in own}
    known = {key: item for key, item in kept.items() if (key, item) != ("required", [])}
    return known | {"additionalProperties": True} if is_object else known


def references(value: Any) -> list[str]:
    """The names of the components that a schema, or anything that holds schemas, refers to."""
    if isinstance(value, list):
        return [name for item in value for name in references(item)]
    if not isinstance(value, dict):
        return []
    named = value.get("$ref")
    own = [named.removeprefix(REF_PREFIX)] if isinstance(named, str) and named.startswith(REF_PREFIX) else []
    return own + references(list(value.values()))


class Schemas:
    """The schemas of a set of types, and the components that they share."""

    def __init__(self, kinds: Iterable[Any]) -> None:
        self._kinds = [part for kind in kinds for part in members(kind)]
        schemas, found = msgspec.json.schema_components(
            self._kinds, schema_hook=_schema_hook, ref_template=REF_PREFIX + "{name}"
        )
        names = _readable_names(found)
        self._schemas = [_clean(schema, names) for schema in schemas]
        self.components: dict[str, Schema] = {
            names[name]: _component(_clean(schema, names)) for name, schema in found.items()
        }

    def of(self, kind: Any) -> Schema:
        """The schema of one of the types. Structs in a union need no tag here: an answer is one of them."""
        schemas = [self._schemas[self._kinds.index(part)] for part in members(kind)]
        return dict(schemas[0]) if len(schemas) == 1 else {"anyOf": schemas}

    def with_ignored(self, form: Any, view: Any) -> Schema:
        """The schema of a form into which whatever of ``view`` it lacks may be put, and is ignored.

        Clients send back what they were given. Those fields are marked as read-only.
        """
        (shown,) = references(self.of(view))
        schemas = [self._with_ignored(self.of(part), self.components[shown]) for part in members(form)]
        return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}

    def _with_ignored(self, schema: Schema, view: Schema) -> Schema:
        if schema.get("type") == "array":
            return schema | {"items": self._with_ignored(schema["items"], view)}
        name = schema["$ref"].removeprefix(REF_PREFIX)
        form = self.components[name]
        ignored = {
            field: _read_only(said)
            for field, said in view["properties"].items()
            if field not in form["properties"]
        }
        self.components[f"{name}OrView"] = form | {"properties": form["properties"] | ignored}
        return {"$ref": f"{REF_PREFIX}{name}OrView"}


def _read_only(schema: Schema) -> Schema:
    words = schema.get("description", "")
    return schema | {"readOnly": True, "description": f"{words} Ignored here.".strip()}


def _schema_hook(kind: type) -> Schema:
    """What msgspec has no schema for: a plain ``object`` is anything."""
    if kind is object:
        return {"description": "Any JSON value."}
    raise NotImplementedError


def _readable_names(found: Mapping[str, Schema]) -> dict[str, str]:
    """The name that msgspec gives each component, to ours."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for name, schema in found.items():
        readable = _of(schema.get("title", name))
        module = name.split(".")[:-1]
        if module:  # two types have the title: msgspec names them by their modules
            readable = _camel(module[1:2]) + readable
        if readable in taken:
            readable = _camel(module) + _of(schema.get("title", name))
        taken.add(readable)
        names[name] = readable
    return names


def _of(title: str) -> str:
    """``Page[PoolView]`` as ``PageOfPoolView``."""
    outer, _, inner = title.partition("[")
    parts = [part.strip().rpartition(".")[2] for part in inner.rstrip("]").replace("[", ",").split(",")]
    return f"{outer}Of{'And'.join(parts)}" if inner else outer


def _camel(parts: Iterable[str]) -> str:
    return "".join(word.capitalize() for part in parts for word in part.split("_"))


def _clean(value: Any, names: Mapping[str, str]) -> Any:
    """The same schema with our names in its references and its descriptions in Markdown."""
    if isinstance(value, list):
        return [_clean(item, names) for item in value]
    if not isinstance(value, dict):
        return value
    cleaned = {key: _clean(item, names) for key, item in value.items()}
    if isinstance(value.get("$ref"), str):
        cleaned["$ref"] = _renamed(value["$ref"], names)
    if isinstance(value.get("pattern"), str):
        # Readers of schemas know `$` for a text's end; to Python it is also before a last line's.
        cleaned["pattern"] = value["pattern"].replace(r"\Z", "$")
    if isinstance(value.get("description"), str):
        cleaned["description"] = markdown(value["description"])
    if isinstance(value.get("discriminator"), dict) and "mapping" in value["discriminator"]:
        mapping = value["discriminator"]["mapping"]
        cleaned["discriminator"]["mapping"] = {tag: _renamed(to, names) for tag, to in mapping.items()}
    return cleaned


def _renamed(reference: str, names: Mapping[str, str]) -> str:
    return REF_PREFIX + names[reference.removeprefix(REF_PREFIX)]


def _component(schema: Schema) -> Schema:
    """A component says its name by its key; an enumeration of strings says that it is one."""
    schema.pop("title", None)
    if not schema.get("required", True):
        del schema["required"]
    if "enum" in schema and all(isinstance(value, str) for value in schema["enum"]):
        schema = {"type": "string", **schema}
    return schema
