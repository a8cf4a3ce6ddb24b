"""``/api/new/requester/proxy/proxy``, to register servers, and ``/api/proxy``, to reach them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from litestar import Controller, Response, delete, get, patch, post, route
from litestar.enums import HttpMethod
from litestar.params import FromPath
from litestar.response import Stream
from litestar.types import ControllerRouterHandler

from talka.http.auth import Permission, needs
from talka.http.call import Call
from talka.http.content import CONTENT_POLICY
from talka.http.errors import answer_error
from talka.kernel.errors import Conflict, EntityTooLarge, TalkaError
from talka.proxies import rules, service
from talka.proxies.model import Forwarded, Place, ProxyForm, ProxyPatch, ProxyView
from talka.proxies.refusals import NoSuchPlace, ServerUnavailable
from talka.proxies.relay import Relay

if TYPE_CHECKING:
    from talka.proxies.calling import Answer

ADDRESS = "/api/proxy/"
MOST_SENT = 10 * 1024 * 1024
"""The largest body that is passed on to a server."""

_METHODS = [
    HttpMethod.GET,
    HttpMethod.HEAD,
    HttpMethod.POST,
    HttpMethod.PUT,
    HttpMethod.PATCH,
    HttpMethod.DELETE,
    HttpMethod.OPTIONS,
]
_WITHOUT_BODY = (204, 304)

# Whatever a server sends, a browser makes nothing of it that could act in the platform's name.
_HARMLESS = {
    "content-security-policy": CONTENT_POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}
# Frames of an opaque origin may read what their pass lets through to. No cookie goes with it.
_FOR_FRAMES = {
    "access-control-allow-origin": "*",
    "access-control-allow-headers": "*",
    "access-control-allow-methods": "GET, HEAD, POST, PUT, PATCH, DELETE",
    "access-control-expose-headers": "*",
    "access-control-max-age": "600",
}


class ProxyController(Controller):
    """Servers of the requester's that task interfaces reach through this one."""

    path = "/api/new/requester/proxy/proxy"
    tags = ("proxy",)
    opt = needs(Permission.WORK)  # what is added to requests is secret

    @post("/", opt={"form": ProxyForm, "errors": [Conflict]})
    async def register_proxy(self, request: Call) -> ProxyView:
        """Register a server under a name of its own."""
        request.require_requester_token()
        networks = request.environment.platform.webhook_networks
        form = await request.read_form(ProxyForm)
        return await request.write(lambda tx, who: service.register_proxy(tx, who, form, networks))

    @get("/")
    async def get_proxies(self, request: Call) -> list[ProxyView]:
        """All servers of the requester."""
        return await request.read(service.get_proxies)

    @get("/{proxy_id:str}")
    async def get_proxy(self, request: Call, proxy_id: FromPath[str]) -> ProxyView:
        """One server."""
        return await request.read(lambda tx, who: service.get_proxy(tx, who, proxy_id))

    @patch("/{proxy_id:str}", opt={"form": ProxyPatch, "errors": [Conflict]})
    async def edit_proxy(self, request: Call, proxy_id: FromPath[str]) -> ProxyView:
        """Change what is given of a server."""
        request.require_requester_token()
        networks = request.environment.platform.webhook_networks
        form = await request.read_form(ProxyPatch)
        return await request.write(lambda tx, who: service.edit_proxy(tx, who, proxy_id, form, networks))

    @delete("/{proxy_id:str}")
    async def delete_proxy(self, request: Call, proxy_id: FromPath[str]) -> None:
        """Remove a registration: workers are let through no more."""
        await request.write(lambda tx, who: service.delete_proxy(tx, who, proxy_id))


@route(
    f"{ADDRESS}{{rest:path}}", http_method=_METHODS, include_in_schema=False, request_max_body_size=MOST_SENT
)
async def forward(request: Call) -> Response[Any]:
    """A requester's server, for workers: by their session, or by the pass in the address."""
    place = _place_of(request)
    headers = {} if place is None or place.access is None else _FOR_FRAMES
    if request.method == HttpMethod.OPTIONS:
        return Response(b"", status_code=204, headers=headers)
    try:
        if place is None:
            raise NoSuchPlace
        if rules.VIA in request.headers.get("via", ""):
            raise ServerUnavailable("The requester's server leads back here")
        return await _forward(request, place, headers)
    except TalkaError as refusal:
        answer = answer_error(request, refusal)
        answer.headers.update(headers)
        return answer


async def _forward(request: Call, place: Place, more: dict[str, str]) -> Response[Any]:
    asked = await _admit(request, place)
    body = b"" if request.method in rules.READING else await _body_of(request)
    running: Any = cast("dict[str, Any]", request.scope)["running"]
    relay: Relay = running.relay
    answer = await relay.send(request.method, asked, body)
    headers = {**rules.answered_headers(answer.headers), **_HARMLESS, **more}
    if request.method == HttpMethod.HEAD or answer.status in _WITHOUT_BODY:
        await answer.close()
        return Response(b"", status_code=answer.status, headers=headers)
    chunks = _read_whole(answer)
    first = await anext(chunks, b"")
    return Stream(_joined(first, chunks), status_code=answer.status, headers=headers)


async def _admit(request: Call, place: Place) -> Forwarded:
    """The request to the server, if whoever asks is let through to it."""
    method = request.method
    headers = [
        (name.decode("latin-1").lower(), value.decode("latin-1")) for name, value in request.scope["headers"]
    ]
    access = place.access
    if access is not None:
        return await request.environment.database.read(
            lambda tx: service.forward_by_pass(tx, access, place, method, headers)
        )
    assignment_id = request.query_params.get(rules.ASSIGNMENT_ID)
    if assignment_id is not None:
        assignment_id = assignment_id.replace("\0", "\ufffd")  # PostgreSQL keeps no NUL in a text
    return await request.worker_read(
        lambda tx, who: service.forward_for_worker(tx, who.id, assignment_id, place, method, headers)
    )


def _place_of(request: Call) -> Place | None:
    scope = request.scope
    raw = (scope.get("raw_path") or quote(scope["path"]).encode()).decode("latin-1")
    return rules.read_place(raw.partition(ADDRESS)[2], scope["query_string"].decode("latin-1"))


async def _body_of(request: Call) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_SENT:
            raise EntityTooLarge(f"At most {MOST_SENT} bytes are passed on", {"limit": MOST_SENT})
    return bytes(body)


async def _read_whole(answer: Answer) -> AsyncIterator[bytes]:
    try:
        async for chunk in answer.read():
            yield chunk
    finally:
        await answer.close()


async def _joined(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for chunk in rest:
        yield chunk


PROXIES: list[ControllerRouterHandler] = [ProxyController, forward]
