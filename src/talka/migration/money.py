"""What was paid elsewhere, in this server's books.

The source paid the workers, so nobody owes them anything here: each payment is entered as made, by an account
that stands for the source, and at once as paid out by it. Money that waits for a review comes along with the
work, for its review will be made here.
"""

from __future__ import annotations

from collections.abc import Sequence

from talka.assignments.model import Assignment, AssignmentStatus
from talka.bonuses.model import Bonus
from talka.ledger.service import Movement, Purse, move_all, requester_account, worker_account
from talka.migration.copying import at
from talka.storage.tx import Tx


def source_account(migration_id: str) -> str:
    """The account of what was paid, and is still reserved, at the source of a migration."""
    return f"migration:{migration_id}"


def pay_elsewhere(tx: Tx, migration_id: str, made: Sequence[Assignment]) -> None:
    """Enter what the source paid for these assignments, and what it has set aside for them."""
    source = source_account(migration_id)
    for one in made:
        price = one.reward + one.fee
        if price == 0:
            continue
        if one.status == AssignmentStatus.ACCEPTED:
            with at(tx, one.accepted or tx.now):
                move_all(tx, _paid(f"assignment:{one.id}", source, one.user_id, one.reward, one.id))
        elif one.status == AssignmentStatus.SUBMITTED:
            reserved = requester_account(one.requester_id, Purse.RESERVED)
            brought = {source: -price, reserved: price}
            move_all(tx, [Movement(f"assignment:{one.id}:reserve", brought, one.id)])


def pay_bonuses_elsewhere(tx: Tx, migration_id: str, made: Sequence[Bonus]) -> None:
    """Enter the bonuses that the source paid."""
    source = source_account(migration_id)
    for one in made:
        with at(tx, one.created):
            move_all(tx, _paid(f"bonus:{one.id}", source, one.user_id, one.amount, one.assignment_id))


def _paid(cause: str, source: str, worker_id: str, amount: int, assignment_id: str | None) -> list[Movement]:
    worker = worker_account(worker_id)
    return [
        Movement(f"{cause}:pay", {source: -amount, worker: amount}, assignment_id),
        Movement(f"{cause}:paid-out", {source: amount, worker: -amount}, assignment_id),
    ]
