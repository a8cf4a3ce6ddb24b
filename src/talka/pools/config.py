"""A pool's settings as the hot paths need them: read once a revision, kept in memory."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

import msgspec

from talka.kernel import clock
from talka.kernel.clock import DAY
from talka.kernel.money import to_micros
from talka.pools.model import (
    CaptchaFrequency,
    CheckpointsConfig,
    DynamicOverlapConfig,
    DynamicPricingConfig,
    MixerConfig,
    Pool,
    PoolForm,
    PoolType,
    SpeedQualityBalance,
    TrainingForm,
)

DEFAULT_REVIEW_DAYS = 21
DEFAULT_TRAINING_SECONDS = 86_400


class PoolConfig(msgspec.Struct, frozen=True):
    """What a pool's or training's settings mean for giving out and taking in work.

    ``reward`` is in micro-units, ``duration`` and ``review_period`` in milliseconds; ``mixer`` is None for a
    pool of manual suites. A training is always mixed. ``checkpoints`` says which of a mixed pool's tasks are
    checked by majority vote; manual suites have none.
    """

    is_training: bool
    reward: int
    pricing: DynamicPricingConfig | None
    duration: int
    auto_accept: bool
    review_period: int
    review_days: int
    will_expire: int | None
    close_delay: int
    mixer: MixerConfig | None
    checkpoints: CheckpointsConfig | None
    in_creation_order: bool
    adult: bool
    filter: str | None
    priority: int
    training_id: int | None
    passing_value: int
    skill_ttl_days: int | None
    suites_to_pass: int | None
    overlap_for_tasks: int | None
    overlap_for_suites: int | None
    dynamic_overlap: DynamicOverlapConfig | None
    balance: SpeedQualityBalance | None
    captcha_frequency: CaptchaFrequency | None
    instructions: str | None
    inherits_instructions: bool
    description: str | None


def config_of(pool: Pool) -> PoolConfig:
    """The settings of a stored pool or training."""
    return _parse(pool.id, pool.revision, pool.type, pool.form, pool.training_id)


@lru_cache(maxsize=4096)
def _parse(_pool_id: int, _revision: int, kind: str, form: str, training_id: int | None) -> PoolConfig:
    if kind == PoolType.TRAINING:
        return training_config(msgspec.json.decode(form, type=TrainingForm))
    return pool_config(msgspec.json.decode(form, type=PoolForm), training_id)


def pool_config(form: PoolForm, training_id: int | None) -> PoolConfig:
    """What a main pool's form means."""
    issuing = form.assignments_issuing_config
    mixer = form.mixer_config
    manual_order = bool(issuing and issuing.issue_task_suites_in_creation_order)
    quality = form.quality_control
    requirement = quality.training_requirement if quality else None
    ordered = bool(mixer.mix_tasks_in_creation_order) if mixer else manual_order
    review_days = form.auto_accept_period_day or DEFAULT_REVIEW_DAYS
    return PoolConfig(
        is_training=False,
        reward=to_micros(Decimal(str(form.reward_per_assignment))),
        pricing=form.dynamic_pricing_config,
        duration=form.assignment_max_duration_seconds * clock.SECOND,
        auto_accept=form.auto_accept_solutions is not False,
        review_period=review_days * DAY,
        review_days=review_days,
        will_expire=clock.from_text(form.will_expire),
        close_delay=(form.auto_close_after_complete_delay_seconds or 0) * clock.SECOND,
        mixer=mixer,
        checkpoints=quality.checkpoints_config if quality and mixer else None,
        in_creation_order=ordered,
        adult=bool(form.may_contain_adult_content),
        filter=msgspec.json.encode(form.filter).decode() if form.filter else None,
        priority=form.priority or 0,
        training_id=training_id,
        passing_value=requirement.training_passing_skill_value if requirement else 0,
        skill_ttl_days=form.training_config.training_skill_ttl_days if form.training_config else None,
        suites_to_pass=None,
        overlap_for_tasks=form.defaults.default_overlap_for_new_tasks
        or form.defaults.default_overlap_for_new_task_suites,
        overlap_for_suites=form.defaults.default_overlap_for_new_task_suites,
        dynamic_overlap=form.dynamic_overlap_config,
        balance=form.speed_quality_balance,
        captcha_frequency=quality.captcha_frequency if quality else None,
        instructions=form.public_instructions,
        inherits_instructions=form.public_instructions is None,
        description=form.public_description,
    )


def training_config(form: TrainingForm) -> PoolConfig:
    """What a training's form means: no price, no expiry, every task for everybody."""
    in_order = form.mix_tasks_in_creation_order is not False
    mixer = MixerConfig(
        real_tasks_count=0,
        golden_tasks_count=0,
        training_tasks_count=form.training_tasks_in_task_suite_count,
        # The last page of a course may be shorter: every task of a training is to be met.
        min_training_tasks_count=min(1, form.training_tasks_in_task_suite_count),
        mix_tasks_in_creation_order=in_order,
        shuffle_tasks_in_task_suite=form.shuffle_tasks_in_task_suite is not False,
    )
    return PoolConfig(
        is_training=True,
        reward=0,
        pricing=None,
        duration=(form.assignment_max_duration_seconds or DEFAULT_TRAINING_SECONDS) * clock.SECOND,
        auto_accept=True,
        review_period=0,
        review_days=0,
        will_expire=None,
        close_delay=0,
        mixer=mixer,
        checkpoints=None,
        in_creation_order=in_order,
        adult=bool(form.may_contain_adult_content),
        filter=None,
        priority=0,
        training_id=None,
        passing_value=0,
        skill_ttl_days=form.retry_training_after_days,
        suites_to_pass=form.task_suites_required_to_pass,
        overlap_for_tasks=None,
        overlap_for_suites=None,
        dynamic_overlap=None,
        balance=None,
        captcha_frequency=None,
        instructions=form.public_instructions,
        inherits_instructions=form.inherited_instructions,
        description=None,
    )
