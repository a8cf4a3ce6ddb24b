"""What rules do to many pages, cut off anywhere and taken up again, is done to each page once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

import pytest

from distribution.world import World
from quality_control.crew import UNFINISHED, config, effects, rule, rules, run_operations
from talka import app
from talka.assignments.model import AssignmentStatus
from talka.http.environment import Platform
from talka.operations import store as operations
from talka.quality_control import effects as quality_effects
from talka.quality_control import jobs
from talka.storage.database import Database
from talka.storage.tx import Tx

T = TypeVar("T")
PAGES = 7
PART = 3
REAL_PAGE = {"real_tasks_count": 1, "golden_tasks_count": 0, "training_tasks_count": 0}


class KilledError(Exception):
    """The process is gone."""


class Dying:
    """A database whose process dies in the middle of a transaction, after so many that were kept."""

    def __init__(self, database: Database, kept: int) -> None:
        self.database, self.kept = database, kept

    async def write(self, action: Callable[[Tx], T]) -> T:
        self.kept -= 1

        def die(tx: Tx) -> T:
            action(tx)
            raise KilledError

        return await self.database.write(action if self.kept >= 0 else die)


def banned_worker(world: World) -> tuple[int, list[str]]:
    """A pool, and the pages of a worker whose last one had all rejected and the worker banned."""
    enough = ("assignments_accepted_count", "EQ", PAGES)
    pool_id = world.pool(
        mixer_config=REAL_PAGE,
        auto_accept_solutions=False,
        **rules(
            config(
                "ANSWER_COUNT",
                rule("REJECT_ALL_ASSIGNMENTS", enough, public_comment="No"),
                rule("RESTRICTION", enough, scope="PROJECT"),
            ),
            config(
                "USERS_ASSESSMENT",
                rule("CHANGE_OVERLAP", ("pool_access_revoked_reason", "EQ", "RESTRICTION"), delta=1),
            ),
        ),
    )
    world.upload_tasks(pool_id, *[{}] * PAGES)
    world.open(pool_id)
    ann = world.worker()
    return pool_id, [world.work(ann, pool_id).id for _ in range(PAGES)]


def outcome(world: World, pool_id: int, pages: list[str]) -> Any:
    """What came of it, money too."""
    found = [world.assignment(one) for one in pages]
    return (
        [one.status for one in found],
        [world.task(one.tasks[0]).overlap for one in found],
        [effect for kind, effect in effects(world, pool_id) if kind != "RESTRICTION"],
        {account: amount for account, amount in world.money().items() if account != "world"}["available"],
    )


EXPECTED = (
    [AssignmentStatus.REJECTED.value] * PAGES,
    [2] * PAGES,
    [{"rejected": PAGES}, {"assignments": PAGES, "changed": PAGES}],
)


@pytest.mark.parametrize("at_once", [PAGES, PAGES - 1])
def test_few_and_many_pages_come_to_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch, at_once: int
) -> None:
    monkeypatch.setattr(quality_effects, "AT_ONCE", at_once)
    monkeypatch.setattr(jobs, "PART", PART)
    before = world.money()
    pool_id, pages = banned_worker(world)
    assert len(run_operations(world)) == (0 if at_once == PAGES else 2)
    assert outcome(world, pool_id, pages) == (*EXPECTED, before["available"])
    assert world.faults() == []


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_what_was_cut_off_is_done_once(world: World, monkeypatch: pytest.MonkeyPatch, kept: int) -> None:
    monkeypatch.setattr(quality_effects, "AT_ONCE", 1)
    monkeypatch.setattr(jobs, "PART", PART)
    before = world.money()
    pool_id, pages = banned_worker(world)
    handlers = app.operation_handlers(Platform())
    begun = world.read(lambda tx: tx.all(UNFINISHED))
    assert len(begun) == 2
    for operation_id, kind in begun:
        with pytest.raises(KilledError):
            asyncio.run(handlers[kind](operation_id, Dying(world.database, kept)))  # type: ignore[arg-type]
    found = [world.read(lambda tx, one=one: operations.get(tx, one)) for one, _ in begun]
    assert [one.progress for one in found if one] == [100 * kept * PART // PAGES] * 2
    states = [world.assignment(one).status for one in pages]
    assert states.count(AssignmentStatus.REJECTED.value) == kept * PART
    assert world.faults() == []
    assert len(run_operations(world)) == 2
    assert outcome(world, pool_id, pages) == (*EXPECTED, before["available"])
    assert world.faults() == []
