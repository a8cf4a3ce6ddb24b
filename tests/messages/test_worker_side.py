"""What workers write and read: questions, answers, appeals, in their languages, and nothing of others'."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bonuses.scene import make_pool, work
from http_client import Client, Platform
from messages.scene import PATH, WORKERS, answer, compose, inbox, listed, reply, said, unread
from talka.accounts.model import Profile

APPEAL = "/api/worker/v1/assignments/{}/appeal"
DAY = 24 * 3600


async def reviewed(requester: Client, worker: Client, status: str) -> tuple[str, str]:
    """A pool and a page of it that the worker did and its requester looked at."""
    pool_id = await make_pool(requester, auto_accept_solutions=False)
    page_id = await work(worker, pool_id)
    patch = {"status": status, "public_comment": "see"}
    await requester.call("PATCH", f"/api/v1/assignments/{page_id}", patch)
    return pool_id, page_id


async def test_a_worker_asks_about_a_pool_or_a_page(platform: Platform) -> None:
    requester, worker = await platform.requester(), await platform.worker(profile=Profile(languages=["DE"]))
    pool_id = await make_pool(requester)
    page_id = await work(worker, pool_id)
    asked = await worker.call("POST", WORKERS, {"pool_id": pool_id, "text": "Warum?"}, status=201)
    assert asked == {
        "id": asked["id"],
        "topic": "Question: Cats",
        "with": {"role": "REQUESTER", "name": "Acme"},
        "messages": [
            {
                "id": asked["messages"][0]["id"],
                "text": "Warum?",
                "from": {"role": "USER", "myself": True},
                "created": asked["created"],
            }
        ],
        "has_more": False,
        "unread": False,
        "answerable": True,
        "automatic": False,
        "created": asked["created"],
        "last_message": asked["created"],
        "project_id": asked["project_id"],
        "pool_id": pool_id,
    }
    assert asked["created"].endswith("Z")
    about_page = await worker.call("POST", WORKERS, {"assignment_id": page_id, "text": "This?"})
    first, second = await listed(requester, "folder=INBOX,UNREAD")
    assert (first["id"], first["meta"]) == (
        asked["id"],
        {"pool_id": pool_id, "project_id": asked["project_id"]},
    )
    assert first["messages"][0]["text"] == {"DE": "Warum?"}
    assert first["messages"][0]["from"] == {"id": worker.id, "role": "USER"}
    assert (second["id"], second["meta"]["assignment_id"]) == (about_page["id"], page_id)
    assert "compose_details" not in first
    assert await unread(worker) == 0

    answered = await reply(requester, first["id"], "So")
    assert (answered["folders"], said(answered)[0]) == (["INBOX", "OUTBOX"], "So")
    assert [one["id"] for one in await listed(requester, "folder=UNREAD")] == [second["id"]]
    assert await unread(worker) == 1
    newest, other = await inbox(worker)
    assert (newest["id"], newest["unread"], said(newest)) == (asked["id"], True, ["So", "Warum?"])
    assert newest["messages"][0]["from"] == {"role": "REQUESTER", "name": "Acme"}
    assert (other["id"], other["unread"]) == (about_page["id"], False)


async def test_whom_a_worker_can_write_to(platform: Platform) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    other = await platform.worker("other")
    pool_id = await make_pool(requester)
    page_id = await work(other, pool_id)
    await worker.call("POST", WORKERS, {"pool_id": pool_id, "text": "x"}, status=201)
    await requester.call("POST", f"/api/v1/pools/{pool_id}/close")
    # Who has never worked there does not know of a closed pool.
    await worker.call("POST", WORKERS, {"pool_id": pool_id, "text": "x"}, status=404)
    await other.call("POST", WORKERS, {"pool_id": pool_id, "text": "x"}, status=201)
    for form in (
        {"assignment_id": page_id},
        {"assignment_id": "none"},
        {"pool_id": "none"},
        {"pool_id": "1"},
    ):
        await worker.call("POST", WORKERS, {**form, "text": "x"}, status=404)
    for wrong, form in (
        ("pool_id", {"text": "x"}),
        ("pool_id", {"text": "x", "pool_id": pool_id, "assignment_id": page_id}),
        ("text", {"pool_id": pool_id}),
        ("text", {"pool_id": pool_id, "text": "  "}),
        ("text", {"pool_id": pool_id, "text": "x" * 10_001}),
    ):
        assert set((await other.call("POST", WORKERS, form, status=400))["payload"]) == {wrong}
    assert len(await listed(requester)) == 2


async def test_each_reads_in_their_own_language(platform: Platform) -> None:
    requester = await platform.requester()
    ann = await platform.worker("ann", Profile(languages=["FR", "DE"]))
    ben = await platform.worker("ben", Profile(languages=["ES"]))
    cid = await platform.worker("cid")
    topic, text = {"EN": "Hello", "DE": "Hallo"}, {"FR": "Bienvenue", "RU": "Привет"}
    await compose(requester, ann, ben, cid, topic=topic, text=text)
    read = [(one["topic"], said(one)) for worker in (ann, ben, cid) for one in await inbox(worker)]
    assert read == [("Hallo", ["Bienvenue"]), ("Hello", ["Bienvenue"]), ("Hello", ["Bienvenue"])]
    await ben.call("PATCH", "/api/worker/v1/me", {"languages": ["RU"]})
    assert said((await inbox(ben))[0]) == ["Привет"]


async def test_what_is_shown_counts_as_read_and_what_came_since_does_not(platform: Platform) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    threads = [await compose(requester, worker, topic={"EN": str(n)}) for n in range(3)]
    assert await unread(worker) == 3
    page = await worker.call("GET", f"{WORKERS}?limit=2")
    assert ([one["topic"] for one in page["items"]], page["has_more"]) == (["2", "1"], True)
    assert await unread(worker) == 1
    rest = await worker.call("GET", f"{WORKERS}?limit=2&before={page['items'][-1]['id']}")
    assert ([one["topic"] for one in rest["items"]], rest["has_more"]) == (["0"], False)
    assert await unread(worker) == 0
    await reply(requester, threads[0]["id"], "More")
    assert [(one["topic"], one["unread"]) for one in await inbox(worker)] == [
        ("0", True),
        ("2", False),
        ("1", False),
    ]
    await reply(requester, threads[1]["id"], "More")
    assert (await worker.call("GET", f"{WORKERS}/{threads[1]['id']}"))["unread"]
    assert await unread(worker) == 0


async def test_one_worker_sees_nothing_of_anothers(platform: Platform) -> None:
    requester, ann, ben = (
        await platform.requester(),
        await platform.worker("ann"),
        await platform.worker("ben"),
    )
    shared = await compose(requester, ann, ben)
    fork = await answer(ann, shared["id"], "Secret")
    alone = await compose(requester, ann)
    for thread_id in (fork["id"], alone["id"], "none"):
        await ben.call("GET", f"{WORKERS}/{thread_id}", status=404)
        await ben.call("GET", f"{WORKERS}?before={thread_id}", status=404)
        await ben.call("POST", f"{WORKERS}/{thread_id}/reply", {"text": "x"}, status=404)
    (mine,) = await inbox(ben)
    assert said(mine) == ["Welcome"]
    for text in (str(mine), str(await inbox(ann))):
        assert not {ann.id, ben.id, requester.id} & set(text.replace("'", " ").split())
    for method, path in (("GET", WORKERS), ("GET", f"{WORKERS}/{alone['id']}"), ("POST", WORKERS)):
        await requester.call(method, path, {} if method == "POST" else None, status=403)
        await platform.anonymous.call(method, path, {} if method == "POST" else None, status=401)


async def test_two_answers_at_once_make_one_thread(platform: Platform) -> None:
    requester, ann, ben = (
        await platform.requester(),
        await platform.worker("ann"),
        await platform.worker("ben"),
    )
    shared = await compose(requester, ann, ben)
    forks = await asyncio.gather(*(answer(ann, shared["id"], str(n)) for n in range(5)))
    assert len({one["id"] for one in forks}) == 1
    _, fork = await listed(requester)
    assert sorted(said(fork)) == ["0", "1", "2", "3", "4", "Welcome"]


async def test_an_appeal_against_a_rejection_is_a_thread(platform: Platform) -> None:
    requester, worker, other = (
        await platform.requester(),
        await platform.worker(),
        await platform.worker("other"),
    )
    pool_id, page_id = await reviewed(requester, worker, "REJECTED")
    path = APPEAL.format(page_id)
    await other.call("POST", path, {"text": "Mine"}, status=404)
    await worker.call("POST", path, {"text": ""}, status=400)
    made = await worker.call("POST", path, {"text": "It is a cat"}, status=201)
    assert (made["topic"], made["assignment_id"], said(made)) == ("Appeal: Cats", page_id, ["It is a cat"])
    (thread,) = await listed(requester, "folder=INBOX,UNREAD")
    assert thread["meta"] == {
        "pool_id": pool_id,
        "project_id": made["project_id"],
        "assignment_id": page_id,
    }
    assert (await worker.call("POST", path, {"text": "Again"}, status=409))["code"] == "ALREADY_APPEALED"
    await reply(requester, thread["id"], "So it is")
    await answer(worker, made["id"], "Thanks")
    assert said((await listed(requester))[0]) == ["Thanks", "So it is", "It is a cat"]


async def test_appeals_at_once_are_one(platform: Platform) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    _, page_id = await reviewed(requester, worker, "REJECTED")
    sent = [worker.post(APPEAL.format(page_id), json={"text": str(n)}) for n in range(4)]
    assert sorted(one.status_code for one in await asyncio.gather(*sent)) == [201, 409, 409, 409]
    assert len(await listed(requester)) == 1


@pytest.mark.parametrize("status", ["SUBMITTED", "ACCEPTED"])
async def test_only_a_rejection_can_be_appealed(platform: Platform, status: str) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    if status == "SUBMITTED":
        page_id = await work(worker, await make_pool(requester, auto_accept_solutions=False))
    else:
        _, page_id = await reviewed(requester, worker, status)
    refused = await worker.call("POST", APPEAL.format(page_id), {"text": "x"}, status=409)
    assert (refused["code"], refused["payload"]) == (
        "INAPPROPRIATE_STATUS",
        {"appropriate_statuses": ["REJECTED"]},
    )


async def test_an_appeal_has_a_week(platform: Platform) -> None:
    side = platform.sandbox
    requester, worker = await side.requester(), await side.worker()
    _, first = await reviewed(requester, worker, "REJECTED")
    await platform.advance(DAY)
    _, second = await reviewed(requester, worker, "REJECTED")
    await platform.advance(6 * DAY - 60)
    await worker.call("POST", APPEAL.format(first), {"text": "x"}, status=201)
    await platform.advance(DAY + 120)
    refused = await worker.call("POST", APPEAL.format(second), {"text": "x"}, status=409)
    assert refused["code"] == "APPEAL_TOO_LATE"


async def test_threads_outlive_the_person(platform: Platform) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    pool_id = await make_pool(requester)
    await worker.call("POST", WORKERS, {"pool_id": pool_id, "text": "Hello"})
    before = await listed(requester)
    await worker.call("DELETE", "/api/worker/v1/me")
    assert await listed(requester) == before
    again: Any = await reply(requester, before[0]["id"], "Are you there?")
    assert {one["id"] for one in again["interlocutors"]} == {requester.id, worker.id}
    await worker.call("GET", WORKERS, status=401)
    await requester.call("GET", f"{PATH}/{before[0]['id']}/interlocutors", status=200)
