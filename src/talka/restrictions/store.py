"""Restrictions as rows."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.http.lists import Field, Kind, ListSpec
from talka.restrictions.model import Restriction, RestrictionScope
from talka.storage import schema
from talka.storage.query import Query, columns_of, in_list, insert
from talka.storage.tx import Tx

_r = schema.user_restrictions.c
_COLUMNS = columns_of(schema.user_restrictions, Restriction)
_GET = Query(sa.select(*_COLUMNS).where(_r.id == bindparam("key")))
_FIND = Query(
    sa.select(*_COLUMNS).where(
        _r.user_id == bindparam("user_id"),
        _r.scope == bindparam("scope"),
        _r.target == bindparam("target"),
    )
)
_INSERT = insert(schema.user_restrictions)
_PROLONG = Query(
    sa.update(schema.user_restrictions)
    .where(_r.id == bindparam("key"))
    .values(
        will_expire=bindparam("until", type_=schema.TIME),
        private_comment=bindparam("new_comment", type_=sa.Text()),
    )
)
_DELETE = Query(sa.delete(schema.user_restrictions).where(_r.id == bindparam("key")))
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

_a = schema.assignments.c
_worked = sa.exists().where(_a.user_id == _r.user_id, _a.requester_id == bindparam("own", type_=schema.ID))
# A requester sees what they made, and the platform's own blocks of workers who have worked for them.
_SEEN = sa.or_(
    _r.requester_id == bindparam("own", type_=schema.ID), sa.and_(_r.requester_id.is_(None), _worked)
)
LIST = ListSpec(
    columns=tuple(_COLUMNS),
    fields={
        "id": Field(_r.id, Kind.NUMBER_ID, ranges=True, sort=True),
        "created": Field(_r.created, Kind.TIME, ranges=True, sort=True),
        "scope": Field(_r.scope, Kind.ENUM, equal=True, values=tuple(RestrictionScope)),
        "user_id": Field(_r.user_id, Kind.TEXT_ID, equal=True),
        "pool_id": Field(_r.pool_id, Kind.NUMBER_ID, equal=True),
        "project_id": Field(_r.project_id, Kind.NUMBER_ID, equal=True),
    },
    where=_SEEN,
)
_GET_SEEN = Query(sa.select(*_COLUMNS).where(_r.id == bindparam("key"), _SEEN))


def seen_by(tx: Tx, requester_id: str, restriction_id: int) -> Restriction | None:
    """A restriction that the requester made, or the platform's block of somebody who has worked for them."""
    row = tx.one(_GET_SEEN, key=restriction_id, own=requester_id)
    return None if row is None else Restriction(*row)


def target_of(
    scope: RestrictionScope, requester_id: str | None, project_id: int | None, pool_id: int | None
) -> str:
    """What a restriction of this scope is about; with scope and worker it names the restriction."""
    if scope == RestrictionScope.POOL:
        return str(pool_id)
    if scope == RestrictionScope.PROJECT:
        return str(project_id)
    return requester_id or "" if scope == RestrictionScope.ALL_PROJECTS else ""


def get(tx: Tx, restriction_id: int) -> Restriction | None:
    """A restriction by id."""
    row = tx.one(_GET, key=restriction_id)
    return None if row is None else Restriction(*row)


def find(tx: Tx, user_id: str, scope: str, target: str) -> Restriction | None:
    """The worker's restriction of this scope and target, if there is one."""
    row = tx.one(_FIND, user_id=user_id, scope=scope, target=target)
    return None if row is None else Restriction(*row)


def add(tx: Tx, restriction: Restriction) -> None:
    """Keep a new restriction."""
    tx.run(_INSERT, **{name: getattr(restriction, name) for name in Restriction.__struct_fields__})


def prolong(tx: Tx, restriction_id: int, until: int | None, private_comment: str | None) -> None:
    """Have it end later, or never."""
    tx.run(_PROLONG, key=restriction_id, until=until, new_comment=private_comment)


def remove(tx: Tx, restriction_id: int) -> None:
    """It is over."""
    tx.run(_DELETE, key=restriction_id)


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
