"""What workers are told of bonuses, skills and blocks."""

from __future__ import annotations

from typing import Any

import pytest

from bonuses.scene import make_pool, work
from http_client import Client, Platform
from messages.scene import WORKERS, inbox, listed, said, unread
from talka.accounts.model import Profile
from talka.restrictions import service as restrictions
from talka.restrictions.model import RestrictionScope
from talka.storage.tx import Tx

BONUSES = "/api/v1/user-bonuses"


async def test_a_bonus_with_texts_is_a_message_from_its_requester(platform: Platform) -> None:
    requester, worker = await platform.requester(), await platform.worker(profile=Profile(languages=["DE"]))
    page_id = await work(worker, await make_pool(requester))
    texts = {"public_title": {"EN": "Well done", "DE": "Gut"}, "public_message": {"EN": "Thanks"}}
    bonus = {"user_id": worker.id, "amount": 1}
    await requester.call("POST", BONUSES, [{**bonus, **texts}, {**bonus, "amount": 2}])
    await requester.call("POST", BONUSES, {**bonus, **texts, "assignment_id": page_id})
    first, second = await listed(requester)
    assert (first["topic"], first["messages"][0]["text"]) == (
        texts["public_title"],
        texts["public_message"],
    )
    assert (first["folders"], first["answerable"], first["meta"]) == (["OUTBOX"], False, {})
    assert first["compose_details"] == {"recipients_select_type": "DIRECT", "recipients_ids": [worker.id]}
    assert second["meta"]["assignment_id"] == page_id
    assert await unread(worker) == 2
    read = await inbox(worker)
    assert [(one["topic"], said(one)) for one in read] == [("Gut", ["Thanks"])] * 2
    assert (read[0]["with"], read[0]["answerable"]) == ({"role": "REQUESTER", "name": "Acme"}, False)
    path = f"{WORKERS}/{read[0]['id']}/reply"
    refused = await worker.call("POST", path, {"text": "You are welcome"}, status=409)
    assert refused["code"] == "MESSAGE_THREAD_NOT_ANSWERABLE"


async def give(requester: Client, worker: Client, value: int, **skill: Any) -> str:
    made = await requester.call("POST", "/api/v1/skills", {"name": "Cats", **skill})
    form = {"skill_id": made["id"], "user_id": worker.id, "value": value}
    await requester.call("PUT", "/api/v1/user-skills", form)
    return str(made["id"])


async def test_a_worker_hears_of_a_new_skill_that_they_can_see(platform: Platform) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    await give(requester, worker, 10)
    assert await inbox(worker) == []
    names = {"DE": "Katzenkenner", "EN": "Knower of cats"}
    skill_id = await give(requester, worker, 80, hidden=False, public_name=names)
    (notice,) = await inbox(worker)
    assert notice["topic"] == "New skill: Knower of cats"
    assert "Knower of cats, 80 of 100" in said(notice)[0]
    assert (notice["with"], notice["automatic"], notice["answerable"]) == ({"role": "SYSTEM"}, True, False)
    assert notice["messages"][0]["from"] == {"role": "SYSTEM"}
    await worker.call("POST", f"{WORKERS}/{notice['id']}/reply", {"text": "x"}, status=409)
    # Of changes, the account tells; a skill that was lost is new again.
    form = {"skill_id": skill_id, "user_id": worker.id, "value": 90}
    value = await requester.call("PUT", "/api/v1/user-skills", form)
    assert len(await inbox(worker)) == 1
    await requester.call("DELETE", f"/api/v1/user-skills/{value['id']}")
    await requester.call("PUT", "/api/v1/user-skills", form)
    assert len(await inbox(worker)) == 2
    # They are between the platform and the worker.
    assert await listed(requester) == []


async def test_a_worker_hears_of_a_skill_that_a_rule_gives(platform: Platform) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    skill = await requester.call("POST", "/api/v1/skills", {"name": "Worked", "hidden": False})
    rule = {
        "action": {"type": "SET_SKILL", "parameters": {"skill_id": skill["id"], "skill_value": 7}},
        "conditions": [{"key": "assignments_accepted_count", "operator": "GTE", "value": 1}],
    }
    config = {"collector_config": {"type": "ANSWER_COUNT"}, "rules": [rule]}
    pool_id = await make_pool(requester, quality_control={"configs": [config]})
    for _ in range(2):
        await work(worker, pool_id)
    assert [one["topic"] for one in await inbox(worker)] == ["New skill: Worked"]


@pytest.mark.parametrize("hours", [8, None])
async def test_an_administrator_tells_whom_the_platform_blocks(platform: Platform, hours: int | None) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    await requester.call("PUT", "/api/v1/user-restrictions", {"scope": "ALL_PROJECTS", "user_id": worker.id})
    assert await inbox(worker) == []

    def block(tx: Tx) -> None:
        until = None if hours is None else tx.now + hours * 3_600_000
        scope = RestrictionScope.SYSTEM
        restrictions.restrict(
            tx, user_id=worker.id, scope=scope, requester_id=None, until=until, private_comment="secret"
        )

    await platform.database.write(block)
    (notice,) = await inbox(worker)
    assert (notice["with"], notice["automatic"]) == ({"role": "ADMINISTRATOR"}, True)
    words = said(notice)[0]
    assert ("Z; then this block ends by itself" in words) == (hours is not None)
    assert "secret" not in str(notice)
    assert await unread(worker) == 0
