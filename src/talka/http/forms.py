"""Request bodies into Structs, with every field error at once.

msgspec decodes a good body in one pass and stops at the first fault of a bad one. So a bad body is walked a
second time along the form's type, and every wrong field is reported in Toloka's codes under its dotted path.

Rules of reading: unknown keys are ignored (unless the Struct forbids them), and ``null`` for a field that has
a default and is not itself nullable is the same as leaving it out.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any, NamedTuple, TypeVar

import msgspec
from msgspec import inspect

from talka.kernel import clock
from talka.kernel.errors import BadRequest, FieldErrors, ValidationFailed
from talka.words.speaking import say, to_say

T = TypeVar("T")

_MOMENT = "moment"

TIME_FORMAT = "date-time-local"
"""A time without a zone, as OpenAPI's list of formats has it: RFC 3339's ``date-time`` has one."""

TimeText = Annotated[
    str,
    msgspec.Meta(extra_json_schema={"format": TIME_FORMAT}, extra={_MOMENT: True}, description="UTC time"),
]
"""A field for a time in a request.

It is a plain ``str``, so it is stored and answered without any hook. :func:`decode` checks it and leaves it
in Toloka's own form (``2021-02-26T10:13:32[.921]``) whichever accepted form was sent; ``clock.from_text``
makes milliseconds of it. Only this module's functions check it: a bare msgspec decoder takes any string."""

# PostgreSQL keeps no NUL in a text, so no field may hold one. This is how JSON writes it.
_NUL = rb"\u0000"


def decode(body: bytes, form: type[T]) -> T:
    """Read a request's body.

    Raises:
        BadRequest: the body is not JSON.
        ValidationFailed: the body is empty or ``null`` (``NOT_NULL_BODY`` under the empty path), or its
            fields are wrong.
    """
    kind: Any = form
    plan = _plan_of(kind)
    if not plan.has_times and _NUL not in body:
        try:
            value: T = plan.decoder.decode(body)
        except (ValueError, RecursionError):
            pass  # said below, in full
        else:
            return value
    return convert(_parse(body), form)


def convert(value: Any, form: type[T]) -> T:
    """Make a form of an already parsed JSON value, by the same rules as :func:`decode`.

    Raises:
        ValidationFailed: the fields are wrong.
    """
    result, errors = _read(value, form)
    errors.raise_if_any()
    return result  # type: ignore[no-any-return]  # without errors it is what msgspec made of the form


def explain(value: Any, form: Any) -> FieldErrors:
    """Every reason why an already parsed JSON value is not such a form; nothing when it is one."""
    return _read(value, form)[1]


def _parse(body: bytes) -> Any:
    if not body.strip():
        raise ValidationFailed.of("", "NOT_NULL_BODY", say("The request needs a body"))
    try:
        value = msgspec.json.decode(body)
    except RecursionError:
        raise BadRequest(too_deep()) from None
    except ValueError as error:
        raise BadRequest(say("The body is not JSON: {error}", error=str(error))) from None
    if value is None:
        raise ValidationFailed.of("", "NOT_NULL_BODY", say("The request needs a body other than null"))
    return value


def too_deep() -> str:
    """What is said of a body with more within each other than can be read."""
    return say("The body is nested too deeply")


def _required() -> str:
    return say("A value is needed here and must not be null")


def _read(value: Any, form: Any) -> tuple[Any, FieldErrors]:
    errors = FieldErrors()
    try:
        cleaned = _walk(value, _plan_of(form).info, "", errors)
        if not errors:
            return msgspec.convert(cleaned, form, str_keys=True), errors
    except msgspec.ValidationError as error:
        # What the walk does not know of: a Struct's own __post_init__, types only msgspec can read.
        message, _, place = str(error).partition(" - at `$")
        errors.add(_dotted(place), "INVALID_VALUE", message)
    except RecursionError:
        errors.add("", "INVALID_VALUE", too_deep())
    return None, errors


def _dotted(place: str) -> str:
    """The place in a msgspec message (``.a[0].b`...``) as ``a.0.b``, up to a mapping: it names no keys."""
    known = place.partition("`")[0].partition("[...]")[0]
    return known.replace("[", ".").replace("]", "").removeprefix(".")


# ---- what is known of a form's type ---------------------------------------------------------------------


class _Plan(NamedTuple):
    info: inspect.Type
    decoder: msgspec.json.Decoder[Any]
    has_times: bool


@cache
def _plan_of(form: Any) -> _Plan:
    info = inspect.type_info(form)
    return _Plan(info, msgspec.json.Decoder(form), _has_times(info, set()))


def _has_times(info: inspect.Type, seen: set[type]) -> bool:
    if isinstance(info, inspect.Metadata):
        return _is_time(info) or _has_times(info.type, seen)
    if isinstance(info, inspect.StructType):
        if info.cls in seen:
            return False
        seen.add(info.cls)
        return any(_has_times(field.type, seen) for field in info.fields)
    return any(_has_times(part, seen) for part in _parts(info))


def _parts(info: inspect.Type) -> tuple[inspect.Type, ...]:
    if isinstance(info, inspect.UnionType):
        return info.types
    if isinstance(info, inspect.TupleType):
        return info.item_types
    if isinstance(info, inspect.CollectionType):
        return (info.item_type,)
    return (info.value_type,) if isinstance(info, inspect.DictType) else ()


def _is_time(info: inspect.Metadata) -> bool:
    return bool(info.extra and info.extra.get(_MOMENT))


def _bare(info: inspect.Type) -> inspect.Type:
    while isinstance(info, inspect.Metadata) and not _is_time(info):
        info = info.type
    return info


def _nullable(info: inspect.Type) -> bool:
    info = _bare(info)
    if isinstance(info, inspect.UnionType):
        return any(_nullable(part) for part in info.types)
    return isinstance(info, (inspect.AnyType, inspect.NoneType, inspect.RawType))


# ---- the walk: each returns the value as msgspec shall convert it, and says what is wrong ----------------


def _walk(value: Any, info: inspect.Type, path: str, errors: FieldErrors) -> Any:
    info = _bare(info)
    if value is None and not isinstance(info, inspect.RawType):
        if not _nullable(info):
            errors.add(path, "VALUE_REQUIRED", _required())
        return None
    reader = _READERS.get(type(info))
    return value if reader is None else reader(value, info, path, errors)


def _below(path: str, key: object) -> str:
    return f"{path}.{key}" if path else str(key)


def _none(value: Any, _info: inspect.NoneType, path: str, errors: FieldErrors) -> Any:
    errors.add(path, "VALUE_NOT_ALLOWED", say("Only null is allowed here"))
    return value


def _raw(value: Any, _info: inspect.RawType, _path: str, _errors: FieldErrors) -> Any:
    return msgspec.Raw(msgspec.json.encode(value))


def _bool(value: Any, _info: inspect.BoolType, path: str, errors: FieldErrors) -> Any:
    if type(value) is not bool:
        errors.add(path, "BOOLEAN_EXPECTED", say("The value must be true or false"))
    return value


def _integer(value: Any, info: inspect.IntType, path: str, errors: FieldErrors) -> Any:
    if type(value) is float and value.is_integer():
        value = int(value)  # JSON knows numbers only: 2.0 is 2
    if type(value) is not int:
        errors.add(path, "INTEGER_EXPECTED", say("The value must be a whole number"))
    else:
        _number_bounds(value, info, path, errors)
    return value


def _float(value: Any, info: inspect.FloatType, path: str, errors: FieldErrors) -> Any:
    if type(value) not in {int, float}:
        errors.add(path, "FLOAT_EXPECTED", say("The value must be a number"))
    else:
        _number_bounds(value, info, path, errors)
    return value


def _number_bounds(
    value: float, info: inspect.IntType | inspect.FloatType, path: str, errors: FieldErrors
) -> None:
    low = info.ge if info.ge is not None else info.gt
    high = info.le if info.le is not None else info.lt
    too_low = low is not None and (value < low or (value == low and info.ge is None))
    too_high = high is not None and (value > high or (value == high and info.le is None))
    if not (too_low or too_high):
        return
    if low is not None and high is not None:
        words = say("The value must be from {low} to {high}", low=low, high=high)
        errors.add(path, "VALUE_OUT_OF_BOUNDS", words, [low, high])
    elif too_low and low is not None:
        words = say("The value must be more than {low}", low=low)
        if info.ge is not None:
            words = say("The value must be at least {low}", low=low)
        errors.add(path, "VALUE_LESS_THAN_MIN", words, [low])
    elif high is not None:
        words = say("The value must be less than {high}", high=high)
        if info.le is not None:
            words = say("The value must be at most {high}", high=high)
        errors.add(path, "VALUE_GREATER_THAN_MAX", words, [high])


def _string(value: Any, info: inspect.StrType, path: str, errors: FieldErrors) -> Any:
    if type(value) is not str:
        errors.add(path, "STRING_EXPECTED", say("The value must be a string"))
        return value
    _size_bounds(_CHARACTERS, len(value), (info.min_length, info.max_length), path, errors)
    if "\0" in value:
        errors.add(path, "CHARACTER_NOT_ALLOWED", say("The value must not hold the character NUL"))
    if info.pattern is not None and re.search(info.pattern, value) is None:
        words = say("The value has not the form that is asked for")
        errors.add(path, "PATTERN_MISMATCH", words, [info.pattern])
    return value


class _Counted(NamedTuple):
    """What there may be too few or too many of: how its codes begin, and what is said."""

    codes: str
    between: str
    few: str
    many: str


_CHARACTERS = _Counted(
    "STRING_LENGTH",
    to_say("There must be {low} to {high} characters"),
    to_say("There must be at least {low} characters"),
    to_say("There must be at most {high} characters"),
)
_ITEMS = _Counted(
    "ARRAY_SIZE",
    to_say("There must be {low} to {high} items"),
    to_say("There must be at least {low} items"),
    to_say("There must be at most {high} items"),
)
_ENTRIES = _Counted(
    "ARRAY_SIZE",
    to_say("There must be {low} to {high} entries"),
    to_say("There must be at least {low} entries"),
    to_say("There must be at most {high} entries"),
)


def _size_bounds(
    counted: _Counted, size: int, bounds: tuple[int | None, int | None], path: str, errors: FieldErrors
) -> None:
    low, high = bounds
    if (low is None or size >= low) and (high is None or size <= high):
        return
    if low is not None and high is not None:
        words = say(counted.between, low=low, high=high)
        errors.add(path, f"{counted.codes}_OUT_OF_BOUNDS", words, [low, high])
    elif low is not None:
        errors.add(path, f"{counted.codes}_LESS_THAN_MIN", say(counted.few, low=low), [low])
    elif high is not None:
        errors.add(path, f"{counted.codes}_GREATER_THAN_MAX", say(counted.many, high=high), [high])


def _time(value: Any, _info: inspect.Metadata, path: str, errors: FieldErrors) -> Any:
    if type(value) is not str:
        errors.add(path, "STRING_EXPECTED", say("The time must be a string like 2021-02-26T10:13:32"))
        return value
    try:
        return clock.to_text(clock.from_text(value))
    except (ValueError, OverflowError):
        message = say("The value must be a UTC time like 2021-02-26T10:13:32")
        errors.add(path, "INVALID_DATE_TIME_SYNTAX", message)
        return value


def _uuid(value: Any, _info: inspect.UUIDType, path: str, errors: FieldErrors) -> Any:
    try:
        return str(uuid.UUID(value))
    except (ValueError, AttributeError, TypeError):
        errors.add(path, "UUID_EXPECTED", say("The value must be a UUID"))
        return value


def _choice(value: Any, info: inspect.EnumType | inspect.LiteralType, path: str, errors: FieldErrors) -> Any:
    if isinstance(info, inspect.EnumType):
        known: list[Any] = [member.value for member in info.cls]
    else:
        known = list(info.values)
    if not any(type(value) is type(one) and value == one for one in known):
        names = ", ".join(str(one) for one in known)
        errors.add(path, "UNKNOWN_ENUM_VALUE", say("The value must be one of: {names}", names=names), known)
    return value


def _array(value: Any, info: inspect.CollectionType, path: str, errors: FieldErrors) -> Any:
    if type(value) is not list:
        errors.add(path, "ARRAY_EXPECTED", say("The value must be an array"))
        return value
    _size_bounds(_ITEMS, len(value), (info.min_length, info.max_length), path, errors)
    return [_walk(item, info.item_type, _below(path, place), errors) for place, item in enumerate(value)]


def _tuple(value: Any, info: inspect.TupleType, path: str, errors: FieldErrors) -> Any:
    if type(value) is not list:
        errors.add(path, "ARRAY_EXPECTED", say("The value must be an array"))
        return value
    size = len(info.item_types)
    _size_bounds(_ITEMS, len(value), (size, size), path, errors)
    pairs = enumerate(zip(value, info.item_types, strict=False))
    return [_walk(item, part, _below(path, place), errors) for place, (item, part) in pairs]


def _mapping(value: Any, info: inspect.DictType, path: str, errors: FieldErrors) -> Any:
    if type(value) is not dict:
        errors.add(path, "OBJECT_EXPECTED", say("The value must be an object"))
        return value
    _size_bounds(_ENTRIES, len(value), (info.min_length, info.max_length), path, errors)
    cleaned = {}
    for key, item in value.items():
        place = _below(path, key)
        if isinstance(_bare(info.key_type), (inspect.StrType, inspect.EnumType, inspect.LiteralType)):
            _walk(key, info.key_type, place, errors)
        cleaned[key] = _walk(item, info.value_type, place, errors)
    return cleaned


def _struct(value: Any, info: inspect.StructType, path: str, errors: FieldErrors) -> Any:
    if info.array_like:
        return value  # left to msgspec: no request has one
    if type(value) is not dict:
        errors.add(path, "OBJECT_EXPECTED", say("The value must be an object"))
        return value
    cleaned = _tag(value, info, path, errors)
    for field in info.fields:
        name = field.encode_name
        item = value.get(name)
        if item is not None or (name in value and _nullable(field.type)):
            cleaned[name] = _walk(item, field.type, _below(path, name), errors)
        elif field.required:
            errors.add(_below(path, name), "VALUE_REQUIRED", _required())
    if info.forbid_unknown_fields:
        known = {field.encode_name for field in info.fields} | {info.tag_field}
        for name in value.keys() - known:
            errors.add(_below(path, name), "VALUE_NOT_ALLOWED", say("There is no such field"))
    return cleaned


def _tag(value: dict[str, Any], info: inspect.StructType, path: str, errors: FieldErrors) -> dict[str, Any]:
    """The tag that a Struct goes by, as the beginning of its cleaned value."""
    if info.tag_field is None:
        return {}
    tag = value.get(info.tag_field)
    if tag is not None and (type(tag) is not type(info.tag) or tag != info.tag):
        message = say("The value must be {wanted}", wanted=str(info.tag))
        errors.add(_below(path, info.tag_field), "UNKNOWN_ENUM_VALUE", message, [info.tag])
    return {info.tag_field: info.tag}


# ---- unions ----------------------------------------------------------------------------------------------


def _union(value: Any, info: inspect.UnionType, path: str, errors: FieldErrors) -> Any:
    members = [part for part in info.types if not isinstance(part, inspect.NoneType)]
    if len(members) == 1:
        return _walk(value, members[0], path, errors)
    tagged = [part for part in members if isinstance(part, inspect.StructType) and part.tag_field]
    if isinstance(value, dict) and len(tagged) > 1:
        return _variant(value, tagged, path, errors)
    fitting = [part for part in members if type(value) in _JSON_KINDS.get(type(_bare(part)), ())]
    attempts = []
    for part in fitting:
        attempt = FieldErrors()
        cleaned = _walk(value, part, path, attempt)
        if not attempt:
            return cleaned
        attempts.append(attempt)
    if attempts:
        errors.update(attempts[0].as_dict())
    elif all(_is_open(part) for part in members if part not in fitting):
        return value
    else:
        _no_member(value, members, path, errors)
    return value


def _is_open(part: inspect.Type) -> bool:
    """Whether only msgspec can say what fits a member of a union."""
    return type(_bare(part)) not in _JSON_KINDS


def _variant(value: dict[str, Any], structs: list[inspect.StructType], path: str, errors: FieldErrors) -> Any:
    field = structs[0].tag_field
    place = _below(path, field)
    tag = value.get(field) if field is not None else None
    if tag is None:
        errors.add(place, "VALUE_REQUIRED", _required())
        return value
    for struct in structs:
        if type(tag) is type(struct.tag) and tag == struct.tag:
            return _struct(value, struct, path, errors)
    known = [struct.tag for struct in structs]
    names = ", ".join(str(one) for one in known)
    errors.add(place, "UNKNOWN_ENUM_VALUE", say("The value must be one of: {names}", names=names), known)
    return value


def _no_member(value: Any, members: list[inspect.Type], path: str, errors: FieldErrors) -> None:
    kinds = {kind for part in members for kind in _JSON_KINDS.get(type(_bare(part)), ())}
    kinds_said = ", ".join(say(words) for words in sorted({_KIND_WORDS[kind] for kind in kinds}))
    simple = not kinds & {list, dict}
    code = "SIMPLE_VALUE_EXPECTED" if simple and isinstance(value, (list, dict)) else "INVALID_VALUE"
    errors.add(path, code, say("The value must be one of these: {kinds}", kinds=kinds_said))


_KIND_WORDS: Mapping[type, str] = {
    bool: to_say("true or false"),
    int: to_say("a number"),
    float: to_say("a number"),
    str: to_say("a string"),
    list: to_say("an array"),
    dict: to_say("an object"),
}

_JSON_KINDS: Mapping[type, tuple[type, ...]] = {
    inspect.BoolType: (bool,),
    inspect.IntType: (int,),
    inspect.FloatType: (int, float),
    inspect.StrType: (str,),
    inspect.Metadata: (str,),  # a bare type is one of these only when it is a time
    inspect.UUIDType: (str,),
    inspect.EnumType: (str, int),
    inspect.LiteralType: (str, int),
    inspect.ListType: (list,),
    inspect.SetType: (list,),
    inspect.FrozenSetType: (list,),
    inspect.VarTupleType: (list,),
    inspect.TupleType: (list,),
    inspect.DictType: (dict,),
    inspect.StructType: (dict,),
}

_READERS: Mapping[type, Callable[[Any, Any, str, FieldErrors], Any]] = {
    inspect.NoneType: _none,
    inspect.RawType: _raw,
    inspect.BoolType: _bool,
    inspect.IntType: _integer,
    inspect.FloatType: _float,
    inspect.StrType: _string,
    inspect.Metadata: _time,
    inspect.UUIDType: _uuid,
    inspect.EnumType: _choice,
    inspect.LiteralType: _choice,
    inspect.ListType: _array,
    inspect.SetType: _array,
    inspect.FrozenSetType: _array,
    inspect.VarTupleType: _array,
    inspect.TupleType: _tuple,
    inspect.DictType: _mapping,
    inspect.StructType: _struct,
    inspect.UnionType: _union,
}
