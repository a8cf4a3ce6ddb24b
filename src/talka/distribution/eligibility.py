"""Why is nobody working? The checks that a worker meets, shown to the pool's requester."""

from __future__ import annotations

import msgspec

from talka.accounts import store as accounts
from talka.distribution import crowd, explain, take
from talka.http.auth import Requester
from talka.http.environment import Platform
from talka.kernel.errors import ValidationFailed
from talka.pools import service as pools
from talka.pools.model import Pool
from talka.projects import store as projects
from talka.storage.tx import Tx


class CheckOutcome(msgspec.Struct, frozen=True):
    """One check's outcome for one worker, in words for a person."""

    check: str
    passed: bool
    code: str
    words: str


class CheckCount(msgspec.Struct, frozen=True):
    """How many registered workers a check stops (each check is counted by itself).

    Whether there is a page for a worker is told of one worker only.
    """

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
    account = accounts.worker(tx, user_id)
    if account is None or account.deleted is not None:
        raise ValidationFailed.of("user_id", "ENTITY_DOES_NOT_EXIST", "There is no such worker")
    found = explain.every_check(tx, user_id, pool, platform, for_worker=False)
    return Eligibility(
        pool_id=str(pool.id),
        user_id=user_id,
        allowed=all(check.passed for check in found),
        checks=[CheckOutcome(check.check, check.passed, check.code, check.words) for check in found],
    )


def _count(tx: Tx, pool: Pool, platform: Platform) -> Eligibility:
    project = projects.get(tx, pool.project_id)
    if project is None:
        raise AssertionError(f"pool {pool.id} lost its project")
    for_all = [explain.status_check(pool, for_worker=False), take.limit_check(tx, pool)]
    open_to_all = all(check.passed for check in for_all)
    workers = eligible = 0
    stopped: dict[str, int] = {}
    for _, found in crowd.every_workers_checks(tx, pool, project, platform):
        workers += 1
        eligible += open_to_all and all(check.passed for check in found)
        for check in found:
            stopped[check.check] = stopped.get(check.check, 0) + (not check.passed)
    counts = {check.check: 0 if check.passed else workers for check in for_all} | stopped
    return Eligibility(
        pool_id=str(pool.id),
        workers=workers,
        eligible=eligible,
        counts=[CheckCount(check, count) for check, count in counts.items()],
    )
