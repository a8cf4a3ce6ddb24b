"""Sending over the network: one request to an address that was looked at just before it is connected to.

Redirects are not followed. A host's name is looked up here, and the connection is made to an address that it
was looked up to and that may be sent to, so that the name cannot mean another one a moment later; TLS and the
``Host`` header have the name.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from ipaddress import ip_address
from typing import Any

import httpcore
import structlog

from talka.http.proxies import Network
from talka.webhooks import rules
from talka.webhooks.model import ErrorType, Outcome
from talka.webhooks.rules import WrongUrl
from talka.webhooks.signature import HEADER, sign

log = structlog.get_logger(__name__)

TIMEOUT_SECONDS = 10.0
CONNECT_SECONDS = 4.0
"""For each of a name's addresses, so that one that does not answer leaves time for the next."""

NAME_THREADS = 16
_SUCCESS = range(200, 300)
_REFUSED = "the address is not public"


class AddressRefused(httpcore.ConnectError):
    """The host has no address that webhooks may be sent to."""


class NameUnknown(httpcore.ConnectError):
    """There is no address to the host's name."""


class _CheckedBackend(httpcore.AsyncNetworkBackend):
    """Connects to addresses that may be sent to, and to nothing else."""

    def __init__(self, allowed: tuple[Network, ...]) -> None:
        self._allowed = allowed
        self._inner = httpcore.AnyIOBackend()
        # Names that nobody answers for hold a thread until the system gives up: not one that others need.
        self._names = ThreadPoolExecutor(NAME_THREADS, thread_name_prefix="webhook names")

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
            if not rules.may_connect(ip_address(address), self._allowed):
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
        """No webhook is sent to one."""
        raise AddressRefused(_REFUSED)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    def close(self) -> None:
        """Look up no more names."""
        self._names.shutdown(wait=False, cancel_futures=True)


def _words(failure: BaseException | None) -> str | None:
    """What a requester may read of a failure: about the names and certificates that they gave, no more."""
    if isinstance(failure, NameUnknown):
        return str(failure)
    while failure is not None:
        if isinstance(failure, ssl.SSLCertVerificationError):
            return "the host's certificate was not accepted"
        failure = failure.__cause__ or failure.__context__
    return None


class Sender:
    """Sends bodies to webhooks' URLs. ``allowed``: what may be sent to though it is not public."""

    def __init__(
        self,
        allowed: tuple[Network, ...],
        *,
        timeout: float | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._timeout = TIMEOUT_SECONDS if timeout is None else timeout
        self._backend = _CheckedBackend(allowed)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=ssl_context or httpcore.default_ssl_context(),
            max_connections=None,  # who sends has a limit of their own
            max_keepalive_connections=0,
            network_backend=self._backend,
        )
        self._agent = f"talka/{version('talka')}".encode()

    async def send(self, url: str, secret_key: str | None, body: bytes, real_now: int) -> Outcome:
        """One request, signed where there is a secret; what came of it. Raises nothing but a cancellation."""
        started = time.monotonic()
        status, error, message = None, None, None
        try:
            async with asyncio.timeout(self._timeout):
                status = await self._post(rules.read_url(url), secret_key, body, real_now)
            if status not in _SUCCESS:
                error = ErrorType.WRONG_STATUS_CODE
        except (TimeoutError, httpcore.TimeoutException):
            error = ErrorType.REQUEST_TIMEOUT
        except AddressRefused as refused:
            error, message = ErrorType.CONNECTION_ERROR, str(refused)
        except (OSError, httpcore.NetworkError, httpcore.ProtocolError) as failure:
            error, message = ErrorType.CONNECTION_ERROR, _words(failure)
        except WrongUrl as wrong:
            error, message = ErrorType.INTERNAL_ERROR, str(wrong)
        except Exception:
            log.exception("a webhook could not be sent")
            error = ErrorType.INTERNAL_ERROR
        return Outcome(round(1000 * (time.monotonic() - started)), status, error, message)

    async def _post(self, target: rules.Target, secret_key: str | None, body: bytes, real_now: int) -> int:
        headers = [
            (b"Content-Type", b"application/json"),
            (b"Accept", b"*/*"),
            (b"User-Agent", self._agent),
        ]
        if secret_key is not None:
            headers.append((HEADER.encode(), sign(secret_key, real_now, body).encode()))
        url = httpcore.URL(
            scheme=target.scheme, host=target.host, port=target.port, target=target.path.encode()
        )
        limits = {"connect": CONNECT_SECONDS, "read": self._timeout, "write": self._timeout}
        # Only the answer's head is read, whose size is bounded; the connection ends before its body.
        async with self._pool.stream(
            "POST", url, headers=headers, content=body, extensions={"timeout": limits}
        ) as answer:
            return int(answer.status)

    async def close(self) -> None:
        """End every connection."""
        await self._pool.aclose()
        self._backend.close()
