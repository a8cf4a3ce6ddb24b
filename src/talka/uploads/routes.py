"""``/api/worker/v1/uploads``: tus 1.0 (https://tus.io/protocols/resumable-upload)."""

from __future__ import annotations

import asyncio
import contextlib
from email.utils import formatdate
from typing import Any, cast

from litestar import Controller, Request, Response, delete, get, patch, post, route
from litestar.enums import HttpMethod
from litestar.exceptions import HTTPException
from litestar.params import FromPath

from talka.attachments.files import FileStoreUnavailable
from talka.attachments.routes import files_of
from talka.attachments.upload import too_large
from talka.http.call import Call
from talka.http.errors import answer_error
from talka.http.openapi import HeaderParameter
from talka.kernel.errors import (
    BadRequest,
    EntityTooLarge,
    InappropriateStatus,
    TalkaError,
    TooManyRequests,
    UnsupportedMediaType,
    ValidationFailed,
)
from talka.kernel.ids import new_uuid
from talka.uploads import rules, service, store
from talka.uploads.model import (
    ATTACHMENT_ID,
    CHECKSUMS,
    EXTENSIONS,
    OFFSET_OCTETS,
    VERSION,
    ChecksumMismatch,
    ResumableUpload,
    UnsupportedVersion,
    UploadGone,
    UploadLocked,
    UploadView,
    WrongOffset,
)
from talka.uploads.receiving import Taking
from talka.words.speaking import say

_PATH = "/api/worker/v1/uploads"
_RESUMABLE = HeaderParameter("Tus-Resumable", str, f"The version of tus: {VERSION}.", required=True)
_OFFSET = HeaderParameter("Upload-Offset", int, "Where the part begins.", required=True)
_LENGTH = HeaderParameter("Upload-Length", int, "How many bytes the file has.", required=True)
_METADATA = HeaderParameter(
    "Upload-Metadata",
    str,
    "Keys with values in base64, with commas between: `filename`, `filetype`, `assignment_id`.",
)
_CHECKSUM = HeaderParameter(
    "Upload-Checksum", str, f"What the part adds up to: {' or '.join(CHECKSUMS)}, and the sum in base64."
)
_INSTEAD = HeaderParameter("X-HTTP-Method-Override", str, "`PATCH` or `DELETE`.", required=True)
_HOLDING = [UploadGone, UnsupportedVersion, UploadLocked]
_TAKING = [
    *_HOLDING,
    ValidationFailed,
    WrongOffset,
    InappropriateStatus,
    EntityTooLarge,
    UnsupportedMediaType,
    ChecksumMismatch,
    FileStoreUnavailable,
]


def answer_tus_error(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """A refusal as everywhere, with the headers that tus wants of every answer."""
    answer = answer_error(request, error)
    answer.headers["Tus-Resumable"] = VERSION
    answer.headers["Cache-Control"] = "no-store"
    if isinstance(error, UnsupportedVersion):
        answer.headers["Tus-Version"] = VERSION
    return answer


def require_version(request: Request[Any, Any, Any]) -> None:
    """The version of tus is said with every call but OPTIONS; GET is not one of its calls.

    Raises:
        AuthenticationFailed: there is no token, which is told first.
        UnsupportedVersion: it is another one, or none.
    """
    if request.method in ("GET", "OPTIONS"):
        return
    cast("Call", request).worker_token()
    if request.headers.get("tus-resumable") != VERSION:
        raise UnsupportedVersion


class UploadController(Controller):
    """Files that arrive in parts and can go on after a break, by tus 1.0 (tus.io)."""

    path = _PATH
    tags = ("worker upload",)
    exception_handlers = {HTTPException: answer_tus_error, Exception: answer_tus_error}  # noqa: RUF012  Litestar's way
    before_request = staticmethod(require_version)

    # Handlers are registered by their names, and the first of a path has Litestar add an OPTIONS of its own.
    @route("/", http_method=[HttpMethod.OPTIONS], opt={"access": ()}, include_in_schema=False)
    async def abilities(self, request: Call) -> Response[None]:
        """What of tus is known here."""
        return _abilities(request)

    @post(
        "/",
        request_max_body_size=None,  # the part is measured as it is written
        status_code=201,
        opt={
            "form": bytes | None,
            "consumes": OFFSET_OCTETS,
            "headers": (_RESUMABLE, _LENGTH, _METADATA, _CHECKSUM),
            "errors": [*(one for one in _TAKING if one is not WrongOffset), TooManyRequests],
        },
    )
    async def create_upload(self, request: Call) -> Response[None]:
        """Begin an upload; `Location` says where it goes on.

        Bytes may come along with it. Once all have arrived, here or later, `Talka-Attachment-Id` names the
        attachment that they have become.
        """
        length = rules.parse_count("Upload-Length", request.headers.get("upload-length"))
        checksum = rules.parse_checksum(request.headers.get("upload-checksum"))
        with_bytes = _media_type(request) == OFFSET_OCTETS
        if not with_bytes and (request.content_length or 0) > 0:
            raise UnsupportedMediaType(say("Send bytes as Content-Type: {type}, or none", type=OFFSET_OCTETS))
        metadata = request.headers.get("upload-metadata", "")
        limit = request.environment.platform.limits.attachment_bytes
        holder = new_uuid() if with_bytes or length == 0 else None
        upload = await request.worker_write(
            lambda tx, who: service.create_upload(tx, who, length, metadata, limit=limit, holder=holder)
        )
        if holder is not None:
            try:
                upload = await _take(request, upload, holder, checksum, with_bytes=with_bytes)
            except TalkaError:
                await _forget(request, upload.id)  # the refusal does not say where it would go on
                raise
        location = f"{request.address}{_PATH}/{upload.id}"
        return _answer(upload, 201, {"Location": location})

    @get("/{upload_id:str}", opt={"errors": [UploadGone, UnsupportedVersion]})
    async def get_upload(self, request: Call, upload_id: FromPath[str]) -> UploadView:
        """How far an upload is, and the attachment that it became."""
        return service.view(await _looked_after(request, upload_id))

    @route(
        "/{upload_id:str}",
        http_method=[HttpMethod.HEAD],
        opt={"headers": (_RESUMABLE,)},
        include_in_schema=False,
    )
    async def get_offset(self, request: Call, upload_id: FromPath[str]) -> Response[None]:
        """How many bytes have arrived."""
        upload = await _looked_after(request, upload_id)
        said = {"Upload-Metadata": upload.metadata} if upload.metadata else {}
        return _answer(upload, 200, {"Upload-Length": str(upload.length), **said})

    @patch(
        "/{upload_id:str}",
        request_max_body_size=None,
        status_code=204,
        opt={
            "form": bytes,
            "consumes": OFFSET_OCTETS,
            "headers": (_RESUMABLE, _OFFSET, _CHECKSUM),
            "errors": _TAKING,
        },
    )
    async def add_to_upload(self, request: Call, upload_id: FromPath[str]) -> Response[None]:
        """Send the next part. `Upload-Offset` says what has arrived; it is durable."""
        return await _add(request, upload_id)

    @delete(
        "/{upload_id:str}",
        status_code=204,
        opt={"headers": (_RESUMABLE,), "errors": _HOLDING},
    )
    async def delete_upload(self, request: Call, upload_id: FromPath[str]) -> Response[None]:
        """Give an upload up. The attachment that it became, if it did, stays."""
        return await _delete(request, upload_id)

    @post(
        "/{upload_id:str}",
        request_max_body_size=None,
        status_code=204,
        opt={
            "form": bytes | None,
            "consumes": OFFSET_OCTETS,
            "headers": (_RESUMABLE, _INSTEAD, _OFFSET, _CHECKSUM),
            "errors": _TAKING,
        },
    )
    async def change_upload(self, request: Call, upload_id: FromPath[str]) -> Response[None]:
        """PATCH or DELETE, for clients that can send neither."""
        method = request.headers.get("x-http-method-override", "").upper()
        if method == "PATCH":
            return await _add(request, upload_id)
        if method == "DELETE":
            return await _delete(request, upload_id)
        raise BadRequest(say("Say X-HTTP-Method-Override: PATCH or DELETE"))

    @route("/{upload_id:str}", http_method=[HttpMethod.OPTIONS], opt={"access": ()}, include_in_schema=False)
    async def abilities_of_one(self, request: Call, upload_id: FromPath[str]) -> Response[None]:  # noqa: ARG002
        """The same for every upload."""
        return _abilities(request)


async def _add(request: Call, upload_id: str) -> Response[None]:
    if _media_type(request) != OFFSET_OCTETS:
        raise UnsupportedMediaType(say("Send the part as Content-Type: {type}", type=OFFSET_OCTETS))
    offset = rules.parse_count("Upload-Offset", request.headers.get("upload-offset"))
    checksum = rules.parse_checksum(request.headers.get("upload-checksum"))
    holder = new_uuid()
    upload = await request.worker_write(
        lambda tx, who: service.begin_part(tx, who, upload_id, holder, offset)
    )
    return _answer(await _take(request, upload, holder, checksum, with_bytes=True), 204)


async def _delete(request: Call, upload_id: str) -> Response[None]:
    holder = new_uuid()
    pieces = await request.worker_write(lambda tx, who: service.remove_upload(tx, who, upload_id, holder))
    with contextlib.suppress(FileStoreUnavailable):  # the sweep finds them
        for key in pieces:
            await files_of(request).remove(key)
    return Response(None, status_code=204, headers={"Tus-Resumable": VERSION})


async def _forget(request: Call, upload_id: str) -> None:
    pieces = await request.environment.database.write(lambda tx: store.remove(tx, [upload_id]))
    with contextlib.suppress(FileStoreUnavailable):  # the sweep finds them
        for key in pieces:
            await files_of(request).remove(key)


async def _take(
    request: Call, upload: ResumableUpload, holder: str, checksum: rules.Checksum | None, *, with_bytes: bool
) -> ResumableUpload:
    """Take what the request brings, and make the upload a file if that was the rest of it."""
    taking = Taking(request, files_of(request), upload, holder)
    ending = False
    try:
        if (request.content_length or 0) > upload.length - upload.received:
            raise too_large(upload.length)
        if upload.attachment_id is not None:
            return upload
        if with_bytes:
            await taking.take(request.stream(), checksum)
        upload = taking.upload
        return await taking.complete() if upload.received == upload.length else upload
    except asyncio.CancelledError:
        ending = True  # there may be no database any more, and the lease ends by itself
        raise
    finally:
        if not ending:
            await taking.release()


async def _looked_after(request: Call, upload_id: str) -> ResumableUpload:
    """The upload; if all of it is there but a server ended before it was a file, that is made up for."""
    upload = await request.worker_read(lambda tx, who: service.own_upload(tx, who, upload_id))
    if upload.attachment_id is not None or upload.received < upload.length:
        return upload
    holder = new_uuid()
    try:
        held = await request.worker_write(lambda tx, who: service.hold_upload(tx, who, upload_id, holder))
        return await _take(request, held, holder, None, with_bytes=False)
    except UploadGone:
        raise
    except TalkaError:
        return upload  # somebody is at it, or it cannot be done; the offset is as it is


def _answer(upload: ResumableUpload, status: int, more: dict[str, str] | None = None) -> Response[None]:
    headers = {
        "Tus-Resumable": VERSION,
        "Cache-Control": "no-store",
        "Upload-Offset": str(upload.received),
        **(more or {}),
    }
    if upload.attachment_id is None:
        headers["Upload-Expires"] = formatdate(upload.expires_real / 1000, usegmt=True)
    else:
        headers[ATTACHMENT_ID] = upload.attachment_id
    # Nothing at all, which None is not where there may be content.
    return cast(
        "Response[None]", Response(b"", status_code=status, headers=headers, media_type=OFFSET_OCTETS)
    )


def _abilities(request: Call) -> Response[None]:
    headers = {
        "Tus-Resumable": VERSION,
        "Tus-Version": VERSION,
        "Tus-Extension": ",".join(EXTENSIONS),
        "Tus-Checksum-Algorithm": ",".join(CHECKSUMS),
        "Tus-Max-Size": str(request.environment.platform.limits.attachment_bytes),
    }
    return Response(None, status_code=204, headers=headers)


def _media_type(request: Call) -> str:
    return str(request.headers.get("content-type", "")).partition(";")[0].strip().lower()
