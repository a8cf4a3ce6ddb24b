"""Messages on their way to many workers: in parts, each with how far the mailing came."""

from __future__ import annotations

import msgspec

from talka.accounts import store as accounts
from talka.filters import service as filters
from talka.messages import store
from talka.messages.model import ComposeDetails, RecipientsSelectType, SendPlan, Thread
from talka.storage.tx import Tx

PART = 500
"""So many workers are looked at in one transaction."""
POOLS_AT_ONCE = 100


class Part(msgspec.Struct, frozen=True):
    """Whom to send a message to next, how the plan stands after that, and whether those are the last."""

    user_ids: list[str]
    after: SendPlan
    is_last: bool


def send_part(tx: Tx, plan: SendPlan, size: int) -> tuple[SendPlan, bool]:
    """Do a part of a mailing; how the plan stands after it, and whether it was the last.

    Who has the message does not get it again, whatever is repeated.
    """
    # Locked, so that what its requester adds meanwhile is either seen here or told by a mailing of its own.
    thread = store.get(tx, plan.thread_id, lock=True)
    if thread is None:
        raise AssertionError(f"thread {plan.thread_id} vanished")
    if plan.again is not None:
        return _tell_part(tx, plan, plan.again, size)
    part = _next_part(tx, thread, plan, size)
    more = store.add_recipients(tx, thread, part.user_ids)
    store.addressed(tx, thread.id, more, sent=part.is_last)
    return part.after, part.is_last


def _tell_part(tx: Tx, plan: SendPlan, at: int, size: int) -> tuple[SendPlan, bool]:
    found = store.next_recipients(tx, plan.thread_id, plan.after, size)
    if found:
        store.tell(tx, plan.thread_id, plan.after, found[-1], at)
        plan = msgspec.structs.replace(plan, after=found[-1])
    return plan, len(found) < size


def _next_part(tx: Tx, thread: Thread, plan: SendPlan, size: int) -> Part:
    if thread.selected == RecipientsSelectType.ALL and thread.requester_id is not None:
        return _of_all(tx, thread.requester_id, plan, size)
    return _of_filter(tx, details_of(thread), plan, size)


def _of_filter(tx: Tx, details: ComposeDetails | None, plan: SendPlan, size: int) -> Part:
    asked = None if details is None else details.recipients_filter
    text = None if asked is None else msgspec.json.encode(asked).decode()
    found = accounts.workers_after(tx, plan.after, size)
    if found:
        plan = msgspec.structs.replace(plan, after=found[-1].id)
    return Part(filters.let_in(tx, text, found), plan, len(found) < size)


def _of_all(tx: Tx, requester_id: str, plan: SendPlan, size: int) -> Part:
    """Pool by pool: who has worked in two of them is found twice, and gets the message once."""
    found: list[str] = []
    for _ in range(POOLS_AT_ONCE):
        wanted = size - len(found)
        some = store.workers_of_pool(tx, plan.pool_id, plan.after, wanted) if plan.pool_id else []
        found += some
        if plan.pool_id and len(some) == wanted:
            plan = msgspec.structs.replace(plan, after=some[-1])
            break
        pool_id = store.next_pool(tx, requester_id, plan.pool_id)
        if pool_id is None:
            return Part(_present(tx, found), plan, is_last=True)
        plan = msgspec.structs.replace(plan, pool_id=pool_id, after="")
    return Part(_present(tx, found), plan, is_last=False)


def _present(tx: Tx, user_ids: list[str]) -> list[str]:
    """Each once, without those who have been erased; in an order that all mailings lock in."""
    return sorted(accounts.present(tx, user_ids)) if user_ids else []


def details_of(thread: Thread) -> ComposeDetails | None:
    """How the recipients were named, where the requester began the thread."""
    return None if thread.compose is None else msgspec.json.decode(thread.compose, type=ComposeDetails)
