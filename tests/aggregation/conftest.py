"""Pools to aggregate."""

from __future__ import annotations

import pytest

from aggregation.scene import Scene
from http_client import Platform


@pytest.fixture
async def scene(platform: Platform) -> Scene:
    """An empty pool with smart mixing."""
    return await Scene(platform, await platform.requester()).make()


@pytest.fixture
async def answered(scene: Scene) -> Scene:
    """Six general tasks answered by three workers, and two control tasks."""
    await scene.upload()
    return await scene.answer()
