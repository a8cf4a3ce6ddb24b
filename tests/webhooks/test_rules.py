"""When a delivery is tried again, and what is said of an event."""

from __future__ import annotations

from talka.kernel.clock import HOUR, MINUTE, SECOND
from talka.webhooks import rules
from talka.webhooks.model import EventType


def test_retries_come_later_each_time_and_end() -> None:
    waits = [rules.retry_at(failures, 1000) for failures in range(1, 7)]
    times = [10 * SECOND, MINUTE, 10 * MINUTE, HOUR, 6 * HOUR]
    assert waits == [*(1000 + one for one in times), None]


def test_an_event_has_the_documented_fields_in_their_order() -> None:
    event = rules.event_body(
        "subscription-1",
        EventType.POOL_CLOSED,
        uuid="uuid-1",
        now=1581682978000,
        project_id=1,
        pool_id=2,
        details={"close_reason": "MANUAL"},
    )
    body = rules.delivery_body([event, event])
    assert event == (
        '{"uuid":"uuid-1","event_time":"2020-02-14T12:22:58","project_id":"1","pool_id":"2",'
        '"close_reason":"MANUAL","webhook_subscription_id":"subscription-1","type":"POOL_CLOSED"}'
    )
    assert body == f'{{"events":[{event},{event}]}}'
