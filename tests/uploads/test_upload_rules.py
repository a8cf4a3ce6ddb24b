"""What tus's headers say."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talka.kernel.errors import ValidationFailed
from talka.uploads.model import MAX_PIECES, PIECE
from talka.uploads.rules import (
    MAX_METADATA,
    Said,
    most_pieces,
    parse_checksum,
    parse_count,
    parse_metadata,
    said_of,
)


def encoded(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


@pytest.mark.parametrize(("text", "count"), [("0", 0), ("7", 7), (" 12 ", 12), ("9" * 18, 10**18 - 1)])
def test_a_count_is_a_number_from_0(text: str, count: int):
    assert parse_count("Upload-Length", text) == count


@pytest.mark.parametrize("text", [None, "", "-1", "1.5", "x", "٣", "1 2", "9" * 19])
def test_what_is_no_count_is_named(text: str | None):
    with pytest.raises(ValidationFailed) as refused:
        parse_count("Upload-Length", text)
    assert list(refused.value.errors) == ["Upload-Length"]


@given(st.dictionaries(st.text("abcxyz_-", min_size=1), st.text(), max_size=5))
def test_metadata_is_read_as_it_was_written(values: dict[str, str]):
    written = ",".join(f"{key} {encoded(value)}" for key, value in values.items())
    if len(written) <= MAX_METADATA:
        assert parse_metadata(written) == values


def test_a_value_may_be_left_out():
    assert parse_metadata("is_confidential, filename YQ==") == {"is_confidential": "", "filename": "a"}


@pytest.mark.parametrize(
    "text", ["a YQ==,a YQ==", ", ", "a !", "a YQ", "a /w==", "a " + "A" * MAX_METADATA, ",a"]
)
def test_metadata_of_another_make_is_refused(text: str):
    with pytest.raises(ValidationFailed) as refused:
        parse_metadata(text)
    assert list(refused.value.errors) == ["Upload-Metadata"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({}, Said("file", None, None)),
        ({"filename": "../кот.jpg", "filetype": "image/jpeg"}, Said("кот.jpg", "image/jpeg", None)),
        ({"name": "a.txt", "type": "text/plain", "assignment_id": " x "}, Said("a.txt", "text/plain", "x")),
        ({"filename": "a\0b", "assignment_id": "a\0"}, Said("a_b", None, "a\ufffd")),
        ({"filename": "", "assignment_id": ""}, Said("file", None, None)),
    ],
)
def test_what_is_said_of_the_file(written: dict[str, str], said: Said):
    assert said_of(",".join(f"{key} {encoded(value)}" for key, value in written.items())) == said


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_checksum_adds_up(algorithm: str):
    digest = hashlib.new(algorithm, b"hello").digest()
    checksum = parse_checksum(f"{algorithm} {encoded(digest)}")
    assert checksum is not None
    running = checksum.begin()
    running.update(b"hello")
    assert running.digest() == checksum.digest


def test_without_the_header_there_is_none():
    assert parse_checksum(None) is None


@pytest.mark.parametrize("text", ["", "md5 x", "sha1", "sha1 x", f"sha1 {encoded(b'short')}", "SHA1 x"])
def test_a_checksum_that_is_none_is_refused(text: str):
    with pytest.raises(ValidationFailed) as refused:
        parse_checksum(text)
    assert list(refused.value.errors) == ["Upload-Checksum"]


def test_a_larger_file_may_come_in_more_pieces():
    assert most_pieces(0) == MAX_PIECES
    assert most_pieces(10 * PIECE + 1) == MAX_PIECES + 10
