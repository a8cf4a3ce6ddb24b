"""What a copy is made of."""

from __future__ import annotations

import enum
from typing import Any

import msgspec

from talka.tasks.model import BaselineSolution, KnownSolution


class Kind(enum.StrEnum):
    """What is copied, by the name of its list in the API."""

    SKILLS = "skills"
    PROJECTS = "projects"
    TRAININGS = "trainings"
    POOLS = "pools"
    TASKS = "tasks"
    TASK_SUITES = "task-suites"
    ASSIGNMENTS = "assignments"
    ATTACHMENTS = "attachments"
    USER_SKILLS = "user-skills"
    USER_RESTRICTIONS = "user-restrictions"
    USER_BONUSES = "user-bonuses"
    USERS = "users"


LISTS: tuple[Kind, ...] = tuple(kind for kind in Kind if kind is not Kind.USERS)
"""The kinds that have a list at the source; workers are known by what they did alone."""

OF_POOLS: tuple[Kind, ...] = (Kind.TASKS, Kind.TASK_SUITES, Kind.ASSIGNMENTS, Kind.ATTACHMENTS)
"""The kinds that are listed pool by pool."""

Item = dict[str, Any]
"""An object as the source showed it."""


class MigrationRefused(Exception):  # noqa: N818  named for what happened
    """Why nothing can be copied, or why the copying stopped, in one line for whoever runs it."""


class Overtaken(MigrationRefused):
    """Somebody else copies from the same source into the same account at this moment."""

    def __init__(self) -> None:
        super().__init__("another run is copying from this source just now; let one of them finish")


class Migration(msgspec.Struct, frozen=True):
    """One account's copy of one account elsewhere, over all of its runs."""

    id: str
    requester_id: str
    source: str
    source_requester_id: str
    created: int
    finished: int | None


class Mark(msgspec.Struct, frozen=True):
    """How far a list was read, and the last new id that was made of it; both empty at its beginning."""

    last_old: str = ""
    last_new: str = ""
    done: int = 0


class Note(msgspec.Struct, frozen=True):
    """What did not come along, or came otherwise than it was at the source.

    ``what`` is a code for programs, ``words`` are for people. ``scope`` is the old id of the pool, where the
    object is of one. ``again``: the next run looks once more.
    """

    kind: str
    old_id: str
    what: str
    words: str
    details: Any = None
    scope: str = ""
    again: bool = False


class Outcome(msgspec.Struct):
    """What a run came to: objects copied by kind, and notes about what there is to be said of them all."""

    copied: dict[str, int]
    notes: int

    def copied_of_all(self) -> int:
        """How many objects of every kind together."""
        return sum(self.copied.values())


# ---- what the source shows, read with as little insistence as can be ---------------------------------------


class SourceTask(msgspec.Struct):
    """A task, in a list or within a suite."""

    id: str
    input_values: dict[str, Any] = {}
    created: str | None = None
    overlap: int | None = None
    infinite_overlap: bool | None = None
    reserved_for: list[str] | None = None
    unavailable_for: list[str] | None = None
    known_solutions: list[KnownSolution] | None = None
    message_on_unknown_solution: str | None = None
    baseline_solutions: list[BaselineSolution] | None = None


class SourceSuite(msgspec.Struct):
    """A task suite."""

    id: str
    tasks: list[Item]
    created: str
    mixed: bool = False
    automerged: bool = False
    issuing_order_override: float | None = None
    overlap: int | None = None
    infinite_overlap: bool | None = None
    remaining_overlap: int | None = None
    reserved_for: list[str] | None = None
    unavailable_for: list[str] | None = None
    longitude: float | None = None
    latitude: float | None = None


class SourceSolution(msgspec.Struct):
    """A worker's answer to a task."""

    output_values: dict[str, Any] = {}


class SourceAssignment(msgspec.Struct):
    """An assignment."""

    id: str
    task_suite_id: str
    user_id: str
    status: str
    tasks: list[Item]
    created: str
    reward: float = 0.0
    mixed: bool = False
    automerged: bool = False
    solutions: list[SourceSolution] | None = None
    first_declined_solution_attempt: list[SourceSolution] | None = None
    public_comment: str | None = None
    submitted: str | None = None
    accepted: str | None = None
    rejected: str | None = None
    skipped: str | None = None
    expired: str | None = None


class AttachmentDetails(msgspec.Struct):
    """Who attached a file to what."""

    user_id: str
    assignment_id: str


class SourceAttachment(msgspec.Struct):
    """A file's record."""

    id: str
    name: str
    details: AttachmentDetails
    created: str
    media_type: str = "application/octet-stream"


class SourceUserSkill(msgspec.Struct):
    """A worker's value in a skill."""

    id: str
    skill_id: str
    user_id: str
    created: str
    value: float | None = None
    exact_value: float | None = None
    modified: str | None = None
    reason: str | None = None


class SourceRestriction(msgspec.Struct):
    """A worker kept out."""

    id: str
    scope: str
    user_id: str
    created: str
    project_id: str | int | None = None
    pool_id: str | int | None = None
    private_comment: str | None = None
    will_expire: str | None = None


class SourceBonus(msgspec.Struct):
    """A bonus."""

    id: str
    user_id: str
    amount: float
    created: str
    without_message: bool = False
    private_comment: str | None = None
    public_title: dict[str, str] | None = None
    public_message: dict[str, str] | None = None
    assignment_id: str | None = None
