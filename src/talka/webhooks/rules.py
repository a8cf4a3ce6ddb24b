"""Rules of webhooks: what an event says, when a delivery is repeated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from talka.kernel import clock
from talka.kernel.clock import HOUR, MINUTE, SECOND
from talka.webhooks.model import EventType

MOST_EVENTS = 100
"""How many events are sent together at most."""

MOST_OF_POOL = 100
"""How many subscriptions a pool has at most: each writes a row when something happens there."""

MOST_IN_REQUEST = 1000
"""How many subscriptions one request makes at most."""

RETRIES = (10 * SECOND, MINUTE, 10 * MINUTE, HOUR, 6 * HOUR)
"""How long after each failure the next attempt is made, in business time; after the last there is none."""

LONGEST_WAIT = clock.DAY
"""Events that could not even be tried for so long, in real time, are given up: the receiver is too slow."""

LOG_LIFETIME = 7 * clock.DAY
"""For so long, in business time, the log keeps a delivery that is over."""


def event_body(
    subscription_id: str,
    event_type: EventType,
    *,
    uuid: str,
    now: int,
    project_id: int,
    pool_id: int,
    details: Mapping[str, Any],
) -> str:
    """What is sent of one event."""
    event = {
        "uuid": uuid,
        "event_time": clock.to_text(now),
        "project_id": str(project_id),
        "pool_id": str(pool_id),
        **details,
        "webhook_subscription_id": subscription_id,
        "type": event_type.value,
    }
    return msgspec.json.encode(event).decode()


def delivery_body(events: Iterable[str]) -> str:
    """What is sent of several, of which each is JSON already."""
    return '{"events":[' + ",".join(events) + "]}"


def retry_at(failures: int, now: int) -> int | None:
    """When a delivery that failed so often is tried again; None: not any more."""
    return now + RETRIES[failures - 1] if failures <= len(RETRIES) else None
