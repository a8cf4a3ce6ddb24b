"""Tasks as rows."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.http.lists import Field, Kind, ListSpec
from talka.operations import store as operations
from talka.pools.queue import Lane, Unit
from talka.storage import schema
from talka.storage.query import Query, columns_of, in_list
from talka.storage.tx import Tx
from talka.tasks.model import Task, TaskKind

_t = schema.tasks.c
COLUMNS = columns_of(schema.tasks, Task)
UPLOADED = (
    *("id", "pool_id", "kind", "created", "overlap", "infinite", "occupied", "epoch", "rank"),
    *("reserved_for", "unavailable_for", "body", "operation_id", "item_index"),
)
"""What a new task has; the other columns tell what becomes of it."""
_LANES = {int(lane): lane for lane in Lane}
_GET = Query(sa.select(*COLUMNS).where(_t.id == bindparam("key")))
_ONE_LOCKED = Query(sa.select(*COLUMNS).where(_t.id == bindparam("key")).with_for_update())
_MANY = Query(sa.select(*COLUMNS).where(in_list(_t.id, "keys")))
_MANY_LOCKED = Query(sa.select(*COLUMNS).where(in_list(_t.id, "keys")).order_by(_t.id).with_for_update())
_MANY_KNOWN = Query(
    sa.select(*COLUMNS).where(
        in_list(_t.id, "keys"), _t.kind != sa.literal_column(str(TaskKind.GENERAL.value))
    )
)
_CREATED = Query(
    sa.select(_t.id, _t.body)
    .where(_t.operation_id == bindparam("operation_id"), _t.suite_id.is_(None))
    .order_by(_t.item_index)
    .limit(operations.LOG_ITEMS)
)
_PATCH = Query(
    sa.update(schema.tasks)
    .where(_t.id == bindparam("key"))
    .values(patch=bindparam("new_patch"), kind=bindparam("new_kind"))
)
_PLACE = Query(
    sa.update(schema.tasks)
    .where(_t.id == bindparam("key"))
    .values(
        epoch=bindparam("new_epoch", type_=schema.NUMBER),
        rank=bindparam("new_rank"),
        returned_rank=None,
        target_overlap=None,
    )
)
_CHOOSE = Query(
    sa.update(schema.tasks)
    .where(_t.id == bindparam("key"))
    .values(
        overlap=bindparam("new_overlap"),
        target_overlap=bindparam("new_target"),
        epoch=None,
        returned_rank=None,
    )
)

LIST = ListSpec(
    columns=tuple(COLUMNS),
    fields={
        "id": Field(_t.id, Kind.TEXT_ID, ranges=True, sort=True),
        "created": Field(_t.created, Kind.TIME, ranges=True, sort=True),
        "overlap": Field(_t.overlap, Kind.INTEGER, equal=True, ranges=True),
        "pool_id": Field(_t.pool_id, Kind.NUMBER_ID, equal=True),
    },
)


def add(tx: Tx, rows: Sequence[dict[str, object]]) -> None:
    """Keep new tasks: rows of every column."""
    tx.bulk(schema.tasks, rows)


def add_new(tx: Tx, rows: Sequence[tuple[object, ...]]) -> None:
    """Keep tasks just uploaded: rows of the columns ``UPLOADED``."""
    if rows:
        tx.bulk_tuples(schema.tasks, UPLOADED, rows)


def get(tx: Tx, task_id: str) -> Task | None:
    """A task by id."""
    row = tx.one(_GET, key=task_id)
    return None if row is None else Task(*row)


def get_locked(tx: Tx, task_id: str) -> Task | None:
    """The same, its row locked until the transaction ends (PostgreSQL; SQLite has one writer)."""
    row = tx.one(_ONE_LOCKED, key=task_id)
    return None if row is None else Task(*row)


def get_many(tx: Tx, task_ids: Sequence[str], *, lock: bool = False) -> dict[str, Task]:
    """Tasks by id; unknown ids are absent. ``lock`` keeps their slots as they are, in the order of ids."""
    query = _MANY_LOCKED if lock else _MANY
    return {row[0]: Task(*row) for row in tx.all(query, keys=list(task_ids))}


def get_known(tx: Tx, task_ids: Sequence[str]) -> dict[str, Task]:
    """Those of the tasks that have known solutions, by id."""
    return {row[0]: Task(*row) for row in tx.all(_MANY_KNOWN, keys=list(task_ids))}


def created_by(tx: Tx, operation_id: str) -> list[tuple[str, str]]:
    """Ids and bodies of the tasks that a batch created, in the order they were sent, the first of many."""
    return [(row[0], row[1]) for row in tx.all(_CREATED, operation_id=operation_id)]


def save_patch(tx: Tx, task_id: str, patch: str, kind: int) -> None:
    """Note what was changed of a task since its upload."""
    tx.run(_PATCH, key=task_id, new_patch=patch, new_kind=kind)


def save_place(tx: Tx, task_id: str, epoch: int | None, rank: int) -> None:
    """Where a task stands after it became one of another kind, not chosen for a check any more."""
    tx.run(_PLACE, key=task_id, new_epoch=epoch, new_rank=rank)


def choose_for_check(tx: Tx, task_id: str, target: int, overlap: int) -> None:
    """The task is to be checked by majority vote, with this overlap; it stands nowhere now."""
    tx.run(_CHOOSE, key=task_id, new_target=target, new_overlap=overlap)


def unit_of(task: Task) -> Unit:
    """The task's slots and place."""
    lane = _LANES[task.kind]
    return Unit(
        id=task.id,
        pool_id=task.pool_id,
        lane=lane if task.target_overlap is None else lane.check,
        overlap=None if task.infinite else task.overlap,
        occupied=task.occupied,
        level=0.0,
        epoch=task.epoch,
        rank=task.rank,
        returned_rank=task.returned_rank,
        reserved_for=list_of(task.reserved_for),
    )


def list_of(text: str | None) -> list[str] | None:
    """A stored list of ids."""
    return None if text is None else msgspec.json.decode(text, type=list[str])
