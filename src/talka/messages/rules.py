"""What may be said to whom, and which folders a thread is in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from talka.kernel.clock import DAY
from talka.kernel.errors import FieldErrors
from talka.messages.model import ComposeForm, Folder, RecipientsSelectType, Thread
from talka.words.speaking import say

APPEAL = 7 * DAY
"""For how long after a rejection its worker may appeal."""

FALLBACK = "EN"
"""The language of what the platform says itself."""

_OWN_FOLDERS = (Folder.IMPORTANT, Folder.UNREAD)


def check_compose(form: ComposeForm, errors: FieldErrors) -> None:
    """Add what is wrong with a message, save whether its recipients are there."""
    check_texts(form.topic, "topic", errors)
    check_texts(form.text, "text", errors)
    chosen = form.recipients_select_type
    named: tuple[tuple[str, RecipientsSelectType, object], ...] = (
        ("recipients_ids", RecipientsSelectType.DIRECT, form.recipients_ids),
        ("recipients_filter", RecipientsSelectType.FILTER, form.recipients_filter),
    )
    for name, belongs_to, value in named:
        if chosen == belongs_to and not value:
            errors.add(name, "VALUE_REQUIRED", f"Recipients of the type {chosen} need {name}")
        elif chosen != belongs_to and value:
            errors.add(name, "VALUE_NOT_ALLOWED", f"Recipients of the type {chosen} have no {name}")


def check_texts(texts: Mapping[str, str], path: str, errors: FieldErrors) -> None:
    """Add what is wrong with a text in several languages."""
    if not texts:
        errors.add(path, "EMPTY_OBJECT_NOT_ALLOWED", "There must be a text in at least one language")
    for language, text in texts.items():
        check_text(text, f"{path}.{language}", errors)


def check_text(text: str, path: str, errors: FieldErrors) -> None:
    """Add that there is nothing to read in a text, if so."""
    if not text.strip():
        errors.add(path, "BLANK_STRING_NOT_ALLOWED", say("The text must not be blank"))


def folders(thread: Thread) -> list[Folder]:
    """Where the thread's requester finds it."""
    held = {
        Folder.INBOX: thread.inbox,
        Folder.OUTBOX: thread.outbox,
        Folder.AUTOMATIC_NOTIFICATION: thread.automatic,
        Folder.IMPORTANT: thread.important,
        Folder.UNREAD: thread.unread,
    }
    return [folder for folder, is_in in held.items() if is_in]


def changes_of(named: Iterable[Folder], *, added: bool) -> dict[str, int]:
    """The folders among these that are a requester's to change, and what becomes of them."""
    return {folder.lower(): int(added) for folder in named if folder in _OWN_FOLDERS}


def may_appeal(rejected: int, now: int) -> bool:
    """Whether a rejection at that time can still be appealed against."""
    return now - rejected <= APPEAL
