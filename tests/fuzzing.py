"""Requests drawn from our own page by schemathesis, sent to a server, and their answers judged.

Each is sent as drawn, and again upon objects that exist: ids in its path, query and body are put in from
:class:`Known`, so that not everything is a 404. Besides schemathesis's own checks an answer must keep to the
contract (:mod:`contract`), what the page does not allow must be refused, and what it allows must not be
refused for its shape.
"""

from __future__ import annotations

import contextlib
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi import checks

import contract
from pages import JSON, Operation
from talka.http.forms import TIME_FORMAT

ROUND = 25


@schemathesis.serializer("application/offset+octet-stream")
def part_of_a_file(_context: Any, value: Any) -> bytes:
    """Bytes as they are; of anything else the words."""
    return bytes(value) if isinstance(value, bytes | bytearray) else str(value).encode()


schemathesis.openapi.format(TIME_FORMAT, st.datetimes().map(lambda moment: moment.isoformat()[:23]))
LAST = ("archive", "delete_", "advance_", "close_", "erase", "logout", "change_password")
"""Calls by whose names much is over for the others; they are tried after all the rest."""

ENDS_SESSIONS = {
    ("DELETE", "/api/worker/v1/me"),
    ("POST", "/api/worker/v1/logout"),
    ("POST", "/api/worker/v1/me/password"),
}
"""These are called by a worker whom nothing else is tried with."""

SHAPE = ("_EXPECTED", "STRING_LENGTH_", "ARRAY_SIZE_", "PATTERN_MISMATCH")
"""Codes by which a field is refused for its shape alone, which the page is to describe."""

BY_RULES = {
    "filter": "filters have a grammar of their own",
    "assignments_issuing_config": "which may hold a filter",
    "task_spec": "which fields a specification may have depends on the field's type",
    "quality_control": "which parameters a rule has depends on its kind",
    "input_values": "the project's specification says what a task has",
    "output_values": "the project's specification says what an answer has",
    "known_solutions": "as output_values",
    "baseline_solutions": "as output_values",
    "tasks": "as input_values",
    "solutions": "as output_values",
    "interval_hours": "goes with some figures only",
    "fields": "some ways of aggregating take one field only",
    "answer": "a captcha's answer is read as digits",
}
"""Fields whose shape more than the page decides on."""

CHECKS = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
"""Schemathesis's checks of one answer. That bad data is refused and good data taken is judged here, where it
is known what is read-only and what rules decide on; tokens and methods have tests of their own."""


@dataclass(frozen=True)
class Known:
    """What exists: tokens, ids by the names of parameters and fields, and values that fit the tasks."""

    requester: str
    worker: str
    leaver: str
    paths: Mapping[str, list[str]]
    fields: Mapping[str, list[Any]]


@dataclass
class Outcome:
    """What became of a run."""

    sent: int = 0
    wrong: dict[str, str] = field(default_factory=dict)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)

    def add(self, operation: Operation, fault: str, example: str) -> None:
        """One more fault; of each kind one example is kept."""
        kind = f"{operation.method} {operation.path}: {fault[:160]}"
        self.wrong.setdefault(kind, example)

    @property
    def succeeded(self) -> set[str]:
        """The calls that were answered with a success at least once."""
        return {call for call, status in self.statuses if status < 300}


class Fuzz:
    """One run against one server."""

    def __init__(self, url: str, known: Known, number: int) -> None:
        self.url = url
        self.known = known
        self.outcome = Outcome()
        self._random = random.Random(number)
        self._session = requests.Session()
        page = contract.own_page()
        operations = {(one.method, one.path): one for one in page.operations}
        schema = schemathesis.openapi.from_dict(page.document)
        found = [result.ok() for result in schema.get_all_operations()]
        pairs = [(one, operations[one.method.upper(), one.path]) for one in found]
        self._pairs = sorted(pairs, key=lambda pair: pair[1].said["operationId"].startswith(LAST))

    def run(self, count: int, until: float) -> Outcome:
        """Send about so many requests, unless the time is over before."""
        turns = 0
        while self.outcome.sent < count and time.monotonic() < until:
            share = max(1, min(ROUND, (count - self.outcome.sent) // (4 * len(self._pairs)) + 1))
            for drawn, operation in self._pairs:
                for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                    if self.outcome.sent >= count or time.monotonic() >= until:
                        return self.outcome
                    self._draw(drawn, operation, mode, share)
            turns += 1
            if turns > count:
                break
        return self.outcome

    def _draw(self, drawn: Any, operation: Operation, mode: GenerationMode, share: int) -> None:
        @seed(self._random.getrandbits(32))
        @settings(
            max_examples=share,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            verbosity=Verbosity.quiet,
            suppress_health_check=list(HealthCheck),
        )
        @given(drawn.as_strategy(generation_mode=mode))
        def send(case: Any) -> None:
            self._send(case, operation)
            if self._feed(case):
                self._send(case, operation)

        with contextlib.suppress(Unsatisfiable):  # nothing can be wrong with a call that takes nothing
            send()

    # ---- sending ---------------------------------------------------------------------------------------

    def _send(self, case: Any, operation: Operation) -> None:
        headers = self._headers(operation)
        answer = case.call(base_url=self.url, session=self._session, headers=headers, timeout=60)
        self.outcome.sent += 1
        self.outcome.statuses[f"{operation.method} {operation.path}", answer.status_code] += 1
        faults = list(self._faults(case, operation, answer))
        for fault in faults:
            text = f"{case.as_curl_command()[:1500]}\n    -> {answer.status_code} {answer.text[:700]}"
            self.outcome.add(operation, fault, text)

    def _headers(self, operation: Operation) -> dict[str, str]:
        security = operation.said.get("security", [])
        if {"requesterToken": []} in security:
            return {"Authorization": f"OAuth {self.known.requester}"}
        if not security:
            return {}
        leaves = (operation.method, operation.path) in ENDS_SESSIONS
        return {"Authorization": f"Bearer {self.known.leaver if leaves else self.known.worker}"}

    def _feed(self, case: Any) -> bool:
        """Put ids that exist in their places; whether there was any."""
        fed = False
        for name in case.path_parameters or {}:
            if name in self.known.paths:
                case.path_parameters[name] = self._random.choice(self.known.paths[name])
                fed = True
        for name in list(case.query or {}):
            if name in self.known.fields and isinstance(case.query[name], str):
                case.query[name] = str(self._random.choice(self.known.fields[name]))
                fed = True
        if isinstance(case.body, (dict, list)):
            fed = self._feed_body(case.body) or fed
        return fed

    def _feed_body(self, value: Any) -> bool:
        items = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else []
        fed = False
        if isinstance(value, dict):
            for name in value.keys() & self.known.fields.keys():
                if value[name] is not None and self._random.random() < 0.9:
                    value[name] = self._random.choice(self.known.fields[name])
                    fed = True
        for item in items:
            fed = self._feed_body(item) or fed
        return fed

    # ---- judging ---------------------------------------------------------------------------------------

    def _faults(self, case: Any, operation: Operation, answer: Any) -> Iterator[str]:
        path = urlsplit(answer.request.url).path.removeprefix("/sandbox")
        seen = SimpleNamespace(
            status_code=answer.status_code,
            headers={name.lower(): values[0] for name, values in answer.headers.items()},
            content=answer.content,
            request=answer.request,
        )
        if path.rstrip("/").count("/") == operation.path.count("/"):  # else an id made it another path
            yield from contract.faults(operation.method, path, seen)  # type: ignore[arg-type]
            try:
                case.validate_response(answer, checks=CHECKS)
            except FailureGroup as group:
                yield from (f"schemathesis: {one.title}: {one.message}" for one in group.exceptions)
        yield from self._judgement(case, operation, answer)

    def _judgement(self, case: Any, operation: Operation, answer: Any) -> Iterator[str]:
        content = operation.said.get("requestBody", {}).get("content", {})
        if JSON not in content or not isinstance(case.body, (dict, list, str, int, float, bool)):
            return
        judge = operation.page.requests(content[JSON]["schema"])
        fits = not judge.faults(without_nulls(case.body))
        status, query = answer.status_code, case.query or {}
        later = any(str(query.get(name)).lower() in {"true", "1"} for name in MANY)
        if not fits and status < 400 and not later:
            yield f"took what the page does not allow: {judge.faults(without_nulls(case.body))[:2]}"
        # As it was sent: null is nothing for a field, but in a mapping it stands under a key.
        if status == 400 and not judge.faults(case.body):
            payload = answer.json().get("payload")
            for place, why in (payload or {}).items() if isinstance(payload, dict) else ():
                code = why.get("code", "")
                parts = [part for part in place.split(".") if not part.isdigit()]
                by_rules = bool(BY_RULES.keys() & set(parts)) or parts[:1] == [] or parts[0] in query
                if any(mark in code for mark in SHAPE) and not by_rules:
                    yield f"refused what the page allows: {place} {code}"


MANY = ("async_mode", "skip_invalid_items")
"""With these, what is wrong is told by the operation, or beside what was made."""


def without_nulls(value: Any) -> Any:
    """As the server reads it: a null is the same as nothing."""
    if isinstance(value, dict):
        return {name: without_nulls(one) for name, one in value.items() if one is not None}
    return [without_nulls(one) for one in value] if isinstance(value, list) else value
