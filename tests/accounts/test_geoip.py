"""The country of an address."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path

import maxminddb
import pytest

from accounts.country_table import write_table
from talka.accounts.geoip import country_of

RECORDS = {
    "1.0.0.0/8": {"country": {"iso_code": "DE"}},  # GeoLite2
    "2.0.0.0/8": {"country_code": "FR", "country": "France"},
    "3.0.0.0/8": {"country": "BR"},
    "4.0.0.0/8": {"continent": {"code": "AN"}},
    "5.0.0.0/8": {"country": {"iso_code": "XX"}},
    "6.0.0.0/8": "no country's record",
}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return write_table(tmp_path / "v4.mmdb", {ip_network(net): record for net, record in RECORDS.items()})


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("1.2.3.4", "DE"),
        ("2.255.0.1", "FR"),
        ("3.0.0.0", "BR"),
        ("4.4.4.4", None),
        ("5.5.5.5", None),
        ("6.6.6.6", None),
        ("127.0.0.1", None),
        ("2001:db8::1", None),
        ("testclient", None),
        ("", None),
        (None, None),
    ],
)
def test_an_address_belongs_to_the_country_that_the_table_names(table, address, country):
    assert country_of(table, address) == country


def test_addresses_of_version_6_have_countries_too(tmp_path):
    records = {ip_network("2001:db8::/32"): {"country": {"iso_code": "JP"}}}
    table = write_table(tmp_path / "v6.mmdb", records, ip_version=6)
    assert country_of(table, "2001:db8::1") == "JP"
    assert country_of(table, "2001:db9::1") is None


def test_without_a_table_no_address_has_a_country():
    assert country_of(None, "1.2.3.4") is None


def test_a_table_that_is_not_there_or_is_none_is_no_secret(tmp_path):
    with pytest.raises(OSError, match=r"gone\.mmdb"):
        country_of(tmp_path / "gone.mmdb", "1.2.3.4")
    broken = tmp_path / "broken.mmdb"
    broken.write_bytes(b"not a table")
    with pytest.raises(maxminddb.InvalidDatabaseError):
        country_of(broken, "1.2.3.4")
