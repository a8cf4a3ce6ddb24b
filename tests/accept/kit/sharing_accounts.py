"""Another's account, a project's check, and who is who, through both of toloka-kit's clients."""

from __future__ import annotations

from contextlib import contextmanager
from decimal import Decimal

import httpx
import pytest
from requester import OTHER_TOKEN, TOKEN, URL, Waiting, classic_project, pool_of, suites_of
from toloka.client import TolokaClient
from toloka.client.exceptions import (
    AccessDeniedApiError,
    DoesNotExistApiError,
    IncorrectActionsApiError,
    ValidationApiError,
)
from toloka.client.project import ProjectUpdateDifferenceLevel as Level
from toloka.client.project import StringSpec


@pytest.fixture
def theirs(loop):
    """The account of another requester, by their own client."""
    return Waiting(TolokaClient(OTHER_TOKEN, url=URL, retries=0), loop)


@pytest.fixture
def acting(kind, loop, theirs):
    """A client that names the other's account."""
    account = theirs.get_requester().id
    return Waiting(kind(TOKEN, url=URL, retries=0, act_under_account_id=account), loop)


@pytest.fixture
def shared(client):
    """Shares the other's account with the client's requester for a while."""
    headers = {"Authorization": f"OAuth {OTHER_TOKEN}"}

    @contextmanager
    def share(role):
        with httpx.Client(base_url=f"{URL}/api/v1/shared-access", headers=headers) as http:
            body = {"requester_id": client.get_requester().id, "role": role}
            made = http.put("", json=body).raise_for_status().json()
            try:
                yield
            finally:
                http.delete(f"/{made['id']}").raise_for_status()

    return share


def owner_of(found):
    """The owner as it was sent: the client makes an object of it for some types only."""
    return found.unstructure()["owner"]


def test_an_account_that_is_not_shared(acting, kind, loop):
    with pytest.raises(AccessDeniedApiError):
        acting.get_requester()
    nobody = Waiting(kind(TOKEN, url=URL, retries=0, act_under_account_id="f" * 32), loop)
    with pytest.raises(AccessDeniedApiError):
        nobody.find_projects()


def test_work_in_anothers_account(acting, shared, client, theirs, worker):
    with shared("EDITOR"):
        assert acting.get_requester().id == theirs.get_requester().id != client.get_requester().id
        project = acting.create_project(classic_project())
        company_id = theirs.get_requester().company.id
        owner = {"id": theirs.get_requester().id, "myself": False, "company_id": company_id}
        assert owner_of(project) == owner
        assert owner_of(theirs.get_project(project.id)) == {**owner, "myself": True}
        with pytest.raises(DoesNotExistApiError):
            client.get_project(project.id)
        pool = acting.create_pool(pool_of(project, mixer_config=None))
        acting.create_task_suites(suites_of(pool, 1), allow_defaults=True)
        acting.open_pool(pool.id)
        page_id = worker.answer(pool.id, "cat")
        assert owner_of(acting.accept_assignment(page_id, "Thanks")) == owner
        acting.close_pool(pool.id)
    with pytest.raises(AccessDeniedApiError):
        acting.get_project(project.id)


def test_a_viewer(acting, shared, theirs):
    project = theirs.create_project(classic_project())
    pool = theirs.create_pool(pool_of(project))
    with shared("VIEWER"):
        assert owner_of(acting.get_pool(pool.id))["myself"] is False
        assert project.id in [one.id for one in acting.get_projects()]
        for refused in (
            lambda: acting.create_project(classic_project()),
            lambda: acting.get_assignments(pool_id=pool.id),
            lambda: acting.archive_pool(pool.id),
        ):
            with pytest.raises(AccessDeniedApiError) as denied:
                refused()
            assert "VIEWER" in denied.value.message


def test_how_far_an_edit_goes(client):
    project = client.create_project(classic_project())
    check = client.check_update_project_for_major_version_change
    assert check(project.id, client.get_project(project.id)) is Level.EQUAL
    project.public_name = "Another name"
    assert check(project.id, project) is Level.NON_BREAKING_CHANGE
    project.task_spec.output_spec["why"] = StringSpec()
    assert check(project.id, project) is Level.BREAKING_CHANGE
    assert client.get_project(project.id).public_name == "Cats and dogs"
    project.public_name = ""
    with pytest.raises(ValidationApiError):
        check(project.id, project)
    with pytest.raises(DoesNotExistApiError):
        check("1", project)
    client.archive_project(project.id)
    with pytest.raises(IncorrectActionsApiError):
        check(project.id, classic_project())


def test_who_is_who(client, worker):
    me = client.get_requester()
    assert isinstance(me.balance, Decimal)
    assert me.public_name["EN"]
    assert me.company.superintendent_id == me.id
    found = client.get_user(worker.id)
    assert (found.id, found.adult_allowed) == (worker.id, False)
    assert found.attributes is not None
    with pytest.raises(DoesNotExistApiError):
        client.get_user("f" * 32)
