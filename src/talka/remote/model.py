"""What can become of a call to a server."""

from __future__ import annotations


class Refused(Exception):  # noqa: N818
    """The server said no, or could not be reached; said in one line."""
