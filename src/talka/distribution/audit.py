"""Whether slots, queues, counters and money set aside agree with the rows they stand for.

Nothing here repairs anything. The database does the comparing; rows reach Python only where something is
wrong, or one unit or pool at a time, so a pool of a million tasks takes no more memory than a small one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.assignments.model import AssignmentStatus
from talka.assignments.service import REVIEW
from talka.distribution.audit_maps import MOST, each, faults_of_maps, faults_of_merges, faults_of_twins
from talka.distribution.audit_records import faults_of_checks, faults_of_completed_tasks
from talka.ledger.service import Purse, requester_account
from talka.pools.lifecycle import COMPLETE, IDLE
from talka.pools.model import Counters, PoolStatus, PoolType
from talka.pools.queue import RETURNED_EPOCH, Lane
from talka.storage import schema
from talka.storage.query import Query
from talka.storage.tx import Tx

OCCUPYING = (
    AssignmentStatus.ACTIVE,
    AssignmentStatus.SUBMITTED,
    AssignmentStatus.ACCEPTED,
    AssignmentStatus.REJECTED,
)
"""The states in which an assignment keeps its slots."""

Expression = sa.ColumnElement[Any]
Select = sa.Select[Any]

_a = schema.assignments.c
_pairs = schema.suite_tasks.c
_queue = schema.queue.c
_reserved = schema.reserved_queue.c
_cursor = schema.cursors.c
_pool = schema.pools.c
_due = schema.due.c
_lines = schema.ledger_lines.c
_accounts = schema.ledger_accounts.c


class _Kind(msgspec.Struct, frozen=True):
    """One of the two tables of units, as the checks see it."""

    name: str
    table: sa.Table
    is_unit: Expression
    lane: Expression
    level: Expression
    held: Expression
    in_lanes: Expression
    queued: Expression

    def __getattr__(self, column: str) -> Any:
        """A column of the table."""
        return self.table.c[column]

    @property
    def stands(self) -> Expression:
        """Whether the unit has free slots, and so is to be found in a queue."""
        return sa.or_(self.infinite == 1, self.occupied < self.overlap)


def _number(value: Any) -> Expression:
    return sa.cast(value, sa.BigInteger())


def _total(value: Any) -> Expression:
    return _number(sa.func.coalesce(sa.func.sum(value), 0))


def _flag(condition: Any) -> Expression:
    return sa.case((condition, 1), else_=0)


_CHECK = int(Lane.GENERAL_CHECK - Lane.GENERAL)
_SUITE_LANES = (int(Lane.SUITE), Lane.SUITE.returned)
_is_occupying = _a.status.in_([status.value for status in OCCUPYING])
_tasks = schema.tasks
_suites = schema.task_suites
KINDS = (
    _Kind(
        name="task",
        table=_tasks,
        is_unit=_tasks.c.suite_id.is_(None),
        lane=_number(_tasks.c.kind + sa.case((_tasks.c.target_overlap.is_not(None), _CHECK), else_=0)),
        level=sa.literal_column("0.0", schema.REAL),
        held=sa.select(sa.func.count())
        .select_from(sa.join(schema.suite_tasks, schema.assignments, _a.suite_id == _pairs.suite_id))
        .where(_pairs.task_id == _tasks.c.id, _a.mixed == 1, _is_occupying)
        .scalar_subquery(),
        in_lanes=_queue.lane.not_in(_SUITE_LANES),
        queued=sa.true(),
    ),
    _Kind(
        name="suite",
        table=_suites,
        is_unit=_suites.c.mixed == 0,
        lane=sa.literal_column(str(int(Lane.SUITE)), sa.BigInteger()),
        level=sa.func.coalesce(_suites.c.level, sa.literal_column("0.0")),
        held=sa.select(sa.func.count())
        .where(_a.suite_id == _suites.c.id, _a.mixed == 0, _is_occupying)
        .scalar_subquery(),
        in_lanes=_queue.lane.in_(_SUITE_LANES),
        queued=_suites.c.latitude.is_(None),
    ),
)


def faults(tx: Tx) -> list[str]:
    """What is wrong with the giving out of work, in words; empty when all is well.

    Slots taken against the assignments that hold them, queues against free slots, cursors against the places
    still to be filled, counters against a count, money set aside against the work it is for, and countdowns
    against what they wait for.
    """
    return [fault for check in _CHECKS for fault in check(tx)]


# --- slots -------------------------------------------------------------------------------------------


def _slot_queries(kind: _Kind) -> tuple[Query, Query]:
    counted = (
        sa.select(kind.id, kind.occupied, kind.overlap, kind.held.label("held"))
        .where(kind.is_unit, kind.infinite == 0)
        .subquery()
    )
    differing = sa.select(counted.c.id, counted.c.occupied, counted.c.held).where(
        counted.c.occupied != counted.c.held
    )
    exceeding = sa.select(kind.id, kind.occupied, kind.overlap).where(
        kind.is_unit, kind.infinite == 0, sa.or_(kind.occupied > kind.overlap, kind.overlap.is_(None))
    )
    return Query(differing.limit(MOST)), Query(exceeding.limit(MOST))


_SLOTS = {kind.name: _slot_queries(kind) for kind in KINDS}


def _faults_of_slots(tx: Tx) -> Iterator[str]:
    for name, (differing, exceeding) in _SLOTS.items():
        for unit_id, occupied, held in tx.all(differing):
            yield f"{name} {unit_id} counts {occupied} slots as taken, but assignments take {held}"
        for unit_id, occupied, overlap in tx.all(exceeding):
            yield f"{name} {unit_id} has {occupied} slots taken of an overlap of {overlap}"


# --- queues ------------------------------------------------------------------------------------------


def _is_main_place(kind: _Kind) -> Expression:
    return sa.and_(
        _queue.pool_id == kind.pool_id,
        _queue.lane == kind.lane,
        _queue.level == kind.level,
        _queue.epoch == kind.epoch,
        _queue.rank == kind.rank,
        _queue.unit_id == kind.id,
    )


def _is_returned_place(kind: _Kind) -> Expression:
    return sa.and_(
        _queue.pool_id == kind.pool_id,
        _queue.lane == kind.lane + 1,
        _queue.level == 0.0,
        _queue.epoch == RETURNED_EPOCH,
        _queue.rank == kind.returned_rank,
        _queue.unit_id == kind.id,
    )


def _queue_queries(kind: _Kind) -> tuple[Query, Query, Query]:
    stands_here = sa.exists().where(_is_main_place(kind))
    stands_again = sa.exists().where(_is_returned_place(kind))
    shared = sa.and_(kind.is_unit, kind.queued, kind.reserved_for.is_(None))
    lost = sa.select(kind.id).where(shared, kind.stands, ~stands_here, ~stands_again)
    misplaced = sa.select(kind.id).where(shared, kind.returned_rank.is_not(None), ~stands_again)
    owner = sa.and_(
        shared, kind.stands, kind.id == _queue.unit_id, sa.or_(_is_main_place(kind), _is_returned_place(kind))
    )
    # A scalar probe is one look by key for each place, whatever the planner knows of the tables' sizes.
    found = sa.select(sa.literal_column("1")).where(owner).limit(1).scalar_subquery()
    stray = sa.select(_queue.unit_id, _queue.lane).where(kind.in_lanes, found.is_(None))
    return Query(lost.limit(MOST)), Query(misplaced.limit(MOST)), Query(stray.limit(MOST))


_QUEUES = {kind.name: _queue_queries(kind) for kind in KINDS}


def _faults_of_queues(tx: Tx) -> Iterator[str]:
    for name, (lost, misplaced, stray) in _QUEUES.items():
        for (unit_id,) in tx.all(lost):
            yield f"{name} {unit_id} has free slots and stands in no queue: nobody will be given it"
        for (unit_id,) in tx.all(misplaced):
            yield f"{name} {unit_id} should stand among the returned slots and does not"
        for unit_id, lane in tx.all(stray):
            yield f"{name} {unit_id} stands in lane {lane}, where it does not belong"


def _reserved_units(kind: _Kind) -> Select:
    return sa.select(
        kind.id.label("unit_id"),
        sa.literal_column("0").label("part"),
        kind.reserved_for.label("who"),
        kind.lane.label("lane"),
        kind.level.label("level"),
        kind.rank.label("rank"),
        _flag(kind.stands).label("stands"),
    ).where(kind.is_unit, kind.queued, kind.reserved_for.is_not(None))


_reserved_rows = sa.select(
    _reserved.unit_id,
    sa.literal_column("1"),
    _reserved.worker_id,
    _number(_reserved.lane),
    _reserved.level,
    _reserved.rank,
    sa.literal_column("1"),
)
_reserved_units_and_rows = sa.union_all(*(_reserved_units(kind) for kind in KINDS), _reserved_rows).subquery()
_RESERVED = Query(
    sa.select(_reserved_units_and_rows).order_by(
        _reserved_units_and_rows.c.unit_id, _reserved_units_and_rows.c.part
    )
)


def _faults_of_reserved_queues(tx: Tx) -> Iterator[str]:
    """A unit's row, which says where it is to stand, comes right before the places where it does stand."""
    told = 0
    for unit_id, rows in groupby(each(tx, _RESERVED), key=itemgetter(0)):
        expected: set[tuple[Any, ...]] = set()
        found: set[tuple[Any, ...]] = set()
        for _, part, who, *place, stands in rows:
            if part:
                found.add((who, *place))
            elif stands:
                expected = {(worker, *place) for worker in msgspec.json.decode(who, type=list[str])}
        if expected != found and (told := told + 1) <= MOST:
            yield (
                f"{unit_id} is to stand in the queues of {len(expected)} workers it is reserved for: "
                f"{len(expected - found)} are missing, {len(found - expected)} are wrong"
            )


# --- cursors -----------------------------------------------------------------------------------------

_is_returned_lane = _cursor.lane % 2 == 1
_is_past_the_epoch = sa.or_(
    _cursor.epoch > _pool.epoch, sa.and_(_cursor.epoch == _pool.epoch, _pool.epoch_entered == 0)
)
_CURSORS = Query(
    sa.select(_cursor.worker_id, _cursor.pool_id, _cursor.lane)
    .join(schema.pools, _pool.id == _cursor.pool_id)
    .where(
        sa.or_(
            sa.and_(_is_returned_lane, _cursor.rank >= _pool.next_rank),
            sa.and_(~_is_returned_lane, _is_past_the_epoch),
        )
    )
    .limit(MOST)
)
_AHEAD = Query(
    sa.select(_queue.unit_id, _queue.pool_id)
    .join(schema.pools, _pool.id == _queue.pool_id)
    .where(_queue.epoch > _pool.epoch)
    .limit(MOST)
)


def _faults_of_cursors(tx: Tx) -> Iterator[str]:
    for worker_id, pool_id, lane in tx.all(_CURSORS):
        yield f"worker {worker_id} is past where new work of pool {pool_id} will be put (lane {lane})"
    for unit_id, pool_id in tx.all(_AHEAD):
        yield f"{unit_id} stands in an epoch that pool {pool_id} has not begun"


# --- counters ----------------------------------------------------------------------------------------

_COUNTED = [name for name in Counters.__struct_fields__ if not name.startswith("last_")]
_COUNTERS_OF_STATES = {
    "active": AssignmentStatus.ACTIVE,
    "submitted": AssignmentStatus.SUBMITTED,
    "accepted": AssignmentStatus.ACCEPTED,
    "rejected": AssignmentStatus.REJECTED,
    "skipped": AssignmentStatus.SKIPPED,
    "expired": AssignmentStatus.EXPIRED,
}


def _count(table: sa.Table, *where: Expression, **counted: Expression) -> Select:
    """One row a pool: the counters that are counted from this table, the others zero."""
    columns = [counted.get(name, sa.literal_column("0")).label(name) for name in _COUNTED]
    return (
        sa.select(table.c.pool_id, sa.literal_column("1").label("part"), *columns)
        .where(*where)
        .group_by(table.c.pool_id)
    )


def _slots_of(kind: _Kind, counts: Expression) -> dict[str, Expression]:
    finite = sa.and_(counts, kind.infinite == 0)
    free = sa.and_(finite, kind.occupied < kind.overlap)
    return {
        "finite_units": _total(_flag(finite)),
        "open_units": _total(_flag(free)),
        "slots": _total(sa.case((finite, kind.overlap), else_=0)),
        "free_slots": _total(sa.case((free, kind.overlap - kind.occupied), else_=0)),
    }


def _statistics_of_work() -> dict[str, Expression]:
    handed_in = _a.submitted.is_not(None)
    return {
        "work_millis": _total(sa.case((handed_in, _a.submitted - _a.created), else_=0)),
        "spent": _total(sa.case((_a.status == AssignmentStatus.ACCEPTED.value, _a.reward), else_=0)),
        "workers": sa.func.count(sa.distinct(_a.user_id)),
        "submitters": sa.func.count(sa.distinct(sa.case((handed_in, _a.user_id)))),
    }


def _counter_query() -> Query:
    task, suite = KINDS
    kept = sa.select(
        schema.pool_counters.c.pool_id,
        sa.literal_column("0").label("part"),
        *(schema.pool_counters.c[name] for name in _COUNTED),
    )
    tasks = _count(
        _tasks,
        task.is_unit,
        general=_total(_flag(task.kind == int(Lane.GENERAL))),
        control=_total(_flag(task.kind == int(Lane.CONTROL))),
        training=_total(_flag(task.kind == int(Lane.TRAINING))),
        **_slots_of(task, task.kind == int(Lane.GENERAL)),
    )
    inside = _count(_tasks, ~task.is_unit, general_inside=_total(_flag(task.kind == int(Lane.GENERAL))))
    suites = _count(_suites, suite.is_unit, suites=sa.func.count(), **_slots_of(suite, sa.true()))
    states = {name: _total(_flag(_a.status == status.value)) for name, status in _COUNTERS_OF_STATES.items()}
    work = _count(schema.assignments, issued=sa.func.count(), **states, **_statistics_of_work())
    every = sa.union_all(kept, tasks, inside, suites, work).subquery()
    sums = [_total(every.c[name]) for name in _COUNTED]
    return Query(
        sa.select(every.c.pool_id, every.c.part, *sums)
        .group_by(every.c.pool_id, every.c.part)
        .order_by(every.c.pool_id, every.c.part)
    )


_COUNTERS = _counter_query()


def _faults_of_counters(tx: Tx) -> Iterator[str]:
    zero = [0] * len(_COUNTED)
    told = 0
    for pool_id, rows in groupby(each(tx, _COUNTERS), key=itemgetter(0)):
        sums = {part: list(values) for _, part, *values in rows}
        for name, kept, counted in zip(_COUNTED, sums.get(0, zero), sums.get(1, zero), strict=True):
            if kept != counted and (told := told + 1) <= MOST:
                yield f"pool {pool_id}: {name} is kept as {kept}, its rows make {counted}"


_present = schema.pool_workers.c
_pairs_at_work = sa.union_all(
    sa.select(
        _a.pool_id,
        _a.user_id.label("worker_id"),
        _flag(sa.func.max(_a.submitted).is_not(None)).label("counted"),
        sa.literal_column("0").label("kept"),
        sa.literal_column("1").label("is_counted"),
    ).group_by(_a.pool_id, _a.user_id),
    sa.select(
        _present.pool_id,
        _present.worker_id,
        sa.literal_column("0"),
        _flag(_present.submitted.is_not(None)),
        sa.literal_column("-1"),
    ),
).subquery()
_ATTENDANCE = Query(
    sa.select(_pairs_at_work.c.pool_id, _pairs_at_work.c.worker_id)
    .group_by(_pairs_at_work.c.pool_id, _pairs_at_work.c.worker_id)
    .having(
        sa.or_(
            sa.func.sum(_pairs_at_work.c.is_counted) != 0,
            sa.func.sum(_pairs_at_work.c.counted) != sa.func.sum(_pairs_at_work.c.kept),
        )
    )
    .limit(MOST)
)


def _faults_of_attendance(tx: Tx) -> Iterator[str]:
    for pool_id, worker_id in tx.all(_ATTENDANCE):
        yield f"pool {pool_id}: what is kept of worker {worker_id}'s first pages is not what they have done"


# --- money -------------------------------------------------------------------------------------------


def _money_query(purse: Purse, status: AssignmentStatus) -> Query:
    prefix, suffix = requester_account("|", purse).split("|")
    needed: Any = (
        sa.select(
            (sa.literal(prefix) + _a.requester_id + sa.literal(suffix)).label("account"),
            _total(_a.reward + _a.fee).label("needed"),
            sa.literal_column("0").label("kept"),
        )
        .where(_a.status == status.value)
        .group_by(_a.requester_id)
    )
    kept = sa.select(_accounts.id, sa.literal_column("0"), _accounts.balance).where(
        _accounts.id.like(f"{prefix}%{suffix}")
    )
    both = sa.union_all(needed, kept).subquery()
    sums = [_total(both.c.needed), _total(both.c.kept)]
    return Query(
        sa.select(both.c.account, *sums).group_by(both.c.account).having(sums[0] != sums[1]).limit(MOST)
    )


_SET_ASIDE = {
    status: _money_query(purse, status)
    for purse, status in (
        (Purse.HELD, AssignmentStatus.ACTIVE),
        (Purse.RESERVED, AssignmentStatus.SUBMITTED),
    )
}
_payment = sa.literal("assignment:") + _a.id + sa.literal(":pay")
_UNPAID = Query(
    sa.select(_a.id)
    .where(
        _a.status == AssignmentStatus.ACCEPTED.value,
        _a.reward + _a.fee > 0,
        ~sa.exists().where(_lines.cause == _payment),
    )
    .limit(MOST)
)


def _faults_of_money(tx: Tx) -> Iterator[str]:
    for status, query in _SET_ASIDE.items():
        for account, needed, kept in tx.all(query):
            yield f"account {account} holds {kept} micro-units, {status.value} assignments need {needed}"
    for (assignment_id,) in tx.all(_UNPAID):
        yield f"assignment {assignment_id} is accepted and was not paid"


# --- what falls due ----------------------------------------------------------------------------------


def _countdown_query() -> Query:
    counters = schema.pool_counters.c
    sums = (
        sa.select(
            counters.pool_id,
            *(_total(counters[name]).label(name) for name in ("finite_units", "open_units", "active")),
        )
        .group_by(counters.pool_id)
        .subquery()
    )
    complete = sa.and_(sums.c.finite_units > 0, sums.c.open_units == 0, sums.c.active == 0)
    counting = sa.exists().where(
        _due.kind == COMPLETE, _due.subject == sa.cast(_pool.id, schema.ID), _pool.id == sums.c.pool_id
    )
    return Query(
        sa.select(_pool.id, _flag(complete))
        .join(sums, sums.c.pool_id == _pool.id)
        .where(
            _pool.status == PoolStatus.OPEN.value,
            _pool.type != PoolType.TRAINING.value,
            _flag(complete) != _flag(counting),
        )
        .limit(MOST)
    )


_COUNTDOWNS = _countdown_query()
_has_idle_appointment = sa.exists().where(_due.kind == IDLE, _due.subject == sa.cast(_pool.id, schema.ID))
_NEVER_ARCHIVED = Query(
    sa.select(_pool.id, _pool.status)
    .where(_flag(_pool.status == PoolStatus.ARCHIVED.value) == _flag(_has_idle_appointment))
    .limit(MOST)
)
_NEVER_REVIEWED = Query(
    sa.select(_a.id)
    .where(
        _a.status == AssignmentStatus.SUBMITTED.value,
        ~sa.exists().where(_due.kind == bindparam("review"), _due.subject == _a.id),
    )
    .limit(MOST)
)


def _faults_of_countdowns(tx: Tx) -> Iterator[str]:
    for pool_id, complete in tx.all(_COUNTDOWNS):
        if complete:
            yield f"pool {pool_id} is complete and nothing will close it"
        else:
            yield f"pool {pool_id} is not complete and is about to be closed as if it were"
    for pool_id, status in tx.all(_NEVER_ARCHIVED):
        if status == PoolStatus.ARCHIVED:
            yield f"pool {pool_id} is archived and is about to be archived once more"
        else:
            yield f"pool {pool_id} will never be archived, however long nobody works on it"
    for (assignment_id,) in tx.all(_NEVER_REVIEWED, review=REVIEW):
        yield f"assignment {assignment_id} waits for review without an end"


_CHECKS: Sequence[Callable[[Tx], Iterator[str]]] = (
    _faults_of_slots,
    _faults_of_queues,
    _faults_of_reserved_queues,
    faults_of_checks,
    faults_of_completed_tasks,
    faults_of_maps,
    _faults_of_cursors,
    _faults_of_counters,
    _faults_of_attendance,
    _faults_of_money,
    faults_of_merges,
    faults_of_twins,
    _faults_of_countdowns,
)
