"""A transaction speaks to whoever asked for it, and its listeners to nobody of them."""

from __future__ import annotations

import asyncio
from typing import Any

from http_client import Platform
from talka.kernel.events import Event
from talka.storage.tx import Tx
from talka.words.speaking import read_by, spoken


class Asked(Event, frozen=True):
    """Somebody asked for something."""


async def test_a_transaction_speaks_the_language_of_its_caller(platform: Platform):
    async def ask(language: str) -> tuple[str, str]:
        with read_by((language,)):
            read = await platform.database.read(lambda _tx: spoken())
            return read, await platform.database.write(lambda _tx: spoken())

    languages = ["RU", "DE", "EN", "ES"] * 5
    assert await asyncio.gather(*map(ask, languages)) == [(one, one) for one in languages]
    assert await platform.database.write(lambda _tx: spoken()) == "EN"


async def test_what_listeners_write_is_not_in_the_language_of_the_caller(platform: Platform):
    heard: list[str] = []

    def listen(_tx: Any, _event: Asked) -> None:
        heard.append(spoken())

    def announce(tx: Tx) -> str:
        tx.announce(Asked())
        return spoken()

    platform.database.listeners.on(Asked, listen)
    with read_by(("RU",)):
        assert await platform.database.write(announce) == "RU"
    assert heard == ["EN"]
