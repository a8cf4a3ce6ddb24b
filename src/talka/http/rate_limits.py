"""How much a requester may ask for: none of it is limited unless the operator says so.

``toloka`` sets what Toloka's page documents ("Rate limiting" of the API reference). A file in TOML sets
one's own::

    requests_per_second = 300
    [create_tasks]
    minute = 200000
    day = 4000000
"""

from __future__ import annotations

import enum
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from talka.kernel import clock

Count = Annotated[int, Meta(ge=1, le=10**12)]


class Period(enum.StrEnum):
    """How long is counted, in the words of a refusal's ``interval``."""

    DAY = "DAY"
    HOUR = "HOUR"
    MIN = "MIN"

    @property
    def milliseconds(self) -> int:
        """Its length."""
        return {Period.DAY: clock.DAY, Period.HOUR: clock.HOUR, Period.MIN: clock.MINUTE}[self]

    @property
    def words(self) -> str:
        """What a person calls it."""
        return "minute" if self is Period.MIN else self.lower()


class RateLimit(enum.StrEnum):
    """What is counted: requests, but objects where one request may bring many."""

    AGGREGATE = "aggregate"
    SET_USER_SKILL = "set_user_skill"
    CHANGE_OVERLAP = "change_overlap"
    CLONE_POOL = "clone_pool"
    CLONE_TRAINING = "clone_training"
    CREATE_POOL = "create_pool"
    CREATE_PROJECT = "create_project"
    CREATE_SKILL = "create_skill"
    CREATE_TASKS = "create_tasks"
    CREATE_TASK_SUITES = "create_task_suites"
    CREATE_TRAINING = "create_training"
    CREATE_USER_BONUSES = "create_user_bonuses"
    COMPOSE_TO_ALL = "compose_to_all"
    COMPOSE_MESSAGES = "compose_messages"
    SHARE_ACCESS = "share_access"


class Quota(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The most within a minute, an hour and a day; what is left out is not limited."""

    minute: Count | None = None
    hour: Count | None = None
    day: Count | None = None

    def periods(self) -> Iterator[tuple[Period, int]]:
        """Each period that has a limit, the longest first."""
        for period, most in ((Period.DAY, self.day), (Period.HOUR, self.hour), (Period.MIN, self.minute)):
            if most is not None:
                yield period, most


class RateLimits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every limit. The fields that hold a :class:`Quota` are named like the members of :class:`RateLimit`.

    ``requests_per_second`` is one requester's; the two sizes are those of all ``input_values`` and all
    ``output_values`` of one request that creates tasks or task suites, in bytes as they were sent.
    """

    requests_per_second: Count | None = None
    input_values_bytes: Count | None = None
    output_values_bytes: Count | None = None
    aggregate: Quota = Quota()
    set_user_skill: Quota = Quota()
    change_overlap: Quota = Quota()
    clone_pool: Quota = Quota()
    clone_training: Quota = Quota()
    create_pool: Quota = Quota()
    create_project: Quota = Quota()
    create_skill: Quota = Quota()
    create_tasks: Quota = Quota()
    create_task_suites: Quota = Quota()
    create_training: Quota = Quota()
    create_user_bonuses: Quota = Quota()
    compose_to_all: Quota = Quota()
    compose_messages: Quota = Quota()
    share_access: Quota = Quota()

    def quota(self, limit: RateLimit) -> tuple[tuple[Period, int], ...]:
        """The periods that limit something, the longest first; empty where nothing does."""
        found: Quota = getattr(self, limit.value)
        return tuple(found.periods())


_SETTINGS = Quota(minute=20, day=100)

TOLOKA = RateLimits(
    requests_per_second=300,
    input_values_bytes=1_048_576,
    output_values_bytes=4_194_304,
    aggregate=Quota(minute=5, hour=30, day=200),
    set_user_skill=Quota(day=100_000),
    change_overlap=Quota(hour=10),
    clone_pool=_SETTINGS,
    clone_training=_SETTINGS,
    create_pool=_SETTINGS,
    create_project=_SETTINGS,
    create_skill=Quota(minute=10, day=100),
    create_tasks=Quota(minute=200_000, day=4_000_000),
    create_task_suites=Quota(minute=100_000, day=2_000_000),
    create_training=_SETTINGS,
    create_user_bonuses=Quota(day=10_000),
    compose_to_all=Quota(day=1),
    compose_messages=Quota(day=100_000),
    share_access=Quota(day=100),
)
"""What the hosted service documents."""


def read_rate_limits(text: str) -> RateLimits | None:
    """The limits that a setting names: ``off`` (None), ``toloka``, or the path of a TOML file.

    Raises:
        OSError: the file cannot be read.
        ValueError: it is not TOML, or says what is no limit.
    """
    said = text.strip()
    if said.lower() in {"", "off"}:
        return None
    if said.lower() == "toloka":
        return TOLOKA
    return msgspec.convert(tomllib.loads(Path(said).read_text(encoding="utf-8")), RateLimits)
