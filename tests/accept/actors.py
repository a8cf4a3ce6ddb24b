"""People at work on a server that is killed under them: each notes what was acknowledged to them.

They call as careful clients do: a call whose answer got lost is made again, word for word, until an answer
comes. Whatever else the server says to a call that must succeed is an error of the server's.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from talka.kernel.ids import new_uuid

PAUSE_SECONDS = 0.05
GIVE_UP_SECONDS = 120

OVERLAP = 2
ANSWERS = ("a", "b")

Json = Any


class Refused(Exception):  # noqa: N818  named for what happened
    """An answer that is no success: its status, code and words."""

    def __init__(self, call: str, status: int, body: Json) -> None:
        super().__init__(f"{call}: {status} {body}")
        self.status = status
        self.code = body.get("code") if isinstance(body, dict) else None


class Caller:
    """One client's calls. ``lost`` counts answers that never came."""

    def __init__(self, http: httpx.AsyncClient, authorization: str) -> None:
        self._http = http
        self._headers = {"Authorization": authorization}
        self.lost = 0
        self.in_flight = False

    async def call(self, method: str, path: str, body: Json = None) -> Json:
        """Call until an answer comes.

        Raises:
            Refused: the answer is no success.
        """
        until = asyncio.get_running_loop().time() + GIVE_UP_SECONDS
        self.in_flight = True
        try:
            while True:
                try:
                    answer = await self._http.request(method, path, json=body, headers=self._headers)
                    break
                except httpx.TransportError:
                    self.lost += 1
                    if asyncio.get_running_loop().time() > until:
                        raise
                    await asyncio.sleep(PAUSE_SECONDS)
        finally:
            self.in_flight = False
        content = answer.json() if answer.content else None
        if not answer.is_success:
            raise Refused(f"{method} {path}", answer.status_code, content)
        return content

    async def pages(self, path: str) -> list[Json]:
        """Every item of a list, by its ids."""
        items: list[Json] = []
        after = ""
        while True:
            page = await self.call("GET", f"{path}&sort=id&limit=1000{after}")
            items += page["items"]
            if not page["has_more"]:
                return items
            after = f"&id_gt={items[-1]['id']}"


@dataclass
class Batch:
    """One upload: the names its items carry, and whether it was acknowledged."""

    operation_id: str
    path: str
    pool_id: str
    items: list[Json]
    names: list[str]
    acknowledged: bool = False


@dataclass
class Journal:
    """Everything that was acknowledged to anybody."""

    batches: list[Batch] = field(default_factory=list)
    takes: dict[str, str] = field(default_factory=dict)
    submits: dict[str, list[Json]] = field(default_factory=dict)
    reviews: dict[str, str] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """How much there is of each."""
        return {
            "uploads": sum(batch.acknowledged for batch in self.batches),
            "takes": len(self.takes),
            "submits": len(self.submits),
            "reviews": len(self.reviews),
            "skipped or given up": len(self.left),
            "pools opened, closed or archived": len(self.statuses),
        }


class Actor:
    """Does its work again and again until it is told to stop."""

    def __init__(self, caller: Caller, journal: Journal, seed: str) -> None:
        self.caller = caller
        self.journal = journal
        self.random = random.Random(seed)  # a text: the same numbers in every process
        self._stopping = False

    async def run(self) -> None:
        while not self._stopping:
            await self.act()

    def stop(self) -> None:
        """Finish what is begun, and no more."""
        self._stopping = True

    async def act(self) -> None:
        raise NotImplementedError


def task_of(pool_id: str, name: str) -> Json:
    return {"pool_id": pool_id, "input_values": {"name": name}, "overlap": OVERLAP}


def suite_of(pool_id: str, name: str) -> Json:
    tasks = [{"input_values": {"name": f"{name}/{place}"}} for place in range(2)]
    return {"pool_id": pool_id, "tasks": tasks, "overlap": OVERLAP}


class Uploader(Actor):
    """Uploads batches under operation ids of its own, of every size.

    Those above ``in_request`` items are created by a background job.
    """

    def __init__(
        self, caller: Caller, journal: Journal, seed: str, *, mixed: str, manual: str, in_request: int
    ) -> None:
        super().__init__(caller, journal, seed)
        self._mixed = mixed
        self._manual = manual
        self._in_request = in_request

    async def act(self) -> None:
        batch = self._new_batch()
        self.journal.batches.append(batch)
        lost = self.caller.lost
        try:
            operation = await self.send(batch)
        except Refused as refusal:
            # The answer to an earlier try got lost after the batch was kept.
            if refusal.code != "OPERATION_ALREADY_EXISTS" or self.caller.lost == lost:
                raise
        else:
            assert operation["id"] == batch.operation_id
        batch.acknowledged = True
        await asyncio.sleep(self.random.uniform(0, 0.2))

    async def send(self, batch: Batch) -> Json:
        """Upload a batch, or the same one again."""
        path = f"{batch.path}?async_mode=true&operation_id={batch.operation_id}"
        return await self.caller.call("POST", path, batch.items)

    def _new_batch(self) -> Batch:
        operation_id = new_uuid()
        suites = self.random.random() < 0.3
        largest = self._in_request // 10 if suites else self._in_request
        sizes = [(1, 20), (100, largest)]
        if not suites:
            sizes.append((self._in_request + 1, 2 * self._in_request))
        count = self.random.randint(*self.random.choice(sizes))
        names = [f"{operation_id}/{number}" for number in range(count)]
        if suites:
            items = [suite_of(self._manual, name) for name in names]
            return Batch(operation_id, "/api/v1/task-suites", self._manual, items, names)
        items = [task_of(self._mixed, name) for name in names]
        return Batch(operation_id, "/api/v1/tasks", self._mixed, items, names)


class Worker(Actor):
    """Takes pages and hands them in; some are skipped or given up, some drafts saved."""

    def __init__(self, caller: Caller, journal: Journal, seed: str, *, pools: list[str]) -> None:
        super().__init__(caller, journal, seed)
        self._pools = pools
        self._page: Json = None

    async def act(self) -> None:
        page, self._page = self._page or await self._take(), None
        if page is None:
            await asyncio.sleep(0.1)
            return
        self.journal.takes[page["id"]] = page["pool_id"]
        chance = self.random.random()
        if chance < 0.05:
            await self._leave(page, "skip", "SKIPPED")
        elif chance < 0.1:
            await self._leave(page, "exit", "EXPIRED")
        else:
            await self._hand_in(page)

    async def _take(self) -> Json:
        pool_id = self.random.choice(self._pools)
        try:
            return await self.caller.call("POST", f"/api/worker/v1/pools/{pool_id}/assignments")
        except Refused as refusal:
            if refusal.code != "NO_TASKS_AVAILABLE":
                raise
            return None

    async def _leave(self, page: Json, how: str, status: str) -> None:
        view = await self.caller.call("POST", f"/api/worker/v1/assignments/{page['id']}/{how}")
        assert view["status"] == status
        self.journal.left[page["id"]] = status

    async def _hand_in(self, page: Json) -> None:
        answers = [{"output_values": {"result": self.random.choice(ANSWERS)}} for _ in page["tasks"]]
        path = f"/api/worker/v1/assignments/{page['id']}"
        if self.random.random() < 0.2:
            await self.caller.call("PUT", f"{path}/draft", {"solutions": answers[:1]})
        take_next = self.random.random() < 0.5
        done = await self.caller.call(
            "POST", f"{path}/submit{'?next=true' if take_next else ''}", {"solutions": answers}
        )
        assert done["assignment"]["status"] in ("SUBMITTED", "ACCEPTED", "REJECTED")
        self.journal.submits[page["id"]] = answers
        self._page = done.get("next")


class Reviewer(Actor):
    """Accepts and rejects what waits for review."""

    def __init__(self, caller: Caller, journal: Journal, seed: str, *, pool_id: str) -> None:
        super().__init__(caller, journal, seed)
        self._pool_id = pool_id

    async def act(self) -> None:
        path = f"/api/v1/assignments?pool_id={self._pool_id}&status=SUBMITTED&limit=10"
        for found in (await self.caller.call("GET", path))["items"]:
            status = self.random.choice(["ACCEPTED", "REJECTED"])
            patch = {"status": status, "public_comment": "seen"}
            await self.caller.call("PATCH", f"/api/v1/assignments/{found['id']}", patch)
            self.journal.reviews[found["id"]] = status
        await asyncio.sleep(0.1)


class Keeper(Actor):
    """Makes pools, and opens, closes and archives them."""

    def __init__(self, caller: Caller, journal: Journal, seed: str, *, form: Json) -> None:
        super().__init__(caller, journal, seed)
        self._form = form

    async def act(self) -> None:
        # A lost answer makes a second pool: creation has no operation id. The first stays empty.
        pool_id = (await self.caller.call("POST", "/api/v1/pools", self._form))["id"]
        self.journal.statuses[pool_id] = "CLOSED"
        await self.caller.call("POST", "/api/v1/tasks", [task_of(pool_id, "kept")])
        for step, status in (("open", "OPEN"), ("close", "CLOSED"), ("archive", "ARCHIVED")):
            # Until the answer is here either state may be the stored one.
            self.journal.statuses.pop(pool_id)
            await self.caller.call("POST", f"/api/v1/pools/{pool_id}/{step}")
            self.journal.statuses[pool_id] = status
            await asyncio.sleep(self.random.uniform(0, 0.1))


async def at_work(actors: list[Actor], meanwhile: Callable[[], Awaitable[None]]) -> None:
    """Let everybody work while ``meanwhile`` runs, then finish; the first failure of anybody ends it all."""
    running = [asyncio.create_task(actor.run()) for actor in actors]
    story = asyncio.ensure_future(meanwhile())
    try:
        waiting = {story, *running}
        while not story.done():
            done, waiting = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        for actor in actors:
            actor.stop()
        await asyncio.gather(*running)
    finally:
        for task in (story, *running):
            task.cancel()
        await asyncio.gather(story, *running, return_exceptions=True)
