"""Projects with fields of every type, files of tasks sent into their pools, and what comes of them."""

from __future__ import annotations

import asyncio
import io
from typing import Any

import openpyxl

from http_client import Client

MIXER = {"real_tasks_count": 1, "golden_tasks_count": 0, "training_tasks_count": 0}
KINDS = ("string", "url", "integer", "float", "boolean", "coordinates", "json")
EVERYTHING = {
    **{kind: {"type": kind, "required": False} for kind in KINDS},
    **{f"array_{kind}": {"type": f"array_{kind}", "required": False} for kind in KINDS},
}
PICTURE = {"image": {"type": "url"}, "comment": {"type": "string", "required": False}}
RESULT = {"result": {"type": "string", "allowed_values": ["cat", "dog"], "required": False}}


async def make_pool(
    requester: Client,
    inputs: dict[str, Any] = PICTURE,
    outputs: dict[str, Any] = RESULT,
    *,
    mixed: bool = True,
    **settings: Any,
) -> str:
    """A new project's new pool."""
    spec = {"input_spec": inputs, "output_spec": outputs, "view_spec": {"type": "classic", "markup": ""}}
    project = await requester.call("POST", "/api/v1/projects", {"public_name": "Bulk", "task_spec": spec})
    form = {
        "project_id": project["id"],
        "private_name": "pool",
        "will_expire": "2099-01-01T00:00:00",
        "reward_per_assignment": 0.05,
        "assignment_max_duration_seconds": 600,
        "defaults": {"default_overlap_for_new_task_suites": 2, "default_overlap_for_new_tasks": 2},
        **({"mixer_config": MIXER} if mixed else {}),
        **settings,
    }
    return str((await requester.call("POST", "/api/v1/pools", form))["id"])


async def send(requester: Client, pool_id: str, content: bytes | str, form: str = "tsv", **asked: Any) -> Any:
    """Import a file and wait; the operation at its end."""
    body = content if isinstance(content, bytes) else content.encode()
    begun = await requester.post(
        f"/api/v1/pools/{pool_id}/tasks/import",
        params={"format": form, "allow_defaults": True, **asked},
        content=body,
    )
    assert begun.status_code == 202, begun.text
    return await ended(requester, begun.json()["id"])


async def ended(requester: Client, operation_id: str) -> Any:
    """The operation once it is over."""
    for _ in range(1000):
        operation = await requester.call("GET", f"/api/v1/operations/{operation_id}")
        if operation["status"] in ("SUCCESS", "FAIL"):
            return operation
        await asyncio.sleep(0.01)
    raise AssertionError(operation)


async def log(requester: Client, operation: Any) -> list[dict[str, Any]]:
    """The operation's log."""
    found: list[dict[str, Any]] = await requester.call("GET", f"/api/v1/operations/{operation['id']}/log")
    return found


async def tasks(requester: Client, pool_id: str) -> list[dict[str, Any]]:
    """The pool's tasks in the order of their creation."""
    answer = await requester.call(
        "GET", "/api/v1/tasks", params={"pool_id": pool_id, "limit": 1000, "sort": "id"}
    )
    assert not answer["has_more"]
    found: list[dict[str, Any]] = answer["items"]
    return found


async def suites(requester: Client, pool_id: str) -> list[dict[str, Any]]:
    """The pool's task suites."""
    answer = await requester.call(
        "GET", "/api/v1/task-suites", params={"pool_id": pool_id, "limit": 1000, "sort": "id"}
    )
    found: list[dict[str, Any]] = answer["items"]
    return found


async def answer_all(worker: Client, pool_id: str, values: dict[str, Any], pages: int = 1) -> list[str]:
    """Answer some pages, every task the same; the assignments' ids."""
    done = []
    for _ in range(pages):
        page = await worker.call("POST", f"/api/worker/v1/pools/{pool_id}/assignments")
        solutions = [{"output_values": values} for _ in page["tasks"]]
        await worker.call("POST", f"/api/worker/v1/assignments/{page['id']}/submit", {"solutions": solutions})
        done.append(str(page["id"]))
    return done


def sheet(rows: list[list[Any]]) -> bytes:
    """A workbook as a spreadsheet program would save it."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
