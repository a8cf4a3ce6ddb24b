"""Requesters' servers as rows."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.proxies.model import Proxy
from talka.storage import schema
from talka.storage.query import Query, columns_of, insert
from talka.storage.tx import Tx

_p = schema.proxies.c
_s = schema.secrets.c
_SECRET_NAME = "proxy passes"  # noqa: S105  its name

_COLUMNS = columns_of(schema.proxies, Proxy)
_GET = Query(sa.select(*_COLUMNS).where(_p.id == bindparam("key")))
_BY_NAME = Query(sa.select(*_COLUMNS).where(_p.name == bindparam("wanted")))
_OF_REQUESTER = Query(
    sa.select(*_COLUMNS).where(_p.requester_id == bindparam("owner_id")).order_by(_p.created, _p.id)
)
_INSERT = insert(schema.proxies)
_CHANGED = ("name", "access_rights", "base_url", "additional_headers", "additional_query_args")
_SAVE = Query(
    sa.update(schema.proxies)
    .where(_p.id == bindparam("key"))
    .values({name: bindparam(f"new_{name}", type_=_p[name].type) for name in _CHANGED})
)
_DELETE = Query(sa.delete(schema.proxies).where(_p.id == bindparam("key")))
_INSERT_SECRET = insert(schema.secrets, ignore_conflicts=True)
_HOLD_SECRET = Query(sa.select(_s.name).where(_s.name == bindparam("secret_name")).with_for_update())
_SECRET = Query(sa.select(_s.value).where(_s.name == bindparam("secret_name")))
_SECRET_OF_OWNER = Query(
    sa.select(_s.value).where(
        _s.name == bindparam("secret_name"), sa.exists().where(_p.requester_id == bindparam("owner_id"))
    )
)


def hold_names(tx: Tx, new_secret: str) -> None:
    """Let nobody else register a server until the transaction ends; the first one brings the secret."""
    tx.run(_INSERT_SECRET, name=_SECRET_NAME, value=new_secret)
    tx.one(_HOLD_SECRET, secret_name=_SECRET_NAME)


def add(tx: Tx, proxy: Proxy) -> None:
    """Keep a new server."""
    tx.run(_INSERT, **{name: getattr(proxy, name) for name in Proxy.__struct_fields__})


def save(tx: Tx, proxy: Proxy) -> None:
    """Keep what was changed of a server."""
    tx.run(_SAVE, key=proxy.id, **{f"new_{name}": getattr(proxy, name) for name in _CHANGED})


def remove(tx: Tx, proxy_id: str) -> None:
    """Forget a server."""
    tx.run(_DELETE, key=proxy_id)


def get(tx: Tx, proxy_id: str) -> Proxy | None:
    """A server by id."""
    row = tx.one(_GET, key=proxy_id)
    return None if row is None else Proxy(*row)


def by_name(tx: Tx, name: str) -> Proxy | None:
    """The server of this name, whosever it is."""
    row = tx.one(_BY_NAME, wanted=name)
    return None if row is None else Proxy(*row)


def of_requester(tx: Tx, requester_id: str) -> list[Proxy]:
    """A requester's servers, the first one first."""
    return [Proxy(*row) for row in tx.all(_OF_REQUESTER, owner_id=requester_id)]


def secret(tx: Tx) -> str | None:
    """What passes are signed with; None before the first server was registered."""
    found: str | None = tx.value(_SECRET, secret_name=_SECRET_NAME)
    return found


def secret_where_needed(tx: Tx, requester_id: str) -> str | None:
    """What passes are signed with; None where the requester has no server."""
    found: str | None = tx.value(_SECRET_OF_OWNER, secret_name=_SECRET_NAME, owner_id=requester_id)
    return found
