"""Decisions about apps, with plain values."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.scene import IMAGES, PARAMETERS, SEARCH, TEXTS
from talka.apps import building, parameters, rules
from talka.apps.model import (
    AppDefinition,
    Batch,
    BatchStatus,
    ItemStatus,
    PoolPreset,
    PriorityOrder,
    Settings,
)
from talka.apps.registry import BadApp, apps_of
from talka.apps.words import WORDS
from talka.kernel.errors import FieldErrors

NOW = 1_000_000


def batch(batch_id: str = "b", status: str = "PROCESSING", **changes: Any) -> Batch:
    numbers = dict.fromkeys(("items", "loaded", "answered", "completed", "failed", "copied"), 0)
    values: dict[str, Any] = dict.fromkeys(Batch.__struct_fields__) | numbers
    return Batch(**values | {"id": batch_id, "status": status, "priority": 5, "streams": 0} | changes)


def settings(*, several: bool = False) -> Settings:
    given_ = PARAMETERS | {"option_multiple_choice": several}
    return rules.settings_of(apps_of(None)[TEXTS], given_, FieldErrors())


@given(
    status=st.sampled_from(BatchStatus),
    counts=st.tuples(*[st.integers(0, 5)] * 4),
)
def test_every_item_of_a_batch_is_in_one_state(status: BatchStatus, counts: tuple[int, ...]):
    _, open_, completed, failed = counts
    one = batch(
        status=status.value,
        items=sum(counts),
        loaded=open_ + completed + failed,
        completed=completed,
        failed=failed,
    )
    states = rules.items_per_state(one)
    assert sum(states.values()) == one.items
    assert states.keys() == {one.value for one in ItemStatus if one != ItemStatus.ANSWERED} | {"QUEUED"}
    assert states["ARCHIVE"] == (one.items if status == BatchStatus.ARCHIVE else 0)


@pytest.mark.parametrize(
    ("own", "of_batch", "shown"),
    [
        ("PROCESSING", "PROCESSING", "PROCESSING"),
        ("PROCESSING", "STOPPING", "PROCESSING"),
        ("PROCESSING", "STOPPED", "STOPPED"),
        ("ANSWERED", "PROCESSING", "PROCESSING"),
        ("ANSWERED", "NO_MONEY", "NO_MONEY"),
        ("NEW", "STOPPED", "NEW"),
        ("NEW", "CANCELLED", "CANCELLED"),
        ("COMPLETED", "CANCELLED", "COMPLETED"),
        ("COMPLETED", "ARCHIVE", "ARCHIVE"),
    ],
)
def test_an_items_status_follows_its_batch(own: str, of_batch: str, shown: str):
    assert rules.shown_status(own, of_batch) == shown


def test_what_is_asked_is_the_same_whatever_it_is_called():
    same = [
        {"text": "x", "n": 1},
        {"n": 1, "text": "x", "id": "7"},
        {"id": None, "text": "x", "n": 1, "m": None},
    ]
    assert len({rules.sameness_of(one) for one in same}) == 1
    assert rules.sameness_of({"text": "x", "n": 2}) != rules.sameness_of(same[0])


def test_the_queue():
    one, two = batch("1", "QUEUED", priority=2, items=9), batch("2", "QUEUED", priority=2, items=3)
    later = batch("3", "QUEUED", priority=4, items=1)
    going = batch("4", "PROCESSING", priority=1)
    assert rules.must_wait(2, [going])
    assert not rules.must_wait(1, [going])
    assert rules.next_in_queue([one, two, later, going]) == []
    assert rules.next_in_queue([one, two, later]) == [two, one]
    assert rules.next_in_queue([one, batch("5", priority=2)]) == [one]
    assert rules.next_in_queue([later, batch("5", priority=5)]) == [later]
    assert rules.next_in_queue([going]) == []
    assert [rules.pool_priority(order.number) for order in PriorityOrder] == [100, 75, 50, 25, 0]


def test_when_batches_end():
    own = settings()
    per_item = own.pool.overlap * own.pool.seconds_per_item * 1000
    fresh = batch("1", items=4, started=NOW, priority=1)
    assert rules.time_left(fresh, own, NOW) == 4 * per_item
    half = batch("2", items=4, completed=2, started=NOW - 100, priority=1)
    assert rules.time_left(half, own, NOW) == 100
    queued = batch("3", "QUEUED", items=1, priority=3)
    ends = rules.ends_of([fresh, half, queued], own, NOW)
    assert ends["1"] == (None, NOW + 4 * per_item)
    assert ends["2"] == (None, NOW + 100)
    assert ends["3"] == (NOW + 4 * per_item, NOW + 5 * per_item)


@pytest.mark.parametrize(
    ("on_page", "fee", "price"), [(1, 0, 60_000), (1, 50, 90_000), (7, 0, 8_572), (2, 10, 33_000)]
)
def test_the_price_of_an_item(on_page: int, fee: int, price: int):
    preset = PoolPreset(overlap=3, reward=0.02, seconds_per_page=60, items_on_page=on_page)
    assert rules.price_of(preset, Decimal(fee)) == price


def test_results_are_classes():
    assert rules.fields_of(settings()) == {"result": ["OK", "BAD"]}
    several = settings(several=True)
    assert rules.fields_of(several) == {"class_1": [False, True], "class_2": [False, True]}
    assert rules.result_of(several, {"class_1": False, "class_2": True}) == ["BAD"]
    assert rules.result_of(several, {}) == []
    output = rules.output_of(settings(), {"id": "1", "text": "x"}, {"result": "OK"}, 0.5)
    assert output == {"text": "x", "result": ["OK"], "confidence": 0.5}


@pytest.mark.parametrize(
    ("schema", "value", "codes"),
    [
        ({"type": "integer"}, True, {"p": "INTEGER_EXPECTED"}),
        ({"type": "number", "minimum": 1}, 0.5, {"p": "VALUE_LESS_THAN_MIN"}),
        ({"type": "number", "maximum": 1}, 2, {"p": "VALUE_GREATER_THAN_MAX"}),
        ({"type": "string", "enum": ["a"]}, "b", {"p": "UNKNOWN_ENUM_VALUE"}),
        ({"type": "string", "maxLength": 1}, "ab", {"p": "STRING_LENGTH_GREATER_THAN_MAX"}),
        ({"type": "string", "format": "uri"}, "javascript:x", {"p": "INVALID_URL_SYNTAX"}),
        ({"type": "array", "items": {"type": "string"}}, ["a", 1], {"p.1": "STRING_EXPECTED"}),
        (
            {"type": "object", "properties": {}, "additionalProperties": False},
            {"a": 1},
            {"p.a": "VALUE_NOT_ALLOWED"},
        ),
        ({"type": "object"}, {"a": 1}, {}),
        ({}, None, {}),
    ],
)
def test_parameters_are_checked_by_their_schema(schema: dict[str, Any], value: object, codes: dict[str, str]):
    errors = FieldErrors()
    parameters.check(schema, value, "p", errors)
    assert {path: error.code for path, error in errors.as_dict().items()} == codes


@pytest.mark.parametrize("language", sorted(WORDS))
@pytest.mark.parametrize("app_id", [TEXTS, IMAGES, SEARCH])
def test_every_interface_has_its_words(app_id: str, language: str):
    assert WORDS[language].keys() == WORDS["en"].keys()
    definition = apps_of(None)[app_id]
    given_ = PARAMETERS | {"default_language": language, "instruction_examples": [], "option_other": True}
    own = rules.settings_of(definition, given_, errors := FieldErrors())
    assert not errors
    form = building.project_form(definition, own, "name", given_)
    assert b"$" not in msgspec.json.encode(form.task_spec.view_spec)
    assert WORDS[language]["other"] in building.instructions(own, given_)
    pool = building.pool_form(own, 1, batch(name="x"))
    assert pool.filter is not None
    assert pool.filter["and"][0]["value"] == language.upper()


def test_instructions_hold_the_requesters_words_as_text():
    given_ = PARAMETERS | {"instruction_intro": "<script>"}
    assert "<script>" not in building.instructions(settings(), given_)


def _own(**changes: Any) -> dict[str, Any]:
    return msgspec.to_builtins(apps_of(None)[TEXTS]) | {"id": "mine", "name": "Mine"} | changes


def test_a_folder_has_apps_of_ones_own(tmp_path: Path):
    (tmp_path / "mine.json").write_bytes(msgspec.json.encode(_own()))
    (tmp_path / "other.json").write_bytes(msgspec.json.encode(_own(id=TEXTS, name="Ours")))
    (tmp_path / "notes.txt").write_text("not an app")
    found = apps_of(tmp_path)
    assert list(found) == [TEXTS, SEARCH, "mine", IMAGES]
    assert (found[TEXTS].name, found["mine"].name) == ("Ours", "Mine")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"{]", "malformed"),
        (msgspec.json.encode({"id": "x"}), "missing required field"),
        (msgspec.json.encode(_own(colour="red")), "unknown field"),
        (msgspec.json.encode(_own(input_spec={"a": {"type": "x"}})), "input_spec.a.type"),
        (msgspec.json.encode(_own(needs_one_of=["b"])), "no input field 'b'"),
        (msgspec.json.encode(_own(view={"view": {}})), "$answer"),
        (msgspec.json.encode(_own(param_spec={"fields": {"type": "object"}})), "instruction_classes"),
        (msgspec.json.encode(_own(param_spec={"fields": {"oneOf": []}})), "oneOf is not known"),
    ],
)
def test_a_file_that_is_no_app_is_refused_by_name(tmp_path: Path, content: bytes, words: str):
    (tmp_path / "bad.json").write_bytes(content)
    with pytest.raises(BadApp, match=r"bad\.json") as refused:
        apps_of(tmp_path)
    assert words in str(refused.value)


def test_two_apps_of_one_id_are_a_mistake(tmp_path: Path):
    for name in ("a.json", "b.json"):
        (tmp_path / name).write_bytes(msgspec.json.encode(_own()))
    with pytest.raises(BadApp, match=r"b\.json: a\.json .* has the id mine too"):
        apps_of(tmp_path)
    with pytest.raises(BadApp, match="no such folder"):
        apps_of(tmp_path / "gone")


def test_a_definition_says_what_it_is_of():
    assert all(isinstance(one, AppDefinition) for one in apps_of(None).values())
