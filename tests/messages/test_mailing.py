"""Messages to many: sent in parts by a job that may end anywhere, and reach everybody once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from bonuses.scene import make_pool
from http_client import Client, Platform
from messages.scene import PATH, answer, compose, inbox, listed, reply, said, sent
from talka import doctor
from talka.accounts import service as accounts
from talka.accounts.model import Profile
from talka.messages import mailing
from talka.storage import schema
from talka.storage.query import Query
from talka.storage.tx import Tx

EVERYBODY = {"category": "computed", "key": "experiment_group", "operator": "GTE", "value": 1}
FILTERED = {"recipients_select_type": "FILTER", "recipients_filter": EVERYBODY}
_r = schema.message_recipients.c
SIDES = Query(sa.select(_r.thread_id, _r.user_id, _r.unread))


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers are looked at by threes."""
    monkeypatch.setattr(mailing, "PART", 3)


async def crowd(platform: Platform, count: int) -> list[str]:
    def create(tx: Tx) -> list[str]:
        return [accounts.create_worker(tx, f"w{n}", None, Profile())[0] for n in range(count)]

    return await platform.database.write(create)


async def have(platform: Platform, thread_id: str) -> Counter[str]:
    """Who has the thread, and how often."""
    rows = await platform.database.read(lambda tx: tx.all(SIDES))
    return Counter(user_id for thread, user_id, _ in rows if thread == thread_id)


@pytest.mark.usefixtures("small")
async def test_a_message_to_many_is_sent_by_a_job(platform: Platform) -> None:
    requester = await platform.requester()
    user_ids = await crowd(platform, 10)
    await accounts_gone(platform, user_ids[4])
    thread = await compose(requester, **FILTERED)
    assert (thread["interlocutors_inlined"], len(thread["interlocutors"])) == (False, 1)
    await sent(platform)
    assert await have(platform, thread["id"]) == Counter([*user_ids[:4], *user_ids[5:]])
    done = await requester.call("GET", f"{PATH}/{thread['id']}")
    assert (done["interlocutors_inlined"], len(done["interlocutors"])) == (True, 10)
    people = await requester.call("GET", f"{PATH}/{thread['id']}/interlocutors")
    assert [one["id"] for one in people["items"]] == sorted([*user_ids[:4], *user_ids[5:]])
    # How it is done is nothing that a client has begun.
    assert (await requester.call("GET", "/api/v1/operations"))["items"] == []
    assert await faults(platform) == []


async def accounts_gone(platform: Platform, user_id: str) -> None:
    await platform.database.write(lambda tx: accounts.erase_worker(tx, user_id))


async def faults(platform: Platform) -> list[str]:
    return await platform.database.read(lambda tx: [found for check in doctor.CHECKS for found in check(tx)])


@pytest.mark.usefixtures("small")
async def test_all_who_worked_in_several_pools_get_it_once(platform: Platform) -> None:
    requester = await platform.requester()
    pools = [await make_pool(requester) for _ in range(4)]
    workers = [await platform.worker(f"worker {n}") for n in range(7)]
    for n, worker in enumerate(workers[:6]):
        for pool_id in (pools[n % 3], pools[(n + 1) % 3]):
            await worker.call("POST", f"/api/worker/v1/pools/{pool_id}/assignments")
    thread = await compose(requester, recipients_select_type="ALL")
    await sent(platform)
    assert await have(platform, thread["id"]) == Counter(worker.id for worker in workers[:6])
    assert await faults(platform) == []


@pytest.mark.usefixtures("small")
async def test_a_mailing_that_ends_anywhere_goes_on_from_there(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    requester = await platform.requester()
    user_ids = await crowd(platform, 14)
    send: Callable[..., Any] = mailing.send_part
    ended = 0

    def die(tx: Tx, *rest: Any) -> Any:
        """The process ends after every second part, before or after it has done it; the part is undone."""
        nonlocal ended
        ended += 1
        if ended % 4 == 2:
            raise asyncio.CancelledError
        found = send(tx, *rest)
        if ended % 4 == 0:
            raise asyncio.CancelledError
        return found

    monkeypatch.setattr(mailing, "send_part", die)
    thread = await compose(requester, **FILTERED)
    for _ in range(8):
        await asyncio.sleep(0.05)
        await platform.running.runner.stop()
        await platform.running.runner.start()
    await sent(platform)
    assert ended > 6
    assert await have(platform, thread["id"]) == Counter(user_ids)
    assert await faults(platform) == []
    found = (await requester.call("GET", f"{PATH}/{thread['id']}"))["interlocutors"]
    assert len(found) == 15


@pytest.mark.usefixtures("small")
async def test_what_is_written_while_it_is_sent_reaches_everybody(platform: Platform) -> None:
    requester, ann = await platform.requester(), await platform.worker("ann")
    user_ids = [ann.id, *await crowd(platform, 12)]
    thread = await compose(requester, **FILTERED)
    await asyncio.gather(*(reply(requester, thread["id"], str(n)) for n in range(3)))
    await sent(platform)
    rows = await platform.database.read(lambda tx: tx.all(SIDES))
    assert sorted(rows) == sorted((thread["id"], user_id, 1) for user_id in user_ids)
    assert len(said((await inbox(ann))[0])) == 4
    # Once all is sent and read, one more message is news to all again.
    await reply(requester, thread["id"], "Last")
    await sent(platform)
    rows = await platform.database.read(lambda tx: tx.all(SIDES))
    assert [row[2] for row in rows] == [1] * 13
    fork = await answer(ann, thread["id"], "Mine")
    assert (await listed(requester))[1]["id"] == fork["id"]
    assert await faults(platform) == []


async def test_who_answers_before_all_have_it_gets_a_thread_of_their_own(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailing, "PART", 1)
    requester = await platform.requester()
    workers: list[Client] = [await platform.worker(f"w{n}") for n in range(3)]
    await platform.running.runner.stop()
    thread = await compose(requester, **FILTERED)
    (had,) = await have(platform, thread["id"])
    first = next(worker for worker in workers if worker.id == had)
    fork = await answer(first, thread["id"], "Quick")
    assert fork["id"] != thread["id"]
    await platform.running.runner.start()
    await sent(platform)
    assert sum((await have(platform, thread["id"])).values()) == 3
    others = [await inbox(worker) for worker in workers if worker is not first]
    assert [[said(one) for one in found] for found in others] == [[["Welcome"]]] * 2


DAMAGES = {
    "recipients": sa.update(schema.message_threads).values(recipients=7),
    "messages": sa.delete(schema.messages),
}


@pytest.mark.parametrize("what", DAMAGES)
async def test_the_doctor_sees_threads_that_lost_something(platform: Platform, what: str) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    await compose(requester, worker)
    assert await faults(platform) == []
    await platform.database.write(lambda tx: tx.run(Query(DAMAGES[what])))
    (fault,) = await faults(platform)
    assert what in fault
