"""``/api/v1/.../quality-log``: what rules decided. Additions of ours to Toloka's API."""

from __future__ import annotations

from litestar import Controller, get
from litestar.params import FromPath

from talka.http.call import Call
from talka.http.lists import Page, parse_list
from talka.quality_control import decisions
from talka.quality_control.decisions import LIST_OF_POOL, LIST_OF_USER, DecisionView


class QualityLogController(Controller):
    """The decision log of quality control."""

    path = "/api/v1"
    tags = ("quality-log",)

    @get("/pools/{pool_id:str}/quality-log", opt={"list": LIST_OF_POOL})
    async def get_pool_quality_log(self, request: Call, pool_id: FromPath[str]) -> Page[DecisionView]:
        """What the rules that hold in a pool decided, for whom, and by which values; newest first."""
        asked = parse_list(LIST_OF_POOL, request.parameters, request.environment.platform.limits.page)
        return await request.read(lambda tx, who: decisions.get_pool_log(tx, who, pool_id, asked))

    @get("/users/{user_id:str}/quality-log", opt={"list": LIST_OF_USER})
    async def get_user_quality_log(self, request: Call, user_id: FromPath[str]) -> Page[DecisionView]:
        """What your rules decided of a worker, in which pool, and by which values; newest first."""
        asked = parse_list(LIST_OF_USER, request.parameters, request.environment.platform.limits.page)
        return await request.read(lambda tx, who: decisions.get_user_log(tx, who, user_id, asked))
