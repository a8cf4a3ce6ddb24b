"""What can be asked about a pool, and the answers (toloka-kit: "analytics")."""

from __future__ import annotations

import enum
from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta

MAX_REQUESTS = 100
"""Figures that one call may ask for."""

MAX_HOURS = 8760


class Subject(enum.StrEnum):
    """What a figure may be about; a training counts as a pool."""

    POOL = "POOL"


class Figure(enum.StrEnum):
    """The figures: those that toloka-kit knows, and two of our own at the end."""

    REAL_TASKS = "real_tasks_count"
    SUBMITTED = "submitted_assignments_count"
    SKIPPED = "skipped_assignments_count"
    REJECTED = "rejected_assignments_count"
    APPROVED = "approved_assignments_count"
    COMPLETION = "completion_percentage"
    AVERAGE_TIME = "avg_submit_assignment_millis"
    SPENT = "spent_budget"
    WORKERS = "unique_workers_count"
    SUBMITTERS = "unique_submitters_count"
    ACTIVE_WORKERS = "active_workers_by_filter_count"
    ESTIMATED_ASSIGNMENTS = "estimated_assignments_count"
    EXPIRED = "expired_assignments_count"
    ESTIMATED_BUDGET = "estimated_budget"


class AnalyticsRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """One figure that is asked for. ``interval_hours`` goes with ``active_workers_by_filter_count`` only."""

    name: Annotated[Figure, Meta(examples=[str(Figure.REAL_TASKS)])]
    subject: Subject
    subject_id: str
    interval_hours: Annotated[int, Meta(ge=1, le=MAX_HOURS)] | None = None


class Extent(msgspec.Struct, frozen=True):
    """A figure that may have no end.

    ``infinite``: there is work of infinite overlap, which ``value`` leaves out. ``approximate``: pages that
    are held or not made yet hold an unknown number of tasks.
    """

    type: str
    value: float
    infinite: bool
    approximate: bool


Result: TypeAlias = int | float | Extent


class Answer(msgspec.Struct, frozen=True):
    """A figure as it was at ``finished``."""

    request: AnalyticsRequest
    result: Result
    finished: str
