"""A requester with a project, for the pages' rules."""

from __future__ import annotations

import pytest

from http_client import Platform
from quality_control.pages.scene import Scene, Worker
from talka.kernel import clock


@pytest.fixture
async def scene(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> Scene:
    """A project without pools, in a sandbox whose time moves when the test moves it and at no other time."""
    stands_at = clock.real_now()
    monkeypatch.setattr(clock, "real_now", lambda: stands_at)
    return await Scene(platform, await platform.sandbox.requester()).make()


@pytest.fixture
async def ann(scene: Scene) -> Worker:
    return await scene.worker("ann")


@pytest.fixture
async def ben(scene: Scene) -> Worker:
    return await scene.worker("ben")
