"""What app projects, batches and items are (Toloka: "App projects")."""

from __future__ import annotations

import enum
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from msgspec import Meta

from talka.kernel.errors import FieldError
from talka.pools.model import PoolQualityControl

T = TypeVar("T")

MOST_AT_ONCE = 10_000
"""How many items a request may bring."""

MOST_IN_BATCH = 1_000_000
NEVER = 2**62
"""The ``finished`` of an item that is not; it sorts behind every real one."""

Name = Annotated[str, Meta(max_length=255)]
JsonObject = dict[str, Any]


class AppProjectStatus(enum.StrEnum):
    """``CREATING`` and ``ERROR`` are names that filters know; here a project is ready at once or refused."""

    CREATING = "CREATING"
    READY = "READY"
    ARCHIVED = "ARCHIVED"
    ERROR = "ERROR"


class Scope(enum.StrEnum):
    """Whose app projects a list shows."""

    MY = "MY"
    COMPANY = "COMPANY"
    REQUESTER_LIST = "REQUESTER_LIST"


class BatchStatus(enum.StrEnum):
    """Where a batch stands."""

    NEW = "NEW"
    QUEUED = "QUEUED"
    LOADING = "LOADING"
    PROCESSING = "PROCESSING"
    COMPLETED = "COMPLETED"
    ERROR = "ERROR"
    CANCELLED = "CANCELLED"
    NO_MONEY = "NO_MONEY"
    STOPPING = "STOPPING"
    STOPPED = "STOPPED"
    ARCHIVE = "ARCHIVE"


class ItemStatus(enum.StrEnum):
    """Where an item stands. ``ANSWERED`` is shown to nobody: it waits for its batch's decision."""

    NEW = "NEW"
    PROCESSING = "PROCESSING"
    ANSWERED = "ANSWERED"
    COMPLETED = "COMPLETED"
    ERROR = "ERROR"
    CANCELLED = "CANCELLED"
    ARCHIVE = "ARCHIVE"
    NO_MONEY = "NO_MONEY"
    STOPPED = "STOPPED"


SHOWN_STATUSES = tuple(one for one in ItemStatus if one != ItemStatus.ANSWERED)


class PriorityOrder(enum.StrEnum):
    """Which batches of an app project go first: ``ONE`` does."""

    ONE = "ONE"
    TWO = "TWO"
    THREE = "THREE"
    FOUR = "FOUR"
    FIVE = "FIVE"

    @property
    def number(self) -> int:
        """From 1, the first, to 5."""
        return list(PriorityOrder).index(self) + 1

    @classmethod
    def of(cls, number: int) -> PriorityOrder:
        """The order of this number."""
        return list(cls)[number - 1]


class Aggregation(enum.StrEnum):
    """How answers become a result: each item's as they come, or those of a whole batch together."""

    MAJORITY_VOTE = "MAJORITY_VOTE"
    DAWID_SKENE = "DAWID_SKENE"


# ---- what an app is --------------------------------------------------------------------------------------


class PoolPreset(msgspec.Struct, frozen=True):
    """How an app's items are worked on.

    ``reward`` is for a page of ``items_on_page``, in units of the currency; ``seconds_per_item`` is what an
    answer is expected to take, for estimates until a batch has a speed of its own.
    """

    overlap: Annotated[int, Meta(ge=1, le=100)]
    reward: Annotated[float, Meta(ge=0)]
    seconds_per_page: Annotated[int, Meta(ge=5)]
    seconds_per_item: Annotated[int, Meta(ge=1)] = 20
    items_on_page: Annotated[int, Meta(ge=1, le=500)] = 1


class Localized(msgspec.Struct, frozen=True, omit_defaults=True):
    """What an app says of itself in another language."""

    name: str
    description: str = ""
    constraints_description: str = ""


class AppDefinition(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A kind of labelling, as a file of ``definitions`` has it.

    ``view`` is a Template Builder config in which ``{"$param": "name"}`` stands for a parameter of the app
    project, ``{"$word": "name"}`` for a word in its language, and ``{"$answer": true}`` for the answers to
    choose from. ``needs_one_of`` are input fields of which each item has at least one.
    """

    id: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,64}\Z")]
    name: Annotated[str, Meta(min_length=1, max_length=255)]
    description: str
    constraints_description: str
    param_spec: JsonObject
    input_spec: dict[str, JsonObject]
    output_spec: dict[str, JsonObject]
    examples: list[JsonObject]
    input_format_info: JsonObject
    view: JsonObject
    pool: PoolPreset
    image: str = ""
    aggregation: Aggregation = Aggregation.MAJORITY_VOTE
    quality_control: PoolQualityControl | None = None
    needs_one_of: list[str] = []
    most_classes: Annotated[int, Meta(ge=2)] = 12
    most_classes_of_several: Annotated[int, Meta(ge=2)] = 8
    localized: dict[str, Localized] = {}


class AnswerClass(msgspec.Struct, frozen=True):
    """One of the answers to choose from; ``value`` is what results have."""

    label: str
    value: str
    description: str = ""


class Settings(msgspec.Struct, frozen=True):
    """What an app project keeps of its app.

    ``several``: a worker may choose more than one class; each is then a field of its own.
    """

    app_name: str
    language: str
    several: bool
    classes: list[AnswerClass]
    input_spec: dict[str, JsonObject]
    needs_one_of: list[str]
    pool: PoolPreset
    aggregation: Aggregation


# ---- what requests bring ---------------------------------------------------------------------------------


class AppProjectForm(msgspec.Struct, frozen=True):
    """``POST /app-projects``. A clone of ``parent_app_project_id`` takes from it what is not given."""

    app_id: str | None = None
    parent_app_project_id: str | None = None
    name: Name | None = None
    parameters: JsonObject | None = None


class ItemForm(msgspec.Struct, frozen=True):
    """``POST /items``. An item without a batch is worked on at once."""

    input_data: JsonObject
    batch_id: str | None = None
    force_new_original: bool | None = None


class ItemsForm(msgspec.Struct, frozen=True):
    """``POST /items/bulk``. ``ignore_errors`` needs a batch, which then tells of what was left out."""

    items: list[JsonObject]
    batch_id: str | None = None
    force_new_original: bool | None = None
    ignore_errors: bool | None = None


class BatchForm(msgspec.Struct, frozen=True):
    """``POST /batches``."""

    name: Name | None = None
    items: list[JsonObject] | None = None
    priority_order: PriorityOrder | None = None
    force_new_original: bool | None = None
    ignore_errors: bool | None = None


class BatchPatch(msgspec.Struct, frozen=True):
    """``PATCH /batches/{id}``: what is not given stays."""

    name: Name | None = None
    priority_order: PriorityOrder | None = None


# ---- what is stored --------------------------------------------------------------------------------------


class AppProject(msgspec.Struct, frozen=True):
    """A stored app project; ``item_price`` in micro-units, ``parameters`` and ``settings`` as JSON."""

    id: str
    requester_id: str
    app_id: str
    parent_app_project_id: str | None
    name: str
    status: str
    created: int
    item_price: int
    parameters: str
    settings: str
    project_id: int


class Batch(msgspec.Struct, frozen=True):
    """A stored batch. What its numbers count is said where its table is."""

    id: str
    app_project_id: str
    requester_id: str
    name: str
    status: str
    before: str | None
    streams: int
    priority: int
    created: int
    started: int | None
    finished: int | None
    item_price: int
    pool_id: int | None
    operation_id: str | None
    items: int
    loaded: int
    answered: int
    completed: int
    failed: int
    copied: int
    confidence: float
    last_import: str | None

    @property
    def is_decided(self) -> bool:
        """Whether every item has its result."""
        return self.items == self.completed + self.failed


class Item(msgspec.Struct, frozen=True):
    """A stored item. ``status`` is its own; what a requester sees follows its batch too."""

    id: str
    app_project_id: str
    batch_id: str
    status: str
    fresh: int
    sameness: str
    origin_id: str | None
    task_id: str | None
    created: int
    started: int | None
    finished: int
    input_data: str
    output_data: str | None
    confidence: float | None
    errors: str | None


# ---- what answers show -----------------------------------------------------------------------------------


class Content(msgspec.Struct, Generic[T], frozen=True):
    """A page of a list; ``has_more`` tells whether a further one would hold anything."""

    content: list[T]
    has_more: bool


class AppListItem(msgspec.Struct, frozen=True):
    """An app among others. The price is for an item, in units of the currency."""

    id: str
    name: str
    image: str
    description: str
    examples: list[JsonObject]
    default_item_price: float


class AppView(AppListItem, frozen=True, kw_only=True):
    """An app with all that is to be known before using it."""

    constraints_description: str
    param_spec: JsonObject
    input_spec: dict[str, JsonObject]
    output_spec: dict[str, JsonObject]
    input_format_info: JsonObject


class AppName(msgspec.Struct, frozen=True):
    """The app that a project is of."""

    id: str
    name: str


class ItemError(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why an item or an app project came to nothing."""

    code: str
    message: str
    payload: JsonObject | None = None


class AppProjectView(msgspec.Struct, frozen=True):
    """An app project as the API shows it. ``project_id`` is an addition of ours: the project behind it."""

    id: str
    app_id: str
    parent_app_project_id: str
    name: str
    parameters: msgspec.Raw
    status: AppProjectStatus
    created: str
    item_price: float
    errors: list[ItemError]
    read_only: bool
    app: AppName
    project_id: str


class ItemView(msgspec.Struct, frozen=True, omit_defaults=True):
    """An item as the API shows it; times are absent until reached, the batch where it came without one."""

    id: str
    app_project_id: str
    status: str
    input_data: msgspec.Raw
    output_data: msgspec.Raw
    errors: msgspec.Raw
    created_at: str
    batch_id: str | None = None
    started_at: str | None = None
    finished_at: str | None = None


class ItemImport(msgspec.Struct, frozen=True):
    """The last upload into a batch: how many came, were looked at, and left out, and why."""

    id: str
    records_count: int
    records_processed: int
    records_skipped: int
    errors: dict[str, FieldError]


class BatchView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A batch as the API shows it.

    Money is in units of the currency; ``eta``, ``etd`` and ``app_project_eta`` are estimates. ``pool_id`` is
    an addition of ours: the pool behind it, from its first start on.
    """

    id: str
    app_project_id: str
    status: str
    name: str
    items_count: int
    item_count: int
    item_price: float
    cost: float
    cost_of_processed: float
    created_at: str
    read_only: bool
    validation_errors: dict[str, FieldError]
    items_processed_count: int
    items_per_state: dict[str, int]
    current_time: str
    priority_order: PriorityOrder
    last_items_import: ItemImport | None = None
    confidence_avg: float | None = None
    started_at: str | None = None
    finished_at: str | None = None
    etd: str | None = None
    eta: str | None = None
    app_project_eta: str | None = None
    pool_id: str | None = None


class SyncBatchView(BatchView, frozen=True, kw_only=True, omit_defaults=True):
    """The answer to a batch that is started at once: the batch and its items.

    toloka-kit reads the batch's fields here, the official page has it as an object.
    """

    batch: BatchView
    items: list[ItemView]
