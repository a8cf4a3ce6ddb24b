"""How batches follow what happens in their pools.

Whatever happens there leaves a row of what is due, in its own transaction: taking and handing in look at
nothing, and nobody waits for a batch's row. The schedule then looks at the page's items, or at the batch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from talka.apps import deciding, store
from talka.apps.loading import QUEUE, SETTLE, Means, launch, settings_of
from talka.apps.model import AppProjectStatus, Batch, BatchStatus, Item, ItemStatus, Settings
from talka.apps.rules import UNDER_WAY, decides_together, next_in_queue
from talka.assignments import store as assignments
from talka.assignments.model import (
    AssignmentAccepted,
    AssignmentExpired,
    AssignmentRejected,
    AssignmentSkipped,
)
from talka.jobs.schedule import schedule
from talka.kernel.ids import pool_of
from talka.operations import service as operations
from talka.operations.model import OperationType
from talka.pools import store as pools
from talka.pools.model import CloseReason, PoolArchived, PoolClosed, PoolOpened, PoolStatus
from talka.storage.tx import Tx
from talka.tasks.model import FreeSlotsCancelled

PAGE = "app.page"
TASK = "app.task"

_ENDED_BADLY = (CloseReason.EXPIRED, CloseReason.ASSIGNMENTS_LIMIT_EXCEEDED, CloseReason.BLOCKED)


# ---- what is heard ---------------------------------------------------------------------------------------


def when_page_ends(
    tx: Tx, event: AssignmentAccepted | AssignmentRejected | AssignmentSkipped | AssignmentExpired
) -> None:
    """Somebody is done with a page of a batch."""
    if _batch_of(tx, event.assignment.pool_id) is not None:
        schedule(tx, PAGE, event.assignment.id, tx.now)


def when_slots_cancelled(tx: Tx, event: FreeSlotsCancelled) -> None:
    """A requester took the free slots of a task away: its item may be complete."""
    if not event.is_suite and _batch_of(tx, event.pool_id) is not None:
        schedule(tx, TASK, event.unit_id, tx.now)


def when_pool_changes(tx: Tx, event: PoolOpened | PoolClosed | PoolArchived) -> None:
    """A batch's pool was opened, closed or archived, by the batch or in its place."""
    batch_id = _batch_of(tx, event.pool_id)
    if batch_id is not None:
        schedule(tx, SETTLE, batch_id, tx.now)


def _batch_of(tx: Tx, pool_id: int) -> str | None:
    pool = pools.get(tx, pool_id)
    return None if pool is None else pool.managed_by


# ---- what is due -----------------------------------------------------------------------------------------


class Progress:
    """What is done when it is due."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def when_page_due(self, tx: Tx, assignment_id: str) -> None:
        """Decide the items of a page to which no answer is awaited any more."""
        assignment = assignments.get(tx, assignment_id)
        if assignment is not None:
            self._look_at(tx, assignment.pool_id, assignment.tasks)

    def when_task_due(self, tx: Tx, task_id: str) -> None:
        """The same of a single task."""
        pool_id = pool_of(task_id)
        if pool_id is not None:
            self._look_at(tx, pool_id, [task_id])

    def when_batch_due(self, tx: Tx, batch_id: str) -> None:
        """Bring a batch to where its pool and its items are."""
        batch = store.get_batch(tx, batch_id, lock=True)
        if batch is not None:
            self._settle(tx, _following_pool(tx, batch), batch)

    def when_queue_due(self, tx: Tx, app_project_id: str) -> None:
        """Start what waits in the queue and need not wait any more."""
        project = store.get_project(tx, app_project_id, lock=True)
        if project is None or project.status != AppProjectStatus.READY:
            return
        for one in next_in_queue(store.busy_batches(tx, project.id)):
            batch = store.get_batch(tx, one.id, lock=True)
            if batch is not None and batch.status == BatchStatus.QUEUED:
                launch(tx, self._means, project, batch)

    def _look_at(self, tx: Tx, pool_id: int, task_ids: Sequence[str]) -> None:
        batch_id = _batch_of(tx, pool_id)
        batch = None if batch_id is None else store.get_batch(tx, batch_id, lock=True)
        if batch is None:
            return
        found = deciding.complete(tx, store.items_of_tasks(tx, task_ids))
        before = batch
        if found:
            project = store.get_project(tx, batch.app_project_id)
            if project is None:
                raise AssertionError(f"batch {batch.id} lost its project")
            batch = _decide(tx, batch, settings_of(project), found)
        self._settle(tx, _stopped_if_idle(tx, batch), before)

    def _settle(self, tx: Tx, batch: Batch, before: Batch) -> None:
        """Keep what became of a batch; when all of it is answered, decide it, or finish it."""
        if batch.status in UNDER_WAY and _is_answered(batch) and batch.operation_id is None:
            batch = _begin_deciding(tx, batch, self._means.wake)
        keep(tx, batch, before)


def keep(tx: Tx, batch: Batch, before: Batch) -> None:
    """Save a batch, finished if it is; where one leaves the way, those behind it in the queue may start."""
    batch = _finished_if_done(tx, batch)
    if batch != before:
        store.save_batch(tx, batch)
    if before.status in UNDER_WAY and batch.status not in UNDER_WAY and not batch.streams:
        schedule(tx, QUEUE, batch.app_project_id, tx.now)


def _decide(tx: Tx, batch: Batch, settings: Settings, items: Sequence[Item]) -> Batch:
    """Decide items by majority; those of a batch that is decided as a whole wait for the others."""
    answers = deciding.answers_to(tx, items)
    together = decides_together(settings.aggregation, streams=bool(batch.streams))
    for item in items:
        if together and item.status == ItemStatus.PROCESSING:
            count = store.mark_answered(tx, item.id)
            batch = msgspec.structs.replace(batch, answered=batch.answered + count)
        elif not together:
            answer = deciding.by_majority(settings, answers[item.task_id or ""])
            batch = deciding.settle(tx, batch, settings, item, answer)
    return batch


def _is_answered(batch: Batch) -> bool:
    """Whether everything has its answers, and something waits for a decision by all of them."""
    return batch.answered > 0 and batch.items == batch.loaded == _over(batch)


def _begin_deciding(tx: Tx, batch: Batch, wake: Callable[[], None]) -> Batch:
    operation = operations.begin(
        tx,
        batch.requester_id,
        OperationType.APP_BATCH_DECIDE,
        {"app_project_id": batch.app_project_id, "batch_id": batch.id},
        wake,
    )
    return msgspec.structs.replace(batch, operation_id=operation.id)


def _finished_if_done(tx: Tx, batch: Batch) -> Batch:
    if batch.streams or not batch.items or not batch.is_decided:
        return batch
    if batch.status == BatchStatus.ARCHIVE:
        if batch.before == BatchStatus.COMPLETED:
            return batch
        return msgspec.structs.replace(batch, before=BatchStatus.COMPLETED.value, finished=tx.now)
    if batch.status == BatchStatus.COMPLETED:
        return batch
    return msgspec.structs.replace(batch, status=BatchStatus.COMPLETED.value, finished=tx.now)


def _stopped_if_idle(tx: Tx, batch: Batch) -> Batch:
    """A batch that stops has stopped once nobody is at work in it."""
    if batch.status != BatchStatus.STOPPING or batch.pool_id is None:
        return batch
    if pools.count_again(tx, batch.pool_id).active > 0:
        return batch
    return msgspec.structs.replace(batch, status=BatchStatus.STOPPED.value)


def _following_pool(tx: Tx, batch: Batch) -> Batch:
    """A batch as its pool has it: what is done to the pool by its own calls counts too."""
    pool = None if batch.pool_id is None else pools.get(tx, batch.pool_id)
    if pool is None or batch.status == BatchStatus.ARCHIVE or batch.operation_id is not None:
        return batch
    status = BatchStatus(batch.status)
    if pool.status == PoolStatus.OPEN:
        status = BatchStatus.PROCESSING if status in _MAY_GO_ON else status
    elif pool.status == PoolStatus.ARCHIVED:
        left = batch.loaded > batch.completed + batch.failed
        status = BatchStatus.CANCELLED if left and not batch.streams and status in _MAY_END else status
    elif status == BatchStatus.PROCESSING and batch.loaded > _over(batch):
        status = _after(pool.last_close_reason)
    return _stopped_if_idle(tx, msgspec.structs.replace(batch, status=status.value))


_MAY_GO_ON = (BatchStatus.STOPPING, BatchStatus.STOPPED, BatchStatus.NO_MONEY, BatchStatus.ERROR)
_MAY_END = (*_MAY_GO_ON, BatchStatus.PROCESSING)


def _over(batch: Batch) -> int:
    return batch.answered + batch.completed + batch.failed


def _after(reason: str | None) -> BatchStatus:
    """What becomes of a batch whose pool was closed before everything was answered."""
    if reason == CloseReason.NOT_ENOUGH_BALANCE:
        return BatchStatus.NO_MONEY
    if reason == CloseReason.MANUAL:
        return BatchStatus.STOPPING
    return BatchStatus.ERROR if reason in _ENDED_BADLY else BatchStatus.PROCESSING
