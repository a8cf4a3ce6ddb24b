"""Who is let through to a server, to which of its paths, and for how long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from http_client import Client, Platform
from proxies.scene import PATH, Scene, form, make_scene, open_pool, take
from proxies.server import OwnServer
from talka.kernel.clock import HOUR, MINUTE

FILE = "/api/proxy/files/a/cat.png"


async def let_through(client: Client, path: str, method: str = "GET") -> bool:
    """Whether the server was asked; a refusal is a 403."""
    answer = await client.request(method, path)
    assert answer.status_code in (200, 403), answer.text
    return answer.status_code == 200


@pytest.mark.parametrize(
    "inputs",
    [
        {"image": "proxy/files/a/cat.png"},
        {"image": "files/a/cat.png"},
        {"image": "/files/a/cat.png"},
        {"note": "proxy/files/a/cat.png"},
        {"note": "files/a/cat.png"},
        {"note": "a/cat.png"},
        {"more": ["b/dog.png", "a/cat.png"]},
    ],
)
async def test_a_path_is_reached_by_whose_task_names_it(
    platform: Platform, server: OwnServer, inputs: dict[str, Any]
) -> None:
    scene = await make_scene(platform, server, "ASSIGNMENT_PRIVATE", inputs)
    other = await platform.worker("bob")
    assert await let_through(scene.worker, FILE)
    assert await let_through(scene.worker, f"{FILE}?assignmentId={scene.page['id']}")
    assert await let_through(platform.anonymous, f"{scene.access}/files/a/cat.png")
    for path in ("a/cat.jpg", "a", "", "a/cat.png/", "A/cat.png"):
        assert not await let_through(scene.worker, f"/api/proxy/files/{path}")
        assert not await let_through(platform.anonymous, f"{scene.access}/files/{path}")
    assert not await let_through(other, FILE)
    assert (await other.get(f"{FILE}?assignmentId={scene.page['id']}")).status_code == 404
    assert (await scene.worker.get(f"{FILE}?assignmentId=%00")).status_code == 404
    assert (await platform.anonymous.get("/api/proxy/%00.%ff/files/a/cat.png")).status_code == 403
    assert (await platform.anonymous.get(FILE)).status_code == 401
    assert (await scene.requester.get(FILE)).status_code == 403
    assert [asked.target for asked in server.asked] == [
        "/base/a/cat.png",
        f"/base/a/cat.png?assignmentId={scene.page['id']}",
        f"/base/a/cat.png?assignmentId={scene.page['id']}",
    ]


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("inputs", [{"note": "b/dog.png"}, {"data": "files/a/cat.png"}])
async def test_a_path_that_no_text_of_the_task_names_is_not_reached(
    platform: Platform, server: OwnServer, inputs: dict[str, Any]
) -> None:
    scene = await make_scene(platform, server, "ASSIGNMENT_PRIVATE", inputs)
    assert not await let_through(scene.worker, FILE)
    assert not await let_through(platform.anonymous, f"{scene.access}/files/a/cat.png")
    assert server.asked == []


async def test_another_requesters_task_that_names_the_path_is_no_key(
    platform: Platform, server: OwnServer
) -> None:
    scene = await make_scene(platform, server, "ASSIGNMENT_PRIVATE", {"note": "a/cat.png"})
    mallory, bob = await platform.requester(name="Mallory"), await platform.worker("bob")
    await mallory.call("POST", PATH, form(server, "own"), status=201)
    page = await take(bob, await open_pool(mallory, {"note": "files/a/cat.png"}))
    for rights in ("ASSIGNMENT_PRIVATE", "PRIVATE"):
        await _set_rights(scene, rights)
        assert not await let_through(bob, FILE)
        assert not await let_through(bob, f"{FILE}?assignmentId={page['id']}")
        assert not await let_through(bob, f"/api/proxy/{page['proxy_pass']}/files/a/cat.png")
    assert server.asked == []


async def test_a_private_server_is_reached_by_who_does_its_requesters_tasks(
    platform: Platform, server: OwnServer
) -> None:
    scene = await make_scene(platform, server, "PRIVATE", {"note": "nothing"})
    idle = await platform.worker("bob")
    assert await let_through(scene.worker, FILE)
    assert await let_through(platform.anonymous, f"{scene.access}/files/anything", "POST")
    assert not await let_through(idle, FILE)
    await scene.end("submit")
    assert not await let_through(scene.worker, FILE), "nothing of theirs is being done"


async def test_a_public_server_is_reached_by_every_worker(platform: Platform, server: OwnServer) -> None:
    await make_scene(platform, server, "PUBLIC", {"note": "nothing"})
    assert await let_through(await platform.worker("bob"), FILE)
    assert (await platform.anonymous.get(FILE)).status_code == 401
    assert (await platform.sandbox.anonymous.get(FILE)).status_code == 401
    stranger = await platform.sandbox.worker("ada")
    assert (await stranger.get(FILE)).status_code == 404, "the sandbox has servers of its own"


@pytest.mark.parametrize("how", ["submit", "skip", "exit"])
async def test_what_was_handed_in_is_still_looked_at_and_what_was_given_up_is_not(
    platform: Platform, server: OwnServer, how: str
) -> None:
    scene = await make_scene(platform, server, "ASSIGNMENT_PRIVATE", {"note": "a/cat.png"})
    own = f"{scene.access}/files/a/cat.png"
    assert await let_through(platform.anonymous, own, "POST")
    await scene.end(how)
    for method, is_let in (("GET", how == "submit"), ("HEAD", how == "submit"), ("POST", False)):
        assert await let_through(platform.anonymous, own, method) is is_let, method
    page = await scene.worker.call("GET", f"/api/worker/v1/assignments/{scene.page['id']}")
    assert ("proxy_pass" in page) is (how == "submit")


async def test_a_pass_lasts_as_long_as_the_page_and_an_hour(
    platform: Platform, server: OwnServer, pass_time: Callable[[int], None]
) -> None:
    scene = await make_scene(platform, server, "ASSIGNMENT_PRIVATE", {"note": "a/cat.png"})
    await scene.end("submit")
    own = f"{scene.access}/files/a/cat.png"
    pass_time(HOUR + 9 * MINUTE)
    assert await let_through(platform.anonymous, own)
    pass_time(2 * MINUTE)
    assert not await let_through(platform.anonymous, own)
    again = await scene.worker.call("GET", f"/api/worker/v1/assignments/{scene.page['id']}")
    assert await let_through(platform.anonymous, f"/api/proxy/{again['proxy_pass']}/files/a/cat.png")


async def test_a_pass_that_was_not_given_out_here_lets_through_to_nothing(
    platform: Platform, server: OwnServer
) -> None:
    scene = await make_scene(platform, server, "PUBLIC", {"note": "a/cat.png"})
    body, _, signature = str(scene.page["proxy_pass"]).rpartition(".")
    for access in (f"{body}.", f"{body}.{signature[::-1]}", f"x{body}.{signature}", "a.b"):
        assert not await let_through(platform.anonymous, f"/api/proxy/{access}/files/a/cat.png")
    sandbox = await make_scene(platform.sandbox, server, "PUBLIC", {"note": "a/cat.png"})
    assert not await let_through(platform.anonymous, f"{sandbox.access}/files/a/cat.png")
    assert await let_through(platform.sandbox.anonymous, f"{sandbox.access}/files/a/cat.png")


async def test_only_pages_of_requesters_with_servers_have_a_pass(
    platform: Platform, server: OwnServer
) -> None:
    await make_scene(platform, server, "PUBLIC", {"note": "a"})
    other, bob = await platform.requester(name="Other"), await platform.worker("bob")
    page = await take(bob, await open_pool(other, {"note": "a"}))
    assert "proxy_pass" not in page


async def test_the_next_page_brings_its_pass_and_lists_have_none(
    platform: Platform, server: OwnServer
) -> None:
    requester, worker = await platform.requester(), await platform.worker()
    await requester.call("POST", PATH, form(server, rights="ASSIGNMENT_PRIVATE"), status=201)
    page = await take(worker, await open_pool(requester, {"note": "one"}, {"note": "two"}))
    answers = {"solutions": [{"output_values": {"seen": True}}]}
    answer = await worker.call("POST", f"/api/worker/v1/assignments/{page['id']}/submit?next=true", answers)
    assert "proxy_pass" not in answer["assignment"]
    following = answer["next"]
    named = following["tasks"][0]["input_values"]["note"]
    assert await let_through(platform.anonymous, f"/api/proxy/{following['proxy_pass']}/files/{named}")
    history = await worker.call("GET", "/api/worker/v1/assignments")
    assert [one for one in history["items"] if "proxy_pass" in one] == []


async def test_with_the_session_cookie_only_the_apps_own_pages_call(
    platform: Platform, server: OwnServer
) -> None:
    scene = await make_scene(platform, server, "PUBLIC", {"note": "a"})
    cookie = f"talka_production={scene.worker.token}"
    for site, status in (("same-origin", 200), ("same-site", 403), ("cross-site", 403), ("none", 403)):
        for method in ("GET", "POST"):
            headers = {"cookie": cookie, "sec-fetch-site": site}
            answer = await platform.anonymous.request(method, FILE, headers=headers)
            assert answer.status_code == status, (site, method)


async def test_a_server_that_is_changed_or_removed_is_so_for_pages_given_out_before(
    platform: Platform, server: OwnServer
) -> None:
    scene = await make_scene(platform, server, "PUBLIC", {"note": "a"})
    own = f"{scene.access}/files/b"
    assert await let_through(platform.anonymous, own)
    await _set_rights(scene, "ASSIGNMENT_PRIVATE")
    assert not await let_through(platform.anonymous, own)
    (known,) = await scene.requester.call("GET", PATH)
    await scene.requester.call("DELETE", f"{PATH}/{known['id']}")
    assert (await platform.anonymous.get(own)).status_code == 404


async def test_addresses_that_name_nothing(platform: Platform, server: OwnServer) -> None:
    scene = await make_scene(platform, server, "PUBLIC", {"note": "a"})
    for rest in ("files/%2e%2e/x", "files/a/..%2f..%2fx", "files/..%5cx", "unknown/x", "%00/x", "fi%20les/x"):
        assert (await scene.worker.get(f"/api/proxy/{rest}")).status_code == 404, rest
        assert (await platform.anonymous.get(f"{scene.access}/{rest}")).status_code == 404, rest
    assert server.asked == []


async def test_addresses_of_tasks_may_be_paths_of_the_requesters_servers(
    platform: Platform, server: OwnServer
) -> None:
    acme, other = await platform.requester(), await platform.requester(name="Other")
    await acme.call("POST", PATH, form(server), status=201)
    accepted = ("proxy/files/a.png", "/proxy/files/a.png", "files/a.png", "/files/a.png", "http://a.b/c")
    refused = ("a.png", "filesystem/a.png", "proxy/else/a.png", "proxy/files", "files")
    for requester, values in ((acme, accepted), (other, accepted[-1:])):
        pool_id = await open_pool(requester, {"note": "one"})
        for value in values:
            suite = {"pool_id": pool_id, "overlap": 1, "tasks": [{"input_values": {"image": value}}]}
            await requester.call("POST", "/api/v1/task-suites", suite, status=201)
    for requester, values in ((acme, refused), (other, (*accepted[:-1], *refused))):
        pool_id = await open_pool(requester, {"note": "one"})
        for value in values:
            suite = {"pool_id": pool_id, "overlap": 1, "tasks": [{"input_values": {"image": value}}]}
            answer = await requester.call("POST", "/api/v1/task-suites", suite, status=400)
            code = answer["payload"]["tasks.0.input_values.image"]["code"]
            assert code == "INVALID_URL_SYNTAX", value


async def _set_rights(scene: Scene, rights: str) -> None:
    (known,) = await scene.requester.call("GET", PATH)
    await scene.requester.call("PATCH", f"{PATH}/{known['id']}", {"params": {"accessRights": rights}})
