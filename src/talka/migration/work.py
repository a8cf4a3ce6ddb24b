"""Copying what workers did: assignments, with their slots, money and records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.assignments import store as assignments
from talka.assignments.model import (
    Assignment,
    AssignmentAccepted,
    AssignmentRejected,
    AssignmentStatus,
)
from talka.assignments.service import REVIEW
from talka.distribution import completed, ranking
from talka.jobs.schedule import schedule
from talka.kernel.ids import parse_uuid
from talka.kernel.money import to_micros
from talka.migration import money, rules, store
from talka.migration.copying import Copy, NewIds, at, read_item, refused, time_of
from talka.migration.files import new_file_id
from talka.migration.model import Item, Kind, Note, SourceAssignment, SourceSolution, SourceSuite
from talka.migration.units import Room, place_suites, tasks_within
from talka.pools import lifecycle, queue
from talka.pools import store as pools
from talka.pools.model import PoolStatus
from talka.quality_control import training
from talka.storage import schema
from talka.storage.query import Query, in_list, insert
from talka.storage.tx import Tx
from talka.task_suites import store as suites
from talka.tasks import service as tasks
from talka.tasks import store as task_store
from talka.tasks.model import Task

_TIMES = ("submitted", "accepted", "rejected", "skipped", "expired")
_HANDED_IN = (AssignmentStatus.SUBMITTED, AssignmentStatus.ACCEPTED, AssignmentStatus.REJECTED)
_FREE = (AssignmentStatus.SKIPPED, AssignmentStatus.EXPIRED)
_OVER = {
    AssignmentStatus.SUBMITTED: "submitted",
    AssignmentStatus.ACCEPTED: "accepted",
    AssignmentStatus.REJECTED: "rejected",
    AssignmentStatus.SKIPPED: "skipped",
    AssignmentStatus.EXPIRED: "expired",
}

_a = schema.assignments.c
_LIVE = Query(
    sa.select(_a.user_id, _a.suite_id).where(
        in_list(_a.suite_id, "suite_ids"), _a.status != sa.literal_column("'EXPIRED'")
    )
)
_w = schema.pool_workers.c
_MEET = insert(schema.pool_workers, ignore_conflicts=True)
_of_pair = (_w.pool_id == bindparam("of_pool"), _w.worker_id == bindparam("of_worker"))
_HANDED_IN_FIRST = Query(
    sa.update(schema.pool_workers)
    .where(*_of_pair, _w.submitted.is_(None))
    .values(submitted=bindparam("first", type_=schema.TIME))
)
_SEEN_LAST = Query(
    sa.update(schema.pool_workers)
    .where(*_of_pair, _w.at_work < bindparam("last", type_=schema.TIME))
    .values(at_work=bindparam("last", type_=schema.TIME))
)


class Origin(msgspec.Struct, frozen=True):
    """Where a page came from: the pool's old id, and the old ids of its tasks and suites by the new ones."""

    scope: str
    old_ids: dict[str, str]


def keep_assignments(
    tx: Tx, copy: Copy, pool_id: int, scope: str, items: Sequence[Item], new_ids: NewIds
) -> dict[str, str]:
    """Copy a page of a pool's assignments; those still being worked on are left for the next run."""
    room = Room(tx, pool_id)
    read = _readable(tx, copy, scope, items)
    first = min((time_of(one.created) or tx.now for one in read), default=tx.now)
    people = copy.workers(tx, [one.user_id for one in read], first)
    task_ids = tasks_within(
        tx, copy, room, scope, [(one.tasks, time_of(one.created) or tx.now) for one in read]
    )
    suite_ids = _suites_of(tx, copy, room, read, task_ids)
    taken = {(row[0], row[1]) for row in tx.all(_LIVE, suite_ids=sorted(set(suite_ids.values())))}
    merged = {one.id for one in suites.get_many(tx, list(suite_ids.values())).values() if one.automerged}
    done: dict[str, str] = {}
    made: list[Assignment] = []
    for one in read:
        worker_id, suite_id = people[one.user_id], suite_ids[one.task_suite_id]
        if one.status != AssignmentStatus.EXPIRED:
            if (worker_id, suite_id) in taken:
                words = "The worker has another assignment of this suite, and can have one only"
                copy.note(tx, _note_of(one, scope, "LEFT_OUT", words, msgspec.to_builtins(one)))
                continue
            taken.add((worker_id, suite_id))
        done[one.id] = new_ids.take(pool_id, time_of(one.created) or tx.now)
        page = [task_ids[str(task["id"])] for task in one.tasks]
        made.append(
            _assignment(copy, room, one, done[one.id], worker_id, suite_id, page, merged=suite_id in merged)
        )
    old_ids = {new: old for old, new in (*task_ids.items(), *suite_ids.items())}
    _settle(tx, copy, room, Origin(scope, old_ids), made)
    store.drop_notes(tx, copy.id, Kind.ASSIGNMENTS, done)
    return done


def _note_of(
    one: SourceAssignment, scope: str, what: str, words: str, details: object = None, *, again: bool = False
) -> Note:
    return Note(Kind.ASSIGNMENTS.value, one.id, what, words, details, scope, again)


def _readable(tx: Tx, copy: Copy, scope: str, items: Sequence[Item]) -> list[SourceAssignment]:
    """The assignments that can be copied; of the others it is said why not."""
    known = store.look(tx, copy.id, Kind.ASSIGNMENTS, [str(one["id"]) for one in items])
    found = []
    for item in items:
        if str(item["id"]) in known:
            continue
        try:
            one = read_item(item, SourceAssignment)
            for name in ("created", *_TIMES):
                time_of(getattr(one, name))
            status = AssignmentStatus(one.status)
            if status == AssignmentStatus.ACTIVE:
                words = "Still being worked on at the source; the next run looks again"
                copy.note(tx, _note_of(one, scope, "ACTIVE", words, again=True))
                continue
            _require_times(one, status)
            found.append(one)
        except (ValueError, TypeError) as error:
            copy.note(tx, refused(Kind.ASSIGNMENTS, item, str(error), scope=scope))
    return found


def _require_times(one: SourceAssignment, status: AssignmentStatus) -> None:
    """Whatever became of an assignment has its time; counters and money go by it."""
    needed = {_OVER[status], *(("submitted",) if status in _HANDED_IN else ())}
    missing = sorted(name for name in needed if getattr(one, name) is None)
    if missing:
        raise ValueError(f"it is {status} and has no time: {', '.join(missing)}")


def _suites_of(
    tx: Tx, copy: Copy, room: Room, read: Sequence[SourceAssignment], task_ids: Mapping[str, str]
) -> dict[str, str]:
    """The new ids of the suites of assignments; one that no list showed is made of what the page shows."""
    known = store.look(tx, copy.id, Kind.TASK_SUITES, [one.task_suite_id for one in read])
    ids, made, fresh = NewIds(""), {}, []
    for one in read:
        if one.task_suite_id in known or one.task_suite_id in made:
            continue
        created = time_of(one.created) or tx.now
        made[one.task_suite_id] = ids.take(room.pool.id, created)
        suite = SourceSuite(
            one.task_suite_id, one.tasks, one.created, one.mixed, automerged=one.automerged, overlap=1
        )
        fresh.append(({"id": suite.id}, suite, created))
    if fresh:
        place_suites(tx, room, fresh, made, task_ids, {})
        store.remember(tx, copy.id, Kind.TASK_SUITES, made)
    return {**known, **made}


def _assignment(
    copy: Copy,
    room: Room,
    one: SourceAssignment,
    new_id: str,
    worker_id: str,
    suite_id: str,
    task_ids: list[str],
    *,
    merged: bool,
) -> Assignment:
    created = time_of(one.created) or 0
    times = {name: time_of(getattr(one, name)) for name in _TIMES}
    reviewed = one.status in (AssignmentStatus.SUBMITTED, AssignmentStatus.REJECTED) or (
        one.status == AssignmentStatus.ACCEPTED and not room.config.auto_accept and not merged
    )
    return Assignment(
        id=new_id,
        pool_id=room.pool.id,
        project_id=room.pool.project_id,
        requester_id=room.pool.requester_id,
        suite_id=suite_id,
        user_id=worker_id,
        status=one.status,
        mixed=int(one.mixed),
        reward=0 if merged else to_micros(str(one.reward)),
        fee=0,
        created=created,
        deadline=created + room.config.duration,
        review_until=(times["submitted"] or 0) + room.config.review_period if reviewed else None,
        task_ids=msgspec.json.encode(task_ids).decode(),
        solutions=_answers(copy, room, one.solutions),
        first_attempts=_answers(copy, room, one.first_declined_solution_attempt),
        public_comment=one.public_comment,
        automerged=int(merged),
        **times,
    )


def _answers(copy: Copy, room: Room, solutions: Sequence[SourceSolution] | None) -> str | None:
    """Answers as they are kept, naming the files as they are called here."""
    if solutions is None:
        return None
    values = [one.output_values for one in solutions]
    files = {
        file_id: new_file_id(copy.id, file_id)
        for one in values
        for _, file_id in room.specs.output.file_values(one)
        if parse_uuid(file_id) is not None
    }
    if files:
        values = [rules.with_new_files(one, files) for one in values]
    return msgspec.json.encode([{"output_values": one} for one in values]).decode()


# ---- what hangs on an assignment ---------------------------------------------------------------------------


def _settle(tx: Tx, copy: Copy, room: Room, origin: Origin, made: Sequence[Assignment]) -> None:
    """Keep assignments and everything that is kept because of them, as if they had been done here."""
    if not made:
        return
    tx.bulk(
        schema.assignments,
        [{name: getattr(one, name) for name in Assignment.__struct_fields__} for one in made],
    )
    found = task_store.get_many(tx, list(dict.fromkeys(task_id for one in made for task_id in one.tasks)))
    _occupy(tx, copy, room, origin, made, found)
    _count(tx, room, made)
    _remember(tx, room, made, found)
    money.pay_elsewhere(tx, copy.id, made)
    for one in made:
        _record(tx, room, one, found)
    if room.pool.status == PoolStatus.OPEN:
        lifecycle.notice_completion(tx, room.pool.id)


def _occupy(
    tx: Tx,
    copy: Copy,
    room: Room,
    origin: Origin,
    made: Sequence[Assignment],
    found: Mapping[str, Task],
) -> None:
    """Take the slots; where there are too few, there are more from now on, and it is said so."""
    live = [one for one in made if one.status not in _FREE]
    taken = Counter(
        task_id
        for one in live
        if one.mixed
        for task_id in dict.fromkeys(one.tasks)
        if found[task_id].suite_id is None
    )
    taken += Counter(one.suite_id for one in live if not one.mixed)
    change = queue.Change()
    for unit_id, count in taken.items():
        unit = _unit(tx, unit_id, found)
        if unit.overlap is None:
            continue
        if unit.occupied + count > unit.overlap:
            overlap = unit.occupied + count
            words = f"Its overlap is {overlap} now, instead of {unit.overlap}: so many answers came along"
            kind = Kind.TASK_SUITES if unit.lane == queue.Lane.SUITE else Kind.TASKS
            old_id = origin.old_ids.get(unit_id, unit_id)
            copy.note(tx, Note(kind.value, old_id, "MORE_ANSWERS", words, None, origin.scope))
            queue.set_overlap(tx, room.pool, unit, overlap).apply(tx, room.pool.id)
            unit = _unit(tx, unit_id, {})
        for _ in range(count):
            one = queue.occupy(tx, [unit])
            change.open_units += one.open_units
            change.free_slots += one.free_slots
            unit = msgspec.structs.replace(unit, occupied=unit.occupied + 1)
    change.apply(tx, room.pool.id)


def _unit(tx: Tx, unit_id: str, found: Mapping[str, Task]) -> queue.Unit:
    task = found.get(unit_id) or task_store.get(tx, unit_id)
    if task is not None:
        return task_store.unit_of(task)
    suite = suites.get(tx, unit_id)
    if suite is None:
        raise AssertionError(f"{unit_id} is neither a task nor a suite")
    return suites.unit_of(suite)


def _count(tx: Tx, room: Room, made: Sequence[Assignment]) -> None:
    """Who was here for the first time, and the pool's counters."""
    pool_id = room.pool.id
    taken: dict[str, int] = {}
    handed_in: dict[str, int] = {}
    last: dict[str, int] = {}
    for one in made:
        taken[one.user_id] = min(one.created, taken.get(one.user_id, one.created))
        last[one.user_id] = max(one.submitted or one.created, last.get(one.user_id, 0))
        if one.submitted is not None:
            handed_in[one.user_id] = min(one.submitted, handed_in.get(one.user_id, one.submitted))
    workers = tx.many(
        _MEET,
        [
            {"pool_id": pool_id, "worker_id": who, "taken": when, "submitted": None, "at_work": when}
            for who, when in sorted(taken.items())
        ],
    )
    submitters = tx.many(
        _HANDED_IN_FIRST,
        [{"of_pool": pool_id, "of_worker": who, "first": when} for who, when in sorted(handed_in.items())],
    )
    tx.many(
        _SEEN_LAST,
        [{"of_pool": pool_id, "of_worker": who, "last": when} for who, when in sorted(last.items())],
    )
    states: dict[str, int] = Counter(one.status.lower() for one in made)
    pools.count(
        tx,
        pool_id,
        issued=len(made),
        workers=workers,
        submitters=submitters,
        submitted=states.get("submitted", 0),
        accepted=states.get("accepted", 0),
        rejected=states.get("rejected", 0),
        skipped=states.get("skipped", 0),
        expired=states.get("expired", 0),
        work_millis=sum(one.submitted - one.created for one in made if one.submitted is not None),
        spent=sum(one.reward for one in made if one.status == AssignmentStatus.ACCEPTED),
    )
    rejection = max((one.rejected or 0 for one in made if one.status == AssignmentStatus.REJECTED), default=0)
    if rejection > (pools.count_again(tx, pool_id).last_rejection or 0):
        with at(tx, rejection):
            pools.count(tx, pool_id, at=("last_rejection",))


def _remember(tx: Tx, room: Room, made: Sequence[Assignment], found: Mapping[str, Task]) -> None:
    """What of the pool its workers have had, should one of them come to work here; courses begin anew."""
    if room.config.is_training:
        return
    seen: dict[str, list[str]] = {}
    for one in made:
        page = one.tasks
        if one.status == AssignmentStatus.EXPIRED:
            had = [task_id for task_id in page if one.mixed and found[task_id].kind]
        elif one.mixed:
            had = page
        else:
            had = [one.suite_id, *(page if room.mixes else ())]
        seen.setdefault(one.user_id, []).extend(had)
    for worker_id, units in sorted(seen.items()):
        assignments.remember(tx, worker_id, list(dict.fromkeys(units)))


def _record(tx: Tx, room: Room, one: Assignment, found: Mapping[str, Task]) -> None:
    """What is counted of a worker, and what is still to come of the assignment."""
    if one.submitted is not None and not room.config.is_training and not one.automerged:
        with at(tx, one.submitted):
            completed.count(tx, one, [tasks.contents_of(found[task_id]) for task_id in one.tasks])
            training.note_linked_work(tx, one, room.config)
    if one.review_until is None:
        return
    if one.status == AssignmentStatus.SUBMITTED:
        schedule(tx, REVIEW, one.id, one.review_until)
    elif one.status == AssignmentStatus.ACCEPTED:
        ranking.when_accepted(tx, AssignmentAccepted(msgspec.structs.replace(one, rejected=None)))
    elif one.status == AssignmentStatus.REJECTED:
        ranking.when_rejected(tx, AssignmentRejected(one))
