"""The server is killed (SIGKILL) while messages are on their way to many, and everybody gets each once."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa

from accept.actors import Caller
from places import Place
from serving import Server
from talka.accounts import service as accounts
from talka.accounts import store as account_store
from talka.accounts.model import WorkerAccount
from talka.doctor import CHECKS
from talka.kernel.events import Listeners
from talka.kernel.ids import new_user_id
from talka.storage import schema
from talka.storage.query import Query
from talka.storage.tx import Tx

pytestmark = [pytest.mark.accept, pytest.mark.timeout(900)]

WORKERS = 20_000
KILLS = 4
READY_SECONDS = 150
SENT_SECONDS = 120
EVERYBODY = {"category": "computed", "key": "experiment_group", "operator": "GTE", "value": 1}
MESSAGE = {
    "topic": {"EN": "Hello"},
    "text": {"EN": "To all of you"},
    "answerable": True,
    "recipients_select_type": "FILTER",
    "recipients_filter": EVERYBODY,
}
_r, _op = schema.message_recipients.c, schema.operations.c
UNFINISHED = Query(sa.select(sa.func.count()).select_from(schema.operations).where(_op.finished.is_(None)))
TOLD = Query(
    sa.select(_r.thread_id, sa.func.count(sa.distinct(_r.user_id)), sa.func.sum(_r.unread)).group_by(
        _r.thread_id
    )
)


@pytest.fixture
async def server(place: Place, tmp_path: Path) -> AsyncIterator[Server]:
    running = Server(place.data_dir, place.database_url, tmp_path / "server.log")
    try:
        yield running
    finally:
        running.kill()


def crowd_in(place: Place) -> str:
    """Many workers and a requester, whose token this is."""
    database = place.open(Listeners(), movable_clock=False)

    def create(tx: Tx) -> str:
        for number in range(WORKERS):
            login = f"worker{number}"
            account_store.add_worker(tx, WorkerAccount(new_user_id(), login, None, "{}", 0, tx.now, None))
        return accounts.create_requester(tx, "Acme", None)[1]

    try:
        return database.write_now(create)
    finally:
        database.close()


async def test_mailings_reach_everybody_once(place: Place, server: Server) -> None:
    token = crowd_in(place)
    chance = random.Random(7)
    threads: list[str] = []
    hit = 0
    server.start()
    await asyncio.to_thread(server.wait_ready, READY_SECONDS)
    async with httpx.AsyncClient(base_url=server.url, timeout=60) as http:
        requester = Caller(http, f"OAuth {token}")
        for _ in range(KILLS):
            made = await requester.call("POST", "/api/v1/message-threads/compose", MESSAGE)
            threads.append(made["id"])
            path = f"/api/v1/message-threads/{threads[0]}/reply"
            await requester.call("POST", path, {"text": {"EN": "And more"}})
            await asyncio.sleep(chance.uniform(0, 0.2))
            server.kill()
            hit += bool(unfinished(place))
            server.start()
            await asyncio.to_thread(server.wait_ready, READY_SECONDS)
        for _ in range(SENT_SECONDS * 10):
            if not unfinished(place):
                break
            await asyncio.sleep(0.1)
    assert hit, "no kill hit a mailing"
    told, faults = found_in(place)
    assert told == [(thread_id, WORKERS, WORKERS) for thread_id in sorted(threads)]
    assert faults == []
    assert "unexpected error" not in server.log.read_text()


def unfinished(place: Place) -> int:
    database = place.open(Listeners(), movable_clock=False)
    try:
        return int(database.read_now(lambda tx: tx.value(UNFINISHED)))
    finally:
        database.close()


def found_in(place: Place) -> tuple[list[tuple[str, int, int]], list[str]]:
    """By thread how many have it and how many have not read it; what the doctor says."""
    database = place.open(Listeners(), movable_clock=False)

    def look(tx: Tx) -> tuple[list[tuple[str, int, int]], list[str]]:
        rows = [(row[0], int(row[1]), int(row[2])) for row in tx.all(TOLD)]
        return sorted(rows), [fault for check in CHECKS for fault in check(tx)]

    try:
        return database.read_now(look)
    finally:
        database.close()
