"""What a requester has, as files of an archive: each list as the API shows it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import msgspec

from talka.assignments import service as assignments
from talka.attachments import service as attachments
from talka.attachments.files import FileStore
from talka.bonuses import service as bonuses
from talka.exports.archive import Member, document, lines
from talka.exports.money import movements
from talka.http.auth import Requester
from talka.http.lists import ListRequest, Page
from talka.ledger.routes import view as requester_view
from talka.messages import service as messages
from talka.operations import service as operations
from talka.pools import service as pools
from talka.projects import service as projects
from talka.proxies import service as proxies
from talka.quality_control import decisions
from talka.restrictions import service as restrictions
from talka.skills import service as skills
from talka.storage.database import Database
from talka.storage.tx import Tx
from talka.task_suites import service as suites
from talka.tasks import service as tasks
from talka.trainings import service as trainings
from talka.webhooks import service as webhooks

PAGE = 500

Fetch = Callable[[Tx, Requester, ListRequest], Page[Any]]


class _List(msgspec.Struct, frozen=True):
    """A list of the API: the file's name, what answers it, and whether its ids are numbers."""

    name: str
    fetch: Fetch
    numbers: bool = True


def _all_threads(tx: Tx, requester: Requester, request: ListRequest) -> Page[Any]:
    return messages.get_message_threads(tx, requester, request, (), ())


_THREADS = _List("message-threads", _all_threads, numbers=False)
_LISTS = (
    _List("skills", skills.get_skills),
    _List("projects", projects.get_projects),
    _List("trainings", trainings.get_trainings),
    _List("pools", pools.get_pools),
    _List("user-skills", skills.get_user_skills),
    _List("user-restrictions", restrictions.get_user_restrictions),
    _List("user-bonuses", bonuses.get_user_bonuses),
    _List("operations", operations.get_operations, numbers=False),
    _List("webhook-subscriptions", webhooks.get_webhook_subscriptions, numbers=False),
    _THREADS,
)
_LISTS_OF_POOL = (
    _List("tasks", tasks.get_tasks, numbers=False),
    _List("task-suites", suites.get_task_suites, numbers=False),
    _List("assignments", assignments.get_assignments, numbers=False),
    _List("attachments", attachments.get_attachments, numbers=False),
)


async def everything(
    database: Database, files: FileStore, requester: Requester, *, with_files: bool
) -> AsyncIterator[Member]:
    """Everything that the requester has; ``with_files``: the files that workers attached too."""
    yield Member("requester.json", document(database, lambda tx: requester_view(tx, requester)))
    yield Member("proxies.jsonl", lines(database, lambda tx, _: _servers(tx, requester)))
    for one in _LISTS:
        yield Member(f"{one.name}.jsonl", _whole(database, requester, one))
    for one in _LISTS_OF_POOL:
        yield Member(f"{one.name}.jsonl", _of_all_pools(database, requester, one))
    yield Member("messages.jsonl", _messages(database, requester))
    yield Member("quality-log.jsonl", _quality_log(database, requester))
    yield Member("money.jsonl", movements(database, requester.id))
    if with_files:
        async for member in _files(database, files, requester):
            yield member


def _servers(tx: Tx, requester: Requester) -> Page[Any]:
    return Page(proxies.get_proxies_without_secrets(tx, requester), has_more=False)


def _request(one: _List, after: str, pool_id: int | None = None) -> ListRequest:
    values: dict[str, object] = {}
    conditions: list[tuple[str, str]] = []
    if pool_id is not None:
        values["pool_id"] = pool_id
        conditions.append(("pool_id", "eq"))
    if after:
        values["id_gt"] = int(after) if one.numbers else after
        conditions.append(("id", "gt"))
    return ListRequest(tuple(conditions), values, (("id", False),), PAGE)


def _whole(
    database: Database, requester: Requester, one: _List, pool_id: int | None = None
) -> AsyncIterator[bytes]:
    return lines(database, lambda tx, after: one.fetch(tx, requester, _request(one, after, pool_id)))


async def _of_all_pools(database: Database, requester: Requester, one: _List) -> AsyncIterator[bytes]:
    async for pool_id in _pool_ids(database, requester):
        async for chunk in _whole(database, requester, one, pool_id):
            yield chunk


async def _ids(database: Database, requester: Requester, *lists: _List) -> AsyncIterator[str]:
    """The ids of everything in these lists, one list after the other."""
    for one in lists:
        after, more = "", True
        while more:
            asked = _request(one, after)
            page = await database.read(
                lambda tx, one=one, asked=asked: one.fetch(tx, requester, asked)  # type: ignore[misc]
            )
            for item in page.items:
                after = item.id
                yield after
            more = page.has_more


async def _pool_ids(database: Database, requester: Requester) -> AsyncIterator[int]:
    """The requester's trainings, and then their pools."""
    async for pool_id in _ids(database, requester, *_LISTS[2:4]):
        yield int(pool_id)


async def _messages(database: Database, requester: Requester) -> AsyncIterator[bytes]:
    """Every message, thread by thread; of long threads the lists above have the newest only."""
    one = _List("messages", lambda *_: Page([], has_more=False), numbers=False)
    async for thread_id in _ids(database, requester, _THREADS):

        def fetch(tx: Tx, after: str, thread_id: str = thread_id) -> Page[Any]:
            page = messages.get_messages(tx, requester, thread_id, _request(one, after))
            items = [{"thread_id": thread_id, **msgspec.to_builtins(item)} for item in page.items]
            return Page(items, page.has_more)

        async for chunk in lines(database, fetch):
            yield chunk


async def _quality_log(database: Database, requester: Requester) -> AsyncIterator[bytes]:
    one = _List("quality-log", lambda *_: Page([], has_more=False), numbers=False)
    async for pool_id in _pool_ids(database, requester):

        def fetch(tx: Tx, after: str, pool_id: int = pool_id) -> Page[Any]:
            return decisions.get_pool_log(tx, requester, str(pool_id), _request(one, after))

        async for chunk in lines(database, fetch):
            yield chunk


async def _files(database: Database, files: FileStore, requester: Requester) -> AsyncIterator[Member]:
    one = _LISTS_OF_POOL[-1]
    async for pool_id in _pool_ids(database, requester):
        after, more = "", True
        while more:
            asked = _request(one, after, pool_id)
            page = await database.read(lambda tx, asked=asked: one.fetch(tx, requester, asked))  # type: ignore[misc]
            for view in page.items:
                after = view.id
                found = await database.read(
                    lambda tx, view=view: attachments.requesters_attachment(tx, requester, view.id)  # type: ignore[misc]
                )
                name = f"attachments/{found.id}/{found.name}"
                yield Member(name, files.read(found.id, 0, found.size), packed=False)
            more = page.has_more
