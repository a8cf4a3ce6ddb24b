"""A platform that may send to the test's own receivers, and one of these."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from talka.http.proxies import networks
from talka.webhooks import courier
from webhooks.receiver import NETWORKS, Receiver, receiving


@pytest.fixture
def platform_settings() -> dict[str, Any]:
    return {"webhook_networks": networks(NETWORKS)}


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courier, "PAUSE", 50)
    monkeypatch.setattr(courier, "LINGER", 20)


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as made:
        yield made
