"""Use cases of projects."""

from __future__ import annotations

from functools import lru_cache

import msgspec

from talka.http.auth import Requester
from talka.http.lists import ListRequest, Page, fetch_page
from talka.kernel.errors import DoesNotExist, ProjectInappropriateStatus, UnarchivedPools, ValidationFailed
from talka.kernel.ids import parse_number
from talka.operations import service as operations
from talka.operations.model import OperationType, OperationView
from talka.projects import rules, store
from talka.projects.field_spec import CompiledSpec, FieldKind, compiled
from talka.projects.model import (
    DifferenceLevel,
    Project,
    ProjectChanged,
    ProjectCheck,
    ProjectCheckForm,
    ProjectForm,
    ProjectSettingsGiven,
    ProjectStatus,
    ProjectView,
)
from talka.projects.versions import next_version, project_difference
from talka.storage.tx import Tx


class Specs(msgspec.Struct, frozen=True):
    """A project version's field checks, ready to run, and the specification they come from."""

    input: CompiledSpec
    output: CompiledSpec
    text: str


def create_project(
    tx: Tx, requester: Requester, form: ProjectForm, *, managed_by: str | None = None
) -> ProjectView:
    """``POST /projects``; ``managed_by`` names the app project that is to run it, and lists leave it out."""
    rules.check_form(form)
    tx.announce(ProjectSettingsGiven(requester.id, form, None))
    project = Project(
        id=tx.next_number(),
        requester_id=requester.id,
        form=rules.with_uuids(rules.normalise(form), None),
        status=ProjectStatus.ACTIVE,
        created=tx.now,
        managed_by=managed_by,
    )
    store.add(tx, project)
    return rules.view(project, requester.as_owner)


def get_project(tx: Tx, requester: Requester, project_id: str) -> ProjectView:
    """``GET /projects/{id}``."""
    return rules.view(own(tx, requester, project_id), requester.as_owner)


def get_projects(tx: Tx, requester: Requester, request: ListRequest) -> Page[ProjectView]:
    """``GET /projects``."""
    return fetch_page(
        tx,
        store.LIST,
        request,
        lambda rows: [rules.view(store.project_of(row), requester.as_owner) for row in rows],
        (store.OWNER, requester.id),
    )


def update_project(tx: Tx, requester: Requester, project_id: str, form: ProjectForm) -> ProjectView:
    """``PUT /projects/{id}``: full replacement, as a new major or minor version.

    Pools stay on the major version they were made with.
    """
    project = own(tx, requester, project_id, lock=True)
    changed, level = _edit(tx, requester, project, form)
    major, minor = next_version(project.version_major, project.version_minor, level)
    saved = msgspec.structs.replace(project, form=changed, version_major=major, version_minor=minor)
    store.save(tx, saved)
    tx.announce(ProjectChanged(project.id))
    return rules.view(saved, requester.as_owner)


def check_project(tx: Tx, requester: Requester, project_id: str, form: ProjectCheckForm) -> ProjectCheck:
    """``POST /staging/projects/{id}/check``: how far :func:`update_project` with the same form would go.

    It refuses what that would refuse, and changes nothing.
    """
    project = own(tx, requester, project_id)
    return ProjectCheck(_edit(tx, requester, project, form.filled(project.form))[1])


def _edit(
    tx: Tx, requester: Requester, project: Project, form: ProjectForm
) -> tuple[ProjectForm, DifferenceLevel]:
    """What a project becomes by an edit, and how far that goes."""
    if project.status != ProjectStatus.ACTIVE:
        raise ProjectInappropriateStatus("An archived project cannot be edited", [ProjectStatus.ACTIVE])
    rules.check_form(form)
    tx.announce(ProjectSettingsGiven(requester.id, form, project.form))
    changed = rules.with_uuids(rules.normalise(form), project.form)
    return changed, project_difference(project.form, changed)


def archive_project(
    tx: Tx, requester: Requester, project_id: str, unarchived_pools: list[int]
) -> OperationView:
    """Archive a project of which no pool or training is left; a repeat answers a finished operation too."""
    project = own(tx, requester, project_id, lock=True)
    if project.status == ProjectStatus.ACTIVE:
        if unarchived_pools:
            ids = [str(pool_id) for pool_id in unarchived_pools]
            raise UnarchivedPools(
                f"Pools and trainings of the project are not archived: {', '.join(ids)}", {"pool_ids": ids}
            )
        store.save(tx, msgspec.structs.replace(project, status=ProjectStatus.ARCHIVED))
    return operations.finished(
        tx, requester.id, OperationType.PROJECT_ARCHIVE, {"project_id": str(project.id)}
    )


def own(tx: Tx, requester: Requester, project_id: str, *, lock: bool = False) -> Project:
    """The requester's project.

    Raises:
        DoesNotExist: there is none, or it is another's.
    """
    number = parse_number(project_id)
    project = None if number is None else store.get(tx, number, lock=lock)
    if project is None or project.requester_id != requester.id:
        raise DoesNotExist("project", project_id)
    return project


def own_for_reference(tx: Tx, requester: Requester, project_id: str, path: str) -> Project:
    """The requester's project named in a form's field ``path``.

    Raises:
        ValidationFailed: there is none, or it is another's.
    """
    try:
        return own(tx, requester, project_id)
    except DoesNotExist as missing:
        raise ValidationFailed.of(path, "ENTITY_DOES_NOT_EXIST", missing.message) from None


def specs_of(tx: Tx, project_id: int, major: int) -> Specs:
    """The field checks of a project's major version as it is today."""
    return _specs(store.spec_version(tx, project_id, major)[1])


def specs_for_tasks(tx: Tx, project_id: int, major: int) -> Specs:
    """The same for tasks: their addresses may be paths of servers that the project's requester registered."""
    specs = specs_of(tx, project_id, major)
    if all(field.kind is not FieldKind.URL for field in specs.input.fields.values()):
        return specs
    servers = store.servers_of(tx, project_id)
    if not servers:
        return specs
    text = msgspec.json.encode(store.spec_of(specs.text).input_spec).decode()
    return msgspec.structs.replace(specs, input=compiled(text, servers))


@lru_cache(maxsize=512)
def _specs(text: str) -> Specs:
    spec = store.spec_of(text)
    return Specs(
        input=compiled(msgspec.json.encode(spec.input_spec).decode()),
        output=compiled(msgspec.json.encode(spec.output_spec).decode()),
        text=text,
    )
