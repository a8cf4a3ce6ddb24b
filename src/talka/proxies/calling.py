"""Passing a request on to a requester's server, and its answer back, both as they come.

The server is a stranger: the address that is connected to is looked at (:mod:`talka.http.outgoing`),
redirects are not followed, and time, size and the number of requests at a time are bounded.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, contextmanager
from functools import partial

import httpcore
import msgspec

from talka.http.addresses import WrongUrl, read_url
from talka.http.outgoing import CONNECT_SECONDS, CheckedBackend, words_of
from talka.http.proxies import Network
from talka.proxies.model import Forwarded
from talka.proxies.refusals import ServerUnavailable
from talka.proxies.rules import READING

MOST_BYTES = 1 << 30
"""The largest answer that is passed on."""

HEAD_SECONDS = 30.0
"""So long a server may take until its answer begins."""

PART_SECONDS = 30.0
"""So long it may keep silent within one."""

WHOLE_SECONDS = 3600.0
"""So long an answer may take altogether: a film is loaded no faster than it is watched."""

MOST_OF_REQUESTER = 256
"""How many requests of a process are passed on to one requester's servers at a time."""

_REDIRECTS = (301, 302, 303, 305, 307, 308)


class Answer(msgspec.Struct, frozen=True):
    """The beginning of a server's answer, and what reads the rest; ``close`` is called in any case."""

    status: int
    headers: list[tuple[str, str]]
    read: Callable[[], AsyncIterator[bytes]]
    close: Callable[[], Awaitable[None]]


class Caller:
    """Passes requests on for one environment. ``allowed``: what may be called though it is not public."""

    def __init__(self, allowed: tuple[Network, ...], *, ssl_context: ssl.SSLContext | None = None) -> None:
        self._backend = CheckedBackend(allowed)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl_context or httpcore.default_ssl_context(),
            max_connections=None,  # requests have a limit of their own
            max_keepalive_connections=0,
            network_backend=self._backend,
        )
        self._under_way: Counter[str] = Counter()

    async def send(self, method: str, asked: Forwarded, body: bytes) -> Answer:
        """The server's answer, of which the head is read.

        Raises:
            ServerUnavailable: it cannot be reached, is too slow, or sends elsewhere or too much.
        """
        if self._under_way[asked.requester_id] >= MOST_OF_REQUESTER:
            raise ServerUnavailable("Too many requests to this requester's servers are under way")
        self._under_way[asked.requester_id] += 1
        async with AsyncExitStack() as stack:
            stack.callback(self._ended, asked.requester_id)
            with _in_words():
                async with asyncio.timeout(HEAD_SECONDS):
                    response = await stack.enter_async_context(self._stream(method, asked, body))
            headers = [
                (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in response.headers
            ]
            _refuse(response.status, headers)
            close = stack.pop_all().aclose
        return Answer(response.status, headers, partial(_read, response), close)

    def _stream(
        self, method: str, asked: Forwarded, body: bytes
    ) -> AbstractAsyncContextManager[httpcore.Response]:
        target = read_url(asked.url)
        url = httpcore.URL(
            scheme=target.scheme, host=target.host, port=target.port, target=target.path.encode()
        )
        return self._pool.stream(
            method,
            url,
            headers=[(name.encode("latin-1"), value.encode("latin-1")) for name, value in asked.headers],
            content=None if method in READING else body,
            extensions={"timeout": {"connect": CONNECT_SECONDS, "read": PART_SECONDS, "write": PART_SECONDS}},
        )

    def _ended(self, requester_id: str) -> None:
        self._under_way[requester_id] -= 1
        if not self._under_way[requester_id]:
            del self._under_way[requester_id]

    async def close(self) -> None:
        """End every connection."""
        await self._pool.aclose()
        self._backend.close()


@contextmanager
def _in_words() -> Iterator[None]:
    """What a worker may read of a failure: nothing of where the server is."""
    try:
        yield
    except (TimeoutError, httpcore.TimeoutException) as slow:
        raise ServerUnavailable("The requester's server takes too long") from slow
    except (OSError, WrongUrl, httpcore.NetworkError, httpcore.ProtocolError) as failure:
        known = words_of(failure)
        words = "The requester's server cannot be reached"
        raise ServerUnavailable(words if known is None else f"{words}: {known}") from failure


def _refuse(status: int, headers: list[tuple[str, str]]) -> None:
    if status in _REDIRECTS:
        raise ServerUnavailable("The requester's server sends elsewhere, which is not followed")
    length = next((value for name, value in headers if name == "content-length"), "0")
    if length.isdigit() and int(length) > MOST_BYTES:
        raise ServerUnavailable(f"The requester's server answers with more than {MOST_BYTES} bytes")


async def _read(response: httpcore.Response) -> AsyncIterator[bytes]:
    """The body; what is too long, or takes too long, breaks off."""
    size, end = 0, time.monotonic() + WHOLE_SECONDS
    with _in_words():
        async for part in response.aiter_stream():
            size += len(part)
            if size > MOST_BYTES or time.monotonic() > end:
                raise ServerUnavailable("The requester's server does not come to an end")
            yield part
