"""Packages are made of a checkout whose web app was built: one without it would be half a platform."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

APP = Path("src", "talka", "web", "app", "index.html")


class WebAppHook(BuildHookInterface):  # type: ignore[type-arg]  its configuration is hatchling's own affair
    """Refuses to build a package without the web app. An editable installation may do without."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Called by hatchling before each build."""
        if version != "editable" and not (Path(self.root) / APP).is_file():
            raise SystemExit(
                "Talka's web app is not built, and the package would lack it. Run `make web` in the checkout "
                "first; it needs make, Python 3.11 or newer, and fetches a Node where the machine has none."
            )
