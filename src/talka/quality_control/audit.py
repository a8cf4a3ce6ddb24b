"""Whether what rules remember agrees with the rows it stands for. Nothing here repairs anything.

What was observed is kept as sums only, and cannot be counted again; what has rows of its own can be, and
whatever names a page, a unit or a restriction names one that there is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any

import msgspec
import sqlalchemy as sa

from talka.distribution.audit_maps import MOST, each
from talka.pools.model import PoolStatus
from talka.quality_control.collectors import Income
from talka.quality_control.memory import Mark
from talka.storage import schema
from talka.storage.query import Query
from talka.storage.tx import Tx

_a = schema.assignments.c
_s = schema.quality_statistics.c
_i = schema.quality_incomes.c
_r = schema.suite_reviews.c

_sums = msgspec.json.Decoder(tuple[float, ...])
_marks = msgspec.json.Decoder(dict[str, Mark])


def faults(tx: Tx) -> list[str]:
    """What is wrong with what rules remember, in words; empty when all is well."""
    return [fault for check in _CHECKS for fault in islice(check(tx), MOST)]


# --- suites ------------------------------------------------------------------------------------------

_STATES = {"pending": "SUBMITTED", "accepted": "ACCEPTED", "rejected": "REJECTED"}


def _count_of(status: str) -> Any:
    counted = sa.select(sa.func.count()).where(_a.suite_id == _r.suite_id, _a.status == status)
    return counted.scalar_subquery()


_counted = sa.select(
    _r.suite_id,
    *(
        column
        for name, status in _STATES.items()
        for column in (_r[name], _count_of(status).label(f"c_{name}"))
    ),
).subquery()
_SUITES = Query(
    sa.select(_counted)
    .where(sa.or_(*(_counted.c[name] != _counted.c[f"c_{name}"] for name in _STATES)))
    .limit(MOST)
)


def _faults_of_suites(tx: Tx) -> Iterator[str]:
    for suite_id, *pairs in tx.all(_SUITES):
        kept, counted = pairs[::2], pairs[1::2]
        yield (
            f"suite {suite_id} counts {kept} pages as pending, accepted and rejected for its rules, "
            f"its assignments make {counted}"
        )


# --- money of a day ----------------------------------------------------------------------------------

_INCOMES = Query(
    sa.select(_s.user_id, _s.store, _s.sums, sa.cast(sa.func.sum(_i.amount), sa.BigInteger()))
    .outerjoin(schema.quality_incomes, sa.and_(_i.user_id == _s.user_id, _i.store == _s.store))
    .where(_s.store.like(f"{Income.tag}:%"))
    .group_by(_s.user_id, _s.store, _s.sums)
)
_UNSUMMED = Query(
    sa.select(_i.user_id, _i.store)
    .where(~sa.exists().where(_s.user_id == _i.user_id, _s.store == _i.store))
    .distinct()
    .limit(MOST)
)


def _faults_of_incomes(tx: Tx) -> Iterator[str]:
    for user_id, store, sums, earned in each(tx, _INCOMES):
        kept = _sums.decode(sums)
        if kept != (earned or 0,):
            yield f"worker {user_id}: {store} is kept as {kept}, its pages make {earned or 0} micro-units"
    for user_id, store in tx.all(_UNSUMMED):
        yield f"worker {user_id}: pages of {store} are kept and no sum of them"


# --- memory ------------------------------------------------------------------------------------------

_remembered = sa.func.length(_s.recent) - sa.func.length(sa.func.replace(_s.recent, ",", ""))
_TOO_MUCH = Query(
    sa.select(_s.user_id, _s.store, _s["count"], _remembered)
    .where(sa.or_(_remembered > _s["count"], _remembered > 2 * _s.keep))
    .limit(MOST)
)
_MARKED = Query(sa.select(_s.user_id, _s.store, _s["count"], _s.sums, _s.marks).where(_s.marks != "{}"))


def _faults_of_memory(tx: Tx) -> Iterator[str]:
    for user_id, store, count, remembered in tx.all(_TOO_MUCH):
        yield f"worker {user_id}: {store} remembers {remembered} observations of {count}"
    for user_id, store, count, sums, marks in each(tx, _MARKED):
        width = len(_sums.decode(sums))
        for rule, mark in _marks.decode(marks).items():
            if mark.count > count or len(mark.sums) != width:
                yield f"worker {user_id}: {store} begins for rule {rule} after {mark.count} of {count}"


# --- what is named -----------------------------------------------------------------------------------

_j = schema.judged_units.c
_UNKNOWN_UNITS = Query(
    sa.select(_j.unit_id)
    .where(
        ~sa.exists().where(schema.tasks.c.id == _j.unit_id),
        ~sa.exists().where(schema.task_suites.c.id == _j.unit_id),
    )
    .limit(MOST)
)
_p = schema.put_back.c
_UNKNOWN_PAGES = Query(
    sa.select(_p.assignment_id, _p.rule).where(~sa.exists().where(_a.id == _p.assignment_id)).limit(MOST)
)
_b = schema.quality_bans.c
_u = schema.user_restrictions.c
_ENDLESS = Query(
    sa.select(_b.user_id, _b.scope, _b.target, _b.rule)
    .where(~sa.exists().where(_u.user_id == _b.user_id, _u.scope == _b.scope, _u.target == _b.target))
    .limit(MOST)
)
_w = schema.assessed_pools.c
_pool = schema.pools.c
_TOLD_IN_VAIN = Query(
    sa.select(_w.pool_id, _w.subject)
    .where(~sa.exists().where(_pool.id == _w.pool_id, _pool.status != PoolStatus.ARCHIVED.value))
    .limit(MOST)
)


def _faults_of_names(tx: Tx) -> Iterator[str]:
    for (unit_id,) in tx.all(_UNKNOWN_UNITS):
        yield f"{unit_id} was judged by majority vote and is nowhere"
    for assignment_id, rule in tx.all(_UNKNOWN_PAGES):
        yield f"assignment {assignment_id} was put back by rule {rule} and is nowhere"


def _faults_of_bans(tx: Tx) -> Iterator[str]:
    for user_id, scope, target, rule in tx.all(_ENDLESS):
        yield f"rule {rule} waits for the end of {user_id}'s {scope} restriction ({target}), which is over"
    for pool_id, subject in tx.all(_TOLD_IN_VAIN):
        yield f"pool {pool_id} is to hear who loses access ({subject}), and is archived or gone"


_CHECKS: Sequence[Callable[[Tx], Iterator[str]]] = (
    _faults_of_suites,
    _faults_of_incomes,
    _faults_of_memory,
    _faults_of_names,
    _faults_of_bans,
)
