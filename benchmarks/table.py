"""One table of everything that was measured, as Markdown."""

from __future__ import annotations

import os
import platform
import sqlite3
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

FLUSHES = 200


class Row(NamedTuple):
    """A line of the table: what is measured, the design's aim, and what peers do on such a machine."""

    key: str
    what: str
    aim: str = ""
    peers: str = ""


ROWS = (
    Row("start", "start to `/readyz`, later starts", "< 1 s", "2.8 s"),
    Row("start memory", "memory after the start", "< 120 MB", "265 MB"),
    Row("upload", "upload, asynchronous batches, all of the pool", "100,000/s", "7,900/s"),
    Row("upload last", "... the last batch (floor: the last tenth)", "the same", ""),
    Row("upload memory", "... memory before, after, at most", "flat", "545 MB"),
    Row("upload in request", "upload, 5,000 tasks in a request", "", "7,000/s"),
    Row(
        "one small",
        "take + submit, one client (rate, p50 / p99)",
        "> 1,000/s, p99 < 5 ms",
        "23/s",
    ),
    Row("one big", "... in the big pool", "the same", "7/s"),
    Row("one veteran", "... and a worker with many suites behind them", "the same", ""),
    Row("one next", "... the submit brings the next page", "", ""),
    Row("one five", "... pages of five tasks", "", ""),
    Row("rules none", "a submit in a pool without rules (mean, p50 / p99)", "", ""),
    Row("rules ten", "... with ten rules", "< twice", ""),
    Row("rules veteran", "... and a worker with many suites behind them", "the same", ""),
    Row("crowd", "take + submit, 64 workers (rate, p50 / p99)", "> 1,500/s", "10.9/s"),
    Row("crowd faults", "... errors, tasks over their overlap", "none", "11 % of tasks over"),
    Row("crowd two", "... the same by two server processes", "more", ""),
    Row("read", "reading assignments by pages of 1,000", "50,000/s", "5,800/s"),
    Row("read memory", "... memory before, after, at most", "flat", ""),
    Row("dawid-skene", "Dawid-Skene, a million labels", "< 0.5 s", "8.1 s"),
    Row("dawid-skene memory", "... memory beside the labels' 24 MB", "< 24 MB", ""),
    Row("dawid-skene labels", "... labels other than crowd-kit's", "none", ""),
)


class Cell(NamedTuple):
    """What was measured, and the bare driver's figure."""

    measured: str
    floor: str | None = None


class Report:
    """One kind of database's figures, with remarks."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.cells: dict[str, Cell] = {}
        self.notes: list[str] = []

    def put(self, key: str, cell: Cell) -> None:
        self.cells[key] = cell
        what = next(row.what for row in ROWS if row.key == key)
        floor = "" if cell.floor is None else f"   [floor {cell.floor}]"
        print(f"{self.name:10} {what}: {cell.measured}{floor}", flush=True)

    def note(self, words: str) -> None:
        self.notes.append(words)
        print(f"{self.name:10} {words}", flush=True)


def render(reports: Iterable[Report]) -> str:
    """The table, and the remarks below it."""
    shown = list(reports)
    head = ["what", "aim (SQLite)", "peers"]
    for report in shown:
        head += [report.name, "floor"]
    lines = [_line(head), _line(["---"] * len(head))]
    for row in ROWS:
        cells = [report.cells.get(row.key) for report in shown]
        if any(cells):
            parts = [part for cell in cells for part in (cell or Cell("-"))]
            lines.append(_line([row.what, row.aim, row.peers, *(part or "" for part in parts)]))
    lines += ["", *(f"- {report.name}: {note}" for report in shown for note in report.notes)]
    return "\n".join(lines)


def _line(parts: Iterable[str]) -> str:
    return f"| {' | '.join(parts)} |"


def machine() -> str:
    """What it ran on, and what else did."""
    load = Path("/proc/loadavg").read_text().split()[:3]
    return (
        f"{os.cpu_count()} cores, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version},"
        f" load {', '.join(load)}, a flush to disk takes {_flush():.2f} ms"
    )


def _flush() -> float:
    """Milliseconds to write a page and flush it, in the middle: the floor of every commit."""
    took = []
    with tempfile.NamedTemporaryFile() as file:
        for number in range(FLUSHES):
            begun = time.perf_counter()
            os.pwrite(file.fileno(), b"x" * 4096, number * 4096)
            os.fdatasync(file.fileno())
            took.append(time.perf_counter() - begun)
    return 1000 * sorted(took)[FLUSHES // 2]
