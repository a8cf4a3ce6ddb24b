"""``/api/v1/operations``."""

from __future__ import annotations

from litestar import Controller, get
from litestar.params import FromPath

from talka.http.call import Call
from talka.http.lists import Page, parse_list
from talka.http.openapi import QueryParameter
from talka.kernel import errors
from talka.operations import service, store
from talka.operations.model import LogItem, OperationView


class OperationController(Controller):
    """Reading operations."""

    path = "/api/v1/operations"
    tags = ("operation",)

    @get("/", opt={"list": store.LIST})
    async def get_operations(self, request: Call) -> Page[OperationView]:
        """The requester's operations."""
        asked = parse_list(store.LIST, request.parameters, request.environment.platform.limits.page)
        return await request.read(lambda tx, who: service.get_operations(tx, who, asked))

    @get("/{operation_id:str}")
    async def get_operation(self, request: Call, operation_id: FromPath[str]) -> OperationView:
        """One operation."""
        return await request.read(lambda tx, who: service.get_operation(tx, who, operation_id))

    @get(
        "/{operation_id:str}/log",
        opt={
            "query": (
                QueryParameter("success", bool, "Only the lines of what was done, or of what was refused."),
                QueryParameter("limit", int, "So many lines at most."),
            ),
            "errors": [errors.InvalidOperationType, errors.OperationLogsArchived],
        },
    )
    async def get_operation_log(self, request: Call, operation_id: FromPath[str]) -> list[LogItem]:
        """What became of each item of a batch."""
        parameters = request.parameters
        success = parameters.flag("success") if parameters.text("success") is not None else None
        limit = min(parameters.integer("limit", store.LOG_ITEMS * 2), store.LOG_ITEMS * 2)
        parameters.done()
        sources = request.application.log_sources
        return await request.read(
            lambda tx, who: service.get_operation_log(
                tx, who, operation_id, sources, success=success, limit=limit
            )
        )
