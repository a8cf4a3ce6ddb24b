"""From rows to what is created of them: a task of each, or a task suite of several."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from talka.bulk.model import FileRefused
from talka.bulk.reading import Row
from talka.bulk.tables import column_of
from talka.kernel.errors import FieldError, FieldErrors

MAX_SUITE = 500
"""Tasks of one suite."""

_OF_SUITE: Final = (
    *("overlap", "infinite_overlap", "reserved_for", "unavailable_for", "issuing_order_override"),
    *("latitude", "longitude"),
)
_OF_POINT: Final = ("latitude", "longitude")
_SHOWN_BYTES: Final = 20_000


class Item(list[Row]):
    """The rows of one object that is to be created."""

    def body(self, pool_id: str, *, in_suites: bool) -> tuple[bytes, dict[str, FieldError]]:
        """The object as the API takes it, and what is wrong with the rows already, by path."""
        errors = FieldErrors()
        for place, row in enumerate(self):
            errors.update(row.errors, prefix=f"tasks.{place}" if in_suites else "")
            if row.task is not None and str(row.task.get("pool_id", pool_id)) != pool_id:
                path = f"tasks.{place}.pool_id" if in_suites else "pool_id"
                errors.add(path, "INVALID_VALUE", "The row names another pool than the one it is sent to")
        if errors:
            return b"", errors.as_dict()
        found = self._suite(errors) if in_suites else self._task(errors)
        if errors:
            return b"", errors.as_dict()
        return msgspec.json.encode({**found, "pool_id": pool_id}), {}

    def _task(self, errors: FieldErrors) -> dict[str, Any]:
        task = self[0].task or {}
        for name in _OF_POINT:
            if task.get(name) is not None:
                words = "Points are for task suites, and this pool mixes its tasks"
                errors.add(name, "VALUE_NOT_ALLOWED", words)
        return task

    def _suite(self, errors: FieldErrors) -> dict[str, Any]:
        suite: dict[str, Any] = {}
        tasks = []
        for place, row in enumerate(self):
            task = dict(row.task or {})
            task.pop("pool_id", None)
            for name in _OF_SUITE:
                value = task.pop(name, None)
                if value is not None and suite.setdefault(name, value) != value:
                    words = "Rows of one suite say different things"
                    errors.add(f"tasks.{place}.{name}", "INVALID_VALUE", words)
            tasks.append(task)
        return {**suite, "tasks": tasks}


def items_of(rows: Iterator[Row | None], *, in_suites: bool, size: int | None) -> Iterator[Item]:
    """What is to be created: of each row, of every ``size`` rows, or of those between empty ones.

    Raises:
        FileRefused: there are neither empty rows nor a size, and the rows are more than a suite holds.
    """
    if not in_suites:
        yield from (Item([row]) for row in rows if row is not None)
        return
    waiting = Item()
    for row in rows:
        if row is not None:
            waiting.append(row)
        full = len(waiting) == size if size is not None else row is None
        if waiting and full:
            yield waiting
            waiting = Item()
        elif len(waiting) > MAX_SUITE:
            raise FileRefused(
                f"Line {waiting[-1].line}: a suite has at most {MAX_SUITE} tasks; this pool does not mix its"
                " tasks, so put an empty line behind each suite, or say tasks_per_suite"
            )
    if waiting:
        yield waiting


def explained(errors: Mapping[str, FieldError], item: Item, *, tables: bool) -> dict[str, FieldError]:
    """Errors as the log shows them: by column where the file has columns, with the line in their words."""
    found = {}
    for path, error in errors.items():
        row, rest, prefix = item[0], path, ""
        parts = path.split(".", 2)
        if parts[0] == "tasks" and len(parts) > 1 and parts[1].isdigit() and int(parts[1]) < len(item):
            row, rest, prefix = item[int(parts[1])], "".join(parts[2:]), f"tasks.{parts[1]}."
        name = column_of(rest) if tables else rest
        place = f"Line {row.line}, {name}" if name else f"Line {row.line}"
        words = f"{place}: {error.message}"
        found[f"{prefix}{name}".removesuffix(".")] = msgspec.structs.replace(error, message=words)
    return found


def shown(item: Item) -> str:
    """The rows as the log shows them, as JSON; very long ones are left out."""
    rows = [{"line": row.line, "row": msgspec.Raw(row.shown)} for row in item]
    told: Any = rows[0] if len(item) == 1 else {"line": item[0].line, "rows": rows}
    text = msgspec.json.encode(told).decode()
    return text if len(text) <= _SHOWN_BYTES else f'{{"line":{item[0].line}}}'
