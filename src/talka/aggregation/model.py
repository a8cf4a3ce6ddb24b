"""What aggregation reads and answers."""

from __future__ import annotations

import enum
from typing import Any, TypeAlias

import msgspec

from talka.kernel.events import Event
from talka.pools.model import FieldName

Value: TypeAlias = str | int | float | bool
"""A value of a field that can be aggregated."""


class AggregatedSolutionType(enum.StrEnum):
    """The ways of aggregating that the API offers; the last is an addition of ours."""

    WEIGHTED_DYNAMIC_OVERLAP = "WEIGHTED_DYNAMIC_OVERLAP"
    DAWID_SKENE = "DAWID_SKENE"
    MAJORITY_VOTE = "MAJORITY_VOTE"


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


Id: TypeAlias = str | int
"""An id in a request: the official samples write a pool's now as a text, now as a number."""


class PoolAggregationForm(msgspec.Struct, frozen=True, kw_only=True):
    """``POST /aggregated-solutions/aggregate-by-pool``.

    Without ``fields`` (none, or an empty list) every output field that can be aggregated is. The skill is
    needed for weighted dynamic overlap only and ignored otherwise. ``use_worker_history`` is an addition of
    ours: the Dawid-Skene model then also knows what workers answered to tasks with known solutions, in this
    pool and in its project's others.
    """

    type: AggregatedSolutionType
    pool_id: Id
    answer_weight_skill_id: Id | None = None
    fields: list[FieldName] | None = None
    use_worker_history: bool | None = None


class TaskAggregationForm(PoolAggregationForm, frozen=True, kw_only=True):
    """``POST /aggregated-solutions/aggregate-by-task``."""

    task_id: str


class Plan(msgspec.Struct, frozen=True):
    """What to aggregate and how, as it was checked when asked for.

    ``options`` holds the possible values of each field; ``skill_id`` is the skill that weighs workers'
    votes, None where none does.
    """

    type: AggregatedSolutionType
    pool_id: int
    options: dict[str, list[Value]]
    skill_id: int | None = None
    worker_history: bool = False


class AggregatedSolutionView(msgspec.Struct, frozen=True):
    """The aggregated answer to a task, and the confidence in it from 0 to 1."""

    pool_id: str
    task_id: str
    confidence: float
    output_values: dict[str, Value]


class MatrixEntry(msgspec.Struct, frozen=True):
    """How often a worker gave a value where ``true_value`` is taken for the true one.

    The model is seldom certain, and so ``count`` is seldom whole. ``probability`` is its share of all that
    the worker gave there.
    """

    true_value: Value
    given_value: Value
    probability: float
    count: float


class WorkerMatricesView(msgspec.Struct, frozen=True):
    """A worker's confusion matrix in each field. Pairs that never occurred are left out."""

    user_id: str
    fields: dict[str, list[MatrixEntry]]


class DynamicOverlapCompleted(Event, frozen=True):
    """A task of a pool with dynamic overlap gets no more answers by itself (``DYNAMIC_OVERLAP_COMPLETED``).

    Its answers agree with ``confidence``, or its overlap is the most allowed. ``assignment_ids`` has the
    assignments whose answers count. ``output_values`` is empty where nobody filled in any of the fields.
    """

    requester_id: str
    project_id: int
    pool_id: int
    task_id: str
    confidence: float
    output_values: dict[str, Value]
    assignment_ids: list[str]
