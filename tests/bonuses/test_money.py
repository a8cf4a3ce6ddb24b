"""The money of bonuses: fees, many at once as an operation, and operations that fail half-way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from bonuses.scene import PATH, TEXTS, balance, count, earned
from http_client import Client, Platform
from talka import doctor
from talka.bonuses import batch as bonus_batch
from talka.bonuses.model import BonusIssued
from talka.http.environment import Limits
from talka.kernel.events import Event
from talka.kernel.ids import new_uuid
from talka.ledger.service import FEES
from talka.ledger.service import balance as ledger_balance
from talka.operations import batch
from talka.storage import schema
from talka.storage.query import Query
from talka.storage.tx import Tx

OPERATIONS = "/api/v1/operations"
FEW = 4


@pytest.fixture
def platform_settings() -> dict[str, Any]:
    return {"fee_percent": Decimal(20)}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than four bonuses go to an operation's job, which issues them by twos."""
    monkeypatch.setattr(batch, "CHUNK", 2)
    monkeypatch.setattr(Limits, "items_in_request", FEW, raising=False)


def bonuses(worker: Client, amounts: range) -> list[dict[str, Any]]:
    return [{"user_id": worker.id, "amount": amount, **TEXTS} for amount in amounts]


async def faults(platform: Platform) -> list[str]:
    return await platform.database.read(lambda tx: [found for check in doctor.CHECKS for found in check(tx)])


async def finished(requester: Client, operation_id: str) -> Any:
    for _ in range(500):
        operation = await requester.call("GET", f"{OPERATIONS}/{operation_id}")
        if operation["status"] in {"SUCCESS", "FAIL"}:
            return operation
        await asyncio.sleep(0.02)
    raise TimeoutError(operation_id)


async def test_the_platforms_fee_comes_on_top(platform: Platform) -> None:
    requester, worker = await platform.requester("10"), await platform.worker()
    await requester.call("POST", PATH, bonuses(worker, range(1, 3)))
    assert (await balance(requester), await earned(worker)) == (6.4, 3)
    assert await platform.database.read(lambda tx: ledger_balance(tx, FEES)) == 600_000
    answer = await requester.call("POST", PATH, {"user_id": worker.id, "amount": 6.4}, status=409)
    assert answer["code"] == "NOT_ENOUGH_BALANCE"
    assert await faults(platform) == []


async def test_many_at_the_same_moment_never_spend_more_than_there_is(platform: Platform) -> None:
    requester = await platform.requester("12")
    workers = [await platform.worker(name) for name in ("ann", "ben", "cid")]

    async def issue(number: int) -> int:
        # Each names the workers in another order.
        order = workers[number % 3 :] + workers[: number % 3]
        answer = await requester.post(PATH, json=[{"user_id": one.id, "amount": 1} for one in order])
        return answer.status_code

    answers = await asyncio.gather(*map(issue, range(6)))
    assert sorted(answers) == [201] * 3 + [409] * 3
    assert [await earned(one) for one in workers] == [3, 3, 3]
    assert await balance(requester) == 1.2
    assert await faults(platform) == []


async def test_one_operation_sent_twice_at_once_is_done_once(platform: Platform) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    query = f"{PATH}?async_mode=true&operation_id={new_uuid()}"
    sent = bonuses(worker, range(1, 3))
    answers = await asyncio.gather(*(requester.post(query, json=sent) for _ in range(4)))
    assert sorted(one.status_code for one in answers) == [202, 409, 409, 409]
    assert await earned(worker) == 3


async def test_what_is_issued_is_told_with_its_texts(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Event] = []
    announce = Tx.announce

    def listen(tx: Tx, event: Event) -> None:
        told.append(event)
        announce(tx, event)

    monkeypatch.setattr(Tx, "announce", listen)
    requester, worker = await platform.requester(), await platform.worker()
    made = await requester.call("POST", PATH, {"user_id": worker.id, "amount": 1, **TEXTS})
    (event,) = [one for one in told if isinstance(one, BonusIssued)]
    assert (str(event.bonus.id), event.bonus.public_title) == (made["id"], '{"EN":"Perfect job!"}')


@pytest.mark.usefixtures("small")
async def test_many_are_issued_by_an_operation_each_once(platform: Platform) -> None:
    requester, worker = await platform.requester("100"), await platform.worker()
    query = f"{PATH}?async_mode=true&operation_id={(operation_id := new_uuid())}"
    operation = await requester.call("POST", query, bonuses(worker, range(1, 8)), status=202)
    assert (operation["id"], operation["status"]) == (operation_id, "PENDING")
    # All of it is taken before any of it is paid.
    assert await balance(requester) == 66.4
    operation = await finished(requester, operation_id)
    assert (operation["status"], operation["details"]["success_count"]) == ("SUCCESS", 7)
    assert (await count(requester), await earned(worker)) == (7, 28)
    assert await balance(requester) == 66.4
    log = await requester.call("GET", f"{OPERATIONS}/{operation_id}/log")
    assert [line["input"]["amount"] for line in log] == [1, 2, 3, 4, 5, 6, 7]
    assert await faults(platform) == []


@pytest.mark.usefixtures("small")
async def test_many_that_the_balance_does_not_cover_begin_no_operation(platform: Platform) -> None:
    requester, worker = await platform.requester("30"), await platform.worker()
    query = f"{PATH}?async_mode=true&operation_id={(operation_id := new_uuid())}"
    answer = await requester.call("POST", query, bonuses(worker, range(1, 8)), status=409)
    assert answer["code"] == "NOT_ENOUGH_BALANCE"
    await requester.call("GET", f"{OPERATIONS}/{operation_id}", status=404)
    assert (await balance(requester), await earned(worker)) == (30, 0)


@pytest.mark.usefixtures("small")
async def test_an_operation_that_fails_gives_back_what_it_has_not_paid(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    issue: Callable[..., list[str]] = bonus_batch._issue

    def fail_at_the_fifth(tx: Tx, requester_id: str, prepared: Any, *rest: Any) -> list[str]:
        if any(item.value.amount == 5_000_000 for item in prepared):
            raise RuntimeError("the fifth")
        return issue(tx, requester_id, prepared, *rest)

    monkeypatch.setattr(bonus_batch, "_issue", fail_at_the_fifth)
    requester, worker = await platform.requester("100"), await platform.worker()
    query = f"{PATH}?async_mode=true&operation_id={(operation_id := new_uuid())}"
    await requester.call("POST", query, bonuses(worker, range(1, 8)), status=202)
    assert (await finished(requester, operation_id))["status"] == "FAIL"
    assert (await count(requester), await earned(worker)) == (4, 10)
    assert await balance(requester) == 88
    assert await faults(platform) == []


_B, _L = schema.user_bonuses, schema.ledger_lines
DAMAGES = {
    "was not paid": sa.update(_B).values(amount=_B.c.amount + 1),
    "is a bonus's that there is not": sa.delete(_B),
}


@pytest.mark.parametrize("words", DAMAGES)
async def test_the_doctor_sees_bonuses_that_the_ledger_does_not_agree_with(
    platform: Platform, words: str
) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    await requester.call("POST", PATH, {"user_id": worker.id, "amount": 1})
    assert await faults(platform) == []
    await platform.database.write(lambda tx: tx.run(Query(DAMAGES[words])))
    (fault,) = await faults(platform)
    assert words in fault


@pytest.mark.usefixtures("small")
async def test_the_doctor_sees_money_that_an_ended_operation_has_left(platform: Platform) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    query = f"{PATH}?async_mode=true&operation_id={(operation_id := new_uuid())}"
    await requester.call("POST", query, bonuses(worker, range(1, 8)), status=202)
    await finished(requester, operation_id)
    assert await faults(platform) == []
    accounts = schema.ledger_accounts
    more = sa.update(accounts).where(accounts.c.id == f"operation:{operation_id}").values(balance=7)
    await platform.database.write(lambda tx: tx.run(Query(more)))
    assert any("holds 7 micro-units of an ended operation" in fault for fault in await faults(platform))
