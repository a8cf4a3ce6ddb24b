"""``/api/v1/assignments``."""

from __future__ import annotations

from litestar import Controller, get, patch
from litestar.params import FromPath

from talka.assignments import service, store
from talka.assignments.model import AssignmentPatch, AssignmentView
from talka.http.auth import Permission, needs
from talka.http.call import Call
from talka.http.lists import Page, parse_list
from talka.kernel import errors

PATCH_ERRORS = (errors.InappropriateStatus, errors.PoolInappropriateStatus, errors.NotEnoughBalance)


class AssignmentController(Controller):
    """Assignments."""

    path = "/api/v1/assignments"
    tags = ("assignment",)
    opt = needs(Permission.WORK)  # these are results

    @get("/", opt={"list": store.LIST})
    async def get_assignments(self, request: Call) -> Page[AssignmentView]:
        """The assignments of a pool, a suite or a task."""
        asked = parse_list(store.LIST, request.parameters, request.environment.platform.limits.page)
        return await request.read(lambda tx, who: service.get_assignments(tx, who, asked))

    @get("/{assignment_id:str}")
    async def get_assignment(self, request: Call, assignment_id: FromPath[str]) -> AssignmentView:
        """One assignment."""
        return await request.read(lambda tx, who: service.get_assignment(tx, who, assignment_id))

    @patch("/{assignment_id:str}", opt={"form": AssignmentPatch, "errors": PATCH_ERRORS})
    async def patch_assignment(self, request: Call, assignment_id: FromPath[str]) -> AssignmentView:
        """Accept or reject an assignment."""
        request.require_requester_token()
        form = await request.read_form(AssignmentPatch)
        return await request.write(lambda tx, who: service.patch_assignment(tx, who, assignment_id, form))
