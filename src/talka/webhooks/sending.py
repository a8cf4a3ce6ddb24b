"""Sending over the network: one request to an address that may be called. Redirects are not followed."""

from __future__ import annotations

import asyncio
import ssl
import time
from importlib.metadata import version

import httpcore
import structlog

from talka.http.addresses import Target, WrongUrl, read_url
from talka.http.outgoing import CONNECT_SECONDS, AddressRefused, CheckedBackend, words_of
from talka.http.proxies import Network
from talka.webhooks.model import ErrorType, Outcome
from talka.webhooks.signature import HEADER, sign

log = structlog.get_logger(__name__)

TIMEOUT_SECONDS = 10.0
_SUCCESS = range(200, 300)


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
        self._backend = CheckedBackend(allowed)
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
                status = await self._post(read_url(url), secret_key, body, real_now)
            if status not in _SUCCESS:
                error = ErrorType.WRONG_STATUS_CODE
        except (TimeoutError, httpcore.TimeoutException):
            error = ErrorType.REQUEST_TIMEOUT
        except AddressRefused as refused:
            error, message = ErrorType.CONNECTION_ERROR, str(refused)
        except (OSError, httpcore.NetworkError, httpcore.ProtocolError) as failure:
            error, message = ErrorType.CONNECTION_ERROR, words_of(failure)
        except WrongUrl as wrong:
            error, message = ErrorType.INTERNAL_ERROR, str(wrong)
        except Exception:
            log.exception("a webhook could not be sent")
            error = ErrorType.INTERNAL_ERROR
        return Outcome(round(1000 * (time.monotonic() - started)), status, error, message)

    async def _post(self, target: Target, secret_key: str | None, body: bytes, real_now: int) -> int:
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
