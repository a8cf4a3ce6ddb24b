"""What refers to what, what is left out, and what came otherwise than it was."""

from __future__ import annotations

from typing import Any

import pytest

from talka.migration import rules
from talka.migration.model import Kind
from talka.migration.source import authorization, base_of


def look(kind: Kind, old_id: str) -> str | None:
    return {("skills", "1"): "11", ("trainings", "2"): "22", ("projects", "3"): "33"}.get(
        (kind.value, old_id)
    )


@pytest.mark.parametrize(
    ("before", "after", "missing"),
    [
        ({"project_id": "3"}, {"project_id": "33"}, {}),
        ({"a": [{"skill_id": 1}]}, {"a": [{"skill_id": "11"}]}, {}),
        ({"a": [{"skill_id": "9"}]}, {"a": [{"skill_id": "9"}]}, {"a.0.skill_id": "9"}),
        ({"category": "skill", "key": "1"}, {"category": "skill", "key": "11"}, {}),
        ({"category": "skill", "key": {"id": "1"}}, {"category": "skill", "key": "11"}, {}),
        ({"category": "profile", "key": "1"}, {"category": "profile", "key": "1"}, {}),
        ({"q": {"training_pool_id": "2"}}, {"q": {"training_pool_id": "22"}}, {}),
        ({"skill_id": None, "x": True}, {"skill_id": None, "x": True}, {}),
    ],
)
def test_settings_name_what_is_here(before: Any, after: Any, missing: dict[str, str]):
    found: dict[str, str] = {}
    assert rules.with_new_ids(before, look, found) == after
    assert found == missing


FORM = {
    "name": "pool",
    "filter": {"and": []},
    "quality_control": {"configs": ["a", "b"], "training_requirement": {"x": 1}},
}


@pytest.mark.parametrize(
    ("path", "left", "cut", "gone"),
    [
        (
            "quality_control.configs.1.rules.0",
            {**FORM, "quality_control": {"configs": ["a"], "training_requirement": {"x": 1}}},
            "quality_control.configs.1",
            "b",
        ),
        (
            "quality_control.training_requirement.training_pool_id",
            {**FORM, "quality_control": {"configs": ["a", "b"]}},
            "quality_control.training_requirement",
            {"x": 1},
        ),
        (
            "filter.and.0",
            {"name": "pool", "quality_control": FORM["quality_control"]},
            "filter",
            {"and": []},
        ),
    ],
)
def test_what_cannot_be_here_is_left_out_as_a_whole(path: str, left: Any, cut: str, gone: Any):
    assert rules.without(FORM, path, frozenset({"name"})) == (left, cut, gone)


@pytest.mark.parametrize("path", ["name", "nowhere", "?"])
def test_some_things_cannot_be_done_without(path: str):
    assert rules.without(FORM, path, frozenset({"name"})) is None


@pytest.mark.parametrize(
    ("before", "after", "paths"),
    [
        ({"a": 1, "b": None, "c": []}, {"a": 1.0, "d": 5}, []),
        ({"a": {"b": [1, {"c": 2}]}}, {"a": {"b": [1, {"c": 3}]}}, ["a.b.1.c"]),
        ({"a": [1]}, {"a": [1, 2]}, ["a"]),
        ({"a": {"b": 1}}, {}, ["a"]),
        ({"a": False}, {"a": True}, ["a"]),
    ],
)
def test_what_came_otherwise(before: Any, after: Any, paths: list[str]):
    assert rules.differences(before, after) == paths


def test_fields_that_nobody_knows():
    assert rules.unknown_fields({"id": "1", "hue": "red", "shade": None}, frozenset({"id"})) == {"hue": "red"}


def test_answers_name_the_files_that_are_here():
    answer = {"photo": "a", "more": ["a", "b"], "n": 1}
    assert rules.with_new_files(answer, {"a": "z"}) == {"photo": "z", "more": ["z", "b"], "n": 1}


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://Toloka.example/", "https://toloka.example"),
        ("http://here:8000/sandbox/api/v1/", "http://here:8000/sandbox"),
    ],
)
def test_an_address_may_be_written_in_several_ways(url: str, base: str):
    assert base_of(url) == base


def test_the_two_kinds_of_tokens():
    assert authorization("AQAD-qJSJpcjAAAx") == "OAuth AQAD-qJSJpcjAAAx"
    assert authorization(f"{'a' * 22}.b.c") == f"ApiKey {'a' * 22}.b.c"
