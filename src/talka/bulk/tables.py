"""What the columns of a file of tasks are, and the tasks that its rows describe.

The columns are those of Toloka's guide ("Creating a file with tasks"): ``INPUT:field``, ``GOLDEN:field``,
``HINT:text``, ``TASK:overlap``, ``Al:latitude``, ``Al:longitude``, and ``HINT:default_language``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from talka.bulk.cells import NOT_JSON, Cell, NotJson, value_of
from talka.bulk.model import FileRefused
from talka.kernel.errors import FieldError, FieldErrors
from talka.projects.field_spec import FieldKind, FieldSpec
from talka.projects.service import Specs

INPUT, GOLDEN = "INPUT:", "GOLDEN:"
HINT, LANGUAGE = "HINT:text", "HINT:default_language"

_TEXT: Final = FieldSpec(FieldKind.STRING, array=False, required=False, hidden=False)
_WHOLE: Final = FieldSpec(FieldKind.INTEGER, array=False, required=False, hidden=False)
_NUMBER: Final = FieldSpec(FieldKind.FLOAT, array=False, required=False, hidden=False)
# Columns beside those of fields: the type of their cells, and where in a task object they belong.
_OTHERS: Final[Mapping[str, tuple[FieldSpec, str]]] = {
    HINT: (_TEXT, "message_on_unknown_solution"),
    LANGUAGE: (_TEXT, "localization_config"),
    "TASK:overlap": (_WHOLE, "overlap"),
    "Al:latitude": (_NUMBER, "latitude"),
    "Al:longitude": (_NUMBER, "longitude"),
}
_COLUMNS: Final = {field: name for name, (_, field) in _OTHERS.items()}
_SOLUTION: Final = re.compile(r"known_solutions\.0\.output_values(?:\.|\Z)")
_SHOWN: Final = 200
_MANY: Final = 20


class _Column(NamedTuple):
    name: str
    spec: FieldSpec
    group: str
    field: str


class Header:
    """The columns of a file, each known to the project."""

    def __init__(self, names: Sequence[Cell], specs: Specs) -> None:
        """Read a header.

        Raises:
            FileRefused: a column is unknown or there twice, or one of a required field is missing; the
                payload names each.
        """
        self._columns: list[_Column] = []
        errors = FieldErrors()
        for place, cell in enumerate(names, 1):
            name = str(cell or "").strip()
            column = _column(name, specs)
            if column is None:
                shown = name[:_SHOWN] or f"column {place}"
                errors.add(shown, "VALUE_NOT_ALLOWED", f"Column {place}: {_why_unknown(name)}")
            elif name in (known.name for known in self._columns):
                errors.add(name, "DUPLICATE_VALUE_IN_ARRAY", f"Column {place}: {name} is there twice")
            else:
                self._columns.append(column)
        there = {column.name for column in self._columns}
        for field, spec in specs.input.fields.items():
            if spec.required and f"{INPUT}{field}" not in there:
                words = f"There is no column {INPUT}{field}, and the field is required"
                errors.add(f"{INPUT}{field}", "VALUE_REQUIRED", words)
        if errors:
            found = errors.as_dict()
            told = "; ".join(error.message for error in list(found.values())[:_MANY])
            raise FileRefused(f"The header is wrong: {told}", found)

    def __len__(self) -> int:
        return len(self._columns)

    def task(
        self,
        cells: Sequence[Any],
        errors: FieldErrors,
        convert: Callable[[Any, FieldSpec], Any] = value_of,
    ) -> dict[str, Any]:
        """The task object that a row describes; what cannot be read goes to ``errors``, by column."""
        task: dict[str, Any] = {"input_values": {}}
        golden: dict[str, Any] = {}
        for cell, column in zip(cells, self._columns, strict=False):
            try:
                value = convert(cell, column.spec)
            except NotJson:
                errors.update({column.name: NOT_JSON})
                continue
            if value is None:
                continue
            if column.group == INPUT:
                task["input_values"][column.field] = value
            elif column.group == GOLDEN:
                golden[column.field] = value
            elif column.name == LANGUAGE:
                task[column.field] = {"default_language": value}
            else:
                task[column.field] = value
        if golden:
            task["known_solutions"] = [{"output_values": golden}]
        return task

    def shown(self, cells: Sequence[Cell]) -> dict[str, Cell]:
        """A row as its file has it, by column."""
        return {column.name: cell for column, cell in zip(self._columns, cells, strict=False)}


def column_of(path: str) -> str:
    """The column, and the place in its cell, that a path in a task object is about."""
    if path.startswith("input_values."):
        return INPUT + path.removeprefix("input_values.")
    if _SOLUTION.match(path):
        return GOLDEN + _SOLUTION.sub("", path)
    return _COLUMNS.get(path.partition(".")[0], path)


def wrong_size(cells: int, columns: int) -> FieldError:
    """Why a row does not fit under its header, as Toloka's processing log has it."""
    words = f"The row has {cells} cells, and the header {columns}; quote a cell with separators in it"
    return FieldError("ARRAY_SIZE_OUT_OF_BOUNDS", words, [columns, columns])


def _column(name: str, specs: Specs) -> _Column | None:
    if name in _OTHERS:
        spec, field = _OTHERS[name]
        return _Column(name, spec, "", field)
    for group, fields in ((INPUT, specs.input.fields), (GOLDEN, specs.output.fields)):
        field = name.removeprefix(group)
        if name.startswith(group) and field in fields:
            return _Column(name, fields[field], group, field)
    return None


def _why_unknown(name: str) -> str:
    if not name:
        return "it has no name"
    if "\t" in name:
        return "its name has tabs in it: is the file TSV?"
    if name.startswith((INPUT, GOLDEN)):
        return f"the project has no field {name[:_SHOWN]}"
    return f"{name[:_SHOWN]} is none of INPUT:field, GOLDEN:field, {', '.join(_OTHERS)}"
