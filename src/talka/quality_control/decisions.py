"""The decision log: which rule fired for whom, the values that made it true, and what came of it.

Additions of ours to Toloka's API: ``GET /pools/{id}/quality-log`` and ``GET /users/{id}/quality-log``.
"""

from __future__ import annotations

from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.accounts import store as accounts
from talka.http.auth import Requester
from talka.http.lists import Field, Kind, ListRequest, ListSpec, Page, fetch_page
from talka.kernel import clock
from talka.kernel.errors import DoesNotExist
from talka.pools import service as pools
from talka.projects.quality import Condition
from talka.quality_control.conditions import Value
from talka.quality_control.observing import Firing
from talka.storage import schema
from talka.storage.query import Query, columns_of, insert
from talka.storage.tx import Tx


class CollectorName(msgspec.Struct, frozen=True):
    """Which collector it was."""

    type: str
    uuid: str


class Decision(msgspec.Struct, frozen=True):
    """A stored line of the log. ``rule``, ``values`` and ``effect`` are JSON."""

    id: str
    requester_id: str
    project_id: int
    pool_id: int
    user_id: str
    assignment_id: str | None
    created: int
    source: str
    collector: str
    rule: str
    values: str
    effect: str


class DecisionView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A line of the log as the API shows it.

    ``source`` is POOL or PROJECT, where the rule was set; ``values`` has the collector's numbers as they
    were; ``effect`` what the action came to.
    """

    id: str
    created: str
    pool_id: str
    project_id: str
    user_id: str
    source: str
    collector: CollectorName
    conditions: list[Condition]
    action: msgspec.Raw
    values: dict[str, Value]
    effect: dict[str, Any]
    assignment_id: str | None = None


class _RuleText(msgspec.Struct, frozen=True):
    action: msgspec.Raw
    conditions: list[Condition]


_d = schema.quality_decisions.c
_INSERT = insert(schema.quality_decisions)
_SET_EFFECT = Query(
    sa.update(schema.quality_decisions)
    .where(_d.id == bindparam("key"))
    .values(effect=bindparam("new_effect", type_=schema.JSON))
)
_FIELDS = {
    "id": Field(_d.id, Kind.TEXT_ID, ranges=True, sort=True),
    "created": Field(_d.created, Kind.TIME, ranges=True, sort=True),
}
_COLUMNS = tuple(columns_of(schema.quality_decisions, Decision))
LIST_OF_POOL = ListSpec(
    columns=_COLUMNS,
    fields=_FIELDS | {"user_id": Field(_d.user_id, Kind.TEXT_ID, equal=True)},
    newest_first=True,
)
LIST_OF_USER = ListSpec(
    columns=_COLUMNS,
    fields=_FIELDS | {"pool_id": Field(_d.pool_id, Kind.NUMBER_ID, equal=True)},
    newest_first=True,
)


def note(tx: Tx, firing: Firing, effect: dict[str, Any], decision_id: str) -> None:
    """Leave a line."""
    collector = CollectorName(firing.config.collector.tag, firing.config.uuid)
    tx.run(
        _INSERT,
        id=decision_id,
        requester_id=firing.pool.requester_id,
        project_id=firing.pool.project_id,
        pool_id=firing.pool.id,
        user_id=firing.user_id,
        assignment_id=firing.assignment_id,
        created=tx.now,
        source=firing.config.source,
        collector=_text(collector),
        rule=_text(firing.rule.form),
        values=_text({name: _shown(value) for name, value in firing.values.items()}),
        effect=_text(effect),
    )


def set_effect(tx: Tx, decision_id: str, effect: dict[str, Any]) -> None:
    """Say what it came to, once that is known."""
    tx.run(_SET_EFFECT, key=decision_id, new_effect=_text(effect))


def _shown(value: Value) -> Value | int:
    """A count without a point."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def get_pool_log(tx: Tx, requester: Requester, pool_id: str, request: ListRequest) -> Page[DecisionView]:
    """``GET /pools/{id}/quality-log``: what the rules that hold in a pool decided, newest first."""
    pool = pools.own_any(tx, requester, pool_id)
    return _page(tx, LIST_OF_POOL, request, (_d.pool_id, pool.id))


def get_user_log(tx: Tx, requester: Requester, user_id: str, request: ListRequest) -> Page[DecisionView]:
    """``GET /users/{id}/quality-log``: what the requester's rules decided of a worker, newest first."""
    if accounts.worker(tx, user_id) is None:
        raise DoesNotExist("user", user_id)
    return _page(tx, LIST_OF_USER, request, (_d.user_id, user_id), (_d.requester_id, requester.id))


def _page(tx: Tx, spec: ListSpec, request: ListRequest, *where: tuple[Any, Any]) -> Page[DecisionView]:
    return fetch_page(tx, spec, request, lambda rows: [_view(Decision(*row)) for row in rows], *where)


def _view(one: Decision) -> DecisionView:
    rule = msgspec.json.decode(one.rule, type=_RuleText)
    return DecisionView(
        id=one.id,
        created=clock.to_text(one.created),
        pool_id=str(one.pool_id),
        project_id=str(one.project_id),
        user_id=one.user_id,
        assignment_id=one.assignment_id,
        source=one.source,
        collector=msgspec.json.decode(one.collector, type=CollectorName),
        conditions=rule.conditions,
        action=rule.action,
        values=msgspec.json.decode(one.values),
        effect=msgspec.json.decode(one.effect),
    )
