"""No statement of messages reads a whole table, or sorts more than a page, whatever has been written."""

from __future__ import annotations

from typing import Any

from bonuses.scene import make_pool, work
from distribution.test_plans import explain, scans, statements
from http_client import Platform
from messages.scene import PATH, WORKERS, answer, compose, inbox, listed, reply, sent, unread
from talka.messages import mailing

__all__ = ["statements"]  # a fixture

# To show a message to all whom a filter lets in, everybody is looked at: in the order of their ids.
EVERYBODY = {"category": "computed", "key": "experiment_group", "operator": "GTE", "value": 1}
TABLES = ("message_threads", "messages", "message_recipients")


async def test_plans(
    platform: Platform, statements: dict[str, tuple[str, dict[str, Any]]], monkeypatch: Any
) -> None:
    requester, ann, ben = (
        await platform.requester(),
        await platform.worker("ann"),
        await platform.worker("ben"),
    )
    pool_id = await make_pool(requester, auto_accept_solutions=False)
    page_id = await work(ann, pool_id)
    await work(ben, pool_id)
    await requester.call(
        "PATCH", f"/api/v1/assignments/{page_id}", {"status": "REJECTED", "public_comment": "x"}
    )
    statements.clear()
    monkeypatch.setattr(mailing, "PART", 1)
    shared = await compose(requester, ann, ben)
    await compose(requester, recipients_select_type="ALL")
    await compose(requester, recipients_select_type="FILTER", recipients_filter=EVERYBODY)
    await reply(requester, shared["id"], "More")
    await sent(platform)
    fork = await answer(ann, shared["id"], "Mine")
    await ann.call("POST", WORKERS, {"pool_id": pool_id, "text": "x"})
    await ann.call("POST", f"/api/worker/v1/assignments/{page_id}/appeal", {"text": "x"})
    page = await inbox(ann, "limit=1")
    await inbox(ann, f"limit=1&before={page[0]['id']}")
    await ann.call("GET", f"{WORKERS}/{fork['id']}?before={fork['messages'][0]['id']}")
    await unread(ann)
    for query in (
        "",
        "sort=-id",
        "sort=-created&created_gt=2001-01-01",
        f"id_gt={shared['id']}&sort=id",
        "folder=UNREAD&sort=id",
        "folder=INBOX&sort=-id",
        "folder=IMPORTANT",
        "folder=INBOX,UNREAD",
    ):
        await listed(requester, query)
    for call in ("messages", "messages?sort=id", "interlocutors"):
        await requester.call("GET", f"{PATH}/{fork['id']}/{call}")
    await requester.call("POST", f"{PATH}/{fork['id']}/add-to-folders", {"folders": ["IMPORTANT"]})

    seen = {
        sql: given
        for sql, given in statements.items()
        if sql.startswith(("SELECT", "UPDATE"))
        and any(f"{table}" in sql for table in (*TABLES, "pool_workers"))
    }
    assert len(seen) > 25

    def plans(tx: Any) -> list[tuple[str, list[str]]]:
        found = [(sql, explain(tx, sql, dict(parameters))) for sql, (_, parameters) in seen.items()]
        return [(sql, lines) for sql, lines in found if scans(lines)]

    assert await platform.database.read(plans) == []


async def test_the_lists_walk_their_indexes(platform: Platform, statements: Any) -> None:
    """A page of a folder costs the same whatever else there is: nothing is sorted for it."""
    requester, ann = await platform.requester(), await platform.worker("ann")
    await compose(requester, ann)
    statements.clear()
    for folder in ("", "folder=UNREAD&", "folder=INBOX&", "folder=IMPORTANT&"):
        await listed(requester, f"{folder}sort=id&limit=2")
    await listed(requester, "sort=created&limit=2")
    await inbox(ann, "limit=2")
    await unread(ann)
    if (await platform.database.read(lambda tx: tx.dialect)) != "sqlite":
        return  # its planner prefers a sort where there are few rows

    def sorted_ones(tx: Any) -> list[str]:
        return [
            sql
            for sql, (_, parameters) in statements.items()
            if "LIMIT" in sql and "message_" in sql
            if any("TEMP B-TREE" in line for line in explain(tx, sql, dict(parameters)))
        ]

    assert await platform.database.read(sorted_ones) == []
