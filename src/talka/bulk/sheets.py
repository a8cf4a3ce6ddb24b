"""Workbooks (XLSX): the rows of the first sheet, and sheets written row by row. No cell is ever a formula."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import IO, Any, BinaryIO
from xml.sax.saxutils import escape

import msgspec

from talka.bulk.cells import Cell
from talka.bulk.model import FileRefused

MAX_ROWS = 1_048_576
MAX_TEXT = 32_767
MAX_COLUMNS = 16_384
MAX_SHEET_BYTES = 1 << 30
MAX_OTHER_BYTES = 64 << 20
"""A sheet is read in passing; all else of a workbook, its shared texts above all, is held in memory."""

_LARGEST_WHOLE = 10**15  # a sheet's numbers have fifteen digits
_SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml\Z", re.IGNORECASE)
_HEAD_BYTES = 64 * 1024
_BROKEN = (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError, EOFError, OSError)
# Characters that XML cannot hold, or would read as another one, and what looks like the form they get.
_STRANGE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_WRITTEN = re.compile(r"_x([0-9A-Fa-f]{4})_")


# ---- reading ---------------------------------------------------------------------------------------------


def rows(file: BinaryIO) -> Iterator[tuple[int, list[Cell]]]:
    """The rows of the first sheet: their numbers, from 1, and their cells less the empty ones at the end.

    Raises:
        FileRefused: the file is no workbook, or takes more room than the limits when it is unpacked.
    """
    _refuse_bombs(file)
    from openpyxl import load_workbook  # type: ignore[import-untyped]  # noqa: PLC0415  slow to import

    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet: Any = book.worksheets[0]
        sheet.reset_dimensions()  # what it says of its size need not be true
        for number, found in enumerate(sheet.iter_rows(values_only=True), 1):
            yield number, _trimmed(found, number)
    except FileRefused:
        raise
    except Exception as error:
        words = str(error).partition("\n")[0][:200] or type(error).__name__
        # Whatever a broken workbook makes of the library.
        raise FileRefused(f"The workbook cannot be read: {words}") from error


def _trimmed(found: Sequence[Any], number: int) -> list[Cell]:
    if number > MAX_ROWS:
        raise FileRefused(f"A sheet has at most {MAX_ROWS} rows")
    if len(found) > MAX_COLUMNS:
        raise FileRefused(f"A row has at most {MAX_COLUMNS} cells")
    cells = [_cell(value) for value in found]
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return _WRITTEN.sub(lambda match: chr(int(match[1], 16)), value) if "_x" in value else value
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, (dt.datetime, dt.date, dt.time)):
        return value.isoformat()
    return str(value)


def _refuse_bombs(file: BinaryIO) -> None:
    """Refuse what would not stay small; no part unpacks to more than its archive says, by zipfile's count."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = [part for part in archive.infolist() if part.filename.endswith((".xml", ".rels"))]
            sheets = [part for part in parts if _SHEET_PART.match(part.filename)]
            declared = any(_declares_types(archive, part) for part in parts)
    except (*_BROKEN, zlib.error) as error:
        raise FileRefused(f"The file is no workbook: {error}") from None
    if any(part.file_size > MAX_SHEET_BYTES for part in sheets):
        raise FileRefused(f"A sheet unpacks to more than {MAX_SHEET_BYTES} bytes")
    if sum(part.file_size for part in parts if part not in sheets) > MAX_OTHER_BYTES:
        words = f"The workbook's texts unpack to more than {MAX_OTHER_BYTES} bytes; send TSV or JSON instead"
        raise FileRefused(words)
    if declared:
        raise FileRefused("A workbook with a document type declaration is not read")
    file.seek(0)


def _declares_types(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """A declaration is where entities would be defined that unfold to anything."""
    with archive.open(part) as stream:
        return b"<!DOCTYPE" in stream.read(_HEAD_BYTES)


# ---- writing ---------------------------------------------------------------------------------------------

_NAMESPACE = "http://schemas.openxmlformats.org/"
_MAIN = f"{_NAMESPACE}spreadsheetml/2006/main"
_RELATIONS = f"{_NAMESPACE}package/2006/relationships"
_OFFICE = f"{_NAMESPACE}officeDocument/2006/relationships"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


class SheetWriter:
    """Writes a workbook as it comes: a sheet that is full is followed by another with the same header."""

    def __init__(self, file: BinaryIO, header: Sequence[str]) -> None:
        self._archive = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self._header = header
        self._sheets = 0
        self._rows = 0
        self._part: IO[bytes] | None = None
        self._begin_sheet()

    def add(self, cells: Sequence[Cell]) -> None:
        """A row.

        Raises:
            FileRefused: a text is longer than a cell may be.
        """
        if self._rows == MAX_ROWS:
            self._end_sheet()
            self._begin_sheet()
        self._write("<row>" + "".join(map(_written, cells)) + "</row>")
        self._rows += 1

    def finish(self) -> None:
        """Write what names the sheets, and the end."""
        self._end_sheet()
        numbers = range(1, self._sheets + 1)
        sheets = "".join(f'<sheet name="results {n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
        relations = "".join(
            f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in numbers
        )
        types = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
            for n in numbers
        )
        self._part_of(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>',
        )
        self._part_of(
            "xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{_RELATIONS}">{relations}</Relationships>'
        )
        self._part_of(
            "_rels/.rels",
            f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1"'
            f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        self._part_of(
            "[Content_Types].xml",
            f'<Types xmlns="{_NAMESPACE}package/2006/content-types"><Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml"'
            f' ContentType="{_TYPE}.sheet.main+xml"/>{types}</Types>',
        )
        self._archive.close()

    def _part_of(self, name: str, content: str) -> None:
        self._archive.writestr(name, _DECLARATION + content)

    def _begin_sheet(self) -> None:
        self._sheets += 1
        self._part = self._archive.open(f"xl/worksheets/sheet{self._sheets}.xml", "w", force_zip64=True)
        self._write(f'{_DECLARATION}<worksheet xmlns="{_MAIN}"><sheetData>')
        self._rows = 0
        self.add(self._header)

    def _end_sheet(self) -> None:
        self._write("</sheetData></worksheet>")
        if self._part is not None:
            self._part.close()

    def _write(self, text: str) -> None:
        if self._part is not None:
            self._part.write(text.encode())


def _written(cell: Cell) -> str:
    if cell is None:
        return "<c/>"
    if isinstance(cell, bool):
        return f'<c t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, (int, float)) and abs(cell) < _LARGEST_WHOLE:
        return f"<c><v>{msgspec.json.encode(cell).decode()}</v></c>"
    text = cell if isinstance(cell, str) else msgspec.json.encode(cell).decode()
    if len(text) > MAX_TEXT:
        raise FileRefused(
            f"A value has {len(text)} characters, and a cell of XLSX holds {MAX_TEXT}; take another format"
        )
    safe = escape(_STRANGE.sub(lambda match: f"_x{ord(match[0]):04X}_", text))
    return f'<c t="inlineStr"><is><t xml:space="preserve">{safe}</t></is></c>'
