"""Why is nobody working? The checks that a worker meets, shown to the pool's requester."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.accounts import store as accounts
from talka.distribution import access, pricing, take
from talka.distribution.access import Check
from talka.distribution.rules import Nothing
from talka.http.auth import Requester
from talka.http.environment import Platform
from talka.kernel.errors import ValidationFailed
from talka.kernel.money import fee_of
from talka.pools import service as pools
from talka.pools.config import config_of
from talka.pools.model import Pool, PoolStatus
from talka.storage import schema
from talka.storage.query import Query
from talka.storage.tx import Tx

_SIZE = 1000
_w = schema.workers.c
_WORKERS = Query(
    sa.select(_w.id)
    .where(_w.deleted.is_(None), _w.id > bindparam("after"))
    .order_by(_w.id)
    .limit(bindparam("size"))
)


class CheckOutcome(msgspec.Struct, frozen=True):
    """One check's outcome for one worker, in words for a person."""

    check: str
    passed: bool
    code: str
    words: str


class CheckCount(msgspec.Struct, frozen=True):
    """How many registered workers a check stops (each check is counted by itself)."""

    check: str
    stopped: int


class Eligibility(msgspec.Struct, frozen=True, omit_defaults=True):
    """Of one worker: ``allowed`` and ``checks``. Of all: ``workers``, ``eligible`` and ``counts``."""

    pool_id: str
    user_id: str | None = None
    allowed: bool | None = None
    checks: list[CheckOutcome] | None = None
    workers: int | None = None
    eligible: int | None = None
    counts: list[CheckCount] | None = None


def get_eligibility(
    tx: Tx, requester: Requester, pool_id: str, user_id: str | None, platform: Platform
) -> Eligibility:
    """``GET /pools/{id}/eligibility``: an addition to Toloka's API."""
    pool = pools.own_any(tx, requester, pool_id)
    if user_id is None:
        return _count(tx, pool, platform)
    if accounts.worker(tx, user_id) is None:
        raise ValidationFailed.of("user_id", "ENTITY_DOES_NOT_EXIST", "There is no such worker")
    found = [*_checks(tx, user_id, pool, platform), _work_check(tx, user_id, pool)]
    return Eligibility(
        pool_id=str(pool.id),
        user_id=user_id,
        allowed=all(check.passed for check in found),
        checks=[CheckOutcome(check.check, check.passed, check.code, check.words) for check in found],
    )


def _checks(tx: Tx, worker_id: str, pool: Pool, platform: Platform) -> list[Check]:
    """The pool's own state, then what the worker's take would check."""
    opened = pool.status == PoolStatus.OPEN
    status = Check(
        "status",
        opened,
        take.PoolIsClosed.code,
        "The pool is open" if opened else f"The pool is {pool.status}",
    )
    if pool.is_training:
        return [status, *take.training_checks(tx, worker_id, pool)]
    config = config_of(pool)
    reward = pricing.reward_for(tx, worker_id, config)
    price = reward + fee_of(reward, platform.fee_percent)
    return [
        status,
        *access.checks(config, access.load_facts(tx, worker_id, pool, config, price, for_worker=False)),
    ]


def _work_check(tx: Tx, worker_id: str, pool: Pool) -> Check:
    """Whether there is a suite for the worker."""
    page = take.find_page(tx, worker_id, pool, config_of(pool))
    if isinstance(page, Nothing):
        return Check("work", passed=False, code=take.NoTasksAvailable.code, words=page.words)
    return Check(
        "work", passed=True, code=take.NoTasksAvailable.code, words="There is a page for this worker"
    )


def _count(tx: Tx, pool: Pool, platform: Platform) -> Eligibility:
    workers = eligible = 0
    stopped: dict[str, int] = {}
    for worker_id in _every_worker(tx):
        workers += 1
        found = _checks(tx, worker_id, pool, platform)
        eligible += all(check.passed for check in found)
        for check in found:
            stopped[check.check] = stopped.get(check.check, 0) + (not check.passed)
    return Eligibility(
        pool_id=str(pool.id),
        workers=workers,
        eligible=eligible,
        counts=[CheckCount(check, count) for check, count in stopped.items()],
    )


def _every_worker(tx: Tx) -> Iterator[str]:
    after = ""
    while rows := tx.all(_WORKERS, after=after, size=_SIZE):
        for (worker_id,) in rows:
            yield worker_id
        after = rows[-1][0]
