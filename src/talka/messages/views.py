"""Threads as their requester sees them."""

from __future__ import annotations

from collections.abc import Sequence

from talka.http.auth import Requester
from talka.kernel import clock
from talka.messages import rules, store
from talka.messages.mailing import details_of
from talka.messages.model import (
    INLINED,
    Interlocutor,
    Message,
    MessageThreadView,
    MessageView,
    Role,
    Thread,
    ThreadMeta,
)
from talka.storage.tx import Tx


def views(tx: Tx, requester: Requester, threads: Sequence[Thread]) -> list[MessageThreadView]:
    """The requester's threads as the API shows them."""
    messages = store.of_many(tx, threads)
    told = store.recipients(tx, [thread.id for thread in threads if _are_inlined(thread)])
    return [_view(requester, thread, messages[thread.id], told.get(thread.id, [])) for thread in threads]


def message_view(requester: Requester, message: Message, *, listed: bool = False) -> MessageView:
    """A message; ``listed`` tells its id too."""
    author = Interlocutor(
        message.author_id or "", Role(message.role), myself=message.author_id == requester.id
    )
    return MessageView(
        text=message.texts,
        created=clock.to_text(message.created),
        from_=author,
        id=message.id if listed else None,
    )


def _are_inlined(thread: Thread) -> bool:
    return bool(thread.sent) and thread.recipients <= INLINED


def _view(
    requester: Requester, thread: Thread, messages: Sequence[Message], user_ids: Sequence[str]
) -> MessageThreadView:
    people = [Interlocutor(requester.id, Role.REQUESTER, myself=True)]
    people += [Interlocutor(user_id, Role.USER) for user_id in user_ids]
    return MessageThreadView(
        id=thread.id,
        parent_id=thread.parent_id,
        topic=thread.topics,
        interlocutors_inlined=_are_inlined(thread),
        interlocutors=sorted(people, key=lambda one: one.id),
        messages_inlined=len(messages) <= INLINED,
        messages=[message_view(requester, one) for one in messages[:INLINED]],
        compose_details=details_of(thread),
        meta=ThreadMeta(
            pool_id=None if thread.pool_id is None else str(thread.pool_id),
            project_id=None if thread.project_id is None else str(thread.project_id),
            assignment_id=thread.assignment_id,
        ),
        folders=rules.folders(thread),
        answerable=bool(thread.answerable),
        created=clock.to_text(thread.created),
    )
