"""The parameters of calls about whole files, read."""

from __future__ import annotations

from pathlib import PurePath

from talka.bulk.exporting import Style
from talka.bulk.model import MEDIA_TYPES, FileFormat
from talka.bulk.results import DEFAULT_FIELDS, DEFAULT_STATUSES, FIELDS, STATUSES, Wish
from talka.bulk.service import ImportWish
from talka.bulk.writing import require_available
from talka.http.parameters import Parameters
from talka.kernel import clock
from talka.kernel.errors import ValidationFailed
from talka.operations.batch import Options
from talka.tasks.batch import PoolKind

MAX_PER_SUITE = 500
_IMPORTED = tuple(form for form in FileFormat if form is not FileFormat.PARQUET)


def import_wish(parameters: Parameters) -> ImportWish:
    """What is asked of a file of tasks.

    Raises:
        ValidationFailed: a parameter is wrong.
    """
    form = _format(parameters.text("format"), parameters, _IMPORTED)
    options = Options(
        async_mode=True,
        operation_id=parameters.uuid("operation_id"),
        **{name: parameters.flag(name) for name in PoolKind.flags},
    )
    size = parameters.integer("tasks_per_suite", 0)
    if size > MAX_PER_SUITE:
        words = f"A suite has at most {MAX_PER_SUITE} tasks"
        parameters.errors.add("tasks_per_suite", "VALUE_GREATER_THAN_MAX", words, [MAX_PER_SUITE])
    parameters.done()
    return ImportWish(form, options, size or None)


def results_wish(parameters: Parameters, address: str, *, start: str, end: str) -> Wish:
    """Which results are asked for; ``start`` and ``end`` are what the call calls the bounds in time."""
    statuses = _known(parameters, "status", tuple(STATUSES), upper=True) or DEFAULT_STATUSES
    fields = _known(parameters, "field", FIELDS) or DEFAULT_FIELDS
    return Wish(
        address=address,
        statuses=statuses,
        fields=fields,
        start=_time(parameters, start),
        end=_time(parameters, end),
        exclude_banned=parameters.flag("exclude_banned") or parameters.flag("excludeBanned"),
    )


def export_style(parameters: Parameters) -> Style:
    """How results are to be written.

    Raises:
        ValidationFailed: this installation cannot write them so.
    """
    form = _format(parameters.text("format"), parameters, tuple(FileFormat)) or FileFormat.TSV
    formulas = parameters.text("formulas") or "escape"
    if formulas not in ("escape", "keep"):
        parameters.errors.add("formulas", "UNKNOWN_ENUM_VALUE", "formulas must be escape or keep")
    packed = parameters.flag("gzip")
    if packed and form in (FileFormat.XLSX, FileFormat.PARQUET):
        parameters.errors.add("gzip", "VALUE_NOT_ALLOWED", f"{form.upper()} is packed already")
    require_available(form)
    return Style(form, gzip=packed, keep_formulas=formulas == "keep")


def format_of(name: str | None, media_type: str | None) -> FileFormat:
    """The form that a file's name tells, or else its media type.

    Raises:
        ValidationFailed: neither does.
    """
    suffix = PurePath((name or "").lower().removesuffix(".gz")).suffix.removeprefix(".")
    kind = (media_type or "").partition(";")[0].strip().lower()
    for form in _IMPORTED:
        if suffix == form or kind == MEDIA_TYPES[form]:
            return form
    words = f"Say which format the file has: {', '.join(_IMPORTED)}"
    raise ValidationFailed.of("format", "VALUE_REQUIRED", words, list(_IMPORTED))


def _format(text: str | None, parameters: Parameters, known: tuple[FileFormat, ...]) -> FileFormat | None:
    if text is None:
        return None
    try:
        form = FileFormat(text.lower())
    except ValueError:
        form = None
    if form not in known:
        parameters.errors.add("format", "UNKNOWN_ENUM_VALUE", f"format must be one of {', '.join(known)}")
        return None
    return form


def _known(
    parameters: Parameters, name: str, known: tuple[str, ...], *, upper: bool = False
) -> tuple[str, ...]:
    found = [text.upper() if upper else text for text in parameters.texts(name)]
    for text in found:
        if text not in known:
            words = f"{text[:100]!r} is none of {', '.join(known)}"
            parameters.errors.add(name, "UNKNOWN_ENUM_VALUE", words, known)
    return tuple(dict.fromkeys(found))


def _time(parameters: Parameters, name: str) -> int | None:
    text = parameters.text(name)
    if text is None:
        return None
    try:
        return clock.from_text(text.replace(" 00:00", "+00:00"))
    except ValueError as error:
        parameters.errors.add(name, "INVALID_DATE_TIME_SYNTAX", str(error))
        return None
