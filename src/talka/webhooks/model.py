"""What webhook subscriptions and their deliveries are (Toloka: "Webhook subscription")."""

from __future__ import annotations

import enum
from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta

from talka.kernel.errors import FieldError


class EventType(enum.StrEnum):
    """What can be told. ``TEST_EVENT`` is sent by the test call only."""

    POOL_CLOSED = "POOL_CLOSED"
    DYNAMIC_OVERLAP_COMPLETED = "DYNAMIC_OVERLAP_COMPLETED"
    ASSIGNMENT_CREATED = "ASSIGNMENT_CREATED"
    ASSIGNMENT_SUBMITTED = "ASSIGNMENT_SUBMITTED"
    ASSIGNMENT_SKIPPED = "ASSIGNMENT_SKIPPED"
    ASSIGNMENT_EXPIRED = "ASSIGNMENT_EXPIRED"
    ASSIGNMENT_APPROVED = "ASSIGNMENT_APPROVED"
    ASSIGNMENT_REJECTED = "ASSIGNMENT_REJECTED"
    TEST_EVENT = "TEST_EVENT"


Id: TypeAlias = str | int
"""An id in a request: some clients write a pool's as a number."""


class SubscriptionForm(msgspec.Struct, frozen=True):
    """One subscription of ``PUT /webhook-subscriptions``. With ``secret_key``, what is sent is signed."""

    event_type: EventType
    webhook_url: Annotated[str, Meta(max_length=2048)]
    pool_id: Id
    secret_key: Annotated[str, Meta(min_length=1, max_length=1024)] | None = None


class Subscription(msgspec.Struct, frozen=True):
    """A stored subscription."""

    id: str
    requester_id: str
    pool_id: int
    event_type: str
    webhook_url: str
    secret_key: str | None
    created: int


class Test(msgspec.Struct, frozen=True):
    """A test event on its way: the very body that is sent, and the event's ``uuid`` in it."""

    subscription: Subscription
    uuid: str
    body: str


class SubscriptionView(msgspec.Struct, frozen=True):
    """A subscription as the API shows it; the secret is never shown."""

    id: str
    created: str
    event_type: EventType
    webhook_url: str
    pool_id: str


class SubscriptionsAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """The answer to an array: what was created and what was refused, by position."""

    items: dict[str, SubscriptionView]
    validation_errors: dict[str, dict[str, FieldError]] | None = None


class DeliveryStatus(enum.StrEnum):
    """Where a delivery stands. ``WAITING``: for the next attempt. ``FAILED``: it was given up."""

    SENDING = "SENDING"
    WAITING = "WAITING"
    DELIVERED = "DELIVERED"
    FAILED = "FAILED"


class ErrorType(enum.StrEnum):
    """Why an attempt failed."""

    CONNECTION_ERROR = "CONNECTION_ERROR"
    INTERNAL_ERROR = "INTERNAL_ERROR"
    REQUEST_TIMEOUT = "REQUEST_TIMEOUT"
    TOO_MANY_CONNECTIONS = "TOO_MANY_CONNECTIONS"
    UNKNOWN = "UNKNOWN"
    WRONG_STATUS_CODE = "WRONG_STATUS_CODE"


class Outcome(msgspec.Struct, frozen=True):
    """What came of one request to the receiver."""

    milliseconds: int
    status_code: int | None = None
    error_type: ErrorType | None = None
    message: str | None = None

    @property
    def success(self) -> bool:
        """Whether the receiver said that it has it."""
        return self.error_type is None


class Attempt(msgspec.Struct, frozen=True, omit_defaults=True):
    """One request to the receiver, as the log has it. ``ended`` is when it was over."""

    ended: str
    success: bool
    milliseconds: int
    status_code: int | None = None
    error_type: ErrorType | None = None
    message: str | None = None


class Delivery(msgspec.Struct, frozen=True):
    """A stored delivery. ``body`` is what is sent, to the byte, and is dropped when it is over."""

    id: str
    subscription_id: str
    type: str
    status: str
    created: int
    ready: int | None
    next_attempt: int | None
    finished: int | None
    body: str | None
    uuids: str
    attempts: str


class DeliveryView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of a subscription's log: the events sent together, and every attempt.

    ``next_attempt`` is there while it waits for one, ``finished`` once it was received or given up.
    """

    id: str
    created: str
    event_type: EventType
    status: DeliveryStatus
    uuids: list[str]
    attempts: list[Attempt]
    next_attempt: str | None = None
    finished: str | None = None


class TestResult(msgspec.Struct, frozen=True, omit_defaults=True, rename="camel"):
    """The answer to the test call. What the receiver did not answer has no time and no status."""

    success: bool
    uuids: list[str]
    response_received_at: str | None = None
    error_type: ErrorType | None = None
    original_status_code: int | None = None
