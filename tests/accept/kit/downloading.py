"""Whole files through both of toloka-kit's clients: results as a table, and tasks from a file."""

from __future__ import annotations

import datetime as dt

import httpx
import pytest
from requester import TOKEN, URL, USER_ID, pictures, tasks_of
from toloka.client.assignment import GetAssignmentsTsvParameters
from toloka.client.exceptions import DoesNotExistApiError, FailedOperation
from toloka.client.operations import Operation, TasksCreateOperation

Field, Status = GetAssignmentsTsvParameters.Field, GetAssignmentsTsvParameters.Status
BUILT_IN = [
    "ASSIGNMENT:link",
    "ASSIGNMENT:assignment_id",
    "ASSIGNMENT:worker_id",
    "ASSIGNMENT:status",
    "ASSIGNMENT:started",
]


@pytest.fixture
def answered(client, pool, worker):
    """A pool with an accepted, a rejected and a submitted page; their ids."""
    client.create_tasks(tasks_of(pool, 6), allow_defaults=True, open_pool=True)
    ids = [worker.answer(pool.id, answer) for answer in ("cat", "dog", "cat")]
    client.accept_assignment(ids[0], "Thanks")
    client.reject_assignment(ids[1], "Those are cats")
    yield ids
    client.close_pool(pool.id)


def test_results_are_a_table(client, pool, answered):
    accepted = client.get_assignment(answered[0])
    found = client.get_assignments_df(pool.id)
    assert [*found.columns[-7:-2]] == BUILT_IN
    assert list(found["INPUT:image"]) == pictures(accepted.tasks)
    assert list(found["OUTPUT:result"]) == ["cat"] * len(found)
    assert found["GOLDEN:result"].isnull().all()
    assert set(found["ASSIGNMENT:status"]) == {"APPROVED"}
    assert set(found["ASSIGNMENT:worker_id"]) == {USER_ID}


def test_every_field_of_every_status(client, pool, answered):
    found = client.get_assignments_df(pool.id, status=[*Status], field=[*Field])
    assert {field.value for field in Field} <= set(found.columns)
    by_id = dict(list(found.groupby("ASSIGNMENT:assignment_id")))
    assert set(by_id) == set(answered)
    for page_id, status in zip(answered, ("APPROVED", "REJECTED", "SUBMITTED"), strict=True):
        page, rows = client.get_assignment(page_id), by_id[page_id]
        assert list(rows["ASSIGNMENT:task_id"]) == [task.id for task in page.tasks]
        assert set(rows["ASSIGNMENT:status"]) == {status}
        assert set(rows["ASSIGNMENT:task_suite_id"]) == {page.task_suite_id}
        assert set(rows["ASSIGNMENT:reward"]) == {float(page.reward)}
        for name, moment in (
            ("started", page.created),
            ("submitted", page.submitted),
            ("rejected", page.rejected),
        ):
            told = {dt.datetime.fromisoformat(text) for text in rows[f"ASSIGNMENT:{name}"].dropna()}
            assert told == (set() if moment is None else {moment.replace(tzinfo=None)})
    assert list(found["ACCEPT:comment"].dropna().unique()) == ["Thanks", "Those are cats"]


@pytest.mark.usefixtures("answered")
def test_windows_and_bans(client, pool):
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    earlier = later - dt.timedelta(days=2)
    assert client.get_assignments_df(pool.id, start_time_from=later).empty
    assert client.get_assignments_df(pool.id, start_time_to=earlier).empty
    assert not client.get_assignments_df(pool.id, start_time_from=earlier, start_time_to=later).empty
    assert not client.get_assignments_df(pool.id, exclude_banned=True).empty
    with pytest.raises(DoesNotExistApiError):
        client.get_assignments_df("1")


def imported(pool, content):
    headers = {"authorization": f"OAuth {TOKEN}", "content-type": "text/tab-separated-values"}
    path = f"{URL}/api/v1/pools/{pool.id}/tasks/import?allow_defaults=true"
    return httpx.post(path, content=content.encode(), headers=headers).raise_for_status().json()["id"]


def test_a_file_of_tasks_is_an_operation_that_the_client_knows(client, pool):
    operation = client.wait_operation(
        client.get_operation(imported(pool, "INPUT:image\nhttps://a/1\nhttps://a/2\n"))
    )
    assert isinstance(operation, TasksCreateOperation)
    assert operation.status == Operation.Status.SUCCESS
    assert (operation.details.total_count, operation.details.success_count) == (2, 2)
    made = [line.output["task_id"] for line in client.get_operation_log(operation.id)]
    assert pictures([client.get_task(one) for one in made]) == ["https://a/1", "https://a/2"]
    with pytest.raises(FailedOperation):
        client.wait_operation(client.get_operation(imported(pool, "INPUT:image\nwrong\n"))).raise_on_fail()
