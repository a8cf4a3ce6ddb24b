"""Here databases themselves are tried."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _connections() -> None:
    """Each database opens connections of its own, and closes them."""
