"""A look that costs the same whatever there is: on the take and submit path, and of the courier's."""

from __future__ import annotations

from typing import Any

from distribution.test_plans import scans, whole_tables_read
from distribution.test_plans import statements as statements  # noqa: PLC0414  a fixture
from http_client import Platform
from talka.webhooks.jobs import keep_webhooks
from webhooks.receiver import Receiver
from webhooks.scene import EVERY_TYPE, make_scene

# What a statement goes through that is no table: the subscriptions that events wait for, one after another.
NO_TABLES = {"SCAN first", "SCAN CONSTANT ROW"}

Seen = dict[str, tuple[str, dict[str, Any]]]


def of_webhooks(seen: Seen) -> list[str]:
    return [sql for sql in seen if "webhook" in sql]


async def test_without_a_subscription_a_take_and_a_submit_only_look_for_one(
    platform: Platform, statements: Seen
) -> None:
    scene = await make_scene(platform)
    await scene.side.running.courier.stop()  # its own looks are not these
    statements.clear()
    await scene.submit()
    await scene.worker.call("POST", f"/api/worker/v1/assignments/{await scene.take()}/skip")
    looks = of_webhooks(statements)
    assert len(looks) == 1
    assert looks[0].startswith("SELECT webhook_subscriptions.event_type, webhook_subscriptions.id")
    assert whole_tables_read(platform.sandbox, {looks[0]: statements[looks[0]]}) == {}


async def test_no_statement_of_webhooks_reads_a_whole_table(
    platform: Platform, receiver: Receiver, statements: Seen
) -> None:
    scene = await make_scene(platform)
    ids = await scene.subscribe(receiver, *EVERY_TYPE)
    statements.clear()
    receiver.status = 500
    await scene.submit()
    for place in (2, 3):
        await scene.logged(ids[place], lambda log: log and log[0]["status"] == "WAITING")
    receiver.status = 200
    await scene.advance(10)
    await receiver.has(2)
    for place in (2, 3):
        await scene.logged(ids[place], lambda log: log and log[0]["status"] == "DELIVERED")
    await keep_webhooks(scene.side.database)
    seen = {sql: statements[sql] for sql in of_webhooks(statements)}
    assert len(seen) > 12, "the scene has every statement of theirs"
    found = whole_tables_read(platform.sandbox, seen)
    assert {sql: lines for sql, lines in found.items() if not NO_TABLES.issuperset(scans(lines))} == {}
