"""A few rows and statements that the storage tests share: accounts with a balance."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from talka.storage import schema
from talka.storage.database import Database
from talka.storage.query import Query, insert
from talka.storage.tx import Tx

_accounts = schema.ledger_accounts

INSERT = insert(_accounts)
ADD = Query(
    sa.update(_accounts)
    .values(balance=_accounts.c.balance + sa.bindparam("amount", type_=sa.BigInteger()))
    .where(_accounts.c.id == sa.bindparam("account"))
)
BALANCE = Query(sa.select(_accounts.c.balance).where(_accounts.c.id == sa.bindparam("account")))
ALL = Query(sa.select(_accounts.c.id, _accounts.c.balance).order_by(_accounts.c.id))


class Refused(Exception):  # noqa: N818  named for what happened
    """What an action of these tests raises."""


def opening(account: str, balance: int = 0) -> Callable[[Tx], int]:
    """An action that opens an account."""
    return lambda tx: tx.run(INSERT, id=account, shard=0, balance=balance)


def opening_then_refusing(account: str) -> Callable[[Tx], int]:
    """An action that opens an account and then thinks better of it."""

    def action(tx: Tx) -> int:
        tx.run(INSERT, id=account, shard=0, balance=0)
        raise Refused

    return action


def adding(account: str, amount: int) -> Callable[[Tx], int]:
    """An action that adds to an account."""
    return lambda tx: tx.run(ADD, account=account, amount=amount)


def adding_then_refusing(account: str, amount: int) -> Callable[[Tx], int]:
    """An action that adds to an account and then thinks better of it."""

    def action(tx: Tx) -> int:
        tx.run(ADD, account=account, amount=amount)
        raise Refused

    return action


async def balance_of(database: Database, account: str) -> int | None:
    return await database.read(lambda tx: tx.value(BALANCE, account=account))


async def all_accounts(database: Database) -> list[tuple[str, int]]:
    return await database.read(lambda tx: tx.all(ALL))


async def together(database: Database, *actions: Callable[[Tx], Any]) -> list[Any]:
    """What each of the actions answered or raised.

    They wait behind a first write that is held up, so that SQLite's writer finds them as one group.
    """
    begun, go_on = threading.Event(), threading.Event()

    def hold(_tx: Tx) -> None:
        begun.set()
        assert go_on.wait(10)

    holder = asyncio.ensure_future(database.write(hold))
    assert await asyncio.to_thread(begun.wait, 10)
    waiting = [asyncio.ensure_future(database.write(action)) for action in actions]
    await asyncio.sleep(0)  # each task runs as far as its place in the queue
    go_on.set()
    await holder
    return await asyncio.gather(*waiting, return_exceptions=True)
