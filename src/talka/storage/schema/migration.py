"""Copies of what requesters have elsewhere: from where, how far, and what became of which object."""

from __future__ import annotations

import sqlalchemy as sa

from talka.storage.schema.columns import FLAG, ID, JSON, TIME, column, key, optional, table

migrations = table(
    "migrations",
    key("id", ID),
    column("requester_id", ID),
    column("source", sa.Text()),
    column("source_requester_id", ID),
    column("created", TIME),
    optional("finished", TIME),
    sa.Index("migrations_by_source", "requester_id", "source", "source_requester_id", unique=True),
)
# The new id of each object that was copied. A row is written with the object, so nothing is copied twice.
migrated = table(
    "migrated",
    key("migration_id", ID),
    key("kind", sa.Text()),
    key("old_id", ID),
    column("new_id", ID),
    clustered=True,
)
# How far each list was read: up to which old id, and the last new id that was made of it.
migration_marks = table(
    "migration_marks",
    key("migration_id", ID),
    key("kind", sa.Text()),
    key("scope", ID),
    column("last_old", ID),
    column("last_new", ID),
    column("done", FLAG),
    clustered=True,
)
# What did not come along, or came otherwise than it was; `again`: the next run looks at it once more.
migration_notes = table(
    "migration_notes",
    key("migration_id", ID),
    key("kind", sa.Text()),
    key("old_id", ID),
    key("what", sa.Text()),
    column("scope", ID),
    column("words", sa.Text()),
    column("details", JSON),
    column("again", FLAG),
    clustered=True,
)
