"""Subscriptions, the events that wait for being sent, and deliveries as rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.http.lists import Field, Kind, ListSpec
from talka.kernel import clock
from talka.storage import schema
from talka.storage.query import Query, columns_of, in_list, insert
from talka.storage.tx import Tx
from talka.webhooks.model import Attempt, Delivery, DeliveryStatus, EventType, Subscription

_s = schema.webhook_subscriptions.c
_e = schema.webhook_events.c
_d = schema.webhook_deliveries.c

# ---- subscriptions ---------------------------------------------------------------------------------------

_COLUMNS = columns_of(schema.webhook_subscriptions, Subscription)
_GET = Query(sa.select(*_COLUMNS).where(_s.id == bindparam("key")))
_INSERT = insert(schema.webhook_subscriptions)
_SET_SECRET = Query(
    sa.update(schema.webhook_subscriptions)
    .where(_s.id == bindparam("key"))
    .values(secret_key=bindparam("new_secret", type_=sa.Text()))
)
_HOLD = Query(sa.select(_s.id).where(_s.id == bindparam("key")).with_for_update())
_DELETE = Query(sa.delete(schema.webhook_subscriptions).where(_s.id == bindparam("key")))
_OF_POOL = Query(sa.select(*_COLUMNS).where(_s.pool_id == bindparam("pool_id")))
_SUBSCRIBED = Query(sa.select(_s.event_type, _s.id).where(_s.pool_id == bindparam("pool_id")))
_LAST_CREATED = Query(sa.select(sa.func.max(_s.created)).where(_s.requester_id == bindparam("requester_id")))
_HOLD_REQUESTER = Query(
    sa.select(schema.requesters.c.id).where(schema.requesters.c.id == bindparam("key")).with_for_update()
)
_KNOWN = "webhook_subscriptions"

LIST = ListSpec(
    columns=tuple(_COLUMNS),
    fields={
        "id": Field(_s.id, Kind.TEXT_ID, ranges=True, sort=True),
        "created": Field(_s.created, Kind.TIME, ranges=True, sort=True),
        "event_type": Field(_s.event_type, Kind.ENUM, equal=True, values=tuple(EventType)),
        "pool_id": Field(_s.pool_id, Kind.NUMBER_ID, equal=True),
    },
)
OWNER = _s.requester_id


def get(tx: Tx, subscription_id: str) -> Subscription | None:
    """A subscription by id."""
    row = tx.one(_GET, key=subscription_id)
    return None if row is None else Subscription(*row)


def add(tx: Tx, subscription: Subscription) -> None:
    """Keep a new subscription."""
    row = {name: getattr(subscription, name) for name in Subscription.__struct_fields__}
    tx.run(_INSERT, **row, lease_owner=None, lease_until_real=0)


def remove(tx: Tx, subscription_id: str) -> None:
    """Forget a subscription; what it leaves is :func:`forget_some`'s."""
    tx.run(_DELETE, key=subscription_id)


def hold_requester(tx: Tx, requester_id: str) -> None:
    """Let nobody else add subscriptions of this requester until the transaction ends."""
    tx.one(_HOLD_REQUESTER, key=requester_id)


def last_created(tx: Tx, requester_id: str) -> int:
    """When the requester's newest subscription was created."""
    found: int | None = tx.value(_LAST_CREATED, requester_id=requester_id)
    return found or 0


def of_pool(tx: Tx, pool_id: int) -> list[Subscription]:
    """All subscriptions of a pool."""
    return [Subscription(*row) for row in tx.all(_OF_POOL, pool_id=pool_id)]


def set_secret(tx: Tx, subscription_id: str, secret_key: str | None) -> None:
    """Have what is sent from now on signed with this secret, or with None not at all."""
    tx.run(_SET_SECRET, key=subscription_id, new_secret=secret_key)


def hold(tx: Tx, subscription_id: str) -> bool:
    """Let nobody else make deliveries of it until the transaction ends; False when it is gone."""
    return tx.one(_HOLD, key=subscription_id) is not None


def subscribed(tx: Tx, pool_id: int, event_type: EventType) -> Sequence[str]:
    """Who is told of such events in a pool. One look a transaction serves all of its events."""
    key = (_KNOWN, pool_id)
    known: Mapping[str, list[str]] | None = tx.known.get(key)
    if known is None:
        by_type: dict[str, list[str]] = {}
        for found_type, subscription_id in tx.all(_SUBSCRIBED, pool_id=pool_id):
            by_type.setdefault(found_type, []).append(subscription_id)
        known = tx.known[key] = by_type
    return known.get(event_type.value, ())


# ---- leases ----------------------------------------------------------------------------------------------

# Nobody sends to it now, and its requester has not as many under way already as one may have.
_is_free = sa.and_(
    _s.lease_until_real <= bindparam("real_now"), sa.not_(in_list(_s.requester_id, "busy_requesters"))
)
_first = sa.select(sa.func.min(_e.subscription_id).label("id")).cte("first", recursive=True)
# From each subscription that events wait for to the next: one look each, however many wait.
_waited_for = _first.union_all(
    sa.select(
        sa.select(sa.func.min(_e.subscription_id)).where(_e.subscription_id > _first.c.id).scalar_subquery()
    ).where(_first.c.id.is_not(None))
)
_with_events = sa.select(_s.id).join(_waited_for, _waited_for.c.id == _s.id)
_with_ready = (
    sa.select(_d.id, _s.id)
    .join(schema.webhook_subscriptions, _s.id == _d.subscription_id)
    .where(_d.ready > 0)  # which an index serves on either database; IS NOT NULL is served on one only
)
_FREE_WITH_EVENTS = Query(
    _with_events.where(_is_free)
    .order_by(_s.lease_until_real, _s.id)
    .limit(1)
    .with_for_update(of=schema.webhook_subscriptions, skip_locked=True)
)
_FREE_WITH_READY = Query(
    _with_ready.where(_is_free)
    .order_by(_d.ready, _d.id)
    .limit(1)
    .with_for_update(of=schema.webhook_subscriptions, skip_locked=True)
)
_CLAIMABLE = Query(
    sa.select(
        sa.or_(
            sa.exists(_with_ready.where(_is_free).with_only_columns(_d.id)),
            sa.exists(_with_events.where(_is_free)),
        )
    )
)
_LEASE = Query(
    sa.update(schema.webhook_subscriptions)
    .where(_s.id == bindparam("key"))
    .values(
        lease_owner=bindparam("owner", type_=schema.ID),
        lease_until_real=bindparam("until", type_=schema.TIME),
    )
)
_END_LEASE = Query(
    sa.update(schema.webhook_subscriptions)
    .where(
        _s.id == bindparam("key"),
        _s.lease_owner == bindparam("owner"),
        _s.lease_until_real == bindparam("leased_until"),
    )
    .values(lease_owner=None, lease_until_real=bindparam("until", type_=schema.TIME))
)
_RELEASE = Query(
    sa.update(schema.webhook_subscriptions)
    .where(_s.lease_owner == bindparam("owner"))
    .values(lease_owner=None, lease_until_real=0)
)


def is_claimable(tx: Tx, real_now: int, busy_requesters: list[str]) -> bool:
    """Whether something is to be sent that nobody is sending."""
    return bool(tx.value(_CLAIMABLE, real_now=real_now, busy_requesters=busy_requesters))


def free_with_ready(tx: Tx, real_now: int, busy_requesters: list[str]) -> tuple[str, str] | None:
    """A delivery that is to be sent, and its subscription, to which nobody sends now."""
    row = tx.one(_FREE_WITH_READY, real_now=real_now, busy_requesters=busy_requesters)
    return None if row is None else (row[0], row[1])


def free_with_events(tx: Tx, real_now: int, busy_requesters: list[str]) -> str | None:
    """A subscription that events wait for and to which nobody sends now: the one not served for longest."""
    found: str | None = tx.value(_FREE_WITH_EVENTS, real_now=real_now, busy_requesters=busy_requesters)
    return found


def lease(tx: Tx, subscription_id: str, owner: str, until: int) -> None:
    """Have ``owner`` alone send to the subscription until then, in real time."""
    tx.run(_LEASE, key=subscription_id, owner=owner, until=until)


def end_lease(tx: Tx, subscription_id: str, owner: str, leased_until: int, until: int) -> bool:
    """Let others send from ``until`` on; False when the lease, or the subscription, is gone already."""
    ended = tx.run(_END_LEASE, key=subscription_id, owner=owner, leased_until=leased_until, until=until)
    return ended == 1


def release(tx: Tx, owner: str) -> None:
    """Whatever this owner held is free."""
    tx.run(_RELEASE, owner=owner)


# ---- events ----------------------------------------------------------------------------------------------

_INSERT_EVENT = insert(schema.webhook_events)
_EVENTS_OF = Query(
    sa.select(_e.id, _e.body, _e.written_real)
    .where(_e.subscription_id == bindparam("subscription_id"))
    .order_by(_e.id)
    .limit(bindparam("most", type_=sa.Integer()))
)
_DELETE_EVENTS = Query(
    sa.delete(schema.webhook_events).where(
        _e.subscription_id == bindparam("subscription_id"), in_list(_e.id, "ids")
    )
)
_DELETE_EVENTS_OF = Query(
    sa.delete(schema.webhook_events).where(_e.subscription_id == bindparam("subscription_id"))
)
_WAITED_FOR = Query(sa.select(_waited_for.c.id).where(_waited_for.c.id.is_not(None)))


def add_events(tx: Tx, rows: Iterable[tuple[str, str]]) -> None:
    """Keep what is to be told: pairs of a subscription and a body."""
    written = clock.real_now()
    tx.many(
        _INSERT_EVENT,
        [
            {"subscription_id": to, "id": tx.new_id(), "written_real": written, "body": body}
            for to, body in rows
        ],
    )


def take_events(tx: Tx, subscription_id: str, most: int, *, written_before: int | None = None) -> list[str]:
    """The oldest events that wait, of those written before then; they wait no longer."""
    rows = tx.all(_EVENTS_OF, subscription_id=subscription_id, most=most)
    taken = [row for row in rows if written_before is None or row[2] < written_before]
    if taken:
        tx.run(_DELETE_EVENTS, subscription_id=subscription_id, ids=[row[0] for row in taken])
    return [row[1] for row in taken]


def waited_for(tx: Tx) -> list[str]:
    """The subscriptions that events wait for, those deleted meanwhile included."""
    return [row[0] for row in tx.all(_WAITED_FOR)]


def drop_events(tx: Tx, subscription_id: str) -> None:
    """Remove what waits for a subscription."""
    tx.run(_DELETE_EVENTS_OF, subscription_id=subscription_id)


# ---- deliveries ------------------------------------------------------------------------------------------

_DELIVERY_COLUMNS = columns_of(schema.webhook_deliveries, Delivery)
_GET_DELIVERY = Query(sa.select(*_DELIVERY_COLUMNS).where(_d.id == bindparam("key")))
_INSERT_DELIVERY = insert(schema.webhook_deliveries)
_CHANGED = ("status", "ready", "next_attempt", "finished", "body", "attempts")
_SAVE_DELIVERY = Query(
    sa.update(schema.webhook_deliveries)
    .where(_d.id == bindparam("key"))
    .values({name: bindparam(f"new_{name}", type_=_d[name].type) for name in _CHANGED})
)
_SOME_OF = Query(
    sa.select(_d.id)
    .where(_d.subscription_id == bindparam("subscription_id"))
    .order_by(_d.id)
    .limit(bindparam("most", type_=sa.Integer()))
)
_FINISHED = Query(
    sa.select(_d.id)
    .where(_d.finished < bindparam("before"))
    .order_by(_d.finished)
    .limit(bindparam("most", type_=sa.Integer()))
)
_DELETE_DELIVERIES = Query(sa.delete(schema.webhook_deliveries).where(in_list(_d.id, "ids")))

LOG = ListSpec(
    columns=tuple(_DELIVERY_COLUMNS),
    fields={
        "id": Field(_d.id, Kind.TEXT_ID, ranges=True, sort=True),
        "created": Field(_d.created, Kind.TIME, ranges=True),
        "status": Field(_d.status, Kind.ENUM, equal=True, many=True, values=tuple(DeliveryStatus)),
    },
    newest_first=True,
)
LOG_OWNER = _d.subscription_id


def delivery(tx: Tx, delivery_id: str) -> Delivery | None:
    """A delivery by id."""
    row = tx.one(_GET_DELIVERY, key=delivery_id)
    return None if row is None else Delivery(*row)


def add_delivery(tx: Tx, new: Delivery) -> None:
    """Keep a new delivery."""
    tx.run(_INSERT_DELIVERY, **{name: getattr(new, name) for name in Delivery.__struct_fields__})


def save_delivery(tx: Tx, changed: Delivery) -> None:
    """Keep how a delivery stands."""
    values: dict[str, Any] = {f"new_{name}": getattr(changed, name) for name in _CHANGED}
    tx.run(_SAVE_DELIVERY, key=changed.id, **values)


def forget_some(tx: Tx, subscription_id: str, most: int) -> bool:
    """Remove some of what waited for a subscription that is gone, and of its log; whether there is more."""
    events = take_events(tx, subscription_id, most)
    ids = [row[0] for row in tx.all(_SOME_OF, subscription_id=subscription_id, most=most)]
    if ids:
        tx.run(_DELETE_DELIVERIES, ids=ids)
    return len(events) == most or len(ids) == most


def drop_finished(tx: Tx, before: int, most: int) -> int:
    """Remove so many deliveries at most that were over before then; the number removed."""
    ids = [row[0] for row in tx.all(_FINISHED, before=before, most=most)]
    return tx.run(_DELETE_DELIVERIES, ids=ids) if ids else 0


def attempts_of(one: Delivery) -> list[Attempt]:
    """The attempts, oldest first."""
    return msgspec.json.decode(one.attempts, type=list[Attempt])


class _Uuid(msgspec.Struct):
    uuid: str


def uuids_of(events: Iterable[str]) -> str:
    """The ``uuid`` of each body, as a delivery keeps them."""
    found = [msgspec.json.decode(event, type=_Uuid).uuid for event in events]
    return msgspec.json.encode(found).decode()


def uuid_count(one: Delivery) -> int:
    """How many events go together."""
    return len(msgspec.json.decode(one.uuids, type=list[str]))
