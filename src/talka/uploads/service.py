"""Use cases of uploads in parts: each is one transaction of those that an upload takes."""

from __future__ import annotations

from talka.accounts.model import WorkerErased
from talka.attachments import rules as file_rules
from talka.attachments import service as attachments
from talka.attachments.upload import Upload, too_large
from talka.http.auth import Worker
from talka.kernel import clock
from talka.kernel.errors import DoesNotExist, EntityTooLarge, TooManyRequests
from talka.kernel.ids import new_uuid, parse_uuid
from talka.storage.tx import Tx
from talka.uploads import rules, store
from talka.uploads.model import (
    LEASE,
    LIFETIME,
    MAX_UNFINISHED,
    Piece,
    ResumableUpload,
    UploadGone,
    UploadLocked,
    UploadView,
    WrongOffset,
)
from talka.words.speaking import say


def create_upload(
    tx: Tx, worker: Worker, length: int, metadata: str, *, limit: int, holder: str | None
) -> ResumableUpload:
    """``POST /uploads``: begin one, held for whoever sends bytes along with it.

    Raises:
        EntityTooLarge: the file would have more than ``limit`` bytes.
        ValidationFailed: the metadata cannot be read, or the assignment is not this worker's.
        InappropriateStatus: the assignment is not ACTIVE.
        TooManyRequests: the worker has begun too many that are not finished.
    """
    if length > limit:
        raise too_large(limit)
    said = rules.said_of(metadata)
    if said.assignment_id is not None:
        attachments.require_active(tx, worker, said.assignment_id)
    if store.unfinished(tx, worker.id) >= MAX_UNFINISHED:
        words = say("At most {most} uploads may be unfinished; end or delete some", most=MAX_UNFINISHED)
        raise TooManyRequests(words)
    now = clock.real_now()
    upload = ResumableUpload(
        id=new_uuid(),
        user_id=worker.id,
        assignment_id=said.assignment_id,
        metadata=metadata,
        length=length,
        received=0,
        pieces=0,
        head="",
        attachment_id=None,
        expires_real=now + LIFETIME,
        holder=holder,
        held_until=now + LEASE,
    )
    store.add(tx, upload)
    return upload


def own_upload(tx: Tx, worker: Worker, upload_id: str) -> ResumableUpload:
    """The worker's own upload.

    Raises:
        DoesNotExist: there is none, or it is another's.
        UploadGone: its time is over.
    """
    known = parse_uuid(upload_id)
    found = None if known is None else store.get(tx, known)
    if found is None or found.user_id != worker.id:
        raise DoesNotExist("upload", upload_id)
    if found.expires_real <= clock.real_now():
        raise UploadGone(say("The upload's time is over; begin it anew"))
    return found


def hold_upload(tx: Tx, worker: Worker, upload_id: str, holder: str) -> ResumableUpload:
    """The worker's own upload, with others kept out.

    Raises:
        DoesNotExist: there is none, or it is another's.
        UploadGone: its time is over.
        UploadLocked: another request keeps us out.
    """
    found = own_upload(tx, worker, upload_id)
    now = clock.real_now()
    if not store.hold(tx, found.id, holder, now, now + LEASE):
        raise UploadLocked
    return own_upload(tx, worker, found.id)  # somebody may have added to it before it was ours


def begin_part(tx: Tx, worker: Worker, upload_id: str, holder: str, offset: int) -> ResumableUpload:
    """``PATCH /uploads/{id}``: hold it to add bytes from ``offset`` on.

    Raises:
        WrongOffset: the bytes that are there end elsewhere.
        DoesNotExist, UploadGone, UploadLocked: see :func:`hold_upload`.
    """
    upload = hold_upload(tx, worker, upload_id, holder)
    if upload.received != offset:
        words = say("The upload goes on at {offset}", offset=str(upload.received))
        raise WrongOffset(words, {"offset": upload.received})
    return upload


def prolong(tx: Tx, upload_id: str, holder: str) -> None:
    """Go on keeping others out.

    Raises:
        UploadLocked: somebody else took over, because nothing was heard of us for too long.
    """
    if not store.prolong(tx, upload_id, holder, clock.real_now() + LEASE):
        raise UploadLocked


def add_piece(tx: Tx, upload: ResumableUpload, piece: Piece, holder: str, head: str) -> ResumableUpload:
    """Record a piece that is stored durably; the upload with it.

    Raises:
        EntityTooLarge: it came in too many small pieces.
        UploadLocked: somebody else took over, or it was deleted.
    """
    most = rules.most_pieces(upload.length)
    if upload.pieces >= most:
        words = say("The file came in more than {most} parts; send larger ones", most=most)
        raise EntityTooLarge(words, {"limit": most})
    if not store.add_piece(tx, piece, holder, head, clock.real_now() + LEASE):
        raise UploadLocked
    found = store.get(tx, upload.id)
    if found is None:
        raise DoesNotExist("upload", upload.id)
    return found


def finish_upload(
    tx: Tx, worker: Worker, upload: ResumableUpload, holder: str, attachment_id: str
) -> ResumableUpload:
    """All of it is stored as one file: make that an attachment.

    Raises:
        UploadLocked: somebody else took over.
        InappropriateStatus: the assignment was finished meanwhile.
        ValidationFailed: it was taken away.
    """
    if not store.finish(tx, upload.id, holder, attachment_id):
        raise UploadLocked
    said = rules.said_of(upload.metadata)
    arrived = Upload(said.name, media_type_of(upload), upload.length, upload.assignment_id)
    attachments.add_attachment(tx, worker, attachment_id, arrived)
    return own_upload(tx, worker, upload.id)


def remove_upload(tx: Tx, worker: Worker, upload_id: str, holder: str) -> list[str]:
    """``DELETE /uploads/{id}``: forget it; the files to remove. The attachment that it became stays.

    Raises:
        DoesNotExist, UploadGone, UploadLocked: see :func:`hold_upload`.
    """
    return store.remove(tx, [hold_upload(tx, worker, upload_id, holder).id])


def when_worker_erased(tx: Tx, event: WorkerErased) -> None:
    """Forget what an erased person had begun to send."""
    store.remove(tx, store.all_of(tx, event.user_id))


def media_type_of(upload: ResumableUpload) -> str:
    """The kind of the file, by its first bytes and the client's word."""
    said = rules.said_of(upload.metadata)
    return file_rules.media_type(said.media_type, bytes.fromhex(upload.head))


def view(upload: ResumableUpload) -> UploadView:
    """An upload as its worker sees it."""
    return UploadView(
        id=upload.id,
        name=rules.said_of(upload.metadata).name,
        length=upload.length,
        offset=upload.received,
        expires=clock.to_text_z(upload.expires_real),
        assignment_id=upload.assignment_id,
        attachment_id=upload.attachment_id,
    )
