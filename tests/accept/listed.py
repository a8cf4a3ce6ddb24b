"""Rows of every kind that lists show, their times apart: what ``test_lists.py`` filters and sorts."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from http_client import Client, Platform

OUTPUT = {
    "result": {"type": "string", "allowed_values": ["a", "b"]},
    "proof": {"type": "file", "required": False},
}
PROJECT = {
    "public_name": "Letters",
    "public_description": "Which letter is it?",
    "public_instructions": "",
    "task_spec": {
        "input_spec": {"image": {"type": "url"}},
        "output_spec": OUTPUT,
        "view_spec": {"type": "classic", "markup": "{{image}}"},
    },
    "assignments_issuing_type": "AUTOMATED",
}
MIXER = {"real_tasks_count": 2, "golden_tasks_count": 0, "training_tasks_count": 0}


@dataclass
class World:
    """A requester's everything in the sandbox; ``other`` is another requester with a little of their own."""

    platform: Platform
    mine: Client
    other: Client
    workers: list[Client]
    projects: list[str] = field(default_factory=list)
    trainings: list[str] = field(default_factory=list)
    skills: list[str] = field(default_factory=list)
    mixed: str = ""
    manual: str = ""
    operation: str = ""

    async def post(self, path: str, body: object = None) -> Any:
        """Make something, and let a moment pass."""
        made = await self.mine.call("POST", f"/api/v1{path}", body)
        await self.platform.advance(1)
        return made

    async def work(self, worker: Client, method: str, path: str, body: object = None) -> Any:
        """Have a worker do something, and let a moment pass."""
        done = await worker.call(method, f"/api/worker/v1{path}", body)
        await self.platform.advance(1)
        return done


async def make_world(platform: Platform) -> World:
    """Rows of every kind, in every state that takes no more than a few calls to reach."""
    side = platform.sandbox
    world = World(
        platform,
        await side.requester(),
        await side.requester(name="Other"),
        [await side.worker(login) for login in ("ann", "bob", "cid")],
    )
    await _projects(world)
    await _skills(world)
    await _trainings(world)
    await _pools(world)
    await _tasks(world)
    await _answers(world)
    await _operations(world)
    await _bonuses(world)
    await _messages(world)
    await _restrictions(world)
    await _servers(world)
    await _subscriptions(world)
    return world


async def _messages(world: World) -> None:
    """In every folder that a requester finds something in, and in none."""
    ids = [worker.id for worker in world.workers]
    form = {"topic": {"EN": "Hello"}, "text": {"EN": "Read this"}, "answerable": True}
    to_all = await world.post("/message-threads/compose", form | {"recipients_select_type": "ALL"})
    named = form | {"recipients_select_type": "DIRECT"}
    one = await world.post("/message-threads/compose", named | {"recipients_ids": ids[:1]})
    await world.post("/message-threads/compose", named | {"recipients_ids": ids[1:]})
    for worker in world.workers:
        await world.work(worker, "POST", f"/messages/{to_all['id']}/reply", {"text": "I did"})
        await world.work(worker, "POST", "/messages", {"text": "Why?", "pool_id": world.manual})
    await world.post(f"/message-threads/{one['id']}/add-to-folders", {"folders": ["IMPORTANT", "UNREAD"]})
    (asked, *_) = (await world.mine.call("GET", "/api/v1/message-threads?folder=INBOX"))["items"]
    await world.post(f"/message-threads/{asked['id']}/reply", {"text": {"EN": "So"}})
    await world.post(f"/message-threads/{asked['id']}/add-to-folders", {"folders": ["IMPORTANT"]})
    other = named | {"recipients_ids": ids}
    await world.other.call("POST", "/api/v1/message-threads/compose", other)


async def _bonuses(world: World) -> None:
    done = await world.mine.call("GET", f"/api/v1/assignments?pool_id={world.manual}&status=ACCEPTED")
    page = done["items"][0]
    for worker in world.workers:
        for sent in (
            {"amount": 1, "private_comment": "a"},
            {"amount": 2, "private_comment": "a"},
            {"amount": 2},
        ):
            await world.post("/user-bonuses", {"user_id": worker.id, **sent})
    await world.post("/user-bonuses", {"user_id": page["user_id"], "amount": 3, "assignment_id": page["id"]})
    await world.other.call("POST", "/api/v1/user-bonuses", {"user_id": world.workers[0].id, "amount": 1})


async def _restrictions(world: World) -> None:
    """Last of all, for whoever is restricted works no more."""
    project, another = world.projects[:2]
    for place, worker in enumerate(world.workers):
        for sent in (
            {"scope": "PROJECT", "project_id": another if place else project},
            {"scope": "POOL", "pool_id": world.manual if place else world.mixed},
            {"scope": "ALL_PROJECTS"},
        ):
            await world.mine.call("PUT", "/api/v1/user-restrictions", sent | {"user_id": worker.id})
            await world.platform.advance(1)
    for worker in world.workers:
        body = {"scope": "ALL_PROJECTS", "user_id": worker.id}
        await world.other.call("PUT", "/api/v1/user-restrictions", body)


async def _subscriptions(world: World) -> None:
    """Last of all, so that nothing happens that would be sent to anybody."""
    url = "https://hooks.example/talka"
    types = (
        "POOL_CLOSED",
        "DYNAMIC_OVERLAP_COMPLETED",
        "ASSIGNMENT_CREATED",
        "ASSIGNMENT_SUBMITTED",
        "ASSIGNMENT_SKIPPED",
        "ASSIGNMENT_EXPIRED",
        "ASSIGNMENT_APPROVED",
        "ASSIGNMENT_REJECTED",
    )
    sent = [{"event_type": one, "webhook_url": url, "pool_id": world.mixed} for one in types]
    await world.mine.call("PUT", "/api/v1/webhook-subscriptions", sent)
    await world.platform.advance(1)
    for pool_id in (world.manual, *world.trainings[:2]):
        form = {"event_type": "POOL_CLOSED", "webhook_url": url, "pool_id": pool_id}
        await world.mine.call("PUT", "/api/v1/webhook-subscriptions", [form])
        await world.platform.advance(1)


async def _servers(world: World) -> None:
    params = {"accessRights": "PUBLIC", "type": "HTTP", "baseUrl": "files.example.org"}
    for caller, name in ((world.mine, "files"), (world.mine, "search"), (world.other, "other")):
        await caller.call("POST", "/api/new/requester/proxy/proxy", {"name": name, "params": params})


async def _projects(world: World) -> None:
    for name, comment in (("Letters", "z"), ("Äpfel", "second"), ("apples", None), ("Letters", "a")):
        form = PROJECT | {"public_name": name} | ({"private_comment": comment} if comment else {})
        world.projects.append((await world.post("/projects", form))["id"])
    await world.post(f"/projects/{world.projects[3]}/archive")
    await world.other.call("POST", "/api/v1/projects", PROJECT)


async def _skills(world: World) -> None:
    for name in ("first", "second", "third"):
        world.skills.append((await world.post("/skills", {"name": name}))["id"])
    await world.mine.call("PUT", f"/api/v1/skills/{world.skills[0]}", {"name": "first", "hidden": False})
    for place, worker in enumerate(world.workers):
        for skill_id in world.skills[: place + 1]:
            body = {"skill_id": skill_id, "user_id": worker.id, "value": 10 * place}
            await world.mine.call("PUT", "/api/v1/user-skills", body)
            await world.platform.advance(1)
    body = {"skill_id": world.skills[0], "user_id": world.workers[0].id, "value": 99}
    await world.mine.call("PUT", "/api/v1/user-skills", body)


async def _trainings(world: World) -> None:
    for project_id in (*world.projects[:2], world.projects[0], world.projects[0]):
        form = {"project_id": project_id, "private_name": "t", "training_tasks_in_task_suite_count": 1}
        world.trainings.append((await world.post("/trainings", form))["id"])
    for training_id in world.trainings[1::-1]:
        known = [{"output_values": {"result": "a"}}]
        lesson = _task(training_id, 0) | {"known_solutions": known, "message_on_unknown_solution": "a"}
        await world.post("/tasks?allow_defaults=true", [lesson])
        await world.post(f"/trainings/{training_id}/open")
    await world.post(f"/trainings/{world.trainings[1]}/close")
    await world.post(f"/trainings/{world.trainings[2]}/archive")


async def _pools(world: World) -> None:
    pools = [
        (await world.post("/pools", pool_form(project_id)))["id"]
        for project_id in (*world.projects[:2], *world.projects[:2])
    ]
    world.mixed = pools[0]
    world.manual = (await world.post("/pools", pool_form(world.projects[0], mixer_config=None)))["id"]
    await world.post("/tasks?allow_defaults=true", [_task(pools[1], 0)])
    await world.post(f"/pools/{pools[1]}/open")
    await world.post(f"/pools/{pools[1]}/close")
    await world.post(f"/pools/{pools[2]}/archive")
    await world.post(f"/pools/{pools[3]}/clone")


def pool_form(project_id: str, **changes: Any) -> dict[str, Any]:
    return {
        "project_id": project_id,
        "private_name": "pool",
        "will_expire": "2099-01-01T00:00:00",
        "reward_per_assignment": 0.05,
        "assignment_max_duration_seconds": 86_400,
        "defaults": {"default_overlap_for_new_task_suites": 2, "default_overlap_for_new_tasks": 2},
        "auto_accept_solutions": False,
        "mixer_config": MIXER,
        **changes,
    }


def _task(pool_id: str, number: int, **more: Any) -> dict[str, Any]:
    return {"pool_id": pool_id, "input_values": {"image": f"https://pictures.example/{number}.png"}, **more}


async def _tasks(world: World) -> None:
    for number in range(12):
        await world.post("/tasks", [_task(world.mixed, number, overlap=1 + number % 4)])
    known = [{"output_values": {"result": "a"}}]
    await world.post("/tasks", [_task(world.mixed, 99, known_solutions=known, infinite_overlap=True)])
    for number in range(6):
        tasks = [{"input_values": _task("", 10 * number + m)["input_values"]} for m in range(2)]
        suite = {"pool_id": world.manual, "tasks": tasks, "overlap": 1 + number % 3}
        await world.post("/task-suites", [suite])
    for pool_id in (world.mixed, world.manual):
        await world.post(f"/pools/{pool_id}/open")


async def _answers(world: World) -> None:
    """Assignments in every status, their moments apart."""
    ann, bob, cid = world.workers
    mixed, manual = world.mixed, world.manual
    pairs = ((ann, mixed), (bob, mixed), (ann, manual), (bob, manual), (ann, mixed), (bob, mixed))
    submitted = [await _submit(world, worker, pool_id) for worker, pool_id in pairs]
    await world.work(cid, "POST", f"/assignments/{await _take(world, cid, world.mixed)}/skip")
    await world.work(cid, "POST", f"/assignments/{await _take(world, cid, world.manual)}/exit")
    await world.work(cid, "POST", f"/assignments/{await _take(world, cid, world.mixed)}/exit")
    for assignment_id, status in zip(
        submitted, ("ACCEPTED", "REJECTED", "ACCEPTED", "REJECTED", "ACCEPTED"), strict=False
    ):
        patch = {"status": status, "public_comment": "seen"}
        await world.mine.call("PATCH", f"/api/v1/assignments/{assignment_id}", patch)
        await world.platform.advance(1)
    await _take(world, cid, world.mixed)
    await _take(world, ann, world.manual)


async def _take(world: World, worker: Client, pool_id: str) -> str:
    return str((await world.work(worker, "POST", f"/pools/{pool_id}/assignments"))["id"])


async def _submit(world: World, worker: Client, pool_id: str) -> str:
    """A suite answered, with a file to each of its tasks."""
    taken = await world.work(worker, "POST", f"/pools/{pool_id}/assignments")
    solutions = []
    for number, _ in enumerate(taken["tasks"]):
        file = {"file": (f"proof-{number}.png", b"\x89PNG\r\n\x1a\n" + worker.id.encode(), "image/png")}
        data = {"assignment_id": taken["id"]}
        answer = await worker.post("/api/worker/v1/attachments", files=file, data=data)
        assert answer.status_code == 201, answer.text
        await world.platform.advance(1)
        solutions.append({"output_values": {"result": "ab"[number % 2], "proof": answer.json()["id"]}})
    await world.work(worker, "POST", f"/assignments/{taken['id']}/submit", {"solutions": solutions})
    return str(taken["id"])


async def _operations(world: World) -> None:
    """An aggregation, and an operation that failed; the others' work left theirs already."""
    form = {"type": "DAWID_SKENE", "pool_id": world.mixed, "fields": [{"name": "result"}]}
    world.operation = (await world.post("/aggregated-solutions/aggregate-by-pool", form))["id"]
    await world.post("/tasks?async_mode=true", [_task(world.mixed, 1, overlap=0)])
    for _ in range(200):
        if "finished" in await world.mine.call("GET", f"/api/v1/operations/{world.operation}"):
            return
        await asyncio.sleep(0.05)
    raise TimeoutError(f"operation {world.operation} goes on and on")
