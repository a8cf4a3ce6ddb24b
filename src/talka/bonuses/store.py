"""Bonuses as rows."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.bonuses.model import Bonus
from talka.http.lists import Field, Kind, ListSpec
from talka.storage import schema
from talka.storage.query import Query, columns_of, in_list
from talka.storage.tx import Tx

_b = schema.user_bonuses.c
_COLUMNS = columns_of(schema.user_bonuses, Bonus)
_GET = Query(sa.select(*_COLUMNS).where(_b.id == bindparam("key")))
_MANY = Query(sa.select(*_COLUMNS).where(in_list(_b.id, "keys")))
_CREATED = Query(
    sa.select(_b.id, _b.body).where(_b.operation_id == bindparam("operation_id")).order_by(_b.item_index)
)
_TOTAL = Query(
    sa.select(sa.cast(sa.func.coalesce(sa.func.sum(_b.amount), 0), sa.BigInteger())).where(
        _b.assignment_id == bindparam("assignment_id")
    )
)
_OF_USER = Query(
    sa.select(*_COLUMNS)
    .where(
        _b.user_id == bindparam("user_id"),
        sa.tuple_(_b.created, _b.id)
        < sa.tuple_(
            bindparam("before_created", type_=schema.TIME), bindparam("before_id", type_=schema.NUMBER)
        ),
    )
    .order_by(_b.created.desc(), _b.id.desc())
    .limit(bindparam("size"))
)

LIST = ListSpec(
    columns=tuple(_COLUMNS),
    fields={
        "id": Field(_b.id, Kind.NUMBER_ID, ranges=True, sort=True),
        "created": Field(_b.created, Kind.TIME, ranges=True, sort=True),
        "user_id": Field(_b.user_id, Kind.TEXT_ID, equal=True),
        "assignment_id": Field(_b.assignment_id, Kind.TEXT_ID, equal=True),
        "private_comment": Field(_b.private_comment, Kind.TEXT, equal=True),
    },
)
OWNER = _b.requester_id


def add(tx: Tx, rows: Sequence[dict[str, object]]) -> None:
    """Keep new bonuses: rows of every column."""
    tx.bulk(schema.user_bonuses, rows)


def get(tx: Tx, bonus_id: int) -> Bonus | None:
    """A bonus by id."""
    row = tx.one(_GET, key=bonus_id)
    return None if row is None else Bonus(*row)


def get_many(tx: Tx, bonus_ids: Sequence[int]) -> dict[int, Bonus]:
    """Bonuses by id."""
    return {row[0]: Bonus(*row) for row in tx.all(_MANY, keys=list(bonus_ids))}


def created_by(tx: Tx, operation_id: str) -> list[tuple[str, str]]:
    """Ids and bodies of the bonuses that a batch issued, in the order they were sent."""
    return [(str(row[0]), row[1]) for row in tx.all(_CREATED, operation_id=operation_id)]


def total_of(tx: Tx, assignment_id: str) -> int:
    """What was paid in bonuses for an assignment, in micro-units."""
    return int(tx.value(_TOTAL, assignment_id=assignment_id))


def of_user(tx: Tx, user_id: str, before: tuple[int, int], size: int) -> list[Bonus]:
    """A worker's bonuses from before that time and id, newest first."""
    rows = tx.all(_OF_USER, user_id=user_id, before_created=before[0], before_id=before[1], size=size)
    return [Bonus(*row) for row in rows]
