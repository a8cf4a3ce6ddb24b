"""When a pool may be opened and archived, what opening must be able to pay, and when a pool is complete."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from talka.distribution.layout import layout_of
from talka.kernel.clock import DAY
from talka.kernel.errors import (
    ActiveAssignment,
    AssignmentsCountExceeded,
    Conflict,
    EmptyPool,
    InappropriateStatus,
    PoolLocked,
    RejectedAssignment,
    SubmittedAssignments,
    TalkaError,
    ValidationFailed,
)
from talka.pools import rules
from talka.pools.config import pool_config, training_config
from talka.pools.model import MAX_ISSUED, Counters, Pool, PoolForm, TrainingForm

NOW = 1_800_000_000_000
FORM = {
    "project_id": "1000000000",
    "private_name": "pool",
    "will_expire": "2099-01-01T00:00:00",
    "reward_per_assignment": 0.05,
    "assignment_max_duration_seconds": 600,
    "defaults": {"default_overlap_for_new_task_suites": 1},
}
MIXER = {"real_tasks_count": 4, "golden_tasks_count": 1, "training_tasks_count": 0}


def form(**changes: Any) -> PoolForm:
    return msgspec.convert({**FORM, **changes}, PoolForm)


def config(**changes: Any):
    return pool_config(form(**changes), None)


TRAINING = training_config(
    TrainingForm(project_id="1000000000", private_name="training", training_tasks_in_task_suite_count=1)
)


def pool(status: str = "CLOSED", locked_by: str | None = None) -> Pool:
    values: dict[str, Any] = dict.fromkeys(Pool.__struct_fields__)
    return Pool(**(values | {"id": 1, "status": status, "type": "REGULAR", "locked_by": locked_by}))


# --- opening ---


@pytest.mark.parametrize(
    ("changes", "counters", "refusal"),
    [
        ({}, Counters(), EmptyPool),
        ({"will_expire": "2027-01-15T08:00:00"}, Counters(general=1), Conflict),
        ({}, Counters(general=1, issued=MAX_ISSUED), AssignmentsCountExceeded),
    ],
)
def test_a_pool_that_could_give_nothing_out_is_not_opened(changes, counters, refusal):
    with pytest.raises(refusal) as refused:
        rules.check_open(pool(), config(**changes), counters, NOW)

    assert refused.value.code == refusal.code


@pytest.mark.parametrize("counters", [Counters(general=1), Counters(control=1), Counters(suites=1)])
def test_any_kind_of_task_makes_a_pool_worth_opening(counters):
    rules.check_open(pool(), config(), counters, NOW)


def test_a_pool_that_an_operation_holds_is_left_alone():
    rules.require_not_locked(pool())
    with pytest.raises(PoolLocked):
        rules.require_not_locked(pool(locked_by="operation"))


@pytest.mark.parametrize(
    ("changes", "slots", "pages"),
    [
        ({}, 7, 7),
        ({"mixer_config": MIXER}, 8, 2),
        ({"mixer_config": MIXER}, 9, 3),
        ({}, 0, 1),
        ({"mixer_config": {**MIXER, "real_tasks_count": 0}}, 0, 1),
    ],
    ids=["manual", "full pages", "a short last page", "infinite overlap", "an exam"],
)
def test_opening_needs_the_price_of_every_page(changes, slots, pages):
    assert rules.opening_cost(config(**changes), Counters(free_slots=slots), 5_000) == pages * 55_000


def test_opening_costs_nothing_where_nothing_is_paid():
    assert rules.opening_cost(config(reward_per_assignment=0), Counters(free_slots=7), 0) == 0


# --- archiving ---


@pytest.mark.parametrize(
    ("status", "counters", "refusal"),
    [
        ("OPEN", Counters(), InappropriateStatus),
        ("CLOSED", Counters(submitted=1), SubmittedAssignments),
        ("CLOSED", Counters(active=1), ActiveAssignment),
        ("CLOSED", Counters(rejected=1, last_rejection=NOW - 9 * DAY + 1), RejectedAssignment),
    ],
)
def test_work_that_is_not_settled_keeps_a_pool_from_the_archive(status, counters, refusal):
    with pytest.raises(refusal) as refused:
        rules.check_archive(pool(status), counters, NOW)

    assert refused.value.code == refusal.code


@pytest.mark.parametrize(
    "counters",
    [
        Counters(accepted=5, skipped=1, expired=1),
        Counters(rejected=1, last_rejection=NOW - 9 * DAY),
        Counters(accepted=1, rejected=0, last_rejection=NOW),
    ],
    ids=["all done", "nine days after a rejection", "the rejected one was accepted after all"],
)
def test_a_closed_pool_whose_work_is_settled_is_archived(counters):
    rules.check_archive(pool(), counters, NOW)


# --- completion ---


@pytest.mark.parametrize(
    ("counters", "complete"),
    [
        (Counters(finite_units=2, open_units=0, active=0), True),
        (Counters(finite_units=2, open_units=1, active=0), False),
        (Counters(finite_units=2, open_units=0, active=1), False),
        (Counters(finite_units=2, open_units=0, submitted=3), True),
        (Counters(general=5, control=5, finite_units=0), False),
    ],
    ids=["all given out", "a free slot", "somebody at work", "under review", "infinite overlap only"],
)
def test_a_pool_is_complete_when_every_finite_unit_is_done(counters, complete):
    assert rules.is_complete(config(), counters) is complete


def test_a_training_is_never_complete():
    assert not rules.is_complete(TRAINING, Counters(finite_units=2))


# --- the form ---


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"private_name": "  "}, "private_name"),
        ({"reward_per_assignment": 0.004}, "reward_per_assignment"),
        ({"mixer_config": {**MIXER, "min_real_tasks_count": 5}}, "mixer_config.min_real_tasks_count"),
        ({"mixer_config": {**MIXER, "min_golden_tasks_count": 2}}, "mixer_config.min_golden_tasks_count"),
        (
            {"mixer_config": dict.fromkeys(MIXER, 0)},
            "mixer_config.real_tasks_count",
        ),
    ],
)
def test_a_form_that_makes_no_sense_is_refused_by_field(changes, path):
    with pytest.raises(ValidationFailed) as refused:
        rules.check_form(form(**changes))

    assert list(refused.value.errors) == [path]


def function(*intervals: dict[str, int]) -> dict[str, Any]:
    spread = {"scope": "POOL", "distribution": "UNIFORM", "window_days": 10}
    return {**spread, "intervals": list(intervals or [{"from": 1, "frequency": 3}])}


def by_function(*intervals: dict[str, int], kind: str = "golden", **more: Any) -> dict[str, Any]:
    counts = {"real_tasks_count": 7, "golden_tasks_count": 0, "training_tasks_count": 0}
    return {"mixer_config": {**counts, f"{kind}_task_distribution_function": function(*intervals), **more}}


@pytest.mark.parametrize("kind", ["golden", "training"])
@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"real_tasks_count": 0}, "mixer_config.real_tasks_count"),
        ({"{other}_tasks_count": 8}, "mixer_config.{other}_tasks_count"),
    ],
)
def test_a_mixer_says_nothing_against_its_functions(kind: str, more: dict[str, Any], path: str):
    names = {"kind": kind, "other": "training" if kind == "golden" else "golden"}
    changes = {name.format(**names): value for name, value in more.items()}

    with pytest.raises(ValidationFailed) as refused:
        rules.check_form(form(**by_function(kind=kind, **changes)))

    assert list(refused.value.errors) == [path.format(**names)]


@pytest.mark.parametrize("kind", ["golden", "training"])
def test_counts_beside_a_function_mean_nothing(kind: str):
    counts = {f"{kind}_tasks_count": 2, f"min_{kind}_tasks_count": 1}
    beside, alone = (form(**by_function(kind=kind, **more)) for more in (counts, {}))
    rules.check_form(beside)
    places = {"golden": frozenset({1, 4, 7}), "training": None}
    if kind == "training":
        places = {"golden": None, "training": frozenset({1, 4, 7})}
    assert layout_of(beside.mixer_config, **places) == layout_of(alone.mixer_config, **places)


def checks_by_function(*intervals: dict[str, int]) -> dict[str, Any]:
    settings = {"target_overlap": 5, "task_distribution_function": function(*intervals)}
    return {"quality_control": {"checkpoints_config": {"training_settings": settings}}}


@pytest.mark.parametrize("changes", [by_function, checks_by_function])
@pytest.mark.parametrize(
    ("intervals", "wrong"),
    [
        ([{"from": 0, "to": 5, "frequency": 1}, {"from": 6, "to": 6, "frequency": 1}], None),
        ([{"from": 9, "frequency": 1}, {"from": 1, "to": 8, "frequency": 1}], None),
        ([{"to": 8, "frequency": 1}, {"from": 8, "frequency": 1}], 1),
        ([{"from": 8, "to": 7, "frequency": 1}], 0),
        ([{"from": 1, "frequency": 1}, {"from": 1000, "to": 1001, "frequency": 1}], 1),
    ],
    ids=["from zero", "in any order", "overlapping", "backwards", "after one without an end"],
)
def test_intervals_of_positions_do_not_overlap(
    changes: Any, intervals: list[dict[str, int]], wrong: int | None
):
    spread = form(**changes(*intervals))

    if wrong is None:
        rules.check_form(spread)
    else:
        with pytest.raises(ValidationFailed) as refused:
            rules.check_form(spread)
        (path,) = refused.value.errors
        assert path.endswith(f"_function.intervals.{wrong}")


def test_checks_are_accepted_and_mean_nothing_where_suites_are_made_by_hand():
    """As the documentation's own samples have it."""
    changes = checks_by_function()

    rules.check_form(form(**changes))

    assert config(**changes).checkpoints is None
    assert config(**changes, mixer_config=MIXER).checkpoints is not None


@pytest.mark.parametrize(
    ("intervals", "fine"),
    [
        ([{"to": 50, "reward_per_assignment": 1}, {"from": 51, "reward_per_assignment": 2}], True),
        ([{"to": 50, "reward_per_assignment": 1}, {"from": 50, "reward_per_assignment": 2}], False),
        ([{"from": 60, "to": 50, "reward_per_assignment": 1}], False),
    ],
)
def test_prices_by_skill_do_not_overlap(intervals, fine):
    priced = form(dynamic_pricing_config={"type": "SKILL", "skill_id": "1", "intervals": intervals})

    if fine:
        rules.check_form(priced)
    else:
        with pytest.raises(TalkaError):
            rules.check_form(priced)
