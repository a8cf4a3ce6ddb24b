"""A pool may keep the best workers only: who is kept, who is not, and that nobody waits for ever."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from distribution.world import DAY, SECOND, World
from talka import app
from talka.distribution import ranking
from talka.distribution.audit_records import faults_of_reviews
from talka.distribution.forecast import FEWEST, Reviews, forecast, place_of_the_last
from talka.http.auth import Worker
from talka.kernel.errors import AccessDenied
from talka.kernel.events import Listeners
from talka.pools import store as pool_store
from talka.pools.config import config_of
from talka.skills import service as skills
from talka.skills.model import SkillForm, UserSkillForm
from talka.storage.database import Database
from talka.storage.tx import Tx

MINUTE = 60 * SECOND
HOUR = 60 * MINUTE


# --- the figures ---


@pytest.mark.parametrize(
    ("values", "in_project", "everywhere", "expected"),
    [
        ([], (0, 0), (0, 0), 50),
        ([], (0, 0), (7, 0), 93.75),
        ([], (1, 0), (0, 9), 75),
        ([], (98, 0), (0, 0), 99.494949),
        ([80], (0, 0), (0, 9), 80),
        ([80, 90], (0, 0), (0, 0), 85),
        ([80], (0, 1), (0, 0), 52.5),
    ],
)
def test_a_forecast_is_the_mean_of_what_is_known_of_the_project(
    values: list[float], in_project: tuple[int, int], everywhere: tuple[int, int], expected: float
):
    assert forecast(values, Reviews(*in_project), Reviews(*everywhere)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("workers", "percent", "place"),
    [(0, 10, None), (9, 10, None), (10, 10, 1), (11, 10, 2), (10, 50, 5), (1001, 30, 301), (12, 90, 11)],
)
def test_a_share_is_rounded_up_and_few_are_all_kept(workers: int, percent: int, place: int | None):
    assert place_of_the_last(workers, percent) == place


# --- pools ---


@pytest.fixture
def listeners() -> Listeners:
    """Everybody who listens on a real server."""
    return app.listeners()


class Ranking:
    """A pool whose workers are ranked by a skill of theirs."""

    def __init__(self, database: Database, kind: str, **share: int) -> None:
        self.world = World(database)
        form = SkillForm(name="trust")
        self.skill_id = self.world.write(lambda tx: skills.create_skill(tx, self.world.requester, form)).id
        prices = [{"from": 0, "to": 100, "reward_per_assignment": 0.05}]
        self.pool_id = self.world.pool(
            speed_quality_balance={"type": kind, **share},
            dynamic_pricing_config={"type": "SKILL", "skill_id": self.skill_id, "intervals": prices},
        )
        self.world.upload_suites(self.pool_id, *({"overlap": 100} for _ in range(20)))
        self.world.open(self.pool_id)

    def worker(self, login: str, value: float | None = None) -> Worker:
        worker = self.world.worker(login)
        if value is not None:
            self.value(worker, value)
        return worker

    def value(self, worker: Worker, value: float) -> None:
        given = {"skill_id": self.skill_id, "user_id": worker.id, "value": value}
        form = msgspec.convert(given, UserSkillForm)
        self.world.write(lambda tx: skills.set_user_skill(tx, self.world.requester, form))

    def look(self, worker: Worker) -> None:
        """Ask for the list of work."""
        self.world.write(lambda tx: ranking.note_present(tx, worker.id, [self.pool_id]))

    def work(self, worker: Worker) -> bool:
        """Whether the worker could take a page, and then handed it in."""
        try:
            page = self.world.take(worker, self.pool_id)
        except AccessDenied:
            return False
        self.world.submit(worker, page)
        return True


@pytest.fixture
def top(database: Database) -> Callable[[int], Ranking]:
    return lambda percent: Ranking(database, "TOP_PERCENTAGE_BY_QUALITY", percent=percent)


@pytest.fixture
def best(database: Database) -> Callable[[int], Ranking]:
    return lambda count: Ranking(database, "BEST_CONCURRENT_USERS_BY_QUALITY", count=count)


def test_the_best_share_of_the_last_hour_is_kept(top: Callable[[int], Ranking]):
    pool = top(30)
    workers = [pool.worker(f"w{value}", value) for value in range(10, 101, 10)]
    for worker in workers[: FEWEST - 1]:
        assert pool.work(worker), "of so few all are kept"
    pool.look(workers[-1])
    pool.world.advance(MINUTE)

    kept = [pool.work(worker) for worker in workers]
    assert kept == [False] * 7 + [True] * 3
    assert pool.work(pool.worker("as good", 80)), "equal forecasts are kept together"
    assert not pool.work(pool.worker("new")), "who is unknown is taken for middling"

    pool.value(workers[0], 99)
    assert pool.work(workers[0]), "one's own forecast is always fresh"


def test_who_is_gone_for_an_hour_does_not_stand_in_the_way(top: Callable[[int], Ranking]):
    pool = top(10)
    workers = [pool.worker(f"w{value}", value) for value in range(51, 71)]
    for worker in workers:
        pool.look(worker)
    pool.world.advance(MINUTE)
    assert not pool.work(workers[10])

    pool.world.advance(30 * MINUTE)
    for worker in workers[:12]:
        pool.look(worker)
    pool.world.advance(31 * MINUTE)
    assert [pool.work(worker) for worker in workers[8:12]] == [False, False, True, True]

    pool.world.advance(HOUR)
    assert pool.work(workers[0]), "where nobody else is, everybody is kept"


def test_all_of_them_are_kept_at_no_cost(top: Callable[[int], Ranking]):
    pool = top(100)
    for value in range(FEWEST + 2):
        assert pool.work(pool.worker(f"w{value}", value))
    rows = pool.world.read(lambda tx: tx.all(ranking._CUT, pool_id=pool.pool_id))
    assert rows == []


def test_so_many_at_once_and_the_first_of_equals(best: Callable[[int], Ranking]):
    pool = best(2)
    ann, bob, cid = (pool.worker(login) for login in ("ann", "bob", "cid"))
    assert pool.work(ann)
    pool.world.advance(SECOND)
    page = pool.world.take(bob, pool.pool_id)
    assert not pool.work(cid)
    assert pool.work(ann), "whoever is at work stays at work"

    pool.world.advance(ranking.ONLINE)
    assert pool.work(cid), "ann has left"
    pool.world.advance(ranking.ONLINE - 1)
    assert not pool.work(ann), "bob still holds a page, and cid was there"
    pool.world.exit(bob, page)
    pool.world.advance(ranking.ONLINE)
    assert pool.work(ann)


def test_a_page_whose_time_ran_out_holds_no_place(best: Callable[[int], Ranking]):
    pool = best(1)
    ann, bob = pool.worker("ann"), pool.worker("bob")
    pool.world.take(ann, pool.pool_id)
    pool.world.advance(600 * SECOND - 1)
    assert not pool.work(bob)
    pool.world.advance(1)
    assert pool.work(bob)


def test_a_better_worker_takes_the_place(best: Callable[[int], Ranking]):
    pool = best(1)
    ann, bob = pool.worker("ann", 60), pool.worker("bob", 90)
    held = pool.world.take(ann, pool.pool_id)
    assert pool.work(bob)

    assert pool.world.take(ann, pool.pool_id).id == held.id, "what is given out stays"
    pool.world.submit(ann, held)
    assert not pool.work(ann)
    pool.world.advance(ranking.ONLINE)
    assert pool.work(ann)


def test_the_ranking_does_not_bar_the_way_to_a_training(database: Database):
    world = World(database)
    training = world.training()
    right = {"known_solutions": [{"output_values": {"cat": "yes"}}], "message_on_unknown_solution": "Look"}
    world.upload_tasks(training, right)
    pool_id = world.pool(
        speed_quality_balance={"type": "BEST_CONCURRENT_USERS_BY_QUALITY", "count": 1},
        quality_control={
            "training_requirement": {"training_pool_id": str(training), "training_passing_skill_value": 50}
        },
    )
    world.upload_suites(pool_id, {"overlap": 5}, {"overlap": 5})
    world.open(training)
    world.open(pool_id)
    ann, bob = world.worker("ann"), world.worker("bob")
    world.submit(ann, world.take(ann, training))
    world.take(ann, pool_id)

    world.submit(bob, world.take(bob, training))

    with pytest.raises(AccessDenied, match="best worker"):
        world.take(bob, pool_id)


def test_reviews_are_counted_by_project_and_in_all(database: Database):
    world = World(database)
    ann = world.worker("ann")
    pools = [world.pool(auto_accept_solutions=False), world.pool()]
    world.project_id = world.project()
    pools.append(world.pool(auto_accept_solutions=False))
    given = []
    for pool_id in pools:
        world.upload_suites(pool_id, {}, {}, {})
        world.open(pool_id)
        for _ in range(3):
            page = world.take(ann, pool_id)
            world.submit(ann, page)
            given.append(page.id)
    world.accept(given[0])
    world.reject(given[1])
    world.reject(given[6])

    def forecasts(tx: Tx) -> list[float]:
        found = [pool_store.get(tx, pool_id) for pool_id in pools]
        return [ranking.forecast_of(tx, ann.id, pool, config_of(pool)) for pool in found if pool is not None]

    assert world.read(forecasts) == [50, 50, 25]
    world.accept(given[1])
    assert world.read(forecasts) == [pytest.approx(100 * 2.5 / 3, abs=1e-6)] * 2 + [25]
    world.advance(22 * DAY)
    assert world.read(forecasts) == [87.5] * 2 + [62.5]
    assert world.read(faults_of_reviews) == []

    def break_it(tx: Tx) -> None:
        tx._cursor.execute("UPDATE reviews SET rejected = rejected + 1 WHERE project_id <> 0")

    world.write(break_it)
    assert len(world.read(faults_of_reviews)) == 2
    assert "+0 accepted and -1 rejected" in world.read(faults_of_reviews)[0]


# --- shown ---

PROJECT = {
    "public_name": "Best",
    "task_spec": {
        "input_spec": {"n": {"type": "string"}},
        "output_spec": {"r": {"type": "string", "required": False}},
    },
    "assignments_issuing_type": "AUTOMATED",
}


async def test_it_is_one_check_for_workers_and_requesters(platform: Any) -> None:
    requester = await platform.requester()
    project = await requester.call("POST", "/api/v1/projects", PROJECT)
    form = {
        "project_id": project["id"],
        "private_name": "pool",
        "will_expire": "2099-01-01T00:00:00",
        "reward_per_assignment": 0.01,
        "assignment_max_duration_seconds": 600,
        "defaults": {"default_overlap_for_new_task_suites": 50},
        "speed_quality_balance": {"type": "BEST_CONCURRENT_USERS_BY_QUALITY", "count": 1},
    }
    best = await requester.call("POST", "/api/v1/pools", form)
    form["speed_quality_balance"] = {"type": "TOP_PERCENTAGE_BY_QUALITY", "percent": 20}
    top = await requester.call("POST", "/api/v1/pools", form)
    for pool in (best, top):
        suite = {"pool_id": pool["id"], "overlap": 50, "tasks": [{"input_values": {"n": "1"}}]}
        await requester.call("POST", "/api/v1/task-suites", suite, status=201)
        await requester.call("POST", f"/api/v1/pools/{pool['id']}/open", status=202)
    ann, bob = await platform.worker("ann"), await platform.worker("bob")
    await ann.call("POST", f"/api/worker/v1/pools/{best['id']}/assignments", status=201)

    refused = await bob.call("POST", f"/api/worker/v1/pools/{best['id']}/assignments", status=403)
    words = "The best worker who is here does these tasks now; ask again later"
    assert refused["payload"]["reasons"] == [{"code": "FILTER", "words": words}]
    access = await bob.call("GET", f"/api/worker/v1/pools/{best['id']}/access")
    assert [one for one in access["checks"] if not one["passed"]] == [
        {"check": "quality_balance", "passed": False, "words": words}
    ]
    listed = (await bob.call("GET", "/api/worker/v1/tasks?all=true"))["items"]
    assert {item["pool_id"]: item.get("why_not") for item in listed} == {
        best["id"]: [{"code": "FILTER", "words": words}],
        top["id"]: None,
    }
    counted = await requester.call("GET", f"/api/v1/pools/{best['id']}/eligibility")
    assert {one["check"]: one["stopped"] for one in counted["counts"]}["quality_balance"] == 1

    def present(tx: Tx) -> int:
        return int(tx.value(ranking._COUNT, pool_id=int(top["id"]), now=tx.now))

    assert platform.database.read_now(present) == 1, "bob, who looked at the list"
    await ann.call("GET", "/api/worker/v1/tasks")
    await ann.call("GET", "/api/worker/v1/tasks")
    assert platform.database.read_now(present) == 2
