"""What a restriction is (Toloka: "User restriction")."""

from __future__ import annotations

import enum
from typing import Annotated, TypeAlias

import msgspec
from msgspec import Meta

from talka.http.forms import TimeText
from talka.kernel.events import Event


class RestrictionScope(enum.StrEnum):
    """How far a restriction reaches. ``SYSTEM``: the whole platform, by its own decision."""

    POOL = "POOL"
    PROJECT = "PROJECT"
    ALL_PROJECTS = "ALL_PROJECTS"
    SYSTEM = "SYSTEM"


class Restriction(msgspec.Struct, frozen=True):
    """A worker kept out of a pool, a project, all of a requester's projects, or everything.

    ``target`` is what the scope is about; with scope and worker it names the restriction. ``will_expire`` is
    None for one that lasts until it is lifted.
    """

    id: int
    requester_id: str | None
    user_id: str
    scope: str
    target: str
    project_id: int | None
    pool_id: int | None
    private_comment: str | None
    will_expire: int | None
    created: int

    def is_active(self, now: int) -> bool:
        """Whether it keeps the worker out at this time."""
        return self.will_expire is None or self.will_expire > now


class RestrictionSet(Event, frozen=True):
    """A worker lost access; not announced when a restriction that lasts already is only prolonged."""

    restriction: Restriction


class RestrictionEnded(Event, frozen=True):
    """A restriction ran out or was lifted."""

    restriction: Restriction


Id: TypeAlias = str | int
"""An id in a request: the official samples write a project's as a number."""


class RestrictionForm(msgspec.Struct, frozen=True):
    """``PUT /user-restrictions``. Without ``will_expire`` it lasts until it is lifted."""

    scope: RestrictionScope
    user_id: str
    project_id: Id | None = None
    pool_id: Id | None = None
    private_comment: Annotated[str, Meta(max_length=499)] | None = None
    will_expire: TimeText | None = None


class RestrictionView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A restriction as the API shows it; one that lasts until it is lifted has no ``will_expire``."""

    id: str
    scope: str
    user_id: str
    created: str
    project_id: str | None = None
    pool_id: str | None = None
    private_comment: str | None = None
    will_expire: str | None = None
