"""A pool as the API shows it."""

from __future__ import annotations

from talka.kernel.owner import Owner
from talka.pools.model import PoolForm


class PoolView(PoolForm, frozen=True, kw_only=True, omit_defaults=True):
    """The settings as saved, and what the platform knows of the pool."""

    id: str
    owner: Owner
    type: str
    status: str
    created: str
    last_close_reason: str | None = None
    last_started: str | None = None
    last_stopped: str | None = None
