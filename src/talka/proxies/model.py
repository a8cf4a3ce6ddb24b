"""What a requester's server is to the platform, and what a call to it comes to (Toloka: "HTTP proxy")."""

from __future__ import annotations

import enum
from typing import Annotated

import msgspec
from msgspec import Meta

Values = dict[str, list[str]]
"""Values by name, as headers and query arguments have them."""

Name = Annotated[str, Meta(min_length=1, max_length=100)]
BaseUrl = Annotated[str, Meta(min_length=1, max_length=2000)]


class AccessRights(enum.StrEnum):
    """Who reaches a server.

    ``ASSIGNMENT_PRIVATE``: workers, for the paths that their tasks name. ``PRIVATE``: workers who do the
    requester's tasks. ``PUBLIC``: every worker.
    """

    ASSIGNMENT_PRIVATE = "ASSIGNMENT_PRIVATE"
    PRIVATE = "PRIVATE"
    PUBLIC = "PUBLIC"


class ProxyType(enum.StrEnum):
    """How a server is spoken to. Whether with TLS, its URL says."""

    HTTP = "HTTP"


class ProxyParams(msgspec.Struct, frozen=True, rename="camel"):
    """Where a server is, who reaches it, and what is added to every request to it.

    ``base_url``: a URL without a scheme means ``http://``.
    """

    access_rights: AccessRights
    type: ProxyType
    base_url: BaseUrl
    additional_headers: Values = msgspec.field(default_factory=dict)
    additional_query_args: Values = msgspec.field(default_factory=dict)


class ProxyForm(msgspec.Struct, frozen=True):
    """``POST``: a server under a name, which no other server of the environment has."""

    name: Name
    params: ProxyParams


class ProxyParamsPatch(msgspec.Struct, frozen=True, rename="camel"):
    """What is to be otherwise; what is left out stays."""

    access_rights: AccessRights | None = None
    type: ProxyType | None = None
    base_url: BaseUrl | None = None
    additional_headers: Values | None = None
    additional_query_args: Values | None = None


class ProxyPatch(msgspec.Struct, frozen=True):
    """``PATCH``: what is to be otherwise; what is left out stays."""

    name: Name | None = None
    params: ProxyParamsPatch = ProxyParamsPatch()


class ProxyView(msgspec.Struct, frozen=True):
    """A registered server as its requester sees it."""

    id: str
    name: str
    params: ProxyParams


class Proxy(msgspec.Struct, frozen=True):
    """A stored server; headers and query arguments are JSON. Workers are never shown any of it."""

    id: str
    requester_id: str
    name: str
    access_rights: str
    base_url: str
    additional_headers: str
    additional_query_args: str
    created: int


class Place(msgspec.Struct, frozen=True):
    """What an address below ``/api/proxy`` names: a server and what is asked of it.

    ``access`` is the pass in the address, where there is one. ``path`` and ``query`` are as they were sent.
    """

    access: str | None
    name: str
    path: str
    query: str


class Forwarded(msgspec.Struct, frozen=True):
    """A request to a requester's server, whole but for its body."""

    requester_id: str
    url: str
    headers: list[tuple[str, str]]
