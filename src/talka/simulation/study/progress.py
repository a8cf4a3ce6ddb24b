"""How far a study is, on a terminal or in a log."""

from __future__ import annotations

from typing import TextIO

from rich.progress import BarColumn, TextColumn

from talka.simulation.study.model import Study
from talka.simulation.study.run import Step
from talka.terminal import Live


class Teller(Live):
    """Shows each step: a bar of simulations where somebody looks at it, else a line now and then.

    Without ``out`` nothing is shown.
    """

    def __init__(self, study: Study, out: TextIO | None) -> None:
        columns = BarColumn(), TextColumn("{task.completed}/{task.total} simulations")
        super().__init__(out, *columns, at_once=True)
        self._study = study
        self._simulations = len(study.variants) * study.repetitions
        self._task = self.bars.add_task("", total=self._simulations)

    def __call__(self, step: Step) -> None:
        done = (step.repetition - 1) * len(self._study.variants) + step.number - 1
        words = f"{step.variant}: {step.pages} pages"
        if self.is_watched:
            self.bars.update(self._task, description=words, completed=done)
        else:
            self.now_and_then(f"simulation {done + 1} of {self._simulations}, {words}")
