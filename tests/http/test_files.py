"""The folder that is served at /files/."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from http_client import Client, Platform

PICTURE = bytes(range(256)) * 4

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "served"
    (made / "cats").mkdir(parents=True)
    (made / "cats" / "first cat.jpg").write_bytes(PICTURE)
    (made / "note.txt").write_text("naïve")
    (made / "empty.csv").write_bytes(b"")
    (made / "page.html").write_text("<script>alert(1)</script>")
    (made / "drawing.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (made / "archive.bin").write_bytes(b"\0" * 10)
    return made


@pytest.fixture
def platform_settings(folder: Path) -> dict[str, Any]:
    return {"files": folder}


@pytest.fixture
def anyone(platform: Platform) -> Client:
    return platform.anonymous


JPEG = "/files/cats/first%20cat.jpg"


async def test_a_picture_is_shown_whole(anyone: Client):
    answer = await anyone.get(JPEG)
    assert answer.status_code == 200
    assert answer.content == PICTURE
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-length"] == "1024"
    assert answer.headers["content-disposition"] == 'inline; filename="first cat.jpg"'
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["accept-ranges"] == "bytes"


async def test_head_tells_the_same_without_the_bytes(anyone: Client):
    whole, head = await anyone.get(JPEG), await anyone.head(JPEG)
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers == whole.headers


async def test_texts_are_shown_as_utf_8(anyone: Client):
    answer = await anyone.get("/files/note.txt")
    assert answer.text == "naïve"
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("name", ["page.html", "drawing.svg", "archive.bin"])
async def test_what_can_act_or_is_unknown_is_a_download(anyone: Client, name: str):
    answer = await anyone.get(f"/files/{name}")
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert answer.headers["content-security-policy"].startswith("sandbox;")


async def test_a_range_is_a_part(anyone: Client):
    answer = await anyone.get(JPEG, headers={"Range": "bytes=1000-2000"})
    assert answer.status_code == 206
    assert answer.content == PICTURE[1000:]
    assert answer.headers["content-range"] == "bytes 1000-1023/1024"
    assert answer.headers["content-length"] == "24"


async def test_a_range_beyond_the_end_is_416(anyone: Client):
    answer = await anyone.get(JPEG, headers={"Range": "bytes=1024-"})
    assert answer.status_code == 416
    assert answer.headers["content-range"] == "bytes */1024"
    assert answer.json()["code"] == "RANGE_NOT_SATISFIABLE"


async def test_an_empty_file_is_sent(anyone: Client):
    answer = await anyone.get("/files/empty.csv")
    assert (answer.status_code, answer.content, answer.headers["content-length"]) == (200, b"", "0")


async def test_what_the_caller_has_is_not_sent_again(anyone: Client):
    first = await anyone.get(JPEG)
    by_tag = await anyone.get(JPEG, headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})
    by_date = await anyone.get(JPEG, headers={"If-Modified-Since": first.headers["last-modified"]})
    assert (by_tag.status_code, by_date.status_code) == (304, 304)
    assert by_tag.content == by_date.content == b""
    assert by_tag.headers["etag"] == first.headers["etag"]


async def test_a_changed_file_is_sent_again(anyone: Client, folder: Path):
    first = await anyone.get(JPEG)
    changed = folder / "cats" / "first cat.jpg"
    changed.write_bytes(b"new")
    os.utime(changed, (2_000_000_000, 2_000_000_000))
    for header in (
        {"If-None-Match": first.headers["etag"]},
        {"If-Modified-Since": first.headers["last-modified"]},
    ):
        assert (await anyone.get(JPEG, headers=header)).content == b"new"


@pytest.mark.parametrize("condition", ["etag", "last-modified"])
async def test_the_rest_of_a_file_comes_only_while_it_is_the_same(
    anyone: Client, folder: Path, condition: str
):
    first = await anyone.get(JPEG)
    headers = {"Range": "bytes=1000-", "If-Range": first.headers[condition]}
    assert (await anyone.get(JPEG, headers=headers)).status_code == 206
    changed = folder / "cats" / "first cat.jpg"
    os.utime(changed, (2_000_000_000, 2_000_000_000))
    answer = await anyone.get(JPEG, headers=headers)
    assert (answer.status_code, answer.content) == (200, PICTURE)


@pytest.mark.parametrize(
    "path",
    [
        "/files/cats",
        "/files/cats/",
        "/files/",
        "/files/missing.jpg",
        "/files/../production.db",
        "/files/%2e%2e/production.db",
        "/files/cats/..%2f..%2fproduction.db",
        "/files//etc/passwd",
        "/files/%2Fetc%2Fpasswd",
        "/files/note.txt%00.jpg",
        "/files/link",
        "/files/linked/production.db",
        "/files/pipe",
        "/files/" + "x" * 5000,
    ],
)
async def test_nothing_but_files_of_the_folder_is_found(
    anyone: Client, folder: Path, tmp_path: Path, path: str
):
    (folder / "link").symlink_to(tmp_path / "production.db")
    (folder / "linked").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe")
    assert (tmp_path / "production.db").exists()
    answer = await anyone.get(path)
    assert answer.status_code == 404
    assert answer.json()["code"] == "NOT_FOUND"


async def test_a_link_within_the_folder_is_followed(anyone: Client, folder: Path):
    (folder / "same.jpg").symlink_to(folder / "cats" / "first cat.jpg")
    assert (await anyone.get("/files/same.jpg")).content == PICTURE


async def test_files_are_read_only(anyone: Client):
    assert (await anyone.put(JPEG, content=b"x")).status_code == 405
    assert (await anyone.delete(JPEG)).status_code == 405


async def test_the_sandbox_serves_the_same_folder(platform: Platform):
    assert (await platform.sandbox.anonymous.get(JPEG)).content == PICTURE


class TestWithoutAFolder:
    @pytest.fixture
    def platform_settings(self) -> dict[str, Any]:
        return {}

    async def test_there_is_no_file(self, anyone: Client):
        assert (await anyone.get(JPEG)).status_code == 404
