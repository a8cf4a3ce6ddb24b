"""Calls of the server's own: a connection is made to an address that was looked at just before.

A host's name is looked up here, and the connection is made to an address that it was looked up to and that
may be called, so that the name cannot mean another one a moment later; TLS and the ``Host`` header have the
name.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from typing import Any

import httpcore

from talka.http.addresses import may_connect
from talka.http.proxies import Network

CONNECT_SECONDS = 4.0
"""For each of a name's addresses, so that one that does not answer leaves time for the next."""

NAME_THREADS = 16
_REFUSED = "the address is not public"


class AddressRefused(httpcore.ConnectError):
    """The host has no address that may be called."""


class NameUnknown(httpcore.ConnectError):
    """There is no address to the host's name."""


class CheckedBackend(httpcore.AsyncNetworkBackend):
    """Connects to addresses that may be called, and to nothing else."""

    def __init__(self, allowed: tuple[Network, ...]) -> None:
        self._allowed = allowed
        self._inner = httpcore.AnyIOBackend()
        # Names that nobody answers for hold a thread until the system gives up: not one that others need.
        self._names = ThreadPoolExecutor(NAME_THREADS, thread_name_prefix="names")

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  the interface has it
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the first address that takes one."""
        failure: Exception = AddressRefused(_REFUSED)
        for address in await self._addresses(host, port):
            if not may_connect(ip_address(address), self._allowed):
                continue
            try:
                return await self._inner.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def _addresses(self, host: str, port: int) -> Sequence[str]:
        def look_up() -> list[str]:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            return list(dict.fromkeys(str(entry[4][0]) for entry in found))

        try:
            return await asyncio.get_running_loop().run_in_executor(self._names, look_up)
        except OSError as error:
            raise NameUnknown("the host's name has no address") from error

    async def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        """None is called."""
        raise AddressRefused(_REFUSED)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    def close(self) -> None:
        """Look up no more names."""
        self._names.shutdown(wait=False, cancel_futures=True)


def words_of(failure: BaseException | None) -> str | None:
    """What a requester may read of a failure: about the names and certificates that they gave, no more."""
    if isinstance(failure, NameUnknown):
        return str(failure)
    while failure is not None:
        if isinstance(failure, ssl.SSLCertVerificationError):
            return "the host's certificate was not accepted"
        failure = failure.__cause__ or failure.__context__
    return None
