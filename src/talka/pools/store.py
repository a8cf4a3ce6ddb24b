"""Pools and trainings as rows."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.http.lists import Field, Kind, ListSpec
from talka.pools.model import Counters, Pool, PoolStatus
from talka.storage import schema
from talka.storage.query import Query, columns_of, insert
from talka.storage.tx import Tx

_KNOWN = "pools"
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
_KNOWN_COUNTERS = "pool_counters"
_COUNTERS = Query(
    sa.select(*columns_of(schema.pool_counters, Counters)).where(_c.pool_id == bindparam("key"))
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
    return _read(tx, pool_id, _GET, keep=tx.is_steady)


def get_locked(tx: Tx, pool_id: int) -> Pool | None:
    """The same, its row locked until the transaction ends (PostgreSQL; SQLite has one writer)."""
    return _read(tx, pool_id, _LOCKED, keep=True)


def _read(tx: Tx, pool_id: int, query: Query, *, keep: bool) -> Pool | None:
    known: Pool | None = tx.known.get((_KNOWN, pool_id))
    if known is not None:
        return known
    row = tx.one(query, key=pool_id)
    pool = None if row is None else Pool(*row)
    if keep and pool is not None:
        tx.known[_KNOWN, pool_id] = pool
    return pool


def _change(tx: Tx, query: Query, pool_id: int, **values: object) -> None:
    tx.known.pop((_KNOWN, pool_id), None)
    tx.run(query, key=pool_id, **values)


def save_form(tx: Tx, pool_id: int, form: str, training_id: int | None) -> None:
    """Replace the settings."""
    _change(tx, _SAVE, pool_id, new_form=form, new_training_id=training_id, new_last_active=tx.now)


def save_status(
    tx: Tx, pool: Pool, status: PoolStatus, *, reason: str | None, started: int | None, stopped: int | None
) -> None:
    """Change the status and the times that go with it."""
    _change(
        tx,
        _STATUS,
        pool.id,
        new_status=status.value,
        new_last_close_reason=reason,
        new_last_started=started,
        new_last_stopped=stopped,
        new_last_active=tx.now,
    )


def set_lock(tx: Tx, pool_id: int, operation_id: str | None) -> None:
    """Note which operation holds the pool, or that none does."""
    _change(tx, _LOCK, pool_id, operation_id=operation_id)


def save_place(tx: Tx, pool_id: int, *, epoch: int, entered: bool, next_rank: int) -> None:
    """Where the next unit of the pool's queue goes."""
    _change(
        tx,
        _PLACE,
        pool_id,
        new_epoch=epoch,
        new_epoch_entered=int(entered),
        new_next_rank=next_rank,
        new_last_active=tx.now,
    )


def enter_epoch(tx: Tx, pool_id: int) -> None:
    """A cursor entered the newest epoch: it takes no more units."""
    known: Pool | None = tx.known.get((_KNOWN, pool_id))
    if known is None or not known.epoch_entered:
        _change(tx, _ENTER, pool_id)


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
    """The pool's counters, all shards together."""
    known: Counters | None = tx.known.get((_KNOWN_COUNTERS, pool_id))
    if known is not None:
        return known
    shards = [Counters(*row) for row in tx.all(_COUNTERS, key=pool_id)]
    together = shards[0] if len(shards) == 1 else _together(shards)
    if tx.is_steady:
        tx.known[_KNOWN_COUNTERS, pool_id] = together
    return together


def _together(shards: Sequence[Counters]) -> Counters:
    """The sums, and of moments the last."""
    values: dict[str, Any] = {}
    for name in Counters.__struct_fields__:
        found = [getattr(shard, name) for shard in shards if getattr(shard, name) is not None]
        if name.startswith("last_"):
            values[name] = max(found, default=None)
        else:
            values[name] = sum(found)
    return Counters(**values)


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
        known: Counters | None = tx.known.get((_KNOWN_COUNTERS, pool_id))
        if known is not None:
            sums = {name: getattr(known, name) + change for name, change in moved.items()}
            changed = msgspec.structs.replace(known, **sums, **dict.fromkeys(at, tx.now))
            tx.known[_KNOWN_COUNTERS, pool_id] = changed
