"""What an uploaded file is called, and what kind of file it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talka.attachments.rules import MAX_NAME, allowed_types, file_name, is_allowed, media_type

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
ZIP = b"PK\x03\x04\x14\x00\x06\x00"
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt "
WEBP = b"RIFF\x24\x00\x00\x00WEBPVP8 "
WEBM = b"\x1aE\xdf\xa3\x01\x00"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("claimed", "head", "kind"),
    [
        ("image/jpeg", JPEG, "image/jpeg"),
        ("IMAGE/JPEG; q=1", JPEG, "image/jpeg"),
        (None, PNG, "image/png"),
        ("text/html", PNG, "image/png"),
        ("image/jpeg", PNG, "image/png"),
        ("image/png", WEBP, "image/webp"),
        ("audio/x-wav", WAV, "audio/x-wav"),
        ("text/plain", WAV, "audio/wav"),
        ("audio/webm", WEBM, "audio/webm"),
        ("image/png", WEBM, "video/webm"),
        (DOCX, ZIP, DOCX),
        ("text/html", ZIP, "application/zip"),
        (None, b"\x00\x00\x00\x18ftypmp42", "video/mp4"),
        ("audio/mp4", b"\x00\x00\x00\x18ftypM4A ", "audio/mp4"),
        ("image/heic", b"\x00\x00\x00\x18ftypmif1", "image/heic"),
        ("text/html", b"\x00\x00\x00\x18ftypheic", "image/heic"),
        ("text/html", b"OggS\x00\x02", "audio/ogg"),
        ("video/ogg", b"OggS\x00\x02", "video/ogg"),
        (None, b"ID3\x04\x00", "audio/mpeg"),
        ("application/x-tar+gzip", b"\x1f\x8b\x08\x00", "application/x-tar+gzip"),
    ],
)
def test_bytes_that_tell_are_believed(claimed: str | None, head: bytes, kind: str):
    assert media_type(claimed, head) == kind


@pytest.mark.parametrize("claimed", ["text/plain", "text/csv", "audio/mpeg", "application/json"])
def test_where_the_bytes_do_not_tell_the_client_is_believed(claimed: str):
    assert media_type(claimed, b"hello") == claimed


@pytest.mark.parametrize(
    "claimed",
    [None, "", "image", "a/b/c", "text/plain\r\nX: y", "text /plain", "é/x", "image/png", "x/x" * 90],
)
def test_a_claim_that_cannot_be_is_worth_nothing(claimed: str | None):
    assert media_type(claimed, b"hello") == "application/octet-stream"


@pytest.mark.parametrize(
    ("kind", "allowed", "taken"),
    [
        ("image/png", (), True),
        ("image/png", ("image/*",), True),
        ("image/png", ("image/png",), True),
        ("image/png", ("image/jpeg", "text/*"), False),
        ("application/octet-stream", ("image/*",), False),
    ],
)
def test_kinds_are_named_whole_or_by_half(kind: str, allowed: tuple[str, ...], *, taken: bool):
    assert is_allowed(kind, allowed) is taken


def test_kinds_are_listed_with_commas():
    assert allowed_types(" Image/*, application/pdf,, ") == ("image/*", "application/pdf")
    assert allowed_types("") == ()


@pytest.mark.parametrize("text", ["image", "*/*", "image/", "image/p*", "a b/c", "/*"])
def test_what_is_no_kind_is_refused(text: str):
    with pytest.raises(ValueError, match="is not a media type"):
        allowed_types(text)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("cat.jpg", "cat.jpg"),
        ("C:\\photos\\cat.jpg", "cat.jpg"),
        ("../../etc/passwd", "passwd"),
        ("кот 1.jpg", "кот 1.jpg"),
        ("a\x00b\nc.txt", "a_b_c.txt"),
        (" cat.jpg ", "cat.jpg"),
        (".hidden", ".hidden"),
        (None, "file"),
        ("", "file"),
        ("photos/", "file"),
        ("..", "file"),
    ],
)
def test_a_name_is_the_last_part_of_what_was_sent(sent: str | None, kept: str):
    assert file_name(sent) == kept


@given(st.text(max_size=400))
def test_every_name_can_be_shown(sent: str):
    name = file_name(sent)
    assert 0 < len(name) <= MAX_NAME
    assert name.isprintable()
    assert not set(name) & set("/\\")
