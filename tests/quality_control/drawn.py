"""Rules drawn at random: every collector of workers and suites, low thresholds, so that much happens."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from quality_control.crew import config, rule

SKILLS = ("quality", "speed")
_LASTING = (
    {"duration": 10, "duration_unit": "MINUTES"},
    {"duration": 30, "duration_unit": "MINUTES"},
    {"duration": 5, "duration_unit": "HOURS"},
    {"duration": 2, "duration_unit": "DAYS"},
    {"duration_unit": "PERMANENT"},
)
_RIGHT_OR_WRONG = ("correct_answers_rate", "incorrect_answers_rate")
_RATES = {
    "GOLDEN_SET": (*_RIGHT_OR_WRONG, "golden_set_correct_answers_rate"),
    "MAJORITY_VOTE": _RIGHT_OR_WRONG,
    "ACCEPTANCE_RATE": ("accepted_assignments_rate", "rejected_assignments_rate"),
    "CAPTCHA": ("success_rate", "fail_rate"),
    "TRAINING": _RIGHT_OR_WRONG,
}
_CONDITIONS: dict[str, list[tuple[str, str, Any]]] = {
    "GOLDEN_SET": [
        ("total_answers_count", "GTE", 1),
        ("total_answers_count", "GTE", "3"),
        ("total_answers_count", "EQ", 2),
        ("golden_set_answers_count", "GT", 1),
        ("correct_answers_rate", "LT", 60),
        ("incorrect_answers_rate", "GTE", "50"),
        ("golden_set_incorrect_answers_rate", "GTE", 50),
    ],
    "MAJORITY_VOTE": [
        ("total_answers_count", "GTE", 1),
        ("total_answers_count", "EQ", 3),
        ("incorrect_answers_rate", "GTE", 50),
        ("correct_answers_rate", "NE", 100),
    ],
    "ASSIGNMENT_SUBMIT_TIME": [
        ("total_submitted_count", "EQ", 2),
        ("fast_submitted_count", "GTE", 1),
        ("fast_submitted_count", "GTE", 2),
    ],
    "SKIPPED_IN_ROW_ASSIGNMENTS": [("skipped_in_row_count", "GTE", 1), ("skipped_in_row_count", "EQ", 2)],
    "ANSWER_COUNT": [("assignments_accepted_count", "EQ", 2), ("assignments_accepted_count", "GTE", 3)],
    "INCOME": [("income_sum_for_last_24_hours", "GTE", 0.1), ("income_sum_for_last_24_hours", "GT", 0.1)],
    "ACCEPTANCE_RATE": [
        ("total_assignments_count", "GTE", 1),
        ("rejected_assignments_rate", "GTE", 50),
        ("accepted_assignments_rate", "GT", 50),
    ],
    "ASSIGNMENTS_ASSESSMENT": [
        ("assessment_event", "EQ", "REJECT"),
        ("assessment_event", "EQ", "ACCEPT"),
        ("assessment_event", "EQ", "ACCEPT_AFTER_REJECT"),
        ("pending_assignments_count", "GTE", 2),
        ("accepted_assignments_count", "GTE", 1),
        ("rejected_assignments_count", "EQ", 1),
    ],
    "USERS_ASSESSMENT": [
        ("pool_access_revoked_reason", "EQ", "RESTRICTION"),
        ("pool_access_revoked_reason", "EQ", "SKILL_CHANGE"),
        ("pool_access_revoked_reason", "NE", "SKILL_CHANGE"),
    ],
    "CAPTCHA": [("stored_results_count", "GTE", 1), ("fail_rate", "GTE", 50)],
    "TRAINING": [
        ("submitted_assignments_count", "GTE", 1),
        ("next_assignment_available", "EQ", False),
        ("correct_answers_rate", "LT", 60),
    ],
}
_WINDOWED = ("GOLDEN_SET", "MAJORITY_VOTE", "ASSIGNMENT_SUBMIT_TIME", "ACCEPTANCE_RATE", "CAPTCHA")
_windows = st.sampled_from([None, None, 1, 2, 3, 10])


@dataclass(frozen=True)
class Drawn:
    """A collector before it has an identity and its skills have ids."""

    type: str
    parameters: dict[str, Any]
    rules: list[dict[str, Any]]

    def sent(self, skills: dict[str, str], identity: str | None = None) -> dict[str, Any]:
        """As a request has it."""
        rules = [
            {
                "action": {
                    "type": one["action"]["type"],
                    "parameters": {
                        name: skills[value] if name == "skill_id" else value
                        for name, value in one["action"]["parameters"].items()
                    },
                },
                "conditions": one["conditions"],
            }
            for one in self.rules
        ]
        return config(self.type, *rules, uuid=identity or str(uuid.uuid4()), **self.parameters)


def _actions(kind: str) -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    if kind in ("ASSIGNMENTS_ASSESSMENT", "USERS_ASSESSMENT"):
        return st.tuples(
            st.just("CHANGE_OVERLAP"),
            st.fixed_dictionaries({"delta": st.sampled_from([1, 1, 2, -1]), "open_pool": st.booleans()}),
        )
    skill = st.sampled_from(SKILLS)
    found = [
        st.tuples(
            st.just("SET_SKILL"),
            st.fixed_dictionaries({"skill_id": skill, "skill_value": st.sampled_from([10, 45, 80])}),
        )
    ]
    if kind in _RATES:
        rate = st.sampled_from(_RATES[kind])
        found.append(
            st.tuples(
                st.just("SET_SKILL_FROM_OUTPUT_FIELD"),
                st.fixed_dictionaries({"skill_id": skill, "from_field": rate}),
            )
        )
    if kind != "TRAINING":
        found += _on_workers()
    return st.one_of(found)


def _on_workers() -> list[st.SearchStrategy[tuple[str, dict[str, Any]]]]:
    scope = st.sampled_from(["POOL", "POOL", "PROJECT", "ALL_PROJECTS"])
    older = st.fixed_dictionaries({"scope": scope}, optional={"duration_days": st.sampled_from([1, 3])})
    newer = st.builds(lambda one, lasts: {"scope": one, **lasts}, scope, st.sampled_from(_LASTING))
    rare = st.sampled_from(
        [
            ("APPROVE_ALL_ASSIGNMENTS", {}),
            ("REJECT_ALL_ASSIGNMENTS", {"public_comment": "No"}),
            ("CLEAN_COLLECTOR", {}),
        ]
    )
    return [
        st.tuples(st.just("RESTRICTION"), older),
        st.tuples(st.just("RESTRICTION_V2"), newer),
        st.tuples(st.just("RESTRICTION_V2"), newer),
        rare,
    ]


def _rules(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    conditions = st.lists(
        st.sampled_from(_CONDITIONS[kind]), min_size=1, max_size=2, unique_by=lambda one: one[0]
    )
    return st.builds(lambda action, found: rule(action[0], *found, **action[1]), _actions(kind), conditions)


def _text(one: dict[str, Any]) -> str:
    """Rules are the same whatever the order of their parameters."""
    return json.dumps(one, sort_keys=True)


def _parameters(kind: str, window: int | None, threshold: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if kind == "MAJORITY_VOTE":
        found["answer_threshold"] = threshold
    if kind == "ASSIGNMENT_SUBMIT_TIME":
        found["fast_submit_threshold_seconds"] = 20
    if kind in _WINDOWED and window is not None:
        found["history_size"] = window
    return found


def _of(kind: str) -> st.SearchStrategy[Drawn]:
    several = st.lists(_rules(kind), min_size=1, max_size=3, unique_by=_text)
    return st.builds(
        lambda window, threshold, rules: Drawn(kind, _parameters(kind, window, threshold), rules),
        _windows,
        st.sampled_from([1, 2, 2]),
        several,
    )


_kinds = st.sampled_from(
    [*_CONDITIONS, "GOLDEN_SET", "MAJORITY_VOTE", "USERS_ASSESSMENT", "USERS_ASSESSMENT", "INCOME"]
)
collectors = _kinds.flatmap(_of)


def settings(least: int, most: int) -> st.SearchStrategy[list[Drawn]]:
    """The collectors of a pool or project; there may be several of a type."""
    return st.lists(collectors, min_size=least, max_size=most)
