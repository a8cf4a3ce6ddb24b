"""What collectors observe: plain values, made of events and whatever had to be read to understand them."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Any

import msgspec


class Happening(msgspec.Struct, frozen=True):
    """Something that rules may look at."""


class OfWorker(Happening, frozen=True):
    """What one worker did, or what happened to them."""

    user_id: str


class OfPage(OfWorker, frozen=True):
    """What happened to a page of theirs."""

    assignment_id: str


class OfSuite(OfPage, frozen=True):
    """What changes how the assignments of its suite stand."""

    suite_id: str


class Judged(msgspec.Struct, frozen=True):
    """An answer to a control task, or the first one to a training task, and the credit (0 to 1) it earned."""

    credit: float
    is_control: bool


class PageSubmitted(OfSuite, frozen=True):
    """A worker handed in a page. Times are in milliseconds, ``reward`` in micro-units.

    ``is_mixed``: the page was mixed for this worker, and its suite is nobody else's.
    """

    took: int
    reward: int
    judged: tuple[Judged, ...] = ()
    is_accepted: bool = False
    is_mixed: bool = False


class PageSkipped(OfPage, frozen=True):
    """A worker skipped a page."""


class Assessment(enum.StrEnum):
    """How a review ended."""

    ACCEPT = "ACCEPT"
    ACCEPT_AFTER_REJECT = "ACCEPT_AFTER_REJECT"
    REJECT = "REJECT"


class PageReviewed(OfSuite, frozen=True):
    """A page that waited for review, or was rejected once, was accepted or rejected."""

    reward: int
    submitted: int
    assessment: Assessment
    is_mixed: bool = False


class TaskAnswered(Happening, frozen=True):
    """Every slot of a general task has its answer.

    ``solutions`` holds the ``output_values`` of each worker; ``unjudged`` are those whose answers came since
    the task was complete last.
    """

    solutions: Mapping[str, Mapping[str, Any]]
    unjudged: frozenset[str]


class CaptchaAnswered(OfWorker, frozen=True):
    """A captcha that was shown because of the pool was solved, or was not."""

    passed: bool


class TrainingPageDone(OfWorker, frozen=True):
    """A worker completed a page of a training; the counts are those of the whole course so far."""

    pages: int
    answers: int
    credit: float
    is_over: bool


class Revocation(enum.StrEnum):
    """Why a worker lost access to a pool."""

    RESTRICTION = "RESTRICTION"
    SKILL_CHANGE = "SKILL_CHANGE"


class AccessLost(OfWorker, frozen=True):
    """A worker lost access to a pool that they have worked in."""

    reason: Revocation
    skill_id: str | None = None
