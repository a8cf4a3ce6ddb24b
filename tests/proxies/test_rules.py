"""Which paths tasks name, what is called for them, and what a browser is told of an answer."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talka.proxies import rules
from talka.proxies.model import Place
from talka.proxies.rules import is_named, read_place, shown_type, target_url


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("files/a/b.png", (None, "files", "a/b.png")),
        ("files/", (None, "files", "")),
        ("files", (None, "files", "")),
        ("pass.sig/files/a", ("pass.sig", "files", "a")),
        ("files/a..b/...", (None, "files", "a..b/...")),
        ("files//a", (None, "files", "/a")),
        ("", None),
        ("pass.sig", None),
        ("pass.sig/", None),
        ("a.b/c.d/e", None),
        ("fi%6ces/a", None),
        ("files/..", None),
        ("files/a/%2E%2e/b", None),
        ("files/a%2f..%2fb", None),
        ("files/a\\..\\b", None),
        ("files/./a", None),
    ],
)
def test_what_an_address_names(path: str, place: tuple[str | None, str, str] | None) -> None:
    found = read_place(path, "q=1")
    assert found == (None if place is None else Place(*place, "q=1"))


@pytest.mark.parametrize(
    ("value", "path", "query", "is_so"),
    [
        ("proxy/files/a b.png", "a%20b.png", "", True),
        ("files/a%20b.png", "a%20b.png", "", True),
        ("/a b.png", "a%20b.png", "", True),
        ("кот.png", quote("кот.png"), "", True),
        ("files/a.png", "a.png", "size=2", True),
        ("files/get?id=1", "get", "id=1", True),
        ("files/get?id=1&n=2", "get", "n=2&assignmentId=x&id=1", True),
        ("files/get?id=1", "get", "id=2", False),
        ("files/get?id=1", "get", "", False),
        ("files/get?id=1", "get", "id=1&id=2", False),
        ("what?.png", "what%3F.png", "", True),
        ("other/a.png", "a.png", "", False),
        ("proxy/other/a.png", "a.png", "", False),
        ("see files/a.png", "a.png", "", False),
        ("https://files/a.png", "a.png", "", False),
        ("files", "", "", True),
        ("proxy/files", "", "", True),
        ("", "", "", False),
        ("/", "", "", False),
    ],
)
def test_a_task_names_a_path_in_three_forms(value: str, path: str, query: str, is_so: bool) -> None:  # noqa: FBT001
    assert is_named(Place(None, "files", path, query), ["something else", value]) is is_so


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_whatever_is_asked_the_call_stays_below_the_servers_url(name: str, path: str, query: str) -> None:
    place = read_place(f"files/{quote(name)}/{path}", quote(query, safe="&=?/"))
    if place is not None:
        url = urlsplit(target_url(place, "example.org/base", {"key": ["1"]}, "own"))
        assert (url.scheme, url.netloc, url.fragment) == ("http", "example.org", "")
        assert unquote(url.path).startswith("/base/")
        assert not {".", ".."} & set(unquote(url.path).split("/"))
        arguments = parse_qsl(url.query, keep_blank_values=True)
        assert [value for found, value in arguments if found == "key"] == ["1"]
        assert [value for found, value in arguments if found == rules.ASSIGNMENT_ID] == ["own"]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("image/png", "image/png"),
        ("IMAGE/JPEG; x=y", "image/jpeg"),
        ("image/webp", "image/webp"),
        ("image/svg+xml", "text/plain"),
        ("audio", "audio"),
        ("audio/mpeg", "audio/mpeg"),
        ("audio/x y", "text/plain"),
        ("video/mp4", "video/mp4"),
        ("video/quicktime", "text/plain"),
        ("application/json; charset=utf-8", "application/json; charset=utf-8"),
        ("application/pdf", "text/plain"),
        ("application/octet-stream", "application/octet-stream"),
        ("application/xhtml+xml", "text/plain"),
        ('text/html; charset="koi8-r"', "text/plain; charset=koi8-r"),
        ("text/javascript", "text/plain"),
        ("multipart/x-mixed-replace", "text/plain"),
        ("", "text/plain"),
        ("nonsense", "text/plain"),
    ],
)
def test_what_is_not_on_the_list_is_a_text(said: str, shown: str) -> None:
    assert shown_type(said) == shown


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("", "private"),
        ("no-store", "private, no-store"),
        ("Public, max-age=60, S-MaxAge=5", "private, max-age=60"),
        ("private", "private"),
    ],
)
def test_no_cache_that_is_shared_keeps_an_answer(said: str, answered: str) -> None:
    assert rules.answered_headers([("cache-control", said)])["cache-control"] == answered
