"""Movements of money.

Every movement is a balanced pair of lines under the cause that made it (an assignment's hold, its payment, a
bonus); a cause moves money once, however often it is repeated. The sum over all accounts is always zero.
"""

from __future__ import annotations

import enum

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql

from talka.kernel.errors import NotEnoughBalance
from talka.storage import schema
from talka.storage.query import POSTGRESQL, Query
from talka.storage.tx import Tx

WORLD = "world"
FEES = "fees"


class Purse(enum.StrEnum):
    """A requester's accounts. ``HELD`` is for work in progress, ``RESERVED`` for work under review."""

    AVAILABLE = "available"
    HELD = "held"
    RESERVED = "reserved"


def requester_account(requester_id: str, purse: Purse = Purse.AVAILABLE) -> str:
    """The id of a requester's account."""
    return f"requester:{requester_id}:{purse}"


def worker_account(worker_id: str) -> str:
    """The id of a worker's account."""
    return f"worker:{worker_id}"


_accounts = schema.ledger_accounts.c
_lines = schema.ledger_lines.c
_BALANCE = Query(sa.select(_accounts.balance).where(_accounts.id == bindparam("id")))
_new_lines = postgresql.insert(schema.ledger_lines).values(
    {column.name: bindparam(column.name, type_=column.type) for column in schema.ledger_lines.columns}
)
_INSERT_LINE = Query(_new_lines.on_conflict_do_nothing())
_new_account = postgresql.insert(schema.ledger_accounts).values(
    id=bindparam("id", type_=schema.ID), balance=bindparam("amount", type_=schema.MONEY)
)
_ADD = Query(
    _new_account.on_conflict_do_update(
        index_elements=["id"], set_={"balance": _accounts.balance + _new_account.excluded.balance}
    )
)
_LOCKED = Query(sa.select(_accounts.balance).where(_accounts.id == bindparam("id")).with_for_update())
_TOTAL = Query(sa.select(sa.func.coalesce(sa.func.sum(_accounts.balance), 0)))
_WRONG = Query(
    sa.select(_accounts.id)
    .outerjoin(schema.ledger_lines, _lines.account_id == _accounts.id)
    .group_by(_accounts.id, _accounts.balance)
    .having(_accounts.balance != sa.func.coalesce(sa.func.sum(_lines.amount), 0))
)
_UNBALANCED = Query(
    sa.select(_lines.cause).group_by(_lines.cause).having(sa.func.sum(_lines.amount) != 0).limit(20)
)


def move(
    tx: Tx, cause: str, source: str, target: str, amount: int, *, assignment_id: str | None = None
) -> bool:
    """Move ``amount`` micro-units; False when this cause moved money before (or there is nothing to move)."""
    return move_many(tx, cause, {source: -amount, target: amount}, assignment_id=assignment_id)


def move_many(tx: Tx, cause: str, amounts: dict[str, int], *, assignment_id: str | None = None) -> bool:
    """Change several accounts under one cause; the changes sum to zero."""
    changes = {account: amount for account, amount in sorted(amounts.items()) if amount}
    if sum(changes.values()) != 0:
        raise AssertionError(f"unbalanced movement {cause}: {changes}")
    for account, amount in changes.items():
        inserted = tx.run(
            _INSERT_LINE,
            cause=cause,
            account_id=account,
            amount=amount,
            created=tx.now,
            assignment_id=assignment_id,
        )
        if not inserted:
            return False
    # In the order of their names, so that two movements never wait for each other.
    for account, amount in changes.items():
        tx.run(_ADD, id=account, amount=amount)
    return bool(changes)


def balance(tx: Tx, account: str) -> int:
    """The account's balance in micro-units; an account nobody used holds nothing."""
    return int(tx.value(_BALANCE, id=account) or 0)


def lock(tx: Tx, account: str) -> None:
    """Let nobody else move the account's money until the transaction ends (SQLite has one writer anyway).

    A requester's AVAILABLE account stands for all of their purses: whoever moves money between these locks
    it first, so that a payment out of HELD that goes on to a hold never waits for one that waits for it.
    """
    if tx.dialect == POSTGRESQL:
        tx.run(_LOCKED, id=account)


def require(tx: Tx, account: str, amount: int, message: str) -> None:
    """Refuse when the account holds less than ``amount``; it stays locked until the transaction ends.

    Raises:
        NotEnoughBalance: it does.
    """
    if amount > 0 and int(tx.value(_LOCKED, id=account) or 0) < amount:
        raise NotEnoughBalance(message)


def visible_balance(tx: Tx, requester_id: str) -> int:
    """What ``GET /requester`` shows: money held for work in progress still counts as the requester's."""
    available = balance(tx, requester_account(requester_id))
    return available + balance(tx, requester_account(requester_id, Purse.HELD))


def reserved_balance(tx: Tx, requester_id: str) -> int:
    """What is set aside for work under review."""
    return balance(tx, requester_account(requester_id, Purse.RESERVED))


def credit(tx: Tx, requester_id: str, amount: int, cause: str) -> None:
    """Money comes in from outside (or goes out, when negative)."""
    move(tx, cause, WORLD, requester_account(requester_id), amount)


def faults(tx: Tx) -> list[str]:
    """What is wrong with the books, in words; empty when all is well."""
    found = []
    total = int(tx.value(_TOTAL) or 0)
    if total != 0:
        found.append(f"the accounts sum to {total} micro-units instead of zero")
    found += [f"account {row[0]} does not equal the sum of its lines" for row in tx.all(_WRONG)]
    found += [f"movement {row[0]} is not balanced" for row in tx.all(_UNBALANCED)]
    return found
