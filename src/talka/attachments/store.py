"""Attachments as rows."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.attachments.model import ASSIGNMENT_ATTACHMENT, Attachment
from talka.http.lists import Field, Kind, ListSpec
from talka.storage import schema
from talka.storage.query import Query, columns_of, in_list, insert
from talka.storage.tx import Tx

_f = schema.attachments.c
_a = schema.assignments.c
_COLUMNS = columns_of(schema.attachments, Attachment)
_INSERT = insert(schema.attachments)
_GET = Query(sa.select(*_COLUMNS).where(_f.id == bindparam("key")))
_BINDABLE = Query(
    sa.select(_f.id)
    .where(
        in_list(_f.id, "ids"),
        _f.user_id == bindparam("user_id"),
        sa.or_(_f.assignment_id.is_(None), _f.assignment_id == bindparam("to_assignment")),
    )
    .order_by(_f.id)
    .with_for_update()
)
_BIND = Query(
    sa.update(schema.attachments)
    .where(in_list(_f.id, "ids"))
    .values(
        assignment_id=bindparam("to_assignment"),
        pool_id=bindparam("to_pool"),
        requester_id=bindparam("to_requester"),
    )
)
_is_at_work = (
    sa.exists().where(_a.id == _f.assignment_id, _a.status == "ACTIVE").correlate(schema.attachments)
)
_stale = (
    sa.select(_f.id)
    .where(_f.requester_id.is_(None), _f.uploaded_real < bindparam("before"), ~_is_at_work)
    .order_by(_f.uploaded_real)
    .limit(bindparam("limit", type_=sa.BigInteger()))
    .correlate(None)
)
_REMOVE_STALE = Query(
    sa.delete(schema.attachments)
    # Said twice for PostgreSQL: a row bound while it was waited for is looked at again by this half alone.
    .where(_f.requester_id.is_(None), _f.id.in_(_stale))
    .returning(_f.id)
)
_REMOVE_UNBOUND_OF = Query(
    sa.delete(schema.attachments).where(_f.user_id == bindparam("owner_id"), _f.requester_id.is_(None))
)
_KNOWN = Query(sa.select(_f.id).where(in_list(_f.id, "ids")))
_ALL_BOUND = Query(sa.select(_f.id, _f.size).where(_f.requester_id.is_not(None)))
_ASSIGNMENT = Query(sa.select(_a.user_id, _a.status).where(_a.id == bindparam("key")))

_s = schema.secrets.c
_SECRET = Query(sa.select(_s.value).where(_s.name == bindparam("name")))
_INSERT_SECRET = insert(schema.secrets, ignore_conflicts=True)

LIST = ListSpec(
    columns=tuple(_COLUMNS),
    fields={
        "id": Field(_f.id, Kind.TEXT_ID, ranges=True, sort=True),
        "created": Field(_f.created, Kind.TIME, ranges=True, sort=True),
        "pool_id": Field(_f.pool_id, Kind.NUMBER_ID, equal=True),
        "assignment_id": Field(_f.assignment_id, Kind.TEXT_ID, equal=True),
        "name": Field(_f.name, Kind.TEXT, equal=True),
        "type": Field(
            sa.literal_column(f"'{ASSIGNMENT_ATTACHMENT}'", sa.Text()),
            Kind.ENUM,
            equal=True,
            values=(ASSIGNMENT_ATTACHMENT,),
        ),
        "user_id": Field(_f.user_id, Kind.TEXT_ID, equal=True),
        "owner_id": Field(_f.requester_id, Kind.TEXT_ID, equal=True),
        "owner_company_id": Field(schema.requesters.c.company_id, Kind.TEXT_ID, equal=True),
    },
    source=sa.join(schema.attachments, schema.requesters, schema.requesters.c.id == _f.requester_id),
)
OWNER = _f.requester_id


def add(tx: Tx, attachment: Attachment) -> None:
    """Keep a new file's record."""
    tx.run(_INSERT, **{name: getattr(attachment, name) for name in Attachment.__struct_fields__})


def get(tx: Tx, attachment_id: str) -> Attachment | None:
    """A file's record by id."""
    row = tx.one(_GET, key=attachment_id)
    return None if row is None else Attachment(*row)


def bindable(tx: Tx, user_id: str, assignment_id: str, ids: Sequence[str]) -> set[str]:
    """Those of the files that are this worker's and no other assignment's, their rows locked."""
    rows = tx.all(_BINDABLE, ids=list(ids), user_id=user_id, to_assignment=assignment_id)
    return {row[0] for row in rows}


def bind(tx: Tx, ids: Sequence[str], assignment_id: str, pool_id: int, requester_id: str) -> None:
    """The files are part of this assignment's answers."""
    tx.run(_BIND, ids=list(ids), to_assignment=assignment_id, to_pool=pool_id, to_requester=requester_id)


def remove_stale(tx: Tx, before: int, limit: int) -> list[str]:
    """Remove records of files uploaded before this and bound to nothing; those for work in progress stay."""
    return [row[0] for row in tx.all(_REMOVE_STALE, before=before, limit=limit)]


def remove_unbound_of(tx: Tx, user_id: str) -> None:
    """Remove the records of what this worker uploaded and never handed in."""
    tx.run(_REMOVE_UNBOUND_OF, owner_id=user_id)


def known(tx: Tx, ids: Sequence[str]) -> set[str]:
    """Those of the files that have records."""
    return {row[0] for row in tx.all(_KNOWN, ids=list(ids))}


def sizes_of_bound(tx: Tx) -> dict[str, int]:
    """The sizes of all files that are part of an answer."""
    return {row[0]: row[1] for row in tx.all(_ALL_BOUND)}


def assignment(tx: Tx, assignment_id: str) -> tuple[str, str] | None:
    """Whose an assignment is, and its status."""
    row = tx.one(_ASSIGNMENT, key=assignment_id)
    return None if row is None else (row[0], row[1])


def secret(tx: Tx, name: str) -> str | None:
    """A secret of this environment's."""
    found: str | None = tx.value(_SECRET, name=name)
    return found


def add_secret(tx: Tx, name: str, value: str) -> None:
    """Keep a secret, unless there is one of this name."""
    tx.run(_INSERT_SECRET, name=name, value=value)
