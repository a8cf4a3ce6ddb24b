"""Tasks that ask the same, found by a hash of what they ask; kept for the projects that merge such tasks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.storage import schema
from talka.storage.query import Query, in_list
from talka.storage.tx import Tx
from talka.tasks.model import TaskKind

_HASH_BYTES = 8

_w = schema.twins.c
_t = schema.tasks.c
_seen = schema.seen.c
_had = (
    sa.select(sa.literal_column("1"))
    .where(_seen.worker_id == bindparam("worker_id"), _seen.unit_id == _w.task_id)
    .limit(1)
    .scalar_subquery()
)
_FIND = Query(
    sa.select(_w.task_id)
    .join(schema.tasks, _t.id == _w.task_id)
    .where(
        _w.project_id == bindparam("project_id"),
        _w.hash == bindparam("hash", type_=schema.NUMBER),
        in_list(_w.pool_id, "pool_ids"),
        _t.kind == int(TaskKind.GENERAL),
        sa.or_(_t.infinite == 1, _t.occupied < _t.overlap),
        _had.is_(None),
    )
    .limit(bindparam("size"))
)


def asked(input_values: Mapping[str, Any]) -> bytes:
    """What a task asks, as a text: another order of the fields makes another one."""
    return msgspec.json.encode(input_values)


def hash_of(input_values: Mapping[str, Any]) -> int:
    """A number that tasks which ask the same have in common, and hardly any others."""
    digest = hashlib.blake2b(asked(input_values), digest_size=_HASH_BYTES).digest()
    return int.from_bytes(digest, signed=True)


def add(tx: Tx, project_id: int, pool_id: int, hashes: Mapping[str, int]) -> None:
    """Note new tasks: id to hash."""
    tx.bulk(
        schema.twins,
        [
            {"project_id": project_id, "hash": number, "pool_id": pool_id, "task_id": task_id}
            for task_id, number in hashes.items()
        ],
    )


def find(
    tx: Tx, worker_id: str, project_id: int, number: int, pool_ids: Sequence[int], size: int
) -> list[str]:
    """General tasks of these pools with this hash that have free slots, and that the worker has not had."""
    rows = tx.all(
        _FIND, worker_id=worker_id, project_id=project_id, hash=number, pool_ids=list(pool_ids), size=size
    )
    return [row[0] for row in rows]
