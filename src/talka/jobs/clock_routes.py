"""``/sandbox/api/clock``: the sandbox's business time, which can be moved."""

from __future__ import annotations

from typing import Annotated, Any, cast

import msgspec
from litestar import Controller, get, post
from msgspec import Meta

from talka.http.call import Call
from talka.jobs.clock import set_clock
from talka.kernel import clock
from talka.kernel.errors import TalkaError


class NoSuchRoute(TalkaError):  # noqa: N818
    """404: production's clock cannot be seen or moved."""

    code = "NOT_FOUND"
    status = 404


class Advance(msgspec.Struct, frozen=True):
    """How far to move."""

    seconds: Annotated[int, Meta(gt=0, le=10 * 366 * 86_400)]


class Now(msgspec.Struct, frozen=True):
    """The environment's business time, UTC."""

    now: str


class ClockController(Controller):
    """The sandbox's clock."""

    path = "/api/clock"
    tags = ("sandbox",)

    @get("/", opt={"sandbox_only": True})
    async def get_clock(self, request: Call) -> Now:
        """The sandbox's business time."""
        _require_sandbox(request)
        return Now(clock.to_text(await request.read(lambda tx, _who: tx.now)))

    @post("/advance", status_code=200, opt={"form": Advance, "sandbox_only": True})
    async def advance_clock(self, request: Call) -> Now:
        """Move business time forward and do everything that falls due on the way, in its order."""
        _require_sandbox(request)
        form = await request.read_form(Advance)
        now = await request.read(lambda tx, _who: tx.now)
        running: Any = cast("dict[str, Any]", request.scope)["running"]
        target = now + form.seconds * clock.SECOND
        async with running.draining:
            await running.schedule.drain(target, move_clock=set_clock)
            await running.database.write(lambda tx: set_clock(tx, target))
        return Now(clock.to_text(await request.read(lambda tx, _who: tx.now)))


def _require_sandbox(request: Call) -> None:
    if not request.environment.is_sandbox:
        raise NoSuchRoute("Only the sandbox has a clock to move: /sandbox/api/clock")
