"""A study as its author describes it: settings to compare, tasks with their truth, a crowd."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from talka.simulation.model import Probability

Positive = Annotated[float, Meta(gt=0)]
NotNegative = Annotated[float, Meta(ge=0)]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]
Bounds = Annotated[list[Probability], Meta(min_length=2, max_length=2)]  # msgspec 0.22 crashes over tuples
Name = Annotated[str, Meta(min_length=1, max_length=100)]
Weights = dict[str, dict[str, NotNegative]]
Form = dict[str, Any]


class Changes(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a variant changes of the forms: JSON merge patches, in which null takes a field away."""

    project: Form = {}
    pool: Form = {}
    training: Form = {}


class Variant(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One of the settings that are compared."""

    name: Name
    changes: Changes = Changes()


class Skill(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A skill that the forms name by this ``id``, a number of the author's choice."""

    id: Annotated[str, Meta(pattern="^[1-9][0-9]{0,8}$")]
    name: Name
    hidden: bool = False
    skill_ttl_hours: Annotated[int, Meta(ge=1)] | None = None


class Tasks(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The tasks and their truth: made up (``classes``), or read from a ``file``.

    ``classes`` has the number of real tasks of each right answer, in the output field ``field``;
    ``input_values`` is what a made-up task holds, with its number in place of ``{n}``. A file is CSV or TSV
    with columns ``INPUT:name`` and ``TRUTH:name`` (``columns`` renames others), or JSON lines of
    ``input_values`` and ``truth``. ``key`` is the input field that tells tasks apart.

    ``control`` and ``training`` are the numbers of control and training tasks: made up beside the real ones,
    drawn from the file. In pools that do not mix tasks, ``per_suite`` real ones make a suite together with
    ``control_per_suite`` control tasks.
    """

    classes: dict[str, Count] | None = None
    field: str | None = None
    input_values: Form | None = None
    file: str | None = None
    columns: dict[str, str] = {}
    key: str | None = None
    most: Annotated[int, Meta(ge=1)] | None = None
    control: Count = 0
    training: Count = 0
    per_suite: Annotated[int, Meta(ge=1, le=500)] = 10
    control_per_suite: Annotated[int, Meta(ge=0, le=100)] = 0

    def __post_init__(self) -> None:
        if (self.classes is None) == (self.file is None):
            raise ValueError("give either classes or a file of tasks")
        if self.classes is not None and not self.input_values:
            raise ValueError("made-up tasks need input_values, with {n} in one of them")


class Habits(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How workers of a kind go about their work, in the time of the simulation.

    A task takes ``seconds_per_task``, the median of a log-normal distribution whose logarithm has the
    standard deviation ``spread``; so does each worker's own median (``spread_of_workers``). Workers first
    come at some time within ``arrive_within_hours``, stay about ``stay_minutes``, and come again after about
    ``away_hours`` (never, when that is null). ``training_accuracy`` is how well they do while watched,
    ``captcha_success`` how often they solve a captcha.
    """

    seconds_per_task: Positive = 10.0
    spread: NotNegative = 0.3
    spread_of_workers: NotNegative = 0.3
    skip_probability: Probability = 0.0
    exit_probability: Probability = 0.0
    arrive_within_hours: NotNegative = 4.0
    stay_minutes: Positive = 45.0
    away_hours: Positive | None = 8.0
    training_accuracy: Probability | None = None
    captcha_success: Probability = 0.95
    captcha_seconds: Positive = 12.0
    profile: Form = {}
    user_agent: str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    country: str | None = None
    skills: dict[str, Annotated[float, Meta(ge=0, le=100)]] = {}

    def __post_init__(self) -> None:
        if self.skip_probability + self.exit_probability >= 1:
            raise ValueError("a kind that skips or leaves every page never answers")


class Kind(Habits, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A share of the crowd and how it answers.

    ``accuracy`` is the share of right answers, or two bounds between which each worker has their own.
    ``mistakes`` has the weights of what is answered instead, for each right answer; other wrong answers are
    equally likely. ``confusion`` (right answer, weights of what is answered) is used instead of both. With
    none of the three the worker does not look and answers anything. ``should_be_banned`` says whether banning
    one of this kind is right.
    """

    name: Name
    share: NotNegative
    accuracy: Probability | Bounds | None = None
    mistakes: Weights = {}
    confusion: Weights | None = None
    should_be_banned: bool = False


class Replay(Habits, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Workers who answer as real ones did.

    The CSV or TSV ``file`` has a row for each answer; ``columns`` names those of ``worker``, ``task`` (the
    task's key) and ``label`` (the answer in the output field ``field``). Where a worker never answered a
    task, they answer by the confusion matrix that their other answers show. Whoever was right in less than
    ``banned_below`` of their answers should be banned.
    """

    name: Name = "replayed"
    file: str
    columns: dict[str, str] = {}
    field: str | None = None
    banned_below: Probability = 0.0
    most: Annotated[int, Meta(ge=1)] | None = None


class Crowd(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who comes: ``size`` workers of the ``kinds`` by their shares, and those of a ``replay``."""

    size: Annotated[int, Meta(ge=0, le=100_000)] = 0
    kinds: list[Kind] = []
    replay: Replay | None = None

    def __post_init__(self) -> None:
        names = [kind.name for kind in self.kinds]
        if self.replay is not None:
            names.append(self.replay.name)
        if len(set(names)) != len(names):
            raise ValueError("two kinds of workers have the same name")
        if self.size and sum(kind.share for kind in self.kinds) <= 0:
            raise ValueError("the kinds have no shares")
        if not self.size and self.replay is None:
            raise ValueError("nobody is in the crowd: give its size and kinds, or labels to replay")


class Review(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the requester does with pages to be reviewed; without it they are accepted in the end.

    ``after_hours`` after it was handed in, a page is accepted, or rejected when the share of right answers on
    it is below ``reject_below``.
    """

    after_hours: NotNegative = 1.0
    reject_below: Probability = 0.0


class Study(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The whole description.

    ``pool`` is a form as ``POST /pools`` takes it, or the id of a pool that exists; the project and the
    training are forms too, and come with an existing pool unless they are given. Each of the ``repetitions``
    draws another crowd; a repetition of one number meets the same crowd in every variant. The sandbox's clock
    begins at ``begins`` and is moved ``days`` at most.
    """

    pool: Form | str
    tasks: Tasks
    crowd: Crowd
    project: Form | None = None
    training: Form | None = None
    skills: list[Skill] = []
    variants: Annotated[list[Variant], Meta(min_length=1, max_length=20)] = msgspec.field(
        default_factory=lambda: [Variant(name="as described")]
    )
    review: Review | None = None
    title: str = "Simulation"
    seed: int = 1
    repetitions: Annotated[int, Meta(ge=1, le=1_000)] = 1
    begins: str = "2026-01-05T09:00:00"
    days: Annotated[int, Meta(ge=1, le=366)] = 14
    fee_percent: Annotated[float, Meta(ge=0, le=100)] = 0.0
    currency: Name = "USD"
    balance: Positive = 1_000_000.0

    def __post_init__(self) -> None:
        names = [variant.name for variant in self.variants]
        if len(set(names)) != len(names):
            raise ValueError("two variants have the same name")
