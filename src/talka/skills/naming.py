"""What a skill is called to a worker."""

from __future__ import annotations

from typing import Final

import msgspec

from talka.skills.model import SkillForm
from talka.storage.migrations.seed import VERIFIED_LANGUAGES
from talka.words.speaking import named, reads, say

ENGLISH: Final = "EN"
TRAINING: Final = " - training"
"""How the name of a training's skill ends, after its project's."""

_VERIFIED: Final = {skill_id: language for language, skill_id in VERIFIED_LANGUAGES.items()}


def public_name(skill_id: int, name: str, form: str, *, is_training: bool) -> str:
    """The name in the first of the reader's languages that there is, else in English, else the first given.

    A skill without public names has the one that its requester gave it; the platform's own are translated.
    """
    names = msgspec.json.decode(form, type=SkillForm).public_name or {}
    for language in (*reads(), ENGLISH):
        if names.get(language):
            return names[language]
    return next(filter(None, names.values()), None) or _own_name(skill_id, name, is_training=is_training)


def _own_name(skill_id: int, name: str, *, is_training: bool) -> str:
    if skill_id in _VERIFIED:
        return say("Verified language: {language}", language=named(_VERIFIED[skill_id]))
    if is_training and name.endswith(TRAINING):
        return say("{project} - training", project=name.removesuffix(TRAINING))
    return name
