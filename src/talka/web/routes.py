"""``/`` and what is below it for people: the worker's web app."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

from litestar import Response, get, route
from litestar.enums import HttpMethod
from litestar.params import FromPath
from litestar.types import ControllerRouterHandler

from talka.http.call import Call
from talka.http.content import has_etag
from talka.web import rules
from talka.web.bundle import BUILT, INDEX, Asset, find_asset, find_part, is_built
from talka.web.model import LANGUAGES, PAGES, PARTS, AppSettings

_READ = [HttpMethod.GET, HttpMethod.HEAD]
_ADDRESSES = ["/", *(f"/{page}{below}" for page in PAGES for below in ("", "/{rest:path}"))]
_FRAME = "classic/frame.html"
_MANIFEST = "manifest.webmanifest"
_SERVICE_WORKER = "service-worker.js"
_REVALIDATE = "no-cache"
_FOR_EVER = "public, max-age=31536000, immutable"
_A_WHILE = "public, max-age=300"

_NOT_BUILT = b"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Talka</title>
<meta name="viewport" content="width=device-width, initial-scale=1"></head><body>
<h1>Talka is running, but without its web app</h1>
<p>This is a source checkout whose web app was not built.
Run <code>make web</code> in it and load this page again.</p>
<p>The <a href="/docs">API</a> works all the same.</p></body></html>
"""


@route(_ADDRESSES, http_method=_READ, include_in_schema=False)
async def app_page(request: Call) -> Response[bytes]:
    """The app, which shows what its address says."""
    if not is_built(BUILT):
        return Response(
            _NOT_BUILT, status_code=503, media_type="text/html", headers={"cache-control": "no-store"}
        )
    platform = request.environment.platform
    policy = rules.app_policy(platform.files_origin, platform.classic_origin)
    headers = {**rules.PAGE_HEADERS, "content-security-policy": policy, "cache-control": _REVALIDATE}
    page = request.url.path.removeprefix(request.environment.prefix).lstrip("/").partition("/")[0]
    part = PARTS.get(page)
    if part is not None and (links := rules.early_links(find_part(BUILT, part))):
        headers["link"] = links
    return await _answer_file(request, INDEX, headers)


@route("/app/{path:path}", http_method=_READ, include_in_schema=False)
async def app_file(request: Call, path: FromPath[Path]) -> Response[bytes]:
    """One of the app's built files."""
    name = str(path).lstrip("/")
    headers = {}
    if name.startswith("classic/"):  # asked for by a page whose origin is opaque
        headers["access-control-allow-origin"] = "*"
    if name == _SERVICE_WORKER:  # it looks after the app's pages, which stand above it
        headers["service-worker-allowed"] = "/"
    return await _answer_file(request, name, headers)


@route(f"/{_MANIFEST}", http_method=_READ, include_in_schema=False)
async def app_manifest(request: Call) -> Response[bytes]:
    """What a phone installs. Its own address says where the app begins, which differs in the sandbox."""
    return await _answer_file(request, _MANIFEST, {})


@get("/app-settings", include_in_schema=False)
async def app_settings(request: Call) -> Response[AppSettings]:
    """What the app has to know of this server."""
    environment = request.environment
    platform = environment.platform
    settings = AppSettings(
        environment=environment.name,
        api_base=f"{environment.prefix}/api/worker/v1",
        registration_open=platform.registration_open,
        currency=platform.currency,
        classic_frame_url=(platform.classic_origin or "") + rules.CLASSIC_FRAME,
        tiles_url=platform.map_tiles,
        tiles_attribution=platform.map_attribution,
        max_attachment_bytes=platform.limits.attachment_bytes,
        attachment_types=platform.attachment_types,
        languages=LANGUAGES,
    )
    return Response(settings, headers={"cache-control": _REVALIDATE})


@route(rules.CLASSIC_FRAME, http_method=_READ, include_in_schema=False)
async def classic_frame(request: Call) -> Response[bytes]:
    """The document that interfaces written by requesters run in."""
    platform = request.environment.platform
    address = request.address.removesuffix(request.environment.prefix)
    headers = {
        **rules.OWN_PROCESS,
        "content-security-policy": rules.frame_policy(
            platform.classic_sources, platform.public_url, platform.classic_origin, address
        ),
        "cache-control": _A_WHILE,
        "permissions-policy": "camera=(), geolocation=(), microphone=()",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
    }
    return await _answer_file(request, _FRAME, headers)


async def _answer_file(request: Call, name: str, headers: Mapping[str, str]) -> Response[bytes]:
    encodings = rules.accepted_encodings(request.headers.get("accept-encoding"))
    asset = await asyncio.to_thread(find_asset, BUILT, name, encodings)
    return _answer(
        request,
        asset,
        {
            "cache-control": _FOR_EVER if asset.hashed else _REVALIDATE,
            "vary": "Accept-Encoding",
            "x-content-type-options": "nosniff",
            **({} if asset.encoding is None else {"content-encoding": asset.encoding}),
            **headers,
        },
    )


def _answer(request: Call, asset: Asset, headers: dict[str, str]) -> Response[bytes]:
    headers["etag"] = f'"{asset.etag}"'
    if has_etag(request.headers, asset.etag):
        headers.pop("content-encoding", None)
        return Response(b"", status_code=304, headers=headers)
    if asset.media_type.startswith("text/"):
        headers["content-type"] = f"{asset.media_type}; charset=utf-8"
    else:
        headers["content-type"] = asset.media_type
    headers["content-length"] = str(len(asset.body))
    body = b"" if request.method == "HEAD" else asset.body
    return Response(body, headers=headers)


WEB_APP: list[ControllerRouterHandler] = [app_page, app_file, app_manifest, app_settings, classic_frame]
