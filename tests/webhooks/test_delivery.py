"""What is told when, to the byte; and that it arrives, whatever the receiver does meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import msgspec
import pytest
import sqlalchemy as sa

from http_client import Platform
from talka.http.proxies import networks
from talka.kernel import clock
from talka.storage import schema
from talka.storage.query import Query
from talka.storage.tx import Tx
from talka.webhooks import courier, rules, sending, store
from talka.webhooks.courier import LEASE, Courier, claim, note
from talka.webhooks.jobs import keep_webhooks
from talka.webhooks.model import Delivery, DeliveryStatus, ErrorType, Outcome
from talka.webhooks.signature import verify
from webhooks.receiver import NETWORKS, Receiver, receiving
from webhooks.scene import EVERY_TYPE, PATH, make_scene

HOUR = 3600


async def test_every_step_of_an_assignment_is_told_to_who_subscribed(
    platform: Platform, receiver: Receiver
) -> None:
    scene = await make_scene(platform)
    ids = dict(zip(EVERY_TYPE, await scene.subscribe(receiver, *EVERY_TYPE), strict=True))
    accepted, rejected = await scene.submit(), await scene.submit()
    await scene.review(accepted, "ACCEPTED")
    await scene.review(rejected, "REJECTED")
    skipped = await scene.take()
    await scene.worker.call("POST", f"/api/worker/v1/assignments/{skipped}/skip")
    late = await scene.take()
    await scene.advance(601)
    await scene.requester.call("POST", f"/api/v1/pools/{scene.pool_id}/close")

    happened = {
        ("ASSIGNMENT_CREATED", accepted),
        ("ASSIGNMENT_CREATED", rejected),
        ("ASSIGNMENT_CREATED", skipped),
        ("ASSIGNMENT_CREATED", late),
        ("ASSIGNMENT_SUBMITTED", accepted),
        ("ASSIGNMENT_SUBMITTED", rejected),
        ("ASSIGNMENT_APPROVED", accepted),
        ("ASSIGNMENT_REJECTED", rejected),
        ("ASSIGNMENT_SKIPPED", skipped),
        ("ASSIGNMENT_EXPIRED", late),
        ("POOL_CLOSED", None),
    }
    events = await receiver.has(len(happened))
    assert {(event["type"], event.get("assignment_id")) for event in events} == happened
    assert len(events) == len(happened)
    page = await scene.requester.call("GET", f"/api/v1/assignments/{late}")
    told = next(event for event in events if event["type"] == "ASSIGNMENT_EXPIRED")
    assert told == {
        "uuid": told["uuid"],
        "event_time": page["expired"],
        "project_id": scene.project_id,
        "pool_id": scene.pool_id,
        "task_suite_id": page["task_suite_id"],
        "assignment_id": late,
        "webhook_subscription_id": ids["ASSIGNMENT_EXPIRED"],
        "type": "ASSIGNMENT_EXPIRED",
    }
    closed = next(event for event in events if event["type"] == "POOL_CLOSED")
    assert closed == {
        "uuid": closed["uuid"],
        "event_time": closed["event_time"],
        "project_id": scene.project_id,
        "pool_id": scene.pool_id,
        "close_reason": "MANUAL",
        "webhook_subscription_id": ids["POOL_CLOSED"],
        "type": "POOL_CLOSED",
    }
    assert len({event["uuid"] for event in events}) == len(events)
    for request in receiver.requests:
        assert request.line == "POST /hook HTTP/1.1"
        assert request.headers["content-type"] == "application/json"
        assert request.headers["host"] == f"127.0.0.1:{receiver.port}"
        assert "toloka-signature" not in request.headers
        assert scene.worker.id.encode() not in request.body


async def test_a_task_of_dynamic_overlap_is_told_with_its_answer(
    platform: Platform, receiver: Receiver
) -> None:
    scene = await make_scene(platform)
    skill = await scene.requester.call("POST", "/api/v1/skills", {"name": "trust"})
    overlap = {
        "type": "BASIC",
        "max_overlap": 2,
        "min_confidence": 0.5,
        "answer_weight_skill_id": skill["id"],
        "fields": [{"name": "cat"}],
    }
    mixer = {"real_tasks_count": 1, "golden_tasks_count": 0, "training_tasks_count": 0}
    await scene.make_pool(mixer_config=mixer, dynamic_overlap_config=overlap)
    task = {"pool_id": scene.pool_id, "input_values": {"n": "1"}, "overlap": 1}
    task_id = (await scene.requester.call("POST", "/api/v1/tasks", task))["id"]
    await scene.open()
    (subscription_id,) = await scene.subscribe(receiver, "DYNAMIC_OVERLAP_COMPLETED")
    page_id = await scene.submit()
    (event,) = await receiver.has(1)
    assert event == {
        "uuid": event["uuid"],
        "event_time": event["event_time"],
        "project_id": scene.project_id,
        "pool_id": scene.pool_id,
        "task_id": task_id,
        "confidence": event["confidence"],
        "assignment_ids": [page_id],
        "output_values": {"cat": True},
        "webhook_subscription_id": subscription_id,
        "type": "DYNAMIC_OVERLAP_COMPLETED",
    }
    assert 0.5 <= event["confidence"] <= 1


async def test_what_is_sent_is_signed_with_the_secret(platform: Platform, receiver: Receiver) -> None:
    scene = await make_scene(platform)
    await scene.subscribe(receiver, "ASSIGNMENT_CREATED", secret_key="ключ 12345")
    await scene.take()
    await receiver.has(1)
    request = receiver.requests[0]
    assert verify("ключ 12345", request.headers["toloka-signature"], request.body)
    assert not verify("another", request.headers["toloka-signature"], request.body)


async def test_only_what_is_subscribed_to_is_written_down(platform: Platform, receiver: Receiver) -> None:
    scene = await make_scene(platform)
    first_pool = scene.pool_id
    await scene.subscribe(receiver, "ASSIGNMENT_SUBMITTED")
    await scene.make_pool()
    suite = {"pool_id": scene.pool_id, "overlap": 9, "tasks": [{"input_values": {"n": "1"}}]}
    await scene.requester.call("POST", "/api/v1/task-suites", suite)
    await scene.open()
    receiver.open.clear()
    await scene.submit()  # in a pool that nobody has subscribed to
    assert await scene.side.database.read(store.waited_for) == []
    scene.pool_id = first_pool
    page_id = await scene.submit()
    receiver.open.set()
    (event,) = await receiver.has(1)
    assert event["assignment_id"] == page_id


async def test_nothing_is_told_of_what_was_refused(platform: Platform, receiver: Receiver) -> None:
    scene = await make_scene(platform)
    await scene.subscribe(receiver, "ASSIGNMENT_SUBMITTED", "ASSIGNMENT_APPROVED")
    page_id = await scene.take()
    path = f"/api/worker/v1/assignments/{page_id}/submit"
    await scene.worker.call("POST", path, {"solutions": [{"output_values": {"cat": 7}}]}, status=400)
    answers = {"solutions": [{"output_values": {"cat": True}}]}
    await scene.worker.call("POST", path, answers)
    await receiver.has(1)
    assert receiver.types() == ["ASSIGNMENT_SUBMITTED"]


async def test_after_an_hour_of_failures_everything_arrives(platform: Platform, receiver: Receiver) -> None:
    scene = await make_scene(platform)
    (subscription_id,) = await scene.subscribe(receiver, "ASSIGNMENT_SUBMITTED")
    receiver.status = 500
    done = [await scene.submit()]
    await scene.logged(subscription_id, lambda log: log and log[0]["status"] == "WAITING")
    for seconds in (10, 60, 600, 1800, 1200):
        await scene.advance(seconds)
        done.append(await scene.submit())
        await scene.logged(subscription_id, lambda log: sum(len(one["uuids"]) for one in log) == len(done))
        await scene.logged(subscription_id, lambda log: all(one["status"] == "WAITING" for one in log))
    assert receiver.events == []
    receiver.status = 200
    await scene.advance(7 * HOUR)
    events = await receiver.has(len(done))
    assert {event["assignment_id"] for event in events} == set(done)
    log = await scene.logged(subscription_id, lambda log: all(one["status"] == "DELIVERED" for one in log))
    assert sorted(uuid for one in log for uuid in one["uuids"]) == sorted(event["uuid"] for event in events)
    attempts = log[0]["attempts"]
    assert [one.get("status_code") for one in attempts] == [500] * (len(attempts) - 1) + [200]
    assert [one.get("error_type") for one in attempts[:-1]] == ["WRONG_STATUS_CODE"] * (len(attempts) - 1)
    assert "finished" in log[0] and "next_attempt" not in log[0]  # noqa: PT018


async def test_what_fails_again_and_again_is_given_up_after_the_last_retry(
    platform: Platform, receiver: Receiver
) -> None:
    scene = await make_scene(platform)
    (subscription_id,) = await scene.subscribe(receiver, "ASSIGNMENT_CREATED")
    receiver.status = 503
    await scene.take()
    for failures, wait in enumerate(rules.RETRIES, start=1):
        log = await scene.logged(
            subscription_id,
            lambda log, n=failures: log and len(log[0]["attempts"]) == n and "next_attempt" in log[0],
        )
        assert log[0]["status"] == "WAITING"
        early = 30 if wait >= clock.MINUTE else 0  # the clock goes on by itself meanwhile
        if early:
            await scene.advance(wait // clock.SECOND - early)
            assert len(receiver.requests) == failures, "not before its time"
        await scene.advance(early or wait // clock.SECOND)
    log = await scene.logged(subscription_id, lambda log: log[0]["status"] == "FAILED")
    assert len(log[0]["attempts"]) == len(rules.RETRIES) + 1 == len(receiver.requests)
    assert "finished" in log[0]
    assert len({request.body for request in receiver.requests}) == 1, "the very same bytes each time"
    await scene.advance(24 * HOUR)
    assert len(receiver.requests) == len(rules.RETRIES) + 1


async def test_a_receiver_that_was_gone_gets_what_it_missed(platform: Platform, receiver: Receiver) -> None:
    scene = await make_scene(platform)
    (subscription_id,) = await scene.subscribe(receiver, "ASSIGNMENT_CREATED")
    await receiver.stop()
    page_id = await scene.take()
    log = await scene.logged(subscription_id, lambda log: log and log[0]["status"] == "WAITING")
    assert log[0]["attempts"][0]["error_type"] == "CONNECTION_ERROR"
    await receiver.start()
    await scene.advance(10)
    (event,) = await receiver.has(1)
    assert event["assignment_id"] == page_id


async def test_a_slow_receiver_runs_out_of_time_and_holds_up_nobody_else(
    platform: Platform, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "TIMEOUT_SECONDS", 0.5)
    scene = await make_scene(platform)
    async with receiving() as quick:
        (slow_id,) = await scene.subscribe(receiver, "ASSIGNMENT_CREATED")
        await scene.subscribe(quick, "ASSIGNMENT_CREATED")
        receiver.open.clear()
        await scene.take()
        await quick.has(1)
        log = await scene.logged(slow_id, lambda log: log and log[0]["attempts"])
        assert log[0]["attempts"][0]["error_type"] == "REQUEST_TIMEOUT"
        assert log[0]["attempts"][0]["milliseconds"] >= 500
        receiver.open.set()
        await scene.advance(10)
        await receiver.until(lambda: len(receiver.requests) == 2)
        assert receiver.requests[0].body == receiver.requests[1].body


async def test_what_gathers_goes_out_together_a_hundred_at_most(
    platform: Platform, receiver: Receiver
) -> None:
    scene = await make_scene(platform)
    (subscription_id,) = await scene.subscribe(receiver, "ASSIGNMENT_CREATED")
    receiver.open.clear()
    await scene.take()
    await receiver.until(lambda: receiver.requests)
    bodies = [f'{{"uuid":"{number}"}}' for number in range(250)]
    await scene.side.database.write(
        lambda tx: store.add_events(tx, [(subscription_id, body) for body in bodies])
    )
    receiver.open.set()
    await receiver.has(251)
    assert [len(request.events) for request in receiver.requests] == [1, 100, 100, 50]
    assert [event["uuid"] for event in receiver.events[1:]] == [str(number) for number in range(250)]


async def test_a_deleted_subscription_is_told_nothing_more(platform: Platform, receiver: Receiver) -> None:
    scene = await make_scene(platform)
    (subscription_id,) = await scene.subscribe(receiver, "ASSIGNMENT_CREATED")
    receiver.status = 500
    await scene.take()
    await scene.logged(subscription_id, lambda log: log and log[0]["status"] == "WAITING")
    await scene.requester.call("DELETE", f"{PATH}/{subscription_id}", status=204)
    await scene.requester.call("GET", f"{PATH}/{subscription_id}/log", status=404)
    receiver.status = 200
    await scene.submit()
    await scene.advance(24 * HOUR)
    await asyncio.sleep(0.1)
    assert receiver.events == []


def old(tx: Tx, subscription_id: str) -> Delivery:
    """A line of the log."""
    delivered = DeliveryStatus.DELIVERED.value
    return Delivery(
        id=tx.new_id(),
        subscription_id=subscription_id,
        type="ASSIGNMENT_CREATED",
        status=delivered,
        created=tx.now,
        ready=None,
        next_attempt=None,
        finished=tx.now,
        body=None,
        uuids="[]",
        attempts="[]",
    )


async def test_a_long_log_of_a_deleted_subscription_goes_a_little_at_a_time(
    platform: Platform, receiver: Receiver
) -> None:
    scene = await make_scene(platform)
    (subscription_id,) = await scene.subscribe(receiver, "ASSIGNMENT_CREATED")
    database = scene.side.database
    await scene.side.running.courier.stop()
    rows = [(subscription_id, f'{{"uuid":"{number}"}}') for number in range(230)]
    await database.write(lambda tx: store.add_events(tx, rows))
    await database.write(lambda tx: [store.add_delivery(tx, old(tx, subscription_id)) for _ in range(150)])
    await scene.requester.call("DELETE", f"{PATH}/{subscription_id}", status=204)
    await scene.advance(1)
    assert await database.read(store.waited_for) == []
    assert not await database.read(lambda tx: tx.all(Query(sa.select(schema.webhook_deliveries.c.id))))


async def test_two_processes_share_the_work(platform: Platform, receiver: Receiver) -> None:
    scene = await make_scene(platform)
    ids = await scene.subscribe(receiver, *(name for name in EVERY_TYPE if name.startswith("ASSIGNMENT")))
    second = Courier(scene.side.database, networks(NETWORKS), "another process")
    await second.start()
    try:
        rows = [(one, f'{{"uuid":"{one} {number}"}}') for number in range(20) for one in ids]
        for start in range(0, len(rows), 10):
            await scene.side.database.write(
                lambda tx, start=start: store.add_events(tx, rows[start : start + 10])
            )
            second.wake()
            scene.side.running.courier.wake()
            await asyncio.sleep(0)
        await receiver.has(len(rows))
    finally:
        await second.stop()
    assert len(receiver.events) == len(rows), "each was sent once"


async def test_what_a_dead_process_was_sending_is_sent_by_another(
    platform: Platform, receiver: Receiver, pass_time: Callable[[int], None]
) -> None:
    scene = await make_scene(platform)
    (subscription_id,) = await scene.subscribe(receiver, "ASSIGNMENT_CREATED")
    database = scene.side.database
    await scene.side.running.courier.stop()
    await scene.take()
    dead = await database.write(lambda tx: claim(tx, owner="dead", busy_requesters=[]))
    assert dead is not None
    living = Courier(database, networks(NETWORKS), "living")
    await living.start()
    try:
        await asyncio.sleep(0.1)
        assert receiver.requests == [], "the lease lasts"
        pass_time(LEASE + 1)
        living.wake()
        await receiver.has(1)
        late = Outcome(1, 500, ErrorType.WRONG_STATUS_CODE)
        await database.write(lambda tx: note(tx, claimed=dead, outcome=late, owner="dead"))
        log = await scene.logged(subscription_id, lambda log: log[0]["status"] != "SENDING")
        assert [one["success"] for one in log[0]["attempts"]] == [True], "the dead one's word comes too late"
    finally:
        await living.stop()


async def test_one_requesters_slow_receivers_leave_room_for_others(
    platform: Platform, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "CONCURRENCY", 3)
    monkeypatch.setattr(courier, "MOST_OF_REQUESTER", 2)
    slow = await make_scene(platform)
    other = await make_scene(platform, login="bob")
    receiver.open.clear()
    await slow.subscribe(receiver, *(name for name in EVERY_TYPE if name.startswith("ASSIGNMENT")))
    await slow.submit()
    await slow.worker.call("POST", f"/api/worker/v1/assignments/{await slow.take()}/skip")
    await receiver.until(lambda: len(receiver.requests) == 2)
    async with receiving() as quick:
        await other.subscribe(quick, "POOL_CLOSED")
        await other.requester.call("POST", f"/api/v1/pools/{other.pool_id}/close")
        await quick.has(1)
    assert len(receiver.requests) == 2


async def test_the_log_is_kept_for_a_week(platform: Platform, receiver: Receiver) -> None:
    scene = await make_scene(platform)
    (subscription_id,) = await scene.subscribe(receiver, "ASSIGNMENT_CREATED")
    await scene.take()
    await scene.logged(subscription_id, lambda log: log and log[0]["status"] == "DELIVERED")
    await scene.advance(7 * 24 * HOUR - 60)
    await keep_webhooks(scene.side.database)
    assert len(await scene.log(subscription_id)) == 1
    await scene.advance(120)
    await keep_webhooks(scene.side.database)
    assert await scene.log(subscription_id) == []


async def test_what_could_not_even_be_tried_for_a_day_is_given_up(
    platform: Platform, receiver: Receiver, pass_time: Callable[[int], None]
) -> None:
    scene = await make_scene(platform)
    (subscription_id,) = await scene.subscribe(receiver, "ASSIGNMENT_CREATED")
    database = scene.side.database
    await scene.side.running.courier.stop()
    rows = [(to, f'{{"uuid":"{number}"}}') for number in range(150) for to in (subscription_id, "gone")]
    await database.write(lambda tx: store.add_events(tx, rows))
    await keep_webhooks(database)
    assert await scene.log(subscription_id) == []
    assert await database.read(store.waited_for) == [subscription_id], "what nobody waits for is gone"
    pass_time(rules.LONGEST_WAIT + 1000)
    await scene.take()  # younger
    await keep_webhooks(database)
    log = await scene.log(subscription_id)
    assert [(one["status"], len(one["uuids"]), one["attempts"]) for one in log] == [
        ("FAILED", 100, []),
        ("FAILED", 50, []),
    ]
    await scene.side.running.courier.start()
    await receiver.has(1)
    assert receiver.types() == ["ASSIGNMENT_CREATED"]


async def test_receivers_that_are_gone_do_not_hold_up_new_events(
    platform: Platform, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "CONCURRENCY", 1)
    monkeypatch.setattr(courier, "PAUSE", 0)  # there is always one to be tried again
    scene = await make_scene(platform)
    dead = await scene.subscribe(receiver, "ASSIGNMENT_CREATED")
    other = await make_scene(platform, login="bob")
    database = scene.side.database
    ready = msgspec.structs.replace
    async with receiving() as quick:
        await other.subscribe(quick, "ASSIGNMENT_CREATED")
        receiver.status = 500

        def pile_up(tx: Tx) -> None:
            for _ in range(200):
                line = old(tx, dead[0])
                again = ready(line, status="SENDING", ready=tx.now, finished=None, body='{"events":[]}')
                store.add_delivery(tx, again)

        await database.write(pile_up)
        await other.take()
        await quick.has(1)
        assert len(receiver.requests) < 100
