"""What ten rules cost a submit, and whether that grows with what the worker has done."""

from __future__ import annotations

from typing import Any

from benchmarks.deployment import ANSWER, Deployment, load
from benchmarks.load import Outcome, Work, batch_of
from benchmarks.table import Cell, Report

CREW = 3
"""Workers who take turns, so that every task gets its three answers and a majority is asked for."""
UPLOADED_AT_ONCE = 5_000
NEVER = 1_000_000
MIXER = {"real_tasks_count": 1, "golden_tasks_count": 1, "training_tasks_count": 0}


def measure_rules(deployment: Deployment, cycles: int, history: int, report: Report) -> None:
    """Rows of submits without rules, with ten, and with ten after many pages by one worker."""
    crew = deployment.workers[-CREW:]
    plain = _pool(deployment, cycles * CREW + 100, [])
    ruled = _pool(deployment, cycles + history + 100, _ten_rules(deployment))
    for pool_id in (plain, ruled):
        _submits(deployment, pool_id, crew, 50)  # warms up what is made on first use
    without = _submits(deployment, plain, crew, cycles)
    report.put("rules none", Cell(_mean(without)))
    with_ten = _submits(deployment, ruled, crew, cycles)
    report.put("rules ten", Cell(_mean(with_ten)))
    report.note(f"ten rules: {_average(with_ten) / _average(without):.2f} times a submit without any")
    _submits(deployment, ruled, crew[:1], history - cycles)
    report.put("rules veteran", Cell(_mean(_submits(deployment, ruled, crew[:1], cycles))))


def _pool(deployment: Deployment, tasks: int, configs: list[dict[str, Any]]) -> str:
    pool_id = deployment.new_pool(mixer=MIXER, quality_control={"configs": configs} if configs else None)
    known = {"known_solutions": [{"output_values": ANSWER}], "infinite_overlap": True, "overlap": None}
    for first in range(0, tasks, UPLOADED_AT_ONCE):
        general = batch_of(pool_id, first, min(UPLOADED_AT_ONCE, tasks - first))
        for batch in (general, [task | known for task in general]):
            deployment.call("POST", "/api/v1/tasks?async_mode=false", batch)
    deployment.open_pool(pool_id)
    return pool_id


def _submits(deployment: Deployment, pool_id: str, crew: list[str], cycles: int) -> Outcome:
    done = load(
        Work(deployment.server.port, pool_id, crew, ANSWER, cycles=cycles, submits_only=True, in_turn=True)
    )
    assert not done.errors, done.errors
    return done


def _average(done: Outcome) -> float:
    return sum(done.took) / len(done.took)


def _mean(done: Outcome) -> str:
    p50, p99 = done.percentile(0.5), done.percentile(0.99)
    return f"{1000 * _average(done):.2f} ms, {p50:.2f} / {p99:.1f} ms"


def _ten_rules(deployment: Deployment) -> list[dict[str, Any]]:
    """Ten rules; one gives a skill with each answer, the others wait for worse workers."""
    skill_id = deployment.call("POST", "/api/v1/skills", {"name": "quality"})["id"]
    ban = ("RESTRICTION_V2", {"scope": "PROJECT", "duration": 1, "duration_unit": "DAYS"})
    pause = ("RESTRICTION", {"scope": "POOL", "duration_days": 1})
    give = ("SET_SKILL_FROM_OUTPUT_FIELD", {"skill_id": skill_id, "from_field": "correct_answers_rate"})
    reject = ("REJECT_ALL_ASSIGNMENTS", {"public_comment": "Too many mistakes"})
    again = ("CHANGE_OVERLAP", {"delta": 1, "open_pool": True})
    many, wrong = ("total_answers_count", "GTE", 5), ("incorrect_answers_rate", "GT", 40)
    return [
        _config("GOLDEN_SET", {"history_size": 10}, (ban, many, wrong)),
        _config("GOLDEN_SET", {}, (give, ("total_answers_count", "GTE", 3))),
        _config(
            "MAJORITY_VOTE",
            {"answer_threshold": 2, "history_size": 20},
            (ban, many, wrong),
            (reject, ("total_answers_count", "GTE", 10), ("incorrect_answers_rate", "GT", 60)),
        ),
        _config(
            "ASSIGNMENT_SUBMIT_TIME",
            {"fast_submit_threshold_seconds": 1, "history_size": 10},
            (ban, ("fast_submitted_count", "GTE", NEVER)),
        ),
        _config("SKIPPED_IN_ROW_ASSIGNMENTS", {}, (pause, ("skipped_in_row_count", "GTE", 5))),
        _config("ANSWER_COUNT", {}, (pause, ("assignments_accepted_count", "GTE", NEVER))),
        _config("INCOME", {}, (pause, ("income_sum_for_last_24_hours", "GTE", NEVER))),
        _config("ASSIGNMENTS_ASSESSMENT", {}, (again, ("assessment_event", "EQ", "REJECT"))),
        _config("USERS_ASSESSMENT", {}, (again, ("pool_access_revoked_reason", "EQ", "RESTRICTION"))),
    ]


def _config(collector: str, parameters: dict[str, Any], *rules: tuple[Any, ...]) -> dict[str, Any]:
    return {
        "collector_config": {"type": collector, "parameters": parameters},
        "rules": [
            {
                "action": {"type": action[0], "parameters": action[1]},
                "conditions": [
                    {"key": key, "operator": operator, "value": value} for key, operator, value in conditions
                ],
            }
            for action, *conditions in rules
        ],
    }
