"""Figures of pools at work, on either database."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest

from distribution import test_plans as plans
from distribution.world import DAY, REWARD, SECOND, World, known
from talka.accounts import service as accounts
from talka.accounts.model import Profile
from talka.analytics import service
from talka.analytics.jobs import LIFETIME, forget_old_answers
from talka.analytics.model import AnalyticsRequest, Figure, Subject
from talka.filters import service as filters
from talka.http.auth import Requester, Worker
from talka.kernel import clock
from talka.kernel.errors import DoesNotExist, ValidationFailed
from talka.operations import service as operations
from talka.operations.model import OperationView
from talka.skills import service as skills
from talka.skills.model import SkillForm, UserSkillForm
from talka.storage.database import Database

MINUTE = 60 * SECOND
HOUR = 60 * MINUTE


def asked(pool_id: object, name: str, hours: int | None = None) -> AnalyticsRequest:
    return AnalyticsRequest(Figure(name), Subject.POOL, str(pool_id), hours)


def figures(world: World, pool_id: int) -> dict[str, Any]:
    """Every figure by name; active workers are those of an hour."""
    requests = [asked(pool_id, name, 1 if name == Figure.ACTIVE_WORKERS else None) for name in Figure]
    answers = world.read(lambda tx: service.answer(tx, world.requester, requests))
    assert [one.request for one in answers] == requests
    return {one.request.name.value: msgspec.to_builtins(one.result) for one in answers}


def active(world: World, pool_id: int, hours: int) -> int:
    request = asked(pool_id, Figure.ACTIVE_WORKERS, hours)
    (answer,) = world.read(lambda tx: service.answer(tx, world.requester, [request]))
    assert isinstance(answer.result, int)
    return answer.result


statements = plans.statements


@pytest.fixture
def world(database: Database) -> World:
    return World(database)


def extent(value: float, *, infinite: bool = False, approximate: bool = False) -> dict[str, Any]:
    return {"type": "NORMAL", "value": value, "infinite": infinite, "approximate": approximate}


def test_a_pool_of_suites(world: World):
    ann, bob, cy = (world.worker(login) for login in ("ann", "bob", "cy"))
    pool_id = world.pool(auto_accept_solutions=False)
    general, control = {"input_values": {}}, {"input_values": {}, "known_solutions": known()}
    world.upload_suites(pool_id, *({"overlap": 2, "tasks": [general, general, control]} for _ in range(5)))
    world.open(pool_id)
    pages = []
    for worker, seconds in ((ann, 10), (ann, 20), (bob, 60)):
        page = world.take(worker, pool_id)
        world.advance(seconds * SECOND)
        world.submit(worker, page)
        pages.append(page)
    world.accept(pages[0].id)
    world.reject(pages[1].id)
    world.skip(bob, world.take(bob, pool_id))
    world.exit(bob, world.take(bob, pool_id))
    world.take(cy, pool_id)

    assert figures(world, pool_id) == {
        "real_tasks_count": 10,
        "submitted_assignments_count": 3,
        "skipped_assignments_count": 1,
        "rejected_assignments_count": 1,
        "approved_assignments_count": 1,
        "completion_percentage": extent(30),
        "avg_submit_assignment_millis": 30_000,
        "spent_budget": 0.05,
        "unique_workers_count": 3,
        "unique_submitters_count": 2,
        "active_workers_by_filter_count": 3,
        "estimated_assignments_count": extent(10),
        "expired_assignments_count": 1,
        "estimated_budget": extent(0.45),
    }
    assert world.faults() == []


def test_a_pool_of_mixed_pages(world: World):
    ann, bob = world.worker("ann"), world.worker("bob")
    pool_id = world.pool(
        mixer_config={"real_tasks_count": 3, "golden_tasks_count": 1, "training_tasks_count": 0}
    )
    world.upload_tasks(
        pool_id,
        *({"overlap": 2} for _ in range(9)),
        *({"known_solutions": known(), "infinite_overlap": True} for _ in range(3)),
    )
    world.open(pool_id)
    world.submit(ann, world.take(ann, pool_id))
    world.submit(ann, world.take(ann, pool_id))
    world.take(bob, pool_id)

    found = figures(world, pool_id)
    assert found["real_tasks_count"] == 9
    assert found["completion_percentage"] == extent(33, approximate=True)
    assert found["estimated_assignments_count"] == extent(6, approximate=True)
    assert found["spent_budget"] == 2 * REWARD / 1_000_000
    assert found["estimated_budget"] == extent(0.3, approximate=True)


def test_a_training_has_figures_too(world: World):
    training_id = world.training()
    world.upload_tasks(training_id, {"known_solutions": known(), "message_on_unknown_solution": "Look again"})
    found = figures(world, training_id)
    assert found["completion_percentage"] == extent(0, infinite=True)
    assert found["real_tasks_count"] == 0


def test_an_appeal_granted_is_money_spent(world: World):
    ann = world.worker()
    pool_id = world.pool(auto_accept_solutions=False)
    world.upload_suites(pool_id, {})
    world.open(pool_id)
    page = world.take(ann, pool_id)
    world.submit(ann, page)
    world.reject(page.id)
    assert figures(world, pool_id)["spent_budget"] == 0
    world.accept(page.id)
    assert figures(world, pool_id)["spent_budget"] == 0.05


def test_what_a_task_of_a_suite_is_may_change(world: World):
    pool_id = world.pool()
    (suite_id,) = world.upload_suites(pool_id, {"tasks": [{}, {}, {"known_solutions": known()}]})
    first, _, last = (task.id for task in world.suite(suite_id).tasks)
    assert figures(world, pool_id)["real_tasks_count"] == 2
    world.patch_task(str(first), known_solutions=known())
    assert figures(world, pool_id)["real_tasks_count"] == 1
    world.patch_task(str(last), known_solutions=[])
    assert figures(world, pool_id)["real_tasks_count"] == 2
    assert world.faults() == []


def test_slots_follow_the_overlap(world: World):
    pool_id = world.pool()
    first, second = world.upload_suites(pool_id, {"overlap": 2}, {"overlap": 1})
    assert world.counters(pool_id).slots == 3
    world.patch_suite(first, overlap=5)
    assert world.counters(pool_id).slots == 6
    world.patch_suite(first, infinite_overlap=True)
    assert world.counters(pool_id).slots == 1
    assert figures(world, pool_id)["completion_percentage"] == extent(0, infinite=True)
    world.patch_suite(first, overlap=2)
    world.limit_suite(second, 0)
    assert world.counters(pool_id).slots == 2
    assert world.faults() == []


# --- active workers ---


def test_active_workers_are_those_of_any_pool_within_the_period(world: World):
    ann, bob = world.worker("ann"), world.worker("bob")
    world.worker("cy")
    work, empty = world.pool(assignment_max_duration_seconds=100_000), world.pool()
    world.upload_suites(work, *({"overlap": 2} for _ in range(3)))
    world.open(work)
    page = world.take(ann, work)
    world.advance(30 * MINUTE)
    world.take(bob, work)
    assert active(world, empty, 1) == 2
    world.advance(40 * MINUTE)
    assert (active(world, empty, 1), active(world, empty, 2)) == (1, 2)
    world.submit(ann, page)
    assert active(world, empty, 1) == 2
    world.advance(2 * DAY)
    assert (active(world, empty, 1), active(world, empty, 49)) == (0, 2)


def test_the_filter_decides_who_counts(world: World):
    ann = world.worker("ann")
    profile = Profile(languages=["EN"])
    bob = Worker(world.write(lambda tx: accounts.create_worker(tx, "bob", None, profile)[0]), "")
    work = world.pool()
    english = world.pool(filter={"category": "profile", "key": "languages", "operator": "IN", "value": "EN"})
    world.upload_suites(work, {"overlap": 2})
    world.open(work)
    for worker in (ann, bob):
        world.take(worker, work)
    assert (active(world, work, 1), active(world, english, 1)) == (2, 1)


@pytest.mark.parametrize("chunk", [1, 2, 1000])
def test_skills_are_looked_at_too_however_many_workers_there_are(
    world: World, monkeypatch: pytest.MonkeyPatch, chunk: int
):
    monkeypatch.setattr(filters, "_CHUNK", chunk)
    skill = world.write(lambda tx: skills.create_skill(tx, world.requester, SkillForm(name="careful")))
    work = world.pool()
    careful = world.pool(filter={"category": "skill", "key": skill.id, "operator": "GTE", "value": 80})
    world.upload_suites(work, {"overlap": 4})
    world.open(work)
    for login, value in (("ann", 80), ("bob", 79), ("cy", 95), ("dee", None)):
        worker = world.worker(login)
        world.take(worker, work)
        if value is not None:
            form = UserSkillForm(skill_id=skill.id, user_id=worker.id, value=value)
            world.write(lambda tx, form=form: skills.set_user_skill(tx, world.requester, form))
    assert (active(world, work, 1), active(world, careful, 1)) == (4, 2)


def test_no_figure_reads_a_whole_table(world: World, statements: dict[str, tuple[str, dict[str, Any]]]):
    pool_id = world.pool(filter={"category": "profile", "key": "gender", "operator": "EQ", "value": "MALE"})
    statements.clear()
    figures(world, pool_id)
    active(world, world.pool(), 1)
    found = {}
    for sql, (_, parameters) in dict(statements).items():
        lines = world.database.write_now(lambda tx, s=sql, p=parameters: plans.explain(tx, s, p))
        if plans.scans(lines):
            found[sql] = lines
    assert not found


def test_who_had_themselves_erased_is_active_no_more(world: World):
    ann = world.worker()
    pool_id = world.pool()
    world.upload_suites(pool_id, {})
    world.open(pool_id)
    world.submit(ann, world.take(ann, pool_id))
    world.write(lambda tx: accounts.erase_worker(tx, ann.id))
    assert active(world, pool_id, 1) == 0
    assert figures(world, pool_id)["unique_workers_count"] == 1


# --- asking ---


def test_pools_of_others_are_not_there(world: World):
    pool_id = world.pool()
    other_id = world.write(lambda tx: accounts.create_requester(tx, "Other", None)[0])
    other = Requester(other_id, "company")
    requests = [asked(pool_id, "spent_budget"), asked("no-number", "spent_budget"), asked(1, "spent_budget")]
    with pytest.raises(ValidationFailed) as refused:
        world.read(lambda tx: service.answer(tx, other, requests))
    assert {path: error.code for path, error in refused.value.errors.items()} == {
        f"{index}.subject_id": "ENTITY_DOES_NOT_EXIST" for index in range(3)
    }


def test_answers_are_forgotten_after_a_month(database: Database):
    world = World(database)
    pool_id = world.pool()

    def ask(ago: int) -> OperationView:
        world.now = clock.real_now() - ago
        request = asked(pool_id, "spent_budget")
        answers = world.read(lambda tx: service.answer(tx, world.requester, [request]))
        return world.write(lambda tx: service.record(tx, world.requester, answers))

    old, new = ask(LIFETIME + DAY), ask(LIFETIME - DAY)
    assert asyncio.run(forget_old_answers(database)) == 1
    with pytest.raises(DoesNotExist):
        world.read(lambda tx: operations.get_operation(tx, world.requester, old.id))
    assert world.read(lambda tx: operations.get_operation(tx, world.requester, new.id)) == new
