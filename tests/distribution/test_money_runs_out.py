"""A pool is closed when its requester cannot pay for another page, and what was given out is paid for."""

from __future__ import annotations

import pytest

from distribution.world import FEE, REWARD, SECOND, World
from talka.distribution import explain
from talka.kernel.errors import AccessDenied, NotEnoughBalance
from talka.pools.rules import UPDATE_PERIOD
from talka.storage.database import Database

PRICE = REWARD + FEE


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def keep(world: World, amount: int) -> None:
    world.withdraw(world.money()["available"] - amount)


def test_money_that_runs_out_in_the_middle_closes_the_pool_and_cancels_nothing(world: World):
    pool_id = world.pool()
    world.upload_suites(pool_id, *({} for _ in range(4)))
    world.open(pool_id)
    keep(world, 2 * PRICE + FEE)
    ann, bob, cy = (world.worker(login) for login in ("ann", "bob", "cy"))
    pages = [(ann, world.take(ann, pool_id)), (bob, world.take(bob, pool_id))]
    with pytest.raises(AccessDenied) as refused:
        world.take(cy, pool_id)
    assert [reason["code"] for reason in refused.value.payload["reasons"]] == ["REQUESTER_BALANCE"]
    pool = world.find_pool(pool_id)
    assert (pool.status, pool.last_close_reason) == ("CLOSED", "NOT_ENOUGH_BALANCE")

    for worker, page in pages:
        assert world.submit(worker, page).assignment.status == "ACCEPTED"
    assert world.money()[f"worker:{ann.id}"] == REWARD
    with pytest.raises(NotEnoughBalance):
        world.open(pool_id)
    assert world.faults() == []


@pytest.mark.parametrize(("left", "status"), [(PRICE - 1, "CLOSED"), (PRICE, "OPEN")])
def test_a_pool_that_reopens_by_itself_must_pay_for_a_page_and_its_fee(world: World, left: int, status: str):
    pool_id = world.pool()
    world.upload_suites(pool_id, *({} for _ in range(4)))
    world.open(pool_id)
    world.close_for_update(pool_id)
    keep(world, left)
    world.advance(UPDATE_PERIOD + SECOND)
    pool = world.find_pool(pool_id)
    assert pool.status == status
    if status == "CLOSED":
        assert pool.last_close_reason == "NOT_ENOUGH_BALANCE"


@pytest.mark.parametrize(("left", "passed"), [(PRICE - 1, False), (PRICE, True)])
def test_the_worker_is_told_in_time_and_not_what_the_platform_takes(world: World, left: int, passed: bool):  # noqa: FBT001
    pool_id, ann = world.pool(), world.worker()
    world.upload_suites(pool_id, {})
    world.open(pool_id)
    keep(world, left)
    pool = world.find_pool(pool_id)
    found = world.read(lambda tx: explain.every_check(tx, ann.id, pool, world.platform))
    (balance,) = [check for check in found if check.check == "balance"]
    assert balance.passed is passed
    assert not any(letter.isdigit() for letter in balance.words)
