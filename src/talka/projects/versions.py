"""Versions of a project: how far an edit goes.

A version is ``major.minor``. Pools stay on the major version they were created with, so that what was
uploaded and answered stays right; minor versions reach all pools at once.
"""

from __future__ import annotations

from typing import Any

from talka.kernel.errors import FieldErrors
from talka.projects.field_spec import FieldSpec, parse_spec
from talka.projects.model import DifferenceLevel, ProjectForm, TaskSpec


def difference(before: TaskSpec, after: TaskSpec) -> DifferenceLevel:
    """How far apart two sound, normalised task specifications are.

    Breaking: a required field added, removed or renamed, a field made required, a field's type changed, a
    limit made tighter, a pattern set or changed, the set of allowed values changed. All else is not.
    """
    if before == after:
        return DifferenceLevel.EQUAL
    if _breaks(before.input_spec, after.input_spec) or _breaks(before.output_spec, after.output_spec):
        return DifferenceLevel.BREAKING_CHANGE
    return DifferenceLevel.NON_BREAKING_CHANGE


def project_difference(before: ProjectForm, after: ProjectForm) -> DifferenceLevel:
    """How far apart two normalised forms of a project are; texts and settings alone never break."""
    if before == after:
        return DifferenceLevel.EQUAL
    level = difference(before.task_spec, after.task_spec)
    return DifferenceLevel.NON_BREAKING_CHANGE if level is DifferenceLevel.EQUAL else level


def next_version(major: int, minor: int, level: DifferenceLevel) -> tuple[int, int]:
    """The version after an edit of that level."""
    if level is DifferenceLevel.BREAKING_CHANGE:
        return major + 1, 0
    return (major, minor) if level is DifferenceLevel.EQUAL else (major, minor + 1)


def _breaks(before: dict[str, Any], after: dict[str, Any]) -> bool:
    old, new = _fields(before), _fields(after)
    lonely = [fields[name] for fields in (old, new) for name in fields.keys() - (old.keys() & new.keys())]
    return any(field.required for field in lonely) or any(
        _field_breaks(old[name], new[name]) for name in old.keys() & new.keys()
    )


def _fields(spec: dict[str, Any]) -> dict[str, FieldSpec]:
    return parse_spec(spec, "", FieldErrors(), output=True)


def _field_breaks(old: FieldSpec, new: FieldSpec) -> bool:
    return (
        (old.kind, old.array) != (new.kind, new.array)
        or (new.required and not old.required)
        or _raised(old.min_value, new.min_value)
        or _lowered(old.max_value, new.max_value)
        or _raised(old.min_length or None, new.min_length or None)
        or _lowered(old.max_length, new.max_length)
        or _raised(old.min_size or None, new.min_size or None)
        or _lowered(old.max_size, new.max_size)
        or (new.pattern is not None and new.pattern != old.pattern)
        or _allowed(old) != _allowed(new)
    )


def _raised(old: float | None, new: float | None) -> bool:
    return new is not None and (old is None or new > old)


def _lowered(old: float | None, new: float | None) -> bool:
    return new is not None and (old is None or new < old)


def _allowed(field: FieldSpec) -> frozenset[object]:
    # Aggregation counts the answers there can be, so a longer list is another question too.
    return frozenset(field.allowed_values or ())
