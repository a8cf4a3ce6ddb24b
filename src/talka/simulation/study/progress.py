"""How far a study is, on a terminal or in a log."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self, TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from talka.simulation.study.model import Study
from talka.simulation.study.run import Step

_SECONDS_BETWEEN_LINES = 10.0


class Teller:
    """Shows each step: a bar of simulations where somebody looks at it, else a line now and then.

    Without ``out`` nothing is shown.
    """

    def __init__(self, study: Study, out: TextIO | None) -> None:
        self._study = study
        self._out = out
        self._simulations = len(study.variants) * study.repetitions
        self._last = -_SECONDS_BETWEEN_LINES
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed}/{task.total} simulations"),
            TimeElapsedColumn(),
            console=Console(file=out),
            transient=True,
            disable=out is None or not out.isatty(),
        )
        self._task = self._bar.add_task("", total=self._simulations)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def __call__(self, step: Step) -> None:
        done = (step.repetition - 1) * len(self._study.variants) + step.number - 1
        words = f"{step.variant}: {step.pages} pages"
        if not self._bar.disable:
            self._bar.update(self._task, description=words, completed=done)
            return
        now = time.monotonic()
        if self._out is not None and now - self._last >= _SECONDS_BETWEEN_LINES:
            self._last = now
            self._out.write(f"simulation {done + 1} of {self._simulations}, {words}\n")
            self._out.flush()
