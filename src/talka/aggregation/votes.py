"""A pool's votes, gathered assignment by assignment and kept as numbers, and the answers they add up to."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from talka.aggregation.labels import Ints, Numbers, numbers_of
from talka.aggregation.model import AggregatedAnswer, Value, Voter
from talka.aggregation.rules import aggregate_task, baseline_voter, worker_voter
from talka.assignments.model import Solution
from talka.quality_control.answers import answer_key
from talka.tasks.model import BaselineSolution

Answers = list[tuple[str, AggregatedAnswer]]
"""Task ids and what the votes decided of them."""

_STEP = 10_000


class _FieldVotes:
    """The votes for one field: task, worker and option of each as numbers."""

    def __init__(self, options: Sequence[Value]) -> None:
        self.label_of = {answer_key(option): number for number, option in enumerate(options)}
        self._task, self._worker, self._label = array("i"), array("i"), array("i")

    def add(self, task: int, worker: int, value: object) -> None:
        """Count a vote; one for none of the options is left out."""
        label = self.label_of.get(answer_key(value))
        if label is not None:
            self._task.append(task)
            self._worker.append(worker)
            self._label.append(label)

    def numbers(self) -> tuple[Numbers, Numbers, Numbers]:
        """Task, worker and label of each vote. Nothing may be added from now on."""
        return numbers_of(self._task), numbers_of(self._worker), numbers_of(self._label)


class Votes:
    """The votes for each field to aggregate, 12 bytes each; tasks and workers are numbered from 0."""

    def __init__(self, options: Mapping[str, Sequence[Value]]) -> None:
        self.options = options
        self._task_of: dict[str, int] = {}
        self._worker_of: dict[str, int] = {}
        self.fields = {name: _FieldVotes(values) for name, values in options.items()}

    def add(self, worker_id: str, answers: Iterable[tuple[str, Solution]]) -> None:
        """Count what a worker answered: task ids and solutions. A field left empty is no vote."""
        worker = self._worker_of.setdefault(worker_id, len(self._worker_of))
        for task_id, solution in answers:
            task = self._task_of.setdefault(task_id, len(self._task_of))
            for name, votes in self.fields.items():
                value = solution.output_values.get(name)
                if value is not None:
                    votes.add(task, worker, value)

    def task_ids(self) -> list[str]:
        """The ids of all tasks that anybody answered, by number."""
        return list(self._task_of)

    def worker_ids(self) -> list[str]:
        """The ids of all workers, by number."""
        return list(self._worker_of)

    def task_number(self, task_id: str) -> int | None:
        """The number of a task, if anybody answered it."""
        return self._task_of.get(task_id)

    def worker_number(self, worker_id: str) -> int | None:
        """The number of a worker, if they answered anything."""
        return self._worker_of.get(worker_id)

    def tasks_in_order(self) -> Ints:
        """The numbers of the tasks in the order of their ids.

        NumPy sorts, and in steps gets the ids, because it lets other threads run: to sort a list of so many
        would hold up every request for as long as it takes.
        """
        task_ids = self.task_ids()
        as_bytes = np.empty(len(task_ids), dtype=f"S{max(map(len, task_ids), default=1)}")
        for start in range(0, len(task_ids), _STEP):
            as_bytes[start : start + _STEP] = task_ids[start : start + _STEP]
        return np.argsort(as_bytes, kind="stable")


@dataclass(frozen=True, slots=True)
class _ByTask:
    """One field's votes in the order of their tasks' numbers; ``starts`` has one entry more than tasks."""

    starts: Ints
    worker: Numbers
    label: Numbers

    @classmethod
    def of(cls, field: _FieldVotes, task_count: int) -> _ByTask:
        task, worker, label = field.numbers()
        order = np.argsort(task, kind="stable")
        starts = np.zeros(task_count + 1, dtype=np.intp)
        np.cumsum(np.bincount(task, minlength=task_count), out=starts[1:])
        return cls(starts, worker[order], label[order])

    def votes(self, number: int) -> Iterator[tuple[int, int]]:
        """Worker and label of each vote for a task."""
        part = slice(self.starts[number], self.starts[number + 1])
        return zip(self.worker[part].tolist(), self.label[part].tolist(), strict=True)


class WeightedVotes:
    """Votes that weigh as much as a skill says that their workers can be trusted."""

    def __init__(self, votes: Votes, skills: Mapping[str, float]) -> None:
        """``skills`` holds the values, 0 to 100, of the workers who have the skill."""
        self._options = votes.options
        self._task_ids = votes.task_ids()
        self._skills = [skills.get(worker_id) for worker_id in votes.worker_ids()]
        self._by_task = {name: _ByTask.of(field, len(self._task_ids)) for name, field in votes.fields.items()}

    def answers(
        self, numbers: Iterable[int], general_tasks: Mapping[str, Sequence[BaselineSolution]]
    ) -> Answers:
        """The answers to general tasks given by number, without those whose fields nobody filled in.

        ``general_tasks`` holds the baseline solutions of those that are general; others are left out.
        """
        answers: Answers = []
        for number in numbers:
            task_id = self._task_ids[number]
            baselines = general_tasks.get(task_id)
            if baselines is not None:
                voters = [*self._voters(number), *map(baseline_voter, baselines)]
                answer = aggregate_task(self._options, voters)
                if answer is not None:
                    answers.append((task_id, answer))
        return answers

    def _voters(self, number: int) -> Iterator[Voter]:
        """Fields are decided apart, and so each vote may be a voter of its own."""
        for name, by_task in self._by_task.items():
            options = self._options[name]
            for worker, label in by_task.votes(number):
                yield worker_voter({name: options[label]}, self._skills[worker])
