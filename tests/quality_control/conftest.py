"""A world with the platform's own listeners, and a worker in it."""

from __future__ import annotations

import pytest

from distribution.world import World
from talka import app
from talka.http.auth import Worker
from talka.kernel.events import Listeners
from talka.storage.database import Database


@pytest.fixture
def listeners() -> Listeners:
    """As the platform has them."""
    return app.listeners()


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


@pytest.fixture
def ann(world: World) -> Worker:
    return world.worker("ann")
