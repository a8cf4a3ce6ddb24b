"""``/api/worker/v1/messages``, and appeals."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from litestar import Controller, get, post
from litestar.params import FromPath

from talka.http.auth import Worker
from talka.http.call import Call
from talka.http.lists import DEFAULT_LIMIT
from talka.http.openapi import QueryParameter
from talka.kernel.errors import InappropriateStatus
from talka.messages import correspondence
from talka.messages.correspondence import Reading
from talka.messages.model import (
    WorkersMessageForm,
    WorkersReplyForm,
    WorkersThreads,
    WorkersThreadView,
)
from talka.storage.tx import Tx

BEFORE = QueryParameter("before", str, "The last id of the previous page.")
LIMIT = QueryParameter("limit", int, "How many at most (50 unless given, 300 at most).")
BEFORE_MESSAGE = QueryParameter("before", str, "Only messages older than the one with this id.")


class WorkerMessageController(Controller):
    """A worker's messages."""

    path = "/api/worker/v1"
    tags = ("worker messages",)

    @get("/messages", opt={"query": [BEFORE, LIMIT]})
    async def get_messages(self, request: Call) -> WorkersThreads:
        """The worker's conversations, those with the newest messages first. What is shown counts as read."""
        parameters = request.parameters
        before, limit = parameters.text("before"), parameters.integer("limit", DEFAULT_LIMIT)
        parameters.done()
        most = min(limit, request.environment.platform.limits.worker_page)
        found = await self._read(request, lambda tx, who: correspondence.get_messages(tx, who, before, most))
        return cast("WorkersThreads", found.answer)

    @get("/messages/{thread_id:str}", opt={"query": [BEFORE_MESSAGE]})
    async def get_thread(self, request: Call, thread_id: FromPath[str]) -> WorkersThreadView:
        """One conversation, a hundred messages at a time. It counts as read."""
        parameters = request.parameters
        before = parameters.text("before")
        parameters.done()
        found = await self._read(
            request, lambda tx, who: correspondence.get_thread(tx, who, thread_id, before)
        )
        return cast("WorkersThreadView", found.answer)

    async def _read(self, request: Call, action: Callable[[Tx, Worker], Reading]) -> Reading:
        found = await request.worker_read(action)
        if found.seen:
            await request.worker_write(lambda tx, who: correspondence.mark_read(tx, who, found.seen))
        return found

    @post("/messages", opt={"form": WorkersMessageForm})
    async def write_message(self, request: Call) -> WorkersThreadView:
        """Write to the requester of a pool, or of an assignment of one's own."""
        request.worker_token()
        form = await request.read_form(WorkersMessageForm)
        return await request.worker_write(lambda tx, who: correspondence.write_message(tx, who, form))

    @post(
        "/messages/{thread_id:str}/reply",
        opt={"form": WorkersReplyForm, "errors": [correspondence.NotAnswerable]},
    )
    async def reply(self, request: Call, thread_id: FromPath[str]) -> WorkersThreadView:
        """Answer. Where others have the message too, the answer is in a new thread, between the two alone."""
        request.worker_token()
        form = await request.read_form(WorkersReplyForm)
        return await request.worker_write(lambda tx, who: correspondence.reply(tx, who, thread_id, form))

    @post(
        "/assignments/{assignment_id:str}/appeal",
        opt={
            "form": WorkersReplyForm,
            "errors": [
                InappropriateStatus,
                correspondence.AppealTooLate,
                correspondence.AlreadyAppealed,
            ],
        },
    )
    async def appeal(self, request: Call, assignment_id: FromPath[str]) -> WorkersThreadView:
        """Appeal against a rejection: within seven days, once."""
        request.worker_token()
        form = await request.read_form(WorkersReplyForm)
        return await request.worker_write(lambda tx, who: correspondence.appeal(tx, who, assignment_id, form))
