"""Who is calling, and what they may do.

Requesters come with ``OAuth`` or ``ApiKey`` tokens, workers with ``Bearer`` tokens or a cookie. Tokens carry
256 random bits, so a plain SHA-256 of one is enough to keep: there is nothing to guess.

A requester acts in their own account or, named by the header ``X-Act-Under-Account-ID``, in one that was
shared with them. Every right of theirs is decided here ("Shared access to the account" of Toloka's guide): a
call needs a :class:`Permission`, and a :class:`Role` has some.
"""

from __future__ import annotations

import enum
import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.kernel import clock
from talka.kernel.errors import AccessDenied, AuthenticationFailed
from talka.kernel.owner import Owner
from talka.storage import schema
from talka.storage.query import Query, insert
from talka.storage.tx import Tx
from talka.words.speaking import say, to_say

REQUESTER = "REQUESTER"
WORKER = "WORKER"


class Role(enum.StrEnum):
    """How far an account is shared with another requester.

    ``ADMIN`` is Toloka's full access and ``VIEWER`` its view-only access; ``EDITOR`` is full access without
    the right to share the account.
    """

    ADMIN = "ADMIN"
    EDITOR = "EDITOR"
    VIEWER = "VIEWER"


class Permission(enum.StrEnum):
    """What a call needs.

    ``VIEW``: to look at projects, pools, tasks, figures and money. ``WORK``: to change anything, and to get
    workers' answers. ``SHARE``: to say who may act in the account. ``OWN``: to be the account's owner.
    """

    VIEW = "VIEW"
    WORK = "WORK"
    SHARE = "SHARE"
    OWN = "OWN"


_GIVES: Mapping[Role, frozenset[Permission]] = {
    Role.ADMIN: frozenset({Permission.VIEW, Permission.WORK, Permission.SHARE}),
    Role.EDITOR: frozenset({Permission.VIEW, Permission.WORK}),
    Role.VIEWER: frozenset({Permission.VIEW}),
}

_NEEDED = {
    REQUESTER: to_say("This call needs a requester's token"),
    WORKER: to_say("This call needs a worker's token"),
}
_WORDS: Mapping[Permission, str] = {
    Permission.VIEW: "look at the account",
    Permission.WORK: "change anything or get workers' answers",
    Permission.SHARE: "say who may act in the account",
    Permission.OWN: "act as its owner: with an account of another's this call cannot be made",
}


def needs(permission: Permission) -> dict[str, Any]:
    """The ``opt`` of a route or controller whose calls need another permission than usual."""
    return {"permission": permission}


def allows(role: Role, permission: Permission) -> bool:
    """Whether a role has a permission; the owner has them all."""
    return permission in _GIVES[role]


class Requester(msgspec.Struct, frozen=True):
    """An authenticated requester.

    ``id`` is the account that the call is made in, and owns what it makes. ``actor_id`` is the requester
    whose token it was; None means the account's owner.
    """

    id: str
    company_id: str
    actor_id: str | None = None

    @property
    def actor(self) -> str:
        """The id of the requester whose token it was."""
        return self.actor_id or self.id

    @property
    def is_owner(self) -> bool:
        """Whether the account is the caller's own."""
        return self.actor == self.id

    @property
    def as_owner(self) -> Owner:
        """The account as the owner of an object of its. ``myself`` is about the token's holder."""
        return Owner(self.id, myself=self.is_owner, company_id=self.company_id)


class Worker(msgspec.Struct, frozen=True):
    """An authenticated worker; ``token_hash`` names the session.

    ``languages``: those that they read, the one liked best first, as their browser says.
    """

    id: str
    token_hash: str
    languages: tuple[str, ...] = ()


_OWNER = Query(
    sa.select(schema.tokens.c.kind, schema.tokens.c.owner_id, schema.tokens.c.expires_real).where(
        schema.tokens.c.hash == bindparam("hash")
    )
)
_COMPANY = Query(sa.select(schema.requesters.c.company_id).where(schema.requesters.c.id == bindparam("id")))
_ROLE = Query(
    sa.select(schema.shared_access.c.role).where(
        schema.shared_access.c.account_id == bindparam("account_id"),
        schema.shared_access.c.requester_id == bindparam("requester_id"),
    )
)
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


def issue_token(
    tx: Tx,
    kind: str,
    owner_id: str,
    *,
    expires_real: int | None = None,
    token_id: str | None = None,
    name: str | None = None,
) -> str:
    """A new token of this owner; only its hash is kept. A requester's has an id and a name too."""
    token = secrets.token_urlsafe(32)
    tx.run(
        _INSERT,
        hash=hash_token(token),
        kind=kind,
        owner_id=owner_id,
        created=tx.now,
        expires_real=expires_real,
        id=token_id,
        name=name,
    )
    return token


def revoke_token(tx: Tx, token_hash: str) -> None:
    """The token is nobody's any more."""
    tx.run(_DELETE, hash=token_hash)


def revoke_other_tokens(tx: Tx, owner_id: str, keep_hash: str) -> None:
    """Every session of this owner ends but one (pass an empty hash to end all)."""
    tx.run(_DELETE_OTHERS, owner_id=owner_id, hash=keep_hash)


def requester_of(
    tx: Tx, token_hash: str, account_id: str | None = None, permission: Permission = Permission.VIEW
) -> Requester:
    """The requester who holds this token, in the account that they act in: without a name, their own.

    Raises:
        AuthenticationFailed: nobody holds it.
        AccessDenied: it is a worker's; or the account is not shared with them, which is said in the same
            words of one that does not exist; or their role there has not the permission.
    """
    actor_id = _holder(tx, token_hash, REQUESTER)
    if account_id is None or account_id == actor_id:
        return Requester(actor_id, tx.value(_COMPANY, id=actor_id), actor_id)
    role = tx.value(_ROLE, account_id=account_id, requester_id=actor_id)
    if role is None:
        raise AccessDenied(f"The account {account_id} is not shared with you")
    if not allows(Role(role), permission):
        words = _WORDS[permission]
        raise AccessDenied(f"The role {role} in the account {account_id} does not let you {words}")
    return Requester(account_id, tx.value(_COMPANY, id=account_id), actor_id)


def worker_of(tx: Tx, token_hash: str, languages: tuple[str, ...] = ()) -> Worker:
    """The worker who holds this token; errors as :func:`requester_of`."""
    return Worker(_holder(tx, token_hash, WORKER), token_hash, languages)


def _holder(tx: Tx, token_hash: str, wanted: str) -> str:
    row = tx.one(_OWNER, hash=token_hash)
    if row is None:
        raise AuthenticationFailed
    kind, owner_id, expires_real = row
    if expires_real is not None and expires_real <= clock.real_now():
        raise AuthenticationFailed(say("The session has ended; log in again"))
    if kind != wanted:
        raise AccessDenied(say(_NEEDED[wanted]))
    return str(owner_id)
