"""Requesters' own servers, which task interfaces reach through this one."""

from __future__ import annotations

import sqlalchemy as sa

from talka.storage.schema.columns import ID, JSON, TIME, column, key, table

proxies = table(
    "proxies",
    key("id", ID),
    column("requester_id", ID),
    column("name", ID),
    column("access_rights", sa.Text()),
    column("base_url", sa.Text()),
    column("additional_headers", JSON),
    column("additional_query_args", JSON),
    column("created", TIME),
    sa.Index("proxies_by_name", "name", unique=True),
    sa.Index("proxies_by_requester", "requester_id", "id"),
)
