"""Use cases of pools."""

from __future__ import annotations

import msgspec

from talka.filters import service as filters
from talka.filters.grammar import ROOT, read
from talka.filters.model import Node
from talka.http.auth import Requester
from talka.http.environment import Platform
from talka.http.lists import ListRequest, Page, fetch_page
from talka.jobs.schedule import schedule
from talka.kernel import clock
from talka.kernel.errors import (
    Conflict,
    DoesNotExist,
    FieldErrors,
    PoolInappropriateStatus,
    PoolIsTraining,
    ProjectInappropriateStatus,
    ValidationFailed,
)
from talka.kernel.ids import parse_number
from talka.operations import service as operations
from talka.operations.model import OperationType, OperationView
from talka.pools import lifecycle, rules, store
from talka.pools.config import DEFAULT_TRAINING_SECONDS
from talka.pools.model import (
    Counters,
    Defaults,
    MixerConfig,
    Pool,
    PoolChanged,
    PoolForm,
    PoolOverlapChanged,
    PoolPatch,
    PoolSettingsGiven,
    PoolStatus,
    PoolType,
    TrainingForm,
)
from talka.pools.view import PoolView
from talka.projects import service as projects
from talka.projects.model import AssignmentsIssuingType, Project, ProjectStatus
from talka.skills import service as skills
from talka.storage.tx import Tx

_FAR = "9999-12-31T23:59:59"


def create_pool(tx: Tx, requester: Requester, form: PoolForm, *, managed_by: str | None = None) -> PoolView:
    """``POST /pools``: a new closed pool of an active project.

    ``managed_by`` names the app batch that is to run it, and lists leave it out.
    """
    rules.check_form(form)
    project = active_project(tx, requester, form.project_id)
    training_id = _linked_training(tx, requester, form)
    _require_skills(tx, requester, form)
    form = _with_checked_filter(tx, requester, form)
    tx.announce(PoolSettingsGiven(requester.id, form, None, project.id, project.version_major))
    on_map = is_on_map(project)
    if on_map:
        rules.check_on_map(form, _parsed(form))
    kept = encode(_completed(form, None))
    pool = new_pool(
        tx, requester, project, PoolType.REGULAR, kept, training_id, on_map=on_map, managed_by=managed_by
    )
    return view(pool, requester)


def new_pool(
    tx: Tx,
    requester: Requester,
    project: Project,
    kind: PoolType,
    form: str,
    training_id: int | None,
    *,
    on_map: bool = False,
    cloned: bool = False,
    managed_by: str | None = None,
) -> Pool:
    """Keep a new pool or training: closed, at its project's version of today."""
    pool = Pool(
        id=tx.next_number(),
        project_id=project.id,
        requester_id=requester.id,
        type=kind.value,
        status=PoolStatus.CLOSED.value,
        locked_by=None,
        last_close_reason=None,
        created=tx.now,
        last_started=None,
        last_stopped=None,
        last_active=tx.now,
        revision=1,
        project_version_major=project.version_major,
        training_id=training_id,
        cloned=int(cloned),
        form=form,
        epoch=0,
        epoch_entered=0,
        next_rank=0,
        on_map=int(on_map),
        managed_by=managed_by,
    )
    store.add(tx, pool)
    schedule(tx, lifecycle.IDLE, str(pool.id), tx.now + rules.IDLE_PERIOD)
    tx.announce(PoolChanged(pool.id))
    return pool


def is_on_map(project: Project) -> bool:
    """Whether workers choose the project's suites on a map. Pools stay as they were made."""
    return project.form.assignments_issuing_type == AssignmentsIssuingType.MAP_SELECTOR


def _parsed(form: PoolForm) -> Node | None:
    return None if form.filter is None else read(msgspec.json.encode(form.filter).decode())


def get_pool(tx: Tx, requester: Requester, pool_id: str) -> PoolView:
    """``GET /pools/{id}``; a training's id is answered too."""
    return view(own_any(tx, requester, pool_id), requester)


def get_pools(tx: Tx, requester: Requester, request: ListRequest) -> Page[PoolView]:
    """``GET /pools``: trainings are listed in ``/trainings`` only."""
    return fetch_page(
        tx,
        store.LIST,
        request,
        lambda rows: [view(Pool(*row), requester) for row in rows],
        (store.OWNER, requester.id),
        (store.TYPE, PoolType.REGULAR.value),
    )


def update_pool(tx: Tx, requester: Requester, pool_id: str, form: PoolForm) -> PoolView:
    """``PUT /pools/{id}``: replace the settings of a closed pool."""
    pool = own(tx, requester, pool_id)
    require_editable(pool)
    rules.check_form(form)
    if parse_number(form.project_id) != pool.project_id:
        raise ValidationFailed.of("project_id", "VALUE_NOT_ALLOWED", "A pool cannot change its project")
    _require_same_method(tx, pool, form)
    training_id = _linked_training(tx, requester, form)
    _require_skills(tx, requester, form)
    form = _with_checked_filter(tx, requester, form)
    before = form_of(pool)
    given = PoolSettingsGiven(requester.id, form, before, pool.project_id, pool.project_version_major)
    tx.announce(given)
    if pool.on_map:
        rules.check_on_map(form, _parsed(form))
    store.save_form(tx, pool.id, encode(_completed(form, before)), training_id)
    tx.announce(PoolChanged(pool.id))
    if form.defaults != before.defaults:
        tx.announce(PoolOverlapChanged(requester.id))
    return view(own(tx, requester, pool_id), requester)


def patch_pool(tx: Tx, requester: Requester, pool_id: str, patch: PoolPatch) -> PoolView:
    """``PATCH /pools/{id}``: change the priority, open or closed."""
    pool = own(tx, requester, pool_id)
    if pool.status == PoolStatus.ARCHIVED:
        raise PoolInappropriateStatus(
            "An archived pool cannot be changed", [PoolStatus.OPEN, PoolStatus.CLOSED]
        )
    if patch.priority is not None:
        form = msgspec.structs.replace(form_of(pool), priority=patch.priority)
        store.save_form(tx, pool.id, encode(form), pool.training_id)
    return view(own(tx, requester, pool_id), requester)


def open_pool(tx: Tx, requester: Requester, pool_id: str, platform: Platform) -> OperationView | None:
    """``POST /pools/{id}/open``; a training's id works too."""
    return lifecycle.open_pool(tx, own_any(tx, requester, pool_id, lock=True), platform)


def close_pool(tx: Tx, requester: Requester, pool_id: str) -> OperationView | None:
    """``POST /pools/{id}/close``; a training's id works too."""
    return lifecycle.close_pool(tx, own_any(tx, requester, pool_id, lock=True))


def close_pool_for_update(tx: Tx, requester: Requester, pool_id: str) -> OperationView | None:
    """``POST /pools/{id}/close-for-update``."""
    return lifecycle.close_for_update(tx, own(tx, requester, pool_id))


def archive_pool(tx: Tx, requester: Requester, pool_id: str) -> OperationView | None:
    """``POST /pools/{id}/archive``."""
    return lifecycle.archive_pool(tx, own(tx, requester, pool_id))


def clone_pool(tx: Tx, requester: Requester, pool_id: str) -> OperationView:
    """``POST /pools/{id}/clone``: an empty closed pool with the same settings, collectors shared."""
    source = own(tx, requester, pool_id)
    project = active_project(tx, requester, str(source.project_id))
    tx.announce(PoolSettingsGiven(requester.id, form_of(source), None, project.id, project.version_major))
    clone = new_pool(
        tx,
        requester,
        project,
        PoolType.REGULAR,
        source.form,
        source.training_id,
        on_map=bool(source.on_map),
        cloned=True,
    )
    return operations.finished(
        tx,
        requester.id,
        OperationType.POOL_CLONE,
        {"pool_id": str(source.id)},
        {"pool_id": str(clone.id)},
    )


def own_any(tx: Tx, requester: Requester, pool_id: str, *, lock: bool = False) -> Pool:
    """The requester's pool or training; with ``lock``, while nobody works in it.

    Raises:
        DoesNotExist: there is none, or it is another's.
    """
    number = parse_number(pool_id)
    load = store.get_alone if lock else store.get
    pool = None if number is None else load(tx, number)
    if pool is None or pool.requester_id != requester.id:
        raise DoesNotExist("pool", pool_id)
    return pool


def own(tx: Tx, requester: Requester, pool_id: str) -> Pool:
    """The requester's main pool while nobody works in it; a training's id is refused by name."""
    pool = own_any(tx, requester, pool_id, lock=True)
    if pool.is_training:
        raise PoolIsTraining(f"{pool_id} is a training; use /trainings")
    return pool


def require_editable(pool: Pool) -> None:
    """Refuse to replace the settings of a pool or training that is open, archived or locked."""
    rules.require_not_locked(pool)
    if pool.status != PoolStatus.CLOSED:
        raise PoolInappropriateStatus(
            f"The pool is {pool.status}; only a closed one can be edited", [PoolStatus.CLOSED]
        )


def active_project(tx: Tx, requester: Requester, project_id: str) -> Project:
    """The requester's project, refused when archived."""
    project = projects.own_for_reference(tx, requester, project_id, "project_id")
    if project.status != ProjectStatus.ACTIVE:
        raise ProjectInappropriateStatus("The project is archived", [ProjectStatus.ACTIVE])
    return project


def form_of(pool: Pool) -> PoolForm:
    """The stored settings of a main pool."""
    return msgspec.json.decode(pool.form, type=PoolForm)


def encode(form: PoolForm | TrainingForm) -> str:
    """Settings as stored."""
    return msgspec.json.encode(form).decode()


def view(pool: Pool, requester: Requester) -> PoolView:
    """The pool as the API shows it."""
    form = _as_pool(msgspec.json.decode(pool.form, type=TrainingForm)) if pool.is_training else form_of(pool)
    return PoolView(
        **{name: getattr(form, name) for name in PoolForm.__struct_fields__},
        id=str(pool.id),
        owner=requester.as_owner,
        type=pool.type,
        status=pool.status if pool.locked_by is None else PoolStatus.LOCKED.value,
        last_close_reason=pool.last_close_reason,
        created=clock.to_text(pool.created),
        last_started=None if pool.last_started is None else clock.to_text(pool.last_started),
        last_stopped=None if pool.last_stopped is None else clock.to_text(pool.last_stopped),
    )


def _as_pool(form: TrainingForm) -> PoolForm:
    """A training in the terms of a pool, for the clients that read it as one."""
    return PoolForm(
        project_id=form.project_id,
        private_name=form.private_name,
        will_expire=_FAR,
        reward_per_assignment=0.0,
        assignment_max_duration_seconds=form.assignment_max_duration_seconds or DEFAULT_TRAINING_SECONDS,
        defaults=Defaults(default_overlap_for_new_task_suites=1),
        public_instructions=form.public_instructions,
        may_contain_adult_content=form.may_contain_adult_content,
        metadata=form.metadata,
        auto_accept_solutions=True,
        training=True,
        mixer_config=MixerConfig(
            real_tasks_count=0,
            golden_tasks_count=0,
            training_tasks_count=form.training_tasks_in_task_suite_count,
            mix_tasks_in_creation_order=form.mix_tasks_in_creation_order,
            shuffle_tasks_in_task_suite=form.shuffle_tasks_in_task_suite,
        ),
    )


def _completed(form: PoolForm, before: PoolForm | None) -> PoolForm:
    """The form with the values that an absent field stands for; ``before``: what it replaces."""
    return msgspec.structs.replace(
        form,
        auto_close_after_complete_delay_seconds=form.auto_close_after_complete_delay_seconds or 0,
        auto_accept_solutions=form.auto_accept_solutions is not False,
        may_contain_adult_content=bool(form.may_contain_adult_content),
        priority=form.priority or 0,
        quality_control=rules.with_uuids(form.quality_control, before.quality_control if before else None),
    )


def _linked_training(tx: Tx, requester: Requester, form: PoolForm) -> int | None:
    requirement = form.quality_control.training_requirement if form.quality_control else None
    if requirement is None:
        return None
    path = "quality_control.training_requirement.training_pool_id"
    number = parse_number(requirement.training_pool_id)
    training = None if number is None else store.get(tx, number)
    if training is None or training.requester_id != requester.id or not training.is_training:
        raise ValidationFailed.of(path, "ENTITY_DOES_NOT_EXIST", "There is no such training")
    if training.project_id != parse_number(form.project_id):
        raise ValidationFailed.of(path, "INVALID_VALUE", "The training belongs to another project")
    return training.id


def _with_checked_filter(tx: Tx, requester: Requester, form: PoolForm) -> PoolForm:
    """The form with its filter as it is kept, wherever it was sent."""
    issuing = form.assignments_issuing_config
    if issuing is None or issuing.filter is None:
        return msgspec.structs.replace(form, filter=filters.checked(tx, requester, form.filter))
    if form.filter:
        path, sent = ROOT, form.filter
    else:
        path, sent = f"assignments_issuing_config.{ROOT}", issuing.filter
    return msgspec.structs.replace(
        form,
        filter=filters.checked(tx, requester, sent, path),
        assignments_issuing_config=msgspec.structs.replace(issuing, filter=None),
    )


def _require_skills(tx: Tx, requester: Requester, form: PoolForm) -> None:
    """Refuse settings that name a skill which the requester cannot see."""
    named: dict[str, str] = {}
    if form.dynamic_pricing_config is not None:
        named["dynamic_pricing_config.skill_id"] = form.dynamic_pricing_config.skill_id
    if form.dynamic_overlap_config is not None:
        path = "dynamic_overlap_config.answer_weight_skill_id"
        named[path] = form.dynamic_overlap_config.answer_weight_skill_id
    errors = FieldErrors()
    for path, skill_id in named.items():
        try:
            skills.visible(tx, requester, skill_id)
        except DoesNotExist as missing:
            errors.add(path, "ENTITY_DOES_NOT_EXIST", missing.message)
    errors.raise_if_any()


def _require_same_method(tx: Tx, pool: Pool, form: PoolForm) -> None:
    counters: Counters = store.counters(tx, pool.id)
    mixed_before = form_of(pool).mixer_config is not None
    if counters.tasks and mixed_before != (form.mixer_config is not None):
        raise Conflict("The first upload fixed how the pool's tasks are put on pages; clone the pool instead")
