"""Assignments as rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.assignments.model import Assignment, AssignmentStatus
from talka.http.lists import Field, Kind, ListSpec
from talka.kernel.ids import pool_bounds
from talka.storage import schema
from talka.storage.query import Query, columns_of, in_list, insert, upsert
from talka.storage.tx import Tx

_KNOWN = "assignments"
_KNOWN_ACTIVE = "active assignments of worker and pool"
_a = schema.assignments.c
COLUMNS = columns_of(schema.assignments, Assignment)
_ACTIVE = AssignmentStatus.ACTIVE.value
_INSERT = insert(schema.assignments)
_GET = Query(sa.select(*COLUMNS).where(_a.id == bindparam("key")))
_LOCKED = Query(sa.select(*COLUMNS).where(_a.id == bindparam("key")).with_for_update())
_ACTIVE_OF = Query(
    sa.select(*COLUMNS)
    .where(
        _a.user_id == bindparam("user_id"),
        _a.pool_id == bindparam("pool_id"),
        _a.status == sa.literal_column(f"'{_ACTIVE}'"),
    )
    .order_by(_a.id)
)
_ALL_ACTIVE_OF = Query(
    sa.select(_a.id, _a.pool_id, _a.project_id).where(
        _a.user_id == bindparam("user_id"), _a.status == sa.literal_column(f"'{_ACTIVE}'")
    )
)
_ACTIVE_IN_PROJECT = Query(
    sa.select(_a.user_id, sa.func.count())
    .where(
        in_list(_a.user_id, "user_ids"),
        _a.project_id == bindparam("project_id"),
        _a.status == sa.literal_column(f"'{_ACTIVE}'"),
    )
    .group_by(_a.user_id)
)
_latest = (
    sa.select(_a.submitted)
    .where(_a.id > bindparam("low", type_=schema.ID), _a.id < bindparam("high", type_=schema.ID))
    .order_by(_a.id.desc())
    .limit(1000)
    .subquery()
)
_HANDED_IN: list[sa.ColumnElement[str]] = [
    sa.literal_column(f"'{one}'") for one in ("SUBMITTED", "ACCEPTED", "REJECTED")
]
_live = sa.and_(
    _a.user_id == bindparam("user_id"),
    _a.status != sa.literal_column("'EXPIRED'"),
    _a.suite_id > bindparam("after", type_=schema.ID),
    _a.suite_id < bindparam("high", type_=schema.ID),
)
_DONE_IN_POOL = Query(
    sa.select(*COLUMNS).where(_live, _a.status.in_(_HANDED_IN)).order_by(_a.suite_id).limit(bindparam("size"))
)
_COUNT_DONE = Query(sa.select(sa.func.count()).where(_live, _a.status.in_(_HANDED_IN)))
_COUNT_ON_REVIEW = Query(
    sa.select(sa.func.count()).where(
        _a.user_id == bindparam("user_id"),
        _a.pool_id == bindparam("pool_id"),
        _a.status == sa.literal_column("'SUBMITTED'"),
    )
)
_ON_REVIEW_IN_POOL = Query(
    sa.select(_a.id)
    .where(
        _a.user_id == bindparam("user_id"),
        _a.pool_id == bindparam("pool_id"),
        _a.status == sa.literal_column("'SUBMITTED'"),
        _a.id > bindparam("after", type_=schema.ID),
    )
    .order_by(_a.id)
    .limit(bindparam("size"))
)
_LAST_SUBMISSION = Query(sa.select(sa.func.max(_latest.c.submitted)))
_EARLIEST_DEADLINES = Query(
    sa.select(_a.id, _a.pool_id, _a.deadline)
    .where(_a.status == sa.literal_column(f"'{_ACTIVE}'"), _a.deadline <= bindparam("until"))
    .order_by(_a.deadline, _a.id)
    .limit(bindparam("size"))
)
_STATE = ("status", "submitted", "accepted", "rejected", "skipped", "expired", "review_until")
_CONTENT = ("solutions", "first_attempts", "public_comment")
_SAVE = Query(
    sa.update(schema.assignments)
    .where(_a.id == bindparam("key"))
    .values({name: bindparam(f"new_{name}", type_=_a[name].type) for name in (*_STATE, *_CONTENT)})
)
_ON_REVIEW = Query(
    sa.select(sa.cast(sa.func.coalesce(sa.func.sum(_a.reward), 0), sa.BigInteger())).where(
        _a.user_id == bindparam("user_id"), _a.status == sa.literal_column("'SUBMITTED'")
    )
)
_HISTORY = Query(
    sa.select(*COLUMNS)
    .where(
        _a.user_id == bindparam("user_id"),
        in_list(_a.status, "statuses"),
        sa.tuple_(_a.created, _a.id)
        < sa.tuple_(bindparam("before_created", type_=schema.TIME), bindparam("before_id", type_=schema.ID)),
    )
    .order_by(_a.created.desc(), _a.id.desc())
    .limit(bindparam("size"))
)

_d = schema.drafts.c
_SAVE_DRAFT = upsert(schema.drafts)
_DRAFT = Query(sa.select(_d.solutions).where(_d.assignment_id == bindparam("assignment_id")))
_DROP_DRAFT = Query(sa.delete(schema.drafts).where(_d.assignment_id == bindparam("assignment_id")))

_seen = schema.seen.c
_INSERT_SEEN = insert(schema.seen, ignore_conflicts=True)
_FORGET = Query(
    sa.delete(schema.seen).where(
        _seen.worker_id == bindparam("worker_id"), _seen.unit_id == bindparam("unit_id")
    )
)
_ATTEMPTS = Query(
    sa.select(_a.id, _a.task_ids, _a.first_attempts)
    .where(
        _a.user_id == bindparam("user_id"),
        _a.pool_id == bindparam("pool_id"),
        _a.status.in_([AssignmentStatus.EXPIRED.value, AssignmentStatus.SKIPPED.value]),
        _a.first_attempts.is_not(None),
    )
    .order_by(_a.created, _a.id)
)
_DROP_ATTEMPTS = Query(sa.update(schema.assignments).where(in_list(_a.id, "ids")).values(first_attempts=None))
_pair = schema.suite_tasks.c
_TASKS_HAD = Query(
    sa.select(_pair.task_id)
    .join(schema.assignments, _a.suite_id == _pair.suite_id)
    .where(
        in_list(_pair.task_id, "task_ids"),
        _a.user_id == bindparam("user_id"),
        _a.status != sa.literal_column("'EXPIRED'"),
    )
)

_SUITES_WITH = Query(
    sa.select(_pair.task_id, _pair.suite_id)
    .where(in_list(_pair.task_id, "task_ids"))
    .order_by(_pair.task_id, _pair.suite_id)
)
# Not joined: a plan made while both tables were empty would have PostgreSQL go through all assignments.
_IN_SUITES = Query(
    sa.select(_a.suite_id, _a.id, _a.status).where(
        in_list(_a.suite_id, "suite_ids"),
        _a.mixed == bindparam("mixed"),
        _a.status.not_in([AssignmentStatus.SKIPPED.value, AssignmentStatus.EXPIRED.value]),
    )
)
_ANSWERS = Query(
    sa.select(_a.id, _a.user_id, _a.task_ids, _a.solutions).where(in_list(_a.id, "ids")).order_by(_a.id)
)

_WHOSE = Query(sa.select(_a.id, _a.requester_id, _a.user_id, _a.status).where(in_list(_a.id, "ids")))
_b = schema.user_bonuses.c
_BONUSES = Query(sa.select(_b.assignment_id, _b.id).where(in_list(_b.assignment_id, "ids")).order_by(_b.id))

_RANGES = {
    name: Field(_a[name], Kind.TIME, ranges=True, sort=True)
    for name in ("created", "submitted", "accepted", "rejected", "skipped", "expired")
}
_FIELDS = {
    "id": Field(_a.id, Kind.TEXT_ID, ranges=True, sort=True),
    **_RANGES,
    "status": Field(_a.status, Kind.ENUM, equal=True, many=True, values=tuple(AssignmentStatus)),
    "user_id": Field(_a.user_id, Kind.TEXT_ID, equal=True),
    "pool_id": Field(_a.pool_id, Kind.NUMBER_ID, equal=True),
    "task_suite_id": Field(_a.suite_id, Kind.TEXT_ID, equal=True),
    "task_id": Field(schema.suite_tasks.c.task_id, Kind.TEXT_ID, equal=True),
}
LIST = ListSpec(columns=tuple(COLUMNS), fields=_FIELDS)
LIST_OF_TASK = ListSpec(
    columns=tuple(COLUMNS),
    fields=_FIELDS,
    source=sa.join(schema.assignments, schema.suite_tasks, schema.suite_tasks.c.suite_id == _a.suite_id),
)
OWNER = _a.requester_id


def add(tx: Tx, assignment: Assignment) -> None:
    """Keep a new assignment."""
    _forget_known(tx, assignment)
    tx.run(_INSERT, **{name: getattr(assignment, name) for name in Assignment.__struct_fields__})


def get(tx: Tx, assignment_id: str, *, lock: bool = False) -> Assignment | None:
    """An assignment by id."""
    known: Assignment | None = tx.known.get((_KNOWN, assignment_id))
    if known is not None:
        return known
    row = tx.one(_LOCKED if lock else _GET, key=assignment_id)
    assignment = None if row is None else Assignment(*row)
    if assignment is not None and (lock or tx.is_steady):
        tx.known[_KNOWN, assignment_id] = assignment
    return assignment


def save(tx: Tx, assignment: Assignment) -> None:
    """Replace an assignment's state, answers and comment."""
    values = {f"new_{name}": getattr(assignment, name) for name in (*_STATE, *_CONTENT)}
    _forget_known(tx, assignment)
    tx.run(_SAVE, key=assignment.id, **values)
    tx.known[_KNOWN, assignment.id] = assignment


def _forget_known(tx: Tx, assignment: Assignment) -> None:
    tx.known.pop((_KNOWN, assignment.id), None)
    tx.known.pop((_KNOWN_ACTIVE, (assignment.user_id, assignment.pool_id)), None)


def active_in_pool(tx: Tx, user_id: str, pool_id: int) -> list[Assignment]:
    """What the worker holds of a pool; it stands for whoever lets nothing else of the worker's be done."""
    known: list[Assignment] | None = tx.known.get((_KNOWN_ACTIVE, (user_id, pool_id)))
    if known is None:
        known = [Assignment(*row) for row in tx.all(_ACTIVE_OF, user_id=user_id, pool_id=pool_id)]
        tx.known[_KNOWN_ACTIVE, (user_id, pool_id)] = known
    return known


def all_active(tx: Tx, user_id: str) -> list[tuple[str, int, int]]:
    """Everything the worker holds: assignment, pool and project."""
    return [(row[0], row[1], row[2]) for row in tx.all(_ALL_ACTIVE_OF, user_id=user_id)]


def slots_of_tasks(tx: Tx, task_ids: Sequence[str]) -> dict[str, dict[str, str]]:
    """What stands in the slots of mixed tasks: the states of the assignments that they are in, by task.

    In a manual suite a task takes no slot of its own.
    """
    found: dict[str, dict[str, str]] = {task_id: {} for task_id in task_ids}
    pairs = tx.all(_SUITES_WITH, task_ids=list(task_ids))
    states = _states(tx, [suite_id for _, suite_id in pairs], mixed=True)
    for task_id, suite_id in pairs:
        found[task_id] |= states.get(suite_id, {})
    return found


def slots_of_suite(tx: Tx, suite_id: str) -> dict[str, str]:
    """The same of a manual suite's own slots."""
    return _states(tx, [suite_id], mixed=False).get(suite_id, {})


def _states(tx: Tx, suite_ids: Sequence[str], *, mixed: bool) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    if suite_ids:
        rows = tx.all(_IN_SUITES, suite_ids=list(dict.fromkeys(suite_ids)), mixed=int(mixed))
        for suite_id, assignment_id, status in sorted(rows):
            found.setdefault(suite_id, {})[assignment_id] = status
    return found


def answers(tx: Tx, assignment_ids: Sequence[str]) -> list[tuple[str, str, list[str], str | None]]:
    """Who answered what: assignment, worker, tasks and solutions (JSON), in the order of ids."""
    rows = tx.all(_ANSWERS, ids=list(assignment_ids))
    return [(row[0], row[1], msgspec.json.decode(row[2], type=list[str]), row[3]) for row in rows]


def whose(tx: Tx, assignment_ids: Iterable[str]) -> dict[str, tuple[str, str, str]]:
    """Requester, worker and status of each of these that there is."""
    rows = tx.all(_WHOSE, ids=list(assignment_ids))
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def bonus_ids(tx: Tx, assignment_ids: Sequence[str]) -> dict[str, list[str]]:
    """The bonuses given for these assignments, oldest first; for most there are none."""
    found: dict[str, list[str]] = {}
    for assignment_id, bonus_id in tx.all(_BONUSES, ids=list(assignment_ids)):
        found.setdefault(assignment_id, []).append(str(bonus_id))
    return found


def done_in_pool(tx: Tx, user_id: str, pool_id: int, after: str, size: int) -> list[Assignment]:
    """What the worker has handed in of a pool, in the order of suites, those after a suite (or "")."""
    low, high = pool_bounds(pool_id)
    rows = tx.all(_DONE_IN_POOL, user_id=user_id, after=max(after, low), high=high, size=size)
    return [Assignment(*row) for row in rows]


def count_done(tx: Tx, user_id: str, pool_id: int) -> int:
    """How many pages of a pool the worker has handed in."""
    low, high = pool_bounds(pool_id)
    return int(tx.value(_COUNT_DONE, user_id=user_id, after=low, high=high))


def count_on_review(tx: Tx, user_id: str, pool_id: int) -> int:
    """How many of the worker's pages wait for review in a pool."""
    return int(tx.value(_COUNT_ON_REVIEW, user_id=user_id, pool_id=pool_id))


def on_review_in_pool(tx: Tx, user_id: str, pool_id: int, after: str, size: int) -> list[str]:
    """What of the worker's waits for review in a pool, in the order of ids, those after one (or "")."""
    rows = tx.all(_ON_REVIEW_IN_POOL, user_id=user_id, pool_id=pool_id, after=after, size=size)
    return [row[0] for row in rows]


def earliest_deadlines(tx: Tx, until: int, size: int) -> list[tuple[str, int, int]]:
    """The active assignments whose time runs out first, at or before ``until``: id, pool, deadline."""
    return [(row[0], row[1], row[2]) for row in tx.all(_EARLIEST_DEADLINES, until=until, size=size)]


def reward_on_review(tx: Tx, user_id: str) -> int:
    """What the worker will earn if everything under review is accepted, in micro-units."""
    return int(tx.value(_ON_REVIEW, user_id=user_id))


def history(
    tx: Tx, user_id: str, statuses: Sequence[str], before: tuple[int, str], size: int
) -> list[Assignment]:
    """The worker's assignments in these states, newest first, older than ``before`` (created, id)."""
    rows = tx.all(
        _HISTORY,
        user_id=user_id,
        statuses=list(statuses),
        before_created=before[0],
        before_id=before[1],
        size=size,
    )
    return [Assignment(*row) for row in rows]


def save_draft(tx: Tx, assignment_id: str, solutions: str) -> None:
    """Keep unfinished answers; the last write wins."""
    tx.run(_SAVE_DRAFT, assignment_id=assignment_id, solutions=solutions, modified=tx.now)


def draft(tx: Tx, assignment_id: str) -> str | None:
    """Unfinished answers, as JSON."""
    found: str | None = tx.value(_DRAFT, assignment_id=assignment_id)
    return found


def drop_draft(tx: Tx, assignment_id: str) -> None:
    """The answers are finished."""
    tx.run(_DROP_DRAFT, assignment_id=assignment_id)


def last_submission(tx: Tx, pool_id: int) -> int | None:
    """When one of the pool's last thousand pages was handed in last: in all but name, when any was."""
    low, high = pool_bounds(pool_id)
    at: int | None = tx.value(_LAST_SUBMISSION, low=low, high=high)
    return at


def active_of_many(tx: Tx, user_ids: list[str], project_id: int) -> dict[str, int]:
    """How many pages of a project each of these workers holds; who holds none is left out."""
    rows = tx.all(_ACTIVE_IN_PROJECT, user_ids=user_ids, project_id=project_id)
    return {row[0]: int(row[1]) for row in rows}


def remember(tx: Tx, worker_id: str, unit_ids: Sequence[str]) -> None:
    """The worker has had these units."""
    tx.many(_INSERT_SEEN, [{"worker_id": worker_id, "unit_id": unit_id} for unit_id in unit_ids])


def forget(tx: Tx, worker_id: str, unit_ids: Sequence[str]) -> None:
    """The worker may have these units again."""
    tx.many(_FORGET, [{"worker_id": worker_id, "unit_id": unit_id} for unit_id in unit_ids])


def tasks_had(tx: Tx, user_id: str, task_ids: Sequence[str]) -> set[str]:
    """Those of the tasks that stand on a page which the worker has, handed in or skipped."""
    return {row[0] for row in tx.all(_TASKS_HAD, user_id=user_id, task_ids=list(task_ids))}


def attempts_given_up(tx: Tx, user_id: str, pool_id: int) -> list[tuple[str, list[str], str]]:
    """First attempts on pages that the worker then gave up, oldest first: assignment, tasks, answers."""
    rows = tx.all(_ATTEMPTS, user_id=user_id, pool_id=pool_id)
    return [(row[0], msgspec.json.decode(row[1], type=list[str]), row[2]) for row in rows]


def drop_attempts(tx: Tx, assignment_ids: Sequence[str]) -> None:
    """The first attempts on these pages count no more."""
    for assignment_id in assignment_ids:
        tx.known.pop((_KNOWN, assignment_id), None)
    tx.run(_DROP_ATTEMPTS, ids=list(assignment_ids))
