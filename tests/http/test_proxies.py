"""Whose request it is, behind proxies that may be trusted and others that may not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from talka.http.proxies import client_address, networks

TRUSTED = networks("127.0.0.1, 10.0.0.0/8, ::1")


def client(peer: str | None, *forwarded_for: str, forwarded: tuple[str, ...] = ()) -> str | None:
    found = client_address(peer, forwarded_for, forwarded, TRUSTED)
    return None if found is None else str(found)


def test_without_a_proxy_the_peer_is_the_client():
    assert client("203.0.113.9") == "203.0.113.9"
    assert client("10.0.0.1") == "10.0.0.1"
    assert client(None) is None
    assert client("testclient", "1.2.3.4") is None


@pytest.mark.parametrize("lines", [("1.2.3.4",), ("1.2.3.4, 10.0.0.1",), ("127.0.0.1",), ("nonsense",)])
def test_a_peer_that_is_not_trusted_speaks_for_nobody(lines):
    assert client("203.0.113.9", *lines) == "203.0.113.9"
    assert client("203.0.113.9", forwarded=tuple(f"for={line}" for line in lines)) == "203.0.113.9"


def test_the_chain_is_read_from_the_right_up_to_the_first_who_is_not_trusted():
    assert client("10.0.0.1", "203.0.113.9") == "203.0.113.9"
    # What the client wrote itself stands left of its own address, and is not looked at.
    assert client("10.0.0.1", "1.2.3.4, 203.0.113.9") == "203.0.113.9"
    assert client("10.0.0.1", "1.2.3.4, 203.0.113.9, 10.0.0.7") == "203.0.113.9"
    assert client("10.0.0.1", "1.2.3.4, 203.0.113.9", "10.0.0.7, 10.0.0.8") == "203.0.113.9"
    assert client("10.0.0.1", "10.0.0.5, 10.0.0.7") == "10.0.0.5"


@pytest.mark.parametrize("hidden", ["unknown", "_secret", "", "1.2.3.4.5"])
def test_a_client_that_is_hidden_is_not_known_rather_than_guessed(hidden):
    assert client("10.0.0.1", f"1.2.3.4, {hidden or '-'}, 10.0.0.7") is None


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("203.0.113.9:4711", "203.0.113.9"),
        ("[2001:db8::1]:4711", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("2001:db8::1", "2001:db8::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
    ],
)
def test_addresses_come_in_several_forms(said, address):
    assert client("::ffff:127.0.0.1", said) == address


def test_the_standard_header_is_read_where_the_usual_one_is_missing():
    lines = ('for=1.2.3.4;proto=http;by=1.1.1.1, For="[2001:db8::1]:80";host="a, b"', "for=10.0.0.7")
    assert client("127.0.0.1", forwarded=lines) == "2001:db8::1"
    assert client("127.0.0.1", "203.0.113.9", forwarded=lines) == "203.0.113.9"
    assert client("127.0.0.1", forwarded=("proto=https",)) == "127.0.0.1"


def test_networks_are_listed_with_commas():
    assert [str(one) for one in networks("127.0.0.1,10.0.0.0/8 , ::1,")] == [
        "127.0.0.1/32",
        "10.0.0.0/8",
        "::1/128",
    ]
    assert networks("") == ()
    for wrong in ("localhost", "10.0.0.1/8", "*"):
        with pytest.raises(ValueError, match=r"does not appear|host bits"):
            networks(wrong)


@given(st.lists(st.text(max_size=20), max_size=4), st.lists(st.text(max_size=30), max_size=4))
def test_no_header_breaks_it_or_lets_a_stranger_in(forwarded_for, forwarded):
    assert client("203.0.113.9", *forwarded_for, forwarded=tuple(forwarded)) == "203.0.113.9"
    client("10.0.0.1", *forwarded_for, forwarded=tuple(forwarded))
