"""What messages are (Toloka: "Message thread")."""

from __future__ import annotations

import enum
from typing import Annotated, Any, TypeAlias

import msgspec
from msgspec import Meta

from talka.bonuses.model import Language

MAX_RECIPIENTS = 100
"""How many workers a message may name."""
INLINED = 100
"""How many of a thread's people, and of its messages, its view holds."""
MAX_TOPIC = 1_000
MAX_TEXT = 10_000


class Folder(enum.StrEnum):
    """Where a requester finds a thread; it may be in several. Only the last two are theirs to change."""

    INBOX = "INBOX"
    OUTBOX = "OUTBOX"
    AUTOMATIC_NOTIFICATION = "AUTOMATIC_NOTIFICATION"
    IMPORTANT = "IMPORTANT"
    UNREAD = "UNREAD"


class Role(enum.StrEnum):
    """Who somebody is in a conversation. ``SYSTEM`` is the platform itself."""

    USER = "USER"
    REQUESTER = "REQUESTER"
    ADMINISTRATOR = "ADMINISTRATOR"
    SYSTEM = "SYSTEM"


class RecipientsSelectType(enum.StrEnum):
    """How a message's recipients are named."""

    ALL = "ALL"
    DIRECT = "DIRECT"
    FILTER = "FILTER"


Topics: TypeAlias = dict[Language, Annotated[str, Meta(min_length=1, max_length=MAX_TOPIC)]]
Texts: TypeAlias = Annotated[
    dict[Language, Annotated[str, Meta(min_length=1, max_length=MAX_TEXT)]], Meta(examples=[{"EN": "Hello"}])
]
Text: TypeAlias = Annotated[str, Meta(min_length=1, max_length=MAX_TEXT)]


# ---- what requesters send --------------------------------------------------------------------------------


class ComposeForm(msgspec.Struct, frozen=True):
    """``POST /message-threads/compose``. ``topic`` and ``text`` are texts by language (``EN``, ``ZH-HANS``).

    ``ALL``: every worker who ever took a page of the requester's. ``DIRECT``: those in ``recipients_ids``.
    ``FILTER``: every worker whom ``recipients_filter``, which is written like a pool's, lets in.
    """

    topic: Topics
    text: Texts
    recipients_select_type: RecipientsSelectType
    answerable: bool = True
    recipients_ids: Annotated[list[str], Meta(max_length=MAX_RECIPIENTS)] | None = None
    recipients_filter: dict[str, Any] | None = None


class ReplyForm(msgspec.Struct, frozen=True):
    """``POST /message-threads/{id}/reply``."""

    text: Texts


class FoldersForm(msgspec.Struct, frozen=True):
    """Folders to add a thread to or take it from: ``UNREAD`` and ``IMPORTANT``; others change nothing."""

    folders: list[Folder]


# ---- what workers send -----------------------------------------------------------------------------------


class WorkersMessageForm(msgspec.Struct, frozen=True):
    """``POST /messages``: to the requester of a pool, or of an assignment."""

    text: Text
    pool_id: str | None = None
    assignment_id: str | None = None


class WorkersReplyForm(msgspec.Struct, frozen=True):
    """``POST /messages/{id}/reply``, and what an appeal says."""

    text: Text


# ---- what is kept ----------------------------------------------------------------------------------------


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """A stored thread; texts are JSON by language, the flags from ``inbox`` on are its folders.

    ``compose`` is how its recipients were named, where its requester began it. ``sent``: all of them have it.
    """

    id: str
    parent_id: str | None = None
    requester_id: str | None
    topic: str
    compose: str | None = None
    selected: str | None = None
    answerable: int
    recipients: int
    messages: int = 1
    sent: int = 1
    project_id: int | None = None
    pool_id: int | None = None
    assignment_id: str | None = None
    appeal_of: str | None = None
    inbox: int = 0
    outbox: int = 0
    automatic: int = 0
    important: int = 0
    unread: int = 0
    created: int
    last_message: int

    @property
    def topics(self) -> dict[str, str]:
        """What it is about, by language."""
        return msgspec.json.decode(self.topic, type=dict[str, str])

    @property
    def is_a_workers(self) -> bool:
        """Whether a worker began it, with a question or an appeal."""
        return self.requester_id is not None and self.compose is None and self.parent_id is None

    @property
    def is_shared(self) -> bool:
        """Whether several workers have it, or may come to have it."""
        return not self.sent or self.recipients > 1


class Message(msgspec.Struct, frozen=True):
    """A stored message. The platform's own have no author."""

    id: str
    thread_id: str
    role: str
    author_id: str | None
    text: str
    created: int

    @property
    def texts(self) -> dict[str, str]:
        """What it says, by language."""
        return msgspec.json.decode(self.text, type=dict[str, str])


class Recipient(msgspec.Struct, frozen=True):
    """A worker's side of a thread. With a ``fork_id`` what they say goes on in that one."""

    thread_id: str
    user_id: str
    unread: int
    shown: int
    last_message: int
    fork_id: str | None = None


class SendPlan(msgspec.Struct, frozen=True, omit_defaults=True):
    """How far a mailing came: the last worker looked at and, where it goes by pools, the pool.

    With ``again`` the recipients have the thread, and are told of what was written there at that time.
    """

    thread_id: str
    after: str = ""
    pool_id: int = 0
    again: int | None = None


# ---- what requesters see ---------------------------------------------------------------------------------


class Interlocutor(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody in a conversation; ``myself`` where it is the caller."""

    id: str
    role: Role
    myself: bool = False


class MessageView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A message in a thread; only lists of messages tell its ``id``."""

    text: dict[str, str]
    created: str
    from_: Interlocutor = msgspec.field(name="from")
    id: str | None = None


class ComposeDetails(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the recipients of a thread that the requester began were named."""

    recipients_select_type: RecipientsSelectType
    recipients_ids: list[str] | None = None
    recipients_filter: dict[str, Any] | None = None


class ThreadMeta(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the thread is linked to."""

    pool_id: str | None = None
    project_id: str | None = None
    assignment_id: str | None = None


class MessageThreadView(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A thread as its requester sees it, messages newest first.

    ``interlocutors_inlined`` is false while a message is on its way to its recipients, and when they are more
    than a hundred: ``interlocutors`` are the caller alone then. ``messages_inlined`` is false when there
    are more than a hundred messages: ``messages`` are the newest. Calls of their own list all of them.
    """

    id: str
    parent_id: str | None = None
    topic: dict[str, str]
    interlocutors_inlined: bool
    interlocutors: list[Interlocutor]
    messages_inlined: bool
    messages: list[MessageView]
    compose_details: ComposeDetails | None = None
    meta: ThreadMeta
    folders: list[Folder]
    answerable: bool
    created: str


# ---- what workers see ------------------------------------------------------------------------------------


class Correspondent(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who wrote to a worker, or to whom they wrote; a requester by name."""

    role: Role
    name: str | None = None
    myself: bool = False


class WorkersMessageView(msgspec.Struct, frozen=True):
    """A message as a worker reads it: in their own language, if it was written in it."""

    id: str
    text: str
    from_: Correspondent = msgspec.field(name="from")
    created: str


class WorkersThreadView(msgspec.Struct, frozen=True, omit_defaults=True, kw_only=True):
    """A conversation as its worker sees it, messages newest first.

    ``automatic`` ones are notices of the platform's. ``has_more``: there are older messages than these.
    """

    id: str
    topic: str
    with_: Correspondent = msgspec.field(name="with")
    messages: list[WorkersMessageView]
    has_more: bool
    unread: bool
    answerable: bool
    automatic: bool
    created: str
    last_message: str
    project_id: str | None = None
    pool_id: str | None = None
    assignment_id: str | None = None


class WorkersThreads(msgspec.Struct, frozen=True):
    """A worker's conversations; those with the newest messages first."""

    items: list[WorkersThreadView]
    has_more: bool
