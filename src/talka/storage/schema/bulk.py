"""Whole files: of tasks on their way in, and of results until they are fetched."""

from __future__ import annotations

import sqlalchemy as sa

from talka.storage.schema.columns import ID, NUMBER, TIME, column, key, optional, table

bulk_files = table(
    "bulk_files",
    key("id", ID),
    column("operation_id", ID),
    column("name", sa.Text()),
    column("media_type", sa.Text()),
    column("size", NUMBER),
    # None as long as the operation is at work on it.
    optional("expires", TIME),
    sa.Index("bulk_files_by_operation", "operation_id"),
    sa.Index(
        "bulk_files_by_time",
        "expires",
        sqlite_where=sa.text("expires IS NOT NULL"),
        postgresql_where=sa.text("expires IS NOT NULL"),
    ),
)
