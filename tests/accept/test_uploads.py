"""Files in parts to a real server, by tus's own client: broken off, killed, resumed, in bounded memory.

Once with files in a folder, and once in a bucket, with PostgreSQL and two processes.
"""

from __future__ import annotations

import hashlib
import io
import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Self

import httpx
import pytest
from tusclient.client import TusClient

from accept.conftest import OwnServer
from buckets import TestBucket
from places import Place

pytestmark = pytest.mark.accept

MIB = 1024 * 1024
READY_SECONDS = 180
LARGE = 96 * MIB
GROWTH_MIB = 64
"""What a server may grow by while it takes and gives a file: some pieces of it, not the file (96 MiB)."""


@pytest.fixture(params=["folder", "bucket"])
def kept_in(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def database_kind(kept_in: str) -> str:
    return "sqlite" if kept_in == "folder" else "postgresql"


@pytest.fixture
def server(
    place: Place, tmp_path: Path, kept_in: str, bucket: TestBucket, s3_environment: dict[str, str]
) -> Iterator[OwnServer]:
    options = () if kept_in == "folder" else ("--file-store", bucket.url)
    processes = 1 if kept_in == "folder" else 2
    running = OwnServer(place, tmp_path / "server.log", processes, options, environment=s3_environment)
    running.start()
    try:
        running.wait_ready(READY_SECONDS)
        yield running
    finally:
        running.stop()
    log = running.log.read_text(errors="replace")
    # The web server itself may complain of a request that is under way while it is ended.
    assert "unexpected error" not in log, log[log.index("unexpected error") :][:6000]
    assert TestBucket.secret not in log


@pytest.fixture
def headers(server: OwnServer) -> dict[str, str]:
    return {"Authorization": f"Bearer {server.worker('ada')[1]}"}


@pytest.fixture
def tus(server: OwnServer, headers: dict[str, str]) -> TusClient:
    return TusClient(f"{server.url}/api/worker/v1/uploads", headers)


def uploader(tus: TusClient, content: bytes | IO[bytes], **options: Any) -> Any:
    stream = io.BytesIO(content) if isinstance(content, bytes) else content
    return tus.uploader(file_stream=stream, retries=20, retry_delay=1, **options)


def became(url: str, headers: dict[str, str], server: OwnServer) -> tuple[dict[str, Any], bytes]:
    """The attachment that an upload became, and its bytes."""
    made = attachment_of(url, headers, server)
    return made, httpx.get(made["url"], timeout=60).content


def test_a_file_in_chunks(tus: TusClient, headers: dict[str, str], server: OwnServer) -> None:
    content = os.urandom(20 * MIB + 7)
    metadata = {"filename": "кот на окне.bin", "filetype": "video/x-cat"}
    sending = uploader(tus, content, chunk_size=3 * MIB, metadata=metadata, upload_checksum=True)
    sending.upload()
    made, got = became(sending.url, headers, server)
    assert (made["name"], made["media_type"]) == ("кот на окне.bin", "video/x-cat")
    assert got == content


def test_a_server_killed_between_chunks(tus: TusClient, headers: dict[str, str], server: OwnServer) -> None:
    content = os.urandom(9 * MIB)
    sending = uploader(tus, content, chunk_size=2 * MIB)
    for _ in range(2):
        sending.upload_chunk()
        kill(server)
        server.start()
        server.wait_ready(READY_SECONDS)
    resumed = uploader(tus, content, chunk_size=2 * MIB, url=sending.url)
    assert resumed.offset == 4 * MIB
    resumed.upload()
    assert became(sending.url, headers, server)[1] == content


def test_a_server_killed_within_a_part(tus: TusClient, headers: dict[str, str], server: OwnServer) -> None:
    content = os.urandom(40 * MIB)
    sending = uploader(tus, content)
    sending.set_url(sending.create_url())
    with sent(server, headers, sending.url, content, 30 * MIB):
        wait_for_offset(sending, 24 * MIB)
        kill(server)
    server.start()
    server.wait_ready(READY_SECONDS)
    resumed = uploader(tus, content, url=sending.url)
    assert 24 * MIB <= resumed.offset <= 30 * MIB
    resumed.upload()  # it is told to wait while the killed request's lease lasts
    assert became(sending.url, headers, server)[1] == content


def test_a_link_that_breaks(tus: TusClient, headers: dict[str, str], server: OwnServer) -> None:
    content = os.urandom(20 * MIB)
    sending = uploader(tus, content)
    sending.set_url(sending.create_url())
    with sent(server, headers, sending.url, content, 13 * MIB):
        wait_for_offset(sending, 8 * MIB)
    wait_for_offset(sending, 12 * MIB)  # more than whole pieces: what had arrived is kept
    resumed = uploader(tus, content, url=sending.url)
    resumed.upload()
    assert became(sending.url, headers, server)[1] == content


def test_memory_does_not_grow_with_files(
    tus: TusClient, headers: dict[str, str], server: OwnServer, tmp_path: Path
) -> None:
    large = tmp_path / "large.bin"
    digest = hashlib.sha256()
    with large.open("wb") as out:
        for _ in range(LARGE // MIB):
            block = os.urandom(MIB)
            digest.update(block)
            out.write(block)
    files = "/api/worker/v1/attachments"
    httpx.post(f"{server.url}{files}", headers=headers, files={"file": ("a", b"x")}).raise_for_status()
    with Watch(server) as watch:
        with large.open("rb") as content:
            form = {"file": ("large.bin", content)}
            made = httpx.post(f"{server.url}{files}", headers=headers, files=form, timeout=300).json()
        assert made["size"] == LARGE
        assert downloaded(made["url"]) == digest.digest()
        with large.open("rb") as content:
            sending = uploader(tus, content)
            sending.upload()
        assert downloaded(attachment_of(sending.url, headers, server)["url"]) == digest.digest()
    print(f"\na file of 96 MiB: the server grew by {watch.growth:.0f} MiB")  # noqa: T201
    assert watch.growth < GROWTH_MIB


class Watch:
    """How much larger the server's largest process became."""

    def __init__(self, server: OwnServer) -> None:
        self._pids = server.children() or [server.pid]
        self._enough = threading.Event()
        self._before = self._largest()
        self._most = self._before
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._enough.set()
        self._thread.join()

    @property
    def growth(self) -> float:
        return self._most - self._before

    def _look(self) -> None:
        while not self._enough.wait(0.05):
            self._most = max(self._most, self._largest())

    def _largest(self) -> float:
        return max(map(_megabytes, self._pids))


def _megabytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("RssAnon:"))
    return int(line.split()[1]) / 1024


class sent:  # noqa: N801  read as a word
    """A PATCH of the whole content, of which so many bytes are sent before the link breaks."""

    def __init__(
        self, server: OwnServer, headers: dict[str, str], url: str, content: bytes, size: int
    ) -> None:
        self._socket = socket.create_connection(("127.0.0.1", server.port))
        path = httpx.URL(url).path
        self._head = (
            f"PATCH {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: {headers['Authorization']}\r\n"
            "Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
            f"Content-Type: application/offset+octet-stream\r\nContent-Length: {len(content)}\r\n\r\n"
        ).encode()
        self._content = content[:size]

    def __enter__(self) -> None:
        self._socket.sendall(self._head)
        self._socket.sendall(self._content)

    def __exit__(self, *_: object) -> None:
        self._socket.close()


def wait_for_offset(sending: Any, offset: int) -> None:
    until = time.monotonic() + 60
    while sending.get_offset() < offset:
        assert time.monotonic() < until
        time.sleep(0.05)


def kill(server: OwnServer) -> None:
    """The whole of it, and without a word."""
    children = server.children()
    server.kill()
    for child in children:
        while Path(f"/proc/{child}").exists():  # they end when their parent is gone
            time.sleep(0.05)


def attachment_of(url: str, headers: dict[str, str], server: OwnServer) -> dict[str, Any]:
    answer = httpx.head(url, headers=headers | {"Tus-Resumable": "1.0.0"}, timeout=60)
    made_id = answer.headers["talka-attachment-id"]
    answer = httpx.get(f"{server.url}/api/worker/v1/attachments/{made_id}", headers=headers)
    return dict(answer.raise_for_status().json())


def downloaded(url: str) -> bytes:
    digest = hashlib.sha256()
    with httpx.stream("GET", url, timeout=300) as answer:
        for chunk in answer.iter_bytes():
            digest.update(chunk)
    return digest.digest()
