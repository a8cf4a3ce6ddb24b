"""What a worker's request comes with."""

from __future__ import annotations

from talka.accounts.geoip import country_of
from talka.http.call import Call


def arrival_of(request: Call) -> tuple[str, str | None]:
    """The request's ``User-Agent``, and the country that its address belongs to, where it is known."""
    return request.user_agent, country_of(request.environment.platform.geoip, request.client_address)
