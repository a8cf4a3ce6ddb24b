"""Commands run in the test's own process, on the test's own data."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator

import pytest
import structlog

from commands import Ran, Talka
from places import Place
from talka.cli import main


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Talka]:
    """Runs a command exactly as it is given."""

    def command(*words: object, stdin: str = "") -> Ran:
        capsys.readouterr()
        monkeypatch.setattr(sys, "argv", ["talka", *map(str, words)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        status: object = 0
        try:
            main()
        except SystemExit as end:
            status = end.code or 0
        said = capsys.readouterr()
        return Ran(int(str(status)), said.out, said.err)

    yield command
    structlog.reset_defaults()  # it was told to write to this test's standard error


@pytest.fixture
def talka(run: Talka, place: Place) -> Talka:
    """Runs a command on the test's databases."""
    where: list[object] = ["--data", place.data_dir]
    if place.database_url is not None:
        where += ["--database-url", place.database_url]
    return lambda *words, stdin="": run(*words, *where, stdin=stdin)
