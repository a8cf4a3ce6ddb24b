"""What can be said to a database, on both of them."""

from __future__ import annotations

import sqlite3
from typing import Any

import msgspec
import psycopg
import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from storage.accounts import ALL, BALANCE, INSERT, Refused, all_accounts, opening
from talka.storage import schema
from talka.storage.database import Database
from talka.storage.query import Query, columns_of, in_list, insert, upsert
from talka.storage.tx import Tx

_accounts = schema.ledger_accounts

ids_in = Query(sa.select(_accounts.c.id).where(in_list(_accounts.c.id, "ids")).order_by(_accounts.c.id))
balances_in = Query(
    sa.select(_accounts.c.balance)
    .where(in_list(_accounts.c.balance, "balances"))
    .order_by(_accounts.c.balance)
)
# PostgreSQL's text holds everything but NUL, and neither database takes half of a surrogate pair.
texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=30)


def accounts(count: int) -> list[dict[str, Any]]:
    return [{"id": f"{number:05}", "shard": 0, "balance": number} for number in range(count)]


@pytest.mark.parametrize("count", [0, 1, 2500])
async def test_bulk_inserts_every_row(database: Database, count: int):
    await database.write(lambda tx: tx.bulk(_accounts, accounts(count)))
    assert await all_accounts(database) == [(f"{number:05}", number) for number in range(count)]


async def test_bulk_within_a_savepoint_can_be_undone(database: Database):
    def refused(tx: Tx) -> None:
        tx.bulk(_accounts, accounts(10))
        raise Refused

    def action(tx: Tx) -> None:
        opening("a")(tx)
        with pytest.raises(Refused), tx.savepoint():
            refused(tx)
        with pytest.raises((sqlite3.IntegrityError, psycopg.errors.UniqueViolation)), tx.savepoint():
            tx.bulk(_accounts, [*accounts(10), {"id": "a", "shard": 0, "balance": 0}])

    await database.write(action)
    assert await all_accounts(database) == [("a", 0)]


@examples(max_examples=30)
@given(text=texts, optional=st.none() | texts)
async def test_every_way_in_keeps_text_as_it_is(database: Database, text: str, optional: str | None):
    row = {
        "id": "w",
        "login": optional,
        "password_hash": None,
        "profile": text,
        "adult_allowed": 1,
        "created": 2**53,
        "deleted": None,
    }
    read = Query(sa.select(schema.workers))
    clear = Query(sa.delete(schema.workers))
    ways: list[Any] = [
        lambda tx: tx.run(insert(schema.workers), **row),
        lambda tx: tx.run(upsert(schema.workers), **row),
        lambda tx: tx.many(insert(schema.workers), [row]),
        lambda tx: tx.bulk(schema.workers, [row]),
    ]

    def action(tx: Tx) -> list[Any]:
        found = []
        for way in ways:
            way(tx)
            found.append(tx.all(read))
            tx.run(clear)
        return found

    assert await database.write(action) == [[tuple(row.values())]] * len(ways)


async def test_many_runs_once_a_row(database: Database):
    await database.write(lambda tx: tx.many(INSERT, accounts(3)))
    await database.write(lambda tx: tx.many(INSERT, []))
    rename = Query(
        sa.update(_accounts)
        .values(balance=_accounts.c.balance + 100)
        .where(_accounts.c.id == sa.bindparam("account"))
    )
    await database.write(lambda tx: tx.many(rename, [{"account": "00000"}, {"account": "00002"}]))
    assert await all_accounts(database) == [("00000", 100), ("00001", 1), ("00002", 102)]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ([], []),
        (["00001"], ["00001"]),
        (["00002", "00001", "absent", "00001"], ["00001", "00002"]),
        (["'", '"', "{", ",", "\\", "ё"], []),
    ],
)
async def test_in_list_takes_texts(database: Database, wanted: list[str], found: list[str]):
    await database.write(lambda tx: tx.bulk(_accounts, accounts(4)))
    assert [row[0] for row in await database.read(lambda tx: tx.all(ids_in, ids=wanted))] == found


@pytest.mark.parametrize("wanted", [[], [2], [3, 1, 99, 2**40]])
async def test_in_list_takes_numbers(database: Database, wanted: list[int]):
    await database.write(lambda tx: tx.bulk(_accounts, accounts(4)))
    found = [row[0] for row in await database.read(lambda tx: tx.all(balances_in, balances=wanted))]
    assert found == sorted(number for number in wanted if number < 4)


async def test_in_list_takes_more_values_than_a_statement_has_parameters(database: Database):
    await database.write(lambda tx: tx.bulk(_accounts, accounts(3)))
    wanted = [f"{number:05}" for number in range(70_000)]
    assert len(await database.read(lambda tx: tx.all(ids_in, ids=wanted))) == 3


async def test_upsert_replaces_all_but_the_key_and_what_is_kept(database: Database):
    replace, keep_since = upsert(schema.login_failures), upsert(schema.login_failures, keep=["since_real"])
    read = Query(sa.select(schema.login_failures))

    def action(tx: Tx) -> list[Any]:
        tx.run(keep_since, login="l", count=1, since_real=10)
        tx.run(keep_since, login="l", count=2, since_real=20)
        first = tx.one(read)
        tx.run(replace, login="l", count=3, since_real=30)
        return [first, tx.one(read), len(tx.all(read))]

    assert await database.write(action) == [("l", 2, 10), ("l", 3, 30), 1]


async def test_an_insert_may_ignore_a_row_that_is_there(database: Database):
    ignoring = insert(_accounts, ignore_conflicts=True)

    def action(tx: Tx) -> list[int]:
        return [tx.run(ignoring, id="a", shard=0, balance=1), tx.run(ignoring, id="a", shard=0, balance=2)]

    assert await database.write(action) == [1, 0]
    assert await all_accounts(database) == [("a", 1)]


async def test_ignoring_conflicts_ignores_no_other_mistake(database: Database):
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.NotNullViolation)):
        await database.write(
            lambda tx: tx.run(insert(_accounts, ignore_conflicts=True), id="a", shard=0, balance=None)
        )


@pytest.mark.parametrize(("count", "sizes"), [(0, []), (3, [3]), (10, [4, 4, 2])])
async def test_a_stream_comes_in_lists_of_a_size(database: Database, count: int, sizes: list[int]):
    await database.write(lambda tx: tx.bulk(_accounts, accounts(count)))
    lists = await database.read(lambda tx: list(tx.stream(ALL, size=4)))
    assert [len(rows) for rows in lists] == sizes
    assert [row for rows in lists for row in rows] == await all_accounts(database)


async def test_a_stream_may_be_left_early_and_the_transaction_used_on(database: Database):
    await database.write(lambda tx: tx.bulk(_accounts, accounts(10)))

    def action(tx: Tx) -> Any:
        some = Query(sa.select(_accounts.c.id).where(_accounts.c.balance >= sa.bindparam("least")))
        stream = tx.stream(some, size=2, least=5)
        first = next(stream)
        stream.close()
        return len(first), tx.value(BALANCE, account="00003"), len(tx.all(ALL))

    assert await database.write(action) == (2, 3, 10)


async def test_constants_of_a_statement_are_its_own(database: Database):
    forget = Query(
        sa.update(schema.workers)
        .values(login=None, adult_allowed=0, deleted=sa.bindparam("now"))
        .where(schema.workers.c.id.in_(["w", "x"]), schema.workers.c.login.like("50%_"))
    )
    row = {
        "id": "w",
        "login": "50% off",
        "password_hash": None,
        "profile": "{}",
        "adult_allowed": 1,
        "created": 1,
        "deleted": None,
    }

    def action(tx: Tx) -> Any:
        tx.run(insert(schema.workers), **row)
        assert tx.run(forget, now=5) == 1
        return tx.one(
            Query(sa.select(schema.workers.c.login, schema.workers.c.adult_allowed, schema.workers.c.deleted))
        )

    assert await database.write(action) == (None, 0, 5)


async def test_a_parameter_left_out_is_a_mistake(database: Database):
    with pytest.raises((sqlite3.ProgrammingError, psycopg.ProgrammingError)):
        await database.read(lambda tx: tx.value(BALANCE))


async def test_no_row_is_none(database: Database):
    assert await database.read(lambda tx: tx.one(BALANCE, account="absent")) is None
    assert await database.read(lambda tx: tx.value(BALANCE, account="absent")) is None
    assert await database.read(lambda tx: tx.all(ALL)) == []


async def test_ids_order_byte_by_byte(database: Database):
    ids = ["a", "B", "_", "-", "Ж", "z", "0", "é", "--", "a-"]
    await database.write(
        lambda tx: tx.bulk(_accounts, [{"id": each, "shard": 0, "balance": 0} for each in ids])
    )
    assert [row[0] for row in await all_accounts(database)] == sorted(ids, key=str.encode)


class Account(msgspec.Struct, frozen=True):
    balance: int
    id: str


async def test_columns_of_a_type_fit_it(database: Database):
    query = Query(sa.select(*columns_of(_accounts, Account)))
    await database.write(opening("a", 5))
    row = await database.read(lambda tx: tx.one(query))
    assert Account(*row) == Account(balance=5, id="a")
