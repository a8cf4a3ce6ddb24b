"""The checks of access over all registered workers: read by the thousand, decided one by one.

What is found of a worker here is what :func:`talka.distribution.access.load_facts` finds of them alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from talka.accounts import attributes
from talka.accounts import service as account_service
from talka.accounts import store as accounts
from talka.accounts.attributes import Known
from talka.accounts.model import WorkerAccount
from talka.assignments import store as assignment_store
from talka.captchas import service as captchas
from talka.distribution import access, pricing, ranking, take
from talka.distribution.access import Check, Facts
from talka.filters import service as filters
from talka.filters.matching import Matcher, matcher
from talka.filters.model import Unmet, WorkerAttributes
from talka.http.environment import Platform
from talka.kernel.money import fee_of
from talka.pools.config import PoolConfig, config_of
from talka.pools.model import Pool
from talka.projects.model import Project
from talka.restrictions import store as restrictions
from talka.skills import store as skills
from talka.storage.tx import Tx

SIZE = 1000
_UNKNOWN = Known()
_NOT_AMONG_THEM = (Unmet("FILTER", "not among those whom the pool asks for"),)


class _Wanted(msgspec.Struct, frozen=True):
    """A main pool, and what is the same of it for everybody. ``is_free``: its training is asked about."""

    pool: Pool
    config: PoolConfig
    filter: Matcher
    training_skill: int | None
    pricing_skill: int | None
    balance: int
    is_free: bool
    training_open: bool

    @property
    def skill_ids(self) -> set[int]:
        named = {self.training_skill, self.pricing_skill} - {None}
        return {*self.filter.skill_ids, *(one for one in named if one is not None)}


class _Crowd(msgspec.Struct):
    """Some workers, and what the checks need of them beside their accounts."""

    accounts: list[WorkerAccount]
    known: dict[str, Known]
    values: dict[int, dict[str, float]]
    attributes: dict[str, WorkerAttributes] = {}

    def attributes_of(self, account: WorkerAccount) -> WorkerAttributes:
        found = self.attributes.get(account.id)
        if found is None:
            values = {
                skill_id: of_workers[account.id]
                for skill_id, of_workers in self.values.items()
                if account.id in of_workers
            }
            known = self.known.get(account.id, _UNKNOWN)
            profile = account_service.profile_of(account)
            found = filters.attributes_from(account.id, profile, known, values)
            self.attributes[account.id] = found
        return found

    def value(self, worker_id: str, skill_id: int | None) -> float | None:
        return None if skill_id is None else self.values[skill_id].get(worker_id)


def every_workers_checks(
    tx: Tx, pool: Pool, project: Project, platform: Platform
) -> Iterator[tuple[str, list[Check]]]:
    """Each registered worker's id and checks of access; those of the pool itself and of work are left out."""
    skill = skills.training_skill(tx, pool.project_id)
    training_skill = None if skill is None else skill.id
    linked = access.open_linked_pools(tx, pool) if pool.is_training else [pool]
    wanted = [_wanted(tx, one, training_skill, is_free=pool.is_training) for one in linked]
    for crowd in _crowds(tx, wanted, training_skill):
        ids = [account.id for account in crowd.accounts]
        found = [_checks_of_main(tx, crowd, one, ids, platform) for one in wanted]
        held = _held(tx, ids, pool, project)
        asked = captchas.due_among(tx, ids, config_of(pool))
        for place, worker_id in enumerate(ids):
            checks = [of_pool[place] for of_pool in found]
            if pool.is_training:
                value = crowd.value(worker_id, training_skill)
                own = access.training_checks_of(value, checks, for_worker=False)
            else:
                (own,) = checks
            active = take.active_check(pool, project, held.get(worker_id, 0), for_worker=False)
            captcha = access.captcha_check_of(worker_id in asked, for_worker=False)
            yield worker_id, [*own, active, captcha]


def _crowds(tx: Tx, wanted: Sequence[_Wanted], training_skill: int | None) -> Iterator[_Crowd]:
    skill_ids = {skill_id for one in wanted for skill_id in one.skill_ids}
    if training_skill is not None:
        skill_ids.add(training_skill)
    has_filter = any(one.config.filter is not None for one in wanted)
    after = ""
    while batch := accounts.workers_after(tx, after, SIZE):
        after = batch[-1].id
        ids = [account.id for account in batch]
        yield _Crowd(
            batch,
            attributes.known_of_many(tx, ids) if has_filter else {},
            {skill_id: skills.values_of_users(tx, skill_id, ids) for skill_id in skill_ids},
        )


def _wanted(tx: Tx, pool: Pool, training_skill: int | None, *, is_free: bool) -> _Wanted:
    config = config_of(pool)
    return _Wanted(
        pool=pool,
        config=config,
        filter=matcher(config.filter),
        training_skill=None if config.training_id is None else training_skill,
        pricing_skill=None if config.pricing is None else int(config.pricing.skill_id),
        balance=0 if is_free else access.balance_for(tx, pool, 1),
        is_free=is_free,
        training_open=access.is_training_open(tx, config),
    )


def _checks_of_main(
    tx: Tx, crowd: _Crowd, wanted: _Wanted, ids: Sequence[str], platform: Platform
) -> list[list[Check]]:
    pool, config = wanted.pool, wanted.config
    restricted = restrictions.active_scopes_of_many(
        tx, list(ids), pool.requester_id, pool.project_id, pool.id
    )
    found = []
    for account in crowd.accounts:
        reward = pricing.reward_by_value(config, crowd.value(account.id, wanted.pricing_skill))
        price = 0 if wanted.is_free else reward + fee_of(reward, platform.fee_percent)
        matches = config.filter is None or wanted.filter.matches(crowd.attributes_of(account))
        facts = Facts(
            adult_allowed=bool(account.adult_allowed),
            restrictions=restricted.get(account.id, ()),
            training_value=crowd.value(account.id, wanted.training_skill),
            balance=wanted.balance if price else 0,
            price=price,
            unmet=() if matches else _NOT_AMONG_THEM,
            training_open=wanted.training_open,
            outranked=ranking.is_outranked(tx, account.id, pool, config),
        )
        found.append(access.checks(config, facts, for_worker=False))
    return found


def _held(tx: Tx, ids: list[str], pool: Pool, project: Project) -> dict[str, int]:
    if take.most_active(pool, project) is None:
        return {}
    return assignment_store.active_of_many(tx, ids, project.id)
