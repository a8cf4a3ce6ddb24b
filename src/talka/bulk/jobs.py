"""Cleaning up after files that were fetched, or were never asked for again."""

from __future__ import annotations

from talka.bulk import store
from talka.bulk.files import BulkStore
from talka.kernel import clock
from talka.storage.database import Database

# A record follows its file within moments, so a file that has waited this long for one waits in vain.
ORPHAN_LIFETIME = clock.HOUR
UNFINISHED_LIFETIME = clock.DAY
_BATCH = 500


async def sweep(database: Database, bulk: BulkStore) -> int:
    """Remove files of results whose time is over, and files without a record. The number removed."""
    removed = 0
    while expired := await database.write(lambda tx: store.remove_expired(tx, _BATCH)):
        for key in expired:
            await bulk.files.remove(key)
        removed += len(expired)
    now = clock.real_now()
    await bulk.files.forget_unfinished(now - UNFINISHED_LIFETIME)
    async for found in bulk.files.keys(now - ORPHAN_LIFETIME):
        known = await database.read(lambda tx, keys=list(found): store.known(tx, keys))  # type: ignore[misc]
        for key in found.keys() - known:
            await bulk.files.remove(key)
            removed += 1
    return removed
