"""Restrictions as rows."""

from __future__ import annotations

import enum

import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.storage import schema
from talka.storage.query import Query, in_list
from talka.storage.tx import Tx


class RestrictionScope(enum.StrEnum):
    """How far a restriction reaches."""

    POOL = "POOL"
    PROJECT = "PROJECT"
    ALL_PROJECTS = "ALL_PROJECTS"
    SYSTEM = "SYSTEM"


_r = schema.user_restrictions.c
_ACTIVE = Query(
    sa.select(_r.scope, _r.target).where(
        _r.user_id == bindparam("user_id"),
        sa.or_(_r.will_expire.is_(None), _r.will_expire > bindparam("now")),
    )
)
_ACTIVE_OF_MANY = Query(
    sa.select(_r.user_id, _r.scope, _r.target).where(
        in_list(_r.user_id, "user_ids"),
        sa.or_(_r.will_expire.is_(None), _r.will_expire > bindparam("now")),
    )
)


def target_of(scope: RestrictionScope, requester_id: str, project_id: int | None, pool_id: int | None) -> str:
    """What a restriction of this scope is about; with scope and worker it names the restriction."""
    if scope == RestrictionScope.POOL:
        return str(pool_id)
    if scope == RestrictionScope.PROJECT:
        return str(project_id)
    return requester_id if scope == RestrictionScope.ALL_PROJECTS else ""


def active_scopes(
    tx: Tx, user_id: str, requester_id: str, project_id: int, pool_id: int
) -> list[RestrictionScope]:
    """The restrictions that keep this worker out of this pool today."""
    found = []
    for scope_text, target in tx.all(_ACTIVE, user_id=user_id, now=tx.now):
        scope = RestrictionScope(scope_text)
        if target == target_of(scope, requester_id, project_id, pool_id):
            found.append(scope)
    return found


def active_scopes_of_many(
    tx: Tx, user_ids: list[str], requester_id: str, project_id: int, pool_id: int
) -> dict[str, list[RestrictionScope]]:
    """The same of many workers; who is not restricted is left out."""
    found: dict[str, list[RestrictionScope]] = {}
    for user_id, scope_text, target in tx.all(_ACTIVE_OF_MANY, user_ids=user_ids, now=tx.now):
        scope = RestrictionScope(scope_text)
        if target == target_of(scope, requester_id, project_id, pool_id):
            found.setdefault(user_id, []).append(scope)
    return found
