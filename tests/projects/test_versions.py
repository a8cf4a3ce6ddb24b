"""How far an edit of a project goes: nothing, a minor version, a major one."""

import msgspec
import pytest

from talka.projects.field_spec import normalise_spec
from talka.projects.model import DifferenceLevel, ProjectForm, TaskSpec
from talka.projects.versions import difference, next_version, project_difference

EQUAL = DifferenceLevel.EQUAL
MINOR = DifferenceLevel.NON_BREAKING_CHANGE
MAJOR = DifferenceLevel.BREAKING_CHANGE


def task_spec(input_spec=None, output_spec=None, view_spec=None):
    return TaskSpec(normalise_spec(input_spec or {}), normalise_spec(output_spec or {}), view_spec)


def edit(before, after):
    """The level of changing the specs of some fields, the same whether they are input or output."""
    level = difference(task_spec(before), task_spec(after))
    assert difference(task_spec(None, before), task_spec(None, after)) is level
    return level


def edit_field(before, after):
    return edit({"f": before}, {"f": after})


MUST = {"type": "string"}
MAY = {"type": "string", "required": False}


class TestFields:
    def test_nothing_changed(self):
        assert edit({"a": MUST, "b": MAY}, {"b": MAY, "a": MUST}) is EQUAL

    def test_a_required_field_added_removed_or_renamed(self):
        assert edit({"a": MUST}, {"a": MUST, "b": MUST}) is MAJOR
        assert edit({"a": MUST, "b": MUST}, {"a": MUST}) is MAJOR
        assert edit({"a": MUST}, {"b": MUST}) is MAJOR

    def test_an_optional_field_added_removed_or_renamed(self):
        assert edit({"a": MUST}, {"a": MUST, "b": MAY}) is MINOR
        assert edit({"a": MUST, "b": MAY}, {"a": MUST}) is MINOR
        assert edit({"a": MAY}, {"b": MAY}) is MINOR

    def test_a_field_made_required_and_the_reverse(self):
        assert edit_field(MAY, MUST) is MAJOR
        assert edit_field(MUST, MAY) is MINOR

    def test_another_type(self):
        assert edit_field({"type": "string"}, {"type": "url"}) is MAJOR
        assert edit_field({"type": "string"}, {"type": "array_string"}) is MAJOR

    def test_hiding_a_field(self):
        assert edit_field(MUST, {**MUST, "hidden": True}) is MINOR


class TestLimits:
    @pytest.mark.parametrize(
        ("kind", "low", "high"),
        [
            ("string", "min_length", "max_length"),
            ("integer", "min_value", "max_value"),
            ("float", "min_value", "max_value"),
            ("array_url", "min_size", "max_size"),
        ],
    )
    @pytest.mark.parametrize("required", [True, False])
    def test_tighter_breaks_and_wider_does_not(self, kind, low, high, required):
        def field(**limits):
            return {"type": kind, "required": required, **limits}

        assert edit_field(field(**{low: 2}), field(**{low: 3})) is MAJOR
        assert edit_field(field(), field(**{low: 1})) is MAJOR
        assert edit_field(field(**{low: 3}), field(**{low: 2})) is MINOR
        assert edit_field(field(**{low: 3}), field()) is MINOR
        assert edit_field(field(**{high: 3}), field(**{high: 2})) is MAJOR
        assert edit_field(field(), field(**{high: 2})) is MAJOR
        assert edit_field(field(**{high: 2}), field(**{high: 3})) is MINOR
        assert edit_field(field(**{high: 2}), field()) is MINOR

    def test_a_least_size_of_nothing_is_no_limit_and_a_least_value_of_zero_is_one(self):
        assert edit_field({"type": "string"}, {"type": "string", "min_length": 0}) is MINOR
        assert edit_field({"type": "array_url"}, {"type": "array_url", "min_size": 0}) is MINOR
        assert edit_field({"type": "integer"}, {"type": "integer", "min_value": 0}) is MAJOR

    def test_another_set_of_allowed_values(self):
        def field(*values):
            return {"type": "string", "allowed_values": list(values)}

        assert edit_field(field("a", "b"), field("a")) is MAJOR
        assert edit_field(field("a", "b"), field("a", "b", "c")) is MAJOR
        assert edit_field(field("a", "b"), {"type": "string"}) is MAJOR
        assert edit_field(field("a", "b"), field("b", "a")) is MINOR

    def test_a_pattern_set_changed_or_lifted(self):
        field = {"type": "string", "pattern": "[a-z]+"}
        assert edit_field({"type": "string"}, field) is MAJOR
        assert edit_field(field, {**field, "pattern": "[a-z0-9]+"}) is MAJOR
        assert edit_field(field, {"type": "string"}) is MINOR


class TestProject:
    form = ProjectForm(public_name="Cats", task_spec=task_spec({"image": MUST}, {"result": MUST}))

    def test_the_interface_is_a_minor_matter(self):
        before = task_spec({"image": MUST}, view_spec={"type": "classic", "markup": "a"})
        after = task_spec({"image": MUST}, view_spec={"type": "classic", "markup": "b"})
        assert difference(before, after) is MINOR

    def test_texts_and_settings_are_a_minor_matter(self):
        assert project_difference(self.form, self.form) is EQUAL
        edited = msgspec.structs.replace(self.form, public_instructions="Look well")
        assert project_difference(self.form, edited) is MINOR

    def test_a_breaking_spec_breaks_the_project(self):
        edited = msgspec.structs.replace(self.form, task_spec=task_spec({"image": MUST, "text": MUST}))
        assert project_difference(self.form, edited) is MAJOR

    def test_the_next_version(self):
        assert next_version(2, 5, EQUAL) == (2, 5)
        assert next_version(2, 5, MINOR) == (2, 6)
        assert next_version(2, 5, MAJOR) == (3, 0)
