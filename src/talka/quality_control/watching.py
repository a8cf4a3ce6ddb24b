"""Which pools have to hear that a worker lost access: those whose rules put work back then.

Kept by what can take access away, so that nobody goes through a requester's pools to find them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from talka.filters import service as filters
from talka.filters.matching import matcher
from talka.filters.model import WorkerAttributes
from talka.pools import store as pools
from talka.pools.config import config_of
from talka.pools.model import Pool, PoolStatus
from talka.quality_control.happenings import AccessLost
from talka.quality_control.rulesets import rules_of
from talka.restrictions.model import Restriction, RestrictionScope
from talka.skills import store as skills
from talka.skills.model import UserSkillChanged
from talka.storage import schema
from talka.storage.query import Query, in_list, insert
from talka.storage.tx import Tx

_w = schema.assessed_pools.c
_p = schema.pool_workers.c
_WATCH = insert(schema.assessed_pools, ignore_conflicts=True)
_FORGET = Query(sa.delete(schema.assessed_pools).where(_w.pool_id == bindparam("pool_id")))
_WATCHING = Query(sa.select(_w.pool_id).where(_w.subject == bindparam("subject")))
_WORKED_IN = Query(
    sa.select(_p.pool_id)
    .where(
        in_list(_p.pool_id, "pool_ids"),
        _p.worker_id == bindparam("worker_id"),
        _p.submitted.is_not(None),
    )
    .order_by(_p.pool_id)
)


def watch(tx: Tx, pool: Pool) -> None:
    """Note what can take access to this pool away, as its settings and its project's are now."""
    forget(tx, pool.id)
    if pool.status == PoolStatus.ARCHIVED or not rules_of(tx, pool).hears(AccessLost):
        return
    subjects = [
        _subject(RestrictionScope.PROJECT, pool.project_id),
        _subject(RestrictionScope.ALL_PROJECTS, pool.requester_id),
        *(_skill(skill_id) for skill_id in _skills_of(tx, pool)),
    ]
    tx.many(_WATCH, [{"subject": subject, "pool_id": pool.id} for subject in subjects])


def forget(tx: Tx, pool_id: int) -> None:
    """Nothing needs to be told to this pool any more."""
    tx.run(_FORGET, pool_id=pool_id)


def _skills_of(tx: Tx, pool: Pool) -> Iterable[int]:
    config = config_of(pool)
    found = set(matcher(config.filter).skill_ids)
    if config.training_id is not None:
        skill = skills.training_skill(tx, pool.project_id)
        found |= set() if skill is None else {skill.id}
    return sorted(found)


def _subject(scope: RestrictionScope, target: object) -> str:
    return f"{scope.value}:{target}"


def _skill(skill_id: int) -> str:
    return f"SKILL:{skill_id}"


def _worked_in(tx: Tx, subject: str, worker_id: str) -> list[int]:
    watching = [row[0] for row in tx.all(_WATCHING, subject=subject)]
    if not watching:
        return []
    return [row[0] for row in tx.all(_WORKED_IN, pool_ids=watching, worker_id=worker_id)]


def lost_by_restriction(tx: Tx, restriction: Restriction) -> list[int]:
    """The pools that a worker has worked in and now may not; a pause in one pool takes none away."""
    if restriction.scope not in (RestrictionScope.PROJECT, RestrictionScope.ALL_PROJECTS):
        return []
    subject = _subject(RestrictionScope(restriction.scope), restriction.target)
    return _worked_in(tx, subject, restriction.user_id)


def lost_by_skill(tx: Tx, change: UserSkillChanged) -> list[int]:
    """The pools that a worker has worked in and whose filter or training this change makes them fail."""
    if change.before == change.value:
        return []
    pool_ids = _worked_in(tx, _skill(change.skill_id), change.user_id)
    if not pool_ids:
        return []
    concerned = pools.get_many(tx, pool_ids)
    levels = _training_skills(tx, concerned)
    now = filters.attributes_of(tx, change.user_id)
    before = msgspec.structs.replace(now, skills=_with(now.skills, change.skill_id, change.before))
    return [pool.id for pool in concerned if _may(pool, levels, before) and not _may(pool, levels, now)]


def _training_skills(tx: Tx, found: Iterable[Pool]) -> dict[int, int | None]:
    """The skills of trainings that stand before some of these pools, by project."""
    projects = {pool.project_id for pool in found if config_of(pool).training_id is not None}
    skills_found = {project_id: skills.training_skill(tx, project_id) for project_id in projects}
    return {project_id: None if skill is None else skill.id for project_id, skill in skills_found.items()}


def _with(values: Mapping[int, float], skill_id: int, value: float | None) -> dict[int, float]:
    others = {key: one for key, one in values.items() if key != skill_id}
    return others if value is None else others | {skill_id: value}


def _may(pool: Pool, levels: Mapping[int, int | None], worker: WorkerAttributes) -> bool:
    """Whether a worker of whom this is known passes the pool's filter and its training's level."""
    config = config_of(pool)
    if not matcher(config.filter).matches(worker):
        return False
    if config.training_id is None:
        return True
    skill_id = levels[pool.project_id]
    value = None if skill_id is None else worker.skills.get(skill_id)
    return value is not None and value >= config.passing_value
