"""Suites chosen on a map: the nearest, the one that is named, several side by side, and why not."""

from __future__ import annotations

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from distribution.world import PROJECT, World
from talka.distribution import maps
from talka.distribution.maps import Choice
from talka.distribution.take import (
    NoTasksAvailable,
    PointRequired,
    PoolIsClosed,
    TooManyActiveAssignments,
)
from talka.http.auth import Worker
from talka.kernel.errors import DoesNotExist, InvalidFilterForMap, TalkaError, ValidationFailed
from talka.pools.geometry import WORLD, Box, Position, distance
from talka.projects import service as projects
from talka.projects.model import ProjectForm
from talka.storage.database import Database
from talka.task_suites import store as suite_store

MAP = {
    "assignments_issuing_type": "MAP_SELECTOR",
    "assignments_issuing_view_config": {"title_template": "Shop", "description_template": "Go there"},
}
BERLIN, POTSDAM, MUNICH = Position(52.52, 13.405), Position(52.39, 13.06), Position(48.137, 11.575)


def at(place: Position, **changes: object) -> dict[str, object]:
    return {"latitude": place.latitude, "longitude": place.longitude, **changes}


def near(place: Position) -> Choice:
    return Choice(near=place)


def named(suite_id: str) -> Choice:
    return Choice(suite_id=suite_id)


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    made = World(database)
    made.project_id = made.project(**MAP)
    yield made
    assert made.faults() == []


def listed(world: World, worker: Worker, pool_id: int, *boxes: Box) -> list[str]:
    found = world.read(lambda tx: list(maps.within(tx, worker.id, pool_id, boxes or [WORLD.box])))
    return [spot.unit_id for spot in found]


class TestTaking:
    def test_the_nearest_free_suite_is_given(self, world: World):
        ann, pool_id = world.worker(), world.pool()
        munich, potsdam = world.upload_suites(pool_id, at(MUNICH), at(POTSDAM))
        world.open(pool_id)

        assert world.take(ann, pool_id, near(BERLIN)).suite_id == potsdam
        assert world.take(ann, pool_id, near(BERLIN)).suite_id == munich
        with pytest.raises(NoTasksAvailable) as refused:
            world.take(ann, pool_id, near(BERLIN))
        assert refused.value.payload == {"finished": True}

    def test_the_suite_that_is_named_is_given_and_answered_again(self, world: World):
        ann, pool_id = world.worker(), world.pool()
        munich, potsdam = world.upload_suites(pool_id, at(MUNICH), at(POTSDAM))
        world.open(pool_id)

        page = world.take(ann, pool_id, named(munich))
        assert page.suite_id == munich
        assert world.take(ann, pool_id, named(munich)).id == page.id
        assert world.take(ann, pool_id).id == page.id
        assert world.take(ann, pool_id, named(potsdam)).suite_id == potsdam

    def test_a_point_has_to_be_chosen(self, world: World):
        ann, pool_id = world.worker(), world.pool()
        world.upload_suites(pool_id, at(MUNICH))
        world.open(pool_id)

        with pytest.raises(PointRequired):
            world.take(ann, pool_id)
        world.submit(ann, world.take(ann, pool_id, near(BERLIN)))
        with pytest.raises(NoTasksAvailable):
            world.take(ann, pool_id)

    def test_as_many_as_the_project_allows_are_held(self, world: World):
        world.project_id = world.project(**MAP, max_active_assignments_count=2)
        ann, pool_id = world.worker(), world.pool()
        world.upload_suites(pool_id, *(at(BERLIN) for _ in range(3)))
        world.open(pool_id)

        first, _ = world.take(ann, pool_id, near(BERLIN)), world.take(ann, pool_id, near(BERLIN))
        with pytest.raises(TooManyActiveAssignments) as refused:
            world.take(ann, pool_id, near(BERLIN))
        assert refused.value.payload == {"maximum": 2}
        world.submit(ann, first)
        world.take(ann, pool_id, near(BERLIN))

    def test_without_a_number_of_its_own_a_map_allows_fifteen(self, world: World):
        ann, pool_id = world.worker(), world.pool()
        world.upload_suites(pool_id, *(at(BERLIN) for _ in range(maps.DEFAULT_MAXIMUM + 1)))
        world.open(pool_id)

        for _ in range(maps.DEFAULT_MAXIMUM):
            world.take(ann, pool_id, near(BERLIN))
        with pytest.raises(TooManyActiveAssignments):
            world.take(ann, pool_id, near(BERLIN))

    def test_why_a_named_point_is_not_to_be_had(self, world: World):
        ann, bob, pool_id = world.worker("ann"), world.worker("bob"), world.pool()
        had, gone, kept, other, _ = world.upload_suites(
            pool_id,
            at(BERLIN, overlap=2),
            at(BERLIN),
            at(MUNICH, unavailable_for=[ann.id]),
            at(MUNICH, reserved_for=[bob.id]),
            at(MUNICH),
        )
        world.open(pool_id)
        world.skip(ann, world.take(ann, pool_id, named(had)))
        world.submit(bob, world.take(bob, pool_id, named(gone)))

        for suite_id, reason in ((had, "HAD"), (gone, "GONE"), (kept, "NOT_FOR_YOU"), (other, "NOT_FOR_YOU")):
            with pytest.raises(NoTasksAvailable) as refused:
                world.take(ann, pool_id, named(suite_id))
            assert refused.value.payload == {"finished": False, "reason": reason}
        with pytest.raises(DoesNotExist):
            world.take(ann, pool_id, named("0000000001--000000000000000000000000"))

    def test_a_suite_of_another_pool_is_not_found(self, world: World):
        ann, pool_id, other = world.worker(), world.pool(), world.pool()
        world.upload_suites(pool_id, at(BERLIN))
        (elsewhere,) = world.upload_suites(other, at(BERLIN))
        world.open(pool_id)

        with pytest.raises(DoesNotExist):
            world.take(ann, pool_id, named(elsewhere))

    def test_what_is_given_up_may_be_taken_again_and_what_is_skipped_may_not(self, world: World):
        ann, pool_id = world.worker(), world.pool()
        (suite_id,) = world.upload_suites(pool_id, at(BERLIN))
        world.open(pool_id)

        world.exit(ann, world.take(ann, pool_id, named(suite_id)))
        assert listed(world, ann, pool_id) == [suite_id]
        world.skip(ann, world.take(ann, pool_id, near(MUNICH)))
        assert listed(world, ann, pool_id) == []
        assert listed(world, world.worker("bob"), pool_id) == [suite_id]

    def test_a_reserved_suite_is_there_for_its_workers_only(self, world: World):
        ann, bob, pool_id = world.worker("ann"), world.worker("bob"), world.pool()
        mine, anybodys = world.upload_suites(pool_id, at(BERLIN, reserved_for=[ann.id]), at(POTSDAM))
        world.open(pool_id)

        assert world.take(bob, pool_id, near(BERLIN)).suite_id == anybodys
        assert world.take(ann, pool_id, near(BERLIN)).suite_id == mine

    def test_a_raised_overlap_puts_a_point_back_on_the_map(self, world: World):
        ann, bob, pool_id = world.worker("ann"), world.worker("bob"), world.pool()
        (suite_id,) = world.upload_suites(pool_id, at(BERLIN))
        world.open(pool_id)
        world.submit(ann, world.take(ann, pool_id, near(BERLIN)))
        assert listed(world, bob, pool_id) == []

        world.patch_suite(suite_id, overlap=2)
        assert (listed(world, ann, pool_id), listed(world, bob, pool_id)) == ([], [suite_id])
        world.limit_suite(suite_id, 0)
        assert listed(world, bob, pool_id) == []

    def test_the_issuing_order_means_nothing_on_a_map(self, world: World):
        ann = world.worker()
        pool_id = world.pool(assignments_issuing_config={"issue_task_suites_in_creation_order": True})
        munich, potsdam = world.upload_suites(
            pool_id, at(MUNICH, issuing_order_override=9), at(POTSDAM, issuing_order_override=-9)
        )
        world.open(pool_id)
        world.patch_suite(munich, issuing_order_override=99)

        assert world.take(ann, pool_id, near(BERLIN)).suite_id == potsdam

    def test_a_pool_given_out_in_turn_takes_no_choice(self, world: World):
        world.project_id = world.project()
        ann, pool_id = world.worker(), world.pool()
        (suite_id,) = world.upload_suites(pool_id, at(BERLIN))
        world.open(pool_id)

        for choice in (near(BERLIN), named(suite_id)):
            with pytest.raises(ValidationFailed):
                world.take(ann, pool_id, choice)
        assert world.take(ann, pool_id).suite_id == suite_id

    def test_a_pool_stays_as_it_was_made(self, world: World):
        ann, pool_id = world.worker(), world.pool()
        world.upload_suites(pool_id, at(BERLIN))
        form = msgspec.convert(PROJECT, ProjectForm)
        world.write(lambda tx: projects.update_project(tx, world.requester, world.project_id, form))
        world.open(pool_id)

        assert world.find_pool(world.pool()).on_map == 0
        world.take(ann, pool_id, near(BERLIN))

    def test_a_submit_that_asks_for_the_next_page_brings_one_that_is_held(self, world: World):
        ann, pool_id = world.worker(), world.pool()
        world.upload_suites(pool_id, *(at(BERLIN) for _ in range(3)))
        world.open(pool_id)
        first, second = (world.take(ann, pool_id, near(BERLIN)) for _ in range(2))

        brought = world.submit_and_take_next(ann, first)
        assert brought.next.id == second.id
        last = world.submit_and_take_next(ann, second)
        assert (last.next, last.why_not.code) == (None, "POINT_REQUIRED")


class TestSettings:
    def test_smart_mixing_has_no_place_on_a_map(self, world: World):
        mixer = {"real_tasks_count": 1, "golden_tasks_count": 0, "training_tasks_count": 0}
        with pytest.raises(ValidationFailed) as refused:
            world.pool(mixer_config=mixer)
        assert list(refused.value.errors) == ["mixer_config"]

    def test_a_filter_for_desks_only_is_refused(self, world: World):
        condition = {"category": "computed", "key": "device_category", "operator": "EQ"}
        world.pool(filter={"and": [{**condition, "value": "SMARTPHONE"}]})
        with pytest.raises(InvalidFilterForMap):
            world.pool(filter={"and": [{**condition, "value": "PERSONAL_COMPUTER"}]})


SOME_PLACES = st.builds(
    Position,
    st.one_of(st.floats(-90, 90), st.sampled_from([-90.0, 0.0, 52.5, 52.5001, 90.0])),
    st.one_of(st.floats(-180, 180), st.sampled_from([-180.0, -179.9999, 0.0, 13.4, 13.4001, 180.0])),
)


@pytest.mark.parametrize("few", [2, maps.FEW])
def test_the_nearest_is_the_nearest(
    database: Database, database_kind: str, few: int, monkeypatch: pytest.MonkeyPatch
):
    """Against a search of everything, in what order it may come."""
    monkeypatch.setattr(maps, "FEW", few)
    monkeypatch.setattr(maps, "_NEIGHBOURS", 2)
    world = World(database)
    world.project_id = world.project(**MAP)
    ann = world.worker()

    @settings(max_examples=30 if database_kind == "sqlite" else 8)
    @given(st.lists(SOME_PLACES, min_size=1, max_size=40), SOME_PLACES, st.data())
    def one(places: list[Position], here: Position, data: st.DataObject) -> None:
        pool_id = world.pool()
        lists = [data.draw(st.sampled_from(["all", "mine", "not mine"])) for _ in places]
        forms = {"all": {}, "mine": {"reserved_for": [ann.id]}, "not mine": {"unavailable_for": [ann.id]}}
        ids = world.upload_suites(
            pool_id, *(at(place, **forms[kind]) for place, kind in zip(places, lists, strict=True))
        )
        spots = world.read(lambda tx: list(maps.nearest(tx, ann.id, pool_id, here)))

        mine = {
            suite_id: place
            for suite_id, place, kind in zip(ids, places, lists, strict=True)
            if kind != "not mine"
        }
        assert {spot.unit_id: spot.place for spot in spots} == mine
        assert len(spots) == len(mine)
        found = [distance(here, spot.place) for spot in spots]
        assert found == pytest.approx(sorted(found), abs=1)

    one()


def test_a_part_of_the_map_lists_what_lies_in_it(
    database: Database, database_kind: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(maps, "FEW", 2)
    monkeypatch.setattr(maps, "_PAGE", 3)
    world = World(database)
    world.project_id = world.project(**MAP)
    ann, pool_id = world.worker(), world.pool()
    chance = random.Random(1)
    places = [Position(chance.uniform(50, 53), chance.uniform(12, 15)) for _ in range(60)]
    reserved = [{"reserved_for": [ann.id]} if number % 5 == 0 else {} for number in range(60)]
    ids = world.upload_suites(
        pool_id, *(at(place, **form) for place, form in zip(places, reserved, strict=True))
    )

    @settings(max_examples=40 if database_kind == "sqlite" else 10)
    @given(st.floats(49, 54), st.floats(11, 16), st.floats(0, 3), st.floats(0, 3), st.integers(1, 9))
    def one(south: float, west: float, height: float, width: float, size: int) -> None:
        box = Box(west, south, west + width, south + height)
        inside = {suite_id for suite_id, place in zip(ids, places, strict=True) if box.holds(place)}
        found: list[str] = []

        def page(after: str | None) -> list[str]:
            def look(tx):
                last = None if after is None else suite_store.get(tx, after)
                spots = maps.within(tx, ann.id, pool_id, [box], last)
                return [spot.unit_id for _, spot in zip(range(size), spots, strict=False)]

            return world.read(look)

        while more := page(found[-1] if found else None):
            found += more
        assert sorted(found) == sorted(inside)

    one()


def test_whatever_is_done_on_a_map_nothing_drifts(database: Database, database_kind: str):
    chance = random.Random(7)
    world = World(database)
    world.project_id = world.project(**MAP, max_active_assignments_count=3)
    workers = [world.worker(login) for login in ("ann", "bob", "cy")]
    pool_id = world.pool(assignment_max_duration_seconds=60)
    forms = [{}, {"overlap": 2}, {"infinite_overlap": True}, {"reserved_for": [workers[0].id, workers[1].id]}]
    ids = world.upload_suites(
        pool_id, *(at(Position(chance.uniform(-90, 90), 0), **forms[i % 4]) for i in range(24))
    )
    world.open(pool_id)

    for turn in range(60 if database_kind == "sqlite" else 30):
        worker = chance.choice(workers)
        choice = named(chance.choice(ids)) if chance.random() < 0.5 else near(Position(0, 0))
        try:
            free = listed(world, worker, pool_id)
            page = world.take(worker, pool_id, choice)
            deed = chance.choice(["submit", "skip", "exit", "keep", "keep"])
            if deed != "keep":
                getattr(world, deed)(worker, page)
            assert page.suite_id in free or page.created < world.now or choice.suite_id == page.suite_id
        except NoTasksAvailable:
            assert choice.suite_id not in free
            assert choice.suite_id is not None or not free
        except TalkaError as refusal:
            assert refusal.code in {"TOO_MANY_ACTIVE_ASSIGNMENTS", "POOL_CLOSED"}  # noqa: PT017
        if turn % 10 == 0:
            world.patch_suite(chance.choice(ids[1::4]), overlap=3, open_pool=True)
            world.advance(30_000)
            assert world.faults() == []
    assert world.faults() == []


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
def test_two_never_get_the_same_point(world: World):
    """Everybody wants the nearest, or one and the same, at once."""
    workers = [world.worker(f"worker{number}") for number in range(6)]
    pool_id = world.pool()
    ids = world.upload_suites(pool_id, *(at(Position(0, number), overlap=2) for number in range(10)))
    world.open(pool_id)

    def work(worker: Worker) -> list[str]:
        got = []
        for number in range(8):
            choice = near(Position(0, 0)) if number % 2 else named(ids[number])
            try:
                page = world.take(worker, pool_id, choice)
                got.append(page.suite_id)
                (world.submit if number % 3 else world.skip)(worker, page)
            except (NoTasksAvailable, PoolIsClosed):
                continue
        return got

    with ThreadPoolExecutor(len(workers)) as threads:
        for got in threads.map(work, workers):
            assert len(got) == len(set(got))
    assert world.counters(pool_id).free_slots + world.counters(pool_id).accepted == 20
