"""A real crowd's work done again, through the worker's API: who did what comes back as it was.

``../shared/data/product``: 508 suites, 176 workers, three answers to each of 8,315 tasks, and the truth.
"""

from __future__ import annotations

import asyncio
import csv
import time
import warnings
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from accept.actors import Caller
from accept.conftest import SHARED, OwnServer
from talka.simulation.client import AssignmentView, WorkerApiError, WorkerClient

pytestmark = pytest.mark.accept

DATA = SHARED / "data" / "product"
SUITES, WORKERS, ASSIGNMENTS, TASKS, LABELS = 508, 176, 1524, 8315, 24_945
OVERLAP = 3
REWARD = 0.01
AT_ONCE = 16
OPERATION_SECONDS = 60
READY_SECONDS = 30
KILLED_AFTER = (0.05, 0.2, 0.3)

PROJECT = {
    "public_name": "Products",
    "public_description": "Are these the same product?",
    "task_spec": {
        "input_spec": {"left": {"type": "string"}, "right": {"type": "string"}},
        "output_spec": {"label": {"type": "string", "allowed_values": ["0", "1"]}},
        "view_spec": {"type": "classic", "markup": "{{left}} {{right}}"},
    },
    "assignments_issuing_type": "AUTOMATED",
}

Pair = tuple[str, str]
"""A task as its worker sees it: the two records. Its truth, the last part of its name, is kept from them."""


@dataclass
class Crowd:
    """What the crowd did: for each suite its tasks in order, and each worker's answers by task."""

    suites: dict[str, list[Pair]] = field(default_factory=dict)
    answers: dict[str, dict[str, dict[Pair, str]]] = field(default_factory=lambda: defaultdict(dict))
    truth: dict[Pair, str] = field(default_factory=dict)

    @property
    def workers(self) -> list[str]:
        return sorted({worker for by_worker in self.answers.values() for worker in by_worker})

    @property
    def votes(self) -> list[tuple[Pair, str, str]]:
        """Every answer as task, worker, label."""
        return [
            (task, worker, label)
            for by_worker in self.answers.values()
            for worker, labels in by_worker.items()
            for task, label in labels.items()
        ]


def pair_of(name: str) -> Pair:
    left, right, _ = name.split("_")
    return left, right


@pytest.fixture(scope="module")
def crowd() -> Crowd:
    if not DATA.exists():
        pytest.skip("the crowd's labels are not beside the checkout (../shared)")
    found = Crowd()
    with (DATA / "labels.csv").open() as file:
        for row in csv.DictReader(file):
            labels = found.answers[row["suite"]].setdefault(row["worker"], {})
            labels[pair_of(row["task"])] = row["label"]
    for suite, by_worker in found.answers.items():
        found.suites[suite] = list(next(iter(by_worker.values())))
    with (DATA / "truth.csv").open() as file:
        found.truth = {pair_of(row["task"]): row["label"] for row in csv.DictReader(file)}
    assert (len(found.suites), len(found.workers)) == (SUITES, WORKERS)
    assert (len(found.votes), len({task for task, _, _ in found.votes})) == (LABELS, TASKS)
    return found


@pytest.fixture
async def http(server: OwnServer) -> AsyncIterator[httpx.AsyncClient]:
    limits = httpx.Limits(max_connections=AT_ONCE, max_keepalive_connections=AT_ONCE)
    async with httpx.AsyncClient(base_url=server.url, timeout=120, limits=limits) as client:
        yield client


@dataclass
class Person:
    """One of the crowd on the platform, and what is left of what they did."""

    name: str
    user_id: str
    client: WorkerClient
    left: dict[frozenset[Pair], dict[Pair, str]]

    async def work(self, pool_id: str, gate: asyncio.Semaphore) -> None:
        """Take whatever is given and answer as they did, until there is nothing more for them."""
        while True:
            async with gate:
                try:
                    taken = await self.client.take(pool_id)
                except WorkerApiError as refused:
                    if refused.code not in {"NO_TASKS_AVAILABLE", "POOL_CLOSED"}:
                        raise
                    return
                labels = self.left.pop(frozenset(pairs_of(taken)))
                done = await self.client.submit(
                    taken.id, [{"label": labels[pair]} for pair in pairs_of(taken)]
                )
            assert done.assignment.status == "ACCEPTED"


def pairs_of(view: AssignmentView) -> list[Pair]:
    return [(task.input_values["left"], task.input_values["right"]) for task in view.tasks]


async def join(http: httpx.AsyncClient, server: OwnServer, crowd: Crowd) -> list[Person]:
    """An account for each of the crowd."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(name: str) -> Person:
        client = WorkerClient(http, server.url)
        async with gate:
            session = await client.register(name, f"the password of {name}")
        did = [by_worker[name] for by_worker in crowd.answers.values() if name in by_worker]
        return Person(name, session.user_id, client, {frozenset(labels): labels for labels in did})

    return await asyncio.gather(*map(one, crowd.workers))


async def upload(requester: Caller, crowd: Crowd, people: list[Person]) -> str:
    """The suites, each reserved for its own workers, in an open pool; the pool's id."""
    project = await requester.call("POST", "/api/v1/projects", PROJECT)
    form = {
        "project_id": project["id"],
        "private_name": "Products",
        "will_expire": "2099-01-01T00:00:00",
        "reward_per_assignment": REWARD,
        "assignment_max_duration_seconds": 3600,
        "auto_accept_solutions": True,
        "defaults": {"default_overlap_for_new_task_suites": OVERLAP},
    }
    pool_id = str((await requester.call("POST", "/api/v1/pools", form))["id"])
    ids = {person.name: person.user_id for person in people}
    suites = [
        {
            "pool_id": pool_id,
            "tasks": [{"input_values": {"left": left, "right": right}} for left, right in tasks],
            "overlap": OVERLAP,
            "reserved_for": [ids[worker] for worker in crowd.answers[suite]],
        }
        for suite, tasks in crowd.suites.items()
    ]
    created = await requester.call("POST", "/api/v1/task-suites", suites)
    assert len(created["items"]) == SUITES
    await requester.call("POST", f"/api/v1/pools/{pool_id}/open")
    return pool_id


def check_work(crowd: Crowd, people: list[Person], assignments: list[Any]) -> list[tuple[str, str, str]]:
    """Every answer stands with who gave it, and nobody else's does; the votes as task id, worker, label."""
    names = {person.user_id: person.name for person in people}
    done: dict[frozenset[Pair], dict[str, dict[Pair, str]]] = defaultdict(dict)
    votes = []
    for one in assignments:
        tasks = [(task["input_values"]["left"], task["input_values"]["right"]) for task in one["tasks"]]
        said = [solution["output_values"]["label"] for solution in one["solutions"]]
        suite, worker = frozenset(tasks), names[one["user_id"]]
        assert worker not in done[suite], f"{worker} was given a suite twice"
        done[suite][worker] = dict(zip(tasks, said, strict=True))
        votes += [(task["id"], worker, label) for task, label in zip(one["tasks"], said, strict=True)]
    assert len(assignments) == ASSIGNMENTS
    assert {one["status"] for one in assignments} == {"ACCEPTED"}
    assert done == {frozenset(tasks): crowd.answers[suite] for suite, tasks in crowd.suites.items()}
    assert Counter(Counter(task_id for task_id, _, _ in votes).values()) == {OVERLAP: TASKS}
    return votes


async def check_pool(requester: Caller, pool_id: str, balance: float) -> None:
    """All slots are used up, all work is paid, and the pool closed by itself."""
    suites = await requester.pages(f"/api/v1/task-suites?pool_id={pool_id}")
    assert {(one["overlap"], one["remaining_overlap"]) for one in suites} == {(OVERLAP, 0)}
    after = (await requester.call("GET", "/api/v1/requester"))["balance"]
    assert round(balance - after, 6) == round(ASSIGNMENTS * REWARD, 6)
    for _ in range(100):
        pool = await requester.call("GET", f"/api/v1/pools/{pool_id}")
        if pool["status"] == "CLOSED":
            break
        await asyncio.sleep(0.1)
    assert (pool["status"], pool["last_close_reason"]) == ("CLOSED", "COMPLETED")


async def begin(requester: Caller, pool_id: str) -> Any:
    """The operation of a new aggregation by Dawid-Skene."""
    form = {"type": "DAWID_SKENE", "pool_id": pool_id, "fields": [{"name": "label"}]}
    return await requester.call("POST", "/api/v1/aggregated-solutions/aggregate-by-pool", form)


async def aggregated(requester: Caller, operation: Any) -> dict[str, tuple[str, float]]:
    """What an aggregation comes to: label and confidence by task id."""
    ends = time.monotonic() + OPERATION_SECONDS
    while operation["status"] not in {"SUCCESS", "FAIL"} and time.monotonic() < ends:
        await asyncio.sleep(0.1)
        operation = await requester.call("GET", f"/api/v1/operations/{operation['id']}")
    assert operation["status"] == "SUCCESS", operation
    found: dict[str, tuple[str, float]] = {}
    after = ""
    while True:
        path = f"/api/v1/aggregated-solutions/{operation['id']}?sort=task_id&limit=1000{after}"
        page = await requester.call("GET", path)
        found |= {one["task_id"]: (one["output_values"]["label"], one["confidence"]) for one in page["items"]}
        if not page["has_more"]:
            return found
        after = f"&task_id_gt={page['items'][-1]['task_id']}"


async def kill_while_it_runs(server: OwnServer, requester: Caller, pool_id: str) -> Any:
    """An aggregation's operation, whose server was killed now and then while it ran."""
    operation = await begin(requester, pool_id)
    for seconds in KILLED_AFTER:
        await asyncio.sleep(seconds)
        server.kill()
        server.start()
        await asyncio.to_thread(server.wait_ready, READY_SECONDS)
    return await requester.call("GET", f"/api/v1/operations/{operation['id']}")


def majority(votes: Iterable[tuple[str, str, str]]) -> dict[str, str]:
    """The label that most workers gave each task; there are three answers of two kinds, so no ties."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for task, _, label in votes:
        counted[task][label] += 1
    return {task: labels.most_common(1)[0][0] for task, labels in counted.items()}


def crowdkits(votes: list[tuple[str, str, str]]) -> tuple[dict[str, str], dict[str, tuple[str, float]]]:
    """crowd-kit's majority, and its Dawid-Skene with confidences, of the same votes."""
    pandas = pytest.importorskip("pandas")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its own, of newer libraries
        kit = pytest.importorskip("crowdkit.aggregation")
        frame = pandas.DataFrame(votes, columns=["task", "worker", "label"])
        by_majority = kit.MajorityVote().fit_predict(frame).to_dict()
        model = kit.DawidSkene().fit(frame)
    shares = model.probas_.to_dict(orient="index")
    chosen = model.labels_.to_dict()
    return by_majority, {task: (label, shares[task][label]) for task, label in chosen.items()}


def accuracy(labels: Mapping[str, str], truth: Mapping[str, str]) -> float:
    return sum(labels[task] == label for task, label in truth.items()) / len(truth)


async def test_the_crowds_work_comes_back(server: OwnServer, http: httpx.AsyncClient, crowd: Crowd) -> None:
    requester = Caller(http, f"OAuth {server.requester(balance='100')}")
    balance = (await requester.call("GET", "/api/v1/requester"))["balance"]
    people = await join(http, server, crowd)
    pool_id = await upload(requester, crowd, people)

    began = time.monotonic()
    gate = asyncio.Semaphore(AT_ONCE)
    await asyncio.gather(*(person.work(pool_id, gate) for person in people))
    seconds = time.monotonic() - began
    assert not any(person.left for person in people)
    assignments = await requester.pages(f"/api/v1/assignments?pool_id={pool_id}")
    votes = check_work(crowd, people, assignments)
    await check_pool(requester, pool_id, balance)

    began = time.monotonic()
    ours = await aggregated(requester, await begin(requester, pool_id))
    aggregating = time.monotonic() - began
    their_majority, theirs = crowdkits(votes)
    by_majority = majority(votes)
    assert by_majority == their_majority
    assert {task: label for task, (label, _) in ours.items()} == {
        t: label for t, (label, _) in theirs.items()
    }
    furthest = max(abs(confidence - theirs[task][1]) for task, (_, confidence) in ours.items())
    assert furthest < 1e-6

    truth = truth_by_id(crowd, assignments)
    shares = accuracy(by_majority, truth), accuracy({task: label for task, (label, _) in ours.items()}, truth)
    report(server.kind, seconds, aggregating, shares, furthest)
    assert [round(share, 4) for share in shares] == [0.8966, 0.9397]
    assert await aggregated(requester, await kill_while_it_runs(server, requester, pool_id)) == ours


def truth_by_id(crowd: Crowd, assignments: list[Any]) -> dict[str, str]:
    """The true label by task id."""
    return {
        task["id"]: crowd.truth[task["input_values"]["left"], task["input_values"]["right"]]
        for one in assignments
        for task in one["tasks"]
    }


def report(
    kind: str, seconds: float, aggregating: float, shares: tuple[float, float], furthest: float
) -> None:
    rate = ASSIGNMENTS / seconds
    print(f"\nproduct on {kind}: {ASSIGNMENTS} assignments in {seconds:.1f} s, {rate:.0f} takes + submits/s")  # noqa: T201
    print(  # noqa: T201
        f"  majority {shares[0]:.4f}, Dawid-Skene {shares[1]:.4f} in {aggregating:.1f} s; crowd-kit: the same"
        f" labels, confidences within {furthest:.0e}"
    )
