"""Whole files: tasks into a pool, results out of it, and Toloka's ``assignments.tsv``."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any, cast

from litestar import Controller, Response, get, post, route
from litestar.enums import HttpMethod
from litestar.exceptions import InternalServerException
from litestar.params import FromPath
from litestar.response import Stream

from talka.attachments.files import FileWriter
from talka.attachments.upload import ROOM_FOR_THE_REST, boundary_of, receive, too_large
from talka.bulk import asked, service
from talka.bulk.exporting import STREAMED, Style, streamed
from talka.bulk.files import BulkStore
from talka.bulk.model import MEDIA_TYPES, BulkFile, FileFormat, TaskFile
from talka.bulk.results import Results, Wish
from talka.http.auth import Permission, needs
from talka.http.call import Call
from talka.http.content import Content, answer_content, disposition
from talka.http.openapi import QueryParameter
from talka.kernel.errors import (
    BadRequest,
    InappropriateStatus,
    OperationAlreadyExists,
    PoolInappropriateStatus,
    ResultsExpired,
    TalkaError,
    ValidationFailed,
)
from talka.kernel.ids import new_uuid
from talka.operations.model import OperationView

_MULTIPART = "multipart/form-data"
_OPERATION_ID = QueryParameter(
    "operation_id", uuid.UUID, "The operation's id; a repeated one changes nothing twice."
)
_IMPORT_QUERY = (
    QueryParameter(
        "format", str, "`tsv`, `csv`, `json`, `jsonl` or `xlsx`; else the file's name or type tells."
    ),
    QueryParameter("name", str, "What the file is called, where it is the whole body."),
    _OPERATION_ID,
    QueryParameter("skip_invalid_items", bool, "Create the tasks of sound rows, and tell of the others."),
    QueryParameter("allow_defaults", bool, "Take a missing overlap from the pool's defaults."),
    QueryParameter("open_pool", bool, "Open the pool afterwards, if it is closed."),
    QueryParameter(
        "tasks_per_suite", int, "How many rows make a suite, in a pool that does not mix its tasks."
    ),
)


def _results_query(start: str, end: str, banned: str) -> tuple[QueryParameter, ...]:
    return (
        QueryParameter(
            "status", list[str], "Statuses, as `APPROVED` (the default), `SUBMITTED`, `REJECTED`."
        ),
        QueryParameter("field", list[str], "Which of the `ASSIGNMENT:` columns there are, in this order."),
        QueryParameter(start, str, "Only what was handed in at this UTC time or later."),
        QueryParameter(end, str, "Only what was handed in before this UTC time."),
        QueryParameter(banned, bool, "Leave out answers of workers who are banned from the pool now."),
    )


_EXPORT_QUERY = (
    QueryParameter("format", str, "`tsv` (the default), `csv`, `json`, `jsonl`, `xlsx` or `parquet`."),
    *_results_query("start_time_from", "start_time_to", "exclude_banned"),
    QueryParameter("formulas", str, "`escape` (the default) or `keep` what a spreadsheet would run, in CSV."),
    QueryParameter("gzip", bool, "Pack the file."),
)


class BulkController(Controller):
    """Whole files of tasks and results."""

    path = "/api/v1"
    tags = ("bulk",)
    opt = needs(Permission.WORK)

    @post(
        "/pools/{pool_id:str}/tasks/import",
        status_code=202,
        request_max_body_size=None,  # the file is measured as it is written
        opt={
            "form": TaskFile,
            "consumes": _MULTIPART,
            "query": _IMPORT_QUERY,
            "errors": (OperationAlreadyExists, PoolInappropriateStatus),
        },
    )
    async def import_tasks(self, request: Call, pool_id: FromPath[str]) -> OperationView:
        """Upload a file of tasks: TSV, CSV, JSON, JSON Lines or XLSX, also packed with gzip.

        The file is the field `file` of a form, or the whole body. The operation reads all of it first, and
        creates nothing when a row is wrong, unless `skip_invalid_items` says otherwise; its log tells line
        and column of each wrong row.
        """
        parameters = request.parameters
        wish = asked.import_wish(parameters)
        name = parameters.text("name")
        await request.read(lambda tx, who: service.require_importable(tx, who, pool_id, wish))
        key, operation_id = new_uuid(), wish.options.operation_id or new_uuid()
        found, media_type, size = await _receive(request, key)
        try:
            form = wish.format or asked.format_of(found or name, media_type)
            file = BulkFile(key, operation_id, found or f"tasks.{form}", MEDIA_TYPES[form], size, None)
            wake = request.environment.wake
            return await request.write(
                lambda tx, who: service.begin_import(tx, who, pool_id, wish, form, file, wake)
            )
        except TalkaError:
            # Only a refusal is sure to have left no record; what else went wrong is left to the sweep.
            await _bulk(request).files.remove(key)
            raise

    @post(
        "/pools/{pool_id:str}/assignments/export",
        status_code=202,
        opt={"query": (*_EXPORT_QUERY, _OPERATION_ID), "errors": (OperationAlreadyExists,)},
    )
    async def export_assignments(self, request: Call, pool_id: FromPath[str]) -> OperationView:
        """Have an operation write a pool's results into a file, which can be fetched for a day."""
        parameters = request.parameters
        operation_id = parameters.uuid("operation_id")
        wish, style = _export_asked(request)
        parameters.done()
        wake = request.environment.wake
        return await request.write(
            lambda tx, who: service.begin_export(tx, who, pool_id, wish, style, operation_id, wake)
        )

    @get(
        "/pools/{pool_id:str}/assignments/export",
        media_type="*/*",  # by the form that is asked for
        opt={"query": _EXPORT_QUERY},
    )
    async def download_assignments(self, request: Call, pool_id: FromPath[str]) -> Stream:
        """A pool's results as they are read: TSV, CSV, JSON or JSON Lines."""
        wish, style = _export_asked(request)
        if style.format not in STREAMED:
            words = f"{style.format.upper()} is written by an operation: POST here instead"
            raise ValidationFailed.of("format", "VALUE_NOT_ALLOWED", words, list(STREAMED))
        return await _stream(request, pool_id, wish, style)

    @route(
        "/operations/{operation_id:str}/file",
        http_method=[HttpMethod.GET, HttpMethod.HEAD],
        media_type="application/octet-stream",
        opt={"file": True, "errors": (InappropriateStatus, ResultsExpired)},
    )
    async def download_exported_file(self, request: Call, operation_id: FromPath[str]) -> Response[Any]:
        """The file of results that an operation wrote."""
        file = await request.read(lambda tx, who: service.exported_file(tx, who, operation_id))
        content = Content(
            size=file.size,
            etag=file.id,
            name=file.name,
            media_type=file.media_type,
            inline=False,
            read=partial(_bulk(request).files.read, file.id),
        )
        return await answer_content(request, content)


class AssignmentsTsvController(Controller):
    """Results in the file that Toloka's own page for requesters downloads."""

    path = "/api/new/requester/pools"
    tags = ("bulk",)
    opt = needs(Permission.WORK)  # these are results

    @get(
        "/{pool_id:str}/assignments.tsv",
        media_type="text/tab-separated-values",
        opt={
            "query": (
                *_results_query("startTimeFrom", "startTimeTo", "excludeBanned"),
                QueryParameter(
                    "addRowDelimiter", bool, "Put an empty line behind each assignment (the default)."
                ),
            )
        },
    )
    async def get_assignments_tsv(self, request: Call, pool_id: FromPath[str]) -> Stream:
        """A pool's results, a row for each task, as toloka-kit's `get_assignments_df` reads them."""
        parameters = request.parameters
        wish = asked.results_wish(parameters, request.address, start="startTimeFrom", end="startTimeTo")
        delimiter = parameters.flag("addRowDelimiter", default=True)
        parameters.done()
        return await _stream(request, pool_id, wish, Style(FileFormat.TSV, row_delimiter=delimiter))


def _export_asked(request: Call) -> tuple[Wish, Style]:
    parameters = request.parameters
    wish = asked.results_wish(parameters, request.address, start="start_time_from", end="start_time_to")
    style = asked.export_style(parameters)
    parameters.done()
    return wish, style


async def _stream(request: Call, pool_id: str, wish: Wish, style: Style) -> Stream:
    results = await request.read(lambda tx, who: Results(tx, who, pool_id, wish))
    media_type = style.media_type
    if media_type.startswith("text/"):
        media_type = f"{media_type}; charset=utf-8"
    headers = {
        "content-type": media_type,
        "content-disposition": disposition(style.name_for(results.pool.id), inline=False),
        "x-content-type-options": "nosniff",
    }
    return Stream(streamed(request.environment.database, results, style), headers=headers)


async def _receive(request: Call, key: str) -> tuple[str | None, str | None, int]:
    """Store the body's file; its name and media type where they are told, and its size."""
    limit = request.environment.platform.limits.import_bytes
    kind = request.headers.get("content-type", "")
    if (request.content_length or 0) > limit + ROOM_FOR_THE_REST:
        raise too_large(limit)
    writer = await _bulk(request).files.create(key)
    try:
        if kind.partition(";")[0].strip().lower() == _MULTIPART:
            upload = await receive(request.stream(), boundary_of(kind), writer, limit)
            name, media_type, size = upload.name, upload.media_type, upload.size
        else:
            name, media_type, size = None, kind, await _receive_body(request, writer, limit)
    except InternalServerException as error:
        await writer.abort()
        raise BadRequest("The upload was cut off") from error
    except BaseException:
        await writer.abort()
        raise
    if not size:
        await _bulk(request).files.remove(key)
        raise ValidationFailed.of("", "NOT_NULL_BODY", "The file is empty")
    return name, media_type, size


async def _receive_body(request: Call, writer: FileWriter, limit: int) -> int:
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > limit:
            raise too_large(limit)
        await writer.write(piece)
    await writer.finish()
    return size


def _bulk(request: Call) -> BulkStore:
    return cast("BulkStore", request.application.bulk[request.environment.name])
