"""JSON files of objects: an array, a single object, or one a line; read item by item."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

from talka.bulk.model import FileRefused

MAX_ITEM = 16 * 1024 * 1024
"""Characters of one object."""

_PIECE = 256 * 1024
_SPACE = re.compile(r"[ \t\r\n]*")
_SCANNER = json.JSONDecoder(parse_int=str, parse_float=str)


def lines(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """The items of a file with one a line: the line's number, from 1, and its bytes, None of an empty line.

    Raises:
        FileRefused: a line has no end.
    """
    number = 0
    while line := file.readline(MAX_ITEM):
        number += 1
        if len(line) >= MAX_ITEM:
            raise FileRefused(f"Line {number}: an object has at most {MAX_ITEM} bytes")
        if number == 1:
            line = line.removeprefix(codecs.BOM_UTF8)
        yield number, line.strip() or None


def items(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """The objects of an array, or the single one: the line that each begins on, from 1, and its bytes.

    Raises:
        FileRefused: the bytes are not JSON in UTF-8 from some place on.
    """
    text = _Text(file)
    text.skip_space()
    if text.peek() != "[":
        yield text.line, text.value()
    else:
        text.take()
        text.skip_space()
        if text.peek() == "]":
            text.take()
        else:
            yield from _elements(text)
    text.skip_space()
    if text.peek():
        raise FileRefused(f"Line {text.line}: there is something behind the end of the JSON")


def _elements(text: _Text) -> Iterator[tuple[int, bytes]]:
    while True:
        text.skip_space()
        line = text.line
        yield line, text.value()
        text.skip_space()
        mark = text.peek()
        if mark not in (",", "]"):
            raise FileRefused(f"Line {text.line}: a comma or the array's end is missing")
        text.take()
        if mark == "]":
            return


class _Text:
    """A window on the file's text, and the line at its beginning."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._window = ""
        self._place = 0
        self._ended = False
        self.line = 1

    def peek(self) -> str:
        """The next character, empty at the end."""
        while self._place >= len(self._window) and not self._ended:
            self._read_more(_PIECE)
        return self._window[self._place : self._place + 1]

    def take(self) -> None:
        """Go past a character that is no line end."""
        self._place += 1

    def skip_space(self) -> None:
        while True:
            match = _SPACE.match(self._window, self._place)
            self._go_to(len(self._window) if match is None else match.end())
            if self._place < len(self._window) or self._ended:
                return
            self._read_more(_PIECE)

    def value(self) -> bytes:
        """The JSON value that begins here, as it is written."""
        size = _PIECE
        while True:
            try:
                _, end = _SCANNER.raw_decode(self._window, self._place)
            except RecursionError:
                raise FileRefused(f"Line {self.line}: the JSON is nested too deeply") from None
            except ValueError as error:
                if self._ended:
                    raise FileRefused(f"Line {self.line}: not JSON: {error.args[0].split(':')[0]}") from None
            else:
                if self._ended or self._is_whole(end):
                    found = self._window[self._place : end].encode()
                    self._go_to(end)
                    return found
            if len(self._window) - self._place > MAX_ITEM:
                raise FileRefused(
                    f"Line {self.line}: what begins here is no JSON, or longer than {MAX_ITEM} characters"
                )
            self._read_more(size)
            size *= 2

    def _is_whole(self, end: int) -> bool:
        """Whether a value that seems to end there does: a number could go on behind the window."""
        behind = self._window[end : end + len("e+1")]
        return bool(behind) and (behind[0] not in ".eE" or len(behind) == len("e+1"))

    def _go_to(self, place: int) -> None:
        self.line += self._window.count("\n", self._place, place)
        self._place = place

    def _read_more(self, size: int) -> None:
        piece = self._file.read(size)
        try:
            text = self._decoder.decode(piece, final=not piece)
        except UnicodeDecodeError:
            seen = self.line + self._window.count("\n", self._place)
            raise FileRefused(f"Behind line {seen} the file is not text in UTF-8") from None
        self._ended = not piece
        self._window = self._window[self._place :] + text
        self._place = 0


def parsed(raw: bytes) -> Any:
    """The value of an item.

    Raises:
        ValueError: it is no JSON.
    """
    try:
        return msgspec.json.decode(raw)
    except RecursionError:
        raise ValueError("The JSON is nested too deeply") from None
