"""What a browser gets: the app's page at its addresses, its files, and the service worker at the root."""

from __future__ import annotations

from pathlib import Path

import pytest

from http_client import Client, Platform
from talka.web.model import PAGES

HASHED = "/app/assets/index-B4x_9-aZ.js"


@pytest.fixture
async def browser(platform: Platform, built: Path) -> Client:  # noqa: ARG001  it is what they browse
    """Somebody who has not logged in, and takes what the server chooses unless a test says otherwise."""
    client = platform.client({})
    del client.headers["accept-encoding"]
    return client


async def test_every_address_of_the_app_is_its_page_in_both_environments(
    platform: Platform, browser: Client, built: Path
):
    page = (built / "index.html").read_bytes()
    addresses = ["/", *(f"/{name}" for name in PAGES), "/tasks/1/", "/assignments/00a0/x", "/messages/%20"]
    for caller in (browser, platform.sandbox.anonymous):
        for address in addresses:
            answer = await caller.get(address)
            assert (answer.status_code, answer.content) == (200, page), address
            assert answer.headers["content-type"] == "text/html; charset=utf-8"
            assert answer.headers["cache-control"] == "no-cache"
    assert (await platform.anonymous.get("/sandbox")).content == page


async def test_other_addresses_stay_unknown(browser: Client):
    for address in ("/task", "/loginx", "/application", "/app", "/app/", "/api", "/api/tasks", "/index.html"):
        answer = await browser.get(address)
        assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND"), address


async def test_the_page_is_strict_about_what_it_loads(browser: Client):
    answer = await browser.get("/tasks")
    policy = directives(answer.headers["content-security-policy"])
    assert policy["script-src"] == ["'self'"]
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == ["'none'"]
    assert policy["connect-src"] == ["'self'"]
    assert policy["img-src"] == policy["media-src"] == ["'self'", "https:", "http:", "data:", "blob:"]
    assert policy["frame-src"] == ["'self'", "https:", "http:"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["permissions-policy"] == "camera=(self), geolocation=(self), microphone=(self)"
    # A call with the session cookie on plain HTTP is known by its Referer alone.
    assert answer.headers["referrer-policy"] == "same-origin"


async def test_a_page_that_is_known_is_not_sent_again(browser: Client, built: Path):
    etag = (await browser.get("/")).headers["etag"]
    again = await browser.get("/earnings", headers={"if-none-match": f'"other", W/{etag}'})
    assert (again.status_code, again.content) == (304, b"")
    assert "content-security-policy" in again.headers
    (built / "index.html").write_bytes(b"a new version")
    assert (await browser.get("/", headers={"if-none-match": etag})).content == b"a new version"


EARLY = [
    "</app/assets/assignment-33333333.js>; rel=modulepreload",
    "</app/assets/assignment-44444444.css>; rel=preload; as=style; crossorigin",
    "</app/assets/tasks-55555555.js>; rel=modulepreload",
]


async def test_a_page_of_tasks_tells_early_what_it_will_load(
    browser: Client, platform: Platform, built: Path
):
    for caller in (browser, platform.sandbox.anonymous):
        assert (await caller.get("/assignments/00a0")).headers["link"].split(", ") == EARLY
        for other in ("/", "/tasks", "/messages/1"):
            assert "link" not in (await caller.get(other)).headers
    assert "link" not in (await platform.anonymous.get("/sandbox")).headers
    (built / "manifest.json").unlink()
    assert "link" not in (await browser.get("/assignments/00a0")).headers


async def test_hashed_files_are_kept_for_ever_and_others_asked_for_again(browser: Client):
    for name, kept, media_type in (
        ("assets/index-B4x_9-aZ.js", True, "text/javascript; charset=utf-8"),
        ("assets/main-Q0w9e8r7.css", True, "text/css; charset=utf-8"),
        ("icon.svg", False, "image/svg+xml"),
        ("classic/frame.js", False, "text/javascript; charset=utf-8"),
        ("index.html", False, "text/html; charset=utf-8"),
    ):
        answer = await browser.get(f"/app/{name}")
        assert answer.status_code == 200, name
        expected = "public, max-age=31536000, immutable" if kept else "no-cache"
        assert answer.headers["cache-control"] == expected, name
        assert answer.headers["content-type"] == media_type
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("accepted", "encoding", "ending"),
    [
        ("gzip, deflate, br, zstd", "br", ".br"),
        ("gzip;q=1.0, br;q=0", "gzip", ".gz"),
        ("GZIP", "gzip", ".gz"),
        ("*", "br", ".br"),
        ("identity", None, ""),
        ("br;q=0.000, *;q=0", None, ""),
        (None, None, ""),
    ],
)
async def test_what_was_compressed_is_sent_to_those_who_take_it(
    browser: Client, built: Path, accepted: str | None, encoding: str | None, ending: str
):
    headers = {} if accepted is None else {"accept-encoding": accepted}
    async with browser.stream("GET", HASHED, headers=headers) as answer:
        sent = b"".join([chunk async for chunk in answer.aiter_raw()])
    assert sent == (built / f"{HASHED.removeprefix('/app/')}{ending}").read_bytes()
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["content-length"] == str(len(sent))


async def test_each_encoding_has_a_version_of_its_own(browser: Client):
    heads = [
        await browser.head(HASHED, headers={"accept-encoding": one}) for one in ("br", "gzip", "identity")
    ]
    assert len({answer.headers["etag"] for answer in heads}) == 3
    assert [answer.content for answer in heads] == [b"", b"", b""]
    assert all(int(answer.headers["content-length"]) > 0 for answer in heads)
    known = {"accept-encoding": "gzip", "if-none-match": heads[1].headers["etag"]}
    assert (await browser.get(HASHED, headers=known)).status_code == 304
    known["accept-encoding"] = "br"
    assert (await browser.head(HASHED, headers=known)).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        *(
            "../routes.py",
            "%2e%2e/routes.py",
            "assets/../../routes.py",
            "assets",
            "assets/",
            "gone.js",
            "%00",
        ),
        *("assets/index-B4x_9-aZ.js.br", "assets/index-B4x_9-aZ.js.gz"),
    ],
)
async def test_there_is_nothing_but_the_built_files(browser: Client, name: str):
    answer = await browser.get(f"/app/{name}")
    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")


async def test_the_classic_bundle_may_be_read_from_an_opaque_origin(browser: Client):
    answer = await browser.get("/app/classic/frame.js", headers={"origin": "null"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-origin" not in (await browser.get(HASHED)).headers


async def test_the_manifest_stands_at_the_root_of_each_environment(
    platform: Platform, browser: Client, built: Path
):
    for caller in (browser, platform.sandbox.anonymous):
        manifest = await caller.get("/manifest.webmanifest")
        assert manifest.headers["content-type"] == "application/manifest+json"
        assert manifest.headers["cache-control"] == "no-cache"
    (built / "manifest.webmanifest").unlink()
    assert (await browser.get("/manifest.webmanifest")).status_code == 404


async def test_the_service_worker_may_look_after_the_whole_app(browser: Client):
    worker = await browser.get("/app/service-worker.js")
    assert worker.headers["content-type"] == "text/javascript; charset=utf-8"
    assert worker.headers["cache-control"] == "no-cache"
    assert worker.headers["service-worker-allowed"] == "/"
    assert "service-worker-allowed" not in (await browser.get(HASHED)).headers


@pytest.mark.usefixtures("unbuilt")
async def test_without_a_build_the_page_says_how_to_make_one(platform: Platform):
    for address in ("/", "/tasks/1"):
        answer = await platform.sandbox.anonymous.get(address)
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "make web" in answer.text
    for address in ("/app/index.html", "/classic-frame"):
        assert (await platform.anonymous.get(address)).status_code == 404
    assert (await platform.anonymous.get("/manifest.webmanifest")).status_code == 404


def directives(policy: str) -> dict[str, list[str]]:
    """A content policy's sources by directive."""
    said = [part.split() for part in policy.split(";")]
    assert len({one[0] for one in said}) == len(said), "a directive that comes twice counts once"
    return {one[0]: one[1:] for one in said}
