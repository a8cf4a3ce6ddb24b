"""``/api/worker/v1``: available work, assignments, earnings."""

from __future__ import annotations

from litestar import Controller, Response, get, post, put
from litestar.params import FromPath

from talka.assignments.model import AssignmentStatus
from talka.distribution import access, ranking
from talka.distribution.take import (
    NoTasksAvailable,
    PointRequired,
    PoolIsClosed,
    TooManyActiveAssignments,
)
from talka.http.auth import Worker
from talka.http.call import Call
from talka.http.lists import DEFAULT_LIMIT
from talka.http.openapi import QueryParameter
from talka.kernel.errors import Conflict, DoesNotExist, InappropriateStatus, TalkaError
from talka.storage.tx import Tx
from talka.words.speaking import say
from talka.worker_api import earnings, points, service, submit
from talka.worker_api.arrival import arrival_of
from talka.worker_api.model import (
    AccessView,
    DraftForm,
    Earnings,
    History,
    Items,
    NextView,
    Points,
    SolutionsForm,
    SubmitView,
    TakeForm,
    WorkView,
)

PAGING = (
    QueryParameter("before", str, "The last id of the previous page."),
    QueryParameter("limit", int, "How many at most (50 unless given, 300 at most)."),
)
STATUS = QueryParameter("status", str, "Statuses, separated by commas.")
BBOX = QueryParameter("bbox", str, "A part of the map: west,south,east,north in degrees.")
NEXT = QueryParameter("next", bool, "Answer with the next page too.")


class WorkController(Controller):
    """A worker's work."""

    path = "/api/worker/v1"
    tags = ("worker",)

    @get("/tasks", opt={"query": [QueryParameter("all", bool, "Add what is refused, and why.")]})
    async def get_available_tasks(self, request: Call) -> Items:
        """What the worker can take now."""
        parameters = request.parameters
        everything = parameters.flag("all")
        parameters.done()
        platform = request.environment.platform
        arrival = arrival_of(request)

        def run(tx: Tx, who: Worker) -> service.Listing:
            access.meet(tx, who.id, *arrival)
            return service.get_tasks(tx, who, platform, everything=everything)

        listing = await request.worker_read(run)
        if listing.unnoted:
            # Now and then: whoever is kept out, too, is one of those among whom the best are kept.
            await request.worker_write(lambda tx, who: ranking.note_present(tx, who.id, listing.unnoted))
        return Items(listing.items)

    @get("/pools/{pool_id:str}/access")
    async def get_pool_access(self, request: Call, pool_id: FromPath[str]) -> AccessView:
        """Why the worker may or may not take this pool."""
        platform = request.environment.platform
        arrival = arrival_of(request)

        def run(tx: Tx, who: Worker) -> AccessView:
            access.meet(tx, who.id, *arrival)
            return service.get_access(tx, who, pool_id, platform)

        return await request.worker_read(run)

    @post(
        "/pools/{pool_id:str}/assignments",
        opt={
            "form": TakeForm | None,
            "answers": {200: WorkView},
            "errors": [
                PoolIsClosed,
                TooManyActiveAssignments,
                NoTasksAvailable,
                PointRequired,
                access.CaptchaRequired,
            ],
        },
    )
    async def take_suite(self, request: Call, pool_id: FromPath[str]) -> Response[WorkView]:
        """Take a suite: 201 for a new one, 200 for the one already held.

        In pools on the map: the suite that is named, or the nearest to a position.
        """
        request.worker_token()
        choice = points.choice_of(await request.read_form(TakeForm, empty=TakeForm()))
        platform = request.environment.platform
        arrival = arrival_of(request)

        def run(tx: Tx, who: Worker) -> tuple[WorkView | TalkaError, bool]:
            access.meet(tx, who.id, *arrival)
            return service.take_suite(tx, who, pool_id, platform, choice)

        answer, created = await request.worker_write(run)
        if isinstance(answer, TalkaError):
            raise answer
        return Response(answer, status_code=201 if created else 200)

    @get("/pools/{pool_id:str}/points", opt={"query": [BBOX, *PAGING], "errors": [Conflict, PoolIsClosed]})
    async def get_points(self, request: Call, pool_id: FromPath[str]) -> Points:
        """The suites of a pool on the map that the worker can take now."""
        parameters = request.parameters
        boxes = points.boxes_of(parameters.text("bbox"), parameters.errors)
        before = parameters.text("before")
        parameters.done()
        limit = _limit(request)
        platform = request.environment.platform
        arrival = arrival_of(request)

        def run(tx: Tx, who: Worker) -> Points:
            access.meet(tx, who.id, *arrival)
            return points.get_points(tx, who, pool_id, boxes, before, limit, platform)

        return await request.worker_read(run)

    @get("/assignments", opt={"query": [STATUS, *PAGING], "errors": [DoesNotExist]})
    async def get_history(self, request: Call) -> History:
        """The worker's assignments, newest first."""
        parameters = request.parameters
        statuses = [text.upper() for text in parameters.texts("status")]
        for status in statuses:
            if status not in tuple(AssignmentStatus):
                words = say("{status} is not a status", status=status)
                parameters.errors.add("status", "UNKNOWN_ENUM_VALUE", words)
        limit = _limit(request)
        before = parameters.text("before")
        parameters.done()
        return await request.worker_read(
            lambda tx, who: service.get_history(tx, who, statuses, before, limit)
        )

    @get("/assignments/{assignment_id:str}")
    async def get_own_assignment(self, request: Call, assignment_id: FromPath[str]) -> WorkView:
        """One of the worker's assignments."""
        return await request.worker_read(lambda tx, who: service.get_assignment(tx, who, assignment_id))

    @put(
        "/assignments/{assignment_id:str}/draft",
        status_code=204,
        opt={"form": DraftForm, "errors": [InappropriateStatus]},
    )
    async def save_draft(self, request: Call, assignment_id: FromPath[str]) -> None:
        """Keep unfinished answers."""
        request.worker_token()
        form = await request.read_form(DraftForm)
        await request.worker_write(lambda tx, who: service.save_draft(tx, who, assignment_id, form))

    @post(
        "/assignments/{assignment_id:str}/submit",
        status_code=200,
        opt={"form": SolutionsForm, "query": [NEXT], "errors": [InappropriateStatus]},
    )
    async def submit_assignment(self, request: Call, assignment_id: FromPath[str]) -> SubmitView | NextView:
        """Hand a page in. The next one comes from the same pool, or else from another of the same card."""
        request.worker_token()
        parameters = request.parameters
        take_next = parameters.flag("next")
        parameters.done()
        form = await request.read_form(SolutionsForm)
        platform = request.environment.platform
        if not take_next:
            return await request.worker_write(
                lambda tx, who: submit.submit_assignment(tx, who, assignment_id, form.solutions)
            )
        arrival = arrival_of(request)

        def run(tx: Tx, who: Worker) -> SubmitView | NextView:
            access.meet(tx, who.id, *arrival)
            return submit.submit_and_take_next(tx, who, assignment_id, form.solutions, platform)

        return await self._go_on(request, await request.worker_write(run))

    async def _go_on(self, request: Call, answer: SubmitView | NextView) -> SubmitView | NextView:
        """Look in other pools of the card where there was no next page.

        In transactions of their own: two pools' locks in one would wait for each other.
        """
        if not isinstance(answer, NextView) or answer.next is not None:
            return answer
        platform = request.environment.platform
        arrival = arrival_of(request)

        def look(tx: Tx, who: Worker) -> str | None:
            access.meet(tx, who.id, *arrival)
            return submit.pool_to_go_on_in(tx, who, answer, platform)

        pool_id = await request.worker_read(look)
        if pool_id is None:
            return answer

        def run(tx: Tx, who: Worker) -> WorkView | TalkaError:
            access.meet(tx, who.id, *arrival)
            return service.take_suite(tx, who, pool_id, platform)[0]

        try:
            taken = await request.worker_write(run)
        except TalkaError as refusal:
            taken = refusal
        return submit.with_next(answer, taken)

    @post("/assignments/{assignment_id:str}/skip", status_code=200, opt={"errors": [InappropriateStatus]})
    async def skip_assignment(self, request: Call, assignment_id: FromPath[str]) -> WorkView:
        """Do without this page."""
        return await request.worker_write(lambda tx, who: service.skip(tx, who, assignment_id))

    @post("/assignments/{assignment_id:str}/exit", status_code=200, opt={"errors": [InappropriateStatus]})
    async def exit_assignment(self, request: Call, assignment_id: FromPath[str]) -> WorkView:
        """Give a page up."""
        return await request.worker_write(lambda tx, who: service.exit_assignment(tx, who, assignment_id))

    @get("/earnings", opt={"query": PAGING, "errors": [DoesNotExist]})
    async def get_earnings(self, request: Call) -> Earnings:
        """What the worker earned."""
        parameters = request.parameters
        before = parameters.text("before")
        parameters.done()
        limit = _limit(request)
        return await request.worker_read(lambda tx, who: earnings.get_earnings(tx, who, before, limit))


def _limit(request: Call) -> int:
    parameters = request.parameters
    limit = parameters.integer("limit", DEFAULT_LIMIT)
    parameters.done()
    return min(limit, request.environment.platform.limits.worker_page)
