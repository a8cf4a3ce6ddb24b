"""Actions of rules: what they are and what they need. Tags and parameters are Toloka's.

A closed set of frozen classes. ``rank`` is the order in which those that one event sets off are taken: a ban
sees the new skill, and work is put back last.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

import msgspec
from msgspec import Meta

from talka.http import forms
from talka.kernel.clock import DAY, HOUR, MINUTE
from talka.kernel.errors import FieldErrors
from talka.quality_control.conditions import Key, Kind
from talka.restrictions.model import RestrictionScope

Percent = Annotated[int, Meta(ge=0, le=100)]
Id = Annotated[str, Meta(min_length=1)] | int
"""An id in a rule: recorded clients write some as numbers."""


class Scope(enum.StrEnum):
    """How far a rule's restriction reaches."""

    POOL = "POOL"
    PROJECT = "PROJECT"
    ALL_PROJECTS = "ALL_PROJECTS"

    @property
    def restriction(self) -> RestrictionScope:
        """The same, among all scopes of restrictions."""
        return RestrictionScope(self.value)


class DurationUnit(enum.StrEnum):
    """What a restriction's duration is counted in."""

    MINUTES = "MINUTES"
    HOURS = "HOURS"
    DAYS = "DAYS"
    PERMANENT = "PERMANENT"


_UNITS = {DurationUnit.MINUTES: MINUTE, DurationUnit.HOURS: HOUR, DurationUnit.DAYS: DAY}


class Action(msgspec.Struct, frozen=True):
    """What all actions have; their fields are the action's ``parameters``."""

    tag: ClassVar[str]
    rank: ClassVar[int]

    def check(self, path: str, errors: FieldErrors) -> None:
        """What one field alone does not tell to be wrong."""


class SetSkill(Action, frozen=True, kw_only=True):
    """Give the worker a value in a skill."""

    tag = "SET_SKILL"
    rank = 0
    skill_id: Id
    skill_value: Percent


class SetSkillFromOutputField(Action, frozen=True, kw_only=True):
    """Give the worker one of the collector's rates as the value in a skill."""

    tag = "SET_SKILL_FROM_OUTPUT_FIELD"
    rank = 0
    skill_id: Id
    from_field: str

    @property
    def rate(self) -> str:
        """The rate's name; the docs also spell one of them otherwise."""
        return "incorrect_answers_rate" if self.from_field == "wrong_answers_rate" else self.from_field


class ApproveAllAssignments(Action, frozen=True):
    """Accept everything of the worker's in the pool that waits for review."""

    tag = "APPROVE_ALL_ASSIGNMENTS"
    rank = 1


class RejectAllAssignments(Action, frozen=True, kw_only=True):
    """Reject everything of the worker's in the pool that waits for review."""

    tag = "REJECT_ALL_ASSIGNMENTS"
    rank = 1
    public_comment: Annotated[str, Meta(min_length=1, max_length=2048)]


class Restrict(Action, frozen=True):
    """Keep the worker out; what the two forms of it have in common."""

    rank = 2

    @property
    def reach(self) -> Scope:
        """What the worker is kept out of."""
        raise NotImplementedError

    @property
    def lasts(self) -> int | None:
        """For how many milliseconds; None for good."""
        raise NotImplementedError

    @property
    def comment(self) -> str | None:
        """What the requester notes."""
        comment: str | None = getattr(self, "private_comment", None)
        return comment


class Restriction(Restrict, frozen=True, kw_only=True):
    """The older form, in days; without them for good."""

    tag = "RESTRICTION"
    scope: Scope
    duration_days: Annotated[int, Meta(ge=1)] | None = None
    private_comment: str | None = None

    @property
    def reach(self) -> Scope:
        return self.scope

    @property
    def lasts(self) -> int | None:
        return None if self.duration_days is None else self.duration_days * DAY


class RestrictionV2(Restrict, frozen=True, kw_only=True):
    """The newer form; a permanent one has no duration, or one that does not matter."""

    tag = "RESTRICTION_V2"
    scope: Scope
    duration_unit: DurationUnit
    duration: Annotated[int, Meta(ge=1)] | None = None
    private_comment: str | None = None

    @property
    def reach(self) -> Scope:
        return self.scope

    @property
    def lasts(self) -> int | None:
        if self.duration_unit is DurationUnit.PERMANENT or self.duration is None:
            return None
        return self.duration * _UNITS[self.duration_unit]

    def check(self, path: str, errors: FieldErrors) -> None:
        if self.duration is None and self.duration_unit is not DurationUnit.PERMANENT:
            errors.add(f"{path}.duration", "VALUE_REQUIRED", f"Say how many {self.duration_unit.lower()}")


class CleanCollector(Action, frozen=True):
    """Forget what the collector observed of the worker."""

    tag = "CLEAN_COLLECTOR"
    rank = 3


class CleanAssignmentsHistory(Action, frozen=True):
    """Forget which pages of the pool the worker has had, so that they are given out to them again."""

    tag = "CLEAN_ASSIGNMENTS_HISTORY"
    rank = 3


class ChangeOverlap(Action, frozen=True, kw_only=True):
    """Give what the worker, or whoever is at issue, has done to more or fewer others."""

    tag = "CHANGE_OVERLAP"
    rank = 4
    delta: Annotated[int, Meta(ge=-30_000, le=30_000)]
    open_pool: bool | None = None

    def check(self, path: str, errors: FieldErrors) -> None:
        if self.delta == 0:
            errors.add(f"{path}.delta", "INVALID_VALUE", "The overlap is to change by something")


class SetPoolComplete(Action, frozen=True):
    """Give out nothing more of the pool."""

    tag = "SET_POOL_COMPLETE"
    rank = 5


ACTIONS: Mapping[str, type[Action]] = {
    action.tag: action
    for action in (
        SetSkill,
        SetSkillFromOutputField,
        ApproveAllAssignments,
        RejectAllAssignments,
        Restriction,
        RestrictionV2,
        CleanCollector,
        CleanAssignmentsHistory,
        ChangeOverlap,
        SetPoolComplete,
    )
}


def read(
    tag: str, parameters: Mapping[str, Any], keys: Mapping[str, Key], path: str, errors: FieldErrors
) -> Action | None:
    """An action with its parameters; None, and ``errors``, for one that cannot be."""
    kind = ACTIONS[tag]
    wrong = forms.explain(parameters, kind)
    errors.update(wrong.as_dict(), prefix=f"{path}.parameters")
    if wrong:
        return None
    action = forms.convert(parameters, kind)
    action.check(f"{path}.parameters", errors)
    rates = [key.name for key in keys.values() if key.kind is Kind.RATE]
    if isinstance(action, SetSkillFromOutputField) and action.rate not in rates:
        words = f"The collector's rates are {', '.join(rates)}"
        errors.add(f"{path}.parameters.from_field", "VALUE_NOT_ALLOWED", words, rates)
    return action
