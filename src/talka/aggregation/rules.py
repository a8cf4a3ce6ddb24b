"""What can be aggregated, who votes with which weight, and one task's answer."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from talka.aggregation.confidence import UNKNOWN_ACCURACY, clamped, weighted_dynamic_overlap
from talka.aggregation.model import AggregatedAnswer, Plan, Value, Vote, Voter
from talka.kernel.errors import FieldErrors
from talka.pools.model import DynamicOverlapConfig, Pool
from talka.projects.model import TaskSpec
from talka.quality_control.answers import answer_key
from talka.tasks.model import BaselineSolution

MAX_INTEGER_RANGE = 32
"""The largest difference between an integer field's bounds that still can be aggregated."""

_TYPES_WITH_ALLOWED_VALUES = frozenset({"string", "number", "integer", "float", "boolean"})
_ROUNDING = 1e-9
"""What a confidence may lack of the least one: 0.7 is worked out as a little less by some ways."""

_INTEGER_TYPES = frozenset({"number", "integer"})


def options_of(spec: Mapping[str, Any]) -> tuple[Value, ...] | None:
    """Every value that an output field may take, in order, or None when the field cannot be aggregated.

    Strings and numbers need ``allowed_values``, integers may instead have bounds at most 32 apart, booleans
    need nothing. ``spec`` is the field's specification as the project holds it.
    """
    field_type = str(spec.get("type", "")).lower()
    allowed = spec.get("allowed_values")
    if allowed and field_type in _TYPES_WITH_ALLOWED_VALUES:
        return _distinct(allowed)
    if field_type == "boolean":
        return (False, True)
    if field_type in _INTEGER_TYPES:
        return _integers_between(spec.get("min_value"), spec.get("max_value"))
    return None


def _distinct(values: Iterable[Value]) -> tuple[Value, ...]:
    first_by_key: dict[object, Value] = {}
    for value in values:
        first_by_key.setdefault(answer_key(value), value)
    return tuple(first_by_key.values())


def _integers_between(low: float | None, high: float | None) -> tuple[Value, ...] | None:
    if low is None or high is None or not 0 <= high - low <= MAX_INTEGER_RANGE:
        return None
    return tuple(range(math.ceil(low), math.floor(high) + 1)) or None


def check_fields(output_spec: Mapping[str, Mapping[str, Any]], names: Sequence[str]) -> FieldErrors:
    """What is wrong with a list of fields to aggregate, under ``fields.N.name``; empty when nothing is."""
    errors = FieldErrors()
    for number, name in enumerate(names):
        path, spec = f"fields.{number}.name", output_spec.get(name)
        if spec is None:
            errors.add(path, "INVALID_VALUE", f"The project has no output field {name!r}")
        elif options_of(spec) is None:
            errors.add(path, "INVALID_VALUE", f"The output field {name!r} cannot be aggregated")
        elif name in names[:number]:
            errors.add(path, "DUPLICATE_VALUE_IN_ARRAY", f"The output field {name!r} is named twice")
    return errors


def options_by_field(
    output_spec: Mapping[str, Mapping[str, Any]], names: Collection[str]
) -> dict[str, list[Value]]:
    """The possible values of each field to aggregate: the fields named, or where none is, all that can be.

    Fields that cannot be aggregated are left out.
    """
    wanted = names or output_spec.keys()
    found = {name: options_of(spec) for name, spec in output_spec.items() if name in wanted}
    return {name: list(options) for name, options in found.items() if options is not None}


def worker_voter(output_values: dict[str, Any], skill_value: float | None) -> Voter:
    """A worker's solution, weighed by the exact value (0 to 100) of a skill that the worker may lack."""
    accuracy = UNKNOWN_ACCURACY if skill_value is None else skill_value / 100
    return Voter(output_values, clamped(accuracy))


def baseline_voter(baseline_solution: BaselineSolution) -> Voter:
    """A baseline solution of a task, which votes with its ``confidence_weight``."""
    return Voter(baseline_solution.output_values, clamped(baseline_solution.confidence_weight))


def aggregate_task(
    options: Mapping[str, Sequence[Value]], voters: Iterable[Voter]
) -> AggregatedAnswer | None:
    """One task's answer by weighted dynamic overlap, each field by itself.

    ``options`` holds the possible values of each field to aggregate. A field that nobody filled in is
    missing from the answer; None when all are. The confidence is that of the least certain field.
    """
    every = list(voters)
    outcomes = {
        name: weighted_dynamic_overlap(values, _votes(every, name)) for name, values in options.items()
    }
    decided = {name: outcome for name, outcome in outcomes.items() if outcome is not None}
    if not decided:
        return None
    return AggregatedAnswer(
        {name: outcome.value for name, outcome in decided.items()},
        min(outcome.confidence for outcome in decided.values()),
    )


def _votes(voters: Iterable[Voter], field: str) -> Iterable[Vote]:
    for voter in voters:
        value = voter.output_values.get(field)
        if value is not None:
            yield Vote(value, voter.accuracy)


def wants_another_answer(dynamic: DynamicOverlapConfig, overlap: int, confidence: float) -> bool:
    """Whether a task whose slots are all answered gets one slot more: not once it is sure enough, or full."""
    return confidence < dynamic.min_confidence - _ROUNDING and overlap < dynamic.max_overlap


def operation_parameters(pool: Pool, pool_name: str, task_spec: TaskSpec, plan: Plan) -> dict[str, Any]:
    """What an aggregation's operation tells of itself."""
    told: dict[str, Any] = {
        "pool_id": str(pool.id),
        "pool_name": pool_name,
        "project_id": str(pool.project_id),
        "requester_id": pool.requester_id,
        "algorithm": plan.type.value,
    }
    if plan.skill_id is None:
        told["input_fields"] = list(task_spec.input_spec)
        told["aggregated_output_fields"] = list(plan.options)
        told["missing_output_fields"] = [name for name in task_spec.output_spec if name not in plan.options]
    else:
        told["aggregated_fields"] = [{"name": name} for name in plan.options]
        told["answer_weight_skill_id"] = plan.skill_id  # a number, as the official samples have it
    if plan.worker_history:
        told["use_worker_history"] = True
    return told
