"""Everything of an account comes along, once, whatever happens on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from http_client import Client, Platform
from migration.scene import JPEG, Account, all_of, everything, full_account, normalised
from talka import doctor
from talka.http.auth import Requester
from talka.migration import store
from talka.migration.model import LISTS, Kind, MigrationRefused, Outcome
from talka.migration.run import count_all, migrate
from talka.migration.source import Source

URL = "http://testserver/sandbox"


class Way(httpx.AsyncBaseTransport):
    """The way to the source: ``meddle`` may answer in its place, or raise; ``asked`` has what was asked."""

    def __init__(self, platform: Platform, meddle: Callable[[httpx.Request], Any] = lambda _: None) -> None:
        self._inner = httpx.ASGITransport(app=platform.application)
        self._meddle = meddle
        self.asked: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path)
        answer = self._meddle(request)
        return answer if answer is not None else await self._inner.handle_async_request(request)


class Copying:
    """From an account of the sandbox into a new one of production."""

    def __init__(self, platform: Platform, account: Account, target: Client) -> None:
        self.platform = platform
        self.account = account
        self.target = target
        self.waits: list[float] = []

    async def _sleep(self, seconds: float) -> None:
        self.waits.append(seconds)

    def source(
        self, meddle: Callable[[httpx.Request], Any] = lambda _: None, token: str | None = None
    ) -> Source:
        way = Way(self.platform, meddle)
        return Source(URL, token or self.account.requester.token, transport=way, sleep=self._sleep)

    async def run(
        self, meddle: Callable[[httpx.Request], Any] = lambda _: None, **options: Any
    ) -> tuple[str, Outcome]:
        side = self.platform
        async with self.source(meddle) as source:
            return await migrate(
                source,
                side.database,
                side.running.files,
                Requester(self.target.id, "company"),
                told=lambda _kind, _number: None,
                **options,
            )

    async def names(self, migration_id: str) -> dict[str, str]:
        """New ids by old ones, of every kind."""

        def load(tx: Any) -> dict[str, str]:
            return {
                old: new for kind in Kind for old, new in store.all_of_kind(tx, migration_id, kind).items()
            }

        return await self.platform.database.read(load)

    async def require_same(self, migration_id: str) -> None:
        names = await self.names(migration_id)
        before = normalised(await everything(self.account.requester), names)
        after = normalised(await everything(self.target), {})
        for path, items in before.items():
            assert after[path] == items, path

    async def faults(self) -> list[str]:
        side = self.platform
        return await asyncio.to_thread(doctor.examine, side.database, side.running.files)

    async def notes(self, migration_id: str) -> list[Any]:
        return await self.platform.database.read(lambda tx: store.note_page(tx, migration_id, ("", "", "")))


@pytest.fixture
async def copying(platform: Platform) -> Copying:
    account = await full_account(platform.sandbox)
    return Copying(platform, account, await platform.requester("10"))


async def test_all_of_it_comes_along(copying: Copying):
    migration_id, outcome = await copying.run()

    await copying.require_same(migration_id)
    assert await copying.faults() == []
    said = {(note.kind, note.what) for note in await copying.notes(migration_id)}
    assert said == {("assignments", "ACTIVE"), ("pools", "CLOSED"), ("trainings", "CLOSED")}
    assert outcome.copied["assignments"] >= 10
