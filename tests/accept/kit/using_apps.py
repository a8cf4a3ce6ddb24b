"""Apps, through both of toloka-kit's clients."""

from __future__ import annotations

import datetime as dt
import time
from decimal import Decimal

import httpx
import pytest
from requester import URL, WORKER_TOKEN, same
from toloka.client import AppProject
from toloka.client.app import (
    AppBatch,
    AppBatchCreateRequest,
    AppBatchPatch,
    AppItem,
    AppItemsCreateRequest,
    SyncBatchCreateRequest,
)
from toloka.client.exceptions import DoesNotExistApiError, IncorrectActionsApiError, ValidationApiError

TEXTS, SEARCH = "2eN4l59qL2xHB5b8Jqp6", "9lZaMl363jahzra1rrYq"
PARAMETERS = {
    "default_language": "en",
    "name": "Product relevance project",
    "instruction_classes": [
        {"description": "The product is relevant to the query.", "label": "Relevant", "value": "relevant"},
        {"description": "The product is not relevant.", "label": "Irrelevant", "value": "irrelevant"},
    ],
    "instruction_examples": [
        {
            "description": "The product exactly matches the query.",
            "label": "relevant",
            "query": "some search query",
            "screenshot_url": "https://example.com/1",
        }
    ],
}
HEADERS = {"Authorization": f"Bearer {WORKER_TOKEN}"}


def items(*queries):
    return [
        {"id": str(place), "query": query, "website_url": "https://example.com"}
        for place, query in enumerate(queries)
    ]


@pytest.fixture
def app_project(client):
    """As the client's own examples make it."""
    return client.create_app_project(AppProject(app_id=SEARCH, name="Relevance", parameters=dict(PARAMETERS)))


def test_apps(client):
    found = client.find_apps(sort=["-id"], limit=2, lang="en")
    assert (len(found.content), found.has_more) == (2, True)
    every = client.get_apps()
    assert [app.id for app in every][:2] == [TEXTS, SEARCH]
    assert [app.id for app in client.get_apps(id_gt=TEXTS, batch_size=1)] == [app.id for app in every[1:]]
    app = client.get_app(SEARCH, lang="de")
    assert app.name == "Suchrelevanz"
    assert app.default_item_price == Decimal("0.09")
    assert app.param_spec["fields"]["required"] == ["default_language", "name", "instruction_classes"]
    assert app.input_spec["website_url"].required is False
    assert app.output_spec["result"].required is True
    with pytest.raises(DoesNotExistApiError):
        client.get_app("nothing")


def test_app_projects(client, app_project):
    assert (app_project.status, app_project.app.id) == (AppProject.Status.READY, SEARCH)
    assert (app_project.item_price, app_project.read_only) == (Decimal("0.09"), False)
    assert app_project.parameters == PARAMETERS
    assert same(client.get_app_project(app_project.id), app_project)
    found = client.find_app_projects(
        app_id=SEARCH, status=AppProject.Status.READY, scope="MY", sort=["name", "-created", "-id"], limit=5
    )
    assert found.content[0].id == app_project.id
    listed = client.get_app_projects(id_gte=app_project.id, created_gte=app_project.created, batch_size=1)
    assert [one.id for one in listed] == [app_project.id]
    archived = client.archive_app_project(app_project.id)
    assert (archived.status, archived.read_only) == (AppProject.Status.ARCHIVED, True)
    assert client.archive_app_project(app_project.id).status == AppProject.Status.ARCHIVED
    found = client.find_app_projects(status="ARCHIVED", after_id=None, requester_ids=None)
    assert app_project.id in [one.id for one in found.content]
    assert client.unarchive_app_project(app_project.id).status == AppProject.Status.READY
    with pytest.raises(ValidationApiError) as wrong:
        client.create_app_project(AppProject(app_id=SEARCH, name="x", parameters={}))
    assert set(wrong.value.payload) == {
        f"parameters.{name}" for name in ("default_language", "name", "instruction_classes")
    }


def test_items(client, app_project):
    batch = client.create_app_batch(app_project.id, AppBatchCreateRequest(items=items("one")))
    made = client.create_app_item(
        app_project.id, AppItem(batch_id=batch.id, input_data=items("two")[0]), force_new_original=True
    )
    assert (made.status, made.input_data["query"]) == (AppItem.Status.NEW, "two")
    more = AppItemsCreateRequest(
        batch_id=batch.id, items=[*items("three"), {"query": 1}], ignore_errors=True, force_new_original=False
    )
    ids = client.create_app_items(app_project.id, more)
    assert len(ids) == 1
    with pytest.raises(ValidationApiError) as wrong:
        client.create_app_items(app_project.id, AppItemsCreateRequest(items=[{"query": "x"}]))
    assert set(wrong.value.payload) == {"input_data.0.website_url"}
    assert same(client.get_app_item(app_project.id, made.id), made)
    every = client.get_app_items(app_project.id, batch_id=batch.id, batch_size=2)
    assert [one.input_data["query"] for one in every] == ["one", "two", "three"]
    found = client.find_app_items(
        app_project.id, after_id=every[0].id, status="NEW", sort=["created", "id", "finished"], limit=1
    )
    assert (found.content[0].id, found.has_more) == (made.id, True)
    later = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    assert client.find_app_items(app_project.id, finished_gt=later, created_gt=later).content == []
    shown = client.get_app_batch(app_project.id, batch.id)
    assert (shown.items_count, shown.last_items_import.records_skipped) == (3, 1)
    assert set(shown.last_items_import.errors) == {"input_data.1.query", "input_data.1.website_url"}


def test_a_batch_until_it_is_done(client, app_project):
    httpx.patch(f"{URL}/api/worker/v1/me", json={"languages": ["EN"]}, headers=HEADERS).raise_for_status()
    request = AppBatchCreateRequest(
        name="First",
        items=items("one", "two"),
        priority_order=AppBatch.PriorityOrder.ONE,
        force_new_original=False,
        ignore_errors=False,
    )
    batch = client.create_app_batch(app_project.id, request)
    assert (batch.status, batch.items_count, batch.cost) == (AppBatch.Status.NEW, 2, Decimal("0.18"))
    assert batch.priority_order == AppBatch.PriorityOrder.ONE
    patched = client.patch_app_batch(app_project.id, batch.id, AppBatchPatch(name="Renamed"))
    assert (patched.name, patched.priority_order) == ("Renamed", AppBatch.PriorityOrder.ONE)
    client.start_app_batch(app_project.id, batch.id)
    client.start_app_batch(app_project.id, batch.id)
    client.stop_app_batch(app_project.id, batch.id)
    assert client.get_app_batch(app_project.id, batch.id).status == AppBatch.Status.STOPPED
    client.archive_app_batch(app_project.id, batch.id)
    client.archive_app_batch(app_project.id, batch.id)
    assert client.get_app_batch(app_project.id, batch.id).status == AppBatch.Status.ARCHIVE
    client.unarchive_app_batch(app_project.id, batch.id)
    client.resume_app_batch(app_project.id, batch.id)
    going = client.get_app_batch(app_project.id, batch.id)
    assert going.status == AppBatch.Status.PROCESSING
    assert going.eta >= going.current_time
    assert going.app_project_eta == going.eta
    with pytest.raises(IncorrectActionsApiError):
        client.archive_app_batch(app_project.id, batch.id)
    pool_id = client.get_app_batch(app_project.id, batch.id)._unexpected["pool_id"]
    for task in client.get_tasks(pool_id=pool_id):
        client.patch_task(task.id, overlap=1)
    answer(pool_id, 2)
    done = until(client, app_project.id, batch.id, AppBatch.Status.COMPLETED)
    assert (done.items_processed_count, done.items_per_state["COMPLETED"]) == (2, 2)
    found = client.get_app_items(app_project.id, batch_id=batch.id)
    assert [one.status for one in found] == [AppItem.Status.COMPLETED] * 2
    assert [one.output_data["result"] for one in found] == [["relevant"]] * 2
    assert all(0.5 <= one.output_data["confidence"] <= 1 for one in found)
    assert all(one.created_at <= one.started_at <= one.finished_at for one in found)

    sync = client.start_sync_batch_processing(
        app_project.id, SyncBatchCreateRequest(name="Again", items=items("two"))
    )
    assert (sync.name, sync.items_count) == ("Again", 1)
    until(client, app_project.id, sync.id, AppBatch.Status.COMPLETED)
    listed = client.get_app_batches(app_project.id, name_gte="A", batch_size=1)
    assert [one.name for one in listed] == ["Renamed", "Again"]
    found = client.find_app_batches(app_project.id, status="COMPLETED", sort=["-name", "created"], limit=1)
    assert (found.content[0].name, found.has_more) == ("Renamed", True)


def answer(pool_id, pages):
    """Have the worker answer so many pages."""
    for _ in range(pages):
        page = httpx.post(f"{URL}/api/worker/v1/pools/{pool_id}/assignments", headers=HEADERS)
        page.raise_for_status()
        body = {"solutions": [{"output_values": {"result": "relevant"}} for _ in page.json()["tasks"]]}
        path = f"{URL}/api/worker/v1/assignments/{page.json()['id']}/submit"
        httpx.post(path, json=body, headers=HEADERS).raise_for_status()


def until(client, app_project_id, batch_id, status):
    """The batch once it has this status."""
    for _ in range(100):
        found = client.get_app_batch(app_project_id, batch_id)
        if found.status == status:
            return found
        time.sleep(0.1)
    raise AssertionError(f"the batch is still {found.status}")
