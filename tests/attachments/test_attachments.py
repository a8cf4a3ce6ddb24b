"""Files from a worker's upload to a requester's download."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assignment_rows import put_assignment, set_status
from http_client import Client, Platform, Side
from places import Place
from talka.attachments import service
from talka.attachments.jobs import sweep
from talka.attachments.model import Bound
from talka.kernel import clock
from talka.kernel.ids import new_uuid

WORKER_API = "/api/worker/v1/attachments"
API = "/api/v1/attachments"
JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 8


class Page:
    """An assignment, as far as files need to know it."""

    def __init__(self, assignment_id: str, requester_id: str, pool_id: int = 1_000_000_001) -> None:
        self.id = assignment_id
        self.pool_id = pool_id
        self.requester_id = requester_id


async def upload(
    worker: Client,
    assignment_id: str | None = None,
    *,
    name: str = "cat.jpg",
    content: bytes = JPEG,
    status: int = 201,
) -> Any:
    data = {} if assignment_id is None else {"assignment_id": assignment_id}
    files = {"file": (name, content, "image/jpeg")}
    return await worker.call("POST", WORKER_API, status=status, data=data, files=files)


async def bind(side: Side, worker: Client, page: Bound, *ids: str) -> set[str]:
    return await side.database.write(lambda tx: service.bind(tx, worker.id, page, ids))


def stored(place: Place, environment: str = "production") -> dict[str, int]:
    root = place.data_dir / "attachments" / environment
    return {path.name: path.stat().st_size for path in root.rglob("*") if path.is_file()}


@pytest.fixture
async def ada(platform: Platform) -> Client:
    return await platform.worker("ada")


@pytest.fixture
async def acme(platform: Platform) -> Client:
    return await platform.requester()


class TestUploading:
    async def test_the_file_can_be_seen_at_a_signed_address(self, platform: Platform, ada: Client):
        made = await upload(ada, name="моя кошка.jpg")
        assert {key: made[key] for key in ("name", "media_type", "size")} == {
            "name": "моя кошка.jpg",
            "media_type": "image/jpeg",
            "size": len(JPEG),
        }
        assert made["url"].startswith(f"http://testserver{WORKER_API}/{made['id']}/content?signature=")
        assert clock.from_text(made["url_expires"]) > clock.real_now()
        answer = await platform.anonymous.get(made["url"])
        assert (answer.status_code, answer.content) == (200, JPEG)
        assert answer.headers["content-type"] == "image/jpeg"
        assert answer.headers["content-disposition"].startswith('attachment; filename="___ _____.jpg"; ')
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("sandbox;")

    @pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
    async def test_a_hostile_one_is_harmless(self, platform: Platform, ada: Client):
        script = b"<html><script>alert(1)</script>"
        name = 'a";\r\nSet-Cookie: x=1\u202egnp.html'
        files = {"file": (name, script, "text/html")}
        made = await ada.call("POST", WORKER_API, status=201, files=files)
        answer = await platform.anonymous.get(made["url"])
        assert answer.content == script
        assert answer.headers["content-disposition"].startswith("attachment; ")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
        assert "set-cookie" not in answer.headers
        assert made["name"].isprintable()

    async def test_it_is_stored_under_its_id(self, place: Place, platform: Platform, ada: Client):
        made = await upload(ada)
        assert stored(place) == {made["id"]: len(JPEG)}
        other = await upload(await platform.sandbox.worker("ada"), content=b"x")
        assert stored(place, "sandbox") == {other["id"]: 1}
        assert other["url"].startswith(f"http://testserver/sandbox{WORKER_API}/")
        assert (await platform.anonymous.get(other["url"])).content == b"x"

    async def test_without_a_token_nothing_is_read(self, place: Place, platform: Platform):
        requester = await platform.requester()
        files = {"file": ("a", b"x")}
        assert (await platform.anonymous.post(WORKER_API, files=files)).status_code == 401
        assert (await requester.post(WORKER_API, files=files)).status_code == 403
        assert stored(place) == {}

    async def test_only_a_form_is_taken(self, place: Place, ada: Client):
        answer = await ada.post(WORKER_API, json={"file": "x"})
        assert (answer.status_code, answer.json()["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")
        answer = await ada.post(WORKER_API, files={"photo": ("a", b"x")})
        assert (answer.status_code, list(answer.json()["payload"])) == (400, ["file"])
        assert stored(place) == {}

    async def test_the_page_it_is_for_must_be_ones_own(self, place: Place, platform: Platform, ada: Client):
        others = await put_assignment(platform.database, (await platform.worker("grace")).id, "r" * 32)
        for assignment_id in (others, "0001--02", "none"):
            answer = await upload(ada, assignment_id, status=400)
            assert answer["payload"]["assignment_id"]["code"] == "ENTITY_DOES_NOT_EXIST"
        assert stored(place) == {}

    async def test_the_page_it_is_for_must_be_open(self, place: Place, platform: Platform, ada: Client):
        page = await put_assignment(platform.database, ada.id, "r" * 32)
        await upload(ada, page)
        await set_status(platform.database, page, "SUBMITTED")
        answer = await upload(ada, page, status=409)
        assert answer["code"] == "INAPPROPRIATE_STATUS"
        assert answer["payload"] == {"appropriate_statuses": ["ACTIVE"]}
        assert len(stored(place)) == 1


class TestTheLimit:
    @pytest.fixture
    def platform_settings(self) -> dict[str, Any]:
        return {"max_attachment_bytes": 1000, "files_origin": "https://files.example/"}

    async def test_a_file_of_that_size_is_taken_and_a_larger_one_is_not(self, place: Place, ada: Client):
        made = await upload(ada, content=b"x" * 1000)
        for size in (1001, 200_000):
            answer = await upload(ada, content=b"x" * size, status=413)
            assert (answer["code"], answer["payload"]) == ("ENTITY_TOO_LARGE", {"limit": 1000})
        assert stored(place) == {made["id"]: 1000}

    async def test_files_may_have_an_origin_of_their_own(self, ada: Client):
        made = await upload(ada, content=b"x")
        assert made["url"].startswith(f"https://files.example{WORKER_API}/{made['id']}/content?")


class TestTheWorkersOwn:
    async def test_its_worker_finds_it_again(self, platform: Platform, ada: Client):
        made = await upload(ada)
        again = await ada.call("GET", f"{WORKER_API}/{made['id']}", status=200)
        assert {**again, "url": "", "url_expires": ""} == {**made, "url": "", "url_expires": ""}
        assert (await platform.anonymous.get(again["url"])).content == JPEG

    async def test_to_others_it_does_not_exist(self, platform: Platform, ada: Client, acme: Client):
        made = await upload(ada)
        grace = await platform.worker("grace")
        for path in (made["id"], new_uuid(), "none"):
            assert (await grace.get(f"{WORKER_API}/{path}")).json()["code"] == "DOES_NOT_EXIST"
        assert (await acme.get(f"{WORKER_API}/{made['id']}")).status_code == 403

    async def test_a_part_can_be_loaded(self, platform: Platform, ada: Client):
        made = await upload(ada)
        answer = await platform.anonymous.get(made["url"], headers={"Range": "bytes=-100"})
        assert (answer.status_code, answer.content) == (206, JPEG[-100:])
        head = await platform.anonymous.head(made["url"])
        assert (head.status_code, head.headers["content-length"]) == (200, str(len(JPEG)))

    async def test_an_address_works_for_its_file_and_its_time(
        self, platform: Platform, ada: Client, pass_time: Callable[[int], None]
    ):
        made, other = await upload(ada), await upload(ada)
        path, signature = made["url"].split("signature=")
        wrong = [
            other["url"].split("signature=")[0] + "signature=" + signature,
            path + "signature=" + signature[:-1],
            path + "signature=",
            path,
        ]
        for url in wrong:
            answer = await platform.anonymous.get(url)
            assert (answer.status_code, answer.json()["code"]) == (403, "ACCESS_DENIED")
        pass_time(clock.HOUR)
        assert (await platform.anonymous.get(made["url"])).status_code == 403

    async def test_the_other_environment_did_not_sign_it(self, platform: Platform, ada: Client):
        await upload(await platform.sandbox.worker("ada"))
        made = await upload(ada)
        answer = await platform.sandbox.anonymous.get(made["url"].removeprefix("http://testserver"))
        assert answer.status_code == 403


class TestBinding:
    async def test_a_bound_file_is_the_requesters_to_see(self, platform: Platform, ada: Client, acme: Client):
        page = await put_assignment(platform.database, ada.id, acme.id)
        made = await upload(ada, page)
        assert (await acme.get(f"{API}/{made['id']}")).status_code == 404
        assert await bind(platform, ada, Page(page, acme.id), made["id"]) == set()
        shown = await acme.call("GET", f"{API}/{made['id']}", status=200)
        created = shown.pop("created")
        assert clock.to_text(clock.from_text(created)) == created
        assert shown == {
            "id": made["id"],
            "attachment_type": "ASSIGNMENT_ATTACHMENT",
            "name": "cat.jpg",
            "details": {"user_id": ada.id, "assignment_id": page, "pool_id": "1000000001"},
            "owner": {"id": acme.id, "myself": True, "company_id": shown["owner"]["company_id"]},
            "media_type": "image/jpeg",
        }

    async def test_one_that_was_uploaded_for_no_page_can_be_bound_to_any(
        self, platform: Platform, ada: Client, acme: Client
    ):
        page = await put_assignment(platform.database, ada.id, acme.id)
        made = await upload(ada)
        assert await bind(platform, ada, Page(page, acme.id), made["id"]) == set()
        assert await bind(platform, ada, Page(page, acme.id), made["id"]) == set()
        assert (await acme.call("GET", f"{API}/{made['id']}"))["details"]["assignment_id"] == page

    async def test_what_cannot_be_bound_is_named_and_then_nothing_is(
        self, platform: Platform, ada: Client, acme: Client
    ):
        page = await put_assignment(platform.database, ada.id, acme.id)
        other_page = await put_assignment(platform.database, ada.id, acme.id)
        mine, for_other = await upload(ada, page), await upload(ada, other_page)
        others = await upload(await platform.worker("grace"))
        missing = new_uuid()
        asked = [mine["id"], for_other["id"], others["id"], missing]
        assert await bind(platform, ada, Page(page, acme.id), *asked) == set(asked[1:])
        assert (await acme.get(f"{API}/{mine['id']}")).status_code == 404

    async def test_of_two_pages_at_once_one_gets_the_file(
        self, platform: Platform, ada: Client, acme: Client
    ):
        pages = [await put_assignment(platform.database, ada.id, acme.id) for _ in range(2)]
        made = await upload(ada)
        answers = await asyncio.gather(
            *(bind(platform, ada, Page(page, acme.id), made["id"]) for page in pages)
        )
        assert sorted(answers, key=len) == [set(), {made["id"]}]

    async def test_no_files_are_no_trouble(self, platform: Platform, ada: Client):
        assert await bind(platform, ada, Page("0001--02", "r" * 32)) == set()


class TestTheRequestersList:
    @pytest.fixture
    async def bound(self, platform: Platform, ada: Client, acme: Client) -> list[tuple[str, str]]:
        """Pairs of a page and its file: two pages of one pool, one of another, all of Acme's."""
        pairs = []
        for pool_id, name in ((1_000_000_001, "a.jpg"), (1_000_000_001, "b.jpg"), (1_000_000_002, "a.jpg")):
            page = await put_assignment(platform.database, ada.id, acme.id, pool_id=pool_id)
            made = await upload(ada, page, name=name)
            await bind(platform, ada, Page(page, acme.id, pool_id), made["id"])
            pairs.append((page, made["id"]))
        return pairs

    async def ids(self, requester: Client, **query: Any) -> list[str]:
        answer = await requester.call("GET", API, params=query, status=200)
        return [item["id"] for item in answer["items"]]

    async def test_it_is_of_a_pool_or_an_assignment(self, acme: Client, bound: list[tuple[str, str]]):
        files = [file for _, file in bound]
        assert await self.ids(acme, pool_id="1000000001") == sorted(files[:2])
        assert await self.ids(acme, assignment_id=bound[2][0]) == files[2:]
        answer = await acme.get(API, params={"name": "a.jpg"})
        assert answer.status_code == 400
        assert answer.json()["payload"]["pool_id"]["code"] == "VALUE_REQUIRED"

    async def test_it_can_be_narrowed(self, acme: Client, ada: Client, bound: list[tuple[str, str]]):
        pool = {"pool_id": "1000000001"}
        files = [file for _, file in bound[:2]]
        assert await self.ids(acme, **pool, name="b.jpg") == [files[1]]
        assert await self.ids(acme, **pool, user_id=ada.id, type="ASSIGNMENT_ATTACHMENT") == sorted(files)
        assert await self.ids(acme, **pool, user_id="f" * 32) == []
        assert await self.ids(acme, **pool, owner_id=acme.id) == sorted(files)
        assert await self.ids(acme, **pool, owner_company_id="f" * 32) == []
        assert (await acme.get(API, params=pool | {"type": "PHOTO"})).status_code == 400

    async def test_it_is_sorted_and_paged(self, acme: Client, bound: list[tuple[str, str]]):
        pool = {"pool_id": "1000000001"}
        files = [file for _, file in bound[:2]]
        assert await self.ids(acme, **pool, sort="-id") == sorted(files, reverse=True)
        assert await self.ids(acme, **pool, sort="-created,id") == files[::-1]
        first = await acme.call("GET", API, params=pool | {"limit": 1})
        assert first["has_more"] is True
        rest = await acme.call("GET", API, params=pool | {"id_gt": first["items"][0]["id"]})
        assert ([item["id"] for item in rest["items"]], rest["has_more"]) == ([max(files)], False)
        last = first["items"] + rest["items"]
        newest = max(item["created"] for item in last)
        assert len(await self.ids(acme, **pool, created_lte=newest)) == 2
        assert await self.ids(acme, **pool, created_gt=newest) == []

    async def test_of_another_requesters_nothing_is_seen(
        self, platform: Platform, bound: list[tuple[str, str]]
    ):
        other = await platform.requester(name="Other")
        assert await self.ids(other, pool_id="1000000001") == []
        for path in (bound[0][1], f"{bound[0][1]}/download", "none"):
            assert (await other.get(f"{API}/{path}")).json()["code"] == "DOES_NOT_EXIST"

    async def test_the_file_can_be_downloaded(self, acme: Client, bound: list[tuple[str, str]]):
        path = f"{API}/{bound[0][1]}/download"
        answer = await acme.get(path)
        assert (answer.status_code, answer.content) == (200, JPEG)
        assert answer.headers["content-disposition"] == 'attachment; filename="a.jpg"'
        part = await acme.get(path, headers={"Range": "bytes=0-3"})
        assert (part.status_code, part.content) == (206, JPEG[:4])
        same = await acme.get(path, headers={"If-None-Match": answer.headers["etag"]})
        assert same.status_code == 304


class TestSweeping:
    async def swept(self, side: Side) -> int:
        return await sweep(side.database, side.running.files)

    async def test_what_nobody_hands_in_goes_after_a_day(
        self, place: Place, platform: Platform, ada: Client, acme: Client, pass_time: Callable[[int], None]
    ):
        page = await put_assignment(platform.database, ada.id, acme.id)
        loose, bound = await upload(ada), await upload(ada, page)
        await bind(platform, ada, Page(page, acme.id), bound["id"])
        pass_time(clock.DAY - clock.MINUTE)
        assert await self.swept(platform) == 0
        pass_time(2 * clock.MINUTE)
        assert await self.swept(platform) == 1
        assert stored(place) == {bound["id"]: len(JPEG)}
        assert (await ada.get(f"{WORKER_API}/{loose['id']}")).status_code == 404
        assert (await ada.get(f"{WORKER_API}/{bound['id']}")).status_code == 200

    async def test_moving_the_sandboxs_clock_does_not_hurry_it(self, platform: Platform):
        await upload(await platform.sandbox.worker("ada"))
        await platform.advance(7 * 86_400)
        assert await self.swept(platform.sandbox) == 0

    async def test_a_file_for_a_page_in_work_waits_for_its_end(
        self, platform: Platform, ada: Client, pass_time: Callable[[int], None]
    ):
        page = await put_assignment(platform.database, ada.id, "r" * 32)
        await upload(ada, page)
        pass_time(3 * clock.DAY)
        assert await self.swept(platform) == 0
        await set_status(platform.database, page, "EXPIRED")
        assert await self.swept(platform) == 1

    async def test_files_without_a_record_go(
        self, place: Place, platform: Platform, ada: Client, pass_time: Callable[[int], None]
    ):
        kept = await upload(ada)
        writer = await platform.running.files.create(new_uuid())
        await writer.finish()
        assert await self.swept(platform) == 0
        pass_time(clock.HOUR + clock.MINUTE)
        assert await self.swept(platform) == 1
        assert list(stored(place)) == [kept["id"]]

    async def test_an_erased_person_leaves_only_what_was_handed_in(
        self, place: Place, platform: Platform, ada: Client, acme: Client, pass_time: Callable[[int], None]
    ):
        page = await put_assignment(platform.database, ada.id, acme.id)
        loose, bound = await upload(ada), await upload(ada, page)
        await bind(platform, ada, Page(page, acme.id), bound["id"])
        await ada.call("DELETE", "/api/worker/v1/me", status=204)
        assert (await platform.anonymous.get(loose["url"])).status_code == 404
        pass_time(clock.HOUR + clock.MINUTE)
        assert await self.swept(platform) == 1
        assert list(stored(place)) == [bound["id"]]
        assert (await acme.get(f"{API}/{bound['id']}/download")).content == JPEG


def test_uploads_are_kept_below_the_data_folder(tmp_path: Path):
    from talka.app import files_path

    assert files_path(tmp_path, "sandbox") == tmp_path / "attachments" / "sandbox"
