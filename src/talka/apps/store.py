"""App projects, batches and items as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.apps.model import (
    NEVER,
    SHOWN_STATUSES,
    AppProject,
    AppProjectStatus,
    Batch,
    BatchStatus,
    Item,
    ItemStatus,
)
from talka.apps.rules import HALTED
from talka.http.lists import Field, Kind, ListSpec
from talka.storage import schema
from talka.storage.query import Query, columns_of, in_list, insert
from talka.storage.tx import Tx

MOST_APP_PROJECTS = 5_000
"""The largest page of app projects; other lists have the server's."""

_DEFAULT_LIMIT = 100


def _words(*statuses: str) -> list[sa.ColumnElement[str]]:
    return [sa.literal_column(f"'{one}'", schema.ID) for one in statuses]


def _word(status: str) -> sa.ColumnElement[str]:
    return _words(status)[0]


# ---- app projects ----------------------------------------------------------------------------------------

_p = schema.app_projects.c
_PROJECT_COLUMNS = columns_of(schema.app_projects, AppProject)
_ADD_PROJECT = insert(schema.app_projects)
_PROJECT = Query(sa.select(*_PROJECT_COLUMNS).where(_p.id == bindparam("key")))
_LOCKED_PROJECT = Query(sa.select(*_PROJECT_COLUMNS).where(_p.id == bindparam("key")).with_for_update())
_PROJECT_STATUS = Query(
    sa.update(schema.app_projects)
    .where(_p.id == bindparam("key"))
    .values(status=bindparam("new_status", type_=schema.ID))
)

PROJECTS = ListSpec(
    columns=tuple(_PROJECT_COLUMNS),
    fields={
        "id": Field(_p.id, Kind.TEXT_ID, ranges=True, sort=True),
        "name": Field(_p.name, Kind.TEXT, ranges=True, sort=True),
        "created": Field(_p.created, Kind.TIME, ranges=True, sort=True),
        "app_id": Field(_p.app_id, Kind.TEXT_ID, equal=True),
        "parent_app_project_id": Field(_p.parent_app_project_id, Kind.TEXT_ID, equal=True),
        "status": Field(_p.status, Kind.ENUM, equal=True, values=tuple(AppProjectStatus)),
    },
    default_limit=_DEFAULT_LIMIT,
    cursor=True,
)
PROJECT_OWNER = _p.requester_id


def add_project(tx: Tx, project: AppProject) -> None:
    """Keep a new app project."""
    tx.run(_ADD_PROJECT, **{name: getattr(project, name) for name in AppProject.__struct_fields__})


def get_project(tx: Tx, app_project_id: str, *, lock: bool = False) -> AppProject | None:
    """An app project by id."""
    row = tx.one(_LOCKED_PROJECT if lock else _PROJECT, key=app_project_id)
    return None if row is None else AppProject(*row)


def save_project_status(tx: Tx, app_project_id: str, status: AppProjectStatus) -> None:
    """Change an app project's status."""
    tx.run(_PROJECT_STATUS, key=app_project_id, new_status=status.value)


# ---- batches ---------------------------------------------------------------------------------------------

_b = schema.app_batches.c
_BATCH_COLUMNS = columns_of(schema.app_batches, Batch)
_ADD_BATCH = insert(schema.app_batches)
_BATCH = Query(sa.select(*_BATCH_COLUMNS).where(_b.id == bindparam("key")))
_LOCKED_BATCH = Query(sa.select(*_BATCH_COLUMNS).where(_b.id == bindparam("key")).with_for_update())
_STREAM = Query(
    sa.select(_b.id).where(
        _b.app_project_id == bindparam("app_project_id"), _b.streams == sa.literal_column("1")
    )
)
_BUSY = ("LOADING", "PROCESSING", "QUEUED", "STOPPING")
_BUSY_BATCHES = Query(
    sa.select(*_BATCH_COLUMNS)
    .where(
        _b.app_project_id == bindparam("app_project_id"),
        _b.status.in_(_words(*_BUSY)),
        _b.streams == sa.literal_column("0"),
    )
    .order_by(_b.id)
)
_CHANGED = tuple(
    name
    for name in Batch.__struct_fields__
    if name not in ("id", "app_project_id", "requester_id", "streams", "created", "item_price")
)
_SAVE_BATCH = Query(
    sa.update(schema.app_batches)
    .where(_b.id == bindparam("key"))
    .values({name: bindparam(f"new_{name}", type_=_b[name].type) for name in _CHANGED})
)

BATCHES = ListSpec(
    columns=tuple(_BATCH_COLUMNS),
    fields={
        "id": Field(_b.id, Kind.TEXT_ID, ranges=True, sort=True),
        "name": Field(_b.name, Kind.TEXT, ranges=True, sort=True),
        "created": Field(_b.created, Kind.TIME, ranges=True, sort=True),
        "status": Field(_b.status, Kind.ENUM, equal=True, sort=True, values=tuple(BatchStatus)),
    },
    where=_b.streams == sa.literal_column("0"),
    default_limit=_DEFAULT_LIMIT,
    cursor=True,
)
BATCH_PROJECT = _b.app_project_id


def add_batch(tx: Tx, batch: Batch) -> None:
    """Keep a new batch."""
    tx.run(_ADD_BATCH, **{name: getattr(batch, name) for name in Batch.__struct_fields__})


def get_batch(tx: Tx, batch_id: str, *, lock: bool = False) -> Batch | None:
    """A batch by id; with ``lock`` nobody else changes it until the transaction ends."""
    row = tx.one(_LOCKED_BATCH if lock else _BATCH, key=batch_id)
    return None if row is None else Batch(*row)


def stream_of(tx: Tx, app_project_id: str) -> str | None:
    """The batch of the items that come without one, if there is one already."""
    found: str | None = tx.value(_STREAM, app_project_id=app_project_id)
    return found


def busy_batches(tx: Tx, app_project_id: str) -> list[Batch]:
    """The app project's batches that are queued, under way or stopping; not the one of the stream."""
    return [Batch(*row) for row in tx.all(_BUSY_BATCHES, app_project_id=app_project_id)]


def save_batch(tx: Tx, batch: Batch) -> None:
    """Replace a batch, which the caller holds locked."""
    tx.run(_SAVE_BATCH, key=batch.id, **{f"new_{name}": getattr(batch, name) for name in _CHANGED})


# ---- items -----------------------------------------------------------------------------------------------

_i = schema.app_items.c
_ITEM_COLUMNS = columns_of(schema.app_items, Item)
_open = _i.status.in_(_words(ItemStatus.PROCESSING, ItemStatus.ANSWERED))
SHOWN = sa.case(
    (_b.status == _word(BatchStatus.ARCHIVE), _word(ItemStatus.ARCHIVE)),
    (sa.and_(_open, _b.status.in_(_words(*HALTED))), _b.status),
    (_open, _word(ItemStatus.PROCESSING)),
    (
        sa.and_(_i.status == _word(ItemStatus.NEW), _b.status == _word(BatchStatus.CANCELLED)),
        _word(ItemStatus.CANCELLED),
    ),
    else_=_i.status,
)
"""What a requester sees of an item: ``rules.shown_status`` in SQL."""

_WITH_BATCH = sa.join(schema.app_items, schema.app_batches, _b.id == _i.batch_id)
_LISTED = (*_ITEM_COLUMNS, SHOWN.label("shown"), _b.streams)
_ITEM = Query(sa.select(*_LISTED).select_from(_WITH_BATCH).where(_i.id == bindparam("key")))
_ITEMS = Query(sa.select(*_LISTED).select_from(_WITH_BATCH).where(in_list(_i.id, "keys")).order_by(_i.id))
_NEW = Query(
    sa.select(*_ITEM_COLUMNS)
    .where(_i.batch_id == bindparam("batch_id"), _i.status == _word(ItemStatus.NEW))
    .order_by(_i.id)
    .limit(bindparam("size"))
)
_WAITING = Query(
    sa.select(*_ITEM_COLUMNS)
    .where(
        _i.batch_id == bindparam("batch_id"),
        _i.status == _word(ItemStatus.ANSWERED),
        _i.origin_id.is_(None),
        _i.id > bindparam("after", type_=schema.ID),
    )
    .order_by(_i.id)
    .limit(bindparam("size"))
)
_BY_TASK = Query(sa.select(*_ITEM_COLUMNS).where(in_list(_i.task_id, "task_ids")))
# Whose result may serve: one that is done, or one of the same batch that somebody is at.
_ALIKE = Query(
    sa.select(*_ITEM_COLUMNS)
    .where(
        _i.app_project_id == bindparam("app_project_id"),
        in_list(_i.sameness, "samenesses"),
        _i.origin_id.is_(None),
        sa.or_(
            _i.status == _word(ItemStatus.COMPLETED),
            sa.and_(_open, _i.batch_id == bindparam("batch_id", type_=schema.ID)),
        ),
    )
    .order_by(_i.finished.desc(), _i.id)
)
_GIVE = Query(
    sa.update(schema.app_items)
    .where(_i.id == bindparam("key"))
    .values(
        {
            name: bindparam(f"new_{name}", type_=_i[name].type)
            for name in (
                "status",
                "origin_id",
                "task_id",
                "started",
                "finished",
                "output_data",
                "confidence",
            )
        }
    )
)
_SETTLE = {
    name: bindparam(f"new_{name}", type_=_i[name].type)
    for name in ("status", "finished", "output_data", "confidence", "errors")
}
_SETTLE_ITEM = Query(sa.update(schema.app_items).where(_i.id == bindparam("key")).values(_SETTLE))
_SETTLE_COPIES = Query(
    sa.update(schema.app_items).where(_i.origin_id == bindparam("key"), _open).values(_SETTLE)
)
_ANSWERED_ITEM = Query(
    sa.update(schema.app_items)
    .where(
        sa.or_(_i.id == bindparam("key"), _i.origin_id == bindparam("key")), _i.status == _word("PROCESSING")
    )
    .values(status=ItemStatus.ANSWERED.value)
)

ITEMS = ListSpec(
    columns=_LISTED,
    fields={
        "id": Field(_i.id, Kind.TEXT_ID, ranges=True, sort=True),
        "created": Field(_i.created, Kind.TIME, ranges=True, sort=True),
        "finished": Field(_i.finished, Kind.TIME, ranges=True, sort=True),
        "batch_id": Field(_i.batch_id, Kind.TEXT_ID, equal=True),
        "status": Field(SHOWN, Kind.ENUM, equal=True, sort=True, values=SHOWN_STATUSES),
    },
    source=_WITH_BATCH,
    default_limit=_DEFAULT_LIMIT,
    cursor=True,
)
ITEM_PROJECT = _i.app_project_id


def add_items(tx: Tx, items: Sequence[Item]) -> None:
    """Keep new items."""
    names = Item.__struct_fields__
    rows = [tuple(getattr(item, name) for name in names) for item in items]
    if rows:
        tx.bulk_tuples(schema.app_items, names, rows)


class Listed(Item, frozen=True, kw_only=True):
    """An item, what a requester sees of its status, and whether it came without a batch."""

    shown: str
    streams: int


def listed(row: Sequence[Any]) -> Listed:
    """An item of a list from its row."""
    values = dict(zip(Item.__struct_fields__, row, strict=False))
    return Listed(**values, shown=row[-2], streams=row[-1])


def get_item(tx: Tx, item_id: str) -> Listed | None:
    """An item by id."""
    row = tx.one(_ITEM, key=item_id)
    return None if row is None else listed(row)


def get_items(tx: Tx, item_ids: Sequence[str]) -> list[Listed]:
    """Items by id, in the order of ids."""
    return [listed(row) for row in tx.all(_ITEMS, keys=list(item_ids))]


def new_items(tx: Tx, batch_id: str, size: int) -> list[Item]:
    """The first of a batch's items that nobody has begun with."""
    return [Item(*row) for row in tx.all(_NEW, batch_id=batch_id, size=size)]


def waiting_items(tx: Tx, batch_id: str, after: str, size: int) -> list[Item]:
    """A batch's next items behind an id that wait for its decision, without those that are copies."""
    return [Item(*row) for row in tx.all(_WAITING, batch_id=batch_id, after=after, size=size)]


def items_of_tasks(tx: Tx, task_ids: Sequence[str]) -> list[Item]:
    """The items that these tasks ask."""
    return [Item(*row) for row in tx.all(_BY_TASK, task_ids=list(task_ids))]


def alike(tx: Tx, batch: Batch, samenesses: Sequence[str]) -> dict[str, Item]:
    """For what is asked, by hash, an item whose result serves: one done, else one of the batch under way."""
    rows = tx.all(_ALIKE, app_project_id=batch.app_project_id, batch_id=batch.id, samenesses=list(samenesses))
    found: dict[str, Item] = {}
    for item in (Item(*row) for row in rows):
        known = found.get(item.sameness)
        if known is None or (known.status != ItemStatus.COMPLETED and item.status == ItemStatus.COMPLETED):
            found[item.sameness] = item
    return found


def give(tx: Tx, items: Sequence[Item]) -> None:
    """Note with what new items were begun: a task, or another's result."""
    names = ("status", "origin_id", "task_id", "started", "finished", "output_data", "confidence")
    tx.many(
        _GIVE, [{"key": item.id, **{f"new_{name}": getattr(item, name) for name in names}} for item in items]
    )


def settle(tx: Tx, item: Item) -> int:
    """Keep an item's result, and let those who take it over have it; how many these were."""
    values = {f"new_{name}": getattr(item, name) for name in _SETTLE}
    tx.run(_SETTLE_ITEM, key=item.id, **values)
    return tx.run(_SETTLE_COPIES, key=item.id, **values)


def mark_answered(tx: Tx, item_id: str) -> int:
    """An item and those that take it over have all answers; how many did not before."""
    return tx.run(_ANSWERED_ITEM, key=item_id)


def is_over(item: Item) -> bool:
    """Whether an item has a time of its end."""
    return item.finished != NEVER
