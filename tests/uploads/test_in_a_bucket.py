"""Files of workers in a bucket, from either kind of upload to the download."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from assignment_rows import put_assignment
from buckets import TestBucket
from http_client import Client, Platform
from talka.app import sweep_files
from talka.attachments import s3, service
from talka.attachments.files import FileStoreUnavailable
from talka.attachments.jobs import faults_of_files
from talka.attachments.s3 import S3FileStore
from talka.kernel import clock
from talka.kernel.ids import new_uuid
from talka.uploads import receiving

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)

FILES = "/api/worker/v1/attachments"
UPLOADS = "/api/worker/v1/uploads"
TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}


class Page:
    def __init__(self, assignment_id: str, requester_id: str) -> None:
        self.id = assignment_id
        self.pool_id = 1_000_000_001
        self.requester_id = requester_id


@pytest.fixture
def platform_settings(bucket: TestBucket, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setattr(s3, "PIECE", 10_000)
    monkeypatch.setattr(s3, "_RETRIES", 0)
    monkeypatch.setattr(receiving, "PIECE", 15_000)
    return {"file_store": bucket.url}


@pytest.fixture
async def ada(platform: Platform) -> Client:
    return await platform.worker("ada")


async def upload(worker: Client, content: bytes, *, status: int = 201) -> Any:
    files = {"file": ("cat.bin", content, "x/y")}
    return await worker.call("POST", FILES, status=status, files=files)


def fail(*_: Any, **__: Any) -> None:
    raise FileStoreUnavailable


async def test_a_file_goes_in_and_comes_out(platform: Platform, ada: Client, bucket: TestBucket):
    acme = await platform.requester()
    page = await put_assignment(platform.database, ada.id, acme.id)
    content = os.urandom(25_000)
    made = await upload(ada, content)
    assert len(bucket.objects()) == 3
    assert sum(bucket.objects().values()) == 25_000
    await platform.database.write(lambda tx: service.bind(tx, ada.id, Page(page, acme.id), [made["id"]]))
    path = f"/api/v1/attachments/{made['id']}/download"
    assert (await acme.get(path)).content == content
    part = await acme.get(path, headers={"Range": "bytes=9990-20009"})
    assert (part.status_code, part.content) == (206, content[9990:20_010])
    head = await acme.head(path)
    assert (head.status_code, head.headers["content-length"]) == (200, "25000")
    assert (await acme.get(path, headers={"Range": "bytes=25000-"})).status_code == 416
    assert await faults_of_files(platform.database, platform.running.files) == []


async def test_a_file_arrives_in_parts(platform: Platform, ada: Client, bucket: TestBucket):
    content = os.urandom(50_000)
    begun = await ada.post(UPLOADS, headers=TUS | {"Upload-Length": "50000"}, content=content[:20_000])
    path = begun.headers["location"].removeprefix("http://testserver")
    assert begun.headers["upload-offset"] == "20000"
    headers = TUS | {"Upload-Offset": "20000"}
    done = await ada.patch(path, headers=headers, content=content[20_000:])
    assert done.status_code == 204
    made = await ada.call("GET", f"{FILES}/{done.headers['talka-attachment-id']}")
    assert (await platform.anonymous.get(made["url"])).content == content
    assert {name.split("/")[2] for name in bucket.objects()} == {made["id"]}


async def test_when_the_store_is_away_nothing_is_taken_and_nothing_is_lost(
    platform: Platform, ada: Client, bucket: TestBucket, monkeypatch: pytest.MonkeyPatch
):
    kept = await upload(ada, b"kept")
    begun = await ada.post(UPLOADS, headers=TUS | {"Upload-Length": "6"}, content=b"abc")
    path = begun.headers["location"].removeprefix("http://testserver")
    with monkeypatch.context() as patched:
        patched.setattr(S3FileStore, "put", fail)
        patched.setattr(S3FileStore, "_get", fail)
        patched.setattr(S3FileStore, "delete", fail)
        for answer in (
            await ada.post(FILES, files={"file": ("a", b"x")}),
            await platform.anonymous.get(kept["url"]),
            await ada.patch(path, headers=TUS | {"Upload-Offset": "3"}, content=b"def"),
        ):
            assert (answer.status_code, answer.json()["code"]) == (503, "REMOTE_SERVICE_UNAVAILABLE")
            assert set(answer.json()) == {"request_id", "code", "message"}
        assert (await platform.anonymous.head(kept["url"])).status_code == 200
    assert (await platform.anonymous.get(kept["url"])).content == b"kept"
    found = await ada.head(path, headers=TUS)
    assert found.headers["upload-offset"] == "3"
    done = await ada.patch(path, headers=TUS | {"Upload-Offset": "3"}, content=b"def")
    assert done.headers["talka-attachment-id"]
    assert len(bucket.objects()) == 2


async def test_a_lost_object_is_no_quiet_success(platform: Platform, ada: Client, bucket: TestBucket):
    made = await upload(ada, b"x")
    await platform.running.files.remove(made["id"])
    assert bucket.objects() == {}
    # Not through the client that judges answers: no page names the failure that this is.
    answer = await httpx.AsyncClient.request(platform.anonymous, "GET", made["url"])
    assert answer.status_code == 500


async def test_what_came_to_nothing_is_swept(
    platform: Platform, ada: Client, bucket: TestBucket, pass_time: Callable[[int], None]
):
    acme = await platform.requester()
    page = await put_assignment(platform.database, ada.id, acme.id)
    bound, _unbound = await upload(ada, b"x" * 25_000), await upload(ada, b"x" * 25_000)
    await platform.database.write(lambda tx: service.bind(tx, ada.id, Page(page, acme.id), [bound["id"]]))
    said = base64.b64encode(b"a.bin").decode()
    headers = TUS | {"Upload-Length": "6", "Upload-Metadata": f"filename {said}"}
    await ada.post(UPLOADS, headers=headers, content=b"abc")
    orphan = await platform.running.files.create(new_uuid())
    await orphan.write(b"x" * 25_000)
    await orphan.finish()
    unfinished = await platform.running.files.create(new_uuid())
    await unfinished.write(b"x" * 25_000)
    assert len(bucket.objects()) == 3 + 3 + 1 + 3 + 1
    pass_time(2 * clock.HOUR)
    await sweep_files(platform.database, platform.running.files)
    assert len(bucket.objects()) == 3 + 3 + 1 + 1
    pass_time(clock.DAY)
    await sweep_files(platform.database, platform.running.files)
    assert {name.split("/")[2] for name in bucket.objects()} == {bound["id"]}
