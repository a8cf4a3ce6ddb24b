"""An account with everything in it, and how two accounts are compared."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from http_client import Client, Side

Json = dict[str, Any]
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8

SPEC = {
    "input_spec": {"image": {"type": "string", "required": False}},
    "output_spec": {
        "cat": {"type": "string", "required": False},
        "photo": {"type": "file", "required": False},
    },
    "view_spec": {"type": "classic", "markup": "<p>{{image}}</p>"},
}
POOL = {
    "private_name": "pool",
    "will_expire": "2099-01-01T00:00:00",
    "reward_per_assignment": 0.05,
    "assignment_max_duration_seconds": 600,
    "defaults": {"default_overlap_for_new_task_suites": 2, "default_overlap_for_new_tasks": 2},
}
KNOWN = {"known_solutions": [{"output_values": {"cat": "yes"}, "correctness_weight": 1}]}


class Account:
    """A requester at work: ``requester`` and the ids of what they have."""

    def __init__(self, side: Side, requester: Client, workers: list[Client]) -> None:
        self.side = side
        self.requester = requester
        self.workers = workers
        self.ids: dict[str, str] = {}

    async def post(self, path: str, body: object) -> Any:
        return await self.requester.call("POST", f"/api/v1/{path}", body)

    async def take(self, worker: Client, pool: str) -> Json:
        page: Json = await worker.call("POST", f"/api/worker/v1/pools/{self.ids[pool]}/assignments")
        return page

    async def submit(self, worker: Client, page: Json, **answer: Any) -> None:
        answers = [{"output_values": {"cat": "yes", **answer}}] * len(page["tasks"])
        path = f"/api/worker/v1/assignments/{page['id']}/submit"
        await worker.call("POST", path, {"solutions": answers})

    async def work(self, worker: Client, pool: str, **answer: Any) -> str:
        page = await self.take(worker, pool)
        await self.submit(worker, page, **answer)
        return str(page["id"])

    async def open(self, name: str) -> None:
        await self.post(f"pools/{self.ids[name]}/open", None)


async def full_account(side: Side, suffix: str = "") -> Account:
    """Trainings, control tasks, rules, manual suites, work in every state, skills, bans, bonuses, files."""
    requester = await side.requester("1000", name="Acme")
    workers = [await side.worker(f"{login}{suffix}") for login in ("ann", "bob", "cy", "dee")]
    account = Account(side, requester, workers)
    await _define(account)
    await _work(account)
    await _judge_people(account)
    return account


async def _define(account: Account) -> None:
    ids, post = account.ids, account.post
    ids["skill"] = (await post("skills", {"name": "cats", "public_name": {"EN": "Cats"}, "hidden": False}))[
        "id"
    ]
    ids["project"] = (await post("projects", {"public_name": "Cats", "task_spec": SPEC}))["id"]
    ids["old project"] = (await post("projects", {"public_name": "Old", "task_spec": SPEC}))["id"]
    training = {
        "project_id": ids["project"],
        "private_name": "course",
        "training_tasks_in_task_suite_count": 1,
        "task_suites_required_to_pass": 1,
        "retry_training_after_days": 5,
        "inherited_instructions": True,
    }
    ids["training"] = (await post("trainings", training))["id"]
    hint = {"message_on_unknown_solution": "Look again"}
    await post(
        "tasks",
        [{"pool_id": ids["training"], "input_values": {"image": f"t{i}"}, **KNOWN, **hint} for i in (1, 2)],
    )
    await _define_pools(account)


async def _define_pools(account: Account) -> None:
    ids, post = account.ids, account.post
    rule = {
        "collector_config": {"type": "SKIPPED_IN_ROW_ASSIGNMENTS"},
        "rules": [
            {
                "conditions": [{"key": "skipped_in_row_count", "operator": "GTE", "value": 9}],
                "action": {
                    "type": "RESTRICTION_V2",
                    "parameters": {"scope": "PROJECT", "duration": 1, "duration_unit": "DAYS"},
                },
            }
        ],
    }
    to_skill = {
        "collector_config": {"type": "GOLDEN_SET", "parameters": {"history_size": 5}},
        "rules": [
            {
                "conditions": [{"key": "total_answers_count", "operator": "GTE", "value": 50}],
                "action": {
                    "type": "SET_SKILL_FROM_OUTPUT_FIELD",
                    "parameters": {"skill_id": ids["skill"], "from_field": "correct_answers_rate"},
                },
            }
        ],
    }
    manual = {
        **POOL,
        "project_id": ids["project"],
        "auto_accept_solutions": False,
        "auto_accept_period_day": 9,
        "filter": {
            "or": [
                {"category": "skill", "key": ids["skill"], "operator": "GTE", "value": 1},
                {"category": "skill", "key": ids["skill"], "operator": "EQ", "value": None},
            ]
        },
        "quality_control": {"configs": [rule]},
        "assignments_issuing_config": {"issue_task_suites_in_creation_order": True},
    }
    ids["manual"] = (await post("pools", manual))["id"]
    mixed = {
        **POOL,
        "project_id": ids["project"],
        "priority": 7,
        "mixer_config": {"real_tasks_count": 2, "golden_tasks_count": 1, "training_tasks_count": 0},
        "quality_control": {
            "configs": [to_skill],
            "training_requirement": {"training_pool_id": ids["training"], "training_passing_skill_value": 0},
        },
    }
    ids["mixed"] = (await post("pools", mixed))["id"]
    ids["old"] = (await post("pools", {**POOL, "project_id": ids["old project"]}))["id"]
    await _upload(account)


async def _upload(account: Account) -> None:
    ids, post = account.ids, account.post
    ann, bob, *_ = account.workers
    suites: list[Json] = [
        {
            "pool_id": ids["manual"],
            "overlap": 3,
            "tasks": [{"input_values": {"image": f"m{i}.{j}"}} for j in (1, 2)],
        }
        for i in range(4)
    ]
    suites[1] |= {"issuing_order_override": 5.5}
    suites[2] |= {"unavailable_for": [ann.id]}
    suites[3] |= {"overlap": None, "infinite_overlap": True}
    suites.append({**suites[0], "reserved_for": [bob.id], "overlap": 1})
    suites[0]["tasks"][1] |= KNOWN
    await post("task-suites", suites)
    tasks: list[Json] = [
        {"pool_id": ids["mixed"], "overlap": 2, "input_values": {"image": f"x{i}"}} for i in range(6)
    ]
    tasks += [
        {"pool_id": ids["mixed"], "infinite_overlap": True, "input_values": {"image": f"g{i}"}, **KNOWN}
        for i in range(2)
    ]
    tasks[0] |= {"baseline_solutions": [{"output_values": {"cat": "no"}, "confidence_weight": 0.5}]}
    await post("tasks", tasks)
    await post(
        "task-suites", {"pool_id": ids["old"], "overlap": 1, "tasks": [{"input_values": {"image": "o"}}]}
    )


async def _work(account: Account) -> None:
    ids = account.ids
    ann, bob, cy, dee = account.workers
    for name in ("training", "manual", "mixed", "old"):
        await account.open(name)
    await _attached(account, ann)
    await account.work(bob, "old")
    await account.post(f"pools/{ids['old']}/close", None)
    await account.post(f"pools/{ids['old']}/archive", None)
    await account.post(f"projects/{ids['old project']}/archive", None)
    for worker in (ann, bob):
        page = await account.take(worker, "training")
        if worker is bob:
            await account.submit(worker, page, cat="no")
        await account.submit(worker, page)
        await account.work(worker, "mixed")
    accepted = await account.work(bob, "manual")
    rejected = await account.work(cy, "manual")
    await account.work(dee, "manual")  # waits for review
    ids["accepted"] = accepted
    await _review(account, accepted, "ACCEPTED", "Well done")
    await _review(account, rejected, "REJECTED", "Wrong")
    skipped = await account.take(cy, "manual")
    await cy.call("POST", f"/api/worker/v1/assignments/{skipped['id']}/skip")
    given_up = await account.take(dee, "manual")
    await dee.call("POST", f"/api/worker/v1/assignments/{given_up['id']}/exit")
    ids["active"] = (await account.take(cy, "manual"))["id"]


async def _attached(account: Account, worker: Client) -> None:
    """An answer with a file."""
    page = await account.take(worker, "manual")
    files = {"file": ("cat.jpg", JPEG, "image/jpeg")}
    file = await worker.call(
        "POST", "/api/worker/v1/attachments", data={"assignment_id": page["id"]}, files=files
    )
    answers = [{"output_values": {"photo": file["id"]}}, {"output_values": {"cat": "yes"}}]
    await worker.call("POST", f"/api/worker/v1/assignments/{page['id']}/submit", {"solutions": answers})
    account.ids["with file"] = page["id"]


async def _review(account: Account, page: str, status: str, comment: str) -> None:
    body = {"status": status, "public_comment": comment}
    await account.requester.call("PATCH", f"/api/v1/assignments/{page}", body)


async def _judge_people(account: Account) -> None:
    ids, requester = account.ids, account.requester
    ann, bob, cy, _ = account.workers
    values = {"skill_id": ids["skill"], "user_id": ann.id, "value": 66.5}
    await requester.call("PUT", "/api/v1/user-skills", values)
    for where in (
        {"scope": "PROJECT", "project_id": ids["project"], "will_expire": "2098-01-01T00:00:00"},
        {"scope": "POOL", "pool_id": ids["mixed"], "private_comment": "no cats"},
        {"scope": "ALL_PROJECTS"},
    ):
        await requester.call("PUT", "/api/v1/user-restrictions", {"user_id": cy.id, **where})
    texts = {"public_title": {"EN": "Thanks"}, "public_message": {"EN": "Well done"}}
    await account.post(
        "user-bonuses", {"user_id": bob.id, "amount": 1.25, **texts, "assignment_id": ids["accepted"]}
    )
    await account.post("user-bonuses", {"user_id": ann.id, "amount": 0.5, "private_comment": "quick"})


# ---- comparing ---------------------------------------------------------------------------------------------

_LISTS = ("skills", "projects", "trainings", "pools", "user-skills", "user-restrictions", "user-bonuses")
_WITHIN = ("tasks", "task-suites", "assignments", "attachments")
_ID = re.compile(
    r"[0-9a-f]{10}--[0-9a-f]{24}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|\d{10}"
)


async def all_of(requester: Client, path: str, **filters: str) -> list[Json]:
    """A whole list, oldest first."""
    found: list[Json] = []
    more: dict[str, str] = {}
    while True:
        query = {"sort": "id", "limit": "1000", **filters, **more}
        page = await requester.call("GET", f"/api/v1/{path}", params=query)
        found += page["items"]
        if not page["has_more"]:
            return found
        more = {"id_gt": found[-1]["id"]}


async def everything(requester: Client) -> dict[str, list[Json]]:
    """All that the API shows of an account."""
    found = {path: await all_of(requester, path) for path in _LISTS}
    found["skills"] = [one for one in found["skills"] if not one["global"]]
    for path in _WITHIN:
        found[path] = [
            one
            for pool in (*found["trainings"], *found["pools"])
            for one in await all_of(requester, path, pool_id=pool["id"])
        ]
    return found


def normalised(found: dict[str, list[Json]], names: dict[str, str]) -> dict[str, list[Json]]:
    """The same with ids by other names, and without what is each server's own."""
    return {path: sorted(_of_each(items, names), key=lambda one: one["id"]) for path, items in found.items()}


def _of_each(items: Iterable[Json], names: dict[str, str]) -> Iterable[Json]:
    for item in items:
        if item.get("status") == "ACTIVE" and "task_suite_id" in item:
            continue  # still being worked on
        one = {name: _renamed(value, names) for name, value in item.items() if name != "owner"}
        if one.get("status") == "OPEN":
            one["status"] = "CLOSED"
        one.pop("remaining_overlap", None)
        yield one


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _renamed(one, names) for name, one in value.items()}
    if isinstance(value, list):
        return [_renamed(one, names) for one in value]
    if isinstance(value, str) and _ID.fullmatch(value):
        return names.get(value, value)
    return value
