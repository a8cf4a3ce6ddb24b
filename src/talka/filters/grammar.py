"""Filters as requesters write them: ``{"and": [...]}``, ``{"or": [...]}``, conditions, any of them nested.

Operators may be in any case and are kept in upper case; a number may be written as text; a skill may be named
by its id, as text or number, or by the whole skill. Fields that mean nothing here are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from talka.filters.conditions import ATTRIBUTES, SKILL, Attribute
from talka.filters.model import Category, Condition, Connective, Group, Node, Operator, Value
from talka.kernel.errors import FieldErrors
from talka.kernel.ids import parse_number

MAX_CHARACTERS = 10_000
MAX_DEPTH = 100
"""How deep groups may stand in one another: more than ten thousand characters can use to any purpose."""

ROOT = "filter"
_REQUIRED = "A value is needed here and must not be null"
_FOR_NULL = (Operator.EQ, Operator.NE, Operator.IN, Operator.NOT_IN)


def parse(value: Any, errors: FieldErrors, path: str = ROOT) -> Node | None:
    """The filter that a decoded JSON value is; None for one that lets everybody in, and for a wrong one.

    What is wrong is added to ``errors`` under paths like ``filter.and.0.value``.
    """
    if value is None or value == {}:
        return None
    found = FieldErrors()
    node = None
    if _is_short(value, path, found):
        node = _node(value, path, found, 0)
    errors.update(found.as_dict())
    if found or (isinstance(node, Group) and not node.members):
        return None
    return node


def normalise(value: Any, path: str = ROOT) -> dict[str, Any] | None:
    """The filter as it is kept and answered; None, never ``{}``, for one that lets everybody in.

    Raises:
        ValidationFailed: it is no filter; every fault is named.
    """
    errors = FieldErrors()
    node = parse(value, errors, path)
    errors.raise_if_any()
    return None if node is None else as_json(node)


def read(text: str) -> Node | None:
    """The filter in a JSON text that was checked before it was kept.

    Raises:
        ValidationFailed: it is no filter.
    """
    errors = FieldErrors()
    node = parse(msgspec.json.decode(text), errors)
    errors.raise_if_any()
    return node


def as_json(node: Node) -> dict[str, Any]:
    """The filter as a JSON object."""
    if isinstance(node, Group):
        return {node.connective.value: [as_json(member) for member in node.members]}
    return {
        "category": node.category.value,
        "key": node.key,
        "operator": node.operator.value,
        "value": node.value,
    }


def skill_keys(node: Node | None, path: str = ROOT) -> Iterator[tuple[str, int]]:
    """Every skill that the filter names, with the path of the key that names it."""
    if isinstance(node, Group):
        for place, member in enumerate(node.members):
            yield from skill_keys(member, f"{path}.{node.connective}.{place}")
    elif node is not None and node.category == Category.SKILL:
        yield f"{path}.key", int(node.key)


def skill_ids(node: Node | None) -> frozenset[int]:
    """Every skill that the filter names."""
    return frozenset(skill_id for _, skill_id in skill_keys(node))


# ---- reading ---------------------------------------------------------------------------------------------


def _is_short(value: Any, path: str, errors: FieldErrors) -> bool:
    try:
        length = len(msgspec.json.encode(value).decode())
    except RecursionError:
        _too_deep(path, errors)
        return False
    if length > MAX_CHARACTERS:
        message = f"A filter has at most {MAX_CHARACTERS} characters; this one has {length}"
        errors.add(path, "STRING_LENGTH_GREATER_THAN_MAX", message, [MAX_CHARACTERS])
    return length <= MAX_CHARACTERS


def _too_deep(path: str, errors: FieldErrors) -> None:
    errors.add(path, "INVALID_VALUE", f"The filter is nested more than {MAX_DEPTH} groups deep")


def _node(value: Any, path: str, errors: FieldErrors, depth: int) -> Node | None:
    if not isinstance(value, dict):
        errors.add(path, "OBJECT_EXPECTED", "The value must be an object: a condition, or a group of them")
        return None
    named = [connective for connective in Connective if value.get(connective.value) is not None]
    if not named:
        return _condition(value, path, errors)
    if len(named) > 1:
        errors.add(path, "MAX_ONE_PROPERTY_ALLOWED", "A group has either and or or, not both")
        return None
    return _group(value[named[0].value], named[0], path, errors, depth)


def _group(items: Any, connective: Connective, path: str, errors: FieldErrors, depth: int) -> Group | None:
    path = f"{path}.{connective}"
    if not isinstance(items, list):
        errors.add(path, "ARRAY_EXPECTED", "The value must be an array of conditions and groups")
    elif not items and connective == Connective.OR:
        errors.add(path, "ARRAY_SIZE_LESS_THAN_MIN", "At least one of no conditions cannot hold", [1])
    elif depth == MAX_DEPTH:
        _too_deep(path, errors)
    else:
        members = [_node(item, f"{path}.{place}", errors, depth + 1) for place, item in enumerate(items)]
        return Group(connective, tuple(member for member in members if member is not None))
    return None


def _condition(value: Mapping[str, Any], path: str, errors: FieldErrors) -> Condition | None:
    category = _choice(value.get("category"), [one.value for one in Category], f"{path}.category", errors)
    if category is None:
        return None
    kind = Category(category)
    key, attribute = _key(value.get("key"), kind, f"{path}.key", errors)
    if attribute is None:
        return None
    operator = _operator(value.get("operator"), attribute, f"{path}.operator", errors)
    wanted = _value(value, kind, attribute, operator, f"{path}.value", errors)
    return None if operator is None else Condition(kind, key, operator, wanted)


def _choice(value: Any, known: list[str], path: str, errors: FieldErrors) -> str | None:
    if value is None:
        errors.add(path, "VALUE_REQUIRED", _REQUIRED)
    elif isinstance(value, (dict, list)):
        errors.add(path, "SIMPLE_VALUE_EXPECTED", "The value must not be an object or an array")
    elif value not in known:
        errors.add(path, "UNKNOWN_ENUM_VALUE", f"The value must be one of: {', '.join(known)}", known)
    else:
        return str(value)
    return None


def _key(value: Any, category: Category, path: str, errors: FieldErrors) -> tuple[str, Attribute | None]:
    if category != Category.SKILL:
        name = _choice(value, list(ATTRIBUTES[category]), path, errors)
        return ("", None) if name is None else (name, ATTRIBUTES[category][name])
    if isinstance(value, dict) and "id" in value:
        value = value["id"]
    if value is None:
        errors.add(path, "VALUE_REQUIRED", _REQUIRED)
    elif isinstance(value, (dict, list)):
        errors.add(path, "SIMPLE_VALUE_EXPECTED", "The value must be the id of a skill")
    else:
        number = parse_number(str(value).strip())
        if number is not None:
            return str(number), SKILL
        errors.add(path, "INVALID_VALUE", f"{value!r} is not the id of a skill")
    return "", None


def _operator(value: Any, attribute: Attribute, path: str, errors: FieldErrors) -> Operator | None:
    name = value.strip().upper() if isinstance(value, str) else value
    chosen = _choice(name, [operator.value for operator in attribute.kind.operators], path, errors)
    return None if chosen is None else Operator(chosen)


def _value(
    condition: Mapping[str, Any],
    category: Category,
    attribute: Attribute,
    operator: Operator | None,
    path: str,
    errors: FieldErrors,
) -> Value:
    value = condition.get("value")
    if isinstance(value, (dict, list)):
        errors.add(path, "SIMPLE_VALUE_EXPECTED", "The value must not be an object or an array")
    elif value is not None:
        return attribute.read(value, path, errors)
    elif not _may_be_null(condition, category, attribute, operator):
        errors.add(path, "VALUE_REQUIRED", _REQUIRED)
    return None


def _may_be_null(
    condition: Mapping[str, Any], category: Category, attribute: Attribute, operator: Operator | None
) -> bool:
    """Null asks for workers of whom nothing is known; of a skill, leaving the value out does as well."""
    is_said = "value" in condition or category == Category.SKILL
    return attribute.nullable and is_said and (operator is None or operator in _FOR_NULL)
