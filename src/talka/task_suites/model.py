"""What a task suite is (Toloka: "TaskSuite")."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from talka.pools.model import Overlap
from talka.tasks.model import RawTask

Override = Annotated[float, Meta(ge=-99_999.99999, le=99_999.99999)]


class SuiteTask(RawTask, frozen=True, omit_defaults=True, kw_only=True):
    """A task of an uploaded suite: new, or (by ``id``) one of the pool's."""

    input_values: dict[str, Any] = msgspec.field(default_factory=dict)


class TaskSuiteForm(msgspec.Struct, frozen=True, omit_defaults=True):
    """One object of ``POST /task-suites``."""

    pool_id: str
    tasks: Annotated[list[SuiteTask], Meta(min_length=1, max_length=500)]
    overlap: Overlap | None = None
    infinite_overlap: bool | None = None
    reserved_for: list[str] | None = None
    unavailable_for: list[str] | None = None
    issuing_order_override: Override | None = None
    longitude: Annotated[float, Meta(ge=-180, le=180)] | None = None
    latitude: Annotated[float, Meta(ge=-90, le=90)] | None = None
    traits_all_of: list[str] | None = None
    traits_any_of: list[str] | None = None
    traits_none_of_any: list[str] | None = None


class TaskSuitePatch(msgspec.Struct, frozen=True, omit_defaults=True):
    """``PATCH /task-suites/{id}``."""

    overlap: Overlap | None = None
    infinite_overlap: bool | None = None
    issuing_order_override: Override | None = None
    open_pool: bool | None = None


class TaskSuite(msgspec.Struct, frozen=True):
    """A stored suite. ``body`` is the object as uploaded; a mixed suite has none."""

    id: str
    pool_id: int
    created: int
    mixed: int
    overlap: int | None
    infinite: int
    occupied: int
    issuing_order_override: float
    level: float | None
    epoch: int | None
    rank: int | None
    returned_rank: int | None
    reserved_for: str | None
    unavailable_for: str | None
    latitude: float | None
    longitude: float | None
    automerged: int
    task_ids: str
    body: str | None


class TaskSuiteView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A suite as the API shows it."""

    id: str
    pool_id: str
    tasks: list[RawTask]
    created: str
    mixed: bool
    automerged: bool
    issuing_order_override: float
    overlap: int | None = None
    infinite_overlap: bool | None = None
    remaining_overlap: int | None = None
    reserved_for: list[str] | None = None
    unavailable_for: list[str] | None = None
    longitude: float | None = None
    latitude: float | None = None
    traits_all_of: list[str] | None = None
    traits_any_of: list[str] | None = None
    traits_none_of_any: list[str] | None = None
