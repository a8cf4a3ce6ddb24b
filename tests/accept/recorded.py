"""Requests that toloka-kit's unit tests were seen to make, and a stage on which they mean something.

A recorded request names objects by ids of a stand-in server. On the stage each of them is an object that a
server of ours really has, made when it is first asked for; everything else of the request stays as it was.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Iterable
from typing import Any, NamedTuple

import httpx

from accept.conftest import OwnServer

FAR = dt.datetime.now(dt.UTC) + dt.timedelta(days=200)
WAIT_SECONDS = 20

PROJECT = {
    "public_name": "Colours",
    "public_description": "Which colour is it?",
    "public_instructions": "Look and choose.",
    "task_spec": {
        "input_spec": {"image": {"type": "url"}},
        "output_spec": {
            "color": {"type": "string", "required": False},
            "out1": {"type": "string", "required": False, "allowed_values": ["white", "black"]},
        },
        "view_spec": {"type": "classic", "markup": "<img src={{image}}>"},
    },
    "assignments_issuing_type": "AUTOMATED",
}
MIXED = {"real_tasks_count": 1, "golden_tasks_count": 0, "training_tasks_count": 0}
TEXTS = "2eN4l59qL2xHB5b8Jqp6"
APP_PARAMETERS = {
    "name": "Texts",
    "default_language": "en",
    "option_other": False,
    "option_multiple_choice": False,
    "instruction_intro": "Is it right?",
    "instruction_classes": [
        {"label": "Right", "value": "correct", "description": ""},
        {"label": "Wrong", "value": "wrong", "description": ""},
    ],
    "instruction_examples": [],
}
ANSWER = {"output_values": {"color": "white", "out1": "white"}}


class Recorded(NamedTuple):
    """A request; ``status`` is what the stand-in answered."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    body: Any
    status: int

    @property
    def said(self) -> str:
        query = "&".join(f"{name}={value}" for name, value in self.query)
        return f"{self.method} {self.path}?{query} {json.dumps(self.body)}"


def distinct(lines: Iterable[str]) -> list[Recorded]:
    """The requests once each, whatever numbers pages began at and operations were called."""
    found: dict[str, Recorded] = {}
    for line in lines:
        one = json.loads(line)
        if not one["path"].startswith("/api/"):
            continue
        query = tuple(sorted((name, value) for name, value in one["query"] if name != "operation_id"))
        body = _without_marks(json.loads(one["body"]) if one["body"] else None)
        request = Recorded(one["method"], one["path"], query, body, one["status"])
        key = _read_alike(request.said) if one["method"] == "GET" else request.said
        if key not in found or found[key].status >= 500:  # then the same was to succeed next time
            found[key] = request
    return list(found.values())


def _read_alike(said: str) -> str:
    """A reading request without what differs from page to page."""
    without = re.sub(r"\b(\d+|[0-9a-f]{8}-[0-9a-f-]{27})\b", "N", said)
    return re.sub(r"(_[gl]te?=)[^& ]*", r"\1", without)


def _without_marks(body: Any) -> Any:
    """The body without what the client numbers anew each time."""
    if isinstance(body, list):
        return [_without_marks(one) for one in body]
    if isinstance(body, dict):
        return {name: value for name, value in body.items() if name != "__item_idx"}
    return body


class Stage:
    """What there is on the server, by the ids of the recorded requests."""

    def __init__(self, server: OwnServer) -> None:
        self._server = server
        headers = {"Authorization": f"OAuth {server.requester(balance='1000')}"}
        self.http = httpx.Client(base_url=server.url, headers=headers, timeout=60)
        self._known: dict[tuple[str, str], str] = {}
        self._tokens: dict[str, str] = {}
        self.app_project = ""
        self.requester = self.ask("GET", "/api/v1/requester")["id"]

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """The answer to a call that must succeed; an operation's outcome is waited for."""
        answer = self.http.request(method, path, json=body)
        assert answer.is_success, f"{method} {path} {json.dumps(body)}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    def settled(self, operation: Any) -> Any:
        """An operation when it has come to its end."""
        until = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=WAIT_SECONDS)
        while operation["status"] in {"PENDING", "RUNNING"}:
            assert dt.datetime.now(dt.UTC) < until, operation
            operation = self.ask("GET", f"/api/v1/operations/{operation['id']}")
        return operation

    def known(self, kind: str, recorded: str) -> str:
        """The object of a kind that stands for a recorded id, the same each time; one project is enough."""
        key = (kind, "" if kind in {"project", "app_project"} else recorded)
        if key not in self._known:
            self._known[key] = self.fresh(kind)
        return self._known[key]

    def fresh(self, kind: str) -> str:
        """A new object of a kind."""
        make = getattr(self, f"_make_{kind}", None)
        assert make is not None, f"nothing makes {kind}"
        return str(make())

    # ---- makers ------------------------------------------------------------------------------------------

    def _make_project(self) -> str:
        return str(self.ask("POST", "/api/v1/projects", PROJECT)["id"])

    def _make_app(self) -> str:
        return TEXTS

    def _make_app_project(self) -> str:
        body = {"app_id": TEXTS, "name": "Texts", "parameters": APP_PARAMETERS}
        return str(self.ask("POST", "/api/app/v0/app-projects", body)["id"])

    def _of_app(self, rest: str, body: Any = None) -> Any:
        self.app_project = self.app_project or self.known("app_project", "123")
        return self.ask("POST", f"/api/app/v0/app-projects/{self.app_project}/{rest}", body)

    def _make_batch(self) -> str:
        item = {"text": f"A text {uuid.uuid4()}"}
        return str(self._of_app("batches", {"items": [item], "name": "Batch"})["id"])

    def _make_started_batch(self) -> str:
        made = self._make_batch()
        self._of_app(f"batches/{made}/start")
        return made

    def _make_stopped_batch(self) -> str:
        made = self._make_started_batch()
        self._of_app(f"batches/{made}/stop")
        return made

    def _make_item(self) -> str:
        return str(self._of_app("items", {"batch_id": self._make_batch(), "input_data": {"text": "x"}})["id"])

    def _pool(self, **more: Any) -> str:
        body = {
            "project_id": self.known("project", "10"),
            "private_name": "Pool",
            "may_contain_adult_content": False,
            "will_expire": FAR.strftime("%Y-%m-%dT%H:%M:%S"),
            "reward_per_assignment": 0.01,
            "assignment_max_duration_seconds": 600,
            "auto_accept_solutions": False,
            "auto_accept_period_day": 7,
            "defaults": {"default_overlap_for_new_tasks": 3, "default_overlap_for_new_task_suites": 3},
        }
        return str(self.ask("POST", "/api/v1/pools", body | more)["id"])

    def _make_pool(self) -> str:
        made = self._pool(mixer_config=MIXED)
        task = {"pool_id": made, "overlap": 1, "input_values": {"image": "http://images.com/1.png"}}
        self.ask("POST", "/api/v1/tasks", task)
        return made

    def _make_open_pool(self) -> str:
        made = self._make_pool()
        self.ask("POST", f"/api/v1/pools/{made}/open")
        return made

    def _make_open_training(self) -> str:
        made = self._make_training()
        self.ask("POST", f"/api/v1/trainings/{made}/open")
        return made

    def _make_answered_pool(self) -> str:
        accepted = self.accepted_of(self.known("user", "user-1"))
        pool = str(self.ask("GET", f"/api/v1/assignments/{accepted}")["pool_id"])
        self.ask("POST", f"/api/v1/pools/{pool}/close")
        return pool

    def _make_manual_pool(self) -> str:
        return self._pool()

    def _make_training(self) -> str:
        body = {
            "project_id": self.known("project", "10"),
            "private_name": "Training",
            "may_contain_adult_content": False,
            "assignment_max_duration_seconds": 600,
            "mix_tasks_in_creation_order": True,
            "shuffle_tasks_in_task_suite": False,
            "training_tasks_in_task_suite_count": 1,
            "task_suites_required_to_pass": 1,
            "retry_training_after_days": 1,
            "inherited_instructions": True,
        }
        made = str(self.ask("POST", "/api/v1/trainings", body)["id"])
        task = {"pool_id": made, "input_values": {"image": "http://images.com/1.png"}, "overlap": 1}
        known = {"known_solutions": [ANSWER], "message_on_unknown_solution": "It is white"}
        self.ask("POST", "/api/v1/tasks", task | known | {"infinite_overlap": False})
        return made

    def _make_skill(self) -> str:
        return str(self.ask("POST", "/api/v1/skills", {"name": f"Skill {uuid.uuid4()}"})["id"])

    def _make_user(self) -> str:
        user_id, token = self._server.worker(f"w{uuid.uuid4().hex[:12]}")
        self._tokens[user_id] = token
        return user_id

    def _make_task(self) -> str:
        task = {
            "pool_id": self.fresh("pool"),
            "overlap": 3,
            "input_values": {"image": "http://images.com/1.png"},
            "baseline_solutions": [{"output_values": {"color": "white"}, "confidence_weight": 1.0}],
        }
        return str(self.ask("POST", "/api/v1/tasks", task)["id"])

    def _make_suite(self) -> str:
        tasks = [{"input_values": {"image": "http://images.com/1.png"}}]
        suite = {"pool_id": self.fresh("manual_pool"), "overlap": 3, "tasks": tasks}
        return str(self.ask("POST", "/api/v1/task-suites", suite)["id"])

    def _make_assignment(self) -> str:
        """A submitted one."""
        return self._answered(self.known("user", "user-1"))

    def accepted_of(self, user_id: str) -> str:
        """An accepted assignment of a worker."""
        made = self._answered(user_id)
        self.ask("PATCH", f"/api/v1/assignments/{made}", {"status": "ACCEPTED", "public_comment": "Good"})
        return made

    def _answered(self, user_id: str) -> str:
        pool = self._make_pool()
        self.ask("POST", f"/api/v1/pools/{pool}/open")
        headers = {"Authorization": f"Bearer {self._tokens[user_id]}"}
        with httpx.Client(base_url=f"{self._server.url}/api/worker/v1", headers=headers) as worker:
            taken = worker.post(f"/pools/{pool}/assignments").raise_for_status().json()
            body = {"solutions": [ANSWER for _ in taken["tasks"]]}
            worker.post(f"/assignments/{taken['id']}/submit", json=body).raise_for_status()
        return str(taken["id"])

    def _make_attachment(self) -> str:
        user_id = self.known("user", "user-1")
        output = {"photo": {"type": "file"}}
        spec = PROJECT["task_spec"] | {"output_spec": output}  # type: ignore[operator]
        project = self.ask("POST", "/api/v1/projects", PROJECT | {"task_spec": spec})["id"]
        pool = self._pool(project_id=project)
        suite = {
            "pool_id": pool,
            "overlap": 1,
            "tasks": [{"input_values": {"image": "http://images.com/1.png"}}],
        }
        self.ask("POST", "/api/v1/task-suites?open_pool=true", suite)
        headers = {"Authorization": f"Bearer {self._tokens[user_id]}"}
        with httpx.Client(base_url=f"{self._server.url}/api/worker/v1", headers=headers) as worker:
            taken = worker.post(f"/pools/{pool}/assignments").raise_for_status().json()
            sent = {"file": ("ExampleAttachment.txt", b"an example", "text/plain")}
            file = worker.post("/attachments", files=sent).raise_for_status().json()["id"]
            body = {"solutions": [{"output_values": {"photo": file}}]}
            worker.post(f"/assignments/{taken['id']}/submit", json=body).raise_for_status()
        return str(file)

    def _make_restriction(self) -> str:
        body = {"user_id": self.fresh("user"), "scope": "POOL", "pool_id": self.known("pool", "21")}
        return str(self.ask("PUT", "/api/v1/user-restrictions", body)["id"])

    def _make_user_skill(self) -> str:
        body = {"user_id": self.fresh("user"), "skill_id": self.known("skill", "21"), "value": 60}
        return str(self.ask("PUT", "/api/v1/user-skills", body)["id"])

    def _make_bonus(self) -> str:
        body = {"user_id": self.known("user", "user-1"), "amount": 0.5, "without_message": True}
        return str(self.ask("POST", "/api/v1/user-bonuses", body)["id"])

    def _make_thread(self) -> str:
        body = {
            "recipients_select_type": "DIRECT",
            "recipients_ids": [self.known("user", "user-1")],
            "topic": {"EN": "A topic"},
            "text": {"EN": "A text"},
            "answerable": True,
        }
        return str(self.ask("POST", "/api/v1/message-threads/compose", body)["id"])

    def _make_webhook(self) -> str:
        pool = self.fresh("pool")
        one = {"webhook_url": "https://example.com/hook", "event_type": "POOL_CLOSED", "pool_id": pool}
        return str(self.ask("PUT", "/api/v1/webhook-subscriptions", [one])["items"]["0"]["id"])

    def _make_operation(self) -> str:
        tasks = [
            {
                "pool_id": self.fresh("pool"),
                "overlap": 1,
                "input_values": {"image": "http://images.com/1.png"},
            }
        ]
        path = f"/api/v1/tasks?async_mode=true&operation_id={uuid.uuid4()}"
        return str(self.settled(self.ask("POST", path, tasks))["id"])

    def _make_aggregation(self) -> str:
        body = {
            "type": "WEIGHTED_DYNAMIC_OVERLAP",
            "pool_id": self._make_answered_pool(),
            "answer_weight_skill_id": self.known("skill", "42"),
            "fields": [{"name": "out1"}],
        }
        return str(
            self.settled(self.ask("POST", "/api/v1/aggregated-solutions/aggregate-by-pool", body))["id"]
        )

    def _make_requester(self) -> str:
        return self.requester

    def answered_task(self) -> tuple[str, str]:
        """A task that has an accepted answer, and its pool."""
        accepted = self.ask("GET", f"/api/v1/assignments/{self.accepted_of(self.known('user', 'user-1'))}")
        return accepted["tasks"][0]["id"], accepted["pool_id"]
