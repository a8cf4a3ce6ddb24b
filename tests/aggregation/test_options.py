"""Which output fields can be aggregated, and what their possible values are."""

import pytest

from talka.aggregation.rules import check_fields, options_of


@pytest.mark.parametrize(
    ("spec", "options"),
    [
        ({"type": "string", "allowed_values": ["OK", "BAD", "404"]}, ("OK", "BAD", "404")),
        ({"type": "STRING", "allowed_values": ["b", "a"]}, ("b", "a")),
        ({"type": "integer", "allowed_values": [5, 1]}, (5, 1)),
        ({"type": "number", "allowed_values": [1, 2]}, (1, 2)),
        ({"type": "float", "allowed_values": [0.5, 1.5]}, (0.5, 1.5)),
        ({"type": "boolean"}, (False, True)),
        ({"type": "boolean", "allowed_values": [True]}, (True,)),
        ({"type": "integer", "min_value": -1, "max_value": 2}, (-1, 0, 1, 2)),
        ({"type": "integer", "min_value": 0, "max_value": 32}, tuple(range(33))),
        ({"type": "integer", "min_value": 0, "max_value": 1000, "allowed_values": [10, 20]}, (10, 20)),
        ({"type": "string", "allowed_values": ["a", "b", "a"]}, ("a", "b")),
    ],
)
def test_possible_values(spec, options):
    assert options_of(spec) == options


@pytest.mark.parametrize(
    "spec",
    [
        {"type": "string"},
        {"type": "string", "allowed_values": []},
        {"type": "string", "allowed_values": None},
        {"type": "integer"},
        {"type": "integer", "min_value": 0},
        {"type": "integer", "max_value": 3},
        {"type": "integer", "min_value": 0, "max_value": 33},
        {"type": "integer", "min_value": 3, "max_value": 0},
        {"type": "float", "min_value": 0, "max_value": 1},
        {"type": "array_string", "allowed_values": ["a", "b"]},
        {"type": "array_boolean"},
        {"type": "url"},
        {"type": "file"},
        {"type": "coordinates"},
        {"type": "json"},
    ],
)
def test_fields_that_cannot_be_aggregated(spec):
    assert options_of(spec) is None


def test_every_wrong_field_is_named_by_its_place():
    output_spec = {"quality": {"type": "boolean"}, "photo": {"type": "file"}}

    errors = check_fields(output_spec, ["quality", "photo", "nothing"]).as_dict()

    assert {path: error.code for path, error in errors.items()} == {
        "fields.1.name": "INVALID_VALUE",
        "fields.2.name": "INVALID_VALUE",
    }


def test_fields_that_can_be_aggregated_pass():
    assert not check_fields({"quality": {"type": "boolean"}}, ["quality"])
