"""Who is calling: requesters by ``OAuth`` or ``ApiKey`` tokens, workers by ``Bearer`` tokens or a cookie.

Tokens carry 256 random bits, so a plain SHA-256 of one is enough to keep: there is nothing to guess.
"""

from __future__ import annotations

import hashlib
import secrets

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.kernel import clock
from talka.kernel.errors import AccessDenied, AuthenticationFailed
from talka.storage import schema
from talka.storage.query import Query, insert
from talka.storage.tx import Tx

REQUESTER = "REQUESTER"
WORKER = "WORKER"


class Requester(msgspec.Struct, frozen=True):
    """An authenticated requester."""

    id: str
    company_id: str


class Worker(msgspec.Struct, frozen=True):
    """An authenticated worker; ``token_hash`` names the session."""

    id: str
    token_hash: str


_OWNER = Query(
    sa.select(schema.tokens.c.kind, schema.tokens.c.owner_id, schema.tokens.c.expires_real).where(
        schema.tokens.c.hash == bindparam("hash")
    )
)
_COMPANY = Query(sa.select(schema.requesters.c.company_id).where(schema.requesters.c.id == bindparam("id")))
_INSERT = insert(schema.tokens)
_DELETE = Query(sa.delete(schema.tokens).where(schema.tokens.c.hash == bindparam("hash")))
_DELETE_OTHERS = Query(
    sa.delete(schema.tokens).where(
        schema.tokens.c.owner_id == bindparam("owner_id"), schema.tokens.c.hash != bindparam("hash")
    )
)


def hash_token(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue_token(tx: Tx, kind: str, owner_id: str, *, expires_real: int | None = None) -> str:
    """A new token of this owner; only its hash is kept."""
    token = secrets.token_urlsafe(32)
    tx.run(
        _INSERT,
        hash=hash_token(token),
        kind=kind,
        owner_id=owner_id,
        created=tx.now,
        expires_real=expires_real,
    )
    return token


def revoke_token(tx: Tx, token_hash: str) -> None:
    """The token is nobody's any more."""
    tx.run(_DELETE, hash=token_hash)


def revoke_other_tokens(tx: Tx, owner_id: str, keep_hash: str) -> None:
    """Every session of this owner ends but one (pass an empty hash to end all)."""
    tx.run(_DELETE_OTHERS, owner_id=owner_id, hash=keep_hash)


def requester_of(tx: Tx, token_hash: str) -> Requester:
    """The requester who holds this token.

    Raises:
        AuthenticationFailed: nobody holds it.
        AccessDenied: it is a worker's.
    """
    owner_id = _holder(tx, token_hash, REQUESTER)
    return Requester(owner_id, tx.value(_COMPANY, id=owner_id))


def worker_of(tx: Tx, token_hash: str) -> Worker:
    """The worker who holds this token; errors as :func:`requester_of`."""
    return Worker(_holder(tx, token_hash, WORKER), token_hash)


def _holder(tx: Tx, token_hash: str, wanted: str) -> str:
    row = tx.one(_OWNER, hash=token_hash)
    if row is None:
        raise AuthenticationFailed
    kind, owner_id, expires_real = row
    if expires_real is not None and expires_real <= clock.real_now():
        raise AuthenticationFailed("The session has ended; log in again")
    if kind != wanted:
        raise AccessDenied(f"This call needs a {wanted.lower()}'s token")
    return str(owner_id)
