"""Cards: pools of a project that are one to a worker, and which of them comes first (3.1 of the rules)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from talka.distribution import pricing, take
from talka.http.environment import Platform
from talka.kernel.ids import parse_number
from talka.pools import store as pools
from talka.pools.config import PoolConfig, config_of
from talka.pools.model import Pool
from talka.storage.tx import Tx

MOST_TRIED = 50
"""Pools of one card that are looked at for a next page: each costs some index seeks."""


def card_of(project_id: int, config: PoolConfig, reward: int) -> str:
    """The card's name: pools share one unless acceptance, description or price differ."""
    parts = (project_id, config.is_training, config.auto_accept, config.description, reward)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


def place_in_card(pool: Pool, config: PoolConfig) -> tuple[int, int, int]:
    """What pools of one card are sorted by: priority, highest first, then who was started first."""
    return (-config.priority, pool.last_started or 0, pool.id)


def next_pool(tx: Tx, worker_id: str, pool_id: str, platform: Platform) -> str | None:
    """The pool to go on in, now that this one has nothing more for the worker; None when no other has.

    It is of the same card, and a take would find a page in it, or a page of it is held already.
    """
    number = parse_number(pool_id)
    pool = None if number is None else pools.get(tx, number)
    if pool is None or pool.is_training:
        return None
    for other in _others(tx, worker_id, pool)[:MOST_TRIED]:
        if take.is_takable(tx, worker_id, other, platform):
            return str(other.id)
    return None


def _others(tx: Tx, worker_id: str, pool: Pool) -> Sequence[Pool]:
    config = config_of(pool)
    card = card_of(pool.project_id, config, pricing.reward_for(tx, worker_id, config))
    found = []
    for other in pools.open_of_project(tx, pool.project_id):
        if other.id == pool.id or other.is_training:
            continue
        its = config_of(other)
        if card_of(other.project_id, its, pricing.reward_for(tx, worker_id, its)) == card:
            found.append((place_in_card(other, its), other))
    return [other for _, other in sorted(found, key=lambda pair: pair[0])]
