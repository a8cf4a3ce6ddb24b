"""Whatever workers do: overlap grows up to its most, and a task is over when it is sure or full."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregation.dynamic import OUTPUT, Dynamic
from distribution.world import World, wipe
from talka import app
from talka.kernel.errors import TalkaError
from talka.kernel.events import Listeners
from talka.storage.database import Database

EXAMPLES = {"sqlite": 8, "postgresql": 3}
LONG_EXAMPLES = {"sqlite": 150, "postgresql": 30}
EVENTS = 14
SKILLS = {"ann": 35.0, "bob": 60.0, "cid": 75.0, "dee": 95.0, "eve": None, "fay": 80.0}
RESULTS = ("OK", "BAD", "404")

said = st.fixed_dictionaries({}, optional={"result": st.sampled_from(RESULTS), "sure": st.booleans()})
deed = st.tuples(
    st.sampled_from(sorted(SKILLS)),
    st.sampled_from(["submit", "submit", "submit", "submit", "hold", "skip", "exit", "reject"]),
    st.lists(said, min_size=3, max_size=3),
)


@dataclass
class Task:
    """A task as it ought to be."""

    overlap: int
    baseline: dict[str, Any] | None
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    rejected: set[str] = field(default_factory=set)
    active: set[str] = field(default_factory=set)


def plain_confidence(votes: list[tuple[Any, float]], options: list[Any]) -> float | None:
    """Bayes' theorem written out."""
    votes = [(value, min(max(q, 0.01), 0.99)) for value, q in votes if value is not None]
    if not votes:
        return None
    likelihood = {
        option: math.prod(q if value == option else (1 - q) / (len(options) - 1) for value, q in votes)
        for option in options
    }
    support = {option: sum(q for value, q in votes if value == option) for option in options}
    most = max(support.values())
    best = max(likelihood[option] for option in options if support[option] > most - 1e-9)
    return best / sum(likelihood.values())


class Story:
    """Six workers, a handful of tasks with pages of up to three, two fields."""

    def __init__(self, database: Database, listeners: Listeners, least: int, most: int, sure: float) -> None:
        wipe(database)
        self.most, self.sure = most, sure
        self.scene = Dynamic(
            database,
            listeners,
            overlap=least,
            most=most,
            confidence=sure,
            page=3,
            fields=("result", "sure"),
            auto_accept_solutions=False,
        )
        baseline = {"output_values": {"result": "OK"}, "confidence_weight": 0.8}
        ids = self.scene.tasks({}, {"baseline_solutions": [baseline]}, {}, {})
        self.tasks = {task_id: Task(least, None) for task_id in ids}
        self.tasks[ids[1]].baseline = {"result": "OK"}
        self.finished: dict[str, float] = {}
        for login, skill in SKILLS.items():
            self.scene.worker(login, skill)

    @property
    def world(self) -> World:
        return self.scene.world

    def do(self, login: str, what: str, answers: list[dict[str, Any]]) -> None:
        try:
            page = self.scene.take(login)
        except TalkaError:
            return
        for task_id in page.tasks:
            self.tasks[task_id].active.add(login)
        if what == "hold":
            return
        for task_id in page.tasks:
            self.tasks[task_id].active.discard(login)
        if what == "skip":
            self.world.skip(self.scene.worker(login), page)
        elif what == "exit":
            self.world.exit(self.scene.worker(login), page)
        else:
            solutions = dict(zip(page.tasks, answers, strict=False))
            for task_id, solution in solutions.items():
                self._note_answer(task_id, login, solution)
            self.scene.hand_in(login, page, *solutions.values())
            if what == "reject":
                self.world.reject(page.id)
                for task_id in page.tasks:
                    self.tasks[task_id].rejected.add(login)

    def _note_answer(self, task_id: str, login: str, solution: dict[str, Any]) -> None:
        task = self.tasks[task_id]
        task.answers[login] = solution
        if task.active or len(task.answers) < task.overlap:
            return
        confidence = self._confidence(task)
        if confidence < self.sure - 1e-9 and task.overlap < self.most:
            task.overlap += 1
        else:
            self.finished[task_id] = confidence

    def _confidence(self, task: Task) -> float:
        votes = [
            (solution, 0.5 if SKILLS[login] is None else SKILLS[login] / 100)
            for login, solution in task.answers.items()
            if login not in task.rejected
        ]
        if task.baseline is not None:
            votes.append((task.baseline, 0.8))
        by_field = [
            plain_confidence([(solution.get(name), q) for solution, q in votes], options)
            for name, options in (("result", OUTPUT["result"]["allowed_values"]), ("sure", [False, True]))
        ]
        return min((one for one in by_field if one is not None), default=0.0)

    def check(self) -> None:
        told = {done.task_id: done.confidence for done in self.scene.completed}
        assert len(told) == len(self.scene.completed), "a task was finished twice"
        assert told == pytest.approx(self.finished)
        for task_id, task in self.tasks.items():
            view = self.world.task(task_id)
            assert view.overlap == task.overlap <= self.most
            assert view.remaining_overlap == task.overlap - len(task.answers) - len(task.active)
            if task_id in told:
                assert told[task_id] >= self.sure - 1e-9 or view.overlap == self.most
            else:
                assert task.active or view.remaining_overlap, (
                    "nothing more will come, and it was not finished"
                )
        assert self.world.faults() == []


def tell_stories(database: Database, examples: int) -> None:
    @settings(max_examples=examples)
    @given(
        st.integers(1, 3),
        st.integers(1, 3),
        st.sampled_from([0, 0.5, 0.7, 0.8, 0.95, 1]),
        st.lists(deed, min_size=EVENTS, max_size=EVENTS),
    )
    def tell(least: int, more: int, sure: float, deeds: list[Any]) -> None:
        database.listeners = app.listeners()
        story = Story(database, database.listeners, least, least + more, sure)
        for one in deeds:
            story.do(*one)
        story.check()

    tell()


def test_overlap_grows_as_long_as_it_must(database: Database, database_kind: str):
    tell_stories(database, EXAMPLES[database_kind])


@pytest.mark.accept
def test_overlap_grows_as_long_as_it_must_in_many_stories(database: Database, database_kind: str):
    tell_stories(database, LONG_EXAMPLES[database_kind])
