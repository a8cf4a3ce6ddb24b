"""Decisions about pools: values and ``now`` in, refusals or answers out."""

from __future__ import annotations

import math
from decimal import Decimal

import msgspec

from talka.filters.mobile import lets_mobile_in
from talka.filters.model import Node
from talka.kernel import clock, money
from talka.kernel.clock import DAY
from talka.kernel.errors import (
    ActiveAssignment,
    AssignmentsCountExceeded,
    Conflict,
    EmptyPool,
    FieldErrors,
    InappropriateStatus,
    InvalidFilterForMap,
    PoolLocked,
    RejectedAssignment,
    SubmittedAssignments,
    ValidationFailed,
)
from talka.pools.config import PoolConfig
from talka.pools.model import (
    MAX_ISSUED,
    BalanceType,
    CheckpointSettings,
    Counters,
    DistributionFunction,
    Pool,
    PoolForm,
    PoolQualityControl,
    PoolStatus,
)
from talka.projects.quality import identified

MINIMUM_REWARD = money.to_micros("0.005")
APPEAL_PERIOD = 9 * DAY
UPDATE_PERIOD = 15 * clock.MINUTE
_PERCENT_STEP = 10
IDLE_PERIOD = 30 * DAY
LONG_IDLE_PERIOD = 90 * DAY


def check_form(form: PoolForm) -> None:
    """What the types of a pool's form cannot say.

    Raises:
        ValidationFailed: with every field that is wrong.
    """
    errors = FieldErrors()
    if not form.private_name.strip():
        errors.add("private_name", "BLANK_STRING_NOT_ALLOWED", "The name must not be blank")
    reward = money.to_micros(Decimal(str(form.reward_per_assignment)))
    if 0 < reward < MINIMUM_REWARD:
        least = money.to_number(MINIMUM_REWARD)
        errors.add(
            "reward_per_assignment", "VALUE_LESS_THAN_MIN", f"The least paid reward is {least}", [least]
        )
    _check_mixer(form, errors)
    _check_functions(form, errors)
    _check_checkpoints(form, errors)
    _check_intervals(form, errors)
    _check_dynamic_overlap(form, errors)
    _check_balance(form, errors)
    errors.raise_if_any()


def _check_mixer(form: PoolForm, errors: FieldErrors) -> None:
    mixer = form.mixer_config
    if mixer is None:
        return
    pairs = (
        ("min_real_tasks_count", mixer.min_real_tasks_count, mixer.real_tasks_count),
        ("min_golden_tasks_count", mixer.min_golden_tasks_count, mixer.golden_tasks_count),
        ("min_training_tasks_count", mixer.min_training_tasks_count, mixer.training_tasks_count),
    )
    for name, least, count in pairs:
        if least is not None and least > count:
            errors.add(
                f"mixer_config.{name}", "VALUE_GREATER_THAN_MAX", f"Must not be above {count}", [count]
            )
    functions = (mixer.golden_task_distribution_function, mixer.training_task_distribution_function)
    counts = mixer.real_tasks_count + mixer.golden_tasks_count + mixer.training_tasks_count
    if counts == 0 and not any(functions):
        errors.add("mixer_config.real_tasks_count", "VALUE_LESS_THAN_MIN", "A suite needs a task", [1])


def _check_functions(form: PoolForm, errors: FieldErrors) -> None:
    """What a mixer may not say beside its distribution functions."""
    mixer = form.mixer_config
    if mixer is None:
        return
    functions = {
        "golden": mixer.golden_task_distribution_function,
        "training": mixer.training_task_distribution_function,
    }
    if not any(functions.values()):
        return
    most = mixer.real_tasks_count
    if most == 0:
        errors.add("mixer_config.real_tasks_count", "VALUE_LESS_THAN_MIN", "A suite needs a task", [1])
    for kind, function in functions.items():
        if function is not None:
            # Toloka's page asks for no counts of this kind then; its own client's samples have them all the
            # same. They are kept and mean nothing: the function says which tasks come.
            _check_function(function, f"mixer_config.{kind}_task_distribution_function", errors)
            continue
        # Beside a function the suite's size is the real tasks' count: whatever else is in it is part of it.
        count = f"{kind}_tasks_count"
        if getattr(mixer, count) > most:
            words = f"Must not be above {most}, the size of a suite where a distribution function is"
            errors.add(f"mixer_config.{count}", "VALUE_GREATER_THAN_MAX", words, [most])


def _check_checkpoints(form: PoolForm, errors: FieldErrors) -> None:
    checkpoints = form.quality_control.checkpoints_config if form.quality_control else None
    for name in ("real_settings", "golden_settings", "training_settings"):
        settings: CheckpointSettings | None = getattr(checkpoints, name, None)
        if settings is not None:
            path = f"quality_control.checkpoints_config.{name}.task_distribution_function"
            _check_function(settings.task_distribution_function, path, errors)


def _check_function(function: DistributionFunction, path: str, errors: FieldErrors) -> None:
    """Intervals do not overlap; one without an end is the last."""
    bounds = [
        (1 if one.from_ is None else one.from_, math.inf if one.to is None else one.to, i)
        for i, one in enumerate(function.intervals)
    ]
    last = -1.0
    for start, end, i in sorted(bounds):
        if end < start or start <= last:
            words = "Intervals must not overlap and must not end before they begin"
            errors.add(f"{path}.intervals.{i}", "INVALID_VALUE", words)
        last = max(last, end)


def _check_intervals(form: PoolForm, errors: FieldErrors) -> None:
    pricing = form.dynamic_pricing_config
    if pricing is None:
        return
    last = -1
    for i, interval in enumerate(sorted(pricing.intervals, key=lambda one: one.from_ or 0)):
        start, end = interval.from_ or 0, 100 if interval.to is None else interval.to
        if end < start or start <= last:
            path = f"dynamic_pricing_config.intervals.{i}"
            errors.add(path, "INVALID_VALUE", "Intervals must not overlap and must not end before they begin")
        last = max(last, end)


def _check_dynamic_overlap(form: PoolForm, errors: FieldErrors) -> None:
    dynamic = form.dynamic_overlap_config
    if dynamic is None:
        return
    if form.mixer_config is None:
        errors.add("mixer_config", "VALUE_REQUIRED", "Dynamic overlap needs smart mixing")
    defaults = form.defaults
    overlap = defaults.default_overlap_for_new_tasks or defaults.default_overlap_for_new_task_suites
    if dynamic.max_overlap <= overlap:
        words = f"The most must be above the overlap that tasks begin with, {overlap}"
        errors.add("dynamic_overlap_config.max_overlap", "VALUE_LESS_THAN_MIN", words, [overlap + 1])


def _check_balance(form: PoolForm, errors: FieldErrors) -> None:
    balance = form.speed_quality_balance
    if balance is None:
        return
    if balance.type == BalanceType.TOP_PERCENTAGE_BY_QUALITY:
        path = "speed_quality_balance.percent"
        if balance.percent is None:
            errors.add(path, "VALUE_REQUIRED", "Say which share of the workers to keep")
        elif balance.percent % _PERCENT_STEP:
            errors.add(path, "INVALID_VALUE", f"The share is a multiple of {_PERCENT_STEP}")
    elif balance.count is None:
        path = "speed_quality_balance.count"
        errors.add(path, "VALUE_REQUIRED", "Say how many workers to keep")


def check_on_map(form: PoolForm, parsed: Node | None) -> None:
    """What a pool whose suites are chosen on a map cannot have.

    Raises:
        ValidationFailed: smart mixing, whose pages have no place.
        InvalidFilterForMap: a filter that only desktop computers pass: the map is for those on their way.
    """
    if form.mixer_config is not None:
        words = "Suites that are chosen on a map are made by hand; smart mixing has no place for them"
        raise ValidationFailed.of("mixer_config", "VALUE_NOT_ALLOWED", words)
    if not lets_mobile_in(parsed):
        words = "The filter lets in nobody with a phone or tablet, and the map's points are to be gone to"
        raise InvalidFilterForMap(words, {"filter": form.filter})


def with_uuids(
    quality: PoolQualityControl | None, before: PoolQualityControl | None
) -> PoolQualityControl | None:
    """Quality control with an identity for every collector; those sent are kept, and those there before."""
    if quality is None or not quality.configs:
        return quality
    earlier = before.configs if before is not None else None
    return msgspec.structs.replace(quality, configs=identified(quality.configs, earlier))


def require_not_locked(pool: Pool) -> None:
    """Refuse while an operation holds the pool."""
    if pool.locked_by is not None:
        raise PoolLocked(f"Operation {pool.locked_by} holds the pool; wait until it has finished")


def check_open(pool: Pool, config: PoolConfig, counters: Counters, now: int) -> None:
    """Refuse an opening that could give nothing out (the balance is checked by the caller)."""
    if counters.tasks == 0:
        raise EmptyPool("The pool has no tasks; upload some before opening it")
    if config.will_expire is not None and config.will_expire <= now:
        raise Conflict(
            f"The pool expired at {clock.to_text(config.will_expire)}; give it a later will_expire",
            {"will_expire": clock.to_text(config.will_expire)},
        )
    if counters.issued >= MAX_ISSUED:
        raise AssignmentsCountExceeded(f"Pool {pool.id} has given out all of its {MAX_ISSUED} assignments")


def opening_cost(config: PoolConfig, counters: Counters, fee: int) -> int:
    """What the pool may still cost, in micro-units, fees included.

    Every free slot at the base price; in smart mixing slots share a suite. A pool that has only infinite
    overlap left must be able to pay for one suite.
    """
    price = config.reward + fee
    if price == 0:
        return 0
    return max(1, pages_left(config, counters)) * price


def pages_left(config: PoolConfig, counters: Counters) -> int:
    """How many suites the free slots will make, if none is given back."""
    per_suite = max(1, config.mixer.real_tasks_count) if config.mixer else 1
    return math.ceil(counters.free_slots / per_suite)


def check_archive(pool: Pool, counters: Counters, now: int) -> None:
    """Refuse to archive a pool that is not closed or whose work is not settled."""
    if pool.status != PoolStatus.CLOSED:
        raise InappropriateStatus("Only a closed pool can be archived; close it first", [PoolStatus.CLOSED])
    if counters.submitted:
        raise SubmittedAssignments(
            f"{counters.submitted} assignments wait for review", {"count": counters.submitted}
        )
    if counters.active:
        raise ActiveAssignment(
            f"{counters.active} assignments are being worked on", {"count": counters.active}
        )
    standing = counters.last_rejection if counters.rejected else None
    if standing is not None and now < standing + APPEAL_PERIOD:
        until = clock.to_text(standing + APPEAL_PERIOD)
        raise RejectedAssignment(
            f"A rejected assignment can be appealed against until {until}", {"until": until}
        )


def idle_period(pool: Pool, counters: Counters) -> int:
    """How long after its last edit, upload, change of status or answer a pool is archived by itself.

    Longer for one without work of its own (empty, or control and training tasks only) and for a clone: these
    are often kept for later.
    """
    has_work = counters.general + counters.suites > 0
    is_kept = not pool.is_training and (bool(pool.cloned) or not has_work)
    return LONG_IDLE_PERIOD if is_kept else IDLE_PERIOD


def is_complete(config: PoolConfig, counters: Counters) -> bool:
    """Whether a pool has given out and got back all that it can (3.9 of the rules).

    Control and training tasks and infinite overlap do not count; a pool that has nothing else never
    completes by itself.
    """
    if config.is_training:
        return False
    return counters.finite_units > 0 and counters.open_units == 0 and counters.active == 0


def may_be_complete(config: PoolConfig, counters: Counters, rivals: int) -> bool:
    """Whether the pool may be complete once ``rivals`` others, whose work does not show yet, are done."""
    if config.is_training:
        return False
    return counters.finite_units > 0 and counters.open_units <= 0 and counters.active <= rivals
