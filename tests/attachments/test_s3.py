"""Files in a bucket."""

from __future__ import annotations

import subprocess
import sys

import pytest

from buckets import TestBucket
from talka.attachments import s3
from talka.attachments.files import FileStoreUnavailable
from talka.attachments.s3 import S3FileStore
from talka.kernel import clock
from talka.kernel.ids import new_uuid


async def put(store: S3FileStore, content: bytes) -> str:
    writer = await store.create(key := new_uuid())
    await writer.write(content)
    await writer.finish()
    return key


async def get(store: S3FileStore, key: str, start: int, length: int) -> bytes:
    return b"".join([chunk async for chunk in store.read(key, start, length)])


async def all_keys(store: S3FileStore, before: int) -> dict[str, int]:
    return {key: size async for batch in store.keys(before) for key, size in batch.items()}


@pytest.fixture
def store(bucket: TestBucket, monkeypatch: pytest.MonkeyPatch) -> S3FileStore:
    """One that cuts files into pieces of half a million bytes."""
    monkeypatch.setattr(s3, "PIECE", 500_000)
    return S3FileStore(bucket.address, "production")


class TestABucket:
    async def test_a_small_file_is_one_object_and_a_large_one_is_pieces(
        self, store: S3FileStore, bucket: TestBucket
    ):
        small, large = await put(store, b"x"), await put(store, b"x" * 1_200_000)
        assert bucket.objects() == {
            f"prefix/production/{small}/0": 1,
            f"prefix/production/{large}/0": 500_000,
            f"prefix/production/{large}/1": 500_000,
            f"prefix/production/{large}/2": 200_000,
        }
        await store.remove(large)
        assert list(bucket.objects()) == [f"prefix/production/{small}/0"]

    async def test_environments_do_not_see_each_other(self, store: S3FileStore, bucket: TestBucket):
        key = await put(store, b"x")
        sandbox = S3FileStore(bucket.address, "sandbox")
        assert await all_keys(sandbox, clock.real_now() + clock.MINUTE) == {}
        await sandbox.remove(key)
        assert await get(store, key, 0, 1) == b"x"

    async def test_what_a_killed_server_left_is_forgotten_once_it_is_old(
        self, store: S3FileStore, bucket: TestBucket
    ):
        writer = await store.create(new_uuid())
        await writer.write(b"x" * 1_200_000)
        assert len(bucket.objects()) == 1  # the first piece is kept back until all others are there
        now = clock.real_now()
        await store.forget_unfinished(now - clock.DAY)
        assert len(bucket.objects()) == 1
        await store.forget_unfinished(now + clock.MINUTE)
        assert bucket.objects() == {}

    async def test_others_objects_are_let_alone(self, store: S3FileStore, bucket: TestBucket):
        bucket.put("prefix/production/readme.txt", b"hello")
        bucket.put("other/x", b"hello")
        await store.forget_unfinished(clock.real_now() + clock.MINUTE)
        assert await all_keys(store, clock.real_now() + clock.MINUTE) == {}
        assert list(bucket.objects()) == ["other/x", "prefix/production/readme.txt"]

    async def test_a_store_that_refuses_is_unavailable(
        self, bucket: TestBucket, capsys: pytest.CaptureFixture[str]
    ):
        store = S3FileStore(s3.bucket_of("s3://no-such-bucket"), "production")
        with pytest.raises(FileStoreUnavailable):
            await put(store, b"x")
        with pytest.raises(FileStoreUnavailable):
            await get(store, new_uuid(), 0, 1)
        with pytest.raises(FileStoreUnavailable):
            await all_keys(store, 0)
        with pytest.raises(FileStoreUnavailable):
            await store.check()
        said = capsys.readouterr()
        assert bucket.secret not in said.out + said.err

    async def test_a_store_that_is_not_there_is_unavailable(self, monkeypatch: pytest.MonkeyPatch):
        monkeypatch.setattr(s3, "_RETRIES", 0)
        access = s3.Access("http://127.0.0.1:1", "us-east-1", "id", "secret", plain_http=True)
        store = S3FileStore(s3.bucket_of("s3://some-bucket"), "production", access)
        with pytest.raises(FileStoreUnavailable):
            await put(store, b"x")
        with pytest.raises(FileStoreUnavailable):
            await store.remove(new_uuid())


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("s3://some-bucket", "s3://some-bucket"),
        ("s3://some-bucket/", "s3://some-bucket"),
        ("s3://some.bucket/a/b_c", "s3://some.bucket/a/b_c"),
        ("s3://some-bucket/a/b/", "s3://some-bucket/a/b"),
    ],
)
def test_an_address_names_bucket_and_prefix(url: str, shown: str):
    assert str(s3.bucket_of(url)) == shown


@pytest.mark.parametrize(
    "url",
    [
        "",
        "s3://",
        "s3://A",
        "http://some-bucket",
        "s3://b/../c d",
        "s3://bucket//x",
        "bucket",
        "s3://bucket?x",
    ],
)
def test_other_addresses_are_refused(url: str):
    with pytest.raises(ValueError, match="is not like s3://BUCKET"):
        s3.bucket_of(url)


class TestAccess:
    KEYS = {"TALKA_S3_ACCESS_KEY_ID": "id", "TALKA_S3_SECRET_ACCESS_KEY": "very secret"}  # noqa: RUF012

    def test_our_variables_say_all(self):
        more = {"ENDPOINT": "http://minio:9000", "REGION": "eu-1", "SESSION_TOKEN": "t"}
        access = s3.access_from(self.KEYS | {f"TALKA_S3_{name}": value for name, value in more.items()})
        assert access == s3.Access("http://minio:9000", "eu-1", "id", "very secret", "t", plain_http=True)
        assert "secret" not in repr(access) + str(access)

    def test_without_them_the_usual_ones_decide(self):
        assert s3.access_from({}) == s3.Access()
        assert s3.access_from({"AWS_ENDPOINT_URL": "http://minio:9000"}) == s3.Access(plain_http=True)
        assert s3.access_from({"AWS_ENDPOINT_URL": "https://s3.example"}) == s3.Access()

    @pytest.mark.parametrize("name", list(KEYS))
    def test_half_a_key_is_a_mistake(self, name: str):
        with pytest.raises(ValueError, match="come together"):
            s3.access_from({name: "x"})


def test_who_has_no_bucket_does_not_load_the_library():
    program = "import sys, talka.app, talka.cli; sys.exit('obstore' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
