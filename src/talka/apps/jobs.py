"""The jobs behind large batches: giving their items to the pool, and deciding them as a whole.

Each works in steps of one transaction that also says how far it came: an item that was given out or decided
is neither twice, whenever the process dies.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from importlib import import_module

import msgspec

from talka.aggregation import store as aggregation
from talka.aggregation.model import AggregatedAnswer
from talka.apps import deciding, store
from talka.apps.loading import Means, go_on, load_some, settings_of
from talka.apps.model import AppProject, Batch, BatchStatus, Item
from talka.apps.progress import keep
from talka.apps.rules import UNDER_WAY, fields_of
from talka.kernel.errors import DoesNotExist
from talka.operations import store as operations
from talka.operations.model import Operation, OperationStatus
from talka.storage.database import Database
from talka.storage.tx import Tx

CHUNK = 500
READ = 500


async def run_load(means: Means, operation_id: str, database: Database) -> None:
    """Give every new item of a batch to its pool, and have workers begin."""
    try:
        while await database.write(lambda tx: _load(tx, means, operation_id)):
            pass
    except Exception:
        await database.write(lambda tx: _give_up(tx, operation_id))
        raise


def _load(tx: Tx, means: Means, operation_id: str) -> bool:
    """One part; whether there may be more."""
    found = _under_way(tx, operation_id)
    if found is None:
        return False
    project, batch = found
    loaded = load_some(tx, project, batch, CHUNK)
    if loaded.items > loaded.loaded:
        store.save_batch(tx, loaded)
        operations.save_progress(tx, operation_id, 99 * loaded.loaded // loaded.items, "{}", "{}")
        return True
    gone = go_on(tx, means, msgspec.structs.replace(loaded, operation_id=None))
    keep(tx, gone, batch)
    operations.finish(tx, operation_id, OperationStatus.SUCCESS, "{}")
    return False


async def run_decide(operation_id: str, database: Database) -> None:
    """Decide a batch by what Dawid and Skene's model makes of all of its answers."""
    try:
        found = await database.read(lambda tx: _batch_of(tx, operation_id))
        if found is None:
            await database.write(lambda tx: _under_way(tx, operation_id))
            return
        project, batch = found
        decided = await _decided(database, project, batch)
        after: str | None = ""
        while after is not None:
            items = await database.read(
                lambda tx, after=after: store.waiting_items(tx, batch.id, after, CHUNK)  # type: ignore[misc]
            )
            after = await database.write(
                lambda tx, items=items: _settle(tx, operation_id, items, decided)  # type: ignore[misc]
            )
    except Exception:
        await database.write(lambda tx: _give_up(tx, operation_id))
        raise


async def _decided(database: Database, project: AppProject, batch: Batch) -> dict[str, AggregatedAnswer]:
    """The model's answers by task."""
    votes = import_module("talka.aggregation.votes").Votes(fields_of(settings_of(project)))
    pool_id, last = batch.pool_id, ""
    while pool_id is not None:
        found = await database.read(
            lambda tx, last=last: aggregation.accepted(tx, pool_id, last, READ)  # type: ignore[misc]
        )
        for one in found:
            votes.add(one.worker_id, one.answers())
        if len(found) < READ:
            break
        last = found[-1].id
    by_dawid_skene = import_module("talka.aggregation.decided").by_dawid_skene
    decided = await asyncio.to_thread(by_dawid_skene, votes)
    numbers = range(len(votes.task_ids()))
    return dict(await asyncio.to_thread(decided.answers, list(numbers)))


def _settle(
    tx: Tx, operation_id: str, items: Sequence[Item], decided: dict[str, AggregatedAnswer]
) -> str | None:
    """Keep what some items came to; the last of them, or None when these were all."""
    found = _under_way(tx, operation_id)
    if found is None:
        return None
    project, before = found
    settings = settings_of(project)
    batch = before
    for item in items:
        batch = deciding.settle(tx, batch, settings, item, decided.get(item.task_id or ""))
    if len(items) == CHUNK:
        store.save_batch(tx, batch)
        return items[-1].id
    keep(tx, msgspec.structs.replace(batch, operation_id=None), before)
    operations.finish(tx, operation_id, OperationStatus.SUCCESS, "{}")
    return None


def _under_way(tx: Tx, operation_id: str) -> tuple[AppProject, Batch] | None:
    """The operation's app project and batch, locked; None, and it ends, where it has no more to do."""
    found = _batch_of(tx, operation_id, lock=True)
    if found is not None and found[1].status in UNDER_WAY:
        return found
    if found is not None:
        store.save_batch(tx, msgspec.structs.replace(found[1], operation_id=None))
    operation = operations.get(tx, operation_id)
    if operation is not None and operation.finished is None:
        operations.finish(tx, operation_id, OperationStatus.SUCCESS, "{}")
    return None


def _batch_of(tx: Tx, operation_id: str, *, lock: bool = False) -> tuple[AppProject, Batch] | None:
    operation: Operation | None = operations.get(tx, operation_id)
    if operation is None or operation.finished is not None:
        return None
    parameters = msgspec.json.decode(operation.parameters)
    batch = store.get_batch(tx, parameters["batch_id"], lock=lock)
    if batch is None or batch.operation_id != operation_id:
        return None
    project = store.get_project(tx, batch.app_project_id)
    if project is None:
        raise DoesNotExist("app project", batch.app_project_id)
    return project, batch


def _give_up(tx: Tx, operation_id: str) -> None:
    """Something is wrong with the platform itself, and the log says what."""
    found = _batch_of(tx, operation_id, lock=True)
    if found is not None:
        batch = msgspec.structs.replace(found[1], status=BatchStatus.ERROR.value, operation_id=None)
        keep(tx, batch, found[1])
