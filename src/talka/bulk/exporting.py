"""Results on their way out: as a stream, or by a job into a file that waits to be fetched."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
from collections.abc import AsyncIterator
from functools import partial
from typing import Any, BinaryIO, cast

import msgspec

from talka.bulk import store
from talka.bulk.files import BulkStore
from talka.bulk.model import GZIP, MEDIA_TYPES, BulkFile, FileFormat, FileRefused
from talka.bulk.results import STATUSES, Results, Wish
from talka.bulk.writing import Writer, writer
from talka.http.auth import Requester
from talka.kernel import clock
from talka.kernel.errors import TalkaError
from talka.kernel.ids import new_uuid
from talka.operations import store as operations
from talka.operations.model import Operation, OperationStatus
from talka.pools import store as pools
from talka.storage.database import Database
from talka.storage.tx import Tx

LIFETIME = clock.DAY
"""How long a file of results waits, in the environment's time."""

STREAMED = (FileFormat.TSV, FileFormat.CSV, FileFormat.JSON, FileFormat.JSONL)
_MOST_BEFORE_THE_END = 99


class Style(msgspec.Struct, frozen=True):
    """How results are written."""

    format: FileFormat
    gzip: bool = False
    row_delimiter: bool = False
    keep_formulas: bool = False

    def name_for(self, pool_id: int) -> str:
        """What the file is called."""
        return f"assignments-{pool_id}.{self.format}{'.gz' if self.gzip else ''}"

    @property
    def media_type(self) -> str:
        return GZIP if self.gzip else MEDIA_TYPES[self.format]

    def writer(self, file: BinaryIO, results: Results) -> Writer:
        return writer(
            self.format,
            file,
            results.columns,
            row_delimiter=self.row_delimiter,
            keep_formulas=self.keep_formulas,
        )


class Export(msgspec.Struct, frozen=True):
    """What an operation exports: its ``state``."""

    pool_id: str
    wish: Wish
    style: Style


async def streamed(database: Database, results: Results, style: Style) -> AsyncIterator[bytes]:
    """The bytes of a file, page by page."""
    drain = _Drain()
    packed = gzip.GzipFile(fileobj=drain, mode="wb", mtime=0) if style.gzip else None
    out = style.writer(cast("BinaryIO", packed or drain), results)

    def next_piece(tx: Tx) -> bytes | None:
        page = results.next_page(tx)
        if page is None:
            return None
        out.add(page)
        return drain.take()

    out.begin()
    yield drain.take()
    while (piece := await database.read(next_piece)) is not None:
        yield piece
    out.finish()
    if packed is not None:
        packed.close()
    yield drain.take()


class _Drain:
    """A file that is emptied as it is written."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Nothing waits."""

    def take(self) -> bytes:
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


class _TakenOver(Exception):  # noqa: N818  private, named for what happened
    """Another run of the job has finished it."""


async def run_export(bulk: BulkStore, operation_id: str, database: Database) -> None:
    """Write the operation's file from the beginning, and record it once it is whole."""
    operation = await database.read(lambda tx: operations.get(tx, operation_id))
    if operation is None or operation.finished is not None:
        return
    export = msgspec.json.decode(operation.state, type=Export)
    with await asyncio.to_thread(bulk.scratch_file) as file:
        try:
            rows = await _write(database, operation, export, file)
        except FileRefused as refusal:
            await database.write(partial(_fail, operation_id=operation_id, refusal=refusal))
            return
        key = new_uuid()
        size = await bulk.keep(key, file)
    kept = BulkFile(
        key, operation_id, export.style.name_for(int(export.pool_id)), export.style.media_type, size, 0
    )
    try:
        await database.write(partial(_finish, operation_id=operation_id, file=kept, rows=rows))
    except _TakenOver:
        await bulk.files.remove(key)


async def _write(database: Database, operation: Operation, export: Export, file: BinaryIO) -> int:
    who = Requester(operation.requester_id, "")
    results = await database.read(lambda tx: Results(tx, who, export.pool_id, export.wish))
    total = await database.read(lambda tx: _expected(tx, results, export.wish))
    packed = gzip.GzipFile(fileobj=file, mode="wb", mtime=0) if export.style.gzip else None
    out = export.style.writer(cast("BinaryIO", packed or file), results)
    count = 0

    def next_page(tx: Tx) -> int | None:
        page = results.next_page(tx)
        if page is None:
            return None
        out.add(page)
        return sum(map(len, page))

    await asyncio.to_thread(out.begin)
    told = 0
    try:
        while (found := await database.read(next_page)) is not None:
            count += found
            progress = min(_MOST_BEFORE_THE_END, 100 * results.seen // max(1, total))
            if progress > told:
                told = progress
                await database.write(partial(_tell, operation_id=operation.id, progress=progress, rows=count))
        await asyncio.to_thread(out.finish)
    except FileRefused:
        with contextlib.suppress(Exception):  # what was written is thrown away; only let go of it
            out.finish()
        raise
    if packed is not None:
        await asyncio.to_thread(packed.close)
    return count


def _expected(tx: Tx, results: Results, wish: Wish) -> int:
    """How many assignments there are in these states, whenever they were handed in."""
    counters = pools.counters(tx, results.pool.id)
    return sum(getattr(counters, STATUSES[name].lower()) for name in wish.statuses)


def _tell(tx: Tx, operation_id: str, progress: int, rows: int) -> None:
    operation = operations.get(tx, operation_id)
    if operation is not None and operation.finished is None:
        operations.save_progress(tx, operation_id, progress, _text({"rows": rows}), operation.state)


def _finish(tx: Tx, operation_id: str, file: BulkFile, rows: int) -> None:
    operation = operations.get(tx, operation_id)
    expires = tx.now + LIFETIME
    details = {"rows": rows, "name": file.name, "size": file.size, "expires": clock.to_text(expires)}
    state = "" if operation is None else operation.state
    if not store.move_on(tx, operation_id, state, state, _text(details), _MOST_BEFORE_THE_END):
        raise _TakenOver
    store.add(tx, msgspec.structs.replace(file, expires=expires))
    operations.finish(tx, operation_id, OperationStatus.SUCCESS, _text(details))


def _fail(tx: Tx, operation_id: str, refusal: TalkaError) -> None:
    details = {"code": refusal.code, "message": refusal.message}
    operations.finish(tx, operation_id, OperationStatus.FAIL, _text(details))


def _text(value: Any) -> str:
    return msgspec.json.encode(value).decode()
