"""Cleaning up after uploads that came to nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from talka.attachments import store
from talka.attachments.files import FileStore
from talka.kernel import clock
from talka.storage.database import Database
from talka.storage.tx import Tx

UNBOUND_LIFETIME = clock.DAY
# A record follows its file within moments, so a file that has waited this long for one waits in vain.
ORPHAN_LIFETIME = clock.HOUR
_BATCH = 500

Known = Callable[[Tx, Sequence[str]], set[str]]
"""Those of some files that somebody has a record of."""


async def sweep(database: Database, files: FileStore, records: Sequence[Known] = (store.known,)) -> int:
    """Remove files that were not handed in within a day of real time, and files that no record knows.

    Files for an assignment still ACTIVE are kept until it ends. Several sweeps may run at once. The number of
    files removed.
    """
    now = clock.real_now()
    removed = 0
    while stale := await database.write(lambda tx: store.remove_stale(tx, now - UNBOUND_LIFETIME, _BATCH)):
        for key in stale:
            await files.remove(key)
        removed += len(stale)
    await files.forget_unfinished(now - UNBOUND_LIFETIME)
    async for found in files.keys(now - ORPHAN_LIFETIME):
        for key in found.keys() - await database.read(partial(_known, records, list(found))):
            await files.remove(key)
            removed += 1
    return removed


def _known(records: Sequence[Known], keys: list[str], tx: Tx) -> set[str]:
    return set[str]().union(*(known(tx, keys) for known in records))


async def faults_of_files(database: Database, files: FileStore) -> list[str]:
    """Files that are part of answers and are missing or not whole, in words."""
    # Read before the files are listed: what is bound then was stored before.
    recorded = await database.read(store.sizes_of_bound)
    async for found in files.keys(clock.real_now() + clock.DAY):
        recorded = {key: size for key, size in recorded.items() if found.get(key) != size}
    return [f"the file of attachment {key} is missing or not whole" for key in sorted(recorded)]
