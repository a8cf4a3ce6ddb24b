"""Decisions about single objects: what refers to what, what is left out, what came otherwise than it was."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from talka.migration.model import Item, Kind

Look = Callable[[Kind, str], str | None]
"""The new id of an object, or None where it was not copied."""

_REFERENCES: Mapping[str, Kind] = {
    "skill_id": Kind.SKILLS,
    "answer_weight_skill_id": Kind.SKILLS,
    "training_pool_id": Kind.TRAININGS,
    "project_id": Kind.PROJECTS,
}
_LIST_OF_RULES = ("quality_control", "configs")
_EMPTY: tuple[Any, ...] = (None, False, "", [], {})


def with_new_ids(value: Any, look: Look, missing: dict[str, str], path: str = "") -> Any:
    """Settings with the new ids of whatever they name; ``missing`` gets what was not copied, by path."""
    if isinstance(value, list):
        return [with_new_ids(one, look, missing, _below(path, i)) for i, one in enumerate(value)]
    if not isinstance(value, dict):
        return value
    is_skill = value.get("category") == "skill" and "key" in value
    changed = {}
    for name, one in value.items():
        kind = Kind.SKILLS if is_skill and name == "key" else _REFERENCES.get(name)
        # AutoQuality writes a whole skill where its id belongs.
        named = one.get("id") if name == "key" and isinstance(one, dict) else one
        if kind is None or isinstance(named, bool) or not isinstance(named, (str, int)):
            changed[name] = with_new_ids(one, look, missing, _below(path, name))
            continue
        new = look(kind, str(named))
        if new is None:
            missing[_below(path, name)] = str(named)
        changed[name] = one if new is None else new
    return changed


def without(form: Item, path: str, needed: frozenset[str]) -> tuple[Item, str, Any] | None:
    """The settings without the part that a path lies in, that part's own path, and what it was.

    A rule's collector goes as a whole, and so does a filter. None where the part cannot be done without.
    """
    first, *rest = path.split(".")
    if (first, *rest[:1]) == _LIST_OF_RULES and len(rest) > 1 and rest[1].isdigit():
        number = int(rest[1])
        configs = list(form[first][rest[0]])
        if number < len(configs):
            gone = configs.pop(number)
            quality = {**form[first], rest[0]: configs}
            return {**form, first: quality}, ".".join([first, *rest[:2]]), gone
    if first == _LIST_OF_RULES[0] and rest and rest[0] in (form.get(first) or {}):
        quality = dict(form[first])
        gone = quality.pop(rest[0])
        return {**form, first: quality}, f"{first}.{rest[0]}", gone
    if first in form and first not in needed:
        return {name: one for name, one in form.items() if name != first}, first, form[first]
    return None


def differences(before: Any, after: Any, path: str = "") -> list[str]:
    """The paths of what was said ``before`` and is not so ``after``; nothing and absent are alike."""
    if before in _EMPTY and (after in _EMPTY or path == ""):
        return []
    if isinstance(before, dict) and isinstance(after, dict):
        found = []
        for name, one in before.items():
            found += differences(one, after.get(name), _below(path, name))
        return found
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        found = []
        for i, (one, other) in enumerate(zip(before, after, strict=True)):
            found += differences(one, other, _below(path, i))
        return found
    return [] if before == after else [path]


def unknown_fields(item: Item, known: frozenset[str]) -> Item:
    """What an object says under names that nobody knows here."""
    return {name: one for name, one in item.items() if name not in known and one not in _EMPTY}


def with_new_files(value: Any, new: Mapping[str, str]) -> Any:
    """An answer with the new ids of the files that it names."""
    if isinstance(value, dict):
        return {name: with_new_files(one, new) for name, one in value.items()}
    if isinstance(value, list):
        return [with_new_files(one, new) for one in value]
    return new.get(value, value) if isinstance(value, str) else value


def _below(path: str, name: object) -> str:
    return f"{path}.{name}" if path else str(name)
