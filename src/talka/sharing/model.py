"""Shared access to an account, and the tokens of one (Toloka: "Shared access to the account")."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from talka.http.auth import Role

Name = Annotated[str, Meta(min_length=1, max_length=255)]


class Share(msgspec.Struct, frozen=True):
    """An account that another requester may act in. ``granted_by`` is None where the operator did it."""

    id: int
    account_id: str
    requester_id: str
    role: str
    granted_by: str | None
    created: int
    modified: int


class ShareForm(msgspec.Struct, frozen=True):
    """``PUT /shared-access``: a requester, and what they may do in the account."""

    requester_id: str
    role: Role


class ShareView(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody who may act in the account. ``granted_by`` is a requester, left out for the operator."""

    id: str
    account_id: str
    requester_id: str
    requester_name: str
    role: str
    created: str
    modified: str
    granted_by: str | None = None


class SharedAccountView(msgspec.Struct, frozen=True):
    """An account that the caller may act in, with ``X-Act-Under-Account-ID: account_id``."""

    id: str
    account_id: str
    account_name: str
    role: str
    created: str
    modified: str


class ApiToken(msgspec.Struct, frozen=True):
    """What is kept of a token; ``hash`` names it in the database only."""

    id: str
    hash: str
    name: str
    created: int


class ApiTokenForm(msgspec.Struct, frozen=True):
    """``POST /api-tokens``: what the token is called."""

    name: Name


class ApiTokenView(msgspec.Struct, frozen=True):
    """A token without its secret. ``current`` marks the one that the call was made with."""

    id: str
    name: str
    created: str
    current: bool


class NewApiTokenView(msgspec.Struct, frozen=True):
    """A new token. ``token`` is its secret, which is shown this once only."""

    id: str
    name: str
    created: str
    token: str
