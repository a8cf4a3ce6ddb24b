"""Giving a batch's items to its pool, a part at a time, and having workers begin."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from talka.apps import store
from talka.apps.building import pool_form
from talka.apps.model import AppProject, Batch, BatchStatus, Item, ItemStatus, Settings
from talka.apps.rules import must_wait
from talka.http.auth import Requester
from talka.http.environment import Platform
from talka.jobs.schedule import schedule
from talka.kernel.errors import NotEnoughBalance
from talka.operations import service as operations
from talka.operations.model import OperationType
from talka.pools import lifecycle
from talka.pools import service as pool_service
from talka.pools import store as pools
from talka.pools.model import PoolStatus
from talka.storage.tx import Tx
from talka.tasks.bulk import create_all
from talka.tasks.model import TaskForm
from talka.tasks.service import TASKS

INLINE = 200
"""How many items are given to the pool within the request that starts them; more are left to a job."""

QUEUE = "app.queue"
SETTLE = "app.batch"


class Means(msgspec.Struct, frozen=True):
    """What it takes to have a batch worked on: what the operator decided, and how to wake the jobs."""

    platform: Platform
    wake: Callable[[], None]


def settings_of(project: AppProject) -> Settings:
    """What an app project keeps of its app."""
    return msgspec.json.decode(project.settings, type=Settings)


def start(tx: Tx, means: Means, project: AppProject, batch: Batch) -> Batch:
    """Have a batch worked on now, or once those before it are done. The caller holds it locked."""
    others = [one for one in store.busy_batches(tx, project.id) if one.id != batch.id]
    if not batch.streams and must_wait(batch.priority, others):
        queued = msgspec.structs.replace(batch, status=BatchStatus.QUEUED.value)
        store.save_batch(tx, queued)
        return queued
    return launch(tx, means, project, batch)


def launch(tx: Tx, means: Means, project: AppProject, batch: Batch) -> Batch:
    """Have a batch worked on now: small ones at once, the items of a large one are given out by a job."""
    going = msgspec.structs.replace(
        batch,
        status=BatchStatus.LOADING.value,
        before=None,
        started=batch.started or tx.now,
        finished=None,
    )
    return take_in(tx, means, project, going)


def take_in(tx: Tx, means: Means, project: AppProject, batch: Batch) -> Batch:
    """Give the new items of a batch under way to its pool, unless a job does so already."""
    if batch.operation_id is None and batch.items - batch.loaded > INLINE:
        operation = operations.begin(
            tx,
            batch.requester_id,
            OperationType.APP_BATCH_LOAD,
            {"app_project_id": project.id, "batch_id": batch.id},
            means.wake,
        )
        batch = msgspec.structs.replace(batch, operation_id=operation.id)
    elif batch.operation_id is None:
        batch = go_on(tx, means, load_some(tx, project, batch, INLINE))
    store.save_batch(tx, batch)
    return batch


def load_some(tx: Tx, project: AppProject, batch: Batch, size: int) -> Batch:
    """Give up to ``size`` new items to the pool, those that somebody answered before taken over instead."""
    items = store.new_items(tx, batch.id, size)
    if not items:
        return batch
    known = store.alike(tx, batch, [item.sameness for item in items if not item.fresh])
    asked: list[Item] = []
    copies: list[Item] = []
    for item in items:
        origin = None if item.fresh else known.get(item.sameness)
        if origin is not None:
            copies.append(_copy(tx, item, origin))
            continue
        begun = msgspec.structs.replace(item, status=ItemStatus.PROCESSING.value, started=tx.now)
        asked.append(begun)
        known[item.sameness] = begun
    batch = _with_pool(tx, project, batch) if asked else batch
    store.give(tx, [*_with_tasks(tx, batch, asked), *copies])
    done = [item for item in copies if item.status == ItemStatus.COMPLETED]
    return msgspec.structs.replace(
        batch,
        loaded=batch.loaded + len(items),
        copied=batch.copied + len(copies),
        completed=batch.completed + len(done),
        answered=batch.answered + sum(item.status == ItemStatus.ANSWERED for item in copies),
        confidence=batch.confidence + sum(item.confidence or 0.0 for item in done),
    )


def _copy(tx: Tx, item: Item, origin: Item) -> Item:
    """An item that takes another's result over, now or once there is one."""
    done = origin.status == ItemStatus.COMPLETED
    return msgspec.structs.replace(
        item,
        status=origin.status,
        origin_id=origin.id,
        started=tx.now,
        finished=tx.now if done else item.finished,
        output_data=origin.output_data,
        confidence=origin.confidence,
    )


def _with_tasks(tx: Tx, batch: Batch, items: Sequence[Item]) -> list[Item]:
    forms = [
        TaskForm(pool_id=str(batch.pool_id), input_values=msgspec.json.decode(item.input_data))
        for item in items
    ]
    if not forms:
        return []
    task_ids = create_all(tx, owner_of(batch), TASKS, forms)
    return [
        msgspec.structs.replace(item, task_id=task_id) for item, task_id in zip(items, task_ids, strict=True)
    ]


def _with_pool(tx: Tx, project: AppProject, batch: Batch) -> Batch:
    """The batch with a pool that takes tasks: one that lay idle for long was archived by itself."""
    pool = None if batch.pool_id is None else pools.get(tx, batch.pool_id)
    if pool is not None and pool.status != PoolStatus.ARCHIVED:
        return batch
    form = pool_form(settings_of(project), project.project_id, batch)
    made = pool_service.create_pool(tx, owner_of(batch), form, managed_by=batch.id)
    # Held alone from here: were it shared first, opening it would begin anew, and with another new pool.
    pools.get_alone(tx, int(made.id))
    return msgspec.structs.replace(batch, pool_id=int(made.id))


def go_on(tx: Tx, means: Means, batch: Batch) -> Batch:
    """Have workers begin, or go on, with what was given to the pool. Without the money nobody does."""
    status = BatchStatus.PROCESSING
    if batch.pool_id is not None and batch.loaded > batch.completed + batch.failed + batch.answered:
        pool = pools.get_alone(tx, batch.pool_id)
        if pool is None:
            raise AssertionError(f"batch {batch.id} lost its pool")
        try:
            with tx.savepoint():
                lifecycle.open_checked(tx, pool, means.platform)
        except NotEnoughBalance:
            status = BatchStatus.NO_MONEY
    schedule(tx, SETTLE, batch.id, tx.now)  # it may be done already: all of it taken over from others
    return msgspec.structs.replace(batch, status=status.value)


def owner_of(batch: Batch) -> Requester:
    """Whom a batch belongs to, for what is done in their name."""
    return Requester(batch.requester_id, "")
