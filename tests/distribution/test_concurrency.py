"""Everybody at once: no slot given twice, no cent created, and on PostgreSQL seldom anybody in another's way.

There the workers are shared out among two databases, each with connections of its own: what two server
processes are to each other.
"""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

import pytest
import sqlalchemy as sa

from distribution.world import FEE, REWARD, SECOND, World, known
from places import SCHEMAS, Place
from talka.assignments.model import AssignmentStatus
from talka.http.auth import Worker
from talka.kernel.errors import TalkaError
from talka.kernel.events import Listeners
from talka.kernel.ids import new_uuid
from talka.operations import service as operations
from talka.operations.model import OperationType
from talka.storage import schema
from talka.storage.database import Database
from talka.storage.postgresql import RETRIED, PostgresqlDatabase
from talka.storage.query import Query

THREADS = 16
TURNS = 25
MOST_RETRIED = 5
DURATION = 10
PRICE = REWARD + FEE
DEEDS = {"submit", "next", "skip", "exit", "hold"}
EXPECTED = {
    "NO_TASKS_AVAILABLE",
    "POOL_CLOSED",
    "ACCESS_DENIED",
    "INAPPROPRIATE_STATUS",
    "ASSIGNMENTS_COUNT_CONFLICT",
    "NOT_ENOUGH_BALANCE",
}

_a = schema.assignments.c
_TWICE = Query(
    sa.select(_a.user_id, schema.suite_tasks.c.task_id, sa.func.count())
    .join(schema.suite_tasks, schema.suite_tasks.c.suite_id == _a.suite_id)
    .where(_a.status != "EXPIRED")
    .group_by(_a.user_id, schema.suite_tasks.c.task_id)
    .having(sa.func.count() > 1)
)
_WAITING = Query(sa.select(_a.id).where(_a.status == "SUBMITTED").limit(20))

only_postgresql = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)


class Counting(PostgresqlDatabase):
    """Counts the transactions that had to begin anew because they stood in each other's way."""

    retried = 0

    def _write(self, action, alone):
        try:
            return super()._write(action, alone)
        except RETRIED:
            self.retried += 1
            raise


def _open(place: Place) -> Database:
    if place.database_url is None:
        return place.open(Listeners(), movable_clock=True)
    return Counting(
        place.database_url, SCHEMAS[True], Listeners(), movable_clock=True, connections=THREADS + 8
    )


@pytest.fixture
def crowded(place: Place) -> Iterator[Counting]:
    database = _open(place)
    yield database
    database.close()


@pytest.fixture
def processes(place: Place) -> Iterator[list[Database]]:
    """The databases of two server processes, or of the one that SQLite can have."""
    opened = [_open(place) for _ in range(1 if place.database_url is None else 2)]
    yield opened
    for database in opened:
        database.close()


def at_once(actions: list[Callable[[random.Random], None]]) -> None:
    """Run each on a thread of its own, from one moment on; what one of them raises is raised."""
    start = threading.Barrier(len(actions))

    def run(number: int) -> None:
        start.wait()
        actions[number](random.Random(number))

    with ThreadPoolExecutor(len(actions)) as threads:
        for future in [threads.submit(run, number) for number in range(len(actions))]:
            future.result()


def every_nth_checked(n: int, *, target: int) -> dict[str, object]:
    function = {
        "scope": "POOL",
        "distribution": "UNIFORM",
        "window_days": 1,
        "intervals": [{"from": 1, "frequency": n}],
    }
    return {"target_overlap": target, "task_distribution_function": function}


def pools_of_every_kind(world: World) -> list[int]:
    common = {"assignment_max_duration_seconds": DURATION}
    manual = world.pool(**common, assignments_issuing_config={"issue_task_suites_in_creation_order": True})
    world.upload_suites(manual, *({"overlap": 3} for _ in range(60)))
    reviewed = world.pool(**common, auto_accept_solutions=False)
    world.upload_suites(reviewed, *({"overlap": 2} for _ in range(60)))
    mixed = world.pool(
        **common,
        mixer_config={
            "real_tasks_count": 2,
            "golden_tasks_count": 1,
            "training_tasks_count": 0,
            "min_real_tasks_count": 1,
        },
        quality_control={"checkpoints_config": {"real_settings": every_nth_checked(3, target=2)}},
    )
    world.upload_tasks(mixed, *({"overlap": 3} for _ in range(80)))
    world.upload_tasks(mixed, *({"infinite_overlap": True, "known_solutions": known()} for _ in range(40)))
    scarce = world.pool(**common)
    world.upload_suites(scarce, *({"overlap": 1} for _ in range(30)))
    found = [manual, reviewed, mixed, scarce]
    for pool_id in found:
        world.open(pool_id)
    return found


def work(
    world: World,
    worker: Worker,
    pool_ids: list[int],
    chance: random.Random,
    met: Counter[str],
    turns: int = TURNS,
) -> None:
    for _ in range(turns):
        try:
            page = world.take(worker, chance.choice(pool_ids))
            deed = chance.choice(["submit", "submit", "next", "next", "skip", "exit", "hold"])
            met[deed] += 1
            match deed:
                case "submit":
                    world.submit(worker, page)
                case "next":
                    world.submit_and_take_next(worker, page)
                case "skip":
                    world.skip(worker, page)
                case "exit":
                    world.exit(worker, page)
        except TalkaError as refusal:
            met[refusal.code] += 1


def manage(
    world: World, tasks: list[str], suites: list[str], chance: random.Random, met: Counter[str]
) -> None:
    """What the requester does meanwhile: overlaps changed, answers reviewed, time passing."""
    for _ in range(TURNS):
        try:
            world.patch_task(chance.choice(tasks), overlap=chance.randint(1, 5))
            world.patch_suite(chance.choice(suites), overlap=chance.randint(1, 4), issuing_order_override=1)
            for (assignment_id,) in world.read(lambda tx: tx.all(_WAITING)):
                status = chance.choice([AssignmentStatus.ACCEPTED, AssignmentStatus.REJECTED])
                world.review(assignment_id, status, "as it is")
        except TalkaError as refusal:
            met[refusal.code] += 1
        world.advance(4 * SECOND)


@pytest.mark.parametrize("pages_paid_for", [pytest.param(2000, marks=pytest.mark.accept), 100])
def test_sixteen_at_once(processes: list[Database], pages_paid_for: int):
    world = World(processes[0], deposit=2000 * PRICE)
    worlds = [world, *(world.beside(database) for database in processes[1:])]
    pool_ids = pools_of_every_kind(world)
    tasks = world.upload_tasks(pool_ids[2], *({"overlap": 2} for _ in range(10)))
    suites = world.upload_suites(pool_ids[0], *({"overlap": 2} for _ in range(10)))
    world.withdraw((2000 - pages_paid_for) * PRICE)
    workers = [world.worker(f"worker{number}") for number in range(THREADS - 2)]
    workers.append(workers[0])  # with two windows open
    met: Counter[str] = Counter()

    at_once(
        [
            *(
                lambda chance, who=worker, there=there: work(there, who, pool_ids, chance, met)
                for worker, there in zip(workers, cycle(worlds), strict=False)
            ),
            lambda chance: manage(world, tasks, suites, chance, met),
        ]
    )

    world.advance(DURATION * SECOND)
    assert world.faults() == []
    assert world.read(lambda tx: tx.all(_TWICE)) == []
    assert min(balance for account, balance in world.money().items() if account != "world") >= 0
    assert set(met) <= DEEDS | EXPECTED
    assert sum(met[deed] for deed in DEEDS) >= min(pages_paid_for, 200)
    retried = sum(database.retried for database in processes if isinstance(database, Counting))
    assert retried <= MOST_RETRIED, "who stands in whose way is tried again, but that is to be rare"


@only_postgresql
def test_a_worker_who_may_hold_one_page_of_a_project_gets_one(crowded: Counting):
    world = World(crowded)
    world.project_id = world.project(max_active_assignments_count=1)
    exam = {"input_values": {}, "known_solutions": known()}
    pool_ids = [world.pool(reward_per_assignment=0) for _ in range(THREADS)]
    for pool_id in pool_ids:
        world.upload_suites(pool_id, {"tasks": [exam], "infinite_overlap": True})
        world.open(pool_id)

    def take(worker: Worker, pool_id: int, met: Counter[str]) -> None:
        try:
            world.take(worker, pool_id)
            met["taken"] += 1
        except TalkaError as refusal:
            met[refusal.code] += 1

    for login in ("ann", "bob", "cy", "dee", "eve"):
        worker, met = world.worker(login), Counter[str]()
        at_once([lambda _, args=(worker, pool_id, met): take(*args) for pool_id in pool_ids])
        assert met == {"taken": 1, "TOO_MANY_ACTIVE_ASSIGNMENTS": THREADS - 1}


@only_postgresql
def test_checks_are_chosen_and_copied_by_everybody_at_once(crowded: Counting):
    """Two pools take over what a third has left, while slots come back."""
    world = World(crowded)
    pool_ids = [
        world.pool(
            mixer_config={"real_tasks_count": 2, "golden_tasks_count": 0, "training_tasks_count": 0},
            quality_control={"checkpoints_config": {"real_settings": every_nth_checked(1, target=3)}},
        )
        for _ in range(3)
    ]
    for pool_id in pool_ids:
        world.upload_tasks(pool_id, *[{"overlap": 1}] * 12)
        world.open(pool_id)
    workers = [world.worker(f"worker{number}") for number in range(8)]
    for worker in workers[:2]:
        world.work(worker, pool_ids[2])
    world.close(pool_ids[2])
    left = world.counters(pool_ids[2]).free_slots
    met: Counter[str] = Counter()

    at_once([lambda chance, who=worker: work(world, who, pool_ids[:2], chance, met, 6) for worker in workers])

    assert world.faults() == []
    assert world.read(lambda tx: tx.all(_TWICE)) == []
    assert set(met) <= DEEDS | EXPECTED
    assert sum(world.counters(pool_id).general for pool_id in pool_ids) > 36
    assert world.counters(pool_ids[2]).free_slots < left
    assert crowded.retried == 0


@only_postgresql
def test_one_request_made_twice_at_once_is_done_once(crowded: Counting):
    world = World(crowded)
    operation_id = new_uuid()
    met: Counter[str] = Counter()

    def begin() -> None:
        try:
            world.write(
                lambda tx: operations.finished(
                    tx, world.requester.id, OperationType.TASK_BATCH_CREATE, {}, operation_id=operation_id
                )
            )
            met["done"] += 1
        except TalkaError as refusal:
            met[refusal.code] += 1

    at_once([lambda _: begin()] * THREADS)

    assert met == {"done": 1, "OPERATION_ALREADY_EXISTS": THREADS - 1}
