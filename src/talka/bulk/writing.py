"""Files of results, written as the rows come; no more is held than one row group of Parquet takes."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any, BinaryIO

import msgspec

from talka.bulk import delimited
from talka.bulk.cells import Cell, text_of
from talka.bulk.model import Column, FileFormat, FileRefused
from talka.bulk.sheets import SheetWriter
from talka.kernel.errors import ValidationFailed
from talka.projects.field_spec import FieldKind

Group = Sequence[Sequence[Any]]
"""The rows of one assignment; the values stand in the order of the columns."""

ROW_GROUP = 20_000
_FORMULA = re.compile(r"[=+\-@\t\r\n]")
_TYPED = (FieldKind.INTEGER, FieldKind.FLOAT, FieldKind.BOOLEAN)


class Writer(ABC):
    """Writes one file: a beginning, groups of rows, an end."""

    def __init__(self, file: BinaryIO, columns: Sequence[Column]) -> None:
        self._file = file
        self._columns = columns

    @abstractmethod
    def begin(self) -> None:
        """What stands before the first row."""

    @abstractmethod
    def add(self, groups: Sequence[Group]) -> None:
        """Rows, assignment by assignment.

        Raises:
            FileRefused: the form cannot hold some value.
        """

    @abstractmethod
    def finish(self) -> None:
        """What stands behind the last row."""


def writer(
    form: FileFormat,
    file: BinaryIO,
    columns: Sequence[Column],
    *,
    row_delimiter: bool = False,
    keep_formulas: bool = False,
) -> Writer:
    """The writer of a form.

    ``row_delimiter`` puts an empty line behind each assignment (TSV and CSV). ``keep_formulas`` leaves texts
    of a CSV file as they are that a spreadsheet would take for formulas.
    """
    if form is FileFormat.TSV:
        return _Delimited(file, columns, "\t", row_delimiter=row_delimiter, guarded=False)
    if form is FileFormat.CSV:
        return _Delimited(file, columns, ",", row_delimiter=row_delimiter, guarded=not keep_formulas)
    if form is FileFormat.XLSX:
        return _Sheet(file, columns)
    if form is FileFormat.PARQUET:
        return _Parquet(file, columns)
    return _Objects(file, columns, as_array=form is FileFormat.JSON)


def require_available(form: FileFormat) -> None:
    """Refuse a form that this installation cannot write.

    Raises:
        ValidationFailed: it is Parquet, and pyarrow is not installed.
    """
    if form is FileFormat.PARQUET and find_spec("pyarrow") is None:
        words = "This server writes no Parquet: its operator has to install talka[parquet]"
        raise ValidationFailed.of("format", "VALUE_NOT_ALLOWED", words)


class _Delimited(Writer):
    """TSV as Toloka has it; CSV, whose texts are kept from running as formulas."""

    def __init__(
        self, file: BinaryIO, columns: Sequence[Column], separator: str, *, row_delimiter: bool, guarded: bool
    ) -> None:
        super().__init__(file, columns)
        self._separator = separator
        self._row_delimiter = row_delimiter
        self._guarded = guarded

    def begin(self) -> None:
        self._file.write(delimited.row([column.name for column in self._columns], self._separator).encode())

    def add(self, groups: Sequence[Group]) -> None:
        lines: list[str] = []
        for group in groups:
            for values in group:
                cells = map(self._cell, values, self._columns)
                lines.append(delimited.row(list(cells), self._separator))
            if self._row_delimiter:
                lines.append("\n")
        self._file.write("".join(lines).encode())

    def finish(self) -> None:
        """Nothing stands behind the last row."""

    def _cell(self, value: Any, column: Column) -> str | None:
        text = text_of(value, column.kind, array=column.array)
        if self._guarded and isinstance(value, str) and text and _FORMULA.match(text):
            return f"'{text}"
        return text


class _Objects(Writer):
    """JSON: an object of columns for each row, in an array or one a line; empty ones are left out."""

    def __init__(self, file: BinaryIO, columns: Sequence[Column], *, as_array: bool) -> None:
        super().__init__(file, columns)
        self._names = [column.name for column in columns]
        self._as_array = as_array
        self._any = False

    def begin(self) -> None:
        if self._as_array:
            self._file.write(b"[")

    def add(self, groups: Sequence[Group]) -> None:
        parts: list[bytes] = []
        for group in groups:
            for values in group:
                named = zip(self._names, values, strict=True)
                body = msgspec.json.encode({name: value for name, value in named if value is not None})
                if not self._as_array:
                    parts += (body, b"\n")
                else:
                    parts += (b",\n" if self._any else b"\n", body)
                self._any = True
        self._file.write(b"".join(parts))

    def finish(self) -> None:
        if self._as_array:
            self._file.write(b"\n]\n")


class _Sheet(Writer):
    """XLSX: numbers and truth values as such, everything else as text, which no spreadsheet runs."""

    def begin(self) -> None:
        self._sheet = SheetWriter(self._file, [column.name for column in self._columns])

    def add(self, groups: Sequence[Group]) -> None:
        for group in groups:
            for values in group:
                self._sheet.add([_sheet_cell(*pair) for pair in zip(values, self._columns, strict=True)])

    def finish(self) -> None:
        self._sheet.finish()


def _sheet_cell(value: Any, column: Column) -> Cell:
    if column.kind in _TYPED and not column.array and isinstance(value, (bool, int, float)):
        return value
    return text_of(value, column.kind, array=column.array)


class _Parquet(Writer):
    """Parquet: a type for each field; JSON fields as text."""

    def begin(self) -> None:
        import pyarrow as pa  # type: ignore[import-untyped]  # noqa: PLC0415  an extra, slow to import
        from pyarrow import parquet  # noqa: PLC0415

        kinds = {
            FieldKind.INTEGER: pa.int64(),
            FieldKind.FLOAT: pa.float64(),
            FieldKind.BOOLEAN: pa.bool_(),
        }
        types = [kinds.get(column.kind, pa.string()) for column in self._columns]
        self._schema = pa.schema(
            (column.name, pa.list_(kind) if column.array else kind)
            for column, kind in zip(self._columns, types, strict=True)
        )
        self._out = parquet.ParquetWriter(self._file, self._schema, compression="zstd")
        self._waiting: list[Sequence[Any]] = []

    def add(self, groups: Sequence[Group]) -> None:
        for group in groups:
            self._waiting += group
        if len(self._waiting) >= ROW_GROUP:
            self._write_out()

    def finish(self) -> None:
        try:
            if self._waiting:
                self._write_out()
        finally:
            self._out.close()

    def _write_out(self) -> None:
        import pyarrow as pa  # noqa: PLC0415

        rows, self._waiting = self._waiting, []
        try:
            arrays = [
                pa.array([_stored(row[place], column) for row in rows], type=self._schema.field(place).type)
                for place, column in enumerate(self._columns)
            ]
        except (pa.ArrowException, OverflowError) as error:
            raise FileRefused(f"Parquet cannot hold a value: {error}; take another format") from None
        self._out.write_table(pa.Table.from_arrays(arrays, schema=self._schema))


def _stored(value: Any, column: Column) -> Any:
    if column.array and isinstance(value, list):
        return [_stored_item(item, column.kind) for item in value]
    return _stored_item(value, column.kind)


def _stored_item(value: Any, kind: FieldKind) -> Any:
    if value is None:
        return None
    if kind is FieldKind.JSON:
        return msgspec.json.encode(value).decode()
    return float(value) if kind is FieldKind.FLOAT else value
