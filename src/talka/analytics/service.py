"""Use cases of analytics."""

from __future__ import annotations

from collections.abc import Sequence

from talka.analytics import rules
from talka.analytics.model import AnalyticsRequest, Answer, Figure, Result
from talka.assignments import attendance
from talka.filters import service as filters
from talka.http.auth import Requester
from talka.kernel import clock
from talka.kernel.errors import DoesNotExist, FieldErrors
from talka.operations import service as operations
from talka.operations.model import OperationType, OperationView
from talka.pools import service as pools
from talka.pools import store as pool_store
from talka.pools.config import PoolConfig, config_of
from talka.pools.model import Pool
from talka.storage.tx import Tx


def answer(tx: Tx, requester: Requester, requests: Sequence[AnalyticsRequest]) -> list[Answer]:
    """``POST /staging/analytics-2``, what is read: every figure that was asked for, as it is now.

    Raises:
        ValidationFailed: a pool is not the requester's.
    """
    found = _pools(tx, requester, requests)
    finished = clock.to_text(tx.now)
    known: dict[AnalyticsRequest, Result] = {}
    for request in requests:
        if request not in known:
            known[request] = _figure(tx, found[request.subject_id], request)
    return [Answer(request, known[request], finished) for request in requests]


def record(tx: Tx, requester: Requester, answers: Sequence[Answer]) -> OperationView:
    """``POST /staging/analytics-2``, what is written: the operation, finished as it is born."""
    return operations.finished(
        tx,
        requester.id,
        OperationType.ANALYTICS,
        {"value": [one.request for one in answers]},
        {"value": answers},
    )


def _pools(tx: Tx, requester: Requester, requests: Sequence[AnalyticsRequest]) -> dict[str, Pool]:
    found: dict[str, Pool] = {}
    errors = FieldErrors()
    for index, request in enumerate(requests):
        try:
            if request.subject_id not in found:
                found[request.subject_id] = pools.own_any(tx, requester, request.subject_id)
        except DoesNotExist:
            errors.add(f"{index}.subject_id", "ENTITY_DOES_NOT_EXIST", "There is no such pool of yours")
    errors.raise_if_any()
    return found


def _figure(tx: Tx, pool: Pool, request: AnalyticsRequest) -> Result:
    config = config_of(pool)
    if request.name == Figure.ACTIVE_WORKERS:
        return active_workers(tx, config, request.interval_hours or 0)
    return rules.BY_COUNTERS[request.name](config, pool_store.counters(tx, pool.id))


def active_workers(tx: Tx, config: PoolConfig, hours: int) -> int:
    """Workers whom the pool's filter lets in and who took or handed in a page, of any pool, that lately.

    Its cost grows with them, and with nothing else.
    """
    since = tx.now - hours * clock.HOUR
    if config.filter is None:
        return attendance.count_at_work(tx, since)
    return filters.count_let_in(tx, config.filter, attendance.at_work(tx, since))
