"""The one renderer of error bodies: ``{request_id, code, message, payload}``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.routes import HTTPRoute

from talka.kernel.errors import TalkaError, TooManyRequests
from talka.kernel.ids import new_uuid
from talka.words.speaking import ENGLISH, say, spoken

log = structlog.get_logger(__name__)

NOT_FOUND, METHOD_NOT_ALLOWED = 404, 405

_CODES = {
    400: "VALIDATION_ERROR",
    401: "AUTHENTICATION_ERROR",
    403: "ACCESS_DENIED",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    406: "NOT_ACCEPTABLE",
    413: "ENTITY_TOO_LARGE",
    415: "UNSUPPORTED_MEDIA_TYPE",
    429: "TOO_MANY_REQUESTS",
    503: "REMOTE_SERVICE_UNAVAILABLE",
}
_TOLOKA_KIT = "python-toloka-client-"
_TOLOKA_KIT_INTERVALS = ("HOUR", "DAY")


class ErrorBody(msgspec.Struct, frozen=True, omit_defaults=True):
    """What every refusal looks like."""

    request_id: str
    code: str
    message: str
    payload: Any = None


def answer_error(request: Request[Any, Any, Any], error: Exception) -> Response[ErrorBody]:
    """Render any error. What nobody expected is logged whole, under the request id of its 500."""
    request_id = request.scope.get("request_id") or new_uuid()
    if isinstance(error, TooManyRequests):
        return _answer_too_many(request, str(request_id), error)
    if isinstance(error, TalkaError):
        body = ErrorBody(str(request_id), error.code, error.message, error.payload)
        return Response(body, status_code=error.status, media_type="application/json")
    if isinstance(error, HTTPException) and error.status_code < 500:  # noqa: PLR2004  client errors
        code = _CODES.get(error.status_code, "VALIDATION_ERROR")
        body = ErrorBody(str(request_id), code, _words_of(error))
        headers = _allowed(request) if error.status_code == METHOD_NOT_ALLOWED else {}
        return Response(body, status_code=error.status_code, media_type="application/json", headers=headers)
    log.error("unexpected error", request_id=request_id, path=request.scope["path"], exc_info=error)
    body = ErrorBody(str(request_id), "INTERNAL_ERROR", say("Something went wrong; the server's log has it"))
    return Response(body, status_code=500, media_type="application/json")


def _words_of(error: HTTPException) -> str:
    """What the framework refused by itself; its own words are English."""
    if spoken() == ENGLISH:
        return error.detail
    if error.status_code == NOT_FOUND:
        return say("There is nothing at this address")
    return say("The server does not take this request")


def _allowed(request: Request[Any, Any, Any]) -> dict[str, str]:
    """The header that a 405 carries: which methods the path has (RFC 9110, 15.5.6)."""
    path = request.scope["path"].rstrip("/") or "/"
    methods = {
        method
        for route in request.app.routes
        if isinstance(route, HTTPRoute) and _pattern(route.path_format).fullmatch(path)
        for method in route.methods
    }
    return {"allow": ", ".join(sorted(methods))}


@lru_cache(maxsize=1024)
def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(path)))


def _answer_too_many(
    request: Request[Any, Any, Any], request_id: str, error: TooManyRequests
) -> Response[ErrorBody]:
    """429 in the form that its reader can bear.

    toloka-kit 1.2.3 waits by itself. The header, and an interval of minutes, make it raise ``TypeError``.
    """
    payload = error.payload
    headers = {} if error.retry_after is None else {"retry-after": str(error.retry_after)}
    if (request.headers.get("user-agent") or "").startswith(_TOLOKA_KIT):
        headers = {}
        if isinstance(payload, dict) and payload.get("interval") not in _TOLOKA_KIT_INTERVALS:
            payload = {name: value for name, value in payload.items() if name != "interval"}
    body = ErrorBody(request_id, error.code, error.message, payload)
    return Response(body, status_code=error.status, media_type="application/json", headers=headers)
