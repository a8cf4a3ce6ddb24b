"""Requesters and workers who write to each other, and the calls that they do it by."""

from __future__ import annotations

import asyncio
from typing import Any

import official
from http_client import Client, Platform
from talka.storage import schema
from talka.storage.query import Query

PATH = "/api/v1/message-threads"
WORKERS = "/api/worker/v1/messages"
TEXTS = {"topic": {"EN": "Hello"}, "text": {"EN": "Welcome"}}


async def compose(requester: Client, *workers: Client, **more: Any) -> Any:
    """A message to these workers, or to those whom ``more`` says."""
    sent = {**TEXTS, "answerable": True, "recipients_select_type": "DIRECT"}
    if workers:
        sent["recipients_ids"] = [worker.id for worker in workers]
    thread = await requester.call("POST", f"{PATH}/compose", {**sent, **more}, status=201)
    assert official.faults("MessageThreadViewV1", thread) == []
    return thread


async def reply(requester: Client, thread_id: str, words: str) -> Any:
    thread = await requester.call("POST", f"{PATH}/{thread_id}/reply", {"text": {"EN": words}}, status=200)
    assert official.faults("MessageThreadViewV1", thread) == []
    return thread


async def listed(requester: Client, query: str = "") -> list[Any]:
    page = await requester.call("GET", f"{PATH}?{query}")
    assert official.faults("PageOfV1MessageThreadViewV1", page) == []
    return list(page["items"])


async def inbox(worker: Client, query: str = "") -> list[Any]:
    """What the worker has; it counts as read after this."""
    return list((await worker.call("GET", f"{WORKERS}?{query}"))["items"])


async def answer(worker: Client, thread_id: str, words: str) -> Any:
    return await worker.call("POST", f"{WORKERS}/{thread_id}/reply", {"text": words}, status=201)


async def unread(worker: Client) -> int:
    return int((await worker.call("GET", "/api/worker/v1/me"))["unread_messages"])


def said(thread: Any) -> list[Any]:
    """The texts of a thread, newest first."""
    texts = [one["text"] for one in thread["messages"]]
    return [text if isinstance(text, str) else next(iter(text.values())) for text in texts]


async def sent(platform: Platform) -> None:
    """Every mailing has reached its recipients."""
    operations = schema.operations.c
    waiting = Query(schema.operations.select().where(operations.finished.is_(None)))
    for _ in range(500):
        if not await platform.database.read(lambda tx: tx.all(waiting)):
            return
        await asyncio.sleep(0.01)
    raise TimeoutError
