"""Speed/quality balance: a pool that keeps the best workers only (3.3 of the rules).

Workers are ranked by a forecast of their quality. *Contenders* for a pool are those who were there lately
and whom nothing but the ranking could keep out: they took or handed in work of the pool, were refused by the
ranking alone, or asked for their list of work while it was open.

``TOP_PERCENTAGE_BY_QUALITY`` keeps the best share of the contenders of the last hour. The forecast that is
needed, the *cut*, is worked out once a minute by whoever comes by, so a take compares two numbers. Equal
forecasts are kept together, and as long as there are few contenders all of them are.

``BEST_CONCURRENT_USERS_BY_QUALITY`` keeps so many of those who are at work: they hold a page of the pool, or
did something there in the last minutes. The others are counted at each take, up to the number that is asked
for. Of equal forecasts whoever came first goes first.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql

from talka.assignments import store as assignment_store
from talka.assignments.model import (
    Assignment,
    AssignmentAccepted,
    AssignmentCreated,
    AssignmentExpired,
    AssignmentRejected,
    AssignmentSkipped,
    AssignmentSubmitted,
)
from talka.distribution.forecast import Reviews, forecast, place_of_the_last
from talka.kernel.clock import HOUR, MINUTE
from talka.kernel.ids import parse_number
from talka.pools import store as pools
from talka.pools.config import PoolConfig, config_of
from talka.pools.model import MAX_ISSUED, BalanceType, Pool, PoolOpened, SpeedQualityBalance
from talka.skills import store as skills
from talka.storage import schema
from talka.storage.query import Query, upsert
from talka.storage.tx import Tx
from talka.words.speaking import say

WINDOW = HOUR
"""How long a contender for a place among the best share counts."""
ONLINE = 5 * MINUTE
"""How long somebody is at work after the last page."""
NOTE_AGAIN = 10 * MINUTE
REFRESH = MINUTE
EVERYWHERE = 0
"""The project of reviews in all projects together."""

CHECK = "quality_balance"
"""What the check is called."""

_ALL = 100
_FORECASTS = "forecasts of workers"

_r = schema.reviews.c
_REVIEWS = Query(
    sa.select(_r.project_id, _r.accepted, _r.rejected).where(
        _r.worker_id == bindparam("worker_id"),
        _r.project_id.in_([bindparam("project_id", type_=schema.NUMBER), sa.literal_column(str(EVERYWHERE))]),
    )
)
_new_reviews = postgresql.insert(schema.reviews).values(
    {column.name: bindparam(column.name, type_=column.type) for column in schema.reviews.columns}
)
_COUNT_REVIEW = Query(
    _new_reviews.on_conflict_do_update(
        index_elements=["worker_id", "project_id"],
        set_={
            "accepted": _r.accepted + _new_reviews.excluded.accepted,
            "rejected": _r.rejected + _new_reviews.excluded.rejected,
        },
    )
)

_c = schema.contenders.c
_SAVE = upsert(schema.contenders)
_OWN = Query(
    sa.select(_c.since, _c.until).where(
        _c.pool_id == bindparam("pool_id"), _c.worker_id == bindparam("worker_id")
    )
)
_PRESENT = (_c.pool_id == bindparam("pool_id"), _c.until > bindparam("now", type_=schema.TIME))
_NTH_BETTER = Query(
    sa.select(_c.worker_id)
    .where(
        *_PRESENT,
        _c.worker_id != bindparam("worker_id", type_=schema.ID),
        sa.or_(
            _c.forecast > bindparam("forecast", type_=schema.REAL),
            sa.and_(
                _c.forecast == bindparam("forecast", type_=schema.REAL),
                sa.tuple_(_c.since, _c.worker_id)
                < sa.tuple_(bindparam("since", type_=schema.TIME), bindparam("worker_id", type_=schema.ID)),
            ),
        ),
    )
    .offset(bindparam("skipped", type_=schema.NUMBER))
    .limit(1)
)
_COUNT = Query(sa.select(sa.func.count()).where(*_PRESENT))
_NTH_BEST = Query(
    sa.select(_c.forecast)
    .where(*_PRESENT)
    .order_by(_c.forecast.desc())
    .offset(bindparam("skipped", type_=schema.NUMBER))
    .limit(1)
)

_cut = schema.quality_cuts.c
_CUT = Query(sa.select(_cut.forecast, _cut.at).where(_cut.pool_id == bindparam("pool_id")))
_CUT_LOCKED = Query(
    sa.select(_cut.at).where(_cut.pool_id == bindparam("pool_id")).with_for_update(skip_locked=True)
)
_SAVE_CUT = upsert(schema.quality_cuts)


class Contender(msgspec.Struct, frozen=True):
    """A worker's row for a pool: since when and until when they count."""

    since: int
    until: int


# --- the check ---------------------------------------------------------------------------------------


def is_outranked(tx: Tx, worker_id: str, pool: Pool, config: PoolConfig) -> bool:
    """Whether better workers keep this one out of the pool now."""
    balance = _ranking(config)
    if balance is None:
        return False
    own = forecast_of(tx, worker_id, pool, config)
    if balance.type == BalanceType.TOP_PERCENTAGE_BY_QUALITY:
        cut = _cut_of(tx, pool.id, balance.percent or 0)
        return cut is not None and own < cut
    present = _present(tx, worker_id, pool.id)
    since = tx.now + 1 if present is None else present.since  # of equals, who is there is before who comes
    last_place = tx.value(
        _NTH_BETTER,
        pool_id=pool.id,
        now=tx.now,
        worker_id=worker_id,
        forecast=own,
        since=since,
        skipped=min(balance.count or 1, MAX_ISSUED) - 1,
    )
    return last_place is not None


def words(config: PoolConfig, *, outranked: bool) -> str:
    """The check's outcome, for a person."""
    balance = _ranking(config)
    if balance is None:
        return say("The requester takes workers of any rank")
    if not outranked:
        return say("You are among the best workers who are here now")
    if balance.type == BalanceType.TOP_PERCENTAGE_BY_QUALITY:
        return say(
            "Only the best {percent} % of the workers who are here get these tasks; ask again later",
            percent=balance.percent or 0,
        )
    return say(
        "The {count} best workers who are here do these tasks now; ask again later", count=balance.count or 0
    )


def forecast_of(tx: Tx, worker_id: str, pool: Pool, config: PoolConfig) -> float:
    """The worker's quality to be expected in this pool, worked out once a transaction.

    The skills that tell it: the one by which the pool weighs answers, the one by which it sets prices, and
    that of the project's trainings.
    """
    key = (_FORECASTS, (worker_id, pool.id))
    if key not in tx.known:
        rows = tx.all(_REVIEWS, worker_id=worker_id, project_id=pool.project_id)
        found = {project_id: Reviews(accepted, rejected) for project_id, accepted, rejected in rows}
        values = [skills.value_of(tx, worker_id, skill_id) for skill_id in _skills(tx, pool, config)]
        tx.known[key] = forecast(
            [value.exact_value for value in values if value is not None],
            found.get(pool.project_id, Reviews()),
            found.get(EVERYWHERE, Reviews()),
        )
    known: float = tx.known[key]
    return known


def _skills(tx: Tx, pool: Pool, config: PoolConfig) -> list[int]:
    training = skills.training_skill(tx, pool.project_id)
    found = [
        None if training is None else training.id,
        None if config.pricing is None else parse_number(config.pricing.skill_id),
        config.dynamic_overlap and parse_number(config.dynamic_overlap.answer_weight_skill_id),
    ]
    return [skill_id for skill_id in dict.fromkeys(found) if isinstance(skill_id, int)]


def _ranking(config: PoolConfig) -> SpeedQualityBalance | None:
    """The pool's balance, where it keeps anybody out."""
    balance = config.balance
    everybody = (BalanceType.TOP_PERCENTAGE_BY_QUALITY, _ALL)
    return None if balance is None or (balance.type, balance.percent) == everybody else balance


def _row(tx: Tx, worker_id: str, pool_id: int) -> Contender | None:
    row = tx.one(_OWN, pool_id=pool_id, worker_id=worker_id)
    return None if row is None else Contender(*row)


def _present(tx: Tx, worker_id: str, pool_id: int) -> Contender | None:
    """The worker's row if it still counts; whoever was away comes anew."""
    row = _row(tx, worker_id, pool_id)
    return row if row is not None and row.until > tx.now else None


# --- the cut -----------------------------------------------------------------------------------------


def _cut_of(tx: Tx, pool_id: int, percent: int) -> float | None:
    """The least forecast that is kept, at most a minute old; None keeps everybody."""
    row = tx.one(_CUT, pool_id=pool_id)
    if row is not None and tx.now < row[1] + REFRESH:
        kept: float | None = row[0]
        return kept
    cut = _work_out_cut(tx, pool_id, percent)
    # One of those who come by writes it down, and the others do not wait for it.
    if not tx.read_only and tx.one(_CUT_LOCKED, pool_id=pool_id) is not None:
        tx.run(_SAVE_CUT, pool_id=pool_id, forecast=cut, at=tx.now)
    return cut


def _work_out_cut(tx: Tx, pool_id: int, percent: int) -> float | None:
    present = int(tx.value(_COUNT, pool_id=pool_id, now=tx.now))
    place = place_of_the_last(present, percent)
    if place is None:
        return None
    cut: float | None = tx.value(_NTH_BEST, pool_id=pool_id, now=tx.now, skipped=place - 1)
    return cut


def when_pool_opened(tx: Tx, event: PoolOpened) -> None:
    """Have a row for the cut, so that nobody has to add one in the middle of a take."""
    pool = pools.get(tx, event.pool_id)
    if pool is not None and _ranking(config_of(pool)) is not None:
        tx.run(_SAVE_CUT, pool_id=pool.id, forecast=None, at=0)


# --- contenders --------------------------------------------------------------------------------------


def is_unnoted(tx: Tx, worker_id: str, pool: Pool, config: PoolConfig, failed: Sequence[str]) -> bool:
    """Whether a worker who sees the pool is to be noted as one who contends for it.

    ``failed`` has the checks that the worker does not pass. Those at work are noted when they take a page.
    """
    balance = _ranking(config)
    if balance is None or balance.type != BalanceType.TOP_PERCENTAGE_BY_QUALITY or set(failed) - {CHECK}:
        return False
    row = _row(tx, worker_id, pool.id)
    return row is None or row.until < tx.now + WINDOW - NOTE_AGAIN


def note_present(tx: Tx, worker_id: str, pool_ids: Sequence[int]) -> None:
    """The worker saw these pools, and nothing but their ranking keeps the worker out."""
    for pool_id in sorted(pool_ids):
        pool = pools.get(tx, pool_id)
        if pool is not None:
            config = config_of(pool)
            if is_unnoted(tx, worker_id, pool, config, ()):
                _note(tx, worker_id, pool, config, tx.now + WINDOW)


def when_issued(tx: Tx, event: AssignmentCreated) -> None:
    """Whoever takes a page is there; who holds one is at work until its time is up."""
    one = event.assignment
    pool, config, balance = _pool_of(tx, one)
    if balance is None:
        return
    if balance.type == BalanceType.TOP_PERCENTAGE_BY_QUALITY:
        note_present(tx, one.user_id, [pool.id])
    else:
        _note(tx, one.user_id, pool, config, max(one.deadline, tx.now + ONLINE))


def when_done(tx: Tx, event: AssignmentSubmitted | AssignmentSkipped | AssignmentExpired) -> None:
    """Whoever is done with a page is at work a while longer, but not the one whose time ran out."""
    one = event.assignment
    pool, config, balance = _pool_of(tx, one)
    if balance is None or tx.now >= one.deadline:
        return
    if balance.type == BalanceType.TOP_PERCENTAGE_BY_QUALITY:
        note_present(tx, one.user_id, [pool.id])
    else:
        held = [page.deadline for page in assignment_store.active_in_pool(tx, one.user_id, pool.id)]
        _note(tx, one.user_id, pool, config, max([tx.now + ONLINE, *held]))


def _pool_of(tx: Tx, assignment: Assignment) -> tuple[Pool, PoolConfig, SpeedQualityBalance | None]:
    pool = pools.get(tx, assignment.pool_id)
    if pool is None:
        raise AssertionError(f"assignment {assignment.id} lost its pool")
    config = config_of(pool)
    return pool, config, _ranking(config)


def _note(tx: Tx, worker_id: str, pool: Pool, config: PoolConfig, until: int) -> None:
    present = _present(tx, worker_id, pool.id)
    tx.run(
        _SAVE,
        pool_id=pool.id,
        worker_id=worker_id,
        forecast=forecast_of(tx, worker_id, pool, config),
        since=tx.now if present is None else present.since,
        until=until,
    )


# --- reviews -----------------------------------------------------------------------------------------


def when_accepted(tx: Tx, event: AssignmentAccepted) -> None:
    """Count an answer accepted after review; one accepted at once says nothing of its quality."""
    one = event.assignment
    if one.review_until is not None:
        _count_review(tx, one, accepted=1, rejected=0 if one.rejected is None else -1)


def when_rejected(tx: Tx, event: AssignmentRejected) -> None:
    """Count a rejected answer."""
    _count_review(tx, event.assignment, accepted=0, rejected=1)


def _count_review(tx: Tx, one: Assignment, *, accepted: int, rejected: int) -> None:
    for project_id in (EVERYWHERE, one.project_id):
        tx.run(
            _COUNT_REVIEW,
            worker_id=one.user_id,
            project_id=project_id,
            accepted=accepted,
            rejected=rejected,
        )
