"""What an attachment is (Toloka: "Attachment")."""

from __future__ import annotations

from typing import Protocol

import msgspec

from talka.kernel.owner import Owner

ASSIGNMENT_ATTACHMENT = "ASSIGNMENT_ATTACHMENT"


class Attachment(msgspec.Struct, frozen=True):
    """A stored file's record.

    ``assignment_id`` is the page it was uploaded for. The pool and requester are known once it is bound, that
    is, handed in with an answer. ``uploaded_real`` is in real time, ``created`` in business time.
    """

    id: str
    user_id: str
    requester_id: str | None
    pool_id: int | None
    assignment_id: str | None
    name: str
    media_type: str
    size: int
    created: int
    uploaded_real: int


class Bound(Protocol):
    """The assignment that files are bound to, as far as they need to know it."""

    @property
    def id(self) -> str: ...
    @property
    def pool_id(self) -> int: ...
    @property
    def requester_id(self) -> str: ...


class Details(msgspec.Struct, frozen=True):
    """Who attached a file to what."""

    user_id: str
    assignment_id: str
    pool_id: str


class AttachmentView(msgspec.Struct, frozen=True):
    """A bound file as the requester's API shows it."""

    id: str
    attachment_type: str
    name: str
    details: Details
    owner: Owner
    created: str
    media_type: str


class UploadForm(msgspec.Struct, frozen=True):
    """``POST /attachments``, as multipart/form-data."""

    file: bytes
    assignment_id: str | None = None


class FileView(msgspec.Struct, frozen=True):
    """A file as its worker sees it. ``id`` is the value of a ``file`` output field.

    ``url`` needs no token and works until ``url_expires``.
    """

    id: str
    name: str
    media_type: str
    size: int
    url: str
    url_expires: str
