"""What an assignment is (Toloka: "Assignment")."""

from __future__ import annotations

import enum
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from talka.kernel.events import Event
from talka.kernel.owner import Owner
from talka.tasks.model import RawTask


class AssignmentStatus(enum.StrEnum):
    """Where the work on a suite stands."""

    ACTIVE = "ACTIVE"
    SUBMITTED = "SUBMITTED"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    SKIPPED = "SKIPPED"
    EXPIRED = "EXPIRED"


class Solution(msgspec.Struct, frozen=True):
    """A worker's answer to one task."""

    output_values: dict[str, Any]


class Assignment(msgspec.Struct, frozen=True):
    """A stored assignment. ``reward`` and ``fee`` are micro-units, frozen when it was issued."""

    id: str
    pool_id: int
    project_id: int
    requester_id: str
    suite_id: str
    user_id: str
    status: str
    mixed: int
    reward: int
    fee: int
    created: int
    deadline: int
    submitted: int | None
    accepted: int | None
    rejected: int | None
    skipped: int | None
    expired: int | None
    review_until: int | None
    task_ids: str
    solutions: str | None
    first_attempts: str | None
    public_comment: str | None
    automerged: int = 0

    @property
    def tasks(self) -> list[str]:
        """The ids of its tasks, in their order on the page."""
        return msgspec.json.decode(self.task_ids, type=list[str])


class AssignmentPatch(msgspec.Struct, frozen=True):
    """``PATCH /assignments/{id}``."""

    status: AssignmentStatus | None = None
    public_comment: Annotated[str, Meta(max_length=2048)] | None = None


class AssignmentView(msgspec.Struct, frozen=True, omit_defaults=True):
    """An assignment as the requester's API shows it; only times of states reached are present."""

    id: str
    task_suite_id: str
    pool_id: str
    user_id: str
    status: str
    reward: float
    tasks: list[RawTask]
    mixed: bool
    automerged: bool
    created: str
    owner: Owner
    solutions: list[Solution] | None = None
    first_declined_solution_attempt: list[Solution] | None = None
    public_comment: str | None = None
    submitted: str | None = None
    accepted: str | None = None
    rejected: str | None = None
    skipped: str | None = None
    expired: str | None = None
    bonus_ids: list[str] | None = None


class AssignmentCreated(Event, frozen=True):
    """A worker was given a suite."""

    assignment: Assignment


class AnswersArrived(Event, frozen=True):
    """A worker's answers are about to be taken in. Rows that it needs locked are locked now, before money."""

    assignment: Assignment


class AssignmentSubmitted(Event, frozen=True):
    """A worker's answers came in."""

    assignment: Assignment


class AssignmentAccepted(Event, frozen=True):
    """The answers were accepted and paid for."""

    assignment: Assignment


class AssignmentRejected(Event, frozen=True):
    """The answers were rejected."""

    assignment: Assignment


class AssignmentSkipped(Event, frozen=True):
    """The worker did not want the suite."""

    assignment: Assignment


class AssignmentExpired(Event, frozen=True):
    """Time ran out, or the worker gave the suite up."""

    assignment: Assignment
