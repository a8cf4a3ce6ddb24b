"""A server, called over HTTP: files sent and fetched, operations waited for, and how far they are."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self, TextIO

import httpx
from rich.progress import BarColumn, TextColumn

from talka.remote.model import Refused
from talka.terminal import Live

_PIECE = 256 * 1024
_TIMEOUT = httpx.Timeout(60, connect=10)
_POLL_SECONDS = (0.05, 1.0)
_PATIENCE_SECONDS = 60.0
_FIRST_SERVER_FAULT = 500
_CONFLICT = 409
_WORDS = 500
_PERCENT = 100

Answer = dict[str, Any]


class Remote:
    """A server, as one requester sees it."""

    def __init__(self, url: str, token: str, *, sandbox: bool) -> None:
        base = url.rstrip("/") + ("/sandbox" if sandbox else "")
        try:
            self._client = httpx.Client(
                base_url=base, headers={"Authorization": f"OAuth {token}"}, timeout=_TIMEOUT
            )
        except (httpx.InvalidURL, UnicodeEncodeError) as error:
            raise Refused(f"{url}: {error}") from None
        self._base = base

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._client.close()

    def call(self, method: str, path: str, **options: Any) -> Any:
        """The body of an answer.

        Raises:
            Refused: the server said no, or cannot be reached.
        """
        with self._told():
            return _checked(self._client.request(method, path, **options)).json()

    def upload(
        self, path: str, file: BinaryIO, asked: Mapping[str, str], operation_id: str, told: Told
    ) -> Answer:
        """Send a file; the operation that works on it, be it one that an earlier try began."""
        size = os.fstat(file.fileno()).st_size

        def pieces() -> Iterator[bytes]:
            sent = 0
            while piece := file.read(_PIECE):
                yield piece
                sent += len(piece)
                told("uploading", _PERCENT * sent // max(1, size))

        headers = {"content-length": str(size), "content-type": "application/octet-stream"}
        with self._told():
            answer = self._client.post(path, params=asked, content=pieces(), headers=headers)
            if answer.status_code == _CONFLICT and _said(answer).get("code") == "OPERATION_ALREADY_EXISTS":
                return self.operation(operation_id)
            found: Answer = _checked(answer).json()
        return found

    def operation(self, operation_id: str) -> Answer:
        """An operation as it is now."""
        found: Answer = self.call("GET", f"/api/v1/operations/{operation_id}")
        return found

    def wait(self, operation: Answer, what: str, told: Told) -> Answer:
        """The operation once it is over. A server that is gone for a while is waited for."""
        pause, longest = _POLL_SECONDS
        unreached: float | None = None
        while operation["status"] not in ("SUCCESS", "FAIL"):
            told(what, int(operation["progress"]))
            time.sleep(pause)
            pause = min(longest, pause * 1.5)
            try:
                answer = self._client.get(f"/api/v1/operations/{operation['id']}")
                answer_is_fault = answer.status_code >= _FIRST_SERVER_FAULT
            except httpx.TransportError:
                answer_is_fault = True
            if not answer_is_fault:
                unreached = None
                operation = _checked(answer).json()
                continue
            unreached = unreached or time.monotonic()
            if time.monotonic() - unreached > _PATIENCE_SECONDS:
                words = f"{self._base} is not reached any more; operation {operation['id']} goes on there"
                raise Refused(words)
        told(what, _PERCENT)
        return operation

    def download(self, path: str, out: BinaryIO, told: Told) -> int:
        """Write what a path answers to a file; how many bytes there were."""
        with self._told(), self._client.stream("GET", path) as answer:
            if not answer.is_success:
                answer.read()
            _checked(answer)
            size = int(answer.headers.get("content-length", 0))
            count = 0
            for piece in answer.iter_raw(_PIECE):
                count += out.write(piece)
                told("downloading", _PERCENT * count // max(1, size))
        if count != size:
            raise Refused(f"The download was cut off after {count} of {size} bytes")
        return count

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except httpx.TransportError as error:
            raise Refused(f"{self._base} cannot be reached: {str(error) or type(error).__name__}") from None
        except (httpx.InvalidURL, ValueError) as error:
            raise Refused(f"{self._base} gave no answer of this platform: {error}") from None


def import_file(
    remote: Remote, file: Path, pool_id: str, asked: Mapping[str, str], out: TextIO, told: Told
) -> bool:
    """Import a file of tasks and tell what became of it; whether every row was taken.

    Raises:
        Refused: nothing of it was created.
    """
    operation_id = asked["operation_id"]
    remote.call("GET", f"/api/v1/pools/{pool_id}")  # rather than to be refused in the middle of the file
    try:
        with file.open("rb") as source:
            path = f"/api/v1/pools/{pool_id}/tasks/import"
            operation = remote.upload(path, source, asked, operation_id, told)
    except Refused as refusal:
        raise Refused(f"{refusal} (to try the same again: --operation-id {operation_id})") from None
    operation = remote.wait(operation, "creating tasks", told)
    details = operation.get("details", {})
    log = {"success": "false", "limit": "20"}
    wrong = remote.call("GET", f"/api/v1/operations/{operation_id}/log", params=log)
    told.finish()
    for line in wrong:
        for reason in line["output"].values():
            if isinstance(reason, dict):
                out.write(f"{reason['message']} ({reason['code']})\n")
        if line["type"] == "POOL_OPEN":
            out.write(f"The pool was not opened: {line['output']['message']}\n")
    if operation["status"] == "FAIL":
        failed = f"{details.get('not_valid_count', 0)} of {details.get('total_count', 0)} are wrong"
        raise Refused(f"Nothing was created: {details.get('message') or failed}")
    out.write(f"{details['success_count']} of {details['total_count']} created, operation {operation_id}\n")
    return not wrong


def export_results(
    remote: Remote, pool_id: str, asked: Mapping[str, str], target: Path | None, told: Told
) -> tuple[int, int]:
    """Export results into a file, or without one to standard output; the numbers of rows and bytes.

    The file is there once it is whole.

    Raises:
        Refused: the server cannot write it.
    """
    operation = remote.call("POST", f"/api/v1/pools/{pool_id}/assignments/export", params=dict(asked))
    operation = remote.wait(operation, "reading answers", told)
    details = operation.get("details", {})
    if operation["status"] == "FAIL":
        raise Refused(details.get("message", "The export failed"))
    path = f"/api/v1/operations/{operation['id']}/file"
    if target is None:
        size = remote.download(path, sys.stdout.buffer, told)
        sys.stdout.buffer.flush()
    else:
        part = target.with_name(f"{target.name}.part")
        try:
            with part.open("wb") as out:
                size = remote.download(path, out, told)
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    told.finish()
    return int(details["rows"]), size


class Told(Live):
    """Shows how far something is: a bar on a terminal, else a line now and then. Without ``out``, nothing."""

    def __init__(self, out: TextIO | None) -> None:
        super().__init__(out, BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
        self._task = self.bars.add_task("", total=_PERCENT)

    def __call__(self, what: str, percent: int) -> None:
        if self.is_watched:
            self.bars.update(self._task, description=what, completed=percent)
        else:
            self.now_and_then(f"{what}: {percent} %")


def _checked(answer: httpx.Response) -> httpx.Response:
    if answer.is_success:
        return answer
    said = _said(answer)
    message = said.get("message") or f"{answer.status_code} {answer.reason_phrase}"
    payload = said.get("payload")
    if isinstance(payload, dict):
        reasons = [f"{name}: {why['message']}" for name, why in payload.items() if isinstance(why, dict)]
        message = "; ".join(reasons) or message
    raise Refused(str(message)[:_WORDS])


def _said(answer: httpx.Response) -> Answer:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}
