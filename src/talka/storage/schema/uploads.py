"""Uploads that arrive in parts."""

from __future__ import annotations

import sqlalchemy as sa

from talka.storage.schema.columns import ID, NUMBER, TIME, column, key, optional, table

uploads = table(
    "uploads",
    key("id", ID),
    column("user_id", ID),
    optional("assignment_id", ID),
    column("metadata", sa.Text()),
    column("length", NUMBER),
    column("received", NUMBER),
    column("pieces", NUMBER),
    column("head", sa.Text()),
    optional("attachment_id", ID),
    column("expires_real", TIME),
    optional("holder", ID),
    column("held_until", TIME),
    sa.Index("uploads_by_user", "user_id", "attachment_id"),
    sa.Index("uploads_by_end", "expires_real"),
)
upload_pieces = table(
    "upload_pieces",
    key("upload_id", ID),
    key("start", NUMBER),
    column("size", NUMBER),
    column("file_id", ID),
    sa.Index("upload_pieces_by_file", "file_id"),
    clustered=True,
)
