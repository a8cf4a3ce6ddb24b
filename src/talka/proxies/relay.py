"""What passes requests on. Its library is loaded with the first one: it takes a part of the start's time."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import TYPE_CHECKING

from talka.http.proxies import Network
from talka.proxies.model import Forwarded

if TYPE_CHECKING:
    from talka.proxies.calling import Answer, Caller


class Relay:
    """Passes requests on for one environment. ``allowed``: what may be called though it is not public."""

    def __init__(self, allowed: tuple[Network, ...]) -> None:
        self._allowed = allowed
        self._caller: Caller | None = None
        self._making = asyncio.Lock()

    async def send(self, method: str, asked: Forwarded, body: bytes) -> Answer:
        """See :meth:`talka.proxies.calling.Caller.send`."""
        async with self._making:
            if self._caller is None:
                self._caller = await asyncio.to_thread(_make_caller, self._allowed)
        return await self._caller.send(method, asked, body)

    async def close(self) -> None:
        """End every connection."""
        if self._caller is not None:
            await self._caller.close()
            self._caller = None


def _make_caller(allowed: tuple[Network, ...]) -> Caller:
    made: Caller = import_module("talka.proxies.calling").Caller(allowed)
    return made
