"""TSV and CSV as Toloka reads and writes them.

A quotation mark anywhere in a cell begins or ends a part in which separators and line ends are text; a pair
of them inside such a part is one mark. A cell in quotes with nothing in it is an empty text, and one with
nothing at all is no value. That difference is why the standard library's ``csv`` does not do: its reader
drops it, and bounds cells by a limit of the whole process instead of rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import BinaryIO

from talka.bulk.model import FileFormat, FileRefused

MAX_RECORD = 16 * 1024 * 1024
"""Bytes of one row, quoted line ends included."""

SEPARATORS = {FileFormat.TSV: "\t", FileFormat.CSV: ","}
_BOM = b"\xef\xbb\xbf"
_OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff")


def records(file: BinaryIO, separator: str) -> Iterator[tuple[int, list[str | None]]]:
    """The rows of a file: the number of the line that each begins on, from 1, and its cells.

    Raises:
        FileRefused: the bytes are not text in UTF-8, a quotation mark has no second, or a row has no end.
    """
    number = 0
    while True:
        beginning = number + 1
        line = file.readline(MAX_RECORD)
        if not line:
            return
        number += 1
        if beginning == 1:
            line = _without_mark(line)
        marks = line.count(b'"')
        parts = [line]
        size = len(line)
        while marks % 2 or not parts[-1].endswith(b"\n"):
            if size >= MAX_RECORD:
                raise FileRefused(f"Line {beginning}: a row has at most {MAX_RECORD} bytes")
            more = file.readline(MAX_RECORD)
            if not more:
                if marks % 2:
                    raise FileRefused(
                        "Unexpected end of file while reading quoted column"
                        f" beginning on line {beginning} and ending on line {number}"
                    )
                break
            number += 1
            marks += more.count(b'"')
            size += len(more)
            parts.append(more)
        yield beginning, _cells(_decoded(b"".join(parts), beginning), separator)


def row(cells: Sequence[str | None], separator: str) -> str:
    """A line of such cells."""
    return separator.join(_quoted(cell, separator) for cell in cells) + "\n"


def _quoted(cell: str | None, separator: str) -> str:
    if cell is None:
        return ""
    if not cell or separator in cell or '"' in cell or "\n" in cell or "\r" in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _without_mark(line: bytes) -> bytes:
    if line.startswith(_OTHER_ENCODINGS):
        raise FileRefused("The file is in UTF-16; save it in UTF-8")
    return line.removeprefix(_BOM)


def _decoded(line: bytes, number: int) -> str:
    if b"\0" in line:
        raise FileRefused(f"Line {number} holds the character NUL: the file is not text in UTF-8")
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        raise FileRefused(
            f"Line {number} is not text in UTF-8 (byte {error.start + 1} of it); save the file in UTF-8"
        ) from None
    return re.sub(r"\r?\n\Z", "", text)


def _cells(text: str, separator: str) -> list[str | None]:
    if '"' not in text:
        return [cell or None for cell in text.split(separator)]
    cells: list[str | None] = []
    parts: list[str] = []
    quoted = False
    pieces = text.split('"')
    for place, piece in enumerate(pieces):
        if place % 2:
            quoted = True
            parts.append(piece)
        elif not piece and 0 < place < len(pieces) - 1:
            parts.append('"')  # nothing between two quoted parts: a pair of marks
        else:
            first, *others = piece.split(separator)
            parts.append(first)
            for other in others:
                cells.append("".join(parts) if quoted else parts[0] or None)
                parts, quoted = [other], False
    cells.append("".join(parts) if quoted else "".join(parts) or None)
    return cells
