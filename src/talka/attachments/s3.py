"""Files in a bucket of an S3-compatible store.

A file is kept as ``ENVIRONMENT/KEY/0``, ``.../1`` and so on: pieces of :data:`PIECE` bytes, of which the last
may be shorter. Piece 0 is written last, so a file is there once its piece 0 is. No multipart upload is ever
begun: what a killed server leaves are plain objects, which :meth:`S3FileStore.forget_unfinished` finds.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec
import structlog

from talka.attachments.files import FileStoreUnavailable, FileWriter
from talka.kernel.ids import parse_uuid

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig, S3Config, S3Credential, S3Store

log = structlog.get_logger(__name__)

PIECE = 4 * 1024 * 1024
"""Bytes of every piece but the last. It is part of the format: files that are there were cut by it."""

_READ_BLOCK = 1024 * 1024  # asked for at once: nothing is kept open while a client reads slowly
_LISTED = 1000
_CONNECT = timedelta(seconds=5)
_TIMEOUT = timedelta(seconds=60)
_RETRIES = 3
_RETRY_TIMEOUT = timedelta(seconds=20)
_URL = re.compile(r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[A-Za-z0-9!_.*'()-]+)*)/?\Z")
_PATH = re.compile(r"([0-9a-f-]{36})/(\d{1,9})\Z")
_ENDPOINTS = ("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_ENDPOINT")


class Bucket(msgspec.Struct, frozen=True):
    """Where files are: the bucket, and what all names in it begin with (empty, or without slashes around)."""

    name: str
    prefix: str

    def __str__(self) -> str:
        return f"s3://{self.name}/{self.prefix}".rstrip("/")


def bucket_of(url: str) -> Bucket:
    """The bucket that ``s3://BUCKET/PREFIX`` names.

    Raises:
        ValueError: it is no such address.
    """
    match = _URL.match(url)
    if match is None:
        raise ValueError(f"{url!r} is not like s3://BUCKET or s3://BUCKET/PREFIX")
    return Bucket(match[1], match[2].strip("/"))


class Access(msgspec.Struct, frozen=True):
    """How to get at the store, from ``TALKA_S3_*`` variables; without one, ``AWS_*`` and roles decide."""

    endpoint: str | None = None
    region: str | None = None
    key_id: str | None = None
    secret: str | None = None
    token: str | None = None
    plain_http: bool = False

    def __repr__(self) -> str:
        return f"Access(endpoint={self.endpoint!r}, region={self.region!r})"  # never the keys


def access_from(environ: Mapping[str, str]) -> Access:
    """What the environment's variables say.

    Raises:
        ValueError: there is a key without its secret, or the other way round.
    """
    said = {name: environ.get(f"TALKA_S3_{name}") or None for name in _VARIABLES}
    if (said["ACCESS_KEY_ID"] is None) != (said["SECRET_ACCESS_KEY"] is None):
        raise ValueError("TALKA_S3_ACCESS_KEY_ID and TALKA_S3_SECRET_ACCESS_KEY come together")
    endpoint = said["ENDPOINT"]
    used = endpoint or next(filter(None, (environ.get(name) for name in _ENDPOINTS)), "")
    return Access(
        endpoint,
        said["REGION"],
        said["ACCESS_KEY_ID"],
        said["SECRET_ACCESS_KEY"],
        said["SESSION_TOKEN"],
        plain_http=used.startswith("http://"),
    )


_VARIABLES = ("ENDPOINT", "REGION", "ACCESS_KEY_ID", "SECRET_ACCESS_KEY", "SESSION_TOKEN")


class S3FileStore:
    """See :class:`~talka.attachments.files.FileStore`.

    Of a file being written up to two pieces are in memory, of one being read a quarter of one.
    """

    def __init__(self, bucket: Bucket, environment: str, access: Access | None = None) -> None:
        found = access_from(os.environ) if access is None else access
        self._store = _open(bucket, "/".join(filter(None, (bucket.prefix, environment))), found)

    async def create(self, key: str) -> FileWriter:
        """See :class:`~talka.attachments.files.FileStore`."""
        return _S3Writer(self, _checked(key))

    async def read(self, key: str, start: int, length: int) -> AsyncIterator[bytes]:
        """See :class:`~talka.attachments.files.FileStore`."""
        end = start + length
        while start < end:
            number, place = divmod(start, PIECE)
            size = min(end - start, PIECE - place, _READ_BLOCK)
            block = await self._get(f"{_checked(key)}/{number}", place, size)
            yield block
            if len(block) < size:
                return
            start += size

    async def remove(self, key: str) -> None:
        """See :class:`~talka.attachments.files.FileStore`."""
        await self.delete(await self._pieces(_checked(key)))

    async def keys(self, before: int) -> AsyncIterator[dict[str, int]]:
        """See :class:`~talka.attachments.files.FileStore`."""
        found: dict[str, int] = {}
        async for key, sizes, newest in self._files():
            if 0 in sizes and newest < before:
                found[key] = sum(sizes.values())
            if len(found) >= _LISTED:
                yield found
                found = {}
        if found:
            yield found

    async def forget_unfinished(self, before: int) -> None:
        """See :class:`~talka.attachments.files.FileStore`."""
        stale = [key async for key, sizes, newest in self._files() if 0 not in sizes and newest < before]
        for key in stale:
            paths = await self._pieces(key)
            if f"{key}/0" not in paths:  # it may have been finished just now
                await self.delete(paths)

    async def check(self) -> None:
        """See :class:`~talka.attachments.files.FileStore`."""
        with _told("list"):
            async for _ in self._list(None):
                return

    async def put(self, path: str, content: bytes) -> None:
        """Store an object whole; it is durable afterwards."""
        import obstore  # noqa: PLC0415  only those who have such a store need it

        with _told("write"):
            await obstore.put_async(self._store, path, content, use_multipart=False)

    async def delete(self, paths: list[str]) -> None:
        """Remove objects; they may be gone already. Without its piece 0, the first, a file is unfinished."""
        import obstore  # noqa: PLC0415

        for path in paths:
            with _told("remove"), contextlib.suppress(FileNotFoundError):
                await obstore.delete_async(self._store, path)

    async def _get(self, path: str, start: int, length: int) -> bytes:
        import obstore  # noqa: PLC0415

        with _told("read"):
            try:
                return bytes(await obstore.get_range_async(self._store, path, start=start, length=length))
            except FileNotFoundError as error:
                if "NoSuchBucket" in str(error):
                    raise
        raise FileNotFoundError(f"There is no object {path} in the file store")

    async def _pieces(self, key: str) -> list[str]:
        with _told("list"):
            found = [meta["path"] async for batch in self._list(key) for meta in batch]
        return sorted(path for path in found if _PATH.match(path))

    async def _files(self) -> AsyncIterator[tuple[str, dict[int, int], int]]:
        """Every file: its key, the sizes of its pieces, and when the last one was written."""
        key, sizes, newest = "", dict[int, int](), 0
        with _told("list"):
            async for batch in self._list(None):
                for meta in batch:
                    match = _PATH.match(meta["path"])
                    if match is None:
                        continue  # nothing of ours
                    if match[1] != key:
                        if key:
                            yield key, sizes, newest
                        key, sizes, newest = match[1], {}, 0
                    sizes[int(match[2])] = meta["size"]
                    newest = max(newest, int(meta["last_modified"].timestamp() * 1000))
        if key:
            yield key, sizes, newest

    def _list(self, prefix: str | None) -> AsyncIterator[Any]:
        import obstore  # noqa: PLC0415

        return obstore.list(self._store, prefix, chunk_size=_LISTED)


class _S3Writer:
    """Sends pieces as they fill up, and keeps the first back until all others are stored."""

    def __init__(self, store: S3FileStore, key: str) -> None:
        self._store = store
        self._key = key
        self._first: bytes | None = None
        self._waiting = bytearray()
        self._number = 0

    async def write(self, chunk: bytes) -> None:
        self._waiting += chunk
        while len(self._waiting) >= PIECE:
            piece = bytes(self._waiting[:PIECE])
            del self._waiting[:PIECE]
            await self._take(piece)

    async def finish(self) -> None:
        if self._waiting or self._first is None:
            await self._take(bytes(self._waiting))
        await self._store.put(f"{self._key}/0", self._first or b"")

    async def abort(self) -> None:
        with contextlib.suppress(FileStoreUnavailable):  # what is left then is forgotten in a day
            await self._store.delete([f"{self._key}/{number}" for number in range(self._number)])

    async def _take(self, piece: bytes) -> None:
        number, self._number = self._number, self._number + 1
        if number == 0:
            self._first = piece
        else:
            await self._store.put(f"{self._key}/{number}", piece)


def _open(bucket: Bucket, prefix: str, access: Access) -> S3Store:
    from obstore.store import S3Store  # noqa: PLC0415  only those who have such a store need it

    config: S3Config = {}
    if access.endpoint:
        config["endpoint"] = access.endpoint
    if access.region:
        config["region"] = access.region
    client: ClientConfig = {
        "connect_timeout": _CONNECT,
        "timeout": _TIMEOUT,
        "allow_http": access.plain_http,
    }
    retries: RetryConfig = {"max_retries": _RETRIES, "retry_timeout": _RETRY_TIMEOUT}
    return S3Store(
        bucket.name,
        prefix=prefix,
        config=config,
        client_options=client,
        retry_config=retries,
        # Given as they are and not as settings, keys of ours never meet a token of the other variables.
        credential_provider=None if access.key_id is None else partial(_credential, access),
    )


def _credential(access: Access) -> S3Credential:
    return {
        "access_key_id": access.key_id or "",
        "secret_access_key": access.secret or "",
        "token": access.token,
        "expires_at": None,
    }


@contextlib.contextmanager
def _told(action: str) -> Iterator[None]:
    """What the store says goes to the log; who asked hears that it did not work."""
    from obstore.exceptions import BaseError  # noqa: PLC0415

    try:
        yield
    except (BaseError, OSError, ValueError) as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        log.warning("the file store failed", action=action, reason=reason)
        raise FileStoreUnavailable from error


def _checked(key: str) -> str:
    if parse_uuid(key) != key:
        raise ValueError(f"{key!r} is not a file's key")
    return key
