"""Reading an upload piece by piece."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talka.attachments.upload import ROOM_FOR_THE_REST, Upload, boundary_of, receive
from talka.kernel.errors import BadRequest, EntityTooLarge, UnsupportedMediaType, ValidationFailed

LIMIT = 1000


class MemoryWriter:
    """Keeps in memory what a file store would keep."""

    def __init__(self) -> None:
        self.content = b""
        self.finished = False
        self.largest = 0

    async def write(self, chunk: bytes) -> None:
        assert not self.finished
        self.content += chunk
        self.largest = max(self.largest, len(chunk))

    async def finish(self) -> None:
        self.finished = True

    async def abort(self) -> None:
        self.content = b""


def part(name: str, content: bytes, *, file: str | None = None, kind: str | None = None) -> bytes:
    named = f'; filename="{file}"' if file is not None else ""
    typed = f"\r\nContent-Type: {kind}" if kind else ""
    return f'Content-Disposition: form-data; name="{name}"{named}{typed}\r\n\r\n'.encode() + content


def body(*parts: bytes) -> bytes:
    return b"".join(b"--edge\r\n" + one + b"\r\n" for one in parts) + b"--edge--\r\n"


async def pieces(content: bytes, size: int) -> AsyncIterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]
    yield b""


async def read(content: bytes, size: int = 64, writer: MemoryWriter | None = None) -> Upload:
    return await receive(pieces(content, size), "edge", writer or MemoryWriter(), LIMIT)


@given(st.binary(max_size=LIMIT), st.integers(1, 300), st.booleans())
async def test_the_file_arrives_however_it_is_cut(content: bytes, size: int, first: bool):  # noqa: FBT001
    parts = [part("file", content, file="a.bin", kind="x/y"), part("assignment_id", b"0001--02")]
    writer = MemoryWriter()
    upload = await read(body(*(parts if first else reversed(parts))), size, writer)
    assert (upload.name, upload.size, upload.assignment_id) == ("a.bin", len(content), "0001--02")
    assert (writer.content, writer.finished) == (content, True)


async def test_it_is_passed_on_as_it_comes():
    writer = MemoryWriter()
    await read(body(part("file", b"x" * LIMIT, file="a")), 100, writer)
    assert 0 < writer.largest <= 200


async def test_what_is_known_of_it_is_kept():
    upload = await read(body(part("file", b"GIF89a...", file="dir/cat.gif", kind="text/html")))
    assert upload == Upload("cat.gif", "image/gif", 9, None)


async def test_an_id_that_no_database_takes_is_nobodys():
    upload = await read(body(part("file", b"x", file="a"), part("assignment_id", b"a\0")))
    assert upload.assignment_id == "a\ufffd"


@pytest.mark.parametrize(
    ("content", "claimed", "taken"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"x" * 40, "text/html", True),
        (b"GIF89a", "", True),
        (b"%PDF-1.7" + b"x" * 40, "image/png", False),
        (b"<svg/>", "image/png", False),
        (b"hello", "text/plain", True),
        (b"hello", "text/html", False),
        (b"", "", False),
    ],
)
async def test_only_the_kinds_named_are_taken(content: bytes, claimed: str, *, taken: bool):
    whole = pieces(body(part("file", content, file="a", kind=claimed or None)), 64)
    writer = MemoryWriter()
    reading = receive(whole, "edge", writer, LIMIT, ("image/*", "text/plain"))
    if taken:
        assert (await reading).size == len(content)
    else:
        with pytest.raises(UnsupportedMediaType):
            await reading
    assert writer.finished is taken


async def test_other_fields_are_passed_over():
    upload = await read(body(part("comment", b"hello"), part("file", b"x", file="a.bin")))
    assert upload.size == 1


@pytest.mark.parametrize("size", [1, 64, 5000])
async def test_a_file_above_the_limit_is_refused(size: int):
    writer = MemoryWriter()
    with pytest.raises(EntityTooLarge):
        await read(body(part("file", b"x" * (LIMIT + 1), file="a")), size, writer)
    assert not writer.finished
    assert len(writer.content) <= LIMIT


async def test_the_rest_of_the_body_has_a_limit_too():
    with pytest.raises(EntityTooLarge):
        await read(body(part("comment", b"x" * (ROOM_FOR_THE_REST + 1))), 4096)


@pytest.mark.parametrize("content", [body(), body(part("photo", b"x", file="a"))])
async def test_without_a_file_there_is_nothing_to_keep(content: bytes):
    with pytest.raises((ValidationFailed, BadRequest)):
        await read(content)


async def test_a_missing_file_is_named():
    with pytest.raises(ValidationFailed) as refused:
        await read(body(part("photo", b"x", file="a")))
    assert refused.value.errors["file"].code == "VALUE_REQUIRED"


async def test_files_come_one_at_a_time():
    two = body(part("file", b"x", file="a"), part("file", b"y", file="b"))
    with pytest.raises(ValidationFailed) as refused:
        await read(two)
    assert refused.value.errors["file"].code == "VALUE_NOT_ALLOWED"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a form",
        body(part("file", b"x" * 500, file="a"))[:-20],
        b"--edge\r\nContent-Disposition: attachment\r\n\r\nx\r\n--edge--\r\n",
        body(*(part(f"field {number}", b"x") for number in range(100))),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused(content: bytes):
    writer = MemoryWriter()
    with pytest.raises(BadRequest):
        await read(content, writer=writer)
    assert not writer.finished


def test_the_boundary_is_in_the_content_type():
    assert boundary_of('multipart/form-data; boundary="edge"') == "edge"
    assert boundary_of("Multipart/Form-Data; boundary=edge") == "edge"


@pytest.mark.parametrize(
    "kind", ["", "application/json", "multipart/form-data", "multipart/mixed;boundary=x"]
)
def test_only_forms_are_read(kind: str):
    with pytest.raises(UnsupportedMediaType):
        boundary_of(kind)
