"""Uploads as rows."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.storage import schema
from talka.storage.query import Query, columns_of, in_list, insert
from talka.storage.tx import Tx
from talka.uploads.model import Piece, ResumableUpload

_u = schema.uploads.c
_p = schema.upload_pieces.c
_COLUMNS = columns_of(schema.uploads, ResumableUpload)
_INSERT = insert(schema.uploads)
_GET = Query(sa.select(*_COLUMNS).where(_u.id == bindparam("key")))
_UNFINISHED = Query(
    sa.select(sa.func.count()).where(_u.user_id == bindparam("owner_id"), _u.attachment_id.is_(None))
)
_HOLD = Query(
    sa.update(schema.uploads)
    .where(
        _u.id == bindparam("key"),
        sa.or_(_u.holder.is_(None), _u.holder == bindparam("who"), _u.held_until < bindparam("now_real")),
    )
    .values(holder=bindparam("who", type_=schema.ID), held_until=bindparam("until", type_=schema.TIME))
)
_is_held = sa.and_(_u.id == bindparam("key"), _u.holder == bindparam("who", type_=schema.ID))
_PROLONG = Query(
    sa.update(schema.uploads).where(_is_held).values(held_until=bindparam("until", type_=schema.TIME))
)
_RELEASE = Query(sa.update(schema.uploads).where(_is_held).values(holder=None))
_ADVANCE = Query(
    sa.update(schema.uploads)
    .where(_is_held, _u.received == bindparam("before", type_=schema.NUMBER))
    .values(
        received=bindparam("after", type_=schema.NUMBER),
        pieces=_u.pieces + 1,
        head=bindparam("beginning", type_=sa.Text()),
        held_until=bindparam("until", type_=schema.TIME),
    )
)
_FINISH = Query(
    sa.update(schema.uploads)
    .where(_is_held)
    .values(attachment_id=bindparam("became", type_=schema.ID), holder=None)
)
_INSERT_PIECE = insert(schema.upload_pieces)
_PIECES = Query(
    sa.select(*columns_of(schema.upload_pieces, Piece))
    .where(_p.upload_id == bindparam("key"))
    .order_by(_p.start)
)
_REMOVE = Query(sa.delete(schema.uploads).where(in_list(_u.id, "ids")))
_REMOVE_PIECES = Query(
    sa.delete(schema.upload_pieces).where(in_list(_p.upload_id, "ids")).returning(_p.file_id)
)
_EXPIRED = Query(
    sa.select(_u.id)
    .where(_u.expires_real <= bindparam("moment"))
    .order_by(_u.expires_real)
    .limit(bindparam("limit", type_=sa.BigInteger()))
)
_ALL_OF = Query(sa.select(_u.id).where(_u.user_id == bindparam("owner_id")))
_KNOWN = Query(sa.select(_p.file_id).where(in_list(_p.file_id, "ids")))


def add(tx: Tx, upload: ResumableUpload) -> None:
    """Keep a new upload."""
    tx.run(_INSERT, **{name: getattr(upload, name) for name in ResumableUpload.__struct_fields__})


def get(tx: Tx, upload_id: str) -> ResumableUpload | None:
    """An upload by id."""
    row = tx.one(_GET, key=upload_id)
    return None if row is None else ResumableUpload(*row)


def unfinished(tx: Tx, user_id: str) -> int:
    """How many uploads of a worker's have not become files."""
    return int(tx.value(_UNFINISHED, owner_id=user_id))


def hold(tx: Tx, upload_id: str, holder: str, now: int, until: int) -> bool:
    """Keep others out until then, unless somebody keeps us out."""
    return tx.run(_HOLD, key=upload_id, who=holder, now_real=now, until=until) == 1


def prolong(tx: Tx, upload_id: str, holder: str, until: int) -> bool:
    """Keep them out for longer; False when somebody else came in meanwhile."""
    return tx.run(_PROLONG, key=upload_id, who=holder, until=until) == 1


def release(tx: Tx, upload_id: str, holder: str) -> None:
    """Let others in."""
    tx.run(_RELEASE, key=upload_id, who=holder)


def add_piece(tx: Tx, piece: Piece, holder: str, head: str, until: int) -> bool:
    """Another piece has arrived; False, and nothing is changed, when somebody else came in meanwhile."""
    moved = tx.run(
        _ADVANCE,
        key=piece.upload_id,
        who=holder,
        before=piece.start,
        after=piece.start + piece.size,
        beginning=head,
        until=until,
    )
    if moved == 1:
        tx.run(
            _INSERT_PIECE,
            upload_id=piece.upload_id,
            start=piece.start,
            size=piece.size,
            file_id=piece.file_id,
        )
    return moved == 1


def pieces(tx: Tx, upload_id: str) -> list[Piece]:
    """The pieces, in order."""
    return [Piece(*row) for row in tx.all(_PIECES, key=upload_id)]


def finish(tx: Tx, upload_id: str, holder: str, attachment_id: str) -> bool:
    """It has become this file; False when somebody else came in meanwhile."""
    if tx.run(_FINISH, key=upload_id, who=holder, became=attachment_id) != 1:
        return False
    tx.all(_REMOVE_PIECES, ids=[upload_id])
    return True


def remove(tx: Tx, ids: Sequence[str]) -> list[str]:
    """Forget uploads; the files that were pieces of them."""
    tx.run(_REMOVE, ids=list(ids))
    return [row[0] for row in tx.all(_REMOVE_PIECES, ids=list(ids))]


def expired(tx: Tx, moment: int, limit: int) -> list[str]:
    """Uploads whose time is over."""
    return [row[0] for row in tx.all(_EXPIRED, moment=moment, limit=limit)]


def all_of(tx: Tx, user_id: str) -> list[str]:
    """A worker's uploads."""
    return [row[0] for row in tx.all(_ALL_OF, owner_id=user_id)]


def known(tx: Tx, file_ids: Sequence[str]) -> set[str]:
    """Those of the files that are pieces of uploads."""
    return {row[0] for row in tx.all(_KNOWN, ids=list(file_ids))}
