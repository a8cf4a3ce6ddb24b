"""What keeps a request from a requester's server, or its answer from the worker."""

from __future__ import annotations

from talka.kernel.errors import TalkaError


class ServerUnavailable(TalkaError):  # noqa: N818  named for what happened
    """503: the requester's server did not answer, or not with what can be passed on."""

    code = "REMOTE_SERVICE_UNAVAILABLE"
    status = 503


class NoSuchPlace(TalkaError):  # noqa: N818
    """404: the address names no server, or a path that leads out of one."""

    code = "NOT_FOUND"
    status = 404

    def __init__(self) -> None:
        super().__init__("The address must be /api/proxy/<server>/<path>, without .. in the path")
