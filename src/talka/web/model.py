"""What the web app is told before anybody has logged in."""

from __future__ import annotations

import msgspec

PAGES = (
    "login",
    "register",
    "tasks",
    "assignments",
    "history",
    "earnings",
    "messages",
    "skills",
    "profile",
    "instructions",
    "settings",
)
"""The first parts of the app's addresses: whatever stands below them is for the app itself to understand."""

PARTS = {"assignments": "assignment/index.tsx"}
"""What pages at these addresses load besides, by the names of the build: it is large, and told of early."""

LANGUAGES = ("en", "ru", "es", "de")
"""The languages that the app has texts in, the one that is complete first."""


class AppSettings(msgspec.Struct, frozen=True):
    """What the operator decided, as far as the app has to know it. There is nothing secret in it."""

    environment: str
    api_base: str
    registration_open: bool
    currency: str
    classic_frame_url: str
    tiles_url: str | None
    tiles_attribution: str
    max_attachment_bytes: int
    attachment_types: tuple[str, ...]
    languages: tuple[str, ...]
