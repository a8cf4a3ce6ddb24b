"""Smart mixing: what a worker's next page of a mixed pool would be made of (3.4 and 3.6)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import msgspec

from talka.distribution import checks, completed
from talka.distribution.candidates import CursorMove, Picked
from talka.distribution.checks import Chosen
from talka.distribution.completed import Completed
from talka.distribution.layout import Layout, arrange, layout_of
from talka.distribution.positions import special_positions
from talka.pools import store as pools
from talka.pools.config import PoolConfig
from talka.pools.model import CheckpointSettings, DistributionFunction, MixerConfig, Pool, Scope
from talka.pools.queue import Lane, Unit
from talka.storage.tx import Tx
from talka.tasks.model import TaskKind


class Mix(msgspec.Struct, frozen=True):
    """Tasks found for a page, by kind, and the page they are for."""

    layout: Layout
    real: list[Unit]
    golden: list[Unit]
    training: list[Unit]
    moves: list[CursorMove]
    chosen: Chosen

    @property
    def units(self) -> list[Unit]:
        """All of them."""
        return [*self.real, *self.golden, *self.training]

    def arranged(self, shuffle: Callable[[list[str]], None] | None) -> list[str]:
        """Their ids in the order of the page."""
        real, golden, training = (
            [unit.id for unit in units] for units in (self.real, self.golden, self.training)
        )
        return arrange(self.layout, real, golden, training, shuffle)

    @property
    def found(self) -> tuple[int, int, int]:
        """How many of each kind."""
        return len(self.real), len(self.golden), len(self.training)


class _Way:
    """A worker's way through a pool: how far they came, as distribution functions see it."""

    def __init__(self, tx: Tx, worker_id: str, pool: Pool) -> None:
        self.tx, self.worker_id, self.pool = tx, worker_id, pool
        self._counted: dict[tuple[Scope, int], Completed] = {}
        self._checked: dict[tuple[Lane, int], int] = {}

    def completed(self, function: DistributionFunction) -> Completed:
        """What counts for the function."""
        key = function.scope, function.window_days
        if key not in self._counted:
            scope_id = self.pool.id if function.scope == Scope.POOL else self.pool.project_id
            self._counted[key] = completed.within(self.tx, self.worker_id, scope_id, function.window_days)
        return self._counted[key]

    def places(self, function: DistributionFunction | None, size: int) -> set[int] | None:
        """The places of the next page that the function asks for, counted from 1."""
        if function is None:
            return None
        done = self.completed(function).total
        return {position - done for position in special_positions(function.intervals, done, size)}

    def checked(self, settings: CheckpointSettings | None, kind: Lane, count: int) -> int:
        """How many of the next tasks of a kind are to be checked; tasks of other kinds do not count."""
        if settings is None:
            return 0
        key = kind, count
        if key not in self._checked:
            function = settings.task_distribution_function
            done = self.completed(function).of(TaskKind(int(kind)))
            self._checked[key] = len(special_positions(function.intervals, done, count))
        return self._checked[key]


def gather(
    tx: Tx, worker_id: str, pool: Pool, config: PoolConfig, mixer: MixerConfig, busy: frozenset[str]
) -> Mix:
    """Find tasks for the worker's next page, ``busy`` ones left where they are; nothing is given out yet.

    General tasks come first: where they do not fill a page, it ends early, and so has fewer places for the
    other kinds. What was passed and is not on the page would be lost to the worker.
    """
    way = _Way(tx, worker_id, pool)
    size = mixer.real_tasks_count
    layout = layout_of(
        mixer,
        way.places(mixer.golden_task_distribution_function, size),
        way.places(mixer.training_task_distribution_function, size),
    )
    chosen = Chosen()
    moves: list[CursorMove] = []
    settings = _settings(config)
    _lock_if_any_checked(way, settings, layout)

    def pick(kind: Lane, count: int) -> list[Unit]:
        mine = settings[kind]
        target = 0 if mine is None else mine.target_overlap
        checked = partial(way.checked, mine, kind)
        found: Picked = checks.pick(tx, worker_id, pool, kind, count, checked, target, chosen, busy)
        moves.extend(found.moves)
        return found.units

    real = pick(Lane.GENERAL, layout.recipe.real)
    others = len(real)
    by_kind: dict[Lane, list[Unit]] = {}
    counts = {Lane.CONTROL: layout.recipe.golden, Lane.TRAINING: layout.recipe.training}
    for kind in layout.fixed:
        by_kind[kind] = pick(kind, counts[kind])
        others += len(by_kind[kind])
    layout = layout.ending_after(others)
    counts = {Lane.CONTROL: layout.recipe.golden, Lane.TRAINING: layout.recipe.training}
    for kind in counts.keys() - layout.fixed:
        by_kind[kind] = pick(kind, counts[kind])
    return Mix(layout, real, by_kind[Lane.CONTROL], by_kind[Lane.TRAINING], moves, chosen)


def _settings(config: PoolConfig) -> dict[Lane, CheckpointSettings | None]:
    found = config.checkpoints
    return {
        Lane.GENERAL: found.real_settings if found else None,
        Lane.CONTROL: found.golden_settings if found else None,
        Lane.TRAINING: found.training_settings if found else None,
    }


def _lock_if_any_checked(way: _Way, settings: dict[Lane, CheckpointSettings | None], layout: Layout) -> None:
    """Tasks chosen for a check are put into the pool's queue, so its row is locked, before any unit."""
    recipe = layout.recipe
    counts = {Lane.GENERAL: recipe.real, Lane.CONTROL: recipe.golden, Lane.TRAINING: recipe.training}
    any_checked = any(way.checked(settings[kind], kind, count) for kind, count in counts.items())
    if any_checked and not way.tx.read_only:
        pools.get_locked(way.tx, way.pool.id)
