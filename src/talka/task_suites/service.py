"""Use cases of task suites."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from talka.http.auth import Requester
from talka.http.environment import Platform
from talka.http.lists import ListRequest, ListSpec, Page, fetch_page, require_one_of
from talka.kernel import clock
from talka.kernel.errors import (
    Conflict,
    DoesNotExist,
    FieldErrors,
    PoolTaskSuitesCountExceeded,
    PoolTaskType,
    ValidationFailed,
)
from talka.kernel.ids import each_once, pool_bounds, pool_of
from talka.operations.batch import Options, Prepared
from talka.operations.model import OperationType
from talka.pools import queue
from talka.pools import store as pools
from talka.pools.config import PoolConfig, config_of
from talka.pools.model import MAX_SUITES, Pool
from talka.pools.points import Point
from talka.pools.queue import Lane, Unit
from talka.storage.tx import Tx
from talka.task_suites import store
from talka.task_suites.model import (
    SuiteTask,
    TaskSuite,
    TaskSuiteForm,
    TaskSuitePatch,
    TaskSuiteView,
)
from talka.tasks import rules as task_rules
from talka.tasks import service as tasks
from talka.tasks import store as task_store
from talka.tasks.batch import Context, PoolKind
from talka.tasks.model import OverlapPatch, RawTask, TaskKind, kind_of


class PreparedSuite(msgspec.Struct, frozen=True):
    """A checked suite of an upload."""

    pool_id: int
    form: TaskSuiteForm
    overlap: int | None
    kinds: list[TaskKind]


def check_suite(
    form: TaskSuiteForm, context: Context, options: Options, errors: FieldErrors
) -> PreparedSuite:
    """Check one object of an upload; what is wrong goes to ``errors``."""
    kinds = [_check_task(task, i, context, errors) for i, task in enumerate(form.tasks)]
    overlap = task_rules.overlap_of(
        form.overlap,
        form.infinite_overlap,
        context.config.overlap_for_suites,
        errors,
        allow_defaults=options.allow_defaults,
    )
    _check_place(form, context, errors)
    return PreparedSuite(context.pool.id, form, overlap, kinds)


def _check_place(form: TaskSuiteForm, context: Context, errors: FieldErrors) -> None:
    """A place has both coordinates, and a suite that is chosen on a map has a place."""
    coordinates = {"latitude": form.latitude, "longitude": form.longitude}
    wanted = context.pool.on_map or any(value is not None for value in coordinates.values())
    for name, value in coordinates.items():
        if wanted and value is None:
            words = "A suite of a map needs a place" if context.pool.on_map else "Half a place is none"
            errors.add(name, "VALUE_REQUIRED", f"{words}: give latitude and longitude")


def _check_task(task: SuiteTask, index: int, context: Context, errors: FieldErrors) -> TaskKind:
    path = f"tasks.{index}"
    if task.id is not None:
        if pool_of(task.id) != context.pool.id:
            errors.add(f"{path}.id", "ENTITY_DOES_NOT_EXIST", "There is no such task in the pool")
        return TaskKind.GENERAL
    if task.baseline_solutions:
        errors.add(
            f"{path}.baseline_solutions", "VALUE_NOT_ALLOWED", "Tasks of a suite take no baseline solutions"
        )
    task_rules.check_values(task, context.specs, path, errors)
    return task_rules.check_kind(task, context.config, path, errors)


def refuse_training(pool: Pool, config: PoolConfig) -> None:
    """Trainings are mixed only."""
    if config.is_training:
        raise PoolTaskType(f"Training {pool.id} mixes its suites itself; upload tasks instead")


def insert_suites(
    tx: Tx, context: Context, items: Sequence[Prepared[PreparedSuite]], operation_id: str | None
) -> list[str]:
    """Keep checked suites with their tasks, and put them into the pool's queue."""
    pool = context.pool
    if pools.counters(tx, pool.id).suites + len(items) > MAX_SUITES:
        raise PoolTaskSuitesCountExceeded(f"A pool holds at most {MAX_SUITES} task suites")
    ids = tx.new_pool_ids(pool.id, len(items))
    units = [
        Unit(
            id=suite_id,
            pool_id=pool.id,
            lane=Lane.SUITE,
            overlap=item.value.overlap,
            occupied=0,
            level=level_of(item.value.form.issuing_order_override, context.config),
            epoch=None,
            rank=None,
            returned_rank=None,
            reserved_for=each_once(item.value.form.reserved_for),
            point=_point(pool, suite_id, item.value.form),
        )
        for suite_id, item in zip(ids, items, strict=True)
    ]
    places = queue.place_new(tx, pool, units, in_order=context.config.in_creation_order)
    task_ids = _insert_tasks(tx, pool, ids, items)
    store.add(
        tx,
        [
            _row(tx, unit, place, item, inside, operation_id)
            for unit, place, item, inside in zip(units, places, items, task_ids, strict=True)
        ],
    )
    store.add_task_pairs(
        tx,
        [
            (task_id, suite_id)
            for suite_id, inside in zip(ids, task_ids, strict=True)
            for task_id in dict.fromkeys(inside)
        ],
    )
    pools.count(tx, pool.id, suites=len(items), general_inside=_count_general(items))
    queue.change_of_new(units).apply(tx, pool.id, grown=True)
    return ids


def _count_general(items: Sequence[Prepared[PreparedSuite]]) -> int:
    """The general tasks that these suites bring along."""
    return sum(
        task.id is None and kind == TaskKind.GENERAL
        for item in items
        for task, kind in zip(item.value.form.tasks, item.value.kinds, strict=True)
    )


def _point(pool: Pool, suite_id: str, form: TaskSuiteForm) -> Point | None:
    if not pool.on_map or form.latitude is None or form.longitude is None:
        return None
    unavailable = each_once(form.unavailable_for)
    return Point(
        pool_id=pool.id,
        unit_id=suite_id,
        latitude=form.latitude,
        longitude=form.longitude,
        reserved_for=each_once(form.reserved_for),
        unavailable_for=None if unavailable is None else _json(unavailable),
    )


def level_of(override: float | None, config: PoolConfig) -> float:
    """A suite's level: lower ones go first. The override orders only where suites are issued in order."""
    return -(override or 0.0) if config.in_creation_order else 0.0


def _insert_tasks(
    tx: Tx, pool: Pool, suite_ids: Sequence[str], items: Sequence[Prepared[PreparedSuite]]
) -> list[list[str]]:
    """Keep the new tasks inside of suites; the ids of each suite's tasks in their order."""
    fresh = sum(task.id is None for item in items for task in item.value.form.tasks)
    new_ids = iter(tx.new_pool_ids(pool.id, fresh))
    rows: list[dict[str, object]] = []
    inside: list[list[str]] = []
    for suite_id, item in zip(suite_ids, items, strict=True):
        ids = []
        for task, kind in zip(item.value.form.tasks, item.value.kinds, strict=True):
            if task.id is not None:
                _require_task(tx, task.id, item.index)
                ids.append(task.id)
                continue
            ids.append(next(new_ids))
            rows.append(_task_row(tx, pool, ids[-1], suite_id, task, kind))
        inside.append(ids)
    task_store.add(tx, rows)
    return inside


def _require_task(tx: Tx, task_id: str, index: int) -> None:
    if task_store.get(tx, task_id) is None:
        path = f"{index}.tasks.id"
        raise ValidationFailed.of(path, "ENTITY_DOES_NOT_EXIST", f"There is no task {task_id} in the pool")


def _task_row(
    tx: Tx, pool: Pool, task_id: str, suite_id: str, task: SuiteTask, kind: TaskKind
) -> dict[str, object]:
    return {
        "id": task_id,
        "pool_id": pool.id,
        "kind": int(kind),
        "created": tx.now,
        "overlap": None,
        "infinite": 0,
        "occupied": 0,
        "epoch": None,
        "rank": None,
        "returned_rank": None,
        "reserved_for": None,
        "unavailable_for": None,
        "body": _body(task),
        "patch": None,
        "suite_id": suite_id,
        "origin_task_id": None,
        "target_overlap": None,
        "operation_id": None,
        "item_index": None,
    }


def _body(task: SuiteTask) -> str:
    """The task as tasks are kept: its input values written out even where there are none."""
    fields = {name: getattr(task, name) for name in RawTask.__struct_fields__}
    return msgspec.json.encode(RawTask(**fields)).decode()


def _row(
    tx: Tx,
    unit: Unit,
    place: queue.Place,
    item: Prepared[PreparedSuite],
    task_ids: list[str],
    operation_id: str | None,
) -> dict[str, object]:
    form = item.value.form
    unavailable = each_once(form.unavailable_for)
    return {
        "id": unit.id,
        "pool_id": unit.pool_id,
        "created": tx.now,
        "mixed": 0,
        "overlap": unit.overlap,
        "infinite": int(unit.overlap is None),
        "occupied": 0,
        "issuing_order_override": form.issuing_order_override or 0.0,
        "level": unit.level,
        "epoch": place.epoch,
        "rank": place.rank,
        "returned_rank": None,
        "reserved_for": None if unit.reserved_for is None else _json(unit.reserved_for),
        "unavailable_for": None if unavailable is None else _json(unavailable),
        "latitude": None if unit.point is None else unit.point.latitude,
        "longitude": None if unit.point is None else unit.point.longitude,
        "automerged": 0,
        "task_ids": _json(task_ids),
        "body": item.raw,
        "operation_id": operation_id,
        "item_index": item.index,
    }


def _json(value: list[str]) -> str:
    return msgspec.json.encode(value).decode()


def views_of(tx: Tx, ids: Sequence[str]) -> list[TaskSuiteView]:
    """The suites with these ids as the API shows them, in this order."""
    found = store.get_many(tx, ids)
    return _views(tx, [found[suite_id] for suite_id in ids])


class _Suites(PoolKind[TaskSuiteForm, PreparedSuite]):
    """Task suites in a batch."""

    def pool_id(self, form: TaskSuiteForm) -> str:
        return form.pool_id

    def admit(self, pool: Pool, config: PoolConfig) -> None:
        refuse_training(pool, config)

    def check_one(
        self, form: TaskSuiteForm, context: Context, options: Options, errors: FieldErrors
    ) -> PreparedSuite:
        return check_suite(form, context, options, errors)

    def insert_into(
        self, tx: Tx, context: Context, items: Sequence[Prepared[PreparedSuite]], operation_id: str | None
    ) -> list[str]:
        return insert_suites(tx, context, items, operation_id)

    def views(self, tx: Tx, ids: Sequence[str]) -> list[TaskSuiteView]:
        return views_of(tx, ids)

    def created(self, tx: Tx, operation_id: str) -> list[tuple[str, str]]:
        return store.created_by(tx, operation_id)


SUITES = _Suites(
    form=TaskSuiteForm,
    operation=OperationType.TASK_SUITE_BATCH_CREATE,
    noun="task_suite",
    prepared=PreparedSuite,
)


def get_task_suite(tx: Tx, requester: Requester, suite_id: str) -> TaskSuiteView:
    """``GET /task-suites/{id}``."""
    return _views(tx, [_own(tx, requester, suite_id)[0]])[0]


def get_task_suites(tx: Tx, requester: Requester, request: ListRequest) -> Page[TaskSuiteView]:
    """``GET /task-suites``: of one pool, or those a task stands in."""
    require_one_of(request, "pool_id", "task_id")
    pool_id = request.value("pool_id")
    if pool_id is None:
        pool_id = pool_of(request.value("task_id"))
    pool = None if pool_id is None else pools.get(tx, pool_id)
    if pool is None or pool.requester_id != requester.id:
        raise ValidationFailed.of(
            "pool_id" if request.value("pool_id") else "task_id",
            "ENTITY_DOES_NOT_EXIST",
            "There is no such pool or task of yours",
        )
    spec: ListSpec = store.LIST_OF_TASK if request.value("task_id") else store.LIST_OF_POOL
    return fetch_page(
        tx,
        spec,
        request,
        lambda rows: _views(tx, [TaskSuite(*row) for row in rows]),
        within=(store.LIST.fields["id"].column, *pool_bounds(pool.id)),
    )


def patch_task_suite(
    tx: Tx,
    requester: Requester,
    suite_id: str,
    patch: TaskSuitePatch,
    platform: Platform,
    *,
    open_pool: bool,
) -> TaskSuiteView:
    """``PATCH /task-suites/{id}``: overlap and issuing order."""
    suite, pool = _own(tx, requester, suite_id, lock=True)
    tasks.require_not_archived(pool)
    if patch.overlap is not None or patch.infinite_overlap:
        _refuse_mixed(suite)
        new_overlap = None if patch.infinite_overlap else patch.overlap
        tasks.change_overlap(tx, pool, store.unit_of(suite), new_overlap)
    if patch.issuing_order_override is not None:
        _refuse_mixed(suite)
        _reorder(tx, pool, suite_id, patch.issuing_order_override)
    if open_pool:
        tasks.reopen(tx, pool, platform)
    return get_task_suite(tx, requester, suite_id)


def set_overlap_or_min(tx: Tx, requester: Requester, suite_id: str, patch: OverlapPatch) -> TaskSuiteView:
    """``PATCH /task-suites/{id}/set-overlap-or-min``."""
    suite, pool = _own(tx, requester, suite_id, lock=True)
    tasks.require_not_archived(pool)
    _refuse_mixed(suite)
    tasks.lower_overlap(tx, pool, store.unit_of(suite), patch)
    return get_task_suite(tx, requester, suite_id)


def _refuse_mixed(suite: TaskSuite) -> None:
    if suite.mixed:
        raise Conflict("A mixed suite is one worker's page; change the overlap of its tasks instead")


def _reorder(tx: Tx, pool: Pool, suite_id: str, override: float) -> None:
    """Put a suite where its new override says."""
    suite = store.get(tx, suite_id)
    fresh = pools.get_locked(tx, pool.id)
    if suite is None or fresh is None:
        raise AssertionError
    unit = store.unit_of(suite)
    queue.leave(tx, unit)
    config = config_of(pool)
    moved = msgspec.structs.replace(
        unit, level=level_of(override, config), epoch=None, rank=None, returned_rank=None
    )
    place = queue.place_new(tx, fresh, [moved], in_order=config.in_creation_order)[0]
    store.save_order(tx, suite_id, override, level=moved.level, epoch=place.epoch, rank=place.rank)


def _own(tx: Tx, requester: Requester, suite_id: str, *, lock: bool = False) -> tuple[TaskSuite, Pool]:
    suite = store.get(tx, suite_id)
    if suite is not None:
        pool = pools.get_alone(tx, suite.pool_id) if lock else pools.get(tx, suite.pool_id)
        if pool is not None and pool.requester_id == requester.id:
            return (store.get(tx, suite_id) or suite) if lock else suite, pool
    raise DoesNotExist("task suite", suite_id)


def _views(tx: Tx, suites: Sequence[TaskSuite]) -> list[TaskSuiteView]:
    wanted = [task_id for suite in suites for task_id in store.task_ids_of(suite)]
    found = task_store.get_many(tx, list(dict.fromkeys(wanted)))
    contents = {task_id: tasks.contents_of(task) for task_id, task in found.items()}
    return [view(suite, [contents[task_id] for task_id in store.task_ids_of(suite)]) for suite in suites]


class _Extras(msgspec.Struct):
    """What of an uploaded suite is only shown again."""

    longitude: float | None = None
    latitude: float | None = None
    traits_all_of: list[str] | None = None
    traits_any_of: list[str] | None = None
    traits_none_of_any: list[str] | None = None


def view(suite: TaskSuite, contents: list[RawTask]) -> TaskSuiteView:
    """The suite as the API shows it."""
    extras = _Extras() if suite.body is None else msgspec.json.decode(suite.body, type=_Extras)
    infinite = bool(suite.infinite)
    overlap = None if infinite else suite.overlap
    return TaskSuiteView(
        id=suite.id,
        pool_id=str(suite.pool_id),
        tasks=contents,
        created=clock.to_text(suite.created),
        mixed=bool(suite.mixed),
        automerged=bool(suite.automerged),
        issuing_order_override=suite.issuing_order_override,
        overlap=overlap,
        infinite_overlap=infinite,
        remaining_overlap=None if overlap is None else max(0, overlap - suite.occupied),
        reserved_for=task_store.list_of(suite.reserved_for),
        unavailable_for=task_store.list_of(suite.unavailable_for),
        **{name: getattr(extras, name) for name in _Extras.__struct_fields__},
    )


def kinds_of(contents: Sequence[RawTask]) -> list[TaskKind]:
    """The kinds of a suite's tasks."""
    return [kind_of(task.known_solutions, task.message_on_unknown_solution) for task in contents]
