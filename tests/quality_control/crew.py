"""A world with rules: pools made with them, and what came of them."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import sqlalchemy as sa

from distribution.world import World
from talka import app
from talka.http.environment import Platform
from talka.http.lists import ListRequest
from talka.quality_control import decisions
from talka.quality_control.decisions import DecisionView
from talka.restrictions import store as restrictions
from talka.skills import service as skills
from talka.skills import store as skill_store
from talka.skills.model import SkillForm
from talka.storage import schema
from talka.storage.query import Query

_op = schema.operations.c
UNFINISHED = Query(sa.select(_op.id, _op.type).where(_op.finished.is_(None)).order_by(_op.submitted, _op.id))


def config(
    collector: str, *rules: dict[str, Any], uuid: str | None = None, **parameters: Any
) -> dict[str, Any]:
    """A collector with its rules, as a request has them."""
    named = {"type": collector, "parameters": parameters} | ({"uuid": uuid} if uuid else {})
    return {"collector_config": named, "rules": list(rules)}


def rule(action: str, *conditions: tuple[str, str, Any], **parameters: Any) -> dict[str, Any]:
    """A rule: ``rule("SET_SKILL", ("total_answers_count", "GTE", 3), skill_id="1", skill_value=7)``."""
    return {
        "action": {"type": action, "parameters": parameters},
        "conditions": [
            {"key": key, "operator": operator, "value": value} for key, operator, value in conditions
        ],
    }


def rules(*configs: dict[str, Any]) -> dict[str, Any]:
    """A pool's or project's quality control."""
    return {"quality_control": {"configs": list(configs)}}


def skill(world: World, name: str = "quality") -> str:
    """A new skill of the requester's."""
    form = SkillForm(name=name)
    return world.write(lambda tx: skills.create_skill(tx, world.requester, form)).id


def value_of(world: World, user_id: str, skill_id: str) -> float | None:
    """The worker's exact value in a skill."""
    found = world.read(lambda tx: skill_store.value_of(tx, user_id, int(skill_id)))
    return None if found is None else found.exact_value


def scopes(world: World, user_id: str, pool_id: int) -> list[str]:
    """What keeps the worker out of the pool now."""

    def look(tx: Any) -> list[str]:
        pool = world.find_pool(pool_id)
        requester_id, project_id = pool.requester_id, pool.project_id
        return [
            scope.value
            for scope in restrictions.active_scopes(tx, user_id, requester_id, project_id, pool_id)
        ]

    return sorted(world.read(look))


def log(world: World, pool_id: int) -> list[DecisionView]:
    """The pool's decision log, oldest first."""
    request = ListRequest((), {}, (("id", False),), 1000)
    page = world.read(lambda tx: decisions.get_pool_log(tx, world.requester, str(pool_id), request))
    return page.items


def effects(world: World, pool_id: int) -> list[tuple[str, dict[str, Any]]]:
    """The actions taken in a pool and what they came to, oldest first."""
    return [(msgspec.json.decode(one.action)["type"], one.effect) for one in log(world, pool_id)]


def run_operations(world: World) -> list[str]:
    """Do what rules have begun, as the runner does; which operations there were."""
    handlers = app.operation_handlers(Platform())
    done = []
    while found := world.read(lambda tx: tx.all(UNFINISHED)):
        for operation_id, kind in found:
            asyncio.run(handlers[kind](operation_id, world.database))  # type: ignore[arg-type]
            done.append(kind)
    return done
