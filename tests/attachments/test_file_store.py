"""Files in a local directory, or in a bucket."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from talka.attachments import s3
from talka.attachments.files import FileStore, LocalFileStore
from talka.attachments.s3 import S3FileStore
from talka.kernel import clock
from talka.kernel.ids import new_uuid


async def put(store: FileStore, content: bytes, key: str | None = None) -> str:
    key = key or new_uuid()
    writer = await store.create(key)
    for start in range(0, len(content), 700_000):
        await writer.write(content[start : start + 700_000])
    await writer.finish()
    return key


async def get(store: FileStore, key: str, start: int, length: int) -> bytes:
    return b"".join([chunk async for chunk in store.read(key, start, length)])


async def all_keys(store: FileStore, before: int) -> dict[str, int]:
    return {key: size async for batch in store.keys(before) for key, size in batch.items()}


@pytest.fixture(params=["local", "s3"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def store(
    kind: str, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> FileStore:
    """One of either; the bucket's cuts files into pieces of half a million bytes."""
    if kind == "local":
        return LocalFileStore(tmp_path / "files")
    monkeypatch.setattr(s3, "PIECE", 500_000)
    monkeypatch.setattr(s3, "_READ_BLOCK", 300_000)
    return S3FileStore(request.getfixturevalue("bucket").address, "production")


async def test_what_was_written_is_read(store: FileStore):
    content = os.urandom(3_000_000)
    key = await put(store, content)
    assert await get(store, key, 0, len(content)) == content
    assert await get(store, key, 1_000_001, 999) == content[1_000_001:1_001_000]
    assert await get(store, key, 2_999_990, 10) == content[2_999_990:]


async def test_nothing_is_seen_before_it_is_finished(
    store: FileStore, tmp_path: Path, kind: str, request: pytest.FixtureRequest
):
    writer = await store.create(key := new_uuid())
    await writer.write(b"x" * 2_000_000)
    assert await all_keys(store, clock.real_now() + clock.DAY) == {}
    with pytest.raises(FileNotFoundError):
        await get(store, key, 0, 1)
    await writer.abort()
    assert [path for path in (tmp_path / "files").rglob("*") if path.is_file()] == []
    if kind == "s3":
        assert request.getfixturevalue("bucket").objects() == {}


async def test_a_removed_file_is_gone(store: FileStore):
    key = await put(store, b"x")
    await store.remove(key)
    await store.remove(key)
    with pytest.raises(FileNotFoundError):
        await get(store, key, 0, 1)


async def test_keys_are_those_written_before(store: FileStore):
    keys = {await put(store, b"x" * size): size for size in range(5)}
    now = clock.real_now()
    assert await all_keys(store, now + clock.MINUTE) == keys
    assert await all_keys(store, now - clock.MINUTE) == {}


async def test_what_was_never_finished_is_forgotten(store: FileStore):
    done = await put(store, b"done")
    writer = await store.create(new_uuid())
    now = clock.real_now()
    await store.forget_unfinished(now - clock.MINUTE)
    await writer.write(b"x" * 2_000_000)
    await store.forget_unfinished(now + clock.MINUTE)
    if isinstance(store, LocalFileStore):
        with pytest.raises(FileNotFoundError):
            await writer.finish()
    assert list(await all_keys(store, now + clock.MINUTE)) == [done]
    assert await get(store, done, 0, 4) == b"done"


@pytest.mark.parametrize("key", ["../../x", "", "x", "/etc/passwd", "AAAAAAAA-0000-4000-8000-000000000000"])
async def test_only_ids_are_keys(store: FileStore, key: str):
    with pytest.raises(ValueError, match="is not a file's key"):
        await store.create(key)
    with pytest.raises(ValueError, match="is not a file's key"):
        await store.remove(key)


@pytest.mark.parametrize("size", [0, 1, 499_999, 500_000, 500_001, 1_000_000, 1_200_000])
async def test_a_file_of_any_size_comes_back(store: FileStore, size: int):
    content = os.urandom(size)
    key = await put(store, content)
    assert await get(store, key, 0, size) == content
    assert await all_keys(store, clock.real_now() + clock.MINUTE) == {key: size}
