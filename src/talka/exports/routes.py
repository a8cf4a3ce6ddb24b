"""``/api/v1/requester/export`` and ``/api/worker/v1/me/export``. Additions of ours to Toloka's API."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, cast

from litestar import Controller, Response, get
from litestar.response import Stream

from talka.attachments.files import FileStore
from talka.exports import requester, worker
from talka.exports.archive import Member, zipped
from talka.http.auth import Requester, Worker
from talka.http.call import Call
from talka.http.content import disposition
from talka.http.openapi import QueryParameter
from talka.storage.tx import Tx

MEDIA_TYPE = "application/zip"
_WITH_FILES = QueryParameter("attachments", bool, "With the uploaded files themselves.")


class RequesterExportController(Controller):
    """Everything a requester has."""

    path = "/api/v1/requester"
    tags = ("requester",)

    @get("/export", media_type=MEDIA_TYPE, opt={"query": [_WITH_FILES]})
    async def export_requester(self, request: Call) -> Response[Any]:
        """Everything that the requester has, as a ZIP archive: a file of JSON lines for each list.

        It is made while it is sent, so what changes meanwhile may or may not be in it.
        """
        with_files = _with_files(request)

        def who(tx: Tx, caller: Requester) -> tuple[Requester, int]:
            return caller, tx.now

        caller, now = await request.read(who)
        database = request.environment.database
        members = requester.everything(database, _files(request), caller, with_files=with_files)
        return _answer(members, now, "talka-requester.zip")


class WorkerExportController(Controller):
    """Everything that is kept of a worker."""

    path = "/api/worker/v1/me"
    tags = ("worker account",)

    @get("/export", media_type=MEDIA_TYPE, opt={"query": [_WITH_FILES]})
    async def export_me(self, request: Call) -> Response[Any]:
        """Everything that is kept of the worker and is theirs to see, as a ZIP archive.

        Profile, skills, pages and answers, earnings, restrictions and uploaded files.
        """
        with_files = _with_files(request)

        def who(tx: Tx, caller: Worker) -> tuple[Worker, int]:
            return caller, tx.now

        caller, now = await request.worker_read(who)
        database = request.environment.database
        members = worker.everything(database, _files(request), caller, with_files=with_files)
        return _answer(members, now, "talka-worker.zip")


def _with_files(request: Call) -> bool:
    parameters = request.parameters
    found = parameters.flag("attachments")
    parameters.done()
    return found


def _files(request: Call) -> FileStore:
    return cast("FileStore", request.application.files[request.environment.name])


def _answer(members: AsyncIterator[Member], now: int, name: str) -> Response[Any]:
    headers = {
        "content-disposition": disposition(name, inline=False),
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    return Stream(zipped(members, now), media_type=MEDIA_TYPE, headers=headers)
