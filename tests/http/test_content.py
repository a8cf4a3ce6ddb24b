"""Which part of a file a Range header asks for, what kind of file it is, and how a download is named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talka.http.content import NOTHING, disposition, parse_range
from talka.http.files import is_shown, media_type_of


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=2-5", (2, 4)),
        ("bytes=2-", (2, 8)),
        ("bytes=-3", (7, 3)),
        ("bytes=5-999", (5, 5)),
        ("bytes=-999", (0, 10)),
    ],
)
def test_a_single_range_names_its_start_and_length(header: str, part: tuple[int, int]):
    assert parse_range(header, 10) == part


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-11", "bytes=-0"])
def test_a_range_beyond_the_end_is_nothing(header: str):
    assert parse_range(header, 10) == NOTHING


@pytest.mark.parametrize(
    "header", ["", "bytes=", "bytes=-", "bytes=5-2", "bytes=0-1,4-5", "items=0-1", "bytes=a-b", "bytes=٣-٤"]
)
def test_what_is_not_one_range_means_the_whole(header: str):
    assert parse_range(header, 10) is None


@given(st.integers(0, 50), st.integers(0, 60), st.integers(0, 60))
def test_a_part_lies_within_the_bytes(size: int, first: int, last: int):
    part = parse_range(f"bytes={first}-{last}", size)
    if part not in (None, NOTHING):
        start, length = part
        assert list(range(size))[start : start + length] == [n for n in range(size) if first <= n <= last]


def test_a_plain_name_is_sent_as_it_is():
    assert disposition("cat 1.jpg", inline=False) == 'attachment; filename="cat 1.jpg"'


def test_a_name_beyond_ascii_is_sent_twice():
    assert (
        disposition("café.jpg", inline=True)
        == "inline; filename=\"caf_.jpg\"; filename*=UTF-8''caf%C3%A9.jpg"
    )


@given(st.text())
def test_no_name_breaks_out_of_the_header(name: str):
    header = disposition(name, inline=False)
    plain = header.removeprefix('attachment; filename="').partition('"')[0]
    assert header.isascii()
    assert header.isprintable()
    assert "\\" not in header
    assert len(plain) == len(name)


@pytest.mark.parametrize(
    ("name", "media_type", "shown"),
    [
        ("a.png", "image/png", True),
        ("a.webp", "image/webp", True),
        ("a.mp3", "audio/mpeg", True),
        ("a.MP4", "video/mp4", True),
        ("a.csv", "text/csv", True),
        ("a.svg", "image/svg+xml", False),
        ("a.svgz", "application/octet-stream", False),
        ("a.xhtml", "application/xhtml+xml", False),
        ("a.xml", "text/xml", False),
        ("a.js", "text/javascript", False),
        ("a.pdf", "application/pdf", False),
        ("a", "application/octet-stream", False),
    ],
)
def test_the_name_tells_the_media_type(name: str, media_type: str, *, shown: bool):
    assert (media_type_of(name), is_shown(media_type_of(name))) == (media_type, shown)
