"""The environment itself: its clock and numbers, and what falls due."""

from __future__ import annotations

import sqlalchemy as sa

from talka.storage.schema.columns import ID, KIND, NUMBER, TIME, column, key, table

clock_offset = table("clock_offset", key("id", KIND), column("offset_ms", TIME))
numbers = table("numbers", key("name", sa.Text()), column("value", NUMBER))
due = table(
    "due",
    key("kind", sa.Text()),
    key("subject", ID),
    column("at", TIME),
    sa.Index("due_by_time", "at"),
    clustered=True,
)
secrets = table("secrets", key("name", sa.Text()), column("value", sa.Text()))
