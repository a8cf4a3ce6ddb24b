"""Rules of requesters' servers: what a registration may say, which paths tasks name, what is passed on.

Both sides are strangers to each other, and the answers come from the platform's own address. So what a worker
sends reaches the server without what tells who they are, and what the server sends reaches the browser as
something that cannot act (Toloka: "HTTP proxy", "Data type" and "Headers").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import parse_qsl, quote, unquote, urlencode

from talka.http.addresses import check_url
from talka.http.proxies import Network
from talka.kernel.errors import FieldErrors
from talka.proxies.model import Place, ProxyParams, Values

ASSIGNMENT_ID = "assignmentId"
"""The query argument that tells the server which page of tasks the request was made in."""

MOST_SERVERS = 100
"""How many servers a requester registers at most."""

MOST_ADDED = 50
LONGEST_VALUE = 8_000

VIA = "talka-proxy"
"""What the platform calls itself in ``Via``; a server that is this one again would be called for ever."""

READING = frozenset({"GET", "HEAD"})

_PREFIX = "proxy"
_NAME = re.compile(r"[A-Za-z0-9-]+\Z")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,200}\Z")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*\Z")
_CHARSET = re.compile(r"charset\s*=\s*\"?([a-z0-9_.:-]{1,40})\"?", re.IGNORECASE)
_PATH = "/%:@!$&'()*+,;=~-._"

# Of a connection and not of what is sent over it (RFC 9110, 7.6.1).
_OF_CONNECTION = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
# Documented, and beside them what tells who the worker is, or the address with the pass in it.
_NOT_FORWARDED = _OF_CONNECTION | {
    "authorization",
    "content-length",
    "cookie",
    "expect",
    "forwarded",
    "host",
    "origin",
    "referer",
    "x-act-under-account-id",
    "x-csrf-token",
    "x-real-ip",
}
_NOT_FORWARDED_FAMILIES = ("x-forwarded-", "sec-", "access-control-")
_NOT_ADDED = _OF_CONNECTION | {"content-length", "expect", "host", "via"}
# Documented, and beside them what speaks of the whole host or to what stands in front of it.
_NOT_ANSWERED = _OF_CONNECTION | {
    "alt-svc",
    "authentication-info",
    "clear-site-data",
    "content-type",
    "document-policy",
    "link",
    "nel",
    "origin-agent-cluster",
    "origin-trial",
    "permissions-policy",
    "public-key-pins",
    "referrer-policy",
    "refresh",
    "report-to",
    "reporting-endpoints",
    "service-worker-allowed",
    "set-cookie",
    "set-cookie2",
    "set-login",
    "sourcemap",
    "speculation-rules",
    "strict-transport-security",
    "timing-allow-origin",
    "www-authenticate",
    "x-content-type-options",
    "x-frame-options",
    "x-sendfile",
    "x-sourcemap",
    "x-ua-compatible",
    "x-xss-protection",
}
_NOT_ANSWERED_FAMILIES = (
    "access-control-",
    "cdn-",
    "content-security-policy",
    "cross-origin-",
    "surrogate-",
    "x-accel-",
    "x-lighttpd-",
)
_SHARED_CACHES = ("public", "private", "s-maxage", "proxy-revalidate", "must-understand")

_TEXT = "text/plain"
# Documented, and two kinds of pictures that came later. Sounds of every kind are among them.
_SHOWN = frozenset(
    {
        "application/json",
        "application/octet-stream",
        "image/avif",
        "image/gif",
        "image/jpeg",
        "image/pjpeg",
        "image/png",
        "image/tiff",
        "image/webp",
        _TEXT,
        "video/3gpp",
        "video/3gpp2",
        "video/mp4",
        "video/mpeg",
        "video/ogg",
        "video/webm",
        "video/x-flv",
    }
)

# ---- registration ----------------------------------------------------------------------------------------


def check_registration(
    name: str, params: ProxyParams, allowed: Iterable[Network], errors: FieldErrors
) -> None:
    """Record why a server cannot be registered so."""
    if _NAME.match(name) is None:
        errors.add("name", "CHARACTER_NOT_ALLOWED", "The name may have Latin letters, digits and dashes")
    elif name == _PREFIX:
        errors.add("name", "VALUE_NOT_ALLOWED", f"What begins with {_PREFIX}/ names a server by what follows")
    url = whole_url(params.base_url)
    check_url(url, "params.baseUrl", allowed, errors)
    if "?" in url or "#" in url:
        words = "The URL ends with the path; arguments belong into additionalQueryArgs"
        errors.add("params.baseUrl", "INVALID_URL_SYNTAX", words)
    _check_added(params.additional_headers, "params.additionalHeaders", errors)
    for header, values in params.additional_headers.items():
        path = f"params.additionalHeaders.{header}"
        if _TOKEN.match(header) is None or not all(map(_HEADER_VALUE.match, values)):
            errors.add(path, "CHARACTER_NOT_ALLOWED", "This is no header")
        elif header.lower() in _NOT_ADDED:
            errors.add(path, "VALUE_NOT_ALLOWED", "This header is up to the connection")
    _check_added(params.additional_query_args, "params.additionalQueryArgs", errors)
    if ASSIGNMENT_ID in params.additional_query_args:
        path = f"params.additionalQueryArgs.{ASSIGNMENT_ID}"
        errors.add(path, "VALUE_NOT_ALLOWED", "This argument names the worker's page of tasks")


def _check_added(added: Values, path: str, errors: FieldErrors) -> None:
    if sum(map(len, added.values())) > MOST_ADDED:
        errors.add(path, "VALUE_NOT_ALLOWED", f"At most {MOST_ADDED} values can be added", [MOST_ADDED])
    for name, values in added.items():
        if max(map(len, (name, *values))) > LONGEST_VALUE:
            words = f"At most {LONGEST_VALUE} characters are allowed"
            errors.add(f"{path}.{name}", "STRING_LENGTH_GREATER_THAN_MAX", words, [LONGEST_VALUE])


def whole_url(base_url: str) -> str:
    """A server's URL with a scheme."""
    return base_url if "://" in base_url else f"http://{base_url}"


# ---- addresses and paths ---------------------------------------------------------------------------------


def read_place(path: str, query: str) -> Place | None:
    """What an address names, of which ``path`` is what follows ``/api/proxy/``, as it was sent.

    A first part with a dot in it is a pass, for no server's name has one. None where no server is named, or
    where the path could lead out of what the server lets be seen.
    """
    first, _, rest = path.partition("/")
    access = None
    if "." in first:
        access, (first, _, rest) = first, rest.partition("/")
    if _NAME.match(first) is None:
        return None
    if any(part in (".", "..") for part in re.split(r"[/\\]", unquote(rest))):
        return None
    return Place(access, first, rest, query)


def is_named(place: Place, values: Iterable[str]) -> bool:
    """Whether one of a page's values names the place.

    A path is named as ``proxy/<server>/<path>``, ``<server>/<path>`` or ``<path>``, with a slash before it or
    without. A value with a query names that query only.
    """
    path = unquote(place.path)
    named = {f"{_PREFIX}/{place.name}/{path}", f"{place.name}/{path}", path}
    if not path:
        named = {f"{_PREFIX}/{place.name}", place.name}
    asked = sorted(_arguments(_without(place.query, {ASSIGNMENT_ID})))
    for value in values:
        said = value.lstrip("/")
        if said in named or unquote(said) in named:
            return True
        before, mark, query = said.partition("?")
        if mark and (before in named or unquote(before) in named) and sorted(_arguments(query)) == asked:
            return True
    return False


def target_url(place: Place, params_url: str, added: Values, assignment_id: str | None) -> str:
    """What is called for a place: nothing of the query that was sent stands in for what is added."""
    url = whole_url(params_url).rstrip("/")
    if place.path:
        url += f"/{quote(place.path, safe=_PATH)}"
    parts = [_without(place.query, {ASSIGNMENT_ID, *added})]
    if assignment_id is not None:
        parts.append(urlencode({ASSIGNMENT_ID: assignment_id}))
    parts.append(urlencode(added, doseq=True))
    query = "&".join(filter(None, parts))
    return f"{url}?{query}" if query else url


def _without(query: str, names: set[str]) -> str:
    """A query without the arguments of these names; the rest as it was sent."""
    kept = [
        part
        for part in query.split("&")
        if part and unquote(part.partition("=")[0].replace("+", " ")) not in names
    ]
    return "&".join(kept)


def _arguments(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True)


# ---- what is passed on -----------------------------------------------------------------------------------


def forwarded_headers(sent: Iterable[tuple[str, str]], added: Values) -> list[tuple[str, str]]:
    """The headers of the request to a server: those that were sent, without what is not its business."""
    sent = list(sent)
    left_out = _NOT_FORWARDED | {name.lower() for name in added} | _named_by_connection(sent)
    kept = [
        (name, value)
        for name, value in sent
        if name not in left_out and not name.startswith(_NOT_FORWARDED_FAMILIES)
    ]
    kept.append(("via", f"1.1 {VIA}"))
    return kept + [(name, value) for name, values in added.items() for value in values]


def answered_headers(received: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The headers of the answer to a worker, from those of a server."""
    received = list(received)
    left_out = _NOT_ANSWERED | _named_by_connection(received)
    found: dict[str, str] = {}
    for name, value in received:
        if name not in left_out and not name.startswith(_NOT_ANSWERED_FAMILIES):
            found[name] = f"{found[name]}, {value}" if name in found else value
    content_type = next((value for name, value in received if name == "content-type"), "")
    return {
        **found,
        # Whoever may see it, the next one who asks a shared cache for it may not.
        "cache-control": _private(found.get("cache-control", "")),
        "content-type": shown_type(content_type),
    }


def shown_type(content_type: str) -> str:
    """The type that a server's answer is given: a browser shows it, and runs nothing of it."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind not in _SHOWN and not re.fullmatch(r"audio(/[a-z0-9.+-]+)?", kind):
        kind = _TEXT
    charset = _CHARSET.search(content_type) if kind in (_TEXT, "application/json") else None
    return kind if charset is None else f"{kind}; charset={charset.group(1)}"


def _named_by_connection(headers: Sequence[tuple[str, str]]) -> set[str]:
    """The headers that a ``Connection`` header says are of the connection too."""
    lines = [value for name, value in headers if name == "connection"]
    return {part.strip().lower() for line in lines for part in line.split(",")}


def _private(cache_control: str) -> str:
    parts = [part.strip() for part in cache_control.split(",") if part.strip()]
    kept = [part for part in parts if not part.lower().startswith(_SHARED_CACHES)]
    return ", ".join(["private", *kept])


def strings_of(values: Mapping[str, object], fields: Iterable[str]) -> list[str]:
    """The texts in these fields of a task, those within arrays included."""
    found: list[str] = []
    for name in fields:
        value = values.get(name)
        items = value if isinstance(value, list) else [value]
        found += [item for item in items if isinstance(item, str)]
    return found
