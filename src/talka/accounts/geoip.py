"""The country that an address belongs to, by a table that the operator brings.

None is shipped. Any file in MaxMind's format that names countries will do: GeoLite2 Country or City, and
those of others that keep the country's code at ``country.iso_code``, ``country_code`` or ``country``.
"""

from __future__ import annotations

from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import maxminddb

from talka.accounts.codes import COUNTRIES


def country_of(table: Path | None, address: str | None) -> str | None:
    """The ISO code of the address's country; None without a table, or where the table does not know.

    Raises:
        OSError, maxminddb.InvalidDatabaseError: the table cannot be read.
    """
    if table is None or not address:
        return None
    try:
        parsed = ip_address(address)
    except ValueError:  # a Unix socket, or a test's client
        return None
    reader = open_table(table)
    if parsed.version == 6 and reader.metadata().ip_version == 4:  # noqa: PLR2004  they are called so
        return None
    return _country(reader.get(parsed))


@cache
def open_table(table: Path) -> maxminddb.Reader:
    """The table, mapped into memory at its first use and kept open; errors as :func:`country_of`."""
    return maxminddb.open_database(table)


def _country(record: Any) -> str | None:
    if not isinstance(record, dict):
        return None
    named = record.get("country")
    code = named.get("iso_code") if isinstance(named, dict) else record.get("country_code") or named
    return code if isinstance(code, str) and code in COUNTRIES else None
