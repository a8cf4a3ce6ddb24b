"""Cleaning up after uploads whose time is over."""

from __future__ import annotations

from talka.attachments.files import FileStore
from talka.kernel import clock
from talka.storage.database import Database
from talka.storage.tx import Tx
from talka.uploads import store

_BATCH = 100


async def sweep_uploads(database: Database, files: FileStore) -> int:
    """Forget uploads a day after they began, and remove what had arrived of those that were not finished.

    Several sweeps may run at once. The number of uploads forgotten.
    """
    forgotten = 0
    while True:
        ids, pieces = await database.write(_forget)
        for key in pieces:
            await files.remove(key)
        forgotten += len(ids)
        if len(ids) < _BATCH:
            return forgotten


def _forget(tx: Tx) -> tuple[list[str], list[str]]:
    ids = store.expired(tx, clock.real_now(), _BATCH)
    return ids, store.remove(tx, ids)
