"""Every check between one worker and a page of a pool, in the order in which a take comes by them."""

from __future__ import annotations

from talka.distribution import take
from talka.distribution.access import Check
from talka.distribution.rules import Nothing
from talka.http.environment import Platform
from talka.pools.config import config_of
from talka.pools.model import Pool, PoolStatus
from talka.storage.tx import Tx
from talka.words.speaking import say


def every_check(
    tx: Tx, worker_id: str, pool: Pool, platform: Platform, *, for_worker: bool = True
) -> list[Check]:
    """The list that explains what a take by this worker comes to.

    A take is refused by the first check that fails, and where none does it finds a page. (A worker who holds
    a page of the pool is given that one, whatever the checks say.)

    ``for_worker``: the words are for the worker, and what is kept from them is not told.
    """
    offer = take.offer(tx, worker_id, pool, platform, for_worker=for_worker)
    found = offer.found
    if found is None:
        found = take.find_page(tx, worker_id, pool, config_of(pool))
    return [
        status_check(pool, for_worker=for_worker),
        *offer.checks,
        _work_check(found, for_worker=for_worker),
        offer.captcha,
    ]


def status_check(pool: Pool, *, for_worker: bool = True) -> Check:
    """Whether the pool gives out work; its project then does too, for an archived one has no open pools."""
    opened = pool.status == PoolStatus.OPEN
    words = say("The pool is open")
    if not opened and for_worker:
        words = say("The pool does not give out work at the moment")
    elif not opened:
        words = _state_for_requester(pool)
    return Check("status", opened, take.PoolIsClosed.code, words)


def _state_for_requester(pool: Pool) -> str:
    words = f"The pool is {pool.status}"
    if pool.last_close_reason is not None and pool.status == PoolStatus.CLOSED:
        words += f" ({pool.last_close_reason})"
    return words


def _work_check(found: take.Page | Nothing, *, for_worker: bool) -> Check:
    if isinstance(found, Nothing):
        return Check("work", passed=False, code=take.NoTasksAvailable.code, words=found.words)
    words = say("There is a page for you") if for_worker else "There is a page for this worker"
    return Check("work", passed=True, code=take.NoTasksAvailable.code, words=words)
