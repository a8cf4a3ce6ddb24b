"""Decisions about single tasks."""

from __future__ import annotations

from collections.abc import Sequence

from talka.kernel.errors import FieldErrors
from talka.pools.config import PoolConfig
from talka.projects.service import Specs
from talka.tasks.model import BaselineSolution, KnownSolution, RawTask, TaskForm, TaskKind, kind_of


def check_values(task: RawTask | TaskForm, specs: Specs, path: str, errors: FieldErrors) -> None:
    """Check a task's values and solutions against its project's field specifications."""
    prefix = f"{path}." if path else ""
    specs.input.check(task.input_values, f"{prefix}input_values", errors)
    _check_solutions(task.known_solutions, specs, f"{prefix}known_solutions", errors)
    _check_solutions(task.baseline_solutions, specs, f"{prefix}baseline_solutions", errors)


def check_kind(task: RawTask | TaskForm, config: PoolConfig, path: str, errors: FieldErrors) -> TaskKind:
    """The task's kind, refused where the pool does not take it.

    A training takes training tasks only; a pool without a price takes tasks with known answers only.
    """
    kind = kind_of(task.known_solutions, task.message_on_unknown_solution)
    prefix = f"{path}." if path else ""
    if config.is_training and kind != TaskKind.TRAINING:
        field = "message_on_unknown_solution" if task.known_solutions else "known_solutions"
        errors.add(
            f"{prefix}{field}", "VALUE_REQUIRED", "A task of a training needs known solutions and a hint"
        )
    elif config.reward == 0 and not config.is_training and kind == TaskKind.GENERAL:
        errors.add(
            f"{prefix}known_solutions",
            "VALUE_REQUIRED",
            "A pool without a price takes control and training tasks only",
        )
    return kind


def overlap_of(
    overlap: int | None,
    infinite: bool | None,  # noqa: FBT001  as the form has it
    default: int | None,
    errors: FieldErrors,
    *,
    allow_defaults: bool,
    endless: bool = False,
) -> int | None:
    """The overlap that an upload asks for; None is infinite.

    ``default`` applies only with ``allow_defaults``; in a training (``endless``) every task is for everybody.
    """
    if endless or infinite:
        if infinite and overlap is not None:
            errors.add("overlap", "VALUE_NOT_ALLOWED", "An infinite overlap has no number")
        return None
    if overlap is not None:
        return overlap
    if not allow_defaults or default is None:
        errors.add("overlap", "VALUE_REQUIRED", "Give an overlap, or allow_defaults=true")
    return default


def _check_solutions(
    solutions: Sequence[KnownSolution | BaselineSolution] | None,
    specs: Specs,
    path: str,
    errors: FieldErrors,
) -> None:
    for i, solution in enumerate(solutions or ()):
        specs.output.check(solution.output_values, f"{path}.{i}.output_values", errors, partial=True)
