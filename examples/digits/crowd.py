"""Forty virtual workers, described here and run by ``talka.simulation`` in the server's own environment."""

from __future__ import annotations

import json
import random
import secrets
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from digits import DIGITS

CAREFUL, CARELESS, SPAMMERS = 20, 12, 8
SLY_SPAMMERS = 2
"""How many of the spammers do well while they are watched, in the training, and click at random after it."""

PACE = (0.04, 0.08)
"""Seconds a task takes. Without a pace, whoever joins first would do most of the work."""

LOOK_ALIKE = dict(zip(DIGITS, "6778930134", strict=True))
"""What a hasty look takes each digit for."""

Description = dict[str, Any]
Event = dict[str, Any]


class CrowdStopped(Exception):  # noqa: N818  named for what happened
    """The crowd's process ended without finishing its work."""


def describe(
    base_url: str, project_id: str, pool_id: str, digits_by_image: Mapping[str, str], *, seed: int, tag: str
) -> Description:
    """The crowd as ``python -m talka.simulation`` reads it."""
    return {
        "base_url": base_url,
        "project_id": project_id,
        "pool_ids": [pool_id],
        "truth": {
            "key_field": "image",
            "options": {"digit": list(DIGITS)},
            "answers": {image: {"digit": digit} for image, digit in digits_by_image.items()},
        },
        "workers": _workers(random.Random(seed), tag),
        "seed": seed,
    }


def run(python: Path, description: Description, on_progress: Callable[[Event], None]) -> Event:
    """Let the crowd work in a process of its own; the answer is its result."""
    command = [str(python), "-m", "talka.simulation"]
    last: Event = {}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None  # noqa: S101  asked for above
        assert process.stdout is not None  # noqa: S101
        json.dump(description, process.stdin)
        process.stdin.close()
        for line in process.stdout:
            last = json.loads(line)
            if last["event"] == "progress":
                on_progress(last)
    if last.get("event") != "result":
        raise CrowdStopped(f"{' '.join(command)} ended with status {process.returncode} and no result")
    errors = [f"{worker['login']}: {worker['error']}" for worker in last["workers"] if worker["error"]]
    if errors or last["timed_out"]:
        raise CrowdStopped("; ".join(errors[:3]) or "the crowd did not finish in time")
    return last


def _workers(rng: random.Random, tag: str) -> list[Description]:
    """New logins in every run, so that nobody has done these pictures before; in no order of merit."""
    workers = [
        *(_worker("careful", n, tag, accuracy=rng.uniform(0.92, 0.98)) for n in range(CAREFUL)),
        *(_careless(n, tag, rng.uniform(0.4, 0.6)) for n in range(CARELESS)),
        *(_spammer(n, tag) for n in range(SPAMMERS)),
    ]
    rng.shuffle(workers)
    return [worker | {"seconds_per_task": rng.uniform(*PACE)} for worker in workers]


def _careless(number: int, tag: str, accuracy: float) -> Description:
    """Attentive while it is a training; afterwards mostly takes digits for what they look like."""
    return _worker("careless", number, tag, training_accuracy=0.95, confusion=_hasty(accuracy))


def _spammer(number: int, tag: str) -> Description:
    if number < SLY_SPAMMERS:
        return _worker("spammer", number, tag, training_accuracy=0.98)
    return _worker("spammer", number, tag)


def _hasty(accuracy: float) -> dict[str, dict[str, float]]:
    """Nine of ten mistakes are the look-alike, the rest is spread evenly."""
    spread = 0.1 * (1 - accuracy) / len(DIGITS)
    return {
        digit: dict.fromkeys(DIGITS, spread) | {digit: accuracy, LOOK_ALIKE[digit]: 0.9 * (1 - accuracy)}
        for digit in DIGITS
    }


def _worker(kind: str, number: int, tag: str, **traits: object) -> Description:
    login = f"{kind}-{number + 1:02d}-{tag}"
    return {"login": login, "password": secrets.token_urlsafe(12), "kind": kind, **traits}
