"""A requester's use cases of messages."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from talka.accounts import store as accounts
from talka.filters import service as filters
from talka.http.auth import Requester
from talka.http.lists import ListRequest, Page, fetch_page
from talka.kernel.errors import DoesNotExist, FieldErrors, conflict
from talka.messages import jobs, mailing, rules, store, views
from talka.messages.model import (
    ComposeDetails,
    ComposeForm,
    Folder,
    FoldersForm,
    Interlocutor,
    Message,
    MessageThreadView,
    MessageView,
    RecipientsSelectType,
    ReplyForm,
    Role,
    SendPlan,
    Thread,
)
from talka.storage.tx import Tx

IncorrectRecipients = conflict(
    "INCORRECT_RECIPIENTS", "some of the recipients are no workers; the payload names them."
)

Wake = Callable[[], None]


def compose_message_thread(tx: Tx, requester: Requester, form: ComposeForm, wake: Wake) -> MessageThreadView:
    """``POST /message-threads/compose``: to a few workers at once, to many within the request or by a job.

    Raises:
        ValidationFailed: the texts or the filter are wrong, or the recipients are named in another way.
        IncorrectRecipients: somebody named is no worker.
    """
    errors = FieldErrors()
    rules.check_compose(form, errors)
    errors.raise_if_any()
    user_ids = _named(tx, form.recipients_ids or [])
    thread = _composed(tx, requester, form, len(user_ids))
    store.add(tx, thread)
    store.add_message(tx, new_message(tx, thread.id, Role.REQUESTER, requester.id, form.text))
    if user_ids:
        store.add_recipients(tx, thread, user_ids)
    else:
        plan, is_last = mailing.send_part(tx, SendPlan(thread.id), mailing.PART)
        if not is_last:
            jobs.begin(tx, requester.id, plan, wake)
    return view(tx, requester, thread.id)


def _named(tx: Tx, named: Sequence[str]) -> list[str]:
    user_ids = sorted(set(named))
    there = accounts.present(tx, user_ids) if user_ids else set()
    missing = [user_id for user_id in user_ids if user_id not in there]
    if missing:
        raise IncorrectRecipients("Some of these are no workers", {"recipients_ids": missing})
    return user_ids


def _composed(tx: Tx, requester: Requester, form: ComposeForm, recipients: int) -> Thread:
    asked = form.recipients_filter
    if asked is not None:
        asked = filters.checked(tx, requester, asked, "recipients_filter")
    is_direct = form.recipients_select_type == RecipientsSelectType.DIRECT
    details = ComposeDetails(
        recipients_select_type=form.recipients_select_type,
        recipients_ids=form.recipients_ids if is_direct else None,
        recipients_filter=asked,
    )
    return Thread(
        id=tx.new_id(),
        requester_id=requester.id,
        topic=_json(form.topic),
        compose=_json(details),
        selected=form.recipients_select_type,
        answerable=int(form.answerable),
        recipients=recipients,
        sent=int(is_direct),
        outbox=1,
        created=tx.now,
        last_message=tx.now,
    )


def reply_message_thread(
    tx: Tx, requester: Requester, thread_id: str, form: ReplyForm, wake: Wake
) -> MessageThreadView:
    """``POST /message-threads/{id}/reply``: to everybody who has the thread. It is read with that."""
    errors = FieldErrors()
    rules.check_texts(form.text, "text", errors)
    errors.raise_if_any()
    thread = _own(tx, requester, thread_id, lock=True)
    message = new_message(tx, thread.id, Role.REQUESTER, requester.id, form.text)
    store.requester_wrote(tx, message)
    plan, is_last = mailing.send_part(tx, SendPlan(thread.id, again=message.created), mailing.PART)
    if not is_last:
        jobs.begin(tx, requester.id, plan, wake)
    return view(tx, requester, thread.id)


def add_to_folders(
    tx: Tx, requester: Requester, thread_id: str, form: FoldersForm, *, added: bool
) -> MessageThreadView:
    """``POST /message-threads/{id}/add-to-folders``, and ``remove-from-folders`` when not ``added``.

    Only whether a thread is unread or important is its requester's to say; other folders stay as they are.
    """
    thread = _own(tx, requester, thread_id, lock=True)
    store.file(tx, msgspec.structs.replace(thread, **rules.changes_of(form.folders, added=added)))
    return view(tx, requester, thread_id)


def get_message_thread(tx: Tx, requester: Requester, thread_id: str) -> MessageThreadView:
    """``GET /message-threads/{id}``, an addition of ours."""
    return view(tx, requester, thread_id)


def get_message_threads(
    tx: Tx,
    requester: Requester,
    request: ListRequest,
    within: Sequence[Folder],
    outside: Sequence[Folder],
) -> Page[MessageThreadView]:
    """``GET /message-threads``: those in all folders ``within`` and in none ``outside``."""
    return fetch_page(
        tx,
        store.LIST,
        request,
        lambda rows: views.views(tx, requester, [store.thread_of(row) for row in rows]),
        (store.OWNER, requester.id),
        *store.in_folders(within, outside),
    )


def get_messages(tx: Tx, requester: Requester, thread_id: str, request: ListRequest) -> Page[MessageView]:
    """``GET /message-threads/{id}/messages``, an addition of ours: newest first unless asked otherwise."""
    thread = _own(tx, requester, thread_id)
    place = {"own_thread": thread.id, "parent_thread": thread.parent_id}
    request = msgspec.structs.replace(request, values={**request.values, **place})
    return fetch_page(
        tx,
        store.MESSAGES,
        request,
        lambda rows: [views.message_view(requester, Message(*row), listed=True) for row in rows],
    )


def get_interlocutors(
    tx: Tx, requester: Requester, thread_id: str, request: ListRequest
) -> Page[Interlocutor]:
    """``GET /message-threads/{id}/interlocutors``, an addition of ours: the workers who have the thread."""
    thread = _own(tx, requester, thread_id)
    return fetch_page(
        tx,
        store.INTERLOCUTORS,
        request,
        lambda rows: [Interlocutor(row[0], Role.USER) for row in rows],
        (store.THREAD_OF_RECIPIENT, thread.id),
    )


def view(tx: Tx, requester: Requester, thread_id: str) -> MessageThreadView:
    """The requester's thread as the API shows it."""
    (found,) = views.views(tx, requester, [_own(tx, requester, thread_id)])
    return found


def new_message(tx: Tx, thread_id: str, role: Role, author_id: str | None, text: dict[str, str]) -> Message:
    """A message of this moment."""
    return Message(tx.new_id(), thread_id, role, author_id, _json(text), tx.now)


def _own(tx: Tx, requester: Requester, thread_id: str, *, lock: bool = False) -> Thread:
    thread = store.get(tx, thread_id, lock=lock)
    if thread is None or thread.requester_id != requester.id:
        raise DoesNotExist("message thread", thread_id)
    return thread


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
