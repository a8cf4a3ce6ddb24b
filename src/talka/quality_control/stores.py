"""Which store a collector's observations go to, and which one its rules look at.

A collector of a pool without ``history_size`` has the store that its ``uuid`` names, which clones share; one
of a project has such a store in each pool. With ``history_size`` the pools of a project share what the same
collector observed, those that have the setting; a collector that came from another project (its settings
cloned with their ``uuid``) is at home there, and tells its own project too.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from talka.pools.model import Pool
from talka.quality_control import store
from talka.quality_control.collectors import Keeps
from talka.quality_control.rulesets import POOL, Config
from talka.storage.tx import Tx

LEAST_REMEMBERED = 1_000
"""So many observations are remembered one by one, whatever asks for them later."""

_MOST_HOMES = 10_000
_homes: dict[tuple[str, str], int] = {}
"""A collector's home never changes; this spares a look at it with each page."""


class Source(msgspec.Struct, frozen=True):
    """A collector, where it writes and where its rules look."""

    config: Config
    looks_at: str
    writes_to: tuple[str, ...]

    def rule_key(self, key: str) -> str:
        """A rule's name among all that look at the store."""
        return f"{self.config.uuid}:{key}"


def sources(tx: Tx, pool: Pool, configs: Iterable[Config]) -> list[Source]:
    """Each collector with its stores."""
    return [_source(tx, pool, config) for config in configs]


def _source(tx: Tx, pool: Pool, config: Config) -> Source:
    collector = config.collector
    if collector.keeps is Keeps.DAY:
        name = f"{collector.tag}:pool:{pool.id}"
    elif collector.window is not None:
        return _of_project(tx, pool, config)
    else:
        name = f"{collector.tag}:{collector.measure}:{pool.requester_id}:{config.uuid}"
        if config.source != POOL:
            name = f"{name}:{pool.id}"
    return Source(config, name, (name,))


def _of_project(tx: Tx, pool: Pool, config: Config) -> Source:
    home = _home_of(tx, pool, config)
    kind = f"{config.collector.tag}:{config.collector.measure}:project"
    name = f"{kind}:{home}"
    return Source(config, name, tuple(dict.fromkeys((name, f"{kind}:{pool.project_id}"))))


def _home_of(tx: Tx, pool: Pool, config: Config) -> int:
    key = (pool.requester_id, config.uuid)
    found = _homes.get(key)
    if found is None:
        found = store.home_of(tx, *key)
        if found is None:
            return pool.project_id
        if len(_homes) >= _MOST_HOMES:
            _homes.clear()
        _homes[key] = found
    return found


def remembered(config: Config) -> int:
    """How many observations to remember one by one at least."""
    window = config.collector.window
    return 0 if window is None else max(LEAST_REMEMBERED, window)
