"""The two environments that one deployment serves."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import msgspec

from talka.storage.database import Database

PRODUCTION = "production"
SANDBOX = "sandbox"


class Limits(msgspec.Struct, frozen=True):
    """What one request may ask for."""

    body_bytes: int = 128 * 1024 * 1024
    items_per_batch: int = 100_000
    items_in_request: int = 5_000
    page: int = 1_000
    worker_page: int = 300


class Platform(msgspec.Struct, frozen=True):
    """What the operator decided, as far as the slices need to know it."""

    fee_percent: Decimal = Decimal(0)
    currency: str = "USD"
    registration_open: bool = True
    limits: Limits = Limits()


class Environment(msgspec.Struct, frozen=True):
    """One environment: its data, and how to wake its background work."""

    name: str
    database: Database
    platform: Platform
    wake: Callable[[], None]

    @property
    def is_sandbox(self) -> bool:
        """True where money is play money and the clock can be moved."""
        return self.name == SANDBOX
