"""What the app is told, and the settings that its pages and the classic frame follow."""

from __future__ import annotations

from pathlib import Path

import pytest

from http_client import Platform
from talka.web import rules
from talka.web.model import LANGUAGES

ROOT = Path(__file__).parent.parent.parent


class TestAsItComes:
    async def test_the_app_learns_where_it_is(self, platform: Platform):
        told = await platform.anonymous.call("GET", "/app-settings", status=200)
        assert told == {
            "environment": "production",
            "api_base": "/api/worker/v1",
            "registration_open": True,
            "currency": "USD",
            "classic_frame_url": "/classic-frame",
            "tiles_url": None,
            "tiles_attribution": "",
            "max_attachment_bytes": 100 * 1024 * 1024,
            "attachment_types": [],
            "languages": ["en", "ru", "es", "de"],
        }
        sandbox = await platform.sandbox.anonymous.call("GET", "/app-settings", status=200)
        assert (sandbox["environment"], sandbox["api_base"]) == ("sandbox", "/sandbox/api/worker/v1")
        asked = await platform.sandbox.anonymous.get("/api/worker/v1/me")
        assert asked.url.path == f"{sandbox['api_base']}/me"
        assert asked.status_code == 401

    @pytest.mark.usefixtures("built")
    async def test_the_frame_is_a_place_without_rights(self, platform: Platform):
        answer = await platform.anonymous.get("/classic-frame")
        assert answer.status_code == 200
        assert "/app/classic/frame.js" in answer.text
        assert answer.headers["cache-control"] == "public, max-age=300"
        assert "set-cookie" not in answer.headers
        servers = "http://testserver/api/proxy/ http://testserver/sandbox/api/proxy/"
        assert answer.headers["origin-agent-cluster"] == "?1"
        assert answer.headers["content-security-policy"] == (
            "default-src 'none'; script-src 'self' 'unsafe-inline' 'unsafe-eval' https:; "
            f"style-src 'self' 'unsafe-inline' https:; img-src 'self' https: {servers} data: blob:; "
            f"media-src 'self' https: {servers} data: blob:; font-src 'self' https: data:; "
            f"connect-src https: {servers}; "
            "frame-src https:; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; "
            "sandbox allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox allow-modals"
        )
        again = await platform.anonymous.get(
            "/classic-frame", headers={"if-none-match": answer.headers["etag"]}
        )
        assert again.status_code == 304


class TestAsTheOperatorHasIt:
    @pytest.fixture
    def platform_settings(self) -> dict[str, object]:
        return {
            "registration": False,
            "currency": "points",
            "public_url": "https://work.example.org/",
            "files_origin": "https://files.example.org/x",
            "classic_origin": "https://frames.example.net",
            "classic_sources": ("https://cdn.example.org", "*.example.com"),
            "map_tiles": "https://tiles.example.org/{z}/{x}/{y}.png",
            "map_attribution": "Somebody",
            "max_attachment_bytes": 1000,
            "attachment_types": ("image/*",),
        }

    async def test_the_app_is_told(self, platform: Platform):
        told = await platform.anonymous.call("GET", "/app-settings", status=200)
        assert (told["registration_open"], told["currency"]) == (False, "points")
        assert told["classic_frame_url"] == "https://frames.example.net/classic-frame"
        assert told["tiles_url"] == "https://tiles.example.org/{z}/{x}/{y}.png"
        assert told["tiles_attribution"] == "Somebody"
        assert (told["max_attachment_bytes"], told["attachment_types"]) == (1000, ["image/*"])

    @pytest.mark.usefixtures("built")
    async def test_the_page_may_ask_where_files_are(self, platform: Platform):
        policy = (await platform.anonymous.get("/")).headers["content-security-policy"]
        assert "connect-src 'self' https://files.example.org;" in policy
        assert "frame-src 'self' https://frames.example.net https: http:;" in policy

    @pytest.mark.usefixtures("built")
    async def test_the_frame_loads_from_few_places_and_only_the_app_shows_it(self, platform: Platform):
        policy = (await platform.anonymous.get("/classic-frame")).headers["content-security-policy"]
        places = "https://cdn.example.org *.example.com"
        assert f"script-src 'self' 'unsafe-inline' 'unsafe-eval' {places};" in policy
        servers = "https://work.example.org/api/proxy/ https://work.example.org/sandbox/api/proxy/"
        assert f"connect-src {places} {servers};" in policy
        assert f"img-src 'self' {places} {servers} data: blob:;" in policy
        assert " https:;" not in policy
        assert "frame-ancestors https://work.example.org;" in policy


def test_with_a_public_address_both_names_of_the_app_may_show_the_frame():
    address = "https://work.example.org:8443/base"
    policy = rules.frame_policy((), address, None, address)
    assert "frame-ancestors 'self' https://work.example.org:8443;" in policy
    assert f"connect-src https: {address}/api/proxy/ {address}/sandbox/api/proxy/;" in policy


@pytest.mark.parametrize("address", ["http://a;script-src *", "http://a/b;c", "http://a/b *", "nowhere"])
def test_an_address_that_is_none_adds_nothing_to_the_policy(address: str):
    policy = rules.frame_policy((), None, None, address)
    assert "connect-src https:;" in policy
    assert "*" not in policy


def test_the_languages_are_those_that_there_are_texts_for():
    assert set(LANGUAGES) == {folder.name for folder in (ROOT / "ui" / "texts").iterdir() if folder.is_dir()}
    assert LANGUAGES[0] == "en"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("https:", ("https:",)),
        (
            "https://cdn.example.org:8443, *.example.com ,http:",
            ("https://cdn.example.org:8443", "*.example.com", "http:"),
        ),
    ],
)
def test_sources_are_hosts_origins_and_schemes(text: str, found: tuple[str, ...]):
    assert rules.check_sources(text) == found


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Work.Example.org/a?b", "https://work.example.org"),
        ("http://127.0.0.1:8000", "http://127.0.0.1:8000"),
        ("http://[::1]:8000/", "http://[::1]:8000"),
    ],
)
def test_an_origin_is_scheme_host_and_port(url: str, origin: str):
    assert rules.origin_of(url) == origin
