"""Toloka's official pages as data, where they are beside the checkout, and where we differ from them."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from openapi_schema_validator import OAS30Validator

import pages

MAIN, APPS = "toloka-openapi.json", "toloka-apps-openapi.json"
FILES = {"/api/v1": MAIN}
"""Pages that every answer is held against. Of the apps' the tests of apps hold theirs to its schemas."""

BY_POSITION = {("PUT", "/webhook-subscriptions", 201)}
"""Answers to several objects at once, which toloka-kit reads and the page has no schema of."""
_FOLDERS = [above / "shared" / "spec" for above in Path(__file__).parents[2:]]

SETTLED = {
    ("POST", "/tasks"): 202,
    ("POST", "/task-suites"): 202,
    ("POST", "/user-bonuses"): 202,
    ("POST", "/aggregated-solutions/aggregate-by-pool"): 202,
    ("POST", "/aggregated-solutions/aggregate-by-task"): 200,
    ("POST", "/message-threads/{id}/reply"): 200,
    ("POST", "/message-threads/{id}/add-to-folders"): 200,
    ("POST", "/message-threads/{id}/remove-from-folders"): 200,
    ("POST", "/webhook-subscriptions/{id}/test"): 200,
    ("PUT", "/user-skills"): 201,
    ("PUT", "/user-restrictions"): 201,
    ("PUT", "/webhook-subscriptions"): 201,
}
"""Statuses that real clients insist on, or know, where the page names another."""

ALREADY_SO = {"open", "close", "close-for-update", "archive", "unarchive"}
"""Calls of these names answer 204 and nothing when it was so already; the page says so in words only."""

ADDITIONS: dict[str, dict[str, str]] = {
    "RequesterViewV1": {"blocked_balance": "toloka-kit reads it"},
    "TaskSuiteViewV1": {
        "longitude": "the page's text has it for suites on a map, and toloka-kit reads it",
        "latitude": "as longitude",
        "traits_all_of": "toloka-kit's suites have it",
        "traits_any_of": "as traits_all_of",
        "traits_none_of_any": "as traits_all_of",
    },
    "TaskViewV1": dict.fromkeys(
        ("traits_all_of", "traits_any_of", "traits_none_of_any"),
        "toloka-kit's tasks have it, and its tests read it back",
    ),
    "UserSkillViewV1": {"reason": "the page's form takes it, and who set a value reads why"},
}
"""Fields of our answers that a schema of the page lacks, and why they are there."""

ABSENT: dict[str, dict[str, str]] = {
    "CollectorConfigDtoV1": {"parameters": "not every collector has any, and toloka-kit sends none then"},
}
"""Fields that the page requires and that we leave away where there is no value, and why."""

UNBOUND: dict[str, dict[str, str]] = {
    "PoolViewV1": {
        "priority": "settled: from -100",
        "filter": "the page calls it a text; its samples and the guide have an object",
    },
    "AbstractUsersCherryPickingConfig": {"count": "settled: any positive number, as in the web interface"},
    "CollectorConfigDtoV1": {"type": "CAPTCHA and others of the guide and of toloka-kit are missing there"},
    "OperationViewV1": {"type": "what we have besides, such as files of results, has types of its own"},
    "TaskViewV1": {"overlap": "set-overlap-or-min takes 0, on the page too"},
    "TaskSuiteViewV1": {"overlap": "as a task's"},
    "LocalizationConfig": {"default_language": "the page's list is of its day; ours goes by the codes' form"},
    "AdditionalLanguage": {"language": "as default_language"},
    "OneFieldConditionDtoV1": {"value": "the page shows numbers only, its samples names too"},
}
"""Fields that are not looked into, and why."""

LARGER: dict[str, str] = {
    "ParametersObjectNode": "the page has what most types of operations have; its samples show more",
    "DetailsObjectNode": "as parameters",
}
"""Schemas beside whose fields others may stand, and why."""

OPEN: dict[str, str] = {
    "ViewSpecNode": "the page describes classic interfaces only, and Template Builder's are stored as sent",
}
"""Schemas that are not looked into, and why."""


def is_there() -> bool:
    """Whether the official pages are beside the checkout."""
    return _folder() is not None


def faults(name: str, answer: Any, file: str = MAIN) -> list[str]:
    """Where an answer is not what the schema of this name says; nothing either without the page."""
    folder = _folder()
    if folder is None:
        return []
    if file == MAIN:
        page = page_below("/api/v1")
        judge = None if page is None else page.validator({"$ref": f"#/components/schemas/{name}"})
        return [] if judge is None else judge.faults(answer)
    components = json.loads((folder / file).read_text())["components"]
    validator = OAS30Validator({"$ref": f"#/components/schemas/{name}", "components": components})
    return [f"{'.'.join(map(str, error.path))}: {error.message}" for error in validator.iter_errors(answer)]


@cache
def page_below(base: str) -> pages.Page | None:
    """The page of the calls below a path, with what we settled otherwise put right in it."""
    folder = _folder()
    if folder is None:
        return None
    document = json.loads((folder / FILES[base]).read_text())
    schemas = document["components"]["schemas"]
    for name in schemas.keys() & (ADDITIONS.keys() | UNBOUND.keys() | ABSENT.keys() | LARGER.keys()):
        schema = pages.merged(schemas[name], document)
        schema["properties"] |= {key: {} for key in {**ADDITIONS.get(name, {}), **UNBOUND.get(name, {})}}
        schema["required"] = [one for one in schema.get("required", ()) if one not in ABSENT.get(name, {})]
        schemas[name] = schema | ({"additionalProperties": True} if name in LARGER else {})
    schemas |= {name: {} for name in schemas.keys() & OPEN.keys()}
    if base == "/api/v1":
        _many_by_position(document)
        _log_is_a_list(document)
        _rules(schemas)
    return pages.Page(document, base)


def _folder() -> Path | None:
    return next((folder for folder in _FOLDERS if (folder / "toloka-openapi.json").exists()), None)


def _many_by_position(document: dict[str, Any]) -> None:
    """The page's own sample and toloka-kit have many new tasks by position, its schema has a list's page."""
    answer = document["paths"]["/tasks"]["post"]["responses"]["201"]["content"]["application/json"]["schema"]
    task = {"$ref": "#/components/schemas/TaskViewV1"}
    many = {
        "type": "object",
        "required": ["items"],
        "properties": {
            "items": {"type": "object", "additionalProperties": task},
            "validation_errors": {"type": "object"},
        },
    }
    answer["oneOf"] = [task, many, {"$ref": "#/components/schemas/OperationViewV1"}]


def _log_is_a_list(document: dict[str, Any]) -> None:
    """The page's sample and toloka-kit have a list of what the schema describes."""
    answer = document["paths"]["/operations/{id}/log"]["get"]["responses"]["200"]["content"]
    answer["application/json"]["schema"] = {
        "type": "array",
        "items": {"$ref": "#/components/schemas/OperationLog"},
    }


def _rules(schemas: dict[str, Any]) -> None:
    """The page asks every action for a restriction's scope, and knows only the newer form of it."""
    parameters = schemas["ActionConfigDtoV1"]["properties"]["parameters"]
    parameters["required"] = []
    parameters["properties"]["duration_days"] = {}
