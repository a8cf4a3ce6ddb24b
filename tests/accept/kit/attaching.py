"""Files that workers attached, through both of toloka-kit's clients."""

from __future__ import annotations

import base64
import io

import pytest
import toloka.client as toloka
from requester import classic_project, pool_of, suites_of
from toloka.client import project as fields
from toloka.client import search_requests
from toloka.client.exceptions import DoesNotExistApiError, ValidationApiError

CONTENT = bytes(range(256)) * 40
TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}


@pytest.fixture(scope="session")
def photo_pool(client):
    """A pool whose pages want a photo."""
    spec = fields.task_spec.TaskSpec(
        input_spec={"image": fields.UrlSpec()},
        output_spec={"photo": fields.FileSpec()},
        view_spec=fields.ClassicViewSpec(markup="<img src={{image}}>", styles="", script=""),
    )
    project = client.create_project(classic_project(task_spec=spec))
    defaults = toloka.Pool.Defaults(default_overlap_for_new_tasks=1, default_overlap_for_new_task_suites=1)
    return client.create_pool(pool_of(project, mixer_config=None, defaults=defaults))


def by_form(worker, page, content):
    form = {"file": ("кот 1.jpg", content, "image/x-cat")}
    answer = worker.http.post("/attachments", files=form, data={"assignment_id": page["id"]})
    return answer.raise_for_status().json()["id"]


def in_parts(worker, page, content):
    said = {"filename": "кот 2.jpg", "filetype": "image/x-cat", "assignment_id": page["id"]}
    pairs = (f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in said.items())
    begun = worker.http.post(
        "/uploads",
        headers=TUS | {"Upload-Length": str(len(content)), "Upload-Metadata": ",".join(pairs)},
        content=content[:1000],
    )
    begun.raise_for_status()
    headers = TUS | {"Upload-Offset": begun.headers["upload-offset"]}
    done = worker.http.patch(begun.headers["location"], headers=headers, content=content[1000:])
    return done.raise_for_status().headers["talka-attachment-id"]


@pytest.fixture(scope="session")
def page(client, worker, photo_pool):
    """A page handed in, with two files of which one came in parts; its id and theirs."""
    client.create_task_suites(suites_of(photo_pool, 1), allow_defaults=True)
    client.open_pool(photo_pool.id)
    taken = worker.http.post(f"/pools/{photo_pool.id}/assignments").raise_for_status().json()
    files = [by_form(worker, taken, CONTENT), in_parts(worker, taken, CONTENT[::-1])]
    body = {"solutions": [{"output_values": {"photo": one}} for one in files]}
    worker.http.post(f"/assignments/{taken['id']}/submit", json=body).raise_for_status()
    yield taken["id"], files
    client.close_pool(photo_pool.id)


def test_one_is_read(client, worker, photo_pool, page):
    page_id, files = page
    solutions = client.get_assignment(page_id).solutions
    assert [one.output_values["photo"] for one in solutions] == files
    for number, file_id in enumerate(files, 1):
        found = client.get_attachment(file_id)
        assert (found.id, found.name, found.media_type) == (file_id, f"кот {number}.jpg", "image/x-cat")
        assert found.attachment_type == toloka.Attachment.Type.ASSIGNMENT_ATTACHMENT
        details = found.details
        assert (details.user_id, details.assignment_id) == (worker.id, page_id)
        assert details.pool_id == photo_pool.id
        assert found.owner.myself is True
        assert found.created is not None


def test_they_are_found(client, worker, photo_pool, page):
    page_id, files = page
    wanted = sorted(files)
    assert [one.id for one in client.get_attachments(pool_id=photo_pool.id)] == wanted
    assert [one.id for one in client.get_attachments(assignment_id=page_id, batch_size=1)] == wanted
    found = client.find_attachments(pool_id=photo_pool.id, sort=["-created", "-id"], limit=1)
    assert (found.items[0].id, found.has_more) == (files[1], True)
    by_name = search_requests.AttachmentSearchRequest(pool_id=photo_pool.id, name="кот 1.jpg")
    assert [one.id for one in client.find_attachments(by_name).items] == files[:1]
    owner = client.get_requester()
    for query, count in (
        ({"user_id": worker.id}, 2),
        ({"user_id": owner.id}, 0),
        ({"owner_id": owner.id}, 2),
        ({"owner_id": worker.id}, 0),
        ({"type": toloka.Attachment.Type.ASSIGNMENT_ATTACHMENT}, 2),
        ({"id_gt": wanted[0]}, 1),
        ({"id_lte": wanted[0]}, 1),
        ({"created_gt": client.get_attachment(files[0]).created}, 1),
    ):
        found = client.find_attachments(pool_id=photo_pool.id, **query)
        assert len(found.items) == count, query


def test_without_a_pool_or_page_nothing_is_found(client):
    with pytest.raises(ValidationApiError):
        client.find_attachments(name="кот 1.jpg")


def test_they_are_downloaded(client, page, tmp_path):
    _, files = page
    for file_id, content in zip(files, (CONTENT, CONTENT[::-1]), strict=True):
        out = io.BytesIO()
        client.download_attachment(file_id, out)
        assert out.getvalue() == content
    path = tmp_path / "photo.jpg"
    with path.open("wb") as out:
        client.download_attachment(files[0], out)
    assert path.read_bytes() == CONTENT


def test_what_is_not_there_is_not_found(client):
    missing = "00000000-0000-4000-8000-000000000000"
    with pytest.raises(DoesNotExistApiError):
        client.get_attachment(missing)
    with pytest.raises(DoesNotExistApiError):
        client.download_attachment(missing, io.BytesIO())
