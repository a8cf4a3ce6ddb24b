"""Use cases of attachments."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from itsdangerous import BadData, URLSafeSerializer

from talka.accounts.model import WorkerErased
from talka.attachments import store
from talka.attachments.model import (
    ASSIGNMENT_ATTACHMENT,
    Attachment,
    AttachmentView,
    Bound,
    Details,
    FileView,
)
from talka.attachments.upload import Upload
from talka.http.auth import Requester, Worker
from talka.http.lists import ListRequest, Page, fetch_page, require_one_of
from talka.kernel import clock
from talka.kernel.errors import AccessDenied, DoesNotExist, InappropriateStatus, ValidationFailed
from talka.kernel.ids import parse_uuid
from talka.storage.tx import Tx
from talka.words.speaking import say

URL_LIFETIME = clock.HOUR
_SECRET = "attachment urls"  # noqa: S105  its name


# ---- the worker's side -----------------------------------------------------------------------------------


def add_attachment(tx: Tx, worker: Worker, attachment_id: str, upload: Upload) -> Attachment:
    """``POST /attachments``: keep the record of a file that was stored under this id.

    Raises:
        ValidationFailed: the assignment is not this worker's.
        InappropriateStatus: the assignment is not ACTIVE.
    """
    if upload.assignment_id is not None:
        require_active(tx, worker, upload.assignment_id)
    attachment = Attachment(
        id=attachment_id,
        user_id=worker.id,
        requester_id=None,
        pool_id=None,
        assignment_id=upload.assignment_id,
        name=upload.name,
        media_type=upload.media_type,
        size=upload.size,
        created=tx.now,
        uploaded_real=clock.real_now(),
    )
    store.add(tx, attachment)
    store.add_secret(tx, _SECRET, secrets.token_urlsafe(32))
    return attachment


def own_attachment(tx: Tx, worker: Worker, attachment_id: str) -> Attachment:
    """The worker's own file.

    Raises:
        DoesNotExist: there is none, or it is another's.
    """
    found = _find(tx, attachment_id)
    if found is None or found.user_id != worker.id:
        raise DoesNotExist("attachment", attachment_id)
    return found


def file_view(tx: Tx, attachment: Attachment, base: str) -> FileView:
    """A file as its worker sees it, with a signed address below ``base``."""
    expires = clock.real_now() + URL_LIFETIME
    signature = _signer(tx).dumps([attachment.id, expires])
    return FileView(
        id=attachment.id,
        name=attachment.name,
        media_type=attachment.media_type,
        size=attachment.size,
        url=f"{base}/{attachment.id}/content?signature={signature}",
        url_expires=clock.to_text_z(expires),
    )


def signed_attachment(tx: Tx, attachment_id: str, signature: str) -> Attachment:
    """The file that a signed address names.

    Raises:
        AccessDenied: the address was not signed here, or its time is over.
        DoesNotExist: there is no such file any more.
    """
    try:
        named, expires = _signer(tx).loads(signature)
    except (BadData, TypeError, ValueError):
        raise AccessDenied(say("The address is not one that was given out here")) from None
    if named != attachment_id:
        raise AccessDenied(say("The address is not one that was given out here"))
    if expires <= clock.real_now():
        raise AccessDenied(say("The address has expired; ask for the attachment again"))
    found = _find(tx, attachment_id)
    if found is None:
        raise DoesNotExist("attachment", attachment_id)
    return found


def bind(tx: Tx, worker_id: str, assignment: Bound, attachment_ids: Sequence[str]) -> set[str]:
    """Make the files part of an assignment's answers, if all of them can be; the ids of those that cannot.

    A file can be bound by the worker who uploaded it, to one assignment only. Binding it to the same
    assignment again changes nothing.
    """
    wanted = set(attachment_ids)
    unknown = wanted - store.bindable(tx, worker_id, assignment.id, sorted(wanted))
    if wanted and not unknown:
        store.bind(tx, sorted(wanted), assignment.id, assignment.pool_id, assignment.requester_id)
    return unknown


def when_worker_erased(tx: Tx, event: WorkerErased) -> None:
    """Forget what an erased person uploaded and never handed in; what is part of answers stays."""
    store.remove_unbound_of(tx, event.user_id)


# ---- the requester's side --------------------------------------------------------------------------------


def get_attachments(tx: Tx, requester: Requester, request: ListRequest) -> Page[AttachmentView]:
    """``GET /attachments``: files of a pool, an assignment or, as toloka-kit may ask, a worker."""
    require_one_of(request, "pool_id", "assignment_id", "user_id")
    return fetch_page(
        tx,
        store.LIST,
        request,
        lambda rows: [view(Attachment(*row), requester) for row in rows],
        (store.OWNER, requester.id),
    )


def requesters_attachment(tx: Tx, requester: Requester, attachment_id: str) -> Attachment:
    """A file among the answers to the requester's tasks.

    Raises:
        DoesNotExist: there is none, or it is another's.
    """
    found = _find(tx, attachment_id)
    if found is None or found.requester_id != requester.id:
        raise DoesNotExist("attachment", attachment_id)
    return found


def view(attachment: Attachment, requester: Requester) -> AttachmentView:
    """A bound file as the requester's API shows it."""
    return AttachmentView(
        id=attachment.id,
        attachment_type=ASSIGNMENT_ATTACHMENT,
        name=attachment.name,
        details=Details(attachment.user_id, str(attachment.assignment_id), str(attachment.pool_id)),
        owner=requester.as_owner,
        created=clock.to_text(attachment.created),
        media_type=attachment.media_type,
    )


def _find(tx: Tx, attachment_id: str) -> Attachment | None:
    known = parse_uuid(attachment_id)
    return None if known is None else store.get(tx, known)


def require_active(tx: Tx, worker: Worker, assignment_id: str) -> None:
    """Take files for pages that the worker holds.

    Raises:
        ValidationFailed: the assignment is not this worker's.
        InappropriateStatus: the assignment is not ACTIVE.
    """
    found = store.assignment(tx, assignment_id)
    if found is None or found[0] != worker.id:
        message = say("There is no such assignment of yours")
        raise ValidationFailed.of("assignment_id", "ENTITY_DOES_NOT_EXIST", message)
    if found[1] != "ACTIVE":
        raise InappropriateStatus(say("The assignment is finished; it takes no more files"), ["ACTIVE"])


def _signer(tx: Tx) -> URLSafeSerializer:
    """Signs addresses with this environment's secret, which came with its first attachment."""
    return URLSafeSerializer(store.secret(tx, _SECRET) or secrets.token_urlsafe(32), salt="content")
