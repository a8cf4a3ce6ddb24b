"""The job behind ``SOLUTION.AGGREGATE``.

Accepted answers are read in short transactions, so that no reader and no snapshot is held for long: an
accepted assignment never changes, and one accepted meanwhile may as well count as not. What they add up to
is computed outside of any transaction and written in the order of task ids. A run that was cut off is begun
anew, and each part that it writes replaces whatever an earlier run left there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import msgspec

from talka.aggregation import service, store
from talka.aggregation.decided import DecidedVotes, WorkerMatrices, by_dawid_skene, by_majority
from talka.aggregation.history import WorkerHistory
from talka.aggregation.model import AggregatedSolutionType, Plan
from talka.aggregation.votes import Answers, Votes, WeightedVotes
from talka.operations import store as operations
from talka.operations.model import OperationStatus
from talka.pools import store as pools
from talka.skills import store as skills
from talka.storage.database import Database
from talka.storage.tx import Tx
from talka.tasks import service as tasks
from talka.tasks import store as task_store
from talka.tasks.model import BaselineSolution, KnownSolution, TaskKind

READ = 500
WRITTEN = 2_000
MATRICES = 200
_READING_PERCENT = 60
_LEARNT_PERCENT = 10
"""How much is done between the last answer that is read and the first result that is written."""

_VOTES_PERCENT = 30
"""How much of it the votes are where the workers' history is read too."""
_MOST_PERCENT = 99

Decide = Callable[[Sequence[int]], Awaitable[Answers]]
"""The answers to tasks given by their numbers among the votes."""

Solutions = dict[str, list[KnownSolution]]
"""Known solutions by task id."""


async def run_aggregation(operation_id: str, database: Database) -> None:
    """Aggregate a pool's accepted answers and keep the results. Safe to repeat at any point."""
    plan = await database.read(lambda tx: _plan_of(tx, operation_id))
    if plan is None:
        return
    run = _Run(database, operation_id, plan)
    votes = await run.gather()
    match plan.type:
        case AggregatedSolutionType.WEIGHTED_DYNAMIC_OVERLAP:
            decide = await _by_skill(database, plan, votes)
        case AggregatedSolutionType.MAJORITY_VOTE:
            decide = await run.keep_matrices(await asyncio.to_thread(by_majority, votes))
        case AggregatedSolutionType.DAWID_SKENE:
            history = await run.recall(votes) if plan.worker_history else None
            decide = await run.keep_matrices(await asyncio.to_thread(by_dawid_skene, votes, history))
    await run.keep(votes, decide)


def _plan_of(tx: Tx, operation_id: str) -> Plan | None:
    operation = operations.get(tx, operation_id)
    if operation is None or operation.finished is not None:
        return None
    return msgspec.json.decode(operation.state, type=Plan)


class _Run:
    """One run of an aggregation, and how far it came."""

    def __init__(self, database: Database, operation_id: str, plan: Plan) -> None:
        self._database = database
        self._operation_id = operation_id
        self._plan = plan
        self._state = msgspec.json.encode(plan).decode()
        self._percent = 0
        self._read = _READING_PERCENT

    async def gather(self) -> Votes:
        """The votes of every accepted assignment."""
        pool_id = self._plan.pool_id
        total = await self._database.read(lambda tx: pools.counters(tx, pool_id).accepted)
        votes = Votes(self._plan.options)
        share = _VOTES_PERCENT if self._plan.worker_history else _READING_PERCENT
        last, done = "", 0
        while True:
            found = await self._database.read(
                lambda tx, last=last: store.accepted(tx, pool_id, last, READ)  # type: ignore[misc]
            )
            await asyncio.to_thread(_count, votes, found)
            if len(found) < READ:
                return votes
            last, done = found[-1].id, done + len(found)
            await self._report(share * done // max(total, done))

    async def recall(self, votes: Votes) -> WorkerHistory:
        """What the voters answered to tasks with known solutions in any pool of the project."""
        pool_id = self._plan.pool_id
        project = await self._database.read(lambda tx: store.pools_of_project(tx, pool_id))
        history = WorkerHistory(votes)
        for number, one in enumerate(project, 1):
            await self._recall_pool(one, history)
            await self._report(_VOTES_PERCENT + (_READING_PERCENT - _VOTES_PERCENT) * number // len(project))
        return history

    async def _recall_pool(self, pool_id: int, history: WorkerHistory) -> None:
        last = ""
        while True:
            found, known = await self._database.read(
                lambda tx, last=last: _handed_in(tx, pool_id, last, history)  # type: ignore[misc]
            )
            await asyncio.to_thread(_learn, history, found, known)
            if len(found) < READ:
                return
            last = found[-1].id

    async def keep_matrices(self, decided: DecidedVotes) -> Decide:
        """Write what was learnt of the workers; also how the tasks are decided."""
        workers = decided.workers_in_order()
        after = ""
        for start in range(0, max(1, len(workers)), MATRICES):
            part = workers[start : start + MATRICES]
            matrices = await asyncio.to_thread(decided.matrices, part)
            end = start + len(part)
            last = matrices[-1][0] if matrices and end < len(workers) else None
            percent = _LEARNT_PERCENT * end // max(1, len(workers))
            await self._write_matrices((after, last), matrices, _READING_PERCENT + percent)
            after = last or after
        self._read = _READING_PERCENT + _LEARNT_PERCENT

        async def decide(numbers: Sequence[int]) -> Answers:
            return await asyncio.to_thread(decided.answers, numbers)

        return decide

    async def keep(self, votes: Votes, decide: Decide) -> None:
        """Write the results part by part; the last part ends the operation."""
        numbers = await asyncio.to_thread(votes.tasks_in_order)
        task_ids = votes.task_ids()
        after = ""
        for start in range(0, max(1, len(numbers)), WRITTEN):
            part = numbers[start : start + WRITTEN].tolist()
            end = start + len(part)
            last = None if end == len(numbers) else task_ids[part[-1]]
            answers = await decide(part)
            share = (100 - self._read) * end // max(1, len(numbers))
            await self._write_part((after, last), answers, self._read + share)
            after = last or after

    async def _write_matrices(self, bounds: store.Bounds, matrices: WorkerMatrices, percent: int) -> None:
        self._percent = max(self._percent, percent)

        def write(tx: Tx) -> None:
            store.replace_matrices(tx, self._operation_id, bounds, matrices)
            self._save_progress(tx)

        await self._database.write(write)

    async def _write_part(self, bounds: store.Bounds, answers: Answers, percent: int) -> None:
        self._percent = min(percent, _MOST_PERCENT)

        def write(tx: Tx) -> None:
            store.replace(tx, self._operation_id, self._plan.pool_id, bounds, answers)
            if bounds[1] is None:
                operations.finish(tx, self._operation_id, OperationStatus.SUCCESS, "{}")
                service.keep_for_a_month(tx, self._operation_id)
            else:
                self._save_progress(tx)

        await self._database.write(write)

    async def _report(self, percent: int) -> None:
        if percent > self._percent:
            self._percent = percent
            await self._database.write(self._save_progress)

    def _save_progress(self, tx: Tx) -> None:
        operations.save_progress(tx, self._operation_id, self._percent, "{}", self._state)


def _count(votes: Votes, found: Sequence[store.HandedIn]) -> None:
    for one in found:
        votes.add(one.worker_id, one.answers())


def _handed_in(
    tx: Tx, pool_id: int, after: str, history: WorkerHistory
) -> tuple[list[store.HandedIn], Solutions]:
    """The next assignments of a pool, and the known solutions of those voters' tasks that have some."""
    found = store.handed_in(tx, pool_id, after, READ)
    task_ids = {task_id for one in found if history.is_of(one.worker_id) for task_id in one.tasks()}
    known = task_store.get_known(tx, sorted(task_ids))
    return found, {task_id: tasks.contents_of(task).known_solutions or [] for task_id, task in known.items()}


def _learn(history: WorkerHistory, found: Sequence[store.HandedIn], known: Solutions) -> None:
    if known:
        for one in found:
            if history.is_of(one.worker_id):
                history.learn(one.worker_id, one.answers(), known)


async def _by_skill(database: Database, plan: Plan, votes: Votes) -> Decide:
    worker_ids = votes.worker_ids()
    task_ids = votes.task_ids()
    skill_id = plan.skill_id
    if skill_id is None:
        raise AssertionError("a plan by skill names the skill")
    values = await database.read(lambda tx: skills.values_of_users(tx, skill_id, worker_ids))
    weighted = await asyncio.to_thread(WeightedVotes, votes, values)

    async def decide(numbers: Sequence[int]) -> Answers:
        ids = [task_ids[number] for number in numbers]
        general = await database.read(lambda tx: _general_tasks(tx, ids))
        return await asyncio.to_thread(weighted.answers, numbers, general)

    return decide


def _general_tasks(tx: Tx, task_ids: Sequence[str]) -> dict[str, list[BaselineSolution]]:
    """The baseline solutions of those tasks that are general."""
    return {
        task_id: tasks.contents_of(task).baseline_solutions or []
        for task_id, task in task_store.get_many(tx, task_ids).items()
        if task.kind == TaskKind.GENERAL
    }
