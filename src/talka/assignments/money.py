"""What an assignment's money does at each step. Every cause moves money once, however often repeated."""

from __future__ import annotations

from talka.assignments.model import Assignment
from talka.ledger.service import (
    FEES,
    Purse,
    move,
    move_many,
    requester_account,
    require,
    worker_account,
)
from talka.storage.tx import Tx


def hold(tx: Tx, assignment: Assignment) -> None:
    """At issue: reward and fee are set aside, so that no other issue can spend them.

    The requester's balance covers them: whoever issues has looked (:func:`talka.ledger.service.cover`).
    """
    _shift(tx, assignment, "hold", Purse.AVAILABLE, Purse.HELD)


def release(tx: Tx, assignment: Assignment) -> None:
    """Skipped, expired or given up: the hold ends."""
    _shift(tx, assignment, "release", Purse.HELD, Purse.AVAILABLE)


def reserve(tx: Tx, assignment: Assignment) -> None:
    """Submitted for review: the hold becomes a reserve, which leaves the visible balance."""
    _shift(tx, assignment, "reserve", Purse.HELD, Purse.RESERVED)


def refund(tx: Tx, assignment: Assignment) -> None:
    """Rejected: the reserve returns to the balance."""
    _shift(tx, assignment, "refund", Purse.RESERVED, Purse.AVAILABLE)


def pay(tx: Tx, assignment: Assignment, source: Purse) -> None:
    """Accepted: the worker is paid, and the platform its fee, from one of the requester's purses."""
    available = requester_account(assignment.requester_id)
    account = requester_account(assignment.requester_id, source)
    total = price_of(assignment)
    if source == Purse.AVAILABLE:
        require(tx, available, total, "The balance does not cover accepting this assignment")
    move_many(
        tx,
        f"assignment:{assignment.id}:pay",
        {account: -total, worker_account(assignment.user_id): assignment.reward, FEES: assignment.fee},
        assignment_id=assignment.id,
    )


def price_of(assignment: Assignment) -> int:
    """What the assignment costs its requester, in micro-units."""
    return assignment.reward + assignment.fee


def _shift(tx: Tx, assignment: Assignment, step: str, source: Purse, target: Purse) -> None:
    total = price_of(assignment)
    if total == 0:
        return
    move(
        tx,
        f"assignment:{assignment.id}:{step}",
        requester_account(assignment.requester_id, source),
        requester_account(assignment.requester_id, target),
        total,
        assignment_id=assignment.id,
    )
