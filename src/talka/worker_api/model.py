"""What a worker sees and sends."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from talka.assignments.model import Solution
from talka.quality_control.training import Mistake

MAX_DRAFT_BYTES = 1024 * 1024


class SolutionsForm(msgspec.Struct, frozen=True):
    """Answers to every task of a page, in order."""

    solutions: list[Solution]


class DraftForm(msgspec.Struct, frozen=True):
    """Unfinished answers, in whatever state they are."""

    solutions: list[Any]


class TakeForm(msgspec.Struct, frozen=True):
    """Which suite of a pool on the map: the one named, or the nearest to a position."""

    task_suite_id: str | None = None
    latitude: Annotated[float, Meta(ge=-90, le=90)] | None = None
    longitude: Annotated[float, Meta(ge=-180, le=180)] | None = None


class PointView(msgspec.Struct, frozen=True):
    """A suite on the map that the worker can take now."""

    task_suite_id: str
    latitude: float
    longitude: float
    reward: float


class Points(msgspec.Struct, frozen=True):
    """A page of a part of the map, in no order that means anything to people."""

    items: list[PointView]
    has_more: bool


class PageTask(msgspec.Struct, frozen=True):
    """A task as a worker sees it: never its kind or its known solutions."""

    id: str
    input_values: dict[str, Any]


class WorkView(msgspec.Struct, frozen=True, omit_defaults=True):
    """An assignment as its worker sees it; times end in ``Z``.

    ``proxy_pass``: where a page is opened whose requester has registered servers. They are at
    ``/api/proxy/<proxy_pass>/<server>/<path>``, for what sends no token along.
    """

    id: str
    status: str
    kind: str
    pool_id: str
    project_id: str
    project_name: str
    requester_name: str
    now: str
    created: str
    expires: str
    reward: float
    bonus_total: float
    input_spec: dict[str, Any]
    output_spec: dict[str, Any]
    tasks: list[PageTask]
    mistakes: list[Mistake]
    instructions: str | None = None
    view_spec: dict[str, Any] | None = None
    submitted: str | None = None
    accepted: str | None = None
    rejected: str | None = None
    skipped: str | None = None
    expired: str | None = None
    review_until: str | None = None
    public_comment: str | None = None
    solutions: list[Solution] | None = None
    draft: list[Any] | None = None
    proxy_pass: str | None = None


class WhyNot(msgspec.Struct, frozen=True):
    """A reason for a refusal: its code, and words for a person."""

    code: str
    words: str


class SubmitView(msgspec.Struct, frozen=True):
    """The answer to a submit."""

    assignment: WorkView
    mistakes: list[Mistake]


class NextView(msgspec.Struct, frozen=True):
    """The answer to a submit that asked for the next page: the page, or null and why."""

    assignment: WorkView
    mistakes: list[Mistake]
    next: WorkView | None
    why_not: WhyNot | None


class TaskItem(msgspec.Struct, frozen=True, omit_defaults=True):
    """One pool in the list of available work. ``group`` is the card that it belongs to.

    ``captcha_required``: a take will ask for a captcha first.
    """

    group: str
    project_id: str
    project_name: str
    requester_name: str
    pool_id: str
    kind: str
    reward: float
    assignment_max_duration_seconds: int
    tasks_per_suite: int
    auto_accept: bool
    review_days: int
    training_required: bool
    active_assignment_ids: list[str]
    adult: bool
    map: bool
    project_description: str | None = None
    why_not: list[WhyNot] | None = None
    captcha_required: bool = False


class Items(msgspec.Struct, frozen=True):
    """A list that is not paged."""

    items: list[TaskItem]


class CheckView(msgspec.Struct, frozen=True):
    """One of the checks behind a worker's access."""

    check: str
    passed: bool
    words: str


class AccessView(msgspec.Struct, frozen=True):
    """Why a worker may or may not take a pool."""

    allowed: bool
    checks: list[CheckView]


class EarningLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one page earned, or may earn, or one bonus; a bonus need not be for a page, nor have texts."""

    id: str
    kind: str
    status: str
    amount: float
    time: str
    assignment_id: str | None = None
    project_name: str | None = None
    title: str | None = None
    message: str | None = None


class Totals(msgspec.Struct, frozen=True):
    """All that was earned and not paid out, and what is under review."""

    available: float
    on_review: float


class Earnings(msgspec.Struct, frozen=True):
    """A worker's earnings, newest first."""

    items: list[EarningLine]
    has_more: bool
    totals: Totals


class History(msgspec.Struct, frozen=True):
    """A worker's assignments, newest first."""

    items: list[WorkView]
    has_more: bool
