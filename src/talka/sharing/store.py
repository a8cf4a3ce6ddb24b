"""Shares and tokens as rows."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql

from talka.http.auth import Role
from talka.http.lists import Field, Kind, ListSpec
from talka.sharing.model import ApiToken, Share
from talka.storage import schema
from talka.storage.query import Query, columns_of
from talka.storage.tx import Tx

_s = schema.shared_access.c
_COLUMNS = columns_of(schema.shared_access, Share)
_GET = Query(sa.select(*_COLUMNS).where(_s.id == bindparam("key")))
_FIND = Query(
    sa.select(*_COLUMNS).where(
        _s.account_id == bindparam("account_id"), _s.requester_id == bindparam("requester_id")
    )
)
_new = postgresql.insert(schema.shared_access).values(
    {column.name: bindparam(column.name, type_=column.type) for column in schema.shared_access.columns}
)
_SAVE = Query(
    _new.on_conflict_do_update(
        index_elements=["account_id", "requester_id"],
        set_={
            "role": _new.excluded.role,
            "granted_by": _new.excluded.granted_by,
            "modified": _new.excluded.modified,
        },
    ).returning(*_COLUMNS)
)
_DELETE = Query(sa.delete(schema.shared_access).where(_s.id == bindparam("key")))

_r = schema.requesters.c
_FIELDS = {
    "id": Field(_s.id, Kind.NUMBER_ID, ranges=True, sort=True),
    "created": Field(_s.created, Kind.TIME, ranges=True, sort=True),
    "role": Field(_s.role, Kind.ENUM, equal=True, values=tuple(Role)),
}
LIST = ListSpec(
    columns=(*_COLUMNS, _r.name),
    fields={**_FIELDS, "requester_id": Field(_s.requester_id, Kind.TEXT_ID, equal=True)},
    source=sa.join(schema.shared_access, schema.requesters, _r.id == _s.requester_id),
)
ACCOUNT = _s.account_id
ACCOUNTS_LIST = ListSpec(
    columns=(*_COLUMNS, _r.name),
    fields={**_FIELDS, "account_id": Field(_s.account_id, Kind.TEXT_ID, equal=True)},
    source=sa.join(schema.shared_access, schema.requesters, _r.id == _s.account_id),
)
REQUESTER = _s.requester_id

_t = schema.tokens.c
_TOKEN = columns_of(schema.tokens, ApiToken)
# Nobody else makes a token of this requester meanwhile, so that they can be counted.
_HOLD = Query(sa.select(_r.id).where(_r.id == bindparam("key")).with_for_update())
_COUNT = Query(sa.select(sa.func.count()).where(_t.owner_id == bindparam("owner_id"), _t.id.is_not(None)))
_BY_HASH = Query(sa.select(*_TOKEN).where(_t.hash == bindparam("hash")))
_TOKEN_OF = Query(sa.select(*_TOKEN).where(_t.owner_id == bindparam("owner_id"), _t.id == bindparam("key")))
TOKENS_LIST = ListSpec(
    columns=tuple(_TOKEN),
    fields={
        "id": Field(_t.id, Kind.TEXT_ID, ranges=True, sort=True),
        "created": Field(_t.created, Kind.TIME, ranges=True, sort=True),
        "name": Field(_t.name, Kind.TEXT, equal=True, sort=True),
    },
    where=_t.id.is_not(None),
)
OWNER = _t.owner_id


def get(tx: Tx, share_id: int) -> Share | None:
    """A share by id."""
    row = tx.one(_GET, key=share_id)
    return None if row is None else Share(*row)


def find(tx: Tx, account_id: str, requester_id: str) -> Share | None:
    """What this requester may do in this account."""
    row = tx.one(_FIND, account_id=account_id, requester_id=requester_id)
    return None if row is None else Share(*row)


def save(tx: Tx, share: Share) -> Share:
    """Keep a share; one that there is keeps its id and gets the role. What is kept is answered."""
    row = tx.one(_SAVE, **{name: getattr(share, name) for name in Share.__struct_fields__})
    if row is None:
        raise AssertionError
    return Share(*row)


def remove(tx: Tx, share_id: int) -> None:
    """It is over."""
    tx.run(_DELETE, key=share_id)


def count_tokens(tx: Tx, owner_id: str) -> int:
    """How many tokens the requester has; no other is made until the transaction ends."""
    tx.one(_HOLD, key=owner_id)
    return int(tx.value(_COUNT, owner_id=owner_id))


def token_by_hash(tx: Tx, token_hash: str) -> ApiToken | None:
    """A requester's token by what is kept of its secret."""
    row = tx.one(_BY_HASH, hash=token_hash)
    return None if row is None else ApiToken(*row)


def token_of(tx: Tx, owner_id: str, token_id: str) -> ApiToken | None:
    """A requester's token by id."""
    row = tx.one(_TOKEN_OF, owner_id=owner_id, key=token_id)
    return None if row is None else ApiToken(*row)
