"""``/api/v1/tasks``."""

from __future__ import annotations

from typing import Any

from litestar import Controller, Response, get, patch, post
from litestar.params import FromPath

from talka.http.call import Call
from talka.http.lists import Page, parse_list
from talka.http.rate_limits import RateLimit
from talka.operations.batch import BatchAnswer, create_batch
from talka.operations.model import OperationView
from talka.tasks import service, store
from talka.tasks.batch import BATCH_ERRORS, BATCH_QUERY, OPEN_POOL, OVERLAP_ERRORS
from talka.tasks.model import OverlapPatch, TaskForm, TaskPatch, TaskView


class TaskController(Controller):
    """Tasks."""

    path = "/api/v1/tasks"
    tags = ("task",)

    @post(
        "/",
        opt={
            "form": TaskForm | list[TaskForm],
            "ignored": TaskView,
            "query": BATCH_QUERY,
            "answers": {201: TaskView | BatchAnswer[TaskView], 202: OperationView},
            "errors": BATCH_ERRORS,
            "limit": RateLimit.CREATE_TASKS,
        },
    )
    async def create_tasks(self, request: Call) -> Response[Any]:
        """Create one task or many."""
        return await create_batch(request, service.TASKS)

    @get("/", opt={"list": store.LIST})
    async def get_tasks(self, request: Call) -> Page[TaskView]:
        """The tasks of a pool."""
        asked = parse_list(store.LIST, request.parameters, request.environment.platform.limits.page)
        return await request.read(lambda tx, who: service.get_tasks(tx, who, asked))

    @get("/{task_id:str}")
    async def get_task(self, request: Call, task_id: FromPath[str]) -> TaskView:
        """One task."""
        return await request.read(lambda tx, who: service.get_task(tx, who, task_id))

    @patch(
        "/{task_id:str}",
        opt={"form": TaskPatch | None, "query": (OPEN_POOL,), "errors": OVERLAP_ERRORS},
    )
    async def patch_task(self, request: Call, task_id: FromPath[str]) -> TaskView:
        """Change a task's overlap, solutions or hint."""
        request.require_requester_token()
        parameters = request.parameters
        asked = parameters.flag("open_pool")
        parameters.done()
        form = await request.read_form(TaskPatch, empty=TaskPatch())
        open_pool = asked or bool(form.open_pool)
        platform = request.environment.platform
        return await request.write(
            lambda tx, who: service.patch_task(tx, who, task_id, form, platform, open_pool=open_pool)
        )

    @patch(
        "/{task_id:str}/set-overlap-or-min",
        opt={"form": OverlapPatch, "errors": OVERLAP_ERRORS},
    )
    async def set_overlap_or_min(self, request: Call, task_id: FromPath[str]) -> TaskView:
        """Set a task's overlap, or the least that is possible."""
        request.require_requester_token()
        form = await request.read_form(OverlapPatch)
        return await request.write(lambda tx, who: service.set_overlap_or_min(tx, who, task_id, form))
