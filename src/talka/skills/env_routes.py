"""``/api/env``: what clients ask of an environment before they have a token."""

from __future__ import annotations

import msgspec
from litestar import Controller, get

from talka.storage.migrations.seed import VERIFIED_LANGUAGES


class EnvConfig(msgspec.Struct, frozen=True):
    """``public_verifiedLanguages``: language, skill id, language, skill id, and so on."""

    verified_languages: list[str] = msgspec.field(name="public_verifiedLanguages")


class EnvView(msgspec.Struct, frozen=True):
    """What an environment says of itself."""

    config: EnvConfig


class EnvController(Controller):
    """The environment."""

    path = "/api/env"
    tags = ("environment",)

    @get("/", opt={"access": ()})
    async def get_env(self) -> EnvView:
        """The environment's public settings: which global skill stands for which verified language."""
        pairs = [part for pair in sorted(VERIFIED_LANGUAGES.items()) for part in pair]
        return EnvView(EnvConfig([str(part) for part in pairs]))
