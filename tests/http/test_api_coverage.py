"""The script that measures our document against another one."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "api_coverage.py"


@pytest.fixture(scope="module")
def coverage() -> ModuleType:
    spec = importlib.util.spec_from_file_location("api_coverage", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def answering(schema: dict[str, Any], **said: Any) -> dict[str, Any]:
    return {"responses": {"200": {"content": {"application/json": {"schema": schema}}}}, **said}


def fields(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


TEXT = {"type": "string"}
ANYTHING = {"type": "object"}


def test_operations_match_whatever_their_ids_are_called(coverage):
    theirs = coverage.operations_of({"paths": {"/pools/{id}": {"get": answering(TEXT)}}})
    ours = coverage.operations_of(
        {"paths": {"/api/v1/pools/{pool_id}": {"get": answering(TEXT, operationId="get_pool")}}}, "/api/v1"
    )
    (row,) = coverage.compare(theirs, ours)
    assert (row.call, row.ours) == ("GET /pools/{}", "get_pool")


def test_an_operation_that_we_lack_is_missing(coverage):
    theirs = coverage.operations_of({"paths": {"/pools": {"get": answering(fields(id=TEXT))}}})
    (row,) = coverage.compare(theirs, {})
    assert row.ours is None
    assert row.response.missing == ["id"]
    assert "MISSING" in coverage.table([row])


def test_fields_are_followed_through_references_unions_and_arrays(coverage):
    document = {
        "paths": {
            "/pools": {"get": answering({"type": "array", "items": {"$ref": "#/components/schemas/Pool"}})}
        },
        "components": {
            "schemas": {
                "Pool": {"allOf": [fields(id=TEXT), fields(parent={"$ref": "#/components/schemas/Pool"})]},
            }
        },
    }
    (operation,) = coverage.operations_of(document).values()
    assert operation.response == {"id", "parent"}


def test_a_field_below_an_open_object_counts_as_open(coverage):
    theirs = {"paths": {"/pools": {"get": answering(fields(id=TEXT, filter=fields(skill=TEXT), name=TEXT))}}}
    ours = {"paths": {"/pools": {"get": answering(fields(id=TEXT, filter=ANYTHING))}}}
    (row,) = coverage.compare(coverage.operations_of(theirs), coverage.operations_of(ours))
    assert row.response == coverage.Share(wanted=4, covered=3, open=1, missing=["name"])
    assert str(row.response) == "3/4 (1 open)"
    assert coverage.missing([row._replace(ours="get_pools")]) == "GET /pools: response: name"


def test_an_object_of_any_names_has_each_of_them(coverage):
    theirs = {"paths": {"/pools": {"get": answering(fields(public_name=fields(EN=TEXT)))}}}
    named = {"type": "object", "additionalProperties": TEXT}
    ours = {"paths": {"/pools": {"get": answering(fields(public_name=named))}}}
    (row,) = coverage.compare(coverage.operations_of(theirs), coverage.operations_of(ours))
    assert (row.response.covered, row.response.open) == (2, 0)


def test_only_query_parameters_are_compared_and_those_of_the_path_item_count(coverage):
    limit = {"name": "limit", "in": "query"}
    identity = {"name": "id", "in": "path"}
    item = {
        "parameters": [identity, limit],
        "get": answering(TEXT, parameters=[{"name": "sort", "in": "query"}]),
    }
    (operation,) = coverage.operations_of({"paths": {"/pools/{id}": item}}).values()
    assert operation.query == {"limit", "sort"}
