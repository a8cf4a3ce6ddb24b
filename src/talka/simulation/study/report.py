"""What a study found, over all repetitions: means, how sure they are, and variants against the first one."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import msgspec

from talka.simulation.study.measure import Fired, OfKind, Outcome

# Two-sided 95 % quantiles of Student's distribution, by degrees of freedom from 1.
_STUDENT = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086),
    *(2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042),
)
_NORMAL = 1.96
_DIGITS = 6


class Figure(msgspec.Struct, frozen=True, omit_defaults=True):
    """A mean over repetitions, and between what it lies with 95 % confidence where there are several."""

    mean: float
    low: float | None = None
    high: float | None = None


class KindReport(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of workers in one variant; figures as in :class:`OfKind`, null where there was nothing."""

    workers: Figure
    should_be_banned: Figure
    worked: Figure
    pages: Figure
    answers: Figure
    accuracy: Figure | None
    rejected_pages: Figure
    earned: Figure
    banned: Figure
    hours_to_ban: Figure | None
    skills: dict[str, Figure]


class RuleReport(msgspec.Struct, frozen=True, kw_only=True):
    """A rule in one variant; figures as in :class:`Fired`."""

    times: Figure
    should_be_banned: Figure
    others: Figure


class VariantReport(msgspec.Struct, frozen=True, kw_only=True):
    """One variant; figures as in :class:`Outcome`.

    ``cost`` is what was paid with the fee; ``completed`` the share of repetitions in which everything was
    done. ``against_first`` has the differences to the first variant, each repetition against the same crowd.
    """

    name: str
    accuracy: dict[str, Figure]
    coverage: Figure
    cost: Figure
    paid: Figure
    fee: Figure
    wasted: Figure
    completed: Figure
    hours: Figure
    pages: Figure
    answers: Figure
    answers_per_task: Figure
    reissued: Figure
    bans_right: Figure
    bans_wrong: Figure
    bans_missed: Figure
    kinds: dict[str, KindReport]
    rules: dict[str, RuleReport]
    against_first: dict[str, Figure]
    runs: list[Outcome]

    @property
    def best(self) -> tuple[str, Figure] | None:
        """The way of aggregating that was right most often."""
        return max(self.accuracy.items(), key=lambda pair: pair[1].mean, default=None)


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A whole study."""

    title: str
    seed: int
    repetitions: int
    tasks: int
    control_tasks: int
    training_tasks: int
    workers: int
    currency: str
    variants: list[VariantReport]


def summary(name: str, runs: Sequence[Outcome], first: Sequence[Outcome] | None) -> VariantReport:
    """One variant's report; ``first`` has the first variant's outcomes of the same repetitions."""

    def over(get: Callable[[Outcome], float]) -> Figure:
        return figure([get(run) for run in runs])

    return VariantReport(
        name=name,
        accuracy=_accuracy(runs),
        coverage=over(lambda run: run.coverage),
        cost=over(_cost),
        paid=over(lambda run: run.paid),
        fee=over(lambda run: run.fee),
        wasted=over(lambda run: run.wasted),
        completed=over(lambda run: float(run.completed)),
        hours=over(lambda run: run.hours),
        pages=over(lambda run: run.pages),
        answers=over(lambda run: run.answers),
        answers_per_task=over(lambda run: run.answers_per_task),
        reissued=over(lambda run: run.reissued),
        bans_right=over(lambda run: run.bans_right),
        bans_wrong=over(lambda run: run.bans_wrong),
        bans_missed=over(lambda run: run.bans_missed),
        kinds={kind: _kind([run.kinds[kind] for run in runs]) for kind in runs[0].kinds},
        rules=_rules(runs),
        against_first={} if first is None else _differences(runs, first),
        runs=list(runs),
    )


def figure(values: Sequence[float]) -> Figure:
    """The mean, with bounds where there are at least two values."""
    count = len(values)
    mean = math.fsum(values) / count
    if count < 2:  # noqa: PLR2004  a spread needs two
        return Figure(round(mean, _DIGITS))
    variance = math.fsum((value - mean) ** 2 for value in values) / (count - 1)
    quantile = _STUDENT[count - 2] if count - 2 < len(_STUDENT) else _NORMAL
    margin = quantile * math.sqrt(variance / count)
    return Figure(round(mean, _DIGITS), round(mean - margin, _DIGITS), round(mean + margin, _DIGITS))


def _cost(run: Outcome) -> float:
    return run.paid + run.fee


def _accuracy(runs: Sequence[Outcome]) -> dict[str, Figure]:
    """By way of aggregating, as far as each run has it."""
    ways = dict.fromkeys(way for run in runs for way in run.accuracy)
    return {way: figure([run.accuracy[way] for run in runs if way in run.accuracy]) for way in ways}


def _differences(runs: Sequence[Outcome], first: Sequence[Outcome]) -> dict[str, Figure]:
    pairs = list(zip(runs, first, strict=True))
    ways = [way for way in runs[0].accuracy if all(way in one.accuracy for pair in pairs for one in pair)]
    found = {way: figure([run.accuracy[way] - other.accuracy[way] for run, other in pairs]) for way in ways}
    found["cost"] = figure([_cost(run) - _cost(other) for run, other in pairs])
    found["hours"] = figure([run.hours - other.hours for run, other in pairs])
    return found


def _rules(runs: Sequence[Outcome]) -> dict[str, RuleReport]:
    never = Fired(times=0, should_be_banned=0, others=0)
    found = {}
    for name in sorted({name for run in runs for name in run.rules}):
        fired = [run.rules.get(name, never) for run in runs]
        found[name] = RuleReport(
            times=figure([one.times for one in fired]),
            should_be_banned=figure([one.should_be_banned for one in fired]),
            others=figure([one.others for one in fired]),
        )
    return found


def _kind(runs: Sequence[OfKind]) -> KindReport:
    def over(get: Callable[[OfKind], float]) -> Figure:
        return figure([get(run) for run in runs])

    accuracies = [run.accuracy for run in runs if run.accuracy is not None]
    waits = [run.hours_to_ban for run in runs if run.hours_to_ban is not None]
    names = dict.fromkeys(name for run in runs for name in run.skills)
    return KindReport(
        workers=over(lambda run: run.workers),
        should_be_banned=over(lambda run: run.should_be_banned),
        worked=over(lambda run: run.worked),
        pages=over(lambda run: run.pages),
        answers=over(lambda run: run.answers),
        accuracy=figure(accuracies) if accuracies else None,
        rejected_pages=over(lambda run: run.rejected_pages),
        earned=over(lambda run: run.earned),
        banned=over(lambda run: run.banned),
        hours_to_ban=figure(waits) if waits else None,
        skills={name: figure([run.skills[name] for run in runs if name in run.skills]) for name in names},
    )
