"""Whatever comes apart, the audit says so; of a platform at work it says nothing."""

from __future__ import annotations

import pytest

from distribution.world import World, known
from talka.distribution.audit import MOST, faults
from talka.storage.database import Database
from talka.storage.tx import Tx


class Scene:
    """A pool of suites and one of tasks, with pages held, under review and done."""

    def __init__(self, database: Database) -> None:
        self.world = World(database)
        self.ann, self.bob = self.world.worker("ann"), self.world.worker("bob")
        self.manual = self.world.pool(auto_accept_solutions=False)
        suites = [{"overlap": 3}, {"overlap": 2}, {"reserved_for": [self.ann.id, self.bob.id], "overlap": 2}]
        self.world.upload_suites(self.manual, *suites)
        self.mixed = self.world.pool(
            mixer_config={"real_tasks_count": 2, "golden_tasks_count": 1, "training_tasks_count": 0}
        )
        self.world.upload_tasks(
            self.mixed,
            *({"overlap": 2} for _ in range(6)),
            *({"known_solutions": known(), "infinite_overlap": True} for _ in range(3)),
        )
        self._make_a_map()
        self._merge_an_answer()
        for pool_id in (self.manual, self.mixed):
            self.world.open(pool_id)
            self.world.submit(self.ann, self.world.take(self.ann, pool_id))
            self.world.take(self.ann, pool_id)
            self.world.exit(self.bob, self.world.take(self.bob, pool_id))
            self.world.skip(self.bob, self.world.take(self.bob, pool_id))

    def _make_a_map(self) -> None:
        texts = {"title_template": "Shop", "description_template": "Go there"}
        project_id = self.world.project(
            assignments_issuing_type="MAP_SELECTOR", assignments_issuing_view_config=texts
        )
        pool_id = self.world.pool(project_id=project_id)
        places = ({"latitude": 1.5 * i, "longitude": 2.5 * i} for i in range(3))
        self.world.upload_suites(
            pool_id, *places, {"latitude": 9, "longitude": 9, "reserved_for": [self.ann.id, self.bob.id]}
        )

    def _merge_an_answer(self) -> None:
        project_id = self.world.project(assignments_automerge_enabled=True)
        mixer = {"real_tasks_count": 1, "golden_tasks_count": 0, "training_tasks_count": 0}
        pool_ids = [self.world.pool(project_id=project_id, mixer_config=mixer) for _ in range(2)]
        for pool_id in pool_ids:
            self.world.upload_tasks(pool_id, {"overlap": 3})
            self.world.open(pool_id)
        self.world.submit(self.ann, self.world.take(self.ann, pool_ids[0]))

    def break_it(self, sql: str) -> int:
        """Run a statement behind everybody's back; how many rows it changed."""
        text = sql.format(mixed=self.mixed, ann=self.ann.id)

        def run(tx: Tx) -> int:
            tx._cursor.execute(text)
            return tx._cursor.rowcount

        return self.world.write(run)

    def faults(self) -> list[str]:
        return self.world.read(faults)


@pytest.fixture
def scene(database: Database) -> Scene:
    return Scene(database)


def test_a_platform_at_work_is_in_order(scene: Scene):
    assert scene.faults() == []


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (
            "UPDATE tasks SET occupied = occupied + 1 WHERE overlap = 2 AND occupied = 1",
            "slots as taken, but assignments take 1",
        ),
        (
            "UPDATE task_suites SET overlap = occupied - 1 WHERE occupied > 0 AND mixed = 0",
            "slots taken of an overlap of",
        ),
        ("DELETE FROM queue WHERE lane < 2", "has free slots and stands in no queue"),
        ("DELETE FROM queue WHERE lane = 1", "should stand among the returned slots and does not"),
        ("UPDATE queue SET lane = 4 WHERE lane = 0", "stands in lane 4, where it does not belong"),
        ("UPDATE queue SET unit_id = 'gone' WHERE lane = 6", "gone stands in lane 6"),
        ("DELETE FROM reserved_queue WHERE worker_id = '{ann}'", "1 are missing, 0 are wrong"),
        ("UPDATE reserved_queue SET rank = rank + 1", "are missing, "),
        ("UPDATE pools SET epoch_entered = 0", "is past where new work of pool"),
        ("UPDATE pools SET next_rank = 0", "is past where new work of pool"),
        ("UPDATE pools SET epoch = -1", "has not begun"),
        ("UPDATE pool_counters SET free_slots = free_slots + 1", "free_slots is kept as"),
        (
            """UPDATE pool_counters SET active = active - 1
            WHERE shard = (SELECT max(shard) FROM pool_counters)""",
            "active is kept as 0, its rows make 1",
        ),
        ("UPDATE pool_counters SET slots = slots + 1", "slots is kept as"),
        ("UPDATE pool_counters SET general_inside = general_inside + 1", "general_inside is kept as"),
        ("UPDATE pool_counters SET spent = spent + 1", "spent is kept as"),
        ("UPDATE pool_counters SET work_millis = work_millis + 1", "work_millis is kept as"),
        ("UPDATE pool_counters SET workers = workers + 1", "workers is kept as"),
        ("UPDATE pool_counters SET submitters = submitters + 1", "submitters is kept as"),
        ("DELETE FROM pool_workers WHERE worker_id = '{ann}'", "what is kept of worker"),
        ("UPDATE pool_workers SET submitted = 5", "first pages is not what they have done"),
        ("DELETE FROM pool_counters WHERE pool_id = {mixed}", "general is kept as 0, its rows make 6"),
        ("UPDATE assignments SET fee = fee + 1 WHERE status = 'ACTIVE'", "ACTIVE assignments need"),
        ("UPDATE assignments SET fee = fee + 1 WHERE status = 'SUBMITTED'", "SUBMITTED assignments need"),
        (
            """UPDATE ledger_accounts SET balance = balance + 7 WHERE id LIKE '%:held'
            AND shard = (SELECT max(shard) FROM ledger_accounts WHERE id LIKE '%:held')""",
            "holds 110007 micro-units",
        ),
        ("DELETE FROM ledger_lines WHERE cause LIKE '%:pay'", "is accepted and was not paid"),
        ("DELETE FROM due WHERE kind = 'assignment.review'", "waits for review without an end"),
        ("DELETE FROM points WHERE worker_id = '{ann}'", "on the map 2 times: 1 are missing, 0 are wrong"),
        ("UPDATE points SET cell = cell + 1", "on the map 1 times: 1 are missing, 1 are wrong"),
        ("UPDATE task_suites SET latitude = 5 WHERE latitude = 3", "1 are missing, 1 are wrong"),
        ("UPDATE assignments SET automerged = 0 WHERE automerged = 1", "is a merged answer by halves"),
        ("UPDATE assignments SET reward = 1 WHERE automerged = 1", "is a merged answer by halves"),
        ("UPDATE twins SET hash = hash + 1", "by what it does not ask"),
        ("UPDATE twins SET task_id = 'gone'", "gone is kept among the tasks that ask the same"),
        (
            "INSERT INTO due (kind, subject, at) VALUES ('pool.complete', '{mixed}', 1)",
            "is not complete and is about to be closed",
        ),
    ],
)
def test_damage_is_told_in_words(scene: Scene, damage: str, words: str):
    assert scene.break_it(damage) > 0

    assert any(words in fault for fault in scene.faults()), scene.faults()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("DELETE FROM check_pools", "would not be found once its pool"),
        ("UPDATE tasks SET target_overlap = NULL WHERE overlap = 3", "stands in lane 9, where it does not"),
        ("UPDATE tasks SET target_overlap = 3 WHERE overlap = 1", "has free slots and stands in no queue"),
        ("UPDATE completed_tasks SET general = general + 1", "3 tasks completed in"),
    ],
)
def test_so_is_damage_to_checks_and_to_the_count_of_what_was_completed(
    database: Database, damage: str, words: str
):
    world = World(database)
    function = {
        "scope": "POOL",
        "distribution": "UNIFORM",
        "window_days": 1,
        "intervals": [{"from": 1, "frequency": 2}],
    }
    settings = {"target_overlap": 3, "task_distribution_function": function}
    pool_id = world.pool(
        mixer_config={"real_tasks_count": 2, "golden_tasks_count": 0, "training_tasks_count": 0},
        quality_control={"checkpoints_config": {"real_settings": settings}},
    )
    world.upload_tasks(pool_id, *[{}] * 4)
    world.open(pool_id)
    world.work(world.worker(), pool_id)
    assert world.faults() == []

    world.write(lambda tx: tx._cursor.execute(damage))

    assert any(words in fault for fault in world.faults()), world.faults()


def test_a_complete_pool_that_nothing_will_close(scene: Scene):
    pool_id = scene.world.pool(auto_close_after_complete_delay_seconds=60)
    scene.world.upload_suites(pool_id, {})
    scene.world.open(pool_id)
    scene.world.submit(scene.ann, scene.world.take(scene.ann, pool_id))
    assert scene.faults() == []

    scene.break_it("DELETE FROM due WHERE kind = 'pool.complete'")

    assert scene.faults() == [f"pool {pool_id} is complete and nothing will close it"]


def test_a_full_unit_that_still_stands_is_told_and_not_given_out(scene: Scene):
    pool_id = scene.world.pool()
    (suite_id,) = scene.world.upload_suites(pool_id, {})
    scene.world.open(pool_id)
    scene.world.submit(scene.ann, scene.world.take(scene.ann, pool_id))

    scene.break_it(
        "INSERT INTO queue (pool_id, lane, level, epoch, rank, unit_id)"
        " SELECT pool_id, 6, level, epoch, rank, id FROM task_suites WHERE mixed = 0 AND occupied = overlap"
    )

    assert scene.faults() == [f"suite {suite_id} stands in lane 6, where it does not belong"]
    with pytest.raises(Exception, match="no more tasks"):
        scene.world.take(scene.bob, pool_id)


def test_the_audit_does_not_go_on_for_ever(scene: Scene):
    scene.world.upload_suites(scene.manual, *({} for _ in range(3 * MOST)))

    scene.break_it("DELETE FROM queue")

    assert sum("stands in no queue" in fault for fault in scene.faults()) <= 2 * MOST
