"""Restrictions by hand, through both of toloka-kit's clients."""

from __future__ import annotations

from datetime import timedelta

import pytest
from requester import same
from toloka.client.exceptions import DoesNotExistApiError
from toloka.client.user_restriction import (
    AllProjectsUserRestriction,
    PoolUserRestriction,
    ProjectUserRestriction,
)


@pytest.fixture(params=["ALL_PROJECTS", "PROJECT", "POOL"])
def wanted(request, project, pool, worker):
    common = {"user_id": worker.id, "private_comment": "Many mistakes"}
    return {
        "ALL_PROJECTS": AllProjectsUserRestriction(**common),
        "PROJECT": ProjectUserRestriction(**common, project_id=project.id),
        "POOL": PoolUserRestriction(**common, pool_id=pool.id),
    }[request.param]


def test_one_is_set_changed_found_and_lifted(client, wanted, worker, pool):
    made = client.set_user_restriction(wanted)
    assert (made.scope, made.user_id, made.will_expire) == (wanted.scope, worker.id, None)
    assert "restrictions" in worker.why_not(pool.id)

    made.will_expire = made.created.replace(microsecond=0) + timedelta(days=3650)
    changed = client.set_user_restriction(made)
    assert (changed.id, changed.will_expire) == (made.id, made.will_expire)
    assert same(client.get_user_restriction(made.id), changed)

    asked = {"user_id": worker.id, "scope": wanted.scope}
    found = client.find_user_restrictions(**asked, sort=["-created", "id"])
    assert [one.id for one in found.items] == [made.id]
    assert [one.id for one in client.get_user_restrictions(**asked)] == [made.id]

    client.delete_user_restriction(made.id)
    assert "restrictions" not in worker.why_not(pool.id)
    with pytest.raises(DoesNotExistApiError):
        client.get_user_restriction(made.id)
