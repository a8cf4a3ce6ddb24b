"""``/api/v1/user-restrictions``."""

from __future__ import annotations

from litestar import Controller, Response, delete, get, put
from litestar.params import FromPath

from talka.http.call import Call
from talka.http.lists import Page, parse_list
from talka.kernel.errors import SystemScopeModification
from talka.restrictions import service, store
from talka.restrictions.model import RestrictionForm, RestrictionView


class UserRestrictionController(Controller):
    """Workers kept out of pools, projects, or all of a requester's projects."""

    path = "/api/v1/user-restrictions"
    tags = ("user-restriction",)

    @put(
        "/",
        opt={
            "form": RestrictionForm,
            "answers": {201: RestrictionView},
            "errors": [SystemScopeModification],
        },
    )
    async def set_user_restriction(self, request: Call) -> Response[RestrictionView]:
        """Keep a worker out: 201 for a new restriction, 200 for a changed one."""
        request.require_requester_token()
        form = await request.read_form(RestrictionForm)
        answer, created = await request.write(lambda tx, who: service.set_user_restriction(tx, who, form))
        return Response(answer, status_code=201 if created else 200)

    @get("/", opt={"list": store.LIST})
    async def get_user_restrictions(self, request: Call) -> Page[RestrictionView]:
        """The requester's restrictions, and the platform's blocks of workers who have worked for them."""
        asked = parse_list(store.LIST, request.parameters, request.environment.platform.limits.page)
        return await request.read(lambda tx, who: service.get_user_restrictions(tx, who, asked))

    @get("/{restriction_id:str}")
    async def get_user_restriction(self, request: Call, restriction_id: FromPath[str]) -> RestrictionView:
        """One restriction."""
        return await request.read(lambda tx, who: service.get_user_restriction(tx, who, restriction_id))

    @delete("/{restriction_id:str}", opt={"errors": [SystemScopeModification]})
    async def delete_user_restriction(self, request: Call, restriction_id: FromPath[str]) -> None:
        """Let the worker in again; the memory of the rules that kept them out begins anew."""
        await request.write(lambda tx, who: service.delete_user_restriction(tx, who, restriction_id))
