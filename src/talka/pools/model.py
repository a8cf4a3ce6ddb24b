"""What a pool is (Toloka: "Pool")."""

from __future__ import annotations

import enum
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from talka.http.forms import TimeText
from talka.kernel.events import Event
from talka.projects.quality import QualityConfig

MAX_ISSUED = 2_000_000
MAX_TASKS = 1_000_000
MAX_SUITES = 1_000_000

Name = Annotated[str, Meta(min_length=1, max_length=255)]
PageCount = Annotated[int, Meta(ge=0, le=500)]
Overlap = Annotated[int, Meta(ge=1, le=30_000)]
Seconds = Annotated[int, Meta(ge=5, le=2_147_483_647)]
Reward = Annotated[float, Meta(ge=0, le=1_000_000)]
"""The most is ours: what a pool costs must stay a sum that a ledger can hold."""
Percent = Annotated[int, Meta(ge=0, le=100)]


class PoolType(enum.StrEnum):
    """A pool of paid work, or a training."""

    REGULAR = "REGULAR"
    TRAINING = "TRAINING"


class PoolStatus(enum.StrEnum):
    """``LOCKED``: an operation holds the pool."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"
    ARCHIVED = "ARCHIVED"
    LOCKED = "LOCKED"


class CloseReason(enum.StrEnum):
    """Why a pool was closed last."""

    MANUAL = "MANUAL"
    EXPIRED = "EXPIRED"
    COMPLETED = "COMPLETED"
    NOT_ENOUGH_BALANCE = "NOT_ENOUGH_BALANCE"
    ASSIGNMENTS_LIMIT_EXCEEDED = "ASSIGNMENTS_LIMIT_EXCEEDED"
    BLOCKED = "BLOCKED"
    FOR_UPDATE = "FOR_UPDATE"


class Scope(enum.StrEnum):
    """Where a distribution function counts a worker's tasks."""

    POOL = "POOL"
    PROJECT = "PROJECT"


class Distribution(enum.StrEnum):
    """How special positions are spread."""

    UNIFORM = "UNIFORM"


class FrequencyInterval(msgspec.Struct, frozen=True, omit_defaults=True):
    """Every ``frequency``-th position of an interval."""

    frequency: Annotated[int, Meta(ge=1, le=10_000_000)]
    from_: Annotated[int, Meta(ge=0, le=1_000_000)] | None = msgspec.field(name="from", default=None)
    to: Annotated[int, Meta(ge=0, le=1_000_000)] | None = None


class DistributionFunction(msgspec.Struct, frozen=True):
    """Where among a worker's tasks control, training or verification tasks stand."""

    scope: Scope
    distribution: Distribution
    window_days: Annotated[int, Meta(ge=1, le=365)]
    intervals: Annotated[list[FrequencyInterval], Meta(min_length=1, max_length=10_000)]


class MixerConfig(msgspec.Struct, frozen=True, omit_defaults=True):
    """Smart mixing: what a suite is made of."""

    real_tasks_count: PageCount
    golden_tasks_count: PageCount
    training_tasks_count: PageCount
    min_real_tasks_count: PageCount | None = None
    min_golden_tasks_count: PageCount | None = None
    min_training_tasks_count: PageCount | None = None
    force_last_assignment: bool | None = None
    force_last_assignment_delay_seconds: Annotated[int, Meta(ge=0, le=86_400)] | None = None
    mix_tasks_in_creation_order: bool | None = None
    shuffle_tasks_in_task_suite: bool | None = None
    golden_task_distribution_function: DistributionFunction | None = None
    training_task_distribution_function: DistributionFunction | None = None


class Defaults(msgspec.Struct, frozen=True, omit_defaults=True):
    """Overlaps of tasks and suites that are uploaded without one of their own."""

    default_overlap_for_new_task_suites: Overlap
    default_overlap_for_new_tasks: Overlap | None = None


class AssignmentsIssuingConfig(msgspec.Struct, frozen=True, omit_defaults=True):
    """How manual suites are given out. A ``filter`` sent here is the pool's and is answered there."""

    issue_task_suites_in_creation_order: bool | None = None
    filter: dict[str, Any] | None = None


class PricingType(enum.StrEnum):
    """What the price depends on."""

    SKILL = "SKILL"


class PricingInterval(msgspec.Struct, frozen=True, omit_defaults=True):
    """A price for a range of a skill's values, both ends included."""

    reward_per_assignment: Reward
    from_: Percent | None = msgspec.field(name="from", default=None)
    to: Percent | None = None


class DynamicPricingConfig(msgspec.Struct, frozen=True):
    """Prices by a skill's value."""

    type: PricingType
    skill_id: str
    intervals: Annotated[list[PricingInterval], Meta(min_length=1, max_length=10_000)]


class DynamicOverlapType(enum.StrEnum):
    """The one kind there is."""

    BASIC = "BASIC"


class FieldName(msgspec.Struct, frozen=True):
    """A field of the output specification."""

    name: str


class DynamicOverlapConfig(msgspec.Struct, frozen=True):
    """Overlap that grows until the answers agree."""

    type: DynamicOverlapType
    max_overlap: Overlap
    min_confidence: Annotated[float, Meta(ge=0, le=1)]
    answer_weight_skill_id: str
    fields: Annotated[list[FieldName], Meta(min_length=1)]


class TrainingConfig(msgspec.Struct, frozen=True, omit_defaults=True):
    """How long a training's skill lasts."""

    training_skill_ttl_days: Annotated[int, Meta(ge=1)] | None = None


class BalanceType(enum.StrEnum):
    """How speed and quality are weighed."""

    TOP_PERCENTAGE_BY_QUALITY = "TOP_PERCENTAGE_BY_QUALITY"
    BEST_CONCURRENT_USERS_BY_QUALITY = "BEST_CONCURRENT_USERS_BY_QUALITY"


class SpeedQualityBalance(msgspec.Struct, frozen=True, omit_defaults=True):
    """Keep the best workers only."""

    type: BalanceType
    percent: Annotated[int, Meta(ge=10, le=100)] | None = None
    count: Annotated[int, Meta(ge=1)] | None = None


class TrainingRequirement(msgspec.Struct, frozen=True):
    """Which training opens the pool, and at what value of its skill."""

    training_pool_id: str
    training_passing_skill_value: Percent


class CheckpointSettings(msgspec.Struct, frozen=True):
    """Selective majority-vote checks of one kind of tasks."""

    target_overlap: Annotated[int, Meta(ge=1)]
    task_distribution_function: DistributionFunction


class CheckpointsConfig(msgspec.Struct, frozen=True, omit_defaults=True):
    """Selective majority-vote checks."""

    real_settings: CheckpointSettings | None = None
    golden_settings: CheckpointSettings | None = None
    training_settings: CheckpointSettings | None = None


class CaptchaFrequency(enum.StrEnum):
    """How often a captcha stands between suites."""

    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"


class PoolQualityControl(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything about quality in a pool."""

    configs: list[QualityConfig] | None = None
    training_requirement: TrainingRequirement | None = None
    captcha_frequency: CaptchaFrequency | None = None
    checkpoints_config: CheckpointsConfig | None = None


class PoolForm(msgspec.Struct, frozen=True, omit_defaults=True):
    """``POST /pools`` and ``PUT /pools/{id}``."""

    project_id: str
    private_name: Name
    will_expire: TimeText
    reward_per_assignment: Reward
    assignment_max_duration_seconds: Seconds
    defaults: Defaults
    private_comment: str | None = None
    public_description: str | None = None
    public_instructions: str | None = None
    may_contain_adult_content: bool | None = None
    auto_close_after_complete_delay_seconds: Annotated[int, Meta(ge=0, le=259_200)] | None = None
    dynamic_pricing_config: DynamicPricingConfig | None = None
    metadata: dict[str, list[str]] | None = None
    auto_accept_solutions: bool | None = None
    auto_accept_period_day: Annotated[int, Meta(ge=1, le=21)] | None = None
    assignments_issuing_config: AssignmentsIssuingConfig | None = None
    filter: dict[str, Any] | None = None
    quality_control: PoolQualityControl | None = None
    mixer_config: MixerConfig | None = None
    dynamic_overlap_config: DynamicOverlapConfig | None = None
    training_config: TrainingConfig | None = None
    training: bool | None = None
    priority: Annotated[int, Meta(ge=-100, le=100)] | None = None
    speed_quality_balance: SpeedQualityBalance | None = None


class TrainingForm(msgspec.Struct, frozen=True, omit_defaults=True):
    """``POST /trainings`` and ``PUT /trainings/{id}``."""

    project_id: str
    private_name: Name
    training_tasks_in_task_suite_count: PageCount
    inherited_instructions: bool = False
    public_instructions: str | None = None
    may_contain_adult_content: bool | None = None
    assignment_max_duration_seconds: Seconds | None = None
    mix_tasks_in_creation_order: bool | None = None
    shuffle_tasks_in_task_suite: bool | None = None
    task_suites_required_to_pass: PageCount | None = None
    retry_training_after_days: Annotated[int, Meta(ge=1)] | None = None
    metadata: dict[str, list[str]] | None = None


class PoolPatch(msgspec.Struct, frozen=True):
    """``PATCH /pools/{id}``."""

    priority: Annotated[int, Meta(ge=-100, le=100)] | None = None


class Pool(msgspec.Struct, frozen=True):
    """A stored pool or training. ``form`` is its settings as saved; ``revision`` counts their edits.

    ``on_map``: its suites are chosen on a map, as the project said when the pool was made. ``managed_by``:
    the app batch that runs it, if one does.
    """

    id: int
    project_id: int
    requester_id: str
    type: str
    status: str
    locked_by: str | None
    last_close_reason: str | None
    created: int
    last_started: int | None
    last_stopped: int | None
    last_active: int
    revision: int
    project_version_major: int
    training_id: int | None
    cloned: int
    form: str
    epoch: int
    epoch_entered: int
    next_rank: int
    on_map: int = 0
    managed_by: str | None = None

    @property
    def is_training(self) -> bool:
        """True for a training."""
        return self.type == PoolType.TRAINING


class Counters(msgspec.Struct, frozen=True):
    """A pool's counters.

    ``general``, ``control``, ``training``: its tasks by kind, those that stand in manual suites left out, of
    which ``general_inside`` are general; ``suites``: its manual suites. A *unit* is a manual suite or a
    general task to be mixed: ``finite_units`` have a finite overlap, ``slots`` in all; ``open_units`` of
    these have free slots, ``free_slots`` of them in all. ``issued`` counts assignments ever made, ``active``
    to ``expired`` those in each state. ``work_millis`` is the time from taking to handing in of all that were
    handed in, ``spent`` the micro-units that accepted ones earned. ``workers`` have taken a page, and
    ``submitters`` handed one in.
    """

    general: int = 0
    control: int = 0
    training: int = 0
    general_inside: int = 0
    suites: int = 0
    finite_units: int = 0
    open_units: int = 0
    slots: int = 0
    free_slots: int = 0
    issued: int = 0
    active: int = 0
    submitted: int = 0
    accepted: int = 0
    rejected: int = 0
    skipped: int = 0
    expired: int = 0
    work_millis: int = 0
    spent: int = 0
    workers: int = 0
    submitters: int = 0
    last_growth: int | None = None
    last_rejection: int | None = None

    @property
    def tasks(self) -> int:
        """All tasks and suites: what makes a pool not empty."""
        return self.general + self.control + self.training + self.suites


class PoolOpened(Event, frozen=True):
    """A pool or training was opened."""

    pool_id: int
    project_id: int


class PoolClosed(Event, frozen=True):
    """A pool or training was closed, for ``reason``."""

    pool_id: int
    project_id: int
    requester_id: str
    reason: str


class PoolSettingsGiven(Event, frozen=True):
    """A requester gave settings for a pool of a project; who listens raises what is wrong with them.

    ``before``: the settings that they are to replace, None for a new pool.
    """

    requester_id: str
    form: PoolForm
    before: PoolForm | None
    project_id: int
    project_version_major: int


class PoolOverlapChanged(Event, frozen=True):
    """A requester gave a pool other overlaps for new tasks or suites."""

    requester_id: str


class PoolChanged(Event, frozen=True):
    """A pool's or training's settings were saved, of a new one or of one that was edited."""

    pool_id: int


class PoolArchived(Event, frozen=True):
    """A pool or training was archived: nothing of it changes any more."""

    pool_id: int
