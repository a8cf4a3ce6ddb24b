"""``/api/v1/attachments``, and the worker's ``/api/worker/v1/attachments``."""

from __future__ import annotations

import contextlib
from functools import partial
from typing import Any, cast

from litestar import Controller, Response, get, post, route
from litestar.enums import HttpMethod
from litestar.exceptions import InternalServerException
from litestar.params import FromPath

from talka.attachments import service, store
from talka.attachments.files import FileStore, FileStoreUnavailable
from talka.attachments.model import Attachment, AttachmentView, FileView, UploadForm
from talka.attachments.upload import ROOM_FOR_THE_REST, Upload, boundary_of, receive, too_large
from talka.http.auth import Permission, needs
from talka.http.call import Call
from talka.http.content import Content, answer_content
from talka.http.lists import Page, parse_list
from talka.http.openapi import QueryParameter
from talka.kernel.errors import AccessDenied, BadRequest, DoesNotExist, InappropriateStatus, TalkaError
from talka.kernel.ids import new_uuid
from talka.words.speaking import say

WORKER_PATH = "/api/worker/v1/attachments"


class AttachmentController(Controller):
    """Files that workers attached to their answers."""

    path = "/api/v1/attachments"
    tags = ("attachment",)
    opt = needs(Permission.WORK)  # these are results

    @get("/", opt={"list": store.LIST})
    async def get_attachments(self, request: Call) -> Page[AttachmentView]:
        """The files of a pool or an assignment; one of the two filters is needed."""
        asked = parse_list(store.LIST, request.parameters, request.environment.platform.limits.page)
        return await request.read(lambda tx, who: service.get_attachments(tx, who, asked))

    @get("/{attachment_id:str}")
    async def get_attachment(self, request: Call, attachment_id: FromPath[str]) -> AttachmentView:
        """What is known of one file."""
        return await request.read(
            lambda tx, who: service.view(service.requesters_attachment(tx, who, attachment_id), who)
        )

    @route(
        "/{attachment_id:str}/download",
        http_method=[HttpMethod.GET, HttpMethod.HEAD],
        media_type="application/octet-stream",
        opt={"file": True, "errors": [FileStoreUnavailable]},
    )
    async def download_attachment(self, request: Call, attachment_id: FromPath[str]) -> Response[Any]:
        """The file itself."""
        found = await request.read(lambda tx, who: service.requesters_attachment(tx, who, attachment_id))
        return await answer_content(request, _content(request, found))


class WorkerAttachmentController(Controller):
    """A worker's files."""

    path = WORKER_PATH
    tags = ("worker attachment",)

    @post(
        "/",
        request_max_body_size=None,  # the file is measured as it is written
        opt={
            "form": UploadForm,
            "consumes": "multipart/form-data",
            "errors": [InappropriateStatus, FileStoreUnavailable],
        },
    )
    async def upload_attachment(self, request: Call) -> FileView:
        """Upload a file for an answer.

        It becomes part of an assignment when that is submitted with the file's id among its output values; a
        file that is not is removed after a day.
        """
        await request.worker_read(lambda _tx, who: who)
        key = new_uuid()
        upload = await _store_file(request, key)
        try:
            return await request.worker_write(
                lambda tx, who: service.file_view(
                    tx, service.add_attachment(tx, who, key, upload), files_base(request)
                )
            )
        except TalkaError:
            # Only a refusal is sure to have left no record; what else went wrong is left to the sweep.
            with contextlib.suppress(FileStoreUnavailable):
                await files_of(request).remove(key)
            raise

    @get("/{attachment_id:str}")
    async def get_own_attachment(self, request: Call, attachment_id: FromPath[str]) -> FileView:
        """One of the worker's own files, with a fresh address to load it from."""
        return await request.worker_read(
            lambda tx, who: service.file_view(
                tx, service.own_attachment(tx, who, attachment_id), files_base(request)
            )
        )

    @route(
        "/{attachment_id:str}/content",
        http_method=[HttpMethod.GET, HttpMethod.HEAD],
        media_type="application/octet-stream",
        opt={
            "file": True,
            "access": (),
            "query": [QueryParameter("signature", str, "Proof that the address was given out here.", True)],  # noqa: FBT003
            "errors": [AccessDenied, DoesNotExist, FileStoreUnavailable],
        },
    )
    async def get_content(self, request: Call, attachment_id: FromPath[str]) -> Response[Any]:
        """The file itself, at the address that its attachment shows; no token is needed."""
        parameters = request.parameters
        signature = parameters.text("signature") or ""
        parameters.done()
        found = await request.environment.database.read(
            lambda tx: service.signed_attachment(tx, attachment_id, signature)
        )
        return await answer_content(request, _content(request, found))


async def _store_file(request: Call, key: str) -> Upload:
    boundary = boundary_of(request.headers.get("content-type", ""))
    platform = request.environment.platform
    limit = platform.limits.attachment_bytes
    if (request.content_length or 0) > limit + ROOM_FOR_THE_REST:
        raise too_large(limit)
    writer = await files_of(request).create(key)
    try:
        return await receive(request.stream(), boundary, writer, limit, platform.attachment_types)
    except InternalServerException as error:
        await writer.abort()
        raise BadRequest(say("The upload was cut off")) from error
    except BaseException:
        await writer.abort()
        raise


def files_of(request: Call) -> FileStore:
    """Where the environment's files are kept."""
    return cast("FileStore", request.application.files[request.environment.name])


def files_base(request: Call) -> str:
    """The address of a worker's files: the host set apart for files, where there is one."""
    origin = request.environment.platform.files_origin
    if origin is None:
        return f"{request.address}{WORKER_PATH}"
    return f"{origin.rstrip('/')}{request.environment.prefix}{WORKER_PATH}"


def _content(request: Call, attachment: Attachment) -> Content:
    return Content(
        size=attachment.size,
        etag=attachment.id,
        name=attachment.name,
        media_type=attachment.media_type,
        inline=False,
        read=partial(files_of(request).read, attachment.id),
    )
