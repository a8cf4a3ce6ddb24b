"""Refusals carry Toloka's code, status and payload."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import pytest

from talka.kernel import errors
from talka.kernel.errors import (
    Conflict,
    DoesNotExist,
    EmptyPool,
    FieldError,
    FieldErrors,
    InappropriateStatus,
    PoolInappropriateStatus,
    TalkaError,
    ValidationFailed,
    conflict,
)


def all_classes(base: type[TalkaError] = TalkaError) -> Iterator[type[TalkaError]]:
    for each in base.__subclasses__():
        yield each
        yield from all_classes(each)


def test_nothing_collected_is_no_error():
    collected = FieldErrors()
    assert not collected
    collected.raise_if_any()
    assert collected.as_dict() == {}


def test_what_was_collected_is_raised_at_once_by_path():
    collected = FieldErrors()
    collected.add("input_values.image", "VALUE_REQUIRED", "May not be empty")
    collected.add("overlap", "VALUE_LESS_THAN_MIN", "Must be at least 1", [1])
    with pytest.raises(ValidationFailed) as raised:
        collected.raise_if_any()
    assert list(collected) == ["input_values.image", "overlap"]
    assert (raised.value.code, raised.value.status) == ("VALIDATION_ERROR", 400)
    assert msgspec.to_builtins(raised.value.payload) == {
        "input_values.image": {"code": "VALUE_REQUIRED", "message": "May not be empty"},
        "overlap": {"code": "VALUE_LESS_THAN_MIN", "message": "Must be at least 1", "params": [1]},
    }


def test_the_first_error_of_a_path_stays():
    collected = FieldErrors()
    collected.add("name", "VALUE_REQUIRED", "first")
    collected.add("name", "INVALID_TYPE", "second")
    collected.update({"name": FieldError("INVALID_TYPE", "third")})
    assert [error.message for error in collected.as_dict().values()] == ["first"]


def test_errors_found_elsewhere_get_a_prefix():
    collected = FieldErrors()
    collected.update({"image": FieldError("VALUE_REQUIRED", "m")}, prefix="input_values")
    collected.update({"overlap": FieldError("VALUE_REQUIRED", "m")})
    assert list(collected) == ["input_values.image", "overlap"]


def test_one_field_can_be_refused_alone():
    refusal = ValidationFailed.of("name", "LENGTH_GREATER_THAN_MAX", "Too long", [255])
    assert refusal.errors == {"name": FieldError("LENGTH_GREATER_THAN_MAX", "Too long", [255])}


def test_what_does_not_exist_is_named():
    refusal = DoesNotExist("pool", 1_000_000_001)
    assert (refusal.code, refusal.status) == ("DOES_NOT_EXIST", 404)
    assert str(refusal) == "There is no pool with id 1000000001"


def test_a_wrong_status_lists_those_that_would_do():
    refusal = PoolInappropriateStatus("The pool is archived", ["OPEN", "CLOSED"])
    assert (refusal.code, refusal.status) == ("POOL_INAPPROPRIATE_STATUS", 409)
    assert refusal.payload == {"appropriate_statuses": ["OPEN", "CLOSED"]}
    assert isinstance(refusal, InappropriateStatus)


def test_a_conflict_of_its_own_name():
    made = conflict("THERE_IS_NO_MORE_TEA", "the pot is empty.")
    assert made.__name__ == "ThereIsNoMoreTea"
    assert issubclass(made, Conflict)
    refusal = made("No tea", {"cups": 0})
    assert (refusal.code, refusal.status, refusal.payload) == ("THERE_IS_NO_MORE_TEA", 409, {"cups": 0})


def test_every_conflict_has_its_own_code():
    # Of the module's own: tests and slices may make more.
    known = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, Conflict)]
    codes = [each.code for each in known]
    assert EmptyPool in known
    assert len(set(codes)) == len(codes)
    assert {each.status for each in known} == {409}


def test_every_refusal_is_a_refusal():
    classes = set(all_classes())
    assert len(classes) > 30
    known = {*range(400, 405), 409, 410, 412, 413, 415, 416, 423, 429, 460, 503}
    assert {each.status for each in classes} <= known
    assert all(each.code.isupper() and each.code.replace("_", "").isalpha() for each in classes)
