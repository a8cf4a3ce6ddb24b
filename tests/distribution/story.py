"""Everything that can happen to a pool, in any order, beside a model that knows no counters.

An event is the name of a method of :class:`Story` and its arguments; one that does not apply does nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import strategies as st

from distribution.naive import CONTROL, GENERAL, SUITE, TRAINING, Given, Mixer, Naive, Unit
from distribution.world import DAY, FEE, REWARD, SECOND, World, known, wipe
from talka.assignments.model import Assignment
from talka.distribution import take
from talka.distribution.rules import Nothing
from talka.http.auth import Worker
from talka.jobs.schedule import scheduled_at
from talka.kernel.errors import AccessDenied, AssignmentsCount, Conflict, NotEnoughBalance, TalkaError
from talka.pools.lifecycle import COMPLETE
from talka.pools.queue import Lane
from talka.storage.database import Database

PRICE = REWARD + FEE
DURATION = 600 * SECOND
REVIEW_PERIOD = 21 * DAY
CLOSE_DELAY = 60
WORKERS = ("ann", "bob", "cy", "dee")
LANES = {GENERAL: Lane.GENERAL, CONTROL: Lane.CONTROL, TRAINING: Lane.TRAINING, SUITE: Lane.SUITE}

Event = tuple[str, tuple[Any, ...]]
Group = tuple[str, ...]
Item = tuple[str, int | None, Group, Group, int]
"""A new unit: its kind, overlap, whom it is for and whom it is not for, its issuing order override."""

someone = st.sampled_from(WORKERS)
some = st.integers(0, 99)
overlaps = st.sampled_from([1, 2, 2, 3, None])
groups = st.sampled_from([(), (), (), (), ("ann",), ("bob", "cy")])
kinds = st.sampled_from([GENERAL, GENERAL, GENERAL, CONTROL, CONTROL, TRAINING])
new_unit = st.tuples(kinds, overlaps, groups, groups, st.sampled_from([0, 0, 1, -2]))
mixers = st.builds(
    Mixer,
    real=st.integers(1, 3),
    golden=st.sampled_from([0, 0, 1]),
    training=st.sampled_from([0, 0, 0, 1]),
    min_real=st.sampled_from([None, 1]),
    force_last=st.sampled_from([True, True, False]),
    delay=st.sampled_from([0, 90 * SECOND]),
)
exams = st.just(Mixer(real=0, golden=2))
waits = st.sampled_from([SECOND, 61 * SECOND, 61 * SECOND, 601 * SECOND, 901 * SECOND, 22 * DAY])
deeds = st.sampled_from(["hold", "submit", "submit", "submit and take next", "skip", "give up"])


some_units = st.lists(new_unit, min_size=1, max_size=4)
_ARGUMENTS: dict[str, st.SearchStrategy[tuple[Any, ...]]] = {
    "nothing": st.tuples(),
    "work": st.tuples(someone, deeds),
    "upload": st.tuples(some_units),
    "upload_suites_of_tasks": st.tuples(some_units, st.lists(some, min_size=1, max_size=3)),
    "change_overlap": st.tuples(some, overlaps),
    "limit_overlap": st.tuples(some, st.integers(0, 2)),
    "change_kind": st.tuples(some, kinds, st.sampled_from([None, None, 5])),
    "reorder": st.tuples(some, st.sampled_from([-1, 0, 3])),
    "review": st.tuples(some, st.sampled_from(["ACCEPTED", "REJECTED"])),
    "grant_appeal": st.tuples(some),
    "close": st.tuples(),
    "close_for_update": st.tuples(),
    "open": st.tuples(),
    "wait": st.tuples(waits),
}
_OFTEN = (
    ["work"] * 13
    + ["open"] * 2
    + ["wait", "upload_suites_of_tasks", "change_overlap", "change_kind", "review"]
)
event = st.sampled_from([*_ARGUMENTS, *_OFTEN]).flatmap(
    lambda name: st.tuples(st.just(name), _ARGUMENTS[name])
)


@dataclass(frozen=True)
class Scene:
    """How a story begins. ``mixer`` is None for a pool of manual suites."""

    mixer: Mixer | None
    in_order: bool
    auto_accept: bool
    pages_paid_for: int
    items: list[Item]
    target: int | None = None
    """The overlap of every second general task on a worker's way; None where none is checked by majority."""


scenes = st.builds(
    Scene,
    mixer=st.sampled_from([st.none(), mixers, mixers, mixers, exams]).flatmap(lambda kind: kind),
    in_order=st.booleans(),
    auto_accept=st.booleans(),
    pages_paid_for=st.sampled_from([1000, 1000, 7]),
    items=st.lists(new_unit, min_size=4, max_size=12),
    target=st.sampled_from([None, None, 1, 3]),
)


class Story:
    """One pool, four workers, one requester whose money may run out; checked after every event."""

    def __init__(self, database: Database, scene: Scene) -> None:
        wipe(database)
        mixer, in_order, auto_accept = scene.mixer, scene.in_order, scene.auto_accept
        self.world = World(database, deposit=1000 * PRICE)
        self.naive = Naive(mixer, 1000 * PRICE)
        self.in_order = in_order
        self.auto_accept = auto_accept
        self.target = None if mixer is None else scene.target
        form: dict[str, Any] = {
            "auto_accept_solutions": auto_accept,
            "auto_close_after_complete_delay_seconds": CLOSE_DELAY,
        }
        if mixer is None:
            form["assignments_issuing_config"] = {"issue_task_suites_in_creation_order": in_order}
        else:
            form["mixer_config"] = {
                "real_tasks_count": mixer.real,
                "golden_tasks_count": mixer.golden,
                "training_tasks_count": mixer.training,
                "min_real_tasks_count": mixer.min_real,
                "force_last_assignment": mixer.force_last,
                "force_last_assignment_delay_seconds": mixer.delay // SECOND,
                "mix_tasks_in_creation_order": in_order,
            }
        if self.target is not None:
            form["quality_control"] = {"checkpoints_config": _every_second_task(self.target)}
        self.pool_id = self.world.pool(**form)
        self.workers = {login: self.world.worker(login) for login in WORKERS}
        self.is_archived = False
        self.upload(scene.items)
        self.open()
        self._withdraw_all_but(scene.pages_paid_for * PRICE)

    def play(self, events: Iterable[Event]) -> None:
        self.world.on_one_snapshot(self.check)
        for name, arguments in events:
            if self.is_archived:
                return  # nothing can happen to it any more
            getattr(self, name)(*arguments)
            self.world.on_one_snapshot(self.check)

    def nothing(self) -> None:
        """What an event becomes that a failing story can do without."""

    def check(self) -> None:
        """What holds at every step."""
        assert self.world.faults() == []
        for unit in self.naive.units.values():
            self._check_slots(unit)
        for login, worker in self.workers.items():
            self._check_reach(login, worker)

    # --- the requester ---

    def upload(self, items: list[Item]) -> None:
        if self.naive.mixer is None:
            self._upload_suites(items, [])
            return
        ids = self.world.upload_tasks(
            self.pool_id,
            *(
                {**self._form(overlap, reserved, unavailable), **_solutions(kind)}
                for kind, overlap, reserved, unavailable, _ in items
            ),
        )
        for unit_id, (kind, overlap, reserved, unavailable, _) in zip(ids, items, strict=True):
            self._add(unit_id, kind, overlap, reserved, unavailable)

    def upload_suites_of_tasks(self, items: list[Item], picks: list[int]) -> None:
        """Manual suites of tasks that may be mixed too."""
        inside = [unit.id for unit in (self._unit(pick) for pick in picks) if unit.lane != SUITE]
        self._upload_suites(items, list(dict.fromkeys(inside)))

    def _upload_suites(self, items: list[Item], inside: list[str]) -> None:
        tasks = [{}, *({"id": task_id} for task_id in inside)]
        ids = self.world.upload_suites(
            self.pool_id,
            *(
                {
                    **self._form(overlap, reserved, unavailable),
                    "tasks": tasks,
                    "issuing_order_override": override,
                }
                for _, overlap, reserved, unavailable, override in items
            ),
        )
        for unit_id, (_, overlap, reserved, unavailable, override) in zip(ids, items, strict=True):
            self._add(unit_id, SUITE, overlap, reserved, unavailable, inside, override)

    def change_overlap(self, pick: int, overlap: int | None) -> None:
        unit = self._unit(pick)
        changes = {"infinite_overlap": True} if overlap is None else {"overlap": overlap}
        patch = self.world.patch_suite if unit.lane == SUITE else self.world.patch_task
        if overlap is not None and overlap < self.naive.occupied(unit):
            with pytest.raises(AssignmentsCount):
                patch(unit.id, **changes)
            return
        self._note_overlap(unit, math.inf if overlap is None else overlap)
        patch(unit.id, **changes)

    def limit_overlap(self, pick: int, overlap: int) -> None:
        unit = self._unit(pick)
        limited = (self.world.limit_suite if unit.lane == SUITE else self.world.limit_task)(unit.id, overlap)
        self._note_overlap(unit, max(overlap, self.naive.occupied(unit)))
        assert limited.overlap == unit.overlap

    def _note_overlap(self, unit: Unit, overlap: float) -> None:
        grown = overlap > unit.overlap or overlap == math.inf
        if grown:
            self.naive.last_growth = self.world.now
            self.naive.slots_came_back |= self.naive.free(unit) == 0
        unit.overlap = overlap

    def change_kind(self, pick: int, kind: str, overlap: int | None) -> None:
        unit = self._unit(pick)
        if unit.lane == SUITE:
            return
        changes: dict[str, Any] = {
            "known_solutions": [] if kind == GENERAL else known(),
            "message_on_unknown_solution": "Look again" if kind == TRAINING else "",
        }
        if overlap is not None:
            changes["overlap"] = overlap
            self._note_overlap(unit, overlap)
        self.world.patch_task(unit.id, **changes)
        if kind != unit.lane:
            unit.lane = kind
            unit.place = self.naive.next_place()

    def reorder(self, pick: int, override: int) -> None:
        unit = self._unit(pick)
        if unit.lane != SUITE:
            return
        self.world.patch_suite(unit.id, issuing_order_override=override)
        unit.place = self.naive.next_place(override)

    def open(self) -> None:
        was_open = self._is_open()
        try:
            self.world.open(self.pool_id)
        except NotEnoughBalance:
            assert not was_open
            assert self.world.find_pool(self.pool_id).status == "CLOSED"
        except Conflict:
            assert not self.naive.units

    def close(self) -> None:
        self.world.close(self.pool_id)
        assert not self._is_open()

    def close_for_update(self) -> None:
        self.world.close_for_update(self.pool_id)
        assert not self._is_open()

    def review(self, pick: int, status: str) -> None:
        one = self._given("SUBMITTED", pick)
        if one is None:
            return
        (self.world.accept if status == "ACCEPTED" else self.world.reject)(one.id)
        one.status = status

    def grant_appeal(self, pick: int) -> None:
        one = self._given("REJECTED", pick)
        if one is None:
            return
        if self.naive.available_money() < one.price:
            with pytest.raises(NotEnoughBalance):
                self.world.accept(one.id)
            return
        self.world.accept(one.id)
        one.status = "ACCEPTED"

    # --- the workers ---

    def work(self, login: str, deed: str) -> None:
        """Take a page, or the one that is held, and do something with it."""
        self._take(login)
        for one in self.naive.active(login):
            self._do(deed, one)

    def _do(self, deed: str, one: Given) -> None:
        worker, page = self.workers[one.worker], self.world.assignment(one.id)
        match deed:
            case "submit":
                self.world.submit(worker, page)
                self._note_submit(one)
            case "submit and take next":
                self._submit_and_take_next(one, worker, page)
            case "skip":
                self.world.skip(worker, page)
                self.naive.end(one, "SKIPPED")
            case "give up":
                self.world.exit(worker, page)
                self.naive.end(one, "EXPIRED")

    def _submit_and_take_next(self, one: Given, worker: Worker, page: Assignment) -> None:
        was_open, money = self._is_open(), self.naive.available_money()
        answer = self.world.submit_and_take_next(worker, page)
        self._note_submit(one)
        expected = self.naive.next_counts(one.worker, self.world.now)
        if answer.next is not None:
            assert was_open
            self._note_page(one.worker, self.world.assignment(answer.next.id), expected)
        else:
            assert not was_open or money < PRICE or expected is None

    def _take(self, login: str) -> None:
        worker, held = self.workers[login], self.naive.active(login)
        expected = self.naive.next_counts(login, self.world.now)
        was_open, money = self._is_open(), self.naive.available_money()
        try:
            page = self.world.take(worker, self.pool_id)
        except TalkaError as refusal:
            assert not held
            self._check_refusal(refusal, expected, was_open=was_open, money=money)
            return
        if held:
            assert [one.id for one in held] == [page.id]
            return
        assert was_open
        assert money >= PRICE
        self._note_page(login, page, expected)

    def _check_refusal(
        self, refusal: TalkaError, expected: dict[str, int] | None, *, was_open: bool, money: int
    ) -> None:
        if isinstance(refusal, take.PoolIsClosed):
            assert not was_open
        elif isinstance(refusal, AccessDenied):
            assert money < PRICE
            assert self.world.find_pool(self.pool_id).last_close_reason == "NOT_ENOUGH_BALANCE"
        else:
            assert isinstance(refusal, take.NoTasksAvailable)
            assert expected is None, f"{expected} were to be had"

    # --- time ---

    def wait(self, step: int) -> None:
        self.world.advance(step)
        for one in self.naive.active():
            if one.deadline <= self.world.now:
                self.naive.end(one, "EXPIRED")
        for one in self.naive.given.values():
            if one.status == "SUBMITTED" and one.review_until <= self.world.now:
                one.status = "ACCEPTED"
        pool = self.world.find_pool(self.pool_id)
        self.is_archived = pool.status == "ARCHIVED"
        if self.is_archived:
            assert not [one for one in self.naive.given.values() if one.status in {"ACTIVE", "SUBMITTED"}]
        if pool.status == "OPEN" and self.naive.is_complete():
            at = self.world.read(lambda tx: scheduled_at(tx, COMPLETE, str(self.pool_id)))
            assert at is not None
            assert self.world.now < at <= self.world.now + CLOSE_DELAY * SECOND
        if pool.last_close_reason == "COMPLETED" and pool.last_stopped == self.world.now:
            assert self.naive.is_complete()

    # --- helpers ---

    def _withdraw_all_but(self, amount: int) -> None:
        self.world.withdraw(self.naive.deposit - amount)
        self.naive.deposit = amount

    def _check_slots(self, unit: Unit) -> None:
        """The overlap is the slots taken and the free ones."""
        view = (self.world.suite if unit.lane == SUITE else self.world.task)(unit.id)
        if unit.overlap == math.inf:
            assert (view.infinite_overlap, view.overlap) == (True, None)
        else:
            assert view.overlap == unit.overlap
            assert view.remaining_overlap == self.naive.free(unit) >= 0

    def _check_reach(self, login: str, worker: Worker) -> None:
        """A worker comes by everything that they may have, and by nothing else."""
        for name, lane in LANES.items():
            may_have = {unit.id for unit in self.naive.may_have(login, name)}
            reach = self.world.reachable(worker, self.pool_id, lane)
            if lane != Lane.SUITE:
                to_check = self.world.reachable(worker, self.pool_id, lane.check)
                assert not reach & to_check
                reach |= to_check
            assert reach == may_have, (login, name)
        found = self.world.next_page(worker, self.pool_id)
        expected = self.naive.next_counts(login, self.world.now)
        assert isinstance(found, Nothing) == (expected is None), (login, found, expected)

    def _form(self, overlap: int | None, reserved: Group, unavailable: Group) -> dict[str, Any]:
        return {
            "overlap": overlap,
            "infinite_overlap": overlap is None,
            "reserved_for": [self.workers[login].id for login in reserved],
            "unavailable_for": [self.workers[login].id for login in unavailable],
        }

    def _add(
        self,
        unit_id: str,
        lane: str,
        overlap: int | None,
        reserved: Group,
        unavailable: Group,
        inside: list[str] | None = None,
        override: int = 0,
    ) -> None:
        unit = Unit(
            unit_id,
            lane,
            math.inf if overlap is None else overlap,
            self.naive.next_place(override),
            list(reserved),
            list(unavailable),
            inside or [],
        )
        self.naive.add(unit, self.world.now)

    def _note_page(self, login: str, page: Assignment, expected: dict[str, int] | None) -> None:
        """A page was given: it is one that the model would have given."""
        assert expected is not None, "nothing was to be had"
        units = [self.naive.units[unit_id] for unit_id in (page.tasks if page.mixed else [page.suite_id])]
        by_lane = {lane: [unit for unit in units if unit.lane == lane] for lane in LANES}
        assert {lane: len(found) for lane, found in by_lane.items() if found} == expected
        for lane, found in by_lane.items():
            may_have = self.naive.may_have(login, lane)
            assert {unit.id for unit in found} <= {unit.id for unit in may_have}
            if self.in_order and self.target is None and not self.naive.slots_came_back:
                first = sorted(may_have, key=lambda unit: (not unit.reserved_for, unit.place))[: len(found)]
                assert {unit.id for unit in found} == {unit.id for unit in first}
        for unit in units:
            self._note_check(unit)
        shown = {unit.id for unit in units} | {task_id for unit in units for task_id in unit.inside}
        given = Given(page.id, login, [unit.id for unit in units], shown, PRICE, self.world.now + DURATION)
        assert (page.reward, page.fee, page.deadline) == (REWARD, FEE, given.deadline)
        self.naive.give(given)

    def _note_check(self, unit: Unit) -> None:
        """A task may have been chosen for a check just now: its overlap is that of checked ones then."""
        if self.target is not None and unit.lane == GENERAL and unit.overlap != math.inf:
            overlap = self.world.task(unit.id).overlap
            assert overlap in (unit.overlap, max(self.target, self.naive.occupied(unit) + 1))
            unit.overlap = overlap

    def _note_submit(self, one: Given) -> None:
        one.status = "ACCEPTED" if self.auto_accept else "SUBMITTED"
        one.review_until = self.world.now + REVIEW_PERIOD

    def _unit(self, pick: int) -> Unit:
        units = list(self.naive.units.values())
        return units[pick % len(units)]

    def _given(self, status: str, pick: int) -> Given | None:
        found = [one for one in self.naive.given.values() if one.status == status]
        return found[pick % len(found)] if found else None

    def _is_open(self) -> bool:
        return self.world.find_pool(self.pool_id).status == "OPEN"


def _every_second_task(target: int) -> dict[str, Any]:
    function = {
        "scope": "POOL",
        "distribution": "UNIFORM",
        "window_days": 365,
        "intervals": [{"from": 1, "frequency": 2}],
    }
    return {"real_settings": {"target_overlap": target, "task_distribution_function": function}}


def _solutions(kind: str) -> dict[str, Any]:
    if kind == GENERAL:
        return {}
    hint = {"message_on_unknown_solution": "Look again"} if kind == TRAINING else {}
    return {"known_solutions": known(), **hint}
