"""Threads, messages and their recipients as rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.http.lists import Field, Kind, ListSpec
from talka.messages.model import INLINED, Folder, Message, Recipient, Thread
from talka.storage import schema
from talka.storage.query import Query, columns_of, in_list, insert
from talka.storage.tx import Tx

_t, _m, _r = schema.message_threads.c, schema.messages.c, schema.message_recipients.c
_THREAD = columns_of(schema.message_threads, Thread)
_MESSAGE = columns_of(schema.messages, Message)
_RECIPIENT = columns_of(schema.message_recipients, Recipient)
# Written out, as the indexes on them are partial ones.
_is_shown = _r.shown == sa.literal_column("1")
_is_unread = _r.unread == sa.literal_column("1")
_FOLDERS = {
    Folder.INBOX: _t.inbox,
    Folder.OUTBOX: _t.outbox,
    Folder.AUTOMATIC_NOTIFICATION: _t.automatic,
    Folder.IMPORTANT: _t.important,
    Folder.UNREAD: _t.unread,
}

_ADD_THREAD = insert(schema.message_threads)
_GET = Query(sa.select(*_THREAD).where(_t.id == bindparam("key")))
_LOCKED = Query(sa.select(*_THREAD).where(_t.id == bindparam("key")).with_for_update())
_MANY = Query(sa.select(*_THREAD).where(in_list(_t.id, "keys")))
_APPEAL = Query(sa.select(_t.id).where(_t.appeal_of == bindparam("appeal_of")))
_one_more = {"messages": _t.messages + 1, "last_message": bindparam("at", type_=schema.TIME)}
_REQUESTER_WROTE = Query(
    sa.update(schema.message_threads).where(_t.id == bindparam("key")).values(**_one_more, outbox=1, unread=0)
)
_WORKER_WROTE = Query(
    sa.update(schema.message_threads).where(_t.id == bindparam("key")).values(**_one_more, inbox=1, unread=1)
)
_FILE = Query(
    sa.update(schema.message_threads)
    .where(_t.id == bindparam("key"))
    .values(important=bindparam("new_important"), unread=bindparam("new_unread"))
)
_ADDRESSED = Query(
    sa.update(schema.message_threads)
    .where(_t.id == bindparam("key"))
    .values(recipients=_t.recipients + bindparam("more", type_=schema.NUMBER), sent=bindparam("new_sent"))
)

_ADD_MESSAGE = insert(schema.messages)
_ALL_OF = Query(sa.select(*_MESSAGE).where(in_list(_m.thread_id, "keys")).order_by(_m.id.desc()))
_NEWEST_OF = Query(
    sa.select(*_MESSAGE)
    .where(_m.thread_id == bindparam("key"), _m.id < bindparam("before", type_=schema.ID))
    .order_by(_m.id.desc())
    .limit(bindparam("size"))
)

_ADD_RECIPIENT = insert(schema.message_recipients, ignore_conflicts=True)
_RECIPIENT_OF = Query(
    sa.select(*_RECIPIENT).where(_r.thread_id == bindparam("thread_id"), _r.user_id == bindparam("user_id"))
)
_WHO = Query(
    sa.select(_r.thread_id, _r.user_id)
    .where(in_list(_r.thread_id, "keys"))
    .order_by(_r.thread_id, _r.user_id)
)
_NEXT_RECIPIENTS = Query(
    sa.select(_r.user_id)
    .where(_r.thread_id == bindparam("thread_id"), _r.user_id > bindparam("after", type_=schema.ID))
    .order_by(_r.user_id)
    .limit(bindparam("size"))
)
_TELL = Query(
    sa.update(schema.message_recipients)
    .where(
        _r.thread_id == bindparam("thread_id"),
        _r.user_id > bindparam("after", type_=schema.ID),
        _r.user_id <= bindparam("last", type_=schema.ID),
        _r.last_message <= bindparam("at", type_=schema.TIME),
    )
    .values(unread=1, shown=1, last_message=bindparam("at", type_=schema.TIME))
)
_own_side = sa.and_(_r.thread_id == bindparam("thread_id"), _r.user_id == bindparam("own_id"))
_WROTE = Query(
    sa.update(schema.message_recipients)
    .where(_own_side)
    .values(unread=0, shown=1, last_message=bindparam("at"))
)
_FORKED = Query(
    sa.update(schema.message_recipients)
    .where(_own_side)
    .values(unread=0, shown=0, fork_id=bindparam("new_fork", type_=schema.ID))
)
_READ = Query(
    sa.update(schema.message_recipients)
    .where(_own_side, _r.last_message <= bindparam("seen", type_=schema.TIME))
    .values(unread=0)
)
_OF_WORKER = Query(
    sa.select(*_RECIPIENT)
    .where(
        _r.user_id == bindparam("user_id"),
        _is_shown,
        sa.tuple_(_r.last_message, _r.thread_id)
        < sa.tuple_(bindparam("before_time", type_=schema.TIME), bindparam("before_id", type_=schema.ID)),
    )
    .order_by(_r.last_message.desc(), _r.thread_id.desc())
    .limit(bindparam("size"))
)
_UNREAD = Query(
    sa.select(sa.func.count())
    .select_from(schema.message_recipients)
    .where(_r.user_id == bindparam("user_id"), _is_unread)
)

_p, _w = schema.pools.c, schema.pool_workers.c
_NEXT_POOL = Query(
    sa.select(_p.id)
    .where(_p.requester_id == bindparam("requester_id"), _p.id > bindparam("after"))
    .order_by(_p.id)
    .limit(1)
)
_WORKERS_OF_POOL = Query(
    sa.select(_w.worker_id)
    .where(_w.pool_id == bindparam("pool_id"), _w.worker_id > bindparam("after", type_=schema.ID))
    .order_by(_w.worker_id)
    .limit(bindparam("size"))
)
_HAS_WORKED = Query(
    sa.select(sa.literal(1)).where(_w.pool_id == bindparam("pool_id"), _w.worker_id == bindparam("worker_id"))
)

LIST = ListSpec(
    columns=tuple(_THREAD),
    fields={
        "id": Field(_t.id, Kind.TEXT_ID, ranges=True, sort=True),
        "created": Field(_t.created, Kind.TIME, ranges=True, sort=True),
    },
)
OWNER = _t.requester_id

# A fork holds what stood in the thread that it came from; ids rise.
_in_thread = sa.or_(
    _m.thread_id == bindparam("own_thread", type_=schema.ID),
    sa.and_(
        _m.thread_id == bindparam("parent_thread", type_=schema.ID),
        _m.id < bindparam("own_thread", type_=schema.ID),
    ),
)
MESSAGES = ListSpec(
    columns=tuple(_MESSAGE),
    fields={
        "id": Field(_m.id, Kind.TEXT_ID, ranges=True, sort=True),
        "created": Field(_m.created, Kind.TIME, ranges=True, sort=True),
    },
    newest_first=True,
    where=_in_thread,
)
INTERLOCUTORS = ListSpec(
    columns=(_r.user_id,), fields={"id": Field(_r.user_id, Kind.TEXT_ID, ranges=True, sort=True)}
)
THREAD_OF_RECIPIENT = _r.thread_id


def in_folders(within: Iterable[Folder], outside: Iterable[Folder]) -> list[tuple[sa.Column[int], int]]:
    """Of a list: the threads that are in all of the former folders and in none of the latter."""
    return [*((_FOLDERS[one], 1) for one in within), *((_FOLDERS[one], 0) for one in outside)]


# ---- threads ---------------------------------------------------------------------------------------------


def add(tx: Tx, thread: Thread) -> None:
    """Keep a new thread."""
    tx.run(_ADD_THREAD, **msgspec.structs.asdict(thread))


def get(tx: Tx, thread_id: str, *, lock: bool = False) -> Thread | None:
    """A thread by id."""
    row = tx.one(_LOCKED if lock else _GET, key=thread_id)
    return None if row is None else thread_of(row)


def get_many(tx: Tx, thread_ids: Iterable[str]) -> dict[str, Thread]:
    """Threads by id."""
    keys = list(set(thread_ids))
    found = map(thread_of, tx.all(_MANY, keys=keys) if keys else ())
    return {thread.id: thread for thread in found}


def thread_of(row: tuple[Any, ...]) -> Thread:
    """A thread out of a row of :data:`LIST`."""
    return Thread(**dict(zip(Thread.__struct_fields__, row, strict=True)))


def appeal_against(tx: Tx, assignment_id: str) -> str | None:
    """The thread of the appeal against an assignment's rejection, if there is one."""
    found: str | None = tx.value(_APPEAL, appeal_of=assignment_id)
    return found


def file(tx: Tx, thread: Thread) -> None:
    """Keep which of the folders that are its requester's to change the thread is in."""
    tx.run(_FILE, key=thread.id, new_important=thread.important, new_unread=thread.unread)


def addressed(tx: Tx, thread_id: str, more: int, *, sent: bool) -> None:
    """So many more workers have the thread; ``sent``: those are all."""
    tx.run(_ADDRESSED, key=thread_id, more=more, new_sent=int(sent))


# ---- messages --------------------------------------------------------------------------------------------


def add_message(tx: Tx, message: Message) -> None:
    """Keep a thread's first message."""
    tx.run(_ADD_MESSAGE, **msgspec.structs.asdict(message))


def requester_wrote(tx: Tx, message: Message) -> None:
    """Keep a further message of the thread's requester, who so has read it."""
    add_message(tx, message)
    tx.run(_REQUESTER_WROTE, key=message.thread_id, at=message.created)


def worker_wrote(tx: Tx, message: Message) -> None:
    """Keep a further message of the thread's worker."""
    add_message(tx, message)
    tx.run(_WORKER_WROTE, key=message.thread_id, at=message.created)
    tx.run(_WROTE, thread_id=message.thread_id, own_id=message.author_id, at=message.created)


def of_one(tx: Tx, thread: Thread, before: str | None, size: int) -> list[Message]:
    """Messages of a conversation older than the one with that id, newest first."""
    found = messages_before(tx, thread.id, before, size)
    if thread.parent_id is not None and len(found) < size:
        latest = thread.id if before is None else min(before, thread.id)
        found += messages_before(tx, thread.parent_id, latest, size - len(found))
    return found


def of_many(tx: Tx, threads: Sequence[Thread]) -> dict[str, list[Message]]:
    """The newest messages of conversations, newest first: a hundred, and one more where there are more."""
    parents = get_many(tx, (thread.parent_id for thread in threads if thread.parent_id is not None))
    counts = {one.id: one.messages for one in (*threads, *parents.values())}
    short = [thread_id for thread_id, count in counts.items() if count <= INLINED]
    found: dict[str, list[Message]] = {thread_id: [] for thread_id in short}
    for row in tx.all(_ALL_OF, keys=short) if short else ():
        found[row[1]].append(Message(*row))
    return {thread.id: _conversation(tx, thread, found) for thread in threads}


def _conversation(tx: Tx, thread: Thread, found: Mapping[str, list[Message]]) -> list[Message]:
    """Out of what was found already, or, where a part of it is long, by itself."""
    parts = (thread.id,) if thread.parent_id is None else (thread.id, thread.parent_id)
    if not all(part in found for part in parts):
        return of_one(tx, thread, None, INLINED + 1)
    inherited = [one for part in parts[1:] for one in found[part] if one.id < thread.id]
    return [*found[thread.id], *inherited][: INLINED + 1]


def messages_before(tx: Tx, thread_id: str, before: str | None, size: int) -> list[Message]:
    """Messages older than the one with that id, newest first."""
    rows = tx.all(_NEWEST_OF, key=thread_id, before="g" if before is None else before, size=size)
    return [Message(*row) for row in rows]


# ---- recipients ------------------------------------------------------------------------------------------


def add_recipients(tx: Tx, thread: Thread, user_ids: Iterable[str], *, unread: bool = True) -> int:
    """Have these workers get the thread, who do not have it; how many there were."""
    row = {"thread_id": thread.id, "unread": int(unread), "shown": 1, "last_message": thread.last_message}
    rows = [{**row, "user_id": user_id, "fork_id": None} for user_id in user_ids]
    return tx.many(_ADD_RECIPIENT, rows)


def recipient(tx: Tx, thread_id: str, user_id: str) -> Recipient | None:
    """A worker's side of a thread, if they are part of it."""
    row = tx.one(_RECIPIENT_OF, thread_id=thread_id, user_id=user_id)
    return None if row is None else Recipient(*row)


def recipients(tx: Tx, thread_ids: Sequence[str]) -> dict[str, list[str]]:
    """The workers who have these threads, in the order of their ids."""
    found: dict[str, list[str]] = {thread_id: [] for thread_id in thread_ids}
    for thread_id, user_id in tx.all(_WHO, keys=list(thread_ids)) if thread_ids else ():
        found[thread_id].append(user_id)
    return found


def next_recipients(tx: Tx, thread_id: str, after: str, size: int) -> list[str]:
    """The next workers who have the thread, in the order of their ids."""
    return [row[0] for row in tx.all(_NEXT_RECIPIENTS, thread_id=thread_id, after=after, size=size)]


def tell(tx: Tx, thread_id: str, after: str, last: str, at: int) -> None:
    """Show those whose ids are above ``after`` and not above ``last`` what was written then."""
    tx.run(_TELL, thread_id=thread_id, after=after, last=last, at=at)


def forked(tx: Tx, thread_id: str, user_id: str, fork_id: str) -> None:
    """The worker goes on in a thread of their own."""
    tx.run(_FORKED, thread_id=thread_id, own_id=user_id, new_fork=fork_id)


def mark_read(tx: Tx, user_id: str, seen: Mapping[str, int]) -> None:
    """The worker has read these threads, as far as what was written at these times."""
    for thread_id, moment in sorted(seen.items()):
        tx.run(_READ, thread_id=thread_id, own_id=user_id, seen=moment)


def of_worker(tx: Tx, user_id: str, before: tuple[int, str], size: int) -> list[Recipient]:
    """A worker's sides of threads older than that message time and thread, newest first."""
    rows = tx.all(_OF_WORKER, user_id=user_id, before_time=before[0], before_id=before[1], size=size)
    return [Recipient(*row) for row in rows]


def count_unread(tx: Tx, user_id: str) -> int:
    """How many threads hold something that the worker has not read."""
    return int(tx.value(_UNREAD, user_id=user_id))


# ---- who has worked for whom -----------------------------------------------------------------------------


def next_pool(tx: Tx, requester_id: str, after: int) -> int | None:
    """The requester's next pool or training, in the order of their ids."""
    found: int | None = tx.value(_NEXT_POOL, requester_id=requester_id, after=after)
    return found


def workers_of_pool(tx: Tx, pool_id: int, after: str, size: int) -> list[str]:
    """The next workers who ever took a page there, in the order of their ids."""
    return [row[0] for row in tx.all(_WORKERS_OF_POOL, pool_id=pool_id, after=after, size=size)]


def has_worked(tx: Tx, pool_id: int, worker_id: str) -> bool:
    """Whether the worker ever took a page there."""
    return tx.one(_HAS_WORKED, pool_id=pool_id, worker_id=worker_id) is not None
