"""Whose an object is, as every owned object shows it."""

from __future__ import annotations

import msgspec


class Owner(msgspec.Struct, frozen=True, omit_defaults=True):
    """The requester an object belongs to.

    ``myself`` is whether that is the requester whose token the caller came with; it is false for who acts in
    the account of another.
    """

    id: str
    myself: bool
    company_id: str | None = None
