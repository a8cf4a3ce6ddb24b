"""Opening, closing and archiving, for pools and trainings alike.

Each function answers the operation's view, or None where the requested state already holds (a 204).
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from talka.http.environment import Platform
from talka.jobs.schedule import schedule, unschedule
from talka.kernel.errors import (
    DoesNotExist,
    InappropriateStatus,
    NotEnoughBalance,
    ProjectInappropriateStatus,
)
from talka.kernel.money import fee_of
from talka.ledger import service as ledger
from talka.operations import service as operations
from talka.operations.model import OperationType, OperationView
from talka.pools import rules, store
from talka.pools.config import config_of
from talka.pools.model import CloseReason, Pool, PoolArchived, PoolClosed, PoolOpened, PoolStatus
from talka.projects import store as projects
from talka.projects.model import ProjectStatus
from talka.storage.tx import Tx

EXPIRE = "pool.expire"
REOPEN = "pool.reopen"
COMPLETE = "pool.complete"
IDLE = "pool.idle"


class Verb(msgspec.Struct, frozen=True):
    """The types of a family's operations, and how they name their object."""

    open: OperationType
    close: OperationType
    archive: OperationType
    parameter: str

    def parameters(self, pool: Pool) -> Mapping[str, str]:
        """The operation's ``parameters``."""
        return {self.parameter: str(pool.id)}


POOL = Verb(OperationType.POOL_OPEN, OperationType.POOL_CLOSE, OperationType.POOL_ARCHIVE, "pool_id")
TRAINING = Verb(
    OperationType.TRAINING_OPEN,
    OperationType.TRAINING_CLOSE,
    OperationType.TRAINING_ARCHIVE,
    "training_id",
)


def verb_of(pool: Pool) -> Verb:
    """The family a stored pool belongs to."""
    return TRAINING if pool.is_training else POOL


def open_pool(tx: Tx, pool: Pool, platform: Platform) -> OperationView | None:
    """Open: workers may get tasks from now on."""
    if not open_checked(tx, pool, platform):
        return None
    verb = verb_of(pool)
    return operations.finished(tx, pool.requester_id, verb.open, verb.parameters(pool))


def open_checked(tx: Tx, pool: Pool, platform: Platform) -> bool:
    """The same for who answers no operation; False where it is open already."""
    if pool.status == PoolStatus.ARCHIVED:
        raise InappropriateStatus("An archived pool cannot be opened", [PoolStatus.CLOSED])
    if pool.status == PoolStatus.OPEN:
        return False
    rules.require_not_locked(pool)
    _require_active_project(tx, pool)
    config, counters = config_of(pool), store.count_again(tx, pool.id)
    rules.check_open(pool, config, counters, tx.now)
    cost = rules.opening_cost(config, counters, fee_of(config.reward, platform.fee_percent))
    if ledger.balance(tx, ledger.requester_account(pool.requester_id)) < cost:
        raise NotEnoughBalance(
            f"Opening the pool needs {cost / 1_000_000:.2f} {platform.currency} for all of its tasks"
        )
    _set_open(tx, pool)
    return True


def close_pool(tx: Tx, pool: Pool) -> OperationView | None:
    """Close by hand. Work already given out may still be finished."""
    return _close_by_requester(tx, pool, CloseReason.MANUAL)


def close_for_update(tx: Tx, pool: Pool) -> OperationView | None:
    """Close for editing; after 15 minutes the pool opens again by itself, unchecked."""
    operation = _close_by_requester(tx, pool, CloseReason.FOR_UPDATE)
    if operation is not None:
        schedule(tx, REOPEN, str(pool.id), tx.now + rules.UPDATE_PERIOD)
    return operation


def _close_by_requester(tx: Tx, pool: Pool, reason: CloseReason) -> OperationView | None:
    if pool.status == PoolStatus.ARCHIVED:
        raise InappropriateStatus("An archived pool cannot be closed", [PoolStatus.OPEN])
    if pool.status == PoolStatus.CLOSED:
        if reason == CloseReason.MANUAL and pool.last_close_reason == CloseReason.FOR_UPDATE:
            unschedule(tx, REOPEN, str(pool.id))
            _save(tx, pool, PoolStatus.CLOSED, reason=reason)
        return None
    rules.require_not_locked(pool)
    set_closed(tx, pool, reason)
    verb = verb_of(pool)
    return operations.finished(tx, pool.requester_id, verb.close, verb.parameters(pool))


def set_closed(tx: Tx, pool: Pool, reason: CloseReason) -> None:
    """Close an open pool for any reason, while nobody else works in it, and tell."""
    store.need_alone(tx, pool.id)
    store.count_again(tx, pool.id)
    store.fold(tx, pool.id)
    for kind in (EXPIRE, REOPEN, COMPLETE):
        unschedule(tx, kind, str(pool.id))
    store.save_status(
        tx, pool, PoolStatus.CLOSED, reason=reason.value, started=pool.last_started, stopped=tx.now
    )
    tx.announce(PoolClosed(pool.id, pool.project_id, pool.requester_id, reason.value))


def _set_open(tx: Tx, pool: Pool) -> None:
    unschedule(tx, REOPEN, str(pool.id))
    store.save_status(
        tx,
        pool,
        PoolStatus.OPEN,
        reason=pool.last_close_reason,
        started=tx.now,
        stopped=pool.last_stopped,
    )
    config = config_of(pool)
    if config.will_expire is not None:
        schedule(tx, EXPIRE, str(pool.id), config.will_expire)
    notice_completion(tx, pool.id)
    tx.announce(PoolOpened(pool.id, pool.project_id))


def archive_pool(tx: Tx, pool: Pool) -> OperationView | None:
    """Archive: nothing can be changed any more; reading, export and cloning still can."""
    if pool.status == PoolStatus.ARCHIVED:
        return None
    rules.require_not_locked(pool)
    rules.check_archive(pool, store.count_again(tx, pool.id), tx.now)
    return set_archived(tx, pool)


def set_archived(tx: Tx, pool: Pool) -> OperationView:
    """Archive what was checked."""
    mark_archived(tx, pool)
    verb = verb_of(pool)
    return operations.finished(tx, pool.requester_id, verb.archive, verb.parameters(pool))


def mark_archived(tx: Tx, pool: Pool) -> None:
    """The same when nobody asked for it, so that there is no operation to answer."""
    for kind in (REOPEN, IDLE):
        unschedule(tx, kind, str(pool.id))
    _save(tx, pool, PoolStatus.ARCHIVED, reason=pool.last_close_reason)
    tx.announce(PoolArchived(pool.id))


def notice_completion(tx: Tx, pool_id: int) -> None:
    """Begin or call off the countdown to automatic closing, as the pool's counters say.

    What others are about to commit is not in the counters yet: while so few pages are under way that these
    may all be the pool's last, one's own answer is worth nothing unless nobody else works in the pool.
    """
    pool = store.get(tx, pool_id)
    if pool is None or pool.status != PoolStatus.OPEN:
        return
    config, counters = config_of(pool), store.count_again(tx, pool_id)
    if rules.may_be_complete(config, counters, tx.rivals):
        store.need_alone(tx, pool_id)
    if rules.is_complete(config, counters):
        schedule(tx, COMPLETE, str(pool_id), tx.now + config.close_delay)
    else:
        unschedule(tx, COMPLETE, str(pool_id))


def notice_submit(tx: Tx, pool_id: int) -> None:
    """The same after a submit, which can be the last thing to happen only when no slot is free."""
    if store.count_again(tx, pool_id).open_units <= 0:
        notice_completion(tx, pool_id)


def notice_take(tx: Tx, pool_id: int) -> None:
    """Call off a countdown after a take: there is work under way again."""
    if store.counters(tx, pool_id).open_units <= 0:
        unschedule(tx, COMPLETE, str(pool_id))


def when_expired(tx: Tx, subject: str) -> None:
    """``will_expire`` has come."""
    pool = _due_pool(tx, subject)
    if pool.status == PoolStatus.OPEN:
        set_closed(tx, pool, CloseReason.EXPIRED)


def when_complete(tx: Tx, subject: str) -> None:
    """The delay after completion is over."""
    pool = _due_pool(tx, subject)
    if pool.status == PoolStatus.OPEN and rules.is_complete(config_of(pool), store.count_again(tx, pool.id)):
        set_closed(tx, pool, CloseReason.COMPLETED)


def when_to_reopen(platform: Platform, tx: Tx, subject: str) -> None:
    """The quarter of an hour for an update is over: open without checks, then close again if it must be."""
    pool = _due_pool(tx, subject)
    if pool.status != PoolStatus.CLOSED or pool.last_close_reason != CloseReason.FOR_UPDATE:
        return
    _set_open(tx, pool)
    config = config_of(pool)
    opened = _due_pool(tx, subject)
    if config.will_expire is not None and config.will_expire <= tx.now:
        set_closed(tx, opened, CloseReason.EXPIRED)
        return
    price = config.reward + fee_of(config.reward, platform.fee_percent)
    if ledger.balance(tx, ledger.requester_account(pool.requester_id)) < price:
        set_closed(tx, opened, CloseReason.NOT_ENOUGH_BALANCE)


def _due_pool(tx: Tx, subject: str) -> Pool:
    pool = store.get_alone(tx, int(subject))
    if pool is None:
        raise DoesNotExist("pool", subject)
    return pool


def _save(tx: Tx, pool: Pool, status: PoolStatus, *, reason: str | None) -> None:
    store.save_status(tx, pool, status, reason=reason, started=pool.last_started, stopped=pool.last_stopped)


def _require_active_project(tx: Tx, pool: Pool) -> None:
    project = projects.get(tx, pool.project_id)
    if project is None or project.status != ProjectStatus.ACTIVE:
        raise ProjectInappropriateStatus("The project is archived", [ProjectStatus.ACTIVE])
