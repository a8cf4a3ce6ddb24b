"""Housekeeping: the log's end, events that nobody waits for, and those that waited too long."""

from __future__ import annotations

from functools import partial

from talka.kernel import clock
from talka.storage.database import Database
from talka.storage.tx import Tx
from talka.webhooks import rules, store
from talka.webhooks.model import Delivery, DeliveryStatus

_FORGET_AT_ONCE = 1000


async def keep_webhooks(database: Database) -> None:
    """Remove what is too old, a little at a time."""
    while await database.write(_forget_finished):
        pass
    for subscription_id in await database.read(store.waited_for):
        while await database.write(partial(_give_up_old, subscription_id)):
            pass


def _forget_finished(tx: Tx) -> int:
    return store.drop_finished(tx, tx.now - rules.LOG_LIFETIME, _FORGET_AT_ONCE)


def _give_up_old(subscription_id: str, tx: Tx) -> bool:
    """Note in the log what could not even be tried; whether there may be more of it."""
    subscription = store.get(tx, subscription_id) if store.hold(tx, subscription_id) else None
    if subscription is None:  # deleted while the events were written
        store.drop_events(tx, subscription_id)
        return False
    before = clock.real_now() - rules.LONGEST_WAIT
    events = store.take_events(tx, subscription_id, rules.MOST_EVENTS, written_before=before)
    if events:
        store.add_delivery(
            tx,
            Delivery(
                id=tx.new_id(),
                subscription_id=subscription_id,
                type=subscription.event_type,
                status=DeliveryStatus.FAILED.value,
                created=tx.now,
                ready=None,
                next_attempt=None,
                finished=tx.now,
                body=None,
                uuids=store.uuids_of(events),
                attempts="[]",
            ),
        )
    return len(events) == rules.MOST_EVENTS
