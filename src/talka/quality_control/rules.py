"""How answers are judged: by known solutions, and by the majority."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from talka.quality_control.answers import answer_key, solution_key
from talka.tasks.model import KnownSolution


def credit(known_solutions: Sequence[KnownSolution] | None, output_values: Mapping[str, Any]) -> float | None:
    """What a solution of a control or training task earns: 0 when wrong, up to 1 when right.

    It is right when it equals a known solution in every field which that one lists; other fields do not
    count. It earns the known solution's ``correctness_weight``, of several that match the highest. None for
    a task without known solutions, which cannot be judged.
    """
    if not known_solutions:
        return None
    weights = (
        known.correctness_weight for known in known_solutions if _matches(known.output_values, output_values)
    )
    return max(weights, default=0.0)


def _matches(known: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
    return bool(known) and all(
        answer_key(value) == answer_key(given.get(name)) for name, value in known.items()
    )


def majority_marks(solutions: Mapping[str, Mapping[str, Any]], answer_threshold: int) -> dict[str, bool]:
    """Which workers' solutions of one general task are right by majority vote.

    ``solutions`` holds the ``output_values`` by worker, once the task's overlap is complete. Two solutions
    are the same when all their fields are; every solution that at least ``answer_threshold`` workers gave
    is right. Empty when no solution was given so often: the task then counts for nobody.
    """
    keys = {worker: solution_key(output_values) for worker, output_values in solutions.items()}
    votes = Counter(keys.values())
    if max(votes.values(), default=0) < answer_threshold:
        return {}
    return {worker: votes[key] >= answer_threshold for worker, key in keys.items()}
