"""``/api/app/v0``."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, TypeVar

import sqlalchemy as sa
from litestar import Controller, Response, get, patch, post
from litestar.params import FromPath

from talka.apps import batches, items, rules, service, store
from talka.apps.items import Checked
from talka.apps.loading import Means
from talka.apps.model import (
    AppListItem,
    AppProjectForm,
    AppProjectView,
    AppView,
    BatchForm,
    BatchPatch,
    BatchView,
    Content,
    ItemForm,
    ItemsForm,
    ItemView,
    JsonObject,
    Scope,
    SyncBatchView,
)
from talka.apps.registry import Apps, apps_of
from talka.http.auth import Permission, needs
from talka.http.call import Call
from talka.http.lists import Field, Kind, ListSpec, parse_list
from talka.http.openapi import QueryParameter
from talka.http.parameters import Parameters
from talka.kernel.errors import Conflict, InappropriateStatus, PoolTasksCountExceeded, ValidationFailed
from talka.storage import schema

T = TypeVar("T")

_MANY = 500
_LANG = QueryParameter("lang", str, "The ISO 639 code of the language of names and descriptions.")
_APPS = ListSpec(
    columns=(),
    fields={"id": Field(sa.column("id", schema.ID), Kind.TEXT_ID, ranges=True, sort=True)},
    default_limit=store.PROJECTS.default_limit,
    cursor=True,
)
_SCOPES = (
    QueryParameter("scope", Scope, "Whose app projects; those of others are nobody's here."),
    QueryParameter("requester_ids", list[str], "With scope REQUESTER_LIST: whose."),
)
_CHANGES: Sequence[type[Conflict]] = (InappropriateStatus, PoolTasksCountExceeded)


def _done(answer: T | None) -> Response[T | None]:
    """200 with the object, or 204 with an empty body where it was so already."""
    status = 204 if answer is None else 200
    return Response(answer, status_code=status, media_type="application/json")


def _apps(request: Call) -> Apps:
    return apps_of(request.environment.platform.apps)


def _means(request: Call) -> Means:
    return Means(request.environment.platform, request.environment.wake)


class AppController(Controller):
    """Ready-made kinds of labelling."""

    path = "/api/app/v0/apps"
    tags = ("app",)

    @get("/", opt={"list": _APPS, "query": [_LANG]})
    async def get_apps(self, request: Call) -> Content[AppListItem]:
        """What there is to make app projects of."""
        platform = request.environment.platform
        asked = parse_list(_APPS, request.parameters, platform.limits.page)
        lang = request.parameters.text("lang")
        await request.read(lambda _tx, who: who)
        return service.get_apps(_apps(request), asked, lang, platform.fee_percent)

    @get("/{app_id:str}", opt={"query": [_LANG]})
    async def get_app(self, request: Call, app_id: FromPath[str]) -> AppView:
        """One app: its parameters, and the fields of items and results."""
        lang = request.parameters.text("lang")
        await request.read(lambda _tx, who: who)
        return service.get_app(_apps(request), app_id, lang, request.environment.platform.fee_percent)


class AppProjectController(Controller):
    """App projects: an app with parameters of one's own."""

    path = "/api/app/v0/app-projects"
    tags = ("app-project",)

    @post("/", status_code=200, opt={"form": AppProjectForm})
    async def create_app_project(self, request: Call) -> AppProjectView:
        """Make an app project; it is ready at once."""
        request.require_requester_token()
        form = await request.read_form(AppProjectForm)
        apps, percent = _apps(request), request.environment.platform.fee_percent
        return await request.write(lambda tx, who: service.create_app_project(tx, who, apps, form, percent))

    @get("/", opt={"list": store.PROJECTS, "query": _SCOPES})
    async def get_app_projects(self, request: Call) -> Content[AppProjectView]:
        """One's app projects."""
        asked = parse_list(store.PROJECTS, request.parameters, store.MOST_APP_PROJECTS)
        parameters = request.parameters
        scope, whose = _scope(parameters), parameters.texts("requester_ids")
        parameters.done()
        return await request.read(lambda tx, who: service.get_app_projects(tx, who, asked, scope, whose))

    @get("/{app_project_id:str}")
    async def get_app_project(self, request: Call, app_project_id: FromPath[str]) -> AppProjectView:
        """One app project."""
        return await request.read(lambda tx, who: service.get_app_project(tx, who, app_project_id))

    @post("/{app_project_id:str}/archive", status_code=200, opt={"errors": [Conflict]})
    async def archive_app_project(
        self, request: Call, app_project_id: FromPath[str]
    ) -> Response[AppProjectView | None]:
        """Put an app project away; batches of it must not be under way."""
        return _done(
            await request.write(lambda tx, who: service.archive_app_project(tx, who, app_project_id))
        )

    @post("/{app_project_id:str}/unarchive", status_code=200)
    async def unarchive_app_project(
        self, request: Call, app_project_id: FromPath[str]
    ) -> Response[AppProjectView | None]:
        """Take an app project out again."""
        means = _means(request)
        return _done(
            await request.write(lambda tx, who: service.unarchive_app_project(tx, who, app_project_id, means))
        )


class AppItemController(Controller):
    """What is to be labelled, and what came of it."""

    path = "/api/app/v0/app-projects/{app_project_id:str}/items"
    tags = ("app-item",)
    opt = needs(Permission.WORK)  # these are results

    @get("/", opt={"list": store.ITEMS})
    async def get_app_items(self, request: Call, app_project_id: FromPath[str]) -> Content[ItemView]:
        """The items of an app project, of all its batches or of one."""
        asked = parse_list(store.ITEMS, request.parameters, request.environment.platform.limits.page)
        return await request.read(lambda tx, who: items.get_app_items(tx, who, app_project_id, asked))

    @get("/{item_id:str}")
    async def get_app_item(
        self, request: Call, app_project_id: FromPath[str], item_id: FromPath[str]
    ) -> ItemView:
        """One item."""
        return await request.read(lambda tx, who: items.get_app_item(tx, who, app_project_id, item_id))

    @post("/", status_code=200, opt={"form": ItemForm, "errors": _CHANGES})
    async def create_app_item(self, request: Call, app_project_id: FromPath[str]) -> ItemView:
        """Add an item to a batch; without one it is worked on at once."""
        request.require_requester_token()
        form = await request.read_form(ItemForm)
        settings = await request.read(
            lambda tx, who: items.settings_for_items(tx, who, app_project_id, form.batch_id)
        )
        checked, means = items.check_single(settings, form.input_data), _means(request)
        fresh = bool(form.force_new_original)

        def create(tx: Any, who: Any) -> ItemView:
            ids = items.create_items(tx, who, app_project_id, form.batch_id, checked, means, fresh=fresh)
            return items.get_app_item(tx, who, app_project_id, ids[0])

        return await request.write(create)

    @post("/bulk", status_code=200, opt={"form": ItemsForm, "errors": _CHANGES})
    async def create_app_items(self, request: Call, app_project_id: FromPath[str]) -> list[str]:
        """Add up to 10,000 items; the answer is their ids."""
        request.require_requester_token()
        form = await request.read_form(ItemsForm)
        rules.refuse_too_many(len(form.items))
        if form.ignore_errors and form.batch_id is None:
            words = "Only a batch can tell of the items that were left out"
            raise ValidationFailed.of("ignore_errors", "VALUE_NOT_ALLOWED", words)
        checked = await _checked(request, app_project_id, form.items, batch_id=form.batch_id)
        items.refuse_faults(checked, ignore_errors=bool(form.ignore_errors))
        means, fresh = _means(request), bool(form.force_new_original)
        return await request.write(
            lambda tx, who: items.create_items(
                tx, who, app_project_id, form.batch_id, checked, means, fresh=fresh
            )
        )


class AppBatchController(Controller):
    """Items that are labelled together."""

    path = "/api/app/v0/app-projects/{app_project_id:str}/batches"
    tags = ("app-batch",)

    @get("/", opt={"list": store.BATCHES})
    async def get_app_batches(self, request: Call, app_project_id: FromPath[str]) -> Content[BatchView]:
        """The batches of an app project."""
        asked = parse_list(store.BATCHES, request.parameters, request.environment.platform.limits.page)
        return await request.read(lambda tx, who: batches.get_app_batches(tx, who, app_project_id, asked))

    @post("/", status_code=200, opt={"form": BatchForm, "errors": _CHANGES})
    async def create_app_batch(self, request: Call, app_project_id: FromPath[str]) -> BatchView:
        """Make a batch of up to 10,000 items; more may follow."""
        form, checked = await _batch(request, app_project_id)
        return await request.write(
            lambda tx, who: batches.create_app_batch(tx, who, app_project_id, form, checked)
        )

    @post("/sync", status_code=200, opt={"form": BatchForm, "errors": _CHANGES})
    async def start_sync_batch(self, request: Call, app_project_id: FromPath[str]) -> SyncBatchView:
        """Make a batch and start it; its items are answered as they are by then."""
        form, checked = await _batch(request, app_project_id)
        means = _means(request)
        return await request.write(
            lambda tx, who: batches.start_sync_batch(tx, who, app_project_id, form, checked, means)
        )

    @get("/{batch_id:str}")
    async def get_app_batch(
        self, request: Call, app_project_id: FromPath[str], batch_id: FromPath[str]
    ) -> BatchView:
        """One batch, and how far it is."""
        return await request.read(lambda tx, who: batches.get_app_batch(tx, who, app_project_id, batch_id))

    @patch("/{batch_id:str}", opt={"form": BatchPatch, "errors": [InappropriateStatus]})
    async def patch_app_batch(
        self, request: Call, app_project_id: FromPath[str], batch_id: FromPath[str]
    ) -> BatchView:
        """Change a batch's name or priority."""
        request.require_requester_token()
        form = await request.read_form(BatchPatch, empty=BatchPatch())
        return await request.write(
            lambda tx, who: batches.patch_app_batch(tx, who, app_project_id, batch_id, form)
        )

    @post("/{batch_id:str}/start", status_code=200, opt={"errors": [Conflict, InappropriateStatus]})
    async def start_app_batch(
        self, request: Call, app_project_id: FromPath[str], batch_id: FromPath[str]
    ) -> Response[BatchView | None]:
        """Have a batch labelled."""
        means = _means(request)
        return _done(
            await request.write(
                lambda tx, who: batches.start_app_batch(tx, who, app_project_id, batch_id, means)
            )
        )

    @post("/{batch_id:str}/stop", status_code=200, opt={"errors": [InappropriateStatus]})
    async def stop_app_batch(
        self, request: Call, app_project_id: FromPath[str], batch_id: FromPath[str]
    ) -> Response[BatchView | None]:
        """Stop a batch; pages that workers have begun may be finished, and are paid."""
        return _done(
            await request.write(lambda tx, who: batches.stop_app_batch(tx, who, app_project_id, batch_id))
        )

    @post("/{batch_id:str}/resume", status_code=200, opt={"errors": [InappropriateStatus]})
    async def resume_app_batch(
        self, request: Call, app_project_id: FromPath[str], batch_id: FromPath[str]
    ) -> Response[BatchView | None]:
        """Have a stopped batch labelled further."""
        means = _means(request)
        return _done(
            await request.write(
                lambda tx, who: batches.resume_app_batch(tx, who, app_project_id, batch_id, means)
            )
        )

    @post("/{batch_id:str}/archive", status_code=200, opt={"errors": [InappropriateStatus]})
    async def archive_app_batch(
        self, request: Call, app_project_id: FromPath[str], batch_id: FromPath[str]
    ) -> Response[BatchView | None]:
        """Put a batch and its items away."""
        return _done(
            await request.write(lambda tx, who: batches.archive_app_batch(tx, who, app_project_id, batch_id))
        )

    @post("/{batch_id:str}/unarchive", status_code=200, opt={"errors": [InappropriateStatus]})
    async def unarchive_app_batch(
        self, request: Call, app_project_id: FromPath[str], batch_id: FromPath[str]
    ) -> Response[BatchView | None]:
        """Take a batch out again, as it was."""
        return _done(
            await request.write(
                lambda tx, who: batches.unarchive_app_batch(tx, who, app_project_id, batch_id)
            )
        )


async def _batch(request: Call, app_project_id: str) -> tuple[BatchForm, Checked]:
    """A new batch as it was sent, and its items checked."""
    request.require_requester_token()
    form = await request.read_form(BatchForm)
    sent = form.items or []
    rules.refuse_too_many(len(sent))
    checked = await _checked(request, app_project_id, sent)
    items.refuse_faults(checked, ignore_errors=bool(form.ignore_errors))
    return form, checked


async def _checked(
    request: Call, app_project_id: str, sent: Sequence[JsonObject], *, batch_id: str | None = None
) -> Checked:
    """Items checked before the writer is entered."""
    settings = await request.read(lambda tx, who: items.settings_for_items(tx, who, app_project_id, batch_id))
    if len(sent) > _MANY:
        return await asyncio.to_thread(items.check_many, settings, sent)
    return items.check_many(settings, sent)


def _scope(parameters: Parameters) -> Scope | None:
    text = parameters.text("scope")
    if text is None:
        return None
    try:
        return Scope(text.upper())
    except ValueError:
        known = ", ".join(Scope)
        parameters.errors.add("scope", "UNKNOWN_ENUM_VALUE", f"{text!r} is not one of {known}")
        return None
