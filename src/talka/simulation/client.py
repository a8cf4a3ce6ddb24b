"""The worker's API over HTTP, for one worker.

Every call may be repeated: taking again answers the suite already taken, submitting, skipping and leaving
again answer what was answered before. So a call whose answer got lost on the way is simply made once more.
"""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import msgspec

_BUSY_STATUSES = frozenset({429, 502, 503, 504})


class Patience(msgspec.Struct, frozen=True):
    """How often a call is tried, and the pause between tries in seconds, doubling up to the longest."""

    attempts: int = 7
    first_pause: float = 0.1
    longest_pause: float = 5.0

    def pause(self, tries: int) -> float:
        """The pause after so many failed tries."""
        return min(self.longest_pause, self.first_pause * float(2 ** (tries - 1)))


class WorkerApiError(Exception):
    """The platform's refusal of a call: HTTP status, the platform's code, its words and details."""

    def __init__(self, status: int, code: str, message: str, payload: object = None) -> None:
        super().__init__(f"{status} {code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.payload = payload


class Session(msgspec.Struct, frozen=True):
    """Who the worker is now."""

    user_id: str
    token: str


class Card(msgspec.Struct, frozen=True):
    """An entry of the task list; ``why_not`` only on those shown although refused."""

    pool_id: str
    project_id: str
    kind: str
    reward: float = 0
    why_not: Any = None


class TaskView(msgspec.Struct, frozen=True):
    id: str
    input_values: dict[str, Any]


class AssignmentView(msgspec.Struct, frozen=True):
    """A suite as its worker sees it; fields that only screens need are left out."""

    id: str
    status: str
    kind: str
    pool_id: str
    tasks: list[TaskView]
    reward: float = 0

    @property
    def in_training(self) -> bool:
        return self.kind == "TRAINING"


class Mistake(msgspec.Struct, frozen=True):
    task_id: str
    hint: str | None = None


class Submitted(msgspec.Struct, frozen=True):
    """The answer to a submission; with mistakes the assignment is still active and wants them mended."""

    assignment: AssignmentView
    mistakes: list[Mistake] = []
    next: AssignmentView | None = None


class Captcha(msgspec.Struct, frozen=True):
    captcha_id: str


class CaptchaResult(msgspec.Struct, frozen=True):
    passed: bool


class _Cards(msgspec.Struct, frozen=True):
    items: list[Card]


class _Named(msgspec.Struct, frozen=True):
    id: str


class _Names(msgspec.Struct, frozen=True):
    items: list[_Named]


class _Point(msgspec.Struct, frozen=True):
    task_suite_id: str


class _Points(msgspec.Struct, frozen=True):
    items: list[_Point]


class _ErrorBody(msgspec.Struct, frozen=True):
    code: str
    message: str = ""
    payload: Any = None


class WorkerClient:
    """One worker's calls. ``http`` is shared between workers; ``base_url`` is an environment's base."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        base_url: str,
        *,
        patience: Patience | None = None,
        token: str | None = None,
    ) -> None:
        self._http = http
        self._base = f"{base_url.rstrip('/')}/api/worker/v1"
        self._patience = patience or Patience()
        self._token = token

    async def register(self, login: str, password: str, profile: dict[str, Any] | None = None) -> Session:
        """Make an account and go on as it."""
        body = {"login": login, "password": password} | ({"profile": profile} if profile else {})
        return self._entered(await self._call("POST", "/register", body))

    async def log_in(self, login: str, password: str) -> Session:
        """Go on as an account that exists."""
        return self._entered(await self._call("POST", "/login", {"login": login, "password": password}))

    async def join(self, login: str, password: str, profile: dict[str, Any] | None = None) -> Session:
        """Register, or log in where an earlier run, or a try whose answer got lost, took the login."""
        try:
            return await self.register(login, password, profile)
        except WorkerApiError as error:
            if error.code != "LOGIN_TAKEN":
                raise
            return await self.log_in(login, password)

    async def tasks(self, *, everything: bool = False) -> list[Card]:
        """What can be taken now, best paid first; ``everything`` adds what is refused."""
        content = await self._call("GET", "/tasks?all=true" if everything else "/tasks")
        return msgspec.json.decode(content, type=_Cards).items

    async def take(self, pool_id: str, task_suite_id: str | None = None) -> AssignmentView:
        """Take a suite of a pool or a training, on a map the one that is named."""
        body = None if task_suite_id is None else {"task_suite_id": task_suite_id}
        return _view(await self._call("POST", f"/pools/{pool_id}/assignments", body))

    async def points(self, pool_id: str) -> list[str]:
        """Some suites that can be taken of a pool on a map."""
        content = await self._call("GET", f"/pools/{pool_id}/points")
        return [point.task_suite_id for point in msgspec.json.decode(content, type=_Points).items]

    async def assignment(self, assignment_id: str) -> AssignmentView:
        return _view(await self._call("GET", f"/assignments/{assignment_id}"))

    async def active_assignments(self) -> list[str]:
        """Ids of the suites begun and not finished, newest first."""
        content = await self._call("GET", "/assignments?status=ACTIVE&limit=300")
        return [named.id for named in msgspec.json.decode(content, type=_Names).items]

    async def save_draft(self, assignment_id: str, solutions: list[dict[str, Any]]) -> None:
        """Keep output values, one per task, as they are so far."""
        await self._call("PUT", f"/assignments/{assignment_id}/draft", {"solutions": _wrapped(solutions)})

    async def submit(
        self, assignment_id: str, solutions: list[dict[str, Any]], *, take_next: bool = False
    ) -> Submitted:
        """Hand in output values, one per task, and with ``take_next`` take the next suite in one go."""
        path = f"/assignments/{assignment_id}/submit{'?next=true' if take_next else ''}"
        content = await self._call("POST", path, {"solutions": _wrapped(solutions)})
        return msgspec.json.decode(content, type=Submitted)

    async def skip(self, assignment_id: str) -> AssignmentView:
        """Pass a suite over for good."""
        return _view(await self._call("POST", f"/assignments/{assignment_id}/skip"))

    async def exit(self, assignment_id: str) -> AssignmentView:
        """Give a suite back; it may come again."""
        return _view(await self._call("POST", f"/assignments/{assignment_id}/exit"))

    async def solve_captcha(self, answer: str) -> bool:
        """Ask for the captcha that is due and answer it with what is said to pass it."""
        captcha = msgspec.json.decode(await self._call("GET", "/captcha"), type=Captcha)
        body = {"captcha_id": captcha.captcha_id, "answer": answer}
        return msgspec.json.decode(await self._call("POST", "/captcha", body), type=CaptchaResult).passed

    async def earnings(self) -> dict[str, Any]:
        """The worker's ledger lines and their totals."""
        return msgspec.json.decode(await self._call("GET", "/earnings"), type=dict[str, Any])

    def _entered(self, content: bytes) -> Session:
        session = msgspec.json.decode(content, type=Session)
        self._token = session.token
        return session

    async def _call(self, method: str, path: str, body: object | None = None) -> bytes:
        """Call until an answer comes that is not "try again"; the last failure is raised as it was."""
        for tries in range(1, self._patience.attempts):
            try:
                answer = await self._send(method, path, body)
            except httpx.TransportError:
                await asyncio.sleep(self._patience.pause(tries))
                continue
            if answer.status_code not in _BUSY_STATUSES:
                return _content(answer)
            await asyncio.sleep(_asked_pause(answer) or self._patience.pause(tries))
        return _content(await self._send(method, path, body))

    async def _send(self, method: str, path: str, body: object | None) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        if body is None:
            return await self._http.request(method, self._base + path, headers=headers)
        headers["Content-Type"] = "application/json"
        content = msgspec.json.encode(body)
        return await self._http.request(method, self._base + path, headers=headers, content=content)


def _view(content: bytes) -> AssignmentView:
    return msgspec.json.decode(content, type=AssignmentView)


def _wrapped(solutions: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"output_values": output_values} for output_values in solutions]


def _asked_pause(answer: httpx.Response) -> float | None:
    """Seconds the server asked to wait, when it said so in whole seconds."""
    text = answer.headers.get("Retry-After", "")
    return float(text) if text.isdigit() else None


def _content(answer: httpx.Response) -> bytes:
    if answer.is_success:
        return answer.content
    try:
        body = msgspec.json.decode(answer.content, type=_ErrorBody)
    except msgspec.DecodeError:
        raise WorkerApiError(answer.status_code, "UNREADABLE", answer.text[:200]) from None
    raise WorkerApiError(answer.status_code, body.code, body.message, body.payload)
