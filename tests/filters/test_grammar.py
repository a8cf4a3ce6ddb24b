"""What a filter may be, and what is said of one that is none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from filters.samples import COMPARE, KEYS, condition
from talka.filters.conditions import ATTRIBUTES
from talka.filters.grammar import (
    MAX_CHARACTERS,
    MAX_DEPTH,
    normalise,
    parse,
    read,
    skill_ids,
    skill_keys,
)
from talka.filters.model import Category
from talka.kernel.errors import FieldErrors, ValidationFailed

SPEC = Path(__file__).parents[3] / "shared" / "spec" / "toloka-openapi.json"


def errors_of(value: object) -> dict[str, str]:
    errors = FieldErrors()
    parse(value, errors)
    return {path: error.code for path, error in errors.as_dict().items()}


ENGLISH = condition("profile", "languages", "IN", "EN")
PHONE = condition("computed", "device_category", "EQ", "SMARTPHONE")
GOOD = condition("skill", "1000000007", "GTE", 80)


def test_the_table_of_keys_is_whole():
    listed = {(category, key) for category, key, _, _ in KEYS if category != "skill"}
    assert listed == {(category.value, key) for category, keys in ATTRIBUTES.items() for key in keys}


@pytest.mark.parametrize(("category", "key", "operators", "values"), KEYS)
def test_every_key_takes_its_operators_and_values(category, key, operators, values):
    for operator in operators:
        for value in values:
            asked = condition(category, key, operator, value)
            assert normalise(asked) == asked
    for operator in {*COMPARE, "IN", "NOT_IN", "LIKE"} - set(operators):
        asked = condition(category, key, operator, values[0])
        assert errors_of(asked) == {"filter.operator": "UNKNOWN_ENUM_VALUE"}


@pytest.mark.parametrize("everybody", [None, {}, {"and": []}])
def test_no_condition_lets_everybody_in_and_is_never_answered_as_an_empty_object(everybody):
    assert normalise(everybody) is None


@pytest.mark.parametrize(
    "whole",
    [
        ENGLISH,
        {"and": [ENGLISH]},
        {"or": [ENGLISH, PHONE]},
        {"and": [{"or": [ENGLISH, PHONE]}, {"or": [GOOD]}]},
        # A language with its test: a conjunction in a disjunction in a conjunction.
        {"and": [{"or": [{"and": [ENGLISH, condition("skill", "26366", "EQ", 100)]}]}]},
    ],
)
def test_groups_and_conditions_nest_as_they_like(whole):
    assert normalise(whole) == whole


def test_groups_may_be_deep_but_not_endless():
    def nested(depth: int) -> dict[str, Any]:
        node = ENGLISH
        for level in range(depth):
            node = {"and" if level % 2 else "or": [node]}
        return node

    assert normalise(nested(MAX_DEPTH)) == nested(MAX_DEPTH)
    (code,) = errors_of(nested(MAX_DEPTH + 1)).values()
    assert code == "INVALID_VALUE"
    assert errors_of(nested(5000)) == {"filter": "INVALID_VALUE"}


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (condition("skill", 55, "GT", 59.7), condition("skill", "55", "GT", 59.7)),
        (condition("skill", "2", "GTE", "60"), condition("skill", "2", "GTE", 60)),
        (condition("skill", "2", "lt", "59.5"), condition("skill", "2", "LT", 59.5)),
        # A whole skill as a client sends it by mistake.
        (condition("skill", {"id": "7", "name": "Cats"}, "EQ", 1), condition("skill", "7", "EQ", 1)),
        (condition("skill", {"id": 7}, "EQ", 1), condition("skill", "7", "EQ", 1)),
        # No value, or null: the worker has no such skill.
        ({"category": "skill", "key": "7", "operator": "EQ"}, condition("skill", "7", "EQ", None)),
        (condition("profile", "country", "eq", "us"), condition("profile", "country", "EQ", "US")),
        (
            condition("profile", "languages", "Not_In", "en"),
            condition("profile", "languages", "NOT_IN", "EN"),
        ),
        (condition("computed", "region_by_ip", "IN", "84"), condition("computed", "region_by_ip", "IN", 84)),
        (condition("computed", "region_by_ip", "IN", 84.0), condition("computed", "region_by_ip", "IN", 84)),
        (condition("computed", "os_family", "EQ", "OS X"), condition("computed", "os_family", "EQ", "OS_X")),
        (
            condition("computed", "user_agent_type", "EQ", "MOBIL_BROWSER"),
            condition("computed", "user_agent_type", "EQ", "MOBILE_BROWSER"),
        ),
        ({**ENGLISH, "comment": "we need English"}, ENGLISH),
        ({"and": [ENGLISH], "or": None}, {"and": [ENGLISH]}),
    ],
)
def test_what_clients_write_otherwise_is_kept_in_one_way(sent, kept):
    assert normalise(sent) == kept
    assert normalise(kept) == kept


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ("EN", {"filter": "OBJECT_EXPECTED"}),
        ([], {"filter": "OBJECT_EXPECTED"}),
        ({"and": ENGLISH}, {"filter.and": "ARRAY_EXPECTED"}),
        ({"or": []}, {"filter.or": "ARRAY_SIZE_LESS_THAN_MIN"}),
        ({"and": [ENGLISH], "or": [PHONE]}, {"filter": "MAX_ONE_PROPERTY_ALLOWED"}),
        ({"and": [None]}, {"filter.and.0": "OBJECT_EXPECTED"}),
        ({"AND": [ENGLISH]}, {"filter.category": "VALUE_REQUIRED"}),
        (condition("hobby", "country", "EQ", "US"), {"filter.category": "UNKNOWN_ENUM_VALUE"}),
        (condition("profile", "shoe_size", "EQ", 43), {"filter.key": "UNKNOWN_ENUM_VALUE"}),
        (condition("profile", "os_family", "EQ", "IOS"), {"filter.key": "UNKNOWN_ENUM_VALUE"}),
        (condition("profile", ["country"], "EQ", "US"), {"filter.key": "SIMPLE_VALUE_EXPECTED"}),
        (condition("skill", {"name": "Cats"}, "EQ", 1), {"filter.key": "SIMPLE_VALUE_EXPECTED"}),
        (condition("skill", "cats", "EQ", 1), {"filter.key": "INVALID_VALUE"}),
        (condition("skill", -1, "EQ", 1), {"filter.key": "INVALID_VALUE"}),
        (condition("skill", key=True, operator="EQ", value=1), {"filter.key": "INVALID_VALUE"}),
        (condition("skill", None, "EQ", 1), {"filter.key": "VALUE_REQUIRED"}),
        (condition("skill", "7", "EQ", 101), {"filter.value": "VALUE_OUT_OF_BOUNDS"}),
        (condition("skill", "7", "EQ", "much"), {"filter.value": "FLOAT_EXPECTED"}),
        (condition("skill", "7", "EQ", value=True), {"filter.value": "FLOAT_EXPECTED"}),
        (condition("skill", "7", "GT", None), {"filter.value": "VALUE_REQUIRED"}),
        (condition("profile", "country", "EQ", None), {"filter.value": "VALUE_REQUIRED"}),
        (condition("profile", "country", "EQ", "USA"), {"filter.value": "INVALID_VALUE"}),
        (condition("profile", "country", "EQ", 84), {"filter.value": "STRING_EXPECTED"}),
        (condition("profile", "languages", "IN", ["EN"]), {"filter.value": "SIMPLE_VALUE_EXPECTED"}),
        (condition("profile", "languages", "IN", "XX"), {"filter.value": "INVALID_VALUE"}),
        (condition("profile", "gender", "EQ", "CAT"), {"filter.value": "UNKNOWN_ENUM_VALUE"}),
        (condition("profile", "gender", "EQ", "UNKNOWN"), {"filter.value": "UNKNOWN_ENUM_VALUE"}),
        (condition("profile", "adult_allowed", "EQ", "true"), {"filter.value": "BOOLEAN_EXPECTED"}),
        # Milliseconds, most likely.
        (condition("profile", "date_of_birth", "LT", 788918400000), {"filter.value": "VALUE_OUT_OF_BOUNDS"}),
        (condition("profile", "date_of_birth", "LT", "1995-01-01"), {"filter.value": "INTEGER_EXPECTED"}),
        (condition("computed", "region_by_ip", "IN", "US"), {"filter.value": "INTEGER_EXPECTED"}),
        (condition("computed", "region_by_ip", "IN", 0), {"filter.value": "VALUE_OUT_OF_BOUNDS"}),
        (condition("computed", "os_version_major", "EQ", 1.5), {"filter.value": "INTEGER_EXPECTED"}),
        (condition("computed", "os_version", "EQ", 10**30), {"filter.value": "VALUE_OUT_OF_BOUNDS"}),
        (
            {"category": "computed", "key": "os_version", "operator": "EQ"},
            {"filter.value": "VALUE_REQUIRED"},
        ),
        ({"category": "profile"}, {"filter.key": "VALUE_REQUIRED"}),
        (
            {"category": "profile", "key": "country"},
            {"filter.operator": "VALUE_REQUIRED", "filter.value": "VALUE_REQUIRED"},
        ),
    ],
)
def test_what_is_wrong_is_said_where_it_stands(sent, errors):
    assert errors_of(sent) == errors


def test_everything_wrong_is_said_at_once():
    sent = {
        "and": [
            condition("profile", "languages", "IN", {"code": "EN"}),
            ENGLISH,
            {"or": [condition("profile", "gender", "GT", "CAT"), {"or": [{"category": "skill"}]}]},
        ]
    }
    assert errors_of(sent) == {
        "filter.and.0.value": "SIMPLE_VALUE_EXPECTED",
        "filter.and.2.or.0.operator": "UNKNOWN_ENUM_VALUE",
        "filter.and.2.or.0.value": "UNKNOWN_ENUM_VALUE",
        "filter.and.2.or.1.or.0.key": "VALUE_REQUIRED",
    }


def test_an_error_lists_what_would_be_right():
    errors = FieldErrors()
    parse(condition("profile", "gender", "IN", "MALE"), errors)
    assert errors.as_dict()["filter.operator"].params == ["EQ", "NE"]


def test_errors_go_under_the_path_of_the_field():
    errors = FieldErrors()
    errors.add("topic", "VALUE_REQUIRED", "A value is needed")
    assert parse({"or": [{}]}, errors, "recipients_filter") is None
    assert list(errors) == ["topic", "recipients_filter.or.0.category"]
    with pytest.raises(ValidationFailed):
        normalise({"or": [{}]})


def test_an_earlier_error_elsewhere_does_not_lose_the_filter():
    errors = FieldErrors()
    errors.add("private_name", "VALUE_REQUIRED", "A value is needed")
    assert parse(ENGLISH, errors) is not None


def test_a_filter_has_ten_thousand_characters_at_most():
    def filled(length: int) -> dict[str, Any]:
        empty = {**ENGLISH, "comment": ""}
        return {**ENGLISH, "comment": "ß" * (length - len(msgspec.json.encode(empty)))}

    assert normalise(filled(MAX_CHARACTERS)) == ENGLISH
    assert errors_of(filled(MAX_CHARACTERS + 1)) == {"filter": "STRING_LENGTH_GREATER_THAN_MAX"}


def test_skills_are_found_wherever_they_are_named():
    node = parse({"and": [ENGLISH, GOOD, {"or": [condition("skill", 7, "EQ", None), GOOD]}]}, FieldErrors())
    assert dict(skill_keys(node)) == {
        "filter.and.1.key": 1000000007,
        "filter.and.2.or.0.key": 7,
        "filter.and.2.or.1.key": 1000000007,
    }
    assert skill_ids(node) == {7, 1000000007}
    assert skill_ids(None) == frozenset()


def test_a_kept_filter_is_read_from_its_text():
    assert read(json.dumps({"and": [ENGLISH]})) == parse({"and": [ENGLISH]}, FieldErrors())
    with pytest.raises(ValidationFailed):
        read('{"or": []}')


def test_every_category_has_its_name():
    assert [category.value for category in Category] == ["profile", "computed", "skill"]


def test_every_filter_in_the_official_examples_is_one():
    if not SPEC.exists():
        pytest.skip(f"no {SPEC}")

    def filters(value: Any) -> Iterator[dict[str, Any]]:
        if isinstance(value, dict):
            if {"category", "operator"} <= value.keys() or {"and", "or"} & value.keys():
                yield value
            for item in value.values():
                yield from filters(item)
        elif isinstance(value, list):
            for item in value:
                yield from filters(item)

    found = list(filters(json.loads(SPEC.read_text())["paths"]))
    assert len(found) >= 10
    for one in found:
        assert errors_of(one) == {}
