"""The contract of a transaction, on both databases."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from places import Place
from storage.accounts import (
    ALL,
    BALANCE,
    INSERT,
    Refused,
    adding,
    adding_then_refusing,
    all_accounts,
    balance_of,
    opening,
    opening_then_refusing,
    together,
)
from talka.kernel.clock import HOUR, real_now
from talka.kernel.events import Event, Listeners
from talka.kernel.ids import FIRST_NUMBER, pool_of
from talka.storage import schema
from talka.storage.database import Database
from talka.storage.query import Query
from talka.storage.tx import Tx


class Opened(Event, frozen=True):
    """An account was opened."""

    account: str


async def test_a_write_is_visible_to_every_later_read(database: Database):
    assert await database.write(opening("a", 5)) == 1
    assert await balance_of(database, "a") == 5
    assert database.read_now(lambda tx: tx.value(BALANCE, account="a")) == 5


async def test_a_write_answers_what_its_action_returns(database: Database):
    assert await database.write(lambda tx: ("answer", tx.dialect)) == ("answer", database.dialect)


def test_a_write_without_an_event_loop(database: Database):
    assert database.write_now(opening("a", 5)) == 1
    assert database.read_now(lambda tx: tx.all(ALL)) == [("a", 5)]


async def test_an_action_that_raises_leaves_nothing(database: Database):
    await database.write(opening("a", 5))
    with pytest.raises(Refused):
        await database.write(adding_then_refusing("a", 100))
    assert await balance_of(database, "a") == 5


async def test_a_refusal_does_not_touch_its_neighbours(database: Database):
    await database.write(opening("a"))
    results = await together(
        database,
        adding("a", 1),
        adding_then_refusing("a", 10),
        opening("a"),
        adding("a", 100),
        adding_then_refusing("a", 1000),
        adding("a", 10_000),
    )
    assert results[0] == results[3] == results[5] == 1
    assert isinstance(results[1], Refused)
    assert isinstance(results[2], sqlite3.IntegrityError | psycopg.errors.UniqueViolation)
    assert isinstance(results[4], Refused)
    assert await balance_of(database, "a") == 10_101


async def test_a_write_sees_its_own_changes(database: Database):
    def action(tx: Tx) -> Any:
        opening("a", 1)(tx)
        adding("a", 2)(tx)
        return tx.value(BALANCE, account="a")

    assert await database.write(action) == 3


async def test_a_read_stays_with_one_snapshot(database: Database):
    await database.write(opening("a", 1))

    def action(tx: Tx) -> tuple[Any, Any]:
        before = tx.value(BALANCE, account="a")
        database.write_now(adding("a", 1))
        return before, tx.value(BALANCE, account="a")

    assert await database.read(action) == (1, 1)
    assert await balance_of(database, "a") == 2


async def test_a_read_cannot_write(database: Database):
    with pytest.raises((sqlite3.OperationalError, psycopg.errors.ReadOnlySqlTransaction)):
        await database.read(opening("a"))
    assert await all_accounts(database) == []


async def test_a_savepoint_undoes_its_block_and_nothing_else(database: Database):
    def action(tx: Tx) -> None:
        opening("before")(tx)
        with pytest.raises(Refused), tx.savepoint():
            opening_then_refusing("inside")(tx)
        with tx.savepoint():
            opening("kept")(tx)
        opening("after")(tx)

    await database.write(action)
    assert await all_accounts(database) == [("after", 0), ("before", 0), ("kept", 0)]


async def test_savepoints_nest(database: Database):
    def action(tx: Tx) -> None:
        with tx.savepoint():
            opening("outer")(tx)
            with pytest.raises(Refused), tx.savepoint():
                opening_then_refusing("inner")(tx)
            opening("outer again")(tx)

    await database.write(action)
    assert await all_accounts(database) == [("outer", 0), ("outer again", 0)]


async def test_a_database_error_in_a_savepoint_can_be_survived(database: Database):
    def action(tx: Tx) -> None:
        opening("a", 1)(tx)
        with pytest.raises((sqlite3.IntegrityError, psycopg.errors.UniqueViolation)), tx.savepoint():
            opening("a", 2)(tx)
        adding("a", 10)(tx)

    await database.write(action)
    assert await all_accounts(database) == [("a", 11)]


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_an_error_swallowed_without_a_savepoint_is_not_reported_as_success(database: Database):
    def action(tx: Tx) -> None:
        opening("a")(tx)
        with pytest.raises(psycopg.errors.UniqueViolation):
            opening("a")(tx)

    with pytest.raises(psycopg.errors.InFailedSqlTransaction):
        await database.write(action)
    assert await all_accounts(database) == []
    await database.write(opening("a"))


async def test_what_waits_for_the_commit_runs_after_it(database: Database):
    seen = []

    def action(tx: Tx) -> None:
        opening("a", 7)(tx)
        tx.after_commit(
            lambda: seen.append(database.read_now(lambda later: later.value(BALANCE, account="a")))
        )
        assert seen == []

    await database.write(action)
    await database.write(lambda _tx: None)  # SQLite's writer answers first and follows up then
    assert seen == [7]


async def test_what_waits_for_a_commit_that_never_comes_does_not_run(database: Database):
    seen = []

    def refused(tx: Tx) -> None:
        tx.after_commit(lambda: seen.append("refused"))
        raise Refused

    def partly(tx: Tx) -> None:
        tx.after_commit(lambda: seen.append("before"))
        with pytest.raises(Refused), tx.savepoint():
            refused(tx)
        tx.after_commit(lambda: seen.append("after"))

    await together(database, refused, partly)
    await database.write(lambda _tx: None)
    assert seen == ["before", "after"]


async def test_a_failure_after_the_commit_is_nobodys_failure(database: Database):
    seen = []

    def action(tx: Tx) -> str:
        tx.after_commit(lambda: 1 // 0)
        tx.after_commit(lambda: seen.append("next"))
        return "done"

    assert await database.write(action) == "done"
    assert await database.write(opening("a")) == 1
    assert seen == ["next"]


async def test_listeners_act_in_the_same_transaction(database: Database, listeners: Listeners):
    listeners.on(Opened, lambda tx, event: tx.run(INSERT, id=f"{event.account}, heard", shard=0, balance=0))

    def announced(tx: Tx) -> None:
        opening("a")(tx)
        tx.announce(Opened("a"))

    def refused(tx: Tx) -> None:
        tx.announce(Opened("b"))
        raise Refused

    await database.write(announced)
    with pytest.raises(Refused):
        await database.write(refused)
    assert await all_accounts(database) == [("a", 0), ("a, heard", 0)]


async def test_a_listener_that_raises_undoes_what_it_heard_of(database: Database, listeners: Listeners):
    def refuse(_tx: Tx, _event: Opened) -> None:
        raise Refused

    listeners.on(Opened, refuse)

    def announced(tx: Tx) -> None:
        opening("a")(tx)
        tx.announce(Opened("a"))

    with pytest.raises(Refused):
        await database.write(announced)
    assert await all_accounts(database) == []


async def test_numbers_rise_from_a_thousand_million(database: Database):
    first = await database.write(lambda tx: [tx.next_number() for _ in range(3)])
    assert first == [FIRST_NUMBER, FIRST_NUMBER + 1, FIRST_NUMBER + 2]
    more = await asyncio.gather(*(database.write(lambda tx: tx.next_number()) for _ in range(20)))
    assert sorted(more) == list(range(FIRST_NUMBER + 3, FIRST_NUMBER + 23))


async def test_many_numbers_at_once_are_of_the_same_series(database: Database):
    numbers = await database.write(lambda tx: [tx.next_number(), *tx.next_numbers(3), tx.next_number()])
    assert numbers == list(range(FIRST_NUMBER, FIRST_NUMBER + 5))


async def test_ids_of_a_pool_sort_by_age(database: Database):
    ids = []
    for _ in range(5):
        ids += await database.write(lambda tx: tx.new_pool_ids(FIRST_NUMBER, 3))
    assert ids == sorted(ids)
    assert len(set(ids)) == 15
    assert {pool_of(each) for each in ids} == {FIRST_NUMBER}


MOVE_CLOCK = Query(sa.update(schema.clock_offset).values(offset_ms=sa.bindparam("offset", type_=schema.TIME)))


async def test_only_the_sandboxs_clock_moves(place: Place):
    for movable in (True, False):
        database = place.open(Listeners(), movable_clock=movable)
        try:
            await database.write(lambda tx: tx.run(MOVE_CLOCK, offset=HOUR))
            now = await database.read(lambda tx: tx.now)
        finally:
            database.close()
        ahead = HOUR if movable else 0
        assert real_now() + ahead - 5000 < now <= real_now() + ahead


async def test_the_environments_share_nothing(place: Place):
    sandbox, production = (place.open(Listeners(), movable_clock=movable) for movable in (True, False))
    try:
        await sandbox.write(opening("a"))
        assert await all_accounts(production) == []
        assert await production.write(lambda tx: tx.next_number()) == FIRST_NUMBER
        assert await sandbox.write(lambda tx: tx.next_number()) == FIRST_NUMBER
    finally:
        sandbox.close()
        production.close()


async def test_closing_finishes_what_was_begun(place: Place):
    database = place.open(Listeners(), movable_clock=False)
    begun, go_on = threading.Event(), threading.Event()

    def slow(tx: Tx) -> None:
        begun.set()
        assert go_on.wait(10)
        opening("slow")(tx)

    first = asyncio.ensure_future(database.write(slow))
    assert await asyncio.to_thread(begun.wait, 10)
    second = asyncio.ensure_future(database.write(opening("waiting")))
    await asyncio.sleep(0)
    closing = asyncio.ensure_future(asyncio.to_thread(database.close))
    await asyncio.sleep(0.05)
    assert not closing.done()
    go_on.set()
    await asyncio.gather(first, second, closing)

    reopened = place.open(Listeners(), movable_clock=False)
    assert await all_accounts(reopened) == [("slow", 0), ("waiting", 0)]
    reopened.close()


async def test_a_closed_database_refuses(place: Place):
    database = place.open(Listeners(), movable_clock=False)
    await database.write(opening("a"))
    database.close()
    with pytest.raises((RuntimeError, psycopg.OperationalError)):
        await database.write(opening("b"))
    with pytest.raises((RuntimeError, psycopg.OperationalError)):
        await database.read(lambda tx: tx.all(ALL))
    database.close()


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_a_deadlocks_victim_tries_again(database: Database):
    await database.write(opening("a"))
    await database.write(opening("b"))
    meet = threading.Barrier(2)
    attempts = []

    def both(first: str, second: str) -> Any:
        def action(tx: Tx) -> None:
            attempts.append(first)
            adding(first, 1)(tx)
            if attempts.count(first) == 1:
                meet.wait(10)
            adding(second, 1)(tx)

        return action

    await asyncio.gather(database.write(both("a", "b")), database.write(both("b", "a")))
    assert len(attempts) >= 3  # a victim may meet the other once more before it is through
    assert await all_accounts(database) == [("a", 2), ("b", 2)]
