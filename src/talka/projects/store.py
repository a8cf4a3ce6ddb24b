"""Projects as rows."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.http.lists import Field, Kind, ListSpec
from talka.projects.model import Project, ProjectForm, ProjectStatus, TaskSpec
from talka.storage import schema
from talka.storage.query import Query, insert, upsert
from talka.storage.tx import Tx

_KNOWN = "projects"
_KNOWN_LOCKED = "locked projects"
_KNOWN_VERSION = "project_versions"
_p = schema.projects.c
_COLUMNS = [
    _p.id,
    _p.requester_id,
    _p.form,
    _p.status,
    _p.created,
    _p.version_major,
    _p.version_minor,
    _p.managed_by,
]
_INSERT = insert(schema.projects)
_GET = Query(sa.select(*_COLUMNS).where(_p.id == bindparam("key")))
_LOCKED = Query(sa.select(*_COLUMNS).where(_p.id == bindparam("key")).with_for_update())
_SAVE = Query(
    sa.update(schema.projects)
    .where(_p.id == bindparam("key"))
    .values(
        {
            name: bindparam(f"new_{name}", type_=_p[name].type)
            for name in ("status", "public_name", "private_comment", "version_major", "version_minor", "form")
        }
    )
)
_SAVE_VERSION = upsert(schema.project_versions, keep=("created",))
_v = schema.project_versions.c
_VERSION = Query(
    sa.select(_v.minor, _v.task_spec).where(
        _v.project_id == bindparam("project_id"), _v.major == bindparam("major")
    )
)
_SERVERS = Query(
    sa.select(schema.proxies.c.name)
    .join(schema.projects, _p.requester_id == schema.proxies.c.requester_id)
    .where(_p.id == bindparam("project_id"))
)

LIST = ListSpec(
    columns=tuple(_COLUMNS),
    fields={
        "id": Field(_p.id, Kind.NUMBER_ID, ranges=True, sort=True),
        "created": Field(_p.created, Kind.TIME, ranges=True, sort=True),
        "public_name": Field(_p.public_name, Kind.TEXT, sort=True),
        "private_comment": Field(_p.private_comment, Kind.TEXT, sort=True),
        "status": Field(_p.status, Kind.ENUM, equal=True, many=True, values=tuple(ProjectStatus)),
        "owner": Field(_p.requester_id, Kind.TEXT_ID, equal=True),
    },
    where=_p.managed_by.is_(None),
)
OWNER = _p.requester_id


def project_of(row: tuple[Any, ...]) -> Project:
    """A project from its row."""
    project_id, requester_id, form, status, created, major, minor, managed_by = row
    return Project(
        id=project_id,
        requester_id=requester_id,
        form=_form_of(form),
        status=ProjectStatus(status),
        created=created,
        version_major=major,
        version_minor=minor,
        managed_by=managed_by,
    )


@lru_cache(maxsize=512)
def _form_of(text: str) -> ProjectForm:
    return msgspec.json.decode(text, type=ProjectForm)


def add(tx: Tx, project: Project) -> None:
    """Keep a new project and its first version."""
    tx.run(
        _INSERT,
        id=project.id,
        requester_id=project.requester_id,
        created=project.created,
        managed_by=project.managed_by,
        **_columns(project),
    )
    _save_version(tx, project)


def save(tx: Tx, project: Project) -> None:
    """Replace a project; its major version keeps the newest task specification it had."""
    tx.known.pop((_KNOWN, project.id), None)
    tx.known.pop((_KNOWN_LOCKED, project.id), None)
    tx.run(_SAVE, key=project.id, **{f"new_{name}": value for name, value in _columns(project).items()})
    _save_version(tx, project)


def get(tx: Tx, project_id: int, *, lock: bool = False) -> Project | None:
    """A project by id."""
    known: Project | None = tx.known.get((_KNOWN_LOCKED if lock else _KNOWN, project_id))
    if known is not None:
        return known
    row = tx.one(_LOCKED if lock else _GET, key=project_id)
    project = None if row is None else project_of(row)
    if project is not None:
        # One look at its texts and settings serves a whole transaction, though they may be changed meanwhile.
        tx.known[_KNOWN, project_id] = project
        if lock:
            tx.known[_KNOWN_LOCKED, project_id] = project
    return project


def servers_of(tx: Tx, project_id: int) -> frozenset[str]:
    """The names of the servers that the project's requester registered."""
    return frozenset(row[0] for row in tx.all(_SERVERS, project_id=project_id))


def spec_version(tx: Tx, project_id: int, major: int) -> tuple[int, str]:
    """The newest minor version within a major one, and its task specification as JSON."""
    known: tuple[int, str] | None = tx.known.get((_KNOWN_VERSION, (project_id, major)))
    if known is not None:
        return known
    row = tx.one(_VERSION, project_id=project_id, major=major)
    if row is None:
        raise AssertionError(f"project {project_id} has no version {major}")
    version: tuple[int, str] = (row[0], row[1])
    tx.known[_KNOWN_VERSION, (project_id, major)] = version
    return version


@lru_cache(maxsize=512)
def spec_of(text: str) -> TaskSpec:
    """A task specification from its JSON."""
    return msgspec.json.decode(text, type=TaskSpec)


def _columns(project: Project) -> dict[str, Any]:
    return {
        "status": project.status.value,
        "public_name": project.form.public_name,
        "private_comment": project.form.private_comment,
        "version_major": project.version_major,
        "version_minor": project.version_minor,
        "form": msgspec.json.encode(project.form).decode(),
    }


def _save_version(tx: Tx, project: Project) -> None:
    tx.known.pop((_KNOWN_VERSION, (project.id, project.version_major)), None)
    tx.run(
        _SAVE_VERSION,
        project_id=project.id,
        major=project.version_major,
        minor=project.version_minor,
        task_spec=msgspec.json.encode(project.form.task_spec).decode(),
        created=tx.now,
    )
