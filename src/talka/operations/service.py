"""Use cases of operations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from talka.http.auth import Requester
from talka.http.lists import ListRequest, Page, fetch_page
from talka.kernel import clock
from talka.kernel.errors import (
    DoesNotExist,
    InvalidOperationType,
    OperationAlreadyExists,
    OperationLogsArchived,
)
from talka.kernel.ids import new_uuid
from talka.operations import store
from talka.operations.model import LogItem, Operation, OperationStatus, OperationType, OperationView
from talka.storage.tx import Tx

LOG_LIFETIME = 31 * clock.DAY

LogSource = Callable[[Tx, str], list[LogItem]]


def view(operation: Operation) -> OperationView:
    """The operation as the API shows it."""
    return OperationView(
        id=operation.id,
        type=operation.type,
        status=operation.status,
        submitted=clock.to_text(operation.submitted),
        progress=operation.progress,
        parameters=msgspec.Raw(operation.parameters.encode()),
        details=msgspec.Raw(operation.details.encode()),
        started=None if operation.started is None else clock.to_text(operation.started),
        finished=None if operation.finished is None else clock.to_text(operation.finished),
    )


def refuse_known(tx: Tx, operation_id: str | None) -> None:
    """Refuse an ``operation_id`` that was used before, so that a repeated request changes nothing twice.

    Raises:
        OperationAlreadyExists: it was.
    """
    if operation_id is not None and store.exists(tx, operation_id):
        raise OperationAlreadyExists(f"Operation {operation_id} already exists")


def finished(
    tx: Tx,
    requester_id: str,
    kind: OperationType,
    parameters: Mapping[str, Any],
    details: Mapping[str, Any] | None = None,
    *,
    operation_id: str | None = None,
    status: OperationStatus = OperationStatus.SUCCESS,
) -> OperationView:
    """Record an operation that was done within its request: born with its three times and progress 100."""
    operation = Operation(
        id=operation_id or new_uuid(),
        requester_id=requester_id,
        type=kind,
        status=status,
        submitted=tx.now,
        started=tx.now,
        finished=tx.now,
        progress=100,
        parameters=_json(parameters),
        details=_json(details or {}),
        state="{}",
    )
    _add(tx, operation)
    return view(operation)


def begin(
    tx: Tx,
    requester_id: str,
    kind: OperationType,
    parameters: Mapping[str, Any],
    wake: Callable[[], None],
    *,
    operation_id: str | None = None,
    details: Mapping[str, Any] | None = None,
    state: Mapping[str, Any] | None = None,
) -> OperationView:
    """Record an operation that its job will do, and wake the runner once this is durable."""
    operation = Operation(
        id=operation_id or new_uuid(),
        requester_id=requester_id,
        type=kind,
        status=OperationStatus.PENDING,
        submitted=tx.now,
        started=None,
        finished=None,
        progress=0,
        parameters=_json(parameters),
        details=_json(details or {}),
        state=_json(state or {}),
    )
    _add(tx, operation)
    tx.after_commit(wake)
    return view(operation)


def _add(tx: Tx, operation: Operation) -> None:
    if not store.add(tx, operation):  # the same request twice at once
        raise OperationAlreadyExists(f"Operation {operation.id} already exists")


def own(tx: Tx, requester: Requester, operation_id: str) -> Operation:
    """The requester's operation.

    Raises:
        DoesNotExist: there is none, or it is another's.
    """
    operation = store.get(tx, operation_id)
    if operation is None or operation.requester_id != requester.id:
        raise DoesNotExist("operation", operation_id)
    return operation


def get_operation(tx: Tx, requester: Requester, operation_id: str) -> OperationView:
    """``GET /operations/{id}``."""
    return view(own(tx, requester, operation_id))


def get_operations(tx: Tx, requester: Requester, request: ListRequest) -> Page[OperationView]:
    """``GET /operations``."""
    return fetch_page(
        tx,
        store.LIST,
        request,
        lambda rows: [view(Operation(*row)) for row in rows],
        (store.OWNER, requester.id),
        (store.IS_ASKED_FOR, 1),
    )


def get_operation_log(
    tx: Tx,
    requester: Requester,
    operation_id: str,
    sources: Mapping[str, LogSource],
    *,
    success: bool | None = None,
    limit: int = 2 * store.LOG_ITEMS,
) -> list[LogItem]:
    """``GET /operations/{id}/log``: a list, kept for a month, of batch operations only.

    ``success`` asks for the one kind of lines only, ``limit`` for the first of them.
    """
    operation = own(tx, requester, operation_id)
    source = sources.get(operation.type)
    if source is None:
        raise InvalidOperationType(f"Operations of type {operation.type} keep no log")
    if operation.finished is not None and tx.now - operation.finished > LOG_LIFETIME:
        raise OperationLogsArchived("Logs of operations are kept for a month")
    done = [] if success is False else source(tx, operation_id)
    failed = [] if success else failed_items(tx, operation_id, limit)
    return merge(done, failed)[:limit]


def failed_items(tx: Tx, operation_id: str, size: int = store.LOG_ITEMS) -> list[tuple[int, LogItem]]:
    """What was refused of a batch, as lines of its log by position."""
    return [
        (
            index,
            LogItem(kind, success=False, input=msgspec.Raw(given.encode()), output=msgspec.Raw(out.encode())),
        )
        for index, kind, given, out in store.failures(tx, operation_id, size)
    ]


def merge(done: list[LogItem], failed: Sequence[tuple[int, LogItem]]) -> list[LogItem]:
    """Successes first in their order, then failures in theirs."""
    return [*done, *(item for _, item in failed)]


def _json(value: Mapping[str, Any]) -> str:
    return msgspec.json.encode(value).decode()
