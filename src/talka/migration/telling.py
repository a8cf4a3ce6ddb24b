"""How far a copy is, on a terminal or in a log; and its map and its report as files."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TextIO, TypeVar

import msgspec
from rich.console import Console
from rich.progress import TaskID, TextColumn
from rich.table import Table

from talka.migration import store
from talka.migration.model import Kind, Note
from talka.storage.database import Database
from talka.terminal import Live

T = TypeVar("T")
COLUMNS = ("kind", "old_id", "new_id")


class Teller(Live):
    """Counts by kind as they grow: live where somebody looks at it, else a line now and then."""

    def __init__(self, out: TextIO) -> None:
        super().__init__(out, TextColumn("{task.completed:.0f}"))
        self._counts: dict[Kind, int] = {}
        self._rows: dict[Kind, TaskID] = {}

    def told(self, kind: Kind, number: int) -> None:
        """So many more of a kind."""
        self._counts[kind] = self._counts.get(kind, 0) + number
        if not self.is_watched:
            self.now_and_then(", ".join(f"{count} {one.value}" for one, count in self._counts.items()))
            return
        if kind not in self._rows:
            self._rows[kind] = self.bars.add_task(kind.value, total=None)
        self.bars.update(self._rows[kind], completed=self._counts[kind])

    def say(self, words: str) -> None:
        """A line of words."""
        self.console.print(words, markup=False, soft_wrap=True)


def write_counts(counts: Mapping[str, int], heading: str, out: TextIO) -> None:
    """A small table of how many objects of each kind."""
    table = Table("kind", heading, box=None)
    table.columns[1].justify = "right"
    for kind in Kind:
        if kind.value in counts:
            table.add_row(kind.value, f"{counts[kind.value]}")
    Console(file=out, highlight=False).print(table)


def write_map(database: Database, migration_id: str, out: TextIO, *, as_json: bool) -> int:
    """Write old and new ids, as CSV or as JSON Lines; how many there are."""
    count, after = 0, ("", "")
    lines = csv.writer(out)
    if not as_json:
        lines.writerow(COLUMNS)
    while page := _read(database, lambda tx, after=after: store.map_page(tx, migration_id, after)):
        for row in page:
            if as_json:
                out.write(msgspec.json.encode(dict(zip(COLUMNS, row, strict=True))).decode() + "\n")
            else:
                lines.writerow(row)
        count, after = count + len(page), (page[-1][0], page[-1][1])
    return count


def write_report(database: Database, migration_id: str, file: Path) -> int:
    """Write every note as a line of JSON; how many there are. Without any there is no file."""
    count = 0
    with file.open("w", encoding="utf-8") as out:
        for note in _notes(database, migration_id):
            out.write(msgspec.json.encode(note).decode() + "\n")
            count += 1
    if count == 0:
        file.unlink()
    return count


def _notes(database: Database, migration_id: str) -> Iterator[Note]:
    after = ("", "", "")
    while page := _read(database, lambda tx, after=after: store.note_page(tx, migration_id, after)):
        yield from page
        after = (page[-1].kind, page[-1].old_id, page[-1].what)


def _read(database: Database, question: Callable[..., T]) -> T:
    return database.read_now(question)
