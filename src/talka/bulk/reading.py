"""Files of tasks, row by row, whatever their form."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, BinaryIO, NamedTuple

import msgspec

from talka.bulk import delimited, objects, sheets
from talka.bulk.cells import Cell
from talka.bulk.model import FileFormat, FileRefused
from talka.bulk.tables import Header, wrong_size
from talka.kernel.errors import FieldError, FieldErrors
from talka.projects.service import Specs

MAX_UNPACKED = 8 << 30
"""Bytes that a file packed with gzip may have when it is unpacked."""

_GZIP = b"\x1f\x8b"
_ZIP = b"PK\x03\x04"
_BINARY = (
    b"%PDF-",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"PAR1",
    b"\xd0\xcf\x11\xe0",
    b"7z\xbc\xaf",
    b"Rar!",
)
_SHOWN_BYTES = 10_000
_KNOWN_HEADERS = 1_000
_TABLES = (FileFormat.TSV, FileFormat.CSV, FileFormat.XLSX)


class Row(NamedTuple):
    """A row of a file: the line it begins on, the task that it describes, what is wrong with it by column.

    ``task`` is None where nothing could be made of the row; ``shown`` is the row itself, as JSON.
    """

    line: int
    task: dict[str, Any] | None
    errors: dict[str, FieldError]
    shown: bytes


def rows_of(file: BinaryIO, form: FileFormat, specs: Specs) -> Iterator[Row | None]:
    """The tasks of a file; None stands for an empty row, one after another for several.

    Raises:
        FileRefused: the file as a whole is not one of tasks, or cannot be read from some line on.
    """
    head = file.read(8)
    file.seek(0)
    if head.startswith(_BINARY) or (head.startswith(_ZIP) and form is not FileFormat.XLSX):
        raise FileRefused(f"The file is not {form.upper()}: it is a binary file of another kind")
    source = file
    if head.startswith(_GZIP):
        if form is FileFormat.XLSX:
            raise FileRefused("Send a workbook as it is; it is packed already")
        source = io.BufferedReader(_Unpacked(file), buffer_size=1 << 20)
    if form in _TABLES:
        return _table_rows(_cells(source, form), form, specs)
    return _object_rows(source, form, specs)


def _cells(file: BinaryIO, form: FileFormat) -> Iterable[tuple[int, Sequence[Cell]]]:
    if form is FileFormat.XLSX:
        return sheets.rows(file)
    return delimited.records(file, delimited.SEPARATORS[form])


def _table_rows(
    found: Iterable[tuple[int, Sequence[Cell]]], form: FileFormat, specs: Specs
) -> Iterator[Row | None]:
    header: Header | None = None
    for line, cells in found:
        if header is None:
            if any(cell is not None for cell in cells):
                header = Header(cells, specs)
            continue
        if all(cell is None for cell in cells):
            yield None
        elif len(cells) > len(header) or (len(cells) < len(header) and form is not FileFormat.XLSX):
            errors = {"": wrong_size(len(cells), len(header))}
            yield Row(line, None, errors, _shown(list(cells)))
        else:
            problems = FieldErrors()
            task = header.task(cells, problems)
            yield Row(line, task, problems.as_dict(), _shown(header.shown(cells)))
    if header is None:
        raise FileRefused("The file is empty")


def _object_rows(file: BinaryIO, form: FileFormat, specs: Specs) -> Iterator[Row | None]:
    found: Iterator[tuple[int, bytes | None]]
    found = objects.lines(file) if form is FileFormat.JSONL else objects.items(file)
    headers: dict[tuple[str, ...], Header] = {}
    for line, raw in found:
        yield None if raw is None else _object_row(line, raw, specs, headers)


def _object_row(line: int, raw: bytes, specs: Specs, headers: dict[tuple[str, ...], Header]) -> Row:
    try:
        value = objects.parsed(raw)
    except ValueError as error:
        shown = _shown(raw.decode(errors="replace"))
        return Row(line, None, {"": FieldError("JSON_EXPECTED", f"Not JSON: {error}")}, shown)
    if not isinstance(value, dict):
        return Row(line, None, {"": FieldError("OBJECT_EXPECTED", "A task is an object")}, _shown(value))
    if "input_values" in value or not any(":" in name for name in value):
        return Row(line, value, {}, _shown(value))
    return _old_row(line, value, specs, headers)


def _old_row(line: int, value: dict[str, Any], specs: Specs, headers: dict[tuple[str, ...], Header]) -> Row:
    """An object of columns, as older files have it: ``{"INPUT:image": ...}``, each value of its own type."""
    names = tuple(value)
    try:
        header = headers.get(names) or Header(names, specs)
    except FileRefused as refused:
        errors: Any = refused.payload
        return Row(line, None, errors, _shown(value))
    if len(headers) < _KNOWN_HEADERS:
        headers[names] = header
    problems = FieldErrors()
    task = header.task(list(value.values()), problems, convert=lambda found, _: found)
    return Row(line, task, problems.as_dict(), _shown(value))


def _shown(value: Any) -> bytes:
    shown = msgspec.json.encode(value)
    return shown if len(shown) <= _SHOWN_BYTES else b"null"


class _Unpacked(io.RawIOBase):
    """What a gzip file holds, up to the limit."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = gzip.GzipFile(fileobj=file, mode="rb")
        self._left = MAX_UNPACKED

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        try:
            piece = self._file.read1(len(buffer))
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise FileRefused(f"The file cannot be unpacked: {error}") from None
        self._left -= len(piece)
        if self._left < 0:
            raise FileRefused(f"The file unpacks to more than {MAX_UNPACKED} bytes")
        buffer[: len(piece)] = piece
        return len(piece)
