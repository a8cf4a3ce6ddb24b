"""Pools and trainings that nobody works on any more are archived by themselves.

Each has one appointment, made at its beginning. Nothing moves it while work goes on: when it falls due, what
happened last decides whether the time has come, and if not, when to look again.
"""

from __future__ import annotations

from talka.assignments import store
from talka.jobs.schedule import schedule
from talka.kernel.clock import DAY
from talka.kernel.errors import Conflict, DoesNotExist
from talka.pools import lifecycle, rules
from talka.pools import store as pools
from talka.pools.model import Counters, Pool, PoolStatus
from talka.storage.tx import Tx
from talka.trainings import rules as training_rules


def when_idle(tx: Tx, subject: str) -> None:
    """The time may have come to archive a pool or training."""
    pool = pools.get_alone(tx, int(subject))
    if pool is None:
        raise DoesNotExist("pool", subject)
    if pool.status == PoolStatus.ARCHIVED:
        return
    counters = pools.counters(tx, pool.id)
    period = rules.idle_period(pool, counters)
    at = _last_activity(tx, pool, counters) + period
    if pool.status == PoolStatus.OPEN:
        at = tx.now + period  # it has to be closed first, and then waits as long
    elif at <= tx.now and not _is_archived(tx, pool, counters):
        at = tx.now + DAY  # something is still under way: a review, an appeal, a linked pool, an operation
    if at > tx.now:
        schedule(tx, lifecycle.IDLE, subject, at)


def _last_activity(tx: Tx, pool: Pool, counters: Counters) -> int:
    return max(pool.last_active, counters.last_growth or 0, store.last_submission(tx, pool.id) or 0)


def _is_archived(tx: Tx, pool: Pool, counters: Counters) -> bool:
    """Archive it, unless its requester could not."""
    try:
        rules.require_not_locked(pool)
        rules.check_archive(pool, counters, tx.now)
        if pool.is_training:
            training_rules.check_archive(pool, pools.linked_pools(tx, pool.id))
    except Conflict:
        return False
    lifecycle.mark_archived(tx, pool)
    return True
