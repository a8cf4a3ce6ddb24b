"""What a worker comes with is seen at each of their calls, and a country only from a place to be trusted."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Any

import httpx
import pytest

from accounts.country_table import write_table
from http_client import Client, Platform
from talka.http.proxies import networks

PHONE = (
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/126.0.0.0 Mobile Safari/537.36"
)
LAPTOP = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
)


@pytest.fixture
def platform_settings(tmp_path: Path) -> dict[str, Any]:
    records = {ip_network("1.0.0.0/8"): {"country": {"iso_code": "DE"}}}
    table = write_table(tmp_path / "countries.mmdb", records)
    return {"geoip": table, "trusted_proxies": networks("10.0.0.0/8")}


def calling_from(platform: Platform, worker: Client, peer: str) -> Client:
    caller = platform.client(dict(worker.headers), worker.id)
    caller._transport = httpx.ASGITransport(app=platform.application, client=(peer, 4711))
    return caller


async def seen(requester: Client, worker_id: str) -> dict[str, Any]:
    metadata = await requester.call("GET", f"/api/v1/user-metadata/{worker_id}", status=200)
    return dict(metadata["attributes"])


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_signing_up_and_logging_in_tell_the_device(platform: Platform):
    requester = await platform.requester()
    form = {"login": "ada", "password": "correct horse"}
    path = "/api/worker/v1"
    session = await platform.anonymous.call(
        "POST", f"{path}/register", form, status=201, headers={"User-Agent": PHONE}
    )
    assert (await seen(requester, session["user_id"]))["device_category"] == "SMARTPHONE"
    await platform.anonymous.call("POST", f"{path}/login", form, status=200, headers={"User-Agent": LAPTOP})
    assert (await seen(requester, session["user_id"]))["device_category"] == "PERSONAL_COMPUTER"


async def test_the_country_is_the_addresss_and_no_header_of_a_stranger_changes_it(platform: Platform):
    requester, worker = await platform.requester(), await platform.worker("ada")
    german = calling_from(platform, worker, "1.2.3.4")
    stranger = calling_from(platform, worker, "203.0.113.9")
    proxy = calling_from(platform, worker, "10.0.0.1")
    spoofed = {"X-Forwarded-For": "1.2.3.4", "Forwarded": "for=1.2.3.4"}

    for caller, headers, country in (
        (german, {}, "DE"),
        (stranger, {}, None),
        (stranger, spoofed, None),
        (proxy, {"X-Forwarded-For": "1.2.3.4"}, "DE"),
        (proxy, {"X-Forwarded-For": "1.2.3.4, 203.0.113.9"}, None),
    ):
        pool_id = await new_pool(requester)
        await caller.call(
            "POST",
            f"/api/worker/v1/pools/{pool_id}/assignments",
            status=201 if country else 403,
            headers={"User-Agent": PHONE, **headers},
        )
        if country:
            assert (await seen(requester, worker.id)).get("country_by_ip") == country


async def new_pool(requester: Client) -> str:
    """A pool for workers who come from Germany (96)."""
    spec = {"input_spec": {}, "output_spec": {"r": {"type": "string"}}}
    project = await requester.call(
        "POST", "/api/v1/projects", {"public_name": "Where", "task_spec": spec}, status=201
    )
    form = {
        "project_id": project["id"],
        "private_name": "pool",
        "will_expire": "2099-01-01T00:00:00",
        "reward_per_assignment": 0.01,
        "assignment_max_duration_seconds": 600,
        "defaults": {"default_overlap_for_new_task_suites": 1},
        "filter": {"category": "computed", "key": "region_by_ip", "operator": "IN", "value": 96},
    }
    pool_id = (await requester.call("POST", "/api/v1/pools", form, status=201))["id"]
    suite = {"pool_id": pool_id, "overlap": 1, "tasks": [{"input_values": {}}]}
    await requester.call("POST", "/api/v1/task-suites", suite, status=201)
    await requester.call("POST", f"/api/v1/pools/{pool_id}/open", status=202)
    return str(pool_id)
