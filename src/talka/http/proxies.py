"""Whose request it is, behind proxies.

A peer that the operator trusts may say whom it speaks for, in ``X-Forwarded-For`` or else in ``Forwarded``
(RFC 7239). Each proxy adds to the right, so the chain is read from there, and the first address that is not
trusted is the client's: whatever stands further left anybody could have written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

_IPV4_WITH_PORT = re.compile(r"([0-9.]+):[0-9]+")
_IN_BRACKETS = re.compile(r"\[([^\]]*)\](?::[0-9]+)?")
_FORWARDED_FOR = re.compile(r'(?:^|[;,])\s*for\s*=\s*("(?:[^"\\]|\\.)*"|[^\s;,"]*)', re.IGNORECASE)


def networks(text: str) -> tuple[Network, ...]:
    """The networks of a list like ``127.0.0.1, 10.0.0.0/8, ::1``.

    Raises:
        ValueError: one of them is neither an address nor a network.
    """
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def client_address(
    peer: str | None, forwarded_for: Sequence[str], forwarded: Sequence[str], trusted: Sequence[Network]
) -> Address | None:
    """The client's address; None where it is not known.

    ``peer`` is who opened the connection, ``forwarded_for`` and ``forwarded`` are the two headers' lines.
    """
    address = _parsed(peer or "")
    chain = _chain(forwarded_for) or _forwarded_chain(forwarded)
    for said in reversed(chain):
        if address is None or not _is_within(address, trusted):
            break
        address = _parsed(said)
    return address


def _is_within(address: Address, trusted: Iterable[Network]) -> bool:
    return any(address in network for network in trusted)


def _chain(lines: Sequence[str]) -> list[str]:
    return [part.strip() for line in lines for part in line.split(",") if part.strip()]


def _forwarded_chain(lines: Sequence[str]) -> list[str]:
    return [said.strip('"') for line in lines for said in _FORWARDED_FOR.findall(line)]


def _parsed(text: str) -> Address | None:
    """The address in ``1.2.3.4:5``, ``[::1]:5`` or the like; None for what hides it (``unknown``, ``_a``)."""
    for form in (_IN_BRACKETS, _IPV4_WITH_PORT):
        found = form.fullmatch(text)
        if found is not None:
            text = found.group(1)
    try:
        address = ip_address(text)
    except ValueError:
        return None
    # A socket that serves both families shows the old one's addresses in the new one's clothes.
    return getattr(address, "ipv4_mapped", None) or address
