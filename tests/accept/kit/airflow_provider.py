"""Toloka's provider for Airflow: its hook, tasks and sensors, called as Airflow's workers call them."""

from __future__ import annotations

import datetime as dt
import json
import os

import pytest
import toloka.client as toloka
from airflow.exceptions import AirflowException
from requester import classic_project, pool_of, tasks_of, training_of
from toloka_provider.hooks.toloka import TolokaHook
from toloka_provider.sensors.toloka import WaitPoolSensor
from toloka_provider.tasks import toloka as tasks


def read(kind: type, said: str) -> toloka.Project:
    """An object from what a task leaves for the next one."""
    return kind.from_json(said)


@pytest.fixture(scope="module")
def made_project() -> str:
    """A project as the first task leaves it."""
    return tasks.create_project.function(json.loads(classic_project().to_json()))


def test_the_hook_has_a_client_that_works():
    hook = TolokaHook()
    assert hook.get_conn().get_requester().public_name["EN"] == "Acme"
    assert hook.test_connection() == (True, "Connection successfully tested")


def test_a_wrong_token_is_told(monkeypatch):
    said = json.loads(os.environ["AIRFLOW_CONN_TOLOKA_DEFAULT"])
    said["extra"]["extra__toloka__token"] = "wrong"
    monkeypatch.setenv("AIRFLOW_CONN_WRONG", json.dumps(said))
    done, words = TolokaHook("wrong").test_connection()
    assert not done
    assert "AUTHENTICATION_ERROR" in words


def test_an_unknown_connection_is_airflows_own_error():
    with pytest.raises(AirflowException):
        TolokaHook("nowhere")


def test_a_pipeline_from_project_to_answers(made_project, worker):
    project = read(toloka.Project, made_project)
    made = tasks.create_pool.function(
        pool_of(project, auto_accept_solutions=True),
        project=made_project,
        expiration=dt.timedelta(days=3),
    )
    pool = read(toloka.Pool, made)
    assert pool.project_id == project.id
    tasks.create_tasks.function(
        [json.loads(one.to_json()) for one in tasks_of(pool, 4, overlap=1)],
        pool=made,
        additional_args={"allow_defaults": True},
    )
    opened = read(toloka.Pool, tasks.open_pool.function(made))
    assert opened.is_open()
    waits = WaitPoolSensor(task_id="wait", toloka_pool=made)
    assert waits.poke({}) is False
    for _ in range(2):
        worker.answer(pool.id, "cat")
    TolokaHook().get_conn().close_pool(pool.id)
    assert waits.poke({}) is True
    assert WaitPoolSensor(task_id="why", toloka_pool=made, success_on_reasons=["EXPIRED"]).poke({}) is False
    found = [json.loads(one) for one in tasks.get_assignments.function(made, status="ACCEPTED")]
    assert [len(one["solutions"]) for one in found] == [2, 2]


def test_an_exam_pool(made_project):
    project = read(toloka.Project, made_project)
    made = tasks.create_exam_pool.function(training_of(project), project=made_project)
    training = read(toloka.Training, made)
    task = toloka.Task(
        pool_id=training.id,
        input_values={"image": "https://pictures.example/1.png"},
        known_solutions=[toloka.task.BaseTask.KnownSolution(output_values={"result": "cat"})],
        message_on_unknown_solution="It is a cat",
        infinite_overlap=True,
    )
    tasks.create_tasks.function([task, task], pool=made)
    assert read(toloka.Training, tasks.open_exam_pool.function(made)).is_open()
