"""The job behind a file of tasks.

First the whole file is read and checked, and what is sound is kept as chunks; then the chunks are created as
those of any large batch are. Both parts note how far they came with what they did, so that a job that was
ended anywhere goes on from there, and nothing is created before the whole file is known to be right (or the
wrong rows are to be left out).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any, BinaryIO, NamedTuple

import msgspec

from talka.bulk import store
from talka.bulk.files import BulkStore
from talka.bulk.model import FileFormat, FileRefused
from talka.bulk.reading import Row, rows_of
from talka.bulk.suites import Item, explained, items_of, shown
from talka.http.auth import Requester
from talka.http.environment import Platform
from talka.kernel.errors import PoolTasksCountExceeded, PoolTaskSuitesCountExceeded, TalkaError
from talka.operations import store as operations
from talka.operations.batch import CHUNK, Options, Prepared, Refused, decode_all, run_batch_operation
from talka.operations.model import Operation, OperationStatus
from talka.pools import store as pools
from talka.pools.model import MAX_SUITES, MAX_TASKS
from talka.storage.database import Database
from talka.storage.tx import Tx
from talka.task_suites.service import SUITES
from talka.tasks.batch import Context, PoolKind
from talka.tasks.model import TaskForm

MAX_ROWS = MAX_TASKS
"""As many tasks as a pool holds."""

HALF = 50
_CHUNK_BYTES = 8 << 20


class Reading(msgspec.Struct, frozen=True):
    """How far a file was read: the objects and rows behind us, and what was kept of them."""

    file: str
    size: int
    format: FileFormat
    pool_id: str
    tasks_per_suite: int | None = None
    items: int = 0
    rows: int = 0
    chunks: int = 0
    valid: int = 0
    refused: int = 0


class _Part(NamedTuple):
    """What is kept of some rows."""

    items: int
    rows: int
    prepared: Sequence[Prepared[Any]]
    refused: Sequence[dict[str, Any]]
    progress: int


class _TakenOver(Exception):  # noqa: N818  private, named for what happened
    """Another run of the job goes on."""


async def run_import(
    kind: PoolKind[Any, Any], bulk: BulkStore, platform: Platform, operation_id: str, database: Database
) -> None:
    """Read the operation's file, where it came as one; then create what it holds."""
    operation = await database.read(lambda tx: operations.get(tx, operation_id))
    if operation is None or operation.finished is not None:
        return
    state = msgspec.json.decode(operation.state)
    if "file" in state:
        reading = msgspec.convert(state, Reading)
        try:
            done = await _Import(kind, bulk, operation, reading, database).run()
        except _TakenOver:
            return
        except TalkaError as refusal:
            await database.write(partial(_fail, operation_id=operation_id, refusal=refusal))
            done = False
        await bulk.files.remove(reading.file)
        if not done:
            return
    await run_batch_operation(kind, platform, operation_id, database)


class _Import:
    """One run of reading a file."""

    def __init__(
        self,
        kind: PoolKind[Any, Any],
        bulk: BulkStore,
        operation: Operation,
        reading: Reading,
        database: Database,
    ) -> None:
        self._kind = kind
        self._bulk = bulk
        self._operation = operation
        self._options = msgspec.convert(msgspec.json.decode(operation.parameters), Options)
        self._reading = reading
        self._state = operation.state
        self._database = database

    async def run(self) -> bool:
        """Whether anything is to be created."""
        contexts = await self._database.read(self._load)
        async with self._bulk.copy_of(self._reading.file, self._reading.size) as file:
            parts = _parts(self._kind, file, self._reading, contexts, self._options)
            while (part := await asyncio.to_thread(next, parts, None)) is not None:
                await self._database.write(partial(self._keep, part=part))
                self._go_on(part)
        if not self._reading.items:
            raise FileRefused("There are no tasks in the file")
        return await self._database.write(self._end)

    def _load(self, tx: Tx) -> dict[str, Context]:
        form = TaskForm(self._reading.pool_id, {})
        found = self._kind.load(tx, Requester(self._operation.requester_id, ""), [form])
        if not found:
            raise FileRefused("The pool is not there any more")
        return found

    def _keep(self, tx: Tx, part: _Part) -> None:
        self._move(tx, self._after(part), part.progress)
        if part.prepared:
            body = msgspec.json.encode(part.prepared).decode()
            store.add_chunk(tx, self._operation.id, self._reading.chunks, body)
        operations.add_failures(tx, self._operation.id, part.refused)

    def _go_on(self, part: _Part) -> None:
        self._reading = self._after(part)
        self._state = _text(self._reading)

    def _after(self, part: _Part) -> Reading:
        was = self._reading
        return msgspec.structs.replace(
            was,
            items=was.items + part.items,
            rows=was.rows + part.rows,
            chunks=was.chunks + bool(part.prepared),
            valid=was.valid + len(part.prepared),
            refused=was.refused + len(part.refused),
        )

    def _end(self, tx: Tx) -> bool:
        """The file is read: it is as good as any batch, or refused."""
        read = self._reading
        self._move(tx, read, HALF)
        store.remove(tx, [read.file])
        refused = read.refused and (not self._options.skip_invalid_items or not read.valid)
        if refused:
            counts = _counts(read) | {"failed_count": read.items}
            store.drop_chunks(tx, self._operation.id)
            operations.finish(tx, self._operation.id, OperationStatus.FAIL, _text(counts))
            return False
        self._require_room(tx)
        state = {"next": 0, "chunks": read.chunks, "notes": [int(read.pool_id)], "from": HALF}
        self._move(tx, state, HALF)
        return True

    def _require_room(self, tx: Tx) -> None:
        counters = pools.counters(tx, int(self._reading.pool_id))
        if self._kind is SUITES:
            if counters.suites + self._reading.valid > MAX_SUITES:
                raise PoolTaskSuitesCountExceeded(f"A pool holds at most {MAX_SUITES} task suites")
        elif counters.general + counters.control + counters.training + self._reading.valid > MAX_TASKS:
            raise PoolTasksCountExceeded(f"A pool holds at most {MAX_TASKS} tasks")

    def _move(self, tx: Tx, state: Any, progress: int) -> None:
        counts = _text(_counts(state if isinstance(state, Reading) else self._reading))
        if not store.move_on(tx, self._operation.id, self._state, _text(state), counts, progress):
            raise _TakenOver


def _parts(
    kind: PoolKind[Any, Any],
    file: BinaryIO,
    reading: Reading,
    contexts: dict[str, Context],
    options: Options,
) -> Iterator[_Part]:
    """What the file holds behind what was read of it before, some thousand objects at a time."""
    context = contexts[reading.pool_id]
    rows = _counted(rows_of(file, reading.format, context.specs))
    in_suites = kind is SUITES
    tables = reading.format not in (FileFormat.JSON, FileFormat.JSONL)
    found = items_of(rows, in_suites=in_suites, size=reading.tasks_per_suite)
    waiting: list[Item] = []
    size = 0
    for index, item in enumerate(found):
        if index < reading.items:
            continue
        waiting.append(item)
        size += sum(len(row.shown) for row in item)
        if len(waiting) == CHUNK or size > _CHUNK_BYTES:
            first = index + 1 - len(waiting)
            progress = min(HALF - 1, HALF * file.tell() // max(1, reading.size))
            yield _checked(kind, waiting, first, reading, contexts, options, progress, tables=tables)
            waiting, size = [], 0
        last = index
    if waiting:
        first = last + 1 - len(waiting)
        yield _checked(kind, waiting, first, reading, contexts, options, HALF - 1, tables=tables)


def _counted(rows: Iterator[Row | None]) -> Iterator[Row | None]:
    count = 0
    for row in rows:
        count += row is not None
        if count > MAX_ROWS:
            raise FileRefused(f"A file holds at most {MAX_ROWS} tasks, as a pool does")
        yield row


def _checked(
    kind: PoolKind[Any, Any],
    items: Sequence[Item],
    first: int,
    reading: Reading,
    contexts: dict[str, Context],
    options: Options,
    progress: int,
    *,
    tables: bool,
) -> _Part:
    bodies: list[bytes] = []
    refused: list[Refused] = []
    sound: list[int] = []
    for index, item in enumerate(items, first):
        body, errors = item.body(reading.pool_id, in_suites=kind is SUITES)
        if errors:
            refused.append(Refused(index, "", errors))
        else:
            sound.append(index)
            bodies.append(body)
    forms, undecoded = decode_all(kind, bodies)
    raws = {index: body.decode() for index, body in zip(sound, bodies, strict=True)}
    placed = [(sound[place], form) for place, form in forms]
    prepared, wrong = kind.check(placed, raws, contexts, options)
    refused += [Refused(sound[one.index], "", one.errors) for one in undecoded]
    refused += wrong
    failures = [
        {
            "item_index": one.index,
            "type": f"{kind.noun.upper()}_VALIDATE",
            "input": shown(items[one.index - first]),
            "output": _text(explained(one.errors, items[one.index - first], tables=tables)),
        }
        for one in sorted(refused, key=lambda one: one.index)
    ]
    return _Part(len(items), sum(map(len, items)), prepared, failures, progress)


def _fail(tx: Tx, operation_id: str, refusal: TalkaError) -> None:
    """The file is refused as a whole: nothing of it is created."""
    operation = operations.get(tx, operation_id)
    if operation is None or operation.finished is not None:
        return
    details: dict[str, Any] = {"code": refusal.code, "message": refusal.message}
    if refusal.payload is not None:
        details["payload"] = refusal.payload
    counts = msgspec.json.decode(operation.details)
    store.drop_chunks(tx, operation_id)
    found = store.of_operation(tx, operation_id)
    if found is not None:
        store.remove(tx, [found.id])
    operations.finish(tx, operation_id, OperationStatus.FAIL, _text(counts | details))


def _counts(read: Reading) -> dict[str, int]:
    return {
        "items_count": read.items,
        "total_count": read.items,
        "valid_count": read.valid,
        "not_valid_count": read.refused,
        "success_count": 0,
        "failed_count": read.refused,
    }


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()
