"""Buckets of an S3-compatible store that runs within the test's process."""

from __future__ import annotations

import itertools
import logging
import re
from collections.abc import Iterator

import httpx
import pytest

from talka.attachments.s3 import Bucket, bucket_of

_numbers = itertools.count(1)
_http = httpx.Client(timeout=60)  # the first request has the store load its parts
_OBJECT = re.compile(r"<Key>([^<]*)</Key>.*?<Size>(\d+)</Size>", re.DOTALL)

# Nobody checks signatures there, but without one a reader is anonymous.
_SIGNED = {
    "Authorization": "AWS4-HMAC-SHA256 Credential=x/20260101/us-east-1/s3/aws4_request, "
    "SignedHeaders=host, Signature=x"
}


class TestBucket:
    """An empty bucket; files go below ``prefix`` in it."""

    __test__ = False
    secret = "a-very-secret-key"

    def __init__(self, server: str) -> None:
        self._url = f"{server}/talka-test-{next(_numbers)}"
        _http.put(self._url).raise_for_status()
        self.url = f"s3://{self._url.rpartition('/')[2]}/prefix"

    @property
    def address(self) -> Bucket:
        """What the server is told."""
        return bucket_of(self.url)

    def objects(self) -> dict[str, int]:
        """The sizes of all objects by their names, in order."""
        answer = _http.get(self._url, params={"list-type": "2"})
        answer.raise_for_status()
        return {name: int(size) for name, size in _OBJECT.findall(answer.text)}

    def put(self, name: str, content: bytes) -> None:
        """Store an object."""
        _http.put(f"{self._url}/{name}", content=content).raise_for_status()

    def get(self, name: str) -> bytes:
        """An object's bytes."""
        return _http.get(f"{self._url}/{name}", headers=_SIGNED).raise_for_status().content


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """The store's address."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3_environment(s3_server: str) -> dict[str, str]:
    """The variables that say how to get at the store."""
    return {
        "TALKA_S3_ENDPOINT": s3_server,
        "TALKA_S3_REGION": "us-east-1",
        "TALKA_S3_ACCESS_KEY_ID": "an-id",
        "TALKA_S3_SECRET_ACCESS_KEY": TestBucket.secret,
    }


@pytest.fixture
def bucket(s3_server: str, s3_environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> TestBucket:
    """A bucket of the test's own, and the variables set for it."""
    for name, value in s3_environment.items():
        monkeypatch.setenv(name, value)
    return TestBucket(s3_server)
