"""What aggregation reads and answers."""

from __future__ import annotations

import enum
from typing import Any, TypeAlias

import msgspec

Value: TypeAlias = str | int | float | bool
"""A value of a field that can be aggregated."""


class AggregatedSolutionType(enum.StrEnum):
    """The ways of aggregating that the API offers."""

    WEIGHTED_DYNAMIC_OVERLAP = "WEIGHTED_DYNAMIC_OVERLAP"
    DAWID_SKENE = "DAWID_SKENE"


class Voter(msgspec.Struct, frozen=True):
    """One solution of a task, and the probability from 0 to 1 that whoever gave it is right."""

    output_values: dict[str, Any]
    accuracy: float


class Vote(msgspec.Struct, frozen=True):
    """A value given for one field, and the probability from 0 to 1 that its giver is right."""

    value: Value
    accuracy: float


class Outcome(msgspec.Struct, frozen=True):
    """The value that won in one field, and the probability from 0 to 1 that it is the true one."""

    value: Value
    confidence: float


class AggregatedAnswer(msgspec.Struct, frozen=True):
    """The values that won in each field of a task, and the confidence in all of them."""

    output_values: dict[str, Value]
    confidence: float
