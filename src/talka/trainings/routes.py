"""``/api/v1/trainings``."""

from __future__ import annotations

from litestar import Controller, Response, get, post, put
from litestar.params import FromPath

from talka.http.answers import lifecycle_answer
from talka.http.call import Call
from talka.http.lists import Page, parse_list
from talka.http.rate_limits import RateLimit
from talka.kernel import errors
from talka.operations.model import OperationView
from talka.pools import store
from talka.pools.model import TrainingForm
from talka.pools.routes import CLOSE_ERRORS, OPEN_ERRORS
from talka.trainings import service
from talka.trainings.model import TrainingView


class TrainingController(Controller):
    """Trainings."""

    path = "/api/v1/trainings"
    tags = ("training",)

    @post(
        "/",
        opt={
            "form": TrainingForm,
            "errors": [errors.ProjectInappropriateStatus],
            "limit": RateLimit.CREATE_TRAINING,
        },
    )
    async def create_training(self, request: Call) -> TrainingView:
        """Create a training."""
        request.require_requester_token()
        form = await request.read_form(TrainingForm)
        return await request.write(lambda tx, who: service.create_training(tx, who, form))

    @get("/", opt={"list": store.LIST})
    async def get_trainings(self, request: Call) -> Page[TrainingView]:
        """The requester's trainings."""
        asked = parse_list(store.LIST, request.parameters, request.environment.platform.limits.page)
        return await request.read(lambda tx, who: service.get_trainings(tx, who, asked))

    @get("/{training_id:str}")
    async def get_training(self, request: Call, training_id: FromPath[str]) -> TrainingView:
        """One training."""
        return await request.read(lambda tx, who: service.get_training(tx, who, training_id))

    @put(
        "/{training_id:str}",
        opt={
            "form": TrainingForm,
            "ignored": TrainingView,
            "errors": [errors.PoolInappropriateStatus, errors.PoolLocked],
        },
    )
    async def update_training(self, request: Call, training_id: FromPath[str]) -> TrainingView:
        """Replace a training's settings."""
        request.require_requester_token()
        form = await request.read_form(TrainingForm)
        return await request.write(lambda tx, who: service.update_training(tx, who, training_id, form))

    @post("/{training_id:str}/open", status_code=202, opt={"errors": OPEN_ERRORS})
    async def open_training(
        self, request: Call, training_id: FromPath[str]
    ) -> Response[OperationView | None]:
        """Open a training."""
        platform = request.environment.platform
        return lifecycle_answer(
            await request.write(lambda tx, who: service.open_training(tx, who, training_id, platform))
        )

    @post("/{training_id:str}/close", status_code=202, opt={"errors": CLOSE_ERRORS})
    async def close_training(
        self, request: Call, training_id: FromPath[str]
    ) -> Response[OperationView | None]:
        """Close a training."""
        return lifecycle_answer(
            await request.write(lambda tx, who: service.close_training(tx, who, training_id))
        )

    @post("/{training_id:str}/close-for-update", status_code=202, opt={"errors": CLOSE_ERRORS})
    async def close_training_for_update(
        self, request: Call, training_id: FromPath[str]
    ) -> Response[OperationView | None]:
        """Close a training for editing."""
        return lifecycle_answer(
            await request.write(lambda tx, who: service.close_training_for_update(tx, who, training_id))
        )

    @post(
        "/{training_id:str}/archive",
        status_code=202,
        opt={"errors": [errors.InappropriateStatus, errors.TrainingArchiveConflict, errors.PoolLocked]},
    )
    async def archive_training(
        self, request: Call, training_id: FromPath[str]
    ) -> Response[OperationView | None]:
        """Archive a training."""
        return lifecycle_answer(
            await request.write(lambda tx, who: service.archive_training(tx, who, training_id))
        )

    @post(
        "/{training_id:str}/clone",
        status_code=202,
        opt={"errors": [errors.ProjectInappropriateStatus], "limit": RateLimit.CLONE_TRAINING},
    )
    async def clone_training(self, request: Call, training_id: FromPath[str]) -> OperationView:
        """Copy a training's settings to a new empty training."""
        return await request.write(lambda tx, who: service.clone_training(tx, who, training_id))
