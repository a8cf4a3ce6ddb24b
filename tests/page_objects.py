"""For each parameter in a path of our page an object that exists, found by the list that the path goes on.

A new kind of objects is taken up by itself once ``accept/listed.py`` makes some of it, which its list is
tested with anyway. What no list shows stands in ``ELSEWHERE``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from accept.listed import World
from http_client import Client
from pages import Operation, Page

WORKER = "/api/worker/"
PARAMETER = re.compile(r"\{([^}]*)\}")
SCOPES = ("", "pool_id")


def _a_file(world: World) -> Any:
    return world.mine.call("GET", f"/api/v1/attachments?pool_id={world.manual}&user_id={world.workers[0].id}")


async def _own_file(world: World) -> str:
    return str((await _a_file(world))["items"][0]["id"])


async def _operation(world: World) -> str:
    return world.operation


async def _worker(world: World) -> str:
    return world.workers[0].id


ELSEWHERE: dict[str, Callable[[World], Any]] = {
    "/api/v1/aggregated-solutions": _operation,
    "/api/v1/user-metadata": _worker,
    "/api/v1/users": _worker,
    "/api/worker/v1/attachments": _own_file,
}
"""Objects that no list of the same path shows."""

EVERYBODYS = {
    "/api/v1/user-metadata": "workers are everybody's",
    "/api/v1/users": "workers are everybody's; of what happened each requester sees their own part",
    "/api/v1/apps": "applications are the platform's",
    "/api/app/v0/apps": "applications are the platform's",
    "/api/worker/v1/pools": "pools are there for all workers",
}
"""What is not of one requester or worker alone."""


UNMADE = ("/api/app/v0", "/api/v1/shared-access", "/api/worker/v1/uploads")
"""What ``accept/listed.py`` makes none of yet: tried upon nothing, its owners by its own tests."""


class Objects:
    """The ids that paths are filled with: of the requester's, and of the first worker's."""

    def __init__(self, world: World, page: Page) -> None:
        self._world = world
        self._lists = {one.path for one in page.operations if one.method == "GET"}
        self._found: dict[str, str] = {}
        self._by_name: dict[str, str] = {}

    async def fill(self, page: Page) -> None:
        """Find an object for every parameter."""
        wanted = [one for one in page.operations if "{" in one.path]
        for operation in sorted(wanted, key=lambda one: (one.path.startswith(WORKER), one.path)):
            for parameter in PARAMETER.finditer(operation.path):
                await self._find(operation.path[: parameter.start() - 1], parameter[1])
        lacking = {
            f"{prefix}/{{{name}}}"
            for operation in wanted
            for prefix, name in parameters(operation)
            if prefix not in self._found and name not in self._by_name and not prefix.startswith(UNMADE)
        }
        assert not lacking, (
            f"no object is known for {', '.join(sorted(lacking))}: make one in tests/accept/listed.py so "
            "that its list shows it, or name it in ELSEWHERE of tests/page_objects.py"
        )

    def path(self, operation: Operation) -> str:
        """The operation's path, upon objects that exist."""
        path = operation.path
        for prefix, name in parameters(operation):
            path = path.replace(f"{{{name}}}", self._found.get(prefix) or self._by_name.get(name, "1"), 1)
        return path

    def id_of(self, name: str) -> str:
        """Some object for a parameter of this name."""
        return self._by_name.get(name, "1")

    async def _find(self, prefix: str, name: str) -> None:
        if prefix in self._found:
            return
        found = await self._id(prefix)
        if found is not None:
            self._found[prefix] = found
            self._by_name.setdefault(name, found)

    async def _id(self, prefix: str) -> str | None:
        if prefix in ELSEWHERE:
            return str(await ELSEWHERE[prefix](self._world))
        if prefix not in self._lists:
            return None
        filled = prefix
        for above, name in _parameters(prefix):
            filled = filled.replace(f"{{{name}}}", self._found.get(above, "1"), 1)
        world = self._world
        ours, strangers = (
            (world.workers[0], world.workers[2]) if prefix.startswith(WORKER) else (world.mine, world.other)
        )
        shared = set(await self._listed(strangers, filled))
        found = await self._listed(ours, filled)
        return next((one for one in found if one not in shared), found[0] if found else None)

    async def _listed(self, caller: Client, path: str) -> list[str]:
        """The ids of all that a list shows its caller."""
        for scope in SCOPES:
            query = {"limit": "300"} | ({scope: self._world.manual} if scope else {})
            answer = await caller.get(path, params=query)
            body = answer.json() if answer.is_success else {}
            rows = body if isinstance(body, list) else body.get("items") or body.get("content") or []
            if rows:
                return [str(row["id"]) for row in rows if "id" in row]
        return []


def parameters(operation: Operation) -> list[tuple[str, str]]:
    """Each parameter of the path with what stands before it."""
    return _parameters(operation.path)


def _parameters(path: str) -> list[tuple[str, str]]:
    return [(path[: found.start() - 1], found[1]) for found in PARAMETER.finditer(path)]


def is_somebodys(operation: Operation) -> bool:
    """Whether the path leads to what only one requester or worker may see."""
    return any(prefix not in EVERYBODYS for prefix, _ in parameters(operation))
