"""Many workers at once in pools with rules: nothing observed is lost, nothing is put back twice."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from typing import Any

import msgspec
import sqlalchemy as sa

from distribution.test_concurrency import Counting, at_once, only_postgresql
from distribution.test_concurrency import crowded as crowded  # noqa: PLC0414  a fixture
from distribution.world import RIGHT, World, known
from quality_control.crew import config, log, rule, rules, skill
from talka import app
from talka.assignments.model import Assignment
from talka.http.auth import Worker
from talka.kernel.errors import TalkaError
from talka.quality_control.store import look_at
from talka.storage import schema
from talka.storage.query import Query, columns_of

CROWD, TURNS, BAD = 12, 12, 4
OVERLAP, TASKS = 3, 60
WRONG = ({"cat": "no"}, {"cat": "never"})
EXPECTED = {"NO_TASKS_AVAILABLE", "POOL_CLOSED", "ACCESS_DENIED"}

_a = schema.assignments.c
_PAGES = Query(
    sa.select(*columns_of(schema.assignments, Assignment)).where(_a.submitted.is_not(None)).order_by(_a.id)
)
_JUDGED = Query(sa.select(schema.judged_units.c.unit_id, schema.judged_units.c.assignment_ids))
_PUT_BACK = Query(sa.select(schema.put_back.c.assignment_id, schema.put_back.c.rule))
_STORES = Query(sa.select(schema.quality_statistics.c.store).distinct())
_BANNED = Query(
    sa.select(schema.user_restrictions.c.user_id).where(schema.user_restrictions.c.scope == "PROJECT")
)
_UNITS = Query(
    sa.select(schema.tasks.c.id, schema.tasks.c.overlap, schema.tasks.c.occupied).where(
        schema.tasks.c.infinite == 0
    )
)


def guarded_pools(world: World) -> list[int]:
    """Who answers control tasks wrongly is out of the project. By others' doing workers are judged as well:
    they get a skill that the second pool does not want, and pause. What they did goes to others.
    """
    quality = skill(world)
    guard = rules(
        config(
            "GOLDEN_SET",
            rule(
                "RESTRICTION",
                ("total_answers_count", "EQ", 3),
                ("correct_answers_rate", "LT", 50),
                scope="PROJECT",
            ),
            history_size=10,
        ),
        config(
            "ANSWER_COUNT",
            rule("SET_SKILL", ("assignments_accepted_count", "EQ", 99), skill_id=quality, skill_value=1),
        ),
        config(
            "MAJORITY_VOTE",
            rule(
                "SET_SKILL_FROM_OUTPUT_FIELD",
                ("total_answers_count", "GTE", 2),
                skill_id=quality,
                from_field="correct_answers_rate",
            ),
            rule(
                "RESTRICTION",
                ("total_answers_count", "EQ", 9),
                ("correct_answers_rate", "LT", 10),
                scope="POOL",
            ),
            answer_threshold=1,
        ),
        config(
            "USERS_ASSESSMENT",
            rule(
                "CHANGE_OVERLAP", ("pool_access_revoked_reason", "EQ", "RESTRICTION"), delta=1, open_pool=True
            ),
            rule("CHANGE_OVERLAP", ("pool_access_revoked_reason", "EQ", "SKILL_CHANGE"), delta=1),
        ),
    )
    named = {"category": "skill", "key": quality}
    able = [{**named, "operator": "EQ", "value": None}, {**named, "operator": "LT", "value": 100}]
    mixer = {"real_tasks_count": 2, "golden_tasks_count": 1, "training_tasks_count": 0}
    found = [
        world.pool(mixer_config=mixer, **guard),
        world.pool(mixer_config=mixer, filter={"or": able}, **guard),
    ]
    for pool_id in found:
        world.upload_tasks(pool_id, *[{"overlap": OVERLAP}] * TASKS)
        world.upload_tasks(pool_id, *[{"infinite_overlap": True, "known_solutions": known()}] * TURNS * 2)
        world.open(pool_id)
    return found


def work(
    world: World,
    worker: Worker,
    pool_ids: list[int],
    chance: random.Random,
    met: Counter[str],
    *,
    is_bad: bool,
) -> None:
    for _ in range(TURNS):
        try:
            page = world.take(worker, chance.choice(pool_ids))
            world.submit(worker, page, chance.choice(WRONG) if is_bad else RIGHT)
            met["done"] += 1
        except TalkaError as refusal:
            met[refusal.code] += 1


@only_postgresql
def test_nothing_observed_is_lost_and_nothing_put_back_twice(crowded: Counting) -> None:
    crowded.listeners = app.listeners()
    world = World(crowded)
    pool_ids = guarded_pools(world)
    workers = [world.worker(f"w{number}") for number in range(CROWD)]
    met: Counter[str] = Counter()
    at_once(
        [
            lambda chance, who=worker, bad=number < BAD: work(world, who, pool_ids, chance, met, is_bad=bad)
            for number, worker in enumerate(workers)
        ]
    )
    assert set(met) <= EXPECTED | {"done"}
    assert world.faults() == []
    pages = [Assignment(*row) for row in world.read(lambda tx: tx.all(_PAGES))]
    assert len(pages) == met["done"]
    banned = {row[0] for row in world.read(lambda tx: tx.all(_BANNED))}
    assert banned == {worker.id for worker in workers[:BAD]}
    check_observations(world, workers, pages)
    check_put_back(world, pages, banned)
    fired = [
        (one.user_id, one.collector.type)
        for pool_id in pool_ids
        for one in log(world, pool_id)
        if one.collector.type == "GOLDEN_SET"
    ]
    assert sorted(fired) == sorted((user_id, "GOLDEN_SET") for user_id in banned)


def check_observations(world: World, workers: list[Worker], pages: list[Assignment]) -> None:
    """The sums of what was observed are what the pages make."""
    stores = [row[0] for row in world.read(lambda tx: tx.all(_STORES))]
    user_ids = [worker.id for worker in workers]
    known_of = world.read(lambda tx: look_at(tx, user_ids, stores))
    counted: dict[tuple[str, str], int] = defaultdict(int)
    for (user_id, name), one in known_of.items():
        counted[user_id, name.partition(":")[0]] += one.count
    by_worker = Counter(page.user_id for page in pages)
    by_id = {page.id: page for page in pages}
    judged = {
        row[0]: msgspec.json.decode(row[1], type=list[str]) for row in world.read(lambda tx: tx.all(_JUDGED))
    }
    votes = Counter(by_id[one].user_id for ids in judged.values() for one in ids)
    for user_id in user_ids:
        assert counted[user_id, "ANSWER_COUNT"] == by_worker[user_id]
        assert counted[user_id, "GOLDEN_SET"] == by_worker[user_id]
        assert counted[user_id, "MAJORITY_VOTE"] == votes[user_id]
    given: dict[str, set[str]] = defaultdict(set)
    for page in pages:
        for task_id in page.tasks:
            given[task_id].add(page.id)
    for task_id, overlap, occupied in world.read(lambda tx: tx.all(_UNITS)):
        of_task: Any = judged.get(task_id, [])
        assert len(of_task) == len(set(of_task))
        assert set(of_task) <= given[task_id]
        if overlap == occupied:
            assert set(of_task) == given[task_id], "a complete task has answers that nobody judged"


def check_put_back(world: World, pages: list[Assignment], banned: set[str]) -> None:
    """Overlaps grew by what was put back; of the banned it was everything."""
    rows = [(row[0], row[1]) for row in world.read(lambda tx: tx.all(_PUT_BACK))]
    by_id = {page.id: page for page in pages}
    more = Counter(task_id for assignment_id, _ in rows for task_id in by_id[assignment_id].tasks)
    for task_id, overlap, _ in world.read(lambda tx: tx.all(_UNITS)):
        assert overlap == OVERLAP + more[task_id]
    put_back = {assignment_id for assignment_id, _ in rows}
    assert {page.id for page in pages if page.user_id in banned} <= put_back
