"""``/api/v1/aggregated-solutions``."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Sequence

from litestar import Controller, get, post
from litestar.params import FromPath
from litestar.response import Stream

from talka.aggregation import service, store
from talka.aggregation.model import (
    AggregatedSolutionView,
    PoolAggregationForm,
    TaskAggregationForm,
    Value,
    WorkerMatricesView,
)
from talka.http.auth import Permission, needs
from talka.http.call import Call
from talka.http.lists import Page, parse_list
from talka.http.rate_limits import RateLimit
from talka.kernel.errors import (
    AggregationDenied,
    InappropriateStatus,
    MixerConfigRequired,
    PoolIsTraining,
    ResultsExpired,
    TooManyRequests,
    UnsupportedAlgorithm,
)
from talka.operations.model import OperationView

_NO_RESULTS = (InappropriateStatus, ResultsExpired)
_NO_MATRICES = (*_NO_RESULTS, UnsupportedAlgorithm)
_REFUSALS = (PoolIsTraining, MixerConfigRequired, AggregationDenied)

_HEADER = ("user_id", "field", "true_value", "given_value", "probability", "count")


class AggregatedSolutionController(Controller):
    """Several workers' answers made into one."""

    path = "/api/v1/aggregated-solutions"
    tags = ("aggregated-solution",)
    opt = needs(Permission.WORK)  # these are results

    @post(
        "/aggregate-by-pool",
        status_code=202,
        opt={
            "form": PoolAggregationForm,
            "ignored": TaskAggregationForm,
            "errors": _REFUSALS,
            "limit": RateLimit.AGGREGATE,
        },
    )
    async def aggregate_solutions_by_pool(self, request: Call) -> OperationView:
        """Aggregate the accepted answers to all tasks of a pool."""
        request.require_requester_token()
        form = await request.read_form(PoolAggregationForm)
        wake = request.environment.wake
        return await request.write(lambda tx, who: service.aggregate_by_pool(tx, who, form, wake))

    @post(
        "/aggregate-by-task",
        status_code=200,
        opt={
            "form": TaskAggregationForm,
            "errors": (*_REFUSALS, UnsupportedAlgorithm, TooManyRequests),
        },
    )
    async def aggregate_solutions_by_task(self, request: Call) -> AggregatedSolutionView:
        """Aggregate the accepted answers to one task, by a skill of its workers."""
        request.require_requester_token()
        form = await request.read_form(TaskAggregationForm)
        await request.count_before(RateLimit.AGGREGATE)
        return await request.read(lambda tx, who: service.aggregate_by_task(tx, who, form))

    @get("/{operation_id:str}", opt={"list": store.LIST, "errors": _NO_RESULTS})
    async def get_aggregated_solutions(
        self, request: Call, operation_id: str
    ) -> Page[AggregatedSolutionView]:
        """The results of a pool's aggregation, once its operation succeeded."""
        asked = parse_list(store.LIST, request.parameters, request.environment.platform.limits.page)
        return await request.read(
            lambda tx, who: service.get_aggregated_solutions(tx, who, operation_id, asked)
        )

    @get("/{operation_id:str}/worker-matrices", opt={"list": store.MATRICES_LIST, "errors": _NO_MATRICES})
    async def get_worker_matrices(
        self, request: Call, operation_id: FromPath[str]
    ) -> Page[WorkerMatricesView]:
        """How often each worker said what where what is true, as the aggregation learnt."""
        asked = parse_list(store.MATRICES_LIST, request.parameters, request.environment.platform.limits.page)
        return await request.read(lambda tx, who: service.get_worker_matrices(tx, who, operation_id, asked))

    @get("/{operation_id:str}/worker-matrices.csv", media_type="text/csv", opt={"errors": _NO_MATRICES})
    async def download_worker_matrices(self, request: Call, operation_id: FromPath[str]) -> Stream:
        """The same of all workers as one table: a line for each pair of a true and a given value."""
        first = await _behind(request, operation_id, "")
        return Stream(
            _table(request, operation_id, first),
            media_type="text/csv; charset=utf-8",
            headers={"content-disposition": f'attachment; filename="worker-matrices-{operation_id}.csv"'},
        )


async def _behind(request: Call, operation_id: str, after: str) -> list[WorkerMatricesView]:
    return await request.read(lambda tx, who: service.worker_matrices_behind(tx, who, operation_id, after))


async def _table(request: Call, operation_id: str, first: list[WorkerMatricesView]) -> AsyncIterator[str]:
    """The lines, read in parts: the whole is never held."""
    yield _lines([_HEADER])
    found = first
    while found:
        yield _lines(
            [
                (
                    *(one.user_id, name, _said(entry.true_value), _said(entry.given_value)),
                    *(entry.probability, entry.count),
                )
                for one in found
                for name, entries in one.fields.items()
                for entry in entries
            ]
        )
        found = await _behind(request, operation_id, found[-1].user_id)


def _said(value: Value) -> Value:
    """A value as JSON writes it, but texts without quotes."""
    return str(value).lower() if isinstance(value, bool) else value


def _lines(rows: Sequence[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()
