"""Movements of money, as lines of JSON."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import msgspec

from talka.kernel import clock
from talka.kernel.money import to_number
from talka.ledger.service import Purse, lines_of, requester_account, worker_account
from talka.storage.database import Database
from talka.storage.tx import Tx

_PAGE = 1000


class MoneyLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one cause changed in one account, in units of the currency."""

    purse: str
    cause: str
    amount: float
    created: str
    assignment_id: str | None = None


async def movements(database: Database, requester_id: str) -> AsyncIterator[bytes]:
    """Everything that moved in a requester's accounts, account by account, oldest first."""
    for purse in Purse:
        account = requester_account(requester_id, purse)
        async for chunk in _lines(database, account, purse.value):
            yield chunk


def earnings(database: Database, worker_id: str) -> AsyncIterator[bytes]:
    """Everything that moved in a worker's account, oldest first."""
    return _lines(database, worker_account(worker_id), "earned")


async def _lines(database: Database, account: str, purse: str) -> AsyncIterator[bytes]:
    after = (-1, "")
    while True:

        def read(tx: Tx, after: tuple[int, str] = after) -> list[tuple[Any, ...]]:
            return lines_of(tx, account, after, _PAGE)

        rows = await database.read(read)
        if not rows:
            return
        after = (rows[-1][2], rows[-1][0])
        made = [
            MoneyLine(purse, cause, to_number(amount), clock.to_text(created), assignment_id)
            for cause, amount, created, assignment_id in rows
        ]
        yield b"".join(msgspec.json.encode(line) + b"\n" for line in made)
