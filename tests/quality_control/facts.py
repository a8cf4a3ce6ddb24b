"""What the reference evaluator is told, settings and pages and events, and the plain arithmetic of rules."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

HOUR = 3_600_000
DAY = 24 * HOUR
UNITS = {"MINUTES": 60_000, "HOURS": HOUR, "DAYS": DAY}
POOL_RULES, PROJECT_RULES = "POOL", "PROJECT"
OCCUPYING = ("ACTIVE", "SUBMITTED", "ACCEPTED", "REJECTED")
DONE = OCCUPYING[1:]
FIRST, LAST = 0, 5
RANKS = {
    "SET_SKILL": FIRST,
    "SET_SKILL_FROM_OUTPUT_FIELD": FIRST,
    "APPROVE_ALL_ASSIGNMENTS": 1,
    "REJECT_ALL_ASSIGNMENTS": 1,
    "RESTRICTION": 2,
    "RESTRICTION_V2": 2,
    "CLEAN_COLLECTOR": 3,
    "CHANGE_OVERLAP": LAST,
}
HEARS = {
    "GOLDEN_SET": {"done"},
    "MAJORITY_VOTE": {"verdict"},
    "ASSIGNMENT_SUBMIT_TIME": {"done"},
    "SKIPPED_IN_ROW_ASSIGNMENTS": {"done", "skipped"},
    "ANSWER_COUNT": {"done"},
    "INCOME": {"done", "reviewed"},
    "ACCEPTANCE_RATE": {"reviewed"},
    "ASSIGNMENTS_ASSESSMENT": {"done", "reviewed"},
    "USERS_ASSESSMENT": {"lost"},
    "CAPTCHA": {"captcha"},
    "TRAINING": {"course"},
}
OF_NOBODY = ("ASSIGNMENTS_ASSESSMENT", "USERS_ASSESSMENT", "TRAINING")

Place = tuple[Any, ...]
Unit = str


@dataclass(frozen=True)
class Rule:
    """A rule as a request has it; its text names it."""

    text: str
    conditions: list[dict[str, Any]] = field(compare=False)
    action: str = field(compare=False)
    parameters: dict[str, Any] = field(compare=False)


@dataclass(frozen=True)
class Config:
    """A collector of a pool or a project."""

    source: str
    uuid: str
    type: str
    parameters: dict[str, Any]
    rules: list[Rule]

    @property
    def window(self) -> int | None:
        return self.parameters.get("history_size")

    @property
    def measure(self) -> Any:
        return self.parameters.get("answer_threshold", self.parameters.get("fast_submit_threshold_seconds"))


def read(source: str, sent: Sequence[dict[str, Any]]) -> list[Config]:
    """Settings as they were sent."""
    return [
        Config(
            source,
            one["collector_config"]["uuid"],
            one["collector_config"]["type"],
            one["collector_config"]["parameters"],
            [
                Rule(
                    json.dumps(rule, sort_keys=True),
                    rule["conditions"],
                    rule["action"]["type"],
                    rule["action"]["parameters"],
                )
                for rule in one["rules"]
            ],
        )
        for one in sent
    ]


@dataclass
class Pool:
    """``pass_if`` is the least value of a skill, where a value is needed or may be missing."""

    id: int
    project: str
    configs: list[Config]
    is_training: bool = False
    auto_accept: bool = True
    filter_skill: str | None = None
    least: float = 0
    training_skill: str | None = None
    passing: float = 0
    tasks_in_training: int = 0
    linked: list[int] = field(default_factory=list)


@dataclass
class Page:
    """An assignment: its tasks with the general ones among them, and the units whose slots it takes."""

    id: str
    user: str
    pool: int
    suite: str
    mixed: bool
    tasks: list[str]
    units: list[Unit]
    reward: int
    created: int
    deadline: int
    status: str = "ACTIVE"
    submitted: int | None = None
    review_until: int | None = None
    was_rejected: bool = False
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    first: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class What:
    """Something that rules may look at."""

    kind: str
    user: str
    page: Page | None = None
    verdict: str | None = None
    votes: dict[str, Any] = field(default_factory=dict)
    new: frozenset[str] = frozenset()
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Heard:
    """The rules that held in a pool when something happened there."""

    at: int
    pool: int
    rules: list[Config]
    what: What


@dataclass(frozen=True)
class Banned:
    """A restriction that a rule wanted, new or there already; ``place`` is what the rule looked at."""

    user: str
    scope: str
    target: str
    place: Place
    rule: tuple[str, str]


@dataclass(frozen=True)
class Over:
    """A restriction ended."""

    at: int
    user: str
    scope: str
    target: str


@dataclass(frozen=True)
class Cleaned:
    """What was observed of a worker is not to count any more."""

    user: str
    place: Place


@dataclass(frozen=True)
class Fired:
    """A rule whose conditions held, and the numbers that made them true."""

    pool: int
    config: Config
    rule: Rule
    user: str
    page: str | None
    values: dict[str, Any]
    what: What

    @property
    def place_in_settings(self) -> int:
        return self.config.rules.index(self.rule)


def numbers(  # noqa: PLR0911  one for each collector
    kind: str, seen: Sequence[Any], hints: set[str]
) -> dict[str, Any]:
    """What a collector's keys stand for after these observations."""
    total = len(seen)
    match kind:
        case "GOLDEN_SET":
            control = [credit for credit, task in seen if task not in hints]
            every = [credit for credit, _ in seen]
            return {
                "total_answers_count": total,
                **rates("correct_answers_rate", "incorrect_answers_rate", sum(every), total),
                "golden_set_answers_count": len(control),
                **rates(
                    "golden_set_correct_answers_rate",
                    "golden_set_incorrect_answers_rate",
                    sum(control),
                    len(control),
                ),
            }
        case "MAJORITY_VOTE":
            right = rates("correct_answers_rate", "incorrect_answers_rate", sum(seen), total)
            return {"total_answers_count": total, **right}
        case "ASSIGNMENT_SUBMIT_TIME":
            return {"total_submitted_count": total, "fast_submitted_count": sum(seen)}
        case "SKIPPED_IN_ROW_ASSIGNMENTS":
            submits = [place for place, skipped in enumerate(seen) if not skipped]
            return {"skipped_in_row_count": total - 1 - max(submits, default=-1)}
        case "ANSWER_COUNT":
            return {"assignments_accepted_count": total}
        case "CAPTCHA":
            return {"stored_results_count": total, **rates("success_rate", "fail_rate", sum(seen), total)}
        case _:
            accepted = rates("accepted_assignments_rate", "rejected_assignments_rate", sum(seen), total)
            return {"total_assignments_count": total, **accepted}


def rates(right: str, wrong: str, part: Any, whole: int) -> dict[str, float]:
    """Percentages of what was observed; none of nothing."""
    if not whole:
        return {}
    percent = Fraction(100) * part / whole
    return {right: float(percent), wrong: float(100 - percent)}


def holds(rule: Rule, values: dict[str, Any]) -> bool:
    """Whether every condition is true."""
    return all(_true(one, values.get(one["key"])) for one in rule.conditions)


def _true(condition: dict[str, Any], value: Any) -> bool:
    if value is None:
        return False
    wanted = condition["value"]
    if isinstance(value, str | bool):
        return bool((value == wanted) == (condition["operator"] == "EQ"))
    wanted = float(wanted)
    return {
        "EQ": value == wanted,
        "NE": value != wanted,
        "GT": value > wanted,
        "GTE": value >= wanted,
        "LT": value < wanted,
        "LTE": value <= wanted,
    }[condition["operator"]]


def key_of(answer: dict[str, Any]) -> str:
    """The same text for the same answer."""
    return json.dumps({name: value for name, value in answer.items() if value is not None}, sort_keys=True)
