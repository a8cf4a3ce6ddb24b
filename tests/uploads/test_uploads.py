"""Files that arrive in parts, by tus 1.0."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from assignment_rows import put_assignment, set_status
from http_client import Client, Platform
from places import Place
from talka.app import sweep_files
from talka.attachments import service as attachments
from talka.attachments.files import FileStoreUnavailable
from talka.kernel import clock
from talka.kernel.ids import new_uuid
from talka.uploads import receiving, service, store
from talka.uploads.model import LEASE, MAX_UNFINISHED

API = "/api/worker/v1/uploads"
FILES = "/api/worker/v1/attachments"
OCTETS = "application/offset+octet-stream"
TUS = {"Tus-Resumable": "1.0.0"}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8


# What has nothing to do with how rows are kept.
on_sqlite_alone = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def metadata(**values: str) -> str:
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items())


async def begin(worker: Client, length: int, *, content: bytes | None = None, **said: str) -> httpx.Response:
    headers = TUS | {"Upload-Length": str(length)}
    if said:
        headers["Upload-Metadata"] = metadata(**said)
    if content is not None:
        headers["Content-Type"] = OCTETS
    return await worker.post(API, headers=headers, content=content)


async def begun(worker: Client, length: int, **said: str) -> str:
    answer = await begin(worker, length, **said)
    assert answer.status_code == 201, answer.text
    return path_of(answer)


def path_of(answer: httpx.Response) -> str:
    location = answer.headers["location"]
    assert location.startswith("http://testserver/")
    return str(httpx.URL(location).path).removeprefix("/sandbox")


async def add(
    worker: Client, path: str, offset: int, content: Any, *, status: int | None = 204, **headers: str
) -> httpx.Response:
    said = TUS | {"Upload-Offset": str(offset), "Content-Type": OCTETS} | headers
    answer = await worker.patch(path, headers=said, content=content)
    assert status is None or answer.status_code == status, answer.text
    assert answer.headers["tus-resumable"] == "1.0.0"
    return answer


async def offset(worker: Client, path: str) -> int:
    answer = await worker.head(path, headers=TUS)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    return int(answer.headers["upload-offset"])


async def content_of(platform: Platform, worker: Client, attachment_id: str) -> bytes:
    made = await worker.call("GET", f"{FILES}/{attachment_id}", status=200)
    return (await platform.anonymous.get(made["url"])).content


def stored(place: Place, environment: str = "production") -> dict[str, int]:
    root = place.data_dir / "attachments" / environment
    return {path.name: path.stat().st_size for path in root.rglob("*") if path.is_file()}


@pytest.fixture
async def ada(platform: Platform) -> Client:
    return await platform.worker("ada")


@pytest.fixture
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """A piece is recorded every thousand bytes."""
    monkeypatch.setattr(receiving, "PIECE", 1000)


class TestAFile:
    async def test_it_arrives_in_parts_and_becomes_an_attachment(
        self, place: Place, platform: Platform, ada: Client
    ):
        path = await begun(ada, len(PNG), filename="моя кошка.png", filetype="text/plain")
        assert await offset(ada, path) == 0
        half = len(PNG) // 2
        answer = await add(ada, path, 0, PNG[:half])
        assert answer.headers["upload-offset"] == str(half)
        assert "talka-attachment-id" not in answer.headers
        assert "upload-expires" in answer.headers
        assert await offset(ada, path) == half
        answer = await add(ada, path, half, PNG[half:])
        assert answer.headers["upload-offset"] == str(len(PNG))
        attachment_id = answer.headers["talka-attachment-id"]
        made = await ada.call("GET", f"{FILES}/{attachment_id}", status=200)
        assert (made["name"], made["media_type"], made["size"]) == ("моя кошка.png", "image/png", len(PNG))
        assert await content_of(platform, ada, attachment_id) == PNG
        assert stored(place) == {attachment_id: len(PNG)}

    async def test_its_answers_say_what_is_known(self, ada: Client):
        path = await begun(ada, 10, filename="a.bin")
        said = await ada.head(path, headers=TUS)
        assert said.headers["upload-length"] == "10"
        assert said.headers["upload-metadata"] == metadata(filename="a.bin")
        shown = await ada.call("GET", path, status=200)
        assert clock.from_text(shown.pop("expires")) > clock.real_now() + clock.HOUR
        expected = {"name": "a.bin", "length": 10, "offset": 0, "assignment_id": None, "attachment_id": None}
        assert shown == {"id": path.rpartition("/")[2], **expected}
        done = await add(ada, path, 0, b"x" * 10)
        found = await ada.head(path, headers=TUS)
        assert found.headers["talka-attachment-id"] == done.headers["talka-attachment-id"]
        shown = await ada.call("GET", path, status=200)
        assert (shown["offset"], shown["attachment_id"]) == (10, done.headers["talka-attachment-id"])

    @pytest.mark.parametrize("size", [0, 5])
    async def test_it_may_come_with_its_creation(self, platform: Platform, ada: Client, size: int):
        answer = await begin(ada, size, content=b"x" * size)
        assert (answer.status_code, answer.headers["upload-offset"]) == (201, str(size))
        attachment_id = answer.headers["talka-attachment-id"]
        assert await content_of(platform, ada, attachment_id) == b"x" * size

    async def test_an_empty_one_needs_no_part(self, platform: Platform, ada: Client):
        answer = await begin(ada, 0)
        assert await content_of(platform, ada, answer.headers["talka-attachment-id"]) == b""

    async def test_a_part_of_it_may_come_with_its_creation(self, platform: Platform, ada: Client):
        answer = await begin(ada, 10, content=b"01234")
        assert answer.headers["upload-offset"] == "5"
        done = await add(ada, path_of(answer), 5, b"56789")
        assert await content_of(platform, ada, done.headers["talka-attachment-id"]) == b"0123456789"

    @pytest.mark.usefixtures("_small_pieces")
    async def test_pieces_are_joined(self, place: Place, platform: Platform, ada: Client):
        whole = os.urandom(5500)
        path = await begun(ada, len(whole))
        await add(ada, path, 0, whole[:2500])
        assert sorted(stored(place).values()) == [500, 1000, 1000]
        done = await add(ada, path, 2500, whole[2500:])
        attachment_id = done.headers["talka-attachment-id"]
        assert stored(place) == {attachment_id: 5500}
        assert await content_of(platform, ada, attachment_id) == whole

    async def test_it_can_be_handed_in(self, platform: Platform, ada: Client):
        acme = await platform.requester()
        page = await put_assignment(platform.database, ada.id, acme.id)
        answer = await begin(ada, 3, content=b"abc", assignment_id=page)
        attachment_id = answer.headers["talka-attachment-id"]
        bound = _Page(page, acme.id)
        assert (
            await platform.database.write(lambda tx: attachments.bind(tx, ada.id, bound, [attachment_id]))
            == set()
        )
        got = await acme.get(f"/api/v1/attachments/{attachment_id}/download")
        assert (got.status_code, got.content) == (200, b"abc")

    async def test_the_sandbox_has_its_own(self, place: Place, platform: Platform):
        worker = await platform.sandbox.worker("ada")
        answer = await begin(worker, 1, content=b"x")
        assert answer.headers["location"].startswith(f"http://testserver/sandbox{API}/")
        assert list(stored(place, "sandbox")) == [answer.headers["talka-attachment-id"]]


class _Page:
    def __init__(self, assignment_id: str, requester_id: str) -> None:
        self.id = assignment_id
        self.pool_id = 1_000_000_001
        self.requester_id = requester_id


@on_sqlite_alone
class TestTheProtocol:
    @pytest.mark.parametrize("version", [{}, {"Tus-Resumable": "0.2.2"}, {"Tus-Resumable": "1.0.1"}])
    async def test_other_versions_are_refused(self, ada: Client, version: dict[str, str]):
        path = await begun(ada, 1)
        for method, where in (("POST", API), ("HEAD", path), ("PATCH", path), ("DELETE", path)):
            answer = await ada.request(method, where, headers=version | {"Upload-Length": "1"})
            assert answer.status_code == 412, method
            assert (answer.headers["tus-version"], answer.headers["tus-resumable"]) == ("1.0.0", "1.0.0")
        assert await offset(ada, path) == 0

    async def test_options_tell_what_is_known(self, platform: Platform, ada: Client):
        for path in (API, await begun(ada, 1)):
            answer = await platform.anonymous.options(path)
            assert answer.status_code == 204
            assert answer.headers["tus-version"] == "1.0.0"
            assert answer.headers["tus-max-size"] == str(100 * 1024 * 1024)
            assert set(answer.headers["tus-extension"].split(",")) == {
                *("creation", "creation-with-upload", "termination", "expiration", "checksum")
            }
            assert answer.headers["tus-checksum-algorithm"] == "sha1,sha256"

    async def test_a_part_begins_where_the_last_one_ended(self, ada: Client):
        path = await begun(ada, 10)
        await add(ada, path, 0, b"01234")
        for wrong in (0, 4, 6, 10):
            answer = await add(ada, path, wrong, b"x", status=409)
            assert (answer.json()["code"], answer.json()["payload"]) == (
                "UPLOAD_OFFSET_MISMATCH",
                {"offset": 5},
            )
        assert await offset(ada, path) == 5

    async def test_nothing_is_added_after_the_end(self, ada: Client):
        path = path_of(await begin(ada, 3, content=b"abc"))
        answer = await add(ada, path, 3, b"")
        assert answer.headers["talka-attachment-id"]
        await add(ada, path, 0, b"abc", status=409)
        await add(ada, path, 3, b"d", status=413)

    async def test_more_than_was_announced_is_refused(self, ada: Client):
        path = await begun(ada, 3)
        await add(ada, path, 0, b"abcd", status=413)

        async def unmeasured() -> AsyncIterator[bytes]:
            yield b"ab"
            yield b"cd"

        await add(ada, path, 0, unmeasured(), status=413)
        assert await offset(ada, path) == 0
        await add(ada, path, 0, b"abc")

    @pytest.mark.parametrize("kind", ["application/octet-stream", "", "multipart/form-data"])
    async def test_bytes_have_their_own_media_type(self, ada: Client, kind: str):
        path = await begun(ada, 3)
        headers = TUS | {"Upload-Offset": "0", "Content-Type": kind}
        answer = await ada.patch(path, headers=headers, content=b"abc")
        assert (answer.status_code, answer.headers["tus-resumable"]) == (415, "1.0.0")
        answer = await ada.post(API, headers=headers | {"Upload-Length": "3"}, content=b"abc")
        assert answer.status_code == 415

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Upload-Length": "x"},
            {"Upload-Length": "-1"},
            {"Upload-Length": "1", "Upload-Metadata": "filename ?"},
            {"Upload-Length": "1", "Upload-Checksum": "md5 x"},
            {"Upload-Defer-Length": "1"},
        ],
    )
    async def test_headers_that_cannot_be_read_are_named(self, ada: Client, headers: dict[str, str]):
        answer = await ada.post(API, headers=TUS | headers)
        assert (answer.status_code, answer.json()["code"]) == (400, "VALIDATION_ERROR")
        assert next(iter(answer.json()["payload"])).startswith("Upload-")

    async def test_a_part_needs_its_offset(self, ada: Client):
        path = await begun(ada, 3)
        answer = await ada.patch(path, headers=TUS | {"Content-Type": OCTETS}, content=b"abc")
        assert list(answer.json()["payload"]) == ["Upload-Offset"]

    async def test_another_method_may_be_named_in_a_header(self, ada: Client):
        path = await begun(ada, 3)
        headers = TUS | {"Upload-Offset": "0", "Content-Type": OCTETS, "X-HTTP-Method-Override": "PATCH"}
        answer = await ada.post(path, headers=headers, content=b"abc")
        assert (answer.status_code, answer.headers["upload-offset"]) == (204, "3")
        assert (await ada.post(path, headers=TUS)).status_code == 400
        answer = await ada.post(path, headers=TUS | {"X-HTTP-Method-Override": "DELETE"})
        assert answer.status_code == 204
        assert (await ada.head(path, headers=TUS)).status_code == 404

    @pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
    async def test_a_part_that_does_not_add_up_is_not_kept(self, place: Place, ada: Client, algorithm: str):
        def checksum(content: bytes) -> dict[str, str]:
            digest = base64.b64encode(hashlib.new(algorithm, content).digest()).decode()
            return {"Upload-Checksum": f"{algorithm} {digest}"}

        path = await begun(ada, 6)
        answer = await add(ada, path, 0, b"abc", status=460, **checksum(b"abd"))
        assert answer.json()["code"] == "CHECKSUM_MISMATCH"
        assert await offset(ada, path) == 0
        assert stored(place) == {}
        await add(ada, path, 0, b"abc", **checksum(b"abc"))
        done = await add(ada, path, 3, b"def", **checksum(b"def"))
        assert stored(place) == {done.headers["talka-attachment-id"]: 6}

    async def test_it_can_be_given_up(self, place: Place, ada: Client):
        path = await begun(ada, 10)
        await add(ada, path, 0, b"01234")
        answer = await ada.delete(path, headers=TUS)
        assert (answer.status_code, answer.headers["tus-resumable"]) == (204, "1.0.0")
        assert stored(place) == {}
        assert (await ada.head(path, headers=TUS)).status_code == 404
        await add(ada, path, 5, b"56789", status=404)
        assert (await ada.delete(path, headers=TUS)).status_code == 404

    async def test_what_it_became_stays(self, platform: Platform, ada: Client):
        answer = await begin(ada, 3, content=b"abc")
        assert (await ada.delete(path_of(answer), headers=TUS)).status_code == 204
        assert await content_of(platform, ada, answer.headers["talka-attachment-id"]) == b"abc"


class TestWhoMayTouchIt:
    async def test_its_worker_alone(self, platform: Platform, ada: Client):
        path = await begun(ada, 3)
        grace, acme = await platform.worker("grace"), await platform.requester()
        for method in ("HEAD", "GET", "PATCH", "DELETE"):
            headers = TUS | {"Upload-Offset": "0", "Content-Type": OCTETS}
            assert (await grace.request(method, path, headers=headers)).status_code == 404, method
            assert (await acme.request(method, path, headers=headers)).status_code == 403, method
            anonymous = await platform.anonymous.request(method, path, headers=headers)
            assert (anonymous.status_code, anonymous.headers["tus-resumable"]) == (401, "1.0.0"), method
        assert (await platform.anonymous.post(API, headers=TUS | {"Upload-Length": "1"})).status_code == 401
        assert await offset(ada, path) == 0

    @pytest.mark.parametrize("upload_id", ["none", "00000000-0000-4000-8000-000000000000", "a b"])
    async def test_what_is_not_there_is_not_found(self, ada: Client, upload_id: str):
        assert (await ada.head(f"{API}/{upload_id}", headers=TUS)).status_code == 404

    async def test_the_page_must_be_ones_own_and_open(self, platform: Platform, ada: Client):
        others = await put_assignment(platform.database, (await platform.worker("grace")).id, "r" * 32)
        answer = await begin(ada, 3, assignment_id=others)
        assert answer.json()["payload"]["assignment_id"]["code"] == "ENTITY_DOES_NOT_EXIST"
        page = await put_assignment(platform.database, ada.id, "r" * 32)
        path = await begun(ada, 3, assignment_id=page)
        await set_status(platform.database, page, "SUBMITTED")
        assert (await begin(ada, 3, assignment_id=page)).status_code == 409
        answer = await add(ada, path, 0, b"abc", status=409)
        assert answer.json()["code"] == "INAPPROPRIATE_STATUS"
        assert await offset(ada, path) == 3
        await set_status(platform.database, page, "ACTIVE")
        assert (await ada.head(path, headers=TUS)).headers["talka-attachment-id"]

    async def test_who_has_begun_too_many_is_told(self, ada: Client, monkeypatch: pytest.MonkeyPatch):
        assert MAX_UNFINISHED == 100
        monkeypatch.setattr(service, "MAX_UNFINISHED", 2)
        path = await begun(ada, 1)
        await begun(ada, 1)
        assert (await begin(ada, 1)).status_code == 429
        await add(ada, path, 0, b"x")
        await begun(ada, 1)

    async def test_an_erased_persons_are_forgotten(
        self, place: Place, platform: Platform, ada: Client, pass_time: Callable[[int], None]
    ):
        path = await begun(ada, 3)
        await add(ada, path, 0, b"ab")
        assert (await ada.delete("/api/worker/v1/me")).status_code in {200, 204}
        pass_time(clock.HOUR * 2)
        await sweep_files(platform.database, platform.running.files)
        assert stored(place) == {}


@on_sqlite_alone
class TestTheLimits:
    @pytest.fixture
    def platform_settings(self) -> dict[str, Any]:
        return {"max_attachment_bytes": 1000, "attachment_types": ("image/*", "text/plain")}

    async def test_a_file_that_is_too_large_is_not_begun(self, ada: Client):
        answer = await begin(ada, 1001)
        assert (answer.status_code, answer.json()["payload"]) == (413, {"limit": 1000})
        assert (await ada.options(API)).headers["tus-max-size"] == "1000"

    async def test_other_kinds_of_files_are_refused_as_soon_as_they_show(self, place: Place, ada: Client):
        path = await begun(ada, 500, filetype="image/png")
        answer = await add(ada, path, 0, b"%PDF-1.7" + b"x" * 100, status=415)
        assert answer.json()["payload"]["media_type"] == "application/pdf"
        assert stored(place) == {}
        answer = await begin(ada, 3, content=b"abc", filetype="text/html")
        assert answer.status_code == 415

    async def test_a_creation_that_is_refused_leaves_nothing(
        self, platform: Platform, ada: Client, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(service, "MAX_UNFINISHED", 1)
        for _ in range(2):
            assert (await begin(ada, 3, content=b"abc", filetype="text/html")).status_code == 415
        assert await platform.database.read(lambda tx: store.all_of(tx, ada.id)) == []

    async def test_the_kinds_named_are_taken(self, ada: Client):
        for content, kind in ((PNG[:900], "image/png"), (b"abc", "text/plain")):
            answer = await begin(ada, len(content), content=content, filetype=kind)
            assert answer.headers["talka-attachment-id"]

    async def test_a_form_is_held_to_the_same(self, place: Place, ada: Client):
        answer = await ada.post(FILES, files={"file": ("a.png", b"%PDF-1.7" + b"x" * 100, "image/png")})
        assert (answer.status_code, answer.json()["code"]) == (415, "UNSUPPORTED_MEDIA_TYPE")
        answer = await ada.post(FILES, files={"file": ("a", b"x", "text/html")})
        assert answer.status_code == 415
        assert stored(place) == {}
        answer = await ada.post(FILES, files={"file": ("a", b"x", "text/plain")})
        assert answer.status_code == 201

    async def test_parts_may_not_be_too_many(self, ada: Client, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(service.rules, "MAX_PIECES", 2)
        path = await begun(ada, 9, filetype="text/plain")
        await add(ada, path, 0, b"a")
        await add(ada, path, 1, b"b")
        await add(ada, path, 2, b"c", status=413)


class TestTwoAtOnce:
    async def test_a_second_request_is_kept_out(self, ada: Client):
        path = await begun(ada, 6)
        reached, enough = asyncio.Event(), asyncio.Event()

        async def slowly() -> AsyncIterator[bytes]:
            yield b"abc"
            reached.set()
            await enough.wait()
            yield b"def"

        first = asyncio.create_task(add(ada, path, 0, slowly()))
        await asyncio.wait_for(reached.wait(), 10)
        answer = await add(ada, path, 0, b"xyz", status=423)
        assert answer.json()["code"] == "UPLOAD_LOCKED"
        assert (await ada.delete(path, headers=TUS)).status_code == 423
        assert await offset(ada, path) == 0
        enough.set()
        assert (await first).headers["talka-attachment-id"]

    @pytest.mark.usefixtures("_small_pieces")
    async def test_who_is_silent_for_long_is_overtaken(
        self, place: Place, platform: Platform, ada: Client, pass_time: Callable[[int], None]
    ):
        whole = os.urandom(3000)
        path = await begun(ada, len(whole))
        reached, enough = asyncio.Event(), asyncio.Event()

        async def silently() -> AsyncIterator[bytes]:
            yield whole[:1500]
            reached.set()
            await enough.wait()
            yield b"wrong" * 300

        first = asyncio.create_task(add(ada, path, 0, silently(), status=None))
        await asyncio.wait_for(reached.wait(), 10)
        pass_time(LEASE + 1)
        assert await offset(ada, path) == 1000
        done = await add(ada, path, 1000, whole[1000:])
        enough.set()
        assert (await first).status_code == 423
        attachment_id = done.headers["talka-attachment-id"]
        assert await content_of(platform, ada, attachment_id) == whole
        assert stored(place) == {attachment_id: len(whole)}

    async def test_many_requests_of_one_part_add_it_once(self, platform: Platform, ada: Client):
        path = await begun(ada, 6)
        answers = await asyncio.gather(*(add(ada, path, 0, b"abc", status=None) for _ in range(6)))
        statuses = sorted(answer.status_code for answer in answers)
        assert statuses[0] == 204
        assert set(statuses[1:]) <= {409, 423}
        done = await add(ada, path, 3, b"def")
        assert await content_of(platform, ada, done.headers["talka-attachment-id"]) == b"abcdef"


class TestWhenSomethingBreaks:
    @pytest.mark.usefixtures("_small_pieces")
    async def test_what_has_arrived_is_kept(self, platform: Platform, ada: Client):
        whole = os.urandom(5000)
        path = await begun(ada, len(whole))

        async def cut_off(scope: Any, _receive: Any, send: Any) -> None:
            messages = [{"type": "http.request", "body": whole[:2500], "more_body": True}]

            async def broken() -> Any:
                return messages.pop() if messages else {"type": "http.disconnect"}

            await platform.application(scope, broken, send)

        transport = httpx.ASGITransport(app=cut_off)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://testserver", headers=ada.headers
        ) as half:
            answer = await half.patch(path, headers=TUS | {"Upload-Offset": "0", "Content-Type": OCTETS})
        assert answer.status_code == 400
        assert await offset(ada, path) == 2500
        done = await add(ada, path, 2500, whole[2500:])
        assert await content_of(platform, ada, done.headers["talka-attachment-id"]) == whole

    async def test_an_upload_that_is_whole_becomes_a_file_when_it_is_asked_for(
        self, platform: Platform, ada: Client, monkeypatch: pytest.MonkeyPatch
    ):
        path = await begun(ada, 6)
        await add(ada, path, 0, b"abc")

        def crash(*_: Any, **__: Any) -> None:
            raise FileStoreUnavailable

        with monkeypatch.context() as patched:
            patched.setattr(service, "finish_upload", crash)
            await add(ada, path, 3, b"def", status=503)
        found = await ada.head(path, headers=TUS)
        assert found.headers["upload-offset"] == "6"
        assert await content_of(platform, ada, found.headers["talka-attachment-id"]) == b"abcdef"

    async def test_an_upload_that_lost_a_part_is_gone(self, place: Place, ada: Client):
        path = await begun(ada, 6)
        await add(ada, path, 0, b"abc")
        for file in (place.data_dir / "attachments").rglob("*-*"):
            file.unlink()
        await add(ada, path, 3, b"def", status=410)
        await add(ada, path, 3, b"def", status=404)


class TestWhenItsTimeIsOver:
    async def test_it_is_gone_and_then_forgotten(
        self, place: Place, platform: Platform, ada: Client, pass_time: Callable[[int], None]
    ):
        path = await begun(ada, 6)
        await add(ada, path, 0, b"abc")
        pass_time(clock.DAY - clock.MINUTE)
        await sweep_files(platform.database, platform.running.files)
        assert await offset(ada, path) == 3
        pass_time(2 * clock.MINUTE)
        answer = await add(ada, path, 3, b"def", status=410)
        assert answer.json()["code"] == "UPLOAD_GONE"
        assert (await ada.head(path, headers=TUS)).status_code == 410
        await sweep_files(platform.database, platform.running.files)
        assert (await ada.head(path, headers=TUS)).status_code == 404
        assert stored(place) == {}
        assert await platform.database.read(lambda tx: store.pieces(tx, path.rpartition("/")[2])) == []

    async def test_pieces_are_no_orphans_before(
        self, place: Place, platform: Platform, ada: Client, pass_time: Callable[[int], None]
    ):
        path = await begun(ada, 6)
        await add(ada, path, 0, b"abc")
        await _put_orphan(platform)
        assert len(stored(place)) == 2
        pass_time(2 * clock.HOUR)
        await sweep_files(platform.database, platform.running.files)
        assert len(stored(place)) == 1
        await add(ada, path, 3, b"def")

    async def test_the_file_that_it_became_lives_on(
        self, place: Place, platform: Platform, ada: Client, pass_time: Callable[[int], None]
    ):
        acme = await platform.requester()
        page = await put_assignment(platform.database, ada.id, acme.id)
        made = (await begin(ada, 3, content=b"abc")).headers["talka-attachment-id"]
        bound = _Page(page, acme.id)
        await platform.database.write(lambda tx: attachments.bind(tx, ada.id, bound, [made]))
        pass_time(2 * clock.DAY)
        await sweep_files(platform.database, platform.running.files)
        assert stored(place) == {made: 3}


async def _put_orphan(platform: Platform) -> Path:
    writer = await platform.running.files.create(key := new_uuid())
    await writer.write(b"x")
    await writer.finish()
    return Path(key)
