"""Stored files as rows, results by key, and how far the reading of a file came."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.assignments.model import Assignment
from talka.bulk.model import BulkFile
from talka.storage import schema
from talka.storage.query import Query, columns_of, in_list, insert
from talka.storage.tx import Tx

_f = schema.bulk_files.c
_COLUMNS = columns_of(schema.bulk_files, BulkFile)
_INSERT = insert(schema.bulk_files)
_OF_OPERATION = Query(sa.select(*_COLUMNS).where(_f.operation_id == bindparam("operation_id")))
_KNOWN = Query(sa.select(_f.id).where(in_list(_f.id, "ids")))
_EXPIRED = Query(
    sa.select(_f.id).where(_f.expires <= bindparam("now")).order_by(_f.expires).limit(bindparam("size"))
)
_REMOVE = Query(sa.delete(schema.bulk_files).where(in_list(_f.id, "ids")))

_op = schema.operations.c
_MOVE_ON = Query(
    sa.update(schema.operations)
    .where(_op.id == bindparam("key"), _op.state == bindparam("old_state"), _op.finished.is_(None))
    .values(
        state=bindparam("new_state"), details=bindparam("new_details"), progress=bindparam("new_progress")
    )
)
_chunk = schema.operation_chunks.c
_INSERT_CHUNK = insert(schema.operation_chunks)
_DROP_CHUNKS = Query(
    sa.delete(schema.operation_chunks).where(_chunk.operation_id == bindparam("operation_id"))
)

_a = schema.assignments.c
_ALWAYS = (0, 1 << 62)
_handed_in = sa.func.coalesce(_a.submitted, _a.created)
_PAGE = Query(
    sa.select(*columns_of(schema.assignments, Assignment))
    .where(
        _a.id > bindparam("after", type_=schema.ID),
        _a.id < bindparam("high", type_=schema.ID),
        in_list(_a.status, "statuses"),
        _handed_in >= bindparam("start", type_=schema.TIME),
        _handed_in < bindparam("end", type_=schema.TIME),
    )
    .order_by(_a.id)
    .limit(bindparam("size"))
)


def add(tx: Tx, file: BulkFile) -> None:
    """Keep the record of a file that is stored."""
    tx.run(_INSERT, **{name: getattr(file, name) for name in BulkFile.__struct_fields__})


def of_operation(tx: Tx, operation_id: str) -> BulkFile | None:
    """The file of an operation, if it is there yet."""
    row = tx.one(_OF_OPERATION, operation_id=operation_id)
    return None if row is None else BulkFile(*row)


def known(tx: Tx, ids: Sequence[str]) -> set[str]:
    """Those of the files that have a record."""
    return {row[0] for row in tx.all(_KNOWN, ids=list(ids))}


def remove(tx: Tx, ids: Sequence[str]) -> None:
    """Forget these files."""
    tx.run(_REMOVE, ids=list(ids))


def remove_expired(tx: Tx, size: int) -> list[str]:
    """Forget up to ``size`` files whose time is over; their ids."""
    found = [row[0] for row in tx.all(_EXPIRED, now=tx.now, size=size)]
    if found:
        remove(tx, found)
    return found


def move_on(tx: Tx, operation_id: str, old_state: str, new_state: str, details: str, progress: int) -> bool:
    """Note how far the job came; False when another run of it went on from ``old_state`` already."""
    return (
        tx.run(
            _MOVE_ON,
            key=operation_id,
            old_state=old_state,
            new_state=new_state,
            new_details=details,
            new_progress=progress,
        )
        == 1
    )


def add_chunk(tx: Tx, operation_id: str, number: int, body: str) -> None:
    """Keep a part of the work until it is done."""
    tx.run(_INSERT_CHUNK, operation_id=operation_id, chunk=number, body=body)


def drop_chunks(tx: Tx, operation_id: str) -> None:
    """Nothing of the work will be done."""
    tx.run(_DROP_CHUNKS, operation_id=operation_id)


def page(
    tx: Tx,
    after: str,
    high: str,
    statuses: Sequence[str],
    times: tuple[int | None, int | None],
    size: int,
) -> list[Assignment]:
    """Assignments in these states by id, behind ``after``, handed in (or taken) within these times."""
    start, end = (given if given is not None else usual for given, usual in zip(times, _ALWAYS, strict=True))
    rows = tx.all(_PAGE, after=after, high=high, statuses=list(statuses), start=start, end=end, size=size)
    return [Assignment(*row) for row in rows]
