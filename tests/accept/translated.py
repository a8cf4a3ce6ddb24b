"""A recorded request as it is sent to a server of ours: other ids, moments that lie ahead, nothing else."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from typing import Any

from accept.recorded import FAR, Recorded, Stage

BY_FIELD = {
    "project_id": "project",
    "training_pool_id": "training",
    "skill_id": "skill",
    "answer_weight_skill_id": "skill",
    "user_id": "user",
    "subject_id": "pool",
    "owner_id": "requester",
    "app_id": "app",
    "batch_id": "batch",
}
LISTS = {"reserved_for": "user", "unavailable_for": "user", "recipients_ids": "user"}
BY_PATH = {
    "projects": "project",
    "pools": "pool",
    "trainings": "training",
    "tasks": "task",
    "task-suites": "suite",
    "assignments": "assignment",
    "attachments": "attachment",
    "skills": "skill",
    "user-skills": "user_skill",
    "user-restrictions": "restriction",
    "user-bonuses": "bonus",
    "user-metadata": "user",
    "message-threads": "thread",
    "webhook-subscriptions": "webhook",
    "operations": "operation",
    "aggregated-solutions": "aggregation",
    "apps": "app",
    "app-projects": "app_project",
    "items": "item",
    "batches": "batch",
}
OF_APPS = {"app", "app_project", "item", "batch"}
_ACTIONS = re.compile(
    r"(compose|check|sync|bulk|aggregate-by-\w+|assignments\.tsv|archive|unarchive|open|close|start|stop|resume"
    r"|close-for-update|clone|download|log|reply|add-to-folders|remove-from-folders|set-overlap-or-min)\Z"
)
_BEFORE = {"stop": "started_batch", "resume": "stopped_batch"}
"""What a batch is before these."""

READ_ONLY = {
    *("id", "owner", "created", "status", "last_close_reason", "last_started", "last_stopped"),
    *("remaining_overlap", "storage_key"),
}


class Translated:
    """One request for our server. ``fresh`` tells that the objects of its path are used up by it."""

    def __init__(self, request: Recorded, stage: Stage) -> None:
        self._stage = stage
        self._pool_kind = (
            "manual_pool"
            if "/task-suites" in request.path
            else "answered_pool"
            if "aggregate" in request.path
            else "pool"
        )
        self._fresh = request.method != "GET"
        self.method = request.method
        self.path = self._path(request.path)
        self._listed = BY_PATH.get(request.path.rpartition("/")[2], "")
        self.query = [(name, self._asked(name, value)) for name, value in request.query]
        if ("async_mode", "true") in self.query or ("async_mode", "false") in self.query:
            self.query.append(("operation_id", str(uuid.uuid4())))
        self.body = self._body(request.body)

    @property
    def items(self) -> list[Any]:
        """The objects sent, where several may be sent at once, else none."""
        if isinstance(self.body, list):
            return [one for one in self.body if isinstance(one, Mapping)]
        return [self.body] if any(name == "async_mode" for name, _ in self.query) else []

    @property
    def told_back(self) -> Any:
        """What of the body is part of the answer."""
        if self.path.endswith("aggregate-by-task"):
            return {name: self.body[name] for name in ("task_id", "pool_id")}
        return self.body

    @property
    def is_operation(self) -> bool:
        """Whether faults are told by an operation, not by the answer."""
        return ("async_mode", "true") in self.query

    @property
    def skips(self) -> bool:
        """Whether wrong objects keep no others from being made."""
        return ("skip_invalid_items", "true") in self.query or "webhook-subscriptions" in self.path

    def _path(self, path: str) -> str:
        parts = path.split("/")
        for place in range(2, len(parts)):
            kind = BY_PATH.get(parts[place - 1])
            if kind is not None and not _ACTIONS.match(parts[place]):
                parts[place] = self._object(kind, parts, place)
        return "/".join(parts)

    def _object(self, kind: str, parts: list[str], place: int) -> str:
        if kind in {"item", "batch"}:
            self._stage.app_project = parts[place - 2]
        if kind == "batch" and parts[-1] in _BEFORE:
            return self._stage.fresh(_BEFORE[parts[-1]])
        if self._fresh and kind not in {"user", "app_project"}:
            closes = parts[-1].startswith("close") and kind in {"pool", "training"}
            return self._stage.fresh(f"open_{kind}" if closes else kind)
        return self._stage.known(kind, parts[place])

    def _asked(self, name: str, value: str) -> Any:
        """A filter's value; the ids between which a page lies are ids of what is listed."""
        if name == "after_id" and self._listed:
            return self._stage.known(self._listed, value)
        if re.fullmatch(r"id_[gl]te?", name) and self._listed not in {
            "",
            "app",
            "app_project",
            "item",
            "batch",
        }:
            return self._stage.known(self._listed, value)
        return self._value(name, value)

    def _body(self, body: Any) -> Any:
        if isinstance(body, list):
            return [self._body(one) for one in body]
        if not isinstance(body, Mapping):
            return body
        said = {name: self._value(name, value, body) for name, value in body.items()}
        if body.get("category") == "skill":
            said["key"] = self._stage.known("skill", body["key"])
        if body.get("key") == "skill_id":
            said["value"] = self._stage.known("skill", body["value"])
        if "task_id" in body:
            said["task_id"], said["pool_id"] = self._stage.answered_task()
        if "assignment_id" in body and "user_id" in body:
            said["assignment_id"] = self._stage.accepted_of(said["user_id"])
        return said

    def _value(self, name: str, value: Any, beside: Mapping[str, Any] | None = None) -> Any:
        if name in BY_FIELD and isinstance(value, str):
            return self._stage.known(BY_FIELD[name], value)
        if name in LISTS:
            return [self._stage.known(LISTS[name], one) for one in value]
        if name == "pool_id" and isinstance(value, str):
            return self._stage.known(self._pool_kind, value)
        if name == "will_expire" and beside is not None:
            return FAR.strftime("%Y-%m-%dT%H:%M:%S")
        return self._body(value)


def missing(sent: Any, found: Any, where: str = "") -> list[str]:
    """What was sent and did not come back, by dotted paths; what else came back does not matter."""
    if isinstance(sent, Mapping) and isinstance(found, Mapping):
        if "exact_value" in found:
            sent = {("exact_value" if name == "value" else name): value for name, value in sent.items()}
        return [
            lack
            for name, value in sent.items()
            if where or name not in READ_ONLY
            for lack in (
                missing(value, found[name], f"{where}.{name}")
                if name in found
                else ([] if value is None else [f"{where}.{name}"])
            )
        ]
    if isinstance(sent, list) and isinstance(found, list) and len(sent) == len(found):
        pairs = enumerate(zip(sent, found, strict=True))
        return [lack for n, (one, other) in pairs for lack in missing(one, other, f"{where}.{n}")]
    return [] if sent == found else [f"{where}: {sent!r} is {found!r}"]
