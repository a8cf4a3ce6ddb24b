"""The jobs behind what rules do to more than a hundred pages: in parts, each with how far it came."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.accounts import store as accounts
from talka.assignments import store as assignment_store
from talka.http.environment import Platform
from talka.operations import store as operations
from talka.operations.model import Operation, OperationStatus
from talka.pools import store as pools
from talka.pools.model import PoolStatus
from talka.quality_control import decisions, recompletion
from talka.quality_control.effects import CompletionPlan, ReviewPlan, open_again, review
from talka.quality_control.happenings import AccessLost, Revocation
from talka.quality_control.recompletion import PutBackPlan
from talka.quality_control.service import QualityControl
from talka.storage import schema
from talka.storage.database import Database
from talka.storage.query import Query
from talka.storage.tx import Tx
from talka.task_suites import store as suites
from talka.tasks import service as tasks
from talka.tasks import store as task_store
from talka.tasks.model import OverlapPatch

PART = 50

P = TypeVar("P", ReviewPlan, PutBackPlan, CompletionPlan)

_q = schema.queue.c
_STANDING = Query(
    sa.select(_q.unit_id).where(_q.pool_id == bindparam("pool_id")).distinct().limit(bindparam("size"))
)

_COUNT_STANDING = Query(
    sa.select(sa.func.count(sa.distinct(_q.unit_id))).where(_q.pool_id == bindparam("pool_id"))
)


async def run_review_all(operation_id: str, database: Database) -> None:
    """Accept or reject all of a worker's answers that wait for review in a pool."""
    await _in_parts(operation_id, database, ReviewPlan, _count_waiting, _review_some)


async def run_put_back(platform: Platform, operation_id: str, database: Database) -> None:
    """Change the overlap of all that a worker has done in a pool."""

    def some(tx: Tx, plan: PutBackPlan) -> tuple[PutBackPlan, bool]:
        return _put_some_back(tx, plan, platform)

    await _in_parts(operation_id, database, PutBackPlan, _count_done, some)


async def run_complete_pool(operation_id: str, database: Database) -> None:
    """Take the free slots out of a pool that a rule closed as complete."""
    await _in_parts(operation_id, database, CompletionPlan, _count_standing, _cancel_some)


async def run_access_lost(quality: QualityControl, operation_id: str, database: Database) -> None:
    """Let a pool's rules hear that a worker lost access to it."""
    await database.write(lambda tx: _tell(tx, quality, operation_id))


async def _in_parts(
    operation_id: str,
    database: Database,
    kind: type[P],
    count: Callable[[Tx, P], int],
    some: Callable[[Tx, P], tuple[P, bool]],
) -> None:
    """Do part after part.

    ``count`` tells how much there is in all; ``some`` does a part and says how the plan stands after it, and
    whether it was the last.
    """
    while not await database.write(lambda tx: _one_part(tx, operation_id, kind, count, some)):
        pass


def _one_part(
    tx: Tx,
    operation_id: str,
    kind: type[P],
    count: Callable[[Tx, P], int],
    some: Callable[[Tx, P], tuple[P, bool]],
) -> bool:
    operation = _unfinished(tx, operation_id)
    if operation is None:
        return True
    plan = msgspec.json.decode(operation.state, type=kind)
    if not plan.total:
        plan = msgspec.structs.replace(plan, total=count(tx, plan))
    after, is_last = some(tx, plan)
    if is_last:
        operations.finish(tx, operation_id, OperationStatus.SUCCESS, "{}")
    else:
        state = msgspec.json.encode(after).decode()
        operations.save_progress(tx, operation_id, after.percent, "{}", state)
    return is_last


def _unfinished(tx: Tx, operation_id: str) -> Operation | None:
    operation = operations.get(tx, operation_id)
    return None if operation is None or operation.finished is not None else operation


def _count_waiting(tx: Tx, plan: ReviewPlan) -> int:
    return assignment_store.count_on_review(tx, plan.user_id, plan.pool_id)


def _count_done(tx: Tx, plan: PutBackPlan) -> int:
    return assignment_store.count_done(tx, plan.user_id, plan.pool_id)


def _count_standing(tx: Tx, plan: CompletionPlan) -> int:
    return int(tx.value(_COUNT_STANDING, pool_id=plan.pool_id))


def _review_some(tx: Tx, plan: ReviewPlan) -> tuple[ReviewPlan, bool]:
    accounts.hold_worker(tx, plan.user_id)
    pool = pools.join(tx, plan.pool_id)
    waiting = assignment_store.on_review_in_pool(tx, plan.user_id, plan.pool_id, plan.after, PART)
    if pool is None or pool.status == PoolStatus.ARCHIVED:
        waiting = []
    done = sum(review(tx, plan, assignment_id) for assignment_id in waiting)
    after = msgspec.structs.replace(
        plan,
        after=waiting[-1] if waiting else "",
        done=plan.done + done,
        handled=plan.handled + len(waiting),
    )
    is_last = len(waiting) < PART
    if is_last:
        effect = {"rejected" if plan.rejects else "accepted": after.done}
        decisions.set_effect(tx, plan.decision_id, effect)
    return after, is_last


def _put_some_back(tx: Tx, plan: PutBackPlan, platform: Platform) -> tuple[PutBackPlan, bool]:
    accounts.hold_worker(tx, plan.user_id)
    pool = pools.get_alone(tx, plan.pool_id)
    done = assignment_store.done_in_pool(tx, plan.user_id, plan.pool_id, plan.after, PART)
    if pool is None or pool.status == PoolStatus.ARCHIVED:
        done = []
    counts = recompletion.put_back(tx, plan, done)
    after = msgspec.structs.replace(
        plan,
        after=done[-1].suite_id if done else "",
        assignments=plan.assignments + counts.assignments,
        changed=plan.changed + counts.changed,
        handled=plan.handled + len(done),
    )
    is_last = len(done) < PART
    if is_last:
        opened = open_again(tx, plan.pool_id, platform) if plan.opens_pool and after.changed else {}
        effect = {"assignments": after.assignments, "changed": after.changed} | opened
        decisions.set_effect(tx, plan.decision_id, effect)
    return after, is_last


def _cancel_some(tx: Tx, plan: CompletionPlan) -> tuple[CompletionPlan, bool]:
    """Units leave the queue with their last free slot, so that the next part finds others there."""
    pool = pools.get_alone(tx, plan.pool_id)
    if pool is None or pool.status == PoolStatus.ARCHIVED:
        return plan, True
    unit_ids = [row[0] for row in tx.all(_STANDING, pool_id=plan.pool_id, size=PART)]
    units = [
        *map(task_store.unit_of, task_store.get_many(tx, unit_ids, lock=True).values()),
        *map(suites.unit_of, suites.get_many(tx, unit_ids).values()),
    ]
    for unit in units:
        current = pools.get_locked(tx, plan.pool_id)
        if current is None:
            raise AssertionError(f"pool {plan.pool_id} vanished")
        tasks.lower_overlap(tx, current, unit, OverlapPatch(overlap=0))
    done = plan.done + len(units)
    after = msgspec.structs.replace(plan, done=done, handled=done)
    is_last = len(unit_ids) < PART
    if is_last:
        decisions.set_effect(tx, plan.decision_id, {"closed": "COMPLETED", "cancelled": after.done})
    return after, is_last


class _Loss(msgspec.Struct, frozen=True):
    pool_id: str
    user_id: str
    reason: Revocation
    skill_id: str | None = None


def _tell(tx: Tx, quality: QualityControl, operation_id: str) -> None:
    operation = _unfinished(tx, operation_id)
    if operation is None:
        return
    loss = msgspec.json.decode(operation.state, type=_Loss)
    accounts.hold_worker(tx, loss.user_id)
    pool = pools.get_alone(tx, int(loss.pool_id))
    if pool is not None:
        quality.note(tx, pool, [AccessLost(loss.user_id, loss.reason, loss.skill_id)])
    operations.finish(tx, operation_id, OperationStatus.SUCCESS, "{}")
