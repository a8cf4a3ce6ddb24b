"""Creating many objects at once: sync or as an operation, whole or without the invalid ones.

Everything is checked before the writer is entered. A batch that fits is created within its request; a larger
one is kept as chunks and created by its operation's job, chunk by chunk, each chunk once.
"""

from __future__ import annotations

import asyncio
import re
import uuid
from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping, Sequence
from contextlib import aclosing
from functools import partial
from typing import Any, Generic, TypeVar

import msgspec
from litestar import Response

from talka.http.auth import Requester
from talka.http.call import Call
from talka.http.environment import Limits, Platform
from talka.http.forms import decode, too_deep
from talka.http.openapi import QueryParameter
from talka.http.parameters import Parameters
from talka.kernel.errors import BadRequest, EntityTooLarge, FieldError, ValidationFailed
from talka.kernel.ids import new_uuid
from talka.operations import service as operations
from talka.operations import store as operation_store
from talka.operations.model import LogItem, OperationStatus, OperationType
from talka.operations.sizes import refuse_too_large
from talka.storage.database import Database
from talka.storage.tx import Tx

F = TypeVar("F")
P = TypeVar("P")
K = TypeVar("K")
R = TypeVar("R")
V = TypeVar("V")

CHUNK = 2_000
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
INLINE = 200

QUERY = (
    QueryParameter("async_mode", bool, "Answer at once with an operation that does the work."),
    QueryParameter("operation_id", uuid.UUID, "The operation's id; a repeated one changes nothing twice."),
    QueryParameter("skip_invalid_items", bool, "Create the valid objects, and tell of the others."),
)


class Options(msgspec.Struct, frozen=True):
    """The query parameters of a batch. The last two are for what goes into pools."""

    async_mode: bool = False
    operation_id: str | None = None
    skip_invalid_items: bool = False
    allow_defaults: bool = False
    open_pool: bool = False


class Prepared(msgspec.Struct, Generic[P], frozen=True, array_like=True):
    """A valid item, ready to be created: now, or by a job that finds it as JSON."""

    index: int
    raw: str
    value: P


class Refused(msgspec.Struct, frozen=True):
    """An item that was refused, as sent, and why."""

    index: int
    raw: str
    errors: dict[str, FieldError]


class Ending(msgspec.Struct, frozen=True):
    """A batch of which everything is created. ``notes`` are what its kind noted of it at the beginning."""

    requester_id: str
    operation_id: str | None
    options: Options
    notes: list[int]
    total: int


class Kind(ABC, Generic[F, P, K]):
    """What objects of one kind do differently in a batch; ``K`` is what they are checked against.

    ``flags`` are the options that may be asked for; ``step`` is what the log calls a success.
    """

    flags: tuple[str, ...] = ("skip_invalid_items",)
    step = "CREATE"

    def __init__(self, *, form: type[F], operation: OperationType, noun: str, prepared: type[P]) -> None:
        self.form = form
        self.operation = operation
        self.noun = noun
        chunk: Any = list[Prepared[prepared]]  # type: ignore[valid-type]
        self.chunk: msgspec.json.Decoder[list[Prepared[P]]] = msgspec.json.Decoder(chunk)

    def most_in_request(self, limits: Limits) -> int:
        """How many objects a request may bring whose answer tells of each."""
        return limits.items_in_request

    @abstractmethod
    def load(self, tx: Tx, requester: Requester, forms: Sequence[F], platform: Platform) -> K:
        """What these objects are checked against."""

    @abstractmethod
    def check(
        self,
        forms: Sequence[tuple[int, F]],
        raws: Sequence[bytes] | Mapping[int, str],
        known: K,
        options: Options,
    ) -> tuple[list[Prepared[P]], list[Refused]]:
        """Part the items into those that may be created and those that may not."""

    @abstractmethod
    def insert(
        self, tx: Tx, requester_id: str, prepared: Sequence[Prepared[P]], operation_id: str | None
    ) -> list[str]:
        """Create checked items; the new ids in their order."""

    @abstractmethod
    def views(self, tx: Tx, ids: Sequence[str]) -> list[Any]:
        """The objects with these ids as the API shows them, in this order."""

    @abstractmethod
    def created(self, tx: Tx, operation_id: str) -> list[tuple[str, str]]:
        """Ids and bodies of what a batch created, in the order they were sent."""

    def notes(self, prepared: Sequence[Prepared[P]]) -> list[int]:  # noqa: ARG002  most note nothing
        """What :meth:`conclude` needs to know of the whole batch."""
        return []

    def set_aside(
        self, tx: Tx, requester_id: str, prepared: Sequence[Prepared[P]], operation_id: str
    ) -> None:
        """Before a batch is left to its operation: take what must not run out meanwhile."""

    def insert_later(
        self, tx: Tx, requester_id: str, prepared: Sequence[Prepared[P]], operation_id: str
    ) -> list[str]:
        """:meth:`insert` by the operation, from what was set aside."""
        return self.insert(tx, requester_id, prepared, operation_id)

    def conclude(self, tx: Tx, ending: Ending, platform: Platform) -> None:
        """Once everything is created, and in the same transaction as the last of it."""

    def log(self, tx: Tx, operation_id: str) -> list[LogItem]:
        """The successes of a batch's log: what was sent, to the letter, and the new id."""
        return [
            LogItem(
                f"{self.noun.upper()}_{self.step}",
                success=True,
                input=msgspec.Raw(body.encode()),
                output={f"{self.noun}_id": created_id},
            )
            for created_id, body in self.created(tx, operation_id)
        ]


class BatchAnswer(msgspec.Struct, Generic[V], frozen=True, omit_defaults=True):
    """The answer to an array sent synchronously: created objects and refusals by position."""

    items: dict[str, V]
    validation_errors: dict[str, dict[str, FieldError]] | None = None


def read_options(kind: Kind[F, P, K], parameters: Parameters) -> Options:
    """The query parameters of a batch."""
    options = Options(
        async_mode=parameters.flag("async_mode"),
        operation_id=parameters.uuid("operation_id"),
        **{name: parameters.flag(name) for name in kind.flags},
    )
    parameters.done()
    return options


async def create_batch(request: Call, kind: Kind[F, P, K]) -> Response[Any]:
    """``POST`` of one object or of an array."""
    request.require_requester_token()
    options = read_options(kind, request.parameters)
    raws, single = split(await request.json_body())
    _refuse_too_many(request, kind, options, len(raws))
    refuse_too_large(raws, request.environment.platform.rate_limits)
    forms, refused = await _in_thread_if_many(len(raws), decode_all, kind, raws)
    platform = request.environment.platform

    def load(tx: Tx, requester: Requester) -> K:
        operations.refuse_known(tx, options.operation_id)
        return kind.load(tx, requester, [form for _, form in forms], platform)

    known = await request.read(load)
    prepared, more = await _in_thread_if_many(len(raws), kind.check, forms, raws, known, options)
    refused = sorted([*refused, *more], key=lambda item: item.index)
    batch = Batch(kind, options, prepared, refused, single=single, total=len(raws))
    if refused and (not options.skip_invalid_items or not prepared):
        return await batch.refuse(request)
    if options.async_mode and len(prepared) > platform.limits.items_in_request:
        return await batch.begin(request)
    return await batch.create(request)


class Batch(Generic[F, P, K]):
    """One checked batch on its way into the database."""

    def __init__(
        self,
        kind: Kind[F, P, K],
        options: Options,
        prepared: list[Prepared[P]],
        refused: list[Refused],
        *,
        single: bool,
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
                    self._counts(0, failed=self.total),
                    operation_id=operation_id,
                    status=OperationStatus.FAIL,
                )

            return Response(await request.write(fail, items=0), status_code=202)
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
            ids = self.kind.insert(tx, requester.id, self.prepared, operation_id)
            notes = self.kind.notes(self.prepared)
            ending = Ending(requester.id, operation_id, self.options, notes, self.total)
            self.kind.conclude(tx, ending, platform)
            if operation_id is not None:
                self._keep_refused(tx, operation_id)
                operation = operations.finished(
                    tx,
                    requester.id,
                    self.kind.operation,
                    self._parameters(),
                    self._counts(len(ids), failed=len(self.refused)),
                    operation_id=operation_id,
                )
                if self.options.async_mode:
                    return operation
            return self.kind.views(tx, ids)

        answer = await request.write(run, items=len(self.prepared))
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
            self.kind.set_aside(tx, requester.id, self.prepared, operation_id)
            operation_store.add_chunks(tx, operation_id, chunks)
            self._keep_refused(tx, operation_id)
            return operations.begin(
                tx,
                requester.id,
                self.kind.operation,
                self._parameters(),
                wake,
                operation_id=operation_id,
                details=self._counts(0, failed=len(self.refused)),
                state={"next": 0, "chunks": len(chunks), "notes": self.kind.notes(self.prepared)},
            )

        return Response(await request.write(run, items=len(self.prepared)), status_code=202)

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
        return {name: getattr(self.options, name) for name in self.kind.flags}

    def _counts(self, created: int, *, failed: int) -> Mapping[str, int]:
        return {
            "items_count": self.total,
            "total_count": self.total,
            "valid_count": len(self.prepared),
            "not_valid_count": len(self.refused),
            "success_count": created,
            "failed_count": failed,
        }


async def run_batch_operation(
    kind: Kind[F, P, K], platform: Platform, operation_id: str, database: Database
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
                kind.insert_later(tx, operation.requester_id, prepared, operation_id)
                _note_chunk(tx, operation_id, {**state, "next": number + 1}, len(prepared))
                if last:
                    _finish_batch(tx, kind, operation_id, options, state["notes"], platform)

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
    kind: Kind[F, P, K], operation_id: str, database: Database, number: int
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
    begun = state.get("from", 0)  # what a file's job did before there were chunks
    progress = min(99, begun + (100 - begun) * state["next"] // state["chunks"])
    operation_store.save_progress(
        tx,
        operation_id,
        progress,
        msgspec.json.encode(details).decode(),
        msgspec.json.encode(state).decode(),
    )


def _finish_batch(
    tx: Tx, kind: Kind[F, P, K], operation_id: str, options: Options, notes: list[int], platform: Platform
) -> None:
    operation = operation_store.get(tx, operation_id)
    if operation is None:
        raise AssertionError
    total = msgspec.json.decode(operation.details)["total_count"]
    kind.conclude(tx, Ending(operation.requester_id, operation_id, options, notes, total), platform)
    operation_store.finish(tx, operation_id, OperationStatus.SUCCESS, operation.details)


def split(body: bytes) -> tuple[list[bytes], bool]:
    """The items of a body as they were sent, and whether it was a single object.

    Raises:
        BadRequest: the body is not JSON.
        ValidationFailed: there is none, or an array of nothing.
    """
    if not body.strip():
        raise ValidationFailed.of("", "NOT_NULL_BODY", "The request needs a body")
    try:
        body.decode()  # bytes that are no text are passed over in fields that nobody reads
        if _SURROGATE.search(body):
            msgspec.json.decode(
                body
            )  # as is half a character; what is sent is stored, and read whole one day
        value = msgspec.json.decode(body, type=msgspec.Raw)
        if not bytes(value).startswith(b"["):
            return [bytes(value)], True
        items = [bytes(item) for item in msgspec.json.decode(value, type=list[msgspec.Raw])]
    except RecursionError:
        raise BadRequest(too_deep()) from None
    except ValueError as error:
        raise BadRequest(f"The body is not JSON: {error}") from None
    if not items:
        raise ValidationFailed.of("", "ARRAY_SIZE_LESS_THAN_MIN", "Send at least one object", [1])
    return items, False


def _refuse_too_many(request: Call, kind: Kind[F, P, K], options: Options, count: int) -> None:
    limits = request.environment.platform.limits
    most = limits.items_per_batch if options.async_mode else kind.most_in_request(limits)
    if count > most:
        raise EntityTooLarge(f"At most {most} objects a request in this mode", {"limit": most})


def decode_all(kind: Kind[F, P, K], raws: Sequence[bytes]) -> tuple[list[tuple[int, F]], list[Refused]]:
    """The items as forms, each with its position, and those that are none."""
    forms: list[tuple[int, F]] = []
    refused: list[Refused] = []
    for index, raw in enumerate(raws):
        try:
            forms.append((index, decode(raw, kind.form)))
        except ValidationFailed as failed:
            refused.append(Refused(index, raw.decode(), failed.errors))
    return forms, refused


async def _in_thread_if_many(count: int, function: Callable[..., R], *args: Any) -> R:
    """Keep the event loop free while a large batch is checked."""
    if count <= INLINE:
        return function(*args)
    return await asyncio.to_thread(function, *args)
