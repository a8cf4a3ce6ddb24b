"""``/api/v1/task-suites``."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, patch, post
from litestar.params import FromPath

from talka.http.call import Call
from talka.http.lists import Page, parse_list
from talka.http.rate_limits import RateLimit
from talka.operations.batch import BatchAnswer, create_batch
from talka.operations.model import OperationView
from talka.task_suites import service, store
from talka.task_suites.model import TaskSuiteForm, TaskSuitePatch, TaskSuiteView
from talka.tasks.batch import BATCH_ERRORS, BATCH_QUERY, OPEN_POOL, OVERLAP_ERRORS
from talka.tasks.model import OverlapPatch


class TaskSuiteController(Controller):
    """Task suites."""

    path = "/api/v1/task-suites"
    tags = ("task-suite",)

    @post(
        "/",
        opt={
            "form": TaskSuiteForm | list[TaskSuiteForm],
            "ignored": TaskSuiteView,
            "query": BATCH_QUERY,
            "answers": {201: TaskSuiteView | BatchAnswer[TaskSuiteView], 202: OperationView},
            "errors": BATCH_ERRORS,
            "limit": RateLimit.CREATE_TASK_SUITES,
        },
    )
    async def create_task_suites(self, request: Call) -> Response[Any]:
        """Create one suite or many."""
        return await create_batch(request, service.SUITES)

    @get("/", opt={"list": store.LIST})
    async def get_task_suites(self, request: Call) -> Page[TaskSuiteView]:
        """The suites of a pool, or those that a task stands in."""
        asked = parse_list(store.LIST, request.parameters, request.environment.platform.limits.page)
        return await request.read(lambda tx, who: service.get_task_suites(tx, who, asked))

    @get("/{suite_id:str}")
    async def get_task_suite(self, request: Call, suite_id: FromPath[str]) -> TaskSuiteView:
        """One suite."""
        return await request.read(lambda tx, who: service.get_task_suite(tx, who, suite_id))

    @patch(
        "/{suite_id:str}",
        opt={"form": TaskSuitePatch | None, "query": (OPEN_POOL,), "errors": OVERLAP_ERRORS},
    )
    async def patch_task_suite(self, request: Call, suite_id: FromPath[str]) -> TaskSuiteView:
        """Change a suite's overlap or issuing order."""
        request.require_requester_token()
        parameters = request.parameters
        asked = parameters.flag("open_pool")
        parameters.done()
        form = await request.read_form(TaskSuitePatch, empty=TaskSuitePatch())
        open_pool = asked or bool(form.open_pool)
        platform = request.environment.platform
        return await request.write(
            lambda tx, who: service.patch_task_suite(tx, who, suite_id, form, platform, open_pool=open_pool)
        )

    @patch(
        "/{suite_id:str}/set-overlap-or-min",
        opt={"form": OverlapPatch, "errors": OVERLAP_ERRORS},
    )
    async def set_suite_overlap_or_min(self, request: Call, suite_id: FromPath[str]) -> TaskSuiteView:
        """Set a suite's overlap, or the least that is possible."""
        request.require_requester_token()
        form = await request.read_form(OverlapPatch)
        return await request.write(lambda tx, who: service.set_overlap_or_min(tx, who, suite_id, form))
