"""What a mixed suite may consist of: values in, a decision out."""

from __future__ import annotations

import msgspec

from talka.kernel import clock
from talka.pools.model import Counters, MixerConfig
from talka.words.speaking import say

RETRY_SECONDS = 5


class Recipe(msgspec.Struct, frozen=True):
    """How many tasks of each kind a full suite has, and the least that will do."""

    real: int
    golden: int
    training: int
    min_real: int
    min_golden: int
    min_training: int


class Nothing(msgspec.Struct, frozen=True):
    """No suite for this worker now. ``finished``: nor later, unless the requester adds work.

    ``reason`` says why the suite that they named is not to be had.
    """

    finished: bool
    words: str
    retry_after_seconds: int | None = None
    reason: str | None = None


def recipe_of(mixer: MixerConfig) -> Recipe:
    """The counts of a mixer; a minimum that is not given is the full count."""

    def least(value: int | None, count: int) -> int:
        return count if value is None else value

    return Recipe(
        real=mixer.real_tasks_count,
        golden=mixer.golden_tasks_count,
        training=mixer.training_tasks_count,
        min_real=least(mixer.min_real_tasks_count, mixer.real_tasks_count),
        min_golden=least(mixer.min_golden_tasks_count, mixer.golden_tasks_count),
        min_training=least(mixer.min_training_tasks_count, mixer.training_tasks_count),
    )


def judge_mix(
    mixer: MixerConfig,
    recipe: Recipe,
    found: tuple[int, int, int],
    counters: Counters,
    others_active: int,
    now: int,
) -> Nothing | None:
    """Whether what was found for a worker makes a suite; None when it does (3.4 of the rules).

    ``recipe`` is what this page should be, ``found`` real, golden and training tasks. Only real tasks may be
    fewer than their minimum, and only at the end of the pool: when fewer than the minimum are left for
    anybody.
    """
    real, golden, training = found
    if golden < recipe.min_golden:
        return Nothing(finished=True, words=say("You have done all control tasks that are meant for you"))
    if training < recipe.min_training:
        return Nothing(finished=True, words=say("You have done all training tasks that are meant for you"))
    if sum(found) == 0 or (recipe.real and not real):
        return _waiting(others_active, say("There are no more tasks for you here"))
    return None if real >= recipe.min_real else _judge_last(mixer, recipe, counters, others_active, now)


def _judge_last(
    mixer: MixerConfig, recipe: Recipe, counters: Counters, others_active: int, now: int
) -> Nothing | None:
    """Whether a suite with too few real tasks may be given out as one of the pool's last."""
    if mixer.force_last_assignment is False or counters.open_units >= recipe.min_real:
        return _waiting(others_active, say("Too few tasks are left for you to fill a page"))
    delay = (mixer.force_last_assignment_delay_seconds or 0) * clock.SECOND
    ready = (counters.last_growth or 0) + delay
    if now >= ready:
        return None
    return Nothing(
        finished=False,
        words=say("The last tasks are given out a while after the last upload"),
        retry_after_seconds=-(-(ready - now) // clock.SECOND),
    )


def judge_manual(found: int, others_active: int) -> Nothing | None:
    """Whether a manual suite was found."""
    return None if found else nothing_left(others_active)


def nothing_left(others_active: int) -> Nothing:
    """What is said where no suite is left for a worker."""
    return _waiting(others_active, say("There are no more tasks for you here"))


def _waiting(others_active: int, words: str) -> Nothing:
    """What others hold may come back; without that, nothing more will come by itself."""
    if others_active > 0:
        return Nothing(finished=False, words=words, retry_after_seconds=RETRY_SECONDS)
    return Nothing(finished=True, words=words)
