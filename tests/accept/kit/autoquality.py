"""toloka-kit's autoquality package: it tries settings in pools of its own, and says which were best.

``TALKA_OTHER_WORKERS`` has the ids and tokens of four workers.
"""

from __future__ import annotations

import itertools
import os
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
import toloka.client as toloka
from requester import TOKEN, URL, Worker, at_work, classic_project, pool_of, training_of
from toloka.autoquality import AutoQuality
from toloka.client import TolokaClient

OTHER_WORKERS = [one.split(":") for one in os.environ["TALKA_OTHER_WORKERS"].split()]
GOLDEN = toloka.task.BaseTask.KnownSolution(output_values={"result": "cat"})
DISTRIBUTIONS = {
    "overlap": [2],
    "AssignmentSubmitTime": {"history_size": [5], "avg_page_seconds": [90], "too_fast_fraction": [0.1]},
    "MajorityVote": {"history_size": [5], "incorrect_answers_rate": [60, 70]},
}


@pytest.fixture
def client() -> TolokaClient:
    return TolokaClient(TOKEN, url=URL, retries=0)


@pytest.fixture
def crew() -> Iterator[list[Worker]]:
    with ExitStack() as stack:
        yield [stack.enter_context(at_work(*one)) for one in OTHER_WORKERS]


def tasks() -> list[toloka.Task]:
    real = [toloka.Task(input_values={"image": f"https://pictures.example/{n}.png"}) for n in range(4)]
    control = [
        toloka.Task(
            input_values={"image": f"https://pictures.example/known{n}.png"},
            known_solutions=[GOLDEN],
            infinite_overlap=True,
        )
        for n in range(2)
    ]
    return [*real, *control]


def work(worker: Worker, pool_id: str, says: tuple[str, ...], until: threading.Event) -> None:
    """Do all there is in the pool; its tasks come one by one while others work."""
    answers = itertools.cycle(says)
    while not until.is_set():
        taken = worker.http.post(f"/pools/{pool_id}/assignments")
        if not taken.is_success:
            time.sleep(0.2)
            continue
        page = taken.json()
        said = next(answers)
        body = {"solutions": [{"output_values": {"result": said}} for _ in page["tasks"]]}
        worker.http.post(f"/assignments/{page['id']}/submit", json=body).raise_for_status()
        time.sleep(1.1)  # what takes no second has no speed to the package


def a_training(client: TolokaClient, project: toloka.Project) -> toloka.Training:
    made = client.create_training(training_of(project))
    client.create_tasks(
        [
            toloka.Task(
                pool_id=made.id,
                input_values={"image": f"https://pictures.example/{n}.png"},
                known_solutions=[GOLDEN],
                message_on_unknown_solution="It is a cat",
                infinite_overlap=True,
            )
            for n in range(2)
        ]
    )
    return made


def test_the_best_settings_are_found(client, crew):
    project = client.create_project(classic_project())
    training = a_training(client, project)
    mixer = toloka.pool.MixerConfig(real_tasks_count=2, golden_tasks_count=1, training_tasks_count=0)
    nobodys = client.create_skill(name=f"Skill {uuid.uuid4()}")
    # The package adds to a filter that it takes to be there.
    base = client.create_pool(
        pool_of(
            project,
            mixer_config=mixer,
            auto_accept_solutions=True,
            filter=toloka.filter.FilterAnd([toloka.filter.Skill(nobodys.id) != 1]),
        )
    )
    quality = AutoQuality(
        toloka_client=client,
        project_id=project.id,
        base_pool_id=base.id,
        training_pool_id=training.id,
        label_field="result",
        n_iter=2,
        parameter_distributions=DISTRIBUTIONS,
    )
    quality.setup_pools()
    assert len(quality.autoquality_pools) == 2
    quality.create_tasks(tasks())

    done = threading.Event()
    pools = [one.id for one in quality.autoquality_pools]
    # In each pool one who is right about the known pictures and one who is not, or every other time.
    habits = [("cat",), ("cat",), ("dog",), ("dog", "cat")]
    threads = [
        threading.Thread(target=work, args=(one, pools[n % 2], habits[n], done)) for n, one in enumerate(crew)
    ]
    for thread in threads:
        thread.start()
    try:
        quality.run()
    finally:
        done.set()
        for thread in threads:
            thread.join()

    assert {client.get_pool(one).last_close_reason.value for one in pools} == {"COMPLETED"}
    assert set(quality.scores) == set(pools)
    for score in quality.scores.values():
        assert 0 <= score["score"]["accuracy_golden"] < 1
        assert score["score"]["unique_submitters_count"] == 2
        assert score["score"]["spent_budget"] == pytest.approx(0.2)
    assert quality.best_pool_id == pools[1]
    assert quality.best_pool_params["overlap"] == 2
    quality.archive_autoquality_pools()
    assert all(client.get_pool(one).is_archived() for one in pools)
