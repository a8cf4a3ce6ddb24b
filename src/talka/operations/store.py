"""Operations as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.http.lists import Field, Kind, ListSpec
from talka.operations.model import OUR_OWN, Operation, OperationStatus, OperationType
from talka.storage import schema
from talka.storage.query import Query, columns_of, insert
from talka.storage.tx import Tx

LOG_ITEMS = 100_000
"""How many lines of each kind a log tells of: as many as a request may bring objects."""

_op = schema.operations.c
_COLUMNS = columns_of(schema.operations, Operation)
_GET = Query(sa.select(*_COLUMNS).where(_op.id == bindparam("key")))
_EXISTS = Query(sa.select(sa.literal(1)).where(_op.id == bindparam("key")))
_INSERT = insert(schema.operations, ignore_conflicts=True)
_PROGRESS = Query(
    sa.update(schema.operations)
    .where(_op.id == bindparam("key"))
    .values(
        progress=bindparam("new_progress"), details=bindparam("new_details"), state=bindparam("new_state")
    )
)
_FINISH = Query(
    sa.update(schema.operations)
    .where(_op.id == bindparam("key"))
    .values(
        status=bindparam("new_status"),
        finished=bindparam("now"),
        progress=100,
        details=bindparam("new_details"),
        lease_until_real=None,
    )
)
_is_analytics = _op.type == sa.literal_column(f"'{OperationType.ANALYTICS.value}'")
_DROP_ANALYTICS = Query(
    sa.delete(schema.operations).where(
        _op.id.in_(
            sa.select(_op.id)
            .where(_is_analytics, _op.submitted < bindparam("before"))
            .limit(bindparam("size"))
        )
    )
)
_chunk = schema.operation_chunks.c
_INSERT_CHUNK = insert(schema.operation_chunks)
_CHUNK = Query(
    sa.select(_chunk.body).where(
        _chunk.operation_id == bindparam("operation_id"), _chunk.chunk == bindparam("chunk")
    )
)
_DELETE_CHUNK = Query(
    sa.delete(schema.operation_chunks).where(
        _chunk.operation_id == bindparam("operation_id"), _chunk.chunk == bindparam("chunk")
    )
)
_failure = schema.operation_failures.c
_FAILURES = Query(
    sa.select(_failure.item_index, _failure.type, _failure.input, _failure.output)
    .where(_failure.operation_id == bindparam("operation_id"))
    .order_by(_failure.item_index)
    .limit(bindparam("size"))
)

LIST = ListSpec(
    columns=tuple(_COLUMNS),
    fields={
        "id": Field(_op.id, Kind.TEXT_ID, ranges=True, sort=True),
        "submitted": Field(_op.submitted, Kind.TIME, ranges=True, sort=True),
        "finished": Field(_op.finished, Kind.TIME, ranges=True, sort=True),
        "type": Field(
            _op.type,
            Kind.ENUM,
            equal=True,
            many=True,
            values=tuple(kind for kind in OperationType if kind not in OUR_OWN),
        ),
        "status": Field(_op.status, Kind.ENUM, equal=True, many=True, values=tuple(OperationStatus)),
    },
)
OWNER = _op.requester_id
IS_ASKED_FOR = sa.case((_op.type.in_([kind.value for kind in OUR_OWN]), 0), else_=1)
"""1 for what a requester's call began, 0 for what a rule did."""


def get(tx: Tx, operation_id: str) -> Operation | None:
    """The operation, whoever's it is."""
    row = tx.one(_GET, key=operation_id)
    return None if row is None else Operation(*row)


def exists(tx: Tx, operation_id: str) -> bool:
    """Whether the id was used before, by anyone."""
    return tx.one(_EXISTS, key=operation_id) is not None


def add(tx: Tx, operation: Operation) -> bool:
    """Keep a new operation; False when another has its id, be it since a moment ago."""
    row = {name: getattr(operation, name) for name in Operation.__struct_fields__}
    return tx.run(_INSERT, **row, lease_until_real=None, lease_owner=None) == 1


def save_progress(tx: Tx, operation_id: str, progress: int, details: str, state: str) -> None:
    """How far the job came; written with what it did."""
    tx.run(_PROGRESS, key=operation_id, new_progress=progress, new_details=details, new_state=state)


def finish(tx: Tx, operation_id: str, status: OperationStatus, details: str) -> None:
    """The operation is over."""
    tx.run(_FINISH, key=operation_id, new_status=str(status), now=tx.now, new_details=details)


def drop_analytics(tx: Tx, before: int, size: int) -> int:
    """Remove up to ``size`` analytics operations that were asked for before then; how many there were."""
    return tx.run(_DROP_ANALYTICS, before=before, size=size)


def add_chunks(tx: Tx, operation_id: str, bodies: Sequence[str]) -> None:
    """Keep the work of a batch until its job has done it."""
    tx.many(
        _INSERT_CHUNK,
        [{"operation_id": operation_id, "chunk": i, "body": body} for i, body in enumerate(bodies)],
    )


def chunk(tx: Tx, operation_id: str, number: int) -> str | None:
    """One chunk of a batch's work."""
    body: str | None = tx.value(_CHUNK, operation_id=operation_id, chunk=number)
    return body


def drop_chunk(tx: Tx, operation_id: str, number: int) -> bool:
    """A chunk's work is done with this transaction; False when it was done before."""
    return tx.run(_DELETE_CHUNK, operation_id=operation_id, chunk=number) > 0


def add_failures(tx: Tx, operation_id: str, rows: Sequence[dict[str, Any]]) -> None:
    """Keep what was refused of a batch: item_index, type, input and output (JSON texts)."""
    tx.bulk(schema.operation_failures, [{"operation_id": operation_id, **row} for row in rows])


def failures(tx: Tx, operation_id: str, size: int = LOG_ITEMS) -> list[tuple[int, str, str, str]]:
    """What was refused of a batch, the first of it, in order: index, step type, input, output."""
    rows = tx.all(_FAILURES, operation_id=operation_id, size=size)
    return [(row[0], row[1], row[2], row[3]) for row in rows]
