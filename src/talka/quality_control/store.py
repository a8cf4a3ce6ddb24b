"""Quality control's rows: statistics, incomes, bans that will end, suites and tasks that rules look at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql

from talka.kernel.ids import pool_bounds
from talka.quality_control.memory import Mark, Statistics
from talka.storage import schema
from talka.storage.query import Query, in_list, insert, upsert
from talka.storage.tx import Tx

Place = tuple[str, str]
"""Whose statistics, and in which store."""

_s = schema.quality_statistics.c
_PLACED = (
    sa.select(_s.user_id, _s.store, _s["count"], _s.sums, _s.recent, _s.marks, _s.keep)
    .where(in_list(_s.user_id, "user_ids"), in_list(_s.store, "stores"))
    .order_by(_s.user_id, _s.store)
)
_STATISTICS = Query(_PLACED.with_for_update())
_LOOK = Query(_PLACED)
_SAVE = upsert(schema.quality_statistics)
_BEGIN = insert(schema.quality_statistics, ignore_conflicts=True)
_DROP = Query(
    sa.delete(schema.quality_statistics).where(
        _s.user_id == bindparam("user_id"), _s.store == bindparam("store")
    )
)
_sums = msgspec.json.Decoder(tuple[float, ...])
_marks = msgspec.json.Decoder(dict[str, Mark])

_i = schema.quality_incomes.c
_mine = sa.and_(_i.user_id == bindparam("user_id"), _i.store == bindparam("store"))
_EARN = insert(schema.quality_incomes, ignore_conflicts=True)
_UNEARN = Query(
    sa.delete(schema.quality_incomes).where(
        _mine, _i.at == bindparam("at"), _i.assignment_id == bindparam("assignment_id")
    )
)
_OUTLIVE = Query(
    sa.delete(schema.quality_incomes).where(_mine, _i.at <= bindparam("until")).returning(_i.amount)
)
_EARNED_SINCE = Query(
    sa.select(sa.cast(sa.func.coalesce(sa.func.sum(_i.amount), 0), sa.BigInteger())).where(
        _mine, _i.at > bindparam("since")
    )
)
_FORGET_INCOME = Query(sa.delete(schema.quality_incomes).where(_mine))

_b = schema.quality_bans.c
_of_ban = sa.and_(
    _b.user_id == bindparam("user_id"), _b.scope == bindparam("scope"), _b.target == bindparam("target")
)
_BAN = insert(schema.quality_bans, ignore_conflicts=True)
_BANS = Query(sa.select(_b.store, _b.rule).where(_of_ban).order_by(_b.store, _b.rule))
_DROP_BANS = Query(sa.delete(schema.quality_bans).where(_of_ban))

_home = schema.collector_homes.c
_SETTLE = insert(schema.collector_homes, ignore_conflicts=True)
_HOME = Query(
    sa.select(_home.project_id).where(
        _home.requester_id == bindparam("requester_id"), _home.uuid == bindparam("uuid")
    )
)

_r = schema.suite_reviews.c
_COUNTS = ("pending", "accepted", "rejected")
_MOVE_SUITE = Query(
    sa.update(schema.suite_reviews)
    .where(_r.suite_id == bindparam("key"))
    .values({name: _r[name] + bindparam(f"add_{name}", type_=schema.NUMBER) for name in _COUNTS})
    .returning(*(_r[name] for name in _COUNTS))
)
_first = postgresql.insert(schema.suite_reviews).values(
    {"suite_id": bindparam("key"), **{name: bindparam(f"first_{name}") for name in _COUNTS}}
)
_BEGIN_SUITE = Query(
    _first.on_conflict_do_update(
        index_elements=["suite_id"],
        set_={name: _r[name] + bindparam(f"add_{name}", type_=schema.NUMBER) for name in _COUNTS},
    ).returning(*(_r[name] for name in _COUNTS))
)
_a = schema.assignments.c
_STATES = {"pending": "SUBMITTED", "accepted": "ACCEPTED", "rejected": "REJECTED"}
_COUNT_SUITE = Query(
    sa.select(
        *(
            sa.func.count(sa.case((_a.status == sa.literal_column(f"'{state}'"), 1)))
            for state in _STATES.values()
        )
    ).where(_a.suite_id == bindparam("key"))
)
_FORGET_SUITES = Query(
    sa.delete(schema.suite_reviews).where(
        _r.suite_id > bindparam("low", type_=schema.ID), _r.suite_id < bindparam("high", type_=schema.ID)
    )
)

_j = schema.judged_units.c
_JUDGED = Query(sa.select(_j.unit_id, _j.assignment_ids).where(in_list(_j.unit_id, "unit_ids")))
_JUDGE = upsert(schema.judged_units)

_PUT_BACK = insert(schema.put_back, ignore_conflicts=True)


def statistics(tx: Tx, user_ids: Sequence[str], stores: Sequence[str]) -> dict[Place, Statistics]:
    """What is known of these workers in these stores, to be changed; nothing yet is not there.

    Of the workers' own doing it changes only while they are held; a majority's verdict comes from others'
    doing, so rows are locked too, always in one order.
    """
    return _placed(tx, _STATISTICS, user_ids, stores)


def begin(tx: Tx, places: Sequence[Place]) -> None:
    """Have rows to lock for these, where others may begin them at the same time."""
    empty = {"count": 0, "sums": "[]", "recent": "", "marks": "{}", "keep": 0}
    tx.many(_BEGIN, [{"user_id": user_id, "store": store, **empty} for user_id, store in sorted(places)])


def look_at(tx: Tx, user_ids: Sequence[str], stores: Sequence[str]) -> dict[Place, Statistics]:
    """The same, to be read only."""
    return _placed(tx, _LOOK, user_ids, stores)


def _placed(tx: Tx, query: Query, user_ids: Sequence[str], stores: Sequence[str]) -> dict[Place, Statistics]:
    rows = tx.all(query, user_ids=list(user_ids), stores=list(stores))
    return {
        (row[0], row[1]): Statistics(row[2], _sums.decode(row[3]), row[4], _marks.decode(row[5]), row[6])
        for row in rows
    }


def save(tx: Tx, changed: Mapping[Place, Statistics]) -> None:
    """Keep what is known of workers now."""
    tx.many(
        _SAVE,
        [
            {
                "user_id": user_id,
                "store": store,
                "count": known.count,
                "sums": msgspec.json.encode(known.sums).decode(),
                "recent": known.recent,
                "marks": msgspec.json.encode(known.marks).decode(),
                "keep": known.keep,
            }
            for (user_id, store), known in sorted(changed.items())
        ],
    )


def drop(tx: Tx, user_id: str, store: str) -> None:
    """Nothing was ever observed of the worker here."""
    tx.run(_DROP, user_id=user_id, store=store)
    tx.run(_FORGET_INCOME, user_id=user_id, store=store)


def earn(tx: Tx, user_id: str, store: str, at: int, assignment_id: str, amount: int) -> int:
    """Note what a page brings, or with a negative amount that it does not; by how much the sum moves."""
    if amount < 0:
        return -abs(amount) * tx.run(
            _UNEARN, user_id=user_id, store=store, at=at, assignment_id=assignment_id
        )
    row = {"user_id": user_id, "store": store, "at": at, "assignment_id": assignment_id}
    return amount * tx.run(_EARN, **row, amount=amount)


def outlive(tx: Tx, user_id: str, store: str, until: int) -> int:
    """Let go of what was earned until then; how much it was."""
    return sum(row[0] for row in tx.all(_OUTLIVE, user_id=user_id, store=store, until=until))


def earned_since(tx: Tx, user_id: str, store: str, since: int) -> int:
    """What was earned after a moment of the last day."""
    return int(tx.value(_EARNED_SINCE, user_id=user_id, store=store, since=since))


def note_ban(tx: Tx, user_id: str, scope: str, target: str, store: str, rule: str) -> None:
    """When this restriction ends, the rule's memory does."""
    tx.run(_BAN, user_id=user_id, scope=scope, target=target, store=store, rule=rule)


def end_bans(tx: Tx, user_id: str, scope: str, target: str) -> list[tuple[str, str]]:
    """The restriction is over: whose memory ends, as store and rule."""
    names = {"user_id": user_id, "scope": scope, "target": target}
    found = [(row[0], row[1]) for row in tx.all(_BANS, **names)]
    if found:
        tx.run(_DROP_BANS, **names)
    return found


def settle(tx: Tx, requester_id: str, uuid: str, project_id: int) -> None:
    """A collector's home is the project that used it first."""
    tx.run(_SETTLE, requester_id=requester_id, uuid=uuid, project_id=project_id)


def home_of(tx: Tx, requester_id: str, uuid: str) -> int | None:
    """The collector's home."""
    found: int | None = tx.value(_HOME, requester_id=requester_id, uuid=uuid)
    return found


def move_suite(
    tx: Tx, suite_id: str, *, pending: int = 0, accepted: int = 0, rejected: int = 0
) -> tuple[int, int, int]:
    """How a suite's assignments stand after one of them changed: pending, accepted, rejected.

    They are counted once, when a rule asks for the first time; the change is among the rows by then.
    """
    moved = {"add_pending": pending, "add_accepted": accepted, "add_rejected": rejected}
    row = tx.one(_MOVE_SUITE, key=suite_id, **moved)
    if row is None:
        counted = tx.one(_COUNT_SUITE, key=suite_id) or (0, 0, 0)
        first = {f"first_{name}": value for name, value in zip(_COUNTS, counted, strict=True)}
        row = tx.one(_BEGIN_SUITE, key=suite_id, **first, **moved)
    if row is None:
        raise AssertionError(f"suite {suite_id} is not counted")
    return row[0], row[1], row[2]


def forget_suites(tx: Tx, pool_id: int) -> None:
    """Nobody asks any more how the assignments of a pool's suites stand."""
    low, high = pool_bounds(pool_id)
    tx.run(_FORGET_SUITES, low=low, high=high)


def judged(tx: Tx, unit_ids: Sequence[str]) -> dict[str, list[str]]:
    """Whose answers were judged before: assignments by task or manual suite."""
    rows = tx.all(_JUDGED, unit_ids=list(unit_ids))
    return {row[0]: msgspec.json.decode(row[1], type=list[str]) for row in rows}


def judge(tx: Tx, assignments: Mapping[str, Sequence[str]]) -> None:
    """Whose answers have been judged by now."""
    tx.many(
        _JUDGE,
        [
            {"unit_id": unit_id, "assignment_ids": msgspec.json.encode(list(ids)).decode()}
            for unit_id, ids in sorted(assignments.items())
        ],
    )


def put_back(tx: Tx, assignment_id: str, rule: str) -> bool:
    """Note that a rule puts an assignment's work back; False when it did so before."""
    return tx.run(_PUT_BACK, assignment_id=assignment_id, rule=rule) == 1
