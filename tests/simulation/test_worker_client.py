"""The client of the worker's API: what it sends, what it understands, what it tries again."""

from __future__ import annotations

import httpx
import pytest

from talka.simulation.client import Patience, WorkerApiError, WorkerClient

BASE = "http://platform/sandbox"
MAIN = "1000000002"
HASTY = Patience(attempts=4, first_pause=0.0)


@pytest.fixture
async def client(platform):
    async with httpx.AsyncClient(transport=platform.transport()) as http:
        yield WorkerClient(http, BASE, patience=HASTY)


def busy(status: int, **headers: str):
    """A fault: the platform refuses before it has done anything."""

    def fault(moment: str) -> httpx.Response | None:
        answer = httpx.Response(status, headers=headers, json={"code": "BUSY", "message": ""})
        return answer if moment == "before" else None

    return fault


def lost_answer(moment: str) -> None:
    """A fault: the platform does what it was asked, and the answer never arrives."""
    if moment == "after":
        raise httpx.ReadError("connection reset")


def no_connection(moment: str) -> None:
    if moment == "before":
        raise httpx.ConnectError("refused")


async def test_a_worker_registers_works_and_reads_its_earnings(client, platform):
    session = await client.register("ann", "secret", {"full_name": "Ann", "country": "NL"})
    assert session.user_id == "id-of-ann"
    assert [card.pool_id for card in await client.tasks()] == [MAIN]
    view = await client.take(MAIN)
    assert [task.input_values for task in view.tasks] == [{"image": "picture-0"}, {"image": "picture-1"}]
    assert not view.in_training
    await client.save_draft(view.id, [{"digit": "0"}, {}])
    assert platform.drafts[view.id] == [{"output_values": {"digit": "0"}}, {"output_values": {}}]
    submitted = await client.submit(view.id, [{"digit": "0"}, {"digit": "1"}], take_next=True)
    assert submitted.assignment.status == "ACCEPTED"
    assert submitted.next is not None
    assert [task.id for task in submitted.next.tasks] == ["picture-2", "picture-3"]
    assert await client.active_assignments() == [submitted.next.id]
    assert (await client.earnings())["totals"] == {"accepted": 1}


async def test_without_take_next_nothing_is_taken(client, platform):
    await client.join("ann", "secret")
    view = await client.take(MAIN)
    submitted = await client.submit(view.id, [{"digit": "0"}, {"digit": "1"}])
    assert submitted.next is None
    assert len(platform.assignments) == 1


async def test_skipping_and_leaving(client):
    await client.join("ann", "secret")
    assert (await client.skip((await client.take(MAIN)).id)).status == "SKIPPED"
    assert (await client.exit((await client.take(MAIN)).id)).status == "EXPIRED"


async def test_joining_again_logs_in(client, platform):
    await client.join("ann", "secret")
    assert (await client.join("ann", "secret")).user_id == "id-of-ann"
    assert platform.calls == [("POST", "/register"), ("POST", "/register"), ("POST", "/login")]


async def test_joining_with_somebody_elses_login_fails(client):
    await client.join("ann", "secret")
    with pytest.raises(WorkerApiError, match="WRONG_CREDENTIALS"):
        await client.join("ann", "guess")


async def test_a_refusal_carries_code_words_and_payload(client, platform):
    platform.truth.clear()
    await client.join("ann", "secret")
    with pytest.raises(WorkerApiError) as caught:
        await client.take(MAIN)
    assert (caught.value.status, caught.value.code) == (409, "NO_TASKS_AVAILABLE")
    assert caught.value.message == "no_tasks_available"
    assert caught.value.payload["finished"] is True


@pytest.mark.parametrize("fault", [no_connection, lost_answer, busy(429), busy(503), busy(502)])
async def test_a_call_is_made_again_when_the_platform_is_away_or_busy(client, platform, fault):
    await client.join("ann", "secret")
    platform.faults = [fault, fault]
    view = await client.take(MAIN)
    platform.faults = [fault, fault]
    submitted = await client.submit(view.id, [{"digit": "0"}, {"digit": "1"}], take_next=True)
    assert submitted.next is not None
    assert platform.labels("picture-0") == ["0"]
    assert len(platform.assignments) == 2


async def test_an_account_whose_first_answer_got_lost_is_entered(client, platform):
    platform.faults = [lost_answer]
    assert (await client.join("ann", "secret")).user_id == "id-of-ann"


async def test_the_pause_that_the_platform_asks_for_is_kept(client, platform, monkeypatch):
    pauses = []

    async def sleep(seconds):
        pauses.append(seconds)

    monkeypatch.setattr("talka.simulation.client.asyncio.sleep", sleep)
    await client.join("ann", "secret")
    platform.faults = [busy(429, **{"Retry-After": "7"}), busy(503)]
    await client.tasks()
    assert pauses == [7.0, 0.0]


async def test_trying_ends(client, platform):
    await client.join("ann", "secret")
    platform.faults = [no_connection] * 9
    with pytest.raises(httpx.ConnectError):
        await client.tasks()
    platform.faults = [busy(503)] * 9
    with pytest.raises(WorkerApiError, match="503 BUSY"):
        await client.tasks()
    assert platform.calls.count(("GET", "/tasks")) == 2 * HASTY.attempts


async def test_a_conflict_is_not_tried_again(client, platform):
    await client.join("ann", "secret")
    view = await client.take(MAIN)
    await client.submit(view.id, [{"digit": "0"}, {"digit": "1"}])
    with pytest.raises(WorkerApiError, match="INAPPROPRIATE_STATUS"):
        await client.submit(view.id, [{"digit": "9"}, {"digit": "1"}])
    assert platform.calls.count(("POST", f"/assignments/{view.id}/submit")) == 2


async def test_an_answer_that_is_not_the_platforms_is_shown(client, platform):
    await client.join("ann", "secret")
    platform.faults = [lambda _: httpx.Response(500, text="<html>proxy</html>")]
    with pytest.raises(WorkerApiError, match="500 UNREADABLE: <html>proxy</html>"):
        await client.tasks()


def test_pauses_grow_to_the_longest():
    patience = Patience(first_pause=0.5, longest_pause=3.0)
    assert [patience.pause(tries) for tries in (1, 2, 3, 4, 50)] == [0.5, 1.0, 2.0, 3.0, 3.0]
