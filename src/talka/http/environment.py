"""The two environments that one deployment serves."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import msgspec

from talka.http.counting import Throttle
from talka.http.proxies import Network
from talka.http.rate_limits import RateLimits
from talka.storage.database import Database

PRODUCTION = "production"
SANDBOX = "sandbox"
SANDBOX_PREFIX = "/sandbox"


class Limits(msgspec.Struct, frozen=True):
    """What one request may ask for, and one requester in a day; None for as much as they like."""

    body_bytes: int = 128 * 1024 * 1024
    attachment_bytes: int = 100 * 1024 * 1024
    import_bytes: int = 1024 * 1024 * 1024
    items_per_batch: int = 100_000
    items_in_request: int = 5_000
    bonuses_in_request: int = 100
    page: int = 1_000
    worker_page: int = 300


class Platform(msgspec.Struct, frozen=True):
    """What the operator decided, as far as the slices need to know it."""

    fee_percent: Decimal = Decimal(0)
    currency: str = "USD"
    registration_open: bool = True
    public_url: str | None = None
    files_origin: str | None = None
    classic_origin: str | None = None
    classic_sources: tuple[str, ...] = ()
    map_tiles: str | None = None
    map_attribution: str = ""
    files: Path | None = None
    geoip: Path | None = None
    apps: Path | None = None
    trusted_proxies: tuple[Network, ...] = ()
    webhook_networks: tuple[Network, ...] = ()
    limits: Limits = Limits()
    attachment_types: tuple[str, ...] = ()
    sandbox_captcha_answer: str | None = None
    rate_limits: RateLimits | None = None


class Environment(msgspec.Struct, frozen=True):
    """One environment: its data, how to wake its background work, and who asks too often."""

    name: str
    database: Database
    platform: Platform
    wake: Callable[[], None]
    throttle: Throttle | None = None

    @property
    def is_sandbox(self) -> bool:
        """True where money is play money and the clock can be moved."""
        return self.name == SANDBOX

    @property
    def prefix(self) -> str:
        """What every path of the environment begins with."""
        return SANDBOX_PREFIX if self.is_sandbox else ""

    @property
    def captcha_answer(self) -> str | None:
        """What passes for the answer to any captcha: in the sandbox only, and if the operator named it."""
        return self.platform.sandbox_captcha_answer if self.is_sandbox else None
