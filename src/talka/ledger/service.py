"""Movements of money.

Every movement is a balanced pair of lines under the cause that made it (an assignment's hold, its payment, a
bonus); a cause moves money once, however often it is repeated. The sum over all accounts is always zero.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql

from talka.kernel.errors import NotEnoughBalance
from talka.storage import schema
from talka.storage.query import Query
from talka.storage.tx import Tx

WORLD = "world"
FEES = "fees"

# A worker's money moves with the worker's own work, one page after the other; an operation's with its chunks.
_SELDOM_SHARED = (WORLD, "worker:", "operation:")

PAGES_IN_SLICE = 50
SLICES = 32
"""How much of an account one transaction's part takes at a time: so many pages' price, or this share."""


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


def operation_account(operation_id: str) -> str:
    """The id of the account of what was set aside for an operation."""
    return f"operation:{operation_id}"


class Movement(msgspec.Struct, frozen=True):
    """What one cause changes: accounts, by amounts in micro-units that sum to zero."""

    cause: str
    amounts: Mapping[str, int]
    assignment_id: str | None = None


_accounts = schema.ledger_accounts.c
_lines = schema.ledger_lines.c
_BALANCE = Query(
    sa.select(sa.cast(sa.func.sum(_accounts.balance), sa.BigInteger())).where(_accounts.id == bindparam("id"))
)
_new_lines = postgresql.insert(schema.ledger_lines).values(
    {column.name: bindparam(column.name, type_=column.type) for column in schema.ledger_lines.columns}
)
_INSERT_LINE = Query(_new_lines.on_conflict_do_nothing())
_new_account = postgresql.insert(schema.ledger_accounts).values(
    id=bindparam("id", type_=schema.ID),
    shard=bindparam("shard", type_=schema.KIND),
    balance=bindparam("amount", type_=schema.MONEY),
)
_ADD = Query(
    _new_account.on_conflict_do_update(
        index_elements=["id", "shard"], set_={"balance": _accounts.balance + _new_account.excluded.balance}
    )
)
# Only a part that has enough is locked, and one that somebody empties just now is not waited for: who goes
# on to lock all parts, in their order, holds none.
_ENOUGH = Query(
    sa.select(_accounts.balance)
    .where(
        _accounts.id == bindparam("id"),
        _accounts.shard == bindparam("shard"),
        _accounts.balance >= bindparam("amount", type_=schema.MONEY),
    )
    .with_for_update(skip_locked=True)
)
_ALL_LOCKED = Query(
    sa.select(_accounts.shard, _accounts.balance)
    .where(_accounts.id == bindparam("id"))
    .order_by(_accounts.shard)
    .with_for_update()
)
_LINES_OF = Query(
    sa.select(_lines.cause, _lines.amount, _lines.created, _lines.assignment_id)
    .where(
        _lines.account_id == bindparam("account"),
        sa.tuple_(_lines.created, _lines.cause)
        > sa.tuple_(bindparam("after_created", type_=schema.TIME), bindparam("after_cause", type_=schema.ID)),
    )
    .order_by(_lines.created, _lines.cause)
    .limit(bindparam("size"))
)
_TOTAL = Query(sa.select(sa.func.coalesce(sa.func.sum(_accounts.balance), 0)))
_nothing: sa.ColumnElement[Any] = sa.literal_column("0")
_kept = sa.select(_accounts.id.label("id"), _accounts.balance.label("kept"), _nothing.label("moved"))
_moved = sa.select(_lines.account_id, _nothing, _lines.amount)
_both = sa.union_all(_kept, _moved).subquery()
_WRONG = Query(
    sa.select(_both.c.id)
    .group_by(_both.c.id)
    .having(sa.func.sum(_both.c.kept) != sa.func.sum(_both.c.moved))
    .limit(20)
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
    return move_all(tx, [Movement(cause, amounts, assignment_id)])


def move_all(tx: Tx, movements: Sequence[Movement]) -> bool:
    """Move under several causes at once; either none of them has moved money before, or (False) all have."""
    lines: list[dict[str, object]] = []
    changes: Counter[str] = Counter()
    for movement in movements:
        if sum(movement.amounts.values()) != 0:
            raise AssertionError(f"unbalanced movement {movement.cause}: {movement.amounts}")
        for account, amount in sorted(movement.amounts.items()):
            if amount:
                changes[account] += amount
                lines.append(
                    {
                        "cause": movement.cause,
                        "account_id": account,
                        "amount": amount,
                        "created": tx.now,
                        "assignment_id": movement.assignment_id,
                    }
                )
    written = tx.many(_INSERT_LINE, lines)
    if written == 0:
        return False
    if written != len(lines):
        raise AssertionError(f"part of movement {movements[0].cause} was written before")
    # In the order of their names, so that two movements never wait for each other.
    tx.many(
        _ADD,
        [
            {"id": account, "shard": _shard_of(tx, account), "amount": amount}
            for account, amount in sorted(changes.items())
            if amount
        ],
    )
    return True


def _shard_of(tx: Tx, account: str) -> int:
    """Which part of an account this transaction changes: of those that many use at once, one of its own."""
    return 0 if account.startswith(_SELDOM_SHARED) else tx.shard


def balance(tx: Tx, account: str) -> int:
    """The account's balance in micro-units; an account nobody used holds nothing."""
    return int(tx.value(_BALANCE, id=account) or 0)


def lines_of(
    tx: Tx, account: str, after: tuple[int, str], size: int
) -> list[tuple[str, int, int, str | None]]:
    """What moved in an account after a time and cause: cause, amount, time, assignment; oldest first."""
    rows = tx.all(_LINES_OF, account=account, after_created=after[0], after_cause=after[1], size=size)
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def cover(tx: Tx, account: str, amount: int) -> bool:
    """Whether the account holds ``amount``, which nobody else can spend then until the transaction ends.

    On PostgreSQL each transaction spends from its own part of the account. When that runs dry a new slice is
    taken, from the part that deposits go to, or else from all of them together: that answer is exact.
    """
    shard = _shard_of(tx, account)
    if amount <= 0 or tx.value(_ENOUGH, id=account, shard=shard, amount=amount) is not None:
        return True
    if shard == 0:
        return False
    first = tx.value(_ENOUGH, id=account, shard=0, amount=amount * PAGES_IN_SLICE)
    if first is not None:
        _shift(tx, account, 0, shard, max(amount * PAGES_IN_SLICE, first // SLICES))
        return True
    parts = {int(row[0]): int(row[1]) for row in tx.all(_ALL_LOCKED, id=account)}
    if sum(parts.values()) < amount:
        return False
    _gather(tx, account, parts, shard, amount)
    return True


def _gather(tx: Tx, account: str, parts: dict[int, int], shard: int, amount: int) -> None:
    """Fill this part up to ``amount``, or to its share of all, out of the others, the fullest first."""
    wanted = max(amount, sum(parts.values()) // SLICES) - parts.pop(shard, 0)
    for other, held in sorted(parts.items(), key=lambda part: -part[1]):
        taken = min(held, wanted)
        if taken <= 0:
            return
        _shift(tx, account, other, shard, taken)
        wanted -= taken


def _shift(tx: Tx, account: str, source: int, target: int, amount: int) -> None:
    tx.many(
        _ADD,
        [
            {"id": account, "shard": shard, "amount": change}
            for shard, change in sorted({source: -amount, target: amount}.items())
        ],
    )


def require(tx: Tx, account: str, amount: int, message: str) -> None:
    """Refuse when the account holds less than ``amount``; see :func:`cover`.

    Raises:
        NotEnoughBalance: it does.
    """
    if not cover(tx, account, amount):
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
    account = requester_account(requester_id)
    if amount < 0 and not cover(tx, account, -amount):
        # More than there is: no part may keep something while another owes it.
        parts = {int(row[0]): int(row[1]) for row in tx.all(_ALL_LOCKED, id=account)}
        _gather(tx, account, parts, _shard_of(tx, account), sum(parts.values()))
    move(tx, cause, WORLD, account, amount)


def faults(tx: Tx) -> list[str]:
    """What is wrong with the books, in words; empty when all is well."""
    found = []
    total = int(tx.value(_TOTAL) or 0)
    if total != 0:
        found.append(f"the accounts sum to {total} micro-units instead of zero")
    found += [f"account {row[0]} does not equal the sum of its lines" for row in tx.all(_WRONG)]
    found += [f"movement {row[0]} is not balanced" for row in tx.all(_UNBALANCED)]
    return found
