"""``/api/v1/message-threads``."""

from __future__ import annotations

from litestar import Controller, get, post
from litestar.params import FromPath

from talka.http.auth import Requester
from talka.http.call import Call
from talka.http.lists import Page, parse_list
from talka.http.openapi import QueryParameter
from talka.http.parameters import Parameters
from talka.http.rate_limits import RateLimit
from talka.kernel.errors import TooManyRequests
from talka.messages import service, store
from talka.messages.model import (
    ComposeForm,
    Folder,
    FoldersForm,
    Interlocutor,
    MessageThreadView,
    MessageView,
    RecipientsSelectType,
    ReplyForm,
)
from talka.storage.tx import Tx

FOLDERS = (
    QueryParameter("folder", list[Folder], "Only those that are in each of these folders."),
    QueryParameter("folder_ne", list[Folder], "Only those that are in none of these folders."),
)


class MessageThreadController(Controller):
    """Conversations with workers."""

    path = "/api/v1/message-threads"
    tags = ("message-thread",)

    @post("/compose", opt={"form": ComposeForm, "errors": [service.IncorrectRecipients, TooManyRequests]})
    async def compose_message_thread(self, request: Call) -> MessageThreadView:
        """Write to workers: to those named, to those a filter lets in, or to all who ever worked for you.

        A message to many may still be on its way when this is answered. Each worker reads it in their own
        language, if it is there, else in English, else in any.
        """
        request.require_requester_token()
        form = await request.read_form(ComposeForm)
        to_all = form.recipients_select_type == RecipientsSelectType.ALL
        limit = RateLimit.COMPOSE_TO_ALL if to_all else RateLimit.COMPOSE_MESSAGES

        def compose(tx: Tx, who: Requester) -> MessageThreadView:
            request.count(tx, who, limit)
            return service.compose_message_thread(tx, who, form, request.environment.wake)

        return await request.write(compose)

    @get("/", opt={"list": store.LIST, "query": FOLDERS})
    async def get_message_threads(self, request: Call) -> Page[MessageThreadView]:
        """The requester's threads."""
        parameters = request.parameters
        within, outside = _folders(parameters, "folder"), _folders(parameters, "folder_ne")
        asked = parse_list(store.LIST, parameters, request.environment.platform.limits.page)
        return await request.read(
            lambda tx, who: service.get_message_threads(tx, who, asked, within, outside)
        )

    @get("/{thread_id:str}")
    async def get_message_thread(self, request: Call, thread_id: FromPath[str]) -> MessageThreadView:
        """One thread. An addition to Toloka's API."""
        return await request.read(lambda tx, who: service.get_message_thread(tx, who, thread_id))

    @get("/{thread_id:str}/messages", opt={"list": store.MESSAGES})
    async def get_thread_messages(self, request: Call, thread_id: FromPath[str]) -> Page[MessageView]:
        """Every message of a thread, newest first. An addition to Toloka's API."""
        asked = parse_list(store.MESSAGES, request.parameters, request.environment.platform.limits.page)
        return await request.read(lambda tx, who: service.get_messages(tx, who, thread_id, asked))

    @get("/{thread_id:str}/interlocutors", opt={"list": store.INTERLOCUTORS})
    async def get_thread_interlocutors(self, request: Call, thread_id: FromPath[str]) -> Page[Interlocutor]:
        """Every worker who has a thread. An addition to Toloka's API."""
        asked = parse_list(store.INTERLOCUTORS, request.parameters, request.environment.platform.limits.page)
        return await request.read(lambda tx, who: service.get_interlocutors(tx, who, thread_id, asked))

    @post("/{thread_id:str}/reply", status_code=200, opt={"form": ReplyForm})
    async def reply_message_thread(self, request: Call, thread_id: FromPath[str]) -> MessageThreadView:
        """Write more to everybody who has the thread; it is read with that."""
        request.require_requester_token()
        form = await request.read_form(ReplyForm)
        wake = request.environment.wake
        return await request.write(
            lambda tx, who: service.reply_message_thread(tx, who, thread_id, form, wake)
        )

    @post("/{thread_id:str}/add-to-folders", status_code=200, opt={"form": FoldersForm})
    async def add_to_folders(self, request: Call, thread_id: FromPath[str]) -> MessageThreadView:
        """Mark a thread as unread or important; the other folders come by themselves."""
        return await self._file(request, thread_id, added=True)

    @post("/{thread_id:str}/remove-from-folders", status_code=200, opt={"form": FoldersForm})
    async def remove_from_folders(self, request: Call, thread_id: FromPath[str]) -> MessageThreadView:
        """Mark a thread as read, or as not important."""
        return await self._file(request, thread_id, added=False)

    async def _file(self, request: Call, thread_id: str, *, added: bool) -> MessageThreadView:
        request.require_requester_token()
        form = await request.read_form(FoldersForm)
        return await request.write(
            lambda tx, who: service.add_to_folders(tx, who, thread_id, form, added=added)
        )


def _folders(parameters: Parameters, name: str) -> list[Folder]:
    """Folders out of the query; wrong ones are refused with the list's own parameters."""
    found = []
    for text in parameters.texts(name):
        if text.upper() in Folder.__members__:
            found.append(Folder(text.upper()))
        else:
            known = ", ".join(Folder)
            parameters.errors.add(name, "UNKNOWN_ENUM_VALUE", f"{text!r} is not one of {known}")
    return found
