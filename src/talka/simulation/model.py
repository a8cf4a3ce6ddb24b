"""A crowd as data: who is in it, what the right answers are, and what came of its work."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import msgspec

Probability = Annotated[float, msgspec.Meta(ge=0, le=1)]
Seconds = Annotated[float, msgspec.Meta(ge=0)]


class Kind(StrEnum):
    """How a virtual worker works: looks closely, rushes, or clicks without looking."""

    CAREFUL = "careful"
    CARELESS = "careless"
    SPAMMER = "spammer"


class Truth(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The right answers, which virtual workers see through the noise of their skill.

    ``key_field`` is the input field that tells tasks apart; ``options`` lists what can be chosen in each
    output field; ``answers`` maps a task's key to its right output values. A task whose key is not there is
    answered at random.
    """

    key_field: str
    options: dict[str, Annotated[list[Any], msgspec.Meta(min_length=1)]]
    answers: dict[str, dict[str, Any]]


class VirtualWorker(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One simulated person.

    ``accuracy`` is the share of right answers of a careful or careless worker (the kind's usual one when
    absent); a wrong answer is any other option. ``confusion`` maps a right option to the weights of what is
    answered instead, and where it has a row it replaces the accuracy. ``training_accuracy`` is how well the
    worker does while it is watched, in a training, when that differs. A spammer does not look: without
    ``confusion`` it picks any option. ``seconds_per_task`` is the usual pace, in real time.
    """

    login: str
    password: str
    kind: Kind = Kind.CAREFUL
    accuracy: Probability | None = None
    training_accuracy: Probability | None = None
    confusion: dict[str, dict[str, Annotated[float, msgspec.Meta(ge=0)]]] | None = None
    seconds_per_task: Seconds = 0.0
    skip_probability: Probability = 0.0
    exit_probability: Probability = 0.0
    draft_probability: Probability = 0.0
    profile: dict[str, Any] | None = None

    def __post_init__(self) -> None:
        if self.skip_probability + self.exit_probability >= 1:
            raise ValueError(f"{self.login} would skip or leave every suite and never submit one")
        for right, row in (self.confusion or {}).items():
            if sum(row.values()) <= 0:
                raise ValueError(f"{self.login}: the confusion row of {right!r} has no weight")


class Crowd(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who works where.

    ``base_url`` is an environment's base (``http://host:8000/sandbox``). ``pool_ids`` are the main pools the
    crowd is sent to; on the way there it does the trainings it is offered, those of ``project_id`` only when
    that is given. At most ``concurrency`` workers work at a time; after ``max_seconds`` nobody begins a new
    suite. ``seed`` makes every worker's answers repeatable. ``captcha_answer`` is what passes a captcha,
    where the sandbox's operator has named it; without it a captcha stops a virtual worker, who cannot read.
    """

    base_url: str
    pool_ids: Annotated[list[str], msgspec.Meta(min_length=1)]
    truth: Truth
    workers: list[VirtualWorker]
    project_id: str | None = None
    concurrency: Annotated[int, msgspec.Meta(ge=1)] = 40
    max_seconds: Seconds = 600.0
    seed: int = 0
    captcha_answer: str | None = None

    def __post_init__(self) -> None:
        logins = [worker.login for worker in self.workers]
        if len(set(logins)) != len(logins):
            raise ValueError("two virtual workers have the same login")
        known = {option_key(option) for options in self.truth.options.values() for option in options}
        for worker in self.workers:
            for row in (worker.confusion or {}).values():
                if strangers := sorted(set(row) - known):
                    raise ValueError(f"{worker.login} confuses with {strangers[0]!r}, which is no option")


class Reason(msgspec.Struct, frozen=True):
    """Why a worker was refused a pool: the platform's code and its words to the worker."""

    code: str
    words: str = ""


class WorkerResult(msgspec.Struct, frozen=True, kw_only=True):
    """What one virtual worker did.

    ``suites`` and ``labels`` count what was submitted in main pools (tasks of every kind), ``right`` those
    labels that agree with the crowd's truth. ``mistakes`` are the tasks that the platform pointed out with a
    hint. ``refused`` holds, by pool, the reasons of the last refusal that the worker could not overcome.
    """

    login: str
    user_id: str
    kind: Kind
    training_suites: int
    suites: int
    labels: int
    right: int
    mistakes: int
    skipped: int
    exited: int
    expired: int
    refused: dict[str, list[Reason]]
    error: str | None = None

    @property
    def trained(self) -> bool:
        """Whether the worker went through at least one training suite to its end."""
        return self.training_suites > 0


class Progress(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="progress"):
    """How far the whole crowd is; ``joined`` and ``done`` count workers, ``seconds`` since the start."""

    workers: int
    joined: int
    done: int
    training_suites: int
    suites: int
    labels: int
    requests: int
    seconds: float


class CrowdResult(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", tag="result"):
    """What the crowd did. ``timed_out``: it was still at work when ``max_seconds`` had passed."""

    workers: list[WorkerResult]
    requests: int
    seconds: float
    timed_out: bool


def option_key(option: object) -> str:
    """The text by which a confusion row names an option: a text itself, anything else as JSON."""
    return option if isinstance(option, str) else msgspec.json.encode(option).decode()
