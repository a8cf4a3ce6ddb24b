"""What skills are (Toloka: "Skill", "UserSkill")."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from talka.kernel.events import Event
from talka.kernel.owner import Owner


class SkillForm(msgspec.Struct, frozen=True, omit_defaults=True):
    """``POST /skills`` and ``PUT /skills/{id}``. ``hidden`` skills are not shown to workers."""

    name: Annotated[str, Meta(min_length=1, max_length=255)]
    public_name: dict[str, str] | None = None
    private_comment: str | None = None
    public_requester_description: dict[str, str] | None = None
    hidden: bool | None = None
    skill_ttl_hours: Annotated[int, Meta(ge=1)] | None = None
    deprecated: bool | None = None


class Skill(msgspec.Struct, frozen=True):
    """A stored skill; a global one has no requester."""

    id: int
    requester_id: str | None
    training_project_id: int | None
    name: str
    hidden: int
    global_: int
    created: int
    modified: int
    form: str


class SkillView(SkillForm, frozen=True, kw_only=True, omit_defaults=True):
    """A skill as the API shows it."""

    id: str
    hidden: bool
    created: str
    training: bool
    global_: bool = msgspec.field(name="global")
    owner: Owner | None = None


class UserSkillForm(msgspec.Struct, frozen=True):
    """``PUT /user-skills``."""

    skill_id: str
    user_id: str
    value: Annotated[float, Meta(ge=0, le=100)]
    reason: str | None = None


class UserSkill(msgspec.Struct, frozen=True):
    """A worker's value in a skill, 0 to 100 with fractions."""

    id: int
    skill_id: int
    user_id: str
    exact_value: float
    created: int
    modified: int


class UserSkillView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A worker's value as the API shows it; ``value`` is rounded half up."""

    id: str
    skill_id: str
    user_id: str
    value: int
    exact_value: float
    created: str
    modified: str
    reason: str | None = None


class UserSkillChanged(Event, frozen=True):
    """A worker's value was set, or (``value`` None) removed; ``before`` None: there was none."""

    user_id: str
    skill_id: int
    before: float | None
    value: float | None
