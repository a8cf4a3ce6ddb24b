"""Task suites as rows."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.http.lists import Field, Kind, ListSpec
from talka.operations import store as operations
from talka.pools.points import Point
from talka.pools.queue import Lane, Unit
from talka.storage import schema
from talka.storage.query import Query, columns_of, in_list, insert
from talka.storage.tx import Tx
from talka.task_suites.model import TaskSuite
from talka.tasks.store import list_of

_s = schema.task_suites.c
COLUMNS = columns_of(schema.task_suites, TaskSuite)
_GET = Query(sa.select(*COLUMNS).where(_s.id == bindparam("key")))
_LOCKED = Query(sa.select(*COLUMNS).where(_s.id == bindparam("key")).with_for_update())
_MANY = Query(sa.select(*COLUMNS).where(in_list(_s.id, "keys")))
_INSERT = insert(schema.task_suites)
_INSERT_TASK = insert(schema.suite_tasks)
_CREATED = Query(
    sa.select(_s.id, _s.body)
    .where(_s.operation_id == bindparam("operation_id"))
    .order_by(_s.item_index)
    .limit(operations.LOG_ITEMS)
)
_ORDER = Query(
    sa.update(schema.task_suites)
    .where(_s.id == bindparam("key"))
    .values(
        issuing_order_override=bindparam("new_override"),
        level=bindparam("new_level"),
        epoch=bindparam("new_epoch", type_=schema.NUMBER),
        rank=bindparam("new_rank"),
        returned_rank=None,
    )
)

_FIELDS = {
    "id": Field(_s.id, Kind.TEXT_ID, ranges=True, sort=True),
    "created": Field(_s.created, Kind.TIME, ranges=True, sort=True),
    "overlap": Field(_s.overlap, Kind.INTEGER, equal=True, ranges=True),
    "pool_id": Field(_s.pool_id, Kind.NUMBER_ID, equal=True),
}
LIST = ListSpec(
    columns=tuple(COLUMNS),
    fields={**_FIELDS, "task_id": Field(schema.suite_tasks.c.task_id, Kind.TEXT_ID, equal=True)},
)
LIST_OF_POOL = ListSpec(columns=tuple(COLUMNS), fields=_FIELDS)
LIST_OF_TASK = ListSpec(
    columns=tuple(COLUMNS),
    fields=LIST.fields,
    source=sa.join(schema.task_suites, schema.suite_tasks, schema.suite_tasks.c.suite_id == _s.id),
)


def add(tx: Tx, rows: Sequence[dict[str, object]]) -> None:
    """Keep new suites: rows of every column."""
    tx.bulk(schema.task_suites, rows)


def add_one(tx: Tx, row: dict[str, object]) -> None:
    """Keep one new suite."""
    tx.run(_INSERT, **row)


def add_mixed(tx: Tx, pool_id: int, task_ids: Sequence[str], *, automerged: bool = False) -> str:
    """Keep a page that was mixed for one worker; its id."""
    suite_id = tx.new_pool_ids(pool_id, 1)[0]
    nothing = dict.fromkeys(column.name for column in schema.task_suites.columns)
    add_one(
        tx,
        {
            **nothing,
            "id": suite_id,
            "pool_id": pool_id,
            "created": tx.now,
            "mixed": 1,
            "overlap": 1,
            "infinite": 0,
            "occupied": 1,
            "issuing_order_override": 0.0,
            "automerged": int(automerged),
            "task_ids": msgspec.json.encode(task_ids).decode(),
        },
    )
    add_tasks(tx, suite_id, task_ids)
    return suite_id


def add_tasks(tx: Tx, suite_id: str, task_ids: Sequence[str]) -> None:
    """Note which tasks stand in a suite."""
    tx.many(_INSERT_TASK, [{"task_id": task_id, "suite_id": suite_id} for task_id in task_ids])


def add_task_pairs(tx: Tx, pairs: Sequence[tuple[str, str]]) -> None:
    """Note which tasks stand in which suites, many at once: (task, suite)."""
    tx.bulk(schema.suite_tasks, [{"task_id": task_id, "suite_id": suite_id} for task_id, suite_id in pairs])


def get(tx: Tx, suite_id: str, *, lock: bool = False) -> TaskSuite | None:
    """A suite by id; ``lock`` keeps its slots as they are until the transaction ends."""
    row = tx.one(_LOCKED if lock else _GET, key=suite_id)
    return None if row is None else TaskSuite(*row)


def get_many(tx: Tx, suite_ids: Sequence[str]) -> dict[str, TaskSuite]:
    """Suites by id; unknown ids are absent."""
    return {row[0]: TaskSuite(*row) for row in tx.all(_MANY, keys=list(suite_ids))}


def created_by(tx: Tx, operation_id: str) -> list[tuple[str, str]]:
    """Ids and bodies of the suites that a batch created, in the order they were sent, the first of many."""
    return [(row[0], row[1]) for row in tx.all(_CREATED, operation_id=operation_id)]


def save_order(tx: Tx, suite_id: str, override: float, *, level: float, epoch: int | None, rank: int) -> None:
    """Where a suite stands after its issuing order was changed."""
    tx.run(_ORDER, key=suite_id, new_override=override, new_level=level, new_epoch=epoch, new_rank=rank)


def unit_of(suite: TaskSuite) -> Unit:
    """The suite's slots and place."""
    reserved_for = list_of(suite.reserved_for)
    return Unit(
        id=suite.id,
        pool_id=suite.pool_id,
        lane=Lane.SUITE,
        overlap=None if suite.infinite else suite.overlap,
        occupied=suite.occupied,
        level=suite.level or 0.0,
        epoch=suite.epoch,
        rank=suite.rank,
        returned_rank=suite.returned_rank,
        reserved_for=reserved_for,
        point=None
        if suite.latitude is None or suite.longitude is None
        else Point(
            suite.pool_id, suite.id, suite.latitude, suite.longitude, reserved_for, suite.unavailable_for
        ),
    )


def task_ids_of(suite: TaskSuite) -> list[str]:
    """The suite's tasks, in their order on the page."""
    return msgspec.json.decode(suite.task_ids, type=list[str])
