"""How the next page of a mixed pool is laid out: values in, places out.

Without distribution functions a page is so many tasks of each kind. With one, a page has places, numbered
on from the tasks that the worker has completed, and the function says which of them ask for a control or
training task.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

import msgspec

from talka.distribution.rules import Recipe, recipe_of
from talka.pools.model import MixerConfig
from talka.pools.queue import Lane


class Layout(msgspec.Struct, frozen=True):
    """A page to be filled.

    ``places`` has, in their order, what a function asks for, and None where any other task may stand; it is
    empty where nothing depends on the place. ``fixed`` kinds come in a number of their own instead.
    """

    recipe: Recipe
    places: tuple[Lane | None, ...] = ()
    fixed: frozenset[Lane] = frozenset({Lane.CONTROL, Lane.TRAINING})

    def ending_after(self, others: int) -> Layout:
        """The page when only so many tasks are there for the places that no function asks for.

        It ends before the first such place that stays empty, so that what comes later on the worker's way
        stays where it is.
        """
        if not self.places:
            return self
        end = len(self.places)
        for place, kind in enumerate(self.places):
            if kind is None and (others := others - 1) < 0:
                end = place
                break
        places = self.places[:end]
        golden = self.recipe.golden if Lane.CONTROL in self.fixed else places.count(Lane.CONTROL)
        training = self.recipe.training if Lane.TRAINING in self.fixed else places.count(Lane.TRAINING)
        recipe = msgspec.structs.replace(
            self.recipe,
            golden=golden,
            training=training,
            min_golden=min(self.recipe.min_golden, golden),
            min_training=min(self.recipe.min_training, training),
        )
        return msgspec.structs.replace(self, recipe=recipe, places=places)


def layout_of(mixer: MixerConfig, golden: Collection[int] | None, training: Collection[int] | None) -> Layout:
    """The next page, whose places count from 1; None where the mixer has no function for the kind.

    Where both functions ask for a place, a control task gets it. Kinds that come in a number of their own
    take places that no function asks for; a page never has more tasks than ``real_tasks_count`` then.
    """
    if golden is None and training is None:
        return Layout(recipe_of(mixer))
    places = tuple(
        Lane.CONTROL if place in (golden or ()) else Lane.TRAINING if place in (training or ()) else None
        for place in range(1, mixer.real_tasks_count + 1)
    )
    least, left = recipe_of(mixer), places.count(None)
    if golden is None:
        controls = min(mixer.golden_tasks_count, left)
        left -= controls
        min_controls = min(least.min_golden, controls)
    else:
        min_controls = controls = places.count(Lane.CONTROL)
    if training is None:
        trainings = min(mixer.training_tasks_count, left)
        left -= trainings
        min_trainings = min(least.min_training, trainings)
    else:
        min_trainings = trainings = places.count(Lane.TRAINING)
    recipe = Recipe(left, controls, trainings, min(least.min_real, left), min_controls, min_trainings)
    by_count = {Lane.CONTROL: golden is None, Lane.TRAINING: training is None}
    return Layout(recipe, places, frozenset(kind for kind, fixed in by_count.items() if fixed))


def arrange(
    layout: Layout,
    real: Sequence[str],
    golden: Sequence[str],
    training: Sequence[str],
    shuffle: Callable[[list[str]], None] | None,
) -> list[str]:
    """The ids of a page's tasks in their order on it: shuffled, or as uploaded (ids rise with the upload).

    Tasks that a function asks for stand at its places either way.
    """
    found = {Lane.CONTROL: golden, Lane.TRAINING: training}
    others = [*real]
    lines: dict[Lane | None, Iterator[str]] = {}
    for kind, task_ids in found.items():
        if layout.places and kind not in layout.fixed:
            lines[kind] = iter(_ordered(task_ids, shuffle))
        else:
            others += task_ids
    lines[None] = iter(_ordered(others, shuffle))
    if not layout.places:
        return list(lines[None])
    return [task_id for kind in layout.places if (task_id := next(lines[kind], None)) is not None]


def _ordered(task_ids: Sequence[str], shuffle: Callable[[list[str]], None] | None) -> list[str]:
    ordered = sorted(task_ids)
    if shuffle is not None:
        shuffle(ordered)
    return ordered
