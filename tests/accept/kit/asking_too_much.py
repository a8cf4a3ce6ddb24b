"""Limits over time as toloka-kit meets them: two projects an hour, ten skills a minute."""

from __future__ import annotations

import pytest
from requester import TOKEN, URL, Waiting, classic_project, pool_of, suites_of
from toloka.client import Skill
from toloka.client.exceptions import TooManyRequestsApiError, ValidationApiError


@pytest.fixture(params=[0, 1])
def patient(request, kind, loop):
    """A client that tries once more, and one that does not: neither may fall over the refusal."""
    return Waiting(kind(TOKEN, url=URL, retries=request.param), loop)


def test_an_hours_limit(patient):
    with pytest.raises(TooManyRequestsApiError) as refused:
        [patient.create_project(classic_project()) for _ in range(3)]
    assert refused.value.payload == {"interval": "HOUR", "limit": 2}


def test_a_minutes_limit(patient):
    with pytest.raises(TooManyRequestsApiError) as refused:
        [patient.create_skill(Skill(name=f"skill {number}")) for number in range(11)]
    assert refused.value.payload == {"limit": 10}


def test_a_batch_that_is_too_large(patient):
    project = patient.get_projects()[0]
    pool = patient.create_pool(pool_of(project, mixer_config=None))
    patient.create_task_suites(suites_of(pool, 2), allow_defaults=True)
    with pytest.raises(Exception, match="input_values") as refused:
        patient.create_task_suites(suites_of(pool, 40), allow_defaults=True)
    assert not isinstance(refused.value, (TypeError, KeyError, ValidationApiError))
    assert len(patient.get_task_suites(pool_id=pool.id)) == 2
