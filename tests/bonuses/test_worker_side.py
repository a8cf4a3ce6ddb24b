"""What a worker sees of bonuses: on the page they are for, among the earnings, and in their language."""

from __future__ import annotations

from typing import Any

from bonuses.scene import PATH, TEXTS, make_pool, work
from http_client import Client, Platform
from talka.accounts.model import Profile

EARNINGS = "/api/worker/v1/earnings"


async def test_a_page_shows_what_was_paid_for_it_in_bonuses(platform: Platform) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    page_id = await work(worker, await make_pool(requester))
    page = f"/api/worker/v1/assignments/{page_id}"
    assert (await worker.call("GET", page))["bonus_total"] == 0
    for amount in (0.5, 0.25):
        sent = {"user_id": worker.id, "amount": amount, "assignment_id": page_id}
        await requester.call("POST", PATH, sent)
    assert (await worker.call("GET", page))["bonus_total"] == 0.75
    answers = {"solutions": [{"output_values": {"cat": True}}]}
    again = await worker.call("POST", f"{page}/submit", answers, status=200)
    assert again["assignment"]["bonus_total"] == 0.75
    history = await worker.call("GET", "/api/worker/v1/assignments")
    assert [one["bonus_total"] for one in history["items"]] == [0.75]


async def test_a_bonus_is_a_line_of_the_earnings(platform: Platform) -> None:
    requester = await platform.requester()
    worker = await platform.worker(profile=Profile(languages=["DE"]))
    page_id = await work(worker, await make_pool(requester))
    texts = {"public_title": {"EN": "Well done", "DE": "Gut"}, "public_message": {"EN": "Thanks"}}
    sent = {"user_id": worker.id, "amount": 0.5, "assignment_id": page_id, **texts}
    bonus = await requester.call("POST", PATH, sent)
    await requester.call("POST", PATH, {"user_id": worker.id, "amount": 2})
    found = await worker.call("GET", EARNINGS)
    plain, line, reward = found["items"]
    assert line == {
        "id": bonus["id"],
        "kind": "BONUS",
        "status": "ACCEPTED",
        "amount": 0.5,
        "time": f"{bonus['created']}Z",
        "assignment_id": page_id,
        "project_name": "Cats",
        "title": "Gut",
        "message": "Thanks",
    }
    assert (plain["kind"], plain["amount"], sorted(plain)) == (
        "BONUS",
        2,
        ["amount", "id", "kind", "status", "time"],
    )
    assert (reward["kind"], reward["id"], reward["assignment_id"]) == ("REWARD", page_id, page_id)
    assert found["totals"] == {"available": 2.55, "on_review": 0}


async def test_pages_of_earnings_neither_lose_nor_repeat_a_line(platform: Platform) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    pool_id = await make_pool(requester)
    for number in range(3):
        page_id = await work(worker, pool_id)
        pair = [
            {"user_id": worker.id, "amount": 1, "private_comment": str(n), **TEXTS, "assignment_id": page_id}
            for n in range(2)
        ]
        # Two of the same moment.
        assert (await requester.call("POST", PATH, pair))["items"], number
    whole = (await worker.call("GET", EARNINGS))["items"]
    kinds = [one["kind"] for one in whole]
    assert kinds == ["BONUS", "BONUS", "REWARD"] * 3
    assert await _by_twos(worker) == whole


async def _by_twos(worker: Client) -> list[Any]:
    found: list[Any] = []
    more = True
    while more:
        before = f"&before={found[-1]['id']}" if found else ""
        page = await worker.call("GET", f"{EARNINGS}?limit=2{before}")
        found += page["items"]
        more = page["has_more"]
    return found


async def test_another_workers_line_is_no_place_to_go_on_from(platform: Platform) -> None:
    requester, ann, ben = (
        await platform.requester(),
        await platform.worker("ann"),
        await platform.worker("ben"),
    )
    bonus = await requester.call("POST", PATH, {"user_id": ann.id, "amount": 1})
    await ann.call("GET", f"{EARNINGS}?before={bonus['id']}", status=200)
    await ben.call("GET", f"{EARNINGS}?before={bonus['id']}", status=404)
    await ben.call("GET", f"{EARNINGS}?before=999", status=404)
