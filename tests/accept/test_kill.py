"""The server is killed (SIGKILL) at random moments under people at work, and nothing acknowledged is lost.

``TALKA_KILL_ROUNDS`` sets how often it is killed, ``TALKA_SEED`` repeats a run's choices (not the machine's
timing). Both are printed.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from accept.actors import (
    OVERLAP,
    Actor,
    Batch,
    Caller,
    Journal,
    Keeper,
    Refused,
    Reviewer,
    Uploader,
    Worker,
    at_work,
)
from places import Place
from serving import Server
from talka.accounts import service as accounts
from talka.accounts.model import Profile
from talka.doctor import CHECKS
from talka.http.environment import Limits
from talka.kernel.events import Listeners
from talka.kernel.ids import new_uuid
from talka.kernel.money import to_micros
from talka.ledger import service as ledger
from talka.storage import schema
from talka.storage.query import POSTGRESQL, Query
from talka.storage.tx import Tx

pytestmark = pytest.mark.accept

ROUNDS = int(os.environ.get("TALKA_KILL_ROUNDS", "6"))
SEED = os.environ.get("TALKA_SEED") or str(random.SystemRandom().randrange(10**9))
WORKERS = 8
READY_SECONDS = 30
OPERATIONS_SECONDS = 60
LONGEST_LIFE_SECONDS = 2.0
LONGEST_START_SECONDS = 1.5
LOOKED_AT = 50

IN_REQUEST = Limits().items_in_request
LIVE = ("ACTIVE", "SUBMITTED", "ACCEPTED", "REJECTED", "SKIPPED")
# The tests' PostgreSQL has no autovacuum to do it.
ANALYZE = Query(sa.text("ANALYZE"))
CHUNKS_LEFT = Query(sa.select(sa.func.count()).select_from(schema.operation_chunks))

PROJECT = {
    "public_name": "Killed",
    "task_spec": {
        "input_spec": {"name": {"type": "string"}},
        "output_spec": {"result": {"type": "string", "allowed_values": ["a", "b"]}},
        "view_spec": {"type": "classic", "markup": "{{name}}"},
    },
    "assignments_issuing_type": "AUTOMATED",
}
MIXER = {"real_tasks_count": 3, "golden_tasks_count": 0, "training_tasks_count": 0}


def say(words: str) -> None:
    """A line of the check's report (shown with -s, or when it fails)."""
    print(words, flush=True)  # noqa: T201


def rules(skill_id: str) -> dict[str, Any]:
    """Rules that act once for each page handed in, skipped and rejected: their log can be counted."""
    once = {"type": "SET_SKILL", "parameters": {"skill_id": skill_id, "skill_value": 1}}
    again = {"type": "CHANGE_OVERLAP", "parameters": {"delta": 1, "open_pool": False}}
    asked = {
        "ANSWER_COUNT": (once, "assignments_accepted_count", "GTE", 1),
        "SKIPPED_IN_ROW_ASSIGNMENTS": (once, "skipped_in_row_count", "GTE", 1),
        "ASSIGNMENTS_ASSESSMENT": (again, "assessment_event", "EQ", "REJECT"),
    }
    return {
        "configs": [
            {
                "collector_config": {"type": collector},
                "rules": [
                    {"action": action, "conditions": [{"key": key, "operator": operator, "value": value}]}
                ],
            }
            for collector, (action, key, operator, value) in asked.items()
        ]
    }


def pool_form(
    project_id: str, *, auto_accept: bool, mixer: dict[str, int] | None, skill_id: str | None = None
) -> dict[str, Any]:
    return {
        "project_id": project_id,
        "private_name": "pool",
        "will_expire": "2099-01-01T00:00:00",
        "reward_per_assignment": 0.05,
        "assignment_max_duration_seconds": 3600,
        "auto_accept_solutions": auto_accept,
        "auto_close_after_complete_delay_seconds": 259_200,
        "defaults": {"default_overlap_for_new_task_suites": OVERLAP},
        **({} if mixer is None else {"mixer_config": mixer}),
        **({} if skill_id is None else {"quality_control": rules(skill_id)}),
    }


@dataclass
class Kills:
    """What the kills hit: calls that waited for an answer, operations that were not finished after it."""

    answers: int = 0
    operations: int = 0
    slowest_start: float = 0.0

    def __str__(self) -> str:
        return (
            f"{self.answers} answers, {self.operations} unfinished operations,"
            f" slowest start {self.slowest_start:.1f} s"
        )


@dataclass
class Stage:
    """A server, a requester and workers on it, two pools, and what they were told."""

    place: Place
    server: Server
    http: httpx.AsyncClient
    requester: Caller
    workers: list[Caller]
    journal: Journal = field(default_factory=Journal)
    mixed: str = ""
    manual: str = ""
    project: str = ""
    checked: set[str] = field(default_factory=set)

    def actors(self, seed: str) -> list[Actor]:
        """Everybody who works on this stage."""
        journal, pools = self.journal, [self.mixed, self.manual]

        def caller() -> Caller:
            return Caller(self.http, self.requester_authorization)

        uploaders = [
            Uploader(
                caller(),
                journal,
                f"{seed}/upload/{number}",
                mixed=self.mixed,
                manual=self.manual,
                in_request=IN_REQUEST,
            )
            for number in range(2)
        ]
        workers = [
            Worker(worker, journal, f"{seed}/work/{number}", pools=pools)
            for number, worker in enumerate(self.workers)
        ]
        reviewer = Reviewer(caller(), journal, f"{seed}/review", pool_id=self.mixed)
        kept = pool_form(self.project, auto_accept=True, mixer=MIXER)
        keeper = Keeper(caller(), journal, f"{seed}/keep", form=kept)
        return [*uploaders, *workers, reviewer, keeper]

    @property
    def requester_authorization(self) -> str:
        return self.requester._headers["Authorization"]


@pytest.fixture
async def stage(place: Place, tmp_path: Path) -> AsyncIterator[Stage]:
    requester_token, worker_tokens = accounts_in(place)
    server = Server(place.data_dir, place.database_url, tmp_path / "server.log")
    limits = httpx.Limits(max_connections=64, max_keepalive_connections=64)
    async with httpx.AsyncClient(base_url=server.url, timeout=60, limits=limits) as http:
        stage = Stage(
            place,
            server,
            http,
            Caller(http, f"OAuth {requester_token}"),
            [Caller(http, f"Bearer {token}") for token in worker_tokens],
        )
        server.start()
        try:
            await asyncio.to_thread(server.wait_ready, READY_SECONDS)
            await furnish(stage)
            yield stage
        finally:
            server.kill()


def accounts_in(place: Place) -> tuple[str, list[str]]:
    """A requester with enough money, and workers: their tokens."""
    database = place.open(Listeners(), movable_clock=False)

    def create(tx: Tx) -> tuple[str, list[str]]:
        requester_id, token = accounts.create_requester(tx, "Acme", None)
        ledger.credit(tx, requester_id, to_micros("100000000"), f"deposit:{new_uuid()}")
        workers = [accounts.create_worker(tx, f"worker{n}", None, Profile())[1] for n in range(WORKERS)]
        return token, workers

    try:
        return database.write_now(create)
    finally:
        database.close()


async def furnish(stage: Stage) -> None:
    """A project with a mixed pool whose work is reviewed and a manual one whose is not, both open."""
    call = stage.requester.call
    stage.project = (await call("POST", "/api/v1/projects", PROJECT))["id"]
    skill_id = (await call("POST", "/api/v1/skills", {"name": "worked"}))["id"]
    mixed = pool_form(stage.project, auto_accept=False, mixer=MIXER, skill_id=skill_id)
    manual = pool_form(stage.project, auto_accept=True, mixer=None, skill_id=skill_id)
    stage.mixed = (await call("POST", "/api/v1/pools", mixed))["id"]
    stage.manual = (await call("POST", "/api/v1/pools", manual))["id"]
    first = Uploader(
        stage.requester, stage.journal, "first", mixed=stage.mixed, manual=stage.manual, in_request=IN_REQUEST
    )
    # Enough that both pools have something to give out from the first moment on.
    while {batch.pool_id for batch in stage.journal.batches} != {stage.mixed, stage.manual}:
        await first.act()
    await operations_finished(stage)
    for pool_id in (stage.mixed, stage.manual):
        await call("POST", f"/api/v1/pools/{pool_id}/open")


async def test_nothing_acknowledged_is_lost(stage: Stage):
    say(f"\nTALKA_SEED={SEED} TALKA_KILL_ROUNDS={ROUNDS} on {stage.place.kind}")
    chance = random.Random(f"{SEED}/kills")
    actors = stage.actors(SEED)
    kills = Kills()

    async def story() -> None:
        for number in range(ROUNDS):
            await kill_and_check(stage, actors, kills, chance)
            say(f"kill {number + 1}: {kills}; acknowledged so far: {stage.journal.counts()}")
        await asyncio.sleep(1)

    await at_work(actors, story)
    await everything_is_there(stage)
    nothing_is_crooked(stage)
    told = stage.journal.counts()
    say(f"lost: {kills}; acknowledged: {told}")
    assert all(told.values()), "nobody did some kind of work, so nothing was checked of it"
    assert kills.answers, "no kill hit a call"
    assert "unexpected error" not in stage.server.log.read_text()


async def kill_and_check(stage: Stage, actors: Sequence[Actor], kills: Kills, chance: random.Random) -> None:
    """One round: some life, a kill, sometimes another one while it starts, and a look at what is left."""
    await asyncio.sleep(chance.uniform(0.05, LONGEST_LIFE_SECONDS))
    kills.answers += sum(actor.caller.in_flight for actor in actors)
    stage.server.kill()
    told = {**stage.journal.submits}
    stage.server.start()
    if chance.random() < 0.3:
        await asyncio.sleep(chance.uniform(0, LONGEST_START_SECONDS))
        stage.server.kill()
        stage.server.start()
    seconds = await asyncio.to_thread(stage.server.wait_ready, READY_SECONDS)
    kills.slowest_start = max(kills.slowest_start, seconds)
    kills.operations += len(await unfinished_operations(stage))
    await repeats_change_nothing(stage, chance)
    fresh = [key for key in told if key not in stage.checked][:LOOKED_AT]
    await submits_are_there(stage, {key: told[key] for key in fresh})
    stage.checked.update(fresh)


async def repeats_change_nothing(stage: Stage, chance: random.Random) -> None:
    """An acknowledged upload sent again is refused."""
    batch = chance.choice([batch for batch in stage.journal.batches if batch.acknowledged])
    uploader = Uploader(
        stage.requester, stage.journal, "again", mixed=stage.mixed, manual=stage.manual, in_request=IN_REQUEST
    )
    with pytest.raises(Refused) as refused:
        await uploader.send(batch)
    assert (refused.value.status, refused.value.code) == (409, "OPERATION_ALREADY_EXISTS")


async def submits_are_there(stage: Stage, submits: dict[str, list[Any]]) -> None:
    """Each of these assignments has the answers that were acknowledged."""
    for assignment_id, answers in submits.items():
        found = await stage.requester.call("GET", f"/api/v1/assignments/{assignment_id}")
        assert found["status"] in ("SUBMITTED", "ACCEPTED", "REJECTED")
        assert found["solutions"] == answers


async def unfinished_operations(stage: Stage) -> list[Any]:
    path = "/api/v1/operations?status=PENDING,RUNNING"
    return await stage.requester.pages(path)


async def operations_finished(stage: Stage) -> None:
    """No operation hangs."""
    until = time.monotonic() + OPERATIONS_SECONDS
    while hanging := await unfinished_operations(stage):
        assert time.monotonic() < until, f"operations hang: {hanging}"
        await asyncio.sleep(0.1)


async def everything_is_there(stage: Stage) -> None:
    """Whatever was acknowledged, compared with what the API shows in the end."""
    await operations_finished(stage)
    for batch in stage.journal.batches:
        operation = await stage.requester.call("GET", f"/api/v1/operations/{batch.operation_id}")
        assert (operation["status"], operation["progress"]) == ("SUCCESS", 100)
        assert operation["details"]["success_count"] == len(batch.names)
    tasks = await stage.requester.pages(f"/api/v1/tasks?pool_id={stage.mixed}")
    suites = await stage.requester.pages(f"/api/v1/task-suites?pool_id={stage.manual}")
    assert_uploaded(stage.journal.batches, stage.mixed, [task["input_values"]["name"] for task in tasks])
    first_tasks = [suite["tasks"][0]["input_values"]["name"].rpartition("/")[0] for suite in suites]
    assert_uploaded(stage.journal.batches, stage.manual, first_tasks)
    assignments = {
        one["id"]: one
        for pool_id in (stage.mixed, stage.manual)
        for one in await stage.requester.pages(f"/api/v1/assignments?pool_id={pool_id}")
    }
    assert_worked(stage.journal, assignments)
    assert_overlaps(assignments, tasks, suites)
    for pool_id in (stage.mixed, stage.manual):
        log = await stage.requester.pages(
            f"/api/v1/pools/{pool_id}/quality-log?created_gt=2000-01-01T00:00:00"
        )
        assert_ruled(log, [one for one in assignments.values() if one["pool_id"] == pool_id])
    for pool_id, status in stage.journal.statuses.items():
        pool = await stage.requester.call("GET", f"/api/v1/pools/{pool_id}")
        assert pool["status"] == status, pool_id


def assert_ruled(log: list[Any], assignments: list[Any]) -> None:
    """Every page handed in, skipped and rejected set its rule off, and did so once."""
    told = Counter((line["collector"]["type"], line["assignment_id"]) for line in log)
    wanted = Counter(
        (collector, one["id"])
        for collector, moment in (
            ("ANSWER_COUNT", "submitted"),
            ("SKIPPED_IN_ROW_ASSIGNMENTS", "skipped"),
            ("ASSIGNMENTS_ASSESSMENT", "rejected"),
        )
        for one in assignments
        if moment in one
    )
    assert told == wanted


def assert_uploaded(batches: list[Batch], pool_id: str, names: list[str]) -> None:
    """Every item of every batch is there once, and nothing else."""
    wanted = Counter(name for batch in batches if batch.pool_id == pool_id for name in batch.names)
    there = Counter(names)
    assert there - wanted == Counter(), "there is more than was uploaded"
    assert wanted - there == Counter(), "something uploaded is missing"


def assert_worked(journal: Journal, assignments: dict[str, Any]) -> None:
    """Every acknowledged take, submit, review, skip and exit stands."""
    assert journal.takes.keys() <= assignments.keys()
    for assignment_id, answers in journal.submits.items():
        found = assignments[assignment_id]
        assert found["status"] in ("SUBMITTED", "ACCEPTED", "REJECTED"), assignment_id
        assert found["solutions"] == answers, assignment_id
    for assignment_id, status in {**journal.left, **journal.reviews}.items():
        assert assignments[assignment_id]["status"] == status, assignment_id


def assert_overlaps(assignments: dict[str, Any], tasks: list[Any], suites: list[Any]) -> None:
    """Slots are taken as often as the assignments say, never above the overlap, by each worker once.

    Each rejection added one slot, by the rule that puts work back.
    """
    by_unit: Counter[str] = Counter()
    rejected: Counter[str] = Counter()
    by_worker: Counter[tuple[str, str]] = Counter()
    for one in assignments.values():
        units = [task["id"] for task in one["tasks"]] if one["mixed"] else [one["task_suite_id"]]
        if one["status"] in LIVE:
            by_worker.update((one["user_id"], unit) for unit in units)
        if one["status"] in LIVE and one["status"] != "SKIPPED":
            by_unit.update(units)
        if "rejected" in one:
            rejected.update(units)
    assert rejected, "nothing was put back"
    assert max(by_worker.values()) == 1
    for unit in (*tasks, *suites):
        assert unit["overlap"] == OVERLAP + rejected[unit["id"]], unit["id"]
        assert unit["remaining_overlap"] == unit["overlap"] - by_unit[unit["id"]] >= 0, unit["id"]


def nothing_is_crooked(stage: Stage) -> None:
    """Money, slots, queues and counters agree with the rows, and no batch left anything to do."""
    stage.server.stop()
    database = stage.place.open(Listeners(), movable_clock=False)
    try:
        if database.dialect == POSTGRESQL:
            database.write_now(lambda tx: tx.run(ANALYZE))
        assert database.read_now(lambda tx: [fault for check in CHECKS for fault in check(tx)]) == []
        assert database.read_now(lambda tx: tx.value(CHUNKS_LEFT)) == 0
    finally:
        database.close()
