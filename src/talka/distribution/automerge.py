"""Merging tasks: an answer counts for the tasks of other open pools that ask the very same.

A project asks for it. Both pools mix their suites and accept answers by themselves, and the worker is one
who could have been given the other task. The copy is an accepted assignment of its own that costs nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.assignments import attendance
from talka.assignments import store as assignments
from talka.assignments.model import (
    Assignment,
    AssignmentAccepted,
    AssignmentCreated,
    AssignmentSubmitted,
    Solution,
)
from talka.distribution import access
from talka.kernel.ids import pool_of
from talka.pools import lifecycle, queue
from talka.pools import store as pools
from talka.pools.config import PoolConfig, config_of
from talka.pools.model import MAX_ISSUED, Pool, PoolStatus, PoolType
from talka.projects import store as projects
from talka.storage import schema
from talka.storage.query import Query, columns_of
from talka.storage.tx import Tx
from talka.task_suites import store as suites
from talka.tasks import service as tasks
from talka.tasks import store as task_store
from talka.tasks import twins
from talka.tasks.model import RawTask, Task, TaskKind, kind_of

MOST_POOLS = 100
MOST_TWINS = 20
"""Answers are copied to tasks of so many open pools, and each to so many tasks, at most."""

_p = schema.pools.c
_OTHER_POOLS = Query(
    sa.select(*columns_of(schema.pools, Pool)).where(
        _p.status == sa.literal_column(f"'{PoolStatus.OPEN.value}'"),
        _p.project_id == bindparam("project_id"),
        _p.type == sa.literal_column(f"'{PoolType.REGULAR.value}'"),
        _p.id != bindparam("pool_id"),
    )
)


class Twin(msgspec.Struct, frozen=True):
    """A task that an answer counts for too, its slots held still; ``place`` is the answer's on its page."""

    unit: queue.Unit
    place: int


def find(
    tx: Tx, assignment: Assignment, pool: Pool, config: PoolConfig, contents: Sequence[RawTask]
) -> list[Twin]:
    """The tasks that the answers of an assignment count for too, which is about to be handed in.

    Called before any money moves: pools come before money in the order of locks, and here in the order of
    their ids. A pool that closed before it could be held, and a task that filled up, are left out.
    """
    if not assignment.mixed or not _merges(config):
        return []
    project = projects.get(tx, assignment.project_id)
    if project is None or not project.form.assignments_automerge_enabled:
        return []
    wanted = _candidates(tx, assignment, pool, contents)
    by_pool: dict[int, dict[str, int]] = {}
    for task_id, place in sorted(wanted.items()):
        by_pool.setdefault(pool_of(task_id) or 0, {})[task_id] = place
    return [
        twin
        for pool_id, mine in by_pool.items()
        for twin in _twins_in(tx, assignment, pool_id, mine, contents)
    ]


def copy(tx: Tx, done: Assignment, found: Sequence[Twin], solutions: Sequence[Solution]) -> None:
    """Let accepted answers count for the tasks found, as accepted assignments that cost nothing."""
    for twin in found:
        assignment = _copied(tx, done, twin.unit, solutions[twin.place])
        assignments.add(tx, assignment)
        assignments.remember(tx, assignment.user_id, [twin.unit.id])
        change = queue.occupy(tx, [twin.unit])
        pools.count(
            tx,
            assignment.pool_id,
            issued=1,
            accepted=1,
            finite_units=change.finite_units,
            open_units=change.open_units,
            free_slots=change.free_slots,
            workers=int(attendance.took(tx, assignment.pool_id, assignment.user_id)),
            submitters=int(attendance.handed_in(tx, assignment.pool_id, assignment.user_id)),
        )
        for event in (AssignmentCreated, AssignmentSubmitted, AssignmentAccepted):
            tx.announce(event(assignment))
    for pool_id in dict.fromkeys(twin.unit.pool_id for twin in found):
        lifecycle.notice_submit(tx, pool_id)


def _merges(config: PoolConfig) -> bool:
    """Whether a pool's answers are merged at all: it mixes its suites and nobody reviews them."""
    return config.mixer is not None and config.auto_accept and not config.is_training


def _candidates(tx: Tx, assignment: Assignment, pool: Pool, contents: Sequence[RawTask]) -> dict[str, int]:
    """Tasks by id that ask what a general task of the page asks, and where that one stands on it."""
    found = (Pool(*row) for row in tx.all(_OTHER_POOLS, project_id=pool.project_id, pool_id=pool.id))
    others = sorted(one.id for one in found if _merges(config_of(one)))[:MOST_POOLS]
    if not others:
        return {}
    wanted: dict[str, int] = {}
    for place, task in enumerate(contents):
        if kind_of(task.known_solutions, task.message_on_unknown_solution) != TaskKind.GENERAL:
            continue
        number = twins.hash_of(task.input_values)
        for task_id in twins.find(tx, assignment.user_id, pool.project_id, number, others, MOST_TWINS):
            wanted.setdefault(task_id, place)
    return wanted


def _twins_in(
    tx: Tx, assignment: Assignment, pool_id: int, wanted: dict[str, int], contents: Sequence[RawTask]
) -> list[Twin]:
    """Those of a pool's tasks that the worker could have been given, held until the transaction ends."""
    pool = pools.join(tx, pool_id)
    if pool is None or pool.status != PoolStatus.OPEN:
        return []
    config = config_of(pool)
    if not _merges(config) or pools.counters(tx, pool_id).issued + len(wanted) > MAX_ISSUED:
        return []
    if access.failures(access.checks(config, access.load_facts(tx, assignment.user_id, pool, config, 0))):
        return []
    held = task_store.get_many(tx, list(wanted), lock=True)
    return [
        Twin(task_store.unit_of(held[task_id]), place)
        for task_id, place in wanted.items()
        if _is_twin(held[task_id], contents[place], assignment.user_id)
    ]


def _is_twin(task: Task, answered: RawTask, worker_id: str) -> bool:
    unit = task_store.unit_of(task)
    return (
        unit.lane == queue.Lane.GENERAL
        and unit.free != 0
        and (not unit.reserved_for or worker_id in unit.reserved_for)
        and worker_id not in (task_store.list_of(task.unavailable_for) or ())
        and twins.asked(tasks.contents_of(task).input_values) == twins.asked(answered.input_values)
    )


def _copied(tx: Tx, done: Assignment, unit: queue.Unit, solution: Solution) -> Assignment:
    return msgspec.structs.replace(
        done,
        id=tx.new_pool_ids(unit.pool_id, 1)[0],
        pool_id=unit.pool_id,
        suite_id=suites.add_mixed(tx, unit.pool_id, [unit.id], automerged=True),
        reward=0,
        fee=0,
        created=tx.now,
        deadline=tx.now,
        task_ids=msgspec.json.encode([unit.id]).decode(),
        solutions=msgspec.json.encode([solution]).decode(),
        first_attempts=None,
        automerged=1,
    )
