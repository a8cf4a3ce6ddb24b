"""What pages may load and who may show them: headers, and the checks of the settings they are made from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

CLASSIC_FRAME = "/classic-frame"
"""The path of the document that interfaces written by requesters run in."""

PROXIES = ("/api/proxy/", "/sandbox/api/proxy/")
"""The paths below which requesters' servers are reached; one document serves both environments."""

_HOST = re.compile(r"[a-z0-9._-]+\Z|[0-9a-f:.]+\Z")
_SOURCE = re.compile(
    r"(?:https?:|(?:https?://)?(?:\*\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,5})?)\Z", re.IGNORECASE
)
_PATH = re.compile(r"[A-Za-z0-9/._~-]*\Z")
_SANDBOX = "allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox allow-modals"

# Of the app and of the frame's document: Chromium then gives two host names of one domain a process each.
OWN_PROCESS = {"origin-agent-cluster": "?1"}

# The app's calls come with a cookie, and on plain HTTP a Referer is all that tells whose page makes them.
PAGE_HEADERS = {
    **OWN_PROCESS,
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(self), geolocation=(self), microphone=(self)",
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
}


def early_links(files: Iterable[str]) -> str:
    """A ``Link`` header that has a browser load built files before the page itself asks for them.

    The page asks for styles as for modules, ``crossorigin``; what is loaded in another way is loaded again.
    """
    kinds = {".js": "rel=modulepreload", ".css": "rel=preload; as=style; crossorigin"}
    return ", ".join(
        f"</app/{file}>; {kind}" for file in files if (kind := kinds.get(file[file.rfind(".") :])) is not None
    )


def origin_of(url: str) -> str:
    """The origin of an address, as a content policy writes it.

    Raises:
        ValueError: the address has none.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not _HOST.match(parts.hostname or ""):
        raise ValueError(f"{url!r} is not like https://work.example.org")
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port is not None else "")


def check_origin(text: str) -> str:
    """An origin without anything behind it.

    Raises:
        ValueError: it is none.
    """
    origin = origin_of(text)
    if text.rstrip("/").lower() != origin.lower():
        raise ValueError(f"{text!r} has more than a scheme, a host and a port")
    return origin


def check_sources(text: str) -> tuple[str, ...]:
    """Where requesters' interfaces may load from, of a list with commas, as a content policy writes it.

    Raises:
        ValueError: one is neither a host, an origin, ``https:`` nor ``http:``.
    """
    found = tuple(part.strip() for part in text.split(",") if part.strip())
    for source in found:
        if not _SOURCE.match(source):
            raise ValueError(f"{source!r} is not like https://cdn.example.org, *.example.org or https:")
    return found


def check_tiles(url: str) -> str:
    """The address of a map's pictures, with the places of what is asked for.

    Raises:
        ValueError: it is none.
    """
    if not url.startswith("/"):
        origin_of(url)
    if not all(part in url for part in ("{z}", "{x}", "{y}")):
        raise ValueError(f"{url!r} lacks {{z}}, {{x}} or {{y}}")
    return url


def app_policy(files_origin: str | None, classic_origin: str | None) -> str:
    """The content policy of the app's pages.

    Scripts are the app's own. Pictures, sounds, films and framed pages are named by tasks, and so may be
    anywhere. Styles that the interface sets on elements are inline ones.
    """
    uploads = "" if files_origin is None else f" {origin_of(files_origin)}"
    frames = "" if classic_origin is None else f" {classic_origin}"
    media = "'self' https: http: data: blob:"
    return "; ".join(
        (
            "default-src 'self'",
            "script-src 'self'",
            "style-src 'self' 'unsafe-inline'",
            f"img-src {media}",
            f"media-src {media}",
            f"connect-src 'self'{uploads}",
            f"frame-src 'self'{frames} https: http:",
            "worker-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def frame_policy(
    sources: tuple[str, ...], public_url: str | None, classic_origin: str | None, address: str
) -> str:
    """The content policy of the document that requesters' interfaces run in.

    ``address`` is the platform's own, of which requesters' servers may be called and nothing else.

    Its ``sandbox`` makes its origin an opaque one wherever it is opened: it has no cookies, no storage and no
    say in the app. ``'self'`` is the server, for its own bundle and for files of its own where it is reached
    by plain HTTP. ``unsafe-eval`` is how a requester's script is run at all.
    """
    outside = " ".join(sources) or "https:"
    proxied = _proxied(address)
    ancestors = [] if classic_origin is not None else ["'self'"]
    if public_url is not None:
        ancestors.append(origin_of(public_url))
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'unsafe-inline' 'unsafe-eval' {outside}",
            f"style-src 'self' 'unsafe-inline' {outside}",
            f"img-src 'self' {outside}{proxied} data: blob:",
            f"media-src 'self' {outside}{proxied} data: blob:",
            f"font-src 'self' {outside} data:",
            f"connect-src {outside}{proxied}",
            f"frame-src {outside}",
            "form-action 'none'",
            "base-uri 'none'",
            f"frame-ancestors {' '.join(ancestors)}",
            f"sandbox {_SANDBOX}",
        )
    )


def _proxied(address: str) -> str:
    """Where requesters' servers are; nothing where the address, which a caller may say, is none."""
    try:
        origin, path = origin_of(address), urlsplit(address).path.rstrip("/")
    except ValueError:
        return ""
    return "".join(f" {origin}{path}{below}" for below in PROXIES) if _PATH.match(path) else ""


def accepted_encodings(header: str | None) -> frozenset[str]:
    """Which of ``br`` and ``gzip`` an Accept-Encoding header lets through."""
    said: dict[str, bool] = {}
    for part in (header or "").lower().split(","):
        name, _, parameters = part.partition(";")
        weight = parameters.replace(" ", "").removeprefix("q=")
        said[name.strip()] = weight.strip("0.") != "" or not parameters
    return frozenset(name for name in ("br", "gzip") if said.get(name, said.get("*", False)))
