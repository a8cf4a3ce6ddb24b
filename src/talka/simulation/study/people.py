"""Who comes to work, drawn from the description. Pure: the same seed draws the same people."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import msgspec

from talka.simulation import rules
from talka.simulation.model import Kind as Manner
from talka.simulation.model import Truth, VirtualWorker, option_key
from talka.simulation.study.material import Material, OutputValues, StudyRefused, shares_of
from talka.simulation.study.model import Crowd, Habits, Kind, Replay, Weights

_SMOOTHING = 1.0
"""What every option counts in a confusion matrix before anything was answered, in all its row together."""


class Person(msgspec.Struct, frozen=True):
    """One worker: how they answer, how fast, when they first come (seconds from the beginning).

    ``given`` has answers that are known, by the task's key.
    """

    login: str
    kind: str
    should_be_banned: bool
    worker: VirtualWorker
    habits: Habits
    pace: float
    arrives: float
    given: Mapping[str, OutputValues] = {}

    def answer(
        self, truth: Truth, input_values: Mapping[str, Any], seed: int, *, in_training: bool
    ) -> OutputValues:
        """What this worker answers; the same whenever and wherever they meet the task."""
        key = rules.task_key(truth, input_values)
        known = None if in_training else self.given.get(key)
        rng = rules.chance(seed, self.login, key)
        answered = rules.answer(self.worker, truth, input_values, in_training=in_training, rng=rng)
        return answered if known is None else {**answered, **known}

    def seconds(self, tasks: int, rng: random.Random) -> float:
        """How long a page of so many tasks takes."""
        return sum(self.pace * rng.lognormvariate(0, self.habits.spread) for _ in range(tasks))


def draw(crowd: Crowd, material: Material, seed: int) -> list[Person]:
    """Everybody who comes in a repetition, in no order of merit."""
    found: list[Person] = []
    if crowd.size:
        counts = shares_of(crowd.size, [kind.share for kind in crowd.kinds])
        for kind, count in zip(crowd.kinds, counts, strict=True):
            _check_options(kind, material.truth)
            found += [_of_kind(kind, number, material.truth, seed) for number in range(count)]
    if crowd.replay is not None:
        found += _replayed(crowd.replay, material, seed)
    return found


def _check_options(kind: Kind, truth: Truth) -> None:
    known = {option_key(option) for options in truth.options.values() for option in options}
    for weights in (kind.mistakes, kind.confusion or {}):
        named = {*weights, *(other for row in weights.values() for other in row)}
        if strangers := sorted(named - known):
            raise StudyRefused(f"crowd.kinds: {kind.name!r} knows an option that is none: {strangers[0]!r}")


def _of_kind(kind: Kind, number: int, truth: Truth, seed: int) -> Person:
    login = f"{kind.name}-{number + 1:04d}"
    rng = rules.chance(seed, "person", login)
    accuracy = rng.uniform(*kind.accuracy) if isinstance(kind.accuracy, list) else kind.accuracy
    confusion = kind.confusion
    if confusion is None and kind.mistakes and accuracy is not None:
        confusion = _confusion(kind.mistakes, accuracy, truth)
    manner = Manner.SPAMMER if accuracy is None and confusion is None else Manner.CAREFUL
    worker = VirtualWorker(
        login=login,
        password="",
        kind=manner,
        accuracy=accuracy,
        training_accuracy=kind.training_accuracy,
        confusion=confusion,
        skip_probability=kind.skip_probability,
        exit_probability=kind.exit_probability,
    )
    return _person(worker, kind.name, kind, rng, should_be_banned=kind.should_be_banned)


def _person(
    worker: VirtualWorker,
    kind: str,
    habits: Habits,
    rng: random.Random,
    *,
    should_be_banned: bool,
    given: Mapping[str, OutputValues] | None = None,
) -> Person:
    pace = habits.seconds_per_task * rng.lognormvariate(0, habits.spread_of_workers)
    arrives = rng.uniform(0, habits.arrive_within_hours * 3600)
    return Person(worker.login, kind, should_be_banned, worker, habits, pace, arrives, given or {})


def _confusion(mistakes: Weights, accuracy: float, truth: Truth) -> Weights:
    """A row for each option: right with this probability, else wrong by the weights of its mistakes."""
    rows: Weights = {}
    for options in truth.options.values():
        names = [option_key(option) for option in options]
        for name in names:
            others = [other for other in names if other != name]
            weights = mistakes.get(name) or dict.fromkeys(others, 1.0)
            whole = sum(weights.get(other, 0.0) for other in others)
            row = {other: (1 - accuracy) * weights.get(other, 0.0) / whole for other in others if whole}
            rows[name] = row | {name: accuracy}
    return rows


# ---- replayed workers ------------------------------------------------------------------------------------


def _replayed(replay: Replay, material: Material, seed: int) -> list[Person]:
    everybody = _counted(material, [answers for _, answers in sorted(material.labels.items())])
    found = []
    for name, answers in sorted(material.labels.items()):
        login = f"{replay.name}-{name}"
        right = sum(material.is_right(key, answer) for key, answer in answers.items())
        worker = VirtualWorker(
            login=login,
            password="",
            confusion=_smoothed(_counted(material, [answers]), everybody),
            training_accuracy=replay.training_accuracy,
            skip_probability=replay.skip_probability,
            exit_probability=replay.exit_probability,
        )
        found.append(
            _person(
                worker,
                replay.name,
                replay,
                rules.chance(seed, "person", login),
                should_be_banned=right < replay.banned_below * len(answers),
                given=answers,
            )
        )
    return found


def _counted(material: Material, of_workers: list[dict[str, OutputValues]]) -> Weights:
    """How often which option was answered where which was right."""
    counts: Weights = {}
    for answers in of_workers:
        for key, answer in answers.items():
            for field, value in answer.items():
                right = material.truth.answers[key].get(field)
                row = counts.setdefault(option_key(right), {})
                row[option_key(value)] = row.get(option_key(value), 0.0) + 1
    return counts


def _smoothed(own: Weights, everybody: Weights) -> Weights:
    """A worker's own matrix; of what they met seldom or never, also what everybody does."""
    rows: Weights = {}
    for right, usual in everybody.items():
        whole = sum(usual.values())
        mine = own.get(right, {})
        rows[right] = {
            option: mine.get(option, 0.0) + _SMOOTHING * usual.get(option, 0.0) / whole
            for option in {**usual, **mine}
        }
    return rows
