"""Reading request bodies: good ones become forms, bad ones are told every wrong field."""

import uuid
from enum import Enum, StrEnum
from typing import Annotated, Any, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET, Meta, Struct, UnsetType

from talka.http.forms import TimeText, convert, decode, explain
from talka.kernel.errors import BadRequest, ValidationFailed


class Color(StrEnum):
    RED = "RED"
    GREEN = "GREEN"


class Level(Enum):
    LOW = 1
    HIGH = 2


class Item(Struct, frozen=True):
    name: Annotated[str, Meta(min_length=1, max_length=5)]
    weight: float = 1.0


class Circle(Struct, frozen=True, tag_field="kind", tag="CIRCLE"):
    radius: Annotated[float, Meta(gt=0)]


class Square(Struct, frozen=True, tag_field="kind", tag="SQUARE"):
    side: int


class Tree(Struct, frozen=True):
    children: list["Tree"] = []


class Form(Struct, frozen=True):
    name: str
    count: Annotated[int, Meta(ge=0, le=10)] = 0
    price: Annotated[float, Meta(ge=0)] = 0.0
    active: bool = False
    color: Color | None = None
    level: Level = Level.LOW
    mode: Literal["a", "b"] = "a"
    items: Annotated[list[Item], Meta(max_length=3)] = []
    tags: dict[str, list[str]] | None = None
    shape: Circle | Square | None = None
    size: int | str | None = None
    anything: Any = None
    tree: Tree | None = None
    note: str | UnsetType | None = UNSET


class Dated(Struct, frozen=True):
    expires: TimeText
    begun: TimeText | None = None


class Strict(Struct, forbid_unknown_fields=True):
    a: int = 0


def codes(value, form=Form):
    return {path: error.code for path, error in explain(value, form).as_dict().items()}


def params(value, path, form=Form):
    return explain(value, form).as_dict()[path].params


def refusal(body, form=Form):
    with pytest.raises(ValidationFailed) as refused:
        decode(body, form)
    return {path: error.code for path, error in refused.value.errors.items()}


class TestBody:
    def test_a_good_body(self):
        assert decode(b'{"name": "x", "count": 2, "other": [1]}', Form) == Form("x", 2)

    @pytest.mark.parametrize("body", [b"", b"  \n", b"null"])
    def test_no_body(self, body):
        assert refusal(body) == {"": "NOT_NULL_BODY"}

    @pytest.mark.parametrize("body", [b"{", b"name=x", b'{"name": NaN}', b'"\xff"', b"[" * 100_000])
    @pytest.mark.parametrize("form", [Form, Dated])
    def test_not_json(self, body, form):
        with pytest.raises(BadRequest):
            decode(body, form)

    @pytest.mark.parametrize("body", [b"[]", b"5", b'"x"'])
    def test_another_shape_than_an_object(self, body):
        assert refusal(body) == {"": "OBJECT_EXPECTED"}

    def test_a_list_of_forms_names_them_by_position(self):
        assert refusal(b'[{"name": "x"}, {"name": 5}, {}]', list[Form]) == {
            "1.name": "STRING_EXPECTED",
            "2.name": "VALUE_REQUIRED",
        }

    def test_every_wrong_field_is_told(self):
        body = {
            "count": "1",
            "price": -1,
            "active": 1,
            "items": [{"name": ""}, {"weight": "x"}],
            "tags": {"a": [1]},
        }
        assert refusal(msgspec.json.encode(body)) == {
            "name": "VALUE_REQUIRED",
            "count": "INTEGER_EXPECTED",
            "price": "VALUE_LESS_THAN_MIN",
            "active": "BOOLEAN_EXPECTED",
            "items.0.name": "STRING_LENGTH_OUT_OF_BOUNDS",
            "items.1.name": "VALUE_REQUIRED",
            "items.1.weight": "FLOAT_EXPECTED",
            "tags.a.0": "STRING_EXPECTED",
        }


class TestNull:
    def test_null_for_a_field_with_a_default_is_the_default(self):
        body = b'{"name": "x", "count": null, "items": null, "mode": null, "color": null}'
        assert decode(body, Form) == Form("x")

    def test_null_where_null_means_something_stays(self):
        assert decode(b'{"name": "x", "count": null, "note": null}', Form).note is None
        assert decode(b'{"name": "x", "count": null}', Form).note is UNSET

    def test_null_for_a_required_field_or_an_item_is_missing(self):
        assert codes({"name": None}) == {"name": "VALUE_REQUIRED"}
        assert codes({"name": "x", "items": [None]}) == {"items.0": "VALUE_REQUIRED"}
        assert codes({"name": "x", "tags": {"a": None}}) == {"tags.a": "VALUE_REQUIRED"}


class TestCodes:
    @pytest.mark.parametrize(
        ("field", "value", "code"),
        [
            ("name", 5, "STRING_EXPECTED"),
            ("count", "5", "INTEGER_EXPECTED"),
            ("count", True, "INTEGER_EXPECTED"),
            ("count", 1.5, "INTEGER_EXPECTED"),
            ("count", 11, "VALUE_OUT_OF_BOUNDS"),
            ("price", True, "FLOAT_EXPECTED"),
            ("price", "0.05", "FLOAT_EXPECTED"),
            ("price", -0.01, "VALUE_LESS_THAN_MIN"),
            ("active", "true", "BOOLEAN_EXPECTED"),
            ("color", "BLUE", "UNKNOWN_ENUM_VALUE"),
            ("color", "red", "UNKNOWN_ENUM_VALUE"),
            ("color", [], "UNKNOWN_ENUM_VALUE"),
            ("level", 3, "UNKNOWN_ENUM_VALUE"),
            ("level", True, "UNKNOWN_ENUM_VALUE"),
            ("mode", "c", "UNKNOWN_ENUM_VALUE"),
            ("items", {}, "ARRAY_EXPECTED"),
            ("items", [{"name": "x"}] * 4, "ARRAY_SIZE_GREATER_THAN_MAX"),
            ("tags", [], "OBJECT_EXPECTED"),
            ("shape", "CIRCLE", "INVALID_VALUE"),
            ("size", 0.5, "INVALID_VALUE"),
            ("size", [], "SIMPLE_VALUE_EXPECTED"),
        ],
    )
    def test_one_wrong_field(self, field, value, code):
        assert codes({"name": "x", field: value}) == {field: code}

    def test_the_broken_limits_are_told(self):
        assert params({"name": "x", "count": 11}, "count") == [0, 10]
        assert params({"name": "x", "price": -1}, "price") == [0]
        assert params({"name": "x", "items": [{"name": "x"}] * 4}, "items") == [3]
        assert params({"name": "x", "items": [{"name": "123456"}]}, "items.0.name") == [1, 5]
        assert params({"name": "x", "color": "BLUE"}, "color") == ["RED", "GREEN"]

    def test_one_sided_and_open_limits(self):
        low = Annotated[int, Meta(gt=3)]
        high = Annotated[int, Meta(lt=3)]
        assert codes(3, low) == {"": "VALUE_LESS_THAN_MIN"}
        assert codes(3, high) == {"": "VALUE_GREATER_THAN_MAX"}
        assert codes(4, low) == codes(2, high) == {}
        assert codes("ab", Annotated[str, Meta(min_length=3)]) == {"": "STRING_LENGTH_LESS_THAN_MIN"}
        assert codes("abc", Annotated[str, Meta(max_length=2)]) == {"": "STRING_LENGTH_GREATER_THAN_MAX"}
        assert codes([], Annotated[list[int], Meta(min_length=1)]) == {"": "ARRAY_SIZE_LESS_THAN_MIN"}

    def test_patterns_are_searched_for_as_msgspec_does(self):
        form = Annotated[str, Meta(pattern="^[A-Z]{2}$")]
        assert codes("EN", form) == {}
        assert codes("english", form) == {"": "PATTERN_MISMATCH"}

    def test_a_uuid(self):
        text = "3f1f7c8e-6f0b-4d7a-9c39-1d2a8f6f4b10"
        assert convert(text, uuid.UUID) == uuid.UUID(text)
        assert codes("x", uuid.UUID) == codes(5, uuid.UUID) == {"": "UUID_EXPECTED"}

    def test_pairs(self):
        pair = tuple[str, int]
        assert convert(["a", 1], pair) == ("a", 1)
        assert codes(["a"], pair) == {"": "ARRAY_SIZE_OUT_OF_BOUNDS"}
        assert codes([1, "a"], pair) == {"0": "STRING_EXPECTED", "1": "INTEGER_EXPECTED"}

    def test_keys_of_an_object(self):
        assert codes({"RED": 1, "BLUE": 2}, dict[Color, int]) == {"BLUE": "UNKNOWN_ENUM_VALUE"}
        assert convert({"1": "a"}, dict[int, str]) == {1: "a"}

    def test_unknown_fields_only_where_they_are_forbidden(self):
        assert codes({"name": "x", "b": 1}) == {}
        assert codes({"a": 1, "b": 1}, Strict) == {"b": "VALUE_NOT_ALLOWED"}


class TestVariants:
    def test_the_tag_chooses(self):
        assert convert({"kind": "SQUARE", "side": 2}, Circle | Square) == Square(2)
        assert codes({"kind": "SQUARE", "side": "2"}, Circle | Square) == {"side": "INTEGER_EXPECTED"}
        assert codes({"kind": "CIRCLE", "radius": 0}, Circle | Square) == {"radius": "VALUE_LESS_THAN_MIN"}

    def test_an_absent_or_unknown_tag(self):
        assert codes({"side": 2}, Circle | Square) == {"kind": "VALUE_REQUIRED"}
        assert codes({"kind": "STAR"}, Circle | Square) == {"kind": "UNKNOWN_ENUM_VALUE"}
        assert codes({"kind": ["CIRCLE"]}, Circle | Square) == {"kind": "UNKNOWN_ENUM_VALUE"}

    def test_a_single_variant_may_leave_its_tag_out(self):
        assert convert({"side": 2}, Square) == Square(2)
        assert codes({"kind": "CIRCLE", "side": 2}, Square) == {"kind": "UNKNOWN_ENUM_VALUE"}

    def test_the_kind_of_value_chooses(self):
        assert convert({"name": "x", "size": "big"}, Form).size == "big"
        assert convert([1], int | list[int]) == [1]
        assert codes(["a"], int | list[int]) == {"0": "INTEGER_EXPECTED"}


class TestTimes:
    @pytest.mark.parametrize(
        ("sent", "kept"),
        [
            ("2021-02-26T10:13:32", "2021-02-26T10:13:32"),
            ("2021-02-26T10:13:32.921", "2021-02-26T10:13:32.921"),
            ("2021-02-26T10:13:32.921456Z", "2021-02-26T10:13:32.921"),
            ("2021-02-26 10:13", "2021-02-26T10:13:00"),
            ("2021-02-26", "2021-02-26T00:00:00"),
        ],
    )
    def test_a_time_is_kept_in_one_form(self, sent, kept):
        body = msgspec.json.encode({"expires": sent, "begun": sent})
        assert decode(body, Dated) == Dated(kept, kept)
        assert decode(b"[" + body + b"]", list[Dated]) == [Dated(kept, kept)]
        assert msgspec.json.decode(msgspec.json.encode(Dated(kept)), type=Dated) == Dated(kept)

    @pytest.mark.parametrize(
        "sent", ["", "soon", "2021-02-30T10:00:00", "2021-02-26T25:00:00", "2021-02-26T10:13+03:00"]
    )
    def test_what_is_no_time(self, sent):
        body = msgspec.json.encode({"expires": sent})
        assert refusal(body, Dated) == {"expires": "INVALID_DATE_TIME_SYNTAX"}

    def test_a_number_is_no_time(self):
        assert refusal(b'{"expires": 1614334412, "begun": null}', Dated) == {"expires": "STRING_EXPECTED"}


class TestWhatOnlyMsgspecKnows:
    def test_a_structs_own_check(self):
        class Range(Struct):
            low: int
            high: int

            def __post_init__(self):
                if self.low > self.high:
                    raise ValueError("low is above high")

        assert codes([{"low": 1, "high": 2}, {"low": 2, "high": 1}], list[Range]) == {"1": "INVALID_VALUE"}

    def test_raw_json_is_passed_on(self):
        class Sealed(Struct):
            inside: msgspec.Raw
            count: int = 0

        sealed = decode(b'{"inside": {"a": [1, null]}, "count": null}', Sealed)
        assert msgspec.json.decode(sealed.inside) == {"a": [1, None]}

    def test_nesting_without_end_is_refused(self):
        value: dict[str, Any] = {}
        for _ in range(5_000):
            value = {"children": [value]}
        assert codes(value, Tree) == {"": "INVALID_VALUE"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)
NEARLY = st.dictionaries(
    st.sampled_from([*Form.__struct_fields__, "kind", "radius", "side", "weight", "children"]),
    st.recursive(
        JSON | st.sampled_from(["RED", "a", "CIRCLE", 1, 2]),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(
                st.sampled_from(["name", "weight", "kind", "radius", "side", "children"]), inner, max_size=3
            )
        ),
        max_leaves=6,
    ),
)
# A field holds any text without NUL; values of any kind (JSON) may hold that too.
CHARACTERS = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
ITEMS = st.builds(
    Item,
    name=st.text(CHARACTERS, min_size=1, max_size=5),
    weight=st.floats(allow_nan=False, allow_infinity=False),
)
FORMS = st.builds(
    Form,
    name=st.text(CHARACTERS),
    count=st.integers(0, 10),
    price=st.floats(0, 1e9),
    active=st.booleans(),
    color=st.none() | st.sampled_from(Color),
    level=st.sampled_from(Level),
    mode=st.sampled_from(["a", "b"]),
    items=st.lists(ITEMS, max_size=3),
    tags=st.none()
    | st.dictionaries(st.text(CHARACTERS), st.lists(st.text(CHARACTERS), max_size=2), max_size=2),
    shape=st.none() | st.builds(Square, side=st.integers()) | st.builds(Circle, radius=st.floats(0.1, 9)),
    size=st.none() | st.integers() | st.text(CHARACTERS),
    anything=JSON,
    note=st.none() | st.text(CHARACTERS),
)


@given(FORMS)
def test_what_was_written_reads_back(form):
    body = msgspec.json.encode(form)
    assert decode(body, Form) == form
    assert convert(msgspec.json.decode(body), Form) == form


@given(JSON | NEARLY)
def test_any_json_is_a_form_or_is_told_why_not(value):
    errors = explain(value, Form)
    if errors:
        with pytest.raises(ValidationFailed) as refused:
            convert(value, Form)
        assert refused.value.errors == errors.as_dict()
    else:
        assert isinstance(convert(value, Form), Form)


@given(JSON | NEARLY)
def test_the_quick_way_and_the_thorough_one_agree(value):
    body = msgspec.json.encode(value)
    try:
        quick = msgspec.json.decode(body, type=Form)
    except msgspec.ValidationError:
        return
    assert convert(msgspec.json.decode(body), Form) == quick
