"""What a filter is made of, and what it looks at."""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Mapping
from typing import TypeAlias

import msgspec

from talka.accounts.devices import ClientType, DeviceCategory, OsFamily, UserAgentFamily, UserAgentType

EXPERIMENT_GROUPS = 100


class Category(enum.StrEnum):
    """Where what a condition looks at comes from."""

    PROFILE = "profile"
    COMPUTED = "computed"
    SKILL = "skill"


class Operator(enum.StrEnum):
    """How a condition compares."""

    EQ = "EQ"
    NE = "NE"
    GT = "GT"
    GTE = "GTE"
    LT = "LT"
    LTE = "LTE"
    IN = "IN"
    NOT_IN = "NOT_IN"


class Connective(enum.StrEnum):
    """How a group's members go together."""

    AND = "and"
    OR = "or"


Value: TypeAlias = bool | int | float | str | None


class Condition(msgspec.Struct, frozen=True):
    """One condition. A skill's ``key`` is its id in digits; the value None means that nothing is known."""

    category: Category
    key: str
    operator: Operator
    value: Value


class Group(msgspec.Struct, frozen=True):
    """Conditions and groups of which all, or at least one, must hold."""

    connective: Connective
    members: tuple[Node, ...]


Node: TypeAlias = Condition | Group


class WorkerAttributes(msgspec.Struct, frozen=True, kw_only=True):
    """A worker as filters see them, all plain values. What is not known is None, or UNKNOWN.

    The profile's and computed values are named like the keys that filters use. Countries are ISO codes,
    ``date_of_birth`` is in seconds since 1970, regions are ids, versions are ``major.minor`` and their parts.
    """

    gender: str | None = None
    country: str | None = None
    citizenship: str | None = None
    education: str | None = None
    adult_allowed: bool = False
    verified: bool = False
    date_of_birth: int | None = None
    city: int | None = None
    languages: tuple[str, ...] = ()
    region_by_phone: int | None = None
    region_by_ip: int | None = None
    rating: float | None = None
    device_category: str = DeviceCategory.UNKNOWN
    client_type: str = ClientType.UNKNOWN
    os_family: str = OsFamily.UNKNOWN
    os_version: float | None = None
    os_version_major: int | None = None
    os_version_minor: int | None = None
    os_version_bugfix: int | None = None
    user_agent_type: str = UserAgentType.UNKNOWN
    user_agent_family: str = UserAgentFamily.UNKNOWN
    user_agent_version: float | None = None
    user_agent_version_major: int | None = None
    user_agent_version_minor: int | None = None
    user_agent_version_bugfix: int | None = None
    experiment_group: int
    skills: Mapping[int, float] = {}


class Unmet(msgspec.Struct, frozen=True):
    """A part of a filter that does not hold. ``code`` is what the worker's API calls it, FILTER or SKILL."""

    code: str
    words: str


def experiment_group(user_id: str) -> int:
    """The worker's group for experiments, 1 to 100: the same for ever, and alike in size."""
    digest = hashlib.sha256(f"experiment group of {user_id}".encode()).digest()
    return int.from_bytes(digest[:8]) % EXPERIMENT_GROUPS + 1
