"""What toloka-kit makes of refusals, through both of its clients."""

from __future__ import annotations

import uuid

import httpx
import pytest
import toloka.client as toloka
from requester import OTHER_TOKEN, TOKEN, URL, WORKER_TOKEN, Waiting, classic_project, pool_of, tasks_of
from toloka.client.exceptions import (
    AccessDeniedApiError,
    ApiError,
    AuthenticationApiError,
    ConflictStateApiError,
    DoesNotExistApiError,
    IncorrectActionsApiError,
    ValidationApiError,
    raise_on_api_error,
)


class TestRefusals:
    def test_a_wrong_project_names_every_wrong_field(self, client):
        wrong = toloka.Project(public_description="No name", task_spec=classic_project().task_spec)
        wrong._unexpected["max_active_assignments_count"] = "many"
        with pytest.raises(ValidationApiError) as refused:
            client.create_project(wrong)
        assert refused.value.status_code == 400
        assert set(refused.value.invalid_fields) == {"public_name", "max_active_assignments_count"}
        assert refused.value.payload["public_name"]["code"] == "VALUE_REQUIRED"
        assert refused.value.payload["max_active_assignments_count"]["code"] == "INTEGER_EXPECTED"
        assert refused.value.request_id

    def test_a_wrong_pool_names_the_path(self, client, project):
        wrong = pool_of(project, assignment_max_duration_seconds=1, auto_accept_period_day=100)
        wrong.mixer_config.real_tasks_count = 1000
        with pytest.raises(ValidationApiError) as refused:
            client.create_pool(wrong)
        assert set(refused.value.invalid_fields) == {
            "assignment_max_duration_seconds",
            "auto_accept_period_day",
            "mixer_config.real_tasks_count",
        }

    def test_tasks_need_a_mixer(self, client, manual_pool):
        with pytest.raises(IncorrectActionsApiError) as refused:
            client.create_tasks(tasks_of(manual_pool, 1), allow_defaults=True)
        assert refused.value.code == "MIXER_CONFIG_REQUIRED"

    def test_the_way_of_making_pages_is_fixed_by_the_first_upload(self, client, pool):
        client.create_tasks(tasks_of(pool, 1), allow_defaults=True)
        pool.mixer_config = None
        with pytest.raises(ConflictStateApiError) as refused:
            client.update_pool(pool.id, pool)
        assert (refused.value.status_code, refused.value.code) == (409, "CONFLICT_STATE")

    @pytest.mark.parametrize(
        "method",
        [
            *("get_project", "get_pool", "get_training", "get_skill", "get_user_skill", "get_task"),
            *("get_task_suite", "get_assignment", "get_operation", "archive_pool", "archive_training"),
        ],
    )
    @pytest.mark.parametrize("unknown", ["1", "no-such-id", str(uuid.UUID(int=7))])
    def test_what_there_is_not_does_not_exist(self, client, method, unknown):
        with pytest.raises(DoesNotExistApiError) as refused:
            getattr(client, method)(unknown)
        assert refused.value.status_code == 404

    def test_what_another_has_does_not_exist(self, client, kind, loop, project, pool):
        task = client.create_task(tasks_of(pool, 1, overlap=1)[0])
        other = Waiting(kind(OTHER_TOKEN, url=URL, retries=0), loop)
        for call, what in (
            (other.get_project, project.id),
            (other.get_pool, pool.id),
            (other.open_pool, pool.id),
            (other.clone_pool, pool.id),
            (other.get_task, task.id),
        ):
            with pytest.raises(DoesNotExistApiError):
                call(what)
        assert project.id not in [one.id for one in other.get_projects()]
        with pytest.raises(ValidationApiError) as refused:
            other.create_pool(pool_of(project))
        assert refused.value.invalid_fields == ["project_id"]

    def test_tokens(self, kind, loop):
        stranger = Waiting(kind("nobody-has-this", url=URL, retries=0), loop)
        with pytest.raises(AuthenticationApiError) as refused:
            stranger.get_requester()
        assert refused.value.status_code == 401
        as_worker = Waiting(kind(WORKER_TOKEN, url=URL, retries=0), loop)
        with pytest.raises(AccessDeniedApiError) as refused:
            as_worker.get_projects()
        assert refused.value.status_code == 403

    @pytest.mark.parametrize(
        ("method", "path", "status"), [("GET", "no-such-thing", 404), ("DELETE", "projects", 405)]
    )
    def test_an_unknown_call_is_refused_in_the_same_form(self, method, path, status):
        answer = httpx.request(method, f"{URL}/api/v1/{path}", headers={"Authorization": f"OAuth {TOKEN}"})
        with pytest.raises(ApiError) as refused:
            raise_on_api_error(answer)
        assert refused.value.status_code == status
        assert refused.value.code
        assert refused.value.request_id
