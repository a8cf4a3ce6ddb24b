"""Does what is kept of messages agree with itself?"""

from __future__ import annotations

import sqlalchemy as sa

from talka.storage import schema
from talka.storage.query import Query
from talka.storage.tx import Tx

_MOST = 20

_t, _m, _r = schema.message_threads.c, schema.messages.c, schema.message_recipients.c


def _count(column: sa.Column[str]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).where(column == _t.id).scalar_subquery()


_RECIPIENTS = Query(sa.select(_t.id).where(_t.recipients != _count(_r.thread_id)).limit(_MOST))
_MESSAGES = Query(sa.select(_t.id).where(_t.messages != _count(_m.thread_id)).limit(_MOST))


def faults(tx: Tx) -> list[str]:
    """Where threads and what is in them differ, in words; empty when all is well."""
    return [
        *(f"thread {row[0]} has other recipients than it counts" for row in tx.all(_RECIPIENTS)),
        *(f"thread {row[0]} has other messages than it counts" for row in tx.all(_MESSAGES)),
    ]
