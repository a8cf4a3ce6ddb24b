"""Collectors: what is observed of workers and suites, and the numbers that rules compare.

A closed set. Each is one frozen class with everything that is said of it: what it listens to, what an
observation is and adds to its sums, which keys these answer, which actions its rules may take. A new one is
a class here and its name in ``COLLECTORS``. Tags, keys and their meaning are Toloka's.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Annotated, ClassVar, TypeAlias

import msgspec
from msgspec import Meta

from talka.kernel.money import MICRO
from talka.quality_control.conditions import Key, Kind, Value, keys_of
from talka.quality_control.happenings import (
    AccessLost,
    Assessment,
    CaptchaAnswered,
    Happening,
    PageReviewed,
    PageSkipped,
    PageSubmitted,
    Revocation,
    TaskAnswered,
    TrainingPageDone,
)
from talka.quality_control.memory import Sums, rate
from talka.quality_control.rules import majority_marks

MOST_REMEMBERED = 10_000
"""The longest ``history_size``."""

Observations: TypeAlias = Mapping[str, tuple[float, ...]]
"""What was observed of each worker, in order."""
HistorySize: TypeAlias = Annotated[int, Meta(ge=1, le=MOST_REMEMBERED)] | None
NOTHING: Observations = {}

_SKILLS = ("SET_SKILL",)
_RATES = ("SET_SKILL_FROM_OUTPUT_FIELD",)
_ON_WORKERS = (
    *("RESTRICTION", "RESTRICTION_V2", "APPROVE_ALL_ASSIGNMENTS", "REJECT_ALL_ASSIGNMENTS"),
    *("SET_POOL_COMPLETE", "CLEAN_ASSIGNMENTS_HISTORY", "CLEAN_COLLECTOR"),
)
_ON_OVERLAP = ("CHANGE_OVERLAP",)


class Keeps(enum.Enum):
    """What a collector's numbers come from."""

    WORKER = "sums over what was observed of the worker"
    DAY = "what was observed of the worker in the last 24 hours"
    SUITE = "how the suite's assignments stand"
    NOTHING = "the happening itself"


class Collector(msgspec.Struct, frozen=True):
    """What all collectors have; their fields are the parameters of ``collector_config``."""

    tag: ClassVar[str]
    keys: ClassVar[Mapping[str, Key]]
    actions: ClassVar[tuple[str, ...]] = (*_ON_WORKERS, *_SKILLS)
    hears: ClassVar[tuple[type[Happening], ...]]
    keeps: ClassVar[Keeps] = Keeps.WORKER

    @property
    def window(self) -> int | None:
        """How many of the last observations count; None: all of the pool's."""
        size: int | None = getattr(self, "history_size", None)
        return size

    @property
    def measure(self) -> str:
        """What besides the collector's type makes two observations comparable."""
        return ""

    def observe(self, happening: Happening) -> Observations:
        """What this says of whom."""
        raise NotImplementedError

    def begins_anew(self, _happening: Happening) -> bool:
        """Whether this makes earlier observations worthless."""
        return False

    def weigh(self, value: float) -> Sums:
        """What an observation adds to each sum."""
        return 1, value

    def values(self, sums: Sums, happening: Happening) -> dict[str, Value]:
        """What the keys stand for."""
        raise NotImplementedError


def _present(**values: Value | None) -> dict[str, Value]:
    return {name: value for name, value in values.items() if value is not None}


class GoldenSet(Collector, frozen=True):
    """Answers to control tasks, and first answers to training tasks, against known solutions.

    An observation is the credit earned, 0 to 1; that of a training task is moved up by 2.
    """

    tag = "GOLDEN_SET"
    keys = keys_of(
        Key("total_answers_count"),
        Key("correct_answers_rate", Kind.RATE),
        Key("incorrect_answers_rate", Kind.RATE),
        Key("golden_set_answers_count"),
        Key("golden_set_correct_answers_rate", Kind.RATE),
        Key("golden_set_incorrect_answers_rate", Kind.RATE),
    )
    actions = (*Collector.actions, *_RATES)
    hears = (PageSubmitted,)
    history_size: HistorySize = None

    def observe(self, happening: Happening) -> Observations:
        if not isinstance(happening, PageSubmitted) or not happening.judged:
            return NOTHING
        credits_earned = tuple(
            one.credit if one.is_control else one.credit + _TRAINING_OFFSET for one in happening.judged
        )
        return {happening.user_id: credits_earned}

    def weigh(self, value: float) -> Sums:
        if value >= _TRAINING_OFFSET:
            return 1, value - _TRAINING_OFFSET, 0, 0
        return 1, value, 1, value

    def values(self, sums: Sums, _happening: Happening) -> dict[str, Value]:
        total, credit, control, control_credit = sums
        return _present(
            total_answers_count=total,
            correct_answers_rate=rate(credit, total),
            incorrect_answers_rate=rate(total - credit, total),
            golden_set_answers_count=control,
            golden_set_correct_answers_rate=rate(control_credit, control),
            golden_set_incorrect_answers_rate=rate(control - control_credit, control),
        )


_TRAINING_OFFSET = 2


class MajorityVote(Collector, frozen=True, kw_only=True):
    """Answers to general tasks against those that at least ``answer_threshold`` workers gave."""

    tag = "MAJORITY_VOTE"
    keys = keys_of(
        Key("total_answers_count"),
        Key("correct_answers_rate", Kind.RATE),
        Key("incorrect_answers_rate", Kind.RATE),
    )
    actions = (*Collector.actions, *_RATES)
    hears = (TaskAnswered,)
    answer_threshold: Annotated[int, Meta(ge=1)]
    history_size: HistorySize = None

    @property
    def measure(self) -> str:
        return str(self.answer_threshold)

    def observe(self, happening: Happening) -> Observations:
        if not isinstance(happening, TaskAnswered):
            return NOTHING
        marks = majority_marks(happening.solutions, self.answer_threshold)
        return {user_id: (float(marks[user_id]),) for user_id in sorted(happening.unjudged & marks.keys())}

    def values(self, sums: Sums, _happening: Happening) -> dict[str, Value]:
        total, right = sums
        return _present(
            total_answers_count=total,
            correct_answers_rate=rate(right, total),
            incorrect_answers_rate=rate(total - right, total),
        )


class AssignmentSubmitTime(Collector, frozen=True, kw_only=True):
    """Pages handed in sooner after they were taken than ``fast_submit_threshold_seconds``.

    Recorded requests of toloka-kit's leave the threshold out: then no page is fast.
    """

    tag = "ASSIGNMENT_SUBMIT_TIME"
    keys = keys_of(Key("total_submitted_count"), Key("fast_submitted_count"))
    hears = (PageSubmitted,)
    fast_submit_threshold_seconds: Annotated[float, Meta(ge=0)] = 0
    history_size: HistorySize = None

    @property
    def measure(self) -> str:
        return f"{self.fast_submit_threshold_seconds:g}"

    def observe(self, happening: Happening) -> Observations:
        if not isinstance(happening, PageSubmitted):
            return NOTHING
        is_fast = happening.took < self.fast_submit_threshold_seconds * 1000
        return {happening.user_id: (float(is_fast),)}

    def values(self, sums: Sums, _happening: Happening) -> dict[str, Value]:
        total, fast = sums
        return {"total_submitted_count": total, "fast_submitted_count": fast}


class SkippedInRowAssignments(Collector, frozen=True):
    """Pages skipped one after the other; a page handed in begins a new row."""

    tag = "SKIPPED_IN_ROW_ASSIGNMENTS"
    keys = keys_of(Key("skipped_in_row_count"))
    hears = (PageSkipped, PageSubmitted)

    def observe(self, happening: Happening) -> Observations:
        if isinstance(happening, PageSkipped):
            return {happening.user_id: (1,)}
        return {happening.user_id: (0,)} if isinstance(happening, PageSubmitted) else NOTHING

    def begins_anew(self, happening: Happening) -> bool:
        return isinstance(happening, PageSubmitted)

    def weigh(self, value: float) -> Sums:
        return (value,)

    def values(self, sums: Sums, _happening: Happening) -> dict[str, Value]:
        return {"skipped_in_row_count": sums[0]}


class AnswerCount(Collector, frozen=True):
    """Pages handed in, whatever the key's name says."""

    tag = "ANSWER_COUNT"
    keys = keys_of(Key("assignments_accepted_count"))
    hears = (PageSubmitted,)

    def observe(self, happening: Happening) -> Observations:
        return {happening.user_id: (1,)} if isinstance(happening, PageSubmitted) else NOTHING

    def weigh(self, value: float) -> Sums:
        return (value,)

    def values(self, sums: Sums, _happening: Happening) -> dict[str, Value]:
        return {"assignments_accepted_count": sums[0]}


class Income(Collector, frozen=True):
    """What the worker earned in this pool in the last 24 hours: rewards of pages handed in, not rejected."""

    tag = "INCOME"
    keys = keys_of(Key("income_sum_for_last_24_hours"))
    hears = (PageSubmitted, PageReviewed)
    keeps = Keeps.DAY

    def observe(self, happening: Happening) -> Observations:
        if isinstance(happening, PageSubmitted):
            return {happening.user_id: (happening.reward,)}
        if isinstance(happening, PageReviewed) and happening.assessment is not Assessment.ACCEPT:
            returned = happening.assessment is Assessment.ACCEPT_AFTER_REJECT
            return {happening.user_id: (happening.reward if returned else -happening.reward,)}
        return NOTHING

    def weigh(self, value: float) -> Sums:
        return (value,)

    def values(self, sums: Sums, _happening: Happening) -> dict[str, Value]:
        return {"income_sum_for_last_24_hours": sums[0] / MICRO}


class AcceptanceRate(Collector, frozen=True):
    """Pages that were reviewed; one that is accepted after all is another observation."""

    tag = "ACCEPTANCE_RATE"
    keys = keys_of(
        Key("total_assignments_count"),
        Key("accepted_assignments_rate", Kind.RATE),
        Key("rejected_assignments_rate", Kind.RATE),
    )
    actions = (*Collector.actions, *_RATES)
    hears = (PageReviewed,)
    history_size: HistorySize = None

    def observe(self, happening: Happening) -> Observations:
        if not isinstance(happening, PageReviewed):
            return NOTHING
        return {happening.user_id: (float(happening.assessment is not Assessment.REJECT),)}

    def values(self, sums: Sums, _happening: Happening) -> dict[str, Value]:
        total, accepted = sums
        return _present(
            total_assignments_count=total,
            accepted_assignments_rate=rate(accepted, total),
            rejected_assignments_rate=rate(total - accepted, total),
        )


class AssignmentsAssessment(Collector, frozen=True):
    """How the assignments of a suite stand, all workers' together, and how a review just ended."""

    tag = "ASSIGNMENTS_ASSESSMENT"
    keys = keys_of(
        Key("pending_assignments_count"),
        Key("accepted_assignments_count"),
        Key("rejected_assignments_count"),
        Key("assessment_event", Kind.NAME, tuple(Assessment)),
    )
    # The page speaks of overlap only; toloka-kit's own samples give the page's worker a skill, too.
    actions = (*_ON_OVERLAP, *_SKILLS)
    hears = (PageSubmitted, PageReviewed)
    keeps = Keeps.SUITE

    def values(self, sums: Sums, happening: Happening) -> dict[str, Value]:
        pending, accepted, rejected = sums
        assessment = happening.assessment.value if isinstance(happening, PageReviewed) else None
        return _present(
            pending_assignments_count=pending,
            accepted_assignments_count=accepted,
            rejected_assignments_count=rejected,
            assessment_event=assessment,
        )


class UsersAssessment(Collector, frozen=True):
    """Workers who lose access to a pool that they have worked in."""

    tag = "USERS_ASSESSMENT"
    keys = keys_of(
        Key("pool_access_revoked_reason", Kind.NAME, tuple(Revocation)), Key("skill_id", Kind.NAME)
    )
    actions = _ON_OVERLAP
    hears = (AccessLost,)
    keeps = Keeps.NOTHING

    def values(self, _sums: Sums, happening: Happening) -> dict[str, Value]:
        if not isinstance(happening, AccessLost):
            return {}
        return _present(pool_access_revoked_reason=happening.reason.value, skill_id=happening.skill_id)


class Captcha(Collector, frozen=True):
    """Captchas that were shown because of the pool."""

    tag = "CAPTCHA"
    keys = keys_of(Key("stored_results_count"), Key("success_rate", Kind.RATE), Key("fail_rate", Kind.RATE))
    actions = (*Collector.actions, *_RATES)
    hears = (CaptchaAnswered,)
    history_size: HistorySize = None

    def observe(self, happening: Happening) -> Observations:
        if not isinstance(happening, CaptchaAnswered):
            return NOTHING
        return {happening.user_id: (float(happening.passed),)}

    def values(self, sums: Sums, _happening: Happening) -> dict[str, Value]:
        total, passed = sums
        return _present(
            stored_results_count=total,
            success_rate=rate(passed, total),
            fail_rate=rate(total - passed, total),
        )


class Training(Collector, frozen=True):
    """How far a worker is in a training: in a project's rules any of its own, in a pool's the linked one."""

    tag = "TRAINING"
    keys = keys_of(
        Key("submitted_assignments_count"),
        Key("total_answers_count"),
        Key("correct_answers_rate", Kind.RATE),
        Key("incorrect_answers_rate", Kind.RATE),
        Key("next_assignment_available", Kind.FLAG),
    )
    actions = (*_SKILLS, *_RATES)
    hears = (TrainingPageDone,)
    keeps = Keeps.NOTHING

    def values(self, _sums: Sums, happening: Happening) -> dict[str, Value]:
        if not isinstance(happening, TrainingPageDone):
            return {}
        return _present(
            submitted_assignments_count=happening.pages,
            total_answers_count=happening.answers,
            correct_answers_rate=rate(happening.credit, happening.answers),
            incorrect_answers_rate=rate(happening.answers - happening.credit, happening.answers),
            next_assignment_available=not happening.is_over,
        )


COLLECTORS: Mapping[str, type[Collector]] = {
    collector.tag: collector
    for collector in (
        GoldenSet,
        MajorityVote,
        AssignmentSubmitTime,
        SkippedInRowAssignments,
        AnswerCount,
        Income,
        AcceptanceRate,
        AssignmentsAssessment,
        UsersAssessment,
        Captcha,
        Training,
    )
}
