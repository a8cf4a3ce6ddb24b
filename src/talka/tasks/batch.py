"""Creating many objects at once: sync or as an operation, whole or without the invalid ones.

Everything is checked before the writer is entered. A batch that fits is created within its request; a larger
one is kept as chunks and created by its operation's job, chunk by chunk, each chunk once.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping, Sequence
from contextlib import aclosing
from functools import partial
from typing import Any, Generic, TypeVar

import msgspec
from litestar import Response

from talka.http.auth import Requester
from talka.http.call import Call
from talka.http.environment import Platform
from talka.http.forms import decode
from talka.http.openapi import QueryParameter
from talka.http.parameters import Parameters
from talka.kernel.errors import (
    AssignmentsCount,
    BadRequest,
    Conflict,
    EntityTooLarge,
    FieldError,
    FieldErrors,
    MixerConfigRequired,
    NotEnoughBalance,
    OperationAlreadyExists,
    PoolInappropriateStatus,
    PoolTasksCountExceeded,
    PoolTaskSuitesCountExceeded,
    PoolTaskType,
    TalkaError,
    ValidationFailed,
)
from talka.kernel.ids import new_uuid, parse_number
from talka.operations import service as operations
from talka.operations import store as operation_store
from talka.operations.model import LogItem, OperationStatus, OperationType
from talka.pools import lifecycle
from talka.pools import store as pools
from talka.pools.config import PoolConfig, config_of
from talka.pools.model import Pool, PoolStatus
from talka.projects import service as projects
from talka.projects import store as project_store
from talka.projects.service import Specs
from talka.storage.database import Database
from talka.storage.tx import Tx

F = TypeVar("F")
P = TypeVar("P")
R = TypeVar("R")

CHUNK = 2_000
INLINE = 200


OPEN_POOL = QueryParameter("open_pool", bool, "Open the pool afterwards, if it is closed.")
BATCH_QUERY = (
    QueryParameter("async_mode", bool, "Answer at once with an operation that does the work."),
    QueryParameter("operation_id", uuid.UUID, "The operation's id; a repeated one changes nothing twice."),
    QueryParameter("skip_invalid_items", bool, "Create the valid objects, and tell of the others."),
    QueryParameter("allow_defaults", bool, "Take a missing overlap from the pool's defaults."),
    OPEN_POOL,
)
BATCH_ERRORS = (
    OperationAlreadyExists,
    PoolInappropriateStatus,
    MixerConfigRequired,
    PoolTasksCountExceeded,
    PoolTaskSuitesCountExceeded,
    PoolTaskType,
)
OVERLAP_ERRORS = (
    AssignmentsCount,
    PoolInappropriateStatus,
    NotEnoughBalance,
    Conflict,
)


class Options(msgspec.Struct, frozen=True):
    """The query parameters of a batch."""

    async_mode: bool = False
    skip_invalid_items: bool = False
    allow_defaults: bool = False
    open_pool: bool = False
    operation_id: str | None = None


class Context(msgspec.Struct, frozen=True):
    """What an item is checked against: its pool, the pool's settings and its project's fields.

    ``merges_twins``: the project wants tasks that ask the same to be found.
    """

    pool: Pool
    config: PoolConfig
    specs: Specs
    merges_twins: bool = False


class Prepared(msgspec.Struct, Generic[P], frozen=True, array_like=True):
    """A valid item, ready to be created in its pool: now, or by a job that finds it as JSON."""

    index: int
    pool_id: int
    raw: str
    value: P


class Refused(msgspec.Struct, frozen=True):
    """An item that was refused, as sent, and why."""

    index: int
    raw: str
    errors: dict[str, FieldError]


class Kind(Generic[F, P]):
    """What tasks and suites do differently in a batch."""

    def __init__(
        self,
        *,
        form: type[F],
        operation: OperationType,
        noun: str,
        pool_id: Callable[[F], str],
        check: Callable[[F, Context, Options, FieldErrors], P],
        prepared: type[P],
        admit: Callable[[Pool, PoolConfig], None],
        insert: Callable[[Tx, Context, Sequence[Prepared[P]], str | None], list[str]],
        views: Callable[[Tx, Sequence[str]], list[Any]],
        created: Callable[[Tx, str], list[tuple[str, str]]],
    ) -> None:
        self.form = form
        self.operation = operation
        self.noun = noun
        self.pool_id = pool_id
        self.check = check
        chunk: Any = list[Prepared[prepared]]  # type: ignore[valid-type]
        self.chunk: msgspec.json.Decoder[list[Prepared[P]]] = msgspec.json.Decoder(chunk)
        self.admit = admit
        self.insert = insert
        self.views = views
        self.created = created

    def log(self, tx: Tx, operation_id: str) -> list[LogItem]:
        """The successes of a batch's log: what was sent, to the letter, and the new id."""
        key = f"{self.noun}_id"
        return [
            LogItem(
                f"{self.noun.upper()}_CREATE",
                success=True,
                input=msgspec.Raw(body.encode()),
                output={key: created_id},
            )
            for created_id, body in self.created(tx, operation_id)
        ]


class BatchAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """The answer to an array sent synchronously: created objects and refusals by position."""

    items: dict[str, Any]
    validation_errors: dict[str, dict[str, FieldError]] | None = None


def read_options(parameters: Parameters) -> Options:
    """The query parameters of a batch."""
    options = Options(
        async_mode=parameters.flag("async_mode"),
        skip_invalid_items=parameters.flag("skip_invalid_items"),
        allow_defaults=parameters.flag("allow_defaults"),
        open_pool=parameters.flag("open_pool"),
        operation_id=parameters.uuid("operation_id"),
    )
    parameters.done()
    return options


async def create_batch(request: Call, kind: Kind[F, P]) -> Response[Any]:
    """``POST /tasks`` and ``POST /task-suites``."""
    request.require_requester_token()
    options = read_options(request.parameters)
    raws, single = _split(await request.raw_body())
    _refuse_too_many(request, options, len(raws))
    forms, refused = await _in_thread_if_many(len(raws), _decode_all, kind, raws)
    wanted = {kind.pool_id(form) for _, form in forms}

    def load(tx: Tx, requester: Requester) -> dict[str, Context]:
        operations.refuse_known(tx, options.operation_id)
        return contexts_of(tx, requester, kind, wanted)

    contexts = await request.read(load)
    prepared, more = await _in_thread_if_many(len(raws), check_all, kind, forms, raws, contexts, options)
    refused = sorted([*refused, *more], key=lambda item: item.index)
    batch = _Batch(kind, options, prepared, refused, single, len(raws))
    if refused and (not options.skip_invalid_items or not prepared):
        return await batch.refuse(request)
    if options.async_mode and len(prepared) > request.environment.platform.limits.items_in_request:
        return await batch.begin(request)
    return await batch.create(request)


class _Batch(Generic[F, P]):
    """One checked batch on its way into the database."""

    def __init__(
        self,
        kind: Kind[F, P],
        options: Options,
        prepared: list[Prepared[P]],
        refused: list[Refused],
        single: bool,  # noqa: FBT001  private, called right above
        total: int,
    ) -> None:
        self.kind = kind
        self.options = options
        self.prepared = prepared
        self.refused = refused
        self.single = single
        self.total = total

    async def refuse(self, request: Call) -> Response[Any]:
        """Create nothing: 400, or an operation that failed."""
        if self.options.async_mode:
            operation_id = self.options.operation_id or new_uuid()

            def fail(tx: Tx, requester: Requester) -> Any:
                operations.refuse_known(tx, operation_id)
                self._keep_refused(tx, operation_id)
                return operations.finished(
                    tx,
                    requester.id,
                    self.kind.operation,
                    self._parameters(),
                    self._counts(0),
                    operation_id=operation_id,
                    status=OperationStatus.FAIL,
                )

            return Response(await request.write(fail), status_code=202)
        if self.single:
            raise ValidationFailed(self.refused[0].errors)
        by_index: Any = {str(item.index): item.errors for item in self.refused}
        raise ValidationFailed(by_index)

    async def create(self, request: Call) -> Response[Any]:
        """Create everything valid within this request."""
        platform = request.environment.platform
        # A caller who names the operation wants it done once, whether they wait for it or not.
        operation_id = self.options.operation_id or (new_uuid() if self.options.async_mode else None)

        def run(tx: Tx, requester: Requester) -> Any:
            operations.refuse_known(tx, self.options.operation_id)
            ids = insert_all(tx, requester.id, self.kind, self.prepared, operation_id)
            if self.options.open_pool:
                pool_ids = sorted({item.pool_id for item in self.prepared})
                _open_pools(tx, requester.id, pool_ids, platform, operation_id, self.total)
            if operation_id is not None:
                self._keep_refused(tx, operation_id)
                operation = operations.finished(
                    tx,
                    requester.id,
                    self.kind.operation,
                    self._parameters(),
                    self._counts(len(ids)),
                    operation_id=operation_id,
                )
                if self.options.async_mode:
                    return operation
            return self.kind.views(tx, ids)

        answer = await request.write(run)
        if self.options.async_mode:
            return Response(answer, status_code=202)
        return Response(self._sync_answer(answer), status_code=201)

    async def begin(self, request: Call) -> Response[Any]:
        """Keep a large batch as chunks, and let its operation create it."""
        operation_id = self.options.operation_id or new_uuid()
        wake = request.environment.wake
        chunks = [
            msgspec.json.encode(self.prepared[i : i + CHUNK]).decode()
            for i in range(0, len(self.prepared), CHUNK)
        ]

        def run(tx: Tx, requester: Requester) -> Any:
            operations.refuse_known(tx, operation_id)
            operation_store.add_chunks(tx, operation_id, chunks)
            self._keep_refused(tx, operation_id)
            return operations.begin(
                tx,
                requester.id,
                self.kind.operation,
                self._parameters(),
                wake,
                operation_id=operation_id,
                details=self._counts(0),
                state={
                    "next": 0,
                    "chunks": len(chunks),
                    "pools": sorted({item.pool_id for item in self.prepared}),
                },
            )

        return Response(await request.write(run), status_code=202)

    def _sync_answer(self, views: list[Any]) -> Any:
        if self.single:
            return views[0]
        items = {str(item.index): view for item, view in zip(self.prepared, views, strict=True)}
        errors = {str(item.index): item.errors for item in self.refused} or None
        return BatchAnswer(items, errors)

    def _keep_refused(self, tx: Tx, operation_id: str) -> None:
        operation_store.add_failures(
            tx,
            operation_id,
            [
                {
                    "item_index": item.index,
                    "type": f"{self.kind.noun.upper()}_VALIDATE",
                    "input": item.raw,
                    "output": msgspec.json.encode(item.errors).decode(),
                }
                for item in self.refused
            ],
        )

    def _parameters(self) -> Mapping[str, Any]:
        return {
            "skip_invalid_items": self.options.skip_invalid_items,
            "allow_defaults": self.options.allow_defaults,
            "open_pool": self.options.open_pool,
        }

    def _counts(self, created: int) -> Mapping[str, int]:
        return {
            "items_count": self.total,
            "total_count": self.total,
            "valid_count": len(self.prepared),
            "not_valid_count": len(self.refused),
            "success_count": created,
            "failed_count": len(self.refused),
        }


async def run_batch_operation(
    kind: Kind[F, P], platform: Platform, operation_id: str, database: Database
) -> None:
    """The job behind a large batch: create its chunks in order, each in one transaction with its progress."""
    operation = await database.read(lambda tx: operation_store.get(tx, operation_id))
    if operation is None:
        return
    options = msgspec.convert(msgspec.json.decode(operation.parameters), Options)
    state = msgspec.json.decode(operation.state)
    load = partial(_load_chunk, kind, operation_id, database)
    async with aclosing(_one_ahead(load, range(state["next"], state["chunks"]))) as chunks:
        async for number, prepared in chunks:
            last = number == state["chunks"] - 1

            def create(
                tx: Tx, number: int = number, prepared: list[Prepared[P]] = prepared, *, last: bool = last
            ) -> None:
                if not operation_store.drop_chunk(tx, operation_id, number):
                    raise _TakenOver
                insert_all(tx, operation.requester_id, kind, prepared, operation_id)
                _note_chunk(tx, operation_id, {**state, "next": number + 1}, len(prepared))
                if last:
                    _finish_batch(tx, operation_id, options, state["pools"], platform)

            try:
                await database.write(create)
            except _TakenOver:
                return


async def _one_ahead(
    load: Callable[[int], Coroutine[Any, Any, R]], numbers: range
) -> AsyncGenerator[tuple[int, R], None]:
    """What ``load`` makes of each number; the next one is begun before this one is used."""
    loading: asyncio.Task[R] | None = None
    try:
        for number in numbers:
            loaded = await (loading or asyncio.create_task(load(number)))
            loading = asyncio.create_task(load(number + 1)) if number + 1 in numbers else None
            yield number, loaded
    finally:
        if loading is not None:
            loading.cancel()


async def _load_chunk(
    kind: Kind[F, P], operation_id: str, database: Database, number: int
) -> list[Prepared[P]]:
    body = await database.read(lambda tx: operation_store.chunk(tx, operation_id, number))
    if body is None:
        return []  # done by another already, which writing it would find out
    return await asyncio.to_thread(kind.chunk.decode, body)


class _TakenOver(Exception):  # noqa: N818  private, named for what happened
    """This job's lease ran out (the machine slept), and another run of it does the work."""


def _note_chunk(tx: Tx, operation_id: str, state: Mapping[str, Any], created: int) -> None:
    operation = operation_store.get(tx, operation_id)
    if operation is None:
        raise AssertionError
    details = msgspec.json.decode(operation.details)
    details["success_count"] += created
    progress = min(99, 100 * state["next"] // state["chunks"])
    operation_store.save_progress(
        tx,
        operation_id,
        progress,
        msgspec.json.encode(details).decode(),
        msgspec.json.encode(state).decode(),
    )


def _finish_batch(
    tx: Tx, operation_id: str, options: Options, pool_ids: Sequence[int], platform: Platform
) -> None:
    operation = operation_store.get(tx, operation_id)
    if operation is None:
        raise AssertionError
    if options.open_pool:
        total = msgspec.json.decode(operation.details)["total_count"]
        _open_pools(tx, operation.requester_id, pool_ids, platform, operation_id, total)
    operation_store.finish(tx, operation_id, OperationStatus.SUCCESS, operation.details)


def _split(body: bytes) -> tuple[list[bytes], bool]:
    """The items of a body as they were sent, and whether it was a single object."""
    if not body.strip():
        raise ValidationFailed.of("", "NOT_NULL_BODY", "The request needs a body")
    try:
        value = msgspec.json.decode(body, type=msgspec.Raw)
        if not bytes(value).startswith(b"["):
            return [bytes(value)], True
        items = [bytes(item) for item in msgspec.json.decode(value, type=list[msgspec.Raw])]
    except ValueError as error:
        raise BadRequest(f"The body is not JSON: {error}") from None
    if not items:
        raise ValidationFailed.of("", "ARRAY_SIZE_LESS_THAN_MIN", "Send at least one object", [1])
    return items, False


def _refuse_too_many(request: Call, options: Options, count: int) -> None:
    limits = request.environment.platform.limits
    most = limits.items_per_batch if options.async_mode else limits.items_in_request
    if count > most:
        raise EntityTooLarge(f"At most {most} objects a request in this mode", {"limit": most})


def _decode_all(kind: Kind[F, P], raws: Sequence[bytes]) -> tuple[list[tuple[int, F]], list[Refused]]:
    forms: list[tuple[int, F]] = []
    refused: list[Refused] = []
    for index, raw in enumerate(raws):
        try:
            forms.append((index, decode(raw, kind.form)))
        except ValidationFailed as failed:
            refused.append(Refused(index, raw.decode(), failed.errors))
    return forms, refused


def contexts_of(tx: Tx, requester: Requester, kind: Kind[F, P], pool_ids: set[str]) -> dict[str, Context]:
    """What items of these pools are checked against; a pool that is not the requester's is left out."""
    contexts: dict[str, Context] = {}
    for pool_id in pool_ids:
        number = parse_number(pool_id)
        pool = None if number is None else pools.get(tx, number)
        if pool is None or pool.requester_id != requester.id:
            continue
        contexts[pool_id] = _context(tx, kind, pool)
    return contexts


def _context(tx: Tx, kind: Kind[F, P], pool: Pool) -> Context:
    if pool.status == PoolStatus.ARCHIVED:
        raise PoolInappropriateStatus(
            f"Pool {pool.id} is archived", [PoolStatus.OPEN.value, PoolStatus.CLOSED.value]
        )
    config = config_of(pool)
    kind.admit(pool, config)
    specs = projects.specs_of(tx, pool.project_id, pool.project_version_major)
    project = project_store.get(tx, pool.project_id)
    merges = project is not None and bool(project.form.assignments_automerge_enabled)
    return Context(pool, config, specs, merges_twins=merges and not config.is_training)


def check_all(
    kind: Kind[F, P],
    forms: Sequence[tuple[int, F]],
    raws: Sequence[bytes] | Mapping[int, str],
    contexts: Mapping[str, Context],
    options: Options,
) -> tuple[list[Prepared[P]], list[Refused]]:
    """Part the items into those that may be created and those that may not."""
    prepared: list[Prepared[P]] = []
    refused: list[Refused] = []
    for index, form in forms:
        raw = raws[index]
        text = raw.decode() if isinstance(raw, bytes) else raw
        context = contexts.get(kind.pool_id(form))
        errors = FieldErrors()
        if context is None:
            errors.add("pool_id", "ENTITY_DOES_NOT_EXIST", "There is no such pool of yours")
        else:
            value = kind.check(form, context, options, errors)
            if not errors:
                prepared.append(Prepared(index, context.pool.id, text, value))
                continue
        refused.append(Refused(index, text, errors.as_dict()))
    return prepared, refused


def insert_all(
    tx: Tx,
    requester_id: str,
    kind: Kind[F, P],
    prepared: Sequence[Prepared[P]],
    operation_id: str | None,
) -> list[str]:
    """Create the items, pool by pool in the order of their ids; the new ids in the order of the items."""
    ids: dict[int, str] = {}
    for pool_id in sorted({item.pool_id for item in prepared}):
        pools.join(tx, pool_id)
        pool = pools.get_locked(tx, pool_id)
        if pool is None or pool.requester_id != requester_id:
            raise AssertionError(f"pool {pool_id} vanished")
        context = _context(tx, kind, pool)
        mine = [item for item in prepared if item.pool_id == pool_id]
        created = kind.insert(tx, context, mine, operation_id)
        ids.update(zip((item.index for item in mine), created, strict=True))
        lifecycle.notice_completion(tx, pool_id)
    return [ids[item.index] for item in prepared]


def _open_pools(
    tx: Tx,
    requester_id: str,
    pool_ids: Sequence[int],
    platform: Platform,
    operation_id: str | None,
    total: int,
) -> None:
    """Open the batch's pools; one that cannot be opened does not undo the creation, and the log says why."""
    # Every pool before any money, as all do.
    locked = [pools.get_alone(tx, pool_id) for pool_id in pool_ids]
    for offset, (pool_id, pool) in enumerate(zip(pool_ids, locked, strict=True)):
        if pool is None or pool.requester_id != requester_id or pool.status == PoolStatus.OPEN:
            continue
        try:
            with tx.savepoint():
                lifecycle.open_pool(tx, pool, platform)
        except TalkaError as refusal:
            if operation_id is None:
                continue
            output = {
                "code": refusal.code,
                "message": refusal.message,
                "request_id": f"ao_{new_uuid()}",
            }
            operation_store.add_failures(
                tx,
                operation_id,
                [
                    {
                        "item_index": total + offset,
                        "type": "POOL_OPEN",
                        "input": msgspec.json.encode({"pool_id": str(pool_id)}).decode(),
                        "output": msgspec.json.encode(output).decode(),
                    }
                ],
            )


async def _in_thread_if_many(count: int, function: Callable[..., R], *args: Any) -> R:
    """Keep the event loop free while a large batch is checked."""
    if count <= INLINE:
        return function(*args)
    return await asyncio.to_thread(function, *args)
