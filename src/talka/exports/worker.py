"""What is kept of a worker, as files of an archive: what they may see of it, and nothing that is another's.

Each part is a file; a part of the platform that keeps something else of workers adds its own to
:data:`PARTS`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Any, cast

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.accounts import store as accounts
from talka.assignments import store as assignments
from talka.assignments.model import AssignmentStatus
from talka.attachments.files import FileStore
from talka.attachments.model import Attachment
from talka.exports.archive import Member, document, lines
from talka.exports.money import earnings as earned_lines
from talka.http.auth import Worker
from talka.http.lists import Page
from talka.kernel import clock
from talka.messages import correspondence
from talka.messages.model import WorkersThreads
from talka.projects import store as projects
from talka.storage import schema
from talka.storage.database import Database
from talka.storage.query import Query, columns_of
from talka.storage.tx import Tx
from talka.worker_api import account, earnings, views
from talka.worker_api.service import FAR_FUTURE, own

_PAGE = 200
_NOT_THEIRS = ("view_spec", "instructions", "input_spec", "output_spec", "now")
"""Of a page: what is its requester's work, or says nothing of the worker's."""

_r = schema.user_restrictions.c
_RESTRICTIONS = Query(
    sa.select(_r.id, _r.scope, _r.requester_id, _r.project_id, _r.pool_id, _r.created, _r.will_expire)
    .where(_r.user_id == bindparam("user_id"), _r.id > bindparam("after", type_=schema.NUMBER))
    .order_by(_r.id)
    .limit(bindparam("size"))
)
_f = schema.attachments.c
_FILES = Query(
    sa.select(*columns_of(schema.attachments, Attachment))
    .where(_f.user_id == bindparam("user_id"), _f.id > bindparam("after", type_=schema.ID))
    .order_by(_f.id)
    .limit(bindparam("size"))
)


class OwnRestriction(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where the worker may not work, and until when; why is its requester's note to themselves."""

    id: str
    scope: str
    created: str
    requester_name: str | None = None
    project_name: str | None = None
    pool_id: str | None = None
    will_expire: str | None = None


class OwnFile(msgspec.Struct, frozen=True):
    """A file that the worker uploaded."""

    id: str
    name: str
    media_type: str
    size: int
    created: str
    assignment_id: str | None


async def everything(
    database: Database, files: FileStore, worker: Worker, *, with_files: bool
) -> AsyncIterator[Member]:
    """Everything that is kept of the worker; ``with_files``: the files that they uploaded too."""
    for name, part in PARTS.items():
        yield Member(name, part(database, worker))
    if with_files:
        async for member in _uploaded(database, files, worker):
            yield member


def _profile(database: Database, worker: Worker) -> AsyncIterator[bytes]:
    """The account, with the skills and the balance that the worker sees."""
    return document(database, lambda tx: account.get_me(tx, worker))


def _pages(database: Database, worker: Worker) -> AsyncIterator[bytes]:
    """Every page that the worker had, newest first, with their answers."""

    def fetch(tx: Tx, before: str) -> Page[Any]:
        place = (FAR_FUTURE, "")
        if before:
            place = (own(tx, worker, before).created, before)
        found = assignments.history(
            tx, worker.id, [status.value for status in AssignmentStatus], place, _PAGE + 1
        )
        shown = [msgspec.to_builtins(views.work_view(tx, one)) for one in found[:_PAGE]]
        items = [
            {name: value for name, value in one.items() if name not in _NOT_THEIRS and value is not None}
            for one in shown
        ]
        return Page(items, len(found) > _PAGE)

    return lines(database, fetch)


def _earnings(database: Database, worker: Worker) -> AsyncIterator[bytes]:
    """What each page and bonus earned, newest first."""

    def fetch(tx: Tx, before: str) -> Page[Any]:
        found = earnings.get_earnings(tx, worker, before or None, _PAGE)
        return Page(found.items, found.has_more)

    return lines(database, fetch)


def _money(database: Database, worker: Worker) -> AsyncIterator[bytes]:
    """What moved in the worker's account."""
    return earned_lines(database, worker.id)


def _messages(database: Database, worker: Worker) -> AsyncIterator[bytes]:
    """The worker's conversations with the newest messages of each; to take them along is not to read them."""

    def fetch(tx: Tx, before: str) -> Page[Any]:
        found = cast("WorkersThreads", correspondence.get_messages(tx, worker, before or None, _PAGE).answer)
        return Page(list(found.items), found.has_more)

    return lines(database, fetch)


def _restrictions(database: Database, worker: Worker) -> AsyncIterator[bytes]:
    """Where the worker may not work."""

    def fetch(tx: Tx, after: str) -> Page[Any]:
        rows = tx.all(_RESTRICTIONS, user_id=worker.id, after=int(after or 0), size=_PAGE + 1)
        return Page([_own_restriction(tx, row) for row in rows[:_PAGE]], len(rows) > _PAGE)

    return lines(database, fetch)


def _own_restriction(tx: Tx, row: tuple[Any, ...]) -> OwnRestriction:
    number, scope, requester_id, project_id, pool_id, created, will_expire = row
    project = None if project_id is None else projects.get(tx, project_id)
    return OwnRestriction(
        id=str(number),
        scope=scope,
        created=clock.to_text_z(created),
        requester_name=None if requester_id is None else accounts.requester_name(tx, requester_id),
        project_name=None if project is None else project.form.public_name,
        pool_id=None if pool_id is None else str(pool_id),
        will_expire=None if will_expire is None else clock.to_text_z(will_expire),
    )


def _files_of(tx: Tx, worker: Worker, after: str) -> Page[Attachment]:
    rows = tx.all(_FILES, user_id=worker.id, after=after, size=_PAGE + 1)
    return Page([Attachment(*row) for row in rows[:_PAGE]], len(rows) > _PAGE)


def _attachments(database: Database, worker: Worker) -> AsyncIterator[bytes]:
    """What is known of the files that the worker uploaded."""

    def fetch(tx: Tx, after: str) -> Page[Any]:
        found = _files_of(tx, worker, after)
        items = [
            OwnFile(
                one.id, one.name, one.media_type, one.size, clock.to_text_z(one.created), one.assignment_id
            )
            for one in found.items
        ]
        return Page(items, found.has_more)

    return lines(database, fetch)


async def _uploaded(database: Database, files: FileStore, worker: Worker) -> AsyncIterator[Member]:
    after, more = "", True
    while more:
        page = await database.read(partial(_files_at, worker, after))
        for one in page.items:
            after = one.id
            yield Member(f"attachments/{one.id}/{one.name}", files.read(one.id, 0, one.size), packed=False)
        more = page.has_more


def _files_at(worker: Worker, after: str, tx: Tx) -> Page[Attachment]:
    return _files_of(tx, worker, after)


PARTS: dict[str, Callable[[Database, Worker], AsyncIterator[bytes]]] = {
    "me.json": _profile,
    "assignments.jsonl": _pages,
    "earnings.jsonl": _earnings,
    "money.jsonl": _money,
    "restrictions.jsonl": _restrictions,
    "attachments.jsonl": _attachments,
    "messages.jsonl": _messages,
}
"""The files of the archive and what makes them."""
