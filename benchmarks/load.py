"""The load generator: runs in a process of its own, takes its orders on standard input.

It speaks HTTP/1.1 over kept-alive sockets with nothing between it and asyncio: httpx alone would take more
time for a call than the server does. It still shares the machine's cores with the server and the database.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import cast

import msgspec
import uvloop

OK_BELOW = 300
END_OF_HEAD = b"\r\n\r\n"
LENGTH = b"content-length:"

Call = Callable[[bytes], Awaitable[tuple[int, bytes]]]


class Work(msgspec.Struct, frozen=True, tag="work"):
    """Each of the tokens' workers takes pages of a pool and hands them in.

    ``cycles`` are each worker's at most, ``seconds`` how long all of them go on at most. With ``take_next``
    a submit brings the next page in the same call. ``submits_only``: what it took is told of submits alone.
    ``in_turn``: one worker after the other, page by page.
    """

    port: int
    pool_id: str
    tokens: list[str]
    output_values: dict[str, object]
    cycles: int = 1 << 30
    seconds: float = 1e9
    take_next: bool = False
    submits_only: bool = False
    in_turn: bool = False


class Upload(msgspec.Struct, frozen=True, tag="upload"):
    """Batches of tasks, one after the other, each until it is created."""

    port: int
    pool_id: str
    token: str
    batches: int
    size: int
    async_mode: bool
    first: int = 0


class Read(msgspec.Struct, frozen=True, tag="read"):
    """A list's pages of a thousand, from the first to the last."""

    port: int
    token: str
    path: str


class Ask(msgspec.Struct, frozen=True, tag="ask"):
    """One client gets the same small answer again and again."""

    port: int
    path: str
    count: int


Order = Work | Upload | Read | Ask


class Outcome(msgspec.Struct, frozen=True):
    """What came of it: how many in how many seconds, and how long each took, in the order they ended."""

    seconds: float
    count: int
    took: list[float] = []
    errors: dict[str, int] = {}

    @property
    def rate(self) -> float:
        """Per second."""
        return self.count / self.seconds

    def percentile(self, part: float) -> float:
        """Milliseconds within which ``part`` of them ended."""
        ordered = sorted(self.took)
        return 1000 * ordered[min(len(ordered) - 1, int(part * len(ordered)))]


class _Connection(asyncio.Protocol):
    """One kept-alive connection, one call at a time."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()
        self._body_at = -1
        self._ends_at = -1
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(exc or ConnectionResetError("the server hung up"))

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if self._ends_at < 0 and not self._read_head():
            return
        if len(self._buffer) < self._ends_at:
            return
        status, body = int(self._buffer[9:12]), bytes(self._buffer[self._body_at : self._ends_at])
        self._buffer.clear()
        self._ends_at = -1
        assert self._answer is not None
        self._answer.set_result((status, body))

    async def call(self, request: bytes) -> tuple[int, bytes]:
        """Send a request; its answer's status and body."""
        assert self._transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def _read_head(self) -> bool:
        end = self._buffer.find(END_OF_HEAD)
        if end < 0:
            return False
        head = bytes(self._buffer[:end]).lower()
        at = head.find(LENGTH)
        length = int(head[at + len(LENGTH) :].split(b"\r\n", 1)[0]) if at >= 0 else 0
        self._body_at = end + len(END_OF_HEAD)
        self._ends_at = self._body_at + length
        return True


async def _connect(port: int) -> Call:
    _, connection = await asyncio.get_running_loop().create_connection(_Connection, "127.0.0.1", port)
    return connection.call


def _request(method: str, path: str, authorization: str = "", body: bytes = b"") -> bytes:
    lines = [
        f"{method} {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"Content-Length: {len(body)}",
        *(["Content-Type: application/json"] if body else []),
        *([f"Authorization: {authorization}"] if authorization else []),
    ]
    return "\r\n".join(lines).encode() + END_OF_HEAD + body


class _Page(msgspec.Struct):
    id: str
    tasks: list[msgspec.Raw]


class _Submitted(msgspec.Struct):
    next: _Page | None = None


class _Error(msgspec.Struct):
    code: str = ""


class _Operation(msgspec.Struct):
    id: str = ""
    status: str = ""


class _Found(msgspec.Struct):
    id: str


class _List(msgspec.Struct):
    items: list[_Found]
    has_more: bool


_PAGE = msgspec.json.Decoder(_Page)
_SUBMITTED = msgspec.json.Decoder(_Submitted)
_LIST = msgspec.json.Decoder(_List)


class _Failed(Exception):  # noqa: N818  private, caught below
    """An answer that ends a worker's work, by its status and code."""


def _content(answer: tuple[int, bytes]) -> bytes:
    status, body = answer
    if status >= OK_BELOW:
        code = msgspec.json.decode(body, type=_Error).code if body else ""
        raise _Failed(f"{status} {code}".strip())
    return body


class _Worker:
    """One worker's way through a pool."""

    def __init__(self, order: Work, token: str, call: Call) -> None:
        self._order = order
        self._call = call
        self._authorization = f"Bearer {token}"
        path = f"/api/worker/v1/pools/{order.pool_id}/assignments"
        self._take = _request("POST", path, self._authorization)
        self._page: _Page | None = None

    async def cycle(self) -> float:
        """Take a page, unless the last submit brought one, and hand it in; when that was begun."""
        page = self._page or _PAGE.decode(_content(await self._call(self._take)))
        solutions = [{"output_values": self._order.output_values}] * len(page.tasks)
        path = f"/api/worker/v1/assignments/{page.id}/submit{'?next=true' if self._order.take_next else ''}"
        body = msgspec.json.encode({"solutions": solutions})
        begun = time.perf_counter()
        done = _content(await self._call(_request("POST", path, self._authorization, body)))
        self._page = _SUBMITTED.decode(done).next if self._order.take_next else None
        return begun


async def _work(order: Work) -> Outcome:
    workers = [_Worker(order, token, await _connect(order.port)) for token in order.tokens]
    took: list[float] = []
    errors: Counter[str] = Counter()
    begun = time.perf_counter()
    until = begun + order.seconds

    async def once(worker: _Worker) -> bool:
        start = time.perf_counter()
        if start > until:
            return False
        try:
            submit = await worker.cycle()
        except _Failed as failed:
            errors[str(failed)] += 1
            return False
        took.append(time.perf_counter() - (submit if order.submits_only else start))
        return True

    async def run(crew: list[_Worker]) -> None:
        for _ in range(order.cycles):
            for worker in crew:
                if not await once(worker):
                    return

    crews = [workers] if order.in_turn else [[worker] for worker in workers]
    await asyncio.gather(*(run(crew) for crew in crews))
    return Outcome(time.perf_counter() - begun, len(took), took, dict(errors))


def batch_of(pool_id: str, first: int, size: int) -> list[dict[str, object]]:
    """The tasks of an upload: a picture's address, its number and what is said of it."""
    return [
        {
            "pool_id": pool_id,
            "input_values": {
                "image": f"https://pictures.example/set/{number}.jpg",
                "number": number,
                "words": "What is in the picture?",
            },
            "overlap": 3,
        }
        for number in range(first, first + size)
    ]


async def _upload(order: Upload) -> Outcome:
    call = await _connect(order.port)
    authorization = f"OAuth {order.token}"
    path = f"/api/v1/tasks{'?async_mode=true' if order.async_mode else ''}"
    took = []
    for number in range(order.batches):
        items = batch_of(order.pool_id, order.first + number * order.size, order.size)
        request = _request("POST", path, authorization, msgspec.json.encode(items))
        del items
        begun = time.perf_counter()
        body = _content(await call(request))
        if order.async_mode:
            await _until_done(call, authorization, msgspec.json.decode(body, type=_Operation))
        took.append(time.perf_counter() - begun)
    return Outcome(sum(took), order.batches * order.size, took)


async def _until_done(call: Call, authorization: str, operation: _Operation) -> None:
    while operation.status in ("PENDING", "RUNNING"):
        await asyncio.sleep(0.02)
        request = _request("GET", f"/api/v1/operations/{operation.id}", authorization)
        operation = msgspec.json.decode(_content(await call(request)), type=_Operation)
    assert operation.status == "SUCCESS", operation


async def _read(order: Read) -> Outcome:
    call = await _connect(order.port)
    took = []
    count = 0
    after = ""
    while True:
        begun = time.perf_counter()
        request = _request("GET", f"{order.path}&sort=id&limit=1000{after}", f"OAuth {order.token}")
        page = _LIST.decode(_content(await call(request)))
        took.append(time.perf_counter() - begun)
        count += len(page.items)
        if not page.has_more:
            return Outcome(sum(took), count, took)
        after = f"&id_gt={page.items[-1].id}"


async def _ask(order: Ask) -> Outcome:
    call = await _connect(order.port)
    request = _request("GET", order.path)
    begun = time.perf_counter()
    for _ in range(order.count):
        _content(await call(request))
    return Outcome(time.perf_counter() - begun, order.count)


async def _follow(order: Order) -> Outcome:
    match order:
        case Work():
            return await _work(order)
        case Upload():
            return await _upload(order)
        case Read():
            return await _read(order)
        case Ask():
            return await _ask(order)


def main() -> None:
    order = msgspec.json.decode(sys.stdin.buffer.read(), type=Order)
    sys.stdout.buffer.write(msgspec.json.encode(uvloop.run(_follow(order))))


if __name__ == "__main__":
    main()
