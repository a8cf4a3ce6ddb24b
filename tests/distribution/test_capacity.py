"""How much a pool holds."""

from __future__ import annotations

import pytest

from distribution.world import World
from talka.kernel.errors import (
    AssignmentsCountExceeded,
    PoolTasksCountExceeded,
    PoolTaskSuitesCountExceeded,
)
from talka.pools import rules
from talka.storage.database import Database
from talka.task_suites import service as suites
from talka.tasks import service as tasks

MIXER = {"real_tasks_count": 1, "golden_tasks_count": 0, "training_tasks_count": 0}
pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)


def test_tasks_and_suites_have_a_limit_of_their_own(database: Database, monkeypatch: pytest.MonkeyPatch):
    world = World(database)
    monkeypatch.setattr(tasks, "MAX_TASKS", 2)
    monkeypatch.setattr(suites, "MAX_SUITES", 2)
    mixed, manual = world.pool(mixer_config=MIXER), world.pool()
    world.upload_tasks(mixed, {}, {})
    world.upload_suites(manual, {}, {})
    with pytest.raises(PoolTasksCountExceeded):
        world.upload_tasks(mixed, {})
    with pytest.raises(PoolTaskSuitesCountExceeded):
        world.upload_suites(manual, {})


def test_a_pool_that_has_given_out_all_does_not_open_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    world = World(database)
    pool_id = world.pool()
    world.upload_suites(pool_id, {"overlap": 2})
    world.open(pool_id)
    world.take(world.worker(), pool_id)
    world.close(pool_id)
    monkeypatch.setattr(rules, "MAX_ISSUED", 1)
    with pytest.raises(AssignmentsCountExceeded):
        world.open(pool_id)
