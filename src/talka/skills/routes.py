"""``/api/v1/skills`` and ``/api/v1/user-skills``."""

from __future__ import annotations

from litestar import Controller, Response, delete, get, post, put
from litestar.params import FromPath

from talka.http.call import Call
from talka.http.lists import Page, parse_list
from talka.http.rate_limits import RateLimit
from talka.kernel import errors
from talka.skills import service, store
from talka.skills.model import SkillForm, SkillView, UserSkillForm, UserSkillView


class SkillController(Controller):
    """Skills."""

    path = "/api/v1/skills"
    tags = ("skill",)

    @post("/", opt={"form": SkillForm, "limit": RateLimit.CREATE_SKILL})
    async def create_skill(self, request: Call) -> SkillView:
        """Create a skill."""
        request.require_requester_token()
        form = await request.read_form(SkillForm)
        return await request.write(lambda tx, who: service.create_skill(tx, who, form))

    @get("/", opt={"list": store.LIST})
    async def get_skills(self, request: Call) -> Page[SkillView]:
        """The requester's skills, and the global ones."""
        asked = parse_list(store.LIST, request.parameters, request.environment.platform.limits.page)
        return await request.read(lambda tx, who: service.get_skills(tx, who, asked))

    @get("/{skill_id:str}")
    async def get_skill(self, request: Call, skill_id: FromPath[str]) -> SkillView:
        """One skill."""
        return await request.read(lambda tx, who: service.get_skill(tx, who, skill_id))

    @put(
        "/{skill_id:str}",
        opt={"form": SkillForm, "ignored": SkillView, "errors": [errors.SkillIsTraining]},
    )
    async def update_skill(self, request: Call, skill_id: FromPath[str]) -> SkillView:
        """Replace a skill."""
        request.require_requester_token()
        form = await request.read_form(SkillForm)
        return await request.write(lambda tx, who: service.update_skill(tx, who, skill_id, form))


class UserSkillController(Controller):
    """Workers' values in skills."""

    path = "/api/v1/user-skills"
    tags = ("user-skill",)

    @put(
        "/",
        opt={
            "form": UserSkillForm,
            "answers": {201: UserSkillView},
            "limit": RateLimit.SET_USER_SKILL,
        },
    )
    async def set_user_skill(self, request: Call) -> Response[UserSkillView]:
        """Set a worker's value: 201 for a first one, 200 for a changed one."""
        request.require_requester_token()
        form = await request.read_form(UserSkillForm)
        answer, created = await request.write(lambda tx, who: service.set_user_skill(tx, who, form))
        return Response(answer, status_code=201 if created else 200)

    @get("/", opt={"list": store.USER_LIST})
    async def get_user_skills(self, request: Call) -> Page[UserSkillView]:
        """Workers' values in the requester's skills."""
        asked = parse_list(store.USER_LIST, request.parameters, request.environment.platform.limits.page)
        return await request.read(lambda tx, who: service.get_user_skills(tx, who, asked))

    @get("/{user_skill_id:str}")
    async def get_user_skill(self, request: Call, user_skill_id: FromPath[str]) -> UserSkillView:
        """One worker's value."""
        return await request.read(lambda tx, who: service.get_user_skill(tx, who, user_skill_id))

    @delete("/{user_skill_id:str}")
    async def delete_user_skill(self, request: Call, user_skill_id: FromPath[str]) -> None:
        """Take a worker's value away."""
        await request.write(lambda tx, who: service.delete_user_skill(tx, who, user_skill_id))
