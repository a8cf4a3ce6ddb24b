"""``/api/v1/aggregated-solutions``."""

from __future__ import annotations

from litestar import Controller, get, post

from talka.aggregation import service, store
from talka.aggregation.model import AggregatedSolutionView, PoolAggregationForm, TaskAggregationForm
from talka.http.call import Call
from talka.http.lists import Page, parse_list
from talka.kernel.errors import (
    AggregationDenied,
    InappropriateStatus,
    MixerConfigRequired,
    PoolIsTraining,
    ResultsExpired,
    UnsupportedAlgorithm,
)
from talka.operations.model import OperationView

_REFUSALS = (PoolIsTraining, MixerConfigRequired, AggregationDenied)


class AggregatedSolutionController(Controller):
    """Several workers' answers made into one."""

    path = "/api/v1/aggregated-solutions"
    tags = ("aggregated-solution",)

    @post("/aggregate-by-pool", status_code=202, opt={"form": PoolAggregationForm, "errors": _REFUSALS})
    async def aggregate_solutions_by_pool(self, request: Call) -> OperationView:
        """Aggregate the accepted answers to all tasks of a pool."""
        request.require_requester_token()
        form = await request.read_form(PoolAggregationForm)
        wake = request.environment.wake
        return await request.write(lambda tx, who: service.aggregate_by_pool(tx, who, form, wake))

    @post(
        "/aggregate-by-task",
        status_code=200,
        opt={"form": TaskAggregationForm, "errors": (*_REFUSALS, UnsupportedAlgorithm)},
    )
    async def aggregate_solutions_by_task(self, request: Call) -> AggregatedSolutionView:
        """Aggregate the accepted answers to one task, by a skill of its workers."""
        request.require_requester_token()
        form = await request.read_form(TaskAggregationForm)
        return await request.read(lambda tx, who: service.aggregate_by_task(tx, who, form))

    @get("/{operation_id:str}", opt={"list": store.LIST, "errors": (InappropriateStatus, ResultsExpired)})
    async def get_aggregated_solutions(
        self, request: Call, operation_id: str
    ) -> Page[AggregatedSolutionView]:
        """The results of a pool's aggregation, once its operation succeeded."""
        asked = parse_list(store.LIST, request.parameters, request.environment.platform.limits.page)
        return await request.read(
            lambda tx, who: service.get_aggregated_solutions(tx, who, operation_id, asked)
        )
