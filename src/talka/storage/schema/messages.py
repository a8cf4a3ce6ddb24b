"""Messages between requesters, workers and the platform."""

from __future__ import annotations

import sqlalchemy as sa

from talka.storage.schema.columns import FLAG, ID, JSON, NUMBER, TIME, column, key, optional, table

_UNREAD = sa.text("unread = 1")
_SHOWN = sa.text("shown = 1")
_APPEAL = sa.text("appeal_of IS NOT NULL")

# Those without a requester are the platform's own, their worker's alone. The flags from `inbox` on are the
# folders that its requester finds it in.
message_threads = table(
    "message_threads",
    key("id", ID),
    optional("parent_id", ID),
    optional("requester_id", ID),
    column("topic", JSON),
    optional("compose", JSON),
    optional("selected", sa.Text()),
    column("answerable", FLAG),
    column("recipients", NUMBER),
    column("messages", NUMBER),
    column("sent", FLAG),
    optional("project_id", NUMBER),
    optional("pool_id", NUMBER),
    optional("assignment_id", ID),
    optional("appeal_of", ID),
    column("inbox", FLAG),
    column("outbox", FLAG),
    column("automatic", FLAG),
    column("important", FLAG),
    column("unread", FLAG),
    column("created", TIME),
    column("last_message", TIME),
    sa.Index("message_threads_by_requester", "requester_id", "id"),
    sa.Index("message_threads_by_time", "requester_id", "created", "id"),
    sa.Index("message_threads_incoming", "requester_id", "inbox", "id"),
    sa.Index("message_threads_unread", "requester_id", "unread", "id"),
    sa.Index("message_threads_important", "requester_id", "important", "id"),
    sa.Index(
        "message_threads_by_appeal",
        "appeal_of",
        unique=True,
        sqlite_where=_APPEAL,
        postgresql_where=_APPEAL,
    ),
)
messages = table(
    "messages",
    key("id", ID),
    column("thread_id", ID),
    column("role", sa.Text()),
    optional("author_id", ID),
    column("text", JSON),
    column("created", TIME),
    sa.Index("messages_by_thread", "thread_id", "id"),
)
# A worker's side of a thread. Who answered one of many goes on in a thread of their own, the fork; the shared
# one is shown to them again when something new is written there.
message_recipients = table(
    "message_recipients",
    key("thread_id", ID),
    key("user_id", ID),
    column("unread", FLAG),
    column("shown", FLAG),
    column("last_message", TIME),
    optional("fork_id", ID),
    sa.Index(
        "message_recipients_shown",
        "user_id",
        "last_message",
        "thread_id",
        sqlite_where=_SHOWN,
        postgresql_where=_SHOWN,
    ),
    sa.Index("message_recipients_unread", "user_id", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
    clustered=True,
)
