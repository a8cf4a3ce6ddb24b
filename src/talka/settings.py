"""What the operator decides, from flags and ``TALKA_*`` environment variables."""

from __future__ import annotations

import socket
import uuid
from decimal import Decimal
from pathlib import Path

import msgspec

from talka.http.environment import Limits, Platform
from talka.http.proxies import Network
from talka.http.rate_limits import RateLimits

MOST_CONNECTIONS = 8
FEWEST_CONNECTIONS = 4


class Settings(msgspec.Struct, frozen=True):
    """Everything that can be set.

    ``database_url`` names a PostgreSQL database; without it, SQLite files. ``file_store`` names a bucket for
    what workers upload (``s3://BUCKET/PREFIX``); without it, the data folder holds it.
    """

    data: Path = Path("talka-data")
    database_url: str | None = None
    host: str = "127.0.0.1"
    port: int = 8000
    files: Path | None = None
    file_store: str | None = None
    geoip: Path | None = None
    apps: Path | None = None
    trusted_proxies: tuple[Network, ...] = ()
    webhook_networks: tuple[Network, ...] = ()
    public_url: str | None = None
    files_origin: str | None = None
    classic_origin: str | None = None
    classic_sources: tuple[str, ...] = ()
    map_tiles: str | None = None
    map_attribution: str = ""
    cors_origins: tuple[str, ...] = ()
    fee_percent: Decimal = Decimal(0)
    currency: str = "USD"
    registration: bool = True
    max_body_bytes: int = Limits().body_bytes
    max_attachment_bytes: int = Limits().attachment_bytes
    attachment_types: tuple[str, ...] = ()
    max_import_bytes: int = Limits().import_bytes
    log_json: bool = False
    processes: int = 1
    process: int = 0
    connections: int | None = None
    sandbox_captcha_answer: str | None = None
    rate_limits: RateLimits | None = None

    @property
    def process_name(self) -> str:
        """What no other server process on the same database is called, and this one still after a restart."""
        machine = f"{socket.gethostname()}-{uuid.getnode():x}"
        return f"{machine}:{self.data.resolve()}/{self.process}"

    @property
    def pool_size(self) -> int:
        """PostgreSQL connections of one process for each environment; opened when they are needed."""
        if self.connections is not None:
            return self.connections
        return max(MOST_CONNECTIONS // self.processes, FEWEST_CONNECTIONS)

    @property
    def platform(self) -> Platform:
        """The part that the slices know."""
        return Platform(
            fee_percent=self.fee_percent,
            currency=self.currency,
            registration_open=self.registration,
            public_url=self.public_url,
            files_origin=self.files_origin,
            classic_origin=self.classic_origin,
            classic_sources=self.classic_sources,
            map_tiles=self.map_tiles,
            map_attribution=self.map_attribution,
            files=self.files,
            geoip=self.geoip,
            apps=self.apps,
            trusted_proxies=self.trusted_proxies,
            limits=Limits(
                body_bytes=self.max_body_bytes,
                attachment_bytes=self.max_attachment_bytes,
                import_bytes=self.max_import_bytes,
            ),
            webhook_networks=self.webhook_networks,
            attachment_types=self.attachment_types,
            sandbox_captcha_answer=self.sandbox_captcha_answer,
            rate_limits=self.rate_limits,
        )

    @property
    def base_url(self) -> str:
        """How the platform is reached from outside."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")
