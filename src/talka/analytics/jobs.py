"""Forgetting figures that nobody will ask for again."""

from __future__ import annotations

from talka.kernel import clock
from talka.operations import store as operations
from talka.storage.database import Database

LIFETIME = 31 * clock.DAY
_BATCH = 1000


async def forget_old_answers(database: Database) -> int:
    """Remove analytics operations older than a month: a monitor asks for thousands a day.

    Several may do this at once. The number of operations removed.
    """
    removed = 0
    while found := await database.write(lambda tx: operations.drop_analytics(tx, tx.now - LIFETIME, _BATCH)):
        removed += found
    return removed
