"""Every call of our page, tried upon another's objects, without a token, with the wrong one, and malformed.

The calls are those of the page, so that a new one is tried as soon as it is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx

import contract
from accept.listed import World, make_world
from http_client import Client, Platform
from page_objects import WORKER, Objects, is_somebodys
from pages import JSON, Operation, Page, followed

WRONG_VALUES = ({"\u00a7": 1}, "\u00a7", 5, [[]], True)
TUS = {
    "tus-resumable": "1.0.0",
    "upload-length": "1",
    "upload-offset": "0",
    "content-type": "application/offset+octet-stream",
    "x-http-method-override": "PATCH",
}
BROKEN = (b'{"a": ', b"5", b'"\\ud800', b"[" * 100_000, b"\xff\xfe", b'{"a": NaN}')


async def test_every_call_four_ways(platform: Platform) -> None:
    page = contract.own_page()
    world = await make_world(platform)
    objects = Objects(world, page)
    await objects.fill(page)
    wrong = []
    for operation in page.operations:
        path = objects.path(operation)
        for what, expected, answer in [
            *await anothers(world, operation, path),
            *await without_token(world, operation, path),
            *await with_the_wrong_token(world, operation, path),
            *await malformed(world, operation, path),
        ]:
            if answer.status_code != expected:
                wrong.append(
                    f"{operation.method} {operation.path}, {what}: {answer.status_code}, not {expected}:"
                    f" {answer.text[:300]}"
                )
    assert not wrong, f"{len(wrong)} wrong:\n" + "\n".join(wrong)


Tried = list[tuple[str, int, httpx.Response]]


def takes(operation: Operation) -> set[str]:
    """Whose token the call takes."""
    schemes = {name for choice in operation.said.get("security", []) for name in choice}
    kinds = {"requesterToken": "requester", "workerToken": "worker", "workerCookie": "worker"}
    return {kinds[name] for name in schemes}


def callers(world: World, operation: Operation) -> tuple[Client, Client]:
    """Who may make the call upon the objects that exist, and another of the same kind."""
    if "requester" in takes(operation):
        return world.mine, world.other
    return world.workers[0], world.workers[2]


async def anothers(world: World, operation: Operation, path: str) -> Tried:
    """Upon another's object: it is as if there were none."""
    if "{" not in operation.path or not takes(operation) or not is_somebodys(operation):
        return []
    _, stranger = callers(world, operation)
    return [("another's object", 404, await send(stranger, operation, path))]


async def without_token(world: World, operation: Operation, path: str) -> Tried:
    if not takes(operation):
        return []
    anonymous = world.platform.sandbox.anonymous
    stale = {"authorization": ("OAuth" if "requester" in takes(operation) else "Bearer") + " nobodys"}
    return [
        ("no token", 401, await send(anonymous, operation, path)),
        ("nobody's token", 401, await send(anonymous, operation, path, headers=stale)),
    ]


async def with_the_wrong_token(world: World, operation: Operation, path: str) -> Tried:
    """A worker's token for a requester's call, and the other way round."""
    if len(takes(operation)) != 1:
        return []
    other = world.workers[0] if takes(operation) == {"requester"} else world.mine
    scheme = "OAuth" if takes(operation) == {"requester"} else "Bearer"
    disguised = {"authorization": f"{scheme} {other.token}"}
    return [
        ("the wrong kind of token", 403, await send(other, operation, path)),
        ("the wrong kind of token, disguised", 403, await send(other, operation, path, headers=disguised)),
    ]


async def malformed(world: World, operation: Operation, path: str) -> Tried:
    caller, _ = callers(world, operation)
    tried = []
    for name, text in wrong_parameters(operation):
        query = {**required_query(operation), name: text}
        tried.append((f"{name}={text!r}", 400, await send(caller, operation, path, params=query)))
    if JSON not in content_of(operation):
        return tried
    tried += [(f"the body {body[:20]!r}", 400, await raw(caller, operation, path, body)) for body in BROKEN]
    tried.append(("another type", 415, await raw(caller, operation, path, b"<a/>", "text/xml")))
    wrong = wrong_bodies(operation)
    return tried + [(what, 400, await send(caller, operation, path, json=sent)) for what, sent in wrong]


# ---- what to send ----------------------------------------------------------------------------------------


def content_of(operation: Operation) -> dict[str, Any]:
    return dict(operation.said.get("requestBody", {}).get("content", {}))


def sample(operation: Operation) -> Any:
    return content_of(operation).get(JSON, {}).get("example")


def query_of(operation: Operation) -> list[dict[str, Any]]:
    return [one for one in operation.said.get("parameters", []) if one["in"] == "query"]


def required_query(operation: Operation) -> dict[str, str]:
    return {one["name"]: "1" for one in query_of(operation) if one["required"]}


def wrong_parameters(operation: Operation) -> Iterator[tuple[str, str]]:
    """Each parameter with a text that it cannot be."""
    for parameter in query_of(operation):
        schema = parameter["schema"]
        schema = schema.get("items", schema)
        if parameter["name"] == "lang":
            continue  # a language that is not known is answered in English
        is_any_text = schema.get("type") == "string" and not schema.keys() & {"enum", "format", "pattern"}
        yield parameter["name"], "a\0" if is_any_text else "\u00a7"


def wrong_bodies(operation: Operation) -> Iterator[tuple[str, Any]]:
    """The sample with each of its fields in turn a value that it cannot be."""
    page = operation.page
    good = sample(operation)
    if not isinstance(good, dict):
        return
    for name, field in fields_of(page, content_of(operation)[JSON]["schema"]).items():
        if field.get("readOnly"):
            continue
        judge = page.requests(field)
        unfit = next((value for value in WRONG_VALUES if judge.faults(value)), None)
        if unfit is not None:
            yield f"{name}={unfit!r}", good | {name: unfit}


def fields_of(page: Page, schema: dict[str, Any]) -> dict[str, Any]:
    """The fields of the first object that the body may be."""
    whole = followed(schema, page.document)
    for part in whole.get("anyOf", ()):
        found = fields_of(page, part)
        if found:
            return found
    return dict(whole.get("properties", {}))


async def send(caller: Client, operation: Operation, path: str, **options: Any) -> httpx.Response:
    """The call with its sample, or with what is said otherwise."""
    content = content_of(operation)
    if "json" not in options and JSON in content:
        options["json"] = sample(operation)
    elif content and JSON not in content:
        options["files"] = {"file": ("a.png", b"a", "image/png")}
    options.setdefault("params", required_query(operation))
    if path.startswith(WORKER) and not takes(operation):
        options.pop("headers", None)
    if "/uploads" in path:  # each call of the protocol names its version
        options["headers"] = {**TUS, **options.get("headers", {})}
        for name in ("files", "json"):
            options.pop(name, None)
    return await caller.request(operation.method, path, **options)


async def raw(
    caller: Client, operation: Operation, path: str, body: bytes, kind: str = JSON
) -> httpx.Response:
    return await caller.request(
        operation.method,
        path,
        content=body,
        headers={"content-type": kind},
        params=required_query(operation),
    )
