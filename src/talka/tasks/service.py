"""Use cases of tasks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from talka.http.auth import Requester
from talka.http.environment import Platform
from talka.http.lists import ListRequest, Page, fetch_page, require_one_of
from talka.kernel import clock
from talka.kernel.errors import (
    AssignmentsCount,
    Conflict,
    DoesNotExist,
    FieldErrors,
    MixerConfigRequired,
    PoolInappropriateStatus,
    PoolTasksCountExceeded,
    ValidationFailed,
)
from talka.kernel.ids import each_once, pool_bounds
from talka.operations.batch import Options, Prepared
from talka.operations.model import OperationType
from talka.pools import lifecycle, queue
from talka.pools import store as pools
from talka.pools.config import PoolConfig, config_of
from talka.pools.model import MAX_TASKS, Pool, PoolStatus
from talka.pools.queue import Lane, Unit
from talka.projects import service as projects
from talka.storage.tx import Tx
from talka.tasks import rules, store, twins
from talka.tasks.batch import Context, PoolKind
from talka.tasks.model import (
    FreeSlotsCancelled,
    OverlapPatch,
    RawTask,
    Task,
    TaskForm,
    TaskKind,
    TaskPatch,
    TaskView,
    Traits,
    kind_of,
)

_LANES = {kind: Lane(kind) for kind in TaskKind}


class PreparedTask(msgspec.Struct, frozen=True):
    """A checked task of an upload."""

    pool_id: int
    kind: TaskKind
    overlap: int | None
    reserved_for: list[str] | None
    unavailable_for: list[str] | None
    twin_hash: int | None = None


def check_task(form: TaskForm, context: Context, options: Options, errors: FieldErrors) -> PreparedTask:
    """Check one object of an upload; what is wrong goes to ``errors``."""
    rules.check_values(form, context.specs, "", errors)
    kind = rules.check_kind(form, context.config, "", errors)
    overlap = rules.overlap_of(
        form.overlap,
        form.infinite_overlap,
        context.config.overlap_for_tasks,
        errors,
        allow_defaults=options.allow_defaults,
        endless=context.config.is_training,
    )
    twin_hash = twins.hash_of(form.input_values) if context.merges_twins else None
    return PreparedTask(
        pool_id=context.pool.id,
        kind=kind,
        overlap=overlap,
        reserved_for=each_once(form.reserved_for),
        unavailable_for=each_once(form.unavailable_for),
        twin_hash=twin_hash,
    )


def require_mixer(pool: Pool, config: PoolConfig) -> None:
    """Single tasks go to pools that mix them."""
    if config.mixer is None:
        raise MixerConfigRequired(f"Pool {pool.id} has no mixer_config; upload task suites instead")


def insert_tasks(
    tx: Tx, context: Context, items: Sequence[Prepared[PreparedTask]], operation_id: str | None
) -> list[str]:
    """Keep checked tasks and put them into the pool's queue."""
    pool = context.pool
    counters = pools.counters(tx, pool.id)
    if counters.general + counters.control + counters.training + len(items) > MAX_TASKS:
        raise PoolTasksCountExceeded(f"A pool holds at most {MAX_TASKS} tasks")
    ids = tx.new_pool_ids(pool.id, len(items))
    units = [
        Unit(
            task_id, pool.id, _LANES[value.kind], value.overlap, 0, 0.0, None, None, None, value.reserved_for
        )
        for task_id, value in zip(ids, [item.value for item in items], strict=True)
    ]
    places = queue.place_new(tx, pool, units, in_order=context.config.in_creation_order)
    store.add_new(
        tx,
        [
            (
                unit.id,
                pool.id,
                int(unit.lane),
                tx.now,
                unit.overlap,
                int(unit.overlap is None),
                0,
                place.epoch,
                place.rank,
                _text(unit.reserved_for),
                _text(item.value.unavailable_for),
                item.raw,
                operation_id,
                item.index,
            )
            for unit, place, item in zip(units, places, items, strict=True)
        ],
    )
    hashes = zip(ids, (item.value.twin_hash for item in items), strict=True)
    twins.add(
        tx, pool.project_id, pool.id, {task_id: number for task_id, number in hashes if number is not None}
    )
    count_kinds(tx, pool.id, [item.value.kind for item in items])
    queue.change_of_new(units).apply(tx, pool.id, grown=True)
    return ids


def count_kinds(tx: Tx, pool_id: int, kinds: Sequence[TaskKind]) -> None:
    """Count new tasks by kind."""
    pools.count(
        tx,
        pool_id,
        general=kinds.count(TaskKind.GENERAL),
        control=kinds.count(TaskKind.CONTROL),
        training=kinds.count(TaskKind.TRAINING),
    )


def _text(ids: list[str] | None) -> str | None:
    return None if ids is None else msgspec.json.encode(ids).decode()


def views_of(tx: Tx, ids: Sequence[str]) -> list[TaskView]:
    """The tasks with these ids as the API shows them, in this order."""
    found = store.get_many(tx, ids)
    return [view(found[task_id]) for task_id in ids]


class _Tasks(PoolKind[TaskForm, PreparedTask]):
    """Tasks in a batch."""

    def pool_id(self, form: TaskForm) -> str:
        return form.pool_id

    def admit(self, pool: Pool, config: PoolConfig) -> None:
        require_mixer(pool, config)

    def check_one(
        self, form: TaskForm, context: Context, options: Options, errors: FieldErrors
    ) -> PreparedTask:
        return check_task(form, context, options, errors)

    def insert_into(
        self, tx: Tx, context: Context, items: Sequence[Prepared[PreparedTask]], operation_id: str | None
    ) -> list[str]:
        return insert_tasks(tx, context, items, operation_id)

    def views(self, tx: Tx, ids: Sequence[str]) -> list[TaskView]:
        return views_of(tx, ids)

    def created(self, tx: Tx, operation_id: str) -> list[tuple[str, str]]:
        return store.created_by(tx, operation_id)


TASKS = _Tasks(form=TaskForm, operation=OperationType.TASK_BATCH_CREATE, noun="task", prepared=PreparedTask)


def get_task(tx: Tx, requester: Requester, task_id: str) -> TaskView:
    """``GET /tasks/{id}``."""
    return view(_own(tx, requester, task_id)[0])


def get_tasks(tx: Tx, requester: Requester, request: ListRequest) -> Page[TaskView]:
    """``GET /tasks``: of one pool."""
    require_one_of(request, "pool_id")
    pool = pools.get(tx, request.value("pool_id"))
    if pool is None or pool.requester_id != requester.id:
        raise ValidationFailed.of("pool_id", "ENTITY_DOES_NOT_EXIST", "There is no such pool of yours")
    return fetch_page(
        tx,
        store.LIST,
        request,
        lambda rows: [view(Task(*row)) for row in rows],
        within=(store.LIST.fields["id"].column, *pool_bounds(pool.id)),
    )


def patch_task(
    tx: Tx, requester: Requester, task_id: str, patch: TaskPatch, platform: Platform, *, open_pool: bool
) -> TaskView:
    """``PATCH /tasks/{id}``: overlap, solutions and hint; may turn one kind of task into another."""
    task, pool = _own(tx, requester, task_id, lock=True)
    require_not_archived(pool)
    if patch.overlap is not None or patch.infinite_overlap:
        _require_own_overlap(task, pool)
        new_overlap = None if patch.infinite_overlap else patch.overlap
        change_overlap(tx, pool, store.unit_of(task), new_overlap)
        task = store.get(tx, task_id) or task  # its slots and place are others now
    _save_contents(tx, pool, task, patch)
    if open_pool:
        reopen(tx, pool, platform)
    return get_task(tx, requester, task_id)


def set_overlap_or_min(tx: Tx, requester: Requester, task_id: str, patch: OverlapPatch) -> TaskView:
    """``PATCH /tasks/{id}/set-overlap-or-min``: as low as asked, but not below what is given out."""
    task, pool = _own(tx, requester, task_id, lock=True)
    require_not_archived(pool)
    _require_own_overlap(task, pool)
    lower_overlap(tx, pool, store.unit_of(task), patch)
    return get_task(tx, requester, task_id)


def _require_own_overlap(task: Task, pool: Pool) -> None:
    """Only a task that is mixed into pages has slots of its own; a training's are for everybody."""
    if task.suite_id is not None:
        raise Conflict(f"Task {task.id} has no overlap of its own; change that of its suite {task.suite_id}")
    if pool.is_training:
        raise Conflict("A training's tasks are for every worker; they have no overlap to change")


def change_overlap(tx: Tx, pool: Pool, unit: Unit, overlap: int | None) -> None:
    """Change a unit's overlap, refused below what is occupied.

    Raises:
        AssignmentsCount: the overlap is below the slots that are given out.
    """
    unit = queue.with_slots_counted(tx, unit)
    if overlap is not None and overlap < unit.occupied:
        raise AssignmentsCount(
            f"{unit.occupied} slots are given out already; the overlap cannot be {overlap}",
            {"occupied": unit.occupied},
        )
    before = unit.free
    change = queue.set_overlap(tx, pool, unit, overlap)
    after = None if overlap is None else overlap - unit.occupied
    grown = after is None or (before is not None and after > before)
    change.apply(tx, pool.id, grown=grown)
    if after == 0 and before != 0:
        tx.announce(FreeSlotsCancelled(pool.id, unit.id, is_suite=unit.lane == Lane.SUITE))
    lifecycle.notice_completion(tx, pool.id)


def lower_overlap(tx: Tx, pool: Pool, unit: Unit, patch: OverlapPatch) -> None:
    """Set an overlap, or the least that is possible."""
    if patch.infinite_overlap:
        change_overlap(tx, pool, unit, None)
    elif patch.overlap is None:
        raise ValidationFailed.of("overlap", "VALUE_REQUIRED", "Give an overlap")
    else:
        unit = queue.with_slots_counted(tx, unit)
        change_overlap(tx, pool, unit, max(patch.overlap, unit.occupied))


def reopen(tx: Tx, pool: Pool, platform: Platform) -> None:
    """Open a closed pool after its work has grown (``open_pool=true``)."""
    current = pools.get_alone(tx, pool.id)
    if current is not None and current.status == PoolStatus.CLOSED:
        lifecycle.open_pool(tx, current, platform)


def require_not_archived(pool: Pool) -> None:
    """Nothing of an archived pool can be changed."""
    if pool.status == PoolStatus.ARCHIVED:
        raise PoolInappropriateStatus(
            "The pool is archived", [PoolStatus.OPEN.value, PoolStatus.CLOSED.value]
        )


def _save_contents(tx: Tx, pool: Pool, task: Task, patch: TaskPatch) -> None:
    changes = {
        name: getattr(patch, name)
        for name in ("known_solutions", "baseline_solutions", "message_on_unknown_solution")
        if getattr(patch, name) is not None
    }
    if not changes:
        return
    contents = contents_of(task)
    changed = msgspec.structs.replace(contents, **changes)
    errors = FieldErrors()
    config = config_of(pool)
    specs = projects.specs_for_tasks(tx, pool.project_id, pool.project_version_major)
    rules.check_values(changed, specs, "", errors)
    rules.check_kind(changed, config, "", errors)
    errors.raise_if_any()
    kind = kind_of(changed.known_solutions, changed.message_on_unknown_solution)
    before = {} if task.patch is None else msgspec.json.decode(task.patch)
    store.save_patch(tx, task.id, msgspec.json.encode({**before, **changes}).decode(), int(kind))
    if kind != task.kind and task.suite_id is None:
        _change_kind(tx, pool, config, store.unit_of(task), kind)
    elif kind != task.kind:
        now, before_it = (kind == TaskKind.GENERAL), (task.kind == TaskKind.GENERAL)
        pools.count(tx, pool.id, general_inside=now - before_it)


def _change_kind(tx: Tx, pool: Pool, config: PoolConfig, unit: Unit, kind: TaskKind) -> None:
    """Move a task to the lane of its new kind."""
    queue.leave(tx, unit)
    moved = msgspec.structs.replace(unit, lane=Lane(kind), epoch=None, rank=None, returned_rank=None)
    fresh = pools.get_locked(tx, pool.id)
    if fresh is None:
        raise AssertionError
    place = queue.place_new(tx, fresh, [moved], in_order=config.in_creation_order)[0]
    store.save_place(tx, unit.id, place.epoch, place.rank)
    pools.count(
        tx,
        pool.id,
        general=(kind == TaskKind.GENERAL) - (unit.lane.kind == Lane.GENERAL),
        control=(kind == TaskKind.CONTROL) - (unit.lane.kind == Lane.CONTROL),
        training=(kind == TaskKind.TRAINING) - (unit.lane.kind == Lane.TRAINING),
    )
    _count_slots(tx, pool.id, unit, -1)
    _count_slots(tx, pool.id, moved, 1)
    lifecycle.notice_completion(tx, pool.id)


def _count_slots(tx: Tx, pool_id: int, unit: Unit, sign: int) -> None:
    if unit.lane.counts and unit.overlap is not None:
        free = unit.free or 0
        pools.count(
            tx,
            pool_id,
            finite_units=sign,
            open_units=sign * (free > 0),
            slots=sign * unit.overlap,
            free_slots=sign * free,
        )


def _own(tx: Tx, requester: Requester, task_id: str, *, lock: bool = False) -> tuple[Task, Pool]:
    """The requester's task and its pool (held alone first, so that the task's slots stand still)."""
    task = store.get(tx, task_id)
    if task is not None:
        pool = pools.get_alone(tx, task.pool_id) if lock else pools.get(tx, task.pool_id)
        if pool is not None and pool.requester_id == requester.id:
            return (store.get(tx, task_id) or task) if lock else task, pool
    raise DoesNotExist("task", task_id)


def contents_of(task: Task) -> RawTask:
    """What a task asks and what is known of it, changes included."""
    contents = msgspec.json.decode(task.body, type=RawTask)
    if task.patch is not None:
        patch: Any = msgspec.json.decode(task.patch, type=TaskPatch)
        for name in ("known_solutions", "baseline_solutions", "message_on_unknown_solution"):
            if getattr(patch, name) is not None:
                contents = msgspec.structs.replace(contents, **{name: getattr(patch, name)})
    return msgspec.structs.replace(contents, id=task.id)


def view(task: Task) -> TaskView:
    """The task as the API shows it."""
    contents = contents_of(task)
    own_overlap = task.suite_id is None
    infinite = bool(task.infinite) if own_overlap else None
    overlap = task.overlap if own_overlap and not infinite else None
    traits = msgspec.json.decode(task.body, type=Traits) if '"traits_' in task.body else Traits()
    return TaskView(
        id=task.id,
        pool_id=str(task.pool_id),
        created=clock.to_text(task.created),
        input_values=contents.input_values,
        known_solutions=contents.known_solutions or None,
        message_on_unknown_solution=contents.message_on_unknown_solution,
        baseline_solutions=contents.baseline_solutions or None,
        localization_config=contents.localization_config,
        overlap=overlap,
        infinite_overlap=infinite,
        remaining_overlap=None if overlap is None else max(0, overlap - task.occupied),
        reserved_for=store.list_of(task.reserved_for),
        unavailable_for=store.list_of(task.unavailable_for),
        traits_all_of=traits.traits_all_of,
        traits_any_of=traits.traits_any_of,
        traits_none_of_any=traits.traits_none_of_any,
        origin_task_id=task.origin_task_id,
    )
