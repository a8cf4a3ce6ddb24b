"""Acme has a server and tasks that name its files; Ada works on them."""

from __future__ import annotations

from typing import Any

from http_client import Client, Side
from proxies.server import OwnServer

PATH = "/api/new/requester/proxy/proxy"
PROJECT = {
    "public_name": "Pictures",
    "task_spec": {
        "input_spec": {
            "image": {"type": "url", "required": False},
            "note": {"type": "string", "required": False},
            "more": {"type": "array_string", "required": False},
            "data": {"type": "json", "required": False},
        },
        "output_spec": {"seen": {"type": "boolean"}},
    },
    "assignments_issuing_type": "AUTOMATED",
}
POOL = {
    "private_name": "pool",
    "will_expire": "2099-01-01T00:00:00",
    "reward_per_assignment": 0.05,
    "assignment_max_duration_seconds": 600,
    "auto_accept_solutions": False,
    "defaults": {"default_overlap_for_new_task_suites": 9, "default_overlap_for_new_tasks": 9},
}


def form(server: OwnServer, name: str = "files", rights: str = "PUBLIC", **params: Any) -> dict[str, Any]:
    """A registration."""
    return {
        "name": name,
        "params": {"accessRights": rights, "type": "HTTP", "baseUrl": f"{server.base}/base", **params},
    }


async def open_pool(requester: Client, *inputs: dict[str, Any]) -> str:
    """A pool whose pages have one task each, of these inputs."""
    project = await requester.call("POST", "/api/v1/projects", PROJECT)
    pool = await requester.call("POST", "/api/v1/pools", {"project_id": project["id"], **POOL})
    suites = [{"pool_id": pool["id"], "overlap": 9, "tasks": [{"input_values": one}]} for one in inputs]
    await requester.call("POST", "/api/v1/task-suites", suites)
    await requester.call("POST", f"/api/v1/pools/{pool['id']}/open")
    return str(pool["id"])


async def take(worker: Client, pool_id: str) -> dict[str, Any]:
    page: dict[str, Any] = await worker.call("POST", f"/api/worker/v1/pools/{pool_id}/assignments")
    return page


class Scene:
    """``page`` is what Ada took; its pass is in ``access``."""

    def __init__(self, side: Side, requester: Client, worker: Client, page: dict[str, Any]) -> None:
        self.side = side
        self.requester = requester
        self.worker = worker
        self.page = page

    @property
    def access(self) -> str:
        return f"/api/proxy/{self.page['proxy_pass']}"

    async def end(self, how: str) -> None:
        """Hand the page in, skip it or give it up."""
        body = {"solutions": [{"output_values": {"seen": True}}]} if how == "submit" else None
        await self.worker.call("POST", f"/api/worker/v1/assignments/{self.page['id']}/{how}", body)


async def make_scene(
    side: Side, server: OwnServer, rights: str, inputs: dict[str, Any], **params: Any
) -> Scene:
    """A server of Acme's named ``files``, and a page with one task of these inputs."""
    requester, worker = await side.requester(), await side.worker("ada")
    await requester.call("POST", PATH, form(server, rights=rights, **params), status=201)
    page = await take(worker, await open_pool(requester, inputs))
    return Scene(side, requester, worker, page)
