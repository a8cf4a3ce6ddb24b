"""Use cases of items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from talka.apps import rules, store
from talka.apps.loading import Means, launch, settings_of, take_in
from talka.apps.model import (
    MOST_IN_BATCH,
    NEVER,
    AppProject,
    Batch,
    BatchStatus,
    Content,
    Item,
    ItemImport,
    ItemStatus,
    ItemView,
    Settings,
)
from talka.apps.service import own, require_ready
from talka.apps.views import item_view
from talka.http.auth import Requester
from talka.http.lists import ListRequest, fetch_page
from talka.kernel.errors import (
    DoesNotExist,
    FieldError,
    FieldErrors,
    InappropriateStatus,
    PoolTasksCountExceeded,
    ValidationFailed,
)
from talka.projects.field_spec import compiled
from talka.storage.tx import Tx

PATH = "input_data"
_STREAM = ""


class Checked(msgspec.Struct, frozen=True):
    """Items of a request: those that may be added, and what is wrong with the others by path."""

    values: list[Mapping[str, Any]]
    errors: dict[str, FieldError]
    count: int


def check_many(settings: Settings, values: Sequence[Mapping[str, Any]]) -> Checked:
    """Check each item by itself; what is wrong stands below its position."""
    spec = compiled(msgspec.json.encode(settings.input_spec).decode())
    errors = FieldErrors()
    good = [
        one
        for place, one in enumerate(values)
        if rules.check_item(spec, settings.needs_one_of, one, f"{PATH}.{place}", errors)
    ]
    return Checked(good, errors.as_dict(), len(values))


def check_single(settings: Settings, values: Mapping[str, Any]) -> Checked:
    """Check one item.

    Raises:
        ValidationFailed: it is wrong.
    """
    spec = compiled(msgspec.json.encode(settings.input_spec).decode())
    errors = FieldErrors()
    rules.check_item(spec, settings.needs_one_of, values, PATH, errors)
    errors.raise_if_any()
    return Checked([values], {}, 1)


def settings_for_items(
    tx: Tx, requester: Requester, app_project_id: str, batch_id: str | None = None
) -> Settings:
    """What items of the app project are checked by; refused where no items can be added."""
    project = own(tx, requester, app_project_id)
    require_ready(project)
    if batch_id is not None:
        own_batch(tx, project, batch_id)
    return settings_of(project)


def own_batch(tx: Tx, project: AppProject, batch_id: str, *, lock: bool = False) -> Batch:
    """The app project's batch.

    Raises:
        DoesNotExist: there is none, or it is of another project.
    """
    batch = store.get_batch(tx, batch_id, lock=lock)
    if batch is None or batch.app_project_id != project.id or batch.streams:
        raise DoesNotExist("batch", batch_id)
    return batch


def create_items(
    tx: Tx,
    requester: Requester,
    app_project_id: str,
    batch_id: str | None,
    checked: Checked,
    means: Means,
    *,
    fresh: bool,
) -> list[str]:
    """``POST /items`` and ``/items/bulk``; the new ids. Items without a batch are worked on at once.

    Raises:
        InappropriateStatus: the batch takes no items any more.
    """
    project = own(tx, requester, app_project_id, lock=True)
    require_ready(project)
    if batch_id is None:
        batch = _stream(tx, project)
    else:
        batch = own_batch(tx, project, batch_id, lock=True)
        if batch.status not in rules.TAKES_ITEMS:
            raise InappropriateStatus(
                f"The batch is {batch.status} and takes no items", [one.value for one in rules.TAKES_ITEMS]
            )
    before = batch
    batch, ids = add_to(tx, batch, checked, fresh=fresh)
    if batch.streams and batch.status not in rules.UNDER_WAY:
        launch(tx, means, project, batch)
    elif batch.status in rules.UNDER_WAY:
        take_in(tx, means, project, batch)
    elif batch != before:
        store.save_batch(tx, batch)
    return ids


def add_to(tx: Tx, batch: Batch, checked: Checked, *, fresh: bool) -> tuple[Batch, list[str]]:
    """Keep new items of a batch; the batch as it is to be saved, and the ids."""
    count = len(checked.values)
    if batch.items + count > MOST_IN_BATCH:
        raise PoolTasksCountExceeded(f"A batch holds at most {MOST_IN_BATCH} items")
    ids = [one.rpartition("-")[2] for one in tx.ids.take(0, tx.now, count)]
    store.add_items(
        tx,
        [
            Item(
                id=item_id,
                app_project_id=batch.app_project_id,
                batch_id=batch.id,
                status=ItemStatus.NEW.value,
                fresh=int(fresh),
                sameness=rules.sameness_of(values),
                origin_id=None,
                task_id=None,
                created=tx.now,
                started=None,
                finished=NEVER,
                input_data=msgspec.json.encode(values).decode(),
                output_data=None,
                confidence=None,
                errors=None,
            )
            for item_id, values in zip(ids, checked.values, strict=True)
        ],
    )
    imported = ItemImport(
        id=tx.new_id(),
        records_count=checked.count,
        records_processed=checked.count,
        records_skipped=checked.count - count,
        errors=checked.errors,
    )
    again = count > 0 and batch.status == BatchStatus.COMPLETED  # what came is still to be started
    return (
        msgspec.structs.replace(
            batch,
            items=batch.items + count,
            status=BatchStatus.NEW.value if again else batch.status,
            finished=None if again else batch.finished,
            last_import=None if batch.streams else msgspec.json.encode(imported).decode(),
        ),
        ids,
    )


def new_batch(tx: Tx, project: AppProject, *, name: str, priority: int, streams: bool = False) -> Batch:
    """A batch without items, kept."""
    batch = Batch(
        id=tx.new_id(),
        app_project_id=project.id,
        requester_id=project.requester_id,
        name=name,
        status=BatchStatus.NEW.value,
        before=None,
        streams=int(streams),
        priority=priority,
        created=tx.now,
        started=None,
        finished=None,
        item_price=project.item_price,
        pool_id=None,
        operation_id=None,
        items=0,
        loaded=0,
        answered=0,
        completed=0,
        failed=0,
        copied=0,
        confidence=0.0,
        last_import=None,
    )
    store.add_batch(tx, batch)
    return batch


def _stream(tx: Tx, project: AppProject) -> Batch:
    """The batch of the items that come without one; made for the first, while the project is held."""
    stream_id = store.stream_of(tx, project.id)
    if stream_id is None:
        return new_batch(tx, project, name=_STREAM, priority=1, streams=True)
    stream = store.get_batch(tx, stream_id, lock=True)
    if stream is None:
        raise AssertionError(f"batch {stream_id} vanished")
    return stream


def get_app_item(tx: Tx, requester: Requester, app_project_id: str, item_id: str) -> ItemView:
    """``GET /items/{id}``."""
    project = own(tx, requester, app_project_id)
    item = store.get_item(tx, item_id)
    if item is None or item.app_project_id != project.id:
        raise DoesNotExist("item", item_id)
    return item_view(item)


def get_app_items(
    tx: Tx, requester: Requester, app_project_id: str, request: ListRequest
) -> Content[ItemView]:
    """``GET /items``: of the app project, whatever their batch."""
    project = own(tx, requester, app_project_id)
    page = fetch_page(
        tx,
        store.ITEMS,
        _of_finished(request),
        lambda rows: [item_view(store.listed(row)) for row in rows],
        (store.ITEM_PROJECT, project.id),
    )
    return Content(page.items, page.has_more)


def _of_finished(request: ListRequest) -> ListRequest:
    """Who asks when items were finished asks for none that are not: their time is far in the future."""
    asked = {operator for name, operator in request.conditions if name == "finished"}
    if not asked or "lt" in asked:
        return request
    return msgspec.structs.replace(
        request,
        conditions=(*request.conditions, ("finished", "lt")),
        values={**request.values, "finished_lt": NEVER},
    )


def refuse_faults(checked: Checked, *, ignore_errors: bool) -> None:
    """Refuse an upload with wrong items, unless these are to be left out."""
    if checked.errors and not ignore_errors:
        raise ValidationFailed(checked.errors)
