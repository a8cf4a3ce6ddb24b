"""Pools and trainings as rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql

from talka.http.lists import Field, Kind, ListSpec
from talka.pools.model import Counters, Pool, PoolStatus
from talka.storage import schema
from talka.storage.query import Query, columns_of, in_list, insert
from talka.storage.tx import Tx

_KNOWN = "pools"
_KNOWN_LOCKED = "locked pools"
_p = schema.pools.c
_COLUMNS = columns_of(schema.pools, Pool)
_INSERT = insert(schema.pools)
_GET = Query(sa.select(*_COLUMNS).where(_p.id == bindparam("key")))
_MANY = Query(sa.select(*_COLUMNS).where(in_list(_p.id, "keys")).order_by(_p.id))
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
_OPEN_OF_PROJECT = Query(
    sa.select(*_COLUMNS)
    .where(_p.status == PoolStatus.OPEN.value, _p.project_id == bindparam("project_id"))
    .order_by(_p.id)
)

LIST = ListSpec(
    columns=tuple(_COLUMNS),
    fields={
        "id": Field(_p.id, Kind.NUMBER_ID, ranges=True, sort=True),
        "created": Field(_p.created, Kind.TIME, ranges=True, sort=True),
        "last_started": Field(_p.last_started, Kind.TIME, ranges=True, sort=True),
        "status": Field(_p.status, Kind.ENUM, equal=True, many=True, values=tuple(PoolStatus)),
        "project_id": Field(_p.project_id, Kind.NUMBER_ID, equal=True),
    },
    where=_p.managed_by.is_(None),
)
OWNER = _p.requester_id
TYPE = _p.type

_c = schema.pool_counters.c
_KNOWN_COUNTERS = "pool_counters"
_MAXIMA = tuple(name for name in Counters.__struct_fields__ if name.startswith("last_"))
_COUNTERS = Query(
    sa.select(
        *(
            sa.func.max(_c[name]) if name in _MAXIMA else sa.cast(sa.func.sum(_c[name]), sa.BigInteger())
            for name in Counters.__struct_fields__
        )
    ).where(_c.pool_id == bindparam("key"))
)
_INSERT_COUNTERS = insert(schema.pool_counters)
_DROP_COUNTERS = Query(sa.delete(schema.pool_counters).where(_c.pool_id == bindparam("key")))


def add(tx: Tx, pool: Pool) -> None:
    """Keep a new pool or training, its counters at zero."""
    tx.run(_INSERT, **{name: getattr(pool, name) for name in Pool.__struct_fields__})
    _add_counters(tx, pool.id, Counters())


def _add_counters(tx: Tx, pool_id: int, counters: Counters) -> None:
    values = {name: getattr(counters, name) for name in Counters.__struct_fields__}
    tx.run(_INSERT_COUNTERS, pool_id=pool_id, shard=0, **values)


def get(tx: Tx, pool_id: int) -> Pool | None:
    """A pool or training by id."""
    return _read(tx, pool_id, _GET, _KNOWN, keep=tx.is_steady)


def get_many(tx: Tx, pool_ids: Sequence[int]) -> list[Pool]:
    """Pools and trainings by id, in the order of ids; unknown ids are absent."""
    return [Pool(*row) for row in tx.all(_MANY, keys=list(pool_ids))]


def join(tx: Tx, pool_id: int) -> Pool | None:
    """A pool as one of the many who take, submit or upload at the same time.

    Its status and settings stand until the transaction ends. Where the next unit goes does not: that is for
    whoever locks its row (:func:`get_locked`), and the newest epoch may be another by now.
    """
    tx.share(_name(pool_id))
    return _read(tx, pool_id, _GET, _KNOWN, keep=True)


def get_alone(tx: Tx, pool_id: int) -> Pool | None:
    """A pool while nobody takes, submits or uploads: its counters are exact, and its row is locked."""
    tx.lock(_name(pool_id))
    return get_locked(tx, pool_id)


def need_alone(tx: Tx, pool_id: int) -> None:
    """Have the transaction begin anew while nobody else works in the pool, unless it did so already."""
    tx.need_alone(_name(pool_id))


def hold_alone(tx: Tx, pool_ids: Iterable[int]) -> None:
    """Have nobody else work in any of these pools. Whoever works in one already has to begin anew for it."""
    names = sorted(_name(pool_id) for pool_id in pool_ids)
    if tx.holds_any(names):
        tx.need_alone(*names)
    for name in names:
        tx.lock(name)


def get_locked(tx: Tx, pool_id: int) -> Pool | None:
    """A pool, its row locked until the transaction ends: nobody else puts units into its queue meanwhile."""
    pool = _read(tx, pool_id, _LOCKED, _KNOWN_LOCKED, keep=True)
    if pool is not None:
        tx.known[_KNOWN, pool_id] = pool
    return pool


def _name(pool_id: int) -> str:
    return f"pool {pool_id}"


def _read(tx: Tx, pool_id: int, query: Query, known_as: str, *, keep: bool) -> Pool | None:
    known: Pool | None = tx.known.get((known_as, pool_id))
    if known is not None:
        return known
    row = tx.one(query, key=pool_id)
    pool = None if row is None else Pool(*row)
    if keep and pool is not None:
        tx.known[known_as, pool_id] = pool
    return pool


def _change(tx: Tx, query: Query, pool_id: int, **values: object) -> None:
    tx.known.pop((_KNOWN, pool_id), None)
    tx.known.pop((_KNOWN_LOCKED, pool_id), None)
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


def open_of_project(tx: Tx, project_id: int) -> list[Pool]:
    """The project's open pools and trainings."""
    return [Pool(*row) for row in tx.all(_OPEN_OF_PROJECT, project_id=project_id)]


def counters(tx: Tx, pool_id: int) -> Counters:
    """The pool's counters, all shards together, as this transaction read them first and changed them."""
    known: Counters | None = tx.known.get((_KNOWN_COUNTERS, pool_id))
    return count_again(tx, pool_id) if known is None else known


def count_again(tx: Tx, pool_id: int) -> Counters:
    """The counters as they are by now, with what others have committed meanwhile."""
    row = tx.one(_COUNTERS, key=pool_id)
    together = Counters() if row is None or row[0] is None else Counters(*row)
    tx.known[_KNOWN_COUNTERS, pool_id] = together
    return together


def fold(tx: Tx, pool_id: int) -> None:
    """Keep the pool's counters in one row again, while nobody else counts (:func:`get_alone`)."""
    if tx.shard:
        together = counters(tx, pool_id)
        tx.run(_DROP_COUNTERS, key=pool_id)
        _add_counters(tx, pool_id, together)


@lru_cache(maxsize=500)
def _count_query(names: tuple[str, ...], times: tuple[str, ...]) -> Query:
    """Add to one shard's counters; a shard that nobody used yet begins with zeros."""
    first: dict[str, Any] = dict.fromkeys(Counters.__struct_fields__, sa.literal_column("0"))
    first |= dict.fromkeys(_MAXIMA, sa.null())
    first |= {name: bindparam(f"add_{name}", type_=_c[name].type) for name in names}
    first |= {name: bindparam(f"at_{name}", type_=_c[name].type) for name in times}
    key = {"pool_id": bindparam("key"), "shard": bindparam("shard", type_=schema.KIND)}
    new = postgresql.insert(schema.pool_counters).values(key | first)
    changes = {name: _c[name] + new.excluded[name] for name in names}
    moments = {name: new.excluded[name] for name in times}
    return Query(new.on_conflict_do_update(index_elements=["pool_id", "shard"], set_=changes | moments))


def count(tx: Tx, pool_id: int, *, at: tuple[str, ...] = (), **changes: int) -> None:
    """Add to counters by name; the times named in ``at`` become now."""
    moved = {name: change for name, change in changes.items() if change}
    if moved or at:
        query = _count_query(tuple(moved), at)
        parameters: dict[str, object] = {f"add_{name}": change for name, change in moved.items()}
        tx.run(query, key=pool_id, shard=tx.shard, **parameters, **{f"at_{name}": tx.now for name in at})
        known: Counters | None = tx.known.get((_KNOWN_COUNTERS, pool_id))
        if known is not None:
            sums = {name: getattr(known, name) + change for name, change in moved.items()}
            changed = msgspec.structs.replace(known, **sums, **dict.fromkeys(at, tx.now))
            tx.known[_KNOWN_COUNTERS, pool_id] = changed
