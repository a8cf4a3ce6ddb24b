"""Folders, appeals' time and limits, with plain values."""

from __future__ import annotations

from typing import Any

from talka.kernel.clock import DAY
from talka.messages import rules
from talka.messages.model import Folder, Thread

HELD = {"id": "a", "requester_id": "r", "topic": "{}", "answerable": 1, "recipients": 1, "created": 0}


def thread(**changes: Any) -> Thread:
    return Thread(**{**HELD, "last_message": 0, **changes})


def test_a_thread_is_in_the_folders_that_its_flags_name() -> None:
    assert rules.folders(thread()) == []
    assert rules.folders(thread(outbox=1, unread=1)) == [Folder.OUTBOX, Folder.UNREAD]
    everything = thread(inbox=1, outbox=1, automatic=1, important=1, unread=1)
    assert rules.folders(everything) == list(Folder)


def test_only_unread_and_important_are_a_requesters_to_change() -> None:
    assert rules.changes_of(list(Folder), added=True) == {"important": 1, "unread": 1}
    assert rules.changes_of([Folder.UNREAD, Folder.INBOX], added=False) == {"unread": 0}
    assert rules.changes_of([], added=True) == {}


def test_a_thread_is_shared_by_several_or_while_it_may_reach_more() -> None:
    assert not thread().is_shared
    assert thread(recipients=2).is_shared
    assert thread(sent=0).is_shared


def test_an_appeal_has_seven_days() -> None:
    assert rules.may_appeal(1000, 1000 + 7 * DAY)
    assert not rules.may_appeal(1000, 1001 + 7 * DAY)
