"""The last module of the main flow: what no other called, and that nothing of the clients was left out."""

from __future__ import annotations

import pytest
import toloka.client as toloka
from requester import CALLED, TOKEN, URL, USER_ID, tasks_of, training_of
from toloka.async_client import AsyncTolokaClient
from toloka.client import TolokaClient

NO_CALLS = {"Environment": "a class that lists the hosted service's addresses"}
"""Public names of the clients that are no calls."""


@pytest.fixture
def training(client, project):
    made = client.create_training(training_of(project))
    task = toloka.Task(
        pool_id=made.id,
        input_values={"image": "https://pictures.example/1.png"},
        known_solutions=[toloka.task.BaseTask.KnownSolution(output_values={"result": "cat"})],
        message_on_unknown_solution="It is a cat",
        infinite_overlap=True,
    )
    client.create_tasks([task, task])
    return made


def test_trainings_as_operations(client, training):
    client.open_training(training.id)
    closed = client.wait_operation(client.close_training_async(training.id))
    assert closed.is_completed()
    assert client.get_training(training.id).is_closed()
    copied = client.wait_operation(client.clone_training_async(training.id))
    copy = client.get_training(copied.details.training_id)
    assert copy.private_name == training.private_name
    found = client.find_trainings(project_id=training.project_id, sort=["-id"], limit=1)
    assert found.items[0].id == copy.id


def test_a_pool_is_closed_for_an_update_as_an_operation(client, pool):
    client.create_tasks(tasks_of(pool, 2, overlap=1), open_pool=True)
    done = client.wait_operation(client.close_pool_for_update_async(pool.id))
    assert done.is_completed()
    assert client.get_pool(pool.id).last_close_reason == toloka.Pool.CloseReason.FOR_UPDATE


def test_a_worker_s_metadata(client):
    assert client.get_user(USER_ID).id == USER_ID


def test_an_asynchronous_client_like_a_synchronous_one(kind, loop):  # noqa: ARG001  beside each of them
    made = AsyncTolokaClient.from_sync_client(TolokaClient(TOKEN, url=URL, retries=0))
    CALLED[AsyncTolokaClient].add("from_sync_client")
    assert loop.run_until_complete(made.get_requester()).id


def test_every_public_method_was_called(kind):
    """Against the server, successfully, by this test or another before it."""
    public = {name for name in dir(kind) if not name.startswith("_") and callable(getattr(kind, name))}
    assert public - CALLED[kind] - set(NO_CALLS) == set()
