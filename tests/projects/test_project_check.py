"""How far an edit would go is told before it is made, and is what making it then does."""

from __future__ import annotations

from typing import Any

import pytest

from http_client import Client, Platform
from talka.projects import store
from talka.storage.tx import Tx

PROJECT: dict[str, Any] = {
    "public_name": "Cats",
    "task_spec": {
        "input_spec": {"image": {"type": "url"}, "note": {"type": "string", "required": False}},
        "output_spec": {"result": {"type": "string", "max_length": 10}},
    },
    "quality_control": {
        "configs": [
            {
                "collector_config": {"type": "ASSIGNMENT_SUBMIT_TIME", "parameters": {"history_size": 5}},
                "rules": [
                    {
                        "conditions": [{"key": "total_submitted_count", "operator": "GT", "value": 2}],
                        "action": {
                            "type": "RESTRICTION_V2",
                            "parameters": {"scope": "PROJECT", "duration_unit": "DAYS", "duration": 1},
                        },
                    }
                ],
            }
        ]
    },
}


def edited(**outputs: Any) -> dict[str, Any]:
    spec = PROJECT["task_spec"]
    return {**PROJECT, "task_spec": {**spec, "output_spec": {**spec["output_spec"], **outputs}}}


EDITS = [
    (PROJECT, "EQUAL"),
    ({**PROJECT, "public_name": "Dogs"}, "NON_BREAKING_CHANGE"),
    (edited(sure={"type": "boolean", "required": False}), "NON_BREAKING_CHANGE"),
    (edited(result={"type": "string", "max_length": 20}), "NON_BREAKING_CHANGE"),
    (edited(result={"type": "string", "max_length": 5}), "BREAKING_CHANGE"),
    (edited(sure={"type": "boolean"}), "BREAKING_CHANGE"),
]


@pytest.fixture
async def requester(platform: Platform) -> Client:
    return await platform.requester()


async def version(platform: Platform, project_id: str) -> tuple[int, int]:
    def read(tx: Tx) -> tuple[int, int]:
        project = store.get(tx, int(project_id))
        assert project is not None
        return project.version_major, project.version_minor

    return await platform.database.read(read)


async def check(requester: Client, project_id: str, form: object, status: int = 200) -> Any:
    return await requester.call("POST", f"/api/staging/projects/{project_id}/check", form, status=status)


async def test_what_is_told_is_what_the_edit_does(platform: Platform, requester: Client):
    for form, level in EDITS:
        project = await requester.call("POST", "/api/v1/projects", PROJECT, status=201)
        assert await check(requester, project["id"], form) == {"differenceLevel": level}
        assert await requester.call("GET", f"/api/v1/projects/{project['id']}") == project
        assert await version(platform, project["id"]) == (1, 0)
        await requester.call("PUT", f"/api/v1/projects/{project['id']}", form, status=200)
        expected = {"EQUAL": (1, 0), "NON_BREAKING_CHANGE": (1, 1), "BREAKING_CHANGE": (2, 0)}[level]
        assert await version(platform, project["id"]) == expected


async def test_what_was_read_and_is_sent_back_is_equal(requester: Client):
    project = await requester.call("POST", "/api/v1/projects", PROJECT)
    assert await check(requester, project["id"], project) == {"differenceLevel": "EQUAL"}


async def test_what_a_project_cannot_do_without_stays_where_it_is_left_out(requester: Client):
    project_id = (await requester.call("POST", "/api/v1/projects", PROJECT))["id"]
    some = {name: value for name, value in PROJECT.items() if name not in {"public_name", "task_spec"}}
    assert await check(requester, project_id, some) == {"differenceLevel": "EQUAL"}


async def test_what_an_edit_would_refuse_is_refused(platform: Platform, requester: Client):
    project_id = (await requester.call("POST", "/api/v1/projects", PROJECT))["id"]
    path = f"/api/v1/projects/{project_id}"
    wrong_rule = {"configs": [{**PROJECT["quality_control"]["configs"][0], "rules": [{}]}]}
    for form in ({**PROJECT, "public_name": ""}, {**PROJECT, "quality_control": wrong_rule}):
        expected = await requester.call("PUT", path, form, status=400)
        told = await check(requester, project_id, form, 400)
        assert (told["code"], told["payload"]) == (expected["code"], expected["payload"])
    other = await platform.requester(name="Other")
    assert (await check(other, project_id, PROJECT, 404))["code"] == "DOES_NOT_EXIST"
    await requester.call("POST", f"{path}/archive", status=202)
    assert (await check(requester, project_id, PROJECT, 409))["code"] == "PROJECT_INAPPROPRIATE_STATUS"
