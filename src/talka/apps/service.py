"""Use cases of apps and app projects."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import msgspec

from talka.apps import parameters as schemas
from talka.apps import rules, store
from talka.apps.building import project_form
from talka.apps.loading import Means, launch, settings_of
from talka.apps.model import (
    AppDefinition,
    AppListItem,
    AppProject,
    AppProjectForm,
    AppProjectStatus,
    AppProjectView,
    AppView,
    BatchStatus,
    Content,
    Scope,
)
from talka.apps.registry import Apps, app_for
from talka.apps.views import app_item, app_view, project_view
from talka.http.auth import Requester
from talka.http.lists import ListRequest, fetch_page
from talka.kernel.errors import Conflict, DoesNotExist, FieldErrors, InappropriateStatus, ValidationFailed
from talka.pools import lifecycle
from talka.pools import store as pools
from talka.pools.model import CloseReason, PoolStatus
from talka.projects import service as projects
from talka.storage.tx import Tx

_COMPARISONS: Mapping[str, Callable[[str, str], bool]] = {
    "gt": lambda one, other: one > other,
    "gte": lambda one, other: one >= other,
    "lt": lambda one, other: one < other,
    "lte": lambda one, other: one <= other,
}


# ---- apps ------------------------------------------------------------------------------------------------


def get_apps(
    apps: Apps, request: ListRequest, lang: str | None, fee_percent: Decimal
) -> Content[AppListItem]:
    """``GET /apps``: what there is to make app projects of."""
    ids = [app_id for app_id in apps if _is_asked_for(app_id, request)]
    if dict(request.sort).get("id"):
        ids.reverse()
    if request.after is not None:
        if request.after not in apps:
            raise ValidationFailed.of("after_id", "ENTITY_DOES_NOT_EXIST", f"There is no app {request.after}")
        ids = ids[ids.index(request.after) + 1 :] if request.after in ids else []
    page = [app_item(apps[app_id], lang, fee_percent) for app_id in ids[: request.limit]]
    return Content(page, has_more=len(ids) > request.limit)


def _is_asked_for(app_id: str, request: ListRequest) -> bool:
    return all(
        _COMPARISONS[operator](app_id, str(request.values[f"{name}_{operator}"]))
        for name, operator in request.conditions
    )


def get_app(apps: Apps, app_id: str, lang: str | None, fee_percent: Decimal) -> AppView:
    """``GET /apps/{id}``.

    Raises:
        DoesNotExist: there is no such app.
    """
    if app_id not in apps:
        raise DoesNotExist("app", app_id)
    return app_view(apps[app_id], lang, fee_percent)


# ---- app projects ----------------------------------------------------------------------------------------


def create_app_project(
    tx: Tx, requester: Requester, apps: Apps, form: AppProjectForm, fee_percent: Decimal
) -> AppProjectView:
    """``POST /app-projects``: ready at once, with the project that its pools will be of.

    Raises:
        ValidationFailed: there is no such app, no such app project to clone, or its parameters are wrong.
    """
    form = _with_parent(tx, requester, form)
    definition = app_for(apps, form)
    given = form.parameters or {}
    errors = FieldErrors()
    schemas.check(definition.param_spec.get("fields", {}), given, "parameters", errors)
    errors.raise_if_any()
    settings = rules.settings_of(definition, given, errors)
    errors.raise_if_any()
    name = _name_of(form, definition, given)
    project_id = tx.new_id()
    made = projects.create_project(
        tx, requester, project_form(definition, settings, name, given), managed_by=project_id
    )
    project = AppProject(
        id=project_id,
        requester_id=requester.id,
        app_id=definition.id,
        parent_app_project_id=form.parent_app_project_id,
        name=name,
        status=AppProjectStatus.READY.value,
        created=tx.now,
        item_price=rules.price_of(definition.pool, fee_percent),
        parameters=msgspec.json.encode(given).decode(),
        settings=msgspec.json.encode(settings).decode(),
        project_id=int(made.id),
    )
    store.add_project(tx, project)
    return project_view(project, settings)


def _with_parent(tx: Tx, requester: Requester, form: AppProjectForm) -> AppProjectForm:
    """The form with what a clone takes from the app project that it is of."""
    if not form.parent_app_project_id:
        return msgspec.structs.replace(form, parent_app_project_id=None)
    try:
        parent = own(tx, requester, form.parent_app_project_id)
    except DoesNotExist as missing:
        raise ValidationFailed.of("parent_app_project_id", "ENTITY_DOES_NOT_EXIST", missing.message) from None
    if form.app_id not in (None, parent.app_id):
        raise ValidationFailed.of("app_id", "INVALID_VALUE", "A clone is of the same app as its parent")
    given = form.parameters
    return msgspec.structs.replace(
        form,
        app_id=parent.app_id,
        name=form.name if form.name is not None else parent.name,
        parameters=msgspec.json.decode(parent.parameters) if given is None else given,
    )


def _name_of(form: AppProjectForm, definition: AppDefinition, given: Mapping[str, Any]) -> str:
    for name in (form.name, given.get("name"), definition.name):
        if isinstance(name, str) and name.strip():
            return name
    return definition.id


def get_app_project(tx: Tx, requester: Requester, app_project_id: str) -> AppProjectView:
    """``GET /app-projects/{id}``."""
    return view(own(tx, requester, app_project_id))


def get_app_projects(
    tx: Tx,
    requester: Requester,
    request: ListRequest,
    scope: Scope | None,
    requester_ids: Sequence[str],
) -> Content[AppProjectView]:
    """``GET /app-projects``: one's own; with ``REQUESTER_LIST``, if one is among those named."""
    if scope == Scope.REQUESTER_LIST and requester.id not in requester_ids:
        return Content([], has_more=False)
    page = fetch_page(
        tx,
        store.PROJECTS,
        request,
        lambda rows: [view(AppProject(*row)) for row in rows],
        (store.PROJECT_OWNER, requester.id),
    )
    return Content(page.items, page.has_more)


def archive_app_project(tx: Tx, requester: Requester, app_project_id: str) -> AppProjectView | None:
    """``POST /app-projects/{id}/archive``; None when it is archived already. Its stream stops.

    Raises:
        Conflict: batches of it are under way.
    """
    project = own(tx, requester, app_project_id, lock=True)
    if project.status == AppProjectStatus.ARCHIVED:
        return None
    busy = [one.id for one in store.busy_batches(tx, project.id)]
    if busy:
        raise Conflict(f"Batches are under way: {', '.join(busy)}; stop them first", {"batch_ids": busy})
    _stop_stream(tx, project)
    store.save_project_status(tx, project.id, AppProjectStatus.ARCHIVED)
    return view(own(tx, requester, app_project_id))


def unarchive_app_project(
    tx: Tx, requester: Requester, app_project_id: str, means: Means
) -> AppProjectView | None:
    """``POST /app-projects/{id}/unarchive``; None when it is not archived. Its stream goes on."""
    project = own(tx, requester, app_project_id, lock=True)
    if project.status != AppProjectStatus.ARCHIVED:
        return None
    store.save_project_status(tx, project.id, AppProjectStatus.READY)
    stream_id = store.stream_of(tx, project.id)
    stream = None if stream_id is None else store.get_batch(tx, stream_id, lock=True)
    if stream is not None:
        launch(tx, means, project, stream)
    return view(own(tx, requester, app_project_id))


def _stop_stream(tx: Tx, project: AppProject) -> None:
    stream_id = store.stream_of(tx, project.id)
    stream = None if stream_id is None else store.get_batch(tx, stream_id, lock=True)
    if stream is None:
        return
    if stream.pool_id is not None:
        pool = pools.get_alone(tx, stream.pool_id)
        if pool is not None and pool.status == PoolStatus.OPEN:
            lifecycle.set_closed(tx, pool, CloseReason.MANUAL)
    store.save_batch(tx, msgspec.structs.replace(stream, status=BatchStatus.STOPPED.value))


def own(tx: Tx, requester: Requester, app_project_id: str, *, lock: bool = False) -> AppProject:
    """The requester's app project.

    Raises:
        DoesNotExist: there is none, or it is another's.
    """
    project = store.get_project(tx, app_project_id, lock=lock)
    if project is None or project.requester_id != requester.id:
        raise DoesNotExist("app project", app_project_id)
    return project


def require_ready(project: AppProject) -> None:
    """Refuse to change anything in an archived app project."""
    if project.status != AppProjectStatus.READY:
        raise InappropriateStatus(f"The app project is {project.status}", [AppProjectStatus.READY.value])


def view(project: AppProject) -> AppProjectView:
    """The app project as the API shows it."""
    return project_view(project, settings_of(project))
