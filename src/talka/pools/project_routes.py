"""``/api/v1/projects``. Stands with the pools because archiving a project looks at them."""

from __future__ import annotations

from litestar import Controller, get, post, put
from litestar.params import FromPath

from talka.http.auth import Permission, Requester
from talka.http.call import Call
from talka.http.lists import Page, parse_list
from talka.http.rate_limits import RateLimit
from talka.kernel import errors
from talka.kernel.ids import parse_number
from talka.operations.model import OperationView
from talka.pools import store as pools
from talka.projects import service, store
from talka.projects.model import ProjectCheck, ProjectCheckForm, ProjectForm, ProjectView
from talka.storage.tx import Tx


class ProjectController(Controller):
    """Projects."""

    path = "/api/v1/projects"
    tags = ("project",)

    @post("/", opt={"form": ProjectForm, "limit": RateLimit.CREATE_PROJECT})
    async def create_project(self, request: Call) -> ProjectView:
        """Create a project."""
        request.require_requester_token()
        form = await request.read_form(ProjectForm)
        return await request.write(lambda tx, who: service.create_project(tx, who, form))

    @get("/", opt={"list": store.LIST})
    async def get_projects(self, request: Call) -> Page[ProjectView]:
        """The requester's projects."""
        asked = parse_list(store.LIST, request.parameters, request.environment.platform.limits.page)
        return await request.read(lambda tx, who: service.get_projects(tx, who, asked))

    @get("/{project_id:str}")
    async def get_project(self, request: Call, project_id: FromPath[str]) -> ProjectView:
        """One project."""
        return await request.read(lambda tx, who: service.get_project(tx, who, project_id))

    @put(
        "/{project_id:str}",
        opt={
            "form": ProjectForm,
            "ignored": ProjectView,
            "errors": [errors.ProjectInappropriateStatus],
        },
    )
    async def update_project(self, request: Call, project_id: FromPath[str]) -> ProjectView:
        """Replace a project."""
        request.require_requester_token()
        form = await request.read_form(ProjectForm)
        return await request.write(lambda tx, who: service.update_project(tx, who, project_id, form))

    @post("/{project_id:str}/archive", status_code=202, opt={"errors": [errors.UnarchivedPools]})
    async def archive_project(self, request: Call, project_id: FromPath[str]) -> OperationView:
        """Archive a project."""
        return await request.write(lambda tx, who: _archive(tx, who, project_id))


class ProjectCheckController(Controller):
    """What toloka-kit asks beside the documented calls."""

    path = "/api/staging/projects"
    tags = ("project",)

    @post(
        "/{project_id:str}/check",
        status_code=200,
        opt={
            "form": ProjectCheckForm,
            "errors": [errors.ProjectInappropriateStatus],
            "permission": Permission.VIEW,
        },
    )
    async def check_project(self, request: Call, project_id: FromPath[str]) -> ProjectCheck:
        """Tell how far an edit of a project would go, and change nothing.

        What `PUT /api/v1/projects/{project_id}` would refuse is refused here in the same way.
        """
        request.require_requester_token()
        form = await request.read_form(ProjectCheckForm)
        return await request.read(lambda tx, who: service.check_project(tx, who, project_id, form))


def _archive(tx: Tx, requester: Requester, project_id: str) -> OperationView:
    number = parse_number(project_id)
    left = [] if number is None else pools.not_archived(tx, number)
    return service.archive_project(tx, requester, project_id, left)
