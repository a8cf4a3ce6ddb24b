"""Field specifications: which are accepted, and what they say of values."""

import time

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from talka.kernel.errors import FieldErrors, ValidationFailed
from talka.projects import patterns
from talka.projects.field_spec import compiled, normalise_spec, parse_spec

UUID = "3f1f7c8e-6f0b-4d7a-9c39-1d2a8f6f4b10"


def spec_errors(spec, *, output=False):
    errors = FieldErrors()
    parse_spec(spec, "task_spec.input_spec", errors, output=output)
    return {path: error.code for path, error in errors.as_dict().items()}


def field_errors(field, *, output=True):
    prefix = "task_spec.input_spec.f"
    return {
        path.removeprefix(prefix): code for path, code in spec_errors({"f": field}, output=output).items()
    }


def compile_spec(spec):
    return compiled(msgspec.json.encode(spec).decode())


def found(spec, values, path="", **mode):
    errors = FieldErrors()
    compile_spec(spec).check(values, path, errors, **mode)
    return errors.as_dict()


def codes(spec, values, path="", **mode):
    return {place: error.code for place, error in found(spec, values, path, **mode).items()}


def code(field, value):
    """What is said of a value of a single field, as path below the field -> code."""
    return {place.removeprefix("f"): said for place, said in codes({"f": field}, {"f": value}).items()}


ONE_OF_EACH = {
    "string": "text",
    "url": "https://example.com/1.jpg",
    "integer": 7,
    "float": 0.5,
    "boolean": False,
    "file": UUID,
    "coordinates": "53.910236,27.531110",
    "json": {"any": [1, None]},
}


class TestSpecIsSound:
    def test_every_type_and_its_array_is_known(self):
        spec = {kind: {"type": kind} for kind in ONE_OF_EACH}
        spec |= {f"many-{kind}": {"type": f"array_{kind}", "min_size": 1} for kind in ONE_OF_EACH}
        assert spec_errors(spec, output=True) == {}

    def test_types_are_read_in_any_case_and_number_means_integer(self):
        spec = {"a": {"type": "URL"}, "b": {"type": "Array_String"}, "c": {"type": "number"}}
        errors = FieldErrors()
        fields = parse_spec(spec, "", errors, output=False)
        assert not errors
        assert [field.type_name for field in fields.values()] == ["url", "array_string", "integer"]

    @pytest.mark.parametrize("name", ["image", "image_2", "a-b", "7", "Image"])
    def test_good_names(self, name):
        assert spec_errors({name: {"type": "string"}}) == {}

    @pytest.mark.parametrize("name", ["", "a b", "a.b", "картинка", "a\n", "é"])
    def test_bad_names(self, name):
        assert spec_errors({name: {"type": "string"}}) == {
            f"task_spec.input_spec.{name}": "CHARACTER_NOT_ALLOWED"
        }

    def test_a_file_is_for_output_only(self):
        assert field_errors({"type": "file"}, output=True) == {}
        assert field_errors({"type": "file"}, output=False) == {".type": "VALUE_NOT_ALLOWED"}
        assert field_errors({"type": "array_file"}, output=False) == {".type": "VALUE_NOT_ALLOWED"}

    @pytest.mark.parametrize(
        ("field", "expected"),
        [
            (None, {"": "VALUE_REQUIRED"}),
            ("string", {"": "OBJECT_EXPECTED"}),
            ({}, {".type": "VALUE_REQUIRED"}),
            ({"type": 5}, {".type": "STRING_EXPECTED"}),
            ({"type": "text"}, {".type": "UNKNOWN_ENUM_VALUE"}),
            ({"type": "array_"}, {".type": "UNKNOWN_ENUM_VALUE"}),
            ({"type": "array_array_string"}, {".type": "UNKNOWN_ENUM_VALUE"}),
            ({"type": "string", "required": "yes"}, {".required": "BOOLEAN_EXPECTED"}),
            ({"type": "string", "min_length": "1"}, {".min_length": "INTEGER_EXPECTED"}),
            ({"type": "string", "min_length": -1}, {".min_length": "VALUE_LESS_THAN_MIN"}),
            ({"type": "string", "min_length": 5, "max_length": 4}, {".max_length": "VALUE_LESS_THAN_MIN"}),
            ({"type": "float", "min_value": 0.2, "max_value": 0.1}, {".max_value": "VALUE_LESS_THAN_MIN"}),
            ({"type": "array_url", "min_size": 2, "max_size": 1}, {".max_size": "VALUE_LESS_THAN_MIN"}),
            ({"type": "string", "allowed_values": "a"}, {".allowed_values": "ARRAY_EXPECTED"}),
            ({"type": "string", "allowed_values": ["a", 1]}, {".allowed_values.1": "STRING_EXPECTED"}),
            ({"type": "integer", "allowed_values": [1, True]}, {".allowed_values.1": "INTEGER_EXPECTED"}),
            ({"type": "boolean", "allowed_values": [1]}, {".allowed_values.0": "BOOLEAN_EXPECTED"}),
            ({"type": "integer", "min_length": 1}, {".min_length": "VALUE_NOT_ALLOWED"}),
            ({"type": "string", "min_size": 1}, {".min_size": "VALUE_NOT_ALLOWED"}),
            ({"type": "url", "pattern": "a"}, {".pattern": "VALUE_NOT_ALLOWED"}),
            ({"type": "coordinates", "current_location": []}, {".current_location": "BOOLEAN_EXPECTED"}),
            ({"type": "string", "pattern": "["}, {".pattern": "INVALID_REGEX_SYNTAX"}),
            ({"type": "string", "pattern": "(?=["}, {".pattern": "INVALID_REGEX_SYNTAX"}),
        ],
    )
    def test_what_is_refused(self, field, expected):
        assert field_errors(field) == expected

    def test_all_faults_are_told_at_once(self):
        spec = {
            "a": {"type": "strng"},
            "b": {"type": "integer", "min_value": "1", "max_value": "2"},
            "c d": {"type": "string"},
        }
        assert spec_errors(spec) == {
            "task_spec.input_spec.a.type": "UNKNOWN_ENUM_VALUE",
            "task_spec.input_spec.b.min_value": "FLOAT_EXPECTED",
            "task_spec.input_spec.b.max_value": "FLOAT_EXPECTED",
            "task_spec.input_spec.c d": "CHARACTER_NOT_ALLOWED",
        }

    @pytest.mark.parametrize("spec", [[], "x", 5, None])
    def test_a_specification_is_an_object(self, spec):
        assert spec_errors(spec) == {"task_spec.input_spec": "OBJECT_EXPECTED"}

    def test_nulls_and_unknown_keys_do_no_harm(self):
        field = {"type": "string", "min_length": None, "min_size": None, "required": None, "note": 5}
        assert field_errors(field) == {}

    def test_a_pattern_that_would_fill_the_memory_is_refused(self):
        bomb = "(?=a)((a{1000}){1000}){1000}"
        assert field_errors({"type": "string", "pattern": bomb}) == {".pattern": "INVALID_REGEX_SYNTAX"}


class TestNormalising:
    def test_what_is_left_out_is_spelled_out(self):
        assert normalise_spec({"a": {"type": "URL"}}) == {
            "a": {"type": "url", "required": True, "hidden": False}
        }

    def test_what_a_client_sent_comes_back(self):
        sent = {
            "a": {
                "type": "array_string",
                "required": False,
                "hidden": True,
                "min_size": 1,
                "allowed_values": ["x"],
            },
            "b": {"type": "coordinates", "required": True, "hidden": False, "current_location": True},
            "c": {"type": "string", "required": True, "hidden": False, "allowed_values": [], "note": 5},
        }
        assert normalise_spec(sent) == sent

    def test_documented_variants_become_one(self):
        spec = {
            "n": {"type": "ARRAY_NUMBER", "max_size": None},
            "c": {"type": "coordinates", "current_location": "true"},
        }
        assert normalise_spec(spec) == {
            "n": {"type": "array_integer", "required": True, "hidden": False},
            "c": {"type": "coordinates", "required": True, "hidden": False, "current_location": True},
        }


class TestPresence:
    spec = {"must": {"type": "string"}, "may": {"type": "string", "required": False}}  # noqa: RUF012

    def test_a_required_field_is_missing_or_null(self):
        assert codes(self.spec, {}) == {"must": "VALUE_REQUIRED"}
        assert codes(self.spec, {"must": None, "may": None}) == {"must": "VALUE_REQUIRED"}
        assert codes(self.spec, {"must": "x"}) == {}

    def test_fields_are_required_unless_said_otherwise(self):
        assert codes({"f": {"type": "json"}}, {}) == {"f": "VALUE_REQUIRED"}

    def test_an_unknown_field_is_not_allowed(self):
        assert codes(self.spec, {"must": "x", "other": 1}) == {"other": "VALUE_NOT_ALLOWED"}
        assert codes(self.spec, {"must": "x", "may": None, "other": 1}) == {"other": "VALUE_NOT_ALLOWED"}

    def test_an_unknown_null_counts_as_absent(self):
        assert codes(self.spec, {"must": "x", "other": None}) == {}

    def test_every_bad_field_is_told_below_the_path(self):
        values = {"may": 5, "other": "x"}
        assert codes(self.spec, values, "input_values") == {
            "input_values.must": "VALUE_REQUIRED",
            "input_values.may": "STRING_EXPECTED",
            "input_values.other": "VALUE_NOT_ALLOWED",
        }

    def test_a_known_solution_may_be_partial_but_not_empty(self):
        assert codes(self.spec, {"may": "x"}, partial=True) == {}
        assert codes(self.spec, {"must": None}, "output_values", partial=True) == {
            "output_values": "EMPTY_OBJECT_NOT_ALLOWED"
        }
        assert codes(self.spec, {"may": 1, "who": 2}, partial=True) == {
            "may": "STRING_EXPECTED",
            "who": "VALUE_NOT_ALLOWED",
        }

    def test_a_worker_is_not_asked_for_what_is_hidden(self):
        spec = {"seen": {"type": "string"}, "unseen": {"type": "string", "hidden": True}}
        assert codes(spec, {"seen": "x"}, answer=True) == {}
        assert codes(spec, {}, "0", answer=True) == {"0.seen": "VALUE_REQUIRED"}
        assert codes(spec, {"seen": "x"}) == {"unseen": "VALUE_REQUIRED"}
        assert compile_spec(spec).hidden == ("unseen",)


class TestTypes:
    @pytest.mark.parametrize("kind", ONE_OF_EACH)
    def test_a_fitting_value(self, kind):
        assert code({"type": kind}, ONE_OF_EACH[kind]) == {}
        assert code({"type": f"array_{kind}"}, [ONE_OF_EACH[kind]] * 2) == {}

    @pytest.mark.parametrize(
        ("kind", "value", "expected"),
        [
            ("string", 5, "STRING_EXPECTED"),
            ("string", ["x"], "STRING_EXPECTED"),
            ("url", 5, "STRING_EXPECTED"),
            ("url", "ftp://example.com", "INVALID_URL_SYNTAX"),
            ("url", "example.com/1.jpg", "INVALID_URL_SYNTAX"),
            ("url", "", "INVALID_URL_SYNTAX"),
            ("integer", "5", "INTEGER_EXPECTED"),
            ("integer", 5.0, "INTEGER_EXPECTED"),
            ("integer", True, "INTEGER_EXPECTED"),
            ("float", "0.5", "FLOAT_EXPECTED"),
            ("float", True, "FLOAT_EXPECTED"),
            ("boolean", 1, "BOOLEAN_EXPECTED"),
            ("boolean", "true", "BOOLEAN_EXPECTED"),
            ("coordinates", [53.9, 27.5], "STRING_EXPECTED"),
            ("coordinates", "53.9", "INVALID_COORDINATES_SYNTAX"),
            ("coordinates", "53,9;27,5", "INVALID_COORDINATES_SYNTAX"),
            ("coordinates", "90.1,0", "INVALID_COORDINATES_SYNTAX"),
            ("coordinates", "0,-180.5", "INVALID_COORDINATES_SYNTAX"),
            ("coordinates", "٥٣,27", "INVALID_COORDINATES_SYNTAX"),
            ("file", "photo.jpg", "UUID_EXPECTED"),
            ("file", 5, "UUID_EXPECTED"),
        ],
    )
    def test_a_value_of_another_kind(self, kind, value, expected):
        assert code({"type": kind}, value) == {"": expected}
        assert code({"type": f"array_{kind}"}, [ONE_OF_EACH[kind], value]) == {".1": expected}

    def test_a_whole_number_is_a_float_too(self):
        assert code({"type": "float"}, 5) == {}

    def test_addresses_by_their_beginning(self):
        for address in ("http://a", "https://a", "www.images/1.png"):
            assert code({"type": "url"}, address) == {}

    def test_coordinates_with_spaces_and_at_the_poles(self):
        for place in ("53.910236, 27.531110", "-90,180", "90,-180", " +1.5 , 2 "):
            assert code({"type": "coordinates"}, place) == {}

    def test_json_takes_anything(self):
        for value in (0, "", [], {}, [None], {"a": None}):
            assert code({"type": "json"}, value) == {}

    def test_an_array_is_expected(self):
        assert code({"type": "array_string"}, "a") == {"": "ARRAY_EXPECTED"}
        assert code({"type": "array_string"}, {"0": "a"}) == {"": "ARRAY_EXPECTED"}

    def test_a_null_item_is_missing_except_in_json(self):
        assert code({"type": "array_string"}, ["a", None]) == {".1": "VALUE_REQUIRED"}
        assert code({"type": "array_json"}, [1, None]) == {}


class TestLimits:
    def test_length(self):
        field = {"type": "string", "min_length": 2, "max_length": 3}
        assert [code(field, "x" * size) for size in range(1, 5)] == [
            {"": "STRING_LENGTH_LESS_THAN_MIN"},
            {},
            {},
            {"": "STRING_LENGTH_GREATER_THAN_MAX"},
        ]

    def test_value(self):
        field = {"type": "integer", "min_value": 1, "max_value": 3}
        assert [code(field, number) for number in (0, 1, 3, 4)] == [
            {"": "VALUE_LESS_THAN_MIN"},
            {},
            {},
            {"": "VALUE_GREATER_THAN_MAX"},
        ]
        assert code({"type": "float", "max_value": 0.5}, 1) == {"": "VALUE_GREATER_THAN_MAX"}

    def test_the_broken_limit_is_told(self):
        assert found({"f": {"type": "integer", "min_value": 3}}, {"f": 2})["f"].params == [3]
        assert found({"f": {"type": "string", "max_length": 1}}, {"f": "xy"})["f"].params == [1]
        assert found({"f": {"type": "array_json", "max_size": 0}}, {"f": [1]})["f"].params == [0]

    def test_a_value_outside_the_allowed_ones(self):
        spec = {"f": {"type": "string", "allowed_values": ["cat", "dog"]}}
        assert codes(spec, {"f": "cat"}) == {}
        error = found(spec, {"f": "cow"})["f"]
        assert (error.code, error.params) == ("VALUE_NOT_ALLOWED", ["cat", "dog"])
        assert code({"type": "boolean", "allowed_values": [False]}, value=True) == {"": "VALUE_NOT_ALLOWED"}
        assert code({"type": "array_integer", "allowed_values": [1, 2]}, [1, 3]) == {
            ".1": "VALUE_NOT_ALLOWED"
        }

    def test_an_empty_list_of_allowed_values_allows_any(self):
        assert code({"type": "string", "allowed_values": []}, "x") == {}

    def test_sizes_of_arrays_and_their_items_are_both_checked(self):
        field = {"type": "array_string", "min_size": 2, "max_size": 3, "max_length": 1}
        assert code(field, ["a"]) == {"": "ARRAY_SIZE_LESS_THAN_MIN"}
        assert code(field, ["a", "b"]) == {}
        assert code(field, ["a", "b", "c", "dd"]) == {
            "": "ARRAY_SIZE_GREATER_THAN_MAX",
            ".3": "STRING_LENGTH_GREATER_THAN_MAX",
        }


class TestPatterns:
    @pytest.mark.parametrize(
        ("pattern", "good", "bad"),
        [
            ("[a-z]+", "abc", "abc1"),
            ("a|ab", "ab", "abc"),
            ("^a$", "a", "a\n"),
            ("[\u0431-\u044f]+", "привет", "hello"),
            (r"\p{L}+", "привет", "1"),
            (r"\d+", "12", "٣"),
            ("(?i)abc", "ABC", "abd"),
            (r"(?=.*\d).{4,}", "abc1", "abcd"),
            (r"(a|b)\1", "aa", "ab"),
            ("a++b", "aab", "aa"),
            ("[a-z&&[^b]]+", "ac", "ab"),
            ("x{1,2000}", "x" * 1999, "x" * 2001),
        ],
    )
    def test_the_whole_value_must_match(self, pattern, good, bad):
        field = {"type": "string", "pattern": pattern}
        assert code(field, good) == {}
        assert code(field, bad) == {"": "PATTERN_MISMATCH"}

    def test_a_pattern_without_end_is_cut_short(self):
        spec = {"f": {"type": "string", "pattern": "(?=a)(a|aa)+$"}}
        begun = time.monotonic()
        error = found(spec, {"f": "a" * 60 + "c"})["f"]
        assert error.code == "PATTERN_MISMATCH"
        assert "too long" in error.message
        assert time.monotonic() - begun < 20 * patterns.PATTERN_SECONDS

    @given(st.text(max_size=30))
    def test_any_text_is_either_a_pattern_or_refused(self, pattern):
        assert field_errors({"type": "string", "pattern": pattern}) in (
            {},
            {".pattern": "INVALID_REGEX_SYNTAX"},
            {".pattern": "CHARACTER_NOT_ALLOWED"},  # a NUL
        )

    @given(st.from_regex(r"[a(){}\[\]?*+|\\^$.=!<>:1-9P&-]{1,12}", fullmatch=True))
    def test_any_play_of_signs_is_either_a_pattern_or_refused(self, pattern):
        assert field_errors({"type": "string", "pattern": pattern}) in (
            {},
            {".pattern": "INVALID_REGEX_SYNTAX"},
        )


class TestFiles:
    def test_the_files_that_an_answer_names(self):
        spec = {
            "photo": {"type": "file"},
            "more": {"type": "array_file", "required": False},
            "last": {"type": "file", "required": False},
            "text": {"type": "string"},
        }
        values = {"photo": UUID, "more": [UUID.upper(), UUID], "last": None, "text": UUID}
        assert codes(spec, values) == {}
        assert compile_spec(spec).file_values(values) == [
            ("photo", UUID),
            ("more.0", UUID),
            ("more.1", UUID),
        ]


class TestCompiling:
    def test_one_text_is_compiled_once(self):
        text = '{"a":{"type":"string"}}'
        assert compiled(text) is compiled(text)

    def test_an_unsound_specification_is_refused(self):
        with pytest.raises(ValidationFailed) as refused:
            compiled('{"a":{"type":"strng"}}')
        assert list(refused.value.errors) == ["a.type"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.fixed_dictionaries(
    {"type": st.sampled_from([*ONE_OF_EACH, *(f"array_{kind}" for kind in ONE_OF_EACH)])},
    optional={"required": st.booleans(), "hidden": st.booleans()},
)
SPECS = st.dictionaries(st.sampled_from(["a", "b", "c"]), FIELDS)


@given(st.dictionaries(st.text(max_size=3), JSON))
def test_any_json_is_a_sound_specification_or_its_faults_are_told(spec):
    errors = FieldErrors()
    fields = parse_spec(spec, "x", errors, output=True)
    assert errors or list(fields) == list(spec)


@given(SPECS, st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), JSON))
def test_any_json_is_checked_without_a_crash_and_the_same_way_twice(spec, values):
    assert found(spec, values) == found(normalise_spec(spec), values)


@given(SPECS)
def test_normalising_twice_changes_nothing(spec):
    once = normalise_spec(spec)
    assert normalise_spec(once) == once
