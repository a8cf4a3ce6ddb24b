"""A requester's two clients and a worker, for the tests in toloka-kit's environment; forms to send.

The server's address, two requesters' tokens and a worker's id and token are in ``TALKA_*``.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import inspect
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import toloka.client as toloka
from toloka.async_client import AsyncTolokaClient
from toloka.client import TolokaClient
from toloka.client import project as fields

URL = os.environ["TALKA_URL"]
TOKEN = os.environ["TALKA_TOKEN"]
OTHER_TOKEN = os.environ["TALKA_OTHER_TOKEN"]
USER_ID = os.environ["TALKA_USER_ID"]
WORKER_TOKEN = os.environ["TALKA_WORKER_TOKEN"]

LATER = dt.datetime.now(dt.UTC) + dt.timedelta(days=365)


CALLED: dict[type, set[str]] = {TolokaClient: set(), AsyncTolokaClient: set()}
"""The methods of the two clients that the server answered as they expect."""


class Waiting:
    """A client whose answers are waited for, whichever of the two it is: its tests read the same."""

    def __init__(self, client: Any, loop: asyncio.AbstractEventLoop) -> None:
        self._client = client
        self._loop = loop

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._client, name)

        def call(*values: Any, **named: Any) -> Any:
            found = self._waited_for(method(*values, **named))
            CALLED[type(self._client)].add(name)
            return found

        return call

    def _waited_for(self, found: Any) -> Any:
        if hasattr(found, "__aiter__"):
            return self._loop.run_until_complete(_collected(found))
        if inspect.isawaitable(found):
            return self._loop.run_until_complete(found)
        return list(found) if inspect.isgenerator(found) else found


async def _collected(found: Any) -> list[Any]:
    return [one async for one in found]


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    made = asyncio.new_event_loop()
    asyncio.set_event_loop(made)
    yield made
    made.close()


@pytest.fixture(scope="session", params=[TolokaClient, AsyncTolokaClient])
def kind(request: pytest.FixtureRequest) -> type:
    return request.param


@pytest.fixture(scope="session")
def client(kind: type, loop: asyncio.AbstractEventLoop) -> Any:
    return Waiting(kind(TOKEN, url=URL, retries=0), loop)


@pytest.fixture(scope="session")
def project(client: Any) -> toloka.Project:
    return client.create_project(classic_project())


@pytest.fixture
def pool(client: Any, project: toloka.Project) -> toloka.Pool:
    """A closed pool with smart mixing."""
    return client.create_pool(pool_of(project))


@pytest.fixture
def manual_pool(client: Any, project: toloka.Project) -> toloka.Pool:
    """A closed pool whose suites the requester makes."""
    return client.create_pool(pool_of(project, mixer_config=None))


def classic_project(**changes: Any) -> toloka.Project:
    return toloka.Project(
        **{
            "public_name": "Cats and dogs",
            "public_description": "What is in the picture?",
            "public_instructions": "<p>Look and choose.</p>",
            "private_comment": "for the tests",
            "task_spec": fields.task_spec.TaskSpec(
                input_spec={"image": fields.UrlSpec(), "note": fields.StringSpec(required=False)},
                output_spec={
                    "result": fields.StringSpec(allowed_values=["cat", "dog"]),
                    "sure": fields.BooleanSpec(required=False),
                },
                view_spec=fields.ClassicViewSpec(
                    markup="<img src={{image}}>", styles=".task {}", script="exports.Task = Task;"
                ),
            ),
            "assignments_issuing_type": toloka.Project.AssignmentsIssuingType.AUTOMATED,
            **changes,
        }
    )


def pool_of(project: toloka.Project, **changes: Any) -> toloka.Pool:
    return toloka.Pool(
        **{
            "project_id": project.id,
            "private_name": "Pool",
            "may_contain_adult_content": False,
            "will_expire": LATER,
            "reward_per_assignment": 0.05,
            "assignment_max_duration_seconds": 600,
            "auto_accept_solutions": False,
            "auto_accept_period_day": 7,
            "defaults": toloka.Pool.Defaults(
                default_overlap_for_new_tasks=3, default_overlap_for_new_task_suites=3
            ),
            "mixer_config": toloka.pool.MixerConfig(
                real_tasks_count=2, golden_tasks_count=0, training_tasks_count=0
            ),
            **changes,
        }
    )


def training_of(project: toloka.Project, **changes: Any) -> toloka.Training:
    return toloka.Training(
        **{
            "project_id": project.id,
            "private_name": "Training",
            "may_contain_adult_content": False,
            "assignment_max_duration_seconds": 600,
            "mix_tasks_in_creation_order": True,
            "shuffle_tasks_in_task_suite": False,
            "training_tasks_in_task_suite_count": 2,
            "task_suites_required_to_pass": 1,
            "retry_training_after_days": 5,
            "inherited_instructions": True,
            **changes,
        }
    )


def tasks_of(pool: Any, count: int, **more: Any) -> list[toloka.Task]:
    return [toloka.Task(pool_id=pool.id, input_values={"image": picture(n)}, **more) for n in range(count)]


def suites_of(pool: Any, count: int, **more: Any) -> list[toloka.TaskSuite]:
    return [
        toloka.TaskSuite(
            pool_id=pool.id,
            tasks=[toloka.task.BaseTask(input_values={"image": picture(10 * n + m)}) for m in range(2)],
            **more,
        )
        for n in range(count)
    ]


def picture(number: int) -> str:
    return f"https://pictures.example/{number}.png"


def view_spec_of(project: toloka.Project) -> dict[str, Any]:
    return project.task_spec.view_spec.unstructure()


def pictures(items: Any) -> list[str]:
    return [one.input_values["image"] for one in items]


def same(one: Any, other: Any) -> bool:
    """Whether two of the client's objects are the same to their last field."""
    return one.unstructure() == other.unstructure()


@dataclass
class Worker:
    """A worker's side of the server."""

    id: str
    http: httpx.Client

    def answer(self, pool_id: str, result: str) -> str:
        """Take a suite and answer all of it; the assignment's id."""
        taken = self._take(pool_id)
        body = {"solutions": [{"output_values": {"result": result}} for _ in taken["tasks"]]}
        self.http.post(f"/assignments/{taken['id']}/submit", json=body).raise_for_status()
        return str(taken["id"])

    def skip(self, pool_id: str) -> None:
        """Take a suite and skip it."""
        self.http.post(f"/assignments/{self._take(pool_id)['id']}/skip").raise_for_status()

    def why_not(self, pool_id: str) -> list[str]:
        """What keeps the worker out of the pool."""
        checks = self.http.get(f"/pools/{pool_id}/access").raise_for_status().json()["checks"]
        return [check["check"] for check in checks if not check["passed"]]

    def _take(self, pool_id: str) -> Any:
        return self.http.post(f"/pools/{pool_id}/assignments").raise_for_status().json()


@contextmanager
def at_work(user_id: str, token: str) -> Iterator[Worker]:
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"{URL}/api/worker/v1", headers=headers) as http:
        yield Worker(user_id, http)


@pytest.fixture(scope="session")
def worker() -> Iterator[Worker]:
    with at_work(USER_ID, WORKER_TOKEN) as found:
        yield found
