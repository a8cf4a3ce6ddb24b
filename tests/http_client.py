"""The whole platform in the test's own process, and clients that call it over HTTP.

``platform`` is production and ``platform.sandbox`` the sandbox, whose clock ``platform.advance`` moves::

    async def test_a_new_pool_is_closed(platform):
        requester = await platform.requester(balance="100")
        pool = await requester.call("POST", "/api/v1/pools", FORM, status=201)
        worker = await platform.worker("ada")
        answer = await worker.get("/api/worker/v1/tasks")

A test that wants other settings overrides the fixture ``platform_settings``.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import httpx
import pytest

import contract
from places import Place
from talka.accounts import service as accounts
from talka.accounts.model import Profile
from talka.app import Application, Running
from talka.http.environment import PRODUCTION, SANDBOX
from talka.kernel import clock
from talka.kernel.ids import new_uuid
from talka.kernel.money import to_micros
from talka.ledger import service as ledger
from talka.settings import Settings
from talka.storage.database import Database
from talka.storage.tx import Tx

ORIGIN = "http://testserver"


class Client(httpx.AsyncClient):
    """One caller: paths are those of the API, the environment's prefix and the token are added."""

    def __init__(self, application: Application, prefix: str, headers: dict[str, str], who: str = "") -> None:
        super().__init__(
            transport=httpx.ASGITransport(app=application), base_url=f"{ORIGIN}{prefix}", headers=headers
        )
        self.id = who

    @property
    def token(self) -> str:
        """The caller's token."""
        return self.headers["authorization"].partition(" ")[2]

    async def request(self, method: str, url: Any, **options: Any) -> httpx.Response:
        """The answer, which keeps to the contract or fails the test."""
        answer = await super().request(method, url, **options)
        contract.check(answer)
        return answer

    async def call(
        self, method: str, path: str, body: object = None, *, status: int | None = None, **options: Any
    ) -> Any:
        """The answer's body, its status being the one named, or without one any success."""
        if body is not None:
            options["json"] = body
        answer = await self.request(method, path, **options)
        expected = answer.is_success if status is None else answer.status_code == status
        assert expected, f"{method} {path}: {answer.status_code} {answer.text[:2000]}"
        return answer.json() if answer.content else None


class Side:
    """One environment as callers see it."""

    def __init__(self, application: Application, name: str) -> None:
        self.application = application
        self.running: Running = application.running[name]
        self._prefix = "/sandbox" if name == SANDBOX else ""
        self._clients: list[Client] = []
        self.anonymous = self.client({})

    @property
    def database(self) -> Database:
        return self.running.database

    def client(self, headers: dict[str, str], who: str = "") -> Client:
        """A caller with these headers."""
        made = Client(self.application, self._prefix, headers, who)
        self._clients.append(made)
        return made

    async def requester(self, balance: str = "1000", *, name: str = "Acme") -> Client:
        """A new requester; ``id`` is theirs."""

        def create(tx: Tx) -> tuple[str, str]:
            requester_id, token = accounts.create_requester(tx, name, None)
            ledger.credit(tx, requester_id, to_micros(balance), f"deposit:{new_uuid()}")
            return requester_id, token

        requester_id, token = await self.database.write(create)
        return self.client({"Authorization": f"OAuth {token}"}, requester_id)

    async def worker(self, login: str = "worker", profile: Profile | None = None) -> Client:
        """A new worker without a password; ``id`` is theirs."""
        said = profile or Profile()
        user_id, token = await self.database.write(lambda tx: accounts.create_worker(tx, login, None, said))
        return self.client({"Authorization": f"Bearer {token}"}, user_id)

    async def close(self) -> None:
        for client in self._clients:
            await client.aclose()


class Platform(Side):
    """Production, and beside it the sandbox."""

    def __init__(self, application: Application) -> None:
        super().__init__(application, PRODUCTION)
        self.sandbox = Side(application, SANDBOX)
        self._operator: Client | None = None

    async def advance(self, seconds: int) -> str:
        """Move the sandbox's clock and do what falls due on the way; the new business time."""
        if self._operator is None:
            self._operator = await self.sandbox.requester("0", name="Clock")
        answer = await self._operator.call("POST", "/api/clock/advance", {"seconds": seconds}, status=200)
        return str(answer["now"])

    async def close(self) -> None:
        await self.sandbox.close()
        await super().close()


@pytest.fixture
def platform_settings() -> dict[str, Any]:
    """What a test sets otherwise than the defaults do."""
    return {}


@pytest.fixture
async def platform(place: Place, platform_settings: dict[str, Any]) -> AsyncIterator[Platform]:
    """The platform at work on each kind of database in turn."""
    settings = Settings(data=place.data_dir, database_url=place.database_url, **platform_settings)
    application = Application(settings)
    await application.start()
    platform = Platform(application)
    yield platform
    await platform.close()
    await application.stop()


@pytest.fixture
def pass_time(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Lets real time go on by so many milliseconds more."""
    read, gone = clock.real_now, [0]

    def go_on(milliseconds: int) -> None:
        gone[0] += milliseconds

    monkeypatch.setattr(clock, "real_now", lambda: read() + gone[0])
    return go_on
