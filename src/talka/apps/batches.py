"""Use cases of batches.

Calls that change a batch's status answer the batch, or None where it is so already (a 204).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec

from talka.apps import rules, store
from talka.apps.items import Checked, add_to, new_batch, own_batch
from talka.apps.loading import QUEUE, SETTLE, Means, settings_of, start
from talka.apps.model import (
    AppProject,
    Batch,
    BatchForm,
    BatchPatch,
    BatchStatus,
    BatchView,
    Content,
    PriorityOrder,
    SyncBatchView,
)
from talka.apps.progress import keep
from talka.apps.service import own, require_ready
from talka.apps.views import batch_views, item_view
from talka.http.auth import Requester
from talka.http.lists import ListRequest, fetch_page
from talka.jobs.schedule import schedule
from talka.kernel.errors import Conflict, InappropriateStatus
from talka.pools import lifecycle
from talka.pools import service as pool_service
from talka.pools import store as pools
from talka.pools.model import CloseReason, PoolPatch, PoolStatus
from talka.storage.tx import Tx

_NOT_ARCHIVABLE = (BatchStatus.PROCESSING, BatchStatus.LOADING)


def create_app_batch(
    tx: Tx, requester: Requester, app_project_id: str, form: BatchForm, checked: Checked
) -> BatchView:
    """``POST /batches``: a batch with checked items, to be started."""
    project = own(tx, requester, app_project_id, lock=True)
    return _view(tx, project, _created(tx, project, form, checked)[0])


def start_sync_batch(
    tx: Tx, requester: Requester, app_project_id: str, form: BatchForm, checked: Checked, means: Means
) -> SyncBatchView:
    """``POST /batches/sync``: a batch made and started in one; its items as they are by now.

    Those that were answered before have their results; workers begin with the others.
    """
    project = own(tx, requester, app_project_id, lock=True)
    batch, ids = _created(tx, project, form, checked)
    if batch.items:
        batch = start(tx, means, project, batch)
    shown = _view(tx, project, batch)
    items = [item_view(item) for item in store.get_items(tx, ids)]
    return SyncBatchView(**msgspec.structs.asdict(shown), batch=shown, items=items)


def _created(tx: Tx, project: AppProject, form: BatchForm, checked: Checked) -> tuple[Batch, list[str]]:
    require_ready(project)
    priority = form.priority_order or PriorityOrder.FIVE
    made = new_batch(tx, project, name=form.name or "", priority=priority.number)
    batch, ids = add_to(tx, made, checked, fresh=bool(form.force_new_original))
    store.save_batch(tx, batch)
    return batch, ids


def get_app_batch(tx: Tx, requester: Requester, app_project_id: str, batch_id: str) -> BatchView:
    """``GET /batches/{id}``."""
    project = own(tx, requester, app_project_id)
    return _view(tx, project, own_batch(tx, project, batch_id))


def get_app_batches(
    tx: Tx, requester: Requester, app_project_id: str, request: ListRequest
) -> Content[BatchView]:
    """``GET /batches``: of the app project."""
    project = own(tx, requester, app_project_id)
    page = fetch_page(
        tx,
        store.BATCHES,
        request,
        lambda rows: _views(tx, project, [Batch(*row) for row in rows]),
        (store.BATCH_PROJECT, project.id),
    )
    return Content(page.items, page.has_more)


def patch_app_batch(
    tx: Tx, requester: Requester, app_project_id: str, batch_id: str, patch: BatchPatch
) -> BatchView:
    """``PATCH /batches/{id}``: its name, and its place in the order; its pool follows."""
    project, batch = _locked(tx, requester, app_project_id, batch_id)
    if batch.status == BatchStatus.ARCHIVE:
        raise InappropriateStatus("The batch is archived", _others(BatchStatus.ARCHIVE))
    order = patch.priority_order
    changed = msgspec.structs.replace(
        batch,
        name=batch.name if patch.name is None else patch.name,
        priority=batch.priority if order is None else order.number,
    )
    if changed.priority != batch.priority:
        _prefer_pool(tx, requester, changed)
        schedule(tx, QUEUE, project.id, tx.now)
    store.save_batch(tx, changed)
    return _view(tx, project, changed)


def _prefer_pool(tx: Tx, requester: Requester, batch: Batch) -> None:
    pool = None if batch.pool_id is None else pools.get_alone(tx, batch.pool_id)
    if pool is not None and pool.status != PoolStatus.ARCHIVED:
        priority = rules.pool_priority(batch.priority)
        pool_service.patch_pool(tx, requester, str(pool.id), PoolPatch(priority))


def start_app_batch(
    tx: Tx, requester: Requester, app_project_id: str, batch_id: str, means: Means
) -> BatchView | None:
    """``POST /batches/{id}/start``: its items are worked on, or wait for batches before it.

    Raises:
        InappropriateStatus: a batch that was stopped is resumed, one that is over is not begun again.
        Conflict: it has no items.
    """
    project, batch = _locked(tx, requester, app_project_id, batch_id)
    if batch.status in (*rules.UNDER_WAY, BatchStatus.QUEUED):
        return None
    _require(batch, rules.STARTS, "started")
    if not batch.items:
        raise Conflict("The batch has no items to work on")
    return _view(tx, project, start(tx, means, project, batch))


def resume_app_batch(
    tx: Tx, requester: Requester, app_project_id: str, batch_id: str, means: Means
) -> BatchView | None:
    """``POST /batches/{id}/resume``: a batch that was stopped, or ran out of money, goes on."""
    project, batch = _locked(tx, requester, app_project_id, batch_id)
    if batch.status in (*rules.UNDER_WAY, BatchStatus.QUEUED):
        return None
    _require(batch, rules.RESUMES, "resumed")
    return _view(tx, project, start(tx, means, project, batch))


def stop_app_batch(tx: Tx, requester: Requester, app_project_id: str, batch_id: str) -> BatchView | None:
    """``POST /batches/{id}/stop``: nobody begins with its items any more; who is at one may finish it."""
    project, batch = _locked(tx, requester, app_project_id, batch_id)
    if batch.status in (BatchStatus.STOPPING, BatchStatus.STOPPED):
        return None
    _require(batch, (BatchStatus.PROCESSING,), "stopped")
    at_work = 0
    if batch.pool_id is not None:
        pool = pools.get_alone(tx, batch.pool_id)
        if pool is not None and pool.status == PoolStatus.OPEN:
            lifecycle.set_closed(tx, pool, CloseReason.MANUAL)
        at_work = pools.count_again(tx, batch.pool_id).active
    status = BatchStatus.STOPPING if at_work else BatchStatus.STOPPED
    stopped = msgspec.structs.replace(batch, status=status.value)
    keep(tx, stopped, batch)
    return _view(tx, project, stopped)


def archive_app_batch(tx: Tx, requester: Requester, app_project_id: str, batch_id: str) -> BatchView | None:
    """``POST /batches/{id}/archive``: the batch and its items are put away as they are."""
    project, batch = _locked(tx, requester, app_project_id, batch_id)
    if batch.status == BatchStatus.ARCHIVE:
        return None
    if batch.status in _NOT_ARCHIVABLE:
        raise InappropriateStatus(
            f"The batch is {batch.status}; stop it first", _others(BatchStatus.ARCHIVE, *_NOT_ARCHIVABLE)
        )
    archived = msgspec.structs.replace(batch, status=BatchStatus.ARCHIVE.value, before=batch.status)
    store.save_batch(tx, archived)
    return _view(tx, project, archived)


def unarchive_app_batch(tx: Tx, requester: Requester, app_project_id: str, batch_id: str) -> BatchView | None:
    """``POST /batches/{id}/unarchive``: it has the status again that it had before."""
    project, batch = _locked(tx, requester, app_project_id, batch_id)
    if batch.status != BatchStatus.ARCHIVE:
        return None
    again = msgspec.structs.replace(batch, status=batch.before or BatchStatus.NEW.value, before=None)
    store.save_batch(tx, again)
    for kind, subject in ((SETTLE, batch.id), (QUEUE, project.id)):
        schedule(tx, kind, subject, tx.now)
    return _view(tx, project, again)


def _locked(tx: Tx, requester: Requester, app_project_id: str, batch_id: str) -> tuple[AppProject, Batch]:
    project = own(tx, requester, app_project_id, lock=True)
    batch = own_batch(tx, project, batch_id, lock=True)
    require_ready(project)
    return project, batch


def _require(batch: Batch, statuses: Collection[BatchStatus], done: str) -> None:
    if batch.status not in statuses:
        raise InappropriateStatus(
            f"The batch is {batch.status}; it cannot be {done}", [one.value for one in statuses]
        )


def _others(*statuses: BatchStatus) -> list[str]:
    return [one.value for one in BatchStatus if one not in statuses]


def _view(tx: Tx, project: AppProject, batch: Batch) -> BatchView:
    return _views(tx, project, [batch])[0]


def _views(tx: Tx, project: AppProject, batches: Sequence[Batch]) -> list[BatchView]:
    return batch_views(batches, store.busy_batches(tx, project.id), settings_of(project), tx.now)
