"""``/api/v1/pools/{id}/eligibility``."""

from __future__ import annotations

from litestar import Controller, get
from litestar.params import FromPath

from talka.distribution import eligibility
from talka.distribution.eligibility import Eligibility
from talka.http.call import Call
from talka.http.openapi import QueryParameter


class EligibilityController(Controller):
    """Why nobody works in a pool: an addition to Toloka's API."""

    path = "/api/v1/pools"
    tags = ("eligibility",)

    @get(
        "/{pool_id:str}/eligibility",
        opt={"query": [QueryParameter("user_id", str, "One worker; without it, counts over all.")]},
    )
    async def get_eligibility(self, request: Call, pool_id: FromPath[str]) -> Eligibility:
        """Which checks let a worker into the pool, or how many workers each check stops."""
        parameters = request.parameters
        user_id = parameters.text("user_id")
        parameters.done()
        platform = request.environment.platform
        return await request.read(
            lambda tx, who: eligibility.get_eligibility(tx, who, pool_id, user_id, platform)
        )
