"""Sends a crowd to work over HTTP, each worker through the worker's API, until nothing is left for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from random import Random

import httpx
import msgspec

from talka.simulation import rules
from talka.simulation.client import (
    AssignmentView,
    Patience,
    Submitted,
    WorkerApiError,
    WorkerClient,
)
from talka.simulation.model import Crowd, CrowdResult, Kind, Progress, Reason, VirtualWorker, WorkerResult
from talka.simulation.rules import Move, OutputValues, Refusal, Verdict

_REQUEST_SECONDS = 30.0
_FIRST_WAIT = 0.25
_LONGEST_WAIT = 4.0


class _Tally(msgspec.Struct, kw_only=True):
    """A worker's counts while it works; see :class:`WorkerResult`."""

    login: str
    kind: Kind
    user_id: str = ""
    training_suites: int = 0
    suites: int = 0
    labels: int = 0
    right: int = 0
    mistakes: int = 0
    skipped: int = 0
    exited: int = 0
    expired: int = 0
    refused: dict[str, list[Reason]] = {}
    error: str | None = None


class _Board:
    """What the whole crowd shares: the clock, the counts, and whom to tell about them."""

    def __init__(self, crowd: Crowd, tallies: list[_Tally], tell: Callable[[Progress], None] | None) -> None:
        self._tallies = tallies
        self._tell = tell
        self._began = time.monotonic()
        self._ends = self._began + crowd.max_seconds
        self.joined = 0
        self.done = 0
        self.requests = 0
        self.timed_out = False

    @property
    def seconds(self) -> float:
        """Since the crowd began."""
        return time.monotonic() - self._began

    @property
    def seconds_left(self) -> float:
        return max(0.0, self._ends - time.monotonic())

    def late(self) -> bool:
        """Whether the time is up; asked only by those who would have gone on."""
        self.timed_out = self.timed_out or self.seconds_left == 0
        return self.timed_out

    async def count_request(self, _: httpx.Request) -> None:
        self.requests += 1

    def tell(self) -> None:
        """Tell how far the crowd is."""
        if self._tell is not None:
            self._tell(self.progress())

    def progress(self) -> Progress:
        return Progress(
            workers=len(self._tallies),
            joined=self.joined,
            done=self.done,
            training_suites=sum(tally.training_suites for tally in self._tallies),
            suites=sum(tally.suites for tally in self._tallies),
            labels=sum(tally.labels for tally in self._tallies),
            requests=self.requests,
            seconds=self.seconds,
        )


async def run_crowd(
    crowd: Crowd,
    *,
    on_progress: Callable[[Progress], None] | None = None,
    patience: Patience | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> CrowdResult:
    """Let every worker of the crowd work, and tell what each did.

    ``on_progress`` is called after everything that counts. A worker whom something unexpected stops (a server
    error, an answer nobody can read) ends with ``error`` set; the others go on.
    """
    tallies = [_Tally(login=worker.login, kind=worker.kind) for worker in crowd.workers]
    board = _Board(crowd, tallies, on_progress)
    gate = asyncio.Semaphore(crowd.concurrency)
    async with httpx.AsyncClient(
        transport=transport,
        timeout=_REQUEST_SECONDS,
        limits=httpx.Limits(max_connections=crowd.concurrency, max_keepalive_connections=crowd.concurrency),
        event_hooks={"request": [board.count_request]},
    ) as http:

        async def one(worker: VirtualWorker, tally: _Tally) -> None:
            async with gate:
                client = WorkerClient(http, crowd.base_url, patience=patience)
                await _Shift(crowd, worker, client, tally, board).run()

        await asyncio.gather(*map(one, crowd.workers, tallies))
    return CrowdResult(
        workers=[msgspec.convert(tally, WorkerResult, from_attributes=True) for tally in tallies],
        requests=board.requests,
        seconds=board.seconds,
        timed_out=board.timed_out,
    )


class _Shift:
    """One worker at work, from joining until nothing is left for it."""

    def __init__(
        self, crowd: Crowd, worker: VirtualWorker, client: WorkerClient, tally: _Tally, board: _Board
    ) -> None:
        self._crowd = crowd
        self._worker = worker
        self._client = client
        self._tally = tally
        self._board = board
        self._open = list(crowd.pool_ids)
        self._finished_trainings: set[str] = set()
        self._waits = 0

    async def run(self) -> None:
        """Join and work; whatever stops the worker for good is written into its tally."""
        try:
            await self._join()
            await self._work()
        except (WorkerApiError, httpx.HTTPError, msgspec.MsgspecError) as error:
            self._tally.error = f"{type(error).__name__}: {error}"
        self._board.done += 1
        self._board.tell()

    async def _join(self) -> None:
        worker = self._worker
        session = await self._client.join(worker.login, worker.password, worker.profile)
        self._tally.user_id = session.user_id
        self._board.joined += 1
        self._board.tell()

    async def _work(self) -> None:
        while self._open and not self._board.late():
            pool_id = await self._next_pool()
            try:
                view = await self._take(pool_id)
            except WorkerApiError as error:
                refusal = rules.understand_refusal(error.code, error.message, error.payload)
                if refusal is None:
                    raise
                await self._bear(pool_id, refusal)
                continue
            self._waits = 0
            await self._do_all(view)

    async def _take(self, pool_id: str) -> AssignmentView:
        """The next suite; where it is to be chosen on a map, any of those that are there."""
        try:
            return await self._client.take(pool_id)
        except WorkerApiError as error:
            points = await self._client.points(pool_id) if error.code == "POINT_REQUIRED" else []
            if not points:
                raise
        rng = rules.chance(self._crowd.seed, self._worker.login, points[0])
        return await self._client.take(pool_id, rng.choice(points))

    async def _next_pool(self) -> str:
        """The best listed pool that concerns the crowd; when there is none, the first one to ask why."""
        for card in await self._client.tasks():
            if card.pool_id in self._open or self._is_new_training(card.kind, card.pool_id, card.project_id):
                return card.pool_id
        return self._open[0]

    def _is_new_training(self, kind: str, pool_id: str, project_id: str) -> bool:
        ours = self._crowd.project_id in {None, project_id}
        return kind == "TRAINING" and ours and pool_id not in self._finished_trainings

    async def _bear(self, pool_id: str, refusal: Refusal) -> None:
        """Draw the consequence of a refused take."""
        match refusal.verdict:
            case Verdict.LATER:
                await self._wait(refusal.retry_after)
            case Verdict.BUSY:
                await self._finish_begun()
            case Verdict.OVER:
                self._drop(pool_id)
            case Verdict.CAPTCHA:
                if not await self._solve_captcha():
                    self._refuse(pool_id, refusal)
            case Verdict.REFUSED:
                self._refuse(pool_id, refusal)

    async def _solve_captcha(self) -> bool:
        """Whether the next take will not be refused for a captcha any more."""
        answer = self._crowd.captcha_answer
        if answer is None:
            return False
        try:
            return await self._client.solve_captcha(answer)
        except WorkerApiError as error:
            if error.code != "CAPTCHA_NOT_REQUIRED":
                raise
            return True  # an answer that got lost on its way had passed

    def _refuse(self, pool_id: str, refusal: Refusal) -> None:
        self._drop(pool_id)
        self._tally.refused[pool_id] = refusal.reasons

    def _drop(self, pool_id: str) -> None:
        if pool_id in self._open:
            self._open.remove(pool_id)
        else:
            self._finished_trainings.add(pool_id)

    async def _wait(self, seconds: float | None) -> None:
        """Wait as long as asked, else a little longer every time in a row; never past the crowd's time."""
        self._waits += 1
        usual = min(_LONGEST_WAIT, _FIRST_WAIT * 2 ** (self._waits - 1))
        await asyncio.sleep(min(usual if seconds is None else seconds, self._board.seconds_left))

    async def _finish_begun(self) -> None:
        """Do what an earlier run left unfinished in the crowd's pools, and give the rest back."""
        begun = await self._client.active_assignments()
        for assignment_id in begun:
            view = await self._client.assignment(assignment_id)
            if view.in_training or view.pool_id in self._open:
                await self._do_all(view)
            else:
                await self._client.exit(assignment_id)
                self._tally.exited += 1
        if not begun:
            await self._wait(None)

    async def _do_all(self, view: AssignmentView | None) -> None:
        """Do a suite and those that follow it directly, as long as they concern the crowd."""
        while view is not None:
            if not view.in_training and view.pool_id not in self._crowd.pool_ids:
                await self._client.exit(view.id)  # the next suite may come from another pool of the card
                return
            view = await self._do(view)
            self._board.tell()

    async def _do(self, view: AssignmentView) -> AssignmentView | None:
        """Do one suite; the answer is the next one, where the platform handed it out at once."""
        rng = rules.chance(self._crowd.seed, self._worker.login, view.id)
        move = rules.next_move(self._worker, in_training=view.in_training, rng=rng)
        try:
            if move is Move.SKIP:
                await self._client.skip(view.id)
                self._tally.skipped += 1
                return None
            if move is Move.EXIT:
                await self._client.exit(view.id)
                self._tally.exited += 1
                return None
            return await self._answer(view, rng)
        except WorkerApiError as error:
            # The suite's time ran out, or the requester's clock was moved, while the worker was at it.
            if error.code != "INAPPROPRIATE_STATUS":
                raise
            self._tally.expired += 1
            return None

    async def _answer(self, view: AssignmentView, rng: Random) -> AssignmentView | None:
        solutions = [self._solution(view, task.input_values) for task in view.tasks]
        await asyncio.sleep(rules.seconds_taken(self._worker, len(view.tasks), rng))
        if rng.random() < self._worker.draft_probability:
            await self._client.save_draft(view.id, solutions)
        submitted = await self._submit(view, solutions)
        if submitted is None:
            return None
        self._count(view, solutions)
        return submitted.next

    def _solution(self, view: AssignmentView, input_values: dict[str, object]) -> OutputValues:
        crowd = self._crowd
        rng = rules.chance(crowd.seed, self._worker.login, rules.task_key(crowd.truth, input_values))
        return rules.answer(self._worker, crowd.truth, input_values, in_training=view.in_training, rng=rng)

    async def _submit(self, view: AssignmentView, solutions: list[OutputValues]) -> Submitted | None:
        """Submit and mend what hints point out; None when the worker gave up on the suite."""
        tasks = [(task.id, task.input_values) for task in view.tasks]
        take_next = not self._board.late()
        submitted = await self._client.submit(view.id, solutions, take_next=take_next)
        self._tally.mistakes += len(submitted.mistakes)
        mended = solutions
        for _ in range(rules.CORRECTIONS):
            if not submitted.mistakes:
                return submitted
            mistaken = {mistake.task_id for mistake in submitted.mistakes}
            mended = rules.follow_hints(self._crowd.truth, tasks, mended, mistaken)
            submitted = await self._client.submit(view.id, mended, take_next=take_next)
        if submitted.mistakes:
            await self._client.exit(view.id)
            self._tally.exited += 1
            return None
        return submitted

    def _count(self, view: AssignmentView, solutions: list[OutputValues]) -> None:
        if view.in_training:
            self._tally.training_suites += 1
            return
        inputs = [task.input_values for task in view.tasks]
        self._tally.suites += 1
        self._tally.labels += len(solutions)
        self._tally.right += rules.count_right(self._crowd.truth, inputs, solutions)
