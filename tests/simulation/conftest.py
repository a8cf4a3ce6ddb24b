"""A platform small enough to read: one project, one main pool, perhaps a training before it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

MAIN, TRAINING, PROJECT = "1000000002", "1000000001", "1000000000"
DIGITS = [str(digit) for digit in range(10)]

Body = dict[str, Any]
Answer = tuple[int, Body | None]


@dataclass
class FakePlatform:
    """Answers the worker's API from memory, as the contract words it."""

    truth: dict[str, str]
    overlap: int = 1
    per_suite: int = 2
    level: int | None = None
    training_truth: dict[str, str] = field(default_factory=dict)
    waits: int = 0
    closed: bool = False
    accounts: dict[str, str] = field(default_factory=dict)
    assignments: dict[str, Body] = field(default_factory=dict)
    skills: dict[str, float] = field(default_factory=dict)
    drafts: dict[str, Any] = field(default_factory=dict)
    calls: list[tuple[str, str]] = field(default_factory=list)
    faults: list[Callable[[str], httpx.Response | None]] = field(default_factory=list)
    busy: set[str] = field(default_factory=set)

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self._handle)

    def of(self, login: str, *statuses: str) -> list[Body]:
        """A worker's assignments."""
        rows = [row for row in self.assignments.values() if row["login"] == login]
        return [row for row in rows if not statuses or row["status"] in statuses]

    def labels(self, key: str) -> list[str]:
        """What was answered to a task of the main pool."""
        return [
            solution["output_values"]["digit"]
            for row in self.assignments.values()
            if row["pool_id"] == MAIN and row["status"] == "ACCEPTED"
            for task, solution in zip(row["tasks"], row["solutions"], strict=True)
            if task["id"] == key
        ]

    def _handle(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/sandbox/api/worker/v1")
        self.calls.append((request.method, path))
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None and (early := fault("before")) is not None:
            return early
        status, body = self._route(request, path)
        if fault is not None:
            fault("after")
        return httpx.Response(status) if body is None else httpx.Response(status, json=body)

    def _route(self, request: httpx.Request, path: str) -> Answer:
        body = json.loads(request.content) if request.content else {}
        if path in {"/register", "/login"}:
            return self._enter(path, body)
        login = request.headers.get("Authorization", "").removeprefix("Bearer token-of-")
        match path.strip("/").split("/"):
            case ["tasks"]:
                return 200, {"items": self._cards(login), "has_more": False}
            case ["pools", pool_id, "assignments"]:
                return self._take(login, pool_id)
            case ["earnings"]:
                return 200, {"items": [], "has_more": False, "totals": {"accepted": 1}}
            case ["assignments", *rest]:
                return self._assignment(login, rest, body, take_next=bool(request.url.query))
        return _error(404, "NOT_FOUND")

    def _assignment(self, login: str, rest: list[str], body: Body, *, take_next: bool) -> Answer:
        match rest:
            case [assignment_id]:
                return 200, _shown(self.assignments[assignment_id])
            case [assignment_id, "draft"]:
                self.drafts[assignment_id] = body["solutions"]
                return 204, None
            case [assignment_id, "submit"]:
                return self._submit(login, assignment_id, body, take_next=take_next)
            case [assignment_id, how]:
                self.busy.discard(login)
                return self._give_up(assignment_id, "SKIPPED" if how == "skip" else "EXPIRED")
        return 200, {"items": [_shown(row) for row in self.of(login, "ACTIVE")], "has_more": False}

    def _enter(self, path: str, body: Body) -> Answer:
        login, password = body["login"], body["password"]
        if path == "/login":
            known = self.accounts.get(login) == password
            return (200, _session(login)) if known else _error(401, "WRONG_CREDENTIALS")
        if login in self.accounts:
            return _error(409, "LOGIN_TAKEN")
        self.accounts[login] = password
        return 201, _session(login)

    def _cards(self, login: str) -> list[Body]:
        kind = "TRAINING" if self._must_train(login) else "MAIN"
        pool_id = TRAINING if kind == "TRAINING" else MAIN
        able = not self._reasons(login) or kind == "TRAINING"
        listed = able and not self.closed and bool(self._free(login, pool_id))
        card = {"pool_id": pool_id, "project_id": PROJECT, "kind": kind, "reward": 0.05}
        return [card] if listed else []

    def _must_train(self, login: str) -> bool:
        return self.level is not None and login not in self.skills and bool(self.training_truth)

    def _reasons(self, login: str) -> list[Body]:
        if self.level is None or self.skills.get(login, -1) >= self.level:
            return []
        code = "TRAINING_FAILED" if login in self.skills else "TRAINING_REQUIRED"
        return [{"code": code, "words": "The training decides"}]

    def _free(self, login: str, pool_id: str) -> list[str]:
        seen = {
            task["id"]
            for row in self.of(login)
            if row["pool_id"] == pool_id and row["status"] != "EXPIRED"
            for task in row["tasks"]
        }
        if pool_id == TRAINING:
            return [key for key in self.training_truth if key not in seen]
        taken = [
            task["id"]
            for row in self.assignments.values()
            if row["pool_id"] == MAIN and row["status"] in {"ACTIVE", "ACCEPTED"}
            for task in row["tasks"]
        ]
        return [key for key in self.truth if key not in seen and taken.count(key) < self.overlap]

    def _take(self, login: str, pool_id: str) -> Answer:
        if self.closed:
            return _error(409, "POOL_CLOSED")
        if login in self.busy:
            return _error(409, "TOO_MANY_ACTIVE_ASSIGNMENTS")
        active = [row for row in self.of(login, "ACTIVE") if row["pool_id"] == pool_id]
        if active:
            return 200, _shown(active[0])
        if pool_id == MAIN and (reasons := self._reasons(login)):
            return _error(403, "ACCESS_DENIED", {"reasons": reasons})
        keys = self._free(login, pool_id)[: self.per_suite]
        if not keys:
            self.waits -= 1
            payload = {"finished": self.waits < 0, "retry_after_seconds": 0}
            return _error(409, "NO_TASKS_AVAILABLE", payload)
        return 201, _shown(self.put(login, pool_id, keys))

    def put(self, login: str, pool_id: str, keys: list[str]) -> Body:
        """Give out a suite."""
        row = {
            "id": f"assignment-{len(self.assignments)}",
            "login": login,
            "status": "ACTIVE",
            "pool_id": pool_id,
            "kind": "TRAINING" if pool_id == TRAINING else "MAIN",
            "tasks": [{"id": key, "input_values": {"image": key}} for key in keys],
            "first_right": None,
            "solutions": None,
        }
        self.assignments[row["id"]] = row
        return row

    def _submit(self, login: str, assignment_id: str, body: Body, *, take_next: bool) -> Answer:
        row, solutions = self.assignments[assignment_id], body["solutions"]
        repeat = row["status"] == "ACCEPTED" and row["solutions"] == solutions
        if row["status"] != "ACTIVE" and not repeat:
            return _error(409, "INAPPROPRIATE_STATUS")
        mistakes = self._mistakes(row, solutions) if row["kind"] == "TRAINING" else []
        if mistakes:
            return 200, {"assignment": _shown(row), "mistakes": mistakes}
        row |= {"status": "ACCEPTED", "solutions": solutions}
        self.busy.discard(login)
        self._rate(login)
        following = self._take(login, row["pool_id"]) if take_next else (409, None)
        view = following[1] if following[0] < 300 else None
        return 200, {"assignment": _shown(row), "mistakes": [], "next": view}

    def _mistakes(self, row: Body, solutions: list[Body]) -> list[Body]:
        wrong = [
            task["id"]
            for task, solution in zip(row["tasks"], solutions, strict=True)
            if solution["output_values"] != {"digit": self.training_truth[task["id"]]}
        ]
        if row["first_right"] is None:
            row["first_right"] = len(row["tasks"]) - len(wrong)
        return [{"task_id": key, "hint": "Look again"} for key in wrong]

    def _rate(self, login: str) -> None:
        done = [row for row in self.of(login, "ACCEPTED") if row["kind"] == "TRAINING"]
        if done and not self._free(login, TRAINING):
            answered = sum(len(row["tasks"]) for row in done)
            self.skills[login] = 100 * sum(row["first_right"] for row in done) / answered

    def _give_up(self, assignment_id: str, status: str) -> Answer:
        row = self.assignments[assignment_id]
        row["status"] = status
        return 200, _shown(row)


def _session(login: str) -> Body:
    return {"user_id": f"id-of-{login}", "token": f"token-of-{login}"}


def _error(status: int, code: str, payload: Body | None = None) -> Answer:
    return status, {"code": code, "message": code.lower(), "request_id": "r", "payload": payload}


def _shown(row: Body) -> Body:
    return {key: row[key] for key in ("id", "status", "pool_id", "kind", "tasks")} | {"project_id": PROJECT}


@pytest.fixture
def pictures() -> dict[str, str]:
    return {f"picture-{number}": DIGITS[number % 10] for number in range(20)}


@pytest.fixture
def platform(pictures: dict[str, str]) -> FakePlatform:
    return FakePlatform(truth=pictures)


@pytest.fixture
def platform_with_training(pictures: dict[str, str]) -> FakePlatform:
    return FakePlatform(
        truth=pictures, level=70, training_truth={f"lesson-{digit}": digit for digit in DIGITS}
    )
