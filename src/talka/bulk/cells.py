"""A cell's text and the JSON value it stands for, by the type of its field.

The forms are those of Toloka's guide ("Creating a file with tasks"): elements of an array are separated by
commas, JSON objects of an array too; beside them a JSON array is read, which is what is written here.
"""

from __future__ import annotations

import re
from typing import Any, Final

import msgspec

from talka.kernel.errors import FieldError
from talka.projects.field_spec import FieldKind, FieldSpec

Cell = str | int | float | bool | None
"""A cell as its file has it: a text, or in a sheet also a number or a truth value; None where it is empty."""

NOT_JSON: Final = FieldError("JSON_EXPECTED", "The cell is not JSON")

_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,400}\Z")
_NUMBER: Final = re.compile(r"[+-]?([0-9]{1,400}(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,4})?\Z")
_TRUTH: Final = {"true": True, "false": False}
# One element of an array of texts: in quotes, which are doubled inside, or up to a comma that no \ escapes.
_ELEMENT: Final = re.compile(r'\s*(?:"((?:[^"]|"")*)"\s*|((?:\\,|[^,])*))(,|\Z)')
_TEXTS: Final = (FieldKind.STRING, FieldKind.URL, FieldKind.COORDINATES, FieldKind.FILE)


class NotJson(Exception):  # noqa: N818  caught where the cell's row is read
    """A cell of a JSON field holds no JSON."""


def value_of(cell: Cell, spec: FieldSpec) -> Any:
    """The value that a cell stands for, or None where it is empty.

    What does not have the form of the field's type is left as it is: the field's own check tells what is
    wrong with it.

    Raises:
        NotJson: a JSON field's cell is none.
    """
    if cell is None:
        return None
    if spec.array:
        return _array_of(cell, spec.kind)
    return _single(cell, spec.kind)


def text_of(value: Any, kind: FieldKind | None = None, *, array: bool = False) -> str | None:
    """A value as a cell's text: texts as they are, everything else (and all of a JSON field) as JSON."""
    if value is None:
        return None
    if isinstance(value, str) and (array or kind is not FieldKind.JSON):
        return value
    return msgspec.json.encode(value).decode()


def _single(cell: Cell, kind: FieldKind) -> Any:
    if kind in _TEXTS:
        return cell if isinstance(cell, str) else _said(cell)
    if cell == "" and kind is not FieldKind.JSON:
        return None
    if kind is FieldKind.JSON:
        return _json(cell) if isinstance(cell, str) else cell
    if kind is FieldKind.BOOLEAN:
        return _TRUTH.get(cell.strip().lower(), cell) if isinstance(cell, str) else cell
    return _number(cell, kind)


def _said(cell: Cell) -> str:
    """A sheet's number or truth value, as a text field has it."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:  # noqa: PLR2004  digits of a sheet
        cell = int(cell)
    return msgspec.json.encode(cell).decode()


def _number(cell: Cell, kind: FieldKind) -> Any:
    if isinstance(cell, float) and kind is FieldKind.INTEGER and cell.is_integer():
        return int(cell)
    if not isinstance(cell, str):
        return cell
    text = cell.strip()
    if _WHOLE.match(text):
        return int(text)
    if kind is FieldKind.FLOAT and _NUMBER.match(text):
        number = float(text)
        return number if abs(number) != float("inf") else cell
    return cell


def _json(text: str) -> Any:
    # Files of trainings have a backslash before each comma, which JSON itself never has.
    for form in (text, text.replace("\\,", ",")):
        try:
            return msgspec.json.decode(form)
        except (ValueError, RecursionError):
            continue
    raise NotJson


def _array_of(cell: Cell, kind: FieldKind) -> Any:
    if not isinstance(cell, str):
        return [_single(cell, kind)]
    text = cell.strip()
    if text.startswith("["):
        try:
            return msgspec.json.decode(text)
        except (ValueError, RecursionError):
            pass
    if kind is FieldKind.JSON:
        return _json(f"[{text}]")
    if not text:
        return [] if kind in _TEXTS and cell else None
    return [_single(element, kind) for element in _elements(cell)]


def _elements(text: str) -> list[str]:
    found: list[str] = []
    place = 0
    while True:
        match = _ELEMENT.match(text, place)
        if match is None:  # a quote that only looked like the beginning of a quoted element
            end = text.find(",", place)
            found.append(text[place:] if end < 0 else text[place:end])
            if end < 0:
                return found
            place = end + 1
            continue
        quoted, plain, end_mark = match.groups()
        found.append(plain.replace("\\,", ",").strip() if quoted is None else quoted.replace('""', '"'))
        if not end_mark:
            return found
        place = match.end()
