"""Counting against limits: over minutes and more in rows that all processes share, over seconds in memory."""

from __future__ import annotations

import math
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql

from talka.http.rate_limits import Period, RateLimit, RateLimits
from talka.kernel import clock
from talka.kernel.errors import TooManyRequests
from talka.storage import schema
from talka.storage.query import Query
from talka.storage.tx import Tx

_c = schema.rate_counters.c
_new = postgresql.insert(schema.rate_counters).values(
    requester_id=bindparam("requester_id", type_=schema.ID),
    name=bindparam("name", type_=sa.Text()),
    period=bindparam("period", type_=sa.Text()),
    count=bindparam("more", type_=schema.NUMBER),
    since_real=bindparam("now_real", type_=schema.TIME),
)
_is_over = _c.since_real <= bindparam("over_real", type_=schema.TIME)
_COUNT = Query(
    _new.on_conflict_do_update(
        index_elements=["requester_id", "name", "period"],
        set_={
            "count": sa.case((_is_over, _new.excluded.count), else_=_c.count + _new.excluded.count),
            "since_real": sa.case((_is_over, _new.excluded.since_real), else_=_c.since_real),
        },
    ).returning(_c.count, _c.since_real)
)


def count(
    tx: Tx,
    requester_id: str,
    limit: RateLimit,
    more: int,
    quota: Iterable[tuple[Period, int]],
    now_real: int,
) -> None:
    """Count ``more`` in each period of the quota. A period begins with the first that is counted in it.

    What is counted is undone with the transaction, so a request that changes nothing costs nothing. The rows
    stay locked until it ends: it has to count before it locks anything else, or after everything.

    Raises:
        TooManyRequests: that is more than the limit; nothing of it may be done.
    """
    for period, most in quota:
        length = period.milliseconds
        row = tx.one(
            _COUNT,
            requester_id=requester_id,
            name=limit.value,
            period=period.value,
            more=more,
            now_real=now_real,
            over_real=now_real - length,
        )
        if row is None:
            raise AssertionError
        counted, since = row
        if counted > most:
            raise too_many(limit, period, most, counted - more, since + length - now_real)


def count_for(tx: Tx, limits: RateLimits | None, requester_id: str, limit: RateLimit, more: int = 1) -> None:
    """:func:`count` against what the operator has set, if anything."""
    if limits is not None and more:
        count(tx, requester_id, limit, more, limits.quota(limit), clock.real_now())


def too_many(limit: RateLimit, period: Period, most: int, before: int, wait: int) -> TooManyRequests:
    """The refusal of what would make more than ``most`` in a period that ends in ``wait`` milliseconds."""
    what = limit.value.replace("_", " ")
    return TooManyRequests(
        f"{what}: the limit is {most} a {period.words}, and {before} were counted already",
        {"interval": period.value, "limit": most},
        retry_after=max(1, math.ceil(wait / 1000)),
    )


class Throttle:
    """So many requests a second for each requester, counted in the memory of one process, on its event loop.

    A requester may save up a second's worth and spend it at once. Tokens are counted by themselves until
    :meth:`know` tells whose they are: then all of one requester's count together.
    """

    MOST_KNOWN = 20_000

    def __init__(self, per_second: int) -> None:
        self.per_second = per_second
        self._owners: dict[str, str] = {}
        self._spent: dict[str, tuple[float, int]] = {}

    def admit(self, token_hash: str, now_real: int) -> None:
        """Count a request that comes with this token.

        Raises:
            TooManyRequests: there were too many within the last second.
        """
        who = self._owners.get(token_hash, token_hash)
        spent = self._spent_by(who, now_real)
        if spent + 1 > self.per_second:
            self._spent[who] = spent, now_real
            raise TooManyRequests(
                f"The limit is {self.per_second} requests a second", {"limit": self.per_second}, retry_after=1
            )
        if who not in self._spent and len(self._spent) >= self.MOST_KNOWN:
            self._forget_idle(now_real)
        self._spent[who] = spent + 1, now_real

    def know(self, token_hash: str, requester_id: str) -> None:
        """The token is this requester's, and so is what came with it before this was known."""
        if token_hash in self._owners:
            return
        if len(self._owners) >= self.MOST_KNOWN:
            self._owners.clear()
        self._owners[token_hash] = requester_id
        early, moment = self._spent.pop(token_hash, (0.0, 0))
        if early:
            self._spent[requester_id] = early + self._spent_by(requester_id, moment), moment

    def _spent_by(self, who: str, now_real: int) -> float:
        """What is left to wait for of what they spent; it goes down by ``per_second`` a second."""
        spent, since = self._spent.get(who, (0.0, now_real))
        passed = max(0, now_real - since)  # a clock that was set back is no reason to wait
        return max(0.0, spent - passed * self.per_second / 1000)

    def _forget_idle(self, now_real: int) -> None:
        """Forget who has asked for nothing for a second: they have all of their requests before them."""
        self._spent = {who: seen for who, seen in self._spent.items() if now_real - seen[1] < 1000}  # noqa: PLR2004
