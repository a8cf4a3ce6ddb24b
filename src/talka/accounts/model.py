"""People."""

from __future__ import annotations

import enum
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from talka.kernel.events import Event


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


class ProfileView(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A profile as its owner sees it; what was not said is left out."""

    full_name: str | None = None
    country: str | None = None
    citizenship: str | None = None
    languages: list[str]
    date_of_birth: str | None = None
    gender: Gender | None = None
    city: str | None = None
    education: Education | None = None
    adult_allowed: bool


Name = Annotated[str, Meta(max_length=255)]


class ProfileForm(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a worker says of themselves: what is left out stays as it was, ``null`` takes it back.

    ``country`` and ``citizenship`` are ISO 3166-1 alpha-2 codes, ``languages`` ISO 639-1. Of a
    ``year_of_birth`` the 1 January is kept.
    """

    full_name: Name | UnsetType | None = UNSET
    country: str | UnsetType | None = UNSET
    citizenship: str | UnsetType | None = UNSET
    languages: Annotated[list[str], Meta(max_length=50)] | UnsetType | None = UNSET
    date_of_birth: str | UnsetType | None = UNSET
    year_of_birth: int | UnsetType | None = UNSET
    gender: Gender | UnsetType | None = UNSET
    city: Name | UnsetType | None = UNSET
    education: Education | UnsetType | None = UNSET
    adult_allowed: bool | UnsetType = UNSET


MIN_PASSWORD = 8

NewPassword = Annotated[str, Meta(extra_json_schema={"minLength": MIN_PASSWORD})]


class RegistrationForm(msgspec.Struct, frozen=True):
    """``POST /register``. This version knows no invitations: an ``invite`` opens nothing."""

    login: str
    password: NewPassword
    invite: str | None = None
    profile: ProfileForm = ProfileForm()


class LoginForm(msgspec.Struct, frozen=True):
    """``POST /login``."""

    login: str
    password: str


class PasswordForm(msgspec.Struct, frozen=True):
    """``POST /me/password``. Who has no password yet leaves the old one out."""

    new_password: NewPassword
    old_password: str | None = None


class MePatch(ProfileForm, frozen=True, omit_defaults=True):
    """``PATCH /me``: fields of the profile, under ``profile`` or by themselves."""

    profile: ProfileForm = ProfileForm()


class Session(msgspec.Struct, frozen=True):
    """Who logged in, and the token that says so."""

    user_id: str
    token: str


class WorkerAccount(msgspec.Struct, frozen=True):
    """A worker's stored account; an erased one keeps its id as a pseudonym."""

    id: str
    login: str | None
    password_hash: str | None
    profile: str
    adult_allowed: int
    created: int
    deleted: int | None


class WorkerErased(Event, frozen=True):
    """A person is forgotten; their id stays as the pseudonym of what they did."""

    user_id: str
