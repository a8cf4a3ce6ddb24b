"""A table of countries in MaxMind's format, as small as they come."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import Any

SEPARATOR = b"\0" * 16
MARK = b"\xab\xcd\xefMaxMind.com"
STRING, UINT16, UINT32, MAP, UINT64, ARRAY = 2, 5, 6, 7, 9, 11
UINTS = {2: UINT16, 4: UINT32, 8: UINT64}


def encoded(value: Any) -> bytes:
    """Bytes are a whole number, of that many bytes."""
    if isinstance(value, str):
        text = value.encode()
        return control(STRING, len(text)) + text
    if isinstance(value, bytes):
        return control(UINTS[len(value)], len(value)) + value
    if isinstance(value, list):
        return control(ARRAY, len(value)) + b"".join(map(encoded, value))
    pairs = [encoded(key) + encoded(item) for key, item in value.items()]
    return control(MAP, len(value)) + b"".join(pairs)


def control(kind: int, size: int) -> bytes:
    assert size < 29
    return bytes([kind << 5 | size]) if kind <= MAP else bytes([size, kind - MAP])


def write_table(path: Path, records: dict[IPv4Network | IPv6Network, Any], *, ip_version: int = 4) -> Path:
    """Write a table of these networks, all of the one version."""
    nodes: list[list[int | tuple[str, int] | None]] = [[None, None]]
    data = b""
    for network, record in records.items():
        bits = f"{int(network.network_address):0{network.max_prefixlen}b}"[: network.prefixlen]
        place = 0
        for bit in bits[:-1]:
            following = nodes[place][int(bit)]
            if following is None:
                following = len(nodes)
                nodes.append([None, None])
                nodes[place][int(bit)] = following
            assert isinstance(following, int)
            place = following
        nodes[place][int(bits[-1])] = ("data", len(data))
        data += encoded(record)
    tree = b"".join(pointer(one, len(nodes)) for node in nodes for one in node)
    metadata = {
        "node_count": len(nodes).to_bytes(4),
        "record_size": (24).to_bytes(2),
        "ip_version": ip_version.to_bytes(2),
        "database_type": "Test",
        "languages": ["en"],
        "binary_format_major_version": (2).to_bytes(2),
        "binary_format_minor_version": (0).to_bytes(2),
        "build_epoch": (1_700_000_000).to_bytes(8),
        "description": {"en": "made by a test"},
    }
    path.write_bytes(tree + SEPARATOR + data + MARK + encoded(metadata))
    return path


def pointer(record: int | tuple[str, int] | None, count: int) -> bytes:
    if record is None:
        return count.to_bytes(3)
    number = record if isinstance(record, int) else count + len(SEPARATOR) + record[1]
    return number.to_bytes(3)
