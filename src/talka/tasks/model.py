"""What a task is (Toloka: "Task")."""

from __future__ import annotations

import enum
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from talka.kernel.events import Event
from talka.pools.model import Overlap
from talka.projects.localization import Localization

Weight = Annotated[float, Meta(ge=0, le=1)]
# The page says from 0 to 1, its own client's samples go above; a voter who is surer than sure is as sure.
Confidence = Annotated[float, Meta(ge=0)]


class TaskKind(enum.IntEnum):
    """Derived from a task's fields: no known solutions, known solutions, or these with a hint."""

    GENERAL = 0
    CONTROL = 2
    TRAINING = 4


class KnownSolution(msgspec.Struct, frozen=True):
    """A right answer to a control or training task."""

    output_values: dict[str, Any]
    correctness_weight: Weight = 1


class BaselineSolution(msgspec.Struct, frozen=True):
    """An answer that is counted as a voter's."""

    output_values: dict[str, Any]
    confidence_weight: Confidence = 1


class RawTask(msgspec.Struct, frozen=True, omit_defaults=True):
    """A task within a suite or an assignment."""

    input_values: dict[str, Any]
    id: str | None = None
    known_solutions: list[KnownSolution] | None = None
    message_on_unknown_solution: str | None = None
    baseline_solutions: list[BaselineSolution] | None = None
    localization_config: Localization | None = None


class Traits(msgspec.Struct, frozen=True):
    """What toloka-kit says of a task's workers beside filters: kept and shown, for nobody has traits."""

    traits_all_of: list[str] | None = None
    traits_any_of: list[str] | None = None
    traits_none_of_any: list[str] | None = None


class TaskForm(msgspec.Struct, frozen=True, omit_defaults=True):
    """One object of ``POST /tasks``."""

    pool_id: str
    input_values: dict[str, Any]
    known_solutions: list[KnownSolution] | None = None
    message_on_unknown_solution: str | None = None
    baseline_solutions: list[BaselineSolution] | None = None
    localization_config: Localization | None = None
    overlap: Overlap | None = None
    infinite_overlap: bool | None = None
    reserved_for: list[str] | None = None
    unavailable_for: list[str] | None = None
    traits_all_of: list[str] | None = None
    traits_any_of: list[str] | None = None
    traits_none_of_any: list[str] | None = None


class TaskPatch(msgspec.Struct, frozen=True, omit_defaults=True):
    """``PATCH /tasks/{id}``."""

    overlap: Overlap | None = None
    infinite_overlap: bool | None = None
    baseline_solutions: list[BaselineSolution] | None = None
    known_solutions: list[KnownSolution] | None = None
    message_on_unknown_solution: str | None = None
    open_pool: bool | None = None


class OverlapPatch(msgspec.Struct, frozen=True):
    """``PATCH /tasks/{id}/set-overlap-or-min`` (and the suites' one)."""

    overlap: Annotated[int, Meta(ge=0, le=30_000)] | None = None
    infinite_overlap: bool | None = None


class Task(msgspec.Struct, frozen=True):
    """A stored task. ``body`` is the object as it was uploaded, ``patch`` what was changed since."""

    id: str
    pool_id: int
    kind: int
    created: int
    overlap: int | None
    infinite: int
    occupied: int
    epoch: int | None
    rank: int | None
    returned_rank: int | None
    reserved_for: str | None
    unavailable_for: str | None
    body: str
    patch: str | None
    suite_id: str | None
    origin_task_id: str | None
    target_overlap: int | None


class TaskView(TaskForm, frozen=True, kw_only=True, omit_defaults=True):
    """A task as the API shows it."""

    id: str
    created: str
    overlap: int | None = None  # none is left where it was lowered to nothing
    remaining_overlap: int | None = None
    origin_task_id: str | None = None


def kind_of(known_solutions: list[KnownSolution] | None, hint: str | None) -> TaskKind:
    """Which kind of task its fields make it."""
    if not known_solutions:
        return TaskKind.GENERAL
    return TaskKind.TRAINING if hint else TaskKind.CONTROL


class FreeSlotsCancelled(Event, frozen=True):
    """A task's or manual suite's overlap was lowered to the slots that are taken."""

    pool_id: int
    unit_id: str
    is_suite: bool
