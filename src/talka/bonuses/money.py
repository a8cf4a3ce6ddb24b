"""What the money of bonuses does. A bonus is paid once, whatever is repeated."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from talka.bonuses.model import Bonus, PreparedBonus
from talka.ledger.service import (
    FEES,
    Movement,
    balance,
    move,
    move_all,
    operation_account,
    requester_account,
    require,
    worker_account,
)
from talka.storage import schema
from talka.storage.query import Query
from talka.storage.tx import Tx

_MOST = 20

_b = schema.user_bonuses.c
_lines = schema.ledger_lines.c
_accounts = schema.ledger_accounts.c
_op = schema.operations.c
_CAUSE, _END = "bonus:", ":pay"
_id_of_line = sa.func.substr(_lines.cause, len(_CAUSE) + 1, sa.func.length(_lines.cause) - len(_CAUSE + _END))
_UNPAID = Query(
    sa.select(_b.id)
    .where(
        ~sa.exists().where(
            _lines.cause == sa.literal(_CAUSE) + sa.cast(_b.id, schema.ID) + sa.literal(_END),
            _lines.account_id == sa.literal("worker:") + _b.user_id,
            _lines.amount == _b.amount,
        )
    )
    .limit(_MOST)
)
_UNKNOWN = Query(
    sa.select(_lines.cause)
    .where(
        _lines.cause.like(f"{_CAUSE}%{_END}"),
        ~sa.exists().where(_b.id == sa.cast(_id_of_line, sa.BigInteger())),
    )
    .distinct()
    .limit(_MOST)
)
_LEFT_OVER = Query(
    sa.select(_accounts.id, _accounts.balance)
    .where(
        _accounts.id.like("operation:%"),
        _accounts.balance != 0,
        ~sa.exists().where(
            sa.literal("operation:") + _op.id == _accounts.id,
            _op.finished.is_(None),
        ),
    )
    .limit(_MOST)
)


def price_of(bonuses: Sequence[Bonus | PreparedBonus]) -> int:
    """What bonuses cost their requester, in micro-units."""
    return sum(bonus.amount + bonus.fee for bonus in bonuses)


def set_aside(tx: Tx, requester_id: str, bonuses: Sequence[PreparedBonus], operation_id: str) -> None:
    """Take at once what all bonuses of an operation cost, so that it does not run out of money half-way.

    Raises:
        NotEnoughBalance: the balance does not cover them all.
    """
    source, total = requester_account(requester_id), price_of(bonuses)
    _require(tx, source, total)
    move(tx, f"operation:{operation_id}:set-aside", source, operation_account(operation_id), total)


def give_back(tx: Tx, requester_id: str, operation_id: str) -> None:
    """What an operation that cannot go on has not paid out returns to the balance."""
    source, target = operation_account(operation_id), requester_account(requester_id)
    move(tx, f"operation:{operation_id}:give-back", source, target, balance(tx, source))


def pay(tx: Tx, source: str, bonuses: Sequence[Bonus]) -> None:
    """Pay bonuses, all of them or none, out of this account.

    Raises:
        NotEnoughBalance: it does not cover them all.
    """
    _require(tx, source, price_of(bonuses))
    move_all(
        tx,
        [
            Movement(
                f"{_CAUSE}{one.id}{_END}",
                {source: -(one.amount + one.fee), worker_account(one.user_id): one.amount, FEES: one.fee},
                one.assignment_id,
            )
            for one in bonuses
        ],
    )


def _require(tx: Tx, account: str, total: int) -> None:
    require(tx, account, total, "The balance does not cover the bonuses and their fees")


def faults(tx: Tx) -> list[str]:
    """Where bonuses and the ledger differ, in words; empty when all is well."""
    return [
        *(f"bonus {row[0]} was not paid to its worker" for row in tx.all(_UNPAID)),
        *(f"movement {row[0]} is a bonus's that there is not" for row in tx.all(_UNKNOWN)),
        *(f"account {row[0]} holds {row[1]} micro-units of an ended operation" for row in tx.all(_LEFT_OVER)),
    ]
