"""Addresses that the server itself calls because a requester named them: which may be, and what a URL names.

The server stands in a network where other things listen, so only public addresses are called, and those that
the operator allows. :mod:`talka.http.outgoing` looks at the address that is connected to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Literal
from urllib.parse import quote, urlsplit

import msgspec

from talka.http.proxies import Address, Network
from talka.kernel.errors import FieldErrors

_PORTS = {"http": 80, "https": 443}
_NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*\.?")
_NOT_IN_URL = re.compile(r"[\x00-\x20\x7f\\]")
_PATH = "/%:@!$&'()*+,;=~-._"

# Public by its number, but behind it a cloud keeps what is meant for its own machines only.
_REFUSED = ip_network("168.63.129.16/32")
_PUBLIC_V6 = ip_network("2000::/3")
# An IPv4 address stands in the last 32 bits of these.
_TRANSLATED = (ip_network("64:ff9b::/96"), ip_network("::/96"))


class Target(msgspec.Struct, frozen=True):
    """A URL, read: what to connect to and what to ask for."""

    scheme: Literal["http", "https"]
    host: str
    port: int
    path: str


class WrongUrl(ValueError):  # noqa: N818  named for what it is
    """No URL that is called; the message says why."""


def read_url(url: str) -> Target:
    """What a URL names.

    Raises:
        WrongUrl: it is none.
    """
    if _NOT_IN_URL.search(url):
        raise WrongUrl("A URL has no spaces, backslashes or control characters")
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname or ""
    except ValueError as error:
        raise WrongUrl(f"This is not a URL: {error}") from None
    scheme = parts.scheme.lower()
    if scheme not in _PORTS:
        raise WrongUrl("The URL must begin with https:// or http://")
    if "@" in parts.netloc:
        raise WrongUrl("The URL must not hold a user's name or password")
    path = quote(parts.path or "/", safe=_PATH)
    if parts.query:
        path += "?" + quote(parts.query, safe=_PATH + "?")
    found: Literal["http", "https"] = "https" if scheme == "https" else "http"
    return Target(found, _host(host), _PORTS[scheme] if port is None else port, path)


def _host(host: str) -> str:
    if not host:
        raise WrongUrl("The URL names no host")
    if literal_address(host) is not None:
        return host
    try:
        name = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise WrongUrl(f"{host!r} is no name of a host") from None
    if not _NAME.fullmatch(name):
        raise WrongUrl(f"{host!r} is no name of a host")
    return name


def literal_address(host: str) -> Address | None:
    """The address that a URL's host is, if it is none that has to be looked up."""
    try:
        return ip_address(host)
    except ValueError:
        return None


def is_refused_host(host: str, allowed: Iterable[Network]) -> bool:
    """Whether one can tell without looking it up that the host is not to be called."""
    address = literal_address(host)
    if address is None and host.rstrip(".").rpartition(".")[2] == "localhost":
        address = IPv4Address("127.0.0.1")
    return address is not None and not may_connect(address, allowed)


def check_url(url: str, path: str, allowed: Iterable[Network], errors: FieldErrors) -> None:
    """Record why the field ``path`` cannot have this URL, as far as that can be told without the network."""
    try:
        target = read_url(url)
    except WrongUrl as wrong:
        errors.add(path, "INVALID_URL_SYNTAX", str(wrong))
        return
    if is_refused_host(target.host, allowed):
        words = "The URL leads to an address that is not public; the operator may allow its network"
        errors.add(path, "VALUE_NOT_ALLOWED", words)


def may_connect(address: Address, allowed: Iterable[Network]) -> bool:
    """Whether this address may be called: a public one, or one that the operator allows."""
    reached = _reached(address)
    if any(one in network for network in allowed for one in (address, reached)):
        return True
    if isinstance(reached, IPv6Address) and reached not in _PUBLIC_V6:
        return False
    return reached.is_global and not (reached.is_multicast or reached.is_reserved or reached in _REFUSED)


def _reached(address: Address) -> Address:
    """The IPv4 address that an IPv6 address leads to, or the address itself."""
    if isinstance(address, IPv4Address):
        return address
    embedded = address.ipv4_mapped or address.sixtofour
    if embedded is not None:
        return embedded
    if any(address in network for network in _TRANSLATED):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address
