"""How virtual workers decide. Pure: the same worker, task and seed give the same answer."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

import msgspec

from talka.simulation.model import Kind, Reason, Truth, VirtualWorker, option_key

OutputValues = dict[str, Any]

USUAL_ACCURACY: Mapping[Kind, float] = {Kind.CAREFUL: 0.95, Kind.CARELESS: 0.6}


CORRECTIONS = 3
"""How often a worker mends a suite whose mistakes were pointed out before it gives the suite back."""

SHORTEST, LONGEST = 0.5, 1.5
"""How far the time for a suite strays from the worker's usual, as shares of it."""


class Move(StrEnum):
    """What a worker does with a suite it was given."""

    SUBMIT = "submit"
    SKIP = "skip"
    EXIT = "exit"


class Verdict(StrEnum):
    """What a refusal to give out work means for the worker."""

    OVER = "over"  # nothing more here
    LATER = "later"  # ask again after a while
    BUSY = "busy"  # finish what was begun first
    CAPTCHA = "captcha"  # show first that you are human
    REFUSED = "refused"  # this worker may not


class Refusal(msgspec.Struct, frozen=True):
    """A refused take, understood. ``retry_after`` in seconds, when the platform named it."""

    verdict: Verdict
    reasons: list[Reason] = []
    retry_after: float | None = None


def chance(seed: int, *about: str) -> random.Random:
    """A source of chance of its own for whatever ``about`` names, the same in every run with this seed."""
    return random.Random("\0".join([str(seed), *about]))  # noqa: S311  a simulation, not a secret


def task_key(truth: Truth, input_values: Mapping[str, Any]) -> str:
    """The key under which the truth knows a task; empty when the task lacks the key's field."""
    value = input_values.get(truth.key_field)
    return "" if value is None else option_key(value)


def answer(
    worker: VirtualWorker,
    truth: Truth,
    input_values: Mapping[str, Any],
    *,
    in_training: bool,
    rng: random.Random,
) -> OutputValues:
    """What the worker answers to a task, field by field."""
    right = truth.answers.get(task_key(truth, input_values), {})
    return {
        field: _choose(worker, options, right[field], in_training=in_training, rng=rng)
        if field in right
        else rng.choice(options)
        for field, options in truth.options.items()
    }


def _choose(
    worker: VirtualWorker, options: Sequence[Any], right: object, *, in_training: bool, rng: random.Random
) -> Any:
    if in_training and worker.training_accuracy is not None:
        return _right_or_other(options, right, worker.training_accuracy, rng)
    row = (worker.confusion or {}).get(option_key(right))
    if row is not None:
        return _weighted(options, row, rng)
    if worker.kind is Kind.SPAMMER:
        return rng.choice(options)
    accuracy = USUAL_ACCURACY[worker.kind] if worker.accuracy is None else worker.accuracy
    return _right_or_other(options, right, accuracy, rng)


def _weighted(options: Sequence[Any], row: Mapping[str, float], rng: random.Random) -> Any:
    weights = [row.get(option_key(option), 0.0) for option in options]
    return rng.choices(options, weights)[0] if sum(weights) > 0 else rng.choice(options)


def _right_or_other(options: Sequence[Any], right: object, accuracy: float, rng: random.Random) -> Any:
    others = [option for option in options if option != right]
    return right if rng.random() < accuracy or not others else rng.choice(others)


def follow_hints(
    truth: Truth,
    tasks: Sequence[tuple[str, Mapping[str, Any]]],
    solutions: Sequence[OutputValues],
    mistaken: set[str],
) -> list[OutputValues]:
    """The solutions again, with the right options in those tasks (id, input values) that a hint corrected.

    A hint is written for people; a virtual worker reads it by looking the task up in the truth.
    """
    return [
        {**solution, **truth.answers.get(task_key(truth, input_values), {})}
        if task_id in mistaken
        else dict(solution)
        for (task_id, input_values), solution in zip(tasks, solutions, strict=True)
    ]


def count_right(truth: Truth, inputs: Sequence[Mapping[str, Any]], solutions: Sequence[OutputValues]) -> int:
    """How many solutions agree with the truth in every field; tasks it does not know count as wrong."""
    return sum(
        truth.answers.get(task_key(truth, input_values)) == solution
        for input_values, solution in zip(inputs, solutions, strict=True)
    )


def next_move(worker: VirtualWorker, *, in_training: bool, rng: random.Random) -> Move:
    """Whether the worker does a suite. A training is never dodged: it leads to the work that pays."""
    if in_training:
        return Move.SUBMIT
    mood = rng.random()
    if mood < worker.skip_probability:
        return Move.SKIP
    return Move.EXIT if mood < worker.skip_probability + worker.exit_probability else Move.SUBMIT


def seconds_taken(worker: VirtualWorker, tasks: int, rng: random.Random) -> float:
    """How long the worker looks at a suite before it submits."""
    return worker.seconds_per_task * tasks * rng.uniform(SHORTEST, LONGEST)


def understand_refusal(code: str, words: str, payload: object) -> Refusal | None:
    """What a refused take means, or None when it is no refusal a worker should expect."""
    details = payload if isinstance(payload, dict) else {}
    match code, bool(details.get("finished")):
        case ("POOL_CLOSED", _) | ("NO_TASKS_AVAILABLE", True):
            return Refusal(Verdict.OVER)
        case (("NO_TASKS_AVAILABLE" | "POINT_REQUIRED"), _):
            return Refusal(Verdict.LATER, retry_after=details.get("retry_after_seconds"))
        case "TOO_MANY_ACTIVE_ASSIGNMENTS", _:
            return Refusal(Verdict.BUSY)
        case "CAPTCHA_REQUIRED", _:
            return Refusal(Verdict.CAPTCHA, [Reason(code, words)])
        case "ACCESS_DENIED", _:
            reasons = msgspec.convert(details.get("reasons") or [], list[Reason])
            return Refusal(Verdict.REFUSED, reasons or [Reason(code, words)])
        case _:
            return None
