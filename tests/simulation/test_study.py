"""A described crowd works through a pool's settings; what comes of it is counted by hand here."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from studies import BAN, EXPERT, POOL, RULES, SPAMMER, described, simulated
from talka.doctor import CHECKS
from talka.kernel import chance
from talka.kernel.events import Listeners
from talka.simulation.model import Truth
from talka.simulation.study import people
from talka.simulation.study.forms import merged
from talka.simulation.study.material import Item, Material, StudyRefused, shares_of
from talka.simulation.study.model import Crowd, Study
from talka.simulation.study.report import VariantReport, figure
from talka.simulation.study.world import PassingDatabase
from talka.storage.migrate import migrate_sqlite

EXPERTS_ONLY = {"crowd": {"size": 8, "kinds": [EXPERT]}}


def only(**changes: Any) -> VariantReport:
    return simulated(**changes).variants[0]


def test_experts_are_right_and_paid_page_by_page():
    found = only(**EXPERTS_ONLY, fee_percent=20)
    assert found.accuracy == {"majority vote": figure([1.0]), "Dawid-Skene": figure([1.0])}
    assert found.coverage.mean == 1
    assert found.completed.mean == 1
    assert found.answers.mean == 24 * 3
    assert found.answers_per_task.mean == 3
    assert found.paid.mean == pytest.approx(found.pages.mean * 0.05)
    assert found.fee.mean == pytest.approx(found.paid.mean / 5)
    assert found.cost.mean == pytest.approx(found.paid.mean + found.fee.mean)
    expert = found.kinds["expert"]
    assert (expert.workers.mean, expert.answers.mean, expert.banned.mean) == (8, 72, 0)
    assert expert.accuracy == figure([1.0])
    assert found.hours.mean > 0


def test_rules_ban_who_should_be_and_put_their_work_back():
    off, on = simulated(
        variants=[{"name": "off"}, {"name": "on", "changes": {"pool": RULES}}],
    ).variants
    assert (off.bans_right.mean, off.wasted.mean, off.reissued.mean) == (0, 0, 0)
    assert off.bans_missed.mean == 4
    assert (on.bans_right.mean, on.bans_wrong.mean, on.bans_missed.mean) == (4, 0, 0)
    spammer = on.kinds["spammer"]
    # Four control answers are two pages; the ban comes with the second, and nothing is given out after it.
    assert spammer.pages.mean == 8
    assert on.reissued.mean == spammer.answers.mean == 32
    assert on.wasted.mean == pytest.approx(8 * 0.05)
    assert on.answers.mean == 24 * 3 + 32
    assert spammer.hours_to_ban is not None
    assert 0 < spammer.hours_to_ban.mean < 1
    assert on.accuracy["majority vote"].mean > off.accuracy["majority vote"].mean
    assert on.against_first["cost"].mean == pytest.approx(on.cost.mean - off.cost.mean)
    ban = next(rule for name, rule in on.rules.items() if name.endswith("RESTRICTION_V2"))
    assert (ban.should_be_banned.mean, ban.others.mean) == (4, 0)


def test_a_crowd_meets_the_same_pages_in_settings_that_do_the_same():
    report = simulated(variants=[{"name": "one"}, {"name": "two", "changes": {"pool": {"priority": 5}}}])
    one, two = report.variants
    assert one.runs == two.runs
    assert set(two.against_first.values()) == {figure([0.0])}


def test_another_repetition_is_another_crowd_and_bounds_are_told():
    found = only(repetitions=3)
    assert len(found.runs) == 3
    assert found.runs[0] != found.runs[1]
    assert found.hours.low is not None
    assert found.hours.high is not None
    assert found.hours.low < found.hours.mean < found.hours.high


def test_a_training_comes_first_and_keeps_spammers_out():
    required = {"quality_control": {"training_requirement": {"training_passing_skill_value": 80}}}
    found = only(
        pool={**POOL, **required},
        training={"training_tasks_in_task_suite_count": 5},
        tasks={"training": 10},
    )
    assert found.kinds["spammer"].worked.mean == 0
    assert found.kinds["expert"].worked.mean > 0
    assert found.accuracy["majority vote"].mean == 1
    assert {name: skill.mean for name, skill in found.kinds["expert"].skills.items()} == {
        "Cats - training": 100
    }


def test_pages_are_reviewed_and_rejected_ones_are_not_paid():
    found = only(
        pool={"auto_accept_solutions": False, "auto_accept_period_day": 5},
        review={"after_hours": 2, "reject_below": 0.5},
    )
    spammer = found.kinds["spammer"]
    assert spammer.rejected_pages.mean == spammer.pages.mean > 0
    assert spammer.earned.mean == 0
    assert found.kinds["expert"].rejected_pages.mean == 0
    assert found.cost.mean == pytest.approx(found.kinds["expert"].earned.mean)


def test_without_a_reviewer_pages_are_accepted_when_the_time_for_it_is_over():
    found = only(**EXPERTS_ONLY, pool={"auto_accept_solutions": False, "auto_accept_period_day": 2})
    assert found.answers.mean == 72


def test_pools_of_manual_suites_are_filled_with_suites():
    found = only(**EXPERTS_ONLY, pool={"mixer_config": None}, tasks={"per_suite": 6, "control_per_suite": 2})
    assert found.pages.mean == 4 * 3
    assert found.answers.mean == 72
    assert found.accuracy["majority vote"].mean == 1


def test_a_pool_nobody_may_work_in_ends_with_the_days():
    filter_ = {"or": [{"category": "profile", "key": "country", "operator": "EQ", "value": "FI"}]}
    found = only(pool={"filter": filter_}, days=2)
    assert (found.coverage.mean, found.completed.mean, found.accuracy) == (0, 0, {})
    finn = {**EXPERT, "profile": {"country": "FI"}}
    let_in = only(pool={"filter": filter_}, crowd={"size": 6, "kinds": [finn]})
    assert let_in.coverage.mean == 1


def test_whoever_skips_or_is_too_slow_leaves_the_page_to_others():
    idle = {**EXPERT, "name": "idle", "skip_probability": 0.9}
    slow = {**EXPERT, "name": "slow", "seconds_per_task": 4000, "spread": 0}
    found = only(
        crowd={"size": 12, "kinds": [{**EXPERT, "share": 8}, {**idle, "share": 2}, {**slow, "share": 2}]}
    )
    assert found.coverage.mean == 1
    assert found.kinds["slow"].pages.mean == 0
    assert found.kinds["slow"].worked.mean > 0


def test_a_simulated_platforms_books_and_counters_agree(monkeypatch: pytest.MonkeyPatch):
    findings: list[list[str]] = []
    close = PassingDatabase.close

    def look_and_close(self: PassingDatabase) -> None:
        findings.append(self.read_now(lambda tx: [fault for check in CHECKS for fault in check(tx)]))
        close(self)

    monkeypatch.setattr(PassingDatabase, "close", look_and_close)
    reviewed = {"auto_accept_solutions": False, "auto_accept_period_day": 5}
    simulated(
        variants=[
            {"name": "rules", "changes": {"pool": RULES}},
            {"name": "reviewed", "changes": {"pool": reviewed}},
            {"name": "suites", "changes": {"pool": {"mixer_config": None}}},
        ],
        review={"reject_below": 0.5},
        crowd={"kinds": [{**EXPERT, "skip_probability": 0.1, "exit_probability": 0.1}, SPAMMER]},
    )
    assert findings == [[], [], []]


def test_captchas_keep_out_who_cannot_solve_them():
    found = only(
        pool={"quality_control": {"captcha_frequency": "HIGH"}},
        crowd={"kinds": [{**EXPERT, "captcha_success": 1}, {**SPAMMER, "captcha_success": 0}]},
    )
    assert found.coverage.mean == 1
    # Two pages are twelve tasks, after which the captcha comes; nothing is given out before it is solved.
    assert found.kinds["spammer"].pages.mean == 8
    # After too many failures in a row the platform keeps a worker out, which is no ban of the rules.
    assert found.bans_right.mean == found.bans_wrong.mean == 0


def test_rules_hear_of_captchas_that_were_not_solved():
    rule = {
        "conditions": [
            {"key": "stored_results_count", "operator": "GTE", "value": 2},
            {"key": "success_rate", "operator": "LT", "value": 50},
        ],
        "action": BAN,
    }
    configs = [{"collector_config": {"type": "CAPTCHA", "parameters": {"history_size": 5}}, "rules": [rule]}]
    found = only(
        pool={"quality_control": {"captcha_frequency": "HIGH", "configs": configs}},
        crowd={"kinds": [{**EXPERT, "captcha_success": 1}, {**SPAMMER, "captcha_success": 0}]},
    )
    assert (found.bans_right.mean, found.bans_wrong.mean) == (4, 0)


# ---- labels to replay ------------------------------------------------------------------------------------


def replay_files(folder: Path) -> dict[str, Any]:
    """Three workers: one always right, one always wrong, one who answered two tasks only, both wrongly."""
    truths = {f"t{n}": "true" if n % 2 else "false" for n in range(10)}
    wrong = {"true": "false", "false": "true"}
    (folder / "tasks.csv").write_text(
        "INPUT:image,TRUTH:cat\n" + "".join(f"{key},{value}\n" for key, value in truths.items())
    )
    rows = [("good", key, value) for key, value in truths.items()]
    rows += [("bad", key, wrong[value]) for key, value in truths.items()]
    rows += [("new", key, wrong[truths[key]]) for key in ("t0", "t1")]
    (folder / "labels.tsv").write_text("who\ttask\tlabel\n" + "".join("\t".join(row) + "\n" for row in rows))
    return {
        "tasks": {"file": "tasks.csv", "classes": None, "input_values": None, "control": 0},
        "pool": {"mixer_config": {"golden_tasks_count": 0}, "defaults": {"default_overlap_for_new_tasks": 2}},
        "crowd": {
            "size": 0,
            "kinds": [],
            "replay": {
                "file": "labels.tsv",
                "columns": {"who": "worker"},
                "banned_below": 0.5,
                "arrive_within_hours": 0,
                "most": 2,
            },
        },
    }


def test_replayed_workers_answer_as_they_did(tmp_path: Path):
    found = simulated(tmp_path, **replay_files(tmp_path)).variants[0]
    replayed = found.kinds["replayed"]
    assert (replayed.workers.mean, replayed.should_be_banned.mean) == (2, 1)
    assert replayed.answers.mean == 20
    assert replayed.accuracy == figure([0.5])


def test_what_a_worker_never_answered_follows_their_own_confusions():
    keys = [f"t{n}" for n in range(200)]
    truth = Truth(key_field="k", options={"cat": [True, False]}, answers={key: {"cat": True} for key in keys})
    labels = {
        "always wrong": {key: {"cat": False} for key in keys[:100]},
        "always right": {key: {"cat": True} for key in keys[:100]},
    }
    material = Material([Item({"k": key}, {"cat": True}) for key in keys], [], [], truth, labels)
    crowd = msgspec.convert({"replay": {"file": "unused"}}, Crowd)
    drawn = {person.login: person for person in people.draw(crowd, material, 1)}

    def right(login: str) -> int:
        answers = [drawn[login].answer(truth, {"k": key}, 1, in_training=False) for key in keys[100:]]
        return sum(answer["cat"] for answer in answers)

    assert right("replayed-always right") > 90
    assert right("replayed-always wrong") < 10


# ---- the parts -------------------------------------------------------------------------------------------


@given(st.integers(0, 1000), st.lists(st.floats(0.01, 100), min_size=1, max_size=8))
def test_shares_are_whole_and_near(total: int, weights: list[float]):
    parts = shares_of(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - total * weight / sum(weights)) < 1 + 1e-9


@pytest.mark.parametrize(
    ("form", "patch", "result"),
    [  # from RFC 7396, appendix A
        ({"a": "b"}, {"a": "c"}, {"a": "c"}),
        ({"a": "b"}, {"b": "c"}, {"a": "b", "b": "c"}),
        ({"a": "b", "b": "c"}, {"a": None}, {"b": "c"}),
        ({"a": ["b"]}, {"a": "c"}, {"a": "c"}),
        ({"a": {"b": "c"}}, {"a": {"b": "d", "c": None}}, {"a": {"b": "d"}}),
        ({"a": [{"b": "c"}]}, {"a": [1]}, {"a": [1]}),
        ({}, {"a": {"bb": {"ccc": None}}}, {"a": {"bb": {}}}),
    ],
)
def test_changes_are_merge_patches(form: dict[str, Any], patch: dict[str, Any], result: dict[str, Any]):
    assert merged(form, patch) == result


def test_a_mean_lies_between_bounds_of_students_distribution():
    # 4 ± t(0.975, 2) * sqrt(4 / 3) = 4 ± 4.303 * 1.154701
    found = figure([2.0, 4.0, 6.0])
    assert (found.mean, found.low, found.high) == (4, pytest.approx(-0.968676), pytest.approx(8.968676))
    assert figure([7.0]).low is None


def test_chance_is_repeatable_within_and_the_systems_after():
    with chance.repeatable("a"):
        first = chance.bits(64)
    with chance.repeatable("a"):
        assert chance.bits(64) == first
    with chance.repeatable("b"):
        assert chance.bits(64) != first
    assert chance.bits(64) != chance.bits(64)


def test_a_refused_transaction_leaves_nothing_behind(tmp_path: Path):
    path = tmp_path / "passing.db"
    migrate_sqlite(path)
    database = PassingDatabase(path, Listeners(), now=1_000)
    try:
        number = database.write_now(lambda tx: tx.next_number())

        def fail(tx: Any) -> None:
            tx.next_number()
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            database.write_now(fail)
        assert database.write_now(lambda tx: (tx.next_number(), tx.now)) == (number + 1, 1_000)
        database.now = 2_000
        assert asyncio.run(database.read(lambda tx: tx.now)) == 2_000
    finally:
        database.close()


def test_a_description_survives_being_written_and_read():
    study = msgspec.convert(described(), Study)
    assert msgspec.json.decode(msgspec.json.encode(study), type=Study) == study
    assert json.loads(msgspec.json.encode(study))["crowd"]["kinds"][1]["name"] == SPAMMER["name"]


def test_a_files_tasks_must_be_told_apart(tmp_path: Path):
    changes = replay_files(tmp_path)
    (tmp_path / "tasks.csv").write_text("INPUT:image,TRUTH:cat\na,true\na,false\n")
    with pytest.raises(StudyRefused, match="same 'image'"):
        simulated(tmp_path, **changes)
