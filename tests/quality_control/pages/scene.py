"""A requester in the sandbox who sets the rules of Toloka's docs, and workers who do as its pages say.

Everything goes over HTTP but for bans: a ban by hand is made, and looked at, beside it.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from http_client import Client, Platform
from talka.restrictions import service as restrictions
from talka.restrictions import store as restriction_store
from talka.restrictions.model import RestrictionScope

MINUTE, HOUR, DAY = 60, 3600, 86_400
Json: TypeAlias = dict[str, Any]
ANSWERS = ["OK", "BAD", "404"]
RIGHT, WRONG = "OK", "BAD"
"""What control tasks ask for, and something else."""

GENERAL = {"real_tasks_count": 1, "golden_tasks_count": 0, "training_tasks_count": 0}
CONTROL = {"real_tasks_count": 0, "golden_tasks_count": 1, "training_tasks_count": 0}
PROJECT = {
    "public_name": "Pictures",
    "public_description": "Is the picture good?",
    "task_spec": {
        "input_spec": {"name": {"type": "string"}},
        "output_spec": {"result": {"type": "string", "allowed_values": ANSWERS}},
        "view_spec": {"type": "classic", "markup": "<p>{{name}}</p>"},
    },
}
POOL = {
    "private_name": "pool",
    "will_expire": "2099-01-01T00:00:00",
    "reward_per_assignment": 0.05,
    "assignment_max_duration_seconds": HOUR,
    "defaults": {"default_overlap_for_new_task_suites": 1, "default_overlap_for_new_tasks": 1},
}


def config(collector: str, *rules: Json, uuid: str | None = None, **parameters: Any) -> Json:
    """A collector with its rules."""
    named: Json = {"type": collector}
    if parameters:
        named["parameters"] = parameters
    if uuid is not None:
        named["uuid"] = uuid
    return {"collector_config": named, "rules": list(rules)}


def rule(action: Json, *conditions: str) -> Json:
    """A rule, its conditions in words: ``rule(ban(10), "skipped_in_row_count GTE 10")``."""
    return {"action": action, "conditions": [condition(words) for words in conditions]}


def condition(words: str) -> Json:
    """``total_answers_count GTE 3``, the value a number where it is one."""
    key, operator, value = words.split()
    try:
        return {"key": key, "operator": operator, "value": float(value) if "." in value else int(value)}
    except ValueError:
        return {"key": key, "operator": operator, "value": value}


def action(kind: str, **parameters: Any) -> Json:
    return {"type": kind, "parameters": parameters}


def ban(duration: int | None, unit: str = "DAYS", scope: str = "PROJECT", comment: str = "why") -> Json:
    """Without a duration for good."""
    lasts = (
        {"duration_unit": "PERMANENT"} if duration is None else {"duration": duration, "duration_unit": unit}
    )
    return action("RESTRICTION_V2", scope=scope, private_comment=comment, **lasts)


def set_skill(skill_id: str, value: int) -> Json:
    return action("SET_SKILL", skill_id=skill_id, skill_value=value)


def skill_from(skill_id: str, field: str) -> Json:
    return action("SET_SKILL_FROM_OUTPUT_FIELD", skill_id=skill_id, from_field=field)


def put_back(delta: int = 1, *, open_pool: bool = False) -> Json:
    return action("CHANGE_OVERLAP", delta=delta, open_pool=open_pool)


class Worker:
    """A worker of the crew's."""

    def __init__(self, http: Client) -> None:
        self.http = http
        self.id = http.id


class Scene:
    """The requester's side and the workers', at the sandbox's time."""

    def __init__(self, platform: Platform, requester: Client) -> None:
        self.platform = platform
        self.requester = requester
        self.project_id = ""
        self._uploaded = 0

    async def make(self) -> Scene:
        self.project_id = await self.project()
        return self

    # --- what the requester makes ---

    async def project(self, *configs: Json) -> str:
        form = PROJECT | ({"quality_control": {"configs": list(configs)}} if configs else {})
        return (await self.requester.call("POST", "/api/v1/projects", form, status=201))["id"]

    async def skill(self, name: str = "quality") -> str:
        return (await self.requester.call("POST", "/api/v1/skills", {"name": name}, status=201))["id"]

    def form(self, *configs: Json, **changes: Any) -> Json:
        """A pool with rules, as it is sent."""
        quality = {"configs": list(configs)} | changes.pop("quality", {})
        return {"project_id": self.project_id, **POOL, "quality_control": quality, **changes}

    async def pool(self, *configs: Json, **changes: Any) -> str:
        """A closed pool without tasks."""
        form = self.form(*configs, **changes)
        return (await self.requester.call("POST", "/api/v1/pools", form, status=201))["id"]

    async def general_pool(self, *configs: Json, tasks: int = 10, overlap: int = 1, **changes: Any) -> str:
        """An open pool of general tasks, one on a page."""
        pool_id = await self.pool(*configs, **{"mixer_config": GENERAL, **changes})
        await self.upload(pool_id, tasks, overlap=overlap)
        await self.open(pool_id)
        return pool_id

    async def control_pool(self, *configs: Json, tasks: int = 12, **changes: Any) -> str:
        """An open pool of control tasks, one on a page."""
        pool_id = await self.pool(*configs, **{"mixer_config": CONTROL, **changes})
        await self.upload_control(pool_id, tasks)
        await self.open(pool_id)
        return pool_id

    async def manual_pool(
        self, *configs: Json, suites: int = 2, tasks: int = 1, overlap: int = 1, **changes: Any
    ) -> str:
        """An open pool of suites that the requester laid out, given out in their order."""
        in_order = {"assignments_issuing_config": {"issue_task_suites_in_creation_order": True}}
        pool_id = await self.pool(*configs, **(in_order | changes))
        pages = [
            {"pool_id": pool_id, "overlap": overlap, "tasks": [self._task() for _ in range(tasks)]}
            for _ in range(suites)
        ]
        await self.requester.call("POST", "/api/v1/task-suites", pages, status=201)
        await self.open(pool_id)
        return pool_id

    async def upload(self, pool_id: str, count: int, **more: Any) -> list[str]:
        """General tasks, unless ``more`` makes them others; their ids."""
        forms = [{"pool_id": pool_id, **self._task(), **more} for _ in range(count)]
        made = await self.requester.call("POST", "/api/v1/tasks?allow_defaults=true", forms, status=201)
        return [made["items"][str(place)]["id"] for place in range(count)]

    async def upload_control(self, pool_id: str, count: int, **more: Any) -> list[str]:
        """Tasks whose right answer is ``OK``."""
        known = [{"output_values": {"result": RIGHT}}]
        return await self.upload(pool_id, count, known_solutions=known, infinite_overlap=True, **more)

    def _task(self) -> Json:
        self._uploaded += 1
        return {"input_values": {"name": f"t{self._uploaded}"}}

    async def open(self, pool_id: str) -> None:
        await self.requester.call("POST", f"/api/v1/pools/{pool_id}/open", status=202)

    async def close(self, pool_id: str) -> None:
        await self.requester.call("POST", f"/api/v1/pools/{pool_id}/close", status=202)

    async def review(self, assignment_id: str, status: str) -> None:
        body = {"status": status, "public_comment": "seen"}
        await self.requester.call("PATCH", f"/api/v1/assignments/{assignment_id}", body, status=200)

    async def give(self, worker: Worker, skill_id: str, value: float) -> None:
        """Set the worker's value by hand."""
        body = {"skill_id": skill_id, "user_id": worker.id, "value": value}
        await self.requester.call("PUT", "/api/v1/user-skills", body)

    async def restrict(self, worker: Worker, scope: str, pool_id: str, days: int = 1) -> None:
        """Keep the worker out by hand."""
        where = RestrictionScope(scope)
        pool = await self.get_pool(pool_id)

        def keep_out(tx: Any) -> None:
            restrictions.restrict(
                tx,
                user_id=worker.id,
                scope=where,
                requester_id=self.requester.id,
                project_id=None if scope == "ALL_PROJECTS" else int(pool["project_id"]),
                pool_id=int(pool_id) if scope == "POOL" else None,
                until=tx.now + days * DAY * 1000,
                private_comment="by hand",
            )

        await self.platform.sandbox.database.write(keep_out)

    # --- what workers do ---

    async def worker(self, name: str = "ann") -> Worker:
        return Worker(await self.platform.sandbox.worker(name))

    async def workers(self, count: int) -> list[Worker]:
        return [await self.worker(f"w{number}") for number in range(1, count + 1)]

    async def take(self, worker: Worker, pool_id: str) -> Json:
        return await worker.http.call("POST", f"/api/worker/v1/pools/{pool_id}/assignments", status=201)

    async def submit(self, worker: Worker, page: Json, *results: str) -> Json:
        """Hand in a page: an answer for each task, or one for all; what the worker is told."""
        given = results if len(results) > 1 else results * len(page["tasks"])
        body = {"solutions": [{"output_values": {"result": result}} for result in given]}
        return await worker.http.call(
            "POST", f"/api/worker/v1/assignments/{page['id']}/submit", body, status=200
        )

    async def answer(self, worker: Worker, pool_id: str, *results: str, seconds: int = MINUTE) -> str:
        """Take a page, spend some time on it and hand it in; its assignment's id."""
        page = await self.take(worker, pool_id)
        if seconds:
            await self.platform.advance(seconds)
        await self.submit(worker, page, *(results or [RIGHT]))
        return str(page["id"])

    async def answer_control(self, worker: Worker, pool_id: str, marks: str) -> None:
        """Answer control tasks, ``1`` rightly and ``0`` wrongly."""
        for mark in marks:
            await self.answer(worker, pool_id, RIGHT if mark == "1" else WRONG, seconds=0)

    async def skip(self, worker: Worker, pool_id: str, times: int = 1) -> None:
        for _ in range(times):
            page = await self.take(worker, pool_id)
            await worker.http.call("POST", f"/api/worker/v1/assignments/{page['id']}/skip", status=200)

    async def is_barred(self, worker: Worker, pool_id: str) -> bool:
        """Whether a restriction keeps the worker out of the pool, as the worker is told."""
        access = await worker.http.call("GET", f"/api/worker/v1/pools/{pool_id}/access", status=200)
        found = {check["check"]: check["passed"] for check in access["checks"]}
        return not found["restrictions"]

    # --- what came of it ---

    async def value(self, worker: Worker, skill_id: str) -> float | None:
        """The worker's value in a skill."""
        path = f"/api/v1/user-skills?user_id={worker.id}&skill_id={skill_id}"
        items = (await self.requester.call("GET", path, status=200))["items"]
        return items[0]["exact_value"] if items else None

    async def bans(self, worker: Worker, pool_id: str) -> dict[str, float | None]:
        """What keeps the worker out of the pool now: for how many seconds more, by scope; None for good."""
        pool = await self.get_pool(pool_id)
        targets = {
            "POOL": pool_id,
            "PROJECT": pool["project_id"],
            "ALL_PROJECTS": self.requester.id,
            "SYSTEM": "",
        }

        def look(tx: Any) -> dict[str, float | None]:
            kept = {scope: restriction_store.find(tx, worker.id, scope, to) for scope, to in targets.items()}
            return {
                scope: None if one.will_expire is None else (one.will_expire - tx.now) / 1000
                for scope, one in kept.items()
                if one is not None and one.is_active(tx.now)
            }

        return await self.platform.sandbox.database.read(look)

    async def scopes(self, worker: Worker, pool_id: str) -> list[str]:
        """The scopes of what keeps the worker out of the pool."""
        return list(await self.bans(worker, pool_id))

    async def get_pool(self, pool_id: str) -> Json:
        return await self.requester.call("GET", f"/api/v1/pools/{pool_id}", status=200)

    async def assignment(self, assignment_id: str) -> Json:
        return await self.requester.call("GET", f"/api/v1/assignments/{assignment_id}", status=200)

    async def statuses(self, *assignment_ids: str) -> list[str]:
        return [(await self.assignment(one))["status"] for one in assignment_ids]

    async def overlap(self, assignment_id: str) -> tuple[int, int]:
        """Overlap and free slots of what the page gave: its one general task's, or the manual suite's."""
        page = await self.assignment(assignment_id)
        if page["mixed"]:
            kind, unit_id = "tasks", page["tasks"][0]["id"]
        else:
            kind, unit_id = "task-suites", page["task_suite_id"]
        unit = await self.requester.call("GET", f"/api/v1/{kind}/{unit_id}", status=200)
        return unit["overlap"], unit["remaining_overlap"]

    async def log(self, pool_id: str) -> list[Json]:
        """The pool's decision log, oldest first."""
        page = await self.requester.call("GET", f"/api/v1/pools/{pool_id}/quality-log?limit=1000", status=200)
        return page["items"][::-1]

    async def taken(self, pool_id: str) -> list[str]:
        """The actions in the pool's decision log, oldest first."""
        return [line["action"]["type"] for line in await self.log(pool_id)]
