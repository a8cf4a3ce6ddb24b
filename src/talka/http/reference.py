"""``/docs``: the OpenAPI document as one page to read, which asks nothing of any other place."""

from __future__ import annotations

import base64
import hashlib
import shlex
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from html import escape
from importlib import resources
from typing import Any

import msgspec
from litestar import Litestar, Response, get

from talka.http.call import Call
from talka.http.openapi import JSON, document_of
from talka.http.reference_fields import REQUIRED, fields, inline, prose, row, type_of
from talka.http.samples import resolved
from talka.http.schemas import Schema, references

_METHODS = ("get", "post", "put", "patch", "delete")
_TOKENS = {
    "requesterToken": "a requester's token",
    "workerToken": "a worker's token",
    "workerCookie": "the web app's session",
}
_HEADERS = {"requesterToken": "OAuth $TOKEN", "workerToken": "Bearer $TOKEN"}
_START = """\
Set two variables and the examples below can be pasted into a shell: `TALKA` is where the server is (with
`/sandbox` at its end for the sandbox), `TOKEN` is your token.
"""

Document = dict[str, Any]
Operation = tuple[str, str, dict[str, Any]]
"""A method, a path and what the document says of the two."""


def render_page(document: Document) -> str:
    """The whole page."""
    groups = dict(_grouped(document))
    words = {tag["name"]: tag.get("description", "") for tag in document["tags"]}
    sections = "".join(_section(name, words.get(name, ""), group, document) for name, group in groups.items())
    title = escape(document["info"]["title"])
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}: API reference</title><style>{_static('reference.css')}</style></head><body>"
        '<a class="skip" href="#content">Skip to the operations</a>'
        f'{_navigation(title, groups)}<main id="content">{_introduction(document, title)}{sections}'
        f"{_types(document)}</main><script>{_static('reference.js')}</script></body></html>"
    )


def content_policy() -> str:
    """What the page may load: its own style and script, by their hashes, and nothing else."""
    style, script = _hash(_static("reference.css")), _hash(_static("reference.js"))
    return (
        f"default-src 'none'; style-src '{style}'; script-src '{script}'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _static(name: str) -> str:
    return resources.files("talka.http").joinpath("static", name).read_text(encoding="utf-8")


def _grouped(document: Document) -> Iterator[tuple[str, list[Operation]]]:
    """The operations of each tag, in the order of the document."""
    groups: dict[str, list[Operation]] = {tag["name"]: [] for tag in document["tags"]}
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                name = (item[method]["tags"] or ["other"])[0]
                groups.setdefault(name, []).append((method, path, item[method]))
    yield from groups.items()


# ---- the page's frame ------------------------------------------------------------------------------------


def _navigation(title: str, groups: Mapping[str, list[Operation]]) -> str:
    parts = "".join(
        f'<div data-group><h2><a href="#tag-{escape(name)}">{escape(_heading(name))}</a></h2>'
        f"<ul>{''.join(map(_entry, group))}</ul></div>"
        for name, group in groups.items()
    )
    return (
        f'<nav aria-label="Operations"><p class="brand">{title} API</p>'
        '<div id="search" role="search" hidden><label for="filter">Filter operations</label>'
        '<input id="filter" type="search" autocomplete="off" spellcheck="false">'
        '<div id="filter-count" role="status"></div></div>'
        f'<div class="groups">{parts}<div><h2><a href="#types">Types</a></h2></div></div></nav>'
    )


def _entry(operation: Operation) -> str:
    said = operation[2]
    return (
        f'<li data-words="{_words(operation)}">'
        f'<a href="#{escape(said["operationId"])}">{escape(said["summary"])}</a></li>'
    )


def _words(operation: Operation) -> str:
    """What the filter looks at."""
    method, path, said = operation
    return escape(" ".join([method, path, said["operationId"], said["summary"], *said["tags"]]).lower())


def _heading(tag: str) -> str:
    words = tag.replace("-", " ")
    return words[:1].upper() + words[1:]


def _introduction(document: Document, title: str) -> str:
    version = escape(document["info"]["version"])
    return (
        f'<div class="intro"><h1>{title} API <span class="version">{version}</span></h1>'
        f"{prose(document['info']['description'])}<p>{inline(_START)}</p>"
        '<p>The same as data: <a href="openapi.json">openapi.json</a>.</p></div>'
    )


def _section(name: str, words: str, group: list[Operation], document: Document) -> str:
    articles = "".join(_article(operation, document) for operation in group)
    heading = _heading(name)
    lead = "" if words.lower() in (f"{heading}.".lower(), f"{heading}s.".lower()) else prose(words)
    return (
        f'<section id="tag-{escape(name)}" data-group><h2>{escape(heading)}</h2>'
        f'<div class="lead">{lead}</div>{articles}</section>'
    )


def _types(document: Document) -> str:
    components: Mapping[str, Schema] = document["components"]["schemas"]
    asked = _asked_for(document)
    articles = "".join(_type(name, components, answered=name not in asked) for name in sorted(components))
    return f'<section id="types" class="types"><h2>Types</h2>{articles}</section>'


def _asked_for(document: Document) -> set[str]:
    """The names of the types that requests are made of."""
    components: Mapping[str, Schema] = document["components"]["schemas"]
    operations = [said for group in dict(_grouped(document)).values() for _, _, said in group]
    left = [name for said in operations for name in references(said.get("requestBody"))]
    found: set[str] = set()
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += references(components[name])
    return found


def _type(name: str, components: Mapping[str, Schema], *, answered: bool) -> str:
    schema = components[name]
    shown = fields(schema, components, answered=answered)
    if not shown:
        shown = f"<dl>{row([], schema, '', components)}</dl>"
    anchor = f"type-{escape(name)}"
    words = prose(schema.get("description", ""))
    return f'<article id="{anchor}"><h3><a href="#{anchor}">{escape(name)}</a></h3>{words}{shown}</article>'


# ---- one operation ---------------------------------------------------------------------------------------


def _article(operation: Operation, document: Document) -> str:
    method, path, said = operation
    components: Mapping[str, Schema] = document["components"]["schemas"]
    name = escape(said["operationId"])
    return (
        f'<article class="operation" id="{name}" data-words="{_words(operation)}"><div>'
        f'<h3><a href="#{name}">{escape(said["summary"])}</a></h3>'
        f'<p class="call"><span class="method {method}">{method.upper()}</span>{_path(path)}</p>'
        f"{prose(said.get('description', ''))}{_access(said)}"
        f"{_parameters(said, components)}{_body(said, components)}"
        f"{_answers(said, components)}{_refusals(said, document)}</div>"
        f'<div class="example"><h4>Example</h4><pre tabindex="0" aria-label="Example of {name}">'
        f"<code>{escape(curl(operation))}</code></pre></div></article>"
    )


def _path(path: str) -> str:
    """A path that may break after its slashes."""
    return escape(path).replace("/", "/<wbr>")


def _access(said: dict[str, Any]) -> str:
    tokens = [_TOKENS[scheme] for way in said["security"] for scheme in way]
    words = f"Needs {' or '.join(tokens)}." if tokens else "Needs no token."
    if "servers" in said:
        words += f" {said['servers'][0]['description']}."
    return f'<p class="access">{escape(words)}</p>'


def _parameters(said: dict[str, Any], components: Mapping[str, Schema]) -> str:
    rows = []
    for group in _joined(said["parameters"]):
        first = group[0]
        words = first.get("description", "")
        if len(group) > 1:
            words = f"Ranges of `{first['x-range-of']}`: greater than, at least, less than, at most."
        names = [parameter["name"] for parameter in group]
        mark = REQUIRED if first["required"] else ""
        rows.append(row(names, first["schema"], words, components, mark=mark))
    return f"<h4>Parameters</h4><dl>{''.join(rows)}</dl>" if rows else ""


def _joined(parameters: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The parameters, the ranges of one name together."""
    groups: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for parameter in parameters:
        key = ("range", parameter["x-range-of"]) if "x-range-of" in parameter else ("", parameter["name"])
        groups.setdefault(key, []).append(parameter)
    return list(groups.values())


def _body(said: dict[str, Any], components: Mapping[str, Schema]) -> str:
    if "requestBody" not in said:
        return ""
    body = said["requestBody"]
    optional = "" if body["required"] else " (may be left out)"
    ((media_type, content),) = body["content"].items()
    kind = "" if media_type == JSON else f" as <code>{escape(media_type)}</code>"
    return (
        f'<h4>Body{optional}</h4><p class="type">{type_of(content["schema"])}{kind}</p>'
        f"{_fields_within(content['schema'], components, answered=False)}"
    )


def _fields_within(schema: Schema, components: Mapping[str, Schema], *, answered: bool) -> str:
    """The fields of the object that a schema is about.

    It is the schema itself, what an array or a page holds, or the first member of a union.
    """
    whole = resolved(schema, components)
    while "properties" not in whole:
        inner = (whole.get("anyOf") or whole.get("oneOf") or [whole.get("items")])[0]
        if not inner:
            return ""
        whole = resolved(inner, components)
    if set(whole["properties"]) == {"items", "has_more"}:  # a page: what is on it is of interest
        return _fields_within(whole["properties"]["items"], components, answered=answered)
    return fields(whole, components, answered=answered)


def _answers(said: dict[str, Any], components: Mapping[str, Schema]) -> str:
    parts = []
    for status, answer in said["responses"].items():
        if not status.startswith("2"):
            continue
        content = answer.get("content")
        kinds = " or ".join(_kind(*item) for item in content.items()) if content else ""
        words = f'<span class="type">{kinds}</span>' if content else inline(answer["description"])
        parts.append(f'<p class="access"><span class="status">{escape(status)}</span> {words}</p>')
        if content and JSON in content:
            shown = _fields_within(content[JSON]["schema"], components, answered=True)
            parts.append(f"<details><summary>Its fields</summary>{shown}</details>" if shown else "")
    return f"<h4>Answers</h4>{''.join(parts)}"


def _kind(media_type: str, content: dict[str, Any]) -> str:
    """What is sent: the type of the JSON, or another media type."""
    return type_of(content["schema"]) if media_type == JSON else f"<code>{escape(media_type)}</code>"


def _refusals(said: dict[str, Any], document: Document) -> str:
    rows = []
    for status, answer in said["responses"].items():
        if not status.startswith("2"):
            known = answer
            if "$ref" in answer:
                known = document["components"]["responses"][answer["$ref"].rpartition("/")[2]]
            rows.append(f'<div><dt class="status">{status}</dt><dd>{prose(known["description"])}</dd></div>')
    if not rows:
        return ""
    return f"<details><summary>Refusals</summary><dl>{''.join(rows)}</dl></details>"


def curl(operation: Operation) -> str:
    """The operation as a command to paste; ids in the path are shell variables."""
    method, path, said = operation
    for parameter in said["parameters"]:
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", f"${parameter['name'].upper()}")
    verb = "" if method == "get" else f"-X {method.upper()} "
    headers = [_HEADERS[scheme] for way in said["security"] for scheme in way if scheme in _HEADERS]
    lines = [f'curl {verb}"$TALKA{path}{_required_query(said)}"']
    lines += [f'-H "Authorization: {header}"' for header in headers[:1]]
    asked = [one["name"] for one in said["parameters"] if one["in"] == "header" and one["required"]]
    lines += [f'-H "{name}: ${name.upper().replace("-", "_")}"' for name in asked]
    lines += _curl_body(said)
    return " \\\n  ".join(lines)


def _required_query(said: dict[str, Any]) -> str:
    names = [one["name"] for one in said["parameters"] if one["in"] == "query" and one["required"]]
    return "".join(f"{'&' if place else '?'}{name}=${name.upper()}" for place, name in enumerate(names))


def _curl_body(said: dict[str, Any]) -> list[str]:
    if "requestBody" not in said:
        return []
    ((media_type, content),) = said["requestBody"]["content"].items()
    if "example" not in content:
        option = "-F file=@FILE" if media_type.startswith("multipart/") else "--data-binary @FILE"
        header = [] if media_type.startswith("multipart/") else [f'-H "Content-Type: {media_type}"']
        return [*header, option]
    written = msgspec.json.format(msgspec.json.encode(content["example"]), indent=2).decode()
    indented = written.replace("\n", "\n  ")  # JSON writes the line breaks in texts otherwise
    return [f'-H "Content-Type: {media_type}"', f"-d {shlex.quote(indented)}"]


# ---- serving it ------------------------------------------------------------------------------------------


@lru_cache(maxsize=2)
def _rendered(app: Litestar) -> bytes:
    return render_page(document_of(app)).encode()


@get("/docs", include_in_schema=False)
async def reference_page(request: Call) -> Response[bytes]:
    """The API as a page to read."""
    headers = {"Content-Security-Policy": content_policy(), "X-Content-Type-Options": "nosniff"}
    return Response(_rendered(request.app), media_type="text/html", headers=headers)
