"""Who may act in whose account, and how much a requester has asked for lately."""

from __future__ import annotations

import sqlalchemy as sa

from talka.storage.schema.columns import ID, NUMBER, TIME, column, key, optional, table

shared_access = table(
    "shared_access",
    key("id", NUMBER),
    column("account_id", ID),
    column("requester_id", ID),
    column("role", sa.Text()),
    optional("granted_by", ID),
    column("created", TIME),
    column("modified", TIME),
    sa.Index("shared_access_by_account", "account_id", "requester_id", unique=True),
    sa.Index("shared_access_by_requester", "requester_id", "account_id"),
)
# One row for each limit that a requester has come near: what was counted since the interval began.
rate_counters = table(
    "rate_counters",
    key("requester_id", ID),
    key("name", sa.Text()),
    key("period", sa.Text()),
    column("count", NUMBER),
    column("since_real", TIME),
    clustered=True,
)
