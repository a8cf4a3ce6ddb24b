"""Which addresses are public, and which URLs are called."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from talka.http.addresses import Target, WrongUrl, check_url, may_connect, read_url
from talka.http.proxies import networks
from talka.kernel.errors import FieldErrors

PUBLIC = (
    "8.8.8.8",
    "93.184.216.34",
    "2606:2800:220:1:248:1893:25c8:1946",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
    "2002:808:808::1",
)
NOT_PUBLIC = (
    "0.0.0.0",  # noqa: S104  refused
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::8.8.8.8",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fec0::1",
    "ff02::1",
)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_sent_to(address: str) -> None:
    assert may_connect(ip_address(address), ())


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_addresses_that_are_not_public_are_not(address: str) -> None:
    assert not may_connect(ip_address(address), ())
    assert may_connect(ip_address(address), networks(address)), "unless the operator allows it"
    assert not may_connect(ip_address(address), networks("9.9.9.9, 2606:4700::/32"))


def test_an_allowed_network_holds_for_an_address_in_the_other_familys_clothes() -> None:
    assert may_connect(ip_address("::ffff:10.0.0.1"), networks("10.0.0.0/8"))


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://example.com/hook", Target("https", "example.com", 443, "/hook")),
        ("HTTP://Example.COM", Target("http", "example.com", 80, "/")),
        (
            "http://example.com:8080/a%20b?c=d&e=ü#f",
            Target("http", "example.com", 8080, "/a%20b?c=d&e=%C3%BC"),
        ),
        ("https://пример.рф/x", Target("https", "xn--e1afmkfd.xn--p1ai", 443, "/x")),
        ("http://[::1]:5/x", Target("http", "::1", 5, "/x")),
        ("http://10.0.0.1/", Target("http", "10.0.0.1", 80, "/")),
    ],
)
def test_urls_that_are_read(url: str, target: Target) -> None:
    assert read_url(url) == target


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com/hook",
        "ftp://example.com/",
        "file:///etc/passwd",
        "https://",
        "https:///path",
        "https://user:word@example.com/",
        "https://exa mple.com/",
        "https://example.com\\@10.0.0.1/",
        "https://example.com/\r\nX: y",
        "https://example.com:99999/",
        "https://example.com:port/",
        "https://[::1/",
        "https://-/" + "\0",
        "https://" + "a" * 64 + ".com/",
        "https://a..b/",
    ],
)
def test_urls_that_are_none(url: str) -> None:
    with pytest.raises(WrongUrl):
        read_url(url)


@settings(max_examples=50)
@given(st.text(max_size=60).map("http://".__add__) | st.text(max_size=60))
def test_no_text_breaks_the_reader(url: str) -> None:
    errors = FieldErrors()
    check_url(url, "url", (), errors)
    if not errors:
        target = read_url(url)
        assert target.path.startswith("/")
        assert target.path.isascii()
        assert target.host.isascii()


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "LOCALHOST", "a.localhost", "[::1]", "localhost."]
)
def test_what_is_known_to_be_private_is_refused_at_once(host: str) -> None:
    errors = FieldErrors()
    check_url(f"http://{host}:8000/hook", "url", (), errors)
    assert errors.as_dict()["url"].code == "VALUE_NOT_ALLOWED"
    allowed = FieldErrors()
    check_url(f"http://{host}:8000/hook", "url", networks("127.0.0.0/8, ::1"), allowed)
    assert not allowed


@pytest.mark.parametrize("host", ["0x7f.1", "2130706433", "0177.0.0.1", "127.1"])
def test_other_spellings_of_an_address_are_names_and_looked_at_when_looked_up(host: str) -> None:
    assert read_url(f"http://{host}/").host == host
