"""A training as the API shows it (Toloka: "Training")."""

from __future__ import annotations

from talka.kernel.owner import Owner
from talka.pools.model import TrainingForm


class TrainingView(TrainingForm, frozen=True, kw_only=True, omit_defaults=True):
    """The settings as saved, and what the platform knows of the training."""

    id: str
    owner: Owner
    status: str
    created: str
    inherited_instructions: bool
    last_close_reason: str | None = None
    last_started: str | None = None
    last_stopped: str | None = None
