"""A platform that may call the test's own servers, and one of these."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from proxies.server import NETWORKS, OwnServer, serving
from talka.http.proxies import networks


@pytest.fixture
def platform_settings() -> dict[str, Any]:
    return {"webhook_networks": networks(NETWORKS)}


@pytest.fixture
async def server() -> AsyncIterator[OwnServer]:
    async with serving() as made:
        yield made
