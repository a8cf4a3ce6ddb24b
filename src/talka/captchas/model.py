"""What a captcha is, and what a worker sees and sends."""

from __future__ import annotations

import enum
from typing import Annotated

import msgspec
from msgspec import Meta

from talka.kernel.events import Event

KIND = "DIGITS"
LONGEST_ANSWER = 100


class Outcome(enum.StrEnum):
    """What became of a picture: answered, left alone until its time was over, or another was asked for."""

    PASSED = "PASSED"
    FAILED = "FAILED"
    EXPIRED = "EXPIRED"
    REPLACED = "REPLACED"


class Captcha(msgspec.Struct, frozen=True):
    """A picture of a captcha that was shown because of a pool; ``picture`` counts those of the same captcha.

    ``answer`` and ``given`` are sealed; ``outcome`` is None while it waits for its answer.
    """

    id: str
    worker_id: str
    pool_id: int
    answer: str
    picture: int
    created: int
    expires: int
    outcome: str | None = None
    given: str | None = None


class Standing(msgspec.Struct, frozen=True):
    """Where a worker stands: tasks completed since a captcha was solved, and what went wrong since then.

    ``pool_id`` is the pool that the next captcha is shown for, ``captcha_id`` the one that waits for its
    answer, ``asked`` counts pictures asked for since ``since_real``.
    """

    worker_id: str
    done: int
    pool_id: int
    failed: int
    captcha_id: str | None
    asked: int
    since_real: int


class CaptchaView(msgspec.Struct, frozen=True):
    """A captcha to be solved by eye or by ear: both forms say the same digits."""

    captcha_id: str
    kind: str
    image: str
    audio: str
    expires: str
    words: str
    image_text: str
    audio_text: str


class CaptchaForm(msgspec.Struct, frozen=True):
    """The answer to a captcha. White space and case do not matter."""

    captcha_id: str
    answer: Annotated[str, Meta(max_length=LONGEST_ANSWER)]


class CaptchaResult(msgspec.Struct, frozen=True):
    """Whether the answer was right; after a wrong one another captcha is needed."""

    passed: bool


class CaptchaShown(Event, frozen=True):
    """A captcha that was shown because of a pool was solved, or was not (left alone counts as that)."""

    user_id: str
    pool_id: int
    project_id: int
    requester_id: str
    passed: bool
