"""Putting work back: a suite's overlap, or that of each general task of a page that was mixed.

Never below the slots that are taken, never beyond the most, and not where there is no end of them.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from talka.assignments.model import Assignment
from talka.pools import store as pools
from talka.pools.queue import Unit
from talka.quality_control import store
from talka.storage.tx import Tx
from talka.task_suites import store as suites
from talka.task_suites.model import TaskSuite
from talka.tasks import service as tasks
from talka.tasks import store as task_store

MOST = 30_000


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What an operation does in parts: how much there was when it began, and how much it has looked at."""

    total: int = 0
    handled: int = 0

    @property
    def percent(self) -> int:
        """How far it is; not 100 before the last part has said so."""
        return min(99, 100 * self.handled // self.total) if self.total else 0


class PutBackPlan(Plan, frozen=True):
    """Change the overlap of all that a worker has done in a pool; ``after`` is the last suite done.

    ``rule`` names the rule that wants it: by one rule a page is put back once, however often access is lost.
    """

    decision_id: str
    pool_id: int
    user_id: str
    rule: str
    delta: int
    opens_pool: bool
    after: str = ""
    assignments: int = 0
    changed: int = 0


class Counts(msgspec.Struct, frozen=True):
    """So many pages were dealt with, and so many overlaps changed."""

    assignments: int
    changed: int


def put_back(tx: Tx, plan: PutBackPlan, done: Sequence[Assignment]) -> Counts:
    """Change the overlap of those pages that the rule has not put back before. The pool is held alone."""
    new = [one for one in done if store.put_back(tx, one.id, plan.rule)]
    changed = sum(change_overlap(tx, plan.pool_id, one.suite_id, plan.delta) for one in new)
    return Counts(len(new), changed)


def change_overlap(tx: Tx, pool_id: int, suite_id: str, delta: int) -> int:
    """Change a suite's overlap; of how many units it was. The pool is held alone."""
    suite = suites.get(tx, suite_id, lock=True)
    if suite is None:
        raise AssertionError(f"suite {suite_id} vanished")
    return sum(_change(tx, pool_id, unit, delta) for unit in _units(tx, suite))


def _units(tx: Tx, suite: TaskSuite) -> list[Unit]:
    if not suite.mixed:
        return [suites.unit_of(suite)]
    found = task_store.get_many(tx, suites.task_ids_of(suite), lock=True)
    mixed = (task for task in found.values() if task.suite_id is None)
    return [unit for unit in map(task_store.unit_of, mixed) if unit.lane.counts]


def _change(tx: Tx, pool_id: int, unit: Unit, delta: int) -> bool:
    if unit.overlap is None:
        return False
    wanted = min(MOST, max(unit.occupied, unit.overlap + delta))
    if wanted == unit.overlap:
        return False
    pool = pools.get_locked(tx, pool_id)
    if pool is None:
        raise AssertionError(f"pool {pool_id} vanished")
    tasks.change_overlap(tx, pool, unit, wanted)
    return True
