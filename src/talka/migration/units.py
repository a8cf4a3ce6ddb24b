"""Copying tasks and task suites: with their slots, and where they stand in the pool's queues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.kernel.errors import FieldErrors
from talka.migration import rules, store
from talka.migration.copying import Copy, NewIds, read_item, refused, time_of
from talka.migration.model import Item, Kind, Note, SourceSuite, SourceTask
from talka.pools import queue
from talka.pools import store as pools
from talka.pools.config import PoolConfig, config_of
from talka.pools.model import Pool
from talka.pools.points import Point
from talka.pools.queue import Lane, Unit
from talka.projects import service as projects
from talka.projects import store as project_store
from talka.storage import schema
from talka.storage.query import Query, in_list
from talka.storage.tx import Tx
from talka.task_suites import store as suites
from talka.task_suites.model import TaskSuiteView
from talka.task_suites.service import level_of
from talka.tasks import rules as task_rules
from talka.tasks import service as tasks
from talka.tasks import store as task_store
from talka.tasks import twins
from talka.tasks.model import RawTask, TaskKind, TaskView, kind_of

_NO_SUITE_YET = ""
"""In place of the suite's id: a task that stands in a suite which is still to come."""

_TASK_FIELDS = frozenset(TaskView.__struct_fields__)
_SUITE_FIELDS = frozenset(TaskSuiteView.__struct_fields__)
_NOT_IN_BODY = frozenset(
    {"id", "created", "remaining_overlap", "origin_task_id", "pool_id", "reserved_for", "unavailable_for"}
)

_t = schema.tasks.c
_STANDS_IN = Query(
    sa.update(schema.tasks)
    .where(in_list(_t.id, "ids"), _t.suite_id == _NO_SUITE_YET)
    .values(suite_id=bindparam("to_suite", type_=schema.ID))
)


class Room:
    """A pool here while its contents arrive, held alone, and what its objects are checked against."""

    def __init__(self, tx: Tx, pool_id: int) -> None:
        pool = pools.get_alone(tx, pool_id)
        if pool is None:
            raise AssertionError(f"pool {pool_id} vanished")
        project = project_store.get(tx, pool.project_id)
        if project is None:
            raise AssertionError(f"project {pool.project_id} vanished")
        self.pool: Pool = pool
        self.config: PoolConfig = config_of(pool)
        self.specs = projects.specs_for_tasks(tx, pool.project_id, pool.project_version_major)
        self.merges_twins = bool(project.form.assignments_automerge_enabled)

    @property
    def mixes(self) -> bool:
        """Whether tasks have slots of their own here."""
        return self.config.mixer is not None


# ---- tasks -------------------------------------------------------------------------------------------------


def keep_tasks(
    tx: Tx, copy: Copy, pool_id: int, scope: str, items: Sequence[Item], new_ids: NewIds
) -> dict[str, str]:
    """Copy a page of a pool's tasks: those to be mixed into their queue, the others for their suites."""
    room = Room(tx, pool_id)
    known = store.look(tx, copy.id, Kind.TASKS, [str(one["id"]) for one in items])
    read: list[tuple[Item, SourceTask, int]] = []
    for item in items:
        if str(item["id"]) in known:
            continue  # it came with a suite or a page
        try:
            task = read_item(item, SourceTask)
            read.append((item, task, time_of(task.created) or tx.now))
        except ValueError as error:
            copy.note(tx, refused(Kind.TASKS, item, str(error), scope=scope))
    people = copy.workers(
        tx,
        [one for _, task, _ in read for one in (task.reserved_for or []) + (task.unavailable_for or [])],
        min((created for _, _, created in read), default=tx.now),
    )
    done = {task.id: new_ids.take(pool_id, created) for _, task, created in read}
    mixed = [one for one in read if room.mixes and _is_mixed(one[1], room)]
    inside = [one for one in read if not (room.mixes and _is_mixed(one[1], room))]
    units = [_unit_of_task(room, done[task.id], task, people) for _, task, _ in mixed]
    places = queue.place_new(tx, room.pool, units, in_order=room.config.in_creation_order)
    rows = [
        _row(room.pool.id, unit.id, one, people) | _slots(unit, place)
        for unit, place, one in zip(units, places, mixed, strict=True)
    ]
    rows += [_row(room.pool.id, done[one[1].id], one, people) | {"suite_id": _NO_SUITE_YET} for one in inside]
    _save_tasks(tx, room, rows, [kind_of_task(task) for _, task, _ in inside])
    tasks.count_kinds(tx, pool_id, [kind_of_task(task) for _, task, _ in mixed])
    queue.change_of_new(units).apply(tx, pool_id, grown=True)
    if room.merges_twins:
        hashes = {done[task.id]: twins.hash_of(task.input_values) for _, task, _ in mixed}
        twins.add(tx, room.pool.project_id, pool_id, hashes)
    for item, task, _ in read:
        note_faults(tx, copy, room, Kind.TASKS, scope, item, task, _TASK_FIELDS)
    return done


def _is_mixed(task: SourceTask, room: Room) -> bool:
    """Whether the task has slots of its own; one without stands in a suite made by hand."""
    return room.config.is_training or task.overlap is not None or bool(task.infinite_overlap)


def kind_of_task(task: SourceTask) -> TaskKind:
    """Which kind of task it is."""
    return kind_of(task.known_solutions, task.message_on_unknown_solution)


def _unit_of_task(room: Room, new_id: str, task: SourceTask, people: Mapping[str, str]) -> Unit:
    endless = room.config.is_training or bool(task.infinite_overlap)
    return Unit(
        id=new_id,
        pool_id=room.pool.id,
        lane=Lane(kind_of_task(task)),
        overlap=None if endless else task.overlap,
        occupied=0,
        level=0.0,
        epoch=None,
        rank=None,
        returned_rank=None,
        reserved_for=_renamed(task.reserved_for, people),
    )


def _slots(unit: Unit, place: queue.Place) -> dict[str, object]:
    return {
        "overlap": unit.overlap,
        "infinite": int(unit.overlap is None),
        "epoch": place.epoch,
        "rank": place.rank,
        "suite_id": None,
    }


def _row(
    pool_id: int, new_id: str, one: tuple[Item, SourceTask, int], people: Mapping[str, str]
) -> dict[str, object]:
    """A task's row: of one without slots of its own, but for its suite."""
    item, task, created = one
    return {
        "id": new_id,
        "pool_id": pool_id,
        "kind": int(kind_of_task(task)),
        "created": created,
        "overlap": None,
        "infinite": 0,
        "occupied": 0,
        "epoch": None,
        "rank": None,
        "returned_rank": None,
        "reserved_for": _text(_renamed(task.reserved_for, people)),
        "unavailable_for": _text(_renamed(task.unavailable_for, people)),
        "body": _body(item, {"input_values": task.input_values, "pool_id": str(pool_id)}),
        "patch": None,
        "suite_id": None,
        "origin_task_id": None,
        "target_overlap": None,
        "operation_id": None,
        "item_index": None,
    }


def _body(item: Item, more: Item) -> str:
    """An object as it was uploaded, as far as that can be told from how it is shown."""
    kept = {name: one for name, one in item.items() if name not in _NOT_IN_BODY and one is not None}
    return msgspec.json.encode({**kept, **more}).decode()


def _save_tasks(tx: Tx, room: Room, rows: Sequence[dict[str, object]], inside: list[TaskKind]) -> None:
    task_store.add(tx, sorted(rows, key=lambda row: str(row["id"])))
    pools.count(tx, room.pool.id, general_inside=inside.count(TaskKind.GENERAL))


def note_faults(
    tx: Tx,
    copy: Copy,
    room: Room,
    kind: Kind,
    scope: str,
    item: Item,
    task: SourceTask,
    known: frozenset[str],
) -> None:
    """Say what of a task nobody knows here, and what of it would be refused in an upload; it is kept."""
    unknown = rules.unknown_fields(item, known)
    if unknown:
        words = f"Unknown here, kept and not shown: {', '.join(unknown)}"
        copy.note(tx, Note(kind.value, task.id, "UNKNOWN", words, unknown, scope))
    errors = FieldErrors()
    contents = RawTask(task.input_values, task.id, task.known_solutions, None, task.baseline_solutions)
    task_rules.check_values(contents, room.specs, "", errors)
    if errors:
        said = {path: one.message for path, one in errors.as_dict().items()}
        words = "Kept as it was, though an upload like it would be refused here"
        copy.note(tx, Note(kind.value, task.id, "AGAINST_THE_SPECIFICATION", words, said, scope))


def tasks_within(
    tx: Tx,
    copy: Copy,
    room: Room,
    scope: str,
    pages: Iterable[tuple[Sequence[Item], int]],
) -> dict[str, str]:
    """The new ids of tasks that stand on pages made at these times; those that no list showed are made.

    Raises:
        ValueError: one of them cannot be read.
    """
    found: dict[str, tuple[Item, int]] = {}
    for items, created in pages:
        for item in items:
            found.setdefault(str(item.get("id")), (item, created))
    known = store.look(tx, copy.id, Kind.TASKS, found)
    fresh = {old_id: one for old_id, one in found.items() if old_id not in known}
    if not fresh:
        return known
    ids = NewIds("")
    made, rows, kinds = {}, [], []
    for old_id, (item, created) in fresh.items():
        task = read_item(item, SourceTask)
        made[old_id] = ids.take(room.pool.id, created)
        rows.append(_row(room.pool.id, made[old_id], (item, task, created), {}) | {"suite_id": _NO_SUITE_YET})
        kinds.append(kind_of_task(task))
        note_faults(tx, copy, room, Kind.TASKS, scope, item, task, _TASK_FIELDS)
    _save_tasks(tx, room, rows, kinds)
    store.remember(tx, copy.id, Kind.TASKS, made)
    return {**known, **made}


# ---- suites ------------------------------------------------------------------------------------------------


def keep_suites(
    tx: Tx, copy: Copy, pool_id: int, scope: str, items: Sequence[Item], new_ids: NewIds
) -> dict[str, str]:
    """Copy a page of a pool's suites: those made by hand into their queue, and those that were mixed."""
    room = Room(tx, pool_id)
    known = store.look(tx, copy.id, Kind.TASK_SUITES, [str(one["id"]) for one in items])
    read: list[tuple[Item, SourceSuite, int]] = []
    for item in items:
        if str(item["id"]) in known:
            continue
        try:
            suite = read_item(item, SourceSuite)
            for one in suite.tasks:
                read_item(one, SourceTask)
            read.append((item, suite, time_of(suite.created) or tx.now))
        except ValueError as error:
            copy.note(tx, refused(Kind.TASK_SUITES, item, str(error), scope=scope))
    people = copy.workers(
        tx,
        [one for _, suite, _ in read for one in (suite.reserved_for or []) + (suite.unavailable_for or [])],
        min((created for _, _, created in read), default=tx.now),
    )
    task_ids = tasks_within(tx, copy, room, scope, [(suite.tasks, created) for _, suite, created in read])
    done = {suite.id: new_ids.take(pool_id, created) for _, suite, created in read}
    place_suites(tx, room, read, done, task_ids, people)
    for item, suite, _ in read:
        unknown = rules.unknown_fields(item, _SUITE_FIELDS)
        if unknown:
            words = f"Unknown here, kept and not shown: {', '.join(unknown)}"
            copy.note(tx, Note(Kind.TASK_SUITES.value, suite.id, "UNKNOWN", words, unknown, scope))
    return done


def place_suites(
    tx: Tx,
    room: Room,
    read: Sequence[tuple[Item, SourceSuite, int]],
    done: Mapping[str, str],
    task_ids: Mapping[str, str],
    people: Mapping[str, str],
) -> None:
    """Keep suites, each with its new id, and put those made by hand into the pool's queue."""
    manual = [one for one in read if not one[1].mixed]
    units = [_unit_of_suite(room, done[suite.id], suite, people) for _, suite, _ in manual]
    places = queue.place_new(tx, room.pool, units, in_order=room.config.in_creation_order)
    rows: list[dict[str, Any]] = []
    pairs: list[tuple[str, str]] = []
    placed = {unit.id: (unit, place) for unit, place in zip(units, places, strict=True)}
    for item, suite, created in read:
        new_id = done[suite.id]
        inside = [task_ids[str(one["id"])] for one in suite.tasks]
        unit, place = placed.get(new_id, (None, None))
        row = _suite_row(room, new_id, (item, suite, created), inside, unit, place)
        if unit is not None:
            row["unavailable_for"] = _text(_renamed(suite.unavailable_for, people))
        rows.append(row)
        pairs += [(task_id, new_id) for task_id in dict.fromkeys(inside)]
        tx.run(_STANDS_IN, ids=inside, to_suite=new_id)
    suites.add(tx, rows)
    suites.add_task_pairs(tx, pairs)
    pools.count(tx, room.pool.id, suites=len(manual))
    queue.change_of_new(units).apply(tx, room.pool.id, grown=bool(units))


def _unit_of_suite(room: Room, new_id: str, suite: SourceSuite, people: Mapping[str, str]) -> Unit:
    point = None
    reserved = _renamed(suite.reserved_for, people)
    unavailable = _text(_renamed(suite.unavailable_for, people))
    if room.pool.on_map and suite.latitude is not None and suite.longitude is not None:
        point = Point(room.pool.id, new_id, suite.latitude, suite.longitude, reserved, unavailable)
    return Unit(
        id=new_id,
        pool_id=room.pool.id,
        lane=Lane.SUITE,
        overlap=None if suite.infinite_overlap else suite.overlap or 0,
        occupied=0,
        level=level_of(suite.issuing_order_override, room.config),
        epoch=None,
        rank=None,
        returned_rank=None,
        reserved_for=reserved,
        point=point,
    )


def _suite_row(
    room: Room,
    new_id: str,
    one: tuple[Item, SourceSuite, int],
    task_ids: list[str],
    unit: Unit | None,
    place: queue.Place | None,
) -> dict[str, Any]:
    """A suite's row; one that was mixed stands nowhere and has the one slot that its worker took."""
    item, suite, created = one
    row: dict[str, Any] = {
        "id": new_id,
        "pool_id": room.pool.id,
        "created": created,
        "mixed": int(suite.mixed),
        "overlap": 1 if suite.overlap is None else suite.overlap,
        "infinite": 0,
        "occupied": 1 if suite.overlap is None else suite.overlap - (suite.remaining_overlap or 0),
        "issuing_order_override": suite.issuing_order_override or 0.0,
        **dict.fromkeys(("level", "epoch", "rank", "returned_rank", "reserved_for", "unavailable_for")),
        **dict.fromkeys(("latitude", "longitude", "body", "operation_id", "item_index")),
        "automerged": int(suite.automerged and suite.mixed),
        "task_ids": _text(task_ids),
    }
    if unit is None or place is None:
        return row
    return row | {
        "overlap": unit.overlap,
        "infinite": int(unit.overlap is None),
        "occupied": 0,
        "level": unit.level,
        "epoch": place.epoch,
        "rank": place.rank,
        "reserved_for": _text(unit.reserved_for),
        "latitude": None if unit.point is None else unit.point.latitude,
        "longitude": None if unit.point is None else unit.point.longitude,
        "body": _body({name: one for name, one in item.items() if name != "tasks"}, {}),
    }


def _renamed(old_ids: Sequence[str] | None, people: Mapping[str, str]) -> list[str] | None:
    return [people[one] for one in old_ids or () if one in people] or None


def _text(values: Sequence[str] | None) -> str | None:
    return None if values is None else msgspec.json.encode(values).decode()
