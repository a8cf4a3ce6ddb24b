"""``/api/v1/user-bonuses``."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath

from talka.bonuses import service, store
from talka.bonuses.batch import BONUSES
from talka.bonuses.model import BonusForm, BonusView
from talka.http.call import Call
from talka.http.lists import Page, parse_list
from talka.http.rate_limits import RateLimit
from talka.kernel.errors import Conflict, NotEnoughBalance, OperationAlreadyExists
from talka.operations import batch
from talka.operations.batch import BatchAnswer, create_batch
from talka.operations.model import OperationView


class UserBonusController(Controller):
    """Bonuses."""

    path = "/api/v1/user-bonuses"
    tags = ("user-bonus",)

    @post(
        "/",
        opt={
            "form": BonusForm | list[BonusForm],
            "query": batch.QUERY,
            "answers": {201: BonusView | BatchAnswer[BonusView], 202: OperationView},
            "errors": (OperationAlreadyExists, NotEnoughBalance, Conflict),
            "limit": RateLimit.CREATE_USER_BONUSES,
        },
    )
    async def create_user_bonuses(self, request: Call) -> Response[Any]:
        """Issue one bonus or many; a hundred at most where the answer tells of each."""
        return await create_batch(request, BONUSES)

    @get("/", opt={"list": store.LIST})
    async def get_user_bonuses(self, request: Call) -> Page[BonusView]:
        """The bonuses that the requester has issued."""
        asked = parse_list(store.LIST, request.parameters, request.environment.platform.limits.page)
        return await request.read(lambda tx, who: service.get_user_bonuses(tx, who, asked))

    @get("/{user_bonus_id:str}")
    async def get_user_bonus(self, request: Call, user_bonus_id: FromPath[str]) -> BonusView:
        """One bonus."""
        return await request.read(lambda tx, who: service.get_user_bonus(tx, who, user_bonus_id))
