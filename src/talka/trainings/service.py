"""Use cases of trainings."""

from __future__ import annotations

import msgspec

from talka.http.auth import Requester
from talka.http.environment import Platform
from talka.http.lists import ListRequest, Page, fetch_page
from talka.kernel import clock
from talka.kernel.errors import DoesNotExist, ValidationFailed
from talka.kernel.ids import parse_number
from talka.operations import service as operations
from talka.operations.model import OperationType, OperationView
from talka.pools import lifecycle
from talka.pools import rules as pool_rules
from talka.pools import service as pools
from talka.pools import store as pool_store
from talka.pools.model import Pool, PoolChanged, PoolStatus, PoolType, TrainingForm
from talka.skills import service as skills
from talka.storage.tx import Tx
from talka.trainings import rules
from talka.trainings.model import TrainingView


def create_training(tx: Tx, requester: Requester, form: TrainingForm) -> TrainingView:
    """``POST /trainings``: a new closed training; a project's first makes its training skill."""
    rules.check_form(form)
    project = pools.active_project(tx, requester, form.project_id)
    training = pools.new_pool(tx, requester, project, PoolType.TRAINING, pools.encode(form), None)
    skills.ensure_training_skill(tx, requester, project.id, project.form.public_name)
    return view(training, requester)


def get_training(tx: Tx, requester: Requester, training_id: str) -> TrainingView:
    """``GET /trainings/{id}``."""
    return view(own(tx, requester, training_id, lock=False), requester)


def get_trainings(tx: Tx, requester: Requester, request: ListRequest) -> Page[TrainingView]:
    """``GET /trainings``."""
    return fetch_page(
        tx,
        pool_store.LIST,
        request,
        lambda rows: [view(Pool(*row), requester) for row in rows],
        (pool_store.OWNER, requester.id),
        (pool_store.TYPE, PoolType.TRAINING.value),
    )


def update_training(tx: Tx, requester: Requester, training_id: str, form: TrainingForm) -> TrainingView:
    """``PUT /trainings/{id}``: replace the settings of a closed training."""
    training = own(tx, requester, training_id)
    pools.require_editable(training)
    rules.check_form(form)
    if parse_number(form.project_id) != training.project_id:
        raise ValidationFailed.of("project_id", "VALUE_NOT_ALLOWED", "A training cannot change its project")
    pool_store.save_form(tx, training.id, pools.encode(form), None)
    tx.announce(PoolChanged(training.id))
    return view(own(tx, requester, training_id), requester)


def open_training(tx: Tx, requester: Requester, training_id: str, platform: Platform) -> OperationView | None:
    """``POST /trainings/{id}/open``."""
    return lifecycle.open_pool(tx, own(tx, requester, training_id), platform)


def close_training(tx: Tx, requester: Requester, training_id: str) -> OperationView | None:
    """``POST /trainings/{id}/close``."""
    return lifecycle.close_pool(tx, own(tx, requester, training_id))


def close_training_for_update(tx: Tx, requester: Requester, training_id: str) -> OperationView | None:
    """``POST /trainings/{id}/close-for-update``."""
    return lifecycle.close_for_update(tx, own(tx, requester, training_id))


def archive_training(tx: Tx, requester: Requester, training_id: str) -> OperationView | None:
    """``POST /trainings/{id}/archive``.

    None (204) when it is archived already; refusals in the order of the documented page "Archive a training
    pool"; the training's skill and its values stay.
    """
    training = own(tx, requester, training_id)
    if training.status == PoolStatus.ARCHIVED:
        return None
    pool_rules.require_not_locked(training)
    rules.check_archive(training, pool_store.linked_pools(tx, training.id))
    return lifecycle.set_archived(tx, training)


def clone_training(tx: Tx, requester: Requester, training_id: str) -> OperationView:
    """``POST /trainings/{id}/clone``: an empty closed training with the same settings."""
    source = own(tx, requester, training_id)
    project = pools.active_project(tx, requester, str(source.project_id))
    clone = pools.new_pool(tx, requester, project, PoolType.TRAINING, source.form, None, cloned=True)
    return operations.finished(
        tx,
        requester.id,
        OperationType.TRAINING_CLONE,
        {"training_id": str(source.id)},
        {"training_id": str(clone.id)},
    )


def own(tx: Tx, requester: Requester, training_id: str, *, lock: bool = True) -> Pool:
    """The requester's training, to change it while nobody works in it; a pool's id is no training's."""
    number = parse_number(training_id)
    load = pool_store.get_alone if lock else pool_store.get
    training = None if number is None else load(tx, number)
    if training is None or training.requester_id != requester.id or not training.is_training:
        raise DoesNotExist("training", training_id)
    return training


def view(training: Pool, requester: Requester) -> TrainingView:
    """The training as the API shows it."""
    form = msgspec.json.decode(training.form, type=TrainingForm)
    return TrainingView(
        **{name: getattr(form, name) for name in TrainingForm.__struct_fields__},
        id=str(training.id),
        owner=requester.as_owner,
        status=training.status if training.locked_by is None else PoolStatus.LOCKED.value,
        last_close_reason=training.last_close_reason,
        created=clock.to_text(training.created),
        last_started=None if training.last_started is None else clock.to_text(training.last_started),
        last_stopped=None if training.last_stopped is None else clock.to_text(training.last_stopped),
    )
