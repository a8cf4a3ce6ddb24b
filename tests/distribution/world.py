"""A requester, their workers and pools, and the platform's services called directly: quick, and at a time
of the test's choosing.
"""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa

from talka.accounts import service as accounts
from talka.accounts.model import Profile
from talka.app import sources
from talka.assignments import service as assignments
from talka.assignments import store as assignment_store
from talka.assignments.model import Assignment, AssignmentPatch, AssignmentStatus, AssignmentView, Solution
from talka.distribution import candidates
from talka.distribution.audit import faults
from talka.distribution.maps import Choice
from talka.distribution.rules import Nothing
from talka.distribution.take import Page, find_page, take
from talka.http.auth import Requester, Worker
from talka.http.environment import Platform
from talka.jobs.schedule import Schedule
from talka.kernel import money
from talka.kernel.ids import new_uuid
from talka.ledger import service as ledger
from talka.operations import batch
from talka.operations.batch import Options
from talka.pools import service as pools
from talka.pools import store as pool_store
from talka.pools.config import config_of
from talka.pools.model import Counters, Pool, PoolForm, TrainingForm
from talka.pools.queue import Lane
from talka.projects import service as projects
from talka.projects.model import ProjectForm
from talka.quality_control import audit as quality_audit
from talka.storage import schema
from talka.storage.database import Database
from talka.storage.query import Query
from talka.storage.tx import Tx
from talka.task_suites import service as suites
from talka.task_suites.model import TaskSuitePatch, TaskSuiteView
from talka.task_suites.service import SUITES
from talka.tasks import service as tasks
from talka.tasks.model import OverlapPatch, TaskPatch, TaskView
from talka.tasks.service import TASKS
from talka.trainings import service as trainings
from talka.worker_api import service as work
from talka.worker_api import submit as submitting
from talka.worker_api.model import NextView, SubmitView, WorkView

T = TypeVar("T")

START = 1_800_000_000_000
SECOND = 1000
DAY = 86_400 * SECOND
REWARD = 50_000
FEE = 5_000
"""What a page earns and what the platform takes of it, in micro-units, unless a test says otherwise."""

PROJECT = {
    "public_name": "Cats",
    "task_spec": {
        "input_spec": {"image": {"type": "string", "required": False}},
        "output_spec": {"cat": {"type": "string", "required": False}},
    },
}
POOL = {
    "private_name": "pool",
    "will_expire": "2099-01-01T00:00:00",
    "reward_per_assignment": 0.05,
    "assignment_max_duration_seconds": 600,
    "defaults": {"default_overlap_for_new_task_suites": 1, "default_overlap_for_new_tasks": 1},
}
RIGHT = {"cat": "yes"}

# Rows that a migration makes, which no test may miss.
_SEEDED = {"numbers", "clock_offset", "secrets"}


def known(answer: dict[str, Any] = RIGHT) -> list[dict[str, Any]]:
    """The known solutions of a control task."""
    return [{"output_values": answer}]


class World:
    """``now`` is the business time of every call; it moves by :meth:`advance` only."""

    def __init__(self, database: Database, *, deposit: int = 10**12) -> None:
        self.database = database
        self.platform = Platform(fee_percent=Decimal(10))
        self.now = START
        self.schedule = Schedule(database, sources(self.platform))
        self._snapshot: Tx | None = None
        requester_id = self.write(lambda tx: accounts.create_requester(tx, "Acme", None)[0])
        self.requester = Requester(requester_id, "company")
        self.write(lambda tx: ledger.credit(tx, requester_id, deposit, "deposit"))
        self.project_id = self.project()

    def beside(self, database: Database) -> World:
        """The same world through another connection to its database, as of now."""
        other = copy.copy(self)
        other.database = database
        return other

    # --- the edge ---

    def write(self, action: Callable[[Tx], T]) -> T:
        def at_the_time(tx: Tx) -> T:
            tx.now = self.now
            return action(tx)

        return self.database.write_now(at_the_time)

    def read(self, action: Callable[[Tx], T]) -> T:
        if self._snapshot is not None:
            return action(self._snapshot)

        def at_the_time(tx: Tx) -> T:
            tx.now = self.now
            return action(tx)

        return self.database.read_now(at_the_time)

    def on_one_snapshot(self, look: Callable[[], T]) -> T:
        """Do many reads in one transaction."""

        def looking(tx: Tx) -> T:
            self._snapshot = tx
            try:
                return look()
            finally:
                self._snapshot = None

        return self.read(looking)

    def advance(self, milliseconds: int) -> None:
        """Let time pass, and do what falls due on the way."""
        self.now += milliseconds
        asyncio.run(self.schedule.drain(self.now))

    # --- the requester's side ---

    def withdraw(self, amount: int) -> None:
        self.write(lambda tx: ledger.credit(tx, self.requester.id, -amount, new_uuid()))

    def project(self, **changes: Any) -> str:
        form = msgspec.convert({**PROJECT, **changes}, ProjectForm)
        return self.write(lambda tx: projects.create_project(tx, self.requester, form)).id

    def pool(self, **changes: Any) -> int:
        form = msgspec.convert({"project_id": self.project_id, **POOL, **changes}, PoolForm)
        return int(self.write(lambda tx: pools.create_pool(tx, self.requester, form)).id)

    def training(self, **changes: Any) -> int:
        form = msgspec.convert(
            {
                "project_id": self.project_id,
                "private_name": "training",
                "training_tasks_in_task_suite_count": 1,
                **changes,
            },
            TrainingForm,
        )
        return int(self.write(lambda tx: trainings.create_training(tx, self.requester, form)).id)

    def upload_tasks(self, pool_id: int, *items: dict[str, Any]) -> list[str]:
        return self._upload(TASKS, pool_id, [{"input_values": {}, **item} for item in items])

    def upload_suites(self, pool_id: int, *items: dict[str, Any]) -> list[str]:
        return self._upload(SUITES, pool_id, [{"tasks": [{}], **item} for item in items])

    def _upload(self, kind: Any, pool_id: int, items: Sequence[dict[str, Any]]) -> list[str]:
        raws = [msgspec.json.encode({"pool_id": str(pool_id), **item}) for item in items]
        forms, refused = batch.decode_all(kind, raws)
        assert not refused, refused

        def create(tx: Tx) -> list[str]:
            contexts = kind.load(tx, self.requester, [form for _, form in forms])
            options = Options(allow_defaults=True)
            prepared, wrong = kind.check(forms, raws, contexts, options)
            assert not wrong, wrong
            created: list[str] = kind.insert(tx, self.requester.id, prepared, None)
            return created

        return self.write(create)

    def open(self, pool_id: int) -> None:
        self.write(lambda tx: pools.open_pool(tx, self.requester, str(pool_id), self.platform))

    def close(self, pool_id: int) -> None:
        self.write(lambda tx: pools.close_pool(tx, self.requester, str(pool_id)))

    def close_for_update(self, pool_id: int) -> None:
        self.write(lambda tx: pools.close_pool_for_update(tx, self.requester, str(pool_id)))

    def archive(self, pool_id: int) -> None:
        self.write(lambda tx: pools.archive_pool(tx, self.requester, str(pool_id)))

    def patch_task(self, task_id: str, *, open_pool: bool = False, **changes: Any) -> TaskView:
        patch = msgspec.convert(changes, TaskPatch)
        return self.write(
            lambda tx: tasks.patch_task(
                tx, self.requester, task_id, patch, self.platform, open_pool=open_pool
            )
        )

    def limit_task(self, task_id: str, overlap: int) -> TaskView:
        """``set-overlap-or-min``."""
        patch = OverlapPatch(overlap)
        return self.write(lambda tx: tasks.set_overlap_or_min(tx, self.requester, task_id, patch))

    def patch_suite(self, suite_id: str, *, open_pool: bool = False, **changes: Any) -> TaskSuiteView:
        patch = msgspec.convert(changes, TaskSuitePatch)
        return self.write(
            lambda tx: suites.patch_task_suite(
                tx, self.requester, suite_id, patch, self.platform, open_pool=open_pool
            )
        )

    def limit_suite(self, suite_id: str, overlap: int) -> TaskSuiteView:
        """``set-overlap-or-min``."""
        patch = OverlapPatch(overlap)
        return self.write(lambda tx: suites.set_overlap_or_min(tx, self.requester, suite_id, patch))

    def review(
        self, assignment_id: str, status: AssignmentStatus | None, comment: str | None = None
    ) -> AssignmentView:
        patch = AssignmentPatch(status, comment)
        return self.write(lambda tx: assignments.patch_assignment(tx, self.requester, assignment_id, patch))

    def accept(self, assignment_id: str) -> AssignmentView:
        return self.review(assignment_id, AssignmentStatus.ACCEPTED)

    def reject(self, assignment_id: str) -> AssignmentView:
        return self.review(assignment_id, AssignmentStatus.REJECTED, "wrong")

    # --- the workers' side ---

    def worker(self, login: str = "ann") -> Worker:
        user_id = self.write(lambda tx: accounts.create_worker(tx, login, None, Profile())[0])
        return Worker(user_id, "")

    def take(self, worker: Worker, pool_id: int, choice: Choice | None = None) -> Assignment:
        """A suite, or the refusal raised as the worker's API does: after what it changed is kept."""
        taken = self.write(lambda tx: take(tx, worker.id, str(pool_id), self.platform, choice))
        if taken.refusal is not None:
            raise taken.refusal
        assert taken.assignment is not None
        return taken.assignment

    def work(self, worker: Worker, pool_id: int) -> Assignment:
        """Take a page and hand it in, all right."""
        page = self.take(worker, pool_id)
        self.submit(worker, page)
        return page

    def submit(self, worker: Worker, assignment: Assignment, answer: dict[str, Any] = RIGHT) -> SubmitView:
        return self.submit_answers(worker, assignment, [answer] * len(assignment.tasks))

    def submit_answers(
        self, worker: Worker, assignment: Assignment, answers: Sequence[dict[str, Any]]
    ) -> SubmitView:
        """An answer for each task of the page, in their order."""
        solutions = [Solution(answer) for answer in answers]
        return self.write(lambda tx: submitting.submit_assignment(tx, worker, assignment.id, solutions))

    def submit_and_take_next(self, worker: Worker, assignment: Assignment) -> SubmitView | NextView:
        solutions = [Solution(RIGHT) for _ in assignment.tasks]
        return self.write(
            lambda tx: submitting.submit_and_take_next(tx, worker, assignment.id, solutions, self.platform)
        )

    def skip(self, worker: Worker, assignment: Assignment) -> WorkView:
        return self.write(lambda tx: work.skip(tx, worker, assignment.id))

    def exit(self, worker: Worker, assignment: Assignment) -> WorkView:
        return self.write(lambda tx: work.exit_assignment(tx, worker, assignment.id))

    # --- what is kept ---

    def find_pool(self, pool_id: int) -> Pool:
        pool = self.read(lambda tx: pool_store.get(tx, pool_id))
        assert pool is not None
        return pool

    def counters(self, pool_id: int) -> Counters:
        return self.read(lambda tx: pool_store.counters(tx, pool_id))

    def assignment(self, assignment_id: str) -> Assignment:
        found = self.read(lambda tx: assignment_store.get(tx, assignment_id))
        assert found is not None
        return found

    def task(self, task_id: str) -> TaskView:
        return self.read(lambda tx: tasks.get_task(tx, self.requester, task_id))

    def suite(self, suite_id: str) -> TaskSuiteView:
        return self.read(lambda tx: suites.get_task_suite(tx, self.requester, suite_id))

    def next_page(self, worker: Worker, pool_id: int) -> Page | Nothing:
        """What a take would find, the checks of access left out."""

        def find(tx: Tx) -> Page | Nothing:
            pool = pool_store.get(tx, pool_id)
            assert pool is not None
            return find_page(tx, worker.id, pool, config_of(pool))

        return self.read(find)

    def reachable(self, worker: Worker, pool_id: int, lane: Lane) -> set[str]:
        """Every unit of a lane that the worker would come by if they went on and on."""
        picked = self.read(lambda tx: candidates.pick(tx, worker.id, pool_id, lane, 100_000))
        found = [unit.id for unit in picked.units]
        assert len(found) == len(set(found)), "a unit was met twice on one way"
        return set(found)

    def money(self) -> dict[str, int]:
        """Every account's balance; the requester's purses and the worker's own under short names."""
        rows = self.read(lambda tx: tx.all(_BALANCES))
        return {account.replace(f"requester:{self.requester.id}:", ""): balance for account, balance in rows}

    def faults(self) -> list[str]:
        return self.read(lambda tx: [*faults(tx), *ledger.faults(tx), *quality_audit.faults(tx)])


_accounts = schema.ledger_accounts.c
_BALANCES = Query(
    sa.select(_accounts.id, sa.cast(sa.func.sum(_accounts.balance), sa.BigInteger())).group_by(_accounts.id)
)


def wipe(database: Database) -> None:
    """Leave the database as a migration does, but for numbers that were given out."""
    tables = [table for table in schema.metadata.sorted_tables if table.name not in _SEEDED]
    database.write_now(lambda tx: [tx.run(Query(table.delete())) for table in tables])


def price_of(assignment: Assignment) -> int:
    """What an assignment costs its requester."""
    return assignment.reward + assignment.fee


assert money.to_micros("0.05") == REWARD
