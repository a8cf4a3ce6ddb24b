"""``/api/v1/pools``."""

from __future__ import annotations

from litestar import Controller, Response, get, patch, post, put
from litestar.params import FromPath

from talka.http.answers import lifecycle_answer
from talka.http.call import Call
from talka.http.lists import Page, parse_list
from talka.http.rate_limits import RateLimit
from talka.kernel import errors
from talka.operations.model import OperationView
from talka.pools import service, store
from talka.pools.model import PoolForm, PoolPatch
from talka.pools.view import PoolView

OPEN_ERRORS = (
    errors.EmptyPool,
    errors.NotEnoughBalance,
    errors.PoolLocked,
    errors.AssignmentsCountExceeded,
    errors.InappropriateStatus,
    errors.ProjectInappropriateStatus,
    errors.Conflict,
)
SETTINGS_ERRORS = (errors.ProjectInappropriateStatus, errors.InvalidFilterForMap)
CLOSE_ERRORS = (errors.InappropriateStatus, errors.PoolLocked)


class PoolController(Controller):
    """Pools."""

    path = "/api/v1/pools"
    tags = ("pool",)

    @post("/", opt={"form": PoolForm, "errors": SETTINGS_ERRORS, "limit": RateLimit.CREATE_POOL})
    async def create_pool(self, request: Call) -> PoolView:
        """Create a pool."""
        request.require_requester_token()
        form = await request.read_form(PoolForm)
        return await request.write(lambda tx, who: service.create_pool(tx, who, form))

    @get("/", opt={"list": store.LIST})
    async def get_pools(self, request: Call) -> Page[PoolView]:
        """The requester's pools."""
        asked = parse_list(store.LIST, request.parameters, request.environment.platform.limits.page)
        return await request.read(lambda tx, who: service.get_pools(tx, who, asked))

    @get("/{pool_id:str}")
    async def get_pool(self, request: Call, pool_id: FromPath[str]) -> PoolView:
        """One pool."""
        return await request.read(lambda tx, who: service.get_pool(tx, who, pool_id))

    @put(
        "/{pool_id:str}",
        opt={
            "form": PoolForm,
            "ignored": PoolView,
            "errors": [
                errors.PoolInappropriateStatus,
                errors.PoolLocked,
                errors.PoolIsTraining,
                errors.InvalidFilterForMap,
                errors.Conflict,
                errors.TooManyRequests,
            ],
        },
    )
    async def update_pool(self, request: Call, pool_id: FromPath[str]) -> PoolView:
        """Replace a pool's settings."""
        request.require_requester_token()
        form = await request.read_form(PoolForm)
        return await request.write(lambda tx, who: service.update_pool(tx, who, pool_id, form))

    @patch(
        "/{pool_id:str}",
        opt={"form": PoolPatch | None, "errors": [errors.PoolInappropriateStatus, errors.PoolIsTraining]},
    )
    async def patch_pool(self, request: Call, pool_id: FromPath[str]) -> PoolView:
        """Change a pool's priority."""
        request.require_requester_token()
        form = await request.read_form(PoolPatch, empty=PoolPatch())
        return await request.write(lambda tx, who: service.patch_pool(tx, who, pool_id, form))

    @post("/{pool_id:str}/open", status_code=202, opt={"errors": OPEN_ERRORS})
    async def open_pool(self, request: Call, pool_id: FromPath[str]) -> Response[OperationView | None]:
        """Open a pool."""
        platform = request.environment.platform
        return lifecycle_answer(
            await request.write(lambda tx, who: service.open_pool(tx, who, pool_id, platform))
        )

    @post("/{pool_id:str}/close", status_code=202, opt={"errors": CLOSE_ERRORS})
    async def close_pool(self, request: Call, pool_id: FromPath[str]) -> Response[OperationView | None]:
        """Close a pool."""
        return lifecycle_answer(await request.write(lambda tx, who: service.close_pool(tx, who, pool_id)))

    @post(
        "/{pool_id:str}/close-for-update",
        status_code=202,
        opt={"errors": [*CLOSE_ERRORS, errors.PoolIsTraining]},
    )
    async def close_pool_for_update(
        self, request: Call, pool_id: FromPath[str]
    ) -> Response[OperationView | None]:
        """Close a pool for editing."""
        return lifecycle_answer(
            await request.write(lambda tx, who: service.close_pool_for_update(tx, who, pool_id))
        )

    @post(
        "/{pool_id:str}/archive",
        status_code=202,
        opt={
            "errors": [
                errors.InappropriateStatus,
                errors.SubmittedAssignments,
                errors.ActiveAssignment,
                errors.RejectedAssignment,
                errors.PoolLocked,
                errors.PoolIsTraining,
            ]
        },
    )
    async def archive_pool(self, request: Call, pool_id: FromPath[str]) -> Response[OperationView | None]:
        """Archive a pool."""
        return lifecycle_answer(await request.write(lambda tx, who: service.archive_pool(tx, who, pool_id)))

    @post(
        "/{pool_id:str}/clone",
        status_code=202,
        opt={
            "errors": [*SETTINGS_ERRORS, errors.PoolIsTraining, errors.ValidationFailed],
            "limit": RateLimit.CLONE_POOL,
        },
    )
    async def clone_pool(self, request: Call, pool_id: FromPath[str]) -> OperationView:
        """Copy a pool's settings to a new empty pool."""
        return await request.write(lambda tx, who: service.clone_pool(tx, who, pool_id))
