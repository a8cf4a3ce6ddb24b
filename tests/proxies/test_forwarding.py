"""What reaches a requester's server, and what of its answer reaches the worker's browser."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator

import pytest
from litestar.exceptions import LitestarException

from http_client import Platform
from proxies.scene import PATH, Scene, form, make_scene
from proxies.server import HOST, Asked, OwnServer, Said
from talka.http.proxies import networks
from talka.proxies import calling, routes
from talka.proxies.model import Forwarded
from talka.proxies.refusals import ServerUnavailable
from talka.proxies.relay import Relay

FILM = bytes(range(256)) * 64
FILE = "/api/proxy/files/a"


@pytest.fixture
async def scene(platform: Platform, server: OwnServer) -> Scene:
    return await make_scene(
        platform,
        server,
        "PUBLIC",
        {"note": "a"},
        additionalHeaders={"Authorization": ["Basic c2VjcmV0"], "X-Many": ["1", "2"]},
        additionalQueryArgs={"key": ["a b", "c"], "more": ["&"]},
    )


async def test_a_request_reaches_the_server_as_it_was_made(scene: Scene, server: OwnServer) -> None:
    server.answer = lambda _: Said(b'{"found": []}', 201, [("Content-Type", "application/json")])
    answer = await scene.worker.post(
        f"{FILE}%20b/c%2Fd;e?q=%D1%8F+z&empty=&q=2", json={"find": "me"}, headers={"x-own": "kept"}
    )
    assert answer.status_code == 201
    assert answer.json() == {"found": []}
    (asked,) = server.asked
    assert asked.method == "POST"
    assert asked.target == "/base/a%20b/c%2Fd;e?q=%D1%8F+z&empty=&q=2&key=a+b&key=c&more=%26"
    assert asked.body == b'{"find":"me"}'
    assert asked.header("host") == [server.base]
    assert asked.header("content-type") == ["application/json"]
    assert asked.header("x-own") == ["kept"]
    assert asked.header("authorization") == ["Basic c2VjcmV0"]
    assert asked.header("x-many") == ["1", "2"]


async def test_nothing_tells_the_server_who_the_worker_is(scene: Scene, server: OwnServer) -> None:
    headers = {
        "cookie": f"talka_production={scene.worker.token}",
        "x-csrf-token": "1",
        "x-forwarded-for": "203.0.113.9",
        "x-forwarded-for-y": "203.0.113.9",
        "x-forwarded-host": "work.example.org",
        "x-real-ip": "203.0.113.9",
        "forwarded": "for=203.0.113.9",
        "origin": "null",
        "referer": f"http://testserver{scene.access}",
        "sec-fetch-site": "same-origin",
        "x-many": "3",
        "connection": "x-hop",
        "x-hop": "1",
    }
    await scene.worker.get(f"{FILE}", headers=headers)
    await scene.side.anonymous.get(f"{scene.access}/files/a", headers=headers)
    for asked in server.asked:
        sent = {name.lower() for name, _ in asked.headers}
        assert not (sent & (set(headers) - {"x-many", "connection"}))
        assert asked.header("authorization") == ["Basic c2VjcmV0"]
        assert asked.header("x-many") == ["1", "2"], "what is added is not added to"
        assert scene.worker.token not in str(asked.headers)


async def test_what_is_added_to_the_query_cannot_be_said_by_the_worker(
    scene: Scene, server: OwnServer
) -> None:
    own = f"{scene.access}/files/a?key=mine&assignmentId=other&%61ssignmentId=third&k%65y=mine&x=1"
    assert (await scene.side.anonymous.get(own)).status_code == 200
    (asked,) = server.asked
    assert asked.target == f"/base/a?x=1&assignmentId={scene.page['id']}&key=a+b&key=c&more=%26"


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
async def test_methods_go_through(scene: Scene, server: OwnServer, method: str) -> None:
    answer = await scene.worker.request(method, FILE)
    assert answer.status_code == 200
    assert answer.content == (b"" if method == "HEAD" else b"as asked")
    assert answer.headers["content-length"] == "8"
    assert [asked.method for asked in server.asked] == [method]


async def test_other_methods_do_not(scene: Scene, server: OwnServer) -> None:
    for method in ("TRACE", "CONNECT", "PROPFIND"):
        assert (await scene.worker.request(method, FILE)).status_code == 405
    assert server.asked == []


@pytest.mark.parametrize("status", [204, 304, 400, 401, 404, 418, 500, 503])
async def test_a_status_is_what_the_server_says(scene: Scene, server: OwnServer, status: int) -> None:
    body = b"" if status in (204, 304) else b"words"
    server.answer = lambda _: Said(body, status, [("Content-Type", "text/plain"), ("ETag", '"1"')])
    answer = await scene.worker.get(FILE, headers={"if-none-match": '"1"'})
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (status, body, '"1"')
    assert server.asked[0].header("if-none-match") == ['"1"']


async def test_parts_of_a_film_are_parts(scene: Scene, server: OwnServer) -> None:
    server.answer = _film
    answer = await scene.side.anonymous.get(f"{scene.access}/files/a", headers={"range": "bytes=100-199"})
    assert answer.status_code == 206
    assert answer.content == FILM[100:200]
    assert answer.headers["content-range"] == f"bytes 100-199/{len(FILM)}"
    assert answer.headers["accept-ranges"] == "bytes"
    assert answer.headers["content-type"] == "video/mp4"
    whole = await scene.worker.get(FILE)
    assert (whole.status_code, whole.content) == (200, FILM)


def _film(asked: Asked) -> Said:
    headers = [("Content-Type", "video/mp4"), ("Accept-Ranges", "bytes")]
    if not asked.header("range"):
        return Said(FILM, headers=headers)
    start, end = map(int, asked.header("range")[0].removeprefix("bytes=").split("-"))
    headers.append(("Content-Range", f"bytes {start}-{end}/{len(FILM)}"))
    return Said(FILM[start : end + 1], 206, headers)


async def test_what_is_compressed_stays_so(scene: Scene, server: OwnServer) -> None:
    packed = gzip.compress(b"words")
    server.answer = lambda _: Said(
        packed, headers=[("Content-Type", "text/plain"), ("Content-Encoding", "gzip")]
    )
    answer = await scene.worker.get(FILE)
    assert (answer.headers["content-length"], answer.text) == (str(len(packed)), "words")


async def test_a_hostile_answer_can_do_nothing_in_the_platforms_name(scene: Scene, server: OwnServer) -> None:
    dropped = {
        "Set-Cookie": "talka_production=stolen",
        "Strict-Transport-Security": "max-age=1",
        "Clear-Site-Data": '"*"',
        "Access-Control-Allow-Origin": "https://evil.example",
        "Access-Control-Allow-Credentials": "true",
        "WWW-Authenticate": 'Basic realm="Your password?"',
        "Refresh": "0;url=https://evil.example",
        "X-Accel-Redirect": "/etc/passwd",
        "X-Sendfile": "/etc/passwd",
        "Service-Worker-Allowed": "/",
        "Alt-Svc": 'h2="evil.example:443"',
        "Keep-Alive": "timeout=5",
        "Connection": "X-Hop",
        "X-Hop": "1",
        "Link": "</x>; rel=preload",
    }
    replaced = {
        "Content-Security-Policy": "default-src *",
        "X-Content-Type-Options": "sniff",
        "Referrer-Policy": "unsafe-url",
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "public, max-age=60, s-maxage=600",
    }
    kept = {"X-Own": "kept", "Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT"}
    server.answer = lambda _: Said(
        b"<script>1</script>", headers=[*dropped.items(), *replaced.items(), *kept.items()]
    )
    answer = await scene.worker.get(FILE)
    assert [name for name in dropped if name.lower() in answer.headers] == []
    assert {name: answer.headers[name] for name in kept} == kept
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "private, max-age=60"
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    by_pass = await scene.side.anonymous.get(f"{scene.access}/files/a")
    assert by_pass.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in by_pass.headers


async def test_a_frame_of_an_opaque_origin_may_ask_by_its_pass_alone(scene: Scene, server: OwnServer) -> None:
    preflight = {
        "origin": "null",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
    }
    own = f"{scene.access}/files/a"
    allowed = await scene.side.anonymous.options(own, headers=preflight)
    assert allowed.status_code == 204
    assert allowed.headers["access-control-allow-origin"] == "*"
    assert "POST" in allowed.headers["access-control-allow-methods"]
    assert allowed.headers["access-control-allow-headers"] == "*"
    refused = await scene.side.anonymous.get(f"{scene.access}x/files/a", headers={"origin": "null"})
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (403, "*")
    for answer in (
        await scene.worker.options(FILE, headers=preflight),
        await scene.worker.get(FILE, headers={"origin": "null"}),
    ):
        assert "access-control-allow-origin" not in answer.headers
    assert [asked.method for asked in server.asked] == ["GET"]


async def test_workers_learn_nothing_of_the_server_but_its_answers(scene: Scene, server: OwnServer) -> None:
    server.answer = lambda _: Said(status=302, headers=[("Location", "http://169.254.169.254/secret")])
    moved = await scene.worker.get(FILE)
    await server.stop()
    gone = await scene.worker.get(FILE)
    for answer in (moved, gone):
        assert (answer.status_code, answer.json()["code"]) == (503, "REMOTE_SERVICE_UNAVAILABLE")
        assert "location" not in answer.headers
        assert str(server.port) not in answer.text
    assert "base" not in str(scene.page)
    assert "c2VjcmV0" not in str(scene.page)


async def test_a_server_that_becomes_private_is_not_called(
    platform: Platform, scene: Scene, server: OwnServer
) -> None:
    """The address that is connected to is looked at, whatever was allowed at registration."""
    platform.running.relay._allowed = ()
    assert (await scene.worker.get(FILE)).status_code == 503
    assert server.asked == []


async def test_a_server_that_leads_back_here_is_not_called_again(scene: Scene, server: OwnServer) -> None:
    await scene.worker.get(FILE, headers={"via": "1.0 somebody"})
    (asked,) = server.asked
    assert asked.header("via") == ["1.0 somebody", "1.1 talka-proxy"]
    again = await scene.worker.get(FILE, headers={"via": ", ".join(asked.header("via"))})
    assert (again.status_code, again.json()["code"]) == (503, "REMOTE_SERVICE_UNAVAILABLE")
    assert len(server.asked) == 1


async def test_too_large_a_body_is_not_passed_on(
    scene: Scene, server: OwnServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "MOST_SENT", 100)
    answer = await scene.worker.post(FILE, content=b"x" * 101)
    assert (answer.status_code, answer.json()["code"]) == (413, "ENTITY_TOO_LARGE")
    assert server.asked == []
    assert (await scene.worker.post(FILE, content=b"x" * 100)).status_code == 200


async def test_too_large_an_answer_is_refused_or_breaks_off(
    scene: Scene, server: OwnServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "MOST_BYTES", 100)
    server.answer = lambda _: Said(b"x" * 101)
    assert (await scene.worker.get(FILE)).status_code == 503
    chunked = b"".join(b"3c\r\n" + b"x" * 60 + b"\r\n" for _ in range(2)) + b"0\r\n\r\n"
    server.answer = lambda _: Said(chunked, headers=[("Transfer-Encoding", "chunked")])
    with pytest.raises(LitestarException, match="after response started"):
        await scene.worker.get(FILE)


# ---- the caller by itself --------------------------------------------------------------------------------


@pytest.fixture
async def relay() -> AsyncIterator[Relay]:
    made = Relay(networks(f"{HOST}/32"))
    yield made
    await made.close()


async def test_a_silent_server_is_given_up(relay: Relay, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calling, "HEAD_SECONDS", 0.2)

    left = asyncio.Event()

    async def say_nothing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()  # until whoever asked goes away
        writer.close()
        await writer.wait_closed()
        left.set()

    silence = await asyncio.start_server(say_nothing, HOST, 0)
    port = silence.sockets[0].getsockname()[1]
    with pytest.raises(ServerUnavailable, match="takes too long"):
        await relay.send("GET", Forwarded("r", f"http://{HOST}:{port}/", []), b"")
    async with asyncio.timeout(5):
        await left.wait()
    silence.close()


async def test_one_requesters_slow_server_takes_a_bounded_number_of_connections(
    relay: Relay, server: OwnServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "MOST_OF_REQUESTER", 2)
    url = f"http://{server.base}/"
    held = [await relay.send("GET", Forwarded("slow", url, []), b"") for _ in range(2)]
    with pytest.raises(ServerUnavailable, match="under way"):
        await relay.send("GET", Forwarded("slow", url, []), b"")
    other = await relay.send("GET", Forwarded("other", url, []), b"")
    await other.close()
    for answer in held:
        await answer.close()
    again = await relay.send("GET", Forwarded("slow", url, []), b"")
    assert [part async for part in again.read()] == [b"as asked"]
    await again.close()


async def test_whoever_goes_away_leaves_no_connection(relay: Relay, server: OwnServer) -> None:
    server.answer = lambda _: Said(b"x", headers=[("Content-Length", "1000")])
    answer = await relay.send("GET", Forwarded("r", f"http://{server.base}/", []), b"")
    caller = relay._caller
    assert caller is not None
    assert caller._pool.connections
    await answer.close()
    assert not caller._pool.connections
    assert not caller._under_way


async def test_what_is_registered_without_a_scheme_is_http(platform: Platform, server: OwnServer) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    await requester.call("POST", PATH, form(server, baseUrl=f"{server.base}/"), status=201)
    for path, target in (("/a", "/a"), ("/", "/"), ("", "/")):
        assert (await worker.get(f"/api/proxy/files{path}")).status_code == 200
        assert server.asked[-1].target == target
