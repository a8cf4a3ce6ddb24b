"""A study small enough to be simulated in a blink, and ways to change it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from talka.app import listeners, operation_handlers, sources
from talka.simulation.study.forms import merged
from talka.simulation.study.model import Study
from talka.simulation.study.report import Report
from talka.simulation.study.run import run_study
from talka.simulation.study.world import Parts

PARTS = Parts(listeners, sources, operation_handlers)
REWARD = 0.05

PROJECT: dict[str, Any] = {
    "public_name": "Cats",
    "public_description": "Is it a cat?",
    "task_spec": {
        "input_spec": {"image": {"type": "string"}},
        "output_spec": {"cat": {"type": "boolean"}},
        "view_spec": {"type": "classic", "markup": "{{image}}"},
    },
}
BAN = {"type": "RESTRICTION_V2", "parameters": {"scope": "PROJECT", "duration_unit": "PERMANENT"}}
CONTROL_RULE = {
    "collector_config": {"type": "GOLDEN_SET", "parameters": {}},
    "rules": [
        {
            "conditions": [
                {"key": "golden_set_answers_count", "operator": "GTE", "value": 4},
                {"key": "golden_set_correct_answers_rate", "operator": "LT", "value": 75},
            ],
            "action": BAN,
        }
    ],
}
PUT_BACK_RULE = {
    "collector_config": {"type": "USERS_ASSESSMENT"},
    "rules": [
        {
            "conditions": [{"key": "pool_access_revoked_reason", "operator": "EQ", "value": "RESTRICTION"}],
            "action": {"type": "CHANGE_OVERLAP", "parameters": {"delta": 1, "open_pool": True}},
        }
    ],
}
POOL: dict[str, Any] = {
    "private_name": "Cats",
    "reward_per_assignment": REWARD,
    "assignment_max_duration_seconds": 600,
    "may_contain_adult_content": False,
    "defaults": {"default_overlap_for_new_tasks": 3, "default_overlap_for_new_task_suites": 3},
    "mixer_config": {
        "real_tasks_count": 4,
        "golden_tasks_count": 2,
        "training_tasks_count": 0,
        "min_real_tasks_count": 1,
    },
}
RULES = {"quality_control": {"configs": [CONTROL_RULE, PUT_BACK_RULE]}}
EXPERT = {"name": "expert", "share": 6, "accuracy": 1.0, "arrive_within_hours": 0.1}
SPAMMER = {
    "name": "spammer",
    "share": 4,
    "confusion": {"true": {"false": 1}, "false": {"true": 1}},
    "arrive_within_hours": 0,
    "should_be_banned": True,
}
SMALL: dict[str, Any] = {
    "project": PROJECT,
    "pool": POOL,
    "tasks": {
        "classes": {"true": 12, "false": 12},
        "input_values": {"image": "cat-{n}.png"},
        "control": 20,
    },
    "crowd": {"size": 10, "kinds": [EXPERT, SPAMMER]},
}


def described(**changes: Any) -> dict[str, Any]:
    """The small study, with a merge patch."""
    return merged(SMALL, changes)


def simulated(folder: Path = Path(), **changes: Any) -> Report:
    """What comes of it."""
    return run_study(msgspec.convert(described(**changes), Study), folder, PARTS)
