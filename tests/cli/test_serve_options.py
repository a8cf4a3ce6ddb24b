"""What the server is told and cannot be right is said before it starts."""

from __future__ import annotations

from pathlib import Path

import pytest

from commands import Talka


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--trusted-proxies", "localhost"),
        ("--trusted-proxies", "10.0.0.1/8"),
        ("--webhook-networks", "10.0.0.1/8"),
        ("--geoip", "gone.mmdb"),
    ],
)
def test_a_wrong_setting_is_a_users_mistake(run: Talka, tmp_path: Path, option: str, value: str):
    ran = run("serve", "--data", tmp_path, option, value)
    assert (ran.status, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert ran.err.startswith(f"talka: {option}")


def test_a_file_that_is_no_table_is_refused(run: Talka, tmp_path: Path):
    broken = tmp_path / "broken.mmdb"
    broken.write_bytes(b"not a table")
    ran = run("serve", "--data", tmp_path, "--geoip", broken)
    assert ran.status == 1
    assert ran.err.startswith(f"talka: --geoip {broken}: ")
