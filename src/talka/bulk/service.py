"""Use cases of whole files."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from talka.bulk import store
from talka.bulk.exporting import Export, Style
from talka.bulk.importing import Reading
from talka.bulk.model import BulkFile, FileFormat
from talka.bulk.results import Results, Wish
from talka.http.auth import Requester
from talka.kernel.errors import (
    DoesNotExist,
    InappropriateStatus,
    PoolInappropriateStatus,
    ResultsExpired,
    ValidationFailed,
)
from talka.operations import service as operations
from talka.operations.batch import Options
from talka.operations.model import OperationStatus, OperationType, OperationView
from talka.pools import service as pools
from talka.pools.config import config_of
from talka.pools.model import PoolStatus
from talka.storage.tx import Tx
from talka.task_suites.service import SUITES
from talka.tasks.batch import PoolKind
from talka.tasks.service import TASKS

Wake = Callable[[], None]


class ImportWish(msgspec.Struct, frozen=True):
    """What is asked of a file of tasks; its format is None where its name has to tell it."""

    format: FileFormat | None
    options: Options
    tasks_per_suite: int | None


def require_importable(tx: Tx, requester: Requester, pool_id: str, wish: ImportWish) -> OperationType:
    """Refuse a file before it is received, where it could come to nothing; else the operation's type.

    Raises:
        DoesNotExist: there is no such pool, or it is another's.
        OperationAlreadyExists: the operation was begun before.
        PoolInappropriateStatus: the pool is archived.
        ValidationFailed: the pool mixes its tasks into suites by itself.
    """
    operations.refuse_known(tx, wish.options.operation_id)
    pool = pools.own_any(tx, requester, pool_id)
    if pool.status == PoolStatus.ARCHIVED:
        raise PoolInappropriateStatus(
            f"Pool {pool.id} is archived", [PoolStatus.OPEN.value, PoolStatus.CLOSED.value]
        )
    if config_of(pool).mixer is None:
        return SUITES.operation
    if wish.tasks_per_suite is not None:
        words = "The pool has a mixer_config, which says how many tasks are on a page"
        raise ValidationFailed.of("tasks_per_suite", "VALUE_NOT_ALLOWED", words)
    return TASKS.operation


def begin_import(
    tx: Tx,
    requester: Requester,
    pool_id: str,
    wish: ImportWish,
    form: FileFormat,
    file: BulkFile,
    wake: Wake,
) -> OperationView:
    """A file of tasks has arrived: leave it to an operation."""
    kind = require_importable(tx, requester, pool_id, wish)
    reading = Reading(file.id, file.size, form, pool_id, wish.tasks_per_suite)
    parameters = {
        **{name: getattr(wish.options, name) for name in PoolKind.flags},
        "pool_id": pool_id,
        "format": form,
    }
    if wish.tasks_per_suite is not None:
        parameters["tasks_per_suite"] = wish.tasks_per_suite
    store.add(tx, file)
    return operations.begin(
        tx,
        requester.id,
        kind,
        parameters,
        wake,
        operation_id=file.operation_id,
        state=msgspec.to_builtins(reading),
    )


def begin_export(
    tx: Tx,
    requester: Requester,
    pool_id: str,
    wish: Wish,
    style: Style,
    operation_id: str | None,
    wake: Wake,
) -> OperationView:
    """Have an operation write results into a file.

    Raises:
        DoesNotExist: there is no such pool, or it is another's.
        OperationAlreadyExists: the operation was begun before.
    """
    operations.refuse_known(tx, operation_id)
    Results(tx, requester, pool_id, wish)
    parameters = {
        "pool_id": pool_id,
        "format": style.format,
        "status": wish.statuses,
        "exclude_banned": wish.exclude_banned,
    }
    return operations.begin(
        tx,
        requester.id,
        OperationType.POOL_EXPORT,
        parameters,
        wake,
        operation_id=operation_id,
        state=msgspec.to_builtins(Export(pool_id, wish, style)),
    )


def exported_file(tx: Tx, requester: Requester, operation_id: str) -> BulkFile:
    """The file of results that an operation wrote.

    Raises:
        DoesNotExist: there is no such operation, it is another's, or it writes no file.
        InappropriateStatus: it is not done, or failed.
        ResultsExpired: its file waited for a day, and is gone.
    """
    operation = operations.own(tx, requester, operation_id)
    if operation.type != OperationType.POOL_EXPORT:
        raise DoesNotExist("file of an operation", operation_id)
    if operation.status != OperationStatus.SUCCESS:
        raise InappropriateStatus(f"The operation is {operation.status}", [OperationStatus.SUCCESS.value])
    file = store.of_operation(tx, operation_id)
    if file is None or file.expires is None or file.expires <= tx.now:
        raise ResultsExpired("Files of results are kept for a day")
    return file
