"""What an operation is (Toloka: "Operation")."""

from __future__ import annotations

import enum
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from talka.http.schemas import inlined


class OperationType(enum.StrEnum):
    """What the operation does."""

    POOL_OPEN = "POOL.OPEN"
    POOL_CLOSE = "POOL.CLOSE"
    POOL_ARCHIVE = "POOL.ARCHIVE"
    POOL_CLONE = "POOL.CLONE"
    TRAINING_OPEN = "TRAINING.OPEN"
    TRAINING_CLOSE = "TRAINING.CLOSE"
    TRAINING_ARCHIVE = "TRAINING.ARCHIVE"
    TRAINING_CLONE = "TRAINING.CLONE"
    PROJECT_ARCHIVE = "PROJECT.ARCHIVE"
    TASK_BATCH_CREATE = "TASK.BATCH_CREATE"
    TASK_SUITE_BATCH_CREATE = "TASK_SUITE.BATCH_CREATE"
    USER_BONUS_BATCH_CREATE = "USER_BONUS.BATCH_CREATE"
    SOLUTION_AGGREGATE = "SOLUTION.AGGREGATE"
    ANALYTICS = "ANALYTICS"
    POOL_EXPORT = "POOL.EXPORT"
    QUALITY_REVIEW_ALL = "QUALITY.REVIEW_ALL"
    QUALITY_PUT_BACK = "QUALITY.PUT_BACK"
    QUALITY_COMPLETE_POOL = "QUALITY.COMPLETE_POOL"
    QUALITY_ACCESS_LOST = "QUALITY.ACCESS_LOST"
    MESSAGES_SEND = "MESSAGES.SEND"
    APP_BATCH_LOAD = "APP.BATCH_LOAD"
    APP_BATCH_DECIDE = "APP.BATCH_DECIDE"


OUR_OWN = (
    *(kind for kind in OperationType if kind.startswith(("QUALITY.", "MESSAGES.", "APP."))),
    OperationType.POOL_EXPORT,
)
"""What rules, mailings, apps and files set going. Lists leave it out: Toloka's clients know no such types."""


class OperationStatus(enum.StrEnum):
    """How far it is."""

    PENDING = "PENDING"
    RUNNING = "RUNNING"
    SUCCESS = "SUCCESS"
    FAIL = "FAIL"


class Operation(msgspec.Struct, frozen=True):
    """The stored operation. ``state`` is where its job keeps how far it came."""

    id: str
    requester_id: str
    type: str
    status: str
    submitted: int
    started: int | None
    finished: int | None
    progress: int
    parameters: str
    details: str
    state: str


class OperationParameters(msgspec.Struct, frozen=True):
    """What an operation was asked to do, as far as its type has it. Some types have more."""

    project_id: str | None = None
    pool_id: str | None = None
    training_id: str | None = None
    allow_defaults: bool | None = None
    open_pool: bool | None = None
    skip_invalid_items: bool | None = None


class OperationDetails(msgspec.Struct, frozen=True):
    """What came of it, as far as its type has it. Some types have more."""

    total_count: int | None = None
    valid_count: int | None = None
    not_valid_count: int | None = None
    success_count: int | None = None
    failed_count: int | None = None


class OperationView(msgspec.Struct, frozen=True, omit_defaults=True):
    """An operation as Toloka's API shows it; times are absent until reached."""

    id: str
    type: str
    status: str
    submitted: str
    progress: int
    parameters: Annotated[msgspec.Raw, Meta(extra_json_schema=inlined(OperationParameters))]
    details: Annotated[msgspec.Raw, Meta(extra_json_schema=inlined(OperationDetails))]
    started: str | None = None
    finished: str | None = None


class LogItem(msgspec.Struct, frozen=True):
    """One line of a batch operation's log; ``input`` is what the client sent, to the letter."""

    type: str
    success: bool
    input: Any
    output: Any
