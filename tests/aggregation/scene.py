"""A requester, a pool of theirs, and what workers answered there; and what that adds up to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from http_client import Client, Side
from talka.aggregation.dawid_skene import dawid_skene
from talka.aggregation.rules import aggregate_task, baseline_voter, worker_voter
from talka.storage import schema
from talka.storage.database import Database
from talka.storage.query import Query
from talka.tasks.model import BaselineSolution

API = "/api/v1/aggregated-solutions"
RESULT = ("OK", "BAD", "404")
OUTPUT = {
    "result": {"type": "string", "allowed_values": list(RESULT)},
    "sure": {"type": "boolean", "required": False},
    "stars": {"type": "integer", "min_value": 1, "max_value": 5, "required": False},
    "note": {"type": "string", "required": False},
}
SKILLS = {"ann": 90.0, "bob": 70.5, "cid": 30.0}
Said = dict[str, Any]


def said(task: str, worker: str) -> Said:
    """What a worker answers to a task: for each task and worker something else, always the same."""
    number = int(task[1:]) * 7 + len(worker) * 3 + ord(worker[0])
    values: Said = {"result": RESULT[number % 3], "note": worker}
    if number % 4:
        values["sure"] = number % 2 == 0
    if task != "t2":
        values["stars"] = 1 + number % 5
    return values


class Scene:
    """A requester with a project and a pool of it, and what was answered there."""

    def __init__(self, side: Side, requester: Client) -> None:
        self.side = side
        self.requester = requester
        self.project_id = ""
        self.pool_id = ""
        self.skill_id = ""
        self.tasks: dict[str, str] = {}
        self.workers: dict[str, Client] = {}
        self.votes: list[tuple[str, str, Said]] = []
        """Task names, workers' names and answers."""

    async def make(self, *, mixed: bool = True, **changes: Any) -> Scene:
        form = {
            "public_name": "Pictures",
            "public_description": "Is it right?",
            "task_spec": {"input_spec": {"name": {"type": "string"}}, "output_spec": OUTPUT},
        }
        self.project_id = (await self.requester.call("POST", "/api/v1/projects", form))["id"]
        skill = await self.requester.call("POST", "/api/v1/skills", {"name": "trust"})
        self.skill_id = skill["id"]
        mixer = {"real_tasks_count": 3, "golden_tasks_count": 1, "training_tasks_count": 0}
        pool = {
            "project_id": self.project_id,
            "private_name": "Evening",
            "will_expire": "2099-01-01T00:00:00",
            "reward_per_assignment": 0.01,
            "assignment_max_duration_seconds": 600,
            "defaults": {"default_overlap_for_new_task_suites": 3, "default_overlap_for_new_tasks": 3},
        }
        if mixed:
            pool["mixer_config"] = mixer
        self.pool_id = (await self.requester.call("POST", "/api/v1/pools", pool | changes))["id"]
        return self

    async def upload(self, general: int = 6, control: int = 2, **more: Any) -> Scene:
        """Tasks t0, t1, ... to be answered by three, and control tasks behind them."""
        bodies: list[dict[str, Any]] = [self._task(number, **more) for number in range(general)]
        known = [{"output_values": {"result": "OK"}}]
        bodies += [
            self._task(general + number, known_solutions=known, infinite_overlap=True)
            for number in range(control)
        ]
        path = "/api/v1/tasks?allow_defaults=true"
        created = await self.requester.call("POST", path, bodies, status=201)
        self._note(created["items"].values())
        return self

    async def upload_suites(self, *names: list[int]) -> Scene:
        bodies = [
            {"pool_id": self.pool_id, "tasks": [{"input_values": {"name": f"t{n}"}} for n in numbers]}
            for numbers in names
        ]
        path = "/api/v1/task-suites?allow_defaults=true"
        created = await self.requester.call("POST", path, bodies, status=201)
        for suite in created["items"].values():
            self._note(suite["tasks"])
        return self

    def _task(self, number: int, **more: Any) -> dict[str, Any]:
        return {"pool_id": self.pool_id, "input_values": {"name": f"t{number}"}, **more}

    def _note(self, tasks: Any) -> None:
        self.tasks |= {task["input_values"]["name"]: task["id"] for task in tasks}

    async def answer(self, *names: str, says: Callable[[str, str], Said] = said) -> Scene:
        """These workers answer everything that they are given."""
        await self.requester.request("POST", f"/api/v1/pools/{self.pool_id}/open")
        for name in names or SKILLS:
            worker = await self._worker(name)
            taken = await worker.post(f"/api/worker/v1/pools/{self.pool_id}/assignments")
            page = taken.json() if taken.is_success else None
            while page is not None:
                page = await self._hand_in(worker, name, page, says)
        return self

    async def _worker(self, name: str) -> Client:
        if name not in self.workers:
            self.workers[name] = await self.side.worker(name)
            if name in SKILLS:
                body = {
                    "skill_id": self.skill_id,
                    "user_id": self.workers[name].id,
                    "value": SKILLS[name],
                }
                await self.requester.call("PUT", "/api/v1/user-skills", body, status=201)
        return self.workers[name]

    async def _hand_in(self, worker: Client, name: str, page: Any, says: Any) -> Any:
        given = [(task["input_values"]["name"], task["id"]) for task in page["tasks"]]
        answers = [says(task, name) for task, _ in given]
        self.votes += [(task, name, values) for (task, _), values in zip(given, answers, strict=True)]
        path = f"/api/worker/v1/assignments/{page['id']}/submit?next=true"
        body = {"solutions": [{"output_values": values} for values in answers]}
        return (await worker.call("POST", path, body, status=200))["next"]

    def request(self, kind: str = "DAWID_SKENE", *fields: str, **changes: Any) -> dict[str, Any]:
        body: dict[str, Any] = {"type": kind, "pool_id": self.pool_id}
        if kind == "WEIGHTED_DYNAMIC_OVERLAP":
            body["answer_weight_skill_id"] = self.skill_id
        if fields:
            body["fields"] = [{"name": name} for name in fields]
        return body | changes

    async def begin(self, kind: str = "DAWID_SKENE", *fields: str) -> str:
        """The id of a new aggregation's operation."""
        path = f"{API}/aggregate-by-pool"
        return (await self.requester.call("POST", path, self.request(kind, *fields), status=202))["id"]

    async def aggregate(self, kind: str = "DAWID_SKENE", *fields: str) -> dict[str, Any]:
        """The results by task name."""
        operation_id = await self.begin(kind, *fields)
        operation = await self.finished(operation_id)
        assert operation["status"] == "SUCCESS"
        return await self.results(operation_id)

    async def finished(self, operation_id: str) -> dict[str, Any]:
        async with asyncio.timeout(20):
            while True:
                operation = await self.requester.call("GET", f"/api/v1/operations/{operation_id}")
                if "finished" in operation:
                    return operation
                await asyncio.sleep(0.01)

    async def results(self, operation_id: str) -> dict[str, Any]:
        page = await self.requester.call("GET", f"{API}/{operation_id}?limit=1000", status=200)
        names = {task_id: name for name, task_id in self.tasks.items()}
        assert {item["pool_id"] for item in page["items"]} <= {self.pool_id}
        return {
            names[item["task_id"]]: (item["output_values"], pytest.approx(item["confidence"], abs=1e-6))
            for item in page["items"]
        }

    async def refusal(self, call: str, body: dict[str, Any], status: int) -> Any:
        answer = await self.requester.call("POST", f"{API}/{call}", body, status=status)
        if answer["code"] != "VALIDATION_ERROR":
            return answer["code"]
        return {path: error["code"] for path, error in answer["payload"].items()}

    def by_model(self, *fields: str) -> dict[str, Any]:
        """What the model itself makes of the votes."""
        options = {"result": RESULT, "sure": (False, True), "stars": (1, 2, 3, 4, 5)}
        found: dict[str, Any] = {}
        for field in fields:
            votes = [(task, worker, values[field]) for task, worker, values in self.votes if field in values]
            for task, outcome in dawid_skene(votes, options[field]).items():
                values, confidence = found.get(task, ({}, 1))
                found[task] = ({**values, field: outcome.value}, min(confidence, outcome.confidence))
        return found

    def by_skill(self, *fields: str, baseline: BaselineSolution | None = None) -> dict[str, Any]:
        """What the rule for one task makes of each general task."""
        options = {"result": RESULT, "sure": (False, True), "stars": (1, 2, 3, 4, 5)}
        chosen = {field: options[field] for field in fields}
        voters: dict[str, Any] = {}
        for task, worker, values in self.votes:
            first = [] if baseline is None else [baseline_voter(baseline)]
            voters.setdefault(task, first).append(worker_voter(values, SKILLS.get(worker)))
        answers = {task: aggregate_task(chosen, mine) for task, mine in voters.items() if task < "t6"}
        return {
            task: (answer.output_values, answer.confidence)
            for task, answer in answers.items()
            if answer is not None
        }


async def stored(database: Database, operation_id: str) -> list[tuple[str, float, str]]:
    """An operation's results as they lie in the database."""

    def load(tx: Any) -> list[Any]:
        rows = tx.all(_STORED, operation_id=operation_id)
        return [tuple(row) for row in rows]

    return await database.read(load)


_s = schema.aggregated_solutions.c
_STORED = Query(
    sa.select(_s.task_id, _s.confidence, _s.output_values)
    .where(_s.operation_id == sa.bindparam("operation_id"))
    .order_by(_s.task_id)
)
