"""What a restriction is (Toloka: "User restriction")."""

from __future__ import annotations

import enum

import msgspec

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
