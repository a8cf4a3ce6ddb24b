"""Webhook subscriptions, what waits for being sent to them, and the log of what was."""

from __future__ import annotations

import sqlalchemy as sa

from talka.storage.schema.columns import ID, JSON, NUMBER, TIME, column, key, optional, table

# The lease, in real time, says which process sends to the subscription now, and until when nobody else does.
webhook_subscriptions = table(
    "webhook_subscriptions",
    key("id", ID),
    column("requester_id", ID),
    column("pool_id", NUMBER),
    column("event_type", sa.Text()),
    column("webhook_url", sa.Text()),
    optional("secret_key", sa.Text()),
    column("created", TIME),
    optional("lease_owner", ID),
    column("lease_until_real", TIME),
    sa.Index("webhook_subscriptions_by_requester", "requester_id", "created"),
    sa.Index("webhook_subscriptions_by_pool", "pool_id", "event_type"),
)
# What happened and is in no delivery yet: written with what caused it.
webhook_events = table(
    "webhook_events",
    key("subscription_id", ID),
    key("id", ID),
    column("written_real", TIME),
    column("body", JSON),
    clustered=True,
)
# What is sent together, and afterwards a line of the log. `ready`: since when it is to be sent at once.
webhook_deliveries = table(
    "webhook_deliveries",
    key("id", ID),
    column("subscription_id", ID),
    column("type", sa.Text()),
    column("status", sa.Text()),
    column("created", TIME),
    optional("ready", TIME),
    optional("next_attempt", TIME),
    optional("finished", TIME),
    optional("body", JSON),
    column("uuids", JSON),
    column("attempts", JSON),
    sa.Index("webhook_deliveries_by_subscription", "subscription_id", "id"),
    sa.Index("webhook_deliveries_ready", "ready"),
    sa.Index("webhook_deliveries_by_end", "finished"),
)
