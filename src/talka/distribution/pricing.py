"""What a page costs for a worker: the pool's price, or one by the value of a skill (3.8 of the rules)."""

from __future__ import annotations

from decimal import Decimal

from talka.kernel.money import to_micros
from talka.pools.config import PoolConfig
from talka.pools.model import DynamicPricingConfig
from talka.skills import service as skills
from talka.skills import store
from talka.storage.tx import Tx

HIGHEST = 100


def price_by_skill(pricing: DynamicPricingConfig, value: int | None) -> int | None:
    """The reward for a rounded skill value in micro-units, or None where no interval has it.

    Bounds belong to their interval; an absent one is 0 or 100.
    """
    if value is None:
        return None
    for interval in pricing.intervals:
        highest = HIGHEST if interval.to is None else interval.to
        if (interval.from_ or 0) <= value <= highest:
            return to_micros(Decimal(str(interval.reward_per_assignment)))
    return None


def reward_for(tx: Tx, worker_id: str, config: PoolConfig) -> int:
    """What this worker is to be paid for a page of the pool that is issued now, in micro-units."""
    if config.pricing is None:
        return config.reward
    value = store.value_of(tx, worker_id, int(config.pricing.skill_id))
    return reward_by_value(config, None if value is None else value.exact_value)


def reward_by_value(config: PoolConfig, exact_value: float | None) -> int:
    """The same for somebody with this value in the skill that prices go by."""
    if config.pricing is None:
        return config.reward
    value = None if exact_value is None else skills.rounded(exact_value)
    found = price_by_skill(config.pricing, value)
    return config.reward if found is None else found
