"""A report as a picture: how right the answers are against what they cost, and whom the money went to.

An SVG that needs nothing else, and suits light and dark pages.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from xml.sax.saxutils import escape

from talka.simulation.study.report import Figure, Report, VariantReport

WIDTH, HEIGHT = 960, 430
_LEFT, _TOP, _PLOT_WIDTH, _PLOT_HEIGHT = 70, 84, 420, 270
_BARS_LEFT, _BARS_WIDTH = 570, 350
_MARK = 6.5
_LEAST_STEPS = 4
_LABEL_GAP = 15
_LETTER = 7.2
_MOST_TRIES = 12

# Two kinds of ink for each scheme, and colours in an order in which neighbours differ for everybody.
_STYLE = """
svg { --page: #ffffff; --ink: #1d2433; --soft: #5d6778; --line: #d9dee7;
  --c0: #2a6fdb; --c1: #e07b00; --c2: #b3306b; --c3: #1f8a5b; --c4: #7a52c7; --c5: #8a6d00; }
@media (prefers-color-scheme: dark) {
  svg { --page: #14181f; --ink: #e8ebf1; --soft: #9aa5b8; --line: #333b48;
    --c0: #6ea8ff; --c1: #ffb052; --c2: #ff7fb0; --c3: #5fd3a0; --c4: #b9a0ff; --c5: #e0c860; } }
text { font: 13px system-ui, sans-serif; fill: var(--ink); }
.page { fill: var(--page); }
.title { font-size: 17px; font-weight: 600; }
.head { font-size: 14px; font-weight: 600; }
.soft { fill: var(--soft); font-size: 12px; }
.grid { stroke: var(--line); stroke-width: 1; }
.mark { stroke: var(--page); stroke-width: 1.5; }
.error { stroke: var(--soft); stroke-width: 1.5; fill: none; }
"""
_COLOURS = 6


def draw(report: Report) -> str:
    """The whole picture."""
    words = "; ".join(
        f"{variant.name}: {_percent(best[1].mean)} right by {best[0]} for {variant.cost.mean:.2f}"
        for variant in report.variants
        if (best := variant.best) is not None
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}"',
        f' height="{HEIGHT}" role="img" aria-label="{_quoted(words)}">',
        f"<style>{_STYLE}</style>",
        f'<rect class="page" width="{WIDTH}" height="{HEIGHT}"/>',
        _text(24, 32, report.title, "title"),
        *_against_cost(report),
        *_money_by_kind(report),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


# ---- right answers against cost --------------------------------------------------------------------------


class _Scale:
    """Numbers to places along a line, with round numbers to write at it."""

    def __init__(self, low: float, high: float, start: float, end: float) -> None:
        self.step = _round_step((high - low) or 1.0)
        self.low = math.floor(low / self.step) * self.step
        self.high = max(math.ceil(high / self.step) * self.step, self.low + self.step)
        self._start, self._end = start, end

    def __call__(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self._start + share * (self._end - self._start)

    @property
    def ticks(self) -> list[float]:
        """The round numbers."""
        count = round((self.high - self.low) / self.step)
        return [self.low + i * self.step for i in range(count + 1)]


def _round_step(span: float) -> float:
    raw = span / _LEAST_STEPS
    power = 10.0 ** math.floor(math.log10(raw))
    return next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw)


def _against_cost(report: Report) -> Iterator[str]:
    yield _text(24, 62, "Right answers against cost", "head")
    figures = [figure for variant in report.variants for figure in variant.accuracy.values()]
    if not figures:
        yield _text(_LEFT, _TOP + 40, "Nothing was answered", "soft")
        return
    costs = [bound for variant in report.variants for bound in _bounds(variant.cost)]
    shares = [bound for figure in figures for bound in _bounds(figure)]
    room = (max(costs) - min(costs)) * 0.15 or max(costs) * 0.1 or 1.0
    x = _Scale(max(0.0, min(costs) - room), max(costs) + room, _LEFT, _LEFT + _PLOT_WIDTH)
    y = _Scale(max(0.0, min(shares) - 0.01), min(1.0, max(shares)), _TOP + _PLOT_HEIGHT, _TOP)
    yield from _axes(report, x, y)
    ways = list(dict.fromkeys(way for variant in report.variants for way in variant.accuracy))
    for variant in report.variants:
        yield from _points(variant, ways, x, y)
    yield from _names(report, x, y)
    for number, way in enumerate(ways):
        left = _LEFT + number * 140
        yield _mark(number, left, HEIGHT - 18, "var(--soft)", way)
        yield _text(left + 12, HEIGHT - 14, way, "soft")


def _axes(report: Report, x: _Scale, y: _Scale) -> Iterator[str]:
    for tick in y.ticks:
        at = y(tick)
        yield _line(_LEFT, at, _LEFT + _PLOT_WIDTH, at)
        yield _text(_LEFT - 8, at + 4, f"{100 * tick:g} %", "soft", anchor="end")
    for tick in x.ticks:
        yield _text(x(tick), _TOP + _PLOT_HEIGHT + 18, f"{tick:g}", "soft", anchor="middle")
    middle = _LEFT + _PLOT_WIDTH / 2
    yield _text(middle, _TOP + _PLOT_HEIGHT + 36, f"cost, {report.currency}", "soft", anchor="middle")


def _points(variant: VariantReport, ways: list[str], x: _Scale, y: _Scale) -> Iterator[str]:
    """A mark for each way of aggregating, one above the other."""
    at = x(variant.cost.mean)
    for figure in variant.accuracy.values():
        yield from _whiskers(variant.cost, figure, x, y)
    for way, figure in variant.accuracy.items():
        words = f"{variant.name}, {way}: {_percent(figure.mean)} for {variant.cost.mean:.2f}"
        yield _mark(ways.index(way), at, y(figure.mean), "var(--ink)", words)


Box = tuple[float, float, float, float]  # left, top, right, bottom


def _names(report: Report, x: _Scale, y: _Scale) -> Iterator[str]:
    """Each variant's name beside its marks, where it covers no mark and no other name."""
    taken = [
        box
        for variant in report.variants
        for figure in variant.accuracy.values()
        for box in _covered(variant.cost, figure, x, y)
    ]
    for variant in report.variants:
        if not variant.accuracy:
            continue
        at = x(variant.cost.mean)
        lowest = max(y(figure.mean) for figure in variant.accuracy.values())
        for box, anchor in _places(at, lowest, _LETTER * len(variant.name)):
            if not any(_overlap(box, other) for other in taken):
                taken.append(box)
                left, _, right, bottom = box
                start = left if anchor == "start" else right
                yield _text(start, bottom - 3, variant.name, "", anchor=anchor)
                break


def _covered(cost: Figure, share: Figure, x: _Scale, y: _Scale) -> Iterator[Box]:
    """Where a mark and its whiskers are."""
    costs, shares = list(_bounds(cost)), list(_bounds(share))
    at, height = x(cost.mean), y(share.mean)
    yield at - _MARK, height - _MARK, at + _MARK, height + _MARK
    yield x(min(costs)), height - 1, x(max(costs)), height + 1
    yield at - 1, y(max(shares)), at + 1, y(min(shares))


def _places(at: float, lowest: float, wide: float) -> Iterator[tuple[Box, str]]:
    """Where a name may stand: right or left of the lowest mark, else lower."""
    for down in range(_MOST_TRIES):
        bottom = lowest + 8 + down * _LABEL_GAP
        if at + 11 + wide < _LEFT + _PLOT_WIDTH + 20:
            yield (at + 11, bottom - _LABEL_GAP, at + 11 + wide, bottom), "start"
        if at - 11 - wide > _LEFT:
            yield (at - 11 - wide, bottom - _LABEL_GAP, at - 11, bottom), "end"


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and one[2] > other[0] and one[1] < other[3] and one[3] > other[1]


def _whiskers(cost: Figure, share: Figure, x: _Scale, y: _Scale) -> Iterator[str]:
    if share.low is not None and share.high is not None:
        ends = y(max(share.low, y.low)), y(min(share.high, y.high))
        at = x(cost.mean)
        yield f'<path class="error" d="M{at:.1f} {ends[0]:.1f}V{ends[1]:.1f}"/>'
    if cost.low is not None and cost.high is not None:
        ends = x(max(cost.low, x.low)), x(min(cost.high, x.high))
        yield f'<path class="error" d="M{ends[0]:.1f} {y(share.mean):.1f}H{ends[1]:.1f}"/>'


def _mark(shape: int, x: float, y: float, colour: str, words: str) -> str:
    """A circle, a square, a diamond: told apart without colours."""
    size = _MARK
    title = f"<title>{escape(words)}</title>"
    look = f'class="mark" fill="{colour}"'
    if shape == 0:
        return f'<circle {look} cx="{x:.1f}" cy="{y:.1f}" r="{size}">{title}</circle>'
    turn = f' transform="rotate(45 {x:.1f} {y:.1f})"' if shape > 1 else ""
    side = 2 * size - 1
    place = f'x="{x - side / 2:.1f}" y="{y - side / 2:.1f}" width="{side}" height="{side}"'
    return f"<rect {look} {place}{turn}>{title}</rect>"


# ---- whom the money went to ------------------------------------------------------------------------------


def _money_by_kind(report: Report) -> Iterator[str]:
    yield _text(_BARS_LEFT, 62, f"Whom the money went to, {report.currency}", "head")
    kinds = list(dict.fromkeys(kind for variant in report.variants for kind in variant.kinds))
    most = max((variant.paid.mean for variant in report.variants), default=0.0) or 1.0
    row = min(62.0, _PLOT_HEIGHT / len(report.variants))
    thick = min(26.0, row * 0.42)
    for number, variant in enumerate(report.variants):
        top = _TOP + number * row
        yield _text(_BARS_LEFT, top + 12, variant.name, "")
        total = f"{variant.paid.mean:.2f}"
        yield _text(_BARS_LEFT + _BARS_WIDTH, top + 12, total, "soft", anchor="end")
        left = float(_BARS_LEFT)
        for place, kind in enumerate(kinds):
            earned = variant.kinds[kind].earned.mean if kind in variant.kinds else 0.0
            wide = _BARS_WIDTH * earned / most
            if wide > 0:
                words = f"<title>{escape(f'{variant.name}, {kind}: {earned:.2f}')}</title>"
                yield (
                    f'<rect class="mark" fill="var(--c{place % _COLOURS})" x="{left:.1f}" y="{top + 18:.1f}"'
                    f' width="{wide:.1f}" height="{thick:.1f}">{words}</rect>'
                )
            left += wide
    below = _TOP + len(report.variants) * row + 20
    for place, kind in enumerate(kinds[: 2 * _COLOURS]):
        column, line = place % 3, place // 3
        left, at = _BARS_LEFT + column * 120, below + line * 20
        yield f'<rect fill="var(--c{place % _COLOURS})" x="{left}" y="{at - 9}" width="10" height="10"/>'
        yield _text(left + 15, at, kind, "soft")


# ---- parts -----------------------------------------------------------------------------------------------


def _bounds(figure: Figure) -> Iterator[float]:
    yield figure.mean
    if figure.low is not None and figure.high is not None:
        yield figure.low
        yield figure.high


def _text(x: float, y: float, words: str, kind: str, *, anchor: str = "start") -> str:
    look = f' class="{kind}"' if kind else ""
    end = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text{look} x="{x:.1f}" y="{y:.1f}"{end}>{escape(words)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="grid" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _quoted(words: str) -> str:
    return escape(words, {'"': "&quot;"})


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %"
