"""A report as tables for a terminal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

from rich import box
from rich.console import Console
from rich.table import Table

from talka.simulation.study.report import Figure, Report, VariantReport

_PLAIN_WIDTH = 110

Show = Callable[[float], str]


def write(report: Report, out: TextIO) -> None:
    """Write every table of the report, in colours where ``out`` is a terminal."""
    console = Console(file=out, width=None if out.isatty() else _PLAIN_WIDTH, highlight=False)
    crowd = f"{report.workers} workers, {report.tasks} tasks"
    if report.control_tasks:
        crowd += f", {report.control_tasks} control tasks"
    if report.training_tasks:
        crowd += f", {report.training_tasks} training tasks"
    times = "once" if report.repetitions == 1 else f"{report.repetitions} times"
    console.print(f"[bold]{report.title}[/bold]: {crowd}; simulated {times}, seed {report.seed}")
    console.print(_variants(report))
    if report.repetitions > 1:
        console.print("± is half of the 95 % confidence interval over the repetitions.")
    for variant in report.variants:
        console.print(_kinds(report, variant))
        if any(kind.skills for kind in variant.kinds.values()):
            console.print(_skills(variant))
        if variant.rules:
            console.print(_rules(variant))
    for line in conclusions(report):
        console.print(line)


def conclusions(report: Report) -> list[str]:
    """What the variants come to, in a sentence each."""
    lines = []
    for variant in report.variants:
        best = variant.best
        what = "nothing to aggregate"
        if best is not None:
            what = f"{_percent(best[1].mean)} right by {best[0]}"
        bans = f"{_short(variant.bans_right.mean)} bans right, {_short(variant.bans_wrong.mean)} wrong"
        cost = f"{variant.cost.mean:.2f} {report.currency}"
        lines.append(f"{variant.name}: {what} for {cost} in {variant.hours.mean:.1f} h; {bans}.")
    return lines


def _variants(report: Report) -> Table:
    table = _table("", *(variant.name for variant in report.variants))
    ways = dict.fromkeys(way for variant in report.variants for way in variant.accuracy)

    def row(name: str, get: Callable[[VariantReport], Figure | None], show: Show) -> None:
        table.add_row(name, *(_with_margin(get(variant), show) for variant in report.variants))

    for way in ways:
        row(f"right by {way}", lambda variant, way=way: variant.accuracy.get(way), _percent)  # type: ignore[misc]
    row("tasks answered", lambda variant: variant.coverage, _percent)
    row(f"cost, {report.currency}", lambda variant: variant.cost, _money)
    row("... for those banned later", lambda variant: variant.wasted, _money)
    row("hours to the last answer", lambda variant: variant.hours, _two)
    row("completed", lambda variant: variant.completed, _percent)
    row("answers per task", lambda variant: variant.answers_per_task, _two)
    row("slots that rules added", lambda variant: variant.reissued, _short)
    row("bans of those who should be", lambda variant: variant.bans_right, _short)
    row("... of others", lambda variant: variant.bans_wrong, _short)
    row("... missed", lambda variant: variant.bans_missed, _short)
    return table


def _kinds(report: Report, variant: VariantReport) -> Table:
    table = _table(
        variant.name,
        *("workers", "worked", "pages", "answers", "right", f"earned, {report.currency}"),
        *("banned", "hours to ban"),
    )
    for name, kind in variant.kinds.items():
        table.add_row(
            name,
            _short(kind.workers.mean),
            _short(kind.worked.mean),
            _short(kind.pages.mean),
            _short(kind.answers.mean),
            _mean(kind.accuracy, _percent),
            _money(kind.earned.mean),
            _short(kind.banned.mean),
            _mean(kind.hours_to_ban, _two),
        )
    return table


def _skills(variant: VariantReport) -> Table:
    names = dict.fromkeys(name for kind in variant.kinds.values() for name in kind.skills)
    table = _table(f"mean skills, {variant.name}", *names)
    for kind, found in variant.kinds.items():
        table.add_row(kind, *(_mean(found.skills.get(name), _short) for name in names))
    return table


def _rules(variant: VariantReport) -> Table:
    table = _table(f"rules, {variant.name}", "fired", "to be banned", "others")
    for name, rule in variant.rules.items():
        numbers = (rule.times, rule.should_be_banned, rule.others)
        table.add_row(name, *(_short(one.mean) for one in numbers))
    return table


def _table(first: str, *others: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(first, overflow="fold")
    for name in others:
        table.add_column(name, justify="right")
    return table


def _with_margin(figure: Figure | None, show: Show) -> str:
    text = _mean(figure, show)
    if figure is None or figure.high is None:
        return text
    return f"{text} ± {show(figure.high - figure.mean)}"


def _mean(figure: Figure | None, show: Show) -> str:
    return "-" if figure is None else show(figure.mean)


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %"


def _money(value: float) -> str:
    return f"{value:.2f}"


def _two(value: float) -> str:
    return f"{value:.2f}"


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
