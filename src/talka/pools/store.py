"""Pools and trainings as rows."""

from __future__ import annotations

from functools import lru_cache

import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.http.lists import Field, Kind, ListSpec
from talka.pools.model import Counters, Pool, PoolStatus
from talka.storage import schema
from talka.storage.query import Query, columns_of, insert
from talka.storage.tx import Tx

_p = schema.pools.c
_COLUMNS = columns_of(schema.pools, Pool)
_INSERT = insert(schema.pools)
_GET = Query(sa.select(*_COLUMNS).where(_p.id == bindparam("key")))
_LOCKED = Query(sa.select(*_COLUMNS).where(_p.id == bindparam("key")).with_for_update())
_SAVE = Query(
    sa.update(schema.pools)
    .where(_p.id == bindparam("key"))
    .values(
        {
            name: bindparam(f"new_{name}", type_=_p[name].type)
            for name in ("form", "training_id", "last_active")
        }
        | {"revision": _p.revision + 1}
    )
)
_STATUS = Query(
    sa.update(schema.pools)
    .where(_p.id == bindparam("key"))
    .values(
        {
            name: bindparam(f"new_{name}", type_=_p[name].type)
            for name in ("status", "last_close_reason", "last_started", "last_stopped", "last_active")
        }
    )
)
_LOCK = Query(
    sa.update(schema.pools)
    .where(_p.id == bindparam("key"))
    .values(locked_by=bindparam("operation_id", type_=schema.ID))
)
_PLACE = Query(
    sa.update(schema.pools)
    .where(_p.id == bindparam("key"))
    .values(
        {
            name: bindparam(f"new_{name}", type_=_p[name].type)
            for name in ("epoch", "epoch_entered", "next_rank", "last_active")
        }
    )
)
_ENTER = Query(sa.update(schema.pools).where(_p.id == bindparam("key")).values(epoch_entered=1))
_NOT_ARCHIVED_OF_PROJECT = Query(
    sa.select(_p.id)
    .where(_p.project_id == bindparam("project_id"), _p.status != PoolStatus.ARCHIVED.value)
    .order_by(_p.id)
)
_LINKED = Query(sa.select(*_COLUMNS).where(_p.training_id == bindparam("training_id")).order_by(_p.id))
_OPEN_OF_ALL = Query(sa.select(*_COLUMNS).where(_p.status == PoolStatus.OPEN.value).order_by(_p.id))

LIST = ListSpec(
    columns=tuple(_COLUMNS),
    fields={
        "id": Field(_p.id, Kind.NUMBER_ID, ranges=True, sort=True),
        "created": Field(_p.created, Kind.TIME, ranges=True, sort=True),
        "last_started": Field(_p.last_started, Kind.TIME, ranges=True, sort=True),
        "status": Field(_p.status, Kind.ENUM, equal=True, many=True, values=tuple(PoolStatus)),
        "project_id": Field(_p.project_id, Kind.NUMBER_ID, equal=True),
    },
)
OWNER = _p.requester_id
TYPE = _p.type

_c = schema.pool_counters.c
_SUMMED = [name for name in Counters.__struct_fields__ if not name.startswith("last_")]
_COUNTERS = Query(
    sa.select(
        *(sa.cast(sa.func.coalesce(sa.func.sum(_c[name]), 0), sa.BigInteger()) for name in _SUMMED),
        sa.func.max(_c.last_growth),
        sa.func.max(_c.last_rejection),
    ).where(_c.pool_id == bindparam("key"))
)
_INSERT_COUNTERS = insert(schema.pool_counters)


def add(tx: Tx, pool: Pool) -> None:
    """Keep a new pool or training, its counters at zero."""
    tx.run(_INSERT, **{name: getattr(pool, name) for name in Pool.__struct_fields__})
    zero = Counters()
    tx.run(
        _INSERT_COUNTERS,
        pool_id=pool.id,
        shard=0,
        **{name: getattr(zero, name) for name in Counters.__struct_fields__},
    )


def get(tx: Tx, pool_id: int) -> Pool | None:
    """A pool or training by id."""
    row = tx.one(_GET, key=pool_id)
    return None if row is None else Pool(*row)


def get_locked(tx: Tx, pool_id: int) -> Pool | None:
    """The same, its row locked until the transaction ends (PostgreSQL; SQLite has one writer)."""
    row = tx.one(_LOCKED, key=pool_id)
    return None if row is None else Pool(*row)


def save_form(tx: Tx, pool_id: int, form: str, training_id: int | None) -> None:
    """Replace the settings."""
    tx.run(_SAVE, key=pool_id, new_form=form, new_training_id=training_id, new_last_active=tx.now)


def save_status(
    tx: Tx, pool: Pool, status: PoolStatus, *, reason: str | None, started: int | None, stopped: int | None
) -> None:
    """Change the status and the times that go with it."""
    tx.run(
        _STATUS,
        key=pool.id,
        new_status=status.value,
        new_last_close_reason=reason,
        new_last_started=started,
        new_last_stopped=stopped,
        new_last_active=tx.now,
    )


def set_lock(tx: Tx, pool_id: int, operation_id: str | None) -> None:
    """Note which operation holds the pool, or that none does."""
    tx.run(_LOCK, key=pool_id, operation_id=operation_id)


def save_place(tx: Tx, pool_id: int, *, epoch: int, entered: bool, next_rank: int) -> None:
    """Where the next unit of the pool's queue goes."""
    tx.run(
        _PLACE,
        key=pool_id,
        new_epoch=epoch,
        new_epoch_entered=int(entered),
        new_next_rank=next_rank,
        new_last_active=tx.now,
    )


def enter_epoch(tx: Tx, pool_id: int) -> None:
    """A cursor entered the newest epoch: it takes no more units."""
    tx.run(_ENTER, key=pool_id)


def not_archived(tx: Tx, project_id: int) -> list[int]:
    """The project's pools and trainings that are not archived."""
    return [row[0] for row in tx.all(_NOT_ARCHIVED_OF_PROJECT, project_id=project_id)]


def linked_pools(tx: Tx, training_id: int) -> list[Pool]:
    """The main pools that this training opens, archived ones included."""
    return [Pool(*row) for row in tx.all(_LINKED, training_id=training_id)]


def open_pools(tx: Tx) -> list[Pool]:
    """Every open pool and training of the environment."""
    return [Pool(*row) for row in tx.all(_OPEN_OF_ALL)]


def counters(tx: Tx, pool_id: int) -> Counters:
    """The pool's counters."""
    row = tx.one(_COUNTERS, key=pool_id)
    return Counters() if row is None else Counters(*row)


@lru_cache(maxsize=500)
def _count_query(names: tuple[str, ...], times: tuple[str, ...]) -> Query:
    changes = {name: _c[name] + bindparam(f"add_{name}", type_=_c[name].type) for name in names}
    moments = {name: bindparam(f"at_{name}", type_=_c[name].type) for name in times}
    return Query(
        sa.update(schema.pool_counters)
        .where(_c.pool_id == bindparam("key"), _c.shard == 0)
        .values(changes | moments)
    )


def count(tx: Tx, pool_id: int, *, at: tuple[str, ...] = (), **changes: int) -> None:
    """Add to counters by name; the times named in ``at`` become now."""
    moved = {name: change for name, change in changes.items() if change}
    if moved or at:
        query = _count_query(tuple(moved), at)
        parameters: dict[str, object] = {f"add_{name}": change for name, change in moved.items()}
        tx.run(query, key=pool_id, **parameters, **{f"at_{name}": tx.now for name in at})
