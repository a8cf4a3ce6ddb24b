"""Every answer that a test sees keeps to the contract: to our own OpenAPI page, and to Toloka's where it is.

:func:`check` is called by the tests' client with each answer. It lets pass what is no part of the API.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import httpx
import msgspec
from litestar import Litestar

import official
from pages import JSON, Operation, Page
from talka.app import CONTROLLERS
from talka.http.openapi import document_of

SANDBOX = "/sandbox"
EMPTY = {204, 304}
PARTIAL = {206, 304}
ANY_CALL = {304, 429}
"""What any call may answer: nothing is new, or the requester makes too many calls a second."""

PASSED_ON = "/api/proxy/"
"""What stands below it is up to requesters' servers."""

EVERYWHERE = {404, 405, 429}
"""What any path may answer: there is no such route, or it has not this method."""


@cache
def own_page() -> Page:
    """Our OpenAPI page as a client reads it."""
    app = Litestar(route_handlers=[*CONTROLLERS], openapi_config=None)
    return Page(msgspec.json.decode(msgspec.json.encode(document_of(app))))


def check(answer: httpx.Response) -> None:
    """Fail where an answer breaks the contract."""
    path = answer.request.url.path.removeprefix(SANDBOX)
    if not path.startswith("/api/") or path.startswith(PASSED_ON) or answer.request.method == "OPTIONS":
        return
    wrong = faults(answer.request.method, path, answer)
    assert not wrong, (
        f"{answer.request.method} {path} answers {answer.status_code} against the contract:\n"
        + "\n".join(wrong)
        + f"\n{answer.text[:1500]}"
    )


def faults(method: str, path: str, answer: httpx.Response) -> list[str]:
    """Where an answer breaks the contract."""
    body = _body(answer)
    return (
        _shape(method, answer, body)
        + _own(method, path, answer, body)
        + _official(method, path, answer, body)
    )


def _body(answer: httpx.Response) -> Any:
    if answer.headers.get("content-type", "").partition(";")[0] != JSON or not answer.content:
        return None
    return msgspec.json.decode(answer.content)


def _shape(method: str, answer: httpx.Response, body: Any) -> list[str]:
    """What holds of any answer."""
    status = answer.status_code
    if status in EMPTY or method == "HEAD":
        return ["it has a body"] if answer.content else []
    if status < 400:
        return []
    if not isinstance(body, dict):
        return ["a refusal must be an object in JSON"]
    lacking = [name for name in ("code", "message", "request_id") if not isinstance(body.get(name), str)]
    wrong = [f"the refusal has no {name}" for name in lacking]
    return wrong if status < 500 or status == 503 else [*wrong, "the server failed"]


# ---- our page --------------------------------------------------------------------------------------------


def _own(method: str, path: str, answer: httpx.Response, body: Any) -> list[str]:
    status = answer.status_code
    operation = own_page().find(method, path)
    if operation is None:
        return [] if status in EVERYWHERE else ["our page has no such call"]
    said = operation.response(status)
    if said is None:
        return [f"our page knows no {status} of it"] if status not in ANY_CALL else []
    return _said(operation, said, status, answer, body, "our page")


def _said(
    operation: Operation, said: dict[str, Any], status: int, answer: httpx.Response, body: Any, whose: str
) -> list[str]:
    content = said.get("content", {})
    kind = answer.headers.get("content-type", "").partition(";")[0]
    if not answer.content:
        has = content and answer.request.method != "HEAD" and JSON in content
        return [f"{whose} has content for it"] if has else []
    if not content:
        return [f"{whose} has no content for it"]
    if kind not in content and "*/*" not in content:
        return [f"{whose} has {', '.join(content)} for it, not {kind}"]
    validator = operation.validator(status)
    wrong = [] if validator is None or kind != JSON else validator.faults(body)
    return [f"{whose}: {one}" for one in wrong]


# ---- Toloka's page ---------------------------------------------------------------------------------------


def _official(method: str, path: str, answer: httpx.Response, body: Any) -> list[str]:
    base = next((base for base in official.FILES if path.startswith(f"{base}/")), None)
    page = None if base is None else official.page_below(base)
    operation = None if page is None else page.find(method, path)
    status = answer.status_code
    if operation is None or status >= 400 or method == "HEAD":
        return []  # of refusals the page has next to none; their shape is looked at above
    if status in PARTIAL:
        return []  # HTTP's own answers to who asks for a part, or for news
    if status in EMPTY:
        again = operation.path.rpartition("/")[2] in official.ALREADY_SO
        return [] if again or operation.response(status) else [f"Toloka's page knows no {status} of it"]
    if (method, operation.path, status) in official.BY_POSITION:
        return []
    return _success(method, operation, status, body)


def _success(method: str, operation: Operation, status: int, body: Any) -> list[str]:
    settled = official.SETTLED.get((method, operation.path))
    if settled == 200 and status != settled:
        return [f"real clients insist on {settled}"]
    named = status
    if operation.response(status) is None and settled == status:
        named = next(int(key) for key in operation.said["responses"] if key.startswith("2"))
    if operation.response(named) is None:
        return [f"Toloka's page knows no {status} of it"]
    validator = operation.validator(named)
    wrong = [] if validator is None else validator.faults(body)
    return [f"Toloka's page: {one}" for one in wrong]
