"""Counters in, figures out."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talka.analytics import rules
from talka.analytics.model import MAX_REQUESTS, AnalyticsRequest, Extent, Figure
from talka.kernel.errors import ValidationFailed
from talka.pools.config import PoolConfig, pool_config
from talka.pools.model import Counters, PoolForm


def config(**changes: Any) -> PoolConfig:
    form = {
        "project_id": "1",
        "private_name": "pool",
        "will_expire": "2099-01-01T00:00:00",
        "reward_per_assignment": 0.05,
        "assignment_max_duration_seconds": 600,
        "defaults": {"default_overlap_for_new_task_suites": 1},
        **changes,
    }
    return pool_config(msgspec.convert(form, PoolForm), None)


def mixing(real: int) -> dict[str, int]:
    return {"real_tasks_count": real, "golden_tasks_count": 0, "training_tasks_count": 0}


MANUAL = config()
MIXED = config(mixer_config=mixing(4))


def completion(counters: Counters, of: PoolConfig = MANUAL) -> Extent:
    return rules.completion(of, counters)


def requests(*bodies: dict[str, Any]) -> list[AnalyticsRequest]:
    return [
        msgspec.convert({"subject": "POOL", "subject_id": "7", **body}, AnalyticsRequest) for body in bodies
    ]


# --- completion ---


def test_completion_is_the_share_of_slots_whose_pages_are_handed_in():
    found = completion(
        Counters(
            suites=4, finite_units=4, open_units=2, slots=12, free_slots=5, active=2, accepted=4, rejected=1
        )
    )
    assert found == Extent("NORMAL", 41, infinite=False, approximate=False)


def test_completion_of_mixed_pages_shares_the_taken_slots_out_among_the_pages():
    found = completion(
        Counters(general=20, finite_units=20, open_units=4, slots=20, free_slots=4, active=1, submitted=3),
        MIXED,
    )
    assert found == Extent("NORMAL", 60, infinite=False, approximate=True)


def test_completion_is_exact_when_nobody_holds_a_page():
    found = completion(
        Counters(general=20, finite_units=20, open_units=4, slots=20, free_slots=5, submitted=4), MIXED
    )
    assert found == Extent("NORMAL", 75, infinite=False, approximate=False)


@pytest.mark.parametrize(
    ("counters", "percent", "infinite"),
    [
        (Counters(), 0, False),
        (Counters(suites=2, finite_units=2, open_units=2, slots=2, free_slots=2), 0, False),
        (Counters(suites=2, finite_units=2), 100, False),
        (Counters(suites=2, finite_units=2, active=1), 0, False),
        (Counters(suites=2, active=1, accepted=5), 0, True),
        (Counters(control=2, accepted=5), 0, True),
        (Counters(training=2, accepted=5), 0, True),
        (Counters(suites=2, finite_units=1, slots=2, accepted=5), 100, True),
    ],
    ids=["empty", "new", "stopped", "stopping", "infinite", "exam", "training", "infinite beside finite"],
)
def test_completion_at_the_ends(counters: Counters, percent: int, *, infinite: bool):
    found = completion(counters)
    assert (found.value, found.infinite) == (percent, infinite)


counts = st.integers(0, 50)


@given(slots=st.integers(1, 50), free=counts, active=counts, done=counts)
def test_a_hundred_percent_is_all_of_it_and_nothing_else(slots: int, free: int, active: int, done: int):
    free = min(free, slots)
    counters = Counters(
        suites=1,
        finite_units=1,
        slots=slots,
        free_slots=free,
        active=active,
        accepted=done,
        issued=active + done,
    )
    value = completion(counters).value
    assert 0 <= value <= 100
    if active + done:
        assert (value == 100) == (free == 0 and active == 0)


# --- what is to come ---


def test_pages_to_come_are_added_to_those_given_out():
    counters = Counters(suites=4, finite_units=4, slots=12, free_slots=5, active=2, submitted=1, accepted=4)
    assert rules.estimated_assignments(MANUAL, counters) == Extent(
        "NORMAL", 12, infinite=False, approximate=False
    )


def test_free_tasks_are_put_on_pages():
    counters = Counters(general=20, finite_units=20, slots=20, free_slots=9, accepted=3)
    assert rules.estimated_assignments(MIXED, counters) == Extent(
        "NORMAL", 6, infinite=False, approximate=True
    )


def test_the_budget_is_what_was_spent_and_what_the_rest_costs_without_fees():
    counters = Counters(
        suites=9,
        finite_units=9,
        slots=9,
        free_slots=2,
        active=1,
        submitted=3,
        accepted=2,
        rejected=1,
        spent=90_000,
    )
    assert rules.estimated_budget(MANUAL, counters) == Extent(
        "NORMAL", 0.39, infinite=False, approximate=False
    )


def test_prices_by_skill_make_the_budget_an_estimate():
    pricing = {"type": "SKILL", "skill_id": "5", "intervals": [{"reward_per_assignment": 0.1}]}
    counters = Counters(suites=2, finite_units=2, slots=2, accepted=1, active=1)
    assert rules.estimated_budget(config(dynamic_pricing_config=pricing), counters).approximate


# --- the rest ---


def test_the_average_time_is_over_everything_handed_in():
    assert rules.average_time(Counters(submitted=1, accepted=2, rejected=1, work_millis=4002)) == 1000
    assert rules.average_time(Counters(active=3, expired=2)) == 0


def test_general_tasks_count_wherever_they_stand():
    counters = Counters(general=3, control=5, training=7, general_inside=11, suites=2)
    assert rules.BY_COUNTERS[Figure.REAL_TASKS](MIXED, counters) == 14


def test_every_figure_but_one_is_made_of_counters():
    assert set(Figure) - set(rules.BY_COUNTERS) == {Figure.ACTIVE_WORKERS}


def test_money_is_a_plain_number():
    assert rules.BY_COUNTERS[Figure.SPENT](MANUAL, Counters(spent=300_000)) == 0.3


# --- what is asked ---


def test_active_workers_need_a_period():
    asked = requests({"name": "spent_budget"}, {"name": "active_workers_by_filter_count"})
    with pytest.raises(ValidationFailed) as refused:
        rules.check_requests(asked)
    assert {path: error.code for path, error in refused.value.errors.items()} == {
        "1.interval_hours": "VALUE_REQUIRED"
    }


@pytest.mark.parametrize("count", [0, MAX_REQUESTS + 1])
def test_some_figures_and_not_too_many(count: int):
    with pytest.raises(ValidationFailed) as refused:
        rules.check_requests(requests({"name": "spent_budget"}) * count)
    assert refused.value.errors[""].params == [1, MAX_REQUESTS]


def test_as_many_as_there_may_be():
    rules.check_requests(requests({"name": "spent_budget"}) * MAX_REQUESTS)
