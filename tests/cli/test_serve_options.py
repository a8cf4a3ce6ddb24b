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
        ("--rate-limits", "gone.toml"),
        ("--file-store", "https://bucket.example"),
        ("--file-store", "s3://"),
        ("--attachment-types", "image/*,pictures"),
        ("--apps", "gone"),
        ("--public-url", "work.example.org"),
        ("--public-url", "https://a.example; script-src *"),
        ("--files-origin", "ftp://files.example.org"),
        ("--classic-origin", "https://frames.example.net"),  # without --public-url
        ("--classic-sources", "https://cdn.example.org, 'unsafe-eval'"),
        ("--classic-sources", "https://cdn.example.org; sandbox"),
        ("--map-tiles", "https://tiles.example.org/{z}/{x}"),
        ("--map-tiles", "tiles/{z}/{x}/{y}"),
    ],
)
def test_a_wrong_setting_is_a_users_mistake(run: Talka, tmp_path: Path, option: str, value: str):
    ran = run("serve", "--data", tmp_path, option, value)
    assert (ran.status, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert ran.err.startswith(f"talka: {option}")


@pytest.mark.parametrize("origin", ["https://work.example.org/", "https://frames.example.net/x", "frames"])
def test_classic_interfaces_get_an_origin_of_their_own(run: Talka, tmp_path: Path, origin: str):
    ran = run(
        *("serve", "--data", tmp_path, "--public-url", "https://work.example.org", "--classic-origin", origin)
    )
    assert (ran.status, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert ran.err.startswith("talka: --classic-origin")


def test_a_file_that_is_no_table_is_refused(run: Talka, tmp_path: Path):
    broken = tmp_path / "broken.mmdb"
    broken.write_bytes(b"not a table")
    ran = run("serve", "--data", tmp_path, "--geoip", broken)
    assert ran.status == 1
    assert ran.err.startswith(f"talka: --geoip {broken}: ")


def test_half_a_key_to_a_bucket_is_refused(run: Talka, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("TALKA_S3_SECRET_ACCESS_KEY", "very secret")
    ran = run("serve", "--data", tmp_path, "--file-store", "s3://some-bucket")
    assert (ran.status, ran.err.count("\n")) == (1, 1)
    assert "TALKA_S3_ACCESS_KEY_ID" in ran.err
    assert "very secret" not in ran.err
