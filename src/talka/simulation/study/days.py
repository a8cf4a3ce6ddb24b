"""Days of work: who comes when, takes which page, how long it takes them, and what the platform then says.

Events stand in one heap by the business time at which they happen. Before each the clock is moved there, so
that everything that falls due on the way is done first.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from random import Random

import msgspec

from talka.assignments import service as assignments
from talka.assignments import store as assignment_store
from talka.assignments.model import AssignmentPatch, AssignmentStatus, Solution
from talka.captchas import service as captchas
from talka.distribution import access
from talka.http.auth import Worker
from talka.kernel.clock import DAY, HOUR, MINUTE, SECOND
from talka.kernel.errors import TalkaError
from talka.pools import store as pools
from talka.pools.model import CloseReason, Counters, PoolStatus
from talka.simulation import rules
from talka.simulation.rules import Move, OutputValues, Verdict
from talka.simulation.study.material import Material
from talka.simulation.study.model import Study
from talka.simulation.study.people import Person
from talka.simulation.study.scene import Scene
from talka.simulation.study.world import World
from talka.storage.tx import Tx
from talka.worker_api import service, submit
from talka.worker_api.model import NextView, SubmitView, WorkView

_LOOK_AGAIN = 5 * MINUTE
"""How long a worker does something else when the platform has nothing and names no time."""

_RIGHT, _WRONG = "1", "2"  # what a captcha shows is of no account to virtual workers
_COMMENT = "Too many of the answers on this page are wrong"
_SHORTEST, _LONGEST = 0.5, 1.5
"""How far a stay, or an absence, strays from the usual, as shares of it."""

Happening = Callable[[], None]


class Working(msgspec.Struct):
    """A person at work in this simulation."""

    person: Person
    worker: Worker
    chance: Random
    leaves: int = 0
    pages: int = 0
    view: WorkView | None = None
    answers: list[OutputValues] = []
    corrections: int = 0
    began_work: int | None = None


class Days:
    """The work of a crowd in one simulated platform."""

    def __init__(
        self,
        world: World,
        study: Study,
        material: Material,
        scene: Scene,
        people: Sequence[Person],
        seed: int,
    ) -> None:
        self._world = world
        self._study = study
        self._material = material
        self._scene = scene
        self._seed = seed
        self._ends = scene.opened + study.days * DAY
        self._heap: list[tuple[int, int, Happening]] = []
        self._numbered = 0
        self.pages = 0
        self.at_work = [
            Working(person, worker, rules.chance(seed, "work", person.login))
            for person, worker in zip(people, scene.workers, strict=True)
        ]

    async def run(self, tell: Callable[[int], None]) -> None:
        """Let everybody work until the pool is done, or the days are over; ``tell`` hears of the pages."""
        for one in self.at_work:
            self._at(self._scene.opened + int(one.person.arrives * SECOND), self._comes, one)
        told = 0
        while self._heap:
            at, _, happening = heapq.heappop(self._heap)
            if at > self._ends:
                break
            await self._world.advance(at)
            happening()
            await self._world.settle()
            if self.pages > told:
                told = self.pages
                tell(told)
            elif self._is_over():
                break

    def counters(self) -> Counters:
        """The pool's counters now."""
        return self._world.database.read_now(lambda tx: pools.counters(tx, int(self._scene.pool_id)))

    def _at(self, at: int, step: Callable[[Working], None], one: Working) -> None:
        self._push(at, lambda: step(one))

    def _push(self, at: int, happening: Happening) -> None:
        self._numbered += 1
        heapq.heappush(self._heap, (at, self._numbered, happening))

    def _is_over(self) -> bool:
        """Whether the pool is closed and nothing is left that could open it again."""

        def look(tx: Tx) -> bool:
            pool = pools.get(tx, int(self._scene.pool_id))
            counters = pools.counters(tx, int(self._scene.pool_id))
            closed = pool is not None and pool.status == PoolStatus.CLOSED
            for_update = pool is not None and pool.last_close_reason == CloseReason.FOR_UPDATE
            return closed and not for_update and not counters.active and not counters.submitted

        return self._world.database.read_now(look)

    # ---- coming and going --------------------------------------------------------------------------------

    def _comes(self, one: Working) -> None:
        stay = one.person.habits.stay_minutes * one.chance.uniform(_SHORTEST, _LONGEST)
        one.leaves = self._world.now + int(stay * MINUTE)
        self._looks(one)

    def _goes(self, one: Working) -> None:
        away = one.person.habits.away_hours
        if away is not None:
            pause = int(away * one.chance.uniform(_SHORTEST, _LONGEST) * HOUR)
            self._at(self._world.now + pause, self._comes, one)

    def _looks(self, one: Working) -> None:
        """Take a page, of the training where the pool asks for it first."""
        if self._world.now >= one.leaves:
            self._goes(one)
            return
        try:
            view = self._take(one, self._scene.pool_id)
        except TalkaError as refusal:
            self._refused(one, refusal, may_train=True)
        else:
            self._begins(one, view)

    def _take(self, one: Working, pool_id: str) -> WorkView:
        def run(tx: Tx) -> WorkView | TalkaError:
            self._meet(tx, one)
            return service.take_suite(tx, one.worker, pool_id, self._world.platform)[0]

        taken = self._world.database.write_now(run)
        if isinstance(taken, TalkaError):
            raise taken
        return taken

    def _meet(self, tx: Tx, one: Working) -> None:
        habits = one.person.habits
        access.meet(tx, one.worker.id, habits.user_agent, habits.country)

    def _refused(self, one: Working, refusal: TalkaError, *, may_train: bool) -> None:
        """Draw the consequence of a refused take."""
        understood = rules.understand_refusal(refusal.code, refusal.message, refusal.payload)
        if understood is None:
            raise refusal
        if understood.verdict is Verdict.CAPTCHA:
            self._at(self._world.now + _millis(one.person.habits.captcha_seconds), self._proves, one)
            return
        needs_training = any(reason.code == "TRAINING_REQUIRED" for reason in understood.reasons)
        if may_train and needs_training and self._scene.training_id is not None:
            self._trains(one)
        elif understood.verdict in (Verdict.LATER, Verdict.BUSY):
            pause = int(understood.retry_after * SECOND) if understood.retry_after else _LOOK_AGAIN
            self._at(self._world.now + max(pause, SECOND), self._looks, one)
        else:
            self._goes(one)

    def _proves(self, one: Working) -> None:
        """Solve a captcha, or fail to; another one, or the platform's block, is met at the next take."""
        said = _RIGHT if one.chance.random() < one.person.habits.captcha_success else _WRONG

        def run(tx: Tx) -> None:
            shown = captchas.show(tx, one.worker.id, _RIGHT)
            if not isinstance(shown, TalkaError):
                captchas.answer(tx, one.worker.id, shown.id, said)

        self._world.database.write_now(run)
        self._looks(one)

    def _trains(self, one: Working) -> None:
        try:
            view = self._take(one, str(self._scene.training_id))
        except TalkaError as refusal:
            self._refused(one, refusal, may_train=False)
        else:
            self._begins(one, view)

    # ---- a page ------------------------------------------------------------------------------------------

    def _begins(self, one: Working, view: WorkView) -> None:
        """Look at a page; what comes of it comes when the worker is done with it."""
        in_training = view.kind == "TRAINING"
        person, now = one.person, self._world.now
        one.view, one.corrections = view, 0
        if not in_training and one.began_work is None:
            one.began_work = now
        move = rules.next_move(person.worker, in_training=in_training, rng=one.chance)
        if move is not Move.SUBMIT:
            step = self._skips if move is Move.SKIP else self._leaves
            self._at(now + _millis(person.seconds(1, one.chance)), step, one)
            return
        one.answers = [
            person.answer(self._material.truth, task.input_values, self._seed, in_training=in_training)
            for task in view.tasks
        ]
        self._at(now + _millis(person.seconds(len(view.tasks), one.chance)), self._hands_in, one)

    def _skips(self, one: Working) -> None:
        self._let_go(one, service.skip)

    def _leaves(self, one: Working) -> None:
        self._let_go(one, service.exit_assignment)

    def _let_go(self, one: Working, how: Callable[[Tx, Worker, str], WorkView]) -> None:
        view = _held(one)
        try:
            self._world.database.write_now(lambda tx: how(tx, one.worker, view.id))
        except TalkaError as refusal:
            _require_expired(refusal)
        one.view = None
        self._looks(one)

    def _hands_in(self, one: Working) -> None:
        view = _held(one)
        solutions = [Solution(answer) for answer in one.answers]
        goes_on = self._world.now < one.leaves

        def run(tx: Tx) -> SubmitView | NextView:
            self._meet(tx, one)
            if not goes_on:
                return submit.submit_assignment(tx, one.worker, view.id, solutions)
            platform = self._world.platform
            return submit.submit_and_take_next(tx, one.worker, view.id, solutions, platform)

        try:
            answer = self._world.database.write_now(run)
        except TalkaError as refusal:
            _require_expired(refusal)
            one.view = None
            self._looks(one)
            return
        if answer.mistakes:
            self._mends(one, view, {mistake.task_id for mistake in answer.mistakes})
            return
        self._handed_in(one, view, answer)

    def _mends(self, one: Working, view: WorkView, mistaken: set[str]) -> None:
        """Read the hints and answer again; whoever cannot, gives the page back."""
        one.corrections += 1
        pause = _millis(one.person.seconds(len(mistaken), one.chance))
        if one.corrections > rules.CORRECTIONS:
            self._at(self._world.now + pause, self._leaves, one)
            return
        tasks = [(task.id, task.input_values) for task in view.tasks]
        one.answers = rules.follow_hints(self._material.truth, tasks, one.answers, mistaken)
        self._at(self._world.now + pause, self._hands_in, one)

    def _handed_in(self, one: Working, view: WorkView, answer: SubmitView | NextView) -> None:
        one.view = None
        if view.kind != "TRAINING":
            one.pages += 1
            self.pages += 1
            if self._study.review is not None and answer.assignment.status == AssignmentStatus.SUBMITTED:
                after = int(self._study.review.after_hours * HOUR)
                self._push(self._world.now + after, lambda: self._reviews(view.id))
        taken = answer.next if isinstance(answer, NextView) else None
        if taken is not None:
            self._begins(one, taken)
        else:
            self._looks(one)

    # ---- the requester -----------------------------------------------------------------------------------

    def _reviews(self, assignment_id: str) -> None:
        """Accept a page, or reject one on which too much is wrong, unless a rule was quicker."""
        review = self._study.review
        if review is None:
            raise AssertionError

        def run(tx: Tx) -> None:
            found = assignment_store.get(tx, assignment_id)
            if found is None or found.status != AssignmentStatus.SUBMITTED:
                return
            shown = assignments.get_assignment(tx, self._scene.requester, assignment_id)
            right = [
                self._material.is_right(
                    rules.task_key(self._material.truth, task.input_values), solution.output_values
                )
                for task, solution in zip(shown.tasks, shown.solutions or [], strict=True)
            ]
            patch = AssignmentPatch(status=AssignmentStatus.ACCEPTED)
            if sum(right) < review.reject_below * len(right):
                patch = AssignmentPatch(status=AssignmentStatus.REJECTED, public_comment=_COMMENT)
            assignments.patch_assignment(tx, self._scene.requester, assignment_id, patch)

        self._world.database.write_now(run)


def _held(one: Working) -> WorkView:
    if one.view is None:
        raise AssertionError(f"{one.person.login} holds no page")
    return one.view


def _millis(seconds: float) -> int:
    return max(1, round(seconds * SECOND))


def _require_expired(refusal: TalkaError) -> None:
    """The time for a page ran out, or the pool's rules ended it, while the worker was at it."""
    if refusal.code != "INAPPROPRIATE_STATUS":
        raise refusal
