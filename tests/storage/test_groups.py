"""Writes that share a commit."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from storage.accounts import (
    Refused,
    adding,
    adding_then_refusing,
    all_accounts,
    balance_of,
    opening,
    together,
)
from talka.storage.database import Database
from talka.storage.sqlite import GROUP_SIZE, SqliteDatabase, connect
from talka.storage.tx import Tx

only_sqlite = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

steps = st.lists(
    st.tuples(st.integers(1, 1000), st.sampled_from(["kept", "refused", "kept in part"])),
    min_size=1,
    max_size=30,
)


def in_part(amount: int) -> Any:
    """Add twice, the second time in a savepoint that fails."""

    def action(tx: Tx) -> None:
        adding("total", amount)(tx)
        with pytest.raises(Refused), tx.savepoint():
            adding_then_refusing("total", amount)(tx)

    return action


@examples(max_examples=25)
@given(steps)
async def test_the_total_is_that_of_the_successes(database: Database, steps: list[tuple[int, str]]):
    if await balance_of(database, "total") is None:
        await database.write(opening("total"))
    before = await balance_of(database, "total")
    actions = {
        "kept": lambda amount: adding("total", amount),
        "refused": lambda amount: adding_then_refusing("total", amount),
        "kept in part": in_part,
    }
    results = await together(database, *(actions[kind](amount) for amount, kind in steps))

    assert [isinstance(result, Refused) for result in results] == [kind == "refused" for _, kind in steps]
    kept = sum(amount for amount, kind in steps if kind != "refused")
    assert await balance_of(database, "total") == before + kept


def commits_of(database: SqliteDatabase) -> list[str]:
    """Filled with a line for each commit from now on."""
    seen: list[str] = []
    database._connection.set_trace_callback(lambda sql: seen.append(sql) if sql == "COMMIT" else None)
    return seen


@only_sqlite
async def test_waiting_writes_share_one_commit(database: SqliteDatabase):
    await database.write(opening("a"))
    commits = commits_of(database)
    assert await together(database, *[adding("a", 1)] * 10) == [1] * 10
    assert len(commits) == 2  # the one they waited for, and theirs


@only_sqlite
async def test_a_group_has_an_upper_size(database: SqliteDatabase):
    await database.write(opening("a"))
    commits = commits_of(database)
    await together(database, *[adding("a", 1)] * (GROUP_SIZE + 1))
    assert len(commits) == 3
    assert await balance_of(database, "a") == GROUP_SIZE + 1


@only_sqlite
async def test_when_the_commit_fails_the_whole_group_hears_of_it(database: SqliteDatabase):
    connection = connect(database.path)
    connection.execute("CREATE TABLE parents (id INTEGER PRIMARY KEY)")
    connection.execute("CREATE TABLE children (id INTEGER REFERENCES parents DEFERRABLE INITIALLY DEFERRED)")
    connection.close()
    followed_up = []

    def orphan(tx: Tx) -> None:
        tx._cursor.execute("INSERT INTO children VALUES (1)", ())
        tx.after_commit(lambda: followed_up.append("orphan"))

    results = await together(database, opening("a"), orphan, opening("b"))
    assert [type(result) for result in results] == [sqlite3.IntegrityError] * 3
    assert await all_accounts(database) == []

    assert await database.write(opening("c")) == 1
    assert await all_accounts(database) == [("c", 0)]
    assert followed_up == []


@contextmanager
def writer_held_up(database: SqliteDatabase) -> Iterator[None]:
    """Keep the write thread busy meanwhile."""
    begun, go_on = threading.Event(), threading.Event()

    def hold(_tx: Tx) -> None:
        begun.set()
        assert go_on.wait(10)

    holder = threading.Thread(target=database.write_now, args=[hold])
    holder.start()
    assert begun.wait(10)
    yield
    go_on.set()
    holder.join()


@only_sqlite
async def test_a_caller_that_gave_up_holds_up_nobody(database: SqliteDatabase):
    with writer_held_up(database):
        waiting = asyncio.ensure_future(database.write(opening("a")))
        await asyncio.sleep(0)
        waiting.cancel()
    assert await database.write(opening("b")) == 1
    assert await all_accounts(database) == [("a", 0), ("b", 0)]


@only_sqlite
def test_a_loop_that_closed_meanwhile_holds_up_nobody(database: SqliteDatabase):
    with writer_held_up(database):
        loop = asyncio.new_event_loop()
        waiting = loop.create_task(database.write(opening("a")))
        loop.run_until_complete(asyncio.sleep(0))
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            loop.run_until_complete(waiting)
        loop.close()
    assert database.write_now(opening("b")) == 1


@only_sqlite
async def test_a_write_waits_for_another_process_that_writes(database: SqliteDatabase):
    other = connect(database.path)
    other.execute("BEGIN IMMEDIATE")
    other.execute("INSERT INTO ledger_accounts (id, shard, balance) VALUES ('other', 0, 1)")
    waiting = asyncio.ensure_future(database.write(opening("ours")))
    await asyncio.sleep(0.05)
    assert not waiting.done()
    other.execute("COMMIT")
    other.close()
    await waiting
    assert await all_accounts(database) == [("other", 1), ("ours", 0)]
