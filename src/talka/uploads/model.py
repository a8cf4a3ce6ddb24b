"""What an upload in parts is (tus: "upload resource")."""

from __future__ import annotations

import msgspec

from talka.kernel import clock
from talka.kernel.errors import Conflict, TalkaError
from talka.words.speaking import say

VERSION = "1.0.0"
EXTENSIONS = ("creation", "creation-with-upload", "expiration", "checksum", "termination")
CHECKSUMS = ("sha1", "sha256")
OFFSET_OCTETS = "application/offset+octet-stream"
ATTACHMENT_ID = "Talka-Attachment-Id"

REQUEST_HEADERS = (
    "tus-resumable",
    "upload-checksum",
    "upload-length",
    "upload-metadata",
    "upload-offset",
    "x-http-method-override",
)
"""What pages of other origins may send, if any may."""

ANSWER_HEADERS = (
    "Location",
    "Tus-Checksum-Algorithm",
    "Tus-Extension",
    "Tus-Max-Size",
    "Tus-Resumable",
    "Tus-Version",
    "Upload-Expires",
    "Upload-Length",
    "Upload-Metadata",
    "Upload-Offset",
    ATTACHMENT_ID,
)
"""What such pages may read."""

LIFETIME = clock.DAY
LEASE = 10 * clock.SECOND
"""How long a request keeps others out after it last showed signs of life."""

PIECE = 8 * 1024 * 1024
"""What a killed server can make a client send again, at most."""

MAX_PIECES = 10_000
MAX_UNFINISHED = 100


class ResumableUpload(msgspec.Struct, frozen=True):
    """One upload: ``received`` of its ``length`` bytes are durable, in as many ``pieces``.

    ``metadata`` is as the client sent it; ``head`` the first bytes, in hexadecimal; ``attachment_id`` the
    file that it became. ``holder`` is the request that adds to it, until ``held_until``; both that and
    ``expires_real`` are in real time.
    """

    id: str
    user_id: str
    assignment_id: str | None
    metadata: str
    length: int
    received: int
    pieces: int
    head: str
    attachment_id: str | None
    expires_real: int
    holder: str | None
    held_until: int


class Piece(msgspec.Struct, frozen=True):
    """A part that is durable: the stored file ``file_id`` has the ``size`` bytes from ``start`` on."""

    upload_id: str
    start: int
    size: int
    file_id: str


class UploadView(msgspec.Struct, frozen=True):
    """An upload as its worker sees it. ``attachment_id`` is there once all bytes are."""

    id: str
    name: str
    length: int
    offset: int
    expires: str
    assignment_id: str | None
    attachment_id: str | None


class WrongOffset(Conflict):
    """409: the part does not begin where the bytes that are there end; ask for the offset with HEAD."""

    code = "UPLOAD_OFFSET_MISMATCH"


class UploadGone(TalkaError):  # noqa: N818
    """410: the upload's time is over, or a part of it was lost; begin anew."""

    code = "UPLOAD_GONE"
    status = 410


class UnsupportedVersion(TalkaError):  # noqa: N818
    """412: the call speaks another version of tus, or does not say which."""

    code = "UNSUPPORTED_TUS_VERSION"
    status = 412

    def __init__(self) -> None:
        super().__init__(say("Send Tus-Resumable: {version}", version=VERSION), {"supported": [VERSION]})


class UploadLocked(TalkaError):  # noqa: N818
    """423: another request adds to this upload just now."""

    code = "UPLOAD_LOCKED"
    status = 423

    def __init__(self) -> None:
        super().__init__(say("Another request adds to this upload; ask for its offset again in some seconds"))


class ChecksumMismatch(TalkaError):  # noqa: N818
    """460: the part that arrived is not the one that was sent; it was not kept."""

    code = "CHECKSUM_MISMATCH"
    status = 460

    def __init__(self) -> None:
        super().__init__(say("The bytes that arrived do not have the checksum sent along; send them again"))
