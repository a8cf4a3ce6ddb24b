"""People."""

from __future__ import annotations

import enum

import msgspec


class Gender(enum.StrEnum):
    """As Toloka's filters know it."""

    MALE = "MALE"
    FEMALE = "FEMALE"
    OTHER = "OTHER"


class Education(enum.StrEnum):
    """As Toloka's filters know it."""

    BASIC = "BASIC"
    MIDDLE = "MIDDLE"
    HIGH = "HIGH"


class Profile(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a worker said of themselves. Languages and countries are upper-case ISO codes."""

    full_name: str | None = None
    country: str | None = None
    citizenship: str | None = None
    languages: list[str] = []
    date_of_birth: str | None = None
    gender: Gender | None = None
    city: str | None = None
    education: Education | None = None
    adult_allowed: bool = False


class WorkerAccount(msgspec.Struct, frozen=True):
    """A worker's stored account; an erased one keeps its id as a pseudonym."""

    id: str
    login: str | None
    password_hash: str | None
    profile: str
    adult_allowed: int
    created: int
    deleted: int | None
