"""The sandbox's clock."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.kernel import clock
from talka.storage import schema
from talka.storage.query import Query
from talka.storage.tx import Tx

_SET = Query(sa.update(schema.clock_offset).values(offset_ms=bindparam("offset_ms")))


def set_clock(tx: Tx, moment: int) -> None:
    """Make ``moment`` the environment's business time; it never goes back."""
    now = clock.real_now()
    offset = moment - now
    current = tx.value(_OFFSET) or 0
    if offset > current:
        tx.run(_SET, offset_ms=offset)


_OFFSET = Query(sa.select(schema.clock_offset.c.offset_ms))
