"""Decisions about trainings."""

from __future__ import annotations

from collections.abc import Sequence

from talka.kernel.errors import FieldErrors, InappropriateStatus, TrainingArchiveConflict
from talka.pools.model import Pool, PoolStatus, TrainingForm


def check_form(form: TrainingForm) -> None:
    """What the types of a training's form cannot say.

    Raises:
        ValidationFailed: with every field that is wrong.
    """
    errors = FieldErrors()
    if not form.private_name.strip():
        errors.add("private_name", "BLANK_STRING_NOT_ALLOWED", "The name must not be blank")
    errors.raise_if_any()


def check_archive(training: Pool, linked: Sequence[Pool]) -> None:
    """Refuse to archive a training that is not closed, or that a main pool still needs.

    Only pools that name the training today count, and each must be archived: a merely closed one may open
    again and would then let nobody in.
    """
    if training.status != PoolStatus.CLOSED:
        raise InappropriateStatus(
            "Only a closed training can be archived; close it first", [PoolStatus.CLOSED.value]
        )
    blockers = [str(pool.id) for pool in linked if pool.status != PoolStatus.ARCHIVED]
    if blockers:
        raise TrainingArchiveConflict(
            f"Main pools linked to the training are not archived: {', '.join(blockers)}",
            {"pool_ids": blockers},
        )
