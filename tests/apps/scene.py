"""An app project, and workers who answer what its pools give out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from http_client import Client, Side
from talka.accounts.model import Profile

ROOT = "/api/app/v0"
PROJECTS = f"{ROOT}/app-projects"
TEXTS, IMAGES, SEARCH = "2eN4l59qL2xHB5b8Jqp6", "qQAbNn1RPP5CyJRj5995", "9lZaMl363jahzra1rrYq"
ENGLISH = Profile(languages=["EN"])
PARAMETERS: dict[str, Any] = {
    "name": "Text Classification",
    "instruction_classes": [
        {"label": "Correct", "value": "OK", "description": "There are no errors in the text"},
        {"label": "Mistake", "value": "BAD", "description": "There are errors in the text"},
    ],
    "instruction_examples": [
        {"text": "It's raining.", "label": "Correct", "description": "There are no errors in the text"},
        {"text": "There is my hause.", "label": "Mistake", "description": "There are errors <in> the text"},
    ],
    "default_language": "en",
    "option_other": False,
    "option_multiple_choice": False,
    "instruction_intro": "Are there any errors in the text?",
}
FORM: dict[str, Any] = {"app_id": TEXTS, "name": "Errors", "parameters": PARAMETERS}
SEARCHED: dict[str, Any] = {
    "app_id": SEARCH,
    "name": "Relevance",
    "parameters": {
        "default_language": "en",
        "name": "Product relevance project",
        "instruction_classes": [
            {"description": "The product fits.", "label": "Relevant", "value": "relevant"},
            {"description": "It does not.", "label": "Irrelevant", "value": "irrelevant"},
        ],
        "instruction_examples": [
            {
                "description": "It is what was asked for.",
                "label": "relevant",
                "query": "some search query",
                "screenshot_url": "https://example.com/1",
            }
        ],
    },
}

Answer = Callable[[Mapping[str, Any]], dict[str, Any]]


def texts(*words: str) -> list[dict[str, str]]:
    return [{"id": str(number), "text": text} for number, text in enumerate(words, 1)]


def honest(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a text says of itself."""
    return {"result": "BAD" if "bad" in values["text"] else "OK"}


def opposite(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"result": "OK" if "bad" in values["text"] else "BAD"}


class AppScene:
    """A requester's app project. What falls due is done at once, and jobs are waited for."""

    def __init__(self, side: Side, requester: Client, project: dict[str, Any]) -> None:
        self.side = side
        self.requester = requester
        self.project = project
        self.path = f"{PROJECTS}/{project['id']}"

    async def call(self, method: str, path: str, body: object = None, *, status: int = 200) -> Any:
        return await self.requester.call(method, f"{self.path}{path}", body, status=status)

    async def batch(self, *words: str, **more: Any) -> str:
        made = await self.call("POST", "/batches", {"items": texts(*words), **more})
        return str(made["id"])

    async def get(self, batch_id: str) -> dict[str, Any]:
        found: dict[str, Any] = await self.call("GET", f"/batches/{batch_id}")
        return found

    async def post(self, batch_id: str, verb: str, *, status: int = 200) -> Any:
        done = await self.call("POST", f"/batches/{batch_id}/{verb}", status=status)
        await self.settle()
        return done

    async def items(self, query: str = "") -> list[dict[str, Any]]:
        return list((await self.call("GET", f"/items?{query}"))["content"])

    async def results(self, query: str = "") -> dict[str, Any]:
        """What came of each text."""
        found = await self.items(query)
        return {one["input_data"]["text"]: one["output_data"].get("result") for one in found}

    async def workers(self, *names: str) -> list[Client]:
        return [await self.side.worker(name, ENGLISH) for name in names]

    async def work(self, worker: Client, pool_id: str, answer: Answer = honest, most: int = 100) -> int:
        """Answer pages until there are none, or so many; how many."""
        for done in range(most):
            page = await worker.post(f"/api/worker/v1/pools/{pool_id}/assignments")
            if page.status_code != 201:
                return done
            view = page.json()
            solutions = [{"output_values": answer(task["input_values"])} for task in view["tasks"]]
            path = f"/api/worker/v1/assignments/{view['id']}/submit"
            await worker.call("POST", path, {"solutions": solutions}, status=200)
        return most

    async def settle(self) -> None:
        """Do what is due now, and wait for the jobs that this began."""
        running = self.side.running
        async with running.draining:
            await running.schedule.drain()

    async def until(self, batch_id: str, *statuses: str) -> dict[str, Any]:
        """The batch once it has one of these statuses."""
        for _ in range(200):
            await self.settle()
            found = await self.get(batch_id)
            if found["status"] in statuses:
                return found
            await asyncio.sleep(0.02)
        raise AssertionError(f"the batch is still {found['status']}: {found}")


async def scene_of(side: Side, form: Mapping[str, Any] = FORM, *, balance: str = "1000") -> AppScene:
    requester = await side.requester(balance)
    return AppScene(side, requester, await requester.call("POST", PROJECTS, form, status=200))
